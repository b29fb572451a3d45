"""A plan as typed: nested text, addressed by paths such as `barriers.entries.b1.gate_date`.

A draft has the plan's shape with text (or lists of text) at its leaves; rows are addressed by their
id. Saving a draft never fails for what it says: `read` derives the typed plan and lists what it could
not read, and it is the coach that objects.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from fivelayer.model import AccountPlan

Draft = dict[str, Any]


@dataclass(frozen=True)
class Unread:
    """A field whose text is not what the field takes: where, what was typed, which rule."""

    path: str
    typed: str
    rule: str
    """`number`, `day`, `range`, `choice`, `line` or `form`."""


@dataclass(frozen=True)
class Reading:
    """The typed plan of a draft, and the fields that could not be read (empty in the plan)."""

    plan: AccountPlan
    unread: tuple[Unread, ...] = ()


def read(draft: Draft) -> Reading:
    """Derive the typed plan of a draft; never raises, whatever was typed.

    >>> reading = read({"information": {"headcount": {"value": "about 90"}}})
    >>> reading.plan.information.headcount.value, [u.rule for u in reading.unread]
    (None, ['number'])
    """
    try:
        return Reading(AccountPlan.model_validate(draft))
    except ValidationError as fault:
        errors = fault.errors(include_url=False, include_context=False)
    if not isinstance(draft, dict):
        return Reading(AccountPlan(), (Unread("", "", "form"),))
    rest = copy.deepcopy(draft)
    taken = [_take_out(rest, error["loc"], error["type"], error["msg"]) for error in errors]
    deeper = read(_swept(rest) if any(taken) else {})
    found = {u.path: u for u in (*deeper.unread, *taken) if u is not None}
    return Reading(deeper.plan, tuple(found.values()))


def get(draft: Draft, path: str, default: Any = "") -> Any:
    """What stands at `path`; `default` where nothing does."""
    node: Any = draft
    for name in path.split("."):
        node = _child(node, name)
        if node is None:
            return default
    return node


def put(draft: Draft, path: str, value: str | list[str]) -> Draft:
    """A copy of the draft with `value` at `path`; the parts beside the path are shared.

    Raises:
        KeyError: the path names a row that is not there.

    >>> put({}, "barriers.strategy", "watch")
    {'barriers': {'strategy': 'watch'}}
    """
    return _put(draft, path.split("."), value, path)


def rows(draft: Draft, table: str) -> list[Draft]:
    """The rows of a table such as `barriers.entries`."""
    found = get(draft, table, [])
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []


def add_row(draft: Draft, table: str, row_id: str, at: int | None = None) -> Draft:
    """A copy with one more, empty row, at the end or at position `at`."""
    there = rows(draft, table)
    at = len(there) if at is None else at
    return put(draft, table, [*there[:at], {"id": row_id}, *there[at:]])  # type: ignore[list-item]


def remove_row(draft: Draft, table: str, row_id: str) -> Draft:
    """A copy without the row."""
    return put(draft, table, [r for r in rows(draft, table) if r.get("id") != row_id])  # type: ignore[misc]


def leaves(node: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """All filled-in fields with their paths: texts and lists of texts; rows' own ids left out."""
    if isinstance(node, dict):
        for name, value in node.items():
            if name != "id":
                yield from leaves(value, f"{path}.{name}" if path else str(name))
    elif isinstance(node, list) and any(isinstance(item, dict) for item in node):
        for item in node:
            if isinstance(item, dict) and isinstance(item.get("id"), str):
                yield from leaves(item, f"{path}.{item['id']}")
    elif node not in ("", None, []):
        yield path, node


def _child(node: Any, name: str) -> Any:
    if isinstance(node, dict):
        return node.get(name)
    if isinstance(node, list):
        return next((r for r in node if isinstance(r, dict) and r.get("id") == name), None)
    return None


def _put(node: Any, names: list[str], value: Any, path: str) -> Any:
    if not names:
        return value
    name, rest = names[0], names[1:]
    if isinstance(node, list):
        if _child(node, name) is None:
            raise KeyError(f"{path}: no row {name!r}")
        return [_put(r, rest, value, path) if _child([r], name) is not None else r for r in node]
    held = node if isinstance(node, dict) else {}
    return {**held, name: _put(held.get(name), rest, value, path)}


_RULES = {
    "enum": "choice",
    "greater_than_equal": "range",
    "less_than_equal": "range",
    "string_pattern_mismatch": "line",
    "int_from_float": "number",
    "int_type": "number",
    "decimal_type": "number",
}


def _rule(kind: str, message: str) -> str:
    if kind == "value_error":
        return "day" if message.endswith("day") else "number"
    return _RULES.get(kind, "form")


_GONE = object()


def _take_out(draft: Any, loc: tuple[int | str, ...], kind: str, message: str) -> Unread | None:
    """Remove what an error points at, so that the rest can be read; say where and what it was."""
    node, names = draft, []
    holder: Any = None
    for step in loc:
        if not _holds(node, step):
            break
        holder, last = node, step
        names.append(_name(node, step))
        node = node[step]
    if holder is None or node is _GONE:
        return None
    if isinstance(holder, list):
        holder[last] = _GONE  # kept until the sweep: other errors count positions in this list
    else:
        del holder[last]
    return Unread(".".join(names), node if isinstance(node, str) else "", _rule(kind, message))


def _swept(node: Any) -> Any:
    if isinstance(node, dict):
        return {name: _swept(value) for name, value in node.items()}
    if isinstance(node, list):
        return [_swept(item) for item in node if item is not _GONE]
    return node


def _holds(node: Any, step: int | str) -> bool:
    if isinstance(node, dict):
        return step in node
    return isinstance(node, list) and isinstance(step, int) and step < len(node)


def _name(node: Any, step: Any) -> str:
    inside = node[step]
    if isinstance(node, list) and isinstance(inside, dict) and isinstance(inside.get("id"), str):
        return str(inside["id"])
    return str(step)
