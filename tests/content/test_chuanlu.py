"""The story of chuanlu: its calendar holds, its sums are right, and the lead hangs on one man."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from dossier_facts import evidence_of, lines_of

from fivelayer import cases, marking
from fivelayer.cases import Case
from fivelayer.draft import Draft
from fivelayer.key import NumberCriterion
from fivelayer.reading import read_day
from fivelayer.simulation import engine, worlds
from fivelayer.simulation.analysis.estimate import outcomes
from fivelayer.simulation.noise import draw
from fivelayer.simulation.plan import Plan
from fivelayer.simulation.state import State, start
from fivelayer.simulation.tables import Tables

ROOT = Path(__file__).parents[2]
APPLICATIONS_CLOSE = dt.date(2031, 4, 11)
BIDS, DECISION = dt.date(2031, 6, 6), dt.date(2031, 6, 20)
BONUS, LEAVE = dt.date(2031, 3, 31), dt.date(2031, 4, 14)
TEST = dt.timedelta(weeks=4)
GOES = range(4, 7)
"""The rounds in which Zuo Fan may go."""
OTHERS = ("qinglan", "chengtai", "jinchuan")


@pytest.fixture(scope="module")
def chuanlu() -> Case:
    return cases.load(ROOT / "cases" / "chuanlu")


@pytest.fixture(scope="module")
def tables(chuanlu: Case) -> Tables:
    return Tables(worlds.load(chuanlu))


def _visits(case: Case) -> dict[str, list[int]]:
    rows = [lines_of(case)[f"D7:{n}"].split("\t") for n in range(5, 11)]
    return {name: [int(n) for n in counted] for name, *counted in rows}


def test_the_private_slot_is_in_time_and_the_next_one_is_not(chuanlu: Case) -> None:
    slot, following = dt.date(2031, 3, 13), dt.date(2031, 4, 28)
    assert slot + TEST == APPLICATIONS_CLOSE - dt.timedelta(days=1)
    assert following + TEST > APPLICATIONS_CLOSE
    assert dt.date.fromisoformat(chuanlu.file.today) < dt.date(2031, 3, 10) < slot
    assert APPLICATIONS_CLOSE < BIDS < dt.date(2031, 10, 10)
    assert "13 March" in evidence_of(chuanlu, "slot")


def test_only_a_visit_tells_of_the_slot_and_of_what_was_promised(chuanlu: Case) -> None:
    lines = lines_of(chuanlu)
    assert [line for line, text in lines.items() if "13 March" in text] == ["D10:5"]
    assert [line for line, text in lines.items() if "microphones" in text] == ["D10:8"]


def test_one_rep_makes_the_visits_to_five_of_six_and_nobody_those_to_the_sixth(
    chuanlu: Case,
) -> None:
    visits = _visits(chuanlu)
    assert sum(by_zuo for by_zuo, *_ in visits.values()) == 118
    assert [name for name, counted in visits.items() if not any(counted)] == ["Nie Qingping"]
    assert sum(bool(by_zuo) for by_zuo, *_ in visits.values()) == 5
    assert "118 visits" in evidence_of(chuanlu, "alone")


def test_the_lead_is_large_and_all_of_it_stands_where_zuo_goes(chuanlu: Case) -> None:
    people = chuanlu.sample("model").draft["relationship"]["decision_makers"]
    points = {
        party: {p["person"]: int(p["weight"]) * int(p["support"][party]) for p in people}
        for party in ("us", "zhenhe")
    }
    assert {party: sum(by.values()) for party, by in points.items()} == {"us": 86, "zhenhe": 20}
    visits = _visits(chuanlu)
    assert all(visits[name][0] for name, held in points["us"].items() if held)


def test_sums_and_shares_are_right(chuanlu: Case) -> None:
    lines = lines_of(chuanlu)
    paid = [Decimal(lines[f"D2:{n}"].split("\t")[2].split()[0]) for n in range(15, 19)]
    assert sum(paid[:3]) == paid[3] == Decimal("12.00")
    assert paid[1] / paid[3] == Decimal("0.2")
    assert paid[1] * 4 == Decimal("9.60"), "4 years of Line 1"
    trains = [int(lines[f"D6:{n}"].split("\t")[1].split()[-1]) for n in range(5, 8)]
    assert sum(trains) == 164
    assert "164 trains" in lines["D2:6"]
    assert trains[0] >= 30, "the reference"
    bids = [Decimal(found) for found in re.findall(r"[\d.]+(?= million)", lines["D5:8"])]
    assert bids == [Decimal("36.00"), Decimal("42.00")]


def test_he_may_go_after_the_bonus_and_before_the_bids(chuanlu: Case) -> None:
    starts = [dt.date.fromisoformat(one.starts) for one in chuanlu.file.rounds]
    assert starts[0].isoformat() == chuanlu.file.today
    assert all(day.weekday() == 0 for day in starts)
    assert {b - a for a, b in itertools.pairwise(starts)} == {dt.timedelta(days=14)}
    assert starts[GOES[0] - 1] == LEAVE
    assert BONUS < LEAVE < starts[GOES[-1]] <= BONUS + dt.timedelta(weeks=8) < BIDS
    assert starts[7] <= DECISION < starts[8]
    assert "no notice" in evidence_of(chuanlu, "may_leave"), "nobody knows that he goes"


def test_offices_act_on_working_days() -> None:
    approval, notice, nie = dt.date(2031, 4, 25), dt.date(2031, 5, 9), dt.date(2031, 3, 20)
    for day in (APPLICATIONS_CLOSE, BIDS, DECISION, BONUS, approval, notice, nie):
        assert day.weekday() < 5, day


def _left_alone(draft: Draft) -> list[str]:
    """Whom nobody looks after once Zuo's row is taken out."""
    kept = [m for m in draft["team"]["members"] if m["name"] not in ("Zuo Fan", "左帆")]
    looked_after = {who for member in kept for who in member.get("contacts", ())}
    return [
        p["id"] for p in draft["relationship"]["decision_makers"] if p["id"] not in looked_after
    ]


