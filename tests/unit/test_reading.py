"""Numbers, units and dates as people type them, in English and in Chinese."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fivelayer.draft import read
from fivelayer.model import Quantity
from fivelayer.reading import read_day, read_number, split_unit
from fivelayer.units import Unit, dimension, in_base, unit_of_words

anything = st.text(alphabet=st.characters(codec=None), max_size=20)
numbers = st.decimals(
    min_value=-(10**9), max_value=10**9, allow_nan=False, allow_infinity=False, places=3
)
dates = st.dates(min_value=dt.date(1000, 1, 1))


@given(anything)
def test_any_text_is_a_number_or_is_refused(text: str) -> None:
    try:
        found = read_number(text)
    except ValueError:
        return
    assert found is None or (isinstance(found, Decimal) and found.is_finite())


@given(anything)
def test_any_text_is_a_day_or_is_refused(text: str) -> None:
    try:
        found = read_day(text)
    except ValueError:
        return
    assert found is None or read_day(found) == found


@given(numbers)
def test_a_number_is_read_as_it_stands_however_it_is_set(number: Decimal) -> None:
    for form in (f"{number}", f" {number} ", f"{number:,}", f"{number}%", full_width(f"{number}")):
        assert read_number(form) == number, form


def full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if c in "0123456789.-,%" else c for c in text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,260.5", "1260.5"), ("1 260", "1260"), ("1'260", "1260"), ("1，260", "1260"),
        ("１２６０", "1260"), ("40％", "40"), ("40 %", "40"), ("+5", "5"), ("−2", "-2"), ("-2", "-2"),
        ("1,234,567.89", "1234567.89"), ("007", "7"),
    ],
)  # fmt: skip
def test_numbers(text: str, number: str) -> None:
    assert read_number(text) == Decimal(number)


@pytest.mark.parametrize(
    "text",
    ["about 90", "90-100", "1.260,5", "12,6", "1e9", "0x10", "NaN", "inf", "1.", ".", "-", "一千",
     "1 2", "1,26", "2026 100", "²", "½", "5²", "5₂", "①", "1_000"],
)  # fmt: skip
def test_no_numbers(text: str) -> None:
    with pytest.raises(ValueError, match="number"):
        read_number(text)


@pytest.mark.parametrize("value", [None, 5, Decimal(3), True, [1]])
def test_what_is_no_text_is_left_alone(value: Any) -> None:
    assert read_number(value) is value
    assert read_day(value) is value


# --- units ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("1260 万元", "1260", Unit.WAN_YUAN), ("1260万", "1260", Unit.WAN_YUAN),
        ("1.2亿元", "1.2", Unit.YI_YUAN), ("12.6 million yuan", "12.6", Unit.MILLION_YUAN),
        ("¥1260万元", "1260", Unit.WAN_YUAN), ("CNY 12.6 million", "12.6", Unit.MILLION_YUAN),
        ("RMB 500", "500", Unit.YUAN), ("¥500", "500", Unit.YUAN), ("1,260 人", "1260", Unit.PEOPLE),
        ("86名", "86", Unit.PEOPLE),
        ("86 Employees", "86", Unit.PEOPLE), ("40%", "40", Unit.PERCENT), ("40％", "40", Unit.PERCENT),
        ("20 working days", "20", Unit.WORKING_DAY), ("20个工作日", "20", Unit.WORKING_DAY),
        ("15 minutes", "15", Unit.MINUTE), ("2 小时", "2", Unit.HOUR), ("3 个月", "3", Unit.MONTH),
        ("3 weeks", "3", Unit.WEEK), ("1 day", "1", Unit.DAY), ("9 person-months", "9", Unit.PERSON_MONTH),
        ("9人月", "9", Unit.PERSON_MONTH), ("１２６０万元", "1260", Unit.WAN_YUAN),
        ("3 件", "3", Unit.COUNT), ("500元", "500", Unit.YUAN), ("1 year", "1", Unit.YEAR),
        ("2 person-month", "2", Unit.PERSON_MONTH), ("1 minute", "1", Unit.MINUTE),
        ("80 people", "80", Unit.PEOPLE), ("1 person", "1", Unit.PEOPLE), ("3 times", "3", Unit.COUNT),
        ("2.86 billion", "28.6", Unit.YI_YUAN), ("2.86 Billion yuan", "28.6", Unit.YI_YUAN),
        ("RMB 2.86bn", "28.6", Unit.YI_YUAN), ("28.6亿", "28.6", Unit.YI_YUAN),
        ("2.86十亿元", "28.6", Unit.YI_YUAN), ("1.2万亿元", "12000", Unit.YI_YUAN),
        ("3千万", "3000", Unit.WAN_YUAN), ("126 thousand yuan", "126000", Unit.YUAN),
        ("12次", "12", Unit.COUNT), ("80 位", "80", Unit.PEOPLE), ("3 hrs", "3", Unit.HOUR),
    ],
)  # fmt: skip
def test_a_unit_typed_behind_the_number_is_taken(text: str, number: str, unit: Unit | None) -> None:
    found = Quantity.model_validate({"value": text})
    assert (found.value, found.unit) == (Decimal(number), unit)


@pytest.mark.parametrize("alike", [
    ("2.86 billion", "2,860 million yuan", "28.6亿元", "286000万元", "2860百万", "2860000000元"),
    ("0.126 bn", "126 million", "1.26亿", "12600万", "12.6千万"),
])  # fmt: skip
def test_the_same_money_is_the_same_however_it_is_counted(alike: tuple[str, ...]) -> None:
    found = [Quantity.model_validate({"value": text}) for text in alike]
    assert len({in_base(q.value, q.unit) for q in found if q.value is not None and q.unit}) == 1


def test_a_chosen_unit_is_never_overruled_by_a_typed_one() -> None:
    reading = read({"information": {"revenue": {"value": "1260 万元", "unit": "yuan"}}})
    assert reading.plan.information.revenue.value is None
    assert reading.plan.information.revenue.unit is Unit.YUAN
    assert [u.path for u in reading.unread] == ["information.revenue.value"]


def test_a_currency_before_the_number_leaves_the_chosen_scale_alone() -> None:
    found = Quantity.model_validate({"value": "¥1260", "unit": "wan_yuan"})
    assert (found.value, found.unit) == (Decimal(1260), Unit.WAN_YUAN)
    reading = read({"information": {"headcount": {"value": "¥1260", "unit": "people"}}})
    assert [u.rule for u in reading.unread] == ["number"]


def test_a_chosen_unit_and_the_same_one_typed_agree() -> None:
    found = Quantity.model_validate({"value": "1260 万元", "unit": "wan_yuan"})
    assert (found.value, found.unit) == (Decimal(1260), Unit.WAN_YUAN)


@given(anything, st.sampled_from([None, "", "yuan", "people"]))
def test_splitting_never_raises_and_never_invents_a_digit(text: str, unit: str | None) -> None:
    given_ = {"value": text, "unit": unit}
    found = split_unit(given_)
    assert found is given_ or read_number(found["value"]) == found["value"]


@given(numbers, st.sampled_from(list(Unit)))
def test_every_unit_has_a_dimension_and_a_base(number: Decimal, unit: Unit) -> None:
    assert dimension(unit)
    base = in_base(number, unit)
    assert (base > 0) == (number > 0)


@pytest.mark.parametrize(
    ("one", "other"),
    [(("1260", Unit.WAN_YUAN), ("12.6", Unit.MILLION_YUAN)), (("1.2", Unit.YI_YUAN), ("12000", Unit.WAN_YUAN)),
     (("90", Unit.MINUTE), ("1.5", Unit.HOUR)), (("2", Unit.WEEK), ("14", Unit.DAY)),
     (("2", Unit.YEAR), ("24", Unit.MONTH))],
)  # fmt: skip
def test_one_amount_in_two_units_is_one_amount(
    one: tuple[str, Unit], other: tuple[str, Unit]
) -> None:
    assert in_base(Decimal(one[0]), one[1]) == in_base(Decimal(other[0]), other[1])


def test_a_minute_is_exactly_a_sixtieth_of_an_hour() -> None:
    assert in_base(Decimal(60), Unit.MINUTE) == in_base(Decimal(1), Unit.HOUR)


def test_working_days_are_not_days() -> None:
    assert dimension(Unit.WORKING_DAY) != dimension(Unit.DAY)


@given(anything)
def test_any_word_is_a_unit_or_none(words: str) -> None:
    assert unit_of_words(words) is None or unit_of_words(words) in Unit


# --- days ----------------------------------------------------------------------------------------


@given(dates)
def test_a_day_is_read_however_it_is_written(day: dt.date) -> None:
    y, m, d = day.year, day.month, day.day
    month = ["January", "February", "March", "April", "May", "June", "July", "August", "September",
             "October", "November", "December"][m - 1]  # fmt: skip
    for form in (
        day.isoformat(), f"{y}/{m}/{d}", f"{y}.{m:02d}.{d:02d}", f"{y}年{m}月{d}日", f"{y} 年 {m} 月 {d} 日",
        f"{y}年{m}月{d}号", f"{d} {month} {y}", f"{month} {d}, {y}", f"{d} {month[:3]} {y}",
        f"{month[:3]}. {d}, {y}", f"{month.upper()} {d} {y}", full_width(f"{y}-{m}-{d}"),
    ):  # fmt: skip
        assert read_day(form) == day.isoformat(), form


@pytest.mark.parametrize(
    ("text", "day"),
    [("2019", "2019"), ("2019年", "2019"), ("2019-03", "2019-03"), ("2019年3月", "2019-03"),
     ("March 2019", "2019-03"), ("3rd March 2019", "2019-03-03"), ("March 3rd, 2019", "2019-03-03"),
     ("Sept 2019", "2019-09"), ("3 Sept. 2019", "2019-09-03"), ("  ", None), ("2028-02-29", "2028-02-29")],
)  # fmt: skip
def test_days_months_and_years(text: str, day: str | None) -> None:
    assert read_day(text) == day


@pytest.mark.parametrize(
    "text",
    ["2026-02-30", "2026-13-01", "2026-00-01", "2026-01-00", "0000-01-01", "30/2/2026", "2 3 2026",
     "March", "soon", "2027-02-29", "20260302", "2026-3-", "31 April 2026", "2026年13月", "99 May 2026",
     "0000", "2 Mayhem 2026", "0000-05"],
)  # fmt: skip
def test_no_days(text: str) -> None:
    with pytest.raises(ValueError, match="day"):
        read_day(text)
