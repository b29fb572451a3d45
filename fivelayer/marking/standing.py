"""Which of a team's submissions counts: the highest revision; all are kept, and it is said so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fivelayer.findings import Said
from fivelayer.marking.result import Result


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What decides whether a file counts; light, so that tens of thousands can be compared."""

    file: str
    piece: tuple[str, ...]
    """The piece of work it belongs to: workshop, owner, case, activity; empty where it is nobody's."""
    revision: int
    time: str
    work: bytes
    """Digest of the record: equal ones are copies, different ones of one revision have diverged."""

    @classmethod
    def of(cls, result: Result, work: str) -> HandedIn:
        """What decides on a result; `work` is its record's digest."""
        who = result.identity
        owner = who.team or who.trainee
        counted = result.status == "marked" and bool(owner)
        piece = (who.workshop, owner, who.case, who.activity) if counted else ()
        return cls(result.file, piece, result.revision, result.time, bytes.fromhex(work))


@dataclass(frozen=True, slots=True)
class Change:
    """What a result has to say once all others are known."""

    flag: Said
    counts: bool

    def of(self, result: Result) -> Result:
        """The result with it."""
        flags = result.flags if self.flag in result.flags else (*result.flags, self.flag)
        return result.model_copy(update={"flags": flags, "counts": self.counts})


def standing(handed_in: Sequence[HandedIn]) -> dict[int, Change]:
    """By place in the list, what changes: of each piece of work the highest revision counts."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for number, each in enumerate(handed_in):
        if each.piece:
            groups.setdefault(each.piece, []).append(number)
    changes: dict[int, Change] = {}
    for numbers in groups.values():
        if len(numbers) > 1:
            changes |= _compared(numbers, handed_in)
    return changes


def _compared(numbers: list[int], handed_in: Sequence[HandedIn]) -> dict[int, Change]:
    def order(number: int) -> tuple[int, str, bytes, int]:
        each = handed_in[number]
        return each.revision, each.time, each.work, -number  # of copies the first counts

    best = max(numbers, key=order)
    changes = {}
    for number in numbers:
        if number == best:
            continue
        flag = _behind(handed_in[number], handed_in[best])
        changes[number] = Change(flag, counts=False)
        if flag.key.endswith("diverged"):
            changes[best] = Change(flag, counts=True)
    return changes


def _behind(one: HandedIn, best: HandedIn) -> Said:
    if one.work == best.work:
        return Said(key="marking.flag.duplicate", params={"file": best.file})
    if one.revision == best.revision:
        return Said(key="marking.flag.diverged", params={"file": best.file})
    revision, file = best.revision, best.file
    return Said(key="marking.flag.superseded", params={"revision": revision, "file": file})
