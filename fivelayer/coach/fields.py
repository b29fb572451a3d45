"""Coach, single fields of any part: what cannot be read, units, and lines that are not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from fivelayer.coach.rules import (
    Check,
    Consequence,
    Remark,
    Ruleset,
    View,
    field_key,
    partly,
    wrong,
)
from fivelayer.labels import unit_key
from fivelayer.model import Quantity
from fivelayer.units import Unit, dimension

RULES: Final = Ruleset(None, "field")

_STATEMENTS: Final = {
    "information": "S2",
    "barriers.entries": "S5",
    "barriers": "S9",
    "business.ladder": "S14",
    "business": "S12",
    "relationship": "S19",
    "interest": "S23",
    "management": "S29",
    "team": "S33",
    "fit": "S37",
}
_TIME: Final = frozenset({"hours", "days", "working days", "months"})
_PEOPLE: Final = frozenset({"people"})
_MONEY: Final = frozenset({"money"})
_EFFORT: Final = frozenset({"money", "person-months"}) | _TIME
_MEASURED: Final = {
    _PEOPLE: "coach.measured.people",
    _MONEY: "coach.measured.money",
    _TIME: "coach.measured.time",
    _EFFORT: "coach.measured.effort",
}
_RANGES: Final = {"weight": (0, 100), "expected_share": (0, 100), "expected_margin": (0, 100)}
_SUPPORT: Final = (-2, 2)
_LIST_PLACE: Final = re.compile(r"\.[0-9]+$")
"""An item of a list is told of under the list, which is what the form shows."""


def statement_at(path: str) -> str:
    """The statement that a field comes under."""
    return next((s for start, s in _STATEMENTS.items() if f"{path}.".startswith(f"{start}.")), "S2")


def label_at(path: str) -> str:
    """The label of a field, or of the nearest thing around it that has one."""
    names = path.split(".")
    for depth in range(len(names), 0, -1):
        try:
            return field_key(".".join(names[:depth]))
        except KeyError:
            continue
    return "coach.field.somewhere"


# --- what cannot be read ---------------------------------------------------------------------------


def _unread(rule: str) -> Check:
    def check(view: View) -> Iterator[Remark]:
        for unread in view.unread:
            if unread.rule != rule:
                continue
            more: dict[str, Any] = {"terms": {"field": label_at(unread.path)}}
            if rule == "range":
                low, high = _RANGES.get(unread.path.rpartition(".")[2], _SUPPORT)
                more["params"] = {"low": low, "high": high}
            statement = "K2" if rule == "line" else statement_at(unread.path)
            yield wrong(
                _LIST_PLACE.sub("", unread.path), unread.typed.strip(), statement=statement, **more
            )

    return check


for _rule in ("number", "day", "range", "choice", "line", "form"):
    RULES.field(_rule, "S2", Consequence.GAP)(_unread(_rule))


# --- quantities ------------------------------------------------------------------------------------


def _quantities(view: View) -> Iterator[tuple[str, Quantity, frozenset[str]]]:
    """Every quantity of the plan with what it may be measured in; nothing means anything."""
    plan = view.plan
    yield "information.headcount", plan.information.headcount, _PEOPLE
    yield "information.revenue", plan.information.revenue, _MONEY
    yield "information.purchasing_budget", plan.information.purchasing_budget, _MONEY
    for row in view.barriers:
        yield f"barriers.entries.{row.id}.lead_time", row.lead_time, _TIME
    yield "business.benefit", plan.business.benefit, frozenset()
    for own in plan.management.own_barriers:
        yield f"management.own_barriers.{own.id}.cost", own.cost, _EFFORT
    yield "fit.cost", plan.fit.cost, _EFFORT
    yield "fit.gain", plan.fit.gain, _MONEY


@RULES.field("unit_missing", "S2", Consequence.GAP)
def _unit_missing(view: View) -> Iterator[Remark]:
    for path, quantity, kinds in _quantities(view):
        only_people = kinds == _PEOPLE  # a headcount can be nothing else
        unread = view.unreadable(f"{path}.unit")
        if quantity.value is not None and quantity.unit is None and not (only_people or unread):
            field = f"{path}.unit"
            named = {"field": label_at(path)}
            typed = view.typed(f"{path}.value")
            yield partly(field, typed, terms=named, statement=statement_at(path))


@RULES.field("unit_unfit", "S2", Consequence.GAP)
def _unit_unfit(view: View) -> Iterator[Remark]:
    for path, quantity, kinds in _quantities(view):
        unit = quantity.unit
        if quantity.value is not None and unit and kinds and dimension(unit) not in kinds:
            named = {
                "field": label_at(path),
                "unit": unit_key(Unit(unit)),
                "measured": _MEASURED[kinds],
            }
            typed = view.typed(f"{path}.value")
            yield wrong(f"{path}.unit", typed, terms=named, statement=statement_at(path))


@RULES.field("not_positive", "S2", Consequence.GAP)
def _not_positive(view: View) -> Iterator[Remark]:
    for path, quantity, kinds in _quantities(view):
        gain = path == "fit.gain"
        if quantity.value is not None and quantity.value <= Decimal(0) and kinds and not gain:
            named = {"field": label_at(path)}
            typed = view.typed(f"{path}.value")
            yield wrong(f"{path}.value", typed, terms=named, statement=statement_at(path))


# --- dates and lines -------------------------------------------------------------------------------


@RULES.field("founded_later", "S2", Consequence.GAP)
def _founded_later(view: View) -> Iterator[Remark]:
    founded, today = view.plan.information.founded.value, f"{view.today}"
    if founded and founded > today[: len(founded)]:
        path = "information.founded.value"
        yield wrong(path, view.typed(path), params={"today": today})


@RULES.field("line_not_there", "K2", Consequence.GAP)
def _line_not_there(view: View) -> Iterator[Remark]:
    documents = {document.id for document in view.case.documents}
    unread = {u.typed for u in view.unread if u.rule == "line"}
    for path, value in view.filled:
        if not path.endswith(".lines") or not isinstance(value, list):
            continue
        lines = [line for line in value if isinstance(line, str) and line.strip()]
        absent = [line for line in lines if line.partition(":")[0] not in documents]
        absent = [line for line in absent if line not in unread]
        if absent:
            yield wrong(path, absent[0], params={"n": len(documents)})
