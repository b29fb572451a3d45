"""What a departing rep takes along: support, layers, sales; now and with monitoring (S34)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from fivelayer.choices import LAYERS, Part
from fivelayer.model import AccountPlan, DecisionMaker, Member, Monitored

SALES_AT_RISK: Final = (Decimal("0.13"), Decimal("0.18"))
"""The part of a rep's yearly sales that goes along, least and most (source: literature)."""
KEPT_BY_ONE: Final = Decimal(1) / 6
"""What each thing monitored keeps of what one rep holds alone, up to three things (source: assumption)."""
MOST_KEPT: Final = 3


@dataclass(frozen=True)
class Loss:
    """What remains when one of our people goes; supports are sums of weight times support (S19)."""

    support: Decimal
    """Our weighted support today."""
    after: Decimal
    """Tomorrow, if nothing is monitored: what only the leaver holds counts for nothing."""
    watched: Decimal
    """Tomorrow, with what is monitored."""
    alone: tuple[str, ...]
    """Ids of the decision makers whom nobody else looks after."""
    layers: tuple[Part, ...]
    """The layers nobody else works on."""
    held: Decimal
    """The part (0 to 1) of all covered weight that is the leaver's."""
    kept: Decimal
    """The part (0 to 1) of the loss that monitoring keeps."""

    def sales_at_risk(self, sales: Decimal) -> tuple[Decimal, Decimal]:
        """Least and most of a year's sales that are at risk, without monitoring."""
        low, high = (sales * self.held * part for part in SALES_AT_RISK)
        return low, high

    def sales_at_risk_watched(self, sales: Decimal) -> tuple[Decimal, Decimal]:
        """The same with what is monitored."""
        low, high = self.sales_at_risk(sales)
        return low * (1 - self.kept), high * (1 - self.kept)


def departure(plan: AccountPlan, leaver: str) -> Loss:
    """What the account loses when the member of this row id leaves.

    >>> departure(AccountPlan(), "m1").alone
    ()
    """
    team, people = plan.team.members, plan.relationship.decision_makers
    holders = held_by(team, people)
    gone = {person: [m for m in ids if m != leaver] for person, ids in holders.items()}
    alone = tuple(p.id for p in people if holders[p.id] and not gone[p.id])
    kept = KEPT_BY_ONE * min(MOST_KEPT, len(sound(plan.team.monitored, _name(team, leaver))))
    support = sum((_supported(p) for p in people), Decimal(0))
    lost = sum((max(_supported(p), Decimal(0)) for p in people if p.id in alone), Decimal(0))
    return Loss(
        support=support,
        after=support - lost,
        watched=support - lost * (1 - kept),
        alone=alone,
        layers=_uncovered(team, leaver),
        held=_held(people, holders, leaver),
        kept=kept,
    )


def held_by(team: Sequence[Member], people: Sequence[DecisionMaker]) -> dict[str, list[str]]:
    """By decision maker: the ids of those of us who look after them."""
    return {person.id: [m.id for m in team if person.id in m.contacts] for person in people}


def sound(watched: Sequence[Monitored], leaver: str = "") -> list[Monitored]:
    """What is monitored in earnest: it has an owner other than the leaver, and a date."""
    return [w for w in watched if w.what and w.by and w.owner and not _same(w.owner, leaver)]


def _supported(person: DecisionMaker) -> Decimal:
    return (person.weight or Decimal(0)) * (person.support.get("us") or 0)


def _uncovered(team: Sequence[Member], leaver: str) -> tuple[Part, ...]:
    theirs = {layer for m in team if m.id == leaver for layer in m.layers}
    others = {layer for m in team if m.id != leaver for layer in m.layers}
    return tuple(layer for layer in LAYERS if layer in theirs - others)


def _held(people: Sequence[DecisionMaker], holders: dict[str, list[str]], leaver: str) -> Decimal:
    covered = [p for p in people if holders[p.id]]
    whole = sum((p.weight or Decimal(0) for p in covered), Decimal(0))
    theirs = [
        (p.weight or Decimal(0)) / len(holders[p.id]) for p in covered if leaver in holders[p.id]
    ]
    return sum(theirs, Decimal(0)) / whole if whole else Decimal(0)


def _name(team: Sequence[Member], member: str) -> str:
    return next((m.name or "" for m in team if m.id == member), "")


def _same(one: str, other: str) -> bool:
    return bool(other) and "".join(one.casefold().split()) == "".join(other.casefold().split())
