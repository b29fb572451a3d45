"""A portfolio's form and figure: lines begun when first written in, and what the person-months bring."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fivelayer import cases, places, portfolio
from fivelayer.activity import Activity
from fivelayer.choices import Part
from fivelayer.cli import main
from fivelayer.draft import read
from fivelayer.messages import LANGUAGES, Language
from fivelayer.record import Who
from fivelayer.views import lesson, playing, progress
from fivelayer.views.notebook import Here
from fivelayer.views.portfolio import Portfolio
from fivelayer.views.session import Session, Shared

CASE = cases.load(places.cases() / "jianglin")
WHALE, WATER = "fit.accounts.a01", "fit.accounts.a08"


def activity(folder: Path, language: Language = "en") -> Activity:
    who = Who(team="alpha", trainee="Li Na")
    return Activity.open(CASE, "course", (Part.FIT,), language, folder, who)


def state(made: Session) -> dict[str, Any]:
    shown = made.figures[Part.FIT]._shown
    return {name.removeprefix("state."): value for name, value in shown.items()}


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    made = Session(Shared.of(activity(tmp_path), tmp_path), (Part.FIT,), "en")
    for widget in made.widgets:
        monkeypatch.setattr(widget, "send", lambda *_: None)
    return made


def test_a_line_begins_when_it_is_first_written_in_and_is_called_as_the_list_calls_it(
    tmp_path: Path,
) -> None:
    work = activity(tmp_path, "zh")
    assert work.draft == {}
    work.change(f"{WATER}.tier", "strategic")
    work.cite(f"{WHALE}.reason", "D4:5")
    rows = {row["id"]: row for row in work.draft["fit"]["accounts"]}
    assert rows["a08"] == {"id": "a08", "customer": "江临水务", "tier": "strategic"}
    assert rows["a01"] == {"id": "a01", "customer": "白鲸乐园", "lines": ["D4:5"]}
    assert work.undo()
    assert [row["id"] for row in work.draft["fit"]["accounts"]] == ["a08"]
    assert work.redo()
    assert len(work.draft["fit"]["accounts"]) == 2


def test_no_line_begins_for_nothing_or_for_nobody(tmp_path: Path) -> None:
    work = activity(tmp_path)
    for path, value in ((f"{WATER}.tier", ""), ("fit.accounts.a25.tier", "top")):
        with contextlib.suppress(KeyError):  # refused, or without effect
            work.change(path, value)
    assert work.draft == {}


def test_the_form_takes_a_change_of_a_line_not_begun(session: Session) -> None:
    form = session.forms[Part.FIT]
    form.receive({"kind": "change", "seq": 1, "path": f"{WHALE}.verdict", "value": "full"})
    form.receive({"kind": "change", "seq": 2, "path": f"{WHALE}.months", "value": "3"})
    (row,) = session.activity.draft["fit"]["accounts"]
    assert (row["customer"], row["verdict"], row["months"]) == ("White Whale Park", "full", "3")
    (bar,) = state(session)["bars"]
    assert (bar["name"], bar["months"], bar["gain"]) == ("White Whale Park", 3, 81)
    form.receive({"kind": "change", "seq": 3, "path": f"{WHALE}.gain.value", "value": "-18 万元"})
    (bar,) = state(session)["bars"]
    assert (bar["gain"], bar["repays"]) == (-18, False)
    assert any("White Whale Park" in said for said in state(session)["said"])


def test_what_there_is_and_what_is_given_out_are_compared(session: Session) -> None:
    form = session.forms[Part.FIT]
    form.receive({"kind": "change", "seq": 1, "path": "fit.months", "value": "2"})
    form.receive({"kind": "change", "seq": 2, "path": f"{WATER}.months", "value": "2.5"})
    assert "0.5 more" in " ".join(state(session)["said"])


def test_the_tool_is_asked_with_weights_and_nobodys_plan_changes(session: Session) -> None:
    figure = session.figures[Part.FIT]
    assert state(session)["tool"] is None if "tool" in state(session) else True
    before = session.activity.draft
    figure.receive(
        {"kind": "try", "weights": {"worth": 40, "growth": 20, "ability": 20, "ease": 20}}
    )
    usual = state(session)["tool"]
    assert len(usual) == 24
    figure.receive({"kind": "try", "weights": {"worth": 0, "growth": 100, "ability": 0, "ease": 0}})
    assert state(session)["tool"] != usual
    figure.receive({"kind": "try", "follow": True})
    assert state(session)["tool"] is None
    assert session.activity.draft == before


@given(st.dictionaries(st.text(max_size=8), st.one_of(st.floats(), st.text(), st.none())))
def test_no_message_breaks_the_tool(weights: dict[str, Any]) -> None:
    figure = Portfolio(Portfolio.made_spec("en"), lambda *_: None)
    figure.accounts = CASE.accounts[:4]
    figure.tried = {"kind": "try", "weights": weights}
    shown = figure.state(read({}).plan, {}, "en")
    assert len(shown["tool"]) == 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentences_are_in_the_readers_language(language: Language) -> None:
    sample = CASE.sample("weak" if language == "en" else "weak-zh")
    figure = Portfolio(Portfolio.made_spec(language), lambda *_: None)
    figure.accounts = CASE.accounts
    said = figure.state(read(sample.draft).plan, {}, language)["said"]
    assert said
    assert all(text.isascii() for text in said) == (language == "en")


def test_one_customer_is_weighed_too() -> None:
    fit = {"cost": {"value": "6", "unit": "person_month"}, "gain": {"value": "50 万元"}}
    one = portfolio.of_one(read({"fit": fit}).plan)
    assert one is not None
    assert (one.cost, one.gain, one.repays) == (240_000, 500_000, True)
    assert portfolio.of_one(read({"fit": {"gain": {"value": "5"}}}).plan) is None


def test_progress_counts_the_depth_of_each_customer(tmp_path: Path) -> None:
    made = Session(Shared.of(activity(tmp_path), tmp_path), (Part.FIT,), "en")
    done, of, first = progress.open_fields(made.specs[Part.FIT], {})
    assert (done, of, first) == (0, 24 + 3, "fit.months")


def test_a_lesson_on_a_portfolio_asks_for_no_layer(tmp_path: Path) -> None:
    page = lesson.lesson("fit", "jianglin", Here(tmp_path, "en"))
    assert page.children
    work = Shared._open[(tmp_path.resolve(), "jianglin", "course")].activity
    assert work.parts == (Part.FIT,)


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_no_game_and_that_is_said(
    tmp_path: Path, language: Language, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = playing.page("jianglin", Here(tmp_path, language))
    assert CASE.file.name[language] in shown.spec["text"]
    assert main(["odds", "jianglin", "--lang", language]) == 2
    assert "jianglin" in capsys.readouterr().err
