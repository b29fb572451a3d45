"""Drafts: any text anywhere is kept, reading it never raises, and what cannot be read is named."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fivelayer import draft as drafts
from fivelayer.draft import Draft, Unread, read
from fivelayer.model import AccountPlan

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
json_data = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
typed = st.text(alphabet=st.characters(codec="utf-8"), max_size=12) | st.sampled_from(
    ["1260 万元", "2026-02-30", "watch", "=1+1", "D1:2", "-3", "101", "1e9", "٣", "NaN", "inf"]
)
FIELDS = {
    "strategy": "barriers.strategy", "reason": "barriers.reason",
    "headcount": "information.headcount.value", "founded": "information.founded.value",
    "joined": "business.ladder.need.joined", "share": "management.expected_share",
    "grade": "business.severity.grade",
}  # fmt: skip
ROW_FIELDS = ("what", "gate_date", "kind", "means", "breakthrough")


@st.composite
def filled(draw: st.DrawFn) -> Draft:
    """Drafts as forms make them: text in real fields, rows with ids."""
    draft: Draft = {}
    for path in draw(st.lists(st.sampled_from(sorted(FIELDS.values())), unique=True)):
        draft = drafts.put_or_clear(draft, path, draw(typed))
    for number in range(draw(st.integers(0, 3))):
        draft = drafts.add_row(draft, "barriers.entries", f"b{number}")
        for name in draw(st.lists(st.sampled_from(ROW_FIELDS), unique=True)):
            draft = drafts.put_or_clear(draft, f"barriers.entries.b{number}.{name}", draw(typed))
    return draft


@given(json_data)
def test_reading_anything_at_all_never_raises(data: Any) -> None:
    assert isinstance(read(data).plan, AccountPlan)


PARTS = st.sampled_from([*AccountPlan.model_fields, "nonsense"])


@settings(max_examples=200)
@given(st.dictionaries(PARTS, json_data, max_size=4))
def test_reading_rubbish_in_the_plans_places_never_raises(data: Any) -> None:
    before = copy.deepcopy(data)
    reading = read(data)
    assert isinstance(reading.plan, AccountPlan)
    assert repr(data) == repr(before)


rows_of_rubbish = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "id": st.sampled_from(["b1", "b2", "B 3", ""]) | scalars,
            "what": json_data, "kind": scalars, "lines": json_data, "lead_time": json_data,
            "gate_date": scalars, "zzz": scalars,
        },
    )
    | json_data,
    max_size=4,
)  # fmt: skip


@settings(max_examples=200)
@given(rows_of_rubbish)
def test_rubbish_in_a_table_never_takes_the_rest_of_the_plan_along(rows: Any) -> None:
    reading = read({"fit": {"tier": "key"}, "barriers": {"strategy": "watch", "entries": rows}})
    assert reading.plan.fit.tier == "key"
    assert reading.plan.barriers.strategy == "watch"


@given(filled())
def test_what_reads_well_alone_reads_the_same_beside_what_does_not(draft: Draft) -> None:
    reading = read(draft)
    bad = {unread.path for unread in reading.unread}
    clean = draft
    for path in bad:
        clean = drafts.put_or_clear(clean, path, "")
    again = read(clean)
    assert again.unread == ()
    assert again.plan == reading.plan


@given(filled())
def test_what_could_not_be_read_is_quoted_as_typed(draft: Draft) -> None:
    for unread in read(draft).unread:
        assert unread.typed == drafts.get(draft, unread.path)
        assert unread.rule in ("number", "day", "range", "choice", "line", "form")


@pytest.mark.parametrize(
    ("path", "text", "rule"),
    [
        ("information.headcount.value", "about 90", "number"),
        ("information.founded.value", "30 February 2026", "day"),
        ("information.founded.value", "lately", "day"),
        ("management.expected_share", "140", "range"),
        ("management.expected_share", "half", "number"),
        ("barriers.strategy", "wait", "choice"),
    ],
)
def test_each_fault_has_its_rule(path: str, text: str, rule: str) -> None:
    draft = drafts.put({}, path, text)
    assert read(draft).unread == (Unread(path, text, rule),)


def test_faults_in_rows_are_named_by_the_rows_id() -> None:
    rows = [{"id": "d1", "weight": "a lot"}, {"id": "d2", "weight": "40", "support": {"us": "3"}}]
    reading = read({"relationship": {"decision_makers": rows}})
    assert {(u.path, u.rule) for u in reading.unread} == {
        ("relationship.decision_makers.d1.weight", "number"),
        ("relationship.decision_makers.d2.support.us", "range"),
    }
    assert [d.weight for d in reading.plan.relationship.decision_makers] == [None, 40]


def test_a_half_support_is_no_number_that_support_takes() -> None:
    rows = [{"id": "d1", "support": {"us": "1.5", "rival": "1"}}]
    reading = read({"relationship": {"decision_makers": rows}})
    (unread,) = reading.unread
    assert (unread.path, unread.rule) == ("relationship.decision_makers.d1.support.us", "number")
    assert reading.plan.relationship.decision_makers[0].support == {"rival": 1}


def test_a_bad_line_is_taken_out_and_the_good_ones_stay() -> None:
    reading = read({"fit": {"lines": ["D1:2", "page 3", "D2:4"]}})
    assert reading.plan.fit.lines == ("D1:2", "D2:4")
    assert [u.rule for u in reading.unread] == ["line"]


def test_an_unknown_field_is_named_and_nothing_else_suffers() -> None:
    reading = read({"fit": {"tier": "key", "surprise": "x"}})
    assert reading.plan.fit.tier == "key"
    assert reading.unread == (Unread("fit.surprise", "x", "form"),)


# --- editing -------------------------------------------------------------------------------------


@given(filled(), st.sampled_from(sorted(FIELDS.values())), typed)
def test_what_is_put_is_what_is_got_and_nothing_else_changes(
    draft: Draft, path: str, text: str
) -> None:
    before = copy.deepcopy(draft)
    after = drafts.put_or_clear(draft, path, text)
    assert draft == before
    assert drafts.get(after, path) == text
    others = {p: v for p, v in drafts.leaves(before) if p != path}
    assert {p: v for p, v in drafts.leaves(after) if p != path} == others


@given(filled(), st.sampled_from(sorted(FIELDS.values())), typed.filter(bool))
def test_clearing_a_new_field_gives_the_draft_of_before(draft: Draft, path: str, text: str) -> None:
    without = drafts.put_or_clear(draft, path, "")
    assert drafts.put_or_clear(drafts.put_or_clear(without, path, text), path, "") == without


@given(filled())
def test_leaves_are_all_there_is(draft: Draft) -> None:
    again: Draft = {}
    for row in drafts.rows(draft, "barriers.entries"):
        again = drafts.add_row(again, "barriers.entries", row["id"])
    for path, value in drafts.leaves(draft):
        again = drafts.put(again, path, value)
    assert again == draft


def ids(draft: Draft) -> list[str]:
    return [row["id"] for row in drafts.rows(draft, "barriers.entries")]


@given(st.integers(1, 5), st.integers(0, 9), st.integers(-7, 7))
def test_moving_keeps_every_row_once(size: int, which: int, by: int) -> None:
    draft: Draft = {}
    for number in range(size):
        draft = drafts.add_row(draft, "barriers.entries", f"b{number}")
    moved = drafts.move_row(draft, "barriers.entries", f"b{which % size}", by)
    assert sorted(ids(moved)) == ids(draft)
    assert ids(moved).index(f"b{which % size}") == min(max(which % size + by, 0), size - 1)


def test_a_row_goes_where_it_is_asked_to() -> None:
    draft = drafts.add_row(drafts.add_row({}, "barriers.entries", "b1"), "barriers.entries", "b2")
    assert ids(drafts.add_row(draft, "barriers.entries", "b3", 0)) == ["b3", "b1", "b2"]
    assert ids(drafts.add_row(draft, "barriers.entries", "b3", 99)) == ["b1", "b2", "b3"]
    with pytest.raises(KeyError):
        drafts.add_row(draft, "barriers.entries", "b1")


def test_the_last_row_removed_leaves_no_trace() -> None:
    draft = drafts.add_row({}, "barriers.entries", "b1")
    assert drafts.remove_row(draft, "barriers.entries", "b1") == {}


@pytest.mark.parametrize("path", ["barriers.entries.b9.what", "interest.benefits.v1.what"])
def test_a_field_of_a_row_that_is_not_there_is_refused(path: str) -> None:
    draft = drafts.add_row({}, "barriers.entries", "b1")
    for value in ("x", ""):
        with pytest.raises(KeyError):
            drafts.put_or_clear(draft, path, value)
