"""A team's game: rounds committed whole or not at all, replayed exactly, and predictions held against it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fivelayer.cases import Case
from fivelayer.problems import Problems
from fivelayer.simulation import conditions, engine, worlds
from fivelayer.simulation.analysis.estimate import outcome
from fivelayer.simulation.decisions import Decisions, Log, problems
from fivelayer.simulation.noise import draw
from fivelayer.simulation.plan import Expectation, Move, Prediction
from fivelayer.simulation.state import State, start
from fivelayer.simulation.tables import Tables
from fivelayer.simulation.turn import Event, Turn

STILL: Final = 0.05
"""A change of support smaller than this is none."""


class Game:
    """A game as it is played: committed rounds stand, the next one is open.

    `seed` and `game` name its luck; its `log` is all that need be kept of it.

    >>> from fivelayer import cases, places
    >>> game = Game(cases.load(places.cases() / "qinglan"))
    >>> events = game.commit((Move(do="visit", on="su", by="shen"),))
    >>> game.round
    2
    """

    def __init__(
        self,
        case: Case,
        seed: int = 0,
        game: int = 0,
        team: str = "",
        standing: tuple[Move, ...] = (),
        tables: Tables | None = None,
    ) -> None:
        self.tables = tables or Tables(worlds.load(case))
        self.log = Log(
            case=case.id, case_version=case.file.version, seed=seed, game=game, team=team,
            standing=standing,
        )  # fmt: skip
        self.states: list[State] = [start(self.tables, 1)]
        self.events: list[tuple[Event, ...]] = []
        self._noise = draw(seed, case.id, self.tables.shapes, game, 1)

    @classmethod
    def replay(cls, case: Case, log: Log, tables: Tables | None = None) -> Game:
        """Play a log again, in the case's own world or in one that was compiled before.

        Raises:
            Problems: the log does not fit the case.
        """
        game = cls(case, log.seed, log.game, log.team, log.standing, tables)
        found = problems(log, game.tables, case.file.version)
        if found:
            raise Problems(found)
        for decided in log.rounds:
            game.commit(decided.moves, decided.predicted)
        return game

    @property
    def state(self) -> State:
        """The game as it stands."""
        return self.states[-1]

    @property
    def round(self) -> int:
        """The open round; past the last one the game is over."""
        return self.state.round + 1

    @property
    def over(self) -> bool:
        """Whether the last round was played."""
        return self.state.round >= self.tables.rounds

    def turn(self) -> Turn:
        """The open round as it begins, to look at."""
        return Turn(self.state, self.tables, self._noise, min(self.round, self.tables.rounds))

    def lacking(self, move: Move, turn: Turn | None = None) -> tuple[str, ...]:
        """What a move lacks just now, by the names of `conditions.NEEDS`; empty where it can be made."""
        asked = engine.ask(self.tables, move)
        needs = conditions.needs(turn or self.turn(), asked)
        return tuple(name for name, holds in needs if not holds.any())

    def commit(
        self, moves: tuple[Move, ...], predicted: Prediction | None = None
    ) -> tuple[Event, ...]:
        """Resolve the open round with these decisions; it stands from then on.

        Raises:
            Problems: something is wrong with the decisions; nothing was applied.
        """
        decided = Decisions(round=self.round, moves=moves, predicted=predicted)
        log = self.log.model_copy(update={"rounds": (*self.log.rounds, decided)})
        found = problems(log, self.tables, log.case_version)
        if found:
            raise Problems(found)
        asked = engine.orders(self.tables, log.plan, self.round)
        state, events = engine.step(self.state, asked, self._noise, self.tables, watch=0)
        self.log = log
        self.states.append(state)
        self.events.append(events)
        return events


@dataclass(frozen=True)
class Reaction:
    """One expected reaction and what came: a surprise is on the debrief's agenda."""

    round: int
    person: str
    expected: Expectation
    came: Expectation
    change: float

    @property
    def surprising(self) -> bool:
        """Whether it came out otherwise."""
        return self.expected != self.came


@dataclass(frozen=True)
class Foresight:
    """How well a team knew what it was doing.

    `brier` is the mean squared error of its win chances: 0 is best, 0.25 always saying one half; None
    before the end or without any.
    """

    brier: float | None
    reactions: tuple[Reaction, ...]


def foresight(game: Game) -> Foresight:
    """Hold a game's predictions against the game."""
    reached = float(outcome(game.tables, game.state).reached[0])
    told = [(one.round, one.predicted) for one in game.log.rounds if one.predicted]
    errors = [(said.chance - reached) ** 2 for _, said in told]
    reactions = [
        _reaction(game, number, person, expected)
        for number, said in told
        for person, expected in said.reactions.items()
    ]
    brier = sum(errors) / len(errors) if errors and game.over else None
    return Foresight(brier, tuple(reactions))


def _reaction(game: Game, number: int, person: str, expected: Expectation) -> Reaction:
    place = game.tables.place("person", person)
    before, after = (game.states[n].support[0, place, 0] for n in (number - 1, number))
    change = float(after - before)
    came: Expectation = "same" if abs(change) < STILL else "up" if change > 0 else "down"
    return Reaction(number, person, expected, came, round(change, 4))
