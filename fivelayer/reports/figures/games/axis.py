"""A scale from low to high along one side of a chart, with round numbers on it."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, log10


@dataclass(frozen=True)
class Axis:
    """Values from `low` to `high` between two places on the sheet, in points."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """The place of a value; what lies outside stays at the edge."""
        inside = min(max(value, self.low), self.high)
        share = (inside - self.low) / ((self.high - self.low) or 1.0)
        return self.start + share * (self.end - self.start)

    def ticks(self, most: int = 6) -> list[float]:
        """Round numbers on the scale, at most so many.

        >>> Axis(-20, 230, 0, 100).ticks()
        [0.0, 50.0, 100.0, 150.0, 200.0]
        """
        step = round_step((self.high - self.low) or 1.0, most)
        first, last = ceil(self.low / step - 1e-9), floor(self.high / step + 1e-9)
        return [n * step for n in range(first, last + 1)]


def round_step(span: float, most: int) -> float:
    """The least of 1, 2, 5, 10 ... that divides a span into at most `most` parts.

    >>> round_step(250, 6)
    50.0
    """
    power = 10.0 ** floor(log10(span / most))
    return next(step * power for step in (1.0, 2.0, 5.0, 10.0) if span / (step * power) <= most)
