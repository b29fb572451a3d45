"""What sort of field stands at each path of an account plan: what a criterion may ask of it."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from fivelayer.labels import enum_of
from fivelayer.model import AccountPlan, Quantity, Row
from fivelayer.reading import read_day, read_number

Sort = Literal["text", "number", "quantity", "day", "choice", "lines", "table", "group"]
SUPPORT = ("-2", "-1", "0", "1", "2")


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
    return dict(_walk(AccountPlan, ""))


def find(path: str, table: str | None = None) -> Field | None:
    """The field at a path; with `table`, a path within one of its rows.

    >>> find("gate_date", "barriers.entries").sort
    'day'
    """
    whole = f"{table}.{path}" if table else path
    head, _, party = whole.rpartition(".")
    if head.endswith(".support") and party:
        return Field("choice", SUPPORT)
    return all_fields().get(whole)


def near(path: str, table: str | None = None) -> tuple[str, ...]:
    """Paths that may have been meant: those that look like it, else those beside it."""
    prefix = f"{table}." if table else ""
    inside = [name.removeprefix(prefix) for name in all_fields() if name.startswith(prefix)]
    close = difflib.get_close_matches(path, inside, n=4, cutoff=0.6)
    return tuple(
        close or [name for name in inside if name.partition(".")[0] == path.partition(".")[0]][:12]
    )


def _walk(model: type[BaseModel], prefix: str) -> list[tuple[str, Field]]:
    found: list[tuple[str, Field]] = []
    for name, info in model.model_fields.items():
        if name in {"schema_version", "id"}:
            continue
        path = f"{prefix}{name}"
        inner = _inner(info.annotation)
        found.append((path, _field(info, inner)))
        if inner is not None:
            found += _walk(inner, f"{path}.")
    return found


def _field(info: FieldInfo, inner: type[BaseModel] | None) -> Field:
    if (choices := enum_of(info.annotation)) is not None:
        return Field("choice", tuple(str(choice.value) for choice in choices))
    return Field(_sort(info, inner))


def _sort(info: FieldInfo, inner: type[BaseModel] | None) -> Sort:
    readers = {getattr(extra, "func", None) for extra in info.metadata}
    shapes: dict[Sort, bool] = {
        "table": inner is not None and issubclass(inner, Row),
        "quantity": inner is not None and issubclass(inner, Quantity),
        "group": inner is not None or get_origin(info.annotation) is dict,
        "day": read_day in readers,
        "number": read_number in readers,
        "lines": get_origin(info.annotation) is tuple,
    }
    return next((sort for sort, fits in shapes.items() if fits), "text")


def _inner(annotation: Any) -> type[BaseModel] | None:
    """The model inside an annotation: a group's own, a table's row."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (tuple, Union, UnionType):
        return next((inner for a in get_args(annotation) if (inner := _inner(a)) is not None), None)
    return None
