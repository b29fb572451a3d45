"""Whether a case plays fairly: the figures that every world must meet, each with what it came to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from fivelayer.cases import Case
from fivelayer.problems import Problem
from fivelayer.simulation import engine, worlds
from fivelayer.simulation.analysis.estimate import Outcome, outcomes
from fivelayer.simulation.analysis.search import every_move, random_outcomes
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


@dataclass(frozen=True)
class Figure:
    """One figure of a case's calibration; it is met where it lies between `low` and `high`."""

    name: str
    """Its words are the message `simulation.figure.<name>`."""
    value: float
    low: float
    high: float
    about: str = ""

    @property
    def met(self) -> bool:
        """Whether the figure is as it should be."""
        return self.low <= self.value <= self.high


def check(case: Case, games: int = 8192) -> list[Problem]:
    """The figures of a case that fail, as problems of its world file.

    Raises:
        Problems: the world file cannot be read.
    """
    world = worlds.load(case)
    where = f"{case.id}/world.yaml"
    return [
        Refusal(
            where, None, figure.about and f"plans.{figure.about}", f"figure.{figure.name}",
            {"low": _told(figure.low), "high": _told(figure.high)}, _told(figure.value),
        )
        for figure in figures(Tables(world), games)
        if not figure.met
    ]  # fmt: skip


def figures(world: Tables, games: int = 8192) -> Iterator[Figure]:
    """Every figure of a world's calibration."""
    plans = world.world.plans
    sensible = plans.get("sensible")
    if sensible is None:
        yield Figure("has_sensible", 0, 1, 1)
        return
    chance = random_outcomes(world, SEED, games // 4)
    random = _mean(chance.reached)
    played = {name: outcomes(world, plan, SEED, games) for name, plan in plans.items()}
    ours = _mean(played["sensible"].reached)
    yield Figure("random", random, *RANDOM)
    yield Figure("sensible", ours, *SENSIBLE, "sensible")
    yield Figure("thought_pays", _mean(played["sensible"].net) - _mean(chance.net), 0, np.inf)
    yield from _best(world, played)
    back = _mean(outcomes(world, sensible.reversed(world.rounds), SEED, games).reached)
    yield Figure("reversed", back, 0.005, WORSE * ours, "sensible")
    name, most = one_action(world, games // 4)
    yield Figure("one_action", most, 0, random, name)
    yield Figure("progress", stuck(world, sensible, games // 4), 0, 0, "sensible")


def _best(world: Tables, played: dict[str, Outcome]) -> Iterator[Figure]:
    """The best plan wins no more than it may, and is no single trick."""
    nets = {name: _mean(outcome.net) for name, outcome in played.items()}
    best = max(nets, key=nets.__getitem__)
    yield Figure("best", max(_mean(outcome.reached) for outcome in played.values()), 0, BEST, best)
    families: dict[str, float] = {}
    for name, plan in world.world.plans.items():
        if plan.family:
            families[plan.family] = max(nets[name], families.get(plan.family, -np.inf))
    close = sum(net >= (1 - CLOSE) * nets[best] for net in families.values())
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


def _told(value: float) -> str:
    return f"{value:.3g}"
