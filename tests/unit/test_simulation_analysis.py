"""Odds, marks, forks, layers, par and stress: with intervals, under the same luck, in net value first."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from fivelayer.simulation import analysis, engine
from fivelayer.simulation.analysis import search
from fivelayer.simulation.analysis.estimate import Estimate, outcomes, running
from fivelayer.simulation.analysis.layers import players
from fivelayer.simulation.tables import Tables

PEOPLE = "meet man heavy hit; meet man light hit; serve_person man heavy warm"


@pytest.fixture(scope="module")
def qinglan(lab: Any) -> tuple[Tables, Any]:
    world = lab.case_world("qinglan")
    return Tables(world), world.plans


def test_an_estimate_has_its_interval() -> None:
    values = np.array([0, 1] * 5000, dtype=np.float32)
    found = Estimate.of(values)
    assert found.mean == 0.5
    assert found.high - found.low == pytest.approx(2 * 1.96 * 0.5 / 100, abs=1e-3)


def test_odds_are_the_means_of_the_games(qinglan: Any) -> None:
    tables, plans = qinglan
    found = analysis.odds(tables, plans["sensible"], seed=3, games=3000)
    state = engine.play(tables, plans["sensible"], 3, 3000).state
    assert found.games == 3000
    assert found.net.mean == pytest.approx(float(state.net.mean(dtype=float)), abs=1e-3)
    assert found.net.low < found.net.mean < found.net.high
    assert found.spread[0] <= found.spread[1] <= found.spread[2]
    assert found.reached.mean <= float((state.result[0] > 0).mean()) + 1e-4


def test_the_goal_asks_for_a_margin(lab: Any) -> None:
    cheap = lab.small({"goal.margin": 0.5})
    assert (
        analysis.odds(Tables(cheap), lab.plan(always=PEOPLE, every=6), games=256).reached.mean == 0
    )


def test_blocks_of_games_add_up(lab: Any) -> None:
    tables, plan = Tables(lab.small()), lab.plan(always=PEOPLE, every=6)
    blocks = list(running(tables, plan, 1, 3, 500))
    whole = analysis.odds(tables, plan, 1, 1500)
    assert np.mean([b.net.mean for b in blocks]) == pytest.approx(whole.net.mean, abs=1e-3)


def test_a_fork_is_the_difference_game_by_game(qinglan: Any) -> None:
    tables, plans = qinglan
    plan = plans["sensible"]
    late = plan.model_copy(update={"rounds": (*plan.rounds[:3], (), *plan.rounds[4:])})
    found = analysis.fork(tables, plan, late, seed=2, games=2500)
    assert found.since == 4
    nets = [outcomes(tables, p, 2, 2500).net for p in (plan, late)]
    assert found.net.mean == pytest.approx(float((nets[1] - nets[0]).mean(dtype=float)), abs=1e-3)
    apart = 1.96 * (nets[0].std() ** 2 + nets[1].std() ** 2) ** 0.5 / 2500**0.5
    assert found.net.high - found.net.mean < apart, "common luck makes it sharper than two odds"
    assert found.reached.high < 0
    same = analysis.fork(tables, plan, plan, games=64)
    assert same.net == Estimate(0, 0, 0)


def test_layers_by_ablation(qinglan: Any) -> None:
    tables, plans = qinglan
    found = analysis.credits_of(tables, plans["sensible"], games=1024)
    assert set(found) == set(players())
    assert found["barriers"].net.low > 50
    assert found["information"].net.low > 50, "a barrier that nobody found keeps one out"
    assert found["relationship"].net.low > 0
    for credit in found.values():
        assert credit.net.low <= credit.net.mean <= credit.net.high


def test_shapley_shares_add_up_to_the_whole(qinglan: Any) -> None:
    tables, plans = qinglan
    plan = plans["sensible"]
    found = analysis.shapley(tables, plan, seed=4, games=512)
    nothing = plan.without(*(action.id for action in tables.actions))
    whole = outcomes(tables, plan, 4, 512).net.mean() - outcomes(tables, nothing, 4, 512).net.mean()
    assert sum(credit.net.mean for credit in found.values()) == pytest.approx(
        float(whole), abs=0.02
    )


def test_every_decision_has_its_credit(lab: Any) -> None:
    tables = Tables(lab.small())
    plan = lab.plan({4: "meet man heavy hit; desk_research jun"})
    found = analysis.decisions(tables, plan, games=2048)
    assert set(found) == {(4, 0), (4, 1)}
    assert found[4, 0].net.low > 0
    assert found[4, 1].net.high < 0


def test_par_beats_what_it_began_with(lab: Any) -> None:
    tables = Tables(
        lab.small({"reps.jun.days": 1, "reps.sol.days": 1, "reps.gm.days": 1, "reps.man.days": 2})
    )
    begin = lab.plan({4: "meet man heavy hit"})
    steps = []
    found = analysis.par(
        tables, begin, effort=analysis.Effort(steps=8, plans=96, games=16),
        progress=lambda step, best: steps.append((step, best)),
    )  # fmt: skip
    assert [step for step, _ in steps] == list(range(1, 9))
    assert found.odds.net.low > analysis.odds(tables, begin, seed=2000).net.mean
    again = analysis.par(tables, begin, effort=analysis.Effort(steps=2, plans=32, games=8))
    assert again == analysis.par(tables, begin, effort=analysis.Effort(steps=2, plans=32, games=8))


def test_par_can_leave_actions_out(lab: Any) -> None:
    tables, begin = Tables(lab.small()), lab.plan({4: "meet man heavy hit"})
    effort = analysis.Effort(steps=2, plans=32, games=8)
    found = analysis.par(tables, begin, effort=effort, without=["meet"])
    assert not [m for moves in found.plan.rounds for m in moves if m.do == "meet"]
    assert not [m for m in search.every_move(tables) if m.do == "offer_inducement"]


def test_random_plans_keep_to_everybodys_days(lab: Any) -> None:
    tables = Tables(lab.small())
    moves = search.every_move(tables)
    choices = search.random_choices(tables, moves, 64, 1)
    assert choices.shape[0] == tables.rounds
    days = {n: search._days(tables, move) for n, move in enumerate(moves)}
    for plan in range(64):
        for slots in choices[:, :, plan]:
            spent: dict[str, float] = {}
            for n in slots[slots >= 0]:
                spent[moves[n].by] = spent.get(moves[n].by, 0) + days[n]
            assert max(spent.values()) <= 10
    again = search.random_choices(tables, moves, 64, 1)
    assert (choices == again).all()


def test_stress_shows_what_hangs_on_whom(lab: Any) -> None:
    world = lab.small({"people.heavy.weight": 90, "people.light.weight": 10})
    plan = lab.plan({3: "meet man heavy hit", 4: PEOPLE, 5: PEOPLE})
    found = analysis.stress(Tables(world), plan, games=2048)
    kinds = {kind for kind, _ in found}
    assert kinds == {"rep", "person"}
    assert found["person", "heavy"].mean < found["person", "light"].mean
    assert found["rep", "man"].high < 0
    assert abs(found["rep", "jun"].mean) < 0.01


def test_stress_of_a_case(qinglan: Any) -> None:
    tables, plans = qinglan
    own = analysis.stress(tables, plans["best_own_filing"], games=512)
    channel = analysis.stress(tables, plans["best_channel"], games=512)
    assert own["half", "reference"].high < 0
    assert own["half", "test_report"].high < 0
    assert channel["dealer", "lanqiao"].high < 0
    assert own["dealer", "lanqiao"].mean == 0


def test_sensitivity_says_how_far_the_result_hangs_on_a_number(lab: Any) -> None:
    world = lab.small({"rates": {"meet": {**lab.number(0.9), "range": [0.3, 1.5]}}})
    told = []
    found = analysis.sensitivity(
        Tables(world), lab.plan(always=PEOPLE, every=6), games=256,
        progress=lambda done, of: told.append((done, of)),
    )  # fmt: skip
    assert found["rates.meet"].low > 0
    assert found["rivals.rival.strength"].high < 0
    assert told[-1][0] == told[-1][1] == len(found)


def test_a_mark_takes_luck_out_and_shows_it_beside(qinglan: Any) -> None:
    tables, plans = qinglan
    marks = [analysis.mark(tables, plans["sensible"], seed=1, game=n, games=512) for n in range(30)]
    assert len({m.odds.net.mean for m in marks}) == 1, "the mark is the plan's, not the game's"
    lucky = max(marks, key=lambda m: m.net)
    unlucky = min(marks, key=lambda m: m.net)
    assert lucky.luck > 0.8
    assert unlucky.luck < 0.4
    assert lucky.reached
    assert not unlucky.reached


def test_a_mark_tells_what_fell_away(qinglan: Any) -> None:
    tables, plans = qinglan
    found = analysis.mark(tables, plans["sensible"], games=1024)
    again = [place for place, often in found.fell_away.items() if often > 0.3]
    assert again, "the second application for the reference mostly falls away"
    for (number, place), often in found.fell_away.items():
        assert plans["sensible"].rounds[number - 1][place]
        assert 0 < often <= 1


def test_what_an_open_loop_mark_may_understate(qinglan: Any) -> None:
    tables, plans = qinglan
    several = [plans["sensible"], plans["best_channel"], plans["best_own_filing"]]
    written, at_most = analysis.hindsight(tables, several, games=1024)
    assert at_most.low > 0
    assert written.mean > 0
