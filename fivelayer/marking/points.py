"""Points: criteria scaled to an exercise's parts, awards to half a point."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

HALF: Final = Decimal("0.5")
ZERO: Final = Decimal(0)


def to_half(points: Decimal) -> Decimal:
    """Round to half a point, a quarter upwards.

    >>> to_half(Decimal("3.25")), to_half(Decimal("3.2"))
    (Decimal('3.5'), Decimal('3'))
    """
    return (points * 2).quantize(Decimal(1), ROUND_HALF_UP) / 2


def scaled(points: Sequence[Decimal], total: Decimal) -> list[Decimal]:
    """Scale points so that they sum to `total`: half points, the largest remainders rounded up.

    >>> [str(p) for p in scaled([Decimal(1), Decimal(1), Decimal(1)], Decimal(10))]
    ['3.5', '3.5', '3']
    """
    whole = sum(points, ZERO)
    if not whole:
        return [ZERO for _ in points]
    halves = int(to_half(total) * 2)
    exact = [each * halves / whole for each in points]
    given = [int(each) for each in exact]
    by_remainder = sorted(range(len(points)), key=lambda n: (given[n] - exact[n], n))
    for n in by_remainder[: halves - sum(given)]:
        given[n] += 1
    return [Decimal(each) / 2 for each in given]


def scaled_cost(cost: Decimal, whole: Decimal, total: Decimal) -> Decimal:
    """What a false row costs where a part of `whole` points in the key is worth `total`."""
    return max(HALF, to_half(cost * total / whole)) if whole else cost
