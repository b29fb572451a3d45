"""Numbers told twice: what counts as the same in English and in Chinese; codes that could be real."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fivelayer.authoring.figures import differing, figures
from fivelayer.authoring.identifiers import (
    credit_code_passes,
    id_number_passes,
    luhn_passes,
    real_looking,
)

SAME = [
    ("CNY 12.6 million", "1260 万元"),
    ("3.80 million yuan", "380万元"),
    ("1.2 billion yuan", "12亿元"),
    ("680,000 yuan", "68万元"),
    ("30,000 people", "3万人"),
    ("9 July 2027, 09:30", "2027年7月9日09:30"),
    ("on 1 October", "10月1日"),
    ("before 5 pm", "下午5点前"),
    ("before 5 p.m.", "17点前"),
    ("twelve months", "12个月"),
    ("12 months", "十二个月"),
    ("twenty-five working days", "25个工作日"),
    ("two thousand", "2000"),
    ("the third round", "第3轮"),
    ("0.5 %", "0.5%"),
    ("two thirds", "三分之二"),
    ("a copy", "1份"),
    ("each hour", "每1小时"),
    ("80 m²", "80平方米"),
    ("in 2027", "二〇二七年"),
    ("code 91990100MA12DD272H, 2 July", "91990100MA12DD272H，7月2日"),
    ("３ offices", "3个办事处"),
]
DIFFERENT = [
    ("12.6 million yuan", "126万元", ["12600000"], ["1260000"]),
    ("within 30 days", "20日内", ["30"], ["20"]),
    ("version 2.0", "1.0版", ["2"], ["1"]),
    ("3 of 5", "3个", ["5"], []),
]


@pytest.mark.parametrize(("en", "zh"), SAME)
def test_the_same_number_told_in_each_languages_way(en: str, zh: str) -> None:
    assert differing(en, zh) == ([], [])


@pytest.mark.parametrize(("en", "zh", "only_en", "only_zh"), DIFFERENT)
def test_numbers_that_differ(en: str, zh: str, only_en: list[str], only_zh: list[str]) -> None:
    assert differing(en, zh) == (only_en, only_zh)


def test_a_unit_may_stand_in_a_tables_heading_only() -> None:
    assert differing("12.6", "1260", scaled=True) == ([], [])
    assert differing("12.6", "1260") == (["12.6"], ["1260"])


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_two_texts_can_be_compared(en: str, zh: str) -> None:
    differing(en, zh)
    differing(en, zh, scaled=True)


@pytest.mark.parametrize("words", ["9" * 9999, "一" * 9999, "万" * 9999, "1" + ",000" * 3000])
def test_numbers_without_end_are_no_trap(words: str) -> None:
    assert differing(words, words) == ([], [])


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_changed_number_is_always_noticed(one: int, other: int) -> None:
    told = differing(f"in all {one:,} files", f"共{other}份")
    assert (told == ([], [])) == (one == other)


@given(st.integers(0, 99))
def test_numerals_are_read_as_digits_are(number: int) -> None:
    ones = "零一二三四五六七八九"
    tens = "" if number < 10 else ("" if number < 20 else ones[number // 10]) + "十"
    written = tens + (ones[number % 10] if number % 10 or number < 10 else "")
    assert number in figures(f"共{written}份", "zh").words


@given(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=17, max_size=17))
def test_exactly_one_last_character_makes_a_credit_code_real(body: str) -> None:
    ends = [end for end in "0123456789ABCDEFGHJKLMNPQRTUWXY" if credit_code_passes(body + end)]
    assert len(ends) == 1
    assert (body + ends[0], "real_credit_code") in real_looking(f"code {body}{ends[0]}.")


@given(st.text("0123456789", min_size=17, max_size=17))
def test_exactly_one_last_character_makes_an_identity_number_real(body: str) -> None:
    assert sum(id_number_passes(body + end) for end in "0123456789X") == 1


@given(st.text("0123456789", min_size=11, max_size=18))
def test_exactly_one_last_digit_passes_luhn(body: str) -> None:
    assert sum(luhn_passes(body + end) for end in "0123456789") == 1


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("call 138 0013 8000", ["real_mobile"]),
        ("call 13800138000", ["real_mobile"]),
        ("call 12800138000", []),
        ("card 4111 1111 1111 1111.", ["real_number"]),
        ("telephone 0300-5550113", []),
        ("QLCG-KJ-2027-011, 2027-06-18 09:30", []),
        ("3.14159265358979", []),
        ("１３８００１３８０００", ["real_mobile"]),
    ],
)
def test_numbers_that_could_be_somebodys(text: str, codes: list[str]) -> None:
    assert [code for _, code in real_looking(text)] == codes
