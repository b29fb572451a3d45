"""The story of jinchuan: its calendar holds, its sums are right, and less is ours than the card says."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from dossier_facts import after, evidence_of, lines_of, starts_of

from fivelayer import cases
from fivelayer.cases import Case
from fivelayer.key import NumberCriterion
from fivelayer.simulation import engine, worlds
from fivelayer.simulation.noise import draw
from fivelayer.simulation.plan import Plan
from fivelayer.simulation.relationship import lead
from fivelayer.simulation.state import State, start
from fivelayer.simulation.tables import Tables

ROOT = Path(__file__).parents[2]
APPLICATIONS_CLOSE = dt.date(2030, 3, 29)
BIDS, DECISION = dt.date(2030, 6, 3), dt.date(2030, 6, 14)
LABORATORY, ESCROW = 10, 5
# No public holiday of 2030 lies between the story's today and the closing of applications.
PAGES = Decimal(150_000_000)
CORRECTION = Decimal("2.50")
PRICES = {"us": Decimal("0.16"), "tongshu": Decimal("0.14"), "kuaiyue": Decimal("0.09")}
CORRECTED = {"us": Decimal("0.9"), "tongshu": Decimal("3.2"), "kuaiyue": Decimal("6.4")}
DAY = Decimal(2400)
ATTACK = 6
"""The round in which the price attacker comes."""


@pytest.fixture(scope="module")
def jinchuan() -> Case:
    return cases.load(ROOT / "cases" / "jinchuan")


@pytest.fixture(scope="module")
def tables(jinchuan: Case) -> Tables:
    return Tables(worlds.load(jinchuan))


def test_the_escrow_waits_for_the_laboratory_and_only_a_visit_says_so(jinchuan: Case) -> None:
    assert f"{LABORATORY} working days" in evidence_of(jinchuan, "lab")
    assert f"{ESCROW} working days" in evidence_of(jinchuan, "escrow")
    lines = lines_of(jinchuan)
    assert [line for line, text in lines.items() if "Laboratory's report" in text] == ["D12:9"]
    assert [line for line, text in lines.items() if f"{ESCROW} working days" in text] == ["D12:9"]


def test_the_eighth_of_march_is_the_last_day_to_begin(jinchuan: Case) -> None:
    lead_time = LABORATORY + ESCROW
    assert after(dt.date(2030, 3, 8), lead_time) == APPLICATIONS_CLOSE
    assert after(dt.date(2030, 3, 11), lead_time) > APPLICATIONS_CLOSE
    assert dt.date.fromisoformat(jinchuan.file.today) < dt.date(2030, 3, 8)
    assert APPLICATIONS_CLOSE < BIDS < dt.date(2030, 6, 28)


def test_the_way_to_the_chief_risk_officer_is_a_second_thursday(jinchuan: Case) -> None:
    day = dt.date(2030, 3, 14)
    assert day.weekday() == 3
    assert 8 <= day.day <= 14
    assert "14 March, a 2nd Thursday" in evidence_of(jinchuan, "yan_way")


def test_our_share_is_a_quarter_and_the_card_divides_two_years(jinchuan: Case) -> None:
    paid = [Decimal(text.split()[0]) for text in ("10.80 Tongshu", "6.00 us", "4.80", "2.40")]
    assert sum(paid) == Decimal("24.00")
    assert paid[1] / sum(paid) == Decimal("0.25")
    assert paid[1] / Decimal("15.00") == Decimal("0.40")
    rows = evidence_of(jinchuan, "suppliers") + evidence_of(jinchuan, "share")
    for amount in paid:
        assert f"{amount} million yuan" in rows
    assert PAGES * Decimal("0.25") * PRICES["us"] == Decimal(6_000_000)


def test_the_accounts_add_up_and_the_wishes_ate_nine_points(jinchuan: Case) -> None:
    rows = [text for line, text in lines_of(jinchuan).items() if re.fullmatch(r"D6:[5-9]", line)]
    amounts = [Decimal(row.split("\t")[1].split()[0]) for row in rows]
    shares = [Decimal(row.split("\t")[2].split()[0]) for row in rows]
    assert amounts[0] == sum(amounts[1:])
    assert shares[0] == sum(shares[1:])
    assert amounts[3] * 1_000_000 == 225 * DAY
    per_page = (1 - shares[4] / 100) * PRICES["us"]
    assert round(per_page, 3) == Decimal("0.114")
    assert round(shares[3] / 100 * PRICES["us"], 3) == Decimal("0.014")
    assert shares[4] + shares[3] == 38
    assert per_page - Decimal("0.014") > PRICES["kuaiyue"], "at 0.09 every page loses money"


def test_the_cheapest_page_is_the_dearest_once_it_is_right() -> None:
    total = {who: PRICES[who] + CORRECTED[who] / 100 * CORRECTION for who in PRICES}
    assert min(PRICES, key=PRICES.__getitem__) == max(total, key=total.__getitem__) == "kuaiyue"
    assert {who: round(value, 2) for who, value in total.items()} == {
        "us": Decimal("0.18"), "tongshu": Decimal("0.22"), "kuaiyue": Decimal("0.25"),
    }  # fmt: skip
    assert round((total["kuaiyue"] - total["us"]) * PAGES / 1_000_000) == 10


def test_all_four_barriers_fit_into_the_half_year_and_the_purple_list_shuts_them_out() -> None:
    capacity, barriers, wishes = 240, [40, 60, 110, 12], 210
    assert sum(barriers) <= capacity
    assert capacity - wishes < min(days for days in barriers if days != 12)
    assert wishes * DAY > Decimal(400_000), "a sure order, and a sure loss"
    assert [days * DAY / 10_000 for days in barriers] == [
        Decimal("9.6"), Decimal("14.4"), Decimal("26.4"), Decimal("2.88"),
    ]  # fmt: skip


def test_the_standard_is_called_for_before_it_is_too_late(jinchuan: Case) -> None:
    said = evidence_of(jinchuan, "standard_call")
    assert "12 April 2030" in said
    assert "received so far" in said
    assert dt.date(2030, 4, 12).weekday() == 4


def test_the_totals_of_support_are_as_the_key_says(jinchuan: Case) -> None:
    people = jinchuan.sample("model").draft["relationship"]["decision_makers"]
    totals = {
        party: sum(int(p["weight"]) * int(p["support"][party]) for p in people)
        for party in ("us", "tongshu", "kuaiyue")
    }
    assert totals == {"us": -2, "tongshu": 30, "kuaiyue": 14}


def test_the_one_who_loves_us_is_light_and_those_we_never_met_are_heavy(jinchuan: Case) -> None:
    assert jinchuan.key is not None
    weights = {
        c.row: c.accept[0].value
        for c in jinchuan.key.criteria
        if isinstance(c, NumberCriterion) and c.field == "weight"
    }
    assert weights["p_ji"] == 8
    assert sum(value for row, value in weights.items() if row in ("p_yan", "p_wu", "p_cen")) == 72


def test_the_attack_falls_into_the_sixth_round(jinchuan: Case) -> None:
    begins = starts_of(jinchuan)
    price_day = dt.date(2030, 5, 15)
    assert "15 May" in evidence_of(jinchuan, "attacker")
    assert begins[ATTACK - 1] <= price_day < begins[ATTACK]
    assert begins[7] <= DECISION < begins[8]


def test_offices_act_on_working_days() -> None:
    for day in (APPLICATIONS_CLOSE, BIDS, DECISION, dt.date(2030, 4, 26), dt.date(2030, 5, 8)):
        assert day.weekday() < 5, day


def _until(tables: Tables, plan: Plan, rounds: int, games: int = 512) -> State:
    noise = draw(7, tables.world.case, tables.shapes, 0, games)
    state = start(tables, games)
    for number in range(1, rounds + 1):
        state, _ = engine.step(state, engine.orders(tables, plan, number), noise, tables)
    return state


def _pushed(tables: Tables, plan: Plan) -> Any:
    """How much weight the price attacker wins in its round."""
    before, after = (_until(tables, plan, number) for number in (ATTACK - 1, ATTACK))
    kuaiyue = 1 + tables.place("rival", "kuaiyue")
    return ((after.support[kuaiyue] - before.support[kuaiyue]) * tables.weight).sum(axis=0).mean()


def test_who_keeps_selling_slides_is_hit_by_the_price_and_who_raises_barriers_is_not(
    tables: Tables,
) -> None:
    sensible = tables.world.plans["sensible"]
    slides = sensible.without("raise_own_barrier", "strategic_agreement")
    assert _pushed(tables, slides) > 0.5
    assert _pushed(tables, sensible) < 0.5 * _pushed(tables, slides)
    ours, theirs = (lead(_until(tables, p, ATTACK), tables).mean() for p in (sensible, slides))
    assert ours > theirs + 0.2


def test_barriers_bring_share_and_margin(tables: Tables) -> None:
    sensible = tables.world.plans["sensible"]
    slides = sensible.without("raise_own_barrier", "strategic_agreement")
    with_, without = (engine.play(tables, p, 7, 2048).state for p in (sensible, slides))
    won, plain = with_.result[0] > 0, without.result[0] > 0
    assert won.mean() > plain.mean()
    assert with_.margin[0][won].mean() > without.margin[0][plain].mean() + 0.05
    assert with_.order[0][won].mean() > without.order[0][plain].mean() * 1.1


def test_the_purple_list_costs_the_heavy_ones(tables: Tables) -> None:
    """The trap: what is done for one department is told to Technology as well."""
    people = {person.id: person for person in tables.world.people}
    liked = people["ji"].criteria["purple_list"].value * people["ji"].weight.value
    minded = sum(
        person.criteria["purple_list"].value * person.weight.value
        for who, person in people.items()
        if who != "ji" and "purple_list" in person.criteria
    )
    assert liked > 0
    assert minded < -4 * liked
