"""The engine: one pure, batched step of a game, and games played to the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from fivelayer.simulation import (
    account,
    barrier,
    business,
    channel,
    conditions,
    happenings,
    information,
    interest,
    outcome,
    relationship,
    rival,
    team,
)  # fmt: skip
from fivelayer.simulation.noise import BLOCK, Floats, Noise, draw
from fivelayer.simulation.plan import Move, Plan
from fivelayer.simulation.state import State, start
from fivelayer.simulation.tables import ROLES, Tables
from fivelayer.simulation.turn import Asked, Event, Turn

ENGINE_VERSION: Final = 1
"""Raised by every change that makes an old game come out differently."""
CHUNK: Final = BLOCK
"""Games stepped at once; more gain no time."""

EFFECTS: Final[dict[str, Callable[[Turn, Asked, Floats], None]]] = {
    "desk": information.desk,
    "visit": information.visit,
    "watch": barrier.watch,
    "qualify": barrier.qualify,
    "file": barrier.file,
    "authorise": barrier.authorise,
    "customise": barrier.customise,
    "ease": barrier.ease,
    "take_part": business.take_part,
    "present": business.present,
    "negotiate": business.negotiate,
    "deliver": account.deliver,
    "meet": relationship.meet,
    "show": relationship.show,
    "serve_institution": interest.serve_institution,
    "serve_person": interest.serve_person,
    "agree": interest.agree,
    "induce": interest.induce,
    "raise": account.raise_barrier,
    "care": account.care,
    "review": team.review,
    "introduce": team.introduce,
    "monitor": team.monitor,
    "train": team.train,
    "pact": channel.pact,
    "push": channel.push,
}
"""What each action does, by the catalogue's word for it."""


Tally = dict[tuple[int, int], float]
"""In how many games a decision fell away, by round and place in it."""


@dataclass(frozen=True)
class Orders:
    """What is asked for in one round: moves, and how often each in each game, (M, N) or (M, 1)."""

    moves: tuple[Asked, ...]
    times: Floats


def orders(world: Tables, plan: Plan, number: int) -> Orders:
    """A plan's decisions for a round, the same in every game.

    Raises:
        KeyError: the plan names something that the world does not have.
    """
    own = len(plan.rounds[number - 1]) if number <= len(plan.rounds) else 0
    asked = [ask(world, move, place >= own) for place, move in enumerate(plan.moves(number))]
    times = np.array([[move.times] for move in plan.moves(number)], dtype=np.float32)
    return Orders(tuple(asked), times.reshape(-1, 1))


def ask(world: Tables, move: Move, standing: bool = False) -> Asked:
    """A move as numbers.

    Raises:
        KeyError: it names something that the world does not have.
    """
    action = world.place("action", move.do)
    target = world.actions[action].on
    on = world.place(target, move.on) if target and move.on is not None else -1
    say = world.place("message", move.say) if move.say is not None else -1
    when = []
    for case in move.when:
        kind, _ = conditions.CASES[case.is_]
        of = world.place(kind, case.of) if kind and case.of is not None else -1
        when.append((case.is_, of, case.not_))
    return Asked(action, world.place("rep", move.by), on, say, tuple(when), standing)


def step(
    state: State,
    asked: Orders,
    noise: Noise,
    world: Tables,
    watch: int | None = None,
    tally: Tally | None = None,
) -> tuple[State, tuple[Event, ...]]:
    """Play one round of every game in the batch; `state` itself is left as it was.

    `noise` is the luck of the same games. With `watch`, the events of that game are told, else none are.
    `tally` counts the games in which a decision fell away.
    """
    told: list[Event] = []
    own = state.copy()
    _advance(own, asked, noise, world, None if watch is None else (watch, told), tally)
    return own, tuple(told)


