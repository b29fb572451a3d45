"""Coach, layer 4: who decides, by what, met when, with which needs (S15-S18, S20, K3)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from fivelayer.coach.business import STEPS, has_begun, joined
from fivelayer.coach.posts import is_post
from fivelayer.coach.rules import (
    Check,
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
from fivelayer.model import BuyingRole, Coverage, DecisionMaker, Part, Reached

RULES: Final = Ruleset(
    Part.RELATIONSHIP,
    "relationship",
    needs=("relationship.started", "relationship.nobody_named"),
)
started(RULES, "S16")

TABLE: Final = "relationship.decision_makers"
HEAVY: Final = Decimal(20)
"""From this weight on a decision maker is a heavy one (our assumption); the heaviest always is."""
MANY: Final = 3
"""From so many people on, patterns among them are looked at (our assumption)."""
STRANGER: Final = (Coverage.UNKNOWN, Coverage.IDENTIFIED)


def at(row: DecisionMaker, name: str = "") -> str:
    """The path of a decision maker or of one field."""
    return f"{TABLE}.{row.id}.{name}".removesuffix(".")


def name_of(row: DecisionMaker) -> str:
    """The person as the trainee names them: by name, else by post."""
    return row.person or row.post or ""


def named(view: View) -> list[DecisionMaker]:
    """The decision makers who have a name or a post."""
    return [row for row in view.people if row.person or row.post]


def weight(row: DecisionMaker) -> Decimal:
    """The weight; 0 where none is given."""
    return row.weight or Decimal(0)


def is_heavy(view: View, row: DecisionMaker) -> bool:
    """Whether this is one of the heavy ones (S19)."""
    most = max((weight(other) for other in view.people), default=Decimal(0))
    return weight(row) > 0 and (weight(row) >= HEAVY or weight(row) == most)


def says_something(row: DecisionMaker, party: str) -> bool:
    """Whether support for a party is given, be it 0."""
    return row.support.get(party) is not None


def _each(name: str) -> Check:
    """A check that a field is filled in for everyone named, the heaviest asked for first."""

    def check(view: View) -> Iterator[Remark]:
        for row in named(view):
            remark = good if getattr(row, name) is not None else blank
            yield remark(at(row, name), name_of(row), heavier=weight(row))

    return check


# --- who -------------------------------------------------------------------------------------------


@RULES.first("nobody_named", "S16", Consequence.LOSES, needs=("relationship.started",))
def _nobody_named(view: View) -> Iterator[Remark]:
    if not named(view):
        yield blank(TABLE)


@RULES.layer("post_as_person", "K3", Consequence.WEAKENS)
def _post_as_person(view: View) -> Iterator[Remark]:
    posts = {p.post[lang].casefold() for p in view.case.people for lang in ("en", "zh")}
    for row in named(view):
        if row.person is None:
            continue
        same = row.post is not None and row.person.casefold() == row.post.casefold()
        if same or row.person.casefold() in posts or is_post(row.person):
            yield wrong(at(row, "person"), row.person, heavier=weight(row))
        else:
            yield good(TABLE)


@RULES.layer("post_without_person", "K3", Consequence.WEAKENS)
def _post_without_person(view: View) -> Iterator[Remark]:
    for row in named(view):
        if row.person is None:
            yield blank(at(row, "person"), row.post, heavier=weight(row))


@RULES.layer("person_without_post", "K3", Consequence.GAP)
def _person_without_post(view: View) -> Iterator[Remark]:
    for row in named(view):
        if row.post is None:
            yield blank(at(row, "post"), row.person, heavier=weight(row))


@RULES.layer("same_person", "S19", Consequence.WEAKENS)
def _same_person(view: View) -> Iterator[Remark]:
    seen: set[str] = set()
    for row in named(view):
        name = "".join((row.person or "").casefold().split())
        if name and name in seen:
            yield wrong(at(row, "person"), row.person)
        seen.add(name)


RULES.layer("role_missing", "S18", Consequence.GAP)(_each("role"))
RULES.layer("criteria_missing", "S18", Consequence.WEAKENS)(_each("criteria"))


@RULES.layer("criteria_alike", "S18", Consequence.GAP)
def _criteria_alike(view: View) -> Iterator[Remark]:
    seen: set[str] = set()
    for row in named(view):
        words = "".join((row.criteria or "").casefold().split())
        if words and words in seen:
            yield partly(at(row, "criteria"), row.criteria, heavier=weight(row))
        seen.add(words)


@RULES.layer("no_decider", "S16", Consequence.WEAKENS)
def _no_decider(view: View) -> Iterator[Remark]:
    roles = [row.role for row in named(view)]
    if len(roles) < 2 or None in roles:
        return
    if BuyingRole.APPROVES in roles:
        yield good(TABLE)
    else:
        yield partly(TABLE)


# --- met when --------------------------------------------------------------------------------------


def _steps(row: DecisionMaker) -> dict[str, str]:
    terms = {}
    if row.due_step:
        terms["due"] = choice_key(row.due_step)
    if row.met_step:
        terms["met"] = choice_key(row.met_step)
    return terms


def _is_absent(view: View, row: DecisionMaker) -> bool:
    due = row.due_step is not None and has_begun(view, row.due_step)
    return due and row.met_step is None and row.coverage in STRANGER


RULES.layer("due_missing", "S17", Consequence.GAP)(_each("due_step"))
RULES.layer("coverage_missing", "S17", Consequence.GAP)(_each("coverage"))


@RULES.layer("over_head", "S17", Consequence.LOSES)
def _over_head(view: View) -> Iterator[Remark]:
    for row in named(view):
        if row.due_step and row.met_step:
            early = STEPS.index(row.met_step) < STEPS.index(row.due_step)
            yield (wrong if early else good)(
                at(row, "met_step"), name_of(row), terms=_steps(row), heavier=weight(row)
            )


@RULES.layer("absent", "S17", Consequence.LOSES)
def _absent(view: View) -> Iterator[Remark]:
    for row in named(view):
        if row.due_step is None or not has_begun(view, row.due_step):
            continue
        if _is_absent(view, row):
            more: dict[str, Any] = {"terms": _steps(row), "heavier": weight(row)}
            yield wrong(at(row, "met_step"), name_of(row), **more)
        elif row.met_step:
            yield good(at(row, "met_step"), name_of(row))


@RULES.layer("met_late", "S17", Consequence.WEAKENS)
def _met_late(view: View) -> Iterator[Remark]:
    for row in named(view):
        due, met = row.due_step, row.met_step
        if due and met and STEPS.index(met) > STEPS.index(due):
            more: dict[str, Any] = {"terms": _steps(row), "heavier": weight(row)}
            yield partly(at(row, "met_step"), name_of(row), **more)


@RULES.layer("heavy_unmet", "S19", Consequence.LOSES)
def _heavy_unmet(view: View) -> Iterator[Remark]:
    for row in named(view):
        if not is_heavy(view, row) or row.coverage is None or _is_absent(view, row):
            continue
        waiting = row.due_step and view.plan.business.ladder.state(row.due_step).reached
        if row.coverage in STRANGER and waiting is not Reached.NOT_YET:
            more: dict[str, Any] = {"terms": {"coverage": choice_key(row.coverage)}}
            more["params"] = {"weight": weight(row)}
            yield wrong(at(row, "coverage"), name_of(row), heavier=weight(row), **more)
        elif row.coverage not in STRANGER:
            yield good(at(row, "coverage"), name_of(row), heavier=weight(row))


@RULES.layer("met_ahead_of_ladder", "S17", Consequence.DETAIL)
def _met_ahead_of_ladder(view: View) -> Iterator[Remark]:
    for row in named(view):
        if row.met_step is None:
            continue
        if view.plan.business.ladder.state(row.met_step).reached is Reached.NOT_YET:
            yield partly(at(row, "met_step"), name_of(row), terms=_steps(row))


@RULES.layer("met_unlike_coverage", "S17", Consequence.DETAIL)
def _met_unlike_coverage(view: View) -> Iterator[Remark]:
    for row in named(view):
        if row.coverage is None:
            continue
        more: dict[str, Any] = {"terms": {"coverage": choice_key(row.coverage)}}
        if row.met_step and row.coverage in STRANGER:
            yield partly(at(row, "coverage"), name_of(row), **more)
        elif row.met_step is None and row.coverage not in STRANGER:
            yield partly(at(row, "met_step"), name_of(row), **more)


@RULES.layer("steps_without_people", "S15", Consequence.LOSES)
def _steps_without_people(view: View) -> Iterator[Remark]:
    steps = joined(view)
    known = [row.coverage for row in named(view) if row.coverage]
    if len(steps) >= MANY and known and all(coverage in STRANGER for coverage in known):
        yield wrong(TABLE, params={"n": len(steps)})


# --- what they need --------------------------------------------------------------------------------


@RULES.layer("needs_missing", "S20", Consequence.WEAKENS)
def _needs_missing(view: View) -> Iterator[Remark]:
    for row in named(view):
        if row.institutional_need is None and row.personal_need is None:
            yield blank(at(row, "institutional_need"), name_of(row), heavier=weight(row))


@RULES.layer("need_one_sided", "S20", Consequence.WEAKENS)
def _need_one_sided(view: View) -> Iterator[Remark]:
    for row in named(view):
        needs = {"institutional_need": row.institutional_need, "personal_need": row.personal_need}
        there = [name for name, words in needs.items() if words]
        if len(there) == 2:
            yield good(at(row, "personal_need"), row.personal_need, heavier=weight(row))
        elif there:
            absent = next(name for name in needs if name not in there)
            fields = {"there": field_key(f"{TABLE}.x.{there[0]}")}
            fields["absent"] = field_key(f"{TABLE}.x.{absent}")
            yield partly(at(row, absent), needs[there[0]], terms=fields, heavier=weight(row))


@RULES.layer("needs_same", "S20", Consequence.GAP)
def _needs_same(view: View) -> Iterator[Remark]:
    for row in named(view):
        if row.personal_need and row.institutional_need:
            both = {
                "".join(n.casefold().split()) for n in (row.personal_need, row.institutional_need)
            }
            if len(both) == 1:
                yield partly(at(row, "personal_need"), row.personal_need, heavier=weight(row))


# --- what it stands on -----------------------------------------------------------------------------


@RULES.layer("no_line", "K2", Consequence.GAP)
def _no_line(view: View) -> Iterator[Remark]:
    for row in named(view):
        remark = good if row.lines else partly
        yield remark(at(row, "lines"), name_of(row), lines=row.lines, heavier=weight(row))


@RULES.layer("one_holder", "S34", Consequence.WEAKENS)
def _one_holder(view: View) -> Iterator[Remark]:
    people = {row.id for row in named(view)}
    holders: dict[str, set[str]] = {}
    for member in view.plan.team.members:
        held = people & set(member.contacts)
        if held:
            holders.setdefault(member.name or "", set()).update(held)
    if len(people) < MANY or not holders:
        return
    whose, held = next(iter(holders.items()))
    if len(holders) == 1 and len(held) >= MANY:
        yield partly("team.members", whose, params={"n": len(held)})
    elif len(holders) > 1:
        yield good("team.members")
