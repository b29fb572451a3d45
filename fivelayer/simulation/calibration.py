"""Whether a case plays fairly: the figures that every world must meet, each with what it came to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from fivelayer.cases import Case
from fivelayer.messages import Language, text
from fivelayer.problems import Problem
from fivelayer.simulation import engine, worlds
from fivelayer.simulation.analysis.estimate import Outcome, outcomes
from fivelayer.simulation.analysis.search import every_move, par, random_outcomes
from fivelayer.simulation.information import uncertainty
from fivelayer.simulation.noise import Floats, draw
from fivelayer.simulation.plan import Move, Plan
from fivelayer.simulation.refusal import Refusal
from fivelayer.simulation.relationship import lead
from fivelayer.simulation.state import State, start
from fivelayer.simulation.tables import Tables

RANDOM, SENSIBLE, BEST = (0.10, 0.25), (0.45, 0.65), 0.80
"""Chances of reaching the goal: of random plans, of a sensible plan, of the best plan at most."""
FAMILIES, CLOSE = 3, 0.05
"""How many families of plan come how close to the best net value."""
WORSE = 0.8
"""The sensible plan reversed reaches the goal at most this often, as a share of the sensible plan's."""
SEED: Final = 2027
GAMES, MANY = 4096, 32_768
"""Games for each figure: in a few seconds, and thoroughly."""
NAMES: Final = (
    "random", "sensible", "thought_pays", "best", "families", "reversed", "one_action", "progress",
)  # fmt: skip
"""The figures in their order; a world without a sensible plan has only `has_sensible`."""
NUMBERS: Final = frozenset({"has_sensible", "families", "thought_pays"})
"""Figures that are no shares of games."""


@dataclass(frozen=True)
class Figure:
    """One figure of a case's calibration; it is met where it lies between `low` and `high`."""

    name: str
    """Its words are the message `simulation.rule.figure.<name>`."""
    value: float
    low: float
    high: float
    about: str = ""
    """The plan or the action that the figure is about."""

    @property
    def met(self) -> bool:
        """Whether the figure is as it should be."""
        return self.low <= self.value <= self.high

    @property
    def bounds(self) -> dict[str, str]:
        """The bounds as the figure's words put them."""
        return {"low": self.shown(self.low), "high": self.shown(self.high), "about": self.about}

    @property
    def given(self) -> str:
        """What it came to, with what it is about."""
        return f"{self.shown(self.value)} ({self.about})" if self.about else self.shown(self.value)

    def shown(self, value: float) -> str:
        """A value as the words put it: a share of games in hundredths.

        >>> Figure("random", 0.153, 0.1, 0.25).given
        '15.3'
        """
        return f"{value if self.name in NUMBERS else 100 * value:.3g}"

    def words(self, language: Language) -> str:
        """The figure beside what it should be."""
        rule = text(f"simulation.rule.figure.{self.name}", language, **self.bounds)
        return text("simulation.measured", language, rule=rule, value=self.given)


def measured(
    world: Tables,
    games: int = GAMES,
    progress: Callable[[int, int], None] | None = None,
    search: bool = False,
) -> tuple[Figure, ...]:
    """Every figure; `progress` is told how many of how many are there."""
    found = []
    for figure in figures(world, games, search):
        found.append(figure)
        if progress:
            progress(len(found), len(NAMES))
    return tuple(found)


def problems(case: Case, found: tuple[Figure, ...]) -> list[Problem]:
    """The figures that are not met, each with its bound, its value and what to do."""
    source = worlds.source_of(case.folder)

    def refusal(figure: Figure) -> Problem:
        at = ("plans", figure.about) if figure.name in ("sensible", "reversed", "best") else ()
        place = (source.file, source.line_of(at), source.path_of(at))
        return Refusal(*place, f"figure.{figure.name}", figure.bounds, figure.given)

    return [refusal(figure) for figure in found if not figure.met]


