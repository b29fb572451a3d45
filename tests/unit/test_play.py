"""The game in a record: nothing hidden shows, nothing impossible is taken, no round is lost or played twice."""

from __future__ import annotations

import copy
import json
import random
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fivelayer import cases, places
from fivelayer.activity import Activity
from fivelayer.cases import Case
from fivelayer.choices import Part
from fivelayer.game_sheet import Refused, Result, Sheet, Unplayable
from fivelayer.messages import LANGUAGES
from fivelayer.play import Host, Play
from fivelayer.record import Who
from fivelayer.record.games import committed, furthest
from fivelayer.record.outcomes import Saved, Trouble
from fivelayer.reports import games
from fivelayer.simulation.game import Game
from fivelayer.simulation.plan import Move

Json = dict[str, Any]
TALK = Move(do="meet", by="shen", on="su", say="ledger")


@pytest.fixture(scope="module")
def case() -> Case:
    return cases.load(places.cases() / "qinglan")


@pytest.fixture(scope="module")
def host(case: Case) -> Host:
    return Host(case)


def through_json(game: Json) -> Json:
    found: Json = json.loads(json.dumps(game))
    return found


def decided(host: Host, game: Json, *moves: Move) -> Json:
    """The game after one more round with these moves, each reaction expected to be `up`."""
    for move in moves:
        game = host.open(game).add(move)
    play = host.open(game)
    if play.known.foreseeable:
        game = play.expect(0.5, dict.fromkeys(play.asked, "up"))
    play = host.open(through_json(game))
    return through_json(play.commit(play.round, play.sheet.tray.digest))


def played(host: Host, rounds: int, plan: str = "sensible") -> Json:
    """A game of the case's own plan, as far as each move can be made when its round comes."""
    game = host.begin()
    for moves in host.tables.world.plans[plan].rounds[:rounds]:
        play = host.open(game)
        possible = [move for move in moves if not move.when and can(play, move)]
        game = decided(host, game, *possible)
    return game


def can(play: Play, move: Move) -> bool:
    try:
        play.add(move)
    except Refused:
        return False
    return True


def refusal(wish: Callable[[], object]) -> str:
    with pytest.raises(Refused) as fault:
        wish()
    for language in LANGUAGES:
        assert fault.value.said.words(language)
    return fault.value.code


# --- what a team knows ---------------------------------------------------------------------------


def test_nothing_that_was_not_found_out_shows(host: Host) -> None:
    game = host.begin()
    for number in range(4):
        play = host.open(game)
        shown = play.known.model_dump_json()
        state = play.game.state  # type: ignore[union-attr]
        facts = {fact.id: fact.says for fact in play.host.case.key.facts}  # type: ignore[union-attr]
        for place, fact in enumerate(play.host.tables.world.facts):
            if not state.known[place, 0]:
                assert facts[fact.id].en not in shown
                assert facts[fact.id].zh not in shown
        found = {barrier.id for barrier in play.known.barriers}
        for barrier in play.host.tables.world.barriers:
            if barrier.id not in found and barrier.name:
                assert barrier.name.en not in shown
        game = decided(host, game, *([Move(do="desk_research", by="lin")] if number == 1 else []))


def test_what_was_found_out_shows_from_then_on(host: Host) -> None:
    before = host.open(host.begin())
    after = host.open(decided(host, before.sheet.form(), Move(do="desk_research", by="lin")))
    assert after.known.hidden < before.known.hidden
    assert {b.id for b in after.known.barriers} >= {b.id for b in before.known.barriers}
    assert any(told.said.key == "simulation.event.found" for told in after.past()[0].events)


def test_only_what_a_team_sees_is_told(host: Host) -> None:
    play = host.open(played(host, 6))
    game = play.game
    assert game is not None
    hidden = sum(not event.visible for events in game.events for event in events)
    assert hidden
    assert sum(len(past.events) for past in play.past()) == sum(map(len, game.events)) - hidden
    for past in play.past():
        for told in past.events:
            assert all(told.said.words(language) for language in LANGUAGES)


