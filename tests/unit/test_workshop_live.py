"""A live workshop: rounds resolved by the facilitator, teams that come late, two who press at once."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fivelayer import bulletin, cases, places
from fivelayer.activity import Activity
from fivelayer.bulletin import Taken
from fivelayer.choices import Part
from fivelayer.play import Host, Play
from fivelayer.record.form import Who
from fivelayer.record.outcomes import Saved
from fivelayer.simulation.plan import Move
from fivelayer.workshop import settings
from fivelayer.workshop.live import Live, Refused, Row
from fivelayer.workshop.settings import CaseUse, Opened, Team

NOON = datetime(2027, 7, 5, 4, 0, tzinfo=UTC)


@dataclass
class Room:
    """A workshop with an assessment case, two teams in its settings, and a clock that tests set."""

    opened: Opened
    shared: Path
    now: datetime = NOON
    lives: dict[str, Live] = field(default_factory=dict)

    def live(self, by: str = "Ann") -> Live:
        """A facilitator's side."""
        if by not in self.lives:
            self.lives[by] = Live(self.opened, self.shared, by, clock=lambda: self.now)
        return self.lives[by]

    def row(self, name: str) -> Row:
        """How a team stands."""
        live = self.live()
        rows = live.rows(live.look(), live.case())
        return next(row for row in rows if name in (row.name, row.spelled))

    def team(self, name: str, laptop: str = "") -> Seat:
        """A team at its own machine, with the kit: no world, no key."""
        folder = self.shared / (laptop or f"laptop-{abs(hash(name)) % 10**6}")
        case = cases.load(self.shared.parent / "kit" / "cases" / "qinglan")
        who = Who(team=name, workshop="spring")
        return Seat(Activity.open(case, "course", list(Part), "en", folder, who))


@dataclass
class Seat:
    """A team at its machine."""

    activity: Activity

    def look(self) -> Taken | None:
        """As its board does every few seconds."""
        self.activity.refresh()
        return bulletin.take_up(self.activity)

    @property
    def play(self) -> Play:
        """The game as the team has it."""
        host = Host(self.activity.case)
        game = self.activity.game
        return host.open(host.begin() if game is None else game)

    def begin(self) -> Seat:
        """Write something, so that there is a record."""
        self.activity.change("barriers.reason", "we attack")
        return self

    def decide(self, *moves: Move) -> None:
        """Commit the open round."""
        host = Host(self.activity.case)

        def change(make: Callable[[Play], dict[str, object]]) -> None:
            done = self.activity.play(
                lambda game: make(host.open(host.begin() if game is None else game))
            )
            assert isinstance(done, Saved), done

        for move in moves:
            change(lambda play, move=move: play.add(move))  # type: ignore[misc]
        if self.play.known.foreseeable:
            reactions = dict.fromkeys(self.play.asked, "same")
            change(lambda play: play.expect(0.5, reactions))  # type: ignore[arg-type]
        change(lambda play: play.commit(play.round, play.sheet.tray.digest))


def visit(seat: Seat, number: int = 0) -> Move:
    """Something that the team can do."""
    cards = [card for card in seat.play.cards() if not card.say]
    found = [
        Move(do=card.action, by=target.by[0], on=target.id or None)
        for card in cards
        for target in card.targets
        if target.by and not target.lacks
    ]
    return found[number % len(found)]


@pytest.fixture
def room(tmp_path: Path) -> Room:
    folder = tmp_path / "spring"
    for home in (folder / "cases" / "qinglan", tmp_path / "kit" / "cases" / "qinglan"):
        shutil.copytree(places.cases() / "qinglan", home)
        file = home / "case.yaml"
        file.write_text(
            file.read_text("utf-8").replace("access: open", "access: assessment"), "utf-8"
        )
    for name in ("key.yaml", "world.yaml"):
        (tmp_path / "kit" / "cases" / "qinglan" / name).unlink()
    shutil.rmtree(tmp_path / "kit" / "cases" / "qinglan" / "samples")
    teams = [Team(name="Team North", language="en"), Team(name="石桥队", language="zh")]
    made = settings.draft("spring", "en", "2027-07-05", ["qinglan"], teams, 7)
    use = CaseUse(id="qinglan", game=True, rounds=3)
    settings.begin(folder, made.model_copy(update={"cases": (use,)}))
    shared = tmp_path / "shared"
    shared.mkdir()
    return Room(settings.read(folder), shared)


