"""What the board sends and takes: messages in, messages and a record out; hostile ones do nothing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fivelayer import cases, places
from fivelayer.activity import Activity
from fivelayer.choices import Part
from fivelayer.game_sheet import Sheet
from fivelayer.messages import LANGUAGES, Language
from fivelayer.play import Host
from fivelayer.record import Who
from fivelayer.views import board as wording
from fivelayer.views.playing import Playing
from fivelayer.views.session import Session, Shared

Message = dict[str, Any]
TALK = {"do": "meet", "by": "shen", "on": "su", "say": "ledger"}


class Table:
    """A board and everything that it sends."""

    def __init__(
        self, folder: Path, language: Language, monkeypatch: pytest.MonkeyPatch, kit: Path | None
    ) -> None:
        case = cases.load(kit or places.cases() / "qinglan")
        self.work = Activity.open(case, "course", list(Part), language, folder, Who(team="alpha"))
        self.session = Session(Shared.of(self.work, folder), (), language)
        self.playing = Playing(self.session)
        self.state: Message = {}
        self.bar: list[Message] = []
        monkeypatch.setattr(self.playing.board, "send", self.hear)
        monkeypatch.setattr(self.session.bar, "send", self.bar.append)
        self.session.bar.receive({"kind": "hello", "notebook": True, "language": language})
        self.tell("hello")
        self.seq = 0

    def hear(self, message: Message, _buffers: object = None) -> None:
        if message["kind"] == "state":
            self.state.update(message)

    def tell(self, kind: str, **data: Any) -> Message:
        self.state.pop("said", None)
        self.playing.board.receive({"kind": kind, **data})
        return self.state

    def commit(self) -> Message:
        at, tray = self.state["at"], self.state["tray"]
        return self.tell("commit", seq=9, round=at["round"], digest=tray["digest"])

    @property
    def moves(self) -> list[str]:
        return [move["name"] for move in self.state["tray"]["moves"]]


Open = Callable[..., Table]


@pytest.fixture(scope="module")
def tables() -> Any:
    return Host(cases.load(places.cases() / "qinglan")).tables


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tables: Any) -> Open:
    monkeypatch.setattr(Host, "tables", tables)  # the world is read once

    def opened(language: Language = "en", folder: str = "w", kit: Path | None = None) -> Table:
        return Table(tmp_path / folder, language, monkeypatch, kit)

    return opened


def on_disk(folder: Path) -> Any:
    return json.loads((folder / "records" / "alpha" / "qinglan--course.json").read_text("utf-8"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_round_is_chosen_predicted_committed_and_revealed(
    table: Open, tmp_path: Path, language: Language
) -> None:
    board = table(language)
    state = board.tell("add", seq=1, **TALK)
    assert state["seq"] == 1
    assert len(board.moves) == 1
    assert on_disk(tmp_path / "w")["game"]["tray"]["moves"][0]["do"] == "meet"
    assert board.commit()["said"]  # nothing was predicted yet
    assert state["at"]["committed"] == 0
    board.tell("chance", chance=40)
    board.tell("expect", person="su", said="up")
    state = board.commit()
    assert state["at"] == {"round": 2, "of": 12, "waiting": False, "over": False, "committed": 1}
    assert state["past"][0]["chance"] == 40
    assert len(state["past"][0]["reactions"]) == 1
    assert any("S1" in event["statement"] for event in state["past"][0]["events"])
    assert not board.moves


def test_undo_takes_back_until_the_round_is_committed(table: Open) -> None:
    board = table()
    board.tell("add", **TALK)
    board.tell("add", do="desk_research", by="lin")
    assert len(board.moves) == 2
    assert board.tell("undo")["can_undo"]
    assert len(board.moves) == 1
    assert not board.tell("undo")["can_undo"]
    assert not board.moves
    board.tell("undo")
    board.tell("chance", chance=10)
    assert board.state["can_undo"]
    board.commit()
    assert board.state["at"]["committed"] == 1
    assert not board.state["can_undo"]
    assert board.tell("undo")["at"]["committed"] == 1


def test_a_reload_finds_everything(table: Open) -> None:
    board = table()
    board.tell("add", **TALK)
    board.tell("chance", chance=70)
    again = table("zh")
    assert len(again.moves) == 1
    assert again.state["predict"]["chance"] == 70


def test_two_windows_follow_one_game(table: Open) -> None:
    one, two = table(), table()
    one.tell("add", **TALK)
    assert len(two.moves) == 1  # one kernel: it is told at once
    two.tell("chance", chance=50)
    one.tell("expect", person="su", said="same")
    digest = one.state["tray"]["digest"]
    assert two.commit()["at"]["committed"] == 1
    late = one.tell("commit", round=1, digest=digest)
    assert "another window" in late["said"]
    assert late["at"]["committed"] == 1


@pytest.mark.parametrize(
    "message",
    [
        {"kind": "add"},
        {"kind": "add", "do": ["x"], "by": {"a": 1}},
        {"kind": "add", "do": "<img src=x>", "by": "=cmd()", "on": "su"},
        {"kind": "add", **TALK, "on": "su" * 5000},
        {"kind": "remove", "place": 10**9, "move": TALK},
        {"kind": "remove", "place": True, "move": None},
        {"kind": "chance", "chance": float("nan")},
        {"kind": "chance", "chance": "many"},
        {"kind": "expect", "person": "su", "said": "up"},
        {"kind": "expect", "person": "chance", "said": "up"},
        {"kind": "commit", "round": -1, "digest": ""},
        {"kind": "commit", "round": "1", "digest": 3},
        {"kind": "play_anew"},
        {"kind": "__init__"},
    ],
)
def test_hostile_messages_change_nothing(table: Open, message: Message) -> None:
    board = table()
    board.playing.board.receive(message)
    assert board.work.game is None


def test_a_game_that_does_not_fit_is_refused_and_kept(table: Open, tmp_path: Path) -> None:
    board = table()
    board.work.play(lambda _: {"schema_version": 1, "log": "<script>"})
    board.session.refresh()
    assert board.state["shut"].startswith("The game in this record cannot be read")
    assert board.state["can_anew"]
    board.tell("anew")
    assert board.state["shut"] == ""
    assert board.state["at"]["round"] == 1
    kept = list((tmp_path / "w").rglob("kept/*before-new-game*.json"))
    assert [json.loads(path.read_text("utf-8"))["game"]["log"] for path in kept] == ["<script>"]


def test_the_bar_starts_the_game_anew_not_the_plan(table: Open) -> None:
    board = table()
    board.work.change("barriers.reason", "no time")
    board.tell("chance", chance=0)
    board.commit()
    words = board.session.bar.spec["words"]
    assert words["start_over"] == "Start a new game"
    board.session.bar.receive({"kind": "start_over"})
    assert any("A new game" in message.get("text", "") for message in board.bar)
    assert board.state["at"]["committed"] == 0
    assert board.work.draft == {"barriers": {"reason": "no time"}}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_moment_of_a_game_has_words(table: Open, language: Language) -> None:
    board = table(language)
    plan = board.playing.host.tables.world.plans["sensible"]
    for moves in plan.rounds:
        for move in moves:
            if not move.when:
                board.tell("add", do=move.do, by=move.by, on=move.on, say=move.say)
        for person in board.state["predict"]["people"]:
            board.tell("expect", person=person["id"], said="up")
        board.tell("chance", chance=60)
        board.commit()
    state = board.state
    assert state["at"]["over"]
    assert len(state["past"]) == 12
    assert "%" in state["end"]["luck"]
    shown = json.dumps(state, ensure_ascii=False)
    assert "{" not in shown.replace('{"', "").replace("{}", "")  # no parameter left open
    other = wording.state(board.playing._play(), "zh" if language == "en" else "en")
    assert other["end"]["luck"] != state["end"]["luck"]


def test_an_assessment_says_that_it_waits_and_takes_the_result(
    table: Open, tmp_path: Path, tables: Any
) -> None:
    whole = cases.load(places.cases() / "qinglan")
    folder = tmp_path / "kit" / "qinglan"
    shutil.copytree(whole.folder, folder, ignore=shutil.ignore_patterns("key*", "world*"))
    file = folder / "case.yaml"
    file.write_text(file.read_text("utf-8").replace("access: open", "access: assessment"), "utf-8")
    board = table(kit=folder)
    assert board.state["waits"]
    assert "facilitator" in board.state["shut"]
    facilitator = Host(whole, resolves=True)

    def deliver() -> None:
        """What the facilitator's side does with the record, on whatever machine."""
        kit = board.playing.host
        game = board.work.game or kit.begin()
        log = Sheet.model_validate(game).log
        result = facilitator.open(Sheet(log=log).form()).result()
        board.work.play(lambda now: kit.open(now or kit.begin()).deliver(result))
        board.session.refresh()

    deliver()
    assert not board.state["waits"]
    board.tell("add", **TALK)
    board.tell("chance", chance=30)
    board.tell("expect", person="su", said="up")
    state = board.commit()
    assert state["at"]["waiting"]
    assert state["layers"] == []
    assert "waits for the facilitator" in board.tell("add", **TALK)["said"]
    board.session.bar.receive({"kind": "start_over"})
    assert any("facilitator" in message.get("text", "") for message in board.bar)
    deliver()
    assert board.state["at"] == {**state["at"], "waiting": False, "round": 2, "committed": 1}
    assert board.state["past"][0]["reactions"]


