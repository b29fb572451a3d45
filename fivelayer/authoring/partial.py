"""A file as far as it can be read: one bad item hides none of its neighbours from the checks."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Generic, TypeVar, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError

from fivelayer import strict_yaml
from fivelayer.problems import Problem, Problems
from fivelayer.strict_yaml import Loc, Source

Schema = TypeVar("Schema", bound=BaseModel)


class Partial(Generic[Schema]):
    """A YAML file, its type if it has no problems, else its good parts."""

    def __init__(self, path: Path, name: str, schema: type[Schema]) -> None:
        self.name = name
        self.schema = schema
        self.problems: list[Problem] = []
        self.typed: Schema | None = None
        try:
            self.source = strict_yaml.read(path, name)
            self.typed = strict_yaml.typed(self.source, schema)
        except Problems as fault:
            self.problems += fault.problems
            if not hasattr(self, "source"):
                self.source = Source(name, {}, {})

    @property
    def read(self) -> bool:
        """Whether there is anything to check."""
        return isinstance(self.source.data, dict) and bool(self.source.data)

    def items(self, field: str) -> list[tuple[Loc, Any]]:
        """The good items of a list, each with its place."""
        listed = self._raw(field)
        if not isinstance(listed, list):
            return []
        adapter = TypeAdapter(get_args(self.schema.model_fields[field].annotation)[0])
        found = [((field, n), _made(adapter, item)) for n, item in enumerate(listed)]
        return [(loc, item) for loc, item in found if item is not None]

    def value(self, field: str) -> Any:
        """One value, or None where it is missing or bad."""
        if self.typed is not None:
            return getattr(self.typed, field)
        annotation: Any = self.schema.model_fields[field].annotation
        return _made(TypeAdapter(annotation), self._raw(field))

    def ids(self, field: str) -> list[tuple[Loc, str]]:
        """The ids of all items of a list, of the bad ones too, so that nothing is missed twice."""
        listed = self._raw(field)
        items = enumerate(listed) if isinstance(listed, list) else ()
        named = [(n, item.get("id")) for n, item in items if isinstance(item, dict)]
        return [((field, n, "id"), found) for n, found in named if isinstance(found, str)]

    def say(self, loc: Loc, code: str, **more: Any) -> None:
        """Note a problem at a place."""
        self.problems.append(self.source.problem(loc, code, **more))

    def _raw(self, field: str) -> Any:
        return self.source.data.get(field) if isinstance(self.source.data, dict) else None


def _made(adapter: TypeAdapter[Any], raw: Any) -> Any:
    try:
        return adapter.validate_python(raw)
    except ValidationError:
        return None
