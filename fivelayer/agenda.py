"""The agenda of a business review: what teams disagree on, what has gone stale, red flags (S32, K2).

It comes from what was written, never from how much: an empty field is nobody's agenda item.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any, Final, Literal

from fivelayer import coach
from fivelayer import draft as drafts
from fivelayer.cases import CaseFile
from fivelayer.choices import Part
from fivelayer.coach.days import latest
from fivelayer.draft import Draft
from fivelayer.fields import choices
from fivelayer.findings import Finding, Outcome
from fivelayer.labels import choice_key, unit_key
from fivelayer.model import AccountPlan, DecisionMaker, QuantityItem
from fivelayer.units import in_base

Kind = Literal["disagreement", "stale", "flag"]
JUDGED: Final = (
    "barriers.strategy",
    "information.ability.grade",
    "information.attractiveness.grade",
    "information.difficulty.grade",
    "business.severity.grade",
    "business.urgency.grade",
    "management.stage",
    "fit.market",
    "fit.tier",
    "fit.verdict",
)
"""Judgements on which teams of one account should agree."""
FIGURES: Final = ("headcount", "revenue", "purchasing_budget")
APART: Final = Decimal("0.1")
"""From this difference on, as a part of the larger, figures disagree (our assumption)."""
WEIGHTS_APART: Final = 10
SUPPORT_APART: Final = 2
OLD: Final = timedelta(days=365)
"""What is called known on documents older than this has gone stale (our assumption)."""
MOST: Final = 6
"""Items an account, the gravest first: a review has an hour."""
_DISAGREE: Final = 15
_STALE: Final = 35


@dataclass(frozen=True)
class Plan:
    """One plan under review: whose, on which account."""

    who: str
    case: CaseFile
    draft: Draft

    @cached_property
    def typed(self) -> AccountPlan:
        """The plan as read."""
        return drafts.read(self.draft).plan


@dataclass(frozen=True)
class Side:
    """What one team says: a message key where it is a choice, else the words or the number."""

    who: str
    words: str
    is_key: bool = False
    unit: str = ""
    """The message key of the unit behind a number."""


@dataclass(frozen=True)
class Item:
    """One item of the agenda; `finding` where a rule of the coach raised it."""

    kind: Kind
    account: str
    path: str
    weight: int
    sides: tuple[Side, ...]
    about: str = ""
    """Whom or what it is about, in the teams' words."""
    finding: Finding | None = None


def agenda(plans: Sequence[Plan]) -> dict[str, list[Item]]:
    """By account (a case's id): the items of its review, the gravest first."""
    found: dict[str, list[Item]] = {}
    for account in dict.fromkeys(plan.case.id for plan in plans):
        there = [plan for plan in plans if plan.case.id == account]
        items = [*_disagreements(account, there), *stale(there), *_flags(there)]
        found[account] = sorted(items, key=lambda item: item.weight)[:MOST]
    return found


# --- what they disagree on ---------------------------------------------------------------------------


def _disagreements(account: str, plans: Sequence[Plan]) -> Iterator[Item]:
    for path in JUDGED:
        kind = choices(path)
        said = [(plan.who, drafts.get(plan.draft, path)) for plan in plans]
        known = {str(each.value): choice_key(each) for each in kind or ()}
        told = [Side(who, known[code], True) for who, code in said if code in known]
        if len({side.words for side in told}) > 1:
            yield Item("disagreement", account, path, _DISAGREE, tuple(told))
    for name in FIGURES:
        yield from _figures(account, name, plans)
    yield from _people(account, plans)


def _figures(account: str, name: str, plans: Sequence[Plan]) -> Iterator[Item]:
    told = []
    for plan in plans:
        item: QuantityItem = getattr(plan.typed.information, name)
        if item.value is not None and item.unit is not None:
            side = Side(plan.who, f"{item.value:f}", unit=unit_key(item.unit))
            told.append((in_base(item.value, item.unit), side))
    amounts = [amount for amount, _ in told]
    if amounts and max(amounts) - min(amounts) > APART * max(map(abs, amounts)):
        sides = tuple(side for _, side in told)
        yield Item("disagreement", account, f"information.{name}", _DISAGREE + 1, sides)


