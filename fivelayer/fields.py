"""Where a path leads in the plan: which field it is, in which row, and which lines it stands on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, get_args, get_origin

from pydantic import BaseModel

from fivelayer.model import AccountPlan, Row
from fivelayer.remembered import remembered

_LINES: Final = "lines"
_NO_FIELDS: Final = frozenset({"id", "schema_version"})
"""Names that nobody fills in."""


@dataclass(frozen=True)
class Place:
    """What a path names."""

    kind: str
    """`group`, `table`, `row`, `field` (one text) or `list` (several texts)."""
    row: tuple[str, str] | None = None
    """The table and the id of the row it lies in (or is)."""
    lines: str | None = None
    """Path of the nearest `lines`: of the field's own group, else of its row, else of its part."""


@remembered
def place(path: str) -> Place:
    """Find what a path names.

    Raises:
        KeyError: the plan has no such place.

    >>> place("barriers.entries.b1.lead_time.value")
    Place(kind='field', row=('barriers.entries', 'b1'), lines='barriers.entries.b1.lines')
    """
    node: Any = AccountPlan
    kind, row, lines = "group", None, None
    names = path.split(".")
    for depth, name in enumerate(names):
        at = ".".join(names[: depth + 1])
        if kind == "table":
            kind, row = "row", (".".join(names[:depth]), name)
        elif kind in ("group", "row"):
            node, kind = _inside(node, name, at)
        else:
            raise KeyError(f"{path}: nothing lies inside a field")
        if kind in ("group", "row") and _LINES in _names_of(node):
            lines = f"{at}.{_LINES}"
    return Place(kind, row, lines)


@remembered
def choices(path: str) -> type[Enum] | None:
    """The choices of a field, where it has any; None too where the plan has no such place.

    >>> choices("barriers.entries.b1.means")
    <enum 'Means'>
    """
    try:
        place(path)
    except KeyError:
        return None
    node: Any = AccountPlan
    for name in path.split("."):
        if _is_group(node):
            if name not in node.model_fields:
                return None
            node = node.model_fields[name].annotation
        elif get_origin(node) is tuple:
            node = get_args(node)[0]
        else:
            return None
    return _enum(node)


def _enum(node: Any) -> type[Enum] | None:
    if isinstance(node, type) and issubclass(node, Enum):
        return node
    return next((found for inner in get_args(node) if (found := _enum(inner))), None)


def _names_of(node: Any) -> frozenset[str]:
    return frozenset(node.model_fields) if _is_group(node) else frozenset()


def _inside(node: Any, name: str, at: str) -> tuple[Any, str]:
    if not _is_group(node):  # support by party: any party's id
        return str, "field"
    if name not in node.model_fields or name in _NO_FIELDS:
        raise KeyError(f"{at}: the plan has no such place")
    inner = node.model_fields[name].annotation
    if _is_group(inner) or get_origin(inner) is dict:
        return inner, "group"
    if get_origin(inner) is tuple:
        of = get_args(inner)[0]
        table = isinstance(of, type) and issubclass(of, Row)
        return (of, "table") if table else (inner, "list")
    return inner, "field"


def _is_group(node: Any) -> bool:
    return isinstance(node, type) and issubclass(node, BaseModel)
