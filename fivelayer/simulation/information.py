"""Layer 1: finding out, cheaply in public or dearly in person; it wins nothing by itself (S1-S4)."""

from __future__ import annotations

import numpy as np

from fivelayer.simulation.noise import Floats
from fivelayer.simulation.state import State
from fivelayer.simulation.tables import Tables
from fivelayer.simulation.turn import Asked, Turn, done


def desk(turn: Turn, move: Asked, power: Floats) -> None:
    """Desk research: each public fact has its chance (S1)."""
    _find(turn, move, turn.world.desk * power, 0)


def visit(turn: Turn, move: Asked, power: Floats) -> None:
    """A visit: what this person can tell, more of it the better we stand (S1); support stays as it was."""
    person, state = move.on, turn.state
    welcome = 1 + turn.world.rate["friendly"] * state.support[0, person]
    _find(turn, move, turn.world.visit[:, person] * (power * welcome), 1)
    see(turn, person, done(power))
    befriend(turn, move.by, person, np.minimum(power, 1) * np.float32(0.5))


def see(turn: Turn, person: int, mask: Floats) -> None:
    """What we believe of a person becomes what is so (S32)."""
    gap = lead_with(turn.state, person) - turn.state.believed[person]
    about = (("person", person),)
    turn.change("believed", person, gap * mask, "S32", "seen", about)


def befriend(turn: Turn, rep: int, person: int, power: Floats) -> None:
    """One of ours becomes better known to a person (S34)."""
    step = turn.world.rate["bond"] * power * (1 - turn.state.bond[rep, person])
    about = (("rep", rep), ("person", person))
    turn.change("bond", (rep, person), step, "S34", "bond", about)


def lead_with(state: State, person: int) -> Floats:
    """Our support with one person less the best rival's."""
    best = state.support[1, person]
    for rival in range(2, len(state.support)):
        best = np.maximum(best, state.support[rival, person])
    return state.support[0, person] - best


def uncertainty(state: State, world: Tables) -> dict[str, Floats]:
    """How unsure ability, attractiveness and difficulty still are, 0 to 1 (S3)."""
    found: dict[str, Floats] = {}
    for judged, facts in world.judges.items():
        known = np.zeros(state.games, np.float32)
        for fact in facts:
            known += state.known[fact]
        found[judged] = 1 - known / np.float32(max(len(facts), 1))
    return found


def _find(turn: Turn, move: Asked, chance: Floats, slot: int) -> None:
    luck = turn.noise.fact[turn.number - 1, :, slot]
    new = (luck < chance) * (1 - turn.state.known)
    turn.change(
        "known",
        slice(None),
        new,
        "S1",
        "found",
        (("rep", move.by),),
        rows="fact",
        chance=np.minimum(chance, 1),
    )
