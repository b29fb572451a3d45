"""Coach, layer 3: the ladder in order, need before solution, what it brings, what comes next (S11-S14)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

from fivelayer.choices import Part, Reached, Step
from fivelayer.coach.barriers import has_way, is_hard
from fivelayer.coach.days import earliest, latest
from fivelayer.coach.remarks import Remarks, Word, blank, good, partly, wrong
from fivelayer.coach.rules import DETAIL, GAP, LOSES, SHUTS_OUT, WEAKENS, Rules, plan
from fivelayer.coach.view import Spot, View, label, spots
from fivelayer.model import Barrier, StepState

STEPS: Final = tuple(Step)
FEW_STEPS: Final = 3
"""Of fewer steps than this nothing is said about how many we joined (our assumption)."""
_BEGUN: Final = (Reached.UNDER_WAY, Reached.DONE)


def has_begun(view: View, step: Step) -> bool:
    """Whether the customer is at a step or past it, as the trainee sees it."""
    return view.plan.business.ladder.state(step).reached in _BEGUN


def joined(view: View) -> list[Spot[StepState]]:
    """The steps that we take part in, in the ladder's order."""
    return [step for step in _ladder(view) if step.of.joined]


def _begun(view: View) -> list[Spot[StepState]]:
    return [step for step in _ladder(view) if step.of.reached in _BEGUN]


def _ladder(view: View) -> Iterator[Spot[StepState]]:
    for step in STEPS:
        path = f"business.ladder.{step}"
        yield Spot(path, view.plan.business.ladder.state(step), step, view.typed(f"{path}.joined"))


def _named(step: Spot[StepState]) -> dict[str, Word]:
    return {"step": step.name}


def _steps_out_of_order(view: View) -> Remarks:
    begun = [step for step in STEPS if has_begun(view, step)]
    for place, step in enumerate(_ladder(view)):
        later = next((s for s in STEPS[place:] if s in begun), None)
        if later and step.of.reached is Reached.NOT_YET:
            yield wrong(step, "reached", "", {"step": step.name, "later": later})
    if len(begun) > 1:
        yield good("business.ladder", words={"step": begun[-1]})


def _joined_out_of_order(view: View) -> Remarks:
    for first, second in pairwise(joined(view)):
        if earliest(first.of.joined or "") > latest(second.of.joined or ""):
            yield partly(second, "joined", words={"step": second.name, "earlier": first.name})


def _joined_against_state(view: View) -> Remarks:
    for step in joined(view):
        reached, day = step.of.reached, step.of.joined or ""
        too_soon = reached is Reached.NOT_YET and latest(day) < view.today
        too_late = reached is Reached.DONE and earliest(day) > view.today
        if too_soon or too_late:
            yield partly(step, "joined", words={"step": step.name, "reached": reached})


def _joined_few(view: View) -> Remarks:
    begun = _begun(view)
    without = [step for step in begun if not step.of.joined]
    ours = len(begun) - len(without)
    if len(begun) >= FEW_STEPS and ours:
        say, step = partly if ours * 2 < len(begun) else good, [*without, *begun][0]
        yield say(step, "joined", "", {"n": ours, "of": len(begun)})


def _bid_at(view: View) -> list[Barrier]:
    """The hard gates, once there is a bid."""
    bid = {Step.PROCUREMENT, Step.CONTRACT} & {s.name for s in (*_begun(view), *joined(view))}
    return [row for row in view.barriers if bid and is_hard(row)]


def _solution_before_need(view: View) -> Remarks:
    business, ladder = view.plan.business, view.plan.business.ladder
    offered, need = business.solution.text, business.need.text
    begun = offered or has_begun(view, Step.SOLUTION)
    days = ladder.solution.joined, ladder.need.joined
    sooner = days[0] and days[1] and latest(days[0]) < earliest(days[1])
    if offered and need is None:
        yield wrong("business.solution.text", quote=offered)
    elif begun and (ladder.need.reached is Reached.NOT_YET or sooner):
        yield wrong("business.ladder.solution.reached", quote=offered)
    elif begun and need:
        yield good("business.need.text", quote=need, lines=business.need.lines)


def _ratings(view: View) -> list[Spot[Any]]:
    return spots(view, {"business.severity": 0, "business.urgency": 0})


def _rated_alike(view: View) -> Remarks:
    severity, urgency = view.plan.business.severity, view.plan.business.urgency
    if severity.grade and urgency.grade:
        same = (severity.grade, severity.reason) == (urgency.grade, urgency.reason)
        words = {"severity": severity.grade, "urgency": urgency.grade}
        yield (partly if same else good)("business.urgency.grade", "", urgency.reason, words)


