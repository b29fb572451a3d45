"""A plan compared with itself: what changed since a day before, layer by layer, and what went stale.

Nothing is counted for being filled in: what counts is what was confirmed, placed, met, moved or lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any, Final

from fivelayer import labels
from fivelayer.agenda import Item, Plan, stale
from fivelayer.cases import CaseFile
from fivelayer.choices import Confidence, Coverage, Part, Reached, Step
from fivelayer.coach.days import latest
from fivelayer.departure import held_by
from fivelayer.draft import Draft
from fivelayer.findings import Said
from fivelayer.model import AccountPlan, DecisionMaker, Row

MET: Final = (Coverage.MET, Coverage.REGULAR, Coverage.IN_DEPTH)
_QUOTED: Final = 80


@dataclass(frozen=True)
class Change:
    """One thing that changed: better (+1), worse (−1) or just other (0)."""

    part: Part
    sign: int
    said: Said


@dataclass(frozen=True)
class Moved:
    """A decision maker's support for us, then and now; None where nothing was said."""

    name: str
    then: int | None
    now: int | None


@dataclass(frozen=True)
class Comparison:
    """What changed between two states of one plan."""

    changes: tuple[Change, ...]
    moved: tuple[Moved, ...]
    lead: tuple[Decimal | None, Decimal | None]
    """Our weighted support less the strongest rival's, then and now."""

    def counts(self) -> dict[Part, tuple[int, int]]:
        """By part: how much got better, and how much worse."""
        signs = {part: [c.sign for c in self.changes if c.part is part] for part in Part}
        return {part: (each.count(1), each.count(-1)) for part, each in signs.items()}


def compare(then: Draft, now: Draft, old: CaseFile, new: CaseFile) -> Comparison:
    """Compare two states of one plan; the case files say what day it was, and which notes there were.

    >>> from fivelayer import cases, places
    >>> case = cases.load(places.cases() / "qinglan").file
    >>> compare({}, {}, case, case).changes
    ()
    """
    one, two = Plan("", old, then), Plan("", new, now)
    days = (old.today, new.today)
    found = [*_layers(one.typed, two.typed, days), *_using(one.typed, two.typed), *_aged(one, two)]
    order = list(Part)
    found.sort(key=lambda change: (order.index(change.part), change.sign))
    people = two.typed.relationship.decision_makers
    moved = tuple(
        Moved(_name(row, n), None if was is None else was.support.get("us"), row.support.get("us"))
        for n, (row, was) in enumerate(_with(one.typed.relationship.decision_makers, people), 1)
    )
    lead = (_lead(one.typed), _lead(two.typed))
    return Comparison(tuple(found), moved, lead)


def _change(part: Part, sign: int, key: str, **params: Any) -> Change:
    """A change in words; a choice among the parameters is said by its label."""
    terms = {name: labels.choice_key(v) for name, v in params.items() if isinstance(v, Enum)}
    terms |= {name: str(v) for name, v in params.items() if isinstance(v, _Key)}
    plain = {n: _short(v) for n, v in params.items() if n not in terms}
    return Change(part, sign, Said(key=f"own.change.{key}", params=plain, terms=terms))


class _Key(str):
    """The key of a message."""

    __slots__ = ()


def _field(path: str) -> _Key:
    return _Key(labels.field_key(path))


def _short(value: Any) -> Any:
    words = str(value)
    return words if len(words) <= _QUOTED else words[: _QUOTED - 1] + "…"


