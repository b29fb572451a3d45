"""Coach, layer 2: which barriers there are, attack or watch, and the way through in time (S4-S10)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from fivelayer.choices import BarrierKind, Grade, Hardness, Means, Part, Strategy, YesNo
from fivelayer.coach.days import after, earliest, last_start, latest
from fivelayer.coach.remarks import Remarks, Word, blank, good, partly, wrong
from fivelayer.coach.rules import DETAIL, GAP, LOSES, SHUTS_OUT, WEAKENS, Rules, always, plan
from fivelayer.coach.view import Key, View, at, folded
from fivelayer.model import Barrier

KIND_STATEMENT: Final = {
    BarrierKind.FRAMEWORK: "S5",
    BarrierKind.QUALIFICATION: "S6",
    BarrierKind.CLEARANCE: "S7",
}
"""The kinds that shut us out; all others are soft ones of S8."""
_BARRIER_WORDS: Final = re.compile(
    r"(?i)入围|协议供货|框架协议|资质|涉密|保密|准入|壁垒|门槛"
    r"|\b(?:shortlist\w*|framework|certificat\w+|clearance|classified|barriers?)\b"
)
_CERTIFICATE: Final = re.compile(
    r"(?i)资质|证书|认证|资格|\b(?:certificat\w*|licen[cs]es?|qualif\w+|accredit\w+)\b"
)
_REFERENCE: Final = re.compile(
    r"(?i)案例|业绩|经验|同类项目"
    r"|\b(?:references?|track record|(?:accepted|past|similar) projects?|experience)\b"
)
_COMPANY: Final = re.compile(
    r"(?i)公司|企业|单位|我方资质|\b(?:company|companies|firm|our certificate|supplier)\b"
)
_STAFF: Final = re.compile(
    r"(?i)人员|员工|工程师|实施人|项目组|\b(?:staff|personnel|people|engineers?|employees?)\b"
)
FITS: Final[dict[Means, frozenset[BarrierKind]]] = {
    Means.GET_SHORTLISTED: frozenset({BarrierKind.FRAMEWORK}),
    Means.BRING_IN_CHANNEL: frozenset(BarrierKind) - {BarrierKind.SPECIAL_REQUIREMENT},
    Means.OBTAIN_QUALIFICATION: frozenset({BarrierKind.QUALIFICATION, BarrierKind.CLEARANCE}),
    Means.CUSTOMISE: frozenset(
        {BarrierKind.SPECIAL_REQUIREMENT, BarrierKind.BUYING_HABIT, BarrierKind.COMPETITOR}
    ),
    Means.OTHER: frozenset(BarrierKind),
}
"""Which kinds each means gets us through (S10; the table itself is the kit's reading of it)."""
SPREAD: Final = 3
"""From so many barriers on, attacking all of them alike is spreading thin (our assumption)."""
TIGHT: Final = 14
"""With no more days to spare than this, the latest day to begin is named (our assumption)."""


def is_hard(row: Barrier) -> bool:
    """Whether a barrier shuts us out: as marked, else by its kind."""
    if row.hardness is None:
        return row.kind in KIND_STATEMENT
    return row.hardness is Hardness.HARD


def statement_of(row: Barrier) -> str:
    """The statement that a barrier of this kind comes under."""
    return KIND_STATEMENT.get(row.kind, "S8") if row.kind else "S9"


def has_way(row: Barrier) -> bool:
    """Whether a way through is given, chosen or in words."""
    return row.means is not None or row.how is not None


def attacks(view: View) -> bool:
    """Whether the strategy is to attack."""
    return view.plan.barriers.strategy is Strategy.ATTACK


def watches(view: View) -> bool:
    """Whether the strategy is to watch."""
    return view.plan.barriers.strategy is Strategy.WATCH


def barriers(view: View) -> list[Barrier]:
    """The barriers that say anything."""
    return view.barriers


def _spoken_of(view: View) -> str | None:
    """The trainee's own words where the information speaks of a barrier; empty where only a grade does."""
    told = view.plan.information
    for words in (
        told.difficulty.reason,
        told.past_suppliers.value,
        told.ability.reason,
        told.attractiveness.reason,
        told.main_business.value,
    ):
        if words and _BARRIER_WORDS.search(words):
            return words
    return (told.difficulty.reason or "") if told.difficulty.grade is Grade.HIGH else None


def _none_despite_information(view: View) -> Remarks:
    words = _spoken_of(view)
    if words is not None and not view.barriers:
        yield wrong("barriers.entries", quote=words)


def _qualification_half(view: View) -> Remarks:
    halves = {"certificate": _CERTIFICATE, "reference": _REFERENCE}
    return _half(view, BarrierKind.QUALIFICATION, halves)


def _clearance_half(view: View) -> Remarks:
    return _half(view, BarrierKind.CLEARANCE, {"company": _COMPANY, "staff": _STAFF})


def _half(view: View, kind: BarrierKind, halves: dict[str, re.Pattern[str]]) -> Remarks:
    """A barrier that asks for two things speaks of both, once it speaks of one."""
    for row in view.barriers:
        said = f"{row.what or ''}\n{row.how or ''}"
        found = [name for name, pattern in halves.items() if pattern.search(said)]
        if row.kind is kind and found:
            there, absent = sorted(halves, key=lambda name: name not in found)
            words = {"there": Key(f"coach.half.{there}"), "absent": Key(f"coach.half.{absent}")}
            yield (good if len(found) == 2 else partly)(row, "how", row.how, words)


def _difficulty_disagrees(view: View) -> Remarks:
    difficulty = view.plan.information.difficulty
    if difficulty.grade and any(map(is_hard, view.barriers)):
        if difficulty.grade is Grade.LOW:
            yield wrong("information.difficulty.grade", quote=difficulty.reason)
        else:
            yield good("information.difficulty.grade", words={"grade": difficulty.grade})


# --- whether a hard gate is reached before it shuts, and before the bid ----------------------------


def _hard(view: View) -> list[Barrier]:
    return [row for row in view.barriers if is_hard(row)]


def _planned(view: View) -> list[Barrier]:
    """The hard gates we mean to get through: while watching, time runs out on nobody."""
    return [] if watches(view) else _hard(view)


def _timed(view: View) -> Iterator[tuple[Barrier, date, date]]:
    """The gates with a date and a lead time: when we are ready, and the last day that counts."""
    for row in _planned(view):
        ready = after(view.today, row.lead_time)
        if row.gate_date and ready and latest(row.gate_date) >= view.today:
            yield row, ready, latest(row.gate_date)


def _bid(view: View) -> str | None:
    """The bid's date: when we join the procurement, else the contract's negotiation."""
    ladder = view.plan.business.ladder
    return ladder.procurement.joined or ladder.contract.joined


def _gate_past(view: View) -> Remarks:
    for row in view.barriers:
        if row.gate_date and latest(row.gate_date) < view.today:
            typed, words = view.typed(at(row, "gate_date")), {"today": view.today}
            yield partly(row, "gate_date", typed, words, row.lines, statement_of(row))


def _gate_unreachable(view: View) -> Remarks:
    for row, ready, gate in _timed(view):
        say, words = wrong if ready > gate else good, _times(view, ready, gate)
        yield say(row, "gate_date", None, words, row.lines, statement_of(row))


def _gate_tight(view: View) -> Remarks:
    for row, ready, gate in _timed(view):
        if 0 <= (gate - ready).days <= TIGHT:
            # Through on the day before: gates tend to close in the morning.
            start = last_start(view.today, row.lead_time, gate - timedelta(days=1))
            words = {**_times(view, ready, gate), "start": start}
            yield partly(row, "lead_time.value", None, words, row.lines, statement_of(row))


def _times(view: View, ready: date, gate: date) -> dict[str, Word]:
    days = abs((gate - ready).days)
    return {"today": view.today, "ready": ready, "gate": gate, "days": days}


def _gate_after_bid(view: View) -> Remarks:
    bid = _bid(view)
    for row in _planned(view):
        if bid and row.gate_date:
            say = wrong if earliest(row.gate_date) > latest(bid) else good
            words = {"bid": bid, "gate": row.gate_date}
            yield say(row, "gate_date", None, words, row.lines, statement_of(row))


def _ready_after_bid(view: View) -> Remarks:
    bid = _bid(view)
    for row in _planned(view):
        ready = after(view.today, row.lead_time)
        if bid is None or ready is None or ready <= latest(bid):
            continue
        if row.gate_date and ready > latest(row.gate_date):
            continue  # the gate's own remark says it
        words: dict[str, Word] = {"bid": bid, "today": view.today, "ready": ready}
        yield wrong(row, "lead_time.value", words=words, statement=statement_of(row))


# --- the way through, and one break-through point --------------------------------------------------


def _unarmed(view: View) -> bool:
    return attacks(view) and not any(map(has_way, view.barriers))


def _to_pass(view: View) -> list[Barrier]:
    """The barriers that need a way through; while watching none does."""
    return [] if watches(view) else view.barriers


def _fits(row: Barrier) -> bool:
    return row.means is not None and row.kind in FITS[row.means]


def _fit(row: Barrier) -> dict[str, Word]:
    return {"means": row.means, "kind": row.kind, "fits": Key(f"coach.fits.{row.means}")}


def _owner_alone(view: View) -> Remarks:
    given = [*(row.owner for row in view.barriers), view.plan.business.next_step.owner]
    owners = [owner for owner in given if owner]
    names = set(map(folded, owners))
    if len(owners) >= SPREAD and len(names) == 1:
        yield partly("barriers.entries", quote=min(owners), words={"n": len(owners)})
    elif len(owners) >= SPREAD:
        yield good("barriers.entries", words={"n": len(names)})


def _points(view: View) -> list[Barrier]:
    return [row for row in view.barriers if row.breakthrough is YesNo.YES]


def _all_alike(view: View) -> bool:
    """Whether all of many barriers are attacked and none stands out."""
    many = len(view.barriers) >= SPREAD
    return attacks(view) and many and all(map(has_way, view.barriers)) and len(_points(view)) != 1


def _no_breakthrough(view: View) -> Remarks:
    points = _points(view)
    if not attacks(view) or _all_alike(view) or len(points) > 1:
        return
    undecided = [row for row in view.barriers if row.breakthrough is None]
    if points:
        yield good(points[0], "breakthrough")
    elif undecided:
        yield blank(undecided[0], "breakthrough", quote="")
    else:
        yield wrong("barriers.entries")


def _several_breakthroughs(view: View) -> Remarks:
    points = _points(view)
    if len(points) > 1 and not _all_alike(view):
        yield partly(points[0], "breakthrough", words={"n": len(points)})


def _beside_the_point(view: View) -> list[Barrier]:
    """The hard gates without a way, where the force goes to soft barriers."""
    points = _points(view)
    hard = bool(points) and not watches(view) and not any(map(is_hard, points))
    return [row for row in view.barriers if hard and is_hard(row) and not has_way(row)]


RULES: Final = Rules(Part.BARRIERS)
rule, add = RULES.rule, RULES.add
# A rule a row: name, statement, consequence, whom it judges, what it says of which field, if what.
# fmt: off

rule("started", "S9", LOSES, plan, blank, "barriers", lambda v: not v.touched("barriers"))
RULES.needs = ("barriers.started",)
add("none_despite_information", "S4", SHUTS_OUT, _none_despite_information)
rule("none_listed", "S4", LOSES, plan, blank, "barriers.entries",
     lambda v: not v.barriers and _spoken_of(v) is None)
RULES.needs = tuple(rule.id for rule in RULES)

rule("what_missing", "S9", DETAIL, barriers, blank, "what", statement_of=statement_of)
rule("kind_missing", "S9", WEAKENS, barriers, blank, "kind", statement_of=statement_of)
rule("hardness_missing", "S9", GAP, barriers, blank, "hardness", statement_of=statement_of)
rule("source_missing", "S9", DETAIL, barriers, blank, "source", statement_of=statement_of)
rule("hardness_unlikely", "S5", SHUTS_OUT, barriers, wrong, "hardness",
     lambda row: row.kind in KIND_STATEMENT and row.hardness is Hardness.SOFT,
     words=lambda row: {"kind": row.kind}, statement_of=statement_of)
add("qualification_half", "S6", SHUTS_OUT, _qualification_half)
add("clearance_half", "S7", SHUTS_OUT, _clearance_half)
rule("no_line", "K2", GAP, barriers, partly, "lines", of="what", stands="barriers.entries")

rule("strategy_missing", "S9", LOSES, plan, blank, "barriers.strategy")
rule("watch_without_reason", "S9", LOSES, plan, partly, "barriers.reason", of=watches,
     quote="barriers.reason")
rule("attack_without_reason", "S9", WEAKENS, plan, partly, "barriers.reason", of=attacks,
     quote="barriers.reason")
rule("watch_but_attacking", "S9", WEAKENS, lambda v: v.barriers if watches(v) else [], wrong, "breakthrough",
     lambda row: row.means and row.owner and row.breakthrough is YesNo.YES,
     words=lambda row: {"means": row.means})
add("difficulty_disagrees", "S9", WEAKENS, _difficulty_disagrees)

add("gate_past", "S5", SHUTS_OUT, _gate_past, when="field")
rule("gate_undated", "S5", LOSES, _hard, blank, "gate_date", statement_of=statement_of)
rule("lead_time_missing", "S5", WEAKENS, _planned, blank, "lead_time.value", of="gate_date",
     statement_of=statement_of)
add("gate_unreachable", "S5", SHUTS_OUT, _gate_unreachable)
add("gate_tight", "S5", WEAKENS, _gate_tight)
add("gate_after_bid", "S5", SHUTS_OUT, _gate_after_bid)
add("ready_after_bid", "S6", SHUTS_OUT, _ready_after_bid)

rule("attack_without_means", "S10", LOSES, plan, wrong, "barriers.strategy", _unarmed,
     quote="barriers.reason")
rule("means_missing", "S10", LOSES, lambda v: [] if _unarmed(v) else _to_pass(v), blank, "means",
     lambda row: not has_way(row), heavier=is_hard, stands="barriers.entries")
rule("means_unfit", "S10", LOSES, barriers, wrong, "means", lambda row: not _fits(row),
     of=lambda row: row.means and row.kind, words=_fit, heavier=is_hard)
rule("how_missing", "S10", GAP, barriers, blank, "how", of="means", quote="how",
     words=lambda row: {"means": row.means}, heavier=lambda row: row.means is Means.OTHER)
rule("owner_missing", "S10", GAP, _to_pass, blank, "owner", of=has_way,
     heavier=lambda row: row.breakthrough is YesNo.YES)
add("owner_alone", "S33", GAP, _owner_alone)

rule("spread_thin", "S10", LOSES, plan, wrong, "barriers.entries", _all_alike,
     words=lambda v: {"n": len(v.barriers)})
add("no_breakthrough", "S10", LOSES, _no_breakthrough)
add("several_breakthroughs", "S10", WEAKENS, _several_breakthroughs)
rule("breakthrough_beside_gate", "S10", SHUTS_OUT, _beside_the_point, wrong, "means", always)
