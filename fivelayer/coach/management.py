"""Coach, managing the account: stage and its evidence, our own barriers, share and margin (S27-S31)."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from fivelayer.choices import Part, Reached, Stage, Step
from fivelayer.coach.business import has_begun
from fivelayer.coach.remarks import blank, partly, wrong
from fivelayer.coach.rules import GAP, LOSES, WEAKENS, Rules, always, plan
from fivelayer.coach.view import View
from fivelayer.model import OwnBarrier
from fivelayer.outlook import premature

TABLE: Final = "management.own_barriers"
STAGE: Final = "management.stage"
LARGE: Final = Decimal(50)
"""From this share on, in per cent, something must hold rivals off (our assumption)."""


def _stage(view: View) -> Stage | None:
    return view.plan.management.stage


def _barriers(view: View) -> list[OwnBarrier]:
    return view.own_barriers


def _occupied(view: View) -> bool:
    return _stage(view) is Stage.OCCUPY


def _too_soon(view: View) -> bool:
    return premature(Stage.OCCUPY, [row.kind for row in view.own_barriers if row.kind])


def _no_contract_yet(view: View) -> bool:
    """Whether by the trainee's own ladder the customer has signed nothing yet."""
    reached = view.plan.business.ladder.state(Step.CONTRACT).reached
    return reached is Reached.NOT_YET and has_begun(view, Step.PRESENT_STATE)


RULES: Final = Rules(Part.MANAGEMENT)
rule, add = RULES.rule, RULES.add
# A rule a row: name, statement, consequence, whom it judges, what it says of which field, if what.
# fmt: off

rule("started", "S27", LOSES, plan, blank, "management", lambda v: not v.touched("management"))
RULES.needs = ("management.started",)

rule("stage_missing", "S27", WEAKENS, plan, blank, STAGE)
rule("evidence_missing", "S27", WEAKENS, plan, blank, "management.evidence", of=STAGE)
rule("no_line", "K2", GAP, plan, partly, "management.lines", of="management.evidence")
rule("stage_ahead", "S28", LOSES, plan, wrong, STAGE, _no_contract_yet,
     of=lambda v: _stage(v) in (Stage.CONSOLIDATE, Stage.OCCUPY))
rule("premature", "S27", LOSES, plan, wrong, STAGE, _too_soon, of=_occupied)
rule("barriers_before_entry", "S29", WEAKENS, plan, partly, TABLE, lambda v: bool(v.own_barriers),
     of=lambda v: _stage(v) is Stage.BREAK_THROUGH)
rule("no_barrier", "S29", WEAKENS, plan, blank, TABLE, lambda v: not v.own_barriers,
     of=lambda v: _stage(v) is Stage.CONSOLIDATE)

rule("what_missing", "S29", GAP, _barriers, blank, "what")
rule("kind_missing", "S29", GAP, _barriers, blank, "kind")
rule("cost_missing", "S29", WEAKENS, _barriers, blank, "cost.value", of="what")
rule("barrier_no_line", "K2", GAP, _barriers, partly, "lines", of="what")

rule("share_missing", "S30", GAP, plan, blank, "management.expected_share", of=STAGE)
rule("margin_missing", "S30", GAP, plan, blank, "management.expected_margin", of=STAGE)
rule("share_unfounded", "S30", WEAKENS, lambda v: [v] if not v.own_barriers else [], wrong,
     "management.expected_share", always,
     of=lambda v: (v.plan.management.expected_share or 0) >= LARGE, words=lambda _: {"n": LARGE})
