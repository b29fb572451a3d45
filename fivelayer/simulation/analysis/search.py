"""Par: the best plan found by cross-entropy search over action sequences; and plans at random."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from fivelayer.simulation import engine
from fivelayer.simulation.analysis.estimate import Odds, Outcome, joined, odds, outcome
from fivelayer.simulation.engine import Orders
from fivelayer.simulation.noise import PURPOSES, Floats, Noise, draw
from fivelayer.simulation.plan import Move, Plan
from fivelayer.simulation.state import start
from fivelayer.simulation.tables import ROLES, Tables

Choices: TypeAlias = NDArray[np.int32]
"""Chosen moves by round, slot and plan: places in the list of moves, −1 for none."""
MOST_SLOTS = 5
"""Moves of one person in a round that a search looks at."""
ELITE, KEEPS = 0.1, 0.6
"""Share of the plans that a search learns from, and how much of what it knew it keeps."""


@dataclass(frozen=True)
class Effort:
    """How hard to search: steps, plans drawn in a step, games that each of them is played on."""

    steps: int = 40
    plans: int = 256
    games: int = 32


@dataclass(frozen=True)
class Par:
    """The best plan that a search found, and its odds on fresh luck."""

    plan: Plan
    odds: Odds


def every_move(world: Tables) -> list[Move]:
    """Every lawful move that somebody can make, on everything it can be made on, with everything to say."""
    found = []
    for action in world.actions:
        if not action.lawful:
            continue
        targets = world.ids[action.on] if action.on else (None,)
        says = (None, *world.ids["message"]) if action.say else (None,)
        for place, rep in enumerate(world.world.reps):
            if ROLES[world.role[place]] in action.who:
                found += [
                    Move(do=action.id, by=rep.id, on=on, say=say) for on in targets for say in says
                ]
    return found


def weights(world: Tables, moves: Sequence[Move]) -> dict[str, Floats]:
    """For each of our people, a chance of every move: each action as likely as the next, then each target."""
    found = {}
    for rep in world.ids["rep"]:
        own = [move.do if move.by == rep and not move.when else "" for move in moves]
        kinds = {kind for kind in own if kind}
        share = [1 / (len(kinds) * own.count(kind)) if kind else 0.0 for kind in own]
        found[rep] = np.array(share, dtype=np.float32)
    return found


def random_choices(world: Tables, moves: Sequence[Move], plans: int, seed: int) -> Choices:
    """Plans that fill everybody's days with moves drawn at random."""
    dice, chances = np.random.Generator(np.random.Philox(seed)), weights(world, moves)
    days = np.array([_days(world, move) for move in moves])
    rounds = []
    for number in range(world.rounds):
        slots = []
        for place, rep in enumerate(world.ids["rep"]):
            left = np.full(plans, world.days[place] * world.lengths[number])
            for _ in range(int(np.ceil(left.max() if plans else 0))):
                pick = dice.choice(len(moves), size=plans, p=_exact(chances[rep]))
                pick = np.where(days[pick] <= left, pick, -1)
                left -= np.where(pick >= 0, days[pick], 0)
                slots.append(pick)
        rounds.append(np.array(slots))
    return np.array([_padded(r, max(map(len, rounds))) for r in rounds], dtype=np.int32)


def random_outcomes(world: Tables, seed: int = 0, games: int = 2048) -> Outcome:
    """What random play comes to: every game another plan (the random-strategy test of Dickinson and Faria)."""
    moves = every_move(world)
    parts = []
    for at, size in engine.chunks(games):
        choices = random_choices(world, moves, size, seed + at)
        noise = draw(seed, world.world.case, world.shapes, at, size)
        parts.append(_outcomes(world, moves, choices, noise, 1))
    return joined(parts)


def par(
    world: Tables,
    begin: Plan,
    seed: int = 0,
    effort: Effort = Effort(),
    without: Sequence[str] = (),
    progress: Callable[[int, float], None] | None = None,
) -> Par:
    """Search from a plan for one with a higher net value: cross-entropy over who does what in which round.

    Each step draws plans, plays each on the same games, and learns from the best tenth.
    `without` leaves actions out; `progress` is told the step and the best mean so far.
    """
    moves = [move for move in every_move(world) if move.do not in without]
    moves += [move for move in _conditional(begin) if move.do not in without]
    slots = _slots(world)
    belief = _belief(world, moves, slots, begin)
    dice = np.random.Generator(np.random.Philox(seed))
    best, best_net = begin, -np.inf
    plans, games = effort.plans, effort.games
    for step in range(effort.steps):
        choices = _sampled(belief, plans, dice)
        noise = draw(seed + step, world.world.case, world.shapes, 0, games)
        found = _outcomes(world, moves, choices, _tiled(noise, plans), games)
        means = found.net.reshape(plans, games).mean(axis=1)
        elite = np.argsort(means)[-max(2, int(ELITE * plans)) :]
        _learn(belief, choices[:, :, elite])
        candidate = _plan(moves, choices[:, :, elite[-1]], begin)
        net = odds(world, candidate, seed + 1000, 2048).net.mean
        if net > best_net:
            best, best_net = candidate, net
        if progress:
            progress(step + 1, best_net)
    best = _pruned(world, best, seed + 1000)
    return Par(best, odds(world, best, seed + 2000))


