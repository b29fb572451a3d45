"""Coach, layer 3: the ladder in order, need before solution, what it brings, what comes next (S11-S14)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from fivelayer.coach.barriers import at as barrier_at
from fivelayer.coach.barriers import has_way, is_hard
from fivelayer.coach.days import earliest, latest
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
from fivelayer.model import Part, Reached, Step, StepState

RULES: Final = Ruleset(Part.BUSINESS, "business", needs=("business.started",))
started(RULES, "S12")

STEPS: Final = tuple(Step)
FEW_STEPS: Final = 3
"""Of fewer steps than this nothing is said about how many we joined (our assumption)."""
_BEGUN: Final = (Reached.UNDER_WAY, Reached.DONE)
_CLAIMS: Final = ("problem", "severity", "urgency", "need", "solution", "benefit")


def at(step: Step, name: str) -> str:
    """The path of a field of one step."""
    return f"business.ladder.{step.value}.{name}"


def state(view: View, step: Step) -> StepState:
    """How far the customer is with a step."""
    return view.plan.business.ladder.state(step)


def has_begun(view: View, step: Step) -> bool:
    """Whether the customer is at a step or past it, as the trainee sees it."""
    return state(view, step).reached in _BEGUN


def joined(view: View) -> list[Step]:
    """The steps that we take part in, in the ladder's order."""
    return [step for step in STEPS if state(view, step).joined]


def _begun(view: View) -> list[Step]:
    return [step for step in STEPS if has_begun(view, step)]


# --- the ladder ------------------------------------------------------------------------------------


@RULES.layer("ladder_blank", "S12", Consequence.LOSES)
def _ladder_blank(view: View) -> Iterator[Remark]:
    if all(state(view, step).reached is None for step in STEPS):
        yield blank("business.ladder")


@RULES.layer("steps_out_of_order", "S12", Consequence.WEAKENS)
def _steps_out_of_order(view: View) -> Iterator[Remark]:
    begun = _begun(view)
    skipped = [s for s in STEPS if state(view, s).reached is Reached.NOT_YET]
    for step in skipped:
        later = next((s for s in begun if STEPS.index(s) > STEPS.index(step)), None)
        if later:
            named = {"step": choice_key(step), "later": choice_key(later)}
            yield wrong(at(step, "reached"), terms=named)
    if len(begun) > 1:
        yield good("business.ladder", terms={"step": choice_key(begun[-1])})


@RULES.layer("joined_out_of_order", "S12", Consequence.WEAKENS)
def _joined_out_of_order(view: View) -> Iterator[Remark]:
    for first, second in pairwise(joined(view)):
        days = state(view, first).joined, state(view, second).joined
        if days[0] and days[1] and earliest(days[0]) > latest(days[1]):
            path = at(second, "joined")
            named = {"step": choice_key(second), "earlier": choice_key(first)}
            yield partly(path, view.typed(path), terms=named)


@RULES.layer("joined_against_state", "S12", Consequence.DETAIL)
def _joined_against_state(view: View) -> Iterator[Remark]:
    for step in joined(view):
        reached, day = state(view, step).reached, state(view, step).joined or ""
        path, named = at(step, "joined"), {"step": choice_key(step)}
        too_soon = reached is Reached.NOT_YET and latest(day) < view.today
        too_late = reached is Reached.DONE and earliest(day) > view.today
        if reached and (too_soon or too_late):
            named["reached"] = choice_key(reached)
            yield partly(path, view.typed(path), terms=named)


@RULES.layer("never_joined", "S14", Consequence.WEAKENS, needs=("business.ladder_blank",))
def _never_joined(view: View) -> Iterator[Remark]:
    begun = _begun(view)
    if begun and not joined(view):
        yield blank(at(begun[0], "joined"))


@RULES.layer("joined_late", "S14", Consequence.WEAKENS)
def _joined_late(view: View) -> Iterator[Remark]:
    steps = joined(view)
    if not steps:
        return
    path, named = at(steps[0], "joined"), {"step": choice_key(steps[0])}
    late = STEPS.index(steps[0]) > STEPS.index(Step.NEED)
    yield (partly if late else good)(path, view.typed(path), terms=named)


@RULES.layer("joined_few", "S14", Consequence.GAP)
def _joined_few(view: View) -> Iterator[Remark]:
    begun = _begun(view)
    ours = [step for step in begun if state(view, step).joined]
    if len(begun) < FEW_STEPS or not ours:
        return
    counts = {"n": len(ours), "of": len(begun)}
    without = next((s for s in begun if s not in ours), begun[0])
    few = len(ours) * 2 < len(begun)
    yield (partly if few else good)(at(without, "joined"), params=counts)


@RULES.layer("ladder_without_lines", "K2", Consequence.GAP)
def _ladder_without_lines(view: View) -> Iterator[Remark]:
    for step in _begun(view):
        lines = state(view, step).lines
        named = {"step": choice_key(step)}
        yield (good if lines else partly)(at(step, "lines"), lines=lines, terms=named)


@RULES.layer("bidding_behind_gate", "S11", Consequence.SHUTS_OUT)
def _bidding_behind_gate(view: View) -> Iterator[Remark]:
    if not any(has_begun(view, s) or s in joined(view) for s in (Step.PROCUREMENT, Step.CONTRACT)):
        return
    for row in view.barriers:
        if is_hard(row):
            remark = good if has_way(row) else wrong
            yield remark(barrier_at(row, "means"), row.what)


# --- from problem to need to solution --------------------------------------------------------------


