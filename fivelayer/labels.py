"""What the fields, tables, choices, units and outcomes of a plan are called."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from functools import cache
from types import UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin

from pydantic import BaseModel

from fivelayer import draft as drafts
from fivelayer.choices import Part, Step
from fivelayer.findings import Outcome
from fivelayer.messages import Language, text
from fivelayer.model import AccountPlan, Ladder, Row
from fivelayer.units import Unit

_MAIN: Final = ("text", "value", "grade")
"""The field that gives a group its name: `information.founded.value`, `business.need.text`."""


def part_key(part: Part) -> str:
    """The name of a part: a layer, or one of the three that use the model.

    >>> text(part_key(Part.BARRIERS), "zh")
    '壁垒层'
    """
    return f"plan.part.{part.value}"


def field_key(path: str) -> str:
    """The label of a field, group, table, row or part; rows' ids are dropped.

    Raises:
        KeyError: the plan has no such path.

    >>> field_key("barriers.entries.b1.gate_date")
    'plan.field.barriers.entries.gate_date'
    >>> field_key("information.headcount.value"), field_key("information.headcount.unit")
    ('plan.field.information.headcount', 'plan.field.unit')
    """
    return _place(path)[0]


def help_key(path: str) -> str:
    """The help text of a field, under the same id as its label."""
    return field_key(path).replace("plan.field.", "plan.help.", 1)


def table_key(table: str) -> str:
    """The name of a table such as `barriers.entries`."""
    return f"plan.table.{table}"


def row_key(table: str) -> str:
    """What one row of a table is called, with its number `n`: `Barrier 2`."""
    return f"plan.row.{table}"


def choice_key(choice: Enum) -> str:
    """The label of a choice; units and steps are choices too.

    >>> from fivelayer.choices import BarrierKind
    >>> choice_key(BarrierKind.FRAMEWORK)
    'plan.choice.barrier_kind.framework'
    """
    if isinstance(choice, Unit):
        return unit_key(choice)
    snake = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(choice).__name__).lower()
    return f"plan.choice.{snake}.{choice.value}"


def unit_key(unit: Unit) -> str:
    """The name of a unit."""
    return f"plan.unit.{unit.value}"


def statement_key(statement: str) -> str:
    """The sentence of the model behind a number such as `S10` or `K1`."""
    return f"model.{statement}"


def outcome_key(outcome: Outcome) -> str:
    """The name of an outcome."""
    return f"plan.outcome.{outcome.value}"


def label(path: str, language: Language, draft: drafts.Draft | None = None) -> str:
    """A path in words, with the group or row it belongs to.

    With the draft, a row is named by its place in the table; without, by the table.

    >>> label("barriers.entries.b7.gate_date", "en", {"barriers": {"entries": [{"id": "b7"}]}})
    'Barrier 1: Gate date'
    >>> label("information.ability.reason", "en")
    'Ability to buy: Reason'
    """
    key, group, table, row = _place(path)
    own = text(key, language)
    if key == group:
        return own if draft is None or not row else _row_name(table, row, language, draft)
    if not group:
        return own
    whose = text(group, language)
    if table:
        whose = _row_name(table, row, language, draft) if draft is not None else ""
        inner = _inner_group(path, table)
        own = (
            text("plan.within", language, group=text(inner, language), field=own) if inner else own
        )
    return text("plan.within", language, group=whose, field=own) if whose else own


def tables() -> tuple[str, ...]:
    """The paths of all tables with rows, in the plan's order."""
    return tuple(table for table, kind in _walk(AccountPlan, "") if kind == "table")


def _row_name(table: str, row: str, language: Language, draft: drafts.Draft) -> str:
    if table == "fit.accounts":  # they stand in the list already: the draft has those begun
        begun = drafts.row(draft, table, row) or {}
        digits = re.sub(r"\D", "", row)[:3]
        return str(begun.get("customer") or text(row_key(table), language, n=int(digits or 0)))
    ids = [str(r.get("id")) for r in drafts.rows(draft, table)]
    return text(row_key(table), language, n=ids.index(row) + 1) if row in ids else ""


