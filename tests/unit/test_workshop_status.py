"""Who is where: the records of a shared folder, followed as sixty teams write them."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import time
from pathlib import Path

import pytest

from fivelayer import cases, places
from fivelayer.activity import Activity
from fivelayer.choices import LAYERS, Part
from fivelayer.cli import main
from fivelayer.record.form import Who
from fivelayer.workshop import settings
from fivelayer.workshop.live import Live
from fivelayer.workshop.settings import Opened, Team
from fivelayer.workshop.status import Watch

CASE = cases.load(places.cases() / "qinglan")


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    folder = tmp_path / "spring"
    teams = [Team(name="Team North", language="en"), Team(name="石桥队", language="zh")]
    settings.begin(folder, settings.draft("spring", "en", "2027-07-05", ["qinglan"], teams, 7))
    return settings.read(folder)


def team(shared: Path, name: str, language: str = "en", workshop: str = "spring") -> Activity:
    """A team's work in a folder of its own below the shared one."""
    folder = (
        shared / f"laptop-{len(list(shared.iterdir())) if shared.is_dir() else 0}-{os.getpid()}"
    )
    who = Who(team=name, workshop=workshop)
    return Activity.open(CASE, "course", LAYERS, language, folder, who)  # type: ignore[arg-type]


def test_a_team_that_has_only_typed_its_name_is_seen(opened: Opened, tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    watch = Watch(opened, shared)
    north = team(shared, "team NORTH")
    team(shared, "Guests")
    team(shared, "Others", workshop="autumn")
    board = watch.look()
    assert (board.joined, board.absent) == (("Guests", "team NORTH"), ("石桥队",))
    live = Live(opened, shared)
    rows = {row.name: row for row in live.rows(live.look(), opened.cases[0])}
    assert {name for name, row in rows.items() if row.joined} == {"Team North", "Guests"}
    assert "Others" not in rows
    north.change("barriers.reason", "we attack")
    assert watch.look().joined == ("Guests",)


@pytest.mark.parametrize("written", [b"{", b'{"team": 7}', b'{"team": "' + b"x" * 9_000 + b'"}'])
def test_who_joined_is_read_with_caution(opened: Opened, tmp_path: Path, written: bytes) -> None:
    place = tmp_path / "shared" / "x" / "records" / "me.json"
    place.parent.mkdir(parents=True)
    place.write_bytes(written)
    board = Watch(opened, tmp_path / "shared").look()
    assert (board.joined, board.unreadable, len(board.absent)) == ((), (), 2)


def test_teams_appear_with_their_layer_and_what_is_open(opened: Opened, tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    watch = Watch(opened, shared)
    assert watch.look().absent == ("Team North", "石桥队")
    north, stone = team(shared, "team NORTH"), team(shared, "石桥队", "zh")
    north.change("barriers.reason", "we attack")
    stone.change("information.headcount.value", "109")
    stone.change("barriers.strategy", "attack")
    board = watch.look()
    assert board.absent == ()
    assert [(p.team, p.at) for p in board.places] == [
        ("team NORTH", Part.BARRIERS),
        ("石桥队", Part.BARRIERS),
    ]
    assert board.places[0].layers[Part.BARRIERS][0] == 1
    counts = [teams for _, teams in board.commonest()]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] == 2
    revision = board.places[0].revision
    north.change("barriers.reason", "we watch")
    assert watch.look().places[0].revision == revision + 1


def test_what_does_not_belong_or_cannot_be_read_is_said_and_left_alone(
    opened: Opened, tmp_path: Path
) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    team(shared, "Guests", workshop="autumn").change("barriers.reason", "x")
    team(shared, "Team North").change("barriers.reason", "x")
    broken = shared / "x" / "records" / "y" / "qinglan--course.json"
    broken.parent.mkdir(parents=True)
    broken.write_text("{", "utf-8")
    board = Watch(opened, shared).look()
    assert [place.team for place in board.places] == ["Team North"]
    assert len(board.strangers) == 1
    assert board.unreadable == ("x/records/y/qinglan--course.json",)
    assert broken.read_text("utf-8") == "{"


def test_a_clock_that_goes_backwards_hides_nothing(opened: Opened, tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    work = team(shared, "Team North")
    work.change("barriers.reason", "first")
    old = shared / "copy" / "records" / "t" / "qinglan--course.json"
    old.parent.mkdir(parents=True)
    tree = json.loads(work.where().read_text("utf-8"))
    old.write_text(json.dumps(tree | {"time": "2099-01-01T00:00:00Z"}), "utf-8")
    work.change("barriers.reason", "second")
    (place,) = Watch(opened, shared).look().places
    assert place.revision == 2


def test_a_folder_that_vanishes_and_returns(opened: Opened, tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    team(shared, "Team North").change("barriers.reason", "x")
    watch = Watch(opened, shared)
    before = watch.look()
    shared.rename(tmp_path / "away")
    gone = watch.look()
    assert gone.gone_since
    assert gone.places == before.places
    assert watch.look().gone_since == gone.gone_since
    (tmp_path / "away").rename(shared)
    assert watch.look() == before


def write(shared: str, number: int, rounds: int) -> None:
    """One of many teams at work, in a process of its own."""
    who = Who(team=f"Team {number}", workshop="spring")
    folder = Path(shared) / f"laptop-{number}"
    work = Activity.open(CASE, "course", LAYERS, "en" if number % 2 else "zh", folder, who)
    for turn in range(rounds):
        work.change("barriers.reason", f"reason {turn} of {number}")


def test_sixty_processes_write_and_all_are_seen_whole(opened: Opened, tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    watch, context = Watch(opened, shared), multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, "fivelayer.activity"])
    teams = [context.Process(target=write, args=(str(shared), n, 4)) for n in range(60)]
    for one in teams:
        one.start()
    while any(one.is_alive() for one in teams):
        board = watch.look()
        assert board.unreadable == ()  # a record is whole at any moment
        time.sleep(0.05)
    board = watch.look()
    assert [one.exitcode for one in teams] == [0] * 60
    assert len(board.places) == 60
    assert {place.revision for place in board.places} == {4}


def test_the_command_says_it_in_both_languages(
    opened: Opened, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    work = team(opened.folder, "Team\x1b[31m North")
    work.change("barriers.reason", "x")
    for language, words in (("en", "Nothing yet from"), ("zh", "还没有动静的队")):
        assert main(["status", str(opened.folder), "--lang", language]) == 0
        said = capsys.readouterr().out
        assert words in said
        assert "\x1b" not in said
    assert main(["status", str(opened.folder), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["teams"][0]["layers"]["barriers"][0] == 1
    shutil.rmtree(opened.folder / next(p.name for p in opened.folder.iterdir() if p.is_dir()))
    missing = tmp_path / "nowhere"
    assert main(["status", str(opened.folder), "--shared", str(missing), "--lang", "zh"]) == 1
    assert "访问不到文件夹" in capsys.readouterr().out
