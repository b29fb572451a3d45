"""The report of an own account: the team report's charts and sections, without marks, as one HTML page."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from fivelayer import draft as drafts
from fivelayer import places
from fivelayer.choices import Part
from fivelayer.labels import part_key
from fivelayer.marking.result import HandedInBy, Result
from fivelayer.messages import Language, text
from fivelayer.my_accounts import check, snapshots, telling
from fivelayer.my_accounts.accounts import About, Accounts, OwnCase, today_here
from fivelayer.my_accounts.keeping import OwnActivity
from fivelayer.problems import writing
from fivelayer.record import Record, files, handin
from fivelayer.reports.wording import day

CHARTS: Final = ("barriers", "ladder", "people", "leader", "benefits", "outlook", "team")


def write(workspace: Path, about: About, language: Language) -> Path:
    """Write the report of an account into its folder; today's is written anew.

    Raises:
        Cannot: it cannot be written.
    """
    shelf = Accounts(workspace)
    target = shelf.place(about) / f"report-{today_here().isoformat()}-{language}.html"
    page = made(shelf, about, language)
    with writing(target):
        files.replace(target, page.encode("utf-8", "replace"), durable=False)
    return target.resolve()


def made(shelf: Accounts, about: About, language: Language) -> str:
    """The page of an account, in a language."""
    from fivelayer.html import LANG, asset, picture, template

    record = OwnActivity(shelf, about, language).record
    case = shelf.case(about)
    today = today_here()
    spans = [
        telling.compared(shelf, about, record.draft, span, today, language)
        for span in snapshots.SPANS
    ]
    # Where two spans say the same, the shorter one is told.
    distinct = {str(each["changes"]): each for each in reversed(spans) if each["since"]}
    return template("reports/page/own.html.j2").render(
        lang=LANG[language],
        activity=places.OWN_ACTIVITY,
        css=asset("reports/page/page.css"),
        say=lambda key, **params: text(f"own.{key}", language, **params),
        about=about,
        facts=_facts(about, language),
        charts=[(picture(svg), title) for svg, title in _charts(record, case, language)],
        comparisons=list(reversed(distinct.values())),
        questions=_questions(record, case, language),
        parts=[
            (text(part_key(p), language), handin.answers(record.draft, p, language)) for p in Part
        ],
        sources=_sources(record, case, language),
        attempts=_report(record, case, language).attempts().shown["text/html"],
        place=str(shelf.place(about).name),
    )


def _report(record: Record, case: OwnCase, language: Language) -> Any:
    """The team report of this plan: its sections and charts take it as they take a marked one."""
    from fivelayer.reports.account import Account
    from fivelayer.reports.team import TeamReport

    result = Result(
        file=case.id,
        status="marked",
        identity=HandedInBy(team=case.about.customer, case=case.id, activity="own"),
        language=language,
        draft=record.draft,
        attempts=record.attempts,
    )
    return TeamReport(Account(result, case, language))


def _charts(record: Record, case: OwnCase, language: Language) -> list[tuple[str, str]]:
    report = _report(record, case, language)
    shown = [report.chart(name).shown for name in CHARTS]
    return [(one["image/svg+xml"], one["text/plain"]) for one in shown if one]


def _facts(about: About, language: Language) -> list[tuple[str, str]]:
    found = {
        "sells": about.sells,
        "rivals": ", ".join(about.rivals),
        "started": day(about.started, language),
        "made": day(today_here().isoformat(), language),
        "notes_count": str(len(about.notes)) if about.notes else "",
    }
    return [(text(f"own.report.{name}", language), said) for name, said in found.items() if said]


def _questions(
    record: Record, case: OwnCase, language: Language
) -> list[tuple[str, str, str, str]]:
    return [
        (
            text(part_key(one.part) if one.part else "own.self.whole", language),
            one.statement,
            one.said.words(language),
            one.question.words(language),
        )
        for one in check.questions(record.draft, case.file)
    ]


def _sources(record: Record, case: OwnCase, language: Language) -> list[tuple[str, str]]:
    """The lines of the notes that the plan cites, with their words."""
    cited = {
        str(line)
        for path, value in drafts.leaves(record.draft)
        if path.endswith("lines") and isinstance(value, list)
        for line in value
    }
    return [
        (document.line(block.number), block.text)
        for document in case.documents(language)
        for block in document.blocks
        if document.line(block.number) in cited
    ]
