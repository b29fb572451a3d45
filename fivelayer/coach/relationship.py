"""Coach, layer 4: who decides, by what, met when, with which needs, and who leads (S15-S20, K3)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from fivelayer.choices import BuyingRole, Coverage, Part, Reached, Step
from fivelayer.coach.business import STEPS, has_begun, joined
from fivelayer.coach.posts import is_post
from fivelayer.coach.remarks import Remarks, Word, blank, good, partly, wrong
from fivelayer.coach.rules import DETAIL, GAP, LOSES, WEAKENS, Rules, always, plan
from fivelayer.coach.view import View, at, folded, label, weight
from fivelayer.model import DecisionMaker

TABLE: Final = "relationship.decision_makers"
HEAVY: Final = Decimal(20)
"""From this weight on a decision maker is a heavy one (our assumption); the heaviest always is."""
MANY: Final = 3
"""From so many people on, patterns among them are looked at (our assumption)."""
STRANGER: Final = (Coverage.UNKNOWN, Coverage.IDENTIFIED)
US: Final = "us"
WHOLE: Final = Decimal(100)
RIVAL_SEEN: Final = ("relationship.rival_unseen",)


def people(view: View) -> list[DecisionMaker]:
    """The decision makers who have a name or a post."""
    return view.named


def is_heavy(view: View, row: DecisionMaker) -> bool:
    """Whether this is one of the heavy ones (S19)."""
    return weight(row) > 0 and weight(row) >= min(HEAVY, max(map(weight, view.people)))


def _post_as_person(view: View) -> Remarks:
    posts = {p.post[lang].casefold() for p in view.case.people for lang in ("en", "zh")}
    for row in view.named:
        own = {row.post.casefold()} if row.post else set()
        if row.person and (row.person.casefold() in posts | own or is_post(row.person)):
            yield wrong(row, "person")
        elif row.person:
            yield good(TABLE)


def _repeated(view: View, field: str) -> Iterator[DecisionMaker]:
    """Those of whom a field says what it said of somebody before."""
    seen: set[str] = set()
    for row in view.named:
        words = folded(getattr(row, field))
        if words and words in seen:
            yield row
        seen.add(words)


# --- met when --------------------------------------------------------------------------------------


def _steps(row: DecisionMaker) -> dict[str, Word]:
    return {"due": row.due_step, "met": row.met_step}


def _ahead(row: DecisionMaker) -> int:
    """By how many steps they were met before they were due; 0 where either is open."""
    if row.due_step is None or row.met_step is None:
        return 0
    return STEPS.index(row.due_step) - STEPS.index(row.met_step)


def _is_due(view: View, row: DecisionMaker) -> bool:
    return row.due_step is not None and has_begun(view, row.due_step)


def _is_ahead(view: View, step: Step | None) -> bool:
    """Whether a step is one that the customer has not reached yet."""
    return step is not None and view.plan.business.ladder.state(step).reached is Reached.NOT_YET


def _is_absent(view: View, row: DecisionMaker) -> bool:
    return _is_due(view, row) and row.met_step is None and row.coverage in STRANGER


def _absent(view: View) -> Remarks:
    for row in view.named:
        if _is_absent(view, row):
            yield wrong(row, "met_step", words=_steps(row))
        elif row.met_step and _is_due(view, row):
            yield good(row, "met_step")


def _heavy_unmet(view: View) -> Remarks:
    for row in view.named:
        if not is_heavy(view, row) or row.coverage is None or _is_absent(view, row):
            continue
        if row.coverage not in STRANGER:
            yield good(row, "coverage")
        elif not _is_ahead(view, row.due_step):
            words = {"coverage": row.coverage, "weight": weight(row)}
            yield wrong(row, "coverage", words=words)


def _met_unlike_coverage(view: View) -> Remarks:
    for row in view.named:
        if row.coverage and bool(row.met_step) is (row.coverage in STRANGER):
            field = "coverage" if row.met_step else "met_step"
            yield partly(row, field, words={"coverage": row.coverage})


def _steps_without_people(view: View) -> Remarks:
    steps = joined(view)
    known = [row.coverage for row in view.named if row.coverage]
    if len(steps) >= MANY and known and all(coverage in STRANGER for coverage in known):
        yield wrong(TABLE, words={"n": len(steps)})


# --- what they need, who knows them ----------------------------------------------------------------


def _need_one_sided(view: View) -> Remarks:
    for row in view.named:
        needs = {"institutional_need": row.institutional_need, "personal_need": row.personal_need}
        there, absent = sorted(needs, key=lambda name: needs[name] is None)
        if needs[absent]:
            yield good(row, "personal_need", row.personal_need)
        elif needs[there]:
            words = {"there": label(at(row, there)), "absent": label(at(row, absent))}
            yield partly(row, absent, needs[there], words)


def _one_holder(view: View) -> Remarks:
    people = {row.id for row in view.named}
    holders: dict[str, set[str]] = {}
    for member in view.plan.team.members:
        if theirs := people & set(member.contacts):
            holders.setdefault(member.name or "", set()).update(theirs)
    if len(people) < MANY or not holders:
        return
    (name, held), *others = holders.items()
    if others:
        yield good("team.members")
    elif len(held) >= MANY:
        yield partly("team.members", quote=name, words={"n": len(held)})


# --- votes: weights, support, and who leads by the trainee's own figures ---------------------------


def support(row: DecisionMaker, party: str) -> int:
    """Support for a party; 0 where none is given."""
    return row.support.get(party) or 0


def _total(view: View, party: str) -> Decimal:
    """A party's weighted support: the sum of weight times support."""
    return sum((weight(row) * support(row, party) for row in view.named), Decimal(0))


