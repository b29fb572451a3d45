"""Coach, layer 2: which barriers there are, attack or watch, and the way through (S4-S10)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from fivelayer.coach.rules import (
    Check,
    Consequence,
    Remark,
    Ruleset,
    View,
    blank,
    choice_key,
    good,
    partly,
    started,
    wrong,
)
from fivelayer.model import (
    Barrier,
    BarrierKind,
    Grade,
    Hardness,
    Part,
    Strategy,
    YesNo,
)

RULES: Final = Ruleset(
    Part.BARRIERS,
    "barriers",
    needs=(
        "barriers.started",
        "barriers.none_despite_information",
        "barriers.none_listed",
    ),
)
started(RULES, "S9")

KIND_STATEMENT: Final = {
    BarrierKind.FRAMEWORK: "S5",
    BarrierKind.QUALIFICATION: "S6",
    BarrierKind.CLEARANCE: "S7",
}
"""The kinds that shut us out; all others are soft ones of S8."""
_BARRIER_WORDS: Final = re.compile(
    r"入围|协议供货|框架协议|资质|涉密|保密|准入|壁垒|门槛"
    r"|\b(?:shortlist\w*|framework|certificat\w+|clearance|classified|barriers?)\b",
    re.IGNORECASE,
)
_CERTIFICATE: Final = re.compile(
    r"资质|证书|认证|资格|\b(?:certificat\w*|licen[cs]es?|qualif\w+|accredit\w+)\b", re.IGNORECASE
)
_REFERENCE: Final = re.compile(
    r"案例|业绩|经验|同类项目"
    r"|\b(?:references?|track record|(?:accepted|past|similar) projects?|experience)\b",
    re.IGNORECASE,
)
_COMPANY: Final = re.compile(
    r"公司|企业|单位|我方资质|\b(?:company|companies|firm|our certificate|supplier)\b",
    re.IGNORECASE,
)
_STAFF: Final = re.compile(
    r"人员|员工|工程师|实施人|项目组|\b(?:staff|personnel|people|engineers?|employees?)\b",
    re.IGNORECASE,
)


def at(row: Barrier, name: str = "") -> str:
    """The path of a barrier or of one of its fields."""
    return f"barriers.entries.{row.id}.{name}".removesuffix(".")


def is_hard(row: Barrier) -> bool:
    """Whether a barrier shuts us out: as marked, else by its kind."""
    if row.hardness is None:
        return row.kind in KIND_STATEMENT
    return row.hardness is Hardness.HARD


def statement_of(row: Barrier) -> str:
    """The statement that a barrier of this kind comes under."""
    return KIND_STATEMENT.get(row.kind, "S8") if row.kind else "S9"


def has_way(row: Barrier) -> bool:
    """Whether a way through is given, chosen or in words."""
    return row.means is not None or row.how is not None


def attacks(view: View) -> bool:
    """Whether the strategy is to attack."""
    return view.plan.barriers.strategy is Strategy.ATTACK


def watches(view: View) -> bool:
    """Whether the strategy is to watch."""
    return view.plan.barriers.strategy is Strategy.WATCH


# --- is anything there -----------------------------------------------------------------------------


def _information_says(view: View) -> tuple[str, str] | None:
    """Where the trainee's own information speaks of a barrier: the path and the words."""
    information = view.plan.information
    for path, words in (
        ("information.difficulty.reason", information.difficulty.reason),
        ("information.past_suppliers.value", information.past_suppliers.value),
        ("information.ability.reason", information.ability.reason),
        ("information.attractiveness.reason", information.attractiveness.reason),
        ("information.main_business.value", information.main_business.value),
    ):
        if words and _BARRIER_WORDS.search(words):
            return path, words
    if information.difficulty.grade is Grade.HIGH:
        return "information.difficulty.grade", information.difficulty.reason or ""
    return None


@RULES.first("none_despite_information", "S4", Consequence.SHUTS_OUT, needs=("barriers.started",))
def _none_despite_information(view: View) -> Iterator[Remark]:
    said = _information_says(view)
    if said and not view.barriers:
        yield wrong("barriers.entries", said[1])


@RULES.first("none_listed", "S4", Consequence.LOSES, needs=("barriers.started",))
def _none_listed(view: View) -> Iterator[Remark]:
    if not view.barriers and not _information_says(view):
        yield blank("barriers.entries")


# --- what each barrier is --------------------------------------------------------------------------


