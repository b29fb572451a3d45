"""The judge of a case: its key compiled once, then any number of plans judged against it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final
from weakref import WeakKeyDictionary

from fivelayer.cases import Case, Exercise
from fivelayer.choices import Part
from fivelayer.draft import Draft
from fivelayer.findings import Finding, Outcome
from fivelayer.key import (
    AnyCriterion,
    ChoiceCriterion,
    CoveredCriterion,
    DayCriterion,
    FalseRowsCriterion,
    Key,
    LeaderCriterion,
    ListCriterion,
    NumberCriterion,
    OrderCriterion,
    PersonCriterion,
    RowCriterion,
    TextCriterion,
)
from fivelayer.marking import criteria, tables
from fivelayer.marking.concepts import Concepts
from fivelayer.marking.criteria import Check
from fivelayer.marking.fields import ODD, Field, cited_by_row
from fivelayer.marking.points import ZERO, scaled, scaled_cost, to_half
from fivelayer.marking.rows import RowReader
from fivelayer.marking.sheet import Sheet, row_id
from fivelayer.marking.verdict import FULL, NONE, Verdict
from fivelayer.problems import Problems

COURSE: Final = "course"
"""The lessons' activity on a case."""


class NoKey(LookupError):  # noqa: N818  not an error: assessment cases go out without
    """The case's folder has no key, so nothing can be marked by it."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A criterion ready to judge: its points in this exercise, its check, its evidence."""

    criterion: AnyCriterion
    of: Decimal
    check: Check | None
    """None for false rows, which give a verdict each."""
    cost: Decimal
    evidence: tuple[str, ...]
    """The dossier lines that bear the right answer out."""
    wants: frozenset[str]
    """`evidence`, to be met with what was cited; empty where no citation is asked for."""
    fields: tuple[Field, ...]
    """Where it looks, and where citations for it are looked for."""
    alone: bool
    """The verdict depends on what stands in those fields alone, so that it can be kept in mind."""
    table: str
    row: str
    """The row that it waits for; empty where it waits for none."""
    skipped: list[Award] = field(default_factory=list)
    """What it comes to where the row is not there."""
    known: dict[tuple[Any, ...], list[Award]] = field(default_factory=dict)
    """What it came to, by what stood in its fields."""


@dataclass(slots=True)
class Award:
    """A verdict on a criterion, with its points."""

    compiled: Compiled
    verdict: Verdict
    outcome: Outcome
    points: Decimal
    findings: tuple[Finding, ...] | None = None
    """What is said of it, once it was put into words."""


_MOST_KNOWN: Final = 128
"""Answers to a criterion that are kept in mind with what they came to."""


