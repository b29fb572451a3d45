"""Layer 5: what drives and locks in: both needs, unique value, results, agreement at the top (S20-S26, K1)."""

from __future__ import annotations

import numpy as np

from fivelayer.choices import OwnBarrierKind
from fivelayer.simulation.account import footing
from fivelayer.simulation.barrier import drag
from fivelayer.simulation.noise import Floats
from fivelayer.simulation.relationship import knowing, look_after
from fivelayer.simulation.turn import Asked, Turn

INSTITUTIONAL, PERSONAL = 0, 1


def serve_institution(turn: Turn, move: Asked, power: Floats) -> None:
    """Serve what a person needs for the organisation (S20, S24)."""
    _serve(turn, move, power, INSTITUTIONAL)


def serve_person(turn: Turn, move: Asked, power: Floats) -> None:
    """Serve what a person needs as a person: recognition, safety, less trouble (S20, S25)."""
    _serve(turn, move, power, PERSONAL)


def _serve(turn: Turn, move: Asked, power: Floats, need: int) -> None:
    person, world, state = move.on, turn.world, turn.state
    wanted = world.needs[person][need]
    fits: Floats | float = max(world.rate["miss"], 0.0)
    if move.say >= 0 and move.say == wanted:
        fits = knowing(turn, person) * world.appeal[person][wanted]
    reach = world.reach[person][world.role[move.by]]
    done = power * fits * (drag(turn) * reach)
    gain = world.rate["serve"] * done * (1 - state.served[need, person])
    about = (("person", person), ("rep", move.by))
    statement = ("S24", "S25")[need]
    key = ("served_institution", "served_person")[need]
    turn.change("served", (need, person), gain, statement, key, about, fit=fits, reach=reach)
    lock = world.rate["lock"] * done * (1 - state.lock[person])
    turn.change("lock", person, lock, "S22", "locked", about)
    look_after(turn, move, power, fits)


def benefit(turn: Turn) -> Floats:
    """How well each person is served, 0 to 1: both needs together do more than either (S20), (P, N)."""
    both = np.float32(turn.world.rate["both_needs"])
    institutional, personal = turn.state.served
    alone = (1 - both) / 2
    return alone * (institutional + personal) + both * institutional * personal


def sustain(turn: Turn) -> None:
    """Support goes where benefit sustains it: down unless fed or locked in (S21, S22), slowly up."""
    rate, state = turn.world.rate, turn.state
    level = rate["floor"] + rate["sustains"] * benefit(turn)
    gap = level - state.support[0]
    slow = (1 - rate["lock_slows"] * state.lock) * (1 - turn.fed) * rate["decay"]
    drift = np.minimum(gap, 0) * slow
    lift = np.maximum(gap, 0) * rate["rise"]
    turn.change("support", 0, drift, "S22", "faded", rows="person", level=level, lock=state.lock)
    turn.change("support", 0, lift, "S21", "grew", rows="person", level=level)


def agree(turn: Turn, move: Asked, power: Floats) -> None:
    """Talks of executives towards full, long-term cooperation: slow, then large (S26)."""
    state, rate = turn.state, turn.world.rate
    before = state.agreed[0] >= 1
    about = (("rep", move.by),)
    step = rate["strategic"] * power * footing(turn)
    turn.change("agreed", 0, step, "S26", "agreeing", about)
    signed = ((state.agreed[0] >= 1) & ~before) * np.float32(1)
    if signed.any():
        lock = rate["strategic_lock"] * signed * (1 - state.lock)
        turn.change("lock", slice(None), lock, "S26", "agreed", rows="person")
        kinds = turn.world.ids["own_barrier"]
        if OwnBarrierKind.COOPERATION in kinds:
            at = kinds.index(OwnBarrierKind.COOPERATION)
            turn.change("own", at, signed, "S29", "raised", (("own_barrier", at),))


def executive_for_us(turn: Turn) -> Floats:
    """Where one of the customer's executives stands behind us far enough (S26)."""
    found = np.zeros(1, np.float32)
    for person in turn.world.executives:
        enough = turn.state.support[0, person] >= turn.world.rate["executive_support"]
        found = np.maximum(found, enough)
    return found


def induce(turn: Turn, move: Asked, power: Floats) -> None:
    """An inducement: excluded at once, whatever else was done (K1)."""
    out = (power > 0) * (1 - turn.state.excluded[0])
    turn.change("excluded", 0, out, "K1", "excluded", (("person", move.on), ("rep", move.by)))
    turn.barred = True
