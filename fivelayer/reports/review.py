"""The business review: an agenda from a folder of records or results, in a notebook and as a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from fivelayer import labels, places
from fivelayer.agenda import Item, Plan, Side, agenda
from fivelayer.cases import Case
from fivelayer.findings import Said
from fivelayer.html import template
from fivelayer.marking.result import Result
from fivelayer.messages import LANGUAGES, Language, text
from fivelayer.problems import writing
from fivelayer.record import Unreadable, parse_bytes
from fivelayer.record.files import replace
from fivelayer.reports.parameters import ParameterError
from fivelayer.reports.running import case_of, executed
from fivelayer.reports.team import Section
from fivelayer.reports.wording import day

TEMPLATE: Final = Path("reports") / "business_review.ipynb"
MOST: Final = 500
"""Files of a folder that are looked at."""
SECONDS: Final = 300


@dataclass(frozen=True)
class Review:
    """A review in one language: the plans found, and the files that are none."""

    plans: tuple[Plan, ...]
    unread: tuple[str, ...]
    language: Language

    @cached_property
    def items(self) -> dict[str, list[Item]]:
        """By account, the agenda."""
        return agenda(self.plans)

    def heading(self) -> Section:
        """How many accounts, plans and items; what could not be read."""
        counts = dict.fromkeys(("disagreement", "stale", "flag"), 0)
        for item in self._all():
            counts[item.kind] += 1
        facts = [(self.say(f"kind.{kind}"), str(n)) for kind, n in counts.items()]
        whole = {"accounts": len(self.items), "plans": len(self.plans)}
        return self._section("heading", facts=facts, said=self.say("found", **whole))

    def accounts(self) -> Section:
        """An account after the other, each with its items."""
        named = {plan.case.id: plan.case.name[self.language] for plan in self.plans}
        shown = [(named[of], [self._shown(i) for i in items]) for of, items in self.items.items()]
        return self._section("accounts", accounts=shown)

    def notes(self) -> Section:
        """How the agenda came about."""
        return self._section("notes", unread=self.unread)

    def as_json(self) -> list[dict[str, Any]]:
        """The items as plain data."""
        return [self._shown(item) for item in self._all()]

    def say(self, key: str, **params: Any) -> str:
        """A sentence of the review."""
        return text(f"review.{key}", self.language, **params)

    def _all(self) -> list[Item]:
        return [item for items in self.items.values() for item in items]

    def _shown(self, item: Item) -> dict[str, Any]:
        finding = item.finding
        said = self._words(finding.effect if finding else None)
        question = self._words(finding.question if finding else None)
        return {
            "account": item.account,
            "kind": item.kind,
            "sign": self.say(f"sign.{item.kind}"),
            "what": self._where(item.path),
            "about": item.about,
            "said": said or self.say(f"{item.kind}.said"),
            "question": question or self.say(f"{item.kind}.question"),
            "statement": finding.statement if finding else "",
            "sides": [(side.who, self._side(item, side)) for side in item.sides],
        }

    def _where(self, path: str) -> str:
        try:
            return labels.label(path, self.language)
        except KeyError:
            return path

    def _side(self, item: Item, side: Side) -> str:
        if item.kind == "flag":
            return ""
        if item.kind == "stale":
            return day(side.words, self.language)
        words = text(side.words, self.language) if side.is_key else side.words
        return f"{words} {text(side.unit, self.language)}" if side.unit else words

    def _words(self, said: Said | None) -> str:
        return said.words(self.language) if said else ""

    def _section(self, name: str, **context: Any) -> Section:
        page = template(f"reports/sections/review/{name}.html.j2")
        return Section.page(page.render(say=self.say, **context).strip())


def of(folder: object, language: object) -> Review:
    """The review of a folder: of records (a trainee's workspace), of results, or of both.

    Raises:
        ParameterError: there is no such folder or language, or no plan in the folder.
    """
    if language not in LANGUAGES or not isinstance(folder, str | Path) or not Path(folder).is_dir():
        raise ParameterError(
            text("review.fault.parameters", "en", given=f"{folder!r}, {language!r}")
        )
    plans, unread = read(Path(folder))
    if not plans:
        raise ParameterError(text("review.fault.nothing", "en", folder=str(folder)))
    return Review(tuple(plans), tuple(unread), language)


def read(folder: Path) -> tuple[list[Plan], list[str]]:
    """The plans of a folder's records and results, and the names of files that are neither."""
    plans: list[Plan] = []
    unread: list[str] = []
    known: dict[str, Case | None] = {}
    for path in _files(folder):
        found = _plan(path, known)
        if found is None:
            unread.append(path.name)
        elif found.draft:
            plans.append(found)
    return plans, unread


def page(folder: Path, out: Path, language: Language) -> Review:
    """Write the review as one self-contained page, made by papermill from its notebook.

    Raises:
        ParameterError: there is nothing to review.
        Cannot: the page cannot be written.
    """
    from fivelayer.reports import export

    made = of(folder, language)
    parameters = {"folder": str(folder.absolute()), "language": language}
    notebook = executed(places.notebooks() / TEMPLATE, parameters, SECONDS)
    shown = export.page(notebook, made.say("title"), language)
    with writing(out):
        out.parent.mkdir(parents=True, exist_ok=True)
        replace(out, shown.encode("utf-8", "replace"), durable=False)
    return made


def _files(folder: Path) -> Iterator[Path]:
    """The newest of each record, and the results; nothing of what lies deeper."""
    patterns = ("records/*/*.json", "results/*.json", "*/*.json", "*.json")
    there = dict.fromkeys(path for pattern in patterns for path in sorted(folder.glob(pattern)))
    plain = [p for p in there if p.name != "me.json" and ".kept" not in p.name and p.is_file()]
    yield from plain[:MOST]


def _plan(path: Path, known: dict[str, Case | None]) -> Plan | None:
    try:
        raw = path.read_bytes()
    except OSError:
        return None
    try:
        record = parse_bytes(raw)
        who, case, draft = record.identity.owner, record.identity.case, record.draft
    except Unreadable:
        try:
            result = Result.model_validate_json(raw)
        except ValidationError:
            return None
        identity = result.identity
        who, case, draft = identity.team or identity.trainee, identity.case, result.draft
    account = _case(case, known)
    return Plan(who, account.file, draft) if account is not None else None


def _case(name: str, known: dict[str, Case | None]) -> Case | None:
    if name not in known:
        known[name] = case_of(name)
    return known[name]
