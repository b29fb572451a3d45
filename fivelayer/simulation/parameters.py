"""All numbers of a world by path, and the world with some of them changed: what a facilitator may turn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from fivelayer.problems import Problem, Problems
from fivelayer.simulation.catalogue import rates
from fivelayer.simulation.world import Number, World


def parameters(world: World) -> dict[str, Number]:
    """Every number by its path (`people.su.weight`), the rates of the rules included.

    >>> from fivelayer import places
    >>> from fivelayer.simulation import worlds
    >>> parameters(worlds.read(places.cases() / "qinglan"))["people.su.weight"].value
    30.0
    """
    own = dict(_numbers(world, ""))
    return own | {
        f"rates.{name}": rate for name, rate in rates().items() if name not in world.rates
    }


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
        _put(data, path, number.model_dump() | {"value": value})
    if problems:
        raise Problems(problems)
    return World.model_validate(data)


def _numbers(node: Any, path: str) -> Iterator[tuple[str, Number]]:
    if isinstance(node, Number):
        yield path.removeprefix("."), node
    elif isinstance(node, BaseModel):
        for name in type(node).model_fields:
            yield from _numbers(getattr(node, name), f"{path}.{name}")
    elif isinstance(node, dict):
        for name, item in node.items():
            yield from _numbers(item, f"{path}.{name}")
    elif isinstance(node, tuple):
        for place, item in enumerate(node):
            yield from _numbers(item, f"{path}.{getattr(item, 'id', place)}")


def _put(data: Any, path: str, value: Any) -> None:
    *steps, last = path.split(".")
    node = data
    for step in steps:
        node = _inside(node, step)
    if isinstance(node, dict):
        node[last] = value
    else:
        node[int(last)] = value


def _inside(node: Any, step: str) -> Any:
    if isinstance(node, dict):
        return node[step]
    named = (item for item in node if isinstance(item, dict) and item.get("id") == step)
    found = next(named, None)
    return node[int(step)] if found is None else found
