"""Coach, single fields of any part: what cannot be read, units, and lines that are not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from fivelayer.coach.remarks import Remarks, Word, partly, wrong
from fivelayer.coach.rules import GAP, Check, Rules
from fivelayer.coach.view import Key, Spot, View, at, label
from fivelayer.model import Quantity
from fivelayer.units import dimension

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
_DIMENSIONS: Final = {
    "people": frozenset({"people"}),
    "money": frozenset({"money"}),
    "time": _TIME,
    "effort": _TIME | {"money", "person-months"},
}
_RANGES: Final = {"weight": (0, 100), "expected_share": (0, 100), "expected_margin": (0, 100)}
_SUPPORT: Final = (-2, 2)
_LIST_PLACE: Final = re.compile(r"\.[0-9]+$")
"""An item of a list is told of under the list, which is what the form shows."""


def _statement_at(path: str) -> str:
    return next((s for start, s in _STATEMENTS.items() if f"{path}.".startswith(f"{start}.")), "S2")


def _label_at(path: str) -> Key:
    """The label of a field, or of the nearest thing around it that has one."""
    while path:
        try:
            return label(path)
        except KeyError:
            path = path.rpartition(".")[0]
    return Key("coach.field.somewhere")


def _unread(rule: str) -> Check:
    def check(view: View) -> Remarks:
        for unread in view.unread:
            if unread.rule == rule:
                path, name = unread.path, unread.path.rpartition(".")[2]
                low, high = _RANGES.get(name, _SUPPORT) if rule == "range" else (None, None)
                words = {"field": _label_at(path), "low": low, "high": high}
                statement = "K2" if rule == "line" else _statement_at(path)
                where = _LIST_PLACE.sub("", path)
                yield wrong(where, "", unread.typed.strip(), words, statement=statement)

    return check


@dataclass(frozen=True)
class _Measured(Spot[Quantity]):
    """A quantity that has a number."""

    measure: str = ""
    """What it is measured in; nothing where that can be anything."""


def _quantities(view: View) -> Iterator[_Measured]:
    plan, own = view.plan, view.plan.management.own_barriers
    for path, quantity, measure in (
        ("information.headcount", plan.information.headcount, "people"),
        ("information.revenue", plan.information.revenue, "money"),
        ("information.purchasing_budget", plan.information.purchasing_budget, "money"),
        *((at(row, "lead_time"), row.lead_time, "time") for row in view.barriers),
        ("business.benefit", plan.business.benefit, ""),
        *((f"management.own_barriers.{row.id}.cost", row.cost, "effort") for row in own),
        ("fit.cost", plan.fit.cost, "effort"),
        ("fit.gain", plan.fit.gain, "money"),
        *((at(row, "gain"), row.gain, "money") for row in view.placed),
    ):
        if quantity.value is not None:
            typed = view.typed(f"{path}.value")
            yield _Measured(path, quantity, label(path), typed, measure=measure)


def _without_unit(view: View) -> list[_Measured]:
    """The quantities in need of a unit; a headcount can be nothing else than people."""
    needy = (q for q in _quantities(view) if q.of.unit is None and q.measure != "people")
    return [q for q in needy if not view.unreadable(at(q, "unit"))]


def _field(quantity: _Measured) -> dict[str, Word]:
    return {"field": quantity.name}


def _units(quantity: _Measured) -> dict[str, Word]:
    measured = Key(f"coach.measured.{quantity.measure}")
    return {"field": quantity.name, "unit": quantity.of.unit, "measured": measured}


def _statement(quantity: _Measured) -> str:
    return _statement_at(quantity.path)


def _founded_later(view: View) -> Remarks:
    founded, today = view.plan.information.founded.value, f"{view.today}"
    if founded and founded > today[: len(founded)]:
        path = "information.founded.value"
        yield wrong(path, quote=view.typed(path), words={"today": today})


def _line_not_there(view: View) -> Remarks:
    documents = {document.id for document in view.case.documents}
    unread = {u.typed for u in view.unread if u.rule == "line"}
    for path, told in view.filled:
        if path.endswith(".lines") and isinstance(told, list):
            lines = [line for line in told if isinstance(line, str) and line.strip()]
            absent = [line for line in lines if line.partition(":")[0] not in documents]
            absent = [line for line in absent if line not in unread]
            if absent:
                yield wrong(path, quote=absent[0], words={"n": len(documents)})


RULES: Final = Rules("field", when="field")
rule, add = RULES.rule, RULES.add
# A rule a row: name, statement, consequence, whom it judges, what it says of which field, if what.
# fmt: off

for _rule in ("number", "day", "range", "choice", "line", "form"):
    add(_rule, "S2", GAP, _unread(_rule))
rule("unit_missing", "S2", GAP, _without_unit, partly, "unit", words=_field, statement_of=_statement)
rule("unit_unfit", "S2", GAP, _quantities, wrong, "unit", of=lambda q: q.of.unit and q.measure,
     if_=lambda q: q.of.unit and dimension(q.of.unit) not in _DIMENSIONS[q.measure],
     words=_units, statement_of=_statement)
rule("not_positive", "S2", GAP, _quantities, wrong, "value", lambda q: (q.of.value or 0) <= 0,
     of=lambda q: q.path != "business.benefit" and not q.path.endswith(".gain"),
     words=_field, statement_of=_statement)
add("founded_later", "S2", GAP, _founded_later)
add("line_not_there", "K2", GAP, _line_not_there)
