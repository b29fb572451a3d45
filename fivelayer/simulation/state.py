"""A batch of games at the end of a round: one array, batch axis last, with a named view of each variable."""

from __future__ import annotations

from dataclasses import dataclass, fields
from math import prod
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from fivelayer.simulation.noise import Floats

if TYPE_CHECKING:
    from fivelayer.simulation.tables import Tables

Layout: TypeAlias = tuple[tuple[int, int, tuple[int, ...]], ...]
GRID: Final = np.float32(4096)
"""States are rounded to 1/4096 after each round, which keeps platforms in step."""


@dataclass
class State:
    """Every variable of N games; flags are 0 or 1, rounds are numbers, money is in the world's unit.

    Letters of the shapes: F facts, P people, C companies (we first), E our people, H halves, B barriers,
    J projects, O own barriers, R rivals; N games comes last.
    """

    round: int
    grid: Floats
    """All variables, (V, N); every other array is a view of it."""
    layout: Layout
    """First row, last row and shape of each variable."""
    known: Floats  # F
    support: Floats  # C P: -2 to 2
    served: Floats  # 2 P: the institutional and the personal need
    lock: Floats  # P
    met: Floats  # P: talks so far
    believed: Floats  # P: the lead with this person, as we last saw it
    bond: Floats  # E P
    present: Floats  # E
    due: Floats  # H: the round from which it is there
    longer: Floats  # H: rounds added to its lead time
    work: Floats  # B: work done on a soft barrier
    door: Floats  # 1: 0 none, 1 our own, 2 the dealer's
    listed: Floats  # 1: the round from which we can be bought
    moved: Floats  # 1: rounds by which the window has moved
    watched: Floats  # 1
    lag: Floats  # J: rounds the customer has lost
    joined: Floats  # J 10
    pitch: Floats  # J
    result: Floats  # J: 1 won, -1 lost, 0 open
    worth: Floats  # J: its money, as a share of what was planned
    order: Floats  # J: what was ordered
    margin: Floats  # J: the margin it was won at
    delivered: Floats  # J
    own: Floats  # O
    agreed: Floats  # 1: towards a strategic agreement
    trust: Floats  # 1: the dealer's
    pact: Floats  # 1
    push: Floats  # 1: direct sales a round
    monitored: Floats  # 1
    ability: Floats  # 1
    cut: Floats  # R: a rival's price cut
    surprise: Floats  # 1: weight of late surprises
    excluded: Floats  # 1
    cash: Floats  # 1: money spent
    spent: Floats  # 1: money and working time
    income: Floats  # 1

    @property
    def games(self) -> int:
        """How many games there are in the batch."""
        return int(self.grid.shape[1])

    @property
    def net(self) -> Floats:
        """Income less the cost of everything done: the score (S37)."""
        net: Floats = (self.income - self.spent)[0]
        return net

    def copy(self) -> State:
        """The same games, not shared."""
        return _viewed(self.round, self.grid.copy(), self.layout)

    def settle(self) -> None:
        """Round everything to the grid."""
        np.multiply(self.grid, GRID, out=self.grid)
        np.rint(self.grid, out=self.grid)
        np.multiply(self.grid, 1 / GRID, out=self.grid)


VARIABLES: Final = tuple(field.name for field in fields(State))[3:]


def start(world: Tables, games: int) -> State:
    """The state before the first round."""
    layout, at = [], 0
    for name in VARIABLES:
        shape = world.start[name].shape
        layout.append((at, at + prod(shape), shape))
        at += prod(shape)
    first = np.concatenate([world.start[name].reshape(-1) for name in VARIABLES])
    grid = np.empty((at, games), dtype=np.float32)
    grid[:] = first[:, None]
    state = _viewed(0, grid, tuple(layout))
    state.settle()
    return state


def _viewed(number: int, grid: Floats, layout: Layout) -> State:
    games = grid.shape[1]
    views = (grid[at:end].reshape(*shape, games) for at, end, shape in layout)
    return State(number, grid, layout, *views)