class Judge:
    """Judges plans on one case, for one exercise (None: the lessons, as the key spreads 100 points).

    Raises:
        NoKey: the case has no key.
        Problems: the key has problems.
    """

    def __init__(self, case: Case, exercise: Exercise | None = None) -> None:
        if case.key is None:
            raise NoKey(case.id)
        # The case itself is not held: whoever lets it go lets its judges go as well.
        self.case_id, self.case_version = case.id, case.file.version
        self.key: Key = case.key
        self.exercise = COURSE if exercise is None else exercise.id
        self.parts = dict(self.key.parts if exercise is None else exercise.parts)
        self.names = {party.id: party.name for party in case.parties()}
        self.rows = RowReader(self.key.rows)
        self.concepts = _concepts(case, self.key)
        self.compiled = self._compile(() if exercise is None else exercise.criteria)
        scopes: dict[str, set[str]] = {}
        for scope, concept in (*self.rows.ideas(), *_ideas(self.compiled)):
            scopes.setdefault(scope, set()).add(concept)
        for scope, ids in scopes.items():
            self.concepts.narrow(scope, ids)

    def judge(self, draft: Any) -> list[Award]:
        """Judge a plan as typed; never raises for what it says."""
        sheet = Sheet(draft if isinstance(draft, dict) else {}, self.concepts, self.rows)
        awards: list[Award] = []
        for each in self.compiled:
            try:
                awards += _judged(each, sheet)
            except Exception:
                if os.environ.get("FIVELAYER_STRICT"):
                    raise
                awards.append(Award(each, Verdict(NONE, "fault"), Outcome.MARKER_FAULT, ZERO))
        return awards

    def _compile(self, chosen: Sequence[str]) -> tuple[Compiled, ...]:
        wanted = [
            criterion
            for criterion in self.key.criteria
            if criterion.layer in self.parts and (not chosen or criterion.id in chosen)
        ]
        points: dict[str, Decimal] = {}
        costs: dict[Part, tuple[Decimal, Decimal]] = {}
        for part, total in self.parts.items():
            inside = [criterion for criterion in wanted if criterion.layer == part]
            given = scaled([criterion.points for criterion in inside], total)
            points |= {c.id: p for c, p in zip(inside, given, strict=True)}
            costs[part] = (sum((c.points for c in inside), ZERO), total)
        asked: dict[str | None, str] = {
            c.row: c.id for c in self.key.criteria if isinstance(c, RowCriterion)
        }
        return tuple(
            self._compiled(criterion, points[criterion.id], costs[criterion.layer], asked)
            for criterion in wanted
        )

    def _compiled(
        self,
        criterion: AnyCriterion,
        of: Decimal,
        scale: tuple[Decimal, Decimal],
        asked: dict[str | None, str],
    ) -> Compiled:
        table = _table(criterion, self.rows)
        evidence = self.key.lines_of(criterion.facts)
        waits = not isinstance(criterion, RowCriterion)
        fields = _fields(criterion, table)
        made = Compiled(
            criterion=criterion,
            of=of,
            check=_check(criterion, table, tuple(self.names)),
            cost=_cost(criterion, *scale),
            evidence=evidence,
            wants=frozenset(evidence) if criterion.cited else frozenset(),
            fields=fields,
            alone=bool(fields) and not any(field.refers for field in fields),
            table=table,
            row=(criterion.row or "") if waits else "",
        )
        if made.row:
            needed = asked.get(criterion.row, made.row)
            missing = _missing(criterion, table)
            verdict = Verdict(NONE, "skipped", field=missing, skipped_for=needed)
            made.skipped.append(Award(made, verdict, Outcome.NOT_ATTEMPTED, ZERO))
        return made


def judge_of(case: Case, exercise: Exercise | None = None) -> Judge:
    """The judge of a case and exercise, made once.

    Raises:
        NoKey: the case has no key.
        Problems: the key has problems.
    """
    made = _JUDGES.setdefault(case, [])
    for known, judge in made:
        if known == exercise:
            return judge
    judge = Judge(case, exercise)
    made.append((exercise, judge))
    return judge


_JUDGES: WeakKeyDictionary[Case, list[tuple[Exercise | None, Judge]]] = WeakKeyDictionary()


def _judged(compiled: Compiled, sheet: Sheet) -> list[Award]:
    if compiled.check is None:
        verdicts = tables.false_rows(compiled.criterion, sheet)  # type: ignore[arg-type]  # the one kind
        return [_award(compiled, verdict, cited=True) for verdict in verdicts]
    row = None
    if compiled.row:
        row = sheet.recognised(compiled.table).rows.get(compiled.row)
        if row is None:
            return compiled.skipped
    cited = not compiled.wants or not compiled.wants.isdisjoint(_cited(compiled, sheet, row))
    if not compiled.alone:
        return [_award(compiled, compiled.check(sheet, row), cited=cited)]
    short = [field.short(sheet, row) for field in compiled.fields]
    if ODD in short:
        return [_award(compiled, compiled.check(sheet, row), cited=cited)]
    key = (cited, row_id(row) if row is not None else "", *short)
    found = compiled.known.get(key)
    if found is None:
        if len(compiled.known) >= _MOST_KNOWN:
            compiled.known.clear()
        found = [_award(compiled, compiled.check(sheet, row), cited=cited)]
        compiled.known[key] = found
    return found


