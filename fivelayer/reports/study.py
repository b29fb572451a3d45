"""One game studied: what it came to, what its plan is worth, which decisions and layers made it so."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from fivelayer.messages import Language
from fivelayer.reports.games import Opened
from fivelayer.reports.wording import day
from fivelayer.simulation import engine
from fivelayer.simulation.analysis import (
    Credit,
    Estimate,
    Fork,
    Mark,
    Odds,
    credits_of,
    decisions,
    fork,
    hindsight,
    mark,
    odds,
    shapley,
    stress,
)
from fivelayer.simulation.analysis.estimate import Outcome, outcome, outcomes
from fivelayer.simulation.game import Foresight, Game, foresight
from fivelayer.simulation.noise import draw
from fivelayer.simulation.plan import Move, Plan
from fivelayer.simulation.state import start
from fivelayer.simulation.tables import Tables
from fivelayer.simulation.telling import Names

GAMES: Final = 4096
OURS: Final = "yours"
"""The name of the team's own plan among the plans it is held against."""


@dataclass(frozen=True)
class Weighed:
    """What one decision of a plan brought, all else as it was."""

    round: int
    """0: a standing order."""
    place: int
    move: Move
    credit: Credit


@dataclass(frozen=True)
class Study:
    """A game with everything that can be said of it, worked out when asked for.

    `games` is how many replays an estimate rests on. Replays use other luck than the game itself.
    """

    opened: Opened
    games: int = GAMES

    @cached_property
    def game(self) -> Game:
        """The game played again; rounds that nobody decided are played without decisions."""
        game = Game.replay(self.opened.case, self.opened.log)
        while not game.over:
            game.commit(())
        return game

    @property
    def world(self) -> Tables:
        """The case's world."""
        return self.game.tables

    @cached_property
    def names(self) -> Names:
        """What everything is called."""
        return Names(self.world.world, self.opened.case)

    @property
    def plan(self) -> Plan:
        """The decisions as a plan."""
        return self.opened.log.plan

    @property
    def seed(self) -> int:
        """The seed of the replays."""
        return self.opened.log.seed + 1

    @property
    def decided(self) -> int:
        """How many rounds the team decided."""
        return len(self.opened.log.rounds)

    def starts(self, number: int, language: Language) -> str:
        """When a round begins, as the case's calendar says it; empty where it does not."""
        world = self.world.world
        later = number - world.rounds + len(world.later) - 1
        if later >= 0:
            return world.later[later].label[language]
        dates = {one.number: one.starts for one in self.opened.case.file.rounds}
        return day(dates[number], language) if number in dates else ""

    @cached_property
    def own(self) -> Outcome:
        """What the team's own game came to."""
        return outcome(self.world, self.game.state)

    @property
    def net(self) -> float:
        """Net value of the team's own game."""
        return float(self.own.net[0])

    @property
    def won(self) -> bool:
        """Whether the team's own game reached the goal."""
        return bool(self.own.reached[0])

    @cached_property
    def mark(self) -> Mark:
        """The plan replayed on other luck, the game's own luck beside it."""
        log = self.opened.log
        return mark(self.world, self.plan, log.seed, log.game, self.games)

    @cached_property
    def replays(self) -> Outcome:
        """What each replay came to."""
        return outcomes(self.world, self.plan, self.seed, self.games)

    @cached_property
    def weighed(self) -> tuple[Weighed, ...]:
        """Every decision, the one that changed the net value most first; common random numbers."""
        found = decisions(self.world, self.plan, self.seed, max(self.games // 4, 64))
        lists = (self.plan.standing, *self.plan.rounds)
        rows = [Weighed(n, at, lists[n][at], credit) for (n, at), credit in found.items()]
        return tuple(sorted(rows, key=lambda row: -abs(row.credit.net.mean)))

    @cached_property
    def forks(self) -> dict[int, Fork]:
        """By round that the team decided: what sitting it out would change, under the same luck."""
        rounds = self.plan.rounds
        return {
            number: self.against(
                self.plan.model_copy(
                    update={"rounds": (*rounds[: number - 1], (), *rounds[number:])}
                )
            )
            for number, moves in enumerate(rounds, start=1)
            if moves
        }

    def telling(self, most: int) -> tuple[Weighed, ...]:
        """The decisions that mattered most and can be told from luck."""
        rows = [row for row in self.weighed if certain(row.credit.net)]
        return tuple(rows[:most])

    @cached_property
    def ablation(self) -> dict[str, Credit]:
        """What would be lost without one layer's decisions, layer by layer."""
        return credits_of(self.world, self.plan, self.seed, max(self.games // 2, 64))

    @cached_property
    def shares(self) -> dict[str, Credit]:
        """Each layer's fair share of what the plan is worth (Shapley)."""
        return shapley(self.world, self.plan, self.seed, max(self.games // 8, 64))

    @cached_property
    def named(self) -> dict[str, Odds]:
        """The odds of the case's own plans, on the same luck as the team's, the best first."""
        plans = self.world.world.plans
        found = {
            name: odds(self.world, plan, self.seed, self.games) for name, plan in plans.items()
        }
        return dict(sorted(found.items(), key=lambda item: -item[1].net.mean))

    @property
    def par(self) -> tuple[str, Odds] | None:
        """The best plan known for the case; None where the world names none."""
        return next(iter(self.named.items()), None)

    @property
    def share_of_par(self) -> float | None:
        """The plan's expected net value as a share of par's, 0 at least; the mark."""
        if self.par is None or self.par[1].net.mean <= 0:
            return None
        return max(0.0, self.mark.odds.net.mean / self.par[1].net.mean)

    @cached_property
    def hindsight(self) -> tuple[Estimate, Estimate]:
        """How far an open-loop mark may understate a team that adapts (see `analysis.hindsight`)."""
        plans = [self.plan, *self.world.world.plans.values()]
        return hindsight(self.world, plans, self.seed, self.games)

    @cached_property
    def stress(self) -> dict[tuple[str, str], Estimate]:
        """Change of net value when one rep, contact, half of a barrier or dealer is taken away."""
        found = stress(self.world, self.plan, self.seed, max(self.games // 2, 64))
        return dict(sorted(found.items(), key=lambda item: item[1].mean))

    @cached_property
    def foresight(self) -> Foresight:
        """The team's predictions held against its game."""
        return foresight(self.game)

    @cached_property
    def chances(self) -> tuple[float, ...]:
        """Before each round, the chance of the goal from there, the rest of the plan played on other luck."""
        script = engine.script(self.world, self.plan)
        games = max(self.games // 4, 64)
        noise = draw(self.seed, self.opened.case.id, self.world.shapes, 0, games)
        found = []
        for state in self.game.states[:-1]:
            wide = start(self.world, games)
            wide.grid[:] = state.grid
            wide.round = state.round
            ends = outcome(self.world, engine.run(self.world, script, noise, wide).state)
            found.append(float(ends.reached.mean()))
        return tuple(found)

    def against(self, other: Plan) -> Fork:
        """What another plan changes, on the same games."""
        return fork(self.world, self.plan, other, self.seed, self.games)


def certain(estimate: Estimate) -> bool:
    """Whether the interval leaves out zero.

    >>> certain(Estimate(1.0, 0.5, 1.5)), certain(Estimate(1.0, -0.5, 2.5))
    (True, False)
    """
    return estimate.low > 0 or estimate.high < 0
