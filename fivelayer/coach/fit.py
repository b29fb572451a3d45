"""Coach, where the model stops: market, tier, depth, return, ability, dealers (S35-S39)."""

from __future__ import annotations

from typing import Final

from fivelayer.coach.remarks import blank, partly, wrong
from fivelayer.coach.rules import GAP, LOSES, WEAKENS, Rules, plan
from fivelayer.coach.view import View
from fivelayer.model import Fit, Grade, Market, Means, Part, Quantity, Tier, Verdict
from fivelayer.units import MONEY, in_base

VERDICT: Final = "fit.verdict"
DEEP: Final = (Verdict.FULL, Verdict.REP_LEVEL)
MUST: Final = (Tier.STRATEGIC, Tier.TOP)
"""The tiers that must be managed by the model (S36)."""


def _fit(view: View) -> Fit:
    return view.plan.fit


def _too_shallow(view: View) -> bool:
    fit = _fit(view)
    if fit.tier in MUST:
        return fit.verdict is not Verdict.FULL
    return fit.tier is Tier.KEY and fit.verdict not in DEEP


def _money(quantity: Quantity) -> bool:
    return quantity.value is not None and quantity.unit in MONEY


def _no_return(view: View) -> bool:
    """Whether the effort, in money, is not earned back."""
    cost, gain = _fit(view).cost, _fit(view).gain
    if cost.value is None or gain.value is None or not cost.unit or not gain.unit:
        return False
    return in_base(gain.value, gain.unit) <= in_base(cost.value, cost.unit)


def _comparable(view: View) -> bool:
    return _money(_fit(view).cost) and _money(_fit(view).gain)


def _by_dealers(view: View) -> bool:
    """Whether the plan itself brings in a channel."""
    means = {row.means for row in view.barriers}
    return Means.BRING_IN_CHANNEL in means or _fit(view).verdict is Verdict.CHANNEL


def _full(view: View) -> bool:
    return _fit(view).verdict is Verdict.FULL


RULES: Final = Rules(Part.FIT)
rule = RULES.rule
# A rule a row: name, statement, consequence, whom it judges, what it says of which field, if what.
# fmt: off

rule("started", "S37", LOSES, plan, blank, "fit", lambda v: not v.touched("fit"))
RULES.needs = ("fit.started",)

rule("market_missing", "S35", GAP, plan, blank, "fit.market")
rule("tier_missing", "S36", GAP, plan, blank, "fit.tier", of=lambda v: _fit(v).market is not Market.B2C)
rule("verdict_missing", "S36", WEAKENS, plan, blank, VERDICT)
rule("consumers", "S35", LOSES, plan, wrong, VERDICT, lambda v: _fit(v).verdict in DEEP,
     of=lambda v: _fit(v).market is Market.B2C and _fit(v).verdict)
rule("too_deep", "S36", WEAKENS, plan, wrong, VERDICT, lambda v: _fit(v).verdict in DEEP,
     of=lambda v: _fit(v).tier is Tier.ORDINARY and _fit(v).market is not Market.B2C and _fit(v).verdict)
rule("too_shallow", "S36", WEAKENS, plan, partly, VERDICT, _too_shallow,
     of=lambda v: _fit(v).market is not Market.B2C and _fit(v).verdict and _fit(v).tier,
     words=lambda v: {"tier": _fit(v).tier, "verdict": _fit(v).verdict})
rule("left_without_reason", "S35", LOSES, plan, blank, "fit.reason", lambda v: not _fit(v).reason,
     of=lambda v: _fit(v).verdict is Verdict.DO_NOT_USE)
rule("reason_missing", "S37", GAP, plan, blank, "fit.reason",
     of=lambda v: _fit(v).verdict not in (None, Verdict.DO_NOT_USE))
rule("cost_missing", "S37", GAP, plan, blank, "fit.cost.value", of=_full)
rule("gain_missing", "S37", GAP, plan, blank, "fit.gain.value", of=_full)
rule("no_return", "S37", LOSES, plan, wrong, "fit.gain.value", _no_return,
     of=lambda v: _comparable(v) and _fit(v).verdict in DEEP)
rule("capability_missing", "S38", GAP, plan, blank, "fit.capability", of=_full)
rule("not_able", "S38", WEAKENS, plan, wrong, "fit.capability", lambda v: _fit(v).capability is Grade.LOW,
     of=lambda v: _full(v) and _fit(v).capability)
rule("dealers_unagreed", "S39", WEAKENS, plan, blank, "fit.dealer_agreement", of=_by_dealers)
rule("no_line", "K2", GAP, plan, partly, "fit.lines", of="fit.reason")
