"""Signs on a line that would cover each other, set side by side about where they belong."""

from __future__ import annotations

from collections.abc import Sequence


def dodged(places: Sequence[float], apart: float, high: float = 100.0) -> list[float]:
    """Places from 0 to `high`, moved as little as keeps any two at least `apart`; in the order given.

    Where there is no room for all, they stand as far apart as there is.

    >>> dodged([40.0, 90.0, 40.0], 2.0)
    [39.0, 90.0, 41.0]
    >>> dodged([100.0, 100.0, 99.0], 2.0)
    [98.0, 100.0, 96.0]
    """
    if len(places) > 1:
        apart = min(apart, high / (len(places) - 1))
    order = sorted(range(len(places)), key=lambda n: places[n])
    groups: list[list[int]] = []
    for n in order:
        groups.append([n])
        while len(groups) > 1 and _touch(groups[-2], groups[-1], places, apart, high):
            last = groups.pop()
            groups[-1] += last
    moved = [0.0] * len(places)
    for group in groups:
        first = _first(group, places, apart, high)
        for number, n in enumerate(group):
            moved[n] = first + number * apart
    return moved


def _first(group: list[int], places: Sequence[float], apart: float, high: float) -> float:
    """Where a group's first sign stands: the group about its middle, and all of it on the line."""
    long = (len(group) - 1) * apart
    middle = sum(places[n] for n in group) / len(group)
    return max(0.0, min(middle - long / 2, high - long))


def _touch(
    one: list[int], other: list[int], places: Sequence[float], apart: float, high: float
) -> bool:
    end = _first(one, places, apart, high) + len(one) * apart
    return end > _first(other, places, apart, high) + 1e-9
