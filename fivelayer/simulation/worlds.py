"""Loads a case's `world.yaml`: strictly, every problem at once, nothing named that is not there."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from fivelayer import strict_yaml
from fivelayer.cases import Case
from fivelayer.problems import Problem, Problems
from fivelayer.simulation.catalogue import catalogue, rates
from fivelayer.simulation.conditions import CASES
from fivelayer.simulation.parameters import loc_of, sources
from fivelayer.simulation.plan import Move, Plan
from fivelayer.simulation.tables import ids_of
from fivelayer.simulation.telling import Names
from fivelayer.simulation.world import Of, World
from fivelayer.strict_yaml import Loc, Source

Ids = dict[str, tuple[str, ...]]
Reference = tuple[Loc, str, tuple[str, ...]]
"""Where something is named, what is named, and what there is."""


def load(case: Case) -> World:
    """Load the world of a case, and hold it against case.yaml and key.

    Raises:
        Problems: every problem of world.yaml; also where the case has none.
    """
    world, source = read(case.folder), source_of(case.folder)
    names = Names(world, case)
    facts = tuple(fact.id for fact in case.key.facts) if case.key else ()
    problems = [
        Problem(source.file, None, item, "missing", {"name": "name"})
        for kind, items in world.lists.items()
        for item in (one.id for one in items)
        if not names.has(kind, item)
    ]
    problems += [
        source.problem(loc_of(source.data, path), "fact_unknown", given=place.fact)
        for path, place in sources(world).items()
        if facts and place.fact and place.fact not in facts
    ]
    if problems:
        raise Problems(problems)
    return world


def read(folder: Path) -> World:
    """Load the world in a case's folder by itself.

    Raises:
        Problems: every problem of world.yaml.
    """
    source = source_of(folder)
    world = strict_yaml.typed(source, World)
    found = [_unknown(source, *reference) for reference in references(world)]
    problems = [problem for problem in found if problem]
    if problems:
        raise Problems(problems)
    return world


def source_of(folder: Path) -> Source:
    """The world file of a case as it stands there.

    Raises:
        Problems: nothing can be made of it.
    """
    return strict_yaml.read(folder / "world.yaml", f"{folder.name}/world.yaml")


def references(world: World) -> Iterator[Reference]:
    """Everything that a world names, with what could be named there."""
    ids = ids_of(world) | {"rate": tuple(rates())}
    yield from ((at, name, ids[kind]) for at, kind, name in _named(World, world, ()))
    for n, happening in enumerate(world.happenings):
        kind = _ON.get(happening.kind)
        if kind:
            yield ("happenings", n, "on"), str(happening.on), ids[kind]
    for name, plan in world.plans.items():
        yield from of_plan(plan, world, ("plans", name))


def of_plan(plan: Plan, world: World, at: Loc = ()) -> Iterator[Reference]:
    """Everything that a plan names."""
    ids = ids_of(world)
    for number, moves in enumerate(plan.rounds, start=1):
        for n, move in enumerate(moves):
            yield from _of_move(move, ids, (*at, "rounds", str(number), n))
    for n, move in enumerate(plan.standing):
        yield from _of_move(move, ids, (*at, "standing", n))


def _of_move(move: Move, ids: Ids, at: Loc) -> Iterator[Reference]:
    yield (*at, "do"), move.do, ids["action"]
    yield (*at, "by"), move.by, ids["rep"]
    action = next((a for a in catalogue().actions if a.id == move.do), None)
    if action and (action.on or move.on is not None):
        yield (*at, "on"), move.on or "", ids[action.on] if action.on else ()
    if move.say is not None:
        yield (*at, "say"), move.say, ids["message"] if action and action.say else ()
    for n, case in enumerate(move.when):
        yield (*at, "when", n, "is"), case.is_, tuple(CASES)
        kind = CASES[case.is_][0] if case.is_ in CASES else ""
        if kind or case.of is not None:
            yield (*at, "when", n, "of"), case.of or "", ids[kind] if kind else ()


def _named(hint: Any, value: Any, at: Loc) -> Iterator[tuple[Loc, str, str]]:
    """Everything that a part of a world names: where, which kind of thing, its id."""
    of = [mark for mark in getattr(hint, "__metadata__", ()) if isinstance(mark, Of)]
    inner = get_args(hint)
    if of and value is not None:
        yield at, of[0].kind, value
    elif isinstance(value, BaseModel):
        hints = _hints(type(value))
        for name in type(value).model_fields:
            yield from _named(hints[name], getattr(value, name), (*at, name))
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _named(inner[0], name, (*at, name))
            yield from _named(inner[1], item, (*at, name))
    elif isinstance(value, tuple):
        for n, item in enumerate(value):
            yield from _named(inner[0], item, (*at, n))
    elif value is not None and get_origin(hint) is Union:
        yield from _named(inner[0], value, at)


@cache
def _hints(model: type[BaseModel]) -> dict[str, Any]:
    return get_type_hints(model, include_extras=True)


_ON = {
    "lead_grows": "half",
    "departure": "rep",
    "person_leaves": "person",
    "rival_push": "person",
    "value_changes": "project",
}
"""What each kind of happening happens to."""


def _unknown(source: Source, at: Loc, name: str, there: tuple[str, ...]) -> Problem | None:
    return None if name in there else source.problem(at, "want_choice", given=name, choices=there)
