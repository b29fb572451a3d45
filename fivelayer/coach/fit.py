"""Coach, where the model stops: market, tier, depth, return, ability, dealers, a portfolio (S35-S39)."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from fivelayer.choices import Grade, Market, Means, Part, Tier, Verdict
from fivelayer.coach.remarks import blank, partly, wrong
from fivelayer.coach.rules import GAP, LOSES, WEAKENS, Rules, plan
from fivelayer.coach.view import View
from fivelayer.model import Fit, Placed, Quantity
from fivelayer.units import MONEY, in_base

VERDICT: Final = "fit.verdict"
DEEP: Final = (Verdict.FULL, Verdict.REP_LEVEL)
MUST: Final = (Tier.STRATEGIC, Tier.TOP)
"""The tiers that must be managed by the model (S36)."""
ENOUGH: Final = 6
"""Customers that must be judged before it shows whether everybody is treated alike."""


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
    return Means.BRING_IN_CHANNEL in means or Verdict.CHANNEL in _verdicts(view)


def _verdicts(view: View) -> set[Verdict | None]:
    return {_fit(view).verdict, *(row.verdict for row in view.placed)}


def _full(view: View) -> bool:
    return Verdict.FULL in _verdicts(view)


def _is_portfolio(view: View) -> bool:
    return bool(view.case.accounts or view.placed)


def _one(view: View) -> list[View]:
    """The plan as a whole, where it is about one customer."""
    return [] if _is_portfolio(view) else [view]


def _many(view: View) -> list[View]:
    """The plan as a whole, where it is about a portfolio."""
    return [view] if _is_portfolio(view) else []


def _placed(view: View) -> list[Placed]:
    return view.placed


def _given(view: View) -> Decimal:
    """The person-months given out."""
    return sum((row.months for row in view.placed if row.months), Decimal(0))


def _overspent(view: View) -> bool:
    months = _fit(view).months
    return months is not None and _given(view) > months


def _everybody(view: View) -> bool:
    judged = [row for row in view.placed if row.verdict]
    return 2 * sum(row.verdict in DEEP for row in judged) > len(judged)


def _row_too_shallow(row: Placed) -> bool:
    if row.tier in MUST:
        return row.verdict is not Verdict.FULL
    return row.tier is Tier.KEY and row.verdict not in DEEP


RULES: Final = Rules(Part.FIT)
rule = RULES.rule
# A rule a row: name, statement, consequence, whom it judges, what it says of which field, if what.
# fmt: off

rule("started", "S37", LOSES, plan, blank, "fit", lambda v: not v.touched("fit"))
RULES.needs = ("fit.started",)

rule("market_missing", "S35", GAP, _one, blank, "fit.market")
rule("tier_missing", "S36", GAP, _one, blank, "fit.tier", of=lambda v: _fit(v).market is not Market.B2C)
rule("verdict_missing", "S36", WEAKENS, _one, blank, VERDICT)
rule("consumers", "S35", LOSES, plan, wrong, VERDICT, lambda v: _fit(v).verdict in DEEP,
     of=lambda v: _fit(v).market is Market.B2C and _fit(v).verdict)
rule("too_deep", "S36", WEAKENS, plan, wrong, VERDICT, lambda v: _fit(v).verdict in DEEP,
     of=lambda v: _fit(v).tier is Tier.ORDINARY and _fit(v).market is not Market.B2C and _fit(v).verdict)
rule("too_shallow", "S36", WEAKENS, plan, partly, VERDICT, _too_shallow,
     of=lambda v: _fit(v).market is not Market.B2C and _fit(v).verdict and _fit(v).tier,
     words=lambda v: {"tier": _fit(v).tier, "verdict": _fit(v).verdict})
rule("left_without_reason", "S35", LOSES, plan, blank, "fit.reason", lambda v: not _fit(v).reason,
     of=lambda v: _fit(v).verdict is Verdict.DO_NOT_USE)
rule("reason_missing", "S37", GAP, _one, blank, "fit.reason",
     of=lambda v: _fit(v).verdict not in (None, Verdict.DO_NOT_USE))
rule("cost_missing", "S37", GAP, _one, blank, "fit.cost.value", of=_full)
rule("gain_missing", "S37", GAP, _one, blank, "fit.gain.value", of=_full)
rule("no_return", "S37", LOSES, plan, wrong, "fit.gain.value", _no_return,
     of=lambda v: _comparable(v) and _fit(v).verdict in DEEP)
rule("capability_missing", "S38", GAP, plan, blank, "fit.capability", of=_full)
rule("not_able", "S38", WEAKENS, plan, wrong, "fit.capability", lambda v: _fit(v).capability is Grade.LOW,
     of=lambda v: _full(v) and _fit(v).capability)
rule("dealers_unagreed", "S39", WEAKENS, plan, blank, "fit.dealer_agreement", of=_by_dealers)
rule("no_line", "K2", GAP, plan, partly, "fit.lines", of="fit.reason")

rule("months_missing", "S37", GAP, _many, blank, "fit.months")
rule("overspent", "S37", LOSES, _many, wrong, "fit.months", _overspent,
     of=lambda v: v.placed and _fit(v).months, words=lambda v: {"given": _given(v), "months": _fit(v).months})
rule("everybody", "S36", WEAKENS, _many, wrong, "fit.accounts", _everybody,
     of=lambda v: sum(row.verdict is not None for row in v.placed) >= ENOUGH,
     words=lambda v: {"n": sum(row.verdict in DEEP for row in v.placed)})
rule("row_consumers", "S35", LOSES, _placed, wrong, "verdict", lambda r: r.verdict in (*DEEP, Verdict.CHANNEL),
     of=lambda r: r.market is Market.B2C and r.verdict)
rule("row_too_deep", "S36", WEAKENS, _placed, wrong, "verdict", lambda r: r.verdict in DEEP,
     of=lambda r: r.tier is Tier.ORDINARY and r.market is not Market.B2C and r.verdict)
rule("row_too_shallow", "S36", LOSES, _placed, wrong, "verdict", _row_too_shallow,
     of=lambda r: r.market is not Market.B2C and r.verdict and r.tier,
     words=lambda r: {"tier": r.tier, "verdict": r.verdict})
rule("row_without_months", "S37", WEAKENS, _placed, blank, "months", lambda r: not r.months,
     of=lambda r: r.verdict in DEEP)
rule("row_idle_months", "S37", WEAKENS, _placed, wrong, "months", lambda r: (r.months or 0) > 0,
     of=lambda r: r.verdict in (Verdict.CHANNEL, Verdict.DO_NOT_USE), words=lambda r: {"verdict": r.verdict})
rule("row_tier_missing", "S36", GAP, _placed, blank, "tier",
     of=lambda r: r.market is not Market.B2C and r.verdict)
rule("row_verdict_missing", "S36", GAP, _placed, blank, "verdict", of="tier")
rule("row_reason_missing", "S37", GAP, _placed, blank, "reason", of=lambda r: r.gain.value is not None)
rule("row_no_line", "K2", GAP, _placed, partly, "lines", of="reason")