def test_belief_is_what_was_last_seen_not_what_is_so(host: Host) -> None:
    play = host.open(decided(host, host.begin()))
    game = play.game
    assert game is not None
    su = next(one for one in play.known.people if one.id == "su")
    assert su.seen == 0
    assert su.lead == pytest.approx(0, abs=0.01)
    met = host.open(decided(host, play.sheet.form(), TALK))
    su = next(one for one in met.known.people if one.id == "su")
    assert su.seen == 2
    assert su.lead != 0


# --- deciding ------------------------------------------------------------------------------------


def test_only_what_is_possible_is_taken_and_what_is_not_says_why(host: Host) -> None:
    play = host.open(host.begin())
    filing = play.known.card("file_response")
    assert filing is not None
    assert set(filing.targets[0].lacks) == {"window_open", "halves_ready"}
    assert refusal(lambda: play.add(Move(do="file_response", by="lin"))) == "lacks"
    assert refusal(lambda: play.add(Move(do="meet", by="lin", on="he"))) == "role"
    assert refusal(lambda: play.add(Move(do="review", by="lin"))) == "role"
    assert refusal(lambda: play.add(Move(do="meet", by="shen", on="nobody"))) == "unknown"
    assert refusal(lambda: play.add(Move(do="meet", by="shen", on="su", say="gold"))) == "unknown"
    assert refusal(lambda: play.add(Move(do="qualify", by="lin", on="reference"))) == "unknown"
    many = Move(do="show_reference", by="jia", say="ledger", times=3)
    assert refusal(lambda: play.add(many)) == "days"


def test_money_and_days_are_counted_over_the_tray(host: Host) -> None:
    game = host.open(host.begin()).add(TALK)
    assert host.open(game).days()["shen"] == 1
    game = host.open(game).add(TALK)
    play = host.open(game)
    assert [move.times for move in play.sheet.tray.moves] == [2]
    assert play.days()["shen"] == 0
    assert refusal(lambda: play.add(TALK)) == "days"
    assert play.money() == pytest.approx(play.known.money_left - 0.1)


def test_a_talk_on_the_tray_makes_a_service_possible(host: Host) -> None:
    serve = Move(do="serve_person", by="shen", on="su", say="safe_signature")
    play = host.open(host.begin())
    assert refusal(lambda: play.add(serve)) == "lacks"
    game = host.open(play.add(TALK)).add(serve)
    assert [move.do for move in host.open(game).sheet.tray.moves] == ["meet", "serve_person"]


def test_nothing_is_committed_before_it_was_predicted(host: Host) -> None:
    play = host.open(host.open(host.begin()).add(TALK))
    assert refusal(lambda: play.commit(1, play.sheet.tray.digest)) == "predict"
    half = host.open(play.expect(0.4))
    assert refusal(lambda: half.commit(1, half.sheet.tray.digest)) == "predict"
    assert refusal(lambda: half.expect(reactions={"he": "up"})) == "changed"
    full = host.open(half.expect(reactions={"su": "up"}))
    after = host.open(full.commit(1, full.sheet.tray.digest))
    assert after.round == 2
    assert after.past()[0].came.keys() == {"su"}


def test_a_committed_round_stands(host: Host) -> None:
    before = host.open(host.begin())
    after = host.open(decided(host, before.sheet.form(), TALK))
    tray = before.sheet.tray
    assert refusal(lambda: after.back_to(1, tray, tray)) == "committed"
    assert refusal(lambda: after.commit(1, tray.digest)) == "committed"
    assert refusal(lambda: after.commit(2, "another tray")) == "changed"
    assert refusal(lambda: after.remove(0, TALK)) == "changed"


def test_undo_brings_the_tray_before_back(host: Host) -> None:
    before = host.open(host.begin())
    with_talk = host.open(before.add(TALK))
    assert with_talk.back_to(1, with_talk.sheet.tray, before.sheet.tray) == host.begin()
    assert refusal(lambda: with_talk.back_to(1, before.sheet.tray, before.sheet.tray)) == "changed"


def test_a_game_comes_to_its_end_with_luck_beside_it(host: Host) -> None:
    game = played(host, 11)
    play = host.open(game)
    assert play.end is None
    play = host.open(decided(host, game))
    end = play.end
    assert end is not None
    assert play.over
    assert end.games >= 1000
    assert end.wins[1] <= end.wins[0] <= end.wins[2]
    assert 0 <= end.luck <= 1
    assert end.brier == pytest.approx(0.25)
    assert 0 < end.right <= end.reactions
    assert refusal(lambda: play.add(TALK)) == "over"
    assert refusal(lambda: play.commit(13, play.sheet.tray.digest)) == "over"