def figures(world: Tables, games: int = GAMES, search: bool = False) -> Iterator[Figure]:
    """Every figure of a world's calibration; with `search` better plans than the author's are looked for."""
    plans = dict(world.world.plans)
    sensible = plans.get("sensible")
    if sensible is None:
        yield Figure("has_sensible", 0, 1, 1)
        return
    chance = random_outcomes(world, SEED, games // 2)
    random = _mean(chance.reached)
    yield Figure("random", random, *RANDOM)
    played = {name: outcomes(world, plan, SEED, games) for name, plan in plans.items()}
    ours = _mean(played["sensible"].reached)
    yield Figure("sensible", ours, *SENSIBLE, "sensible")
    yield Figure("thought_pays", _mean(played["sensible"].net) - _mean(chance.net), 0, np.inf)
    for family in {plan.family: name for name, plan in plans.items()} if search else ():
        of_it = [name for name, plan in plans.items() if plan.family == family]
        best = max(of_it, key=lambda name: _mean(played[name].net))
        found = f"{best}+"
        plans[found] = par(world, plans[best], SEED).plan
        played[found] = outcomes(world, plans[found], SEED, games)
    yield from _best(plans, played)
    back = _mean(outcomes(world, sensible.reversed(world.rounds), SEED, games).reached)
    yield Figure("reversed", back, 0.005, WORSE * ours, "sensible")
    name, most = one_action(world, games // 2)
    yield Figure("one_action", most, 0, random, name)
    yield Figure("progress", 1 - stuck(world, sensible, games // 4), 1, 1, "sensible")


def _best(plans: dict[str, Plan], played: dict[str, Outcome]) -> Iterator[Figure]:
    """The best plan wins no more than it may, and is no single trick."""
    chances = {name: _mean(outcome.reached) for name, outcome in played.items()}
    nets = {name: _mean(outcome.net) for name, outcome in played.items()}
    likeliest = max(chances, key=chances.__getitem__)
    yield Figure("best", chances[likeliest], 0, BEST, likeliest)
    families: dict[str, float] = {}
    for name, plan in plans.items():
        if plan.family:
            families[plan.family] = max(nets[name], families.get(plan.family, -np.inf))
    close = sum(net >= (1 - CLOSE) * max(nets.values()) for net in families.values())
    yield Figure("families", close, FAMILIES, np.inf)


def one_action(world: Tables, games: int = 2048) -> tuple[str, float]:
    """The action that alone, done by everybody as often as time allows, reaches the goal most often."""
    most = ("", 0.0)
    moves: dict[str, list[Move]] = {}
    for move in every_move(world):
        if move.say is None:
            moves.setdefault(move.do, []).append(move)
    for action, own in moves.items():
        plan = Plan(rounds=tuple(tuple(own) for _ in range(world.rounds)))
        reached = _mean(outcomes(world, plan, SEED, games).reached)
        most = max(most, (action, reached), key=lambda pair: pair[1])
    return most


def stuck(world: Tables, plan: Plan, games: int = 2048) -> float:
    """Share of games in which nothing moves for the better before the gate opens: none should."""
    noise = draw(SEED, world.world.case, world.shapes, 0, games)
    state = start(world, games)
    best, begun = progress(world, state), progress(world, state)
    gate = world.world.barriers[world.gate].gate if world.gate is not None else None
    until = int(gate.result.value) - 1 if gate else world.rounds // 2
    for number in range(1, until + 1):
        state, _ = engine.step(state, engine.orders(world, plan, number), noise, world)
        best = np.maximum(best, progress(world, state))
    return float((best <= begun).mean())


def progress(world: Tables, state: State) -> Floats:
    """How far a game has come, 0 to 1 for each of four layers: known, joined, lead, served; their mean."""
    unsure = uncertainty(state, world)
    known = 1 - sum(unsure.values(), np.zeros(state.games, np.float32)) / np.float32(3)
    joined = state.joined.mean(axis=(0, 1))
    ahead = (lead(state, world) + 4) / 8
    served = state.served.mean(axis=(0, 1))
    return (known + joined + ahead + served) / 4


def _mean(values: Floats) -> float:
    return float(values.mean(dtype=np.float64))