def _advance(
    state: State,
    asked: Orders,
    noise: Noise,
    world: Tables,
    watched: tuple[int, list[Event]] | None = None,
    tally: Tally | None = None,
) -> None:
    """Play one round in place."""
    game, ledger = watched or (0, None)
    state.round += 1
    turn = Turn(state, world, noise, state.round, ledger, game)
    happenings.strike(turn)
    account.carry_over(turn)
    barrier.results(turn)
    for place, (move, times) in enumerate(zip(asked.moves, asked.times, strict=True)):
        if times.any():
            wish, do = _carry_out(turn, move, times)
            if tally is not None and not move.standing:
                missed = np.broadcast_to((wish > 0) & (do == 0), state.games).sum()
                tally[state.round, place] = tally.get((state.round, place), 0) + float(missed)
    rival.act(turn)
    relationship.miss(turn)
    interest.sustain(turn)
    business.go_on(turn)
    channel.trade(turn)
    outcome.decide(turn)
    outcome.close(turn)
    state.settle()


def _carry_out(turn: Turn, move: Asked, times: Floats) -> tuple[Floats, Floats]:
    """Do what can be done and paid; the rest falls away, costs nothing and is told (S37): wish and deed."""
    world, action = turn.world, turn.world.actions[move.action]
    wish = times * conditions.wanted(turn, move)
    about = (("action", move.action), ("rep", move.by))
    do = wish
    for _, holds in (needs := conditions.needs(turn, move)):
        if not holds.all():  # as long as all games are alike, one number stands for all
            do = do * holds
    days, money = world.cost(move.action, move.on)
    do = do * (turn.left[move.by] >= days * do)
    turn.cash += money * float(times.max())
    if turn.cash > world.world.money.value:
        do = do * (turn.state.cash[0] + money * do <= world.world.money.value)
    if turn.happened(wish) and not turn.happened(do) and not move.standing:
        missing = [name for name, holds in needs if not turn.happened(holds)]
        turn.note("S37", f"fell_away.{(missing or ['money_or_time'])[0]}", about)
    if do.any():
        turn.left[move.by] = turn.left[move.by] - days * do
        skill = action.who.get(ROLES[world.role[move.by]], 0.0)
        turn.change("cash", 0, money * do, "S37", "paid", about)
        cost = (money + days * world.world.day_rate.value) * do
        turn.change(
            "spent", 0, cost, "S37", "did", about,
            days=days * do, money=money * do, role=skill, ability=turn.ability,
        )  # fmt: skip
        lift = world.lift_of(move.action, move.on)
        EFFECTS[action.does](turn, move, do * (skill * lift) * turn.ability)
    return wish, do


@dataclass(frozen=True)
class Played:
    """Games at their end, and the events of one of them where they were asked for."""

    state: State
    events: tuple[Event, ...] = ()


def play(
    world: Tables, plan: Plan, seed: int, games: int = 1, first: int = 0, watch: int | None = None
) -> Played:
    """Play a plan to the end of `games` games, numbered from `first`; `watch` tells one game's events.

    Raises:
        KeyError: the plan names something that the world does not have.
    """
    noise = draw(seed, world.world.case, world.shapes, first, games)
    return run(world, script(world, plan), noise, start(world, games), watch)


def many(world: Tables, plan: Plan, seed: int, games: int, first: int = 0) -> Iterator[State]:
    """The ends of many games, a chunk at a time, so that memory stays flat.

    Raises:
        KeyError: the plan names something that the world does not have.
    """
    asked = script(world, plan)
    for at, size in chunks(games, first):
        noise = draw(seed, world.world.case, world.shapes, at, size)
        yield run(world, asked, noise, start(world, size)).state


def script(world: Tables, plan: Plan) -> list[Orders]:
    """A plan's orders, round by round.

    Raises:
        KeyError: the plan names something that the world does not have.
    """
    return [orders(world, plan, number) for number in range(1, world.rounds + 1)]


def run(
    world: Tables, asked: Sequence[Orders], noise: Noise, state: State, watch: int | None = None
) -> Played:
    """Play the rounds that are left of some games; `asked` holds the orders of all rounds."""
    told: list[Event] = []
    own = state.copy()
    for number in range(state.round, world.rounds):
        _advance(own, asked[number], noise, world, None if watch is None else (watch, told))
    return Played(own, tuple(told))


def chunks(games: int, first: int = 0, size: int = CHUNK) -> Iterator[tuple[int, int]]:
    """First number and length of each chunk of games; chunks end where blocks of luck do."""
    at = first
    while at < first + games:
        end = min((at // size + 1) * size, first + games)
        yield at, end - at
        at = end
