"""The debrief's charts and sections: whatever was decided, in both languages, true to the data."""

from __future__ import annotations

import re
from functools import cache
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fivelayer import cases, places
from fivelayer.messages import LANGUAGES, Language
from fivelayer.reports import canvas, games
from fivelayer.reports.debrief import Debrief
from fivelayer.reports.debrief_layers import layers
from fivelayer.reports.figures.games import FIGURES, expected
from fivelayer.reports.figures.games.axis import Axis
from fivelayer.reports.figures.games.support import finding, leads, signed
from fivelayer.reports.games import Opened
from fivelayer.reports.story import Story
from fivelayer.reports.study import OURS, Study, certain
from fivelayer.simulation import worlds
from fivelayer.simulation.analysis.estimate import outcomes
from fivelayer.simulation.decisions import Decisions, Log
from fivelayer.simulation.plan import Move, Plan, Prediction

CASE = cases.load(places.cases() / "qinglan")
WORLD = worlds.load(CASE)
HOSTILE = "<script>alert(1)</script> $\\alpha$ & 'Söhne' 🦄"
PLANS = {
    **WORLD.plans,
    "nothing": Plan(),
    "one round": Plan(rounds=WORLD.plans["sensible"].rounds[:1]),
    "excluded": Plan(rounds=((Move(do="offer_inducement", on="su", by="shen"),),)),
}
SECTIONS = (
    "heading", "summary", "luck", "course", "decisions", "layers", "foresight", "par", "stress", "mark",
    "agenda", "notes",
)  # fmt: skip


@cache
def study(name: str, predicted: bool = False) -> Study:
    log = games.log_of(CASE, PLANS[name], seed=1)
    if predicted:
        reactions = {"su": "up", "tang": "down"}
        said = Prediction(chance=0.9, reactions=reactions)  # type: ignore[arg-type]
        rounds = tuple(one.model_copy(update={"predicted": said}) for one in log.rounds)
        log = log.model_copy(update={"rounds": rounds})
    return Study(Opened(CASE, log, HOSTILE), games=256)


def story(name: str, language: Language = "en", predicted: bool = False) -> Story:
    return Story(study(name, predicted), language)


def drawn(chart: str, of: Story) -> tuple[str, str]:
    figure = FIGURES[chart](of)
    return canvas.title(figure), canvas.svg(figure)


# --- charts -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chart_of_every_game_draws_without_a_warning(plan: str, language: Language) -> None:
    # A missing glyph warns, and warnings are errors.
    for chart in FIGURES:
        title, svg = drawn(chart, story(plan, language))
        assert title
        assert bool(re.search(r"[㐀-鿿]", title)) == (language == "zh"), title
        assert svg.startswith("<?xml")
        assert "<text" not in svg, "letters are outlines: no reader's font is asked for"


@pytest.mark.parametrize("chart", FIGURES)
def test_the_same_game_gives_the_same_picture(chart: str) -> None:
    opened = study("sensible").opened
    one, other = (drawn(chart, Story(Study(opened, games=64), "en")) for _ in range(2))
    assert one == other


def test_the_title_of_the_odds_is_what_the_replays_say() -> None:
    of = story("best_channel")
    share = of.study.replays.reached.mean()
    assert f"in {100 * share:.0f} %" in drawn("odds", of)[0]
    assert of.money(float(of.study.replays.net.mean(dtype=float))) in drawn("odds", of)[0]


def test_decisions_are_told_only_where_luck_cannot_explain_them() -> None:
    told = study("sensible").telling(99)
    assert told
    assert all(certain(one.credit.net) for one in told)
    sizes = [abs(one.credit.net.mean) for one in told]
    assert sizes == sorted(sizes, reverse=True)
    assert drawn("decisions", story("nothing"))[0] == "No single decision can be told from luck"


def test_a_round_is_worth_what_is_lost_by_sitting_it_out() -> None:
    of = study("sensible")
    assert list(of.forks) == [n for n, moves in enumerate(of.plan.rounds, start=1) if moves]
    for number in (1, 4):
        rounds = list(of.plan.rounds)
        rounds[number - 1] = ()
        without = outcomes(
            of.world, Plan(rounds=tuple(rounds), standing=of.plan.standing), of.seed, of.games
        )
        lost = (without.net - of.replays.net).mean(dtype=float)
        assert of.forks[number].net.mean == pytest.approx(lost, abs=1e-3)
        assert of.forks[number].since == number
    largest = max(of.forks, key=lambda n: abs(of.forks[n].net.mean))
    assert drawn("rounds", story("sensible"))[0].startswith(f"Round {largest} decided most")
    assert drawn("rounds", story("nothing"))[0] == "No round was decided"
    assert "it cost" in drawn("rounds", story("excluded"))[0]


def test_the_distance_from_par_is_between_the_plans() -> None:
    of = story("sensible")
    assert of.study.par is not None
    gap = of.study.par[1].net.mean - of.study.mark.odds.net.mean
    assert drawn("par", of)[0] == f"{of.money(gap)} short of par on average"
    best = story(of.study.par[0])
    assert drawn("par", best)[0] == "Your plan is the best one known for this case"
    assert best.study.share_of_par == pytest.approx(1, abs=1e-6)
    assert of.plan(OURS) == "your plan"


