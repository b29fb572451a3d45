"""Many games of one plan: its expected net value and its chance, each with an interval."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from fivelayer.simulation import engine
from fivelayer.simulation.noise import Floats
from fivelayer.simulation.plan import Plan
from fivelayer.simulation.state import State
from fivelayer.simulation.tables import Tables

WIDTH = 1.96
"""Standard errors to either side: 95 %."""


@dataclass(frozen=True)
class Estimate:
    """A mean over games with its 95 % interval."""

    mean: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Floats) -> Estimate:
        """The mean of one value a game.

        >>> Estimate.of(np.ones(4, np.float32))
        Estimate(mean=1.0, low=1.0, high=1.0)
        """
        exact = values.astype(np.float64)
        mean = float(exact.mean())
        error = WIDTH * float(exact.std()) / max(len(values), 1) ** 0.5
        return cls(round(mean, 4), round(mean - error, 4), round(mean + error, 4))


@dataclass(frozen=True)
class Outcome:
    """What each game came to: net value, whether the goal was reached, what was spent."""

    net: Floats
    reached: Floats
    spent: Floats


@dataclass(frozen=True)
class Odds:
    """A plan's prospects over many games; `net` is the score, money in the world's unit."""

    games: int
    net: Estimate
    reached: Estimate
    """Chance of reaching the case's goal."""
    spent: Estimate
    spread: tuple[float, float, float]
    """Net value of a game in ten at the lower end, of the middle one, of one in ten at the upper end."""


def outcome(world: Tables, state: State) -> Outcome:
    """What games came to: the goal is a project won at a margin no lower than asked for."""
    goal = world.world.goal
    project = world.place("project", goal.project)
    enough = state.margin[project] >= goal.margin.value - 1e-3
    reached = ((state.result[project] > 0) & enough).astype(np.float32)
    return Outcome(state.net, reached, state.spent[0].copy())


def outcomes(world: Tables, plan: Plan, seed: int, games: int, first: int = 0) -> Outcome:
    """Play a plan in chunks, so that memory stays flat, and keep what each game came to."""
    ends = engine.many(world, plan, seed, games, first)
    return joined([outcome(world, state) for state in ends])


def joined(parts: list[Outcome]) -> Outcome:
    """The outcomes of several chunks, one after the other."""
    fields = zip(*((part.net, part.reached, part.spent) for part in parts), strict=True)
    return Outcome(*(np.concatenate(values) for values in fields))


def summary(found: Outcome) -> Odds:
    """Outcomes as odds."""
    low, middle, high = (float(x) for x in np.percentile(found.net, (10, 50, 90)))
    return Odds(
        len(found.net),
        Estimate.of(found.net),
        Estimate.of(found.reached),
        Estimate.of(found.spent),
        (round(low, 2), round(middle, 2), round(high, 2)),
    )


def odds(world: Tables, plan: Plan, seed: int = 0, games: int = 10_000) -> Odds:
    """A plan's odds over many games: its replay with luck taken out.

    Raises:
        KeyError: the plan names something that the world does not have.
    """
    return summary(outcomes(world, plan, seed, games))


def running(world: Tables, plan: Plan, seed: int, blocks: int, size: int) -> Iterator[Odds]:
    """Odds block by block, for as many games as anybody wants: nothing is kept but the block at hand."""
    for block in range(blocks):
        yield summary(outcomes(world, plan, seed, size, block * size))
