"""The marking desk without a browser: orders, marks, second markers, rulings; names stay where they are."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from marked_folder import RULE, SAID, TEAMS, build

import fivelayer
from fivelayer import marking
from fivelayer.authoring.check import check
from fivelayer.gradebook import MACHINE
from fivelayer.gradebook.desk import Desk, unnamed
from fivelayer.gradebook.settings import SETTINGS, Settings
from fivelayer.messages import LANGUAGES, Language
from fivelayer.problems import Cannot, Problems
from fivelayer.views import desk as page
from fivelayer.views.desk_words import Worded
from fivelayer.views.notebook import Here

NAME = ("qinglan", "course", RULE)
WORDING = "gathers the records of every office"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A marked folder, of which every test gets its own gradebook."""
    return build(tmp_path_factory.mktemp("desk"))


@pytest.fixture
def marks(built: Path, tmp_path: Path) -> Path:
    """The folder of marks and, beside it, the case."""
    shutil.copytree(built.parent, tmp_path / "place")
    return tmp_path / "place" / "marks"


def sit(marks: Path, by: str = "Wang", **options: Any) -> Desk:
    """A desk on a criterion."""
    desk = Desk(Settings.of(str(marks), (marks.parent / "cases",), by))
    desk.choose(**options)
    desk.open(NAME)
    return desk


def order(desk: Desk) -> list[int]:
    return [answer.work.id for answer in desk.queue]


# --- order and names ---------------------------------------------------------------------------


def test_the_order_is_each_markers_own_and_the_same_tomorrow(marks: Path) -> None:
    plain = order(sit(marks, shuffled=False))
    mine = order(sit(marks))
    assert mine == order(sit(marks))
    assert sorted(mine) == sorted(plain)
    assert mine not in (plain, order(sit(marks, by="Li")))


def test_turning_the_shuffle_off_stays_with_the_answer_looked_at(marks: Path) -> None:
    desk = sit(marks)
    desk.go(4)
    held = desk.answer.work.id
    desk.choose(shuffled=False)
    assert desk.answer.work.id == held


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_name_goes_to_the_browser_while_names_are_hidden(
    marks: Path, language: Language
) -> None:
    session = opened(marks, language)
    sent = listen(session)
    press(session, "hello")
    press(session, "open", name=list(NAME))
    for _ in TEAMS:
        press(session, "flag", key=session.desk.key_of(session.desk.answer))
        press(session, "mark", key=session.desk.key_of(session.desk.answer), points="1")
        press(session, "go")
    press(session, "apart", name=list(NAME))
    press(session, "list")
    everything = json.dumps(sent, ensure_ascii=False)
    assert len(sent) > 20
    assert not [team for team in TEAMS if team in everything]
    assert "Member" not in everything
    press(session, "open", name=list(NAME))
    press(session, "options", anonymous=False)
    assert any(team in json.dumps(sent[-3:], ensure_ascii=False) for team in TEAMS)


def test_a_name_is_taken_out_of_what_they_wrote(marks: Path) -> None:
    desk = sit(marks)
    work = replace(desk.answer.work, team="Cedar", trainee="李娜", workshop="")
    assert unnamed("Cedar's plan, by 李娜 of CEDAR; cedarwood stays", work) == (
        "…'s plan, by … of …; cedarwood stays"
    )


# --- deciding ----------------------------------------------------------------------------------


def test_a_mark_is_in_the_gradebook_at_once_and_comes_back(marks: Path) -> None:
    desk = sit(marks)
    work = desk.answer.work.id
    desk.decide(Decimal("1.5"), "good")
    other = sit(marks, by="Li")
    mark = next(each for each in other.book.official(work) if each.rule == RULE)
    assert (mark.points, mark.by, mark.comment) == (Decimal("1.5"), "Wang", "good")
    other.go_to(desk.key_of(desk.answer))
    held = other.held(other.answer)
    assert held
    assert held.points == Decimal("1.5")


def test_undo_goes_back_mark_by_mark_and_answer_by_answer(marks: Path) -> None:
    desk = sit(marks)
    first = desk.answer.work.id
    desk.decide(Decimal(1))
    desk.decide(Decimal(2))
    desk.go(1)
    desk.accept()
    assert desk.undo()
    assert desk.own(desk.answer) is None
    assert desk.undo()
    assert desk.answer.work.id == first
    own = desk.own(desk.answer)
    assert own
    assert own.points == 1
    assert desk.undo()
    assert desk.answer.official.by == MACHINE
    assert not desk.undo()
    kinds = [entry.kind for entry in desk.book.history(first, RULE)]
    assert kinds.count("withdrawn") == 2, "nothing is taken out of the history"


def test_impossible_points_are_refused_and_nothing_is_kept(marks: Path) -> None:
    desk = sit(marks)
    for points in ("2.5", "-1", "0.3"):
        with pytest.raises(Cannot):
            desk.decide(Decimal(points))
    assert desk.own(desk.answer) is None


