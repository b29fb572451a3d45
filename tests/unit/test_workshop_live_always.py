"""What holds in every live workshop, whatever is pressed by whom, in whatever order."""

from __future__ import annotations

import dataclasses
import json
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st
from test_workshop_live import Room, room, visit

from fivelayer import bulletin
from fivelayer.workshop import settings
from fivelayer.workshop.journal import Opening, Resolving
from fivelayer.workshop.live import Live, Refused
from fivelayer.workshop.settings import CaseUse, Opened, Team

__all__ = ["room"]
TEAMS = ("North", "South", "松岭队")


@cache
def workshop() -> Opened:
    """A workshop on an assessment case, with three teams that never write anything."""
    from fivelayer import places

    folder = Path(tempfile.mkdtemp(prefix="live-")) / "spring"
    shutil.copytree(places.cases() / "qinglan", folder / "cases" / "qinglan")
    file = folder / "cases" / "qinglan" / "case.yaml"
    written = file.read_text("utf-8").replace("access: open", "access: assessment")
    file.write_text(written, "utf-8")
    teams = [Team(name=name, language="en") for name in TEAMS]
    made = settings.draft("spring", "en", "2027-07-05", ["qinglan"], teams, 7)
    use = CaseUse(id="qinglan", game=True, rounds=4)
    settings.begin(folder, made.model_copy(update={"cases": (use,)}))
    return settings.read(folder)


@cache
def referees() -> dict[str, Any]:
    """The case's world, compiled once."""
    live = Live(workshop(), workshop().folder)
    live.referee(live.case())
    return live._referees


NAMES = st.sampled_from([*TEAMS, "north ", "Nobody", "", "🦀", "New"])
PRESS = st.one_of(
    st.tuples(st.just("open"), st.sampled_from([None, 1, 20])),
    st.tuples(st.just("resolve"), st.booleans()),
    st.tuples(st.just("again")),
    st.tuples(st.just("time"), st.integers(-1, 700), NAMES),
    st.tuples(st.just("rename"), NAMES, NAMES),
    st.tuples(st.just("merge"), NAMES, NAMES),
    st.tuples(st.just("say"), st.text(max_size=5), NAMES),
    st.tuples(st.just("leaderboard"), st.booleans()),
)


def pressed(live: Live, press: tuple[Any, ...], seen: int | None) -> None:
    """Press one button."""
    case = live.case()
    match press:
        case ("open", minutes):
            live.open_round(case, minutes, seen)
        case ("resolve", everybody):
            live.resolve(case, everybody=everybody, seen=seen)
        case ("again",):
            live.again(case, seen)
        case ("time", minutes, team):
            live.more_time(case, minutes, team, seen)
        case ("rename", team, name):
            live.rename(team, name, seen)
        case ("merge", team, into):
            live.merge(team, into, seen)
        case ("say", text, team):
            live.say(text, team)
        case ("leaderboard", on):
            live.leaderboard(on, seen)


@effort(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from(["Ann", "Ben"]), PRESS, st.booleans()), max_size=25))
def test_whatever_is_pressed_no_round_is_resolved_twice_and_nothing_is_unwritten(
    presses: list[tuple[str, tuple[Any, ...], bool]],
) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        opened = dataclasses.replace(workshop(), folder=Path(scratch))
        shared = Path(scratch) / "shared"
        shared.mkdir()
        lives = {by: Live(opened, shared, by) for by in ("Ann", "Ben")}
        for live in lives.values():
            live._referees.update(referees())
        before: dict[str, bytes] = {}
        saw = dict.fromkeys(lives, 0)
        for by, press, looked in presses:
            if looked:
                saw[by] = lives[by].look().state.number
            no: Refused | None = None
            try:
                pressed(lives[by], press, saw[by])
            except Refused as refused:
                no = refused
            assert no is None or (no.words("en") and no.words("zh"))
            folder = Path(scratch) / "live"
            now = {p.name: p.read_bytes() for p in folder.iterdir()} if folder.exists() else {}
            assert before.items() <= now.items()
            before = now
        standing = lives["Ann"].look()
        assert standing.entries == lives["Ben"].look().entries
        assert [one.number for one in standing.entries] == list(range(1, len(before) + 1))
        _in_order(standing.entries)
        rounds = standing.state.rounds("qinglan")
        for team in map(settings.same_name, TEAMS):
            assert len(rounds.decided(team)) == rounds.resolved(team) <= rounds.round


def _in_order(entries: Any) -> None:
    """Rounds follow one another; nobody's round is resolved a second time; time never runs back."""
    assert [one.time for one in entries] == sorted(one.time for one in entries)
    opened: dict[int, int] = {}
    resolved: set[tuple[int, int, str]] = set()
    for one in (entry.action for entry in entries):
        if isinstance(one, Opening):
            assert one.round == opened.get(one.game, 0) + 1
            opened[one.game] = one.round
        if isinstance(one, Resolving):
            new = {(one.game, one.round, team) for team in one.turns}
            assert one.round == opened[one.game]
            assert not new & resolved
            resolved |= new


def test_any_machine_writes_the_same_and_what_is_gone_is_written_again(room: Room) -> None:
    live = room.live()
    teams = [
        room.team(name, name.casefold()).begin() for name in ("Team North", "石桥队", "C", "D")
    ]
    case = live.case()
    for number in range(2):
        live.open_round(case)
        live.look()
        for nth, team in enumerate(teams[: 4 - number]):
            team.look()
            team.decide(visit(team, nth))
        live.resolve(case)
    live.look()
    places = [bulletin.place(team.activity.where()) for team in teams]
    told = [place.read_bytes() for place in places]
    records = [team.activity.where().read_bytes() for team in teams]
    for place in places[::2]:
        shutil.rmtree(place.parent)
    other = Live(room.opened, room.shared, "Ben")  # another machine, with the workshop's folder
    assert other.look().delivered.written == 2
    assert [place.read_bytes() for place in places] == told
    assert other.look().delivered.written == 0
    assert [team.activity.where().read_bytes() for team in teams] == records
    # Whoever decides alike meets alike, whatever they are called.
    first, last = (json.loads(one)["turns"] for one in (told[0], told[3]))
    assert len(first) == len(last) == 2


def test_what_a_team_is_told_holds_nothing_of_the_world(room: Room) -> None:
    from fivelayer.workshop import leaks

    live, north = room.live(), room.team("Team North").begin()
    case = live.case()
    live.open_round(case)
    live.look()
    north.look()
    north.decide(visit(north))
    live.resolve(case)
    live.look()
    north.look()
    told = bulletin.place(north.activity.where()).read_text("utf-8")
    seen = {fact.says for fact in north.play.known.facts if fact.says}
    public = [words[code] for words in seen for code in ("en", "zh")]
    secrets = leaks.secrets_of(case, public)
    plain = leaks.plain(told)
    key = [one for one in secrets if one.what.startswith("key.yaml") and one.words in plain]
    assert key == []
    assert str(live.referee(case).seed) not in told