def test_stress_names_what_costs_most_first() -> None:
    changes = [change.mean for change in study("sensible").stress.values()]
    assert changes == sorted(changes)
    (kind, name), _ = next(iter(study("sensible").stress.items()))
    title = drawn("stress", story("sensible"))[0]
    assert story("sensible").name(kind, name).casefold() in title.casefold()


def test_the_lead_in_the_title_is_the_lead_of_the_game() -> None:
    of = story("sensible")
    found = leads(of)
    assert len(found) == WORLD.rounds + 1
    title = finding(of)
    assert signed(found[0]) in title
    assert signed(found[-1]) in title
    match = re.search(r"from round (\d+) on", title)
    if match:
        since = int(match[1])
        assert all(lead > 0 for lead in found[since:])
        assert found[since - 1] <= 0


def test_the_plans_chance_ends_at_what_came() -> None:
    for name in ("sensible", "best_channel", "nothing"):
        chances = study(name).chances
        assert len(chances) == WORLD.rounds
        assert chances[-1] == float(study(name).won), "the goal was decided before the last round"


def test_always_saying_ninety_per_cent_is_too_hopeful() -> None:
    of = story("sensible", predicted=True)
    chances = of.study.chances
    rounds = len(of.study.opened.log.rounds)
    assert expected.bias(of) == pytest.approx(0.9 - sum(chances[:rounds]) / rounds)
    assert expected.finding(of).startswith("Too hopeful")
    assert expected.finding(story("sensible")) == "Nobody said beforehand how likely a win was"


@given(low=st.floats(-1e6, 1e6), span=st.floats(1e-3, 1e6), most=st.integers(2, 9))
def test_a_scale_has_few_round_numbers_inside_it(low: float, span: float, most: int) -> None:
    axis = Axis(low, low + span, 0, 100)
    ticks = axis.ticks(most)
    assert len(ticks) <= most + 1
    assert all(-1e-6 <= axis.at(tick) <= 100 + 1e-6 for tick in ticks)


# --- sections -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_section_of_every_game_is_whole_and_escaped(plan: str, language: Language) -> None:
    debrief = Debrief(story(plan, language))
    for name in SECTIONS:
        page = getattr(debrief, name)().shown.get("text/html", "")
        assert "<script" not in page
        assert "debrief." not in page, "a message key instead of words"
        assert not re.search(r"\{\w*\}", page), "a parameter that was not put in"
        if name == "heading":
            assert HOSTILE in unescape(page)
    asked = " ".join(getattr(debrief, n)().shown.get("text/html", "") for n in SECTIONS)
    questions = re.findall(r"<li>([^<]*[?？])</li>", asked)
    assert len(questions) >= 6, "questions, not answers"


def test_the_summary_says_how_much_was_luck() -> None:
    debrief = Debrief(story("best_channel"))
    first, second, *_ = debrief.sentences()
    share = debrief.story.share(debrief.study.mark.odds.reached.mean)
    assert share in first
    assert ("You reached" in first) == debrief.study.won
    assert "your mark" in second
    rest = Debrief(story("one round")).sentences()
    assert rest[-1].startswith("Only the first round was decided")


def test_each_layer_is_told_once_and_asks_something() -> None:
    told = layers(story("sensible"))
    assert [one.name for one in told] == [
        "Information", "Barriers", "Business", "Relationship", "Interest", "Account, team and channel",
    ]  # fmt: skip
    assert all(one.questions and one.worth for one in told)
    counted = sum(int(n) for one in told for n in re.findall(r"(\d+) decisions", one.worth))
    plan = PLANS["sensible"]
    assert counted == sum(map(len, plan.rounds)) + len(plan.standing)


def test_nothing_decided_is_told_as_such() -> None:
    page = Debrief(story("nothing")).course().shown["text/html"]
    assert page.count("no decision") == WORLD.rounds
    told = " ".join(" ".join(one.facts) for one in layers(story("nothing")))
    assert "Never admitted" in told
    assert "Nobody's needs were worked on." in told


def test_surprises_are_the_reactions_that_came_otherwise() -> None:
    debrief = Debrief(story("sensible", predicted=True))
    surprises = [one for one in debrief.study.foresight.reactions if one.surprising]
    page = debrief.foresight().shown["text/html"]
    assert page.count("<tr><td>") == len(surprises) > 0


moves = st.lists(
    st.builds(
        Move,
        do=st.sampled_from(["visit", "meet", "serve_person"]),
        by=st.sampled_from(["jia", "shen"]),
        on=st.sampled_from(["su", "tang", "luo", "fang"]),
    ),
    max_size=2,
).map(tuple)


@settings(max_examples=6, deadline=None)
@given(rounds=st.lists(moves, max_size=12), language=st.sampled_from(LANGUAGES))
def test_any_game_can_be_debriefed(rounds: list[tuple[Move, ...]], language: Language) -> None:
    decided = tuple(Decisions(round=n, moves=one) for n, one in enumerate(rounds, 1))
    log = Log(case=CASE.id, case_version=CASE.file.version, rounds=decided)
    debrief = Debrief(Story(Study(Opened(CASE, log, ""), games=64), language))
    for name in SECTIONS:
        assert getattr(debrief, name)() is not None
    for chart in ("support", "odds", "decisions"):
        assert drawn(chart, debrief.story)[0]