def test_somebody_elses_game_is_read_and_not_played(table: Open) -> None:
    other = table(folder="other")
    other.tell("add", **TALK)
    theirs = json.loads(json.dumps(other.work.copy()))
    theirs["identity"]["team"] = "beta"
    theirs["seen"] = {"elsewhere": theirs["revision"]}
    board = table()
    board.tell("chance", chance=90)
    mine = board.work.game
    carried = {"language": "en", "submission": True, "record": theirs}
    board.session.bar.receive({"kind": "hello", "notebook": True, "metadata": carried})
    assert board.state["read_only"]
    assert len(board.moves) == 1
    assert board.tell("remove", place=0, move={**TALK, "times": 1})["said"]
    assert len(board.moves) == 1
    board.session.activity.choose("mine")
    assert board.work.game == mine


def test_a_conflict_tells_how_far_each_game_is(table: Open) -> None:
    one, two = table(folder="one"), table(folder="two")
    one.tell("chance", chance=20)
    two.work.adopt(json.loads(json.dumps(one.work.copy())))
    two.session.refresh()
    two.commit()
    one.tell("chance", chance=30)
    one.work.adopt(json.loads(json.dumps(two.work.copy())))
    one.bar.clear()
    one.session.refresh()
    rows = next(m["notice"]["differences"] for m in one.bar if m.get("notice"))
    assert rows == [["Game: committed rounds", "0", "1"]]
    assert one.commit()["said"]  # first it is settled which holds
    assert one.state["at"]["committed"] == 0
    one.session.bar.receive({"kind": "choose", "side": "mine"})
    assert one.state["at"]["committed"] == 1  # the game that was played on
