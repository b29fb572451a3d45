"""A portfolio judged: customers scored, tiered, given a depth and the person-months there are (S3, S35-S37)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from fivelayer.choices import Grade, Market, Tier, Verdict
from fivelayer.customers import Customer
from fivelayer.model import AccountPlan, Quantity
from fivelayer.units import Unit, dimension, in_base

if TYPE_CHECKING:
    import pandas as pd

    from fivelayer.cases import Listed

# The model says what to judge and that return is weighed against effort; every number is our assumption.
WEIGHTS: Final = {"worth": 0.4, "growth": 0.2, "ability": 0.2, "ease": 0.2}
"""What a customer's score is made of (source: assumption); it sums to 1."""
TOP: Final = 0.65
KEY: Final = 0.45
"""From this score (0 to 1) on a customer is a TOP or a key one (source: assumption)."""
REP_LEVEL: Final = 0.4
"""The part of the full effort that the rep's own level takes (source: assumption)."""
MONTH_COSTS: Final = Decimal(40_000)
"""What a person-month costs, in yuan (source: assumption)."""
SHARE: Final = Decimal("0.3")
"""The part of a customer's purchases that may become ours (source: assumption)."""
DRAWS: Final = 400
SPREAD: Final = 0.5
"""How far each weight is moved for the sensitivity, as a part of it, before they sum to 1 again."""
SEED: Final = 1
_GRADE: Final = {Grade.LOW: 0.0, Grade.MEDIUM: 0.5, Grade.HIGH: 1.0}
_ORDER: Final = (Tier.STRATEGIC, Tier.TOP, Tier.KEY, Tier.ORDINARY)


def judged(
    customers: Sequence[Customer],
    months: float,
    weights: Mapping[str, float] = WEIGHTS,
    month_costs: Decimal = MONTH_COSTS,
) -> pd.DataFrame:
    """The customers with score, tier, depth and person-months, the heaviest tier first.

    Columns: name, market, score (0 to 1), tier, gain and cost (yuan a year, of full treatment),
    per_month (gain of a person-month in yuan), wanted and verdict (depths; they differ where return or
    capacity forbid the wanted one), why (a code: `market`, `return`, `capacity`, `tier`), months,
    stable (the part of drawn weights under which the tier stays).

    Raises:
        ValueError: months below 0, or weights that are no weights.
    """
    import pandas as pd

    if months < 0 or set(weights) != set(WEIGHTS) or min(weights.values()) < 0:
        raise ValueError(f"months(={months}) and weights(={dict(weights)}) must be 0 or more")
    table = pd.DataFrame([_facts(one, month_costs) for one in customers])
    parts = _parts(table)
    table["score"] = (parts * pd.Series(dict(weights)) / sum(weights.values())).sum(axis=1)
    tiers = [_tier(float(one.score), one) for one in table.itertuples(index=False)]
    table["tier"] = pd.Series(tiers, dtype=object)  # as they are: no text, no NaN
    table["stable"] = _stable(parts, table, weights)
    place = [_ORDER.index(tier) if tier else len(_ORDER) for tier in table["tier"]]
    order = {"by": ["place", "per_month", "name"], "ascending": [True, False, True]}
    table = table.assign(place=place).sort_values(**order)
    return _assigned(table.drop(columns="place").reset_index(drop=True), months)


def spent(table: pd.DataFrame) -> float:
    """The person-months given out."""
    return float(table["months"].sum())


def short(table: pd.DataFrame) -> float:
    """The person-months missing for those who must have the depth that their tier asks for (S36)."""
    left = table[table["why"] == "capacity"]
    return float((left["wanted_months"] - left["months"]).sum())


@dataclass(frozen=True)
class Treated:
    """A customer that gets person-months by a plan, with what it brings and costs in yuan a year."""

    id: str
    months: Decimal
    gain: Decimal
    cost: Decimal

    @property
    def repays(self) -> bool:
        """Whether it brings more than the person-months cost (S37)."""
        return self.gain > self.cost


def treated(plan: AccountPlan, accounts: Iterable[Listed]) -> list[Treated]:
    """Who gets person-months by a plan, the best return of a month first.

    What a customer brings is what the plan corrects, else what the list says.
    """
    rows = {row.id: row for row in plan.fit.accounts}
    found = []
    for one in accounts:
        row = rows.get(one.id)
        if row is None or not row.months or row.months < 0:
            continue
        corrected = _yuan(row.gain)
        gain = brings(one.figures) if corrected is None else corrected
        found.append(Treated(one.id, row.months, gain, row.months * MONTH_COSTS))
    return sorted(found, key=lambda t: (-t.gain / t.months, t.id))


