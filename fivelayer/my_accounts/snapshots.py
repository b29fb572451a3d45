"""A plan as it stood on days before: one file a day, kept beside its record."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from fivelayer import places
from fivelayer.draft import Draft
from fivelayer.record import MAX_BYTES, Record, canonical, files

FOLDER: Final = "snapshots"
SPANS: Final = (30, 60, 90)
"""Days back that a plan is compared over."""
_NAME: Final = re.compile(r"\d{4}-\d\d-\d\d")


def keep(folder: Path, record: Record, today: date) -> date | None:
    """Keep a plan as it stands, for the day on which it was last changed; None for a blank one.

    A second call for a day replaces the first: what counts is how the day ended.

    Raises:
        OSError: it could not be written.
    """
    if not record.revision or not record.draft:
        return None
    day = min(last_day(record), today)
    target = folder / FOLDER / f"{day.isoformat()}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    head = {"schema_version": 1, "activity": places.OWN_ACTIVITY, "day": day.isoformat()}
    written = canonical({**head, "draft": record.draft})
    if files.read(target) != written:
        files.replace(target, written)
    return day


def last_day(record: Record) -> date:
    """The day, by this machine's clock, on which a record was last changed."""
    return datetime.fromisoformat(record.time).astimezone().date()


def days(folder: Path) -> list[date]:
    """The days that are kept, the oldest first."""
    found = []
    for path in (folder / FOLDER).glob("*.json"):
        if _NAME.fullmatch(path.stem):
            try:
                found.append(date.fromisoformat(path.stem))
            except ValueError:
                continue
    return sorted(found)


def load(folder: Path, day: date) -> Draft | None:
    """The plan as it stood that day; None where it cannot be read."""
    try:
        raw = files.read(folder / FOLDER / f"{day.isoformat()}.json")
        held = json.loads(raw) if raw and len(raw) <= MAX_BYTES else None
    except (OSError, ValueError, RecursionError):
        return None
    found = held.get("draft") if isinstance(held, dict) else None
    return found if isinstance(found, dict) else None


def before(there: list[date], span: int, today: date) -> date | None:
    """How the plan stood `span` days ago: the newest day kept that is as old; None if none is.

    >>> before([date(2026, 1, 5), date(2026, 2, 20)], 30, date(2026, 3, 2))
    datetime.date(2026, 1, 5)
    """
    old = [day for day in there if day <= today - timedelta(days=span)]
    return old[-1] if old else None
