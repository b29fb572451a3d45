"""Stress: what it costs to lose a rep, a contact, a certificate, the dealer; and what hangs on each number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fivelayer.simulation.analysis.estimate import Estimate, outcomes
from fivelayer.simulation.parameters import changed, parameters
from fivelayer.simulation.plan import Plan
from fivelayer.simulation.tables import Tables
from fivelayer.simulation.world import NEVER, Happening, Number, Span, World


def stress(
    world: Tables, plan: Plan, seed: int = 0, games: int = 2048, at: int | None = None
) -> dict[tuple[str, str], Estimate]:
    """Change of net value when one thing is taken away, by kind and id: the exposure to it.

    A rep leaves, or a contact is succeeded by a stranger, in round `at` (the middle, if none is given);
    a half of a barrier is never there; the dealer takes nobody.
    """
    number = at or (world.rounds + 1) // 2
    whole = outcomes(world, plan, seed, games)
    found = {}
    for name, less in _lesser(world.world, number).items():
        net = outcomes(Tables(less), plan, seed, games).net
        found[name] = Estimate.of(net - whole.net)
    return found


def sensitivity(
    world: Tables,
    plan: Plan,
    seed: int = 0,
    games: int = 1024,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Estimate]:
    """How far the net value depends on each number: at the upper end of its range less at the lower."""
    open_ = {path: number for path, number in parameters(world.world).items() if number.range}
    found = {}
    for done, (path, number) in enumerate(open_.items(), start=1):
        low, high = number.range or (number.value, number.value)
        ends = [
            outcomes(Tables(changed(world.world, {path: end})), plan, seed, games).net
            for end in (low, high)
        ]
        found[path] = Estimate.of(ends[1] - ends[0])
        if progress:
            progress(done, len(open_))
    return found


def _lesser(world: World, number: int) -> dict[tuple[str, str], World]:
    """The worlds with one thing taken away."""
    found = {
        ("rep", rep.id): _happens(world, "departure", rep.id, number) for rep in world.reps
    } | {
        ("person", who.id): _happens(world, "person_leaves", who.id, number) for who in world.people
    }
    for barrier in world.barriers:
        for half in barrier.halves:
            gone = half.model_copy(update={"ready": False, "lead": _sure(2 * NEVER)})
            halves = tuple(gone if other is half else other for other in barrier.halves)
            less = barrier.model_copy(update={"halves": halves})
            barriers = tuple(less if other is barrier else other for other in world.barriers)
            found["half", half.id] = world.model_copy(update={"barriers": barriers})
    for dealer in world.dealers:
        shut = dealer.model_copy(update={"until": _sure(0), "volume": _sure(0)})
        found["dealer", dealer.id] = world.model_copy(update={"dealers": (shut,)})
    return found


def _happens(world: World, kind: Any, on: str, number: int) -> World:
    """The world in which something is sure to happen; it comes last, so that all other luck stays."""
    span = Span(first=number, last=number, source="assumption")
    extra = Happening(id="stress", kind=kind, on=on, rounds=span, chance=_sure(1), statement="S34")
    return world.model_copy(update={"happenings": (*world.happenings, extra)})


def _sure(value: float) -> Number:
    return Number(value=value, source="assumption", range=(value, value))
