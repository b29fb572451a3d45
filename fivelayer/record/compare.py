"""Which of two revisions descends from the other, and where their drafts differ."""

from __future__ import annotations

from enum import Enum
from typing import Any

from fivelayer.draft import Draft, leaves
from fivelayer.record.form import Record


class Relation(Enum):
    """How a record stands to another."""

    SAME = "same"
    NEWER = "newer"
    OLDER = "older"
    DIVERGED = "diverged"


def relation(one: Record, other: Record) -> Relation:
    """How `one` stands to `other`: decided by what each has seen, never by the clock.

    Revision 0 is a blank nobody has worked on, older than anything. Two that saw the same but say
    different things (edited by hand) have diverged.
    """
    if one.digest == other.digest or not (one.revision or other.revision):
        return Relation.SAME
    if not (one.revision and other.revision):
        return Relation.NEWER if one.revision else Relation.OLDER
    ahead = _knows_more(one.seen, other.seen)
    behind = _knows_more(other.seen, one.seen)
    if ahead == behind:
        return Relation.DIVERGED
    return Relation.NEWER if ahead else Relation.OLDER


def joined(one: dict[str, int], other: dict[str, int]) -> dict[str, int]:
    """The larger entry of each: of what two records saw, or of their row counters."""
    return {name: max(one.get(name, 0), other.get(name, 0)) for name in sorted({*one, *other})}


def differences(mine: Draft, other: Draft) -> list[tuple[str, Any, Any]]:
    """Fields whose values differ: path, mine, the other's; an empty text where one has nothing.

    >>> differences({"fit": {"tier": "key"}}, {"fit": {"tier": "top"}})
    [('fit.tier', 'key', 'top')]
    """
    ours, theirs = dict(leaves(mine)), dict(leaves(other))
    return [
        (path, ours.get(path, ""), theirs.get(path, ""))
        for path in {**ours, **theirs}
        if ours.get(path, "") != theirs.get(path, "")
    ]


def _knows_more(one: dict[str, int], other: dict[str, int]) -> bool:
    """Whether `one` saw something that `other` did not."""
    return any(revision > other.get(device, 0) for device, revision in one.items())


def apart(one: dict[str, int], other: dict[str, int]) -> bool:
    """Whether two records each saw something that the other did not."""
    return _knows_more(one, other) and _knows_more(other, one)
