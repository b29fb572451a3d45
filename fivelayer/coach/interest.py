"""Coach, layer 5: who gets what good of choosing us, and whether only we can give it (S21-S26)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from fivelayer.choices import Appeal, BenefitLevel, Part
from fivelayer.coach.compliance import rival_names
from fivelayer.coach.relationship import US, is_heavy, support
from fivelayer.coach.remarks import Remarks, blank, good, partly, wrong
from fivelayer.coach.rules import DETAIL, GAP, LOSES, WEAKENS, Rules, always, plan
from fivelayer.coach.view import View, own_words, weight
from fivelayer.model import Benefit, DecisionMaker

TABLE: Final = "interest.benefits"
ORGANISATION: Final = "organisation"
PEOPLE: Final = ("relationship.nobody_named",)
"""What is asked about people waits until somebody is named."""
LEVEL_STATEMENT: Final = {
    BenefitLevel.BUSINESS: "S24",
    BenefitLevel.RELATIONSHIP: "S25",
    BenefitLevel.STRATEGIC: "S26",
}


_CONTRAST: Final = re.compile(r"\b(?:whereas|unlike|but not|not the same)\b", re.IGNORECASE)


def benefits(view: View) -> list[Benefit]:
    """The benefits that say anything."""
    return view.benefits


def _for_somebody_gone(view: View) -> list[Benefit]:
    there = {row.id for row in view.plan.relationship.decision_makers} | {ORGANISATION}
    return [row for row in view.benefits if row.for_whom and row.for_whom not in there]


def _support_without_benefit(view: View) -> Remarks:
    counted_on = [person for person in view.named if support(person, US) > 0]
    unserved = _unserved(view, counted_on)
    if unserved:
        yield partly(TABLE, quote=own_words(unserved))
    elif counted_on:
        yield good(TABLE)


def _heavy_without_benefit(view: View) -> Remarks:
    to_win = [p for p in view.named if is_heavy(view, p) and support(p, US) <= 0]
    unserved = _unserved(view, to_win)
    if unserved:
        yield blank(TABLE, quote=own_words(unserved), words={"weight": weight(unserved)})
    elif to_win:
        yield good(TABLE)


def _unserved(view: View, people: Iterable[DecisionMaker]) -> DecisionMaker | None:
    """The heaviest of these people for whom no benefit is."""
    served = {row.for_whom for row in view.benefits}
    return max((p for p in people if p.id not in served), key=weight, default=None)


def _personal_need_unknown(view: View) -> Remarks:
    people = {person.id: person for person in view.named}
    for row in view.benefits:
        person = people.get(row.for_whom or "")
        if person and row.level is BenefitLevel.RELATIONSHIP:
            say = good if person.personal_need else partly
            yield say(person, "personal_need", row.what or "")


def _against_nobody(view: View) -> list[Benefit]:
    return [row for row in view.benefits if row.against not in (None, *view.rivals)]


def _rival_offers_too(view: View) -> Remarks:
    admits = _admission(rival_names(view.case))
    for row in view.benefits:
        words = row.why_unique or ""
        if admits.search(words.casefold()) and not _CONTRAST.search(words):
            yield wrong(row, "why_unique", words, lines=row.lines)


def _admission(rivals: Iterable[str]) -> re.Pattern[str]:
    """What says that a rival offers the same; a refusal of that does not count."""
    names = "|".join(map(re.escape, rivals))
    chinese = (
        rf"(?:对手|竞品|友商|他们|对方|别家|其他厂家|大家|{names})[^，。；,.;不没无未]{{0,6}}"
        "(?:也|都|同样)(?:有|能|可以|会|提供|做)"
    )
    english = (
        rf"\b(?:rivals?|competitors?|they|others?|everyone|everybody|{names})\b"
        r"(?:(?!n't|\bnot\b|\bno\b|\bnever\b|\bcannot\b)[^,.;]){0,40}"
        r"\b(?:also|too|as well|likewise|the same)\b"
    )
    return re.compile(f"{chinese}|{english}")


def _levels_uncovered(view: View) -> Remarks:
    there = {row.level for row in view.benefits if row.level}
    absent = [level for level in BenefitLevel if level not in there]
    if there and absent:
        statement = LEVEL_STATEMENT[absent[0]]
        yield blank(TABLE, words={"level": absent[0]}, statement=statement)
    elif there:
        yield good(TABLE)


def _one_appeal(view: View) -> Remarks:
    appeals = [row.appeal for row in view.benefits if row.appeal]
    others = [appeal for appeal in Appeal if appeal not in appeals]
    if len(appeals) >= 2 and others:
        yield partly(TABLE, words={"appeal": appeals[0], "other": others[0]})
    elif len(appeals) >= 2:
        yield good(TABLE)


RULES: Final = Rules(Part.INTEREST)
rule, add = RULES.rule, RULES.add
# A rule a row: name, statement, consequence, whom it judges, what it says of which field, if what.
# fmt: off

rule("started", "S21", LOSES, plan, blank, "interest", lambda v: not v.touched("interest"))
RULES.needs = ("interest.started",)
rule("nothing_offered", "S21", LOSES, plan, blank, TABLE, lambda v: not any(b.what for b in v.benefits))
RULES.needs = ("interest.started", "interest.nothing_offered")

rule("what_missing", "S21", GAP, benefits, blank, "what")
rule("for_whom_missing", "S21", WEAKENS, benefits, blank, "for_whom")
rule("level_missing", "S24", DETAIL, benefits, blank, "level")
rule("for_whom_gone", "S21", WEAKENS, _for_somebody_gone, wrong, "for_whom", always)
add("support_without_benefit", "S22", LOSES, _support_without_benefit, PEOPLE)
add("heavy_without_benefit", "S21", WEAKENS, _heavy_without_benefit, PEOPLE)
rule("only_organisation", "S21", WEAKENS, plan, partly, TABLE,
     lambda v: all(b.for_whom in (None, ORGANISATION) for b in v.benefits),
     of=lambda v: len([b for b in v.benefits if b.for_whom]) >= 2)
add("personal_need_unknown", "S20", WEAKENS, _personal_need_unknown, PEOPLE)

rule("against_missing", "S23", WEAKENS, benefits, blank, "against")
rule("against_no_rival", "S23", WEAKENS, _against_nobody, wrong, "against", always)
rule("why_unique_missing", "S23", WEAKENS, benefits, blank, "why_unique", of="against")
add("rival_offers_too", "S23", LOSES, _rival_offers_too)

add("levels_uncovered", "S24", GAP, _levels_uncovered)
rule("appeal_missing", "S25", GAP, benefits, blank, "appeal",
     of=lambda row: row.level is BenefitLevel.RELATIONSHIP)
add("one_appeal", "S25", GAP, _one_appeal)
rule("no_line", "K2", GAP, benefits, partly, "lines", of="what")
