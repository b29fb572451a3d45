"""The story of huasui: its calendar holds, its sums are right; past the dealer lasts two rounds."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from dossier_facts import evidence_of, lines_of, starts_of

from fivelayer import cases
from fivelayer.cases import Case
from fivelayer.key import NumberCriterion
from fivelayer.simulation import engine, worlds
from fivelayer.simulation.noise import draw
from fivelayer.simulation.plan import Plan
from fivelayer.simulation.state import State, start
from fivelayer.simulation.tables import Tables

ROOT = Path(__file__).parents[2]
ANSWER, FIRST, SECOND = dt.date(2032, 3, 19), dt.date(2032, 3, 26), dt.date(2032, 5, 21)
BIDS, DECISION = dt.date(2032, 6, 15), dt.date(2032, 6, 28)
DIRECT, DEALER = Decimal("7.20"), Decimal("4.80")
ORDER = Decimal("28.80")
POINTS_ASKED, POINTS_OURS, POINTS_DEALER, POINTS_RIVAL = 20, 4, 31, 6
LIFTED = 2
"""For how many rounds direct sales bring more than the dealer's way."""


@pytest.fixture(scope="module")
def huasui() -> Case:
    return cases.load(ROOT / "cases" / "huasui")


@pytest.fixture(scope="module")
def tables(huasui: Case) -> Tables:
    return Tables(worlds.load(huasui))


def test_the_key_stays_at_home(huasui: Case) -> None:
    assert huasui.file.access == "assessment"


def test_the_dealer_carries_two_fifths_and_the_card_is_stale(huasui: Case) -> None:
    assert Decimal("0.40") == DEALER / (DIRECT + DEALER)
    mean = (DIRECT * 36 + DEALER * 22) / (DIRECT + DEALER)
    assert mean == Decimal("30.4")
    assert f"{mean} %" in lines_of(huasui)["D7:7"]
    assert "25 % (2029)" in evidence_of(huasui, "forty_old")


def test_effort_and_return_are_as_the_key_says() -> None:
    fee = DIRECT * Decimal("0.05") * 2
    effort = fee + 12 * Decimal("0.04")
    assert (fee, effort) == (Decimal("0.72"), Decimal("1.20"))
    assert round(ORDER * Decimal("0.22"), 2) == Decimal("6.34")
    assert round(ORDER * Decimal("0.22") + 2 * DEALER * Decimal("0.22"), 2) == Decimal("8.45")
    assert round(ORDER * Decimal("0.36"), 2) == Decimal("10.37")
    assert round(DEALER * Decimal("0.14"), 2) == Decimal("0.67"), "the memo's sum"
    assert ORDER * 1_000_000 == 9000 * 3200


def test_baoshui_rose_by_what_the_memo_says_and_fell_by_nearly_half() -> None:
    before, during, after = Decimal("2.50"), Decimal("3.05"), Decimal("1.35")
    assert during / before - 1 == Decimal("0.22")
    assert after / before - 1 == Decimal("-0.46")


def test_whoever_has_the_dealer_has_the_points(huasui: Case) -> None:
    assert POINTS_OURS < POINTS_ASKED > POINTS_RIVAL
    assert POINTS_DEALER + min(POINTS_OURS, POINTS_RIVAL) >= POINTS_ASKED
    assert "They've got 6" in evidence_of(huasui, "gulei_points")
    lines = lines_of(huasui)
    known = [line for line, text in lines.items() if "Only the date is missing" in text]
    assert known == ["D12:4"], "the contract in the drawer is known from the visit alone"


def test_points_of_our_own_are_too_late_for_the_first_date_and_in_time_for_the_second() -> None:
    weeks = (POINTS_ASKED - POINTS_OURS) / 2
    inspected = dt.date(2032, 3, 15) + dt.timedelta(weeks=weeks)
    assert weeks == 8
    assert FIRST < inspected <= SECOND < BIDS < DECISION
    assert ANSWER < FIRST


def test_the_totals_of_support_are_as_the_key_says(huasui: Case) -> None:
    people = huasui.sample("model").draft["relationship"]["decision_makers"]
    totals = {
        party: sum(int(p["weight"]) * int(p["support"][party]) for p in people)
        for party in ("us", "gulei")
    }
    assert totals["us"] == 6
    assert totals["gulei"] == 20


