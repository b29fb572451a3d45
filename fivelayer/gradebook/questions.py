"""What is asked of all works at once: criteria, answers, and where markers and machine differ."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from fivelayer.gradebook.marks import (
    MACHINE,
    NOT_COUNTED,
    Answer,
    Criterion,
    Disagreement,
    decided,
    in_force,
)
from fivelayer.gradebook.standing import Standing

Rule = tuple[str, str, str]
"""Case, exercise and criterion."""


def criteria(found: Iterable[Standing]) -> list[Criterion]:
    """Every criterion in the key's order, with how much of it is marked."""
    rows: dict[Rule, dict[str, Any]] = {}
    for each in found:
        for mark in each.official:
            if mark.part is None:
                continue
            key = (each.owner.case_id, each.owner.exercise, mark.rule)
            start = {"answers": 0, "decided": 0, "flagged": 0, "needs_person": 0}
            row = rows.setdefault(key, start)
            machine = each.machine[mark.rule]
            row |= {"part": mark.part, "statement": machine.statement}
            row["of"] = mark.of or Decimal(0)
            row["answers"] += 1
            row["decided"] += mark.by != MACHINE
            row["flagged"] += mark.flag is not None
            row["needs_person"] += mark.by == MACHINE and mark.outcome in NOT_COUNTED
    return [
        Criterion(case=case, exercise=exercise, rule=rule, **row)
        for (case, exercise, rule), row in rows.items()
    ]


def answers(found: Iterable[Standing], rule: str, by: str) -> list[Answer]:
    """Every work's answer to a criterion; `by` parts that person's decisions from the others'."""
    given = []
    for each in found:
        mark = next((m for m in each.official if m.rule == rule and m.part), None)
        finding = next((f for f in each.result.findings if f.rule == rule), None)
        if mark is None or finding is None:
            continue
        held = in_force(each.decisions.get(rule, ()))
        mine = tuple(d for d in held if d.by == by)
        others = tuple(d for d in held if d.by != by)
        given.append(Answer(each.work, finding, each.result.draft, mark, mine, others))
    return given


def pairs(found: Iterable[Standing], rule: str) -> list[Disagreement]:
    """Where both a first and a second marker have decided, alike or not."""
    both = []
    for each in found:
        for name, held in each.decisions.items():
            first, second = decided(held), decided(held, second=True)
            if first and second and rule in ("", name):
                machine = each.machine.get(name)
                of = machine.of if machine else None
                both.append(Disagreement(each.work, name, of, first, second))
    return both


def ratings(found: Iterable[Standing]) -> dict[Rule, list[tuple[Decimal, Decimal]]]:
    """By criterion: the machine's points and a person's, where both gave some."""
    both: dict[Rule, list[tuple[Decimal, Decimal]]] = {}
    for each in found:
        for mark in each.official if each.decisions else ():
            if mark.by != MACHINE and mark.machine is not None and mark.points is not None:
                name = (each.owner.case_id, each.owner.exercise, mark.rule)
                both.setdefault(name, []).append((mark.machine, mark.points))
    return both
