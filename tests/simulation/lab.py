"""What tests of the simulation share: small worlds to order, plans in a line, games under the same luck."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from fivelayer import cases, places, strict_yaml
from fivelayer.simulation import engine, worlds
from fivelayer.simulation.plan import Plan
from fivelayer.simulation.state import State
from fivelayer.simulation.tables import Tables
from fivelayer.simulation.world import World

GAMES = 2048
HERE = Path(__file__).parent


def number(value: float) -> dict[str, Any]:
    """A number as a world file has it."""
    return {"value": value, "source": "assumption", "range": [value, value]}


def small(changes: dict[str, Any] | None = None, **more: Any) -> World:
    """The small world with changes by path: a plain number for a number, anything else as it stands."""
    return altered(_small(), {**(changes or {}), **more})


@cache
def _small() -> World:
    return strict_yaml.typed(strict_yaml.read(HERE / "small.yaml"), World)


def altered(world: World, changes: dict[str, Any]) -> World:
    """A world with changes by path (`people.heavy.weight`): numbers are free of their range."""
    data = world.model_dump(by_alias=True, mode="json")
    for path, value in changes.items():
        *steps, last = path.split(".")
        node = data
        for step in steps:
            node = inside(node, step)
        whole = isinstance(value, bool) or "steps" in steps or path == "rounds"
        plain = isinstance(value, int | float) and not whole
        put = number(value) if plain else value
        if isinstance(node, list):
            node[next(n for n, item in enumerate(node) if item["id"] == last)] = put
        else:
            node[last] = put
    return World.model_validate(data)


def inside(node: Any, step: str) -> Any:
    """A child of the dumped world: by key, by id, by place."""
    if isinstance(node, dict):
        return node[step]
    named = [item for item in node if isinstance(item, dict) and item.get("id") == step]
    return named[0] if named else node[int(step)]


def plan(rounds: dict[int, str] | None = None, always: str = "", every: int = 0) -> Plan:
    """A plan in a line a round: `meet man heavy hit; review man`; `-` for none, `x3` for three times.

    `always` is done in every one of `every` rounds.
    """
    lines = dict.fromkeys(range(1, every + 1), always)
    for n, line in (rounds or {}).items():
        lines[n] = f"{lines.get(n, '')};{line}"
    return Plan(rounds={n: moves(line) for n, line in lines.items()})  # type: ignore[arg-type]


def moves(line: str) -> list[dict[str, Any]]:
    """The moves of a line."""
    return [_move(words.split()) for words in line.split(";") if words.strip()]


def _move(words: list[str]) -> dict[str, Any]:
    times = [int(word[1:]) for word in words if word[0] == "x" and word[1:].isdigit()]
    rest = [None if w == "-" else w for w in words if not (w[0] == "x" and w[1:].isdigit())]
    do, by, on, say = [*rest, None, None, None][:4]
    made = {"do": do, "by": by, "on": on, "say": say, "times": times[0] if times else 1}
    return {name: value for name, value in made.items() if value is not None}


def end(world: World, plan: Plan, games: int = GAMES, seed: int = 7) -> State:
    """The end of `games` games."""
    return engine.play(Tables(world), plan, seed, games).state


def after(world: World, plan: Plan, rounds: int, games: int = GAMES, seed: int = 7) -> State:
    """The state after some rounds."""
    tables = Tables(world)
    noise = engine.draw(seed, world.case, tables.shapes, 0, games)
    state = engine.start(tables, games)
    for number in range(1, rounds + 1):
        state, _ = engine.step(state, engine.orders(tables, plan, number), noise, tables)
    return state


def told(world: World, plan: Plan, game: int = 0, games: int = 1, seed: int = 7) -> Any:
    """The events of one game."""
    return engine.play(Tables(world), plan, seed, games, watch=game).events


def won(state: State, project: int = 0) -> Any:
    """Where a project was won, game by game."""
    return state.result[project] > 0


def chance(world: World, plan: Plan, **more: Any) -> float:
    """The share of games in which the first project is won."""
    return float(won(end(world, plan, **more)).mean())


def net(world: World, plan: Plan, **more: Any) -> float:
    """The mean net value."""
    return float(end(world, plan, **more).net.mean())


def never_lower(better: Any, worse: Any) -> bool:
    """Whether in no game the better side comes out lower, and in some it comes out higher."""
    difference = np.asarray(better, float) - np.asarray(worse, float)
    return bool((difference >= -1e-6).all() and (difference > 1e-6).any())


def with_mechanism(statement: str) -> list[World]:
    """The worlds of all cases that declare a statement's mechanism."""
    return [world for world in case_worlds() if statement in world.mechanisms]


def case_world(name: str) -> World:
    """The world of one case."""
    return next(world for world in case_worlds() if world.case == name)


def spoken_to(world: World, wanted: int) -> int:
    """The last round up to `wanted` in which those who decide may be spoken to."""
    tables = Tables(world)
    return next(n for n in range(wanted, 0, -1) if not tables.silent(n))


@cache
def case_worlds() -> tuple[World, ...]:
    """The worlds of all cases that have one."""
    folders = sorted(path.parent for path in places.cases().glob("*/world.yaml"))
    return tuple(worlds.load(cases.load(folder)) for folder in folders)