def _award(compiled: Compiled, verdict: Verdict, *, cited: bool) -> Award:
    if verdict.costs:
        return Award(compiled, verdict, verdict.judged(), -compiled.cost)
    if verdict.share > NONE and not cited:
        verdict.share *= FULL - compiled.criterion.cited
        if verdict.effect.endswith(".met"):
            verdict.effect = "uncited"
    share = verdict.share
    points = ZERO if share is NONE else _points(compiled.of, share)
    return Award(compiled, verdict, verdict.judged(), points)


@lru_cache(maxsize=4096)
def _points(of: Decimal, share: Decimal) -> Decimal:
    return to_half(of * share)


def _cited(compiled: Compiled, sheet: Sheet, row: Draft | None) -> frozenset[str]:
    if isinstance(compiled.criterion, RowCriterion):
        there = sheet.recognised(compiled.table).rows.get(compiled.criterion.row)
        return cited_by_row(sheet, there) if there is not None else frozenset()
    if len(compiled.fields) == 1:
        return compiled.fields[0].cited(sheet, row)
    return frozenset().union(*(field.cited(sheet, row) for field in compiled.fields))


def _check(criterion: AnyCriterion, table: str, parties: tuple[str, ...]) -> Check | None:
    if isinstance(criterion, LeaderCriterion):
        return tables.leader(criterion, parties)
    if made := _OF_FIELDS.get(type(criterion)):
        return made(criterion, table if criterion.row else "")
    made = _OF_TABLES.get(type(criterion))
    return made(criterion, table) if made else None


_OF_FIELDS: Final[dict[type, Callable[[Any, str], Check]]] = {
    NumberCriterion: criteria.number,
    DayCriterion: criteria.day,
    ChoiceCriterion: criteria.choice,
    ListCriterion: criteria.several,
    TextCriterion: criteria.text,
    PersonCriterion: criteria.person,
}
_OF_TABLES: Final[dict[type, Callable[[Any, str], Check]]] = {
    RowCriterion: tables.row,
    OrderCriterion: tables.order,
    CoveredCriterion: tables.covered,
}
"""The checks by kind; false rows have none, since they give a verdict each."""


def _ideas(compiled: Sequence[Compiled]) -> Iterator[tuple[str, str]]:
    """The fields that are read for a concept: field and concept."""
    for each in compiled:
        if isinstance(each.criterion, TextCriterion):
            asked = [want.concept for want in each.criterion.wants]
            asked += [wrong.concept for wrong in each.criterion.wrong]
            yield from ((f.label, concept) for f in each.fields for concept in asked)


def _table(criterion: AnyCriterion, rows: RowReader) -> str:
    if isinstance(criterion, FalseRowsCriterion):
        return criterion.table
    row = criterion.order[0] if isinstance(criterion, OrderCriterion) else criterion.row
    return rows.table_of.get(row, "") if row else ""


def _paths(criterion: AnyCriterion) -> tuple[str, ...]:
    match criterion:
        case TextCriterion() | PersonCriterion():
            return criterion.fields
        case NumberCriterion() | DayCriterion() | ChoiceCriterion() | ListCriterion():
            return (criterion.field,)
        case _:
            return ()


def _fields(criterion: AnyCriterion, table: str) -> tuple[Field, ...]:
    return tuple(Field(path, table if criterion.row else "") for path in _paths(criterion))


def _missing(criterion: AnyCriterion, table: str) -> str:
    return next((f"{table}.missing.{path}" for path in _paths(criterion) if table), table)


def _cost(criterion: AnyCriterion, whole: Decimal, total: Decimal) -> Decimal:
    if isinstance(criterion, FalseRowsCriterion):
        return scaled_cost(criterion.cost, whole, total)
    return ZERO


def _concepts(case: Case, key: Key) -> Concepts:
    """The key's concepts; words of the dossier are no slips of the pen."""
    try:
        known = [block.text for document in case.documents("en") for block in document.blocks]
    except Problems:
        known = []
    us = [case.file.us.name.en, case.file.us.name.zh]
    rivals = [name for party in case.file.rivals for name in (party.name.en, party.name.zh)]
    return Concepts(key.concepts, us, rivals, known)
