"""The checks: each kind of criterion on plans that meet it, nearly meet it, miss it, and are empty."""

from __future__ import annotations

import copy
import gc
import weakref
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from marking_case import GOOD, changed, gates, small

from fivelayer.cases import Case
from fivelayer.choices import Part
from fivelayer.draft import Draft
from fivelayer.findings import Finding, Outcome
from fivelayer.marking import Marks, NoKey, judge_of, mark, named
from fivelayer.marking.points import scaled, to_half

CASE = small()
LIN, GAO = GOOD["relationship"]["decision_makers"]
SHORTLIST, PAPERS = GOOD["barriers"]["entries"]


def finding(rule: str, draft: Draft) -> Finding:
    return next(found for found in mark(draft, CASE).findings if found.rule == rule)


def judged(rule: str, draft: Draft) -> tuple[str, Decimal | None, str]:
    found = finding(rule, draft)
    return found.outcome.value, found.points, found.effect.key.removeprefix("marking.")


def entries(*rows: dict[str, Any]) -> Draft:
    return {**GOOD, "barriers": {"entries": list(rows)}}


def people(*rows: dict[str, Any]) -> Draft:
    return {**GOOD, "relationship": {"decision_makers": list(rows)}}


def test_the_good_plan_gets_everything() -> None:
    marks = mark(GOOD, CASE)
    assert (marks.points, marks.of) == (100, 100)
    assert {f.outcome for f in marks.findings} == {Outcome.MET, Outcome.NEEDS_PERSON}


def test_an_empty_plan_is_not_attempted_and_nothing_in_it_is_wrong() -> None:
    marks = mark({}, CASE)
    assert (marks.points, marks.of) == (0, 100)
    assert {found.outcome for found in marks.findings} == {Outcome.NOT_ATTEMPTED}


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        ("12.6", "million_yuan", ("met", 10, "number.met")),
        ("12.65", "million_yuan", ("met", 10, "number.met")),
        ("1260万元", "", ("met", 10, "number.met")),
        ("1,260", "wan_yuan", ("met", 10, "number.met")),
        ("12", "million_yuan", ("partly", 5, "number.partly")),
        ("12.6", "", ("partly", 5, "number.unit_missing")),
        ("12.6", "month", ("not_met", 0, "number.unit_differs")),
        ("9.8", "million_yuan", ("not_met", 0, "known_wrong")),
        ("13", "million_yuan", ("not_met", 0, "number.not_met")),
        ("about a lot", "", ("not_met", 0, "number.unreadable")),
        ("", "million_yuan", ("not_attempted", 0, "blank")),
    ],
)
def test_a_quantity(value: str, unit: str, expected: tuple[str, int, str]) -> None:
    draft = changed(
        information__purchasing_budget__value=value, information__purchasing_budget__unit=unit
    )
    assert judged("budget", draft) == expected


def test_points_are_held_back_where_no_line_is_cited() -> None:
    uncited = changed(information__purchasing_budget__lines=["D2:4"])
    assert judged("budget", uncited) == ("partly", 5, "uncited")
    assert finding("budget", uncited).lines == ("D1:3",)


def test_a_wrong_figure_earns_nothing_for_its_citation() -> None:
    wrong = changed(information__purchasing_budget__value="99")
    assert judged("budget", wrong)[1] == 0


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("15 May 2031", ("met", 4, "day.met")),
        ("2031年5月15日", ("met", 4, "day.met")),
        ("2031-05-10", ("partly", 2, "day.partly")),
        ("2031-05", ("partly", 2, "day.vague")),
        ("2031", ("partly", 2, "day.vague")),
        ("2031-04-15", ("not_met", 0, "known_wrong")),
        ("2031-06-01", ("not_met", 0, "day.not_met")),
        ("in spring", ("not_met", 0, "day.unreadable")),
        (" ", ("not_attempted", 0, "blank")),
    ],
)
def test_a_date(typed: str, expected: tuple[str, int, str]) -> None:
    assert judged("gate", changed(barriers__entries__b1__gate_date=typed)) == expected


@pytest.mark.parametrize("typed", ["1998", "1998-05", "12 May 1998"])
def test_a_year_in_the_key_takes_any_day_of_it(typed: str) -> None:
    assert judged("founded", changed(information__founded__value=typed))[0] == "met"


@pytest.mark.parametrize(
    ("grade", "expected"),
    [
        ("high", ("met", 6, "choice.met")),
        ("medium", ("partly", 3, "choice.partly")),
        ("low", ("not_met", 0, "known_wrong")),
        ("enormous", ("not_met", 0, "choice.not_met_plain")),
        ("", ("not_attempted", 0, "blank")),
    ],
)
def test_a_choice(grade: str, expected: tuple[str, int, str]) -> None:
    assert judged("ability", changed(information__ability__grade=grade)) == expected


@pytest.mark.parametrize(
    ("typed", "points"), [("2", 4), ("+2", 4), ("1", 2), ("＋1", 2), ("-2", 0)]
)
def test_support_is_a_choice_too(typed: str, points: int) -> None:
    draft = people({**LIN, "support": {"henglong": typed}}, GAO)
    assert judged("lin_support", draft)[1] == points


