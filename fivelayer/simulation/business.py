"""Layer 3: the customer's ladder with its own clock, and taking part in it (S11-S14)."""

from __future__ import annotations

import numpy as np

from fivelayer.simulation.barrier import drag
from fivelayer.simulation.noise import Floats
from fivelayer.simulation.tables import STEPS
from fivelayer.simulation.turn import Asked, Turn

NEED, SOLUTION, CONTRACT = (STEPS.index(step) for step in ("need", "solution", "contract"))


def clock(turn: Turn, project: int) -> Floats:
    """The round by the customer's own clock, which may run behind."""
    return turn.number - turn.state.lag[project]


def under_way(turn: Turn, project: int, step: int) -> Floats:
    """Where the customer is at a step just now (S12)."""
    now, world = clock(turn, project), turn.world
    begun = now >= world.steps[project, step]
    return (begun & (now <= world.until[project, step])).astype(np.float32)


def any_under_way(turn: Turn, move: Asked) -> Floats:
    """Where one of the steps that the action takes part in is under way."""
    found = np.zeros(1, np.float32)
    for step in turn.world.action_steps[move.action]:
        found = np.maximum(found, under_way(turn, move.on, step))
    return found


def undecided(turn: Turn, project: int) -> Floats:
    """Where the project is still open, and has begun."""
    begun = clock(turn, project) >= turn.world.steps[project, 0]
    return (begun & (turn.state.result[project] == 0)).astype(np.float32)


def take_part(turn: Turn, move: Asked, power: Floats) -> None:
    """Take part in the steps under way (S13, S14)."""
    about = (("project", move.on), ("rep", move.by))
    for step in turn.world.action_steps[move.action]:
        new = under_way(turn, move.on, step) * (1 - turn.state.joined[move.on, step])
        at = (move.on, step)
        turn.change("joined", at, new * (power > 0), "S14", "joined", (("step", step), *about))


def present(turn: Turn, move: Asked, power: Floats) -> None:
    """Present the solution: weak before the need, better where the need was drawn out with us (S12)."""
    project, rate, state = move.on, turn.world.rate, turn.state
    now = clock(turn, project)
    timing = np.where(now < turn.world.steps[project, NEED], rate["premature"], np.float32(1))
    timing = np.where(now > turn.world.until[project, SOLUTION], rate["late"], timing)
    ours = 1 + rate["need_ours"] * state.joined[project, NEED]
    room = 1 - state.pitch[project]
    take_part(turn, move, power)
    gain = rate["pitch"] * power * timing * ours * drag(turn) * room
    about = (("project", project), ("rep", move.by))
    turn.change("pitch", project, gain, "S12", "presented", about, timing=timing, need_ours=ours)


def negotiate(turn: Turn, move: Asked, power: Floats) -> None:
    """Negotiate the contract of an order won: a little margin, once (S12)."""
    project, state = move.on, turn.state
    fresh = 1 - state.joined[project, CONTRACT]
    take_part(turn, move, power)
    margin = turn.world.rate["negotiated"] * power * fresh
    about = (("project", project), ("rep", move.by))
    turn.change("margin", project, margin, "S12", "negotiated", about)
    earned = state.order[project] * margin
    turn.change("income", 0, earned, "S12", "earned", about, order=state.order[project])


def go_on(turn: Turn) -> None:
    """The customer may lose a round (S12)."""
    for project, slips in enumerate(turn.world.slips):
        if slips[0]:
            slip = turn.noise.project[turn.number - 1, project, 0] < slips
            lost = slip * undecided(turn, project)
            turn.change("lag", project, lost, "S12", "delayed", (("project", project),))


def standing(turn: Turn, project: int) -> tuple[Floats, Floats]:
    """How early we joined and how much of the ladder we took part in, each 0 to 1 (S14)."""
    joined = turn.state.joined[project]
    number, first = np.zeros(turn.state.games, np.float32), np.zeros(turn.state.games, np.float32)
    for step in range(len(STEPS)):
        number += joined[step]
        np.maximum(first, joined[step] * np.float32(1 - step / (len(STEPS) - 1)), out=first)
    return first, number / np.float32(len(STEPS))