def test_going_on_visits_every_answer_that_is_still_to_be_marked(marks: Path) -> None:
    desk = sit(marks)
    desk.go(5)
    seen = set()
    for _ in TEAMS:
        seen.add(desk.answer.work.id)
        desk.decide(Decimal(1))
        desk.go_on()
    assert seen == set(order(desk))
    assert not desk.go_on()


def test_only_what_is_asked_for_is_shown(marks: Path) -> None:
    desk = sit(marks)
    desk.decide(Decimal(1))
    desk.go(1)
    desk.flag()
    flagged = desk.answer.work.id
    desk.choose(only="open")
    assert len(desk.queue) == len(TEAMS) - 1
    desk.choose(only="flagged")
    assert order(desk) == [flagged]
    assert next(row for row in desk.rows() if row.name == NAME).flagged == 1
    desk.flag()
    desk.choose(only="flagged")
    assert desk.queue == []


def test_comments_are_kept_by_criterion(marks: Path) -> None:
    desk = sit(marks)
    desk.keep_comment("Say whose data.")
    assert sit(marks, by="Li").comments() == ["Say whose data."]
    desk.open(("qinglan", "course", "headcount"))
    assert desk.comments() == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_criterion_shows_what_was_written_in_words(marks: Path, language: Language) -> None:
    desk = sit(marks, anonymous=False, shuffled=False)
    worded = Worded(desk, language)
    rows = desk.rows()
    assert len(rows) > 100
    for row in rows:
        desk.open(row.name)
        # Bridge handed in the model answer, which has something in every field.
        desk.at = next(n for n, each in enumerate(desk.queue) if each.work.owner == "Bridge")
        shown = worded.answer()
        assert shown["label"] == desk.answer.work.owner
        assert any(each["pieces"] for each in shown["fields"]), row.name
        assert all(text for _, text in shown["evidence"]), row.name
        assert json.dumps(shown)


# --- second markers ----------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_second_marker_sees_the_first_mark_only_after_giving_one(
    marks: Path, language: Language
) -> None:
    first = sit(marks)
    first.decide(Decimal("0.5"), "first's own comment")
    second = sit(marks, by="Li", second=True)
    second.go_to(first.key_of(first.answer))
    before = Worded(second, language).answer()
    assert "Wang" not in json.dumps(before)
    assert "first's own comment" not in json.dumps(before)
    assert before["mark"] is None
    second.decide(Decimal(2))
    after = Worded(second, language).answer()
    assert (after["theirs"]["by"], after["theirs"]["points"]) == ("Wang", "0.5")
    assert after["mark"]["points"] == "2"
    official = second.book.official(second.answer.work.id)
    assert next(m for m in official if m.rule == RULE).points == Decimal("0.5")


def test_nobody_is_their_own_second_marker(marks: Path) -> None:
    desk = sit(marks)
    desk.decide(Decimal(1))
    desk.choose(second=True)
    with pytest.raises(Cannot):
        desk.decide(Decimal(2))


def test_a_difference_is_listed_until_it_is_settled(marks: Path) -> None:
    first = sit(marks)
    first.decide(Decimal("0.5"))
    second = sit(marks, by="Li", second=True)
    second.go_to(first.key_of(first.answer))
    second.decide(Decimal(2))
    pairs = first.apart(NAME)
    assert [(p.first.points, p.second.points) for p in pairs] == [(Decimal("0.5"), Decimal(2))]
    assert next(row for row in first.rows() if row.name == NAME).apart == 1
    first.settle(pairs[0], Decimal("1.5"), "read together")
    assert first.apart(NAME) == []
    mark = next(m for m in first.book.official(pairs[0].work.id) if m.rule == RULE)
    assert (mark.points, mark.why) == (Decimal("1.5"), "settled: read together")
    row = next(row for row in first.rows() if row.name == NAME)
    assert (row.apart, row.markers.n, row.machine.n) == (0, 1, 1)


# --- rulings -----------------------------------------------------------------------------------


def at_the_answer(marks: Path, words: str) -> Desk:
    desk = sit(marks)
    desk.at = next(n for n, a in enumerate(desk.queue) if words in a.finding.quote)
    return desk


def test_a_wording_is_previewed_written_and_taken_up(marks: Path) -> None:
    desk = at_the_answer(marks, WORDING)
    work = desk.answer.work.id
    before = desk.answer.official.machine
    seen = desk.preview("shares_data", WORDING, "says the same")
    file = marks.parent / "cases" / "qinglan" / "rulings.yaml"
    assert seen.file == file
    assert not file.exists(), "a preview writes nothing"
    assert work in [each.work.id for each in seen.touched]
    assert not seen.misses
    assert seen.samples == ()
    changed = desk.accept_wording()
    assert changed == SAID.index(next(s for s in SAID if WORDING in s)) >= 2
    assert file.read_text("utf-8") == seen.text
    assert check(file.parent).problems == ()
    assert desk.answer.work.id == work
    assert before is not None
    assert desk.answer.official.machine == before + 1
    assert "+1." in desk.answer.work.key_version
    assert not [team for team in TEAMS if team in seen.text], "whose answer it was is not written"
    # Marking anew gives the same.
    results = marking.mark_folder(marks.parent / "handed-in", marks, [marks.parent / "cases"])
    assert {each.key_version for each in results} == {desk.answer.work.key_version}