@pytest.mark.parametrize(
    ("whom", "points"), [("d1", 10), ("organisation", 5), ("d2", 0), ("d9", 0)]
)
def test_a_benefit_is_for_the_person_recognised_in_the_row(whom: str, points: int) -> None:
    assert judged("leaks_for", changed(interest__benefits__i1__for_whom=whom))[1] == points


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ("File in the window with the reference", ("met", 6, "text.met")),
        ("Filing within the window", ("partly", 3, "text.partly")),
        ("We never file in that window", ("not_met", 0, "text.denied")),
        ("The rival files in the window", ("not_met", 0, "text.other_party")),
        ("We wait", ("not_met", 0, "text.not_met")),
        (
            "File in the window. We do not file in the window. Certificate.",
            ("partly", 4.5, "text.contradicted"),
        ),
        ("File in the window with the certificate, after dinner", ("partly", 3, "known_wrong")),
    ],
)
def test_free_text(how: str, expected: tuple[str, float, str]) -> None:
    assert judged("how", changed(barriers__entries__b1__how=how)) == expected


def test_free_text_shows_the_words_recognised_and_quotes_the_whole() -> None:
    found = finding("how", changed(barriers__entries__b1__how="先在窗口期申報，並準備案例"))
    assert set(found.matched) == {"窗口", "申報", "案例"}
    assert "並準備案例" in found.quote


def test_what_only_a_person_can_judge_waits_and_counts_for_nothing() -> None:
    found = finding("problem_tone", GOOD)
    assert found.outcome is Outcome.NEEDS_PERSON
    assert mark(GOOD, CASE).parts[Part.BUSINESS].of == 20


def test_rows_are_found_wherever_they_stand_and_each_is_used_once() -> None:
    assert mark(entries(PAPERS, SHORTLIST), CASE).parts[Part.BARRIERS].points == 20
    both_in_one = {**PAPERS, "what": "Shortlist: certificate missing"}
    outcomes = [finding(rule, entries(both_in_one)).outcome for rule in ("shortlist", "papers")]
    assert sorted(outcomes) == ["met", "not_met"] or sorted(outcomes) == ["not_met", "partly"]


def test_criteria_on_a_missing_row_are_skipped_with_the_reason() -> None:
    for rule in ("gate", "lead", "how"):
        found = finding(rule, entries(PAPERS))
        assert (found.outcome, found.skipped_for) == (Outcome.NOT_ATTEMPTED, "shortlist")


def test_a_false_barrier_costs_and_never_below_zero() -> None:
    false = {"id": "b7", "what": "They hate the colour blue"}
    marks = mark(entries(SHORTLIST, PAPERS, false), CASE)
    assert marks.parts[Part.BARRIERS].points == 18
    assert finding("false_barriers", entries(SHORTLIST, PAPERS, false)).quote == false["what"]
    alone = entries(*({**false, "id": f"b{n}"} for n in range(9)))
    assert mark(alone, CASE).parts[Part.BARRIERS].points == 0


def test_a_known_false_barrier_is_named() -> None:
    rumour = entries(SHORTLIST, PAPERS, {"id": "b3", "what": "A secrecy licence is needed"})
    marks = mark(rumour, CASE)
    assert named(marks.findings) == ("secrecy_rumour",)
    assert (
        next(f for f in marks.findings if f.points == -2).effect.words("zh") == "没有人要求这个。"
    )


@pytest.mark.parametrize(
    "row",
    [
        {"id": "b3", "what": "Old friends", "kind": "buying_habit"},  # tolerated
        {"id": "b3", "what": "Again: not shortlisted"},  # says once more what is there
        {"id": "b3"},  # empty
        {"id": "b3", "what": "", "kind": "competitor"},  # not yet named
    ],
)
def test_these_rows_cost_nothing(row: dict[str, str]) -> None:
    assert mark(entries(SHORTLIST, PAPERS, row), CASE).parts[Part.BARRIERS].points == 20


@pytest.mark.parametrize(
    ("person", "outcome"),
    [
        ("Ms Wei LIN", "met"),
        ("Lin Wei (director)", "met"),
        ("林薇", "met"),
        ("林主任", "met"),
        ("林薔", "not_met"),  # Chinese names are compared exactly
        ("Ling Way", "not_met"),
    ],
)
def test_a_name(person: str, outcome: str) -> None:
    assert finding("lin", people({"id": "d1", "person": person}, GAO)).outcome == outcome


def test_slips_in_long_alphabetic_names_are_forgiven() -> None:
    slip = {**GAO, "post": "Cheif enginer"}
    assert finding("gao", people(LIN, slip)).outcome == "met"


@pytest.mark.parametrize(
    ("lin", "gao", "points"), [("60", "40", 4), ("40", "60", 0), ("50", "50", 0)]
)
def test_the_order_of_weights(lin: str, gao: str, points: int) -> None:
    assert judged("weights", people({**LIN, "weight": lin}, {**GAO, "weight": gao}))[1] == points


