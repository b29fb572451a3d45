"""What share and margin may become as our own barriers rise: a small what-if, not a forecast (S27-S31)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal

from fivelayer.choices import OwnBarrierKind, Stage

QUARTERS: Final = 12
"""How far the what-if looks ahead."""


@dataclass(frozen=True)
class Assumption:
    """A number that the what-if rests on, with where it comes from."""

    value: float
    source: Literal["model", "literature", "assumption"]


def _ours(value: float) -> Assumption:
    return Assumption(value, "assumption")


# The model says that share and margin rise with one's barrier (S30); it gives no number. All are ours.
HEIGHT: Final[dict[OwnBarrierKind, Assumption]] = {
    OwnBarrierKind.CUSTOMISATION: _ours(0.15),
    OwnBarrierKind.STANDARDS: _ours(0.25),
    OwnBarrierKind.COOPERATION: _ours(0.25),
    OwnBarrierKind.JOINT_DEVELOPMENT: _ours(0.30),
}
"""By kind: the part of a rival's chances that a finished barrier takes away."""
HOLD: Final[dict[Stage, Assumption]] = {
    Stage.BREAK_THROUGH: _ours(0.25),
    Stage.CONSOLIDATE: _ours(1.0),
    Stage.OCCUPY: _ours(1.0),
}
"""By stage: how much of a barrier takes hold; before the break-through little does (S29)."""
BUILD: Final = _ours(4)
"""Quarters until a barrier stands."""
WHILE_BUILT: Final = _ours(1.0)
"""Points of margin that each barrier costs while it is built."""
KEPT_UP: Final = _ours(0.25)
"""Points of margin that each costs afterwards."""
PRESSURE: Final = _ours(0.03)
"""Share lost a quarter to rivals, as a part of it, where no barrier stands (S22)."""
ROOM: Final = _ours(0.12)
"""Share gained a quarter, as a part of what is not ours yet, behind a full barrier (S30)."""
MARGIN_GAIN: Final = _ours(8.0)
"""Points of margin that a full barrier allows (S30)."""
MARGIN_PRESS: Final = _ours(4.0)
"""Points of margin that rivals press out where no barrier stands."""
SOLID: Final = _ours(0.4)
"""Barrier from which an account can be occupied; below, occupying is premature (S27, S31)."""
BACKLASH: Final = _ours(0.05)
"""The same where an account is occupied too soon: the customer looks for a second source."""


@dataclass(frozen=True)
class Point:
    """The state at the end of a quarter: barrier 0 to 1, share and margin in per cent."""

    quarter: int
    barrier: float
    share: float
    margin: float


def barrier(kinds: Collection[OwnBarrierKind], stage: Stage, quarter: int) -> float:
    """How high our barriers stand after so many quarters, 0 to 1 (S29).

    >>> round(barrier([OwnBarrierKind.STANDARDS], Stage.CONSOLIDATE, 4), 2)
    0.25
    """
    grown = min(quarter / BUILD.value, 1.0) * HOLD[stage].value
    open_to_rivals = 1.0
    for kind in set(kinds):
        open_to_rivals *= 1 - HEIGHT[kind].value * grown
    return 1 - open_to_rivals


def outlook(
    stage: Stage, kinds: Collection[OwnBarrierKind], share: float, margin: float
) -> list[Point]:
    """Share and margin over the quarters ahead, from today's (both in per cent).

    >>> alone = outlook(Stage.CONSOLIDATE, [], 25, 18)
    >>> behind = outlook(Stage.CONSOLIDATE, list(OwnBarrierKind), 25, 18)
    >>> alone[-1].share < 25 < behind[-1].share
    True
    """
    count = len(set(kinds))
    found = [Point(0, 0.0, _percent(share), _percent(margin))]
    for quarter in range(1, QUARTERS + 1):
        high = barrier(kinds, stage, quarter)
        last = found[-1].share
        premature = stage is Stage.OCCUPY and high < SOLID.value
        lost = PRESSURE.value * (1 - high) + (BACKLASH.value if premature else 0.0)
        gained = ROOM.value * high * (100 - last)
        cost = count * (WHILE_BUILT if quarter <= BUILD.value else KEPT_UP).value
        pressed = MARGIN_PRESS.value * (1 - high) * quarter / QUARTERS
        earned = margin + MARGIN_GAIN.value * high - pressed - cost
        now = Point(quarter, high, _percent(last - last * lost + gained), _percent(earned))
        found.append(now)
    return found


def premature(stage: Stage, kinds: Collection[OwnBarrierKind]) -> bool:
    """Whether an account is occupied before its barriers carry it (S27, S29)."""
    return stage is Stage.OCCUPY and barrier(kinds, stage, QUARTERS) < SOLID.value


def _percent(value: float) -> float:
    return max(0.0, min(100.0, value))
