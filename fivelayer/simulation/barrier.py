"""Layer 2: doors with a window and halves, soft barriers that slow everything, and watching (S5-S10, S28)."""

from __future__ import annotations

from typing import Literal

import numpy as np

from fivelayer.simulation.noise import Floats
from fivelayer.simulation.turn import Asked, Turn, done
from fivelayer.simulation.world import NEVER

OWN_DOOR, DEALERS_DOOR = 1, 2


def found(turn: Turn, barrier: int) -> Floats:
    """Where the barrier is known (S4)."""
    facts = turn.world.found_by[barrier]
    if not facts:
        return np.ones(1, np.float32)
    known: Floats = turn.state.known[facts].max(axis=0)
    return known


def ready(turn: Turn, half: int) -> Floats:
    """Where a half of a barrier is there: held and not run out, obtained, or brought along by the dealer."""
    world, state = turn.world, turn.state
    held = world.ready[half] * (turn.number < world.expires[half])
    obtained = state.due[half] <= turn.number
    brought = world.brought[half] * (state.door[0] == DEALERS_DOOR)
    return np.maximum(np.maximum(held, obtained), brought).astype(np.float32)


def all_ready(turn: Turn, halves: list[int]) -> Floats:
    """Where every one of the halves is there: one missing and the bid is void (S6, S7)."""
    every = np.ones(1, np.float32)
    for half in halves:
        every = every * ready(turn, half)
    return every


def window_open(turn: Turn) -> Floats:
    """Where responses are taken this round (S5)."""
    span, moved = turn.world.gate_rule.window, turn.state.moved[0]
    return ((span.first + moved <= turn.number) & (turn.number <= span.last + moved)) * np.float32(
        1
    )


def gate_open(turn: Turn) -> Floats:
    """Where we can be bought at all (S5, S11)."""
    return (turn.state.listed[0] <= turn.number).astype(np.float32)


def drag(turn: Turn) -> Floats:
    """What soft barriers leave of an effect, 0 to 1 (S8); concentrated work on one clears it (S10)."""
    if turn.drag is None:
        left = np.ones(1, np.float32)
        for barrier in turn.world.soft:
            work = turn.state.work[barrier]
            left = left * (1 - turn.world.size[barrier] * (1 - work * work))
        turn.drag = left
    return turn.drag


def qualify(turn: Turn, move: Asked, power: Floats) -> None:
    """Start obtaining a half; it is there after its lead time (S6, S7, S10)."""
    state = turn.state
    slip = (turn.noise.half[0, move.on, 0] < turn.world.half_slips[move.on]) * np.float32(1)
    lead = turn.world.lead[move.on] + state.longer[move.on] + slip
    until = (turn.number + lead - state.due[move.on]) * (power > 0)
    about = (("half", move.on), ("rep", move.by))
    turn.change("due", move.on, until, "S10", "started", about, lead=lead)


def file(turn: Turn, move: Asked, power: Floats) -> None:
    """File our own response in the window; whether it passes shows on the day of the result (S5)."""
    gate, state = turn.world.gate_rule, turn.state
    passes = turn.noise.door[0, 0, 0] < gate.passes.value
    listed = np.where(passes, gate.result.value, NEVER)
    mask = done(power)
    about = (("rep", move.by),)
    turn.change("door", 0, OWN_DOOR * mask, "S5", "filed", about)
    turn.change("listed", 0, (listed - state.listed[0]) * mask, "S5", "listing")


def authorise(turn: Turn, move: Asked, power: Floats) -> None:
    """Enter under a dealer: sooner, with what it brings along, for a part of the margin (S10, S28)."""
    dealer, state = turn.world.world.dealers[move.on], turn.state
    passes = turn.noise.door[0, 1, 0] < dealer.passes.value
    listed = np.where(passes, max(dealer.listed.value, turn.number), NEVER)
    mask = done(power)
    about = (("dealer", move.on), ("rep", move.by))
    takes = dealer.takes.value
    turn.change("door", 0, DEALERS_DOOR * mask, "S28", "authorised", about, takes=takes)
    turn.change("listed", 0, (listed - state.listed[0]) * mask, "S28", "listing")
    for barrier, size in dealer.eases.items():
        at = turn.world.place("barrier", barrier)
        turn.change("work", at, size.value * mask, "S10", "eased", (("barrier", at), about[0]))


def customise(turn: Turn, move: Asked, power: Floats) -> None:
    """Adapt the product to a soft barrier (S10)."""
    _work(turn, move, power, "customise")


def ease(turn: Turn, move: Asked, power: Floats) -> None:
    """Work on habits, ties and a rival's hold (S8, S10)."""
    _work(turn, move, power, "ease")


def watch(turn: Turn, move: Asked, power: Floats) -> None:
    """Keep an eye on the account: little spent, the option kept (S9)."""
    step = np.minimum(power, 1) * np.float32(1 / turn.world.rounds)
    turn.change("watched", 0, step, "S9", "watched", (("rep", move.by),))


def results(turn: Turn) -> None:
    """Tell what came out of a filing, and what was obtained, on the day it shows."""
    state, world = turn.state, turn.world
    if turn.ledger is None:
        return
    for half in range(len(world.halves)):
        if turn.happened(state.due[half] == turn.number):
            turn.note("S10", "obtained", (("half", half),))
    if world.gate is not None:
        if turn.happened((state.listed[0] == turn.number) & (state.door[0] > 0)):
            turn.note("S5", "listed")
        day = turn.world.gate_rule.result.value
        refused = (state.door[0] > 0) & (state.listed[0] >= NEVER) & (day == turn.number)
        if turn.happened(refused):
            turn.note("S5", "refused")


def _work(turn: Turn, move: Asked, power: Floats, means: Literal["customise", "ease"]) -> None:
    fit = turn.world.fit[means][move.on]
    about = (("barrier", move.on), ("rep", move.by))
    turn.change(
        "work", move.on, turn.world.rate["ease"] * fit * power, "S10", "eased", about, fit=fit
    )