def test_a_new_game_has_other_luck(host: Host) -> None:
    first = host.begin()
    again = host.begin(first)
    assert again["log"]["game"] == first["log"]["game"] + 1
    for hostile in (None, 7, {}, {"log": 3}, {"log": {"game": "x"}}, {"log": {"game": 2**70}}):
        assert host.open(host.begin(hostile)).round == 1


# --- a game in a notebook is not trusted ----------------------------------------------------------


def test_a_log_that_does_not_fit_is_refused_in_a_sentence(host: Host) -> None:
    game = played(host, 2)

    def changed(change: Callable[[Json], object]) -> str:
        other = copy.deepcopy(game)
        change(other)
        with pytest.raises(Unplayable) as fault:
            host.open(other)
        assert all(fault.value.said.words(language) for language in LANGUAGES)
        return fault.value.code

    log = "log"
    assert changed(lambda g: g.update(schema_version=2)) == "later"
    assert changed(lambda g: g.update(extra=1)) == "no_game"
    assert changed(lambda g: g[log].update(case="other")) == "other_case"
    assert changed(lambda g: g[log].update(case_version="9.9.9")) == "other_version"
    assert changed(lambda g: g[log].update(engine=99)) == "other_engine"
    assert changed(lambda g: g[log]["rounds"].pop(0)) == "decisions"
    assert changed(lambda g: g[log]["rounds"][0]["moves"][0].update(times=5)) == "decisions"
    assert changed(lambda g: g[log]["rounds"][0]["moves"][0].update(by="boss")) == "decisions"
    assert changed(lambda g: g["tray"].update(moves=[{"do": "steal", "by": "lin"}])) == "tray"
    many = [{"do": "visit", "by": "lin", "on": "su", "when": [{"is": "listed"}]}] * 61
    assert changed(lambda g: g[log]["rounds"][0].update(moves=many)) == "no_game"
    dear = {"do": "review", "by": "shen", "times": 5}
    assert changed(lambda g: g["tray"].update(moves=[dear])) == "tray"


PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
ANYTHING = st.recursive(
    PLAIN,
    lambda one: st.lists(one, max_size=3) | st.dictionaries(st.text(max_size=6), one, max_size=3),
    max_leaves=6,
)