def test_a_persons_mark_survives_a_ruling(marks: Path) -> None:
    desk = at_the_answer(marks, WORDING)
    desk.decide(Decimal(2))
    desk.preview("shares_data", WORDING, "says the same")
    desk.accept_wording()
    assert (desk.answer.official.points, desk.answer.official.by) == (Decimal(2), "Wang")


def test_where_the_case_cannot_be_written_the_ruling_stands_beside_the_marks(
    marks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    desk = at_the_answer(marks, WORDING)
    seen = desk.preview("shares_data", WORDING, "says the same")
    assert seen.file == marks / "rulings" / "qinglan.yaml"
    assert desk.accept_wording() >= 1
    results = marking.mark_folder(marks.parent / "handed-in", marks, [marks.parent / "cases"])
    assert {"+1." in each.key_version for each in results} == {True}


def test_a_ruling_on_another_answers_words_says_so(marks: Path) -> None:
    desk = at_the_answer(marks, SAID[4])
    assert desk.preview("shares_data", WORDING, "says the same").misses


@pytest.mark.parametrize(
    ("target", "wording", "why"),
    [
        ("shares_data", "the", "short"),
        ("shares_data", WORDING, ""),
        ("nobody", WORDING, "no such idea"),
        ("shares_data", "窗", "short"),
    ],
)
def test_what_cannot_be_accepted_is_said_before_anything_is_written(
    marks: Path, target: str, wording: str, why: str
) -> None:
    desk = at_the_answer(marks, WORDING)
    with pytest.raises((Cannot, Problems)) as refused:
        desk.preview(target, wording, why)
    for language in LANGUAGES:
        assert refused.value.words(language)
    with pytest.raises(Cannot):
        desk.accept_wording()


def test_a_file_changed_since_the_preview_is_left_alone(marks: Path) -> None:
    desk = at_the_answer(marks, WORDING)
    seen = desk.preview("shares_data", WORDING, "says the same")
    seen.file.write_text("# somebody else was here\n", encoding="utf-8")
    with pytest.raises(Cannot):
        desk.accept_wording()
    assert seen.file.read_text("utf-8") == "# somebody else was here\n"


# --- opening -----------------------------------------------------------------------------------


def test_the_notebooks_verbs_stay_verbs_once_everything_is_loaded() -> None:
    # A module `fivelayer.<verb>` would take the verb's place when it is first imported.
    for verb in set(fivelayer.__all__) - {"__version__"}:
        assert find_spec(f"fivelayer.{verb}") is None
        assert callable(getattr(fivelayer, verb))


def test_a_folder_without_marks_is_named(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(Cannot) as cannot:
            Settings.of(str(place))
        assert str(place) in cannot.value.words("zh")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_notebook_with_no_gradebook_beside_says_what_to_do(
    tmp_path: Path, language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(SETTINGS, raising=False)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    shown = page.page(Here(tmp_path, language))
    assert "fivelayer mark" in shown.spec["text"]


# --- the widget --------------------------------------------------------------------------------


def opened(marks: Path, language: Language) -> page.Session:
    settings = Settings.of(str(marks), (marks.parent / "cases",), "Wang")
    return page.Session(Desk(settings), Here(marks, language))


def listen(session: page.Session) -> list[Any]:
    sent: list[Any] = [session.view.spec]
    session.view.send = sent.append  # type: ignore[method-assign]
    return sent


def press(session: page.Session, kind: str, **data: Any) -> None:
    session.view.receive({"kind": kind, "seq": 1, **data})


def test_what_a_browser_should_not_send_changes_nothing(marks: Path) -> None:
    session = opened(marks, "en")
    sent = listen(session)
    press(session, "open", name=list(NAME))
    key = session.desk.key_of(session.desk.answer)
    for odd in ("1e1", "NaN", "１", "", "3/2", "1.25", None, ["1"]):
        press(session, "mark", key=key, points=odd)
    press(session, "mark", key="another", points="1")
    press(session, "open", name="qinglan")
    press(session, "__class__")
    press(session, "take")
    for message in odd_messages():
        session.view.receive(message)
    assert not any(session.desk.is_done(answer) for answer in session.desk.queue)
    assert sent


def odd_messages() -> Iterator[Any]:
    yield from ([], "mark", {"kind": 3}, {"kind": "options", "anonymous": "no", "only": "x"})
