"""All numbers of a world by path, and the world with some of them changed: what a facilitator may turn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from fivelayer.problems import Problem, Problems
from fivelayer.simulation.catalogue import rates
from fivelayer.simulation.world import Number, Provenance, World


def parameters(world: World) -> dict[str, Number]:
    """Every number by its path (`people.su.weight`), the rates of the rules included.

    >>> from fivelayer import places
    >>> from fivelayer.simulation import worlds
    >>> parameters(worlds.read(places.cases() / "qinglan"))["people.su.weight"].value
    30.0
    """
    own = {path: one for path, one in sources(world).items() if isinstance(one, Number)}
    return own | {
        f"rates.{name}": rate for name, rate in rates().items() if name not in world.rates
    }


def sources(world: World) -> dict[str, Provenance]:
    """Everything that says where it comes from, by its path: the numbers, and the spans of rounds."""
    return dict(_sources(world, ""))


def changed(world: World, values: Mapping[str, float]) -> World:
    """The world with other values at some paths.

    Raises:
        Problems: no such number, one that the case states, or a value outside its range.
    """
    there, problems = parameters(world), []
    data = world.model_dump(by_alias=True, mode="json")
    for path, value in values.items():
        number = there.get(path)
        if number is None:
            choices = tuple(name for name in there if name.split(".")[0] == path.split(".")[0])
            problems.append(Problem("world.yaml", None, path, "want_choice", {}, path, choices))
            continue
        low, high = number.range or (number.value, number.value)
        if not low <= value <= high:
            code, limit = ("want_least", low) if value < low else ("want_most", high)
            problems.append(
                Problem("world.yaml", None, path, code, {"limit": f"{limit:g}"}, f"{value:g}")
            )
            continue
        node: Any = data
        *steps, last = loc_of(data, path)
        for step in steps:
            node = node[step]
        node[last] = number.model_dump(mode="json") | {"value": value}
    if problems:
        raise Problems(problems)
    return World.model_validate(data)


def _sources(node: Any, path: str) -> Iterator[tuple[str, Provenance]]:
    if isinstance(node, Provenance):
        yield path.removeprefix("."), node
    elif isinstance(node, BaseModel):
        for name in type(node).model_fields:
            yield from _sources(getattr(node, name), f"{path}.{name}")
    elif isinstance(node, dict):
        for name, item in node.items():
            yield from _sources(item, f"{path}.{name}")
    elif isinstance(node, tuple):
        for place, item in enumerate(node):
            yield from _sources(item, f"{path}.{getattr(item, 'id', place)}")


def loc_of(data: Any, path: str) -> tuple[int | str, ...]:
    """Where in plain data a path such as `people.su.weight` stands."""
    loc: list[int | str] = []
    for step in path.split("."):
        key: int | str = step
        if not isinstance(data, dict):
            ids = [item.get("id") if isinstance(item, dict) else item for item in data]
            key = ids.index(step) if step in ids else int(step)
        loc.append(key)
        data = data.get(key) if isinstance(data, dict) else data[key]
    return tuple(loc)
