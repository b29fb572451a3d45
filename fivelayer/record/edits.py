"""Edits of a draft as values: each can be made, taken back, and made again on what others changed."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from fivelayer import draft as drafts
from fivelayer.draft import Draft


class Clash(Exception):  # noqa: N818  not an error: two people edited one thing
    """An edit touches what somebody else changed in the meantime."""


class Edit(Protocol):
    """One change of a draft. Making it on a draft it does not fit raises KeyError."""

    @property
    def path(self) -> str:
        """The field or table concerned."""

    def make(self, draft: Draft) -> Draft:
        """The draft with the change."""

    def inverse(self, draft: Draft) -> Edit:
        """What takes the change back, given the draft before it."""

    def clashes(self, base: Draft, theirs: Draft) -> bool:
        """Whether `theirs` differs from `base` in what this edit touches."""

    def like(self, other: Edit) -> bool:
        """Whether it says the same, a row's position apart."""


@dataclass(frozen=True)
class Put:
    """Put a text or a list of texts into a field; blank clears it."""

    path: str
    value: str | list[str]
    joins: bool = field(default=False, compare=False)
    """Made from what stands there, so that two such edits go together (citing lines)."""

    def make(self, draft: Draft) -> Draft:
        """The draft with the field changed."""
        return drafts.put_or_clear(draft, self.path, self.value)

    def inverse(self, draft: Draft) -> Edit:
        """Put back what stood there."""
        return Put(self.path, drafts.get(draft, self.path))

    def clashes(self, base: Draft, theirs: Draft) -> bool:
        """Somebody put something else there, or removed the row."""
        there = drafts.get(theirs, self.path)
        if there == self.value:
            return False
        return there != drafts.get(base, self.path) or drafts.lost_row(theirs, self.path)

    def like(self, other: Edit) -> bool:
        """The same edit."""
        return self == other


@dataclass(frozen=True)
class Insert:
    """Insert a row at a position (from 0), or at the end."""

    path: str
    row: Draft
    at: int | None = None

    def make(self, draft: Draft) -> Draft:
        """The draft with one more row."""
        return drafts.insert_row(draft, self.path, copy.deepcopy(self.row), self.at)

    def inverse(self, draft: Draft) -> Edit:  # noqa: ARG002  others need it
        """Remove the row again."""
        return Remove(self.path, self.row["id"])

    def clashes(self, base: Draft, theirs: Draft) -> bool:  # noqa: ARG002  others need it
        """A row with this id is there already."""
        return drafts.row(theirs, self.path, self.row["id"]) is not None

    def like(self, other: Edit) -> bool:
        """The same row, wherever it stands."""
        return isinstance(other, Insert) and (self.path, self.row) == (other.path, other.row)


@dataclass(frozen=True)
class Remove:
    """Remove a row."""

    path: str
    row_id: str

    def make(self, draft: Draft) -> Draft:
        """The draft without the row."""
        return drafts.remove_row(draft, self.path, self.row_id)

    def inverse(self, draft: Draft) -> Edit:
        """Insert the row where it stood."""
        ids = [r["id"] for r in drafts.rows(draft, self.path)]
        there = drafts.row(draft, self.path, self.row_id)
        if there is None:
            raise KeyError(f"{self.path}: no row {self.row_id!r}")
        return Insert(self.path, there, ids.index(self.row_id))

    def clashes(self, base: Draft, theirs: Draft) -> bool:
        """Somebody changed the row; if it is gone already, all is well."""
        there = drafts.row(theirs, self.path, self.row_id)
        return there is not None and there != drafts.row(base, self.path, self.row_id)

    def like(self, other: Edit) -> bool:
        """The same edit."""
        return self == other


@dataclass(frozen=True)
class Move:
    """Move a row by some places, up (negative) or down, as far as the table goes."""

    path: str
    row_id: str
    by: int

    def make(self, draft: Draft) -> Draft:
        """The draft with the row moved."""
        return drafts.move_row(draft, self.path, self.row_id, self.by)

    def inverse(self, draft: Draft) -> Edit:
        """Move it back as many places as it really moved."""
        return Move(self.path, self.row_id, self._back(draft))

    def clashes(self, base: Draft, theirs: Draft) -> bool:  # noqa: ARG002  others need it
        """Somebody removed the row."""
        return drafts.row(theirs, self.path, self.row_id) is None

    def like(self, other: Edit) -> bool:
        """The same row, however far."""
        return isinstance(other, Move) and (self.path, self.row_id) == (other.path, other.row_id)

    def within(self, draft: Draft) -> Move:
        """The move as far as the table lets it go."""
        return Move(self.path, self.row_id, -self._back(draft))

    def _back(self, draft: Draft) -> int:
        before = [r["id"] for r in drafts.rows(draft, self.path)]
        after = [r["id"] for r in drafts.rows(self.make(draft), self.path)]
        return before.index(self.row_id) - after.index(self.row_id)


@dataclass(frozen=True)
class Together:
    """Several edits in one go: dragging a person sets support and weight, a list adds many rows."""

    edits: tuple[Edit, ...]

    @property
    def path(self) -> str:
        """The first of the fields or tables."""
        return self.edits[0].path

    def make(self, draft: Draft) -> Draft:
        """The draft with all of them made, one after the other."""
        for edit in self.edits:
            draft = edit.make(draft)
        return draft

    def inverse(self, draft: Draft) -> Edit:
        """Take each back, the last first."""
        back: list[Edit] = []
        for edit in self.edits:
            back.append(edit.inverse(draft))
            draft = edit.make(draft)
        return Together(tuple(reversed(back)))

    def clashes(self, base: Draft, theirs: Draft) -> bool:
        """Somebody changed what one of them touches."""
        return any(edit.clashes(base, theirs) for edit in self.edits)

    def like(self, other: Edit) -> bool:
        """The same edits, rows' positions apart."""
        if not isinstance(other, Together) or len(self.edits) != len(other.edits):
            return False
        return all(one.like(two) for one, two in zip(self.edits, other.edits, strict=True))


@dataclass(frozen=True)
class Whole:
    """Replace the whole draft: starting over, and taking that back."""

    draft: Draft
    path: str = ""

    def make(self, draft: Draft) -> Draft:  # noqa: ARG002  others need it
        """The other draft."""
        return self.draft

    def inverse(self, draft: Draft) -> Edit:
        """Put the old draft back."""
        return Whole(draft)

    def clashes(self, base: Draft, theirs: Draft) -> bool:
        """Somebody changed anything at all."""
        return theirs != base

    def like(self, other: Edit) -> bool:
        """The same edit."""
        return self == other


def paths(edit: Edit) -> list[str]:
    """The fields or the table that an edit concerns."""
    return [one.path for one in edit.edits] if isinstance(edit, Together) else [edit.path]


def replayed(edits: Iterable[Edit], base: Draft, theirs: Draft) -> Draft:
    """Make edits that were made on `base` on `theirs` instead.

    Raises:
        Clash: an edit touches what differs between the two.
    """
    for edit in edits:
        if edit.clashes(base, theirs):
            raise Clash(edit.path)
        base = edit.make(base)
        theirs = _made(edit, theirs)
    return theirs


def _made(edit: Edit, theirs: Draft) -> Draft:
    if isinstance(edit, Remove) and drafts.row(theirs, edit.path, edit.row_id) is None:
        return theirs
    return edit.make(theirs)
