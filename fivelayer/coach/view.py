"""What a rule of the coach sees: the plan as read and as typed, and what everybody knows of the case."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import Any, Final, Generic, TypeVar

from fivelayer import draft as drafts
from fivelayer import labels
from fivelayer.cases import CaseFile
from fivelayer.choices import Step
from fivelayer.draft import Draft, Reading
from fivelayer.model import (
    AgendaItem,
    Barrier,
    Benefit,
    DecisionMaker,
    Member,
    Monitored,
    OwnBarrier,
    Placed,
    Row,
    Typed,
)

AnyRow = TypeVar("AnyRow", bound=Row)
Held = TypeVar("Held", bound=Typed)


class View:
    """The plan and the case; of its tables, the rows that say anything, whatever order they stand in."""

    def __init__(self, reading: Reading, draft: Any, case: CaseFile) -> None:
        self.plan = reading.plan
        self.unread = reading.unread
        self.draft: Draft = draft if isinstance(draft, dict) else {}
        self.case = case
        self.today = date.fromisoformat(case.today)
        """The story's date."""
        self.rivals = tuple(party.id for party in case.rivals)
        self.filled = [(path, told) for path, told in drafts.leaves(self.draft) if _says(told)]
        """Every field that says something, with its path and what was typed."""
        names = [path.split(".") for path, _ in self.filled]
        self._touched = {".".join(each[:depth]) for each in names for depth in (1, 3)}
        self.barriers = self._rows(self.plan.barriers.entries)
        self.people = self._rows(self.plan.relationship.decision_makers)
        self.named = [row for row in self.people if row.person or row.post]
        """The decision makers who have a name or a post."""
        self.benefits = self._rows(self.plan.interest.benefits)
        self.own_barriers = self._rows(self.plan.management.own_barriers)
        self.members = self._rows(self.plan.team.members)
        self.monitored = self._rows(self.plan.team.monitored)
        self.agenda = self._rows(self.plan.team.agenda)
        self.placed = self._rows(self.plan.fit.accounts)

    def touched(self, path: str) -> bool:
        """Whether anything was typed in a part or a row."""
        return path in self._touched

    def typed(self, path: str) -> str:
        """The text as typed at `path`."""
        found = drafts.get(self.draft, path)
        return found.strip() if isinstance(found, str) else ""

    def unreadable(self, path: str) -> bool:
        """Whether something was typed at `path` or inside it that could not be read."""
        return any(f"{u.path}.".startswith(f"{path}.") for u in self.unread)

    def _rows(self, rows: Iterable[AnyRow]) -> list[AnyRow]:
        there = [row for row in rows if self.touched(at(row))]
        return sorted(there, key=lambda row: natural(row.id))


class Key(str):
    """The key of a message, put into a remark's words in the reader's language."""

    __slots__ = ()


@dataclass(frozen=True)
class Spot(Generic[Held]):
    """A group of fields to be judged: an item of the outline, a step of the ladder."""

    path: str
    of: Held
    name: Key | Step
    quote: str = ""
    """Its main words."""
    heavier: int = 0
    """What it weighs among its like."""


def spots(view: View, paths: Mapping[str, int]) -> list[Spot[Any]]:
    """Groups of fields by their paths and weights, quoted by their words or by their value as typed."""
    found = []
    for path, heavier in paths.items():
        of = value(view, path)
        main = next((name for name in ("text", "reason") if name in type(of).model_fields), "")
        quote = getattr(of, main) or "" if main else view.typed(f"{path}.value")
        found.append(Spot(path, of, label(path), quote, heavier))
    return found


Subject = Row | Spot[Any] | View
"""What a rule judges: a row, another group of fields, or the plan as a whole."""
_TABLES: Final[dict[type[Row], str]] = {
    Barrier: "barriers.entries",
    DecisionMaker: "relationship.decision_makers",
    Benefit: "interest.benefits",
    OwnBarrier: "management.own_barriers",
    Member: "team.members",
    Monitored: "team.monitored",
    AgendaItem: "team.agenda",
    Placed: "fit.accounts",
}


def at(subject: Subject | str, field: str = "") -> str:
    """The path of a subject, or of a field of it.

    >>> at(Barrier(id="b1"), "lead_time.value")
    'barriers.entries.b1.lead_time.value'
    """
    path = subject if isinstance(subject, str) else ""
    if isinstance(subject, Row):
        path = f"{_TABLES[type(subject)]}.{subject.id}"
    elif isinstance(subject, Spot):
        path = subject.path
    return f"{path}.{field}".strip(".")


def value(subject: Subject, field: str) -> Any:
    """What a field holds; in the plan as a whole, a field is named by its path."""
    held = subject.of if isinstance(subject, Spot) else subject
    return attrgetter(field)(held.plan if isinstance(held, View) else held)


def own_words(subject: Subject | str) -> str:
    """What the trainee calls it: a barrier or benefit by what it is, a person by name, else by post."""
    if isinstance(subject, DecisionMaker):
        return subject.person or subject.post or ""
    if isinstance(subject, Member):
        return subject.name or ""
    if isinstance(subject, Placed):
        return subject.customer or ""
    if isinstance(subject, Barrier | Benefit | OwnBarrier | Monitored | AgendaItem):
        return subject.what or ""
    return subject.quote if isinstance(subject, Spot) else ""


def weight(subject: Subject | str) -> Decimal:
    """What it weighs: a decision maker's weight, 0 where none is given."""
    if isinstance(subject, DecisionMaker):
        return subject.weight or Decimal(0)
    return Decimal(subject.heavier if isinstance(subject, Spot) else 0)


@lru_cache(maxsize=1024)  # the same few, at every keystroke
def label(path: str) -> Key:
    """The name of a field.

    Raises:
        KeyError: the plan has no such path.
    """
    return Key(labels.field_key(path))


def folded(words: str | None) -> str:
    """The words without case and blanks, to tell whether two texts say the same."""
    return "".join((words or "").casefold().split())


def natural(path: str) -> tuple[tuple[int, str], ...]:
    """A sort key by which `b10` comes after `b9`.

    >>> sorted(["b10", "b9"], key=natural)
    ['b9', 'b10']
    """
    parts = re.findall(r"[0-9]{1,18}|[^0-9]+", path)
    return tuple((int(p), "") if p.isdecimal() else (-1, p) for p in parts)


def _says(told: Any) -> bool:
    if isinstance(told, list):
        return any(map(_says, told))
    return bool(told.strip()) if isinstance(told, str) else told is not None
