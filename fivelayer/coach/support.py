"""Coach, layer 4, votes: weights, support, and who leads by the trainee's own figures (S19)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from fivelayer.coach.relationship import (
    MANY,
    RULES,
    STRANGER,
    TABLE,
    at,
    name_of,
    named,
    says_something,
    weight,
)
from fivelayer.coach.rules import Consequence, Remark, View, blank, good, partly, wrong
from fivelayer.model import DecisionMaker

US: Final = "us"
WHOLE: Final = Decimal(100)


def total(view: View, party: str) -> Decimal:
    """A party's weighted support by the trainee's own figures: the sum of weight times support."""
    return sum((weight(row) * (row.support.get(party) or 0) for row in named(view)), Decimal(0))


def _has_rival(view: View, row: DecisionMaker) -> bool:
    return any(says_something(row, rival) for rival in view.rivals)


# --- weights ---------------------------------------------------------------------------------------


@RULES.layer("weight_missing", "S19", Consequence.WEAKENS)
def _weight_missing(view: View) -> Iterator[Remark]:
    for row in named(view):
        if row.weight is None:
            yield blank(at(row, "weight"), name_of(row))


@RULES.layer("weights_sum", "S19", Consequence.WEAKENS)
def _weights_sum(view: View) -> Iterator[Remark]:
    weights = [row.weight for row in view.people]
    unread = any(view.unreadable(at(row, "weight")) for row in view.people)
    given = sum((w for w in weights if w is not None), Decimal(0))
    complete = None not in weights and not unread
    if given > WHOLE or (complete and given != WHOLE):
        yield wrong(TABLE, params={"total": given})
    elif complete:
        yield good(TABLE)


@RULES.layer("weights_equal", "S19", Consequence.GAP)
def _weights_equal(view: View) -> Iterator[Remark]:
    weights = [row.weight for row in named(view)]
    if len(weights) >= MANY and None not in weights and len(set(weights)) == 1:
        yield partly(TABLE, params={"n": len(weights)})


# --- support ---------------------------------------------------------------------------------------


@RULES.layer("support_missing", "S19", Consequence.GAP)
def _support_missing(view: View) -> Iterator[Remark]:
    for row in named(view):
        if not says_something(row, US):
            yield blank(at(row, f"support.{US}"), name_of(row), heavier=weight(row))


@RULES.layer("rival_unseen", "S19", Consequence.LOSES)
def _rival_unseen(view: View) -> Iterator[Remark]:
    ours = [row for row in named(view) if says_something(row, US)]
    if not ours:
        return
    if any(_has_rival(view, row) for row in named(view)):
        yield good(TABLE)
    else:
        row = max(ours, key=weight)
        yield blank(at(row, f"support.{view.rivals[0]}"), name_of(row))


@RULES.layer("rival_gap", "S19", Consequence.GAP, needs=("relationship.rival_unseen",))
def _rival_gap(view: View) -> Iterator[Remark]:
    for row in named(view):
        if says_something(row, US) and not _has_rival(view, row):
            path = at(row, f"support.{view.rivals[0]}")
            yield blank(path, name_of(row), heavier=weight(row))


@RULES.layer("no_opponent", "S19", Consequence.WEAKENS, needs=("relationship.rival_unseen",))
def _no_opponent(view: View) -> Iterator[Remark]:
    rows = [row for row in named(view) if _has_rival(view, row)]
    for_rival = [row.support.get(rival) or 0 for row in rows for rival in view.rivals]
    against_us = any((row.support.get(US) or 0) < 0 for row in named(view))
    if len(rows) >= 2 and max(for_rival) <= 0 and not against_us:
        yield partly(TABLE)


@RULES.layer("rival_leads", "S19", Consequence.LOSES, needs=("relationship.rival_unseen",))
def _rival_leads(view: View) -> Iterator[Remark]:
    counted = [row for row in named(view) if row.weight and says_something(row, US)]
    if len(counted) < 2 or not view.rivals:
        return
    ours = total(view, US)
    rival = max(view.rivals, key=lambda party: total(view, party))
    theirs = total(view, rival)
    more: dict[str, Any] = {"params": {"us": ours, "rival": theirs}}
    if theirs < ours:
        yield good(TABLE, **more)
        return
    gap = max(counted, key=lambda row: _lost(row, rival))
    remark = wrong if theirs > ours else partly
    yield remark(at(gap, f"support.{rival}"), name_of(gap), **more)


def _lost(row: DecisionMaker, rival: str) -> Decimal:
    return weight(row) * ((row.support.get(rival) or 0) - (row.support.get(US) or 0))


@RULES.layer("support_unfounded", "K2", Consequence.WEAKENS)
def _support_unfounded(view: View) -> Iterator[Remark]:
    for row in named(view):
        sides = [party for party in (US, *view.rivals) if row.support.get(party)]
        if sides and row.coverage in STRANGER and not row.lines:
            path = at(row, f"support.{sides[0]}")
            yield wrong(path, name_of(row), heavier=weight(row))
