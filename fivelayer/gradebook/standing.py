"""Where every work stands: its counting submission, what people decided, what is published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, func, select

from fivelayer.choices import Part
from fivelayer.findings import Said
from fivelayer.gradebook import stored
from fivelayer.gradebook.marks import (
    MACHINE,
    Decision,
    MachineMark,
    Mark,
    Work,
    answer_digest,
    decided,
    official,
    sums,
)
from fivelayer.gradebook.tables import DecisionRow, Marking, PassMark, Publication, WorkRow
from fivelayer.marking.result import Result, Score

_ZERO: Final = Decimal(0)
_AT_ONCE: Final = 400
"""Ids in one question: databases take no list of any length."""
LIGHT: Final = tuple(c for c in Marking.__table__.columns if c.name != "whole")
"""A marking without what is costly to read."""
Decisions = dict[str, list[Decision]]


@dataclass
class Standing:
    """A work as it stands; what is costly is read when it is asked for."""

    row: Any
    """The counting submission's marking, without the result itself."""
    connection: Connection
    owner: Any
    published: bool
    pass_mark: int | None
    refused: Said | None
    files: int = 1
    """How many files were handed in for it."""
    decisions: Decisions = field(default_factory=dict)

    @cached_property
    def result(self) -> Result:
        """The counting submission's result."""
        asked = select(Marking.whole).where(Marking.id == self.row.id)
        return stored.result(self.connection.execute(asked).scalar_one())

    @cached_property
    def machine(self) -> Mapping[str, MachineMark]:
        """The machine's marks."""
        return stored.marks(self.row.marks)

    @cached_property
    def official(self) -> list[Mark]:
        """The official marks."""
        return official(self.machine, self.decisions, self._changed())

    @cached_property
    def parts(self) -> dict[Part, Score]:
        """Official points by part."""
        machine = stored.parts(self.row.parts)
        return sums(self.official, machine) if self.decisions else machine

    @cached_property
    def work(self) -> Work:
        """The work, with its official points."""
        points = sum((score.points for score in self.parts.values()), _ZERO)
        of = sum((score.of for score in self.parts.values()), _ZERO)
        named = {name: getattr(self.row, name) for name in _COPIED}
        people = {mark.by for mark in self.official} - {MACHINE} if self.decisions else set()
        return Work(
            id=self.owner.id,
            workshop=self.owner.workshop,
            team=self.owner.team,
            case=self.owner.case_id,
            exercise=self.owner.exercise,
            published=self.published,
            passed=passed(points, of, self.pass_mark),
            points=points,
            of=of,
            parts=self.parts,
            refused=self.refused,
            marked_by=tuple(sorted(people)),
            **named,
        )

    def others(self) -> Sequence[Any]:
        """The latest markings of the work's files that do not count."""
        own = latest([WorkRow.id == self.owner.id])
        asked = select(*LIGHT).where(Marking.id.in_(own), Marking.id != self.row.id)
        return self.connection.execute(asked.order_by(Marking.id)).all() if self.files > 1 else ()

    def digest(self, rule: str) -> str:
        """The digest of the answer to a criterion as it now is."""
        findings = (each for each in self.result.findings if each.rule == rule)
        return answer_digest(findings, self.result.draft)

    def _changed(self) -> dict[str, bool]:
        """Of which criteria the answer is no longer the one that was judged."""
        held = {rule: decided(each) for rule, each in self.decisions.items()}
        return {
            rule: self.digest(rule) != each.answer_digest
            for rule, each in held.items()
            if each is not None and each.sha256 != self.row.sha256
        }


_COPIED: Final = (
    *("trainee", "revision", "sha256", "key_version", "language", "file", "receipt", "time"),
)


def passed(points: Decimal, of: Decimal, percent: int | None) -> bool | None:
    """Whether a pass mark is reached; nothing where there is none, or nothing to reach.

    >>> passed(Decimal(60), Decimal(100), 60), passed(Decimal("59.5"), Decimal(100), 60)
    (True, False)
    """
    return None if percent is None or not of else points * 100 >= percent * of


def standings(
    connection: Connection,
    *,
    case: str = "",
    exercise: str = "",
    works: Iterable[int] | None = None,
) -> Iterator[Standing]:
    """The works asked for, by workshop, owner, case and exercise."""
    wanted: list[ColumnElement[bool]] = []
    if case:
        wanted.append(WorkRow.case_id == case)
    if exercise:
        wanted.append(WorkRow.exercise == exercise)
    if works is not None:
        listed = sorted(set(works))
    else:
        order = (getattr(WorkRow, name) for name in _ORDER)
        listed = list(
            connection.execute(select(WorkRow.id).where(*wanted).order_by(*order)).scalars()
        )
    for start in range(0, len(listed), _AT_ONCE):
        some = listed[start : start + _AT_ONCE]
        yield from _standings(connection, some, [*wanted, WorkRow.id.in_(some)])


