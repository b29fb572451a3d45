"""The report's charts: their titles agree with the data, and no text can break them."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fivelayer import cases
from fivelayer.choices import BenefitLevel, Part, Step
from fivelayer.marking.result import Result, Score
from fivelayer.messages import LANGUAGES, Language
from fivelayer.reports import canvas, lettering
from fivelayer.reports.account import Account
from fivelayer.reports.figures import (
    FIGURES,
    barriers,
    benefits,
    coverage,
    ladder,
    people,
    standing,
)

DATA = Path(__file__).parents[1] / "report_data"
CASE = cases.load(DATA / "cases" / "yunhe")
EMPTY = {
    "barriers": ("No barrier named yet", "尚未写出任何壁垒"),
    "ladder": ("No step of the customer's project described yet", "尚未描述客户项目走到哪个环节"),
    "people": ("No decision maker named yet", "尚未写出任何决策人"),
    "leader": ("Nobody's support is known yet", "还不知道任何人的支持度"),
    "benefits": ("No benefit named yet", "尚未写出任何利益"),
    "outlook": ("Stage, share and margin are not all given yet", "阶段、份额和利润率还没有写全"),
    "team": ("Nobody looks after a decision maker yet", "还没有人负责任何一位决策人"),
    "fit": ("No person-months given out yet", "还没有分配人月"),
}
HOSTILE = "$\\frac{1}{0}$ <script>alert(1)</script> & \"']]> 🦄\u202e\u0000\ud83d \n#{x} {0} %s"


def result(language: Language) -> Result:
    return Result.model_validate_json((DATA / f"{language}.json").read_bytes())


def account(draft: dict[str, Any] | None = None, language: Language = "en", **more: Any) -> Account:
    changed = dict(more) if draft is None else {"draft": draft, **more}
    return Account(result(language).model_copy(update=changed), CASE, language)


def drawn(name: str, of: Account) -> tuple[str, str]:
    figure = FIGURES[name](of)
    return canvas.title(figure), canvas.svg(figure)


# --- what anybody may type -------------------------------------------------------------------------

words = st.one_of(st.text(max_size=60), st.sampled_from([HOSTILE, "长" * 400, "w" * 900, "$$"]))
numbers = st.one_of(st.decimals(-5, 120, places=2).map(str), st.just("9" * 15), words)
days = st.one_of(
    st.dates().map(str), st.dates().map(lambda d: f"{d:%Y-%m}"[-7:]), st.just("9999"), words
)
supports = st.dictionaries(
    st.sampled_from(["us", "zhongtai", "hengsheng", "nobody"]), st.integers(-2, 2).map(str)
)


def rows(fields: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[list[dict[str, Any]]]:
    row = st.fixed_dictionaries({}, optional=fields)
    many = st.lists(row, max_size=20)
    return many.map(lambda found: [{**r, "id": f"r{n}"} for n, r in enumerate(found)])


lead = {"value": numbers, "unit": st.sampled_from(["working_day", "month", "year", "yuan", "hour"])}
drafts = st.fixed_dictionaries(
    {},
    optional={
        "barriers": st.fixed_dictionaries(
            {
                "entries": rows(
                    {
                        "what": words,
                        "kind": st.sampled_from(["framework", "competitor", "none"]),
                        "hardness": st.sampled_from(["hard", "soft"]),
                        "gate_date": days,
                        "lead_time": st.fixed_dictionaries({}, optional=lead),
                    }
                )
            }
        ),
        "business": st.fixed_dictionaries(
            {
                "ladder": st.dictionaries(
                    st.sampled_from([step.value for step in Step]),
                    st.fixed_dictionaries(
                        {},
                        optional={
                            "reached": st.sampled_from(["not_yet", "under_way", "done"]),
                            "joined": days,
                        },
                    ),
                )
            }
        ),
        "relationship": st.fixed_dictionaries(
            {
                "decision_makers": rows(
                    {
                        "person": words,
                        "post": words,
                        "weight": numbers,
                        "support": supports,
                        "coverage": st.sampled_from(["unknown", "identified", "met", "in_depth"]),
                    }
                )
            }
        ),
        "management": st.fixed_dictionaries(
            {
                "stage": st.sampled_from(["break_through", "consolidate", "occupy", "none"]),
                "expected_share": numbers,
                "expected_margin": numbers,
                "own_barriers": rows({"kind": st.sampled_from(["standards", "none"])}),
            }
        ),
        "team": st.fixed_dictionaries(
            {"members": rows({"name": words, "contacts": st.just(["r1", "r2", "d1"])})}
        ),
        "interest": st.fixed_dictionaries(
            {
                "benefits": rows(
                    {
                        "what": words,
                        "level": st.sampled_from([level.value for level in BenefitLevel]),
                        "for_whom": st.sampled_from(["organisation", "r0", "r19", "x"]),
                        "against": st.sampled_from(["zhongtai", "somebody"]),
                        "why_unique": words,
                    }
                )
            }
        ),
    },
)


@settings(max_examples=40, deadline=None)
@given(draft=drafts, language=st.sampled_from(LANGUAGES), name=st.sampled_from(sorted(FIGURES)))
def test_whatever_was_typed_draws_without_a_warning(
    draft: dict[str, Any], language: Language, name: str
) -> None:
    # A missing glyph warns, and warnings are errors.
    title, svg = drawn(name, account(draft, language))
    assert title
    assert svg.startswith("<?xml")
    assert "<script" not in svg
    assert "<text" not in svg, "letters are outlines: no reader's font is asked for"


@pytest.mark.parametrize("name", sorted(FIGURES))
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_data_gives_the_same_picture(name: str, language: Language) -> None:
    one, other = (drawn(name, account(language=language)) for _ in range(2))
    assert one == other
    assert not re.search(r"<dc:date>|Matplotlib", one[1])


@pytest.mark.parametrize("name", sorted(EMPTY))
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_plan_says_so(name: str, language: Language) -> None:
    title, _ = drawn(name, account({}, language))
    assert title.startswith(EMPTY[name][LANGUAGES.index(language)])


def test_without_a_case_the_charts_do_without_its_names() -> None:
    alone = Account(result("en"), None, "en")
    assert list(alone.parties) == ["us", "zhongtai", "hengsheng"]
    for name in FIGURES:
        assert drawn(name, alone)[0]


# --- titles and data -------------------------------------------------------------------------------


@settings(max_examples=150, deadline=None)
@given(draft=drafts)
def test_who_leads_is_who_has_the_highest_total(draft: dict[str, Any]) -> None:
    of = account(draft)
    title = standing.finding(of)
    totals = {row.party: row.total for row in standing.standings(of)}
    looked_for = {row.party for row in standing.standings(of) if row.known}
    expected = {party: Decimal(0) for party in totals}
    for row in of.plan.relationship.decision_makers:
        for party in expected:
            expected[party] += (row.weight or 0) * (row.support.get(party) or 0) / Decimal(100)
    assert totals == expected
    rivals = {party: totals[party] for party in looked_for - {"us"}}
    if title.startswith("We lead"):
        assert totals["us"] > max(rivals.values())
    elif title.startswith("Nobody leads"):
        assert totals["us"] == max(rivals.values())
    elif rivals:
        assert totals["us"] < max(rivals.values())
        assert title.startswith(of.parties[max(rivals, key=rivals.__getitem__)])
    else:
        assert "nobody has looked" in title or "Nobody's support" in title


@settings(max_examples=150, deadline=None)
@given(draft=drafts)
def test_gates_said_to_be_missed_are(draft: dict[str, Any]) -> None:
    of = account(draft)
    found = barriers.gates(of)
    assert len(found) == len(of.plan.barriers.entries)
    assert of.today is not None
    for gate in found:
        if gate.missed:
            assert gate.closes is not None
            late = gate.ready is not None and gate.ready > gate.closes
            assert gate.closes < of.today or late
    title = barriers.finding(of) if found else ""
    assert ("no longer be reached" in title) == any(gate.missed for gate in found)


def gate(gate_date: str, value: str, unit: str = "working_day") -> barriers.Gate:
    entry = {"id": "b1", "gate_date": gate_date, "lead_time": {"value": value, "unit": unit}}
    return barriers.gates(account({"barriers": {"entries": [entry]}}))[0]


def test_a_month_counts_to_its_last_day_and_working_days_skip_weekends() -> None:
    # Today is Monday, 2 March 2026.
    assert gate("2026-03-13", "9").spare == 0
    assert gate("2026-03-13", "10").spare == -3
    assert not gate("2026-03", "20").missed
    assert gate("2026-02", "1").missed
    assert gate("2026-03-13", "9", "yuan").spare is None


@settings(max_examples=150, deadline=None)
@given(draft=drafts)
def test_the_ladder_counts_what_was_reached_and_joined(draft: dict[str, Any]) -> None:
    of = account(draft)
    reached = [rung for rung in ladder.rungs(of) if rung.is_reached]
    title = ladder.finding(of)
    if reached:
        assert f"at step {reached[-1].number} (" in title
        ours = sum(rung.joined is not None for rung in reached)
        assert ("took part in" in title) == (ours > 0 and len(reached) > 1)
        assert ("without us" in title) == (ours == 0)


@settings(max_examples=150, deadline=None)
@given(draft=drafts)
def test_the_heaviest_stands_first_and_unmet_is_said(draft: dict[str, Any]) -> None:
    of = account(draft)
    found = people.people(of)
    weights = [row.weight for row in found]
    given_weights = [weight for weight in weights if weight is not None]
    assert weights == sorted(given_weights, reverse=True) + [None] * weights.count(None)
    assert 0 <= people.ahead(of) <= sum(given_weights)
    if people.finding(of).startswith("Not met yet"):
        assert found[0].coverage not in ("met", "regular", "in_depth")


@settings(max_examples=150, deadline=None)
@given(draft=drafts)
def test_a_benefit_is_unique_only_against_a_named_rival_with_a_reason(
    draft: dict[str, Any],
) -> None:
    of = account(draft)
    everything = of.plan.interest.benefits
    unique = [b for b in everything if b.against and b.why_unique]
    assert sum(map(len, benefits.by_level(of).values())) == len(everything)
    if len(everything) > 1:
        assert benefits.finding(of).startswith(f"{len(unique)} of {len(everything)} benefits")


def test_coverage_adds_up_to_what_the_marking_gave() -> None:
    of = account()
    for band in coverage.bands(of.result):
        assert sum(band.stakes.values()) == band.of
        assert band.points == of.result.parts[band.part].points
    assert coverage.finding(of) == "Most points are still open in Barriers: 9 of 31"


def test_coverage_names_every_layer_where_most_is_open() -> None:
    parts = {
        part: Score(points=Decimal(8), of=Decimal(20)) for part in (Part.BARRIERS, Part.BUSINESS)
    }
    of = account(parts=parts)
    expected = "Most points are still open in Barriers and Business: 12 each, 24 in all"
    assert coverage.finding(of) == expected


# --- lettering -------------------------------------------------------------------------------------


@settings(max_examples=300)
@given(text=words, room=st.floats(20, 300), size=st.sampled_from([8.0, 9.0, 12.0]))
def test_lines_keep_to_their_room_and_lose_nothing_unseen(
    text: str, room: float, size: float
) -> None:
    broken = lettering.lines(text, room, size, most=3)
    assert all(lettering.width(line, size) <= room + 1e-6 for line in broken)
    assert len(broken) <= 3
    if broken and not broken[-1].endswith(("…", "...")):
        assert "".join(broken).replace(" ", "") == lettering.drawable(text).replace(" ", "")


@given(text=words)
def test_every_character_drawn_has_a_glyph(text: str) -> None:
    shown = lettering.drawable(text)
    assert all(ord(char) in lettering._glyphs() for char in shown)
    assert lettering.drawable(shown) == shown


def test_chinese_punctuation_never_opens_a_line() -> None:
    text = "许可答复由三天缩短到两小时，（领导）很满意。" * 3
    for room in range(30, 200, 7):
        broken = lettering.lines(text, room, 9.0, most=99)
        assert not any(line[0] in "，。）" for line in broken[1:]), broken
        assert not any(line.endswith("（") for line in broken[:-1]), broken


def test_a_character_without_a_glyph_shows() -> None:
    assert lettering.drawable("A🦄B") == "A□B"
    assert lettering.drawable("$x^2$") == "$x^2$"
