"""Hands in from a folder of records, without a notebook: one file a record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fivelayer import cases, places
from fivelayer.activity import HAND_IN
from fivelayer.model import LAYERS, Part
from fivelayer.problems import Cannot, Problems
from fivelayer.record import Record, Store, Unreadable, files, handin, parse_bytes

COURSE = "course"


@dataclass(frozen=True)
class HandedIn:
    """A record handed in: where it lies, and the notebook made of it."""

    record: Record
    source: Path
    notebook: Path


@dataclass(frozen=True)
class Skipped:
    """A file among the records that cannot be read."""

    source: Path


def submit(
    folder: Path,
    out: Path | None = None,
    *,
    activity: str = "",
    case: str = "",
    team: str = "",
) -> list[HandedIn | Skipped]:
    """Build the notebook to hand in from every record in a trainee's folder.

    `folder` holds `records/`, or is it. `activity`, `case` and `team` choose among the records.

    Raises:
        Cannot: there are no records, none that was asked for, or no place to write.
    """
    records = folder if folder.name == places.RECORDS else folder / places.RECORDS
    found = [(path, _record(records, path)) for path in sorted(records.glob("*/*.json"))]
    if not found:
        raise Cannot("no_records", folder=str(records))
    chosen = [
        (path, record)
        for path, record in found
        if record is None or _asked_for(record, activity, case, team)
    ]
    if not any(record for _, record in chosen):
        there = ", ".join(sorted({_name(record) for _, record in found if record})) or "–"
        raise Cannot("no_such_record", there=there)
    target = (out or records.parent / HAND_IN).absolute()
    return list(_handed_in(chosen, target))


def parts_of(activity: str) -> tuple[Part, ...]:
    """The parts that an activity asks for: the five layers, or an exercise's own."""
    if activity == COURSE:
        return LAYERS
    try:
        return tuple(cases.find(activity, [places.exercises()], cases.load_exercise).parts)
    except Problems:
        return tuple(Part)  # an exercise from elsewhere: whatever was filled in is shown


def _handed_in(
    chosen: list[tuple[Path, Record | None]], target: Path
) -> Iterator[HandedIn | Skipped]:
    for path, record in chosen:
        if record is None:
            yield Skipped(path)
            continue
        place = target / handin.filename(record)
        try:
            target.mkdir(parents=True, exist_ok=True)
            files.replace(place, handin.notebook(record, parts_of(record.identity.activity)))
        except OSError:
            raise Cannot("write", place=str(place)) from None
        yield HandedIn(record, path, place)


def _record(records: Path, path: Path) -> Record | None:
    """The record of a file, from its safety copy where that is newer or the file is broken."""
    record = _read(path) or _read(path.parent / "kept" / f"{path.stem}--last.json")
    if record is None:
        return None
    try:
        return Store(records).load(record.identity).record
    except OSError:
        return record


def _read(path: Path) -> Record | None:
    try:
        return parse_bytes(path.read_bytes())
    except (OSError, Unreadable):
        return None


def _asked_for(record: Record, activity: str, case: str, team: str) -> bool:
    who = record.identity
    wanted = ((activity, who.activity), (case, who.case), (team, who.owner))
    return all(not asked or asked == there for asked, there in wanted)


def _name(record: Record) -> str:
    who = record.identity
    return f"{who.owner or '–'}: {who.case} {who.activity}"