def _with(then: Sequence[Any], now: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
    """The rows of now, each with what it was, if it was there."""
    was: Mapping[str, Any] = {row.id: row for row in then}
    for row in now:
        yield row, was.get(row.id)


def _gone(then: Sequence[Row], now: Sequence[Row]) -> list[Any]:
    there = {row.id for row in now}
    return [row for row in then if row.id not in there]


# --- the five layers -----------------------------------------------------------------------------------


def _layers(then: AccountPlan, now: AccountPlan, days: tuple[str, str]) -> Iterator[Change]:
    yield from _information(then, now)
    yield from _barriers(then, now, days)
    yield from _business(then, now)
    yield from _people(then, now)
    yield from _benefits(then, now)


def _information(then: AccountPlan, now: AccountPlan) -> Iterator[Change]:
    part = Part.INFORMATION
    for name in type(now.information).model_fields:
        was: Any = getattr(then.information, name)
        item: Any = getattr(now.information, name)
        field = _field(f"information.{name}")
        before, after = was.confidence, item.confidence
        if after is Confidence.KNOWN and before is not Confidence.KNOWN:
            yield _change(part, 1, "confirmed", field=field)
        elif before is Confidence.KNOWN and after is not Confidence.KNOWN:
            yield _change(part, -1, "doubted", field=field)
        held, holds = (getattr(each, "value", getattr(each, "grade", None)) for each in (was, item))
        if held is not None and holds is not None and held != holds:
            yield _change(part, 0, "other", field=field, old=held, new=holds)


def _barriers(then: AccountPlan, now: AccountPlan, days: tuple[str, str]) -> Iterator[Change]:
    part = Part.BARRIERS
    for row, was in _with(then.barriers.entries, now.barriers.entries):
        what = row.what or row.kind
        if not what:
            continue
        if was is None:
            yield _change(part, 1, "barrier_named", what=what)
        if row.means and (was is None or was.means is None):
            yield _change(part, 1, "barrier_means", what=what, means=row.means)
        gate, gate_before = row.gate_date, was.gate_date if was else None
        if gate and gate_before and gate != gate_before:
            yield _change(part, 0, "gate_moved", what=what, old=gate_before, new=gate)
        if gate and days[0] <= latest(gate).isoformat() < days[1]:
            yield _change(part, -1, "gate_passed", what=what, day=gate)
    for row in _gone(then.barriers.entries, now.barriers.entries):
        if row.what or row.kind:
            yield _change(part, 0, "barrier_gone", what=row.what or row.kind)
    old, new = then.barriers.strategy, now.barriers.strategy
    if new is not None and new is not old:
        yield _change(part, 0, "strategy", new=new)


def _business(then: AccountPlan, now: AccountPlan) -> Iterator[Change]:
    part = Part.BUSINESS
    rank = [None, *Reached]
    for step in Step:
        was, state = then.business.ladder.state(step), now.business.ladder.state(step)
        before, after = rank.index(was.reached), rank.index(state.reached)
        if after != before and state.reached in (Reached.UNDER_WAY, Reached.DONE):
            sign = 1 if after > before else -1
            yield _change(part, sign, "step", step=step, reached=state.reached)
        elif after < before and was.reached is not Reached.NOT_YET:
            yield _change(part, -1, "step_back", step=step)
        if state.joined and not was.joined:
            yield _change(part, 1, "joined", step=step)


def _people(then: AccountPlan, now: AccountPlan) -> Iterator[Change]:
    part = Part.RELATIONSHIP
    rank = [None, *Coverage]
    old, new = then.relationship.decision_makers, now.relationship.decision_makers
    for number, (row, was) in enumerate(_with(old, new), start=1):
        if not (row.person or row.post):
            continue
        who = _name(row, number)
        if was is None or not (was.person or was.post):
            yield _change(part, 1, "named", who=who)
        met, met_before = row.coverage in MET, was is not None and was.coverage in MET
        before = rank.index(was.coverage if was else None)
        if met and not met_before:
            yield _change(part, 1, "met", who=who)
        elif was is not None and rank.index(row.coverage) != before and row.coverage is not None:
            sign = 1 if rank.index(row.coverage) > before else -1
            yield _change(part, sign, "coverage", who=who, coverage=row.coverage)
        support, held = row.support.get("us"), was.support.get("us") if was else None
        if support is not None and held is not None and support != held:
            sign = 1 if support > held else -1
            yield _change(part, sign, "support", who=who, old=signed(held), new=signed(support))
    for number, row in enumerate(_gone(old, new), start=1):
        if row.person or row.post:
            yield _change(part, 0, "person_gone", who=_name(row, number))


def _benefits(then: AccountPlan, now: AccountPlan) -> Iterator[Change]:
    part = Part.INTEREST
    for row, was in _with(then.interest.benefits, now.interest.benefits):
        if row.what and (was is None or not was.what):
            yield _change(part, 1, "benefit", what=row.what)
        if row.what and row.why_unique and (was is None or not was.why_unique):
            yield _change(part, 1, "unique", what=row.what)
    for row in _gone(then.interest.benefits, now.interest.benefits):
        if row.what:
            yield _change(part, 0, "benefit_gone", what=row.what)


# --- using them ----------------------------------------------------------------------------------------


def _using(then: AccountPlan, now: AccountPlan) -> Iterator[Change]:
    old, new = then.management, now.management
    if new.stage and new.stage is not old.stage:
        yield _change(Part.MANAGEMENT, 0, "stage", stage=new.stage)
    for row, was in _with(old.own_barriers, new.own_barriers):
        if (row.what or row.kind) and was is None:
            yield _change(Part.MANAGEMENT, 1, "own_barrier", what=row.what or row.kind)
    for row in _gone(old.own_barriers, new.own_barriers):
        if row.what or row.kind:
            yield _change(Part.MANAGEMENT, -1, "own_barrier_gone", what=row.what or row.kind)
    yield from _team(then, now)
    for name in ("market", "tier", "verdict"):
        was, is_now = getattr(then.fit, name), getattr(now.fit, name)
        if is_now is not None and is_now is not was:
            yield _change(Part.FIT, 0, "fit", field=_field(f"fit.{name}"), new=is_now)


def _team(then: AccountPlan, now: AccountPlan) -> Iterator[Change]:
    people = now.relationship.decision_makers
    before = held_by(then.team.members, then.relationship.decision_makers)
    after = held_by(now.team.members, people)
    for number, row in enumerate(people, start=1):
        had, has = len(before.get(row.id, ())), len(after[row.id])
        if has >= 2 > had:
            yield _change(Part.TEAM, 1, "second", who=_name(row, number))
        elif has < 2 <= had:
            yield _change(Part.TEAM, -1, "alone", who=_name(row, number))
    for watched, was in _with(then.team.monitored, now.team.monitored):
        if watched.what and was is None:
            yield _change(Part.TEAM, 1, "monitored", what=watched.what)


def _aged(one: Plan, two: Plan) -> Iterator[Change]:
    """What went stale since, and what was stale and is no more."""
    was = {(item.path, item.about): item for item in stale([one])}
    now = {(item.path, item.about): item for item in stale([two])}
    for key in [key for key in now if key not in was]:
        part = Part(now[key].path.partition(".")[0])
        yield _change(part, -1, "stale", **_what(now[key]), day=now[key].sides[0].words)
    for key in [key for key in was if key not in now]:
        part = Part(was[key].path.partition(".")[0])
        yield _change(part, 1, "fresh", **_what(was[key]))


def _what(item: Item) -> dict[str, str]:
    """What a stale item is called: by its own words, else by its field or its field's group."""
    return {"field": item.about or _field(item.path.removesuffix(".by"))}


def signed(value: Decimal | int) -> str:
    """A number with its sign.

    >>> signed(2), signed(0), signed(Decimal("-37.50"))
    ('+2', '0', '−37.5')
    """
    plain = f"{Decimal(value).normalize():+f}".replace("-", "−")
    return plain if value else "0"


def _name(row: DecisionMaker, number: int) -> str:
    return row.person or row.post or f"#{number}"


def _lead(plan: AccountPlan) -> Decimal | None:
    """Our weighted support less the strongest rival's (S19); None where one of both is missing."""
    sums: dict[str, Decimal] = {}
    for row in plan.relationship.decision_makers:
        for party, support in row.support.items():
            if row.weight is not None and support is not None:
                sums[party] = sums.get(party, Decimal(0)) + row.weight * support
    rivals = [total for party, total in sums.items() if party != "us"]
    return sums["us"] - max(rivals) if rivals and "us" in sums else None
