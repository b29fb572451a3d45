"""The story of micheng: its calendar holds, its sums are right, and members are no accounts."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from decimal import Decimal
from pathlib import Path

import pytest
from dossier_facts import after, lines_of, starts_of

from fivelayer import cases, marking
from fivelayer.cases import Case
from fivelayer.choices import Part
from fivelayer.draft import put
from fivelayer.key import NumberCriterion
from fivelayer.simulation import engine, worlds
from fivelayer.simulation.plan import Plan
from fivelayer.simulation.tables import Tables

ROOT = Path(__file__).parents[2]
WEDNESDAY = 2
OPENS, CLOSES = dt.date(2031, 3, 31), dt.date(2031, 4, 25)
LISTED, SELECTION, SIGNED = dt.date(2031, 6, 9), dt.date(2031, 6, 13), dt.date(2031, 6, 27)
ON_TOUR, READING = dt.timedelta(days=28), 5
# No public holiday of 2031 lies between the last sealing and the closing of applications but that of 4 April.
TREATED, CHOSEN = Decimal(1200), Decimal(20_000)


@pytest.fixture(scope="module")
def micheng() -> Case:
    return cases.load(ROOT / "cases" / "micheng")


@pytest.fixture(scope="module")
def tables(micheng: Case) -> Tables:
    return Tables(worlds.load(micheng))


def _cells(case: Case, line: str) -> list[str]:
    return lines_of(case)[line].split("\t")


def _number(typed: str) -> Decimal:
    return Decimal(re.sub(r"[^\d.]", "", typed))


def test_only_a_visit_says_on_which_day_loggers_are_sealed(micheng: Case) -> None:
    lines = lines_of(micheng)
    assert [line for line, text in lines.items() if "Wednesday" in text] == ["D12:6"]
    assert [line for line, text in lines.items() if f"takes {READING} working days" in text] == [
        "D12:6"
    ]


def test_the_nineteenth_of_march_is_the_last_wednesday(micheng: Case) -> None:
    last = dt.date(2031, 3, 19)
    assert last.weekday() == WEDNESDAY == (last + ON_TOUR).weekday()
    assert OPENS <= after(last + ON_TOUR, READING) <= CLOSES
    assert after(last + dt.timedelta(days=7) + ON_TOUR, READING) > CLOSES
    assert dt.date.fromisoformat(micheng.file.today) < dt.date(2031, 3, 5) < last
    whole = after(last + ON_TOUR, READING) - last
    assert whole == dt.timedelta(days=35)


def test_those_left_in_peace_bought_as_much(micheng: Case) -> None:
    treated = [_number(cell) for cell in _cells(micheng, "D8:9")[1:]]
    peace = [_number(cell) for cell in _cells(micheng, "D8:10")[1:]]
    assert treated[1] / treated[0] - 1 == Decimal("0.4"), "the slide"
    assert peace[1] / peace[0] - 1 > Decimal("0.39"), "and the row that it leaves out"
    assert sum(treated) < sum(peace)


def test_what_the_members_cost_and_what_the_slide_counts() -> None:
    a_member = 81 * 2000 / TREATED
    assert a_member == 135
    assert a_member * CHOSEN == 1350 * 2000 == 2_700_000
    assert a_member * CHOSEN + 600_000 == 3_300_000
    assert CHOSEN * 5 * 12 == 1_200_000
    assert CHOSEN * 5 * 3 < 600_000, "even the slide's boxes do not pay for the data"


def test_a_shop_is_small_although_all_of_them_are_not(micheng: Case) -> None:
    assert 2300 * 3400 == 7_820_000
    assert _cells(micheng, "D11:16")[1:] == ["7.82 million yuan", "3,400 yuan"]
    assert 6 * 5000 == 30_000


def test_headquarters_is_top_and_not_strategic() -> None:
    three_years = Decimal("8.00") + Decimal("4.00") + Decimal("5.00")
    assert 8 <= three_years < 20


def test_the_paid_amounts_add_up(micheng: Case) -> None:
    *paid, total = [_number(_cells(micheng, f"D3:{n}")[2]) for n in range(16, 20)]
    assert sum(paid) == total


def test_the_totals_of_support_are_as_the_key_says(micheng: Case) -> None:
    people = micheng.sample("model").draft["relationship"]["decision_makers"]
    totals = {
        party: sum(int(p["weight"]) * int(p["support"][party]) for p in people)
        for party in ("us", "xunjie")
    }
    assert totals == {"us": 20, "xunjie": 35}


def test_weights_are_those_of_the_rules(micheng: Case) -> None:
    assert micheng.key is not None
    weights = [
        c.accept[0].value
        for c in micheng.key.criteria
        if isinstance(c, NumberCriterion) and c.field == "weight"
    ]
    stated = [_number(_cells(micheng, f"D5:{n}")[1]) for n in range(12, 18)]
    assert sorted(weights) == sorted(stated)


def test_marketing_is_heard_at_lunch_only(micheng: Case) -> None:
    lines = lines_of(micheng)
    assert "What I say at lunch counts" in lines["D9:13"]
    assert "Marketing is not heard" in lines["D5:18"]


def test_the_rounds_hold_the_dates(micheng: Case) -> None:
    begins = starts_of(micheng)
    assert begins[2] == OPENS <= CLOSES < begins[4]
    assert begins[7] == LISTED <= SELECTION < begins[8] <= SIGNED < begins[9]


def test_offices_act_on_working_days() -> None:
    for day in (OPENS, CLOSES, LISTED, SELECTION, SIGNED):
        assert day.weekday() < 5, day


def test_a_no_to_the_members_alone_earns_most_of_the_part_and_a_yes_next_to_nothing(
    micheng: Case,
) -> None:
    """The two businesses are told apart by what is said of each."""
    marked = {
        name: marking.mark(micheng.sample(name).draft, micheng).parts[Part.FIT]
        for name in ("model", "no-to-all", "weak", "wrong-members")
    }
    whole = marked["model"].of
    assert marked["model"].points == whole
    assert whole / 2 < marked["no-to-all"].points < whole * Decimal("0.7")
    assert marked["weak"].points < whole / 10
    assert marked["wrong-members"].points < whole / 5


@pytest.mark.parametrize("verdict", ["full", "rep_level", "channel"])
def test_every_depth_for_the_members_has_its_own_finding(micheng: Case, verdict: str) -> None:
    draft = put(micheng.sample("model").draft, "fit.verdict", verdict)
    named = marking.named(marking.mark(draft, micheng).findings)
    assert len([name for name in named if name.startswith("members_")]) == 1


def _net(tables: Tables, plan: Plan) -> float:
    return float(engine.play(tables, plan, 7, 2048).state.net.mean())


def test_what_is_spent_on_members_is_lost_and_declining_is_respectable(tables: Tables) -> None:
    plans = tables.world.plans
    members, idle = plans["members"], Plan()
    state = engine.play(tables, members, 7, 2048).state
    assert state.net.mean() < -state.spent.mean() * 0.95, "it costs its days and brings nothing"
    assert _net(tables, members) < _net(tables, idle) < _net(tables, plans["decline"])
    assert _net(tables, plans["decline"]) < _net(tables, plans["sensible"])


def test_working_the_members_beside_headquarters_costs_and_lifts_nothing(tables: Tables) -> None:
    sensible = tables.world.plans["sensible"]
    members = tables.world.plans["members"]
    both = Plan(
        rounds=tuple(
            (*own, *extra)
            for own, extra in itertools.zip_longest(sensible.rounds, members.rounds, fillvalue=())
        ),
        standing=sensible.standing,
    )
    assert _net(tables, both) < _net(tables, sensible) - 3