def test_who_leads_is_reckoned_from_the_trainees_own_rows() -> None:
    assert judged("leads", GOOD) == ("met", 4, "leader.met")
    ours = people({**LIN, "support": {"us": "2", "henglong": "1"}}, GAO)
    found = finding("leads", ours)
    assert found.effect.words("en").startswith(
        "By your own weights and support Tidemark leads with 2"
    )
    assert found.points == 0
    level = people({**LIN, "support": {"us": "1", "henglong": "1"}})
    assert judged("leads", level) == ("not_met", 0, "leader.tie")
    assert judged("leads", people({"id": "d1", "person": "Lin Wei"}))[0] == "not_attempted"


def test_findings_speak_both_languages_and_show_no_answer_that_was_missed() -> None:
    for draft in (GOOD, {}, entries(PAPERS), changed(information__ability__grade="low")):
        for found in mark(draft, CASE).findings:
            said = [s for s in (found.aim, found.effect, found.question, found.next_step) if s]
            assert all(s.words("en") and s.words("zh") for s in said)
            assert found.effect
            if found.outcome in (Outcome.PARTLY, Outcome.NOT_MET, Outcome.NOT_ATTEMPTED):
                assert found.aim is None


def test_marks_survive_json() -> None:
    marks = mark(changed(barriers__entries__b1__how="File in the window"), CASE)
    assert Marks.model_validate_json(marks.model_dump_json()) == marks


def test_an_exercise_scales_the_points_of_its_criteria() -> None:
    marks = mark(GOOD, CASE, gates())
    assert {part: (s.points, s.of) for part, s in marks.parts.items()} == {
        Part.BARRIERS: (75, 75),
        Part.INFORMATION: (25, 25),
    }
    assert {found.rule: found.of for found in marks.findings} == {
        "shortlist": 25,
        "gate": 25,
        "papers": 25,
        "false_barriers": 0,
        "budget": 25,
    }
    false = entries(SHORTLIST, PAPERS, {"id": "b7", "what": "They hate blue"})
    assert mark(false, CASE, gates()).parts[Part.BARRIERS].points == Decimal("62.5")


def test_a_fault_in_a_criterion_costs_nobody_points(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FIVELAYER_STRICT", raising=False)

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("fivelayer.marking.criteria.quantity", broken)
    marks = mark(GOOD, small())  # nothing kept in mind yet
    faults = [found.rule for found in marks.findings if found.outcome is Outcome.MARKER_FAULT]
    assert faults == ["budget", "lead"]
    assert (marks.points, marks.of) == (88, 88)


def test_a_case_without_a_key_cannot_be_marked(small_case: Case) -> None:
    with pytest.raises(NoKey):
        mark({}, small_case)


@given(st.lists(st.integers(0, 40), min_size=1, max_size=12), st.integers(1, 200))
def test_scaled_points_sum_exactly_and_are_halves(halves: list[int], total: int) -> None:
    given_points = [Decimal(each) / 2 for each in halves]
    found = scaled(given_points, Decimal(total) / 2)
    assert all(point == to_half(point) >= 0 for point in found)
    assert sum(found) == (Decimal(total) / 2 if sum(halves) else 0)
    assert all(not point for point, each in zip(found, halves, strict=True) if not each)


TYPED = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["12.6", "high", "File in the window", "不申报入围", "d1", "2031-05-15", "-1"]),
    st.integers(),
    st.floats(allow_nan=False),
    st.none(),
    st.booleans(),
    st.lists(st.one_of(st.text(max_size=5), st.integers()), max_size=3),
)
MANGLED = st.recursive(TYPED, lambda inner: st.dictionaries(st.text(max_size=8), inner, max_size=3))


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_no_plan_however_mangled_breaks_a_criterion(data: st.DataObject) -> None:
    """Strict mode is on: a fault in a criterion would be raised."""
    draft = copy.deepcopy(GOOD)
    for _ in range(data.draw(st.integers(1, 4))):
        _mangle(draft, data)
    marks = mark(draft, CASE)
    assert 0 <= marks.points <= marks.of
    for part, score in marks.parts.items():
        assert 0 <= score.points <= score.of, part


def _mangle(node: Any, data: st.DataObject) -> None:
    keys = list(node) if isinstance(node, dict) else list(range(len(node)))
    if not keys:
        return
    key = data.draw(st.sampled_from(keys))
    if isinstance(node[key], dict | list) and node[key] and data.draw(st.booleans()):
        _mangle(node[key], data)
    else:
        node[key] = data.draw(MANGLED)


def test_a_table_with_too_many_rows_is_cut() -> None:
    rows = [{"id": f"b{n}", "what": f"Barrier of stone {n}"} for n in range(5000)]
    marks = judge_of(CASE).judge(entries(*rows))
    assert sum(award.verdict.costs for award in marks) == 60


def test_a_case_let_go_takes_its_judges_along() -> None:
    case = small()
    mark(GOOD, case)
    judge = weakref.ref(judge_of(case))
    del case
    gc.collect()
    assert judge() is None
