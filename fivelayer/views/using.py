"""The figures beside the forms of management and team: a what-if of share and margin, and who covers whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar, Final

from fivelayer import labels
from fivelayer.choices import LAYERS, OwnBarrierKind, Part, SalesRole, Stage
from fivelayer.departure import Loss, departure, held_by
from fivelayer.messages import Language, text
from fivelayer.model import AccountPlan, DecisionMaker, Member
from fivelayer.outlook import QUARTERS, Point, outlook, premature
from fivelayer.units import Unit, dimension, in_base
from fivelayer.views.scripts import script, style
from fivelayer.views.spec import listed, words
from fivelayer.views.widget import Message, Widget

SHARE: Final = Decimal(20)
MARGIN: Final = Decimal(20)
"""Where the what-if begins until a reader moves it, in per cent: a plan says what is expected, not what is."""
USUAL: Final[dict[SalesRole, tuple[Part, ...]]] = {
    SalesRole.JUNIOR: (Part.INFORMATION, Part.BARRIERS),
    SalesRole.SOLUTION: (Part.BUSINESS,),
    SalesRole.MANAGER: (Part.RELATIONSHIP, Part.INTEREST),
    SalesRole.GENERAL_MANAGER: (Part.RELATIONSHIP, Part.INTEREST),
}
"""The layers that a role's work usually lies in (S33)."""
WAN: Final = Decimal(10_000)


class Figure(Widget):
    """A figure that follows the form of its part; what a reader tries out in it is nobody's plan."""

    part: Part
    words_of: ClassVar[str]
    tried: Message | None = None

    def follow(self, plan: AccountPlan, names: Mapping[str, str], language: Language) -> None:
        """Show the plan as it is, or what is being tried."""
        self.show("state", **self.state(plan, names, language))

    def state(self, plan: AccountPlan, names: Mapping[str, str], language: Language) -> Message:
        """What the browser draws."""
        raise NotImplementedError

    @classmethod
    def made_spec(cls, language: Language) -> Message:
        """The figure's words."""
        return {"language": language, "words": words(cls.words_of, language)}


class Outlook(Figure):
    """Share and margin over the quarters ahead (S30); `static/outlook.js` lists its messages."""

    _esm = script("dom", "widget", "svg", "outlook")
    _css = style("using")
    part = Part.MANAGEMENT
    words_of = "outlook"

    @classmethod
    def made_spec(cls, language: Language) -> Message:
        """The figure's words and choices."""
        choices = {
            "stages": [[s.value, text(labels.choice_key(s), language)] for s in Stage],
            "kinds": [[k.value, text(labels.choice_key(k), language)] for k in OwnBarrierKind],
        }
        return {**super().made_spec(language), **choices}

    def state(self, plan: AccountPlan, names: Mapping[str, str], language: Language) -> Message:  # noqa: ARG002  as all figures
        """The plan's stage and barriers, or those tried, and where they lead."""
        given = _tried(self.tried) or _planned(plan)
        stage, kinds, share, margin = given
        ahead, idle = outlook(*given), outlook(stage, (), share, margin)
        return {
            "stage": stage.value,
            "kinds": [kind.value for kind in kinds],
            "share": round(share),
            "margin": round(margin),
            "follows": self.tried is None,
            "goals": _goals(plan),
            "points": _plain(ahead),
            "idle": _plain(idle),
            "said": [
                *_foreseen(ahead, idle, premature(stage, kinds), language),
                *_hoped(plan, language),
            ],
        }


def _planned(plan: AccountPlan) -> tuple[Stage, tuple[OwnBarrierKind, ...], float, float]:
    of = plan.management
    kinds = tuple(dict.fromkeys(b.kind for b in of.own_barriers if b.kind))
    return of.stage or Stage.BREAK_THROUGH, kinds, float(SHARE), float(MARGIN)


def _tried(
    message: Message | None,
) -> tuple[Stage, tuple[OwnBarrierKind, ...], float, float] | None:
    """What a reader has moved, as far as it can be read."""
    if message is None:
        return None
    named = message.get("kinds")
    asked = named if isinstance(named, list) else []
    stage = next((s for s in Stage if s.value == message.get("stage")), Stage.BREAK_THROUGH)
    kinds = tuple(kind for kind in OwnBarrierKind if kind.value in asked)
    return stage, kinds, _number(message.get("share")), _number(message.get("margin"))


def _number(given: object) -> float:
    fits = isinstance(given, int | float) and not isinstance(given, bool) and 0 <= given <= 100
    return float(given) if fits else 0.0  # type: ignore[arg-type]  # told apart by `fits`


def _plain(points: Sequence[Point]) -> list[list[float]]:
    return [[p.quarter, round(p.share, 1), round(p.margin, 1)] for p in points]


def _goals(plan: AccountPlan) -> list[float]:
    """The share and margin that the plan expects, where it says both."""
    hopes = (plan.management.expected_share, plan.management.expected_margin)
    there = [float(hope) for hope in hopes if hope is not None and 0 <= hope <= 100]
    return there if len(there) == len(hopes) else []


def _hoped(plan: AccountPlan, language: Language) -> list[str]:
    """What the plan expects, to be held against the what-if."""
    goals = _goals(plan)
    if not goals:
        return []
    share, margin = goals
    return [text("views.outlook.goal", language, share=f"{share:.0f}", margin=f"{margin:.0f}")]