def _pruned(world: Tables, plan: Plan, seed: int) -> Plan:
    """The plan without what does not earn its cost, one move after the other (S37)."""
    best, net = plan, odds(world, plan, seed, 4096).net.mean
    for number in range(len(plan.rounds)):
        for move in plan.rounds[number]:
            rounds = list(best.rounds)
            rounds[number] = tuple(other for other in rounds[number] if other is not move)
            less = best.model_copy(update={"rounds": tuple(rounds)})
            without = odds(world, less, seed, 4096).net.mean
            if without >= net:
                best, net = less, without
    return best


def _outcomes(
    world: Tables, moves: Sequence[Move], choices: Choices, noise: Noise, games: int
) -> Outcome:
    """What every plan's games come to: plan after plan, `games` games each."""
    script = [_orders(world, moves, chosen, games) for chosen in choices]
    state = start(world, choices.shape[2] * games)
    return outcome(world, engine.run(world, script, noise, state).state)


def _orders(world: Tables, moves: Sequence[Move], chosen: Choices, games: int) -> Orders:
    """One round's orders, another for each plan."""
    used, rows = np.unique(chosen, return_inverse=True)
    times = np.zeros((len(used), chosen.shape[1]), dtype=np.float32)
    np.add.at(times, (rows.reshape(chosen.shape), np.arange(chosen.shape[1])), 1)
    first = int(used[0] < 0)
    asked = tuple(engine.ask(world, moves[place]) for place in used[first:])
    return Orders(asked, np.repeat(times[first:], games, axis=1))


def _tiled(noise: Noise, plans: int) -> Noise:
    return Noise(*(np.tile(getattr(noise, name), plans) for name in PURPOSES))


def _slots(world: Tables) -> list[str]:
    """Whose each slot of a round is."""
    counts = [min(MOST_SLOTS, max(1, int(np.ceil(days)))) for days in world.days]
    return [
        rep for rep, n in zip(world.ids["rep"], counts, strict=True) for _ in range(n)
    ]  # fmt: skip


def _belief(world: Tables, moves: list[Move], slots: list[str], begin: Plan) -> Floats:
    """Chances by round, slot and move, idle last: what the first plan does most likely, all else possible."""
    chances, places = weights(world, moves), {_key(move): n for n, move in enumerate(moves)}
    belief = np.zeros((world.rounds, len(slots), len(moves) + 1), dtype=np.float32)
    for number in range(world.rounds):
        given = begin.rounds[number] if number < len(begin.rounds) else ()
        queue = [move for move in given for _ in range(move.times) if _key(move) in places]
        for slot, rep in enumerate(slots):
            own = next((move for move in queue if move.by == rep), None)
            belief[number, slot, :-1] = 0.35 * chances[rep]
            belief[number, slot, places[_key(own)] if own else -1] += 0.65
            if own:
                queue.remove(own)
    return belief


def _sampled(belief: Floats, plans: int, dice: np.random.Generator) -> Choices:
    upto = belief.cumsum(axis=2)
    upto /= upto[:, :, -1:]
    draws = dice.random((*belief.shape[:2], plans), dtype=np.float32)
    chosen = np.empty(draws.shape, dtype=np.int32)
    for number in range(belief.shape[0]):
        for slot in range(belief.shape[1]):
            chosen[number, slot] = np.searchsorted(upto[number, slot], draws[number, slot])
    idle = belief.shape[2] - 1
    return np.where(chosen >= idle, -1, chosen).astype(np.int32)


def _learn(belief: Floats, elite: Choices) -> None:
    """Move the chances towards what the best plans did."""
    seen = np.zeros_like(belief)
    for number in range(belief.shape[0]):
        for slot in range(belief.shape[1]):
            np.add.at(seen[number, slot], elite[number, slot], 1 / elite.shape[2])
    belief *= KEEPS
    belief += (1 - KEEPS) * seen


def _plan(moves: Sequence[Move], chosen: Choices, begin: Plan) -> Plan:
    rounds = []
    for slots in chosen:
        used, counts = np.unique(slots[slots >= 0], return_counts=True)
        rounds.append(
            tuple(
                moves[place].model_copy(update={"times": min(int(n), 5)})
                for place, n in zip(used, counts, strict=True)
            )
        )
    return begin.model_copy(update={"rounds": tuple(rounds)})


def _conditional(plan: Plan) -> list[Move]:
    """The moves of a plan that hang on a condition, once each."""
    found = {_key(m): m.model_copy(update={"times": 1}) for r in plan.rounds for m in r if m.when}
    return list(found.values())


def _key(move: Move) -> str:
    return replace_times(move).model_dump_json(by_alias=True)


def replace_times(move: Move) -> Move:
    """The move done once."""
    return move.model_copy(update={"times": 1})


def _days(world: Tables, move: Move) -> float:
    asked = engine.ask(world, move)
    return world.cost(asked.action, asked.on)[0]


def _exact(chances: Floats) -> NDArray[np.float64]:
    exact = chances.astype(np.float64)
    return exact / exact.sum()


def _padded(slots: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    idle = np.full((most - len(slots), slots.shape[1]), -1)
    return np.concatenate([slots, idle])
