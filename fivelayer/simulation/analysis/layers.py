"""Which layer decided it: layers and decisions taken out, one by one and in all combinations (Shapley)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from math import factorial
from typing import Final

import numpy as np

from fivelayer.choices import LAYERS, Part
from fivelayer.simulation.analysis.estimate import Estimate, Outcome, outcomes
from fivelayer.simulation.catalogue import catalogue
from fivelayer.simulation.noise import Floats
from fivelayer.simulation.plan import Move, Plan
from fivelayer.simulation.tables import Tables

USING: Final = "using"
"""Managing the account, the team and the channel, counted as one beside the five layers."""


@dataclass(frozen=True)
class Credit:
    """What a layer or a decision brought: net value, and chance of the goal, with intervals."""

    net: Estimate
    reached: Estimate


def layer_of(action: str) -> str:
    """The layer that an action's credit goes to.

    >>> layer_of("meet")
    'relationship'
    """
    layer = next(a.layer for a in catalogue().actions if a.id == action)
    return layer.value if layer in LAYERS else USING


def players() -> tuple[str, ...]:
    """Everything that credit goes to."""
    return (*(Part(layer).value for layer in LAYERS), USING)


def credits_of(world: Tables, plan: Plan, seed: int = 0, games: int = 2048) -> dict[str, Credit]:
    """Ablation: what is lost when one layer's decisions are left out, all else as it was."""
    whole = outcomes(world, plan, seed, games)
    found = {}
    for layer in players():
        rest = _only(plan, frozenset(players()) - {layer})
        found[layer] = _credit(whole, outcomes(world, rest, seed, games))
    return found


def decisions(
    world: Tables, plan: Plan, seed: int = 0, games: int = 2048
) -> dict[tuple[int, int], Credit]:
    """What each single decision brought, by round and place in it; standing orders are round 0."""
    whole = outcomes(world, plan, seed, games)
    found = {}
    for number, moves in enumerate((plan.standing, *plan.rounds)):
        for place in range(len(moves)):
            less = _without(plan, number, place)
            found[number, place] = _credit(whole, outcomes(world, less, seed, games))
    return found


def shapley(world: Tables, plan: Plan, seed: int = 0, games: int = 1024) -> dict[str, Credit]:
    """Each layer's mean contribution over all orders of adding the layers: the parts sum to the whole."""
    values = {
        chosen: outcomes(world, _only(plan, chosen), seed, games)
        for size in range(len(players()) + 1)
        for chosen in map(frozenset, combinations(players(), size))
    }
    return {
        layer: Credit(
            Estimate.of(_share(layer, {c: v.net for c, v in values.items()})),
            Estimate.of(_share(layer, {c: v.reached for c, v in values.items()})),
        )
        for layer in players()
    }


def _share(layer: str, values: Mapping[frozenset[str], Floats]) -> Floats:
    n = len(players())
    total = np.zeros_like(values[frozenset()])
    for chosen, value in values.items():
        if layer in chosen:
            size = len(chosen) - 1
            weight = factorial(size) * factorial(n - 1 - size) / factorial(n)
            total += np.float32(weight) * (value - values[chosen - {layer}])
    return total


def _only(plan: Plan, layers: frozenset[str]) -> Plan:
    """The plan with the decisions of some layers only."""

    def kept(moves: tuple[Move, ...]) -> tuple[Move, ...]:
        return tuple(move for move in moves if layer_of(move.do) in layers)

    rounds = tuple(kept(moves) for moves in plan.rounds)
    return plan.model_copy(update={"rounds": rounds, "standing": kept(plan.standing)})


def _without(plan: Plan, number: int, place: int) -> Plan:
    lists = [plan.standing, *plan.rounds]
    lists[number] = tuple(move for n, move in enumerate(lists[number]) if n != place)
    return plan.model_copy(update={"standing": lists[0], "rounds": tuple(lists[1:])})


def _credit(whole: Outcome, less: Outcome) -> Credit:
    return Credit(Estimate.of(whole.net - less.net), Estimate.of(whole.reached - less.reached))