def _foreseen(
    ahead: Sequence[Point], idle: Sequence[Point], early: bool, language: Language
) -> list[str]:
    first, last = ahead[0], ahead[-1]
    low = min(ahead, key=lambda p: p.margin)
    about = {
        "years": QUARTERS // 4,
        "share": f"{first.share:.0f}",
        "share_then": f"{last.share:.0f}",
        "margin": f"{first.margin:.0f}",
        "margin_then": f"{last.margin:.0f}",
        "idle_share": f"{idle[-1].share:.0f}",
        "idle_margin": f"{idle[-1].margin:.0f}",
    }
    said = [text("views.outlook.said", language, **about)]
    if low.quarter and low.margin < min(first.margin, last.margin) - 0.5:
        dip = {"quarter": low.quarter, "margin": f"{low.margin:.0f}"}
        said.append(text("views.outlook.dip", language, **dip))
    if early:
        said.append(text("views.outlook.premature", language))
    return said


class Grid(Figure):
    """Who works on which layer and looks after whom, and what leaves with whom (S33, S34)."""

    _esm = script("dom", "widget", "grid")
    _css = style("using")
    part = Part.TEAM
    words_of = "grid"

    @classmethod
    def made_spec(cls, language: Language) -> Message:
        """The figure's words and columns."""
        layers = [[layer.value, text(labels.part_key(layer), language)] for layer in LAYERS]
        return {**super().made_spec(language), "layers": layers}

    def state(self, plan: AccountPlan, names: Mapping[str, str], language: Language) -> Message:
        """The grid, and what the departure tried would cost."""
        team = [m for m in plan.team.members if m.name or m.layers or m.contacts]
        people = [p for p in plan.relationship.decision_makers if p.id in names]
        asked = self.tried or {}
        leaver = next((m.id for m in team if m.id == asked.get("member")), "")
        sales = _sales(asked.get("sales"), plan)
        holders = held_by(team, people)
        return {
            "people": [[p.id, names[p.id], _weight(p)] for p in people],
            "rows": _rows(team, language),
            "alone": [p.id for p in people if len(holders[p.id]) == 1],
            "nobody": [p.id for p in people if not holders[p.id]],
            "leaver": leaver,
            "sales": "" if sales is None else f"{sales.normalize():f}",
            "loss": _loss(departure(plan, leaver), sales, names, language) if leaver else None,
        }


def _rows(team: Sequence[Member], language: Language) -> list[Message]:
    """By role, the junior first; a role that nobody has gets a row of its own."""
    found: list[Message] = []
    for role in (*SalesRole, None):
        there = [m for m in team if m.role is role]
        name = text(labels.choice_key(role), language) if role else ""
        usual = [layer.value for layer in USUAL.get(role, ())] if role else []
        rows = [
            {
                "id": m.id,
                "name": m.name or text("views.grid.nameless", language),
                "layers": [layer.value for layer in m.layers],
                "contacts": list(m.contacts),
            }
            for m in there
        ]
        empty: list[Message] = [{"id": "", "name": "", "layers": [], "contacts": []}]
        found += [{**row, "role": name, "usual": usual} for row in rows or (empty if role else [])]
    return found


def _weight(person: DecisionMaker) -> str:
    return "" if person.weight is None else f"{person.weight.normalize():f}"


def _sales(given: object, plan: AccountPlan) -> Decimal | None:
    """A year's sales with the account in ten thousands: as tried, else budget times expected share."""
    if isinstance(given, int | float) and not isinstance(given, bool) and 0 < given < 10**9:
        return Decimal(str(given))
    budget, share = plan.information.purchasing_budget, plan.management.expected_share
    if budget.value is None or share is None or dimension(budget.unit or Unit.COUNT) != "money":
        return None
    return (in_base(budget.value, budget.unit or Unit.YUAN) / WAN * share / 100).quantize(
        Decimal(1)
    )


def _loss(
    loss: Loss, sales: Decimal | None, names: Mapping[str, str], language: Language
) -> dict[str, Any]:
    def say(key: str, **params: str) -> str:
        return text(f"views.grid.{key}", language, **params)

    hundred = Decimal(100)
    bars = {"now": loss.support, "after": loss.after, "watched": loss.watched}
    alone = listed([names[p] for p in loss.alone if p in names], language)
    layers = listed([text(labels.part_key(layer), language) for layer in loss.layers], language)
    said = [say("alone", people=alone) if alone else say("alone_none")]
    said.append(say("layers", layers=layers) if layers else say("layers_none"))
    if sales is not None:
        low, high = loss.sales_at_risk(sales)
        least, most = loss.sales_at_risk_watched(sales)
        ranges = {"low": low, "high": high, "least": least, "most": most}
        shown = {name: f"{value:.1f}" for name, value in ranges.items()}
        said.append(say("sales", part=f"{loss.held * hundred:.0f}", **shown))
    else:
        said.append(say("sales_open", part=f"{loss.held * hundred:.0f}"))
    said.append(say("watched", kept=f"{loss.kept * hundred:.0f}"))
    return {"bars": {k: f"{v / hundred:.2f}" for k, v in bars.items()}, "said": said}


FIGURES: Final[dict[Part, type[Figure]]] = {Part.MANAGEMENT: Outlook, Part.TEAM: Grid}
"""By part: the figure that stands below its form."""