def of_one(plan: AccountPlan) -> Treated | None:
    """The one customer of a plan that is about one, where it says both cost and gain."""
    gain, cost = _yuan(plan.fit.gain), _yuan(plan.fit.cost)
    effort = plan.fit.cost
    if cost is None and effort.unit is Unit.PERSON_MONTH and effort.value is not None:
        cost = effort.value * MONTH_COSTS
    if gain is None or cost is None or cost <= 0:
        return None
    return Treated("", cost / MONTH_COSTS, gain, cost)


def _yuan(quantity: Quantity) -> Decimal | None:
    if quantity.value is None or quantity.unit is None or dimension(quantity.unit) != "money":
        return None
    return in_base(quantity.value, quantity.unit)


def brings(one: Customer) -> Decimal:
    """What a customer may bring in yuan a year, by its list."""
    return one.purchases * SHARE * one.margin / 100


def _facts(one: Customer, month_costs: Decimal) -> dict[str, Any]:
    gain = brings(one)
    return {
        "name": one.name,
        "market": one.market,
        "strategic": one.strategic,
        "gain": float(gain),
        "cost": float(one.effort * month_costs),
        "effort": float(one.effort),
        "per_month": float(gain / one.effort) if one.effort else float(gain),
        "growth": float(one.growth),
        "ability": _GRADE[one.ability],
        "ease": 1 - _GRADE[one.difficulty],
    }


def _parts(table: pd.DataFrame) -> pd.DataFrame:
    """What the score is made of, each from 0 to 1; worth and growth by their rank among these customers."""
    import pandas as pd

    return pd.DataFrame(
        {
            "worth": _rank(table, "gain"),
            "growth": _rank(table, "growth"),
            "ability": table["ability"],
            "ease": table["ease"],
        }
    )


def _rank(table: pd.DataFrame, name: str) -> pd.Series[float]:
    """The rank among business customers, from 0 to 1."""
    return table[name].where(table["market"] == Market.B2B).rank(pct=True).fillna(0.0)


def _tier(score: float, one: Any) -> Tier | None:
    """The tier of a score; consumers have none (S35)."""
    if one.market == Market.B2C:
        return None
    if score >= TOP:
        return Tier.STRATEGIC if one.strategic else Tier.TOP
    return Tier.KEY if score >= KEY or one.strategic else Tier.ORDINARY


def _stable(parts: pd.DataFrame, table: pd.DataFrame, weights: Mapping[str, float]) -> list[float]:
    """For each customer: the part of drawn weights under which its tier stays what it is."""
    import numpy as np

    luck = np.random.default_rng(SEED)
    names = list(weights)
    moved = luck.uniform(1 - SPREAD, 1 + SPREAD, (DRAWS, len(names)))
    drawn = moved * np.array([weights[name] for name in names])
    drawn /= drawn.sum(axis=1, keepdims=True)
    scores = parts[names].to_numpy() @ drawn.T
    same = [
        sum(_tier(float(score), one) is one.tier for score in row) / DRAWS
        for row, one in zip(scores, table.itertuples(index=False), strict=True)
    ]
    return [round(one, 3) for one in same]


def _assigned(table: pd.DataFrame, months: float) -> pd.DataFrame:
    """Give out the person-months, the heaviest tier first, the best return within it first."""
    import pandas as pd

    left, rows = months, []
    for one in table.itertuples(index=False):
        wanted, why = _wanted(one)
        verdict, takes = wanted, _takes(wanted, one.effort)
        if takes > left + 1e-9:
            verdict, why = Verdict.CHANNEL, "capacity"
            if wanted is Verdict.FULL and _takes(Verdict.REP_LEVEL, one.effort) <= left:
                verdict = Verdict.REP_LEVEL
        given = _takes(verdict, one.effort)
        left -= given
        rows.append((wanted, verdict, why, round(given, 2), round(takes, 2)))
    names = ["wanted", "verdict", "why", "months", "wanted_months"]
    columns = dict(zip(names, zip(*rows, strict=True), strict=True))
    kinds = {"months": float, "wanted_months": float}
    return table.assign(
        **{name: pd.Series(told, dtype=kinds.get(name, object)) for name, told in columns.items()}
    )


def _wanted(one: Any) -> tuple[Verdict, str]:
    """The depth that market, tier and return ask for, and which of them decides (S35-S37)."""
    if one.market == Market.B2C:
        return Verdict.DO_NOT_USE, "market"
    deep = {Tier.STRATEGIC: Verdict.FULL, Tier.TOP: Verdict.FULL, Tier.KEY: Verdict.REP_LEVEL}
    wanted = deep.get(one.tier, Verdict.CHANNEL)
    if one.tier is Tier.STRATEGIC or wanted is Verdict.CHANNEL:
        return wanted, "tier"
    part = 1.0 if wanted is Verdict.FULL else REP_LEVEL
    return (wanted, "tier") if one.gain > one.cost * part else (Verdict.CHANNEL, "return")


def _takes(verdict: Verdict, effort: float) -> float:
    return {Verdict.FULL: effort, Verdict.REP_LEVEL: effort * REP_LEVEL}.get(verdict, 0.0)
