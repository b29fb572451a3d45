"""The engine's contract: pure, the same in any batch, told event by event, paid for."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fivelayer.simulation import engine
from fivelayer.simulation.noise import BLOCK, draw
from fivelayer.simulation.state import VARIABLES, start
from fivelayer.simulation.tables import Tables
from fivelayer.simulation.turn import SMALLEST


@pytest.fixture(scope="module")
def busy(lab: Any) -> tuple[Tables, Any]:
    """A world with everything in it, and a plan that touches all of it."""
    world = lab.case_world("qinglan")
    return Tables(world), world.plans["sensible"]


@pytest.mark.parametrize("game", [0, 1, 1000, BLOCK - 1, BLOCK, 4999])
def test_a_batch_of_one_is_the_same_game_within_thousands(busy: Any, game: int) -> None:
    tables, plan = busy
    many = engine.play(tables, plan, 11, 5000).state
    alone = engine.play(tables, plan, 11, 1, first=game).state
    assert alone.grid[:, 0].tobytes() == many.grid[:, game].tobytes()


def test_games_in_chunks_are_the_games_in_one_go(busy: Any) -> None:
    tables, plan = busy
    whole = engine.play(tables, plan, 3, 2500).state.grid
    parts = [
        engine.play(tables, plan, 3, n, at).state.grid for at, n in engine.chunks(2500, 0, 777)
    ]
    assert np.concatenate(parts, axis=1).tobytes() == whole.tobytes()


def test_the_same_seed_gives_the_same_events(busy: Any) -> None:
    tables, plan = busy
    first = engine.play(tables, plan, 5, 1, watch=0).events
    assert first == engine.play(tables, plan, 5, 1, watch=0).events
    assert first == engine.play(tables, plan, 5, 40, watch=0).events
    assert first != engine.play(tables, plan, 6, 1, watch=0).events


def test_step_leaves_what_it_was_given_alone(busy: Any) -> None:
    tables, plan = busy
    noise, state = draw(1, "qinglan", tables.shapes, 0, 8), start(tables, 8)
    before = state.grid.copy()
    after, _ = engine.step(state, engine.orders(tables, plan, 1), noise, tables)
    assert (state.grid == before).all()
    assert state.round == 0
    assert after.round == 1
    assert not np.shares_memory(after.grid, state.grid)
    assert not (after.grid == before).all()


def test_states_lie_on_the_grid(busy: Any) -> None:
    tables, plan = busy
    grid = engine.play(tables, plan, 1, 64).state.grid * 4096
    assert (grid == np.rint(grid)).all()


def test_watching_changes_nothing(busy: Any) -> None:
    tables, plan = busy
    quiet = engine.play(tables, plan, 2, 16).state.grid
    told = engine.play(tables, plan, 2, 16, watch=3).state.grid
    assert quiet.tobytes() == told.tobytes()


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("name", ["sensible"])
def test_every_change_of_state_is_an_event(busy: Any, seed: int, name: str) -> None:
    """What the events of a field add up to is what it changed by, give or take the grid's rounding."""
    tables, _ = busy
    played = engine.play(tables, tables.world.plans[name], seed, 1, watch=0)
    first = start(tables, 1)
    for field in VARIABLES:
        moved = float((getattr(played.state, field) - getattr(first, field)).sum())
        told = sum(event.size for event in played.events if event.field == field)
        rounding = getattr(first, field).size * tables.rounds * 2 * SMALLEST + 0.01
        assert abs(moved - told) <= rounding, field


def test_events_name_their_statement_and_their_inputs(busy: Any) -> None:
    tables, plan = busy
    events = engine.play(tables, plan, 1, 1, watch=0).events
    talk = next(event for event in events if event.key == "met")
    assert talk.statement == "S18"
    assert dict(talk.about)["person"] == "tang"
    assert {"timing", "fit", "reach", "soft_barriers", "ability", "luck"} <= dict(
        talk.inputs
    ).keys()
    choice = next(event for event in events if event.key in ("won", "lost", "void", "unlisted"))
    assert {"base", "lead", "early", "steps", "solution"} <= dict(choice.inputs).keys()


def test_what_falls_away_costs_nothing_and_is_told(lab: Any) -> None:
    world = lab.small()
    events = lab.told(world, lab.plan({1: "negotiate man order; serve_person man heavy warm"}))
    fallen = [event.key for event in events if event.key.startswith("fell_away")]
    assert fallen == ["fell_away.won", "fell_away.met"]
    assert lab.end(world, lab.plan({1: "negotiate man order"})).spent.max() == 0


def test_time_runs_out_in_the_order_of_the_decisions(lab: Any) -> None:
    world = lab.small({"reps.man.days": 2})
    plan = lab.plan({1: "meet man heavy hit; meet man light hit; meet man heavy warm"})
    met = lab.end(world, plan, games=4).met
    assert met[:, 0].tolist() == [1, 1]
    assert [e.key for e in lab.told(world, plan)].count("fell_away.money_or_time") == 1


def test_money_runs_out(lab: Any) -> None:
    world = lab.small({"money": 1})
    state = lab.end(world, lab.plan(always="show_reference sol - hit", every=8), games=4)
    assert state.cash.max() <= 1


def test_luck_depends_on_the_game_alone(lab: Any) -> None:
    tables = Tables(lab.small())
    many, few = draw(1, "a", tables.shapes, 0, 5000), draw(1, "a", tables.shapes, 4000, 3)
    assert (many.person[..., 4000:4003] == few.person).all()
    assert not (draw(2, "a", tables.shapes, 0, 3).person == many.person[..., :3]).all()
    assert not (draw(1, "b", tables.shapes, 0, 3).person == many.person[..., :3]).all()
    assert not (many.fact[0, 0, 0] == many.person[0, 0, 0]).all()


def test_luck_is_uniform(lab: Any) -> None:
    luck = draw(1, "a", Tables(lab.small()).shapes, 0, 20_000).person[0, 0, 0]
    assert 0 < luck.min() < 0.001
    assert 0.999 < luck.max() < 1
    assert abs(luck.mean() - 0.5) < 0.01
    assert abs(luck.var() - 1 / 12) < 0.003


@given(st.integers(0, 2**63), st.integers(0, 6000))
def test_any_seed_and_game_replays(seed: int, game: int) -> None:
    shapes = ((2, 3, 1),) * 7
    first, again = draw(seed, "a", shapes, game, 2), draw(seed, "a", shapes, game + 1, 1)
    assert (first.fact[..., 1:] == again.fact).all()
