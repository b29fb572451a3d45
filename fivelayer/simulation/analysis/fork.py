"""Forks: the same games under the same luck, with other decisions from some round on."""

from __future__ import annotations

from dataclasses import dataclass

from fivelayer.simulation import engine
from fivelayer.simulation.analysis.estimate import Estimate, Outcome, joined, outcome
from fivelayer.simulation.noise import draw
from fivelayer.simulation.plan import Plan
from fivelayer.simulation.state import start
from fivelayer.simulation.tables import Tables


@dataclass(frozen=True)
class Fork:
    """What other decisions change, on average over the same games."""

    since: int
    """The first round in which the two differ."""
    net: Estimate
    reached: Estimate
    """Change of the chance of reaching the goal."""


def fork(world: Tables, plan: Plan, other: Plan, seed: int = 0, games: int = 4096) -> Fork:
    """Compare two plans game by game under common random numbers; what they share is played once.

    Raises:
        KeyError: a plan names something that the world does not have.
    """
    since = first_difference(world, plan, other)
    scripts = [engine.script(world, one) for one in (plan, other)]
    parts: list[tuple[Outcome, Outcome]] = []
    for at, size in engine.chunks(games):
        noise = draw(seed, world.world.case, world.shapes, at, size)
        state = start(world, size)
        for number in range(1, since):
            state, _ = engine.step(state, scripts[0][number - 1], noise, world)
        ends = [outcome(world, engine.run(world, s, noise, state).state) for s in scripts]
        parts.append((ends[0], ends[1]))
    before, after = joined([a for a, _ in parts]), joined([b for _, b in parts])
    return Fork(
        since, Estimate.of(after.net - before.net), Estimate.of(after.reached - before.reached)
    )


def first_difference(world: Tables, plan: Plan, other: Plan) -> int:
    """The first round in which two plans ask for something else."""
    rounds = range(1, world.rounds + 1)
    return next((n for n in rounds if plan.moves(n) != other.moves(n)), world.rounds)
