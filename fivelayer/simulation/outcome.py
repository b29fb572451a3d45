"""The choice of each project, what it brings, what watching is worth (S5, S6, S9, S16, S19, S30, S31)."""

from __future__ import annotations

import numpy as np

from fivelayer.simulation.account import strength
from fivelayer.simulation.barrier import DEALERS_DOOR, all_ready, drag, gate_open
from fivelayer.simulation.business import standing
from fivelayer.simulation.channel import loyal
from fivelayer.simulation.noise import Floats
from fivelayer.simulation.relationship import lead
from fivelayer.simulation.turn import Turn


def chance_of(score: Floats) -> Floats:
    """A score as a chance: an S-curve of square roots, which every processor rounds alike.

    >>> float(chance_of(np.float32(0)))
    0.5
    """
    half = np.float32(0.5)
    return half + half * score / np.sqrt(1 + score * score)


def decide(turn: Turn) -> None:
    """Choose the supplier of each project that is due (S16, S19)."""
    for project in range(len(turn.world.decided)):
        due = turn.world.decided[project] + turn.state.lag[project] <= turn.number
        open_ = due & (turn.state.result[project] == 0)
        if open_.any():
            _choose(turn, project, open_)


def score(turn: Turn, project: int) -> dict[str, Floats | float]:
    """What the choice rests on, part by part: the parts add up to the score."""
    world, state, rate = turn.world, turn.state, turn.world.rate
    early, steps = standing(turn, project)
    free = drag(turn) * world.project_lift[project]
    through_dealer = state.door[0] == DEALERS_DOOR
    loyalty = world.dealer.loyalty.value if world.dealer else 0.0
    parts: dict[str, Floats | float] = {
        "base": rate["base"],
        "lead": rate["lead_decides"] * world.heeded[project] * lead(state, world),
        "early": rate["early_matters"] * early * free,
        "steps": rate["steps_matter"] * steps * free,
        "solution": state.pitch[project] * free,
        "rival_price": -rate["price_counts"] * state.cut.max(axis=0),
        "dealer": -loyalty * (1 - loyal(turn)) * through_dealer,
    }
    before = world.follows[project]
    if before is not None:
        parts["before"] = rate["follow"] * state.result[before]
    return parts


def _choose(turn: Turn, project: int, open_: Floats) -> None:
    world, state = turn.world, turn.state
    parts = score(turn, project)
    total = np.zeros(state.games, np.float32)
    for part in parts.values():
        total = total + part
    listed, valid = gate_open(turn), all_ready(turn, world.bid_halves)
    kept = 1 - _churn(turn, project)
    allowed = listed * valid * (1 - state.excluded[0])
    chance = chance_of(total) * allowed
    luck = turn.noise.project[0, project]
    won = open_ & (luck[1] < chance) & (luck[2] < kept)
    about = (("project", project),)
    outcome = np.where(won, 1, -1) * open_
    key = "won" if turn.happened(won) else _why_lost(turn, listed, valid)
    statement = {"unlisted": "S5", "void": "S6"}.get(key, "S19")
    if turn.happened(open_):
        turn.note(statement, key, about, chance=chance, **parts)
    turn.change("result", project, outcome, statement, "result", about, chance=chance)
    _book(turn, project, won * np.float32(1))


def _why_lost(turn: Turn, listed: Floats, valid: Floats) -> str:
    if turn.happened(listed == 0):
        return "unlisted"
    return "void" if turn.happened(valid == 0) else "lost"


def _churn(turn: Turn, project: int) -> Floats:
    """Chance of losing what was as good as ours: stable, not immune (S31)."""
    before, rate = turn.world.follows[project], turn.world.rate
    if before is None:
        return np.zeros(1, np.float32)
    ours = turn.state.result[before] > 0
    return np.maximum(rate["churn"] * (1 - strength(turn)), rate["churn_least"]) * ours


def _book(turn: Turn, project: int, won: Floats) -> None:
    """Share and margin grow with barriers of our own (S30); surprises and the dealer cost margin (S28, S32)."""
    world, state, rate = turn.world, turn.state, turn.world.rate
    terms, own = world.world.projects[project], strength(turn)
    about = (("project", project),)
    shock = _surprise(turn, won)
    carried = state.door[0] == DEALERS_DOOR
    added = world.dealer.adds.value * carried if world.dealer and terms.follows else 0.0
    share = np.minimum(terms.share.value + rate["share_gain"] * own + added, 1)
    order = terms.value.value * state.worth[project] * share * won
    given = world.dealer.takes.value * carried if world.dealer else 0.0
    margin = (
        terms.margin.value + rate["margin_gain"] * own - given - rate["surprise"] * shock
    ) * won
    turn.change("order", project, order, "S30", "ordered", about, share=share)
    turn.change(
        "margin", project, margin, "S30", "margin", about, own=own, dealer=given, surprise=shock
    )
    turn.change("income", 0, order * margin, "S37", "earned", about, order=order, margin=margin)


def _surprise(turn: Turn, mask: Floats) -> Floats:
    """The weight of those who turn out less won than we believed, late (S32)."""
    world, state = turn.world, turn.state
    gap = state.believed - (state.support[0] - state.support[1:].max(axis=0))
    late = gap > world.rate["surprised_by"]
    total = np.zeros(state.games, np.float32)
    for person in range(len(late)):
        total = total + world.weight[person] * late[person]
    turn.change("surprise", 0, total * mask, "S32", "surprised")
    return total * mask


def close(turn: Turn) -> None:
    """At the end a watched account where nothing was sold keeps its option (S9)."""
    state, world = turn.state, turn.world
    if turn.number < world.rounds or not world.world.option.value:
        return
    free = (state.result.max(axis=0) <= 0) * (1 - state.excluded[0])
    kept = world.world.option.value * state.watched[0] * free
    turn.change("income", 0, kept, "S9", "option")