def _people(account: str, plans: Sequence[Plan]) -> Iterator[Item]:
    """One person, seen differently: support by two steps, or weight by ten points."""
    seen: dict[str, list[tuple[str, DecisionMaker]]] = {}
    for plan in plans:
        for row in plan.typed.relationship.decision_makers:
            if row.person:
                seen.setdefault("".join(row.person.casefold().split()), []).append((plan.who, row))
    for told in seen.values():
        about = told[0][1].person or ""
        for field, apart in (("support.us", SUPPORT_APART), ("weight", WEIGHTS_APART)):
            given = [(who, value) for who, row in told if (value := _of(row, field)) is not None]
            values = [value for _, value in given]
            if values and max(values) - min(values) >= apart:
                sides = tuple(Side(who, f"{value:f}") for who, value in given)
                path = f"relationship.decision_makers.x.{field}"
                yield Item("disagreement", account, path, _DISAGREE + 2, sides, about)


def _of(row: DecisionMaker, field: str) -> Decimal | None:
    value = row.weight if field == "weight" else row.support.get("us")
    return None if value is None else Decimal(value)


# --- what has gone stale -------------------------------------------------------------------------------


def stale(plans: Sequence[Plan]) -> Iterator[Item]:
    """Dates that were not kept, and what is called known on old documents."""
    for plan in plans:
        today = date.fromisoformat(plan.case.today)
        for path, day, about in _promised(plan.typed):
            if day and latest(day) < today:
                side = (Side(plan.who, day),)
                yield Item("stale", plan.case.id, path, _STALE, side, about)
        for path, lines in _known(plan.typed):
            newest = _newest(plan.case, lines)
            if newest is not None and today - newest > OLD:
                side = (Side(plan.who, newest.isoformat()),)
                yield Item("stale", plan.case.id, path, _STALE + 1, side)


def _promised(plan: AccountPlan) -> Iterator[tuple[str, str | None, str]]:
    """Dates that were to be kept."""
    step = plan.business.next_step
    yield "business.next_step.by", step.by, step.text or ""
    for watched in plan.team.monitored:
        yield f"team.monitored.{watched.id}.by", watched.by, watched.what or ""


def _known(plan: AccountPlan) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What is called known, with the lines that it stands on."""
    for name in type(plan.information).model_fields:
        item: Any = getattr(plan.information, name)
        if item.confidence == "known":
            yield f"information.{name}", item.lines


def _newest(case: CaseFile, lines: Iterable[str]) -> date | None:
    dates = {entry.id: entry.date for entry in case.documents}
    found = [dates[line.partition(":")[0]] for line in lines if line.partition(":")[0] in dates]
    return max((latest(day) for day in found), default=None)


# --- red flags -----------------------------------------------------------------------------------------


def _flags(plans: Sequence[Plan]) -> Iterator[Item]:
    """What the coach would say of grave things written, once an account and rule, with all concerned."""
    raised: dict[tuple[str, str], list[tuple[str, Finding]]] = {}
    for plan in plans:
        for finding in _grave(plan):
            raised.setdefault((finding.rule, finding.quote), []).append((plan.who, finding))
    for told in raised.values():
        finding = told[0][1]
        weight = 10 * coach.RULES[finding.rule].consequence
        sides = tuple(Side(who, one.quote) for who, one in told)
        account = plans[0].case.id
        yield Item("flag", account, finding.field, weight, sides, finding.quote, finding)


def _grave(plan: Plan) -> list[Finding]:
    read = drafts.read(plan.draft)
    parts = [part for part in Part if plan.draft.get(part.value)]
    found = coach.review(read, plan.draft, plan.case, parts)
    found += coach.review(read, plan.draft, plan.case, parts, when="field")
    written = (Outcome.NOT_MET, Outcome.PARTLY)
    return [
        finding
        for finding in found
        if finding.outcome in written
        and not finding.skipped_for
        and coach.RULES[finding.rule].consequence <= coach.Consequence.LOSES
    ]
