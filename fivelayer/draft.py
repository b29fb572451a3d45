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

from fivelayer.fields import place
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


def read(draft: Any) -> Reading:
    """Derive the typed plan of a draft; never raises, whatever was typed or handed in.

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
    filled: Draft = _put(draft, path.split("."), value, path)
    return filled


def put_or_clear(draft: Draft, path: str, value: str | list[str]) -> Draft:
    """A copy with `value` at `path`; a blank one clears the field, and whatever is then empty.

    Raises:
        KeyError: the plan has no such place, or the path names a row that is not there.

    >>> put_or_clear({"barriers": {"strategy": "watch"}}, "barriers.strategy", "")
    {}
    """
    if lost_row(draft, path):
        raise KeyError(f"{path}: no such row")
    if value not in ("", []):
        return put(draft, path, value)
    cleared = _cleared(draft, path.split("."))
    return cleared if isinstance(cleared, dict) else {}


def rows(draft: Draft, table: str) -> list[Draft]:
    """The rows of a table such as `barriers.entries`."""
    found = get(draft, table, [])
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []


def row(draft: Draft, table: str, row_id: str) -> Draft | None:
    """One row of a table, or None."""
    return next((r for r in rows(draft, table) if r.get("id") == row_id), None)


def add_row(draft: Draft, table: str, row_id: str, at: int | None = None) -> Draft:
    """A copy with one more, empty row, at the end or at position `at`."""
    return insert_row(draft, table, {"id": row_id}, at)


def insert_row(draft: Draft, table: str, new: Draft, at: int | None = None) -> Draft:
    """A copy with the row `new` at the end or at position `at`.

    Raises:
        KeyError: a row of that id is there.
    """
    there = rows(draft, table)
    if any(r.get("id") == new["id"] for r in there):
        raise KeyError(f"{table}: there is a row {new['id']!r}")
    at = len(there) if at is None else max(0, at)
    return _with_rows(draft, table, [*there[:at], new, *there[at:]])


def remove_row(draft: Draft, table: str, row_id: str) -> Draft:
    """A copy without the row."""
    return _with_rows(draft, table, [r for r in rows(draft, table) if r.get("id") != row_id])


def move_row(draft: Draft, table: str, row_id: str, by: int) -> Draft:
    """A copy with the row moved by so many places, as far as the table goes.

    Raises:
        KeyError: no such row.
    """
    moved = row(draft, table, row_id)
    if moved is None:
        raise KeyError(f"{table}: no row {row_id!r}")
    there = rows(draft, table)
    at = min(max(there.index(moved) + by, 0), len(there) - 1)
    there.remove(moved)
    return _with_rows(draft, table, [*there[:at], moved, *there[at:]])


def lost_row(draft: Draft, path: str) -> bool:
    """Whether the path names a row that is not there.

    Raises:
        KeyError: the plan has no such place.
    """
    found = place(path).row
    return found is not None and row(draft, *found) is None


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


def _with_rows(draft: Draft, table: str, there: list[Draft]) -> Draft:
    return put_or_clear(draft, table, there)  # type: ignore[arg-type]


def _cleared(node: Any, names: list[str]) -> Any:
    """What is left of `node` without the field; None where nothing is."""
    if not names:
        return None
    name, rest = names[0], names[1:]
    if isinstance(node, list):
        here = _child(node, name)
        return [(_cleared(r, rest) or {"id": name}) if r is here else r for r in node]
    if not isinstance(node, dict) or name not in node:
        return node
    left = _cleared(node[name], rest)
    kept = {n: left if n == name else v for n, v in node.items() if n != name or left is not None}
    return kept or None


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
    last: Any = None
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
