"""Findings: data that can be stored and shown again, in another language too, with the same words."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from fivelayer.choices import Part
from fivelayer.findings import Finding, Outcome, Said

params = st.one_of(
    st.text(), st.integers(), st.decimals(-(10**6), 10**6, places=2), st.just(Decimal("40.00"))
)


@given(params, params)
def test_what_was_stored_says_the_same_words(when: Any, revision: Any) -> None:
    said = Said(key="record.saved", params={"time": when, "revision": revision})
    again = Said.model_validate_json(said.model_dump_json())
    for language in ("en", "zh"):
        assert again.words(language) == said.words(language)


@pytest.mark.parametrize(
    ("number", "shown"),
    [("40.00", "40"), ("0.50", "0.5"), ("1E+3", "1000"), ("0", "0"), ("-2.0", "-2")],
)
def test_a_decimal_is_shown_without_idle_zeros(number: str, shown: str) -> None:
    said = Said(key="record.saved", params={"time": Decimal(number), "revision": 1})
    assert said.words("en") == f"Saved {shown}, revision 1"


def test_a_term_is_put_into_words_in_the_same_language() -> None:
    said = Said(
        key="record.saved", params={"revision": 1}, terms={"time": "plan.part.barriers"}
    )  # any message will do
    assert "Barriers" in said.words("en")
    assert "壁垒层" in said.words("zh")


def found(**changed: Any) -> Finding:
    usual = {"rule": "barriers.r", "statement": "S10", "layer": Part.BARRIERS, "outcome": "met"}
    return Finding.model_validate({**usual, **changed})


@given(st.text(), st.sampled_from(list(Outcome)), st.decimals(0, 20, places=1))
def test_a_finding_survives_its_json_form(quote: str, outcome: Outcome, points: Decimal) -> None:
    one = found(quote=quote, outcome=outcome, points=points, of=Decimal(20), lines=("D1:2",))
    assert Finding.model_validate_json(one.model_dump_json()) == one


@pytest.mark.parametrize("statement", ["S1", "S9", "S10", "S39", "K1", "K3"])
def test_every_statement_can_be_cited(statement: str) -> None:
    assert found(statement=statement).statement == statement


@pytest.mark.parametrize("statement", ["S0", "S40", "S01", "K0", "K4", "s1", "", "S1 ", "S10\n"])
def test_no_other_statement_can(statement: str) -> None:
    with pytest.raises(ValidationError):
        found(statement=statement)


def test_there_are_six_outcomes() -> None:
    assert len(Outcome) == 6


def test_a_finding_knows_no_surprise() -> None:
    with pytest.raises(ValidationError):
        found(mark=3)