def test_the_chess_partner_is_the_lightest(huasui: Case) -> None:
    assert huasui.key is not None
    weights = {
        c.row: c.accept[0].value
        for c in huasui.key.criteria
        if isinstance(c, NumberCriterion) and c.field == "weight"
    }
    assert min(weights, key=weights.__getitem__) == "p_shi"


def test_the_decision_falls_into_the_ninth_round(huasui: Case) -> None:
    begins = starts_of(huasui)
    assert begins[8] <= DECISION < begins[9]
    assert begins[5] <= SECOND < begins[6]


def test_offices_act_on_working_days() -> None:
    for day in (ANSWER, FIRST, SECOND, BIDS, DECISION):
        assert day.weekday() < 5, day


def _until(tables: Tables, plan: Plan, rounds: int, games: int = 64) -> State:
    noise = draw(7, tables.world.case, tables.shapes, 0, games)
    state = start(tables, games)
    for number in range(1, rounds + 1):
        state, _ = engine.step(state, engine.orders(tables, plan, number), noise, tables)
    return state


def _plan(*rounds: list[dict[str, Any]]) -> Plan:
    return Plan.model_validate({"rounds": list(rounds)})


OFFENSIVE = [{"do": "work_direct", "by": "ye", "on": "tiangeng"}]
RULES = [{"do": "agree_with_dealer", "by": "xiao", "on": "tiangeng"}]


def _sales(tables: Tables, plan: Plan, rounds: int) -> list[float]:
    """What is earned in each of the first rounds, by both ways together."""
    earned = [float(_until(tables, plan, n).income.mean()) for n in range(rounds + 1)]
    return np.diff(earned).tolist()


def test_going_direct_lifts_sales_for_two_rounds_then_the_dealer_turns(tables: Tables) -> None:
    quiet, direct = _plan(*([[]] * 10)), _plan(*([OFFENSIVE] * 10))
    with_him, past_him = (_sales(tables, plan, 8) for plan in (quiet, direct))
    more = [past > own for past, own in zip(past_him, with_him, strict=True)]
    assert more[:LIFTED] == [True] * LIFTED
    assert more[LIFTED:] == [False] * (8 - LIFTED)
    turned = tables.world.rates["turned"].value
    assert _until(tables, direct, LIFTED).trust.mean() >= turned
    assert _until(tables, direct, LIFTED + 1).trust.mean() < turned


def test_rules_in_writing_keep_him_while_we_sell_at_the_stations_that_are_ours(
    tables: Tables,
) -> None:
    ruled = _plan([*RULES, *OFFENSIVE], *([OFFENSIVE] * 7))
    wild = _plan(*([OFFENSIVE] * 8))
    assert _until(tables, ruled, 8).trust.mean() > tables.world.dealers[0].trust.value
    assert sum(_sales(tables, ruled, 8)) > 1.5 * sum(_sales(tables, wild, 8))


def test_the_more_is_sold_past_him_the_worse(tables: Tables) -> None:
    """The whole Spring Offensive, everybody in it: less than doing nothing, far less than rules."""
    green = [{**OFFENSIVE[0], "by": by, "times": n} for by, n in (("ye", 5), ("fu", 3))]
    plans = (_plan(*([green] * 12)), _plan(*([[]] * 12)), _plan(RULES, *([[]] * 11)))
    nets = [float(_until(tables, plan, 12).net.mean()) for plan in plans]
    assert nets == sorted(nets)
    assert nets[2] > 1.3 * nets[1]


def test_rules_cost_margin_and_pay(tables: Tables) -> None:
    sensible = tables.world.plans["sensible"]
    wild = Plan.model_validate(
        {
            **sensible.without("agree_with_dealer").model_dump(by_alias=True),
            "standing": [*OFFENSIVE, *(m.model_dump(by_alias=True) for m in sensible.standing)],
        }
    )
    with_, without = (engine.play(tables, plan, 7, 2048).state for plan in (sensible, wild))
    own = engine.play(tables, tables.world.plans["best_own_filing"], 7, 2048).state
    won = [state.result[0] > 0 for state in (with_, without, own)]
    assert won[0].mean() > won[1].mean() + 0.1
    assert with_.net.mean() > without.net.mean()
    assert with_.margin[0][won[0]].mean() < own.margin[0][won[2]].mean() - 0.1


def test_the_offensive_is_minded_by_the_heavy_ones(tables: Tables) -> None:
    people = tables.world.people
    minded = [p for p in people if "past_dealer" in p.criteria]
    assert all(p.criteria["past_dealer"].value < 0 for p in minded)
    assert sum(p.weight.value for p in minded) > 60