def _is_given(row: DecisionMaker, *parties: str) -> bool:
    """Whether support for any of the parties is given, be it 0."""
    return any(row.support.get(party) is not None for party in parties)


def _weights_sum(view: View) -> Remarks:
    weights = [row.weight for row in view.people]
    unread = any(view.unreadable(at(row, "weight")) for row in view.people)
    complete, given = None not in weights and not unread, sum(map(weight, view.people), Decimal(0))
    if given > WHOLE or (complete and given != WHOLE):
        yield wrong(TABLE, words={"total": given})
    elif complete:
        yield good(TABLE)


def _weights_equal(view: View) -> Remarks:
    weights = [row.weight for row in view.named]
    if len(weights) >= MANY and None not in weights and len(set(weights)) == 1:
        yield partly(TABLE, words={"n": len(weights)})


def _rival_unseen(view: View) -> Remarks:
    ours = [row for row in view.named if _is_given(row, US)]
    if ours and any(_is_given(row, *view.rivals) for row in view.named):
        yield good(TABLE)
    elif ours:
        yield blank(max(ours, key=weight), f"support.{view.rivals[0]}")


def _rival_gap(view: View) -> Remarks:
    for row in view.named:
        if _is_given(row, US) and not _is_given(row, *view.rivals):
            yield blank(row, f"support.{view.rivals[0]}")


def _no_opponent(view: View) -> Remarks:
    seen = [row for row in view.named if _is_given(row, *view.rivals)]
    for_rival = any(support(row, rival) > 0 for row in seen for rival in view.rivals)
    against_us = any(support(row, US) < 0 for row in view.named)
    if len(seen) >= 2 and not for_rival and not against_us:
        yield partly(TABLE)


def _rival_leads(view: View) -> Remarks:
    counted = [row for row in view.named if row.weight and _is_given(row, US)]
    if len(counted) < 2:
        return
    totals = {party: _total(view, party) for party in view.rivals}
    ours, rival = _total(view, US), max(view.rivals, key=totals.__getitem__)
    words = {"us": ours, "rival": totals[rival]}
    if totals[rival] < ours:
        yield good(TABLE, words=words)
        return
    lost = max(counted, key=lambda row: weight(row) * (support(row, rival) - support(row, US)))
    yield (wrong if totals[rival] > ours else partly)(lost, f"support.{rival}", words=words)


