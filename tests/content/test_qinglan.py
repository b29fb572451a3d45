"""The story of qinglan: its calendar holds, and its dilemma is as tight as the key says."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from dossier_facts import after, lines_of

from fivelayer import cases
from fivelayer.cases import Case

ROOT = Path(__file__).parents[2]
WINDOW_CLOSES = dt.date(2027, 8, 27)
LETTER_TO_LANQIAO = dt.date(2027, 8, 18)
QUEUE, TESTING = 5, 25
# No public holiday of 2027 lies between the story's today and the closing of the window.


@pytest.fixture(scope="module")
def qinglan() -> Case:
    return cases.load(ROOT / "cases" / "qinglan")


def test_the_lead_time_is_the_queue_and_the_test(qinglan: Case) -> None:
    assert f"wait {QUEUE} working days" in lines_of(qinglan)["D10:27"]
    assert f"{TESTING} working days" in lines_of(qinglan)["D2:15"]


def test_the_fifteenth_of_july_is_the_last_day_and_round_one_the_last_round(qinglan: Case) -> None:
    lead = QUEUE + TESTING
    assert after(dt.date(2027, 7, 15), lead) < WINDOW_CLOSES
    assert after(dt.date(2027, 7, 16), lead) >= WINDOW_CLOSES
    assert qinglan.file.rounds[1].starts == "2027-07-19"


def test_starting_at_once_the_report_comes_a_day_before_the_other_door_closes() -> None:
    assert after(dt.date(2027, 7, 6), QUEUE + TESTING) == LETTER_TO_LANQIAO - dt.timedelta(days=1)


def test_by_the_first_notice_our_own_filing_was_out_of_reach(qinglan: Case) -> None:
    today = dt.date.fromisoformat(qinglan.file.today)
    assert after(today, QUEUE + TESTING) > dt.date(2027, 8, 6)


def test_without_the_queue_round_two_would_seem_early_enough() -> None:
    assert after(dt.date(2027, 7, 21), TESTING) < WINDOW_CLOSES


def test_the_window_lies_in_rounds_three_and_four(qinglan: Case) -> None:
    third, fifth = qinglan.file.rounds[2].starts, qinglan.file.rounds[4].starts
    assert third <= "2027-08-09" <= WINDOW_CLOSES.isoformat() < fifth


def test_qichuan_can_be_accepted_before_the_selection(qinglan: Case) -> None:
    assert "takes 20 working days" in lines_of(qinglan)["D9:9"]
    assert after(WINDOW_CLOSES, 20) < dt.date(2027, 10, 1)  # Mid-Autumn costs one day


def test_the_totals_of_support_are_as_the_key_says(qinglan: Case) -> None:
    people = qinglan.sample("model").draft["relationship"]["decision_makers"]
    totals = {
        party: sum(int(p["weight"]) * int(p["support"][party]) for p in people)
        for party in ("us", "junheng")
    }
    assert totals == {"us": 20, "junheng": 35}
