"""What a gradebook holds of one person: all of it exported, or all of it erased."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, or_, select

from fivelayer.gradebook import stored
from fivelayer.gradebook.tables import (
    DecisionRow,
    Erasure,
    FlagRow,
    Marking,
    Publication,
    Sighting,
    WorkRow,
)
from fivelayer.record import names


@dataclass(frozen=True, slots=True)
class Erased:
    """How much was erased."""

    works: int
    markings: int
    decisions: int


def export(connection: Connection, name: str) -> dict[str, Any]:
    """Works, submissions with their results, decisions and publications of a person, as JSON."""
    own = names.name(name)
    markings = connection.execute(select(Marking).where(_theirs(own)).order_by(Marking.id)).all()
    works = sorted({row.work_id for row in markings if row.work_id is not None})
    return {
        "person": own,
        "works": _rows(connection, WorkRow, WorkRow.id.in_(works)),
        "submissions": [
            {"work": row.work_id, "result": stored.result(row.whole).model_dump(mode="json")}
            for row in markings
        ],
        "decisions": _rows(connection, DecisionRow, DecisionRow.work_id.in_(works)),
        "flags": _rows(connection, FlagRow, FlagRow.work_id.in_(works)),
        "publications": _rows(connection, Publication, Publication.work_id.in_(works)),
    }


def erase(connection: Connection, name: str, by: str, at: str) -> Erased:
    """Erase every submission of a person, and works of which none is left, with all about them."""
    own = names.name(name)
    theirs = select(Marking.id).where(_theirs(own))
    markings = list(connection.execute(theirs).scalars())
    touched = select(Marking.work_id).where(_theirs(own), Marking.work_id.is_not(None)).distinct()
    works = set(connection.execute(touched).scalars())
    others = select(Marking.work_id).where(Marking.id.not_in(theirs)).distinct()
    kept = set(connection.execute(others).scalars())
    gone = sorted(work for work in works if work is not None and work not in kept)
    about = or_(DecisionRow.work_id.in_(gone), DecisionRow.marking_id.in_(theirs))
    decisions = connection.execute(select(func.count()).where(about)).scalar_one()
    if markings:
        connection.execute(delete(DecisionRow).where(about))
        connection.execute(delete(FlagRow).where(FlagRow.work_id.in_(gone)))
        connection.execute(delete(Publication).where(Publication.work_id.in_(gone)))
        connection.execute(delete(Sighting).where(Sighting.marking_id.in_(theirs)))
        connection.execute(delete(Marking).where(_theirs(own)))
        connection.execute(delete(WorkRow).where(WorkRow.id.in_(gone)))
        counted = {"works": len(gone), "markings": len(markings), "decisions": decisions}
        connection.execute(insert(Erasure).values(at=at, by=by, **counted))
    return Erased(len(gone), len(markings), decisions)


def _theirs(name: str) -> ColumnElement[bool]:
    """By trainee's name, or the team's where no trainee is named; nobody's name is nobody's."""
    alone = and_(Marking.trainee == "", Marking.team == name)
    return and_(name != "", or_(Marking.trainee == name, alone))  # type: ignore[arg-type]


def _rows(
    connection: Connection, table: Any, which: ColumnElement[bool]
) -> Sequence[dict[str, Any]]:
    found = connection.execute(select(table.__table__).where(which).order_by(table.id))
    return [dict(row._mapping) for row in found]  # noqa: SLF001 - SQLAlchemy's public name for it
