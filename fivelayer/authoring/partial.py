"""A file as far as it can be read: one bad item hides none of its neighbours from the checks."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import Any, Final, Generic, TypeVar, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError

from fivelayer import strict_yaml
from fivelayer.problems import Problem, Problems
from fivelayer.schema_errors import children
from fivelayer.strict_yaml import Loc, Source

TODO: Final = ("TODO", "待写")
"""What `case new` puts where the author has to write."""
Schema = TypeVar("Schema", bound=BaseModel)
Place = tuple[Loc, Any]
"""Where something stands in a file, and what stands there."""


class Partial(Generic[Schema]):
    """A YAML file with its problems: its type if it has none, else its good parts."""

    def __init__(self, path: Path, name: str, schema: type[Schema]) -> None:
        self.name = name
        self.schema = schema
        self.source = Source(name, {}, {})
        self.typed: Schema | None = None
        self.problems: list[Problem] = []
        try:
            self.source = strict_yaml.read(path, name)
            self.typed = strict_yaml.typed(self.source, schema)
        except Problems as fault:
            self.problems += fault.problems

    # --- what stands in it ---------------------------------------------------------------------

    def at(self, pattern: str) -> list[Place]:
        """Whatever stands at the places of a pattern such as `facts.*.id`."""
        found: list[Place] = [((), self.source.data)]
        for name in pattern.split("."):
            found = [
                ((*loc, step), inner)
                for loc, node in found
                for step, inner in children(node).items()
                if name in ("*", step)
            ]
        return found

    def keys(self, pattern: str) -> list[Place]:
        """The keys at the places of a pattern such as `hints.*`, instead of what they hold."""
        return [(loc, loc[-1]) for loc, _ in self.at(pattern)]

    def names(self, pattern: str) -> set[str]:
        """The texts at the places of a pattern."""
        return {found for _, found in self.at(pattern) if isinstance(found, str)}

    def items(self, field: str) -> list[Place]:
        """The good items of a list, made into their type."""
        item = TypeAdapter(get_args(self.schema.model_fields[field].annotation)[0])
        made = [(loc, _made(item, raw)) for loc, raw in self.at(f"{field}.*")]
        return [(loc, one) for loc, one in made if one is not None]

    def value(self, field: str) -> Any:
        """One value made into its type, or None where it is missing or bad."""
        annotation: Any = self.schema.model_fields[field].annotation
        return next((_made(TypeAdapter(annotation), raw) for _, raw in self.at(field)), None)

    # --- what is wrong with it -----------------------------------------------------------------

    def say(self, loc: Loc, code: str, **more: Any) -> None:
        """Note a problem at a place."""
        self.problems.append(self.source.problem(loc, code, **more))

    def refuse(
        self,
        code: str,
        found: Iterable[Place],
        choices: Collection[str] = (),
        fits: Callable[[str], object] | None = None,
        **params: str | int,
    ) -> None:
        """Note the texts that are none of the choices, or do not fit.

        A place that has a problem already gets no second one; what is no text has one.
        """
        fits = fits or choices.__contains__
        told = {problem.path for problem in self.problems}
        for loc, given in found:
            new = isinstance(given, str) and self.source.path_of(loc) not in told
            if new and not fits(given):
                self.say(loc, code, given=given, choices=near(given, choices), params=params)

    def unique(self, pattern: str, code: str = "id_twice") -> None:
        """Note every text that stands a second time."""
        first: dict[str, Loc] = {}
        for loc, given in self.at(pattern):
            if isinstance(given, str) and first.setdefault(given, loc) != loc:
                line = self.source.line_of(first[given]) or 0
                self.say(loc, code, given=given, params={"first": line})

    def usual(self, code: str, field: str, number: int, least: int, most: int) -> None:
        """Remark on a number that is not the usual one."""
        if children(self.source.data) and not least <= number <= most:
            params = {"n": number, "least": least, "most": most}
            self.say((field,), code, params=params, remark=True)

    def todo(self) -> None:
        """Remark on every text that its author has still to write."""
        for loc, words in texts(self.source.data):
            if any(mark in words for mark in TODO):
                self.say(loc, "todo", remark=True, given=words[:80])


def texts(node: Any, loc: Loc = ()) -> Iterator[tuple[Loc, str]]:
    """Every text inside some data, with its place."""
    if isinstance(node, str):
        yield loc, node
    for step, inner in children(node).items():
        yield from texts(inner, (*loc, step))


def near(given: str, choices: Collection[str]) -> tuple[str, ...]:
    """The choices to show: a dozen at most as they are, of more those that look like what was given."""
    listed = choices if isinstance(choices, tuple) else tuple(sorted(choices))
    if len(listed) <= 12:
        return listed
    return tuple(difflib.get_close_matches(given, listed, n=4, cutoff=0.5))


def _made(adapter: TypeAdapter[Any], raw: Any) -> Any:
    try:
        return adapter.validate_python(raw)
    except ValidationError:
        return None
