"""The facilitator's board without a browser: what it shows, what never goes on the wall, what a press does."""

from __future__ import annotations

import json
import multiprocessing
import time
from pathlib import Path
from typing import Any

import pytest
from test_workshop_live import Room, room, visit
from test_workshop_status import write

from fivelayer import bulletin
from fivelayer.cli import main
from fivelayer.messages import LANGUAGES, Language
from fivelayer.views.notebook import Here
from fivelayer.views.told import Told
from fivelayer.workshop import on_screen
from fivelayer.workshop.following import Following
from fivelayer.workshop.journal import Journal
from fivelayer.workshop.on_screen import SETTINGS, Session, Settings

__all__ = ["room"]


class Screen:
    """A board, and what it has sent to the browser."""

    def __init__(self, room: Room, language: Language = "en", by: str = "Ann") -> None:
        self.following = Following(room.live(by))
        self.session = Session(self.following, Here(room.shared, language))
        self.state: dict[str, Any] = {}
        self.said: list[str] = []
        self.session.view.send = self.take
        self.press("hello", language=language)

    def take(self, message: dict[str, Any], **_: object) -> None:
        """What the browser would hear."""
        if message["kind"] == "state":
            self.state |= message
        elif message["kind"] == "said":
            self.said.append(message["text"])

    def press(self, kind: str, **data: object) -> None:
        """What the browser would send."""
        self.session.view.receive({"kind": kind, **data})

    @property
    def names(self) -> list[str]:
        """The teams that are shown."""
        return [team["name"] for team in self.state["teams"]]


@pytest.fixture(autouse=True)
def strict(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIVELAYER_STRICT", "1")


def test_a_round_by_buttons(room: Room) -> None:
    screen, north = Screen(room), room.team("Team North").begin()
    assert screen.state["round"]["n"] == 0
    screen.press("open", minutes=20, number=screen.state["number"])
    north.look()
    north.decide(visit(north))
    screen.press("hello")
    assert screen.state["round"]["decided"] == 1
    assert screen.state["round"]["names"] == "石桥队"
    screen.press("resolve", number=screen.state["number"])
    assert screen.state["round"]["open"] is False
    assert north.look() is not None
    assert north.play.round == 2
    assert [rank["place"] for rank in screen.state["ranks"]] in ([1, 2], [1, 1])
    assert [line["by"] for line in screen.state["pressed"]] == ["Ann", "Ann"]


def test_two_facilitators_press_at_once(room: Room) -> None:
    room.team("Team North").begin()
    ann, ben = Screen(room), Screen(room, "zh", "Ben")
    ann.press("open", minutes=20, number=ann.state["number"])
    ben.press("open", minutes=5, number=ben.state["number"])
    assert "Ann" in ben.said[-1]
    seen = ben.state["number"]
    ann.press("resolve", number=ann.state["number"])
    ben.press("resolve", number=seen)
    assert "Ann" in ben.said[-1]
    assert [e.action.what for e in Journal(room.opened.folder).read().entries] == [
        "open",
        "resolve",
    ]


def test_the_wall_shows_nothing_that_only_facilitators_may_see(room: Room) -> None:
    north = room.team("Team North").begin()
    room.team("Guests", "other").activity.rename(
        north.activity.who.model_copy(update={"team": "Guests", "workshop": "autumn"})
    )
    screen = Screen(room)
    screen.press("say", text="only for North", team="team north")
    screen.press("say", text="for everybody")
    assert screen.state["common"]
    screen.press("projector", on=True)
    wall = json.dumps(screen.state, ensure_ascii=False)
    assert screen.state["pressed"] == screen.state["common"] == screen.state["aside"] == []
    assert {frozenset(team) for team in screen.state["teams"]} == {
        frozenset(("key", "name", "decided"))
    }
    assert "only for North" not in wall
    assert "for everybody" in wall
    screen.press("leaderboard", on=False)
    assert screen.state["ranks"] == []
    screen.press("projector", on=False)
    assert screen.state["pressed"]


def test_names_that_nobody_expects(room: Room) -> None:
    for number, name in enumerate(("🦀🦀", "x" * 400, "ALPHA", "alpha", "<script>")):
        room.team(name, f"laptop-{number}").begin()
    room.team("", "nobody").begin()
    screen = Screen(room)
    assert "🦀🦀" in screen.names
    assert any(name.endswith("…") and len(name) == 40 for name in screen.names)
    assert sum(name.casefold() == "alpha" for name in screen.names) == 1
    assert any("ALPHA" in line and "alpha" in line for line in screen.state["aside"])
    assert any("1 record has no team" in line for line in screen.state["aside"])
    screen.press("open", minutes=None)
    screen.press("resolve")
    entry = Journal(room.opened.folder).read().entries[-1].action
    assert "" not in entry.turns  # type: ignore[union-attr]
    screen.press("rename", team="alpha", name=" ")
    assert "empty" in screen.said[-1]


def test_nonsense_from_a_browser_does_nothing(room: Room) -> None:
    screen = Screen(room)
    for message in (
        {"kind": "open", "minutes": "many"},
        {"kind": "resolve", "number": "x"},
        {"kind": "case", "case": "../../x"},
        {"kind": "rename"},
        {"kind": "__class__"},
        {"kind": "time", "minutes": -3},
    ):
        screen.press(**message)
    assert screen.state["case"] == "qinglan"
    assert Journal(room.opened.folder).read().entries == ()


def test_sixty_processes_write_and_the_board_follows(room: Room) -> None:
    screen = Screen(room)
    screen.press("open", minutes=None)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["test_workshop_status", "fivelayer.activity"])
    teams = [context.Process(target=write, args=(str(room.shared), n, 3)) for n in range(60)]
    for one in teams:
        one.start()
    screen.following.start()
    while any(one.is_alive() for one in teams):
        screen.press("look")
        assert not any("cannot be read" in line for line in screen.state["aside"])
        time.sleep(0.2)
    screen.following.stop()
    screen.following.look()
    screen.press("look")
    assert [one.exitcode for one in teams] == [0] * 60
    assert len(screen.names) == 62
    told = list(room.shared.glob("*/records/*/from-facilitator/*.json"))
    assert len(told) == 60


