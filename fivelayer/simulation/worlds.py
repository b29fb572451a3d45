"""Loads a case's `world.yaml`: strictly, every problem at once, nothing named that is not there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fivelayer import strict_yaml
from fivelayer.cases import Case
from fivelayer.problems import Problem, Problems
from fivelayer.simulation.catalogue import catalogue, rates
from fivelayer.simulation.conditions import CASES
from fivelayer.simulation.parameters import sources
from fivelayer.simulation.plan import Move, Plan
from fivelayer.simulation.tables import ids_of
from fivelayer.simulation.telling import NAMED, Names
from fivelayer.simulation.world import World
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
        for kind, ids in ids_of(world).items()
        if kind in NAMED
        for item in ids
        if not names.has(kind, item)
    ]
    problems += [
        source.problem(loc_of(source, path), "fact_unknown", given=place.fact)
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


def loc_of(source: Source, path: str) -> Loc:
    """Where in the file a path such as `people.su.weight` stands."""
    node, loc = source.data, []
    for step in path.split("."):
        key: int | str = step
        if isinstance(node, list):
            named = [n for n, item in enumerate(node) if step in (item, *_ids(item))]
            key = named[0] if named else int(step)
        loc.append(key)
        node = node[key]
    return tuple(loc)


def _ids(item: Any) -> tuple[Any, ...]:
    return (item.get("id"),) if isinstance(item, dict) else ()


def references(world: World) -> Iterator[Reference]:
    """Everything that a world names, with what could be named there."""
    ids = ids_of(world)
    yield from _of_lists(world, ids)
    yield from _of_people(world, ids)
    for n, happening in enumerate(world.happenings):
        kind = _ON.get(happening.kind)
        if kind:
            yield ("happenings", n, "on"), str(happening.on), ids[kind]
        if happening.rival:
            yield ("happenings", n, "rival"), happening.rival, ids["rival"]
    yield from ((("rates", rate), rate, tuple(rates())) for rate in world.rates)
    yield ("goal", "project"), world.goal.project, ids["project"]
    for name, plan in world.plans.items():
        yield from of_plan(plan, world, ("plans", name))


def _of_lists(world: World, ids: Ids) -> Iterator[Reference]:
    for n, fact in enumerate(world.facts):
        yield from ((("facts", n, "visit", who), who, ids["person"]) for who in fact.visit)
    for n, barrier in enumerate(world.barriers):
        for m, name in enumerate(barrier.found_by):
            yield ("barriers", n, "found_by", m), name, ids["fact"]
    for n, project in enumerate(world.projects):
        if project.follows:
            yield ("projects", n, "follows"), project.follows, ids["project"]
    for n, message in enumerate(world.messages):
        yield from (
            (("messages", n, "same", m), r, ids["rival"]) for m, r in enumerate(message.same)
        )
    for n, dealer in enumerate(world.dealers):
        yield from (
            (("dealers", n, "brings", m), h, ids["half"]) for m, h in enumerate(dealer.brings)
        )
        yield from ((("dealers", n, "eases", b), b, ids["barrier"]) for b in dealer.eases)


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


def _of_people(world: World, ids: Ids) -> Iterator[Reference]:
    for n, person in enumerate(world.people):
        at = ("people", n)
        yield from (((*at, "support", party), party, ids["party"]) for party in person.support)
        yield from (((*at, "after", m), who, ids["person"]) for m, who in enumerate(person.after))
        yield from (((*at, "criteria", m), m, ids["message"]) for m in person.criteria)
        yield from (((*at, "bonds", rep), rep, ids["rep"]) for rep in person.bonds)
        if person.criteria_fact:
            yield (*at, "criteria_fact"), person.criteria_fact, ids["fact"]
        if person.needs:
            for need in ("institutional", "personal"):
                yield (*at, "needs", need), getattr(person.needs, need), ids["message"]


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
