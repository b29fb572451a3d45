"""How far two markers agree beyond chance: weighted kappa, with its interval, from pairs of points."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt
from typing import Final, Literal

Pair = tuple[Decimal | float, Decimal | float]
"""The points that two markers gave one answer."""
ENOUGH: Final = 20
"""Answers marked by both below which kappa says little."""
GOOD: Final = 0.8
FAIR: Final = 0.6
"""From here on two markers may stand in for each other; below, the criterion is looked at."""
_TWO_SIDED_95: Final = 1.959964

Verdict = Literal["none", "same", "few", "low", "fair", "good"]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How two markers agree on `n` answers; `kappa` is None where it is not defined."""

    n: int
    alike: int
    """Answers to which both gave the same points."""
    kappa: float | None = None
    """1: always the same; 0: no more alike than chance would have it; below: less."""
    low: float | None = None
    high: float | None = None
    """The 95 % interval of `kappa`, within −1 and 1."""

    @property
    def verdict(self) -> Verdict:
        """What a manager makes of it, as a code: `low` asks for a look at criterion or wordings.

        `none`: nobody marked twice; `same`: no spread to compare by; `few`: too few to say.
        """
        if self.n == 0:
            return "none"
        if self.kappa is None:
            return "same"
        if self.n < ENOUGH:
            return "few"
        if self.kappa < FAIR:
            return "low"
        return "good" if self.kappa >= GOOD else "fair"


def agreement(pairs: Sequence[Pair]) -> Agreement:
    """Cohen's weighted kappa of pairs of points, disagreement weighed by its square.

    A difference of two points counts four times as much as one of one point, so that half a point
    here and there does little harm. Kappa after Cohen (1968), "Weighted kappa", Psychological
    Bulletin 70; its standard error after Fleiss, Cohen and Everitt (1969), Psychological Bulletin 72.
    Undefined (None) where both gave one and the same mark throughout.

    >>> found = agreement([(0, 0), (1, 1), (2, 2), (2, 1)])
    >>> found.n, found.alike, round(found.kappa, 3)
    (4, 3, 0.8)
    """
    counts = Counter((float(one), float(other)) for one, other in pairs)
    n = len(pairs)
    alike = sum(count for (one, other), count in counts.items() if one == other)
    firsts = _shares([one for one, _ in counts.elements()])
    seconds = _shares([other for _, other in counts.elements()])
    widest = max((abs(a - b) for a in firsts for b in seconds), default=0.0)
    if not widest:  # one mark throughout, or nobody marked twice
        return Agreement(n, alike)

    def weight(one: float, other: float) -> float:
        return 1 - ((one - other) / widest) ** 2

    by_first = {a: sum(q * weight(a, b) for b, q in seconds.items()) for a in firsts}
    by_second = {b: sum(p * weight(a, b) for a, p in firsts.items()) for b in seconds}
    observed = sum(count * weight(*pair) for pair, count in counts.items()) / n
    expected = sum(p * by_first[a] for a, p in firsts.items())
    if expected >= 1 - 1e-12:
        return Agreement(n, alike)
    kappa = (observed - expected) / (1 - expected)
    spread = sum(
        count
        / n
        * (weight(a, b) * (1 - expected) - (by_first[a] + by_second[b]) * (1 - observed)) ** 2
        for (a, b), count in counts.items()
    )
    centre = observed * expected - 2 * expected + observed
    error = sqrt(max(0.0, spread - centre**2) / n) / (1 - expected) ** 2
    reach = _TWO_SIDED_95 * error
    return Agreement(n, alike, kappa, max(-1.0, kappa - reach), min(1.0, kappa + reach))


def _shares(marks: Sequence[float]) -> dict[float, float]:
    counted = Counter(marks)
    return {mark: count / len(marks) for mark, count in counted.items()}
