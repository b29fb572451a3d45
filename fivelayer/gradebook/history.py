"""What happened to a work: every marking, every decision, every publication; nothing is left out."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, select

from fivelayer.gradebook import stored
from fivelayer.gradebook.marks import MACHINE, Entry
from fivelayer.gradebook.tables import DecisionRow, Marking, Publication, Take


def history(connection: Connection, work_id: int, rule: str) -> list[Entry]:
    """Everything that happened to a work, or to one criterion of it, oldest first."""
    entries = [
        *_machine_entries(connection, work_id, rule),
        *_decision_entries(connection, work_id, rule),
        *(() if rule else _publication_entries(connection, work_id)),
    ]
    return sorted(entries, key=lambda entry: entry.at)


def _machine_entries(connection: Connection, work_id: int, rule: str) -> Iterator[Entry]:
    asked = select(Marking, Take.at).join(Take).where(Marking.work_id == work_id)
    for row in connection.execute(asked.order_by(Marking.id)):
        refused = row.status == "refused"
        points = stored.points(row.halves)
        if rule and not refused:
            mark = stored.marks(row.marks).get(rule)
            points = mark.points if mark else None
        what = {"kind": "refused" if refused else "machine", "why": row.file, "rule": rule}
        yield Entry(at=row.at, by=MACHINE, points=points, answer_digest=row.sha256, **what)


def _decision_entries(connection: Connection, work_id: int, rule: str) -> Iterator[Entry]:
    asked = select(DecisionRow).where(DecisionRow.work_id == work_id).order_by(DecisionRow.id)
    for row in connection.execute(asked):
        if rule in ("", row.rule):
            kind = "second" if row.second else "decision"
            yield Entry(
                at=row.at,
                by=row.by,
                kind="withdrawn" if row.halves is None else kind,
                points=stored.points(row.halves),
                why=row.why,
                comment=row.comment,
                answer_digest=row.answer,
                rule=row.rule,
            )


def _publication_entries(connection: Connection, work_id: int) -> Iterator[Entry]:
    asked = select(Publication).where(Publication.work_id == work_id).order_by(Publication.id)
    for row in connection.execute(asked):
        kind = "published" if row.published else "withheld"
        yield Entry(at=row.at, by=row.by, kind=kind, points=None)