@settings(max_examples=80, deadline=None)
@given(junk=ANYTHING, seed=st.integers(0, 2**32))
def test_whatever_stands_in_a_record_is_a_game_or_is_refused(
    host: Host, junk: Any, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311  a story, no secret
    game = played(host, 1)
    node: Any = game
    while isinstance(node, dict | list) and node:
        key = chance.choice(list(node) if isinstance(node, dict) else range(len(node)))
        if not isinstance(node[key], dict | list) or not node[key] or chance.random() < 0.3:
            node[key] = junk
            break
        node = node[key]
    for one in (game, junk):
        try:
            assert host.open(one).known.round >= 1
        except Unplayable as fault:
            said = fault.said.words("en")
            assert said


# --- assessments: resolved elsewhere --------------------------------------------------------------


@pytest.fixture(scope="module")
def kit(case: Case, tmp_path_factory: pytest.TempPathFactory) -> Host:
    """The case as trainees get an assessment: without key, world and samples."""
    folder = tmp_path_factory.mktemp("kit") / "qinglan"
    shutil.copytree(case.folder, folder, ignore=shutil.ignore_patterns("key*", "world*", "samples"))
    file = folder / "case.yaml"
    file.write_text(file.read_text("utf-8").replace("access: open", "access: assessment"), "utf-8")
    return Host(cases.load(folder))


def resolved(facilitator: Host, team: Json) -> Result:
    """What the facilitator's side makes of a team's sheet: the log replayed, the result told."""
    sheet = Sheet.model_validate(team)
    return facilitator.open(Sheet(log=sheet.log).form()).result()


def test_an_assessment_waits_for_the_facilitator_round_by_round(host: Host, kit: Host) -> None:
    assert not kit.local
    game = kit.begin()
    waiting = kit.open(game)
    assert waiting.waiting
    assert not waiting.begun
    assert (
        refusal(lambda: waiting.add(TALK) if waiting.begun else waiting._refuse_when_shut())
        == "waiting"
    )
    game = through_json(waiting.deliver(resolved(host, game)))
    for number in range(1, 13):
        play = kit.open(game)
        assert not play.waiting
        assert play.known == host.open(Sheet(log=play.sheet.log).form()).known
        game = decided(kit, game, *([TALK] if number == 1 else []))
        committed_ = kit.open(game)
        assert committed_.waiting
        assert refusal(lambda: committed_.add(TALK)) == "waiting"  # noqa: B023  called at once
        assert refusal(lambda: committed_.commit(committed_.round, "x")) == "waiting"  # noqa: B023  as above
        game = through_json(committed_.deliver(resolved(host, game)))
    end = kit.open(game)
    assert end.over
    assert end.end == host.open(Sheet(log=end.sheet.log).form()).end
    assert len(end.past()) == 12
    assert end.past()[0].came.keys() == {"su"}
    assert refusal(lambda: end.deliver(resolved(host, game))) == "no_result_due"


def test_a_kit_takes_no_results_that_it_does_not_wait_for(host: Host, kit: Host) -> None:
    opening = resolved(host, kit.begin())
    game = kit.open(kit.begin()).deliver(opening)
    game["results"] *= 3
    with pytest.raises(Unplayable):
        kit.open(game)
    with pytest.raises(Refused):
        host.open(host.begin()).deliver(opening)


# --- in the record --------------------------------------------------------------------------------


def work(case: Case, folder: Path) -> Activity:
    return Activity.open(case, "course", list(Part), "en", folder, Who(team="alpha"))


def at(host: Host, game: Json | None) -> Play:
    return host.open(host.begin() if game is None else game)


def commits(host: Host, number: int, by: str) -> Callable[[Json | None], Json]:
    """Somebody commits a round with a move of their own; refused where that round is gone."""

    def make(game: Json | None) -> Json:
        play = at(host, game)
        if play.round != number:
            raise Refused("committed")
        return decided(host, play.sheet.form(), Move(do="visit", by=by, on="luo"))

    return make


def test_the_game_is_on_disk_at_each_change_and_goes_along_when_handed_in(
    host: Host, case: Case, tmp_path: Path
) -> None:
    one = work(case, tmp_path)
    assert isinstance(one.play(lambda game: at(host, game).add(TALK)), Saved)
    assert work(case, tmp_path).game == one.game
    one.play(commits(host, 1, "lin"))
    assert one.copy()["game"] == one.game
    handed = one.hand_in()
    assert isinstance(handed, Path)
    carried = json.loads(handed.read_text("utf-8"))["metadata"]["fivelayer"]["record"]["game"]
    assert host.open(carried).round == 2


def test_what_the_disk_refuses_is_not_played(
    host: Host, case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = work(case, tmp_path)
    one.play(lambda game: at(host, game).add(TALK))
    before = one.game

    def full(*_: object) -> str:
        raise OSError(28, "no space")

    with monkeypatch.context() as patch:
        patch.setattr(type(one._session.store), "save", full)
        outcome = one.play(commits(host, 1, "lin"))
    assert isinstance(outcome, Trouble)
    assert outcome.kind == "disk_full"
    assert one.game == before
    assert isinstance(one.play(commits(host, 1, "lin")), Saved)


def test_another_game_keeps_the_one_before_and_the_plan(
    host: Host, case: Case, tmp_path: Path
) -> None:
    one = work(case, tmp_path)
    one.change("barriers.reason", "no time")
    one.play(commits(host, 1, "lin"))
    before = one.game
    kept = one.play_anew(host.begin)
    assert isinstance(kept, Path)
    assert json.loads(kept.read_text("utf-8"))["game"] == before
    assert at(host, one.game).round == 1
    assert one.draft == {"barriers": {"reason": "no time"}}
    one.start_over()
    assert one.game == host.begin(before)


doings = st.lists(
    st.tuples(
        st.sampled_from(["add", "commit", "commit", "refresh", "reopen", "old copy", "plan"]),
        st.integers(0, 2),
    ),
    min_size=4,
    max_size=16,
)


@settings(max_examples=20, deadline=None)
@given(story=doings)
def test_no_window_loses_a_committed_round_or_plays_it_twice(
    host: Host, case: Case, story: Any
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        windows = [work(case, folder) for _ in range(3)]
        copies = [through_json(windows[0].copy())]
        stands: list[Any] = []
        for kind, number in story:
            window = windows[number]
            rounds = len(committed(window.game))
            if kind == "add":
                with_talk = lambda game: at(host, game).add(TALK)  # noqa: E731  a wish like others
                try:
                    window.play(with_talk)
                except Refused as refused:
                    code = refused.code
                    assert code in ("days", "full")
            elif kind == "commit":
                try:
                    outcome = window.play(commits(host, rounds + 1, ("lin", "jia", "shen")[number]))
                    # Where two windows typed different things, it is settled first which holds.
                    settled = window.other is None
                    assert isinstance(outcome, Saved if settled else Trouble)
                except Refused as refused:
                    # Somebody else had committed it: this window now knows, and nothing was played.
                    code = refused.code
                    assert code in ("committed", "days")
            elif kind == "refresh":
                window.refresh()
            elif kind == "reopen":
                windows[number] = work(case, folder)
            elif kind == "old copy":
                windows[number] = work(case, folder)
                windows[number].adopt(copies[len(copies) // 2])
            else:
                window.change("barriers.reason", f"{kind} {len(copies)}")
            copies.append(through_json(windows[number].copy()))
            now = committed(work(case, folder).game)
            assert now[: len(stands)] == stands
            assert [one["round"] for one in now] == list(range(1, len(now) + 1))
            stands = now


@pytest.mark.parametrize("side", ["mine", "other"])
def test_two_copies_that_diverged_lose_no_round(
    host: Host, case: Case, tmp_path: Path, side: Any
) -> None:
    one = work(case, tmp_path / "one")
    one.play(commits(host, 1, "lin"))
    two = work(case, tmp_path / "two")
    assert two.adopt(one.copy()).kind == "newer"
    one.change("barriers.reason", "here")
    two.play(commits(host, 2, "jia"))
    assert one.adopt(two.copy()).kind == "diverged"
    assert isinstance(
        one.play(commits(host, 2, "shen")), Trouble
    )  # first it is settled which holds
    assert isinstance(one.choose(side), Saved)
    # The plan is as chosen; the game is the one that was played on, whichever side that is.
    assert one.draft == ({"barriers": {"reason": "here"}} if side == "mine" else {})
    assert committed(one.game) == committed(two.game)
    assert len(committed(one.game)) == 2


def test_games_that_differ_are_both_kept(host: Host, case: Case, tmp_path: Path) -> None:
    one = work(case, tmp_path / "one")
    one.play(commits(host, 1, "lin"))
    two = work(case, tmp_path / "two")
    two.adopt(one.copy())
    one.play(commits(host, 2, "lin"))
    two.play(commits(host, 2, "jia"))
    one.adopt(two.copy())
    mine = one.game
    one.choose("other")
    assert one.game == two.game
    kept = [json.loads(path.read_text("utf-8")) for path in (tmp_path / "one").rglob("kept/*.json")]
    assert any(record["game"] == mine for record in kept)


def test_the_furthest_game_of_one_kind_is_taken() -> None:
    log = {"case": "q", "game": 0}
    one, two = ({"log": {**log, "rounds": rounds}} for rounds in ([1], [1, 2]))
    other = {"log": {**log, "game": 1, "rounds": [1, 2, 3]}}
    assert furthest(one, two) == furthest(two, one) == two
    assert furthest(one, other) == one
    assert furthest(None, one) == furthest(one, None) == one
    assert furthest({"log": 3}, {"log": [1]}) == {"log": 3}


def test_what_is_shown_is_what_the_simulation_has(host: Host) -> None:
    game = played(host, 5)
    play = host.open(game)
    replayed = Game.replay(host.case, play.sheet.log)
    assert play.game is not None
    assert replayed.state.grid.tobytes() == play.game.state.grid.tobytes()


def test_the_debrief_reads_the_game_that_was_handed_in(
    host: Host, case: Case, tmp_path: Path
) -> None:
    one = work(case, tmp_path)
    one.play(lambda _: played(host, 12))
    handed = one.hand_in()
    assert isinstance(handed, Path)
    assert games.opened(handed).log == host.open(one.game).sheet.log
