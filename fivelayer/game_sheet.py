"""A game as a record carries it: what was decided, what lies on the tray, what came back."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any, Final, Literal

from pydantic import Field

from fivelayer.findings import Said
from fivelayer.key import Id, Strict
from fivelayer.known import Known, Told
from fivelayer.record import canonical
from fivelayer.simulation.decisions import Log
from fivelayer.simulation.plan import Expectation, Move

Json = dict[str, Any]
MOST_MOVES: Final = 60
"""Moves in a round, standing orders included: more is no human's tray."""


class Unplayable(Exception):  # noqa: N818  a state of a game, which its reader expects
    """A game in a record that cannot be played here: the sentence says why; the record keeps it."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.said = Said(key=f"board.unplayable.{code}")
        super().__init__(code)


class Refused(Exception):  # noqa: N818  an answer to a wish
    """A decision that cannot be made: nothing was applied, the sentence says why."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.said = Said(key=f"board.no.{code}")
        super().__init__(code)


class Tray(Strict):
    """What a team means to do in the open round, and what it expects of it."""

    moves: tuple[Move, ...] = Field(default=(), max_length=MOST_MOVES)
    chance: Annotated[float, Field(ge=0, le=1)] | None = None
    reactions: dict[Id, Expectation] = Field(default_factory=dict)

    @property
    def digest(self) -> str:
        """Names the moves, so that nobody commits what somebody else has changed meanwhile."""
        form = [move.model_dump(mode="json", by_alias=True) for move in self.moves]
        return hashlib.sha256(canonical(form)).hexdigest()[:12]


class End(Strict):
    """What a game came to, with luck taken out beside it."""

    reached: bool
    net: float
    expected: tuple[float, float, float]
    """Net value of the same plan over many games: mean and 95 % interval."""
    wins: tuple[float, float, float]
    """Share of those games that reach the goal, with its interval."""
    games: int
    luck: float
    """Share of the replays that came out below this game."""
    brier: float | None
    """Mean squared error of the win chances: 0 is best, 0.25 is always saying one half."""
    right: int
    reactions: int
    """Expected reactions that came as expected, of how many."""
    stopped: bool = False
    """Whether fewer rounds were played than the case has: the rest is without a move of the team's."""


class Result(Strict):
    """What comes back from a round: before the first, only what is known at the start."""

    known: Known
    events: tuple[Told, ...] = ()
    came: dict[Id, Expectation] = Field(default_factory=dict)
    """How the people reacted of whom the team had predicted it."""
    end: End | None = None


class Sheet(Strict):
    """`Record.game`: the decision log, the open round's tray; of an assessment, the results that came back."""

    schema_version: Literal[1] = 1
    log: Log
    tray: Tray = Tray()
    results: tuple[Result, ...] = Field(default=(), max_length=21)

    def form(self) -> Json:
        """The sheet as the record holds it."""
        return self.model_dump(mode="json", by_alias=True)
