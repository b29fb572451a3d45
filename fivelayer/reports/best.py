"""Par: the best of the plans that a case names and of what a search finds, each on the same luck."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from fivelayer.messages import Language, text
from fivelayer.reports import decisions_file, games
from fivelayer.reports.study import OURS, Study
from fivelayer.simulation.analysis import Effort, Odds, odds, par
from fivelayer.simulation.plan import Plan
from fivelayer.simulation.wording import decision

FOUND: Final = "found"
"""The name of the plan that the search came to."""


@dataclass(frozen=True)
class Best:
    """The best plan by its name, and every plan's odds, the best first."""

    name: str
    plan: Plan
    plans: dict[str, Odds]

    @property
    def odds(self) -> Odds:
        """The best plan's odds."""
        return self.plans[self.name]

    def file(self, study: Study) -> str:
        """The best plan as a decisions file."""
        return decisions_file.written(games.log_of(study.opened.case, self.plan))

    def lines(self, study: Study, language: Language) -> Iterator[str]:
        """The best plan in words, round by round."""
        for number, moves in enumerate(self.plan.rounds, start=1):
            yield text("cli.play.round_bare", language, n=number)
            yield from (f"  > {decision(move, study.names, language)}" for move in moves)
        for move in self.plan.standing:
            said = decision(move, study.names, language)
            yield text("cli.par.standing", language, said=said)


def search(
    study: Study,
    steps: int,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
    *,
    ours: bool = False,
) -> Best:
    """The best plan known; with `steps`, after a search from it that takes so many steps.

    A search may find nothing better: then a plan that the case names stays the best. `ours` adds the
    study's own plan to those it is held against.
    """
    world = study.world
    plans: dict[str, Plan] = dict(world.world.plans) or {OURS: study.plan}
    if ours:
        plans[OURS] = study.plan
    known = {name: odds(world, plan, study.seed, study.games) for name, plan in plans.items()}
    if steps:
        begin = plans[_best(known)]

        def told(step: int, _best_so_far: float) -> None:
            if progress:
                progress(step, steps + 1)  # what does not earn its cost is taken out at the end

        plans[FOUND] = par(world, begin, seed, Effort(steps=steps), progress=told).plan
        known[FOUND] = odds(world, plans[FOUND], study.seed, study.games)
    name = _best(known)
    ordered = sorted(known.items(), key=lambda item: -item[1].net.mean)
    return Best(name, plans[name], dict(ordered))


def _best(known: dict[str, Odds]) -> str:
    return max(known, key=lambda name: known[name].net.mean)
