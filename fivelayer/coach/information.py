"""Coach, layer 1: the outline, what it is for, and what it stands on (S1-S4, K2)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from fivelayer.choices import Confidence, Part
from fivelayer.coach.remarks import Remarks, Word, blank, good, partly, wrong
from fivelayer.coach.rules import DETAIL, GAP, LOSES, WEAKENS, Rules, plan
from fivelayer.coach.view import Spot, View, spots
from fivelayer.model import Quantity
from fivelayer.units import dimension, in_base

OUTLINE: Final = {
    "information.purchasing_budget": 5,
    "information.past_suppliers": 4,
    "information.revenue": 3,
    "information.main_business": 2,
    "information.headcount": 1,
    "information.founded": 0,
}
"""The six items (S2), with what a gap costs the judgements: a larger number is asked for first."""
JUDGEMENTS: Final = {
    "information.difficulty": 2,
    "information.ability": 1,
    "information.attractiveness": 0,
}
"""The three judgements (S3); difficulty comes first because it leads to the barriers (S4)."""
FEW_SOURCES: Final = 4
"""From so many fields with lines on, where they come from is looked at (our assumption)."""
FIRST_HAND: Final = ("visit", "interview")

KNOWN, ASSUMED, UNKNOWN = Confidence


def _items(view: View) -> list[Spot[Any]]:
    return spots(view, OUTLINE)


def _judgements(view: View) -> list[Spot[Any]]:
    return spots(view, JUDGEMENTS)


def _claims(view: View) -> list[Spot[Any]]:
    """The items and judgements that say something."""
    items = [item for item in _items(view) if item.of.value is not None]
    return [*items, *(judgement for judgement in _judgements(view) if judgement.of.grade)]


def _item(spot: Spot[Any]) -> dict[str, Word]:
    return {"item": spot.name}


def _outline_unsure(view: View) -> Remarks:
    for item in _items(view):
        confidence = item.of.confidence
        if confidence in (ASSUMED, UNKNOWN):
            yield partly(item, "confidence", words={"item": item.name, "confidence": confidence})
        elif confidence is KNOWN and item.of.value is not None:
            yield good("information")


def _sources(view: View) -> tuple[tuple[str, ...], set[str], bool]:
    """All lines cited, their documents, and whether enough fields cite any."""
    cited = [claim.of.lines for claim in _claims(view) if claim.of.lines]
    lines = tuple(sorted({line for each in cited for line in each}))
    return lines, {line.partition(":")[0] for line in lines}, len(cited) >= FEW_SOURCES


def _one_source(view: View) -> Remarks:
    lines, documents, enough = _sources(view)
    if enough and len(documents) == 1:
        yield partly("information", words={"document": documents.pop()}, lines=lines)
    elif enough:
        yield good("information", words={"n": len(documents)})


def _no_visit(view: View) -> Remarks:
    _, documents, enough = _sources(view)
    visits = {d.id for d in view.case.documents if any(word in d.kind for word in FIRST_HAND)}
    if visits & documents:
        yield good("information")
    elif visits and enough:
        yield partly("information")


def _budget_above_revenue(view: View) -> Remarks:
    budget, revenue = view.plan.information.purchasing_budget, view.plan.information.revenue
    if 0 < _money(revenue) < _money(budget):
        path = "information.purchasing_budget.value"
        yield partly(path, quote=view.typed(path), lines=budget.lines + revenue.lines)


def _money(quantity: Quantity) -> Decimal:
    """The sum in its base unit; 0 where it is no sum of money."""
    if quantity.value is None or quantity.unit is None or dimension(quantity.unit) != "money":
        return Decimal(0)
    return in_base(quantity.value, quantity.unit)


RULES: Final = Rules(Part.INFORMATION)
rule, add = RULES.rule, RULES.add
# A rule a row: name, statement, consequence, whom it judges, what it says of which field, if what.
# fmt: off

rule("started", "S2", LOSES, plan, blank, "information", lambda v: not v.touched("information"))
RULES.needs = ("information.started",)

rule("outline_blank", "S2", GAP, _items, blank, "value", words=_item, stands="information",
     of=lambda item: item.of.value is not None or item.of.confidence is not UNKNOWN)
add("outline_unsure", "K2", GAP, _outline_unsure)
rule("confidence_missing", "K2", DETAIL, _items, blank, "confidence", of="value", words=_item)
rule("known_without_line", "K2", WEAKENS, _claims, wrong, "lines", words=_item, stands="information",
     of=lambda claim: claim.of.confidence is KNOWN)
rule("no_line", "K2", GAP, _claims, partly, "lines", words=_item,
     of=lambda claim: claim.of.confidence in (None, ASSUMED))
rule("judgement_missing", "S3", WEAKENS, _judgements, blank, "grade", quote="", stands="information",
     words=lambda j: {"judgement": j.name})
rule("judgement_reason_missing", "S3", GAP, _judgements, partly, "reason", of="grade", stands="information",
     words=lambda j: {"judgement": j.name, "grade": j.of.grade})
add("one_source", "S1", GAP, _one_source)
add("no_visit", "S1", GAP, _no_visit)
add("budget_above_revenue", "S3", GAP, _budget_above_revenue)