def _rated(view: View) -> list[Spot[Any]]:
    """The ratings made, unless both are alike without a reason, of which another rule speaks."""
    severity, urgency = ratings = _ratings(view)
    bare = not severity.of.reason and not urgency.of.reason
    alike = bare and severity.of.grade is urgency.of.grade
    return [rating for rating in ratings if rating.of.grade and not alike]


def _benefit_unmeasured(view: View) -> Remarks:
    benefit = view.plan.business.benefit
    if benefit.text is None:
        return
    if benefit.value is not None and benefit.unit:
        yield good("business.benefit.value", quote=benefit.text, lines=benefit.lines)
    elif not view.unreadable("business.benefit"):
        missing = "value" if benefit.value is None else "unit"
        yield partly("business.benefit", missing, benefit.text, lines=benefit.lines)


def _claims(view: View) -> list[Spot[Any]]:
    """What must stand on a line: all that is said of problem and need, and of the benefit."""
    names = ("problem", "severity", "urgency", "need", "benefit")
    return [claim for claim in spots(view, {f"business.{n}": 0 for n in names}) if claim.quote]


def _next_step_open(view: View) -> Remarks:
    step = view.plan.business.next_step
    for name, told in (("owner", step.owner), ("by", step.by)):
        path = f"business.next_step.{name}"
        if told:
            yield good("business.next_step.text", quote=step.text)
        else:
            yield blank(path, quote=step.text, words={"field": label(path)})


def _next_step_past(view: View) -> Remarks:
    path, by = "business.next_step.by", view.plan.business.next_step.by
    if by and latest(by) < view.today:
        yield partly(path, quote=view.typed(path), words={"today": view.today})


RULES: Final = Rules(Part.BUSINESS)
rule, add = RULES.rule, RULES.add
# A rule a row: name, statement, consequence, whom it judges, what it says of which field, if what.
# fmt: off

rule("started", "S12", LOSES, plan, blank, "business", lambda v: not v.touched("business"))
RULES.needs = ("business.started",)

rule("ladder_blank", "S12", LOSES, plan, blank, "business.ladder",
     lambda v: all(step.of.reached is None for step in _ladder(v)))
add("steps_out_of_order", "S12", WEAKENS, _steps_out_of_order)
add("joined_out_of_order", "S12", WEAKENS, _joined_out_of_order)
add("joined_against_state", "S12", DETAIL, _joined_against_state)
rule("never_joined", "S14", WEAKENS, lambda v: [] if joined(v) else _begun(v)[:1], blank, "joined",
     needs=("business.ladder_blank",))
rule("joined_late", "S14", WEAKENS, lambda v: joined(v)[:1], partly, "joined",
     lambda first: STEPS.index(first.name) > STEPS.index(Step.NEED), words=_named)
add("joined_few", "S14", GAP, _joined_few)
rule("ladder_without_lines", "K2", GAP, _begun, partly, "lines", quote="", words=_named)
rule("bidding_behind_gate", "S11", SHUTS_OUT, _bid_at, wrong, "means", lambda row: not has_way(row))

rule("problem_missing", "S12", WEAKENS, plan, blank, "business.problem.text")
rule("need_missing", "S12", WEAKENS, plan, blank, "business.need.text", quote="business.problem.text",
     of=lambda v: v.plan.business.problem.text and not v.plan.business.solution.text)
add("solution_before_need", "S12", LOSES, _solution_before_need)
rule("solution_missing", "S12", GAP, plan, blank, "business.solution.text", of="business.need.text",
     quote="business.need.text")
rule("rating_missing", "S12", WEAKENS, _ratings, blank, "grade", quote="",
     words=lambda rating: {"rating": rating.name}, needs=("business.problem_missing",))
add("rated_alike", "S12", GAP, _rated_alike)
rule("rating_without_reason", "S12", GAP, _rated, partly, "reason",
     words=lambda rating: {"rating": rating.name, "grade": rating.of.grade})
rule("benefit_missing", "S12", WEAKENS, plan, blank, "business.benefit.text", of="business.solution.text",
     if_=lambda v: v.plan.business.benefit.text is None and v.plan.business.benefit.value is None,
     quote="business.solution.text")
add("benefit_unmeasured", "S12", WEAKENS, _benefit_unmeasured)
rule("no_line", "K2", GAP, _claims, partly, "lines", words=lambda claim: {"field": claim.name})

rule("next_step_missing", "S12", WEAKENS, plan, blank, "business.next_step.text")
add("next_step_open", "S12", GAP, _next_step_open, needs=("business.next_step_missing",))
add("next_step_past", "S12", GAP, _next_step_past, when="field")