def test_a_round_is_opened_decided_resolved_and_comes_back(room: Room) -> None:
    live, north = room.live(), room.team("Team North").begin()
    case = live.case()
    assert north.look() is None
    live.open_round(case, minutes=20)
    live.look()
    assert (taken := north.look()) is not None
    assert taken.news
    assert north.play.begun
    assert not north.play.waiting
    assert not room.row("Team North").decided
    north.decide(visit(north))
    assert [north.play.waiting, room.row("Team North").decided] == [True, True]
    live.resolve(case)
    live.look()
    assert (taken := north.look()) is not None
    assert taken.news
    assert north.play.round == 2
    assert not north.play.waiting
    assert len(north.play.past()) == 1
    assert north.play.past()[0].events
    assert bulletin.take_up(north.activity) == Taken(taken.bulletin, news=False)
    told = bulletin.place(north.activity.where()).read_text("utf-8")
    assert json.loads(told)["seed"] is None


def test_an_absent_team_blocks_nobody_and_goes_on_when_it_returns(room: Room) -> None:
    live, north = room.live(), room.team("Team North").begin()
    case = live.case()
    live.open_round(case)
    live.look()
    north.look()
    north.decide(visit(north))
    entry = live.resolve(case)
    assert entry.action.why == {"石桥队": "absent"}  # type: ignore[union-attr]
    live.open_round(case)
    stone = room.team("石桥队").begin()
    live.look()
    stone.look()
    assert stone.play.round == 2
    assert not stone.play.waiting
    assert room.row("石桥队").missed == (1,)
    stone.decide(visit(stone))
    live.resolve(case)
    live.look()
    stone.look()
    assert [len(one.decided.moves) for one in stone.play.past()] == [0, 1]
    north.look()
    assert north.play.round == 3  # it decided nothing in round 2, and goes on


def test_a_decision_that_comes_too_late_is_kept_but_does_not_count(room: Room) -> None:
    live, north = room.live(), room.team("Team North").begin()
    case = live.case()
    live.open_round(case)
    live.look()
    north.look()
    live.resolve(case)
    north.decide(visit(north))  # its folder was not in step: it does not know yet
    live.look()
    taken = north.look()
    assert taken is not None
    assert taken.late == (1,)
    assert north.play.past()[0].decided.moves == ()
    assert north.play.round == 2
    kept = list((north.activity.where().parent / "kept").glob("*before-new-game*"))
    assert len(kept) == 1
    assert json.loads(kept[0].read_text("utf-8"))["game"]["log"]["rounds"][0]["moves"]


def test_two_who_press_at_once_get_one_outcome_and_one_sentence(room: Room) -> None:
    room.team("Team North").begin()
    ann, ben = room.live("Ann"), room.live("Ben")
    case = ann.case()
    ann.open_round(case)
    seen = ben.look().state.number
    ann.resolve(case, seen=ann.look().state.number)
    with pytest.raises(Refused) as refused:
        ben.resolve(case, seen=seen)
    assert "Ann" in refused.value.words("en")
    assert "Ann" in refused.value.words("zh")
    with pytest.raises(Refused, match="Ann"):
        ben.resolve(case)
    assert [entry.action.what for entry in ben.look().entries] == ["open", "resolve"]


def test_extra_time_for_one_team_holds_up_nobody_else(room: Room) -> None:
    live, north, stone = room.live(), room.team("Team North").begin(), room.team("石桥队").begin()
    case = live.case()
    live.open_round(case, minutes=20)
    live.look()
    north.look()
    stone.look()
    north.decide(visit(north))
    live.more_time(case, 10, "石桥队")
    room.now += timedelta(minutes=21)
    assert room.row("石桥队").minutes_left == pytest.approx(9)
    assert (room.row("Team North").minutes_left or 0) < 0
    live.resolve(case)
    live.look()
    assert north.look()
    assert north.play.round == 2
    stone.look()
    assert stone.play.round == 1
    with pytest.raises(Refused, match="石桥队"):
        live.resolve(case)
    stone.decide(visit(stone))
    live.resolve(case)
    live.look()
    stone.look()
    assert stone.play.round == 2
    assert stone.play.past()[0].decided.moves