def test_the_model_answers_lose_nobody_with_zuo_and_the_middling_one_does(chuanlu: Case) -> None:
    for name in ("model", "model-zh"):
        draft = chuanlu.sample(name).draft
        assert _left_alone(draft) == []
        owners = [row["owner"] for row in draft["team"]["monitored"]]
        assert not {"Zuo Fan", "左帆"} & set(owners)
        days = [read_day(row["by"]) for row in draft["team"]["monitored"]]
        assert all(day and dt.date.fromisoformat(day) <= BONUS for day in days)
    assert len(_left_alone(chuanlu.sample("middling").draft)) >= 2


def test_the_heavy_one_is_the_one_whom_nobody_met(chuanlu: Case) -> None:
    assert chuanlu.key is not None
    weights = {
        c.row: c.accept[0].value
        for c in chuanlu.key.criteria
        if isinstance(c, NumberCriterion) and c.field == "weight"
    }
    assert sorted(weights.values(), reverse=True)[1] == weights["p_nie"] == 22


def test_the_exercise_asks_for_the_team_and_a_little_more(chuanlu: Case) -> None:
    exercise = cases.load_exercise(ROOT / "exercises" / "team-coverage")
    assert exercise.access == chuanlu.file.access == "assessment"
    assert {part.value: points for part, points in exercise.parts.items()} == {
        "relationship": 12,
        "team": 88,
    }
    totals = [
        marking.mark(chuanlu.sample(name).draft, chuanlu, exercise).points
        for name in ("model", "good", "middling", "weak", "blank")
    ]
    assert totals == sorted(totals, reverse=True)
    assert totals[0] == 100
    assert totals[-1] == 0


def _until(tables: Tables, plan: Plan, rounds: int, games: int = 512) -> State:
    noise = draw(7, tables.world.case, tables.shapes, 0, games)
    state = start(tables, games)
    for number in range(1, rounds + 1):
        state, _ = engine.step(state, engine.orders(tables, plan, number), noise, tables)
    return state


def test_zuo_goes_in_each_of_the_three_rounds_and_never_before(tables: Tables) -> None:
    sensible, zuo = tables.world.plans["sensible"], tables.place("rep", "zuo")
    here = [_until(tables, sensible, number).present[zuo].mean() for number in range(1, 8)]
    assert here[GOES[0] - 2] == 1
    assert here[GOES[-1] - 1] == here[-1] == 0
    assert all(b < a for a, b in itertools.pairwise(here[GOES[0] - 2 : GOES[-1]]))


def _lost(tables: Tables, stays: Tables, plan: Plan) -> Any:
    """How much of our weighted support goes with Zuo."""
    left, stayed = (_until(one, plan, GOES[-1]).support[0] for one in (tables, stays))
    return ((stayed - left) * tables.weight).sum(axis=0).mean()


def test_coverage_and_notes_each_save_part_of_what_goes_with_him(tables: Tables) -> None:
    world = tables.world
    quiet = tuple(one for one in world.happenings if one.kind != "departure")
    stays = Tables(world.model_copy(update={"happenings": quiet}))
    sensible = world.plans["sensible"]
    bare = _lost(tables, stays, sensible.without("introduce_colleague", "monitor"))
    one_only = [
        _lost(tables, stays, sensible.without(action))
        for action in ("introduce_colleague", "monitor")
    ]
    both = _lost(tables, stays, sensible)
    assert all(both < one < bare for one in one_only)
    assert both < 0.6 * bare


def test_who_covers_wins_more_often_and_earns_more(tables: Tables) -> None:
    sensible = tables.world.plans["sensible"]
    bare = sensible.without("introduce_colleague", "monitor")
    ours, theirs = (outcomes(tables, plan, 7, 4096) for plan in (sensible, bare))
    assert ours.reached.mean() > theirs.reached.mean() + 0.05
    assert ours.net.mean() > 1.1 * theirs.net.mean()


def test_the_agreement_at_the_top_is_not_the_juniors(tables: Tables) -> None:
    by_tao = Plan.model_validate(
        {"rounds": [[{"do": "strategic_agreement", "by": "tao", "times": 4}]] * 7}
    )
    assert _until(tables, by_tao, 7).agreed.max() == 0
    # His general manager's name stands in the best plan of that way.
    moves = [m for moves in tables.world.plans["best_agreement"].rounds for m in moves]
    assert {m.by for m in moves if m.do == "strategic_agreement"} == {"dai"}
