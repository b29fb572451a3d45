"""Conditions of the game: what an action needs, and what a team may make a decision depend on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from fivelayer.choices import OwnBarrierKind
from fivelayer.simulation import account, barrier, business, interest, team
from fivelayer.simulation.noise import Floats
from fivelayer.simulation.turn import Asked, Mask, Turn
from fivelayer.simulation.world import NEVER

Need = Callable[[Turn, Asked], Mask]
ALWAYS: Final = np.ones(1, np.float32)


def _barrier_found(turn: Turn, move: Asked) -> Floats:
    world, action = turn.world, turn.world.actions[move.action]
    if action.on == "half":
        return barrier.found(turn, world.barrier_of[move.on])
    at = world.gate if action.on is None else move.on
    return np.zeros(1, np.float32) if at is None else barrier.found(turn, at)


def _not_under_way(turn: Turn, move: Asked) -> Floats:
    world = turn.world
    lasting = world.ready[move.on] * (world.expires[move.on] >= NEVER)
    return (turn.state.due[move.on] >= NEVER) * (1 - lasting)


def _dealer_takes(turn: Turn, move: Asked) -> Floats:
    return np.full(1, turn.number <= turn.world.world.dealers[move.on].until.value)


def _can_see(turn: Turn, move: Asked) -> Floats:
    return np.full(1, turn.world.reach[move.on][turn.world.role[move.by]] > 0)


def _worked_on(turn: Turn, move: Asked) -> Floats:
    """Cooperation comes by agreement of executives, not by work (S26)."""
    return np.full(1, turn.world.ids["own_barrier"][move.on] != OwnBarrierKind.COOPERATION)


NEEDS: Final[dict[str, Need]] = {
    "barrier_found": _barrier_found,
    "not_under_way": _not_under_way,
    "window_open": lambda turn, _: barrier.window_open(turn),
    "no_door": lambda turn, _: turn.state.door[0] == 0,
    "halves_ready": lambda turn, _: barrier.all_ready(turn, turn.world.gate_halves),
    "dealer_takes": _dealer_takes,
    "step_open": business.any_under_way,
    "undecided": lambda turn, move: business.undecided(turn, move.on),
    "won": lambda turn, move: turn.state.result[move.on] > 0,
    "met": lambda turn, move: turn.state.met[move.on] > 0,
    "executive_for_us": lambda turn, _: interest.executive_for_us(turn),
    "somebody_known": lambda turn, move: team.somebody_known(turn, move.on),
    "worked_on": _worked_on,
    "here": lambda turn, move: turn.state.present[move.by],
    "can_see": _can_see,
    "not_excluded": lambda turn, _: 1 - turn.state.excluded[0],
    "may_speak": lambda turn, _: np.full(1, not turn.world.silent(turn.number)),
}
"""What an action may need; a decision without it falls away."""


def _last_call(turn: Turn) -> Floats:
    closes = turn.world.gate_rule.window.last + turn.state.moved[0]
    return closes == turn.number


CASES: Final[dict[str, tuple[str, Callable[[Turn, int], Mask]]]] = {
    "window_open": ("", lambda turn, _: barrier.window_open(turn)),
    "window_moved": ("", lambda turn, _: turn.state.moved[0] != 0),
    "last_call": ("", lambda turn, _: _last_call(turn)),
    "nothing_filed": ("", lambda turn, _: turn.state.door[0] == 0),
    "listed": ("", lambda turn, _: barrier.gate_open(turn)),
    "through_dealer": ("", lambda turn, _: turn.state.door[0] == barrier.DEALERS_DOOR),
    "broken_through": ("", lambda turn, _: account.broken_through(turn)),
    "ready": ("half", barrier.ready),
    "won": ("project", lambda turn, project: turn.state.result[project] > 0),
    "lost": ("project", lambda turn, project: turn.state.result[project] < 0),
    "known": ("fact", lambda turn, fact: turn.state.known[fact]),
    "met": ("person", lambda turn, person: turn.state.met[person] > 0),
    "against_us": ("person", lambda turn, person: turn.state.believed[person] < 0),
    "here": ("rep", lambda turn, rep: turn.state.present[rep]),
}
"""What a contingency may look at: what kind of thing it is about, where it holds; only what a team can see."""


def needs(turn: Turn, move: Asked) -> list[tuple[str, Mask]]:
    """What a move needs and might lack, each with where it holds."""
    world, action = turn.world, turn.world.actions[move.action]
    names = list(action.needs)
    if move.by in world.leavers:
        names.append("here")
    if turn.barred:
        names.append("not_excluded")
    if action.on == "person" and not world.reach[move.on][world.role[move.by]]:
        names.append("can_see")
    if action.talks and world.silent(turn.number):
        names.append("may_speak")
    return [(name, NEEDS[name](turn, move)) for name in names]


def wanted(turn: Turn, move: Asked) -> Floats:
    """Where a contingency's case has arisen."""
    holds = ALWAYS
    for name, of, negated in move.when:
        case = CASES[name][1](turn, of) > 0
        holds = holds * (~case if negated else case)
    return holds
