"""What the coach reckons with: spans of time, posts and people, hints in three levels."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fivelayer import coach
from fivelayer import draft as drafts
from fivelayer.cases import Case, load
from fivelayer.choices import Part
from fivelayer.coach.days import after, earliest, last_start, latest
from fivelayer.coach.posts import is_post
from fivelayer.findings import Finding
from fivelayer.model import Quantity
from fivelayer.places import cases
from fivelayer.units import Unit

MONDAY = date(2027, 7, 5)
CASE = load(cases() / "qinglan")


def span(value: str, unit: Unit | None) -> Quantity:
    return Quantity(value=Decimal(value), unit=unit)


@pytest.mark.parametrize(
    ("value", "unit", "ready"),
    [
        ("1", Unit.DAY, date(2027, 7, 6)),
        ("0.5", Unit.DAY, date(2027, 7, 6)),
        ("2", Unit.WEEK, date(2027, 7, 19)),
        ("4", Unit.WORKING_DAY, date(2027, 7, 9)),
        ("5", Unit.WORKING_DAY, date(2027, 7, 12)),
        ("30", Unit.WORKING_DAY, date(2027, 8, 16)),
        ("36", Unit.HOUR, date(2027, 7, 7)),
        ("1", Unit.MONTH, date(2027, 8, 5)),
        ("1.5", Unit.MONTH, date(2027, 8, 20)),
        ("8", Unit.MONTH, date(2028, 3, 5)),
        ("1", Unit.YEAR, date(2028, 7, 5)),
        ("0", Unit.DAY, None),
        ("-3", Unit.DAY, None),
        ("30", Unit.PEOPLE, None),
        ("30", None, None),
    ],
)
def test_a_span_ends_on_the_right_day(value: str, unit: Unit | None, ready: date | None) -> None:
    assert after(MONDAY, span(value, unit)) == ready


def test_a_working_day_that_begins_on_a_saturday_counts_from_monday() -> None:
    assert after(date(2027, 7, 10), span("1", Unit.WORKING_DAY)) == date(2027, 7, 12)


def test_a_month_has_as_many_days_as_it_has() -> None:
    assert after(date(2027, 1, 31), span("1", Unit.MONTH)) == date(2027, 2, 28)


@given(
    st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    st.integers(1, 10**12),
    st.sampled_from([Unit.DAY, Unit.WEEK, Unit.WORKING_DAY, Unit.MONTH, Unit.YEAR]),
)
def test_any_span_ends_later_and_within_the_calendar(start: date, value: int, unit: Unit) -> None:
    ready = after(start, span(str(value), unit))
    assert ready is not None
    assert start < ready < date(2300, 1, 1)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 300))
def test_so_many_working_days_lie_between(start: date, value: int) -> None:
    ready = after(start, span(str(value), Unit.WORKING_DAY))
    assert ready is not None
    days = (date.fromordinal(n) for n in range(start.toordinal() + 1, ready.toordinal() + 1))
    assert sum(day.weekday() < 5 for day in days) == value
    assert ready.weekday() < 5


def test_the_last_day_to_begin_is_the_last_that_is_early_enough() -> None:
    wait = span("30", Unit.WORKING_DAY)
    assert last_start(MONDAY, wait, date(2027, 8, 26)) == date(2027, 7, 15)
    assert last_start(MONDAY, wait, date(2027, 7, 9)) == MONDAY


@pytest.mark.parametrize("day", ["2027", "2027-02", "2027-02-28", "2028-02"])
def test_a_day_lies_within_what_it_can_mean(day: str) -> None:
    assert f"{earliest(day)}".startswith(day)
    assert f"{latest(day)}".startswith(day)
    assert earliest(day) <= latest(day)


POSTS = [
    "局长",
    "副局长",
    "财务审计科科长",
    "数据资源科科长",
    "大数据中心主任",
    "分管副局长",
    "总经理",
    "采购负责人",
    "CIO",
    "Head of Finance",
    "the deputy director",
    "IT Manager",
    "Chief, Finance and Audit",
]
PEOPLE = [
    "苏明蔚",
    "方科长",
    "唐主任",
    "苏明蔚副局长",
    "罗启程科长",
    "Su Mingwei",
    "Director Su",
    "Chief Fang Ruoning",
    "Mr Head",
    "Lin Zhixia (head of sales)",
    "",
    "Data",
]


@pytest.mark.parametrize("words", POSTS)
def test_a_post_is_not_a_person(words: str) -> None:
    assert is_post(words)


@pytest.mark.parametrize("words", PEOPLE)
def test_a_person_is_not_a_post(words: str) -> None:
    assert not is_post(words)


# --- hints -----------------------------------------------------------------------------------------


def finding(draft: drafts.Draft, rule: str) -> Finding:
    part = Part(rule.partition(".")[0])
    found = coach.review(drafts.read(draft), draft, CASE.file, (part,))
    return next(f for f in found if f.rule == rule)


BLANK_GATE = {"barriers": {"entries": [{"id": "b1", "what": "Shortlist", "kind": "framework"}]}}
LATE_GATE = {
    "barriers": {
        "entries": [
            {
                "id": "b1",
                "what": "Shortlist",
                "kind": "framework",
                "gate_date": "2027-08-06",
                "lead_time": {"value": "30", "unit": "working_day"},
            }
        ]
    }
}


def test_a_blank_field_asks_the_cases_own_question() -> None:
    found = finding(BLANK_GATE, "barriers.gate_undated")
    words = CASE.file.hints["barriers.entries.gate_date"]
    assert found.question
    assert found.question.words("en") == words.en == coach.hint(found, 1, CASE, 1, "en")
    assert found.question.words("zh") == words.zh


def test_the_second_hint_adds_what_the_question_did_not_say() -> None:
    late = finding(LATE_GATE, "barriers.gate_unreachable")
    hint = coach.hint(late, 2, CASE, 1, "en")
    assert CASE.file.hints["barriers.entries.gate_date"].en in hint
    assert hint != coach.hint(late, 1, CASE, 1, "en")
    asked = coach.hint(finding(BLANK_GATE, "barriers.gate_undated"), 2, CASE, 1, "en")
    assert CASE.file.hints["barriers.entries.gate_date"].en not in asked
    assert "Where to look" in asked


def test_the_worked_answer_waits_for_the_second_attempt() -> None:
    late = finding(LATE_GATE, "barriers.gate_unreachable")
    assert "attempt 2" in coach.hint(late, 3, CASE, 1, "en")
    worked = coach.hint(late, 3, CASE, 2, "zh")
    assert CASE.key
    assert any(fact.says.zh in worked for fact in CASE.key.facts)
    assert "D2:" in worked


def test_an_assessment_keeps_its_answers() -> None:
    file = CASE.file.model_copy(update={"access": "assessment"})
    closed = Case(CASE.folder, file)
    late = finding(LATE_GATE, "barriers.gate_unreachable")
    assert coach.hint(late, 3, closed, 5, "en").startswith("This case is an assessment")
    assert "Where to look" not in coach.hint(late, 2, closed, 5, "en")


def test_a_case_without_hints_says_so() -> None:
    bare = Case(CASE.folder, CASE.file.model_copy(update={"hints": {}, "access": "assessment"}))
    late = finding(LATE_GATE, "barriers.gate_unreachable")
    assert coach.hint(late, 2, bare, 1, "en").startswith("There is no closer hint")


def test_the_worked_answer_is_about_the_person_quoted() -> None:
    draft = {"relationship": {"decision_makers": [{"id": "d1", "person": "苏明蔚"}]}}
    found = finding(draft, "relationship.criteria_missing")
    worked = coach.hint(found, 3, CASE, 2, "zh")
    assert "苏" in worked
    assert "方若宁" not in worked
