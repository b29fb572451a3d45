"""Coach, managing the team: roles, who knows whom, what is monitored, what a review is about (S32-S34)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from fivelayer.choices import LAYERS, BenefitLevel, Confidence, OwnBarrierKind, Part, SalesRole
from fivelayer.coach.days import latest
from fivelayer.coach.relationship import STRANGER, is_heavy
from fivelayer.coach.remarks import Remarks, Word, blank, good, partly, wrong
from fivelayer.coach.rules import GAP, LOSES, WEAKENS, Rules, always, plan
from fivelayer.coach.view import View, own_words, weight
from fivelayer.model import AgendaItem, DecisionMaker, Member, Monitored

MEMBERS: Final = "team.members"
ABOVE_JUNIOR: Final = frozenset({Part.RELATIONSHIP, Part.INTEREST, Part.MANAGEMENT})
"""The layers that are not a junior's work (S33)."""


def _ours(view: View) -> list[Member]:
    return view.members


def _watched(view: View) -> list[Monitored]:
    return view.monitored


def _items(view: View) -> list[AgendaItem]:
    return view.agenda


def _holders(view: View, person: DecisionMaker) -> list[Member]:
    return [row for row in view.members if person.id in row.contacts]


def _contact_gone(view: View) -> list[Member]:
    there = {row.id for row in view.plan.relationship.decision_makers}
    return [row for row in view.members if set(row.contacts) - there]


def _covered(view: View) -> bool:
    """Whether it is said of anybody whom they look after."""
    return any(row.contacts for row in view.members)


def _heaviest(people: Iterable[DecisionMaker]) -> DecisionMaker | None:
    return max(people, key=weight, default=None)


def _nobody_for(view: View) -> Remarks:
    if not _covered(view):
        return
    alone = _heaviest(p for p in view.named if not _holders(view, p))
    yield blank(MEMBERS, quote=own_words(alone)) if alone else good(MEMBERS)


def _single_thread(view: View) -> Remarks:
    heavy = [p for p in view.named if is_heavy(view, p)]
    thin = _heaviest(p for p in heavy if len(_holders(view, p)) == 1)
    if thin:
        holder = own_words(_holders(view, thin)[0])
        words: dict[str, Word] = {"weight": weight(thin), "name": holder}
        yield partly(MEMBERS, quote=own_words(thin), words=words)
    elif heavy and _covered(view):
        yield good(MEMBERS)


def _junior_alone(view: View) -> Remarks:
    for person in view.named:
        roles = {row.role for row in _holders(view, person)}
        if is_heavy(view, person) and roles == {SalesRole.JUNIOR}:
            yield wrong(MEMBERS, quote=own_words(person), words={"weight": weight(person)})


def _no_general_manager(view: View) -> bool:
    return all(row.role is not SalesRole.GENERAL_MANAGER for row in view.members)


def _is_strategic(view: View) -> bool:
    """Whether the plan speaks of a strategic agreement."""
    levels = {row.level for row in view.benefits}
    kinds = {row.kind for row in view.own_barriers}
    return BenefitLevel.STRATEGIC in levels or OwnBarrierKind.COOPERATION in kinds


def _layer_uncovered(view: View) -> Remarks:
    there = {layer for row in view.members for layer in row.layers}
    absent = [layer for layer in LAYERS if layer not in there]
    if there and absent:
        yield partly(MEMBERS, words={"layer": absent[0]})
    elif there:
        yield good(MEMBERS)


def _date_past(view: View) -> Remarks:
    for row in view.monitored:
        if row.by and latest(row.by) < view.today:
            yield partly(row, "by", row.by, {"today": view.today})


def _red_flags(view: View) -> int:
    """What a review would have to settle: unsure claims, heavy strangers, single threads (K2, S32)."""
    doubts = (Confidence.UNKNOWN.value, Confidence.ASSUMED.value)
    unsure = sum(path.endswith(".confidence") and told in doubts for path, told in view.filled)
    strangers = [p for p in view.named if is_heavy(view, p) and p.coverage in STRANGER]
    thin = [p for p in view.named if is_heavy(view, p) and len(_holders(view, p)) == 1]
    return unsure + len(strangers) + len(thin)


def _agenda_empty(view: View) -> Remarks:
    flags = _red_flags(view)
    if flags and not any(row.what for row in view.agenda):
        yield blank("team.agenda", words={"n": flags})
    elif flags:
        yield good("team.agenda")


RULES: Final = Rules(Part.TEAM)
rule, add = RULES.rule, RULES.add
# A rule a row: name, statement, consequence, whom it judges, what it says of which field, if what.
# fmt: off

rule("started", "S32", LOSES, plan, blank, "team", lambda v: not v.touched("team"))
RULES.needs = ("team.started",)

rule("nobody_named", "S33", WEAKENS, plan, blank, MEMBERS, lambda v: not any(m.name for m in v.members))
rule("role_missing", "S33", GAP, _ours, blank, "role")
rule("layers_missing", "S32", GAP, _ours, blank, "layers", of="name")
rule("junior_above", "S33", WEAKENS, _ours, partly, "layers",
     lambda row: ABOVE_JUNIOR.intersection(row.layers), of=lambda row: row.role is SalesRole.JUNIOR)
add("junior_alone", "S33", LOSES, _junior_alone)
rule("no_general_manager", "S33", WEAKENS, plan, blank, MEMBERS, _no_general_manager,
     of=lambda v: v.members and _is_strategic(v))
rule("contact_gone", "S34", GAP, _contact_gone, wrong, "contacts", always)
add("nobody_for", "S34", WEAKENS, _nobody_for)
add("single_thread", "S34", WEAKENS, _single_thread)
add("layer_uncovered", "S32", GAP, _layer_uncovered)

rule("nothing_monitored", "S34", WEAKENS, plan, blank, "team.monitored",
     lambda v: not any(row.what for row in v.monitored))
rule("owner_missing", "S34", GAP, _watched, blank, "owner", of="what")
rule("date_missing", "S34", GAP, _watched, blank, "by", of="what")
add("date_past", "S34", GAP, _date_past)

add("agenda_empty", "S32", WEAKENS, _agenda_empty)
rule("reporter_missing", "S32", GAP, _items, blank, "owner", of="what")
