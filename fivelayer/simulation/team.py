"""Managing the team: reviews, several contacts a customer, what is monitored, ability (S32-S34, S38)."""

from __future__ import annotations

import numpy as np

from fivelayer.simulation.information import befriend, see
from fivelayer.simulation.noise import Floats
from fivelayer.simulation.turn import Asked, Turn, done


def review(turn: Turn, move: Asked, power: Floats) -> None:
    """A business review: drift is found while there is time (S32)."""
    for person in range(len(turn.world.weight)):
        see(turn, person, done(power) * (turn.state.met[person] > 0))
    if turn.happened(done(power)):
        turn.note("S32", "reviewed", (("rep", move.by),))


def introduce(turn: Turn, move: Asked, power: Floats) -> None:
    """A colleague is introduced by whoever knows the person: a second contact (S34)."""
    befriend(turn, move.by, move.on, np.minimum(power, 1) * np.float32(1.5))


def somebody_known(turn: Turn, person: int) -> Floats:
    """Where one of ours knows the person."""
    known: Floats = (turn.state.bond[:, person] * turn.state.present).max(axis=0) > 0.1
    return known


def monitor(turn: Turn, move: Asked, power: Floats) -> None:
    """Say what is monitored: notes, second contacts, joint visits (S34)."""
    gain = turn.world.rate["monitor"] * power * (1 - turn.state.monitored[0])
    turn.change("monitored", 0, gain, "S34", "monitored", (("rep", move.by),))


def train(turn: Turn, move: Asked, power: Floats) -> None:
    """Train the team (S38)."""
    gain = turn.world.rate["train"] * power
    turn.change("ability", 0, gain, "S38", "trained", (("rep", move.by),))


def depart(turn: Turn, rep: int, mask: Floats) -> None:
    """One of ours leaves: support is lost in proportion to what he held alone and nobody monitored (S34)."""
    state, rate = turn.state, turn.world.rate
    turn.change("present", rep, -mask * state.present[rep], "S34", "left", (("rep", rep),))
    others = (state.bond * state.present[:, None]).max(axis=0)
    alone = np.maximum(state.bond[rep] - others, 0)
    lost = rate["departure"] * alone * (1 - state.monitored[0]) * mask
    about = (("rep", rep),)
    turn.change("support", 0, -lost, "S34", "lost_contact", about, rows="person", alone=alone)
    turn.change("bond", rep, -state.bond[rep] * mask, "S34", "bond", about, rows="person")
