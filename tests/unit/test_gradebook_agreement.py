"""Weighted kappa: against hand-computed examples, against the table of Cohen's paper, and its bounds."""

from __future__ import annotations

import random
from math import isclose, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fivelayer.gradebook.agreement import ENOUGH, Agreement, agreement

HALVES = st.integers(0, 10).map(lambda halves: halves / 2)
PAIRS = st.lists(st.tuples(HALVES, HALVES), max_size=60)


def by_the_table(pairs: list[tuple[float, float]]) -> float:
    """Cohen's definition, word for word: one minus weighted observed over weighted expected disagreement."""
    marks = sorted({mark for pair in pairs for mark in pair})
    n = len(pairs)
    observed = expected = 0.0
    for i in marks:
        for j in marks:
            cost = (i - j) ** 2
            observed += cost * sum(pair == (i, j) for pair in pairs) / n
            row = sum(one == i for one, _ in pairs) / n
            column = sum(other == j for _, other in pairs) / n
            expected += cost * row * column
    return 1 - observed / expected


def test_an_example_worked_by_hand() -> None:
    # Ten answers, marks 0, 1, 2. Both 0: four; both 1: two; both 2: two; 0 against 1: one; 1 against 2: one.
    pairs = [(0, 0)] * 4 + [(1, 1)] * 2 + [(2, 2)] * 2 + [(0, 1), (1, 2)]
    # Observed squared differences: two ones in ten = 0.2.
    # First marker: 0 five times, 1 three, 2 two; second: 0 four times, 1 three, 2 three.
    # Expected: ones: .5*.3 + .3*.4 + .3*.3 + .2*.3 = .42; fours: 4*(.5*.3 + .2*.4) = .92; in all 1.34.
    found = agreement(pairs)
    assert found.kappa == pytest.approx(1 - 0.2 / 1.34)
    assert (found.n, found.alike) == (10, 8)


def test_two_marks_are_cohens_plain_kappa() -> None:
    # With two marks every weighting is the plain kappa of 1960: 20 and 15 alike, 5 and 10 apart.
    pairs = [(1, 1)] * 20 + [(1, 0)] * 5 + [(0, 1)] * 10 + [(0, 0)] * 15
    assert agreement(pairs).kappa == pytest.approx((0.7 - 0.5) / (1 - 0.5))


def test_the_interval_is_fleiss_cohen_and_everitts() -> None:
    pairs = [(1, 1)] * 20 + [(1, 0)] * 5 + [(0, 1)] * 10 + [(0, 0)] * 15
    found = agreement(pairs)
    # For two marks their formula, with p the cells, row and column shares .5/.5 and .6/.4:
    kappa, expected = 0.4, 0.5
    a = 0.4 * (1 - (0.5 + 0.6) * (1 - kappa)) ** 2 + 0.3 * (1 - (0.5 + 0.4) * (1 - kappa)) ** 2
    b = (1 - kappa) ** 2 * (0.1 * (0.6 + 0.5) ** 2 + 0.2 * (0.4 + 0.5) ** 2)
    c = (kappa - expected * (1 - kappa)) ** 2
    error = sqrt((a + b - c) / 50) / (1 - expected)
    assert found.low == pytest.approx(kappa - 1.959964 * error, abs=1e-3)
    assert found.high == pytest.approx(kappa + 1.959964 * error, abs=1e-3)


@given(PAIRS)
def test_it_is_what_cohens_table_says_whatever_the_marks(pairs: list[tuple[float, float]]) -> None:
    found = agreement(pairs)
    if found.kappa is None:
        assert len({mark for pair in pairs for mark in pair}) <= 1
        return
    assert isclose(found.kappa, by_the_table(pairs), abs_tol=1e-9)
    assert found.low is not None
    assert found.high is not None
    assert -1 <= found.low <= found.kappa + 1e-9 <= found.high + 2e-9 <= 1 + 2e-9


@given(PAIRS, st.randoms(use_true_random=False))
def test_neither_order_nor_who_is_first_nor_the_scale_matters(
    pairs: list[tuple[float, float]], luck: random.Random
) -> None:
    found = agreement(pairs)
    shuffled = luck.sample(pairs, len(pairs))
    for other in (shuffled, [(b, a) for a, b in pairs], [(3 * a + 1, 3 * b + 1) for a, b in pairs]):
        assert agreement(other).alike == found.alike
        assert agreement(other).kappa == pytest.approx(found.kappa)


@given(st.lists(HALVES, min_size=2, max_size=60))
def test_two_who_always_agree_have_one(marks: list[float]) -> None:
    found = agreement([(mark, mark) for mark in marks])
    assert found.kappa is None if len(set(marks)) == 1 else found.kappa == pytest.approx(1)


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        (Agreement(0, 0), "none"),
        (Agreement(30, 30), "same"),
        (Agreement(ENOUGH - 1, 3, 0.1, 0, 0.2), "few"),
        (Agreement(ENOUGH, 3, 0.59, 0, 0.9), "low"),
        (Agreement(ENOUGH, 3, 0.6, 0, 0.9), "fair"),
        (Agreement(ENOUGH, 3, 0.8, 0, 0.9), "good"),
    ],
)
def test_the_verdict(found: Agreement, verdict: str) -> None:
    assert found.verdict == verdict
