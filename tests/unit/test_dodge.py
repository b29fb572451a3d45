"""Signs side by side: none covers another, none leaves the line, and who was left of whom stays so."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fivelayer.reports.dodge import dodged

PLACES = st.lists(st.floats(0, 100), max_size=40)


@given(PLACES)
def test_no_two_signs_cover_each_other_and_all_are_on_the_line(places: list[float]) -> None:
    moved = dodged(places, 2.0)
    assert all(-1e-6 <= at <= 100 + 1e-6 for at in moved)
    listed = sorted(moved)
    assert all(b - a >= 2.0 - 1e-6 for a, b in itertools.pairwise(listed))


@given(PLACES)
def test_who_was_left_of_whom_stays_so(places: list[float]) -> None:
    moved = dodged(places, 2.0)
    for n, one in enumerate(places):
        for m, other in enumerate(places):
            if one < other:
                assert moved[n] < moved[m]


def test_what_stands_alone_stays_where_it_is() -> None:
    assert dodged([10.0, 50.0, 90.0], 3.0) == [10.0, 50.0, 90.0]


def test_where_there_is_no_room_the_line_is_shared_out() -> None:
    moved = dodged([50.0] * 101, 3.0)
    assert sorted(moved) == pytest.approx([float(n) for n in range(101)])
    assert dodged([], 3.0) == []
    assert dodged([70.0], 3.0) == [70.0]
