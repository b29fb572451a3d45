"""One round in the making: what a rule sees, and the one way in which it changes the state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from fivelayer.simulation.noise import Floats, Noise
from fivelayer.simulation.state import State
from fivelayer.simulation.tables import Tables

About = tuple[tuple[str, int], ...]
Mask: TypeAlias = Floats | NDArray[np.bool_]
"""Where something holds, game by game."""
At = int | tuple[int, ...] | slice
BOUNDS: Final = {
    "support": (-2.0, 2.0),
    "served": (0.0, 1.0),
    "lock": (0.0, 1.0),
    "work": (0.0, 1.0),
    "watched": (0.0, 1.0),
    "delivered": (0.0, 1.0),
    "own": (0.0, 1.0),
    "agreed": (0.0, 1.0),
    "trust": (0.0, 1.0),
    "monitored": (0.0, 0.9),
    "ability": (0.0, 1.5),
}
"""Least and most of the variables that have bounds."""
SMALLEST: Final = 1 / 8192
"""Half a step of the grid: a smaller change is none."""


HIDDEN: Final = frozenset(
    [
        "absent",
        "bond",
        "contact",
        "courted_unseen",
        "faded",
        "grew",
        "listing",
        "locked",
        "paid",
        "push_fades",
        "result",
        "rival_faded",
        "seen",
        "successor",
    ]
)
"""Events that a team does not see when they happen; the debrief shows them."""


@dataclass(frozen=True)
class Event:
    """One change and why: the statement, who and what it concerns, the numbers that went in, its size."""

    round: int
    statement: str
    key: str
    """Its words are the message `simulation.event.<key>`."""
    field: str
    """The variable that changed, or empty where nothing did."""
    size: float
    about: tuple[tuple[str, str], ...] = ()
    """Kind and id of everything concerned: `("person", "su")`."""
    inputs: tuple[tuple[str, float], ...] = ()
    visible: bool = True
    """Whether the team sees it in the round; all is shown in the debrief."""


def done(power: Floats) -> Floats:
    """1 where something was done at all."""
    return (power > 0).astype(np.float32)


class Asked(NamedTuple):
    """A move as numbers: places in the tables, -1 for none."""

    action: int
    by: int
    on: int = -1
    say: int = -1
    when: tuple[tuple[str, int, bool], ...] = ()
    standing: bool = False


@dataclass
class Turn:
    """A round: state, world, luck, and the ledger of one game where somebody wants to read it."""

    state: State
    world: Tables
    noise: Noise
    number: int
    ledger: list[Event] | None = None
    game: int = 0
    """The game whose changes the ledger records."""
    fed: Floats = field(init=False)
    """How well each person was looked after this round, (P, N)."""
    left: list[Floats] = field(init=False)
    """Working days left of each of our people, (N) or (1)."""
    barred: bool = field(init=False)
    """Whether we are excluded in any of the games."""
    cash: float = field(init=False)
    """The most money that any of the games can have spent."""
    ability: Floats = field(init=False)
    """Our ability, (1) as long as it is the same in all games (S38)."""
    drag: Floats | None = None
    """What soft barriers leave, until work on one of them changes it."""

    def __post_init__(self) -> None:
        state, world = self.state, self.world
        self.fed = np.zeros((len(world.ids["person"]), state.games), dtype=np.float32)
        length = world.lengths[self.number - 1]
        self.left = [np.full(1, days * length, dtype=np.float32) for days in world.days]
        self.barred = bool(state.excluded.any())
        self.cash = float(state.cash.max())
        ability = state.ability[0]
        self.ability = ability[:1] if ability.min() == ability.max() else ability

    def change(
        self,
        name: str,
        at: At,
        by: Floats | float,
        statement: str,
        key: str,
        about: About = (),
        rows: str = "",
        **inputs: Floats | float,
    ) -> None:
        """Add `by` to a variable, within its bounds, and note it: the only way a rule changes the state.

        `about` names what it concerns by kind and place; `rows` is the kind of the first axis where a
        whole table changes at once.
        """
        view: Floats = getattr(self.state, name)[at]
        before = None if self.ledger is None else view[..., self.game].copy()
        np.add(view, by, out=view)
        if name == "work":
            self.drag = None
        if name == "ability":
            self.ability = self.state.ability[0]
        if name in BOUNDS:
            low, high = BOUNDS[name]
            np.maximum(view, low, out=view)
            np.minimum(view, high, out=view)
        if before is not None:
            sizes = np.atleast_1d(view[..., self.game] - before)
            for row in np.flatnonzero(np.abs(sizes) > SMALLEST).tolist():
                named = (*about, (rows, row)) if rows else about
                self._write(statement, key, named, inputs, (name, float(sizes[row]), row))

    def note(self, statement: str, key: str, about: About = (), **inputs: Floats | float) -> None:
        """Tell something that changes no variable by itself."""
        if self.ledger is not None:
            self._write(statement, key, about, inputs, ("", 0.0, 0))

    def happened(self, mask: Mask) -> bool:
        """Whether a mask holds in the game that the ledger records."""
        if self.ledger is None:
            return False
        return bool(mask[self.game if len(mask) > 1 else 0])

    def _write(
        self,
        statement: str,
        key: str,
        about: About,
        inputs: Mapping[str, Floats | float],
        what: tuple[str, float, int],
    ) -> None:
        name, size, row = what
        numbers = tuple((item, self._seen(value, row)) for item, value in inputs.items())
        concerns = tuple((kind, self.world.ids[kind][place]) for kind, place in about)
        shown = key not in HIDDEN
        told = Event(self.number, statement, key, name, round(size, 4), concerns, numbers, shown)
        if self.ledger is not None:
            self.ledger.append(told)

    def _seen(self, value: Floats | float, row: int) -> float:
        """A rule's input as it was in the recorded game."""
        array = np.asarray(value)
        if array.ndim > 1:
            array = array[row if array.shape[0] > 1 else 0]
        if array.ndim and array.shape[0] > 1:
            array = array[self.game]
        return round(float(array.reshape(-1)[0]), 4)
