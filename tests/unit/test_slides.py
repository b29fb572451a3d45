"""The cohort's debrief as slides: what is told of games and marks, however little there is; both languages."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fivelayer import cases, places
from fivelayer.cases import Case
from fivelayer.messages import LANGUAGES, Language, text
from fivelayer.reports import slides
from fivelayer.reports.cohort import Work
from fivelayer.reports.cohort_debrief import Cohort, Found, Player, Split, cohorts, of_folders
from fivelayer.reports.games import log_of, of_game
from fivelayer.reports.slides import About
from fivelayer.reports.study import Study
from fivelayer.simulation import worlds
from fivelayer.simulation.decisions import Decisions
from fivelayer.simulation.plan import Expectation, Move, Plan, Prediction

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
REACTIONS: tuple[Expectation, ...] = ("up", "same", "down")
GAMES = 64


@pytest.fixture(scope="module")
def case() -> Case:
    found: Case = cases.find("qinglan", [places.cases()])
    return found


def game(case: Case, plan: Plan, chance: Random | None = None) -> dict[str, object]:
    """A game as a record carries it; with `chance`, some decisions left out, and predictions."""
    rounds = []
    for number, moves in enumerate(plan.rounds, 1):
        kept = tuple(m for m in moves if not m.when and (chance is None or chance.random() < 0.8))
        met = {m.on for m in kept if m.do == "meet" and m.on}
        said = chance and Prediction(
            chance=round(chance.random(), 2),
            reactions={who: chance.choice(REACTIONS) for who in sorted(met)},
        )
        rounds.append(Decisions(round=number, moves=kept, predicted=said or None))
    log = log_of(case, plan).model_copy(update={"rounds": tuple(rounds), "standing": ()})
    return {"log": log.model_dump(mode="json", by_alias=True)}


@cache
def study(plan: int, *, alike: bool, predict: bool) -> Study:
    found = cases.find("qinglan", [places.cases()])
    plans = list(worlds.load(found).plans.values())
    chance = Random(plan) if predict else None  # noqa: S311  which decisions a test leaves out
    whole = game(found, plans[plan], None if alike else chance)
    return Study(of_game(whole, found, "x"), GAMES)


def cohort(case: Case, names: list[str], *, alike: bool = False, predict: bool = True) -> Cohort:
    studies = [
        study(0 if alike else n % 4, alike=alike, predict=predict) for n in range(len(names))
    ]
    pairs = zip(names, studies, strict=True)
    return Cohort(case, tuple(Player(name, n, one) for n, (name, one) in enumerate(pairs)))


def kinds(html: str) -> list[str]:
    return re.findall(r'<section class="(\w+)"', html)


def page(played: list[Cohort], language: Language, **about: tuple[str, ...]) -> str:
    teams = tuple(one.team for each in played for one in each.players)
    there = About(**{"title": HOSTILE, "date": "2027-03-08", "teams": teams, **about})  # type: ignore[arg-type]
    return slides.page(there, played, [], language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_cohort_is_told_slide_by_slide(case: Case, language: Language) -> None:
    names = ["Cedar", "松岭队", HOSTILE, "北渡队"]
    html = page([cohort(case, names)], language, absent=("Willow",), lost=(HOSTILE,))
    told = kinds(html)
    assert told[:2] == ["first", "outcome"]
    assert told.count("decision") == 3
    assert told[5:] == ["by_layer", "chances", "surprises", "close"]
    assert "Willow" in html
    assert "松岭队" in html
    assert "<script>alert" not in html
    assert "<img" not in html
    assert ">None<" not in html
    assert html.count('class="ask"') >= 5


def test_nothing_is_loaded_and_only_our_script_may_run(case: Case) -> None:
    html = page([cohort(case, ["A", "B"])], "en")
    assert not re.findall(r"<[a-z][^>]*\s(?:src|href)=|url\(|@import|https?:", html)
    (script,) = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in html
    assert "default-src 'none'" in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_there_is_little_of_is_said(case: Case, language: Language) -> None:
    assert kinds(page([], language)) == ["first", "empty", "close"]
    assert kinds(page([cohort(case, ["A"])], language))[:3] == ["first", "outcome", "empty"]
    alike = kinds(page([cohort(case, ["A", "B"], alike=True)], language))
    assert alike == ["first", "outcome", "empty", "empty", "empty", "close"]
    without = kinds(page([cohort(case, ["A", "B"], predict=False)], language))
    assert without[-3:] == ["empty", "empty", "close"]
    assert kinds(slides.page(About("x", "", ()), [], [Work("qinglan", "course")], language)) == [
        "first", "empty", "close"
    ]  # fmt: skip


def test_sixty_teams_are_counted_and_their_tables_go_on(case: Case) -> None:
    few = cohort(case, [f"Team {n}" for n in range(4)])
    players = tuple(Player(f"Team {n}", n, few.players[n % 4].study) for n in range(60))
    html = page([Cohort(case, players)], "en")
    assert kinds(html).count("outcome") == 8
    assert 'class="many"' in html


def test_games_are_found_in_records_and_of_each_team_the_latest(case: Case, tmp_path: Path) -> None:
    from fivelayer.record import Identity, Record
    from fivelayer.record.form import canonical

    plans = worlds.load(case).plans
    for folder, team, revision, plan in (
        ("one", "Cedar", 3, "sensible"),
        ("two", "CEDAR", 9, "best_channel"),
        ("three", "Harbour", 1, "sensible"),
    ):
        who = Identity(
            team=team,
            trainee="",
            workshop="w",
            case="qinglan",
            case_version="1.0.0",
            activity="course",
        )
        record = Record(
            identity=who, revision=revision, time="2031-03-04T10:00:00Z", device="d", language="en",
            draft={}, game=game(case, plans[plan]),
        )  # fmt: skip
        place = tmp_path / folder / "records" / team.casefold() / "qinglan--course.json"
        place.parent.mkdir(parents=True)
        place.write_bytes(canonical(record.model_dump(mode="json")))
    (tmp_path / "one" / "records" / "cedar" / "broken--course.json").write_text("{")
    (tmp_path / "x.ipynb").write_text(json.dumps({"cells": []}))
    found = list(of_folders([tmp_path]))
    made, lost = cohorts([*found, Found("Lost", "qinglan", 1, {"log": {"case": "no"}})], [])
    assert [one.team for one in made[0].players] == ["CEDAR", "Harbour"]
    assert made[0].players[0].study.plan.rounds == log_rounds(plans["best_channel"])
    assert lost == ["Lost"]


def log_rounds(plan: Plan) -> tuple[tuple[object, ...], ...]:
    return tuple(tuple(m for m in moves if not m.when) for moves in plan.rounds)


whens = st.dictionaries(st.integers(0, 7), st.integers(1, 10), min_size=1)


@given(whens)
def test_teams_are_apart_where_some_did_it_or_at_another_time(when: dict[int, int]) -> None:
    split = Split("meet", "su", when, 10, 8, (1.0,) * len(when))
    together = len(when) == 8 and len(set(when.values())) == 1
    assert (split.apart == 0) == together
    assert 0 <= split.apart <= 2
    halves = Split("meet", "su", dict.fromkeys(range(4), 3), 10, 8, (1.0,) * 4)
    if len(set(when.values())) == 1:
        assert split.apart <= halves.apart


def test_the_three_decisions_are_of_different_layers_where_there_are_any(case: Case) -> None:
    found = cohort(case, ["A", "B", "C", "D"])
    top = found.top()
    assert len({one.layer for one in top}) == len(top) == 3
    assert [found.splits.index(one) for one in top] == sorted(
        found.splits.index(one) for one in top
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_all_did_at_another_time_is_told_by_when(case: Case, language: Language) -> None:
    early = Plan(rounds=((Move(do="visit", on="su", by="shen"),),))
    late = Plan(rounds=((), *early.rounds))
    players = [
        Player(name, n, Study(of_game(game(case, plan), case, name), GAMES))
        for n, (name, plan) in enumerate((("A", early), ("B", late)))
    ]
    html = page([Cohort(case, tuple(players))], language)
    assert kinds(html).count("decision") == 1
    assert text("slides.decision.early", language, n=2, teams=1) in html
    assert text("slides.decision.late", language, n=2, teams=1) in html
