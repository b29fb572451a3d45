"""Which of a team's submissions counts: the highest revision; all are kept, and it is said so."""

from __future__ import annotations

from collections.abc import Sequence

from fivelayer.findings import Said
from fivelayer.marking.result import Result


def standing(results: Sequence[Result], works: Sequence[str]) -> list[Result]:
    """Say which file counts for each piece of work: that of the highest revision; all are kept.

    `works` gives the digest of each file's record: equal ones are copies, different ones of one
    revision have diverged, and the later counts.
    """
    groups: dict[tuple[str, ...], list[int]] = {}
    for number, result in enumerate(results):
        who = result.identity
        owner = who.team or who.trainee
        if result.status == "marked" and owner:
            groups.setdefault((who.workshop, owner, who.case, who.activity), []).append(number)
    settled = list(results)
    for numbers in groups.values():
        # Of copies the first in the folder counts.
        best = max(numbers, key=lambda n: (results[n].revision, results[n].time, works[n], -n))
        for number in numbers:
            if number != best:
                flag = _behind(results[number], results[best], works[number] == works[best])
                settled[number] = _flagged(settled[number], flag, counts=False)
                if flag.key.endswith("diverged"):
                    other = Said(key=flag.key, params={"file": results[best].file})
                    settled[best] = _flagged(settled[best], other, counts=True)
    return settled


def _behind(result: Result, best: Result, same: bool) -> Said:
    if same:
        return Said(key="marking.flag.duplicate", params={"file": best.file})
    if result.revision == best.revision:
        return Said(key="marking.flag.diverged", params={"file": best.file})
    revision, file = best.revision, best.file
    return Said(key="marking.flag.superseded", params={"revision": revision, "file": file})


def _flagged(result: Result, flag: Said, *, counts: bool) -> Result:
    flags = result.flags if flag in result.flags else (*result.flags, flag)
    return result.model_copy(update={"flags": flags, "counts": counts})
