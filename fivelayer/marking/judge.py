"""The judge of a case: its key compiled once, then any number of plans judged against it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final
from weakref import WeakKeyDictionary

from fivelayer.cases import Case, Exercise
from fivelayer.findings import Outcome
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
from fivelayer.marking.fields import Field, cited_by_row
from fivelayer.marking.points import ZERO, scaled, scaled_cost, to_half
from fivelayer.marking.rows import RowReader
from fivelayer.marking.sheet import Sheet
from fivelayer.marking.verdict import FULL, NONE, Verdict
from fivelayer.model import Part
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
    """Where citations for it are looked for."""
    table: str
    missing: str
    """Where the field would be, had the row been there."""
    needed: str
    """Id of the criterion that a missing row was already asked for by."""


@dataclass(slots=True)
class Award:
    """A verdict on a criterion, with its points."""

    compiled: Compiled
    verdict: Verdict
    outcome: Outcome
    points: Decimal


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

    def judge(self, draft: Any) -> list[Award]:
        """Judge a plan as typed; never raises for what it says."""
        sheet = Sheet(draft if isinstance(draft, dict) else {}, self.concepts, self.rows)
        return [award for each in self.compiled for award in _awards(each, sheet)]

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
        return Compiled(
            criterion=criterion,
            of=of,
            check=_check(criterion, table, tuple(self.names)),
            cost=_cost(criterion, *scale),
            evidence=evidence,
            wants=frozenset(evidence) if criterion.cited else frozenset(),
            fields=_fields(criterion, table) if criterion.cited else (),
            table=table,
            missing=_missing(criterion, table),
            needed=asked.get(criterion.row, criterion.row or ""),
        )


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


def _awards(compiled: Compiled, sheet: Sheet) -> Iterable[Award]:
    try:
        return [_award(compiled, verdict, sheet) for verdict in _verdicts(compiled, sheet)]
    except Exception:
        if os.environ.get("FIVELAYER_STRICT"):
            raise
        return [Award(compiled, Verdict(NONE, "fault"), Outcome.MARKER_FAULT, ZERO)]


def _verdicts(compiled: Compiled, sheet: Sheet) -> list[Verdict]:
    criterion = compiled.criterion
    if isinstance(criterion, FalseRowsCriterion):
        return tables.false_rows(criterion, sheet)
    if compiled.check is None:  # pragma: no cover - only false rows have none
        return []
    if criterion.row is None or isinstance(criterion, RowCriterion):
        return [compiled.check(sheet, None)]
    row = sheet.recognised(compiled.table).rows.get(criterion.row)
    if row is None:
        outcome = Outcome.NOT_ATTEMPTED
        return [
            Verdict(
                NONE,
                "skipped",
                field=compiled.missing,
                outcome=outcome,
                skipped_for=compiled.needed,
            )
        ]
    return [compiled.check(sheet, row)]


def _award(compiled: Compiled, verdict: Verdict, sheet: Sheet) -> Award:
    if verdict.costs:
        return Award(compiled, verdict, verdict.judged(), -compiled.cost)
    if verdict.share > NONE and compiled.wants and not compiled.wants & _cited(compiled, sheet):
        verdict.share *= FULL - compiled.criterion.cited
        if verdict.effect.endswith(".met"):
            verdict.effect = "uncited"
    return Award(compiled, verdict, verdict.judged(), _points(compiled.of, verdict.share))


@lru_cache(maxsize=4096)
def _points(of: Decimal, share: Decimal) -> Decimal:
    return to_half(of * share)


def _cited(compiled: Compiled, sheet: Sheet) -> frozenset[str]:
    row = sheet.recognised(compiled.table).rows.get(compiled.criterion.row or "")
    if isinstance(compiled.criterion, RowCriterion):
        return cited_by_row(sheet, row) if row is not None else frozenset()
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
