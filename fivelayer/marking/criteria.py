"""The checks: for each kind of criterion a small pure function from a plan to a verdict."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final, NamedTuple

from fivelayer.draft import Draft
from fivelayer.fields import choices
from fivelayer.findings import Outcome
from fivelayer.key import (
    AcceptedDay,
    AcceptedNumber,
    ChoiceCriterion,
    DayCriterion,
    Known,
    ListCriterion,
    NumberCriterion,
    PersonCriterion,
    TextCriterion,
)
from fivelayer.labels import choice_key
from fivelayer.marking.concepts import Answer
from fivelayer.marking.fields import Field
from fivelayer.marking.sheet import Sheet, Typed, quantity, words
from fivelayer.marking.verdict import FULL, HALF, NONE, Verdict, blank
from fivelayer.reading import read_day, read_number
from fivelayer.remembered import remembered
from fivelayer.units import Unit, dimension, in_base

Check = Callable[[Sheet, Draft | None], Verdict]
"""Judges a plan; the row is the one the criterion is about, None where it is about none."""

_OBVIOUS: Final = frozenset({"people", "count", "share"})
"""What is counted or is a percentage needs no unit to be understood."""


def number(criterion: NumberCriterion, table: str) -> Check:
    """A quantity within tolerance; the right number without its unit is half right."""
    field = Field(criterion.field, table)
    accepted = tuple(map(_range, criterion.accept))
    wrong = tuple((w, _range(AcceptedNumber(value=w.value, unit=w.unit))) for w in criterion.wrong)

    def check(sheet: Sheet, row: Draft | None) -> Verdict:
        value, path = field.find(sheet, row)
        typed = quantity(value)
        if not typed.words:
            return blank(path)
        if typed.number is None:
            return Verdict(NONE, "number.unreadable", typed.words, path)
        share, how = max((_compared(typed, each) for each in accepted), key=lambda c: c[0])
        if share < FULL and (known := _known(wrong, typed)):
            return Verdict(NONE, "known_wrong", typed.words, path, wrong=known)
        return Verdict(share, f"number.{how}", typed.words, path)

    return check


Range = tuple[Decimal, Decimal, Unit | None, Decimal, AcceptedNumber]


def _range(accepted: AcceptedNumber) -> Range:
    unit = accepted.unit
    low, high = accepted.value - accepted.tolerance, accepted.value + accepted.tolerance
    if unit is None:
        return low, high, None, accepted.share, accepted
    return in_base(low, unit), in_base(high, unit), unit, accepted.share, accepted


def _compared(typed: Typed, accepted: Range) -> tuple[Decimal, str]:
    low, high, unit, share, given = accepted
    value = typed.number if typed.number is not None else NONE
    if unit is None or (typed.unit is None and dimension(unit) in _OBVIOUS):
        low, high = given.value - given.tolerance, given.value + given.tolerance
        return (share, _how(share)) if low <= value <= high else (NONE, "not_met")
    if typed.unit is None:
        close = given.value - given.tolerance <= value <= given.value + given.tolerance
        return (share * HALF, "unit_missing") if close else (NONE, "not_met")
    if dimension(typed.unit) != dimension(unit):
        return NONE, "unit_differs"
    inside = low <= in_base(value, typed.unit) <= high
    return (share, _how(share)) if inside else (NONE, "not_met")


def _known(wrong: tuple[tuple[Known, Range], ...], typed: Typed) -> tuple[Known, ...]:
    return tuple(known for known, given in wrong if _compared(typed, given)[0] > NONE)


def day(criterion: DayCriterion, table: str) -> Check:
    """A date at the key's precision; a vaguer one that holds the right day is half right."""
    field = Field(criterion.field, table)

    def check(sheet: Sheet, row: Draft | None) -> Verdict:
        value, path = field.find(sheet, row)
        typed = words(_value(value))
        if not typed:
            return blank(path)
        try:
            given = _day(typed)
        except ValueError:
            return Verdict(NONE, "day.unreadable", typed, path)
        share, how = max((_dated(given, each) for each in criterion.accept), key=lambda c: c[0])
        known = tuple(w for w in criterion.wrong if given.startswith(w.day))
        if share < FULL and known:
            return Verdict(NONE, "known_wrong", typed, path, wrong=known)
        return Verdict(share, f"day.{how}", typed, path)

    return check


@remembered
def _day(typed: str) -> str:
    return str(read_day(typed))


def _dated(given: str, accepted: AcceptedDay) -> tuple[Decimal, str]:
    wanted_from, wanted_to = _days(accepted.day)[0], _days(accepted.until or accepted.day)[1]
    given_from, given_to = _days(given)
    if wanted_from <= given_from and given_to <= wanted_to:
        return accepted.share, _how(accepted.share)
    if given_from <= wanted_to and wanted_from <= given_to:
        return accepted.share * HALF, "vague"
    return NONE, "not_met"


def _days(date: str) -> tuple[str, str]:
    """First and last day of a day, month or year, as texts that compare."""
    missing = len("2031-05-15") - len(date)
    return (date, date) if not missing else (date + "-01-01"[-missing:], date + "-12-31"[-missing:])


