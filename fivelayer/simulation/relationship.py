"""Layer 4: the people who decide, met in time, with what they judge by (S15-S19)."""

from __future__ import annotations

import numpy as np

from fivelayer.simulation import channel
from fivelayer.simulation.barrier import drag
from fivelayer.simulation.information import befriend, see
from fivelayer.simulation.noise import Floats
from fivelayer.simulation.state import State
from fivelayer.simulation.tables import EARLY, LATE, Tables
from fivelayer.simulation.turn import About, Asked, Turn, done


def weighted(world: Tables, table: Floats) -> Floats:
    """A table by person summed by weight, one person after the other, so that no batch changes the rounding."""
    total = world.weight[0] * table[0]
    for person in range(1, len(table)):
        total = total + world.weight[person] * table[person]
    return total


def lead(state: State, world: Tables) -> Floats:
    """Our weighted support less the best rival's (S19), −4 to 4."""
    best = weighted(world, state.support[1])
    for rival in range(2, len(state.support)):
        best = np.maximum(best, weighted(world, state.support[rival]))
    return weighted(world, state.support[0]) - best


def timing(turn: Turn, person: int) -> Floats | float:
    """What a talk now is worth: in the proper window, after it, before it or over somebody's head (S17)."""
    rate, when = turn.world.rate, turn.world.window[person][turn.number]
    worth = {EARLY: rate["early"], LATE: rate["late"]}.get(when, 1.0)
    others = turn.world.after[person]
    if not others:
        return worth
    passed_over = (turn.state.met[others] == 0).any(axis=0)
    return np.where(passed_over, min(rate["early"], worth), worth).astype(np.float32)


def knowing(turn: Turn, person: int) -> Floats | float:
    """1 where the person's criteria were found out, less where we only guess (S3, S18)."""
    fact, guess = turn.world.criteria_fact[person], turn.world.rate["guess"]
    return 1.0 if fact is None else guess + (1 - guess) * turn.state.known[fact]


def fit(turn: Turn, person: int, message: int) -> Floats | float:
    """How well a message fits: matched, general, missed (S18); what a rival says too is nothing (S23)."""
    if message < 0:
        return turn.world.rate["general"]
    match, appeal = turn.world.match[person][message], turn.world.appeal[person][message]
    return match * appeal * (knowing(turn, person) if match > 0 else 1.0)


def room(support: Floats) -> Floats:
    """The higher support stands, the less a talk adds."""
    return np.minimum(1 - np.float32(0.5) * support, 1)


def meet(turn: Turn, move: Asked, power: Floats) -> None:
    """Talk with a decision maker (S16-S18)."""
    person, world, state = move.on, turn.world, turn.state
    when, fits, free = timing(turn, person), fit(turn, person, move.say), drag(turn)
    swing = world.rate["luck"] * (2 * turn.noise.person[turn.number - 1, person, 0] - 1)
    reach = world.reach[person][world.role[move.by]]
    gain = world.rate["meet"] * reach * (power * when * fits * free) * (1 + swing)
    gain = gain * room(state.support[0, person])
    pass_over(turn, person, power)
    about: About = (("person", person), ("rep", move.by))
    statement, key = "S17", "met_generally"
    if move.say >= 0:
        statement, key, about = "S18", "met", (*about, ("message", move.say))
    turn.change(
        "support", (0, person), gain, statement, key, about,
        timing=when, fit=fits, reach=reach, soft_barriers=free, ability=power, luck=1 + swing,
    )  # fmt: skip
    look_after(turn, move, power, fits)


def look_after(turn: Turn, move: Asked, power: Floats, fits: Floats | float) -> None:
    """What every contact does besides: it counts as met, feeds, makes us known (S22, S34)."""
    person, was = move.on, done(power)
    turn.change("met", person, was, "S17", "contact", (("person", person),))
    np.maximum(turn.fed[person], was * (fits > 0) * turn.world.lift, out=turn.fed[person])
    befriend(turn, move.by, person, np.minimum(power, 1))
    see(turn, person, was)
    channel.noticed(turn, was)


def pass_over(turn: Turn, person: int, power: Floats) -> None:
    """Whoever was passed over minds (S17)."""
    for other in turn.world.after[person]:
        lost = turn.world.rate["over_head"] * (turn.state.met[other] == 0) * (power > 0)
        about = (("person", other),)
        turn.change("support", (0, other), -lost, "S17", "passed_over", about)


def show(turn: Turn, move: Asked, power: Floats) -> None:
    """Show a reference to everybody at once: a little with each (S18)."""
    world, free = turn.world, drag(turn)
    for person in range(len(world.weight)):
        fits = fit(turn, person, move.say)
        gain = world.rate["reference"] * (power * free * fits) * room(turn.state.support[0, person])
        about = (("person", person), ("rep", move.by))
        turn.change("support", (0, person), gain, "S18", "shown", about, fit=fits)


def miss(turn: Turn) -> None:
    """Whoever was due and was not met by the end of the proper window minds (S17)."""
    for person, closes in enumerate(turn.world.closes):
        if turn.number in closes:
            lost = turn.world.rate["absent"] * (turn.state.met[person] == 0) * turn.world.lift
            about = (("person", person),)
            turn.change("support", (0, person), -lost, "S17", "absent", about)
