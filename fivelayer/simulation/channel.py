"""Dealers: their worry about our direct work, and the agreed way of working (S39)."""

from __future__ import annotations

from fivelayer.simulation.noise import Floats
from fivelayer.simulation.turn import Asked, Turn

CARRIED = 2
"""The door through which a dealer carries us."""


def pact(turn: Turn, move: Asked, power: Floats) -> None:
    """Agree with the dealer on who does what, who is paid for what, until when (S39)."""
    new = (power > 0) * (1 - turn.state.pact[0])
    about = (("dealer", move.on), ("rep", move.by))
    turn.change("pact", 0, new, "S39", "pact", about)
    turn.change("trust", 0, turn.world.rate["pact_builds"] * new, "S39", "trust", about[:1])


def push(turn: Turn, move: Asked, power: Floats) -> None:
    """Sell directly in the dealer's field: sales now, worry with the dealer (S39)."""
    about = (("dealer", move.on), ("rep", move.by))
    dealer = turn.world.world.dealers[move.on]
    most = dealer.volume.value * dealer.margin.value
    turn.change("push", 0, turn.world.rate["push"] * most * power, "S39", "pushed", about)
    _worry(turn, power)


def noticed(turn: Turn, done: Floats) -> None:
    """A dealer who carries us notices our own talks (S39)."""
    if turn.world.dealer is not None:
        _worry(turn, turn.world.rate["watchful"] * done * (turn.state.door[0] == CARRIED))


def loyal(turn: Turn) -> Floats:
    """How far the dealer is for us, 0 to 1: below a point it turns to the rival (S39)."""
    trust = turn.state.trust[0]
    return trust * (trust >= turn.world.rate["turned"])


def trade(turn: Turn) -> None:
    """The dealer's sales of ours, and our own direct ones, in a round (S39)."""
    dealer, state = turn.world.dealer, turn.state
    if dealer is None:
        return
    length = turn.world.lengths[turn.number - 1]
    sold = dealer.volume.value * dealer.margin.value * length * loyal(turn)
    about = (("dealer", 0),)
    turn.change("income", 0, sold, "S39", "dealer_sales", about, trust=state.trust[0])
    turn.change("income", 0, state.push[0] * length, "S39", "direct_sales", about)
    turn.change("push", 0, -state.push[0] / 2, "S39", "push_fades", about)


def _worry(turn: Turn, work: Floats) -> None:
    rate, state = turn.world.rate, turn.state
    shield = 1 - rate["pact_shields"] * state.pact[0]
    lost = -rate["trust_falls"] * work * shield
    turn.change("trust", 0, lost, "S39", "trust", (("dealer", 0),), pact=state.pact[0])
