"""The cohort's page: one self-contained HTML file, everything from outside escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from fivelayer import cases, places
from fivelayer.cases import Case
from fivelayer.choices import Part
from fivelayer.html import asset, picture, template
from fivelayer.labels import part_key
from fivelayer.marking.cells import shown
from fivelayer.marking.result import Result
from fivelayer.messages import Language, text
from fivelayer.problems import Problems
from fivelayer.record.files import replace
from fivelayer.reports import canvas
from fivelayer.reports.cohort import ENOUGH, Question, Team, Work, questions, works
from fivelayer.reports.figures.cohort import growth, hardest, layers, percent, say

NAME: Final = "cohort.html"


def write(
    results: Iterable[Result],
    out: Path,
    language: Language,
    case_folders: Sequence[Path] = (),
    teams: Sequence[str] = (),
) -> Path | None:
    """Write `cohort.html` into `out`; where it is. None, and nothing, where no file could be marked.

    `teams` are those that were to hand in; who did not is named.

    Raises:
        OSError: `out` cannot be written.
    """
    found = works(results)
    if not found:
        return None
    html = page(found, language, case_folders, teams)
    replace(out / NAME, html.encode("utf-8", "replace"), durable=False)
    return out / NAME


def page(
    found: Sequence[Work],
    language: Language,
    case_folders: Sequence[Path] = (),
    teams: Sequence[str] = (),
) -> str:
    """The page of what a cohort handed in, in a language; hostile names and answers harm nobody."""
    return template("reports/page/cohort.html.j2").render(
        language=language,
        say=lambda key, **params: say(key, language, **params),
        pieces=[_piece(work, language, case_folders, teams) for work in found],
        css=asset("reports/page/cohort.css"),
    )


def _piece(
    work: Work, language: Language, case_folders: Sequence[Path], teams: Sequence[str]
) -> dict[str, Any]:
    case = _case(work.case, case_folders)
    says = _says(work, case, language)
    drawings = [hardest(work, says, language), layers(work, language)] if work.teams else []
    if work.growth:
        drawings.append(growth(work, language))
    again = [(team, percent(first), percent(last)) for team, first, last in work.again()]
    return {
        "title": case.file.name[language] if case else work.case,
        "exercise": "" if work.exercise == "course" else work.exercise,
        "few": len(work.teams) < ENOUGH,
        "n": len(work.teams),
        "mean": percent(work.share()),
        "figures": [(canvas.title(each), picture(canvas.svg(each))) for each in drawings],
        "parts": [text(part_key(part), language) for part in work.parts],
        "rows": [_row(team, work) for team in work.teams],
        "again": again,
        "missing": work.missing(teams),
        "questions": [_asked(each, says, language) for each in questions(work)],
    }


def _row(team: Team, work: Work) -> dict[str, Any]:
    return {
        "team": team.name or "—",
        "points": shown(team.points),
        "of": shown(team.of),
        "shares": [
            percent(team.parts[part]) if part in team.parts else None for part in work.parts
        ],
        "revision": team.revision,
        "asked": team.asked,
        "person": team.person or "",
    }


def _asked(question: Question, says: dict[str, str], language: Language) -> str:
    params: dict[str, Any] = dict(question.params)
    if "part" in params:
        params["part"] = text(part_key(Part(params["part"])), language)
    if question.criterion:
        params["says"] = says[question.criterion].rstrip(".。")
    if question.wrong is not None:
        params["because"] = question.wrong.words(language).rstrip(".。")
    key = question.key if params.get("lines", "-") else f"{question.key}_no_lines"
    return say(f"ask.{key}", language, **params)


def _says(work: Work, case: Case | None, language: Language) -> dict[str, str]:
    """What a good answer to each criterion shows: the key's words, else a finding's, else its id."""
    told = {rule: each.says.get(language, rule) for rule, each in work.criteria.items()}
    try:
        key = case.key if case is not None else None
    except Problems:
        key = None
    for criterion in key.criteria if key else ():
        told[criterion.id] = criterion.says[language]
    return told


def _case(case_id: str, folders: Sequence[Path]) -> Case | None:
    place = cases.place_of(case_id, [*folders, places.cases()])
    try:
        return cases.load(place) if place is not None else None
    except Problems:
        return None
