"""Which of a team's submissions counts: the highest revision; all are kept, and it is said so."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import Final

from fivelayer.findings import Said
from fivelayer.marking.result import Result

_FLAGS: Final = tuple(f"marking.flag.{name}" for name in ("duplicate", "diverged", "superseded"))


@dataclass(frozen=True, slots=True)
class Change:
    """What a result has to say once all others are known."""

    flag: str
    params: dict[str, str | int]
    counts: bool

    def of(self, result: Result) -> Result:
        """The result with it."""
        flags = (*plain(result).flags, Said(key=self.flag, params=dict(self.params)))
        return result.model_copy(update={"flags": flags, "counts": self.counts})


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A file as marked, without its marks; light, so that tens of thousands can be compared."""

    file: str
    name: str
    """What its result and page are called."""
    sha256: str
    """Of the file; empty where it is to be looked at again in any case."""
    stamp: str
    """Of what it was marked by."""
    workshop: str
    owner: str
    """Team or trainee; empty where it is nobody's or was refused, so that it counts for nobody."""
    refused: bool
    case: str
    activity: str
    revision: int
    time: str
    work: str
    """Digest of the record: equal ones are copies, different ones of one revision have diverged."""
    change: Change | None = None
    """What its result says of the others' as it is stored."""

    @classmethod
    def of(
        cls, result: Result, name: str, work: str, stamp: str, change: Change | None = None
    ) -> HandedIn:
        """What is kept of a result as stored; `work` is its record's digest."""
        who = result.identity
        return cls(
            file=result.file,
            name=name,
            sha256=result.sha256,
            stamp=stamp,
            workshop=sys.intern(who.workshop),
            owner=(who.team or who.trainee) if result.status == "marked" else "",
            refused=result.status == "refused",
            case=sys.intern(who.case),
            activity=sys.intern(who.activity),
            revision=result.revision,
            time=result.time,
            work=work,
            change=change,
        )

    def line(self) -> bytes:
        """As a line of the journal."""
        return json.dumps(astuple(self), ensure_ascii=True).encode() + b"\n"

    @classmethod
    def read(cls, line: bytes) -> HandedIn:
        """What a line of the journal says.

        Raises:
            ValueError, TypeError: it is none, or was cut short.
        """
        told = json.loads(line)
        if [type(each) for each in told[:-1]] != _TYPES:
            raise TypeError("not a line of the journal")
        for n in _SHARED:
            told[n] = sys.intern(told[n])
        told[-1] = Change(*told[-1]) if told[-1] else None
        return cls(*told)


_TYPES: Final = [*[str] * 6, bool, str, str, int, str, str]
_SHARED: Final = (3, 4, 7, 8)
"""Columns of a line in which few texts stand again and again."""


def plain(result: Result) -> Result:
    """A result that says nothing of others'."""
    flags = tuple(flag for flag in result.flags if flag.key not in _FLAGS)
    return result.model_copy(update={"flags": flags, "counts": result.status == "marked"})


def standing(handed_in: Sequence[HandedIn]) -> dict[int, Change]:
    """By place in the list, what changes: of each piece of work the highest revision counts."""
    times = Counter(hash(_piece(one)) for one in handed_in if one.owner)
    groups: dict[tuple[str, ...], list[int]] = {}
    for number, one in enumerate(handed_in):
        # Nearly all stand alone: a group is made for the others only, which is light on memory.
        if one.owner and times[hash(_piece(one))] > 1:
            groups.setdefault(_piece(one), []).append(number)
    changes: dict[int, Change] = {}
    for numbers in groups.values():
        if len(numbers) > 1:
            changes |= _compared(numbers, handed_in)
    return changes


def _piece(one: HandedIn) -> tuple[str, ...]:
    """Whose work it is, and on what."""
    return one.workshop, one.owner, one.case, one.activity


def _compared(numbers: list[int], handed_in: Sequence[HandedIn]) -> dict[int, Change]:
    def order(number: int) -> tuple[int, str, str, int]:
        each = handed_in[number]
        return each.revision, each.time, each.work, -number  # of copies the first counts

    best = max(numbers, key=order)
    changes = {}
    for number in numbers:
        if number == best:
            continue
        change = _behind(handed_in[number], handed_in[best])
        changes[number] = change
        if change.flag.endswith("diverged"):
            changes[best] = Change(change.flag, change.params, counts=True)
    return changes


def _behind(one: HandedIn, best: HandedIn) -> Change:
    if one.work == best.work:
        return Change("marking.flag.duplicate", {"file": best.file}, counts=False)
    if one.revision == best.revision:
        return Change("marking.flag.diverged", {"file": best.file}, counts=False)
    said: dict[str, str | int] = {"revision": best.revision, "file": best.file}
    return Change("marking.flag.superseded", said, counts=False)
