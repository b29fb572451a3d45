"""The rivals' policy: court the heavy and undecided, answer what they see, cut the price late (S19)."""

from __future__ import annotations

import numpy as np

from fivelayer.simulation.account import strength
from fivelayer.simulation.noise import Floats
from fivelayer.simulation.relationship import lead, room
from fivelayer.simulation.turn import Turn


def act(turn: Turn) -> None:
    """Each rival courts one person, drifts back to where it started, and cuts its price when behind."""
    for place in range(len(turn.world.world.rivals)):
        if not turn.world.silent(turn.number):
            _court(turn, place)
        _drift(turn, place)
        _price(turn, place)


def attention(turn: Turn, place: int) -> Floats:
    """How much each person is worth courting: heavy, undecided, lately seen with us, (P, N)."""
    world, state = turn.world, turn.state
    wish = np.abs(state.support[place + 1] - state.support[0])
    wish *= -0.25
    wish += 1 + world.world.rivals[place].answers.value * turn.fed
    wish *= world.weight
    wish *= np.float32(0.5) + turn.noise.person[turn.number - 1, :, 1]
    return wish


def _court(turn: Turn, place: int) -> None:
    world, state, policy = turn.world, turn.state, turn.world.world.rivals[place]
    wish = attention(turn, place)
    chosen = wish >= wish.max(axis=0)
    luck = np.float32(0.5) + turn.noise.rival[turn.number - 1, place, 0]
    kept_out = 1 - world.rate["holds_off"] * strength(turn)
    gain = policy.strength.value * (kept_out * luck) * room(state.support[place + 1]) * chosen
    shows = turn.noise.rival[turn.number - 1, place, 1, turn.game] < policy.visible.value
    key, about = "courted" if shows else "courted_unseen", (("rival", place),)
    turn.change("support", place + 1, gain, "S19", key, about, "person", kept_out=kept_out)


def _drift(turn: Turn, place: int) -> None:
    state, started = turn.state, turn.world.start["support"][place + 1][:, None]
    back = turn.world.rate["rival_back"] * (started - state.support[place + 1])
    about = (("rival", place),)
    turn.change("support", place + 1, back, "S22", "rival_faded", about, "person")


def _price(turn: Turn, place: int) -> None:
    """In the last round before a choice a rival that is behind may cut its price, once."""
    world, state = turn.world, turn.state
    for project in range(len(world.decided)):
        last = world.decided[project] + state.lag[project] - 1 == turn.number
        if last.any():
            dares = turn.noise.rival[turn.number - 1, place, 2]
            cuts = (dares < world.world.rivals[place].price_cut.value) & (lead(state, world) > 0)
            new = (last & cuts) * (1 - state.cut[place])
            turn.change("cut", place, new, "S23", "price_cut", (("rival", place),))