def _support_unfounded(view: View) -> Remarks:
    for row in view.named:
        sides = [party for party in (US, *view.rivals) if support(row, party)]
        if sides and row.coverage in STRANGER and not row.lines:
            yield wrong(row, f"support.{sides[0]}")


RULES: Final = Rules(Part.RELATIONSHIP)
rule, add = RULES.rule, RULES.add
# A rule a row: name, statement, consequence, whom it judges, what it says of which field, if what.
# fmt: off

rule("started", "S16", LOSES, plan, blank, "relationship", lambda v: not v.touched("relationship"))
RULES.needs = ("relationship.started",)
rule("nobody_named", "S16", LOSES, plan, blank, TABLE, lambda v: not v.named)
RULES.needs = ("relationship.started", "relationship.nobody_named")

add("post_as_person", "K3", WEAKENS, _post_as_person)
rule("post_without_person", "K3", WEAKENS, people, blank, "person")
rule("person_without_post", "K3", GAP, people, blank, "post")
rule("same_person", "S19", WEAKENS, lambda v: _repeated(v, "person"), wrong, "person", always)
rule("role_missing", "S18", GAP, people, blank, "role")
rule("criteria_missing", "S18", WEAKENS, people, blank, "criteria")
rule("criteria_alike", "S18", GAP, lambda v: _repeated(v, "criteria"), partly, "criteria", always,
     quote="criteria")
rule("no_decider", "S16", WEAKENS, plan, partly, TABLE,
     lambda v: not any(row.role is BuyingRole.APPROVES for row in v.named),
     of=lambda v: len(v.named) >= 2 and all(row.role for row in v.named))

rule("due_missing", "S17", GAP, people, blank, "due_step")
rule("coverage_missing", "S17", GAP, people, blank, "coverage")
rule("over_head", "S17", LOSES, people, wrong, "met_step", lambda row: _ahead(row) > 0, words=_steps,
     of=lambda row: row.due_step and row.met_step)
add("absent", "S17", LOSES, _absent)
rule("met_late", "S17", WEAKENS, people, partly, "met_step", lambda row: _ahead(row) < 0, words=_steps)
add("heavy_unmet", "S19", LOSES, _heavy_unmet)
rule("met_ahead_of_ladder", "S17", DETAIL, lambda v: [row for row in v.named if _is_ahead(v, row.met_step)],
     partly, "met_step", always, words=_steps)
add("met_unlike_coverage", "S17", DETAIL, _met_unlike_coverage)
add("steps_without_people", "S15", LOSES, _steps_without_people)

rule("needs_missing", "S20", WEAKENS, people, blank, "institutional_need",
     lambda row: row.institutional_need is None and row.personal_need is None)
add("need_one_sided", "S20", WEAKENS, _need_one_sided)
rule("needs_same", "S20", GAP, people, partly, "personal_need", of="personal_need", quote="personal_need",
     if_=lambda row: folded(row.personal_need) == folded(row.institutional_need))
rule("no_line", "K2", GAP, people, partly, "lines")
add("one_holder", "S34", WEAKENS, _one_holder)

rule("weight_missing", "S19", WEAKENS, people, blank, "weight")
add("weights_sum", "S19", WEAKENS, _weights_sum)
add("weights_equal", "S19", GAP, _weights_equal)
rule("support_missing", "S19", GAP, people, blank, "support.us", lambda row: not _is_given(row, US))
add("rival_unseen", "S19", LOSES, _rival_unseen)
add("rival_gap", "S19", GAP, _rival_gap, RIVAL_SEEN)
add("no_opponent", "S19", WEAKENS, _no_opponent, RIVAL_SEEN)
add("rival_leads", "S19", LOSES, _rival_leads, RIVAL_SEEN)
add("support_unfounded", "K2", WEAKENS, _support_unfounded)
