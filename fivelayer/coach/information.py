"""Coach, layer 1: the outline, what it is for, and what it stands on (S1-S4, K2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from fivelayer.coach.rules import (
    Consequence,
    Remark,
    Ruleset,
    View,
    blank,
    choice_key,
    field_key,
    good,
    partly,
    started,
    wrong,
)
from fivelayer.model import Claim, Confidence, DayItem, Judgement, Part, QuantityItem, TextItem
from fivelayer.units import dimension, in_base

RULES: Final = Ruleset(Part.INFORMATION, "information", needs=("information.started",))
started(RULES, "S2")

OUTLINE: Final = {
    "purchasing_budget": 5,
    "past_suppliers": 4,
    "revenue": 3,
    "main_business": 2,
    "headcount": 1,
    "founded": 0,
}
"""The six items (S2), with what a gap costs the judgements: a larger number is asked for first."""
JUDGEMENTS: Final = {"difficulty": 2, "ability": 1, "attractiveness": 0}
"""The three judgements (S3); difficulty comes first because it leads to the barriers (S4)."""
FEW_SOURCES: Final = 4
"""From so many fields with lines on, where they come from is looked at (our assumption)."""
FIRST_HAND: Final = ("visit", "interview")

Item = TextItem | DayItem | QuantityItem


def _items(view: View) -> Iterator[tuple[str, Item, int]]:
    for name, weight in OUTLINE.items():
        yield f"information.{name}", getattr(view.plan.information, name), weight


def _judgements(view: View) -> Iterator[tuple[str, Judgement, int]]:
    for name, weight in JUDGEMENTS.items():
        yield f"information.{name}", getattr(view.plan.information, name), weight


def _claims(view: View) -> Iterator[tuple[str, Claim, str, int]]:
    """Every claim that says something: its path, itself, its words as typed, what it weighs."""
    for path, item, weight in _items(view):
        if item.value is not None:
            yield path, item, view.typed(f"{path}.value"), weight
    for path, judgement, weight in _judgements(view):
        if judgement.grade is not None:
            yield path, judgement, judgement.reason or "", weight


@RULES.layer("outline_blank", "S2", Consequence.GAP)
def _outline_blank(view: View) -> Iterator[Remark]:
    for path, item, weight in _items(view):
        named = {"item": field_key(path)}
        if item.value is None and item.confidence is not Confidence.UNKNOWN:
            yield blank(f"{path}.value", terms=named, heavier=weight)
        elif item.value is not None:
            yield good("information")


@RULES.layer("outline_unsure", "K2", Consequence.GAP)
def _outline_unsure(view: View) -> Iterator[Remark]:
    for path, item, weight in _items(view):
        if item.confidence in (Confidence.ASSUMED, Confidence.UNKNOWN):
            named = {"item": field_key(path), "confidence": choice_key(item.confidence)}
            quote = view.typed(f"{path}.value")
            yield partly(f"{path}.confidence", quote, terms=named, heavier=weight)
        elif item.confidence is Confidence.KNOWN and item.value is not None:
            yield good("information")


@RULES.layer("confidence_missing", "K2", Consequence.DETAIL)
def _confidence_missing(view: View) -> Iterator[Remark]:
    for path, item, weight in _items(view):
        if item.value is not None and item.confidence is None:
            quote, named = view.typed(f"{path}.value"), {"item": field_key(path)}
            yield blank(f"{path}.confidence", quote, terms=named, heavier=weight)


@RULES.layer("known_without_line", "K2", Consequence.WEAKENS)
def _known_without_line(view: View) -> Iterator[Remark]:
    for path, claim, quote, weight in _claims(view):
        if claim.confidence is Confidence.KNOWN and not claim.lines:
            yield wrong(f"{path}.lines", quote, terms={"item": field_key(path)}, heavier=weight)
        elif claim.confidence is Confidence.KNOWN:
            yield good("information", lines=claim.lines)


@RULES.layer("no_line", "K2", Consequence.GAP)
def _no_line(view: View) -> Iterator[Remark]:
    for path, claim, quote, weight in _claims(view):
        if claim.confidence in (None, Confidence.ASSUMED) and not claim.lines:
            yield partly(f"{path}.lines", quote, terms={"item": field_key(path)}, heavier=weight)


@RULES.layer("judgement_missing", "S3", Consequence.WEAKENS)
def _judgement_missing(view: View) -> Iterator[Remark]:
    for path, judgement, weight in _judgements(view):
        if judgement.grade is None:
            named = {"judgement": field_key(path)}
            yield blank(f"{path}.grade", terms=named, heavier=weight)
        else:
            yield good("information")


@RULES.layer("judgement_reason_missing", "S3", Consequence.GAP)
def _judgement_reason_missing(view: View) -> Iterator[Remark]:
    for path, judgement, weight in _judgements(view):
        if judgement.grade is None:
            continue
        named = {"judgement": field_key(path), "grade": choice_key(judgement.grade)}
        if judgement.reason is None:
            yield partly(f"{path}.reason", terms=named, heavier=weight)
        else:
            yield good("information")


@RULES.layer("one_source", "S1", Consequence.GAP)
def _one_source(view: View) -> Iterator[Remark]:
    cited = [claim.lines for _, claim, *_ in _claims(view) if claim.lines]
    lines = tuple(sorted({line for lines in cited for line in lines}))
    documents = {line.partition(":")[0] for line in lines}
    if len(cited) >= FEW_SOURCES and len(documents) == 1:
        yield partly("information", lines=lines, params={"document": documents.pop()})
    elif len(cited) >= FEW_SOURCES:
        yield good("information", params={"n": len(documents)})


@RULES.layer("no_visit", "S1", Consequence.GAP)
def _no_visit(view: View) -> Iterator[Remark]:
    visits = {d.id for d in view.case.documents if any(word in d.kind for word in FIRST_HAND)}
    cited = [claim.lines for _, claim, *_ in _claims(view) if claim.lines]
    documents = {line.partition(":")[0] for lines in cited for line in lines}
    if visits and len(cited) >= FEW_SOURCES and not documents & visits:
        yield partly("information")
    elif visits and documents & visits:
        yield good("information")


@RULES.layer("budget_above_revenue", "S3", Consequence.GAP)
def _budget_above_revenue(view: View) -> Iterator[Remark]:
    budget, revenue = view.plan.information.purchasing_budget, view.plan.information.revenue
    for item in (budget, revenue):
        if item.value is None or item.unit is None or dimension(item.unit) != "money":
            return
    quantities = [in_base(q.value, q.unit) for q in (budget, revenue) if q.value and q.unit]
    if len(quantities) == 2 and quantities[0] > quantities[1]:
        path = "information.purchasing_budget.value"
        yield partly(path, view.typed(path), lines=budget.lines + revenue.lines)