_ORDER: Final = ("workshop", "team", "trainee", "case_id", "exercise", "id")


def _standings(
    connection: Connection, works: Sequence[int], wanted: Sequence[ColumnElement[bool]]
) -> Iterator[Standing]:
    owners = {row.id: row for row in connection.execute(select(WorkRow.__table__).where(*wanted))}
    published = _published(connection, wanted)
    people = _decisions(connection, wanted)
    refused = _refused(connection, wanted)
    pass_marks = pass_marks_of(connection)
    rows = {row.work_id: row for row in connection.execute(_counting(wanted))}
    for number in works:
        if (row := rows.get(number)) is None:
            continue  # there is none, or everything that was handed in for it has been erased
        owner = owners[number]
        yield Standing(
            row=row,
            connection=connection,
            owner=owner,
            published=published.get(number, False),
            pass_mark=pass_marks.get((owner.case_id, owner.exercise)),
            refused=refused.get(row.place),
            files=row.files,
            decisions=people.get(number, {}),
        )


def latest(wanted: Sequence[ColumnElement[bool]] = (), *, marked: bool = True) -> Select[Any]:
    """Ids of the latest marking of every file that belongs to the works asked for."""
    asked = select(func.max(Marking.id)).join(WorkRow).where(*wanted).group_by(Marking.place)
    return asked.where(Marking.status == "marked") if marked else asked


def _counting(wanted: Sequence[ColumnElement[bool]]) -> Select[Any]:
    """The marking of each work's counting file: the highest revision; of copies the first."""
    order = (Marking.revision, Marking.time, Marking.counts, Marking.sha256)
    rank = func.row_number().over(
        partition_by=Marking.work_id, order_by=[*(each.desc() for each in order), Marking.id]
    )
    files = func.count().over(partition_by=Marking.work_id)
    ranked = select(Marking.id, rank.label("rank"), files.label("files"))
    found = ranked.where(Marking.id.in_(latest(wanted))).subquery()
    counting = select(*LIGHT, found.c.files).join(found, found.c.id == Marking.id)
    return counting.where(found.c.rank == 1)


def _published(connection: Connection, wanted: Sequence[ColumnElement[bool]]) -> dict[int, bool]:
    asked = select(Publication.work_id, Publication.published).join(WorkRow).where(*wanted)
    rows = connection.execute(asked.order_by(Publication.id))
    return {row.work_id: row.published for row in rows}


def _refused(connection: Connection, wanted: Sequence[ColumnElement[bool]]) -> dict[str, Said]:
    """By place, why a file that was marked once is refused now."""
    asked = select(Marking.place, Marking.whole).where(
        Marking.id.in_(latest(wanted, marked=False)), Marking.status != "marked"
    )
    found = ((place, stored.result(whole).reason) for place, whole in connection.execute(asked))
    return {place: reason for place, reason in found if reason is not None}


def _decisions(
    connection: Connection, wanted: Sequence[ColumnElement[bool]]
) -> dict[int, Decisions]:
    asked = (
        select(DecisionRow, Marking.sha256)
        .join(Marking, DecisionRow.marking_id == Marking.id)
        .join(WorkRow, DecisionRow.work_id == WorkRow.id)
        .where(*wanted)
        .order_by(DecisionRow.id)
    )
    found: dict[int, Decisions] = {}
    for row in connection.execute(asked):
        each = decision(row)
        found.setdefault(each.work_id, {}).setdefault(each.rule, []).append(each)
    return found


def decision(row: Any) -> Decision:
    """A row as a decision."""
    return Decision(
        id=row.id,
        work_id=row.work_id,
        rule=row.rule,
        points=stored.points(row.halves),
        by=row.by,
        at=row.at,
        why=row.why,
        comment=row.comment,
        second=row.second,
        answer_digest=row.answer,
        sha256=row.sha256,
    )


def pass_marks_of(connection: Connection) -> dict[tuple[str, str], int | None]:
    """The percentage by case and exercise, where one is set."""
    columns = (PassMark.case_id, PassMark.exercise, PassMark.percent)
    rows = connection.execute(select(*columns).order_by(PassMark.id))
    return {(case, exercise): percent for case, exercise, percent in rows}