def choice(criterion: ChoiceCriterion, table: str) -> Check:
    """One of a list; a decision maker chosen by row counts as the person recognised there."""
    field = Field(criterion.field, table)
    accepted = {_code(code): share for code, share in criterion.accept.items()}
    wrong = {_code(each.choice): each for each in criterion.wrong}
    refers = field.label.endswith((".for_whom", ".contacts"))
    labels = _labels(field.label)

    def check(sheet: Sheet, row: Draft | None) -> Verdict:
        found, path = field.find(sheet, row)
        value = _value(found)
        typed = [words(item) for item in value] if isinstance(value, list) else [words(value)]
        typed = [item for item in typed if item]
        if not typed:
            return blank(path)
        people = sheet.recognised("relationship.decision_makers").by_row if refers else {}
        codes = [code for item in typed for code in (_code(item), people.get(item, "")) if code]
        share = max(accepted.get(code, NONE) for code in codes)
        terms = {"choice": labels[codes[0]]} if codes[0] in labels else {}
        said = ", ".join(typed)
        known = tuple(wrong[code] for code in codes if code in wrong)
        if share < FULL and known:
            return Verdict(share, "known_wrong", said, path, wrong=known)
        effect = f"choice.{_how(share)}" + ("" if terms else "_plain")
        return Verdict(share, effect, said, path, terms=terms)

    return check


def several(criterion: ListCriterion, table: str) -> Check:
    """Several of a list: what is asked for earns its share, what is asked for by nothing takes one away."""
    field = Field(criterion.field, table)
    wanted, allowed = frozenset(criterion.includes), frozenset(criterion.allows)

    def check(sheet: Sheet, row: Draft | None) -> Verdict:
        value, path = field.find(sheet, row)
        chosen = frozenset(sheet.codes(value, field.refers))
        if not chosen:
            return blank(path)
        right, beside = len(chosen & wanted), len(chosen - wanted - allowed)
        share = max(NONE, Decimal(right - beside) / len(wanted))
        params = {"n": right, "total": len(wanted), "beside": beside}
        how = "beside" if beside and share > NONE else _how(share)
        said = ", ".join(sheet.codes(value))
        return Verdict(share, f"list.{how}", said, path, params=params)

    return check


def text(criterion: TextCriterion, table: str) -> Check:
    """Ideas in free text; a misconception costs, an idea both stated and denied counts half."""
    fields = tuple(Field(path, table) for path in criterion.fields)
    wants, wrong = criterion.wants, criterion.wrong

    def check(sheet: Sheet, row: Draft | None) -> Verdict:
        told = []
        for field in fields:
            value, path = field.find(sheet, row)
            if typed := words(_value(value)):
                told.append((typed, path, sheet.answer(typed, field.label)))
        if not told:
            return blank(fields[0].find(sheet, row)[1])
        share, stated, mistaken = NONE, 0, []
        matched: list[str] = []
        wanted = [_told(each.concept, told, sheet) for each in wants]
        for want, seen in zip(wants, wanted, strict=True):
            if seen.words:
                stated += 1
                share += want.share * HALF if seen.denied else want.share
                matched += seen.words
        for mistake in wrong:
            if stating := _told(mistake.concept, told, sheet).words:
                mistaken.append(mistake)
                share -= mistake.costs
                matched += stating
        return Verdict(
            max(share, NONE),
            "known_wrong" if mistaken else f"text.{_reason(wanted)}",
            quote=told[0][0] if len(told) == 1 else " / ".join([typed for typed, _, _ in told]),
            field=told[0][1],
            matched=tuple(dict.fromkeys(matched)),
            params={"n": stated, "total": len(wants)},
            wrong=tuple(mistaken),
        )

    return check


class _Told(NamedTuple):
    """What several texts together say of one idea."""

    words: tuple[str, ...] = ()
    """The words that state it; none if nothing does."""
    denied: bool = False
    other_party: bool = False


_UNTOLD: Final = _Told()


def _told(concept: str, answers: list[tuple[str, str, Answer]], sheet: Sheet) -> _Told:
    said: tuple[str, ...] = ()
    denied = other_party = False
    for typed, _, answer in answers:
        if concept in answer.maybe:
            seen = sheet.concepts.find(concept, answer)
            if seen.asserted and not said:
                said = tuple([typed[start:end] for start, end in seen.asserted])
            denied = denied or bool(seen.denied)
            other_party = other_party or bool(seen.other_party)
    return _Told(said, denied, other_party) if said or denied or other_party else _UNTOLD


def _reason(wanted: list[_Told]) -> str:
    """Why a text is worth what it is worth: the last part of a message key."""
    stating = [told for told in wanted if told.words]
    if stating:
        if any(told.denied for told in stating):
            return "contradicted"
        return "met" if len(stating) == len(wanted) else "partly"
    seen = [told for told in wanted if told is not _UNTOLD]
    if any(told.denied for told in seen):
        return "denied"
    return "other_party" if seen else "not_met"


def person(criterion: PersonCriterion, table: str) -> Check:
    """What no rule can see; a person decides."""
    fields = tuple(Field(path, table) for path in criterion.fields)

    def check(sheet: Sheet, row: Draft | None) -> Verdict:
        found = [field.find(sheet, row) for field in fields]
        typed = [words(_value(value)) for value, _ in found]
        if not any(typed):
            return blank(found[0][1])
        quote = " / ".join(filter(None, typed))
        outcome = Outcome.NEEDS_PERSON
        return Verdict(NONE, "person", quote=quote, field=found[0][1], outcome=outcome)

    return check


def _value(node: Any) -> Any:
    """A field's own text: of a group, what it is about."""
    if isinstance(node, dict):
        return next((node[name] for name in ("value", "text", "grade") if name in node), "")
    return node


def _how(share: Decimal) -> str:
    return "met" if share >= FULL else "partly" if share > NONE else "not_met"


@remembered
def _code(typed: str) -> str:
    """A code of a list; numbers (support) in one form: `+2` is `2`."""
    try:
        number = read_number(typed)
    except ValueError:
        return typed.casefold()
    return f"{number:f}" if number is not None else ""


def _labels(path: str) -> dict[str, str]:
    """The message keys of a field's choices, by code."""
    return {str(each.value): choice_key(each) for each in choices(path) or ()}