@RULES.layer("problem_missing", "S12", Consequence.WEAKENS)
def _problem_missing(view: View) -> Iterator[Remark]:
    if view.plan.business.problem.text is None:
        yield blank("business.problem.text")


@RULES.layer("need_missing", "S12", Consequence.WEAKENS)
def _need_missing(view: View) -> Iterator[Remark]:
    business = view.plan.business
    if business.problem.text and not business.need.text and not business.solution.text:
        yield blank("business.need.text", business.problem.text)


@RULES.layer("solution_before_need", "S12", Consequence.LOSES)
def _solution_before_need(view: View) -> Iterator[Remark]:
    business, need = view.plan.business, state(view, Step.NEED)
    solution = state(view, Step.SOLUTION)
    offered = business.solution.text is not None
    begun = solution.reached in _BEGUN or offered
    days = solution.joined, need.joined
    sooner = bool(days[0] and days[1] and latest(days[0]) < earliest(days[1]))
    if offered and business.need.text is None:
        yield wrong("business.solution.text", business.solution.text)
    elif begun and (need.reached is Reached.NOT_YET or sooner):
        yield wrong(at(Step.SOLUTION, "reached"), business.solution.text)
    elif begun and business.need.text:
        yield good("business.need.text", business.need.text, lines=business.need.lines)


@RULES.layer("solution_missing", "S12", Consequence.GAP)
def _solution_missing(view: View) -> Iterator[Remark]:
    business = view.plan.business
    if business.need.text and not business.solution.text:
        yield blank("business.solution.text", business.need.text)


@RULES.layer("rating_missing", "S12", Consequence.WEAKENS, needs=("business.problem_missing",))
def _rating_missing(view: View) -> Iterator[Remark]:
    for name in ("severity", "urgency"):
        path = f"business.{name}"
        if getattr(view.plan.business, name).grade is None:
            yield blank(f"{path}.grade", terms={"rating": field_key(path)})


@RULES.layer("rated_alike", "S12", Consequence.GAP)
def _rated_alike(view: View) -> Iterator[Remark]:
    severity, urgency = view.plan.business.severity, view.plan.business.urgency
    if severity.grade is None or urgency.grade is None:
        return
    same = severity.grade is urgency.grade and severity.reason == urgency.reason
    named = {"severity": choice_key(severity.grade), "urgency": choice_key(urgency.grade)}
    yield (partly if same else good)("business.urgency.grade", urgency.reason, terms=named)


@RULES.layer("rating_without_reason", "S12", Consequence.GAP)
def _rating_without_reason(view: View) -> Iterator[Remark]:
    ratings = view.plan.business.severity, view.plan.business.urgency
    if ratings[0].grade is ratings[1].grade and not (ratings[0].reason or ratings[1].reason):
        return  # said by the rule before
    for name, rating in zip(("severity", "urgency"), ratings, strict=True):
        path = f"business.{name}"
        if rating.grade:
            named = {"rating": field_key(path), "grade": choice_key(rating.grade)}
            yield (good if rating.reason else partly)(f"{path}.reason", rating.reason, terms=named)


@RULES.layer("benefit_missing", "S12", Consequence.WEAKENS)
def _benefit_missing(view: View) -> Iterator[Remark]:
    business = view.plan.business
    if business.solution.text and business.benefit.text is None and business.benefit.value is None:
        yield blank("business.benefit.text", business.solution.text)


@RULES.layer("benefit_unmeasured", "S12", Consequence.WEAKENS)
def _benefit_unmeasured(view: View) -> Iterator[Remark]:
    benefit = view.plan.business.benefit
    measured = benefit.value is not None and benefit.unit is not None
    if benefit.text and not measured and not view.unreadable("business.benefit"):
        missing = "value" if benefit.value is None else "unit"
        yield partly(f"business.benefit.{missing}", benefit.text, lines=benefit.lines)
    elif benefit.text and measured:
        yield good("business.benefit.value", benefit.text, lines=benefit.lines)


@RULES.layer("no_line", "K2", Consequence.GAP)
def _no_line(view: View) -> Iterator[Remark]:
    for name in _CLAIMS:
        claim = getattr(view.plan.business, name)
        words = getattr(claim, "text", None) or getattr(claim, "reason", None)
        if words and name != "solution":
            path = f"business.{name}"
            remark = good if claim.lines else partly
            named = {"field": field_key(path)}
            yield remark(f"{path}.lines", words, lines=claim.lines, terms=named)


# --- what comes next -------------------------------------------------------------------------------


@RULES.layer("next_step_missing", "S12", Consequence.WEAKENS)
def _next_step_missing(view: View) -> Iterator[Remark]:
    if view.plan.business.next_step.text is None:
        yield blank("business.next_step.text")


@RULES.layer("next_step_open", "S12", Consequence.GAP, needs=("business.next_step_missing",))
def _next_step_open(view: View) -> Iterator[Remark]:
    step = view.plan.business.next_step
    for name in ("owner", "by"):
        path = f"business.next_step.{name}"
        if getattr(step, name) is None:
            yield blank(path, step.text, terms={"field": field_key(path)})
        else:
            yield good("business.next_step.text", step.text)


@RULES.field("next_step_past", "S12", Consequence.GAP)
def _next_step_past(view: View) -> Iterator[Remark]:
    by = view.plan.business.next_step.by
    if by and latest(by) < view.today:
        path = "business.next_step.by"
        yield partly(path, view.typed(path), params={"today": f"{view.today}"})
