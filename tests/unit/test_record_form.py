"""The record's one JSON form, its receipt, and what is no record or not yet one."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fivelayer import record as records
from fivelayer.record import FromLater, Identity, Record, Unreadable, canonical, parse, receipt
from fivelayer.record import form as forms

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)
data = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
drafts = st.dictionaries(
    st.sampled_from(["barriers", "fit"]), st.dictionaries(st.text(), st.text())
)


def one(**changed: Any) -> Record:
    identity = Identity(team="青岚一队", case="small", case_version="1.0.0", activity="course")
    given_ = {"identity": identity, "revision": 3, "seen": {"d": 3}, "device": "d",
              "time": "2026-03-02T08:00:00Z", "language": "zh"}  # fmt: skip
    return Record(**{**given_, **changed})


@given(drafts)
def test_writing_and_reading_gives_the_same_record(draft: Any) -> None:
    record = one(draft=draft)
    assert parse(json.loads(json.dumps(record.json_form()))) == record
    assert records.parse_bytes(record.written()) == record


@given(data)
def test_the_canonical_form_survives_a_passage_through_javascript(value: Any) -> None:
    # JavaScript writes whole floats without a point and keeps names in another order.
    passed = json.loads(json.dumps(value), parse_float=lambda t: as_javascript(float(t)))
    assert canonical(passed) == canonical(value)


def as_javascript(number: float) -> float | int:
    return int(number) if number.is_integer() else number


def test_the_files_own_sha256_is_the_receipt() -> None:
    record = one(draft={"fit": {"reason": "大客户"}})
    assert hashlib.sha256(record.written()).hexdigest() == receipt(record.json_form())
    assert record.digest == receipt(record.json_form())


def test_the_receipt_does_not_depend_on_the_order_of_names() -> None:
    form = one().json_form()
    assert receipt(dict(reversed(form.items()))) == receipt(form)


def test_any_edit_changes_the_receipt() -> None:
    form = one(draft={"fit": {"tier": "key"}}).json_form()
    assert receipt({**form, "draft": {"fit": {"tier": "top"}}}) != receipt(form)


@given(data)
def test_what_is_no_record_is_refused_and_nothing_else_is_raised(value: Any) -> None:
    with pytest.raises(Unreadable):
        parse(value)


@given(st.binary(max_size=200))
def test_bytes_that_are_no_record_are_refused(written: bytes) -> None:
    with pytest.raises(Unreadable):
        records.parse_bytes(written)


@given(st.integers(min_value=0, max_value=400))
def test_a_truncated_file_is_refused(length: int) -> None:
    written = one(draft={"fit": {"reason": "x" * 300}}).written()
    with pytest.raises(Unreadable):
        records.parse_bytes(written[:length])


@pytest.mark.parametrize(
    "changed",
    [{"schema_version": 0}, {"schema_version": True}, {"schema_version": "1"}, {"revision": -1},
     {"revision": 1.5}, {"surprise": 1}, {"identity": None}, {"seen": {"d": "x"}},
     {"language": "fr"}, {"draft": []}, {"previous": "abc"}, {"time": "yesterday"}],
)  # fmt: skip
def test_a_record_edited_by_hand_into_something_else_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        parse({**one().json_form(), **changed})


def test_a_later_version_is_told_apart_from_rubbish() -> None:
    with pytest.raises(FromLater):
        parse({"schema_version": forms.RECORD_SCHEMA + 1, "whatever": "this is then"})


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_bottomless_nesting_is_refused(opening: str) -> None:
    bottomless = opening * 100_000
    with pytest.raises(Unreadable):
        records.parse_bytes(bottomless.encode())
    deep: Any = {}
    for _ in range(50):
        deep = {"a": deep}
    with pytest.raises(Unreadable, match="deeper"):
        parse({**one().json_form(), "draft": deep})


def test_a_file_beyond_the_limit_is_not_even_read_as_json() -> None:
    with pytest.raises(Unreadable, match="larger"):
        records.parse_bytes(b" " * (forms.MAX_BYTES + 1))


def test_an_older_version_is_brought_up_to_date_step_by_step(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def first(old: dict[str, Any]) -> dict[str, Any]:
        return {**old, "draft": {"fit": {"reason": old["draft"]["why"]}}}

    def second(old: dict[str, Any]) -> dict[str, Any]:
        return {**old, "draft": {"fit": {"reason": old["draft"]["fit"]["reason"] + "!"}}}

    monkeypatch.setattr(forms, "RECORD_SCHEMA", 3)
    monkeypatch.setattr(forms, "MIGRATIONS", {1: first, 2: second})
    found = parse({**one().json_form(), "schema_version": 1, "draft": {"why": "small"}})
    assert (found.schema_version, found.draft) == (3, {"fit": {"reason": "small!"}})


def test_a_version_that_nothing_brings_up_to_date_is_unreadable_not_a_crash(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(forms, "RECORD_SCHEMA", 2)
    with pytest.raises(Unreadable):
        parse({**one().json_form(), "schema_version": 1})
