"""Results taken into the gradebook, in pieces: what is in stays in, whatever comes between."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.exc import IntegrityError

from fivelayer.gradebook.opening import Database
from fivelayer.gradebook.stored import Incoming
from fivelayer.gradebook.tables import Marking, Sighting, Take, WorkRow
from fivelayer.marking.result import Result

_AT_ONCE: Final = 200
"""Results kept together: after a full disk or a power cut the next run begins behind them."""
_OWN: Final = ("workshop", "team", "trainee", "case_id", "exercise")


@dataclass
class Taken:
    """What taking results in did."""

    works: int = 0
    """Pieces of work among them."""
    new: int = 0
    """Files not seen before."""
    changed: int = 0
    """Files whose marking is another than before."""
    unchanged: int = 0
    refused: int = 0
    people: int = 0
    """Works with a person's marks, whichever were taken in."""
    flagged: int = 0
    """People's marks to look at again: the answer or the criterion changed since."""


def take(database: Database, results: Iterable[Result], at: str, source: str) -> Taken:
    """Take results in; never all in memory. Called again it goes on where it was broken off.

    Raises:
        Cannot: the database refuses; what was taken in before stays.
    """
    taken, works, take_id = Taken(), set[int](), 0
    for piece in _batched(results):
        with database.writing() as connection:
            take_id = take_id or _inserted(connection, Take, {"at": at, "source": source})
            works |= _piece(connection, piece, take_id, taken)
    taken.works = len(works)
    return taken


def _batched(results: Iterable[Result]) -> Iterator[list[Incoming]]:
    piece: list[Incoming] = []
    for result in results:
        piece.append(Incoming.of(result))
        if len(piece) == _AT_ONCE:
            yield piece
            piece = []
    if piece:
        yield piece


def _piece(
    connection: Connection, piece: Sequence[Incoming], take_id: int, taken: Taken
) -> set[int]:
    before = _latest(connection, [each.place for each in piece])
    works, sightings = set[int](), set[int]()
    for each in piece:
        marking_id, digest, work_id = before.get(each.place, (0, "", None))
        taken.refused += each.result.status == "refused"
        if digest == each.digest:
            taken.unchanged += 1
        else:
            taken.new += not digest
            taken.changed += bool(digest)
            row = each.columns()
            if each.result.status == "marked":
                work_id = _work(connection, row)
            row |= {"take_id": take_id, "work_id": work_id}
            marking_id = _inserted(connection, Marking, row)
            before[each.place] = marking_id, each.digest, work_id
        sightings.add(marking_id)
        if work_id is not None:
            works.add(work_id)
    rows = [{"take_id": take_id, "marking_id": number} for number in sorted(sightings)]
    connection.execute(insert(Sighting), rows)
    return works


def _latest(connection: Connection, places: list[str]) -> dict[str, tuple[int, str, int | None]]:
    """By place its latest marking, digest and work."""
    latest = select(func.max(Marking.id)).where(Marking.place.in_(places)).group_by(Marking.place)
    columns = (Marking.place, Marking.id, Marking.digest, Marking.work_id)
    found = connection.execute(select(*columns).where(Marking.id.in_(latest)))
    return {place: (number, digest, work) for place, number, digest, work in found}


def _work(connection: Connection, row: dict[str, Any]) -> int:
    """The piece of work that a marked file belongs to; one that is nobody's is one of its own."""
    own = {name: row[name] for name in _OWN}
    if own["team"]:
        own["trainee"] = ""
    own["nobody"] = "" if own["team"] or own["trainee"] else row["place"]
    known = select(WorkRow.id).filter_by(**own)
    found = connection.execute(known).scalar()
    if found is not None:
        return found
    try:
        with connection.begin_nested():
            return _inserted(connection, WorkRow, own)
    except IntegrityError:  # another program was quicker
        return connection.execute(known).scalar_one()


def _inserted(connection: Connection, table: Any, columns: dict[str, Any]) -> int:
    made = connection.execute(insert(table), columns)
    return int(made.inserted_primary_key[0])  # type: ignore[index]
