"""The comparison in words and numbers, as a page or a report shows it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from fivelayer.draft import Draft
from fivelayer.labels import part_key
from fivelayer.messages import Language, text
from fivelayer.my_accounts import snapshots
from fivelayer.my_accounts.accounts import About, Accounts
from fivelayer.my_accounts.comparison import Comparison, Moved, compare, signed

Told = dict[str, Any]


def compared(
    shelf: Accounts, about: About, draft: Draft, span: int, today: date, language: Language
) -> Told:
    """What changed over `span` days, or since the oldest day kept where none is as old.

    `since` is empty where there is no older plan at all.
    """
    place = shelf.place(about)
    there = [day for day in snapshots.days(place) if day < today]
    asked = snapshots.before(there, span, today)
    day = asked or (there[0] if there else None)
    then = snapshots.load(place, day) if day is not None else None
    if day is None or then is None:
        return {"since": "", "lead": [], "bars": [], "people": [], "changes": [], "kept": ""}
    found = compare(then, draft, shelf.case(about, day).file, shelf.case(about, today).file)
    days = {"day": day.isoformat(), "n": (today - day).days, "span": span}
    since = text(f"own.compare.{'since' if asked else 'since_nearest'}", language, **days)
    changes = _changes(found, language)
    if not changes:
        since = f"{since} {text('own.compare.nothing', language)}".strip()
    kept = text("own.compare.kept", language, n=len(there), day=there[0].isoformat())
    return {
        "since": since,
        "lead": _lead(found.lead, language),
        "bars": _bars(found, language),
        "people": [_moved(person, language) for person in found.moved if person.now is not None],
        "changes": changes,
        "kept": kept,
    }


def _changes(found: Comparison, language: Language) -> list[list[Any]]:
    """By part: its name, and each change with its sign."""
    by_part: dict[str, list[list[Any]]] = {}
    for change in found.changes:
        said = [change.sign, change.said.words(language)]
        by_part.setdefault(text(part_key(change.part), language), []).append(said)
    return [[name, said] for name, said in by_part.items()]


def _bars(found: Comparison, language: Language) -> list[Told]:
    counts = {part: each for part, each in found.counts().items() if any(each)}
    most = max((max(each) for each in counts.values()), default=0)
    return [
        _bar(text(part_key(part), language), better, worse, most, language)
        for part, (better, worse) in counts.items()
    ]


def _bar(name: str, better: int, worse: int, most: int, language: Language) -> Told:
    told = {"name": name, "better": better, "worse": worse}
    return {**told, "of": most, "says": text("own.compare.count", language, **told)}


def _moved(person: Moved, language: Language) -> Told:
    unknown = text("own.compare.unknown", language)
    old, now = (unknown if n is None else signed(n) for n in (person.then, person.now))
    says = text("own.compare.person", language, name=person.name, old=old, new=now)
    return {"name": person.name, "then": person.then, "now": person.now, "says": says}


def _lead(lead: tuple[Decimal | None, Decimal | None], language: Language) -> list[str]:
    then, now = lead
    if now is None:
        return []
    key = "level" if not now else "ahead" if now > 0 else "behind"
    was = text("own.compare.lead_was_open", language) if then is None else signed(then)
    plain = signed(abs(now)).lstrip("+")
    return [text(f"own.compare.lead_{key}", language, now=plain, then=was)]