def test_a_clock_that_goes_backwards_gives_no_more_time(room: Room) -> None:
    live, case = room.live(), room.live().case()
    live.open_round(case, minutes=20)
    room.now += timedelta(minutes=5)
    assert live.look().state.minutes_left("qinglan", live.look().now) == pytest.approx(15)
    room.now -= timedelta(hours=3)
    assert live.look().state.minutes_left("qinglan", live.look().now) == pytest.approx(15)
    fresh = Live(room.opened, room.shared, "Ben", clock=lambda: room.now)  # another machine
    left = fresh.look().state.minutes_left("qinglan", fresh.look().now)
    assert left is not None
    assert left <= 20
    entry = fresh.say("hello")
    assert entry.time >= live.look().entries[0].time


def test_the_shared_folder_vanishes_and_returns(room: Room) -> None:
    live, north = room.live(), room.team("Team North").begin()
    case = live.case()
    live.open_round(case)
    live.look()
    north.look()
    room.shared.rename(room.shared.parent / "away")
    assert live.look().board.gone_since
    with pytest.raises(Refused):
        live.resolve(case)
    live.say("We wait for the network")
    (room.shared.parent / "away").rename(room.shared)
    north.decide(visit(north))
    live.resolve(case)
    live.look()
    taken = north.look()
    assert taken is not None
    assert [one.text for one in taken.bulletin.notices] == ["We wait for the network"]
    assert north.play.round == 2


def test_teams_are_renamed_and_merged_and_their_records_stay(room: Room) -> None:
    live, north, stone = room.live(), room.team("Team North").begin(), room.team("石桥队").begin()
    case = live.case()
    live.rename("team north", "Seagulls 🐦")
    assert room.row("Seagulls 🐦").spelled == "Team North"
    live.look()
    assert (taken := north.look()) is not None
    assert taken.bulletin.name == "Seagulls 🐦"
    for bad in ("", "  ", "\u200b", "x" * 61, "石桥队"):
        with pytest.raises(Refused):
            live.rename("seagulls 🐦", bad)
    with pytest.raises(Refused):
        live.merge("石桥队", "石桥队")
    with pytest.raises(Refused):
        live.merge("nobody", "石桥队")
    live.merge("石桥队", "Seagulls 🐦")
    live.open_round(case)
    live.look()
    assert (taken := stone.look()) is not None
    assert taken.bulletin.into == "Seagulls 🐦"
    assert room.row("石桥队").into == "Seagulls 🐦"
    live.resolve(case)
    assert stone.activity.where().is_file()
    assert north.activity.where().is_file()
    assert set(live.look().entries[-1].action.turns) == {"team north"}  # type: ignore[union-attr]


def test_practice_is_over_and_a_new_game_begins(room: Room) -> None:
    live, north = room.live(), room.team("Team North").begin()
    case = live.case()
    with pytest.raises(Refused):
        live.again(case)
    live.open_round(case)
    live.look()
    north.look()
    north.decide(visit(north))
    live.resolve(case)
    live.look()
    north.look()
    live.again(case)
    live.open_round(case)
    live.look()
    assert (taken := north.look()) is not None
    assert taken.news
    assert north.play.round == 1
    assert north.play.sheet.log.game == 1
    assert list((north.activity.where().parent / "kept").glob("*before-new-game*"))


def test_the_last_round_names_the_luck_and_the_leaderboard_has_an_order(room: Room) -> None:
    live, north = room.live(), room.team("Team North").begin()
    case = live.case()
    for _ in range(3):
        live.open_round(case)
        live.look()
        north.look()
        north.decide(visit(north))
        live.resolve(case)
    live.look()
    north.look()
    assert north.play.sheet.log.seed == live.referee(case).seed
    with pytest.raises(Refused):
        live.open_round(case)
    standing = live.look()
    rows = live.rows(standing, case)
    worth = live.worth(standing, rows[0], case)
    assert worth is not None
    assert worth.low <= worth.mean <= worth.high
    live.leaderboard(False)
    assert not live.look().state.leaderboard
    with pytest.raises(Refused):
        live.leaderboard(False)


def test_a_team_that_only_opens_its_board_is_seen_and_gets_the_start(room: Room) -> None:
    live, north = room.live(), room.team("Team North")
    nobody = room.team("", laptop="new-laptop")
    assert north.look() is None
    assert nobody.look() is None
    live.open_round(live.case())
    assert room.row("Team North").place is not None
    assert live.look().unnamed == 0  # who has not said who they are writes nothing
    assert (taken := north.look()) is not None
    assert taken.news
