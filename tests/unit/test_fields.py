"""Paths: every place of the plan is found, nothing else is, and each field knows the lines it stands on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fivelayer import fields, labels
from fivelayer.choices import Means, Part
from fivelayer.units import Unit


@pytest.mark.parametrize(
    ("path", "kind"),
    [("barriers", "group"), ("barriers.entries", "table"), ("barriers.entries.b1", "row"),
     ("barriers.entries.b1.what", "field"), ("barriers.entries.b1.lead_time", "group"),
     ("barriers.entries.b1.lead_time.unit", "field"), ("fit.lines", "list"),
     ("team.members.m1.layers", "list"), ("relationship.decision_makers.d1.support", "group"),
     ("relationship.decision_makers.d1.support.rival", "field")],
)  # fmt: skip
def test_the_kinds_of_places(path: str, kind: str) -> None:
    assert fields.place(path).kind == kind


@pytest.mark.parametrize(
    "path",
    ["", ".", "nonsense", "barriers.nonsense", "barriers.strategy.deeper", "schema_version",
     "barriers.entries.b1.id", "fit.lines.0", "__class__", "barriers.entries.b1.__dict__",
     "barriers.model_fields", "fit..tier"],
)  # fmt: skip
def test_no_places(path: str) -> None:
    with pytest.raises(KeyError):
        fields.place(path)


@given(st.text())
def test_any_text_is_a_place_or_a_key_error(path: str) -> None:
    try:
        fields.place(path)
    except KeyError:
        assert fields.choices(path) is None


def test_every_table_that_has_a_name_is_a_table() -> None:
    assert {fields.place(table).kind for table in labels.tables()} == {"table"}


def test_choices_are_found_through_rows_and_lists() -> None:
    assert fields.choices("barriers.entries.b1.means") is Means
    assert fields.choices("fit.cost.unit") is Unit
    assert fields.choices("team.members.m1.layers") is Part
    assert fields.choices("fit.reason") is None
    assert fields.choices("relationship.decision_makers.d1.support.us") is None


def test_a_lines_path_never_leaves_its_part() -> None:
    for path in ("barriers.strategy", "business.next_step.text", "team.members.m1.name"):
        assert fields.place(path).lines is None
