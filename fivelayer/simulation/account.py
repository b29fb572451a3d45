"""Managing the account: break through, consolidate, occupy; barriers of our own (S24, S27-S31)."""

from __future__ import annotations

import numpy as np

from fivelayer.simulation.noise import Floats
from fivelayer.simulation.turn import Asked, Turn, done


def broken_through(turn: Turn) -> Floats:
    """Where an order has been won: before that nothing can be consolidated (S27)."""
    if turn.world.world.broken_through:
        return np.ones(1, np.float32)
    return (turn.state.result.max(axis=0) > 0).astype(np.float32)


def footing(turn: Turn) -> Floats:
    """What occupying moves are worth: next to nothing before the break-through (S27, S29)."""
    early = np.float32(turn.world.rate["own_early"])
    return early + (1 - early) * broken_through(turn)


def strength(turn: Turn) -> Floats:
    """Our own barriers together, 0 to 1; two full ones are as good as it gets (S29)."""
    total = np.zeros(1, np.float32)
    for own in turn.state.own:
        total = total + own
    return np.minimum(total / 2, 1)


def raise_barrier(turn: Turn, move: Asked, power: Floats) -> None:
    """Work on a barrier of our own: customisation, standards, joint development (S29)."""
    on_what = footing(turn)
    gain = turn.world.rate["own"] * power * on_what * (1 - turn.state.own[move.on] / 2)
    about = (("own_barrier", move.on), ("rep", move.by))
    turn.change("own", move.on, gain, "S29", "raised", about, footing=on_what)


def care(turn: Turn, move: Asked, power: Floats) -> None:
    """Look after everybody we know a little, so that less fades (S22, S31)."""
    known = turn.state.met > 0
    np.maximum(turn.fed, np.minimum(0.6 * power, 1) * known, out=turn.fed)
    if turn.happened(done(power)):
        turn.note("S22", "cared", (("rep", move.by),))


def deliver(turn: Turn, move: Asked, power: Floats) -> None:
    """Deliver and have it accepted (S24)."""
    gain = turn.world.rate["deliver"] * power
    about = (("project", move.on), ("rep", move.by))
    turn.change("delivered", move.on, gain, "S24", "delivered", about)


def carry_over(turn: Turn) -> None:
    """Accepted results give the next project a better start with everybody (S24)."""
    state, world = turn.state, turn.world
    results = state.delivered.max(axis=0)
    for project, before in enumerate(world.follows):
        if before is None or world.steps[project, 0, 0] != turn.number:
            continue
        gain = world.rate["carries_over"] * results * (1 - state.support[0] / 2)
        about = (("project", project),)
        turn.change("support", 0, np.maximum(gain, 0), "S24", "results", about, rows="person")
