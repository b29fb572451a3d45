"""What sort of field stands at each path of an account plan: what a criterion may ask of it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from fivelayer.labels import enum_of
from fivelayer.model import AccountPlan, Quantity, Row
from fivelayer.reading import read_day, read_number
from fivelayer.schema_errors import models

Sort = Literal["text", "number", "quantity", "day", "choice", "lines", "table", "group"]
SUPPORT: Final = ("-2", "-1", "0", "1", "2")


@dataclass(frozen=True)
class Field:
    """What stands at a path: its sort and, for a choice, the codes."""

    sort: Sort
    choices: tuple[str, ...] = ()


@cache
def all_fields() -> dict[str, Field]:
    """Every path of a plan; a table's fields stand beneath the table without a row's id.

    >>> all_fields()["barriers.strategy"].choices
    ('attack', 'watch')
    """
    return dict(_walk(AccountPlan))


def find(path: str, table: str = "") -> Field | None:
    """The field at a path; with `table`, a path within one of its rows.

    >>> find("gate_date", "barriers.entries").sort
    'day'
    """
    whole = f"{table}.{path.removeprefix(f'{table}.')}" if table else path
    head, _, party = whole.rpartition(".")
    if head.endswith(".support") and party:
        return Field("choice", SUPPORT)
    return all_fields().get(whole)


def main(path: str, table: str = "") -> str:
    """The path of the field that gives a group its name; any other path as it is.

    >>> main("information.ability")
    'information.ability.grade'
    """
    inside = (f"{path}.{name}" for name in ("value", "text", "grade"))
    return next((inner for inner in inside if find(inner, table)), path)


def within(table: str) -> dict[str, Field]:
    """The fields of a table's rows, or of the whole plan, by their paths."""
    prefix = f"{table}." if table else ""
    fields = all_fields().items()
    return {p.removeprefix(prefix): field for p, field in fields if p.startswith(prefix)}


def near(path: str, table: str = "") -> tuple[str, ...]:
    """Paths that may have been meant: those that look like it, else those beside it."""
    inside, group = within(table), path.partition(".")[0]
    beside = [name for name in inside if name.partition(".")[0] == group]
    return tuple(difflib.get_close_matches(path, inside, n=4) or beside[:12])


def references(people: set[str], parties: set[str]) -> dict[str, set[str]]:
    """What those fields may name that name something: rows of decision makers, rivals."""
    return {
        "for_whom": {"organisation", *people},
        "contacts": people,
        "against": parties - {"us"},
    }


def _walk(model: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, Field]]:
    for name, info in model.model_fields.items():
        if name not in {"schema_version", "id"}:
            inner = next(iter(models(info.annotation)), None)
            yield f"{prefix}{name}", _field(info, inner)
            if inner is not None:
                yield from _walk(inner, f"{prefix}{name}.")


def _field(info: FieldInfo, inner: type[BaseModel] | None) -> Field:
    if (choices := enum_of(info.annotation)) is not None:
        return Field("choice", tuple(str(choice.value) for choice in choices))
    readers = {getattr(extra, "func", None) for extra in info.metadata}
    shapes: dict[Sort, bool] = {
        "table": inner is not None and issubclass(inner, Row),
        "quantity": inner is not None and issubclass(inner, Quantity),
        "group": inner is not None or get_origin(info.annotation) is dict,
        "day": read_day in readers,
        "number": read_number in readers,
        "lines": get_origin(info.annotation) is tuple,
    }
    return Field(next((sort for sort, fits in shapes.items() if fits), "text"))