def _inner_group(path: str, table: str) -> str:
    """The group inside a row (`lead_time`) of a field that does not give it its name."""
    names = path.removeprefix(f"{table}.").split(".")[1:]
    if len(names) < 2 or names[0] == "support":
        return ""
    group = _place(f"{table}.x.{names[0]}")[0]
    return "" if group == _place(path)[0] else group


def _place(path: str) -> tuple[str, str, str, str]:
    """Keys of a path and of its group, row or step; table and row id where it lies in one."""
    names = path.split(".")
    part, rest = names[0], names[1:]
    if part not in AccountPlan.model_fields or part == "schema_version":
        raise KeyError(f"a plan has no {path!r}")
    if not rest:
        return f"plan.part.{part}", f"plan.part.{part}", "", ""
    node, inside = AccountPlan.model_fields[part].annotation, f"plan.field.{part}"
    table = ".".join(names[:2])
    if table in tables():
        node = _row_type(_child_type(node, rest[0], path))
        row_or_table = table_key(table)
        if len(rest) <= 2:
            return row_or_table, row_or_table, table, rest[1] if len(rest) == 2 else ""
        key, _ = _field(node, rest[2:], f"{inside}.{rest[0]}", path)
        return key, row_or_table, table, rest[1]
    if part == Part.BUSINESS and rest[0] == "ladder":
        return _ladder(rest[1:], path)
    key, group = _field(node, rest, inside, path)
    return key, group, "", ""


def _ladder(names: list[str], path: str) -> tuple[str, str, str, str]:
    if not names:
        key = table_key("business.ladder")
        return key, key, "", ""
    _child_type(Ladder, names[0], path)
    step = choice_key(Step(names[0]))
    if len(names) == 1:
        return step, step, "", ""
    return f"plan.field.business.ladder.{names[1]}", step, "", ""


def _field(node: Any, names: list[str], inside: str, path: str) -> tuple[str, str]:
    inner = _child_type(node, names[0], path)
    key = f"{inside}.{names[0]}"
    if len(names) == 1 or names[0] == "support":
        return key, key if len(names) == 1 and _model_of(inner) else ""
    group = _model_of(inner)
    if group is None or len(names) > 2 or names[1] not in group.model_fields:
        raise KeyError(f"a plan has no {path!r}")
    main = next((name for name in _MAIN if name in group.model_fields), None)
    return (key, key) if names[1] == main else (f"plan.field.{names[1]}", key)


def _child_type(node: Any, name: str, path: str) -> Any:
    fields = getattr(node, "model_fields", {})
    if name not in fields:
        raise KeyError(f"a plan has no {path!r}")
    return fields[name].annotation


def _model_of(annotation: Any) -> type[BaseModel] | None:
    is_model = isinstance(annotation, type) and issubclass(annotation, BaseModel)
    return annotation if is_model else None


def _row_type(annotation: Any) -> Any:
    inner = get_args(annotation)
    return inner[0] if get_origin(annotation) is tuple and inner else None


@cache
def _walk(node: type[BaseModel], prefix: str) -> tuple[tuple[str, str], ...]:
    return tuple(_walked(node, prefix))


def _walked(node: type[BaseModel], prefix: str) -> Iterator[tuple[str, str]]:
    for name, info in node.model_fields.items():
        path = f"{prefix}.{name}" if prefix else name
        row = _row_type(info.annotation)
        if isinstance(row, type) and issubclass(row, Row):
            yield path, "table"
        elif (inner := _model_of(info.annotation)) is not None:
            yield from _walk(inner, path)
        elif name not in ("schema_version", "id"):
            yield path, "field"


def enum_of(annotation: Any) -> type[Enum] | None:
    """The choices of a field's type, where it has any; looks through unions and tuples."""
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return annotation
    if get_origin(annotation) in (Union, UnionType, Annotated, tuple):
        return next((e for a in get_args(annotation) if (e := enum_of(a)) is not None), None)
    return None
