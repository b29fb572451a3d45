"""Hands in from a folder of records, without a notebook: one file a record."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from fivelayer import cases, places
from fivelayer.activity import HAND_IN
from fivelayer.choices import Part
from fivelayer.problems import Cannot, Problems, writing
from fivelayer.record import Record, Store, Unreadable, files, handin, parse_bytes

COURSE: Final = "course"


def submit(
    folder: Path,
    out: Path | None = None,
    *,
    activity: str = "",
    case: str = "",
    team: str = "",
) -> tuple[list[tuple[Path, Record]], list[Path]]:
    """Build the notebook to hand in from every record in a trainee's folder.

    `folder` holds `records/`, or is it. `activity`, `case` and `team` choose among the records.
    Returned are the notebooks with their records, and the files that cannot be read as one.

    Raises:
        Cannot: there are no records, none that was asked for, or no place to write.
    """
    if places.OWN in folder.absolute().parts:
        raise Cannot("own_account")
    records = folder if folder.name == places.RECORDS else folder / places.RECORDS
    found = {path: _record(records, path) for path in sorted(records.glob("*/*.json"))}
    if not found:
        raise Cannot("no_records", folder=str(records))
    there = [record for record in found.values() if record is not None]
    if there and all(_private(record) for record in there):
        raise Cannot("own_account")
    there = [record for record in there if not _private(record)]
    chosen = [record for record in there if _asked_for(record, activity, case, team)]
    if not chosen:
        names = sorted({_name(record) for record in there})
        raise Cannot("no_such_record", there=", ".join(names) or "–")
    target = (out or records.parent / HAND_IN).absolute()
    done = [(_handed_in(record, target), record) for record in chosen]
    return done, [path for path, record in found.items() if record is None]


def parts_of(activity: str) -> tuple[Part, ...]:
    """The parts that an activity asks for: all of a plan, or an exercise's own."""
    if activity == COURSE:
        return tuple(Part)
    try:
        return tuple(cases.find(activity, [places.exercises()], cases.load_exercise).parts)
    except Problems:
        return tuple(Part)  # an exercise from elsewhere: whatever was filled in is shown


def _handed_in(record: Record, target: Path) -> Path:
    place = target / handin.filename(record)
    with writing(place):
        target.mkdir(parents=True, exist_ok=True)
        files.replace(place, handin.notebook(record, parts_of(record.identity.activity)))
    return place


def _record(records: Path, path: Path) -> Record | None:
    """The record of a file, from its safety copy where that is newer or the file is broken."""
    for place in (path, path.parent / "kept" / f"{path.stem}--last.json"):
        try:
            record = parse_bytes(place.read_bytes())
            return Store(records).load(record.identity).record
        except (OSError, Unreadable):
            continue
    return None


def _asked_for(record: Record, activity: str, case: str, team: str) -> bool:
    who = record.identity
    wanted = ((activity, who.activity), (case, who.case), (team, who.owner))
    return all(asked in ("", there) for asked, there in wanted)


def _private(record: Record) -> bool:
    """Whether it is a plan for a real customer, which is passed by wherever it lies."""
    return record.identity.activity == places.OWN_ACTIVITY


def _name(record: Record) -> str:
    who = record.identity
    return f"{who.owner or '–'}: {who.case} {who.activity}"