def test_the_page_finds_its_workshop_or_says_so(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(SETTINGS, raising=False)
    assert Settings.found(room.shared) is None
    assert Settings.found(room.opened.folder / "x") == Settings(folder=room.opened.folder)
    given = Settings(folder=room.opened.folder, shared=room.shared, by="Ann")
    monkeypatch.setenv(SETTINGS, given.model_dump_json())
    assert Settings.found(room.shared) == given
    first = on_screen.page(Here(room.shared, "en"))
    again = on_screen.page(Here(room.shared, "zh"))
    assert isinstance(first, on_screen.LiveView)
    assert isinstance(again, on_screen.LiveView)
    for following in on_screen._following.values():
        following.stop()
    broken = given.model_copy(update={"folder": room.shared})
    monkeypatch.setenv(SETTINGS, broken.model_dump_json())
    assert "workshop.yaml" in on_screen.page(Here(room.shared, "en")).spec["text"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_commands_press_the_same_buttons(
    room: Room, language: Language, capsys: pytest.CaptureFixture[str]
) -> None:
    north = room.team("Team North").begin()
    place = str(room.opened.folder)
    always = ["--shared", str(room.shared), "--by", "Ann", "--lang", language]

    def run(*words: str, status: int = 0) -> str:
        assert main(["workshop", *words, *always]) == status
        got = capsys.readouterr()
        return got.err if status == 2 else got.out

    run("round", "open", place, "--minutes", "20")
    assert north.look() is not None
    north.decide(visit(north))
    run("team", "time", place, "5", "--team", "石桥队")
    run("say", place, "Ten minutes \x1b[31mto go", "--event")
    run("round", "resolve", place)
    assert "石桥队" in run("round", "resolve", place, status=2)
    run("round", "resolve", place, "--all")
    assert "Ann" in run("round", "resolve", place, status=2)
    run("team", "rename", place, "team north", "Seagulls")
    run("team", "merge", place, "石桥队", "Seagulls")
    assert "Seagulls" in run("leaderboard", place)
    run("leaderboard", place, "off")
    run("deliver", place)
    told = run("journal", place)
    assert "\x1b" not in told
    assert len(told.splitlines()) == 8
    data = json.loads(run("journal", place, "--json"))
    assert [entry["action"]["what"] for entry in data["entries"]][:2] == ["open", "time"]
    assert (taken := north.look()) is not None
    assert [notice.kind for notice in taken.bulletin.notices] == ["event"]
    assert main(["status", place, "--shared", str(room.shared), "--lang", language]) == 0


def test_a_journal_file_that_nobody_can_read_is_said_and_left_alone(room: Room) -> None:
    screen = Screen(room)
    screen.press("say", text="one")
    broken = room.opened.folder / "live" / "000002.json"
    broken.write_text("{", "utf-8")
    (room.opened.folder / "live" / "000001 (Ben's copy).json").write_text("{}", "utf-8")
    screen.press("say", text="two")
    assert [entry.number for entry in Journal(room.opened.folder).read().entries] == [1, 3]
    assert any("000002.json" in line and "Ben" in line for line in screen.state["aside"])
    assert broken.read_text("utf-8") == "{"


def test_every_press_stays_as_it_was_written(room: Room, tmp_path: Path) -> None:
    screen = Screen(room)
    folder = room.opened.folder / "live"
    before: dict[str, bytes] = {}
    for number in range(6):
        screen.press("say", text=f"message {number}")
        now = {path.name: path.read_bytes() for path in folder.iterdir()}
        assert len(now) == number + 1
        assert before.items() <= now.items()
        before = now


def test_what_a_team_reads_above_its_board(room: Room) -> None:
    live, north = room.live(), room.team("Team North").begin()
    came: list[int] = []
    told = Told(lambda: north.activity, "en", lambda: came.append(1))
    heard: dict[str, Any] = {}
    told.view.send = lambda message, **_: heard.update(message)

    def looks() -> dict[str, Any]:
        live.look()
        north.activity.refresh()
        told.view.receive({"kind": "look"})
        return heard

    assert looks() == {"kind": "state", "now": [], "notices": []}
    live.open_round(live.case(), minutes=20)
    live.say("Look at the calendar <b>")
    live.rename("team north", "Seagulls")
    now = looks()["now"]
    assert len(now) == 2
    assert "Seagulls" in now[0]
    assert "Round 1 is open until" in now[1]
    assert looks()["notices"][0]["text"] == "Look at the calendar <b>"
    assert came == [1]
    live.resolve(live.case())
    north.decide(visit(north))
    assert any("did not count" in line for line in looks()["now"])
    told.speak("zh")
    assert any("没有计入" in line for line in heard["now"])
    live.merge("seagulls", "石桥队")
    assert "石桥队" in looks()["now"][0]
    place = bulletin.place(north.activity.where())
    place.write_text("{", "utf-8")
    told.view.receive({"kind": "look"})
    assert heard["now"] == []  # nothing that can be read: nothing is said, nothing breaks


def test_decisions_that_cannot_be_played_are_no_decision(room: Room) -> None:
    live, north = room.live(), room.team("Team North").begin()
    live.open_round(live.case())
    live.look()
    north.look()
    north.decide(visit(north))
    file = north.activity.where()
    tree = json.loads(file.read_text("utf-8"))
    tree["game"]["log"]["rounds"][0]["moves"] = [{"do": "bribe", "by": "nobody"}]
    file.write_text(json.dumps(tree), "utf-8")
    entry = live.resolve(live.case()).action
    assert entry.why["team north"] == "unplayable"  # type: ignore[union-attr]
    assert live.look().delivered.failed == ()