def _each_needs(name: str, of: Callable[[Barrier], bool]) -> Check:
    """A check that a field is filled in on every barrier for which `of` holds."""

    def check(view: View) -> Iterator[Remark]:
        for row in view.barriers:
            if not of(row):
                continue
            empty = getattr(row, name) is None
            path = at(row, name)
            yield (blank if empty else good)(path, row.what, statement=statement_of(row))

    return check


def _any(_: Barrier) -> bool:
    return True


RULES.layer("what_missing", "S9", Consequence.DETAIL)(_each_needs("what", _any))
RULES.layer("kind_missing", "S9", Consequence.WEAKENS)(_each_needs("kind", _any))
RULES.layer("hardness_missing", "S9", Consequence.GAP)(_each_needs("hardness", _any))
RULES.layer("source_missing", "S9", Consequence.DETAIL)(_each_needs("source", _any))


@RULES.layer("hardness_unlikely", "S5", Consequence.SHUTS_OUT)
def _hardness_unlikely(view: View) -> Iterator[Remark]:
    for row in view.barriers:
        if row.kind in KIND_STATEMENT and row.hardness is Hardness.SOFT:
            kind = {"kind": choice_key(row.kind)}
            statement = KIND_STATEMENT[row.kind]
            yield wrong(at(row, "hardness"), row.what, terms=kind, statement=statement)


def _half(
    kind: BarrierKind, words: tuple[re.Pattern[str], re.Pattern[str]], names: tuple[str, str]
) -> Check:
    """A check that a barrier which asks for two things speaks of both, once it speaks of one."""

    def check(view: View) -> Iterator[Remark]:
        for row in view.barriers:
            said = f"{row.what or ''}\n{row.how or ''}"
            found = [bool(pattern.search(said)) for pattern in words]
            if row.kind is kind and any(found):
                there, absent = names if found[0] else names[::-1]
                named = {"there": f"coach.half.{there}", "absent": f"coach.half.{absent}"}
                remark = good if all(found) else partly
                yield remark(at(row, "how"), row.how or row.what, terms=named)

    return check


RULES.layer("qualification_half", "S6", Consequence.SHUTS_OUT)(
    _half(BarrierKind.QUALIFICATION, (_CERTIFICATE, _REFERENCE), ("certificate", "reference"))
)
RULES.layer("clearance_half", "S7", Consequence.SHUTS_OUT)(
    _half(BarrierKind.CLEARANCE, (_COMPANY, _STAFF), ("company", "staff"))
)


@RULES.layer("no_line", "K2", Consequence.GAP)
def _no_line(view: View) -> Iterator[Remark]:
    for row in view.barriers:
        if row.what and not row.lines:
            yield partly(at(row, "lines"), row.what)
        elif row.what:
            yield good("barriers.entries", lines=row.lines)


# --- attack or watch -------------------------------------------------------------------------------


@RULES.layer("strategy_missing", "S9", Consequence.LOSES)
def _strategy_missing(view: View) -> Iterator[Remark]:
    if view.plan.barriers.strategy is None:
        yield blank("barriers.strategy")


@RULES.layer("watch_without_reason", "S9", Consequence.LOSES)
def _watch_without_reason(view: View) -> Iterator[Remark]:
    reason = view.plan.barriers.reason
    if watches(view):
        yield good("barriers.reason", reason) if reason else partly("barriers.reason")


@RULES.layer("attack_without_reason", "S9", Consequence.WEAKENS)
def _attack_without_reason(view: View) -> Iterator[Remark]:
    reason = view.plan.barriers.reason
    if attacks(view):
        yield good("barriers.reason", reason) if reason else partly("barriers.reason")


@RULES.layer("watch_but_attacking", "S9", Consequence.WEAKENS)
def _watch_but_attacking(view: View) -> Iterator[Remark]:
    for row in view.barriers:
        if watches(view) and row.means and row.owner and row.breakthrough is YesNo.YES:
            yield wrong(at(row, "breakthrough"), row.what, terms={"means": choice_key(row.means)})


@RULES.layer("difficulty_disagrees", "S9", Consequence.WEAKENS)
def _difficulty_disagrees(view: View) -> Iterator[Remark]:
    difficulty = view.plan.information.difficulty
    hard = [row for row in view.barriers if is_hard(row)]
    if hard and difficulty.grade is Grade.LOW:
        yield wrong("information.difficulty.grade", difficulty.reason or "")
    elif hard and difficulty.grade:
        yield good("information.difficulty.grade", terms={"grade": choice_key(difficulty.grade)})
