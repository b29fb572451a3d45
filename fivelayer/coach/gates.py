"""Coach, layer 2, time: whether a hard gate can be reached before it shuts, and before the bid (S5-S7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from fivelayer.coach.barriers import RULES, at, is_hard, statement_of, watches
from fivelayer.coach.days import after, earliest, last_start, latest
from fivelayer.coach.rules import Consequence, Remark, View, blank, good, partly, wrong
from fivelayer.model import Barrier

TIGHT: Final = 14
"""With no more days to spare than this, the latest day to begin is named (our assumption)."""


def _hard(view: View) -> Iterator[Barrier]:
    return (row for row in view.barriers if is_hard(row))


def _planned(view: View) -> Iterator[Barrier]:
    """The hard gates we mean to get through: while watching, time runs out on nobody."""
    return iter(()) if watches(view) else _hard(view)


def _bid(view: View) -> tuple[str, str] | None:
    """The bid's date and its path: when we join the procurement, else the contract's negotiation."""
    ladder = view.plan.business.ladder
    for name, state in (("procurement", ladder.procurement), ("contract", ladder.contract)):
        if state.joined:
            return state.joined, f"business.ladder.{name}.joined"
    return None


@RULES.field("gate_past", "S5", Consequence.SHUTS_OUT)
def _gate_past(view: View) -> Iterator[Remark]:
    for row in view.barriers:
        if row.gate_date and latest(row.gate_date) < view.today:
            path = at(row, "gate_date")
            more: dict[str, Any] = {"statement": statement_of(row), "lines": row.lines}
            yield partly(path, view.typed(path), params={"today": f"{view.today}"}, **more)


@RULES.layer("gate_undated", "S5", Consequence.LOSES)
def _gate_undated(view: View) -> Iterator[Remark]:
    for row in _hard(view):
        remark = good if row.gate_date else blank
        yield remark(at(row, "gate_date"), row.what, statement=statement_of(row))


@RULES.layer("lead_time_missing", "S5", Consequence.WEAKENS)
def _lead_time_missing(view: View) -> Iterator[Remark]:
    for row in _planned(view):
        if row.gate_date and row.lead_time.value is None:
            path = at(row, "lead_time.value")
            yield blank(path, row.what, statement=statement_of(row))


@RULES.layer("gate_unreachable", "S5", Consequence.SHUTS_OUT)
def _gate_unreachable(view: View) -> Iterator[Remark]:
    for row, ready, gate in _timed(view):
        more = _times(view, row, ready, gate)
        remark = wrong if ready > gate else good
        yield remark(at(row, "gate_date"), row.what, **more)


@RULES.layer("gate_tight", "S5", Consequence.WEAKENS)
def _gate_tight(view: View) -> Iterator[Remark]:
    for row, ready, gate in _timed(view):
        if 0 <= (gate - ready).days <= TIGHT:
            more = _times(view, row, ready, gate)
            # Through on the day before: gates tend to close in the morning.
            start = last_start(view.today, row.lead_time, gate - timedelta(days=1))
            more["params"]["start"] = f"{start}"
            yield partly(at(row, "lead_time.value"), row.what, **more)


@RULES.layer("gate_after_bid", "S5", Consequence.SHUTS_OUT)
def _gate_after_bid(view: View) -> Iterator[Remark]:
    bid = _bid(view)
    for row in _planned(view):
        if bid is None or row.gate_date is None:
            continue
        more: dict[str, Any] = {"statement": statement_of(row), "lines": row.lines}
        more["params"] = {"bid": bid[0], "gate": row.gate_date}
        remark = wrong if earliest(row.gate_date) > latest(bid[0]) else good
        yield remark(at(row, "gate_date"), row.what, **more)


@RULES.layer("ready_after_bid", "S6", Consequence.SHUTS_OUT)
def _ready_after_bid(view: View) -> Iterator[Remark]:
    bid = _bid(view)
    for row in _planned(view):
        ready = after(view.today, row.lead_time)
        if bid is None or ready is None or ready <= latest(bid[0]):
            continue
        if row.gate_date and ready > latest(row.gate_date):
            continue  # the gate's own remark says it
        params = {"bid": bid[0], "today": f"{view.today}", "ready": f"{ready}"}
        path = at(row, "lead_time.value")
        yield wrong(path, row.what, params=params, statement=statement_of(row))


def _timed(view: View) -> Iterator[tuple[Barrier, date, date]]:
    """The gates with a date and a lead time: when we are ready, and the last day that counts."""
    for row in _planned(view):
        ready = after(view.today, row.lead_time)
        if row.gate_date and ready and latest(row.gate_date) >= view.today:
            yield row, ready, latest(row.gate_date)


def _times(view: View, row: Barrier, ready: date, gate: date) -> dict[str, Any]:
    days = abs((gate - ready).days)
    params = {"today": f"{view.today}", "ready": f"{ready}", "gate": f"{gate}", "days": days}
    return {"params": params, "statement": statement_of(row), "lines": row.lines}
