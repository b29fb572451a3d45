"""A team's mark: its plan replayed on many seeds, open-loop, with luck and what fell away shown beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fivelayer.simulation import engine
from fivelayer.simulation.analysis.estimate import (
    Estimate,
    Odds,
    Outcome,
    joined,
    outcome,
    outcomes,
    summary,
)  # fmt: skip
from fivelayer.simulation.noise import draw
from fivelayer.simulation.plan import Plan
from fivelayer.simulation.state import start
from fivelayer.simulation.tables import Tables


@dataclass(frozen=True)
class Mark:
    """What a plan is worth on average, how lucky the game was, what could not be done how often."""

    odds: Odds
    net: float
    """Net value of the team's own game."""
    reached: bool
    luck: float
    """Share of replays that came out below the team's own game: 0.5 is neither luck nor bad luck."""
    fell_away: dict[tuple[int, int], float]
    """Share of replays in which a decision fell away, by round and place; rare ones are left out."""


def mark(world: Tables, plan: Plan, seed: int = 0, game: int = 0, games: int = 4096) -> Mark:
    """Replay a game's plan on other seeds: what has become impossible falls away and costs nothing.

    `seed` and `game` are those of the team's own game; the replays use other luck.
    """
    own = outcome(world, engine.play(world, plan, seed, 1, game).state)
    tally: dict[tuple[int, int], float] = {}
    parts: list[Outcome] = []
    script = engine.script(world, plan)
    for at, size in engine.chunks(games):
        noise = draw(seed + 1, world.world.case, world.shapes, at, size)
        state = start(world, size)
        for asked in script:
            state, _ = engine.step(state, asked, noise, world, tally=tally)
        parts.append(outcome(world, state))
    found = joined(parts)
    below = np.mean(found.net < own.net) + np.mean(found.net == own.net) / 2
    often = {place: n / games for place, n in sorted(tally.items()) if n / games >= 0.01}
    return Mark(
        summary(found), float(own.net[0]), bool(own.reached[0]), round(float(below), 3), often
    )


def hindsight(
    world: Tables, plans: Sequence[Plan], seed: int = 0, games: int = 4096
) -> tuple[Estimate, Estimate]:
    """How far an open-loop mark may understate a team that adapts: two answers, both in net value.

    First, what writing contingencies brings the first plan over the same plan without any. Second, what
    choosing the better of all the plans in each game, luck known beforehand, brings over the best of them:
    no team that adapts among these plans can gain more.
    """
    bare = plans[0].model_copy(
        update={
            "rounds": tuple(tuple(m for m in r if not m.when) for r in plans[0].rounds),
            "standing": tuple(m for m in plans[0].standing if not m.when),
        }
    )
    nets = np.array([outcomes(world, plan, seed, games).net for plan in plans])
    best = int(nets.mean(axis=1).argmax())
    written = nets[0] - outcomes(world, bare, seed, games).net
    return Estimate.of(written), Estimate.of(nets.max(axis=0) - nets[best])
