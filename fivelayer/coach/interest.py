"""Coach, layer 5: who gets what good of choosing us, and whether only we can give it (S21-S26)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from fivelayer.coach.relationship import at as person_at
from fivelayer.coach.relationship import is_heavy, name_of, named, weight
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
from fivelayer.coach.support import US
from fivelayer.model import Appeal, Benefit, BenefitLevel, DecisionMaker, Part

RULES: Final = Ruleset(
    Part.INTEREST, "interest", needs=("interest.started", "interest.nothing_offered")
)
started(RULES, "S21")

TABLE: Final = "interest.benefits"
ORGANISATION: Final = "organisation"
PEOPLE: Final = ("relationship.nobody_named",)
"""What is asked about people waits until somebody is named."""
LEVEL_STATEMENT: Final = {
    BenefitLevel.BUSINESS: "S24",
    BenefitLevel.RELATIONSHIP: "S25",
    BenefitLevel.STRATEGIC: "S26",
}
_RIVAL_ZH: Final = "对手|竞品|友商|他们|对方|别家|其他厂家|大家"
_RIVAL_EN: Final = r"rivals?|competitors?|they|others?|everyone|everybody"


def at(row: Benefit, name: str = "") -> str:
    """The path of a benefit or of one field."""
    return f"{TABLE}.{row.id}.{name}".removesuffix(".")


def _each(name: str) -> Check:
    """A check that a field is filled in on every benefit."""

    def check(view: View) -> Iterator[Remark]:
        for row in view.benefits:
            remark = blank if getattr(row, name) is None else good
            yield remark(at(row, name), row.what)

    return check


@RULES.first("nothing_offered", "S21", Consequence.LOSES, needs=("interest.started",))
def _nothing_offered(view: View) -> Iterator[Remark]:
    if not any(row.what for row in view.benefits):
        yield blank(TABLE)


RULES.layer("what_missing", "S21", Consequence.GAP)(_each("what"))
RULES.layer("for_whom_missing", "S21", Consequence.WEAKENS)(_each("for_whom"))
RULES.layer("level_missing", "S24", Consequence.DETAIL)(_each("level"))


# --- for whom --------------------------------------------------------------------------------------


@RULES.layer("for_whom_gone", "S21", Consequence.WEAKENS)
def _for_whom_gone(view: View) -> Iterator[Remark]:
    there = {row.id for row in view.plan.relationship.decision_makers} | {ORGANISATION}
    for row in view.benefits:
        if row.for_whom and row.for_whom not in there:
            yield wrong(at(row, "for_whom"), row.what)


@RULES.layer("support_without_benefit", "S22", Consequence.LOSES, needs=PEOPLE)
def _support_without_benefit(view: View) -> Iterator[Remark]:
    counted_on = [p for p in named(view) if (p.support.get(US) or 0) > 0]
    unserved = _unserved(view, counted_on)
    if unserved:
        yield partly(TABLE, name_of(unserved))
    elif counted_on:
        yield good(TABLE)


@RULES.layer("heavy_without_benefit", "S21", Consequence.WEAKENS, needs=PEOPLE)
def _heavy_without_benefit(view: View) -> Iterator[Remark]:
    to_win = [p for p in named(view) if is_heavy(view, p) and (p.support.get(US) or 0) <= 0]
    unserved = _unserved(view, to_win)
    if unserved:
        yield blank(TABLE, name_of(unserved), params={"weight": weight(unserved)})
    elif to_win:
        yield good(TABLE)


def _unserved(view: View, people: list[DecisionMaker]) -> DecisionMaker | None:
    """The heaviest of these people for whom no benefit is."""
    served = {row.for_whom for row in view.benefits}
    return max((p for p in people if p.id not in served), key=weight, default=None)


@RULES.layer("only_organisation", "S21", Consequence.WEAKENS)
def _only_organisation(view: View) -> Iterator[Remark]:
    whom = [row.for_whom for row in view.benefits if row.for_whom]
    if len(whom) >= 2 and set(whom) == {ORGANISATION}:
        yield partly(TABLE)


@RULES.layer("personal_need_unknown", "S20", Consequence.WEAKENS, needs=PEOPLE)
def _personal_need_unknown(view: View) -> Iterator[Remark]:
    people = {person.id: person for person in named(view)}
    for row in view.benefits:
        person = people.get(row.for_whom or "")
        if row.level is BenefitLevel.RELATIONSHIP and person:
            path = person_at(person, "personal_need")
            remark = good if person.personal_need else partly
            yield remark(path, row.what, heavier=weight(person))


# --- only from us ----------------------------------------------------------------------------------


RULES.layer("against_missing", "S23", Consequence.WEAKENS)(_each("against"))


@RULES.layer("against_no_rival", "S23", Consequence.WEAKENS)
def _against_no_rival(view: View) -> Iterator[Remark]:
    for row in view.benefits:
        if row.against and row.against not in view.rivals:
            yield wrong(at(row, "against"), row.what)


@RULES.layer("why_unique_missing", "S23", Consequence.WEAKENS)
def _why_unique_missing(view: View) -> Iterator[Remark]:
    for row in view.benefits:
        if row.against:
            yield (good if row.why_unique else blank)(at(row, "why_unique"), row.what)


@RULES.layer("rival_offers_too", "S23", Consequence.LOSES)
def _rival_offers_too(view: View) -> Iterator[Remark]:
    for row in view.benefits:
        if row.why_unique and _admits(view, row.why_unique):
            yield wrong(at(row, "why_unique"), row.why_unique, lines=row.lines)


def _admits(view: View, words: str) -> bool:
    """Whether the words say that a rival offers the same; a refusal of that does not count."""
    names = [party.name[language] for party in view.case.rivals for language in ("en", "zh")]
    names += [name.split()[0] for name in names if name.isascii()]
    names += [name[:2] for name in names if not name.isascii()]
    whose = "|".join(re.escape(name.casefold()) for name in names)
    chinese = rf"(?:{_RIVAL_ZH}|{whose})[^，。；,.;不没无未]{{0,6}}(?:也|都|同样)(?:有|能|可以|会|提供|做)"
    english = (
        rf"\b(?:{_RIVAL_EN}|{whose})\b(?:(?!n't|\bnot\b|\bno\b|\bnever\b|\bcannot\b)[^,.;])"
        r"{0,40}\b(?:also|too|as well|likewise|the same)\b"
    )
    if re.search(r"\b(?:whereas|unlike|but not|not the same)\b", words, re.IGNORECASE):
        return False
    return re.search(f"{chinese}|{english}", words.casefold()) is not None


# --- levels and appeal -----------------------------------------------------------------------------


@RULES.layer("levels_uncovered", "S24", Consequence.GAP)
def _levels_uncovered(view: View) -> Iterator[Remark]:
    there = {row.level for row in view.benefits if row.level}
    absent = next((level for level in BenefitLevel if level not in there), None)
    if there and absent:
        named_so = {"level": choice_key(absent)}
        yield blank(TABLE, statement=LEVEL_STATEMENT[absent], terms=named_so)
    elif there:
        yield good(TABLE)


@RULES.layer("appeal_missing", "S25", Consequence.GAP)
def _appeal_missing(view: View) -> Iterator[Remark]:
    for row in view.benefits:
        if row.level is BenefitLevel.RELATIONSHIP and row.appeal is None:
            yield blank(at(row, "appeal"), row.what)


@RULES.layer("one_appeal", "S25", Consequence.GAP)
def _one_appeal(view: View) -> Iterator[Remark]:
    appeals = [row.appeal for row in view.benefits if row.appeal]
    if len(appeals) < 2:
        return
    if len(set(appeals)) == 1:
        other = next(appeal for appeal in Appeal if appeal is not appeals[0])
        named_so = {"appeal": choice_key(appeals[0]), "other": choice_key(other)}
        yield partly(TABLE, terms=named_so)
    else:
        yield good(TABLE)


@RULES.layer("no_line", "K2", Consequence.GAP)
def _no_line(view: View) -> Iterator[Remark]:
    for row in view.benefits:
        if row.what:
            remark = good if row.lines else partly
            yield remark(at(row, "lines"), row.what, lines=row.lines)
