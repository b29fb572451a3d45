"""The figure beside a portfolio's form: where the person-months go, and what the list alone would say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from fivelayer import labels, portfolio
from fivelayer.cases import Listed
from fivelayer.choices import Part
from fivelayer.messages import Language, text
from fivelayer.model import AccountPlan
from fivelayer.portfolio import WEIGHTS, Treated
from fivelayer.views.scripts import script, style
from fivelayer.views.spec import amount, listed
from fivelayer.views.using import Figure
from fivelayer.views.widget import Message

MONTHS: Final = 12.0
"""What the tool gives out where the plan does not say how many person-months there are."""


class Portfolio(Figure):
    """Person-months against return (S37), and the list's tiers; `static/portfolio.js` lists its messages."""

    _esm = script("dom", "widget", "svg", "portfolio")
    _css = style("using", "portfolio")
    part = Part.FIT
    words_of = "portfolio"
    accounts: Sequence[Listed] = ()

    @classmethod
    def made_spec(cls, language: Language) -> Message:
        """The figure's words, and the weights that a reader can move."""
        weights = [
            [name, text(f"views.portfolio.weight.{name}", language), round(100 * weight)]
            for name, weight in WEIGHTS.items()
        ]
        return {**super().made_spec(language), "weights": weights}

    def state(self, plan: AccountPlan, names: Mapping[str, str], language: Language) -> Message:  # noqa: ARG002  as all figures
        """The plan's person-months with what they bring, and the tool's tiers if they were asked for."""
        called = {one.id: one.name[language] for one in self.accounts}
        found = portfolio.treated(plan, self.accounts)
        return {
            "months": _number(plan.fit.months),
            "bars": [_bar(one, called[one.id], language) for one in found],
            "said": said(found, plan.fit.months, called, language),
            "tool": self._tool(plan, language),
        }

    def _tool(self, plan: AccountPlan, language: Language) -> list[list[str]] | None:
        """What the list alone says under the weights tried: customer, tier, firm, depth, own tier."""
        weights = _weights(self.tried)
        if weights is None:
            return None
        months = plan.fit.months
        given = MONTHS if months is None or months < 0 else float(months)
        table = portfolio.judged([one.figures for one in self.accounts], given, weights)
        own = {row.id: row.tier for row in plan.fit.accounts}
        of = {one.figures.name: one for one in self.accounts}

        def tier(of_it: Any) -> str:
            return text(labels.choice_key(of_it), language) if of_it else "–"

        return [
            [
                of[row.name].name[language],
                tier(row.tier),
                f"{100 * row.stable:.0f} %",
                text(labels.choice_key(row.verdict), language),
                tier(own.get(of[row.name].id)),
            ]
            for row in table.itertuples(index=False)
        ]


def said(
    found: Sequence[Treated],
    months: Decimal | None,
    called: Mapping[str, str],
    language: Language,
) -> list[str]:
    """What the picture shows, in sentences."""

    def say(name: str, **words: object) -> str:
        return text(f"views.portfolio.{name}", language, **words)

    if not found:
        return [say("nobody")]
    given = sum((one.months for one in found), Decimal(0))
    sums = {
        "given": f"{given:f}",
        "months": f"{months:f}" if months is not None else "?",
        "gain": amount(sum((one.gain for one in found), Decimal(0)), language),
        "cost": amount(sum((one.cost for one in found), Decimal(0)), language),
    }
    lines = [say("sums", **sums)]
    if months is not None and given > months:
        lines.append(say("over", more=f"{given - months:f}"))
    idle = [called[one.id] for one in found if not one.repays]
    if idle:
        lines.append(say("idle", who=listed(idle, language)))
    return lines


def _bar(one: Treated, name: str, language: Language) -> Message:
    return {
        "name": name,
        "months": float(one.months),
        "gain": float(one.gain / 10_000),
        "cost": float(one.cost / 10_000),
        "says": text(
            "views.portfolio.bar",
            language,
            gain=amount(one.gain, language),
            months=f"{one.months:f}",
        ),
        "repays": one.repays,
    }


def _number(value: Decimal | None) -> float | None:
    return None if value is None or not 0 <= value <= 1000 else float(value)


def _weights(message: Message | None) -> dict[str, float] | None:
    """The weights that a reader has moved, as far as they can be read; None where the tool was not asked."""
    if message is None:
        return None
    given = message.get("weights")
    moved = given if isinstance(given, dict) else {}
    found = {name: moved.get(name, 100 * weight) for name, weight in WEIGHTS.items()}
    if not all(type(value) in (int, float) and 0 <= value <= 100 for value in found.values()):
        return dict(WEIGHTS)
    return found if sum(found.values()) else dict(WEIGHTS)
