"""Games: rounds whole or not at all, logs read strictly, replays exact, predictions held against what came."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fivelayer import cases, places
from fivelayer.cases import Case
from fivelayer.messages import LANGUAGES
from fivelayer.problems import Problems
from fivelayer.simulation import decisions, engine
from fivelayer.simulation.decisions import Log
from fivelayer.simulation.game import Game, foresight
from fivelayer.simulation.plan import Move, Prediction

HEAD = "schema_version: 1\ncase: qinglan\ncase_version: 1.0.0\nengine: 1\nseed: 4\nrounds:\n"


@pytest.fixture(scope="module")
def case() -> Case:
    return cases.load(places.cases() / "qinglan")


def move(do: str, by: str, on: str | None = None, say: str | None = None, times: int = 1) -> Move:
    return Move(do=do, by=by, on=on, say=say, times=times)


def played(case: Case, rounds: int = 12, seed: int = 5) -> Game:
    game = Game(case, seed=seed, game=3, team="alpha")
    plan = game.tables.world.plans["sensible"]
    for moves in plan.rounds[:rounds]:
        game.commit(tuple(moves))
    return game


def test_a_game_is_the_same_game_in_a_batch(case: Case) -> None:
    game = played(case)
    assert game.over
    batch = engine.play(game.tables, game.log.plan, 5, 10).state
    assert game.state.grid[:, 0].tobytes() == batch.grid[:, 3].tobytes()


def test_a_log_replays_bit_for_bit(case: Case, tmp_path: Path) -> None:
    game = played(case)
    path = tmp_path / "decisions.yaml"
    path.write_text(game.log.model_dump_json(by_alias=True, exclude_defaults=False), "utf-8")
    again = Game.replay(case, decisions.read(path, case))
    assert again.state.grid.tobytes() == game.state.grid.tobytes()
    assert again.events == game.events
    assert again.log == game.log


def told(case: Case, tmp_path: Path, rounds: str, head: str = HEAD) -> list[Any]:
    path = tmp_path / "decisions.yaml"
    path.write_text(head + rounds, "utf-8")
    with pytest.raises(Problems) as fault:
        decisions.read(path, case)
    return list(fault.value.problems)


def test_an_unknown_action(case: Case, tmp_path: Path) -> None:
    lines = "- {round: 1, moves: [{do: dance, by: lin}, {do: visit, by: lyn, on: su}]}\n"
    found = told(case, tmp_path, lines)
    assert [(p.code, p.given) for p in found] == [("unknown_do", "dance"), ("unknown_by", "lyn")]
    assert found[0].path == "rounds.#1.moves.#1.do"
    assert found[0].line == 7
    assert "round 1" in found[0].words("en")
    assert "第 1 轮" in found[0].words("zh")
    assert "visit" in found[0].choices
    assert found[1].choices == ("lin", "jia", "shen", "gu")


def test_what_an_action_is_done_to_and_says(case: Case, tmp_path: Path) -> None:
    lines = (
        "- round: 1\n  moves:\n"
        "  - {do: visit, by: lin, on: nobody}\n"
        "  - {do: visit, by: lin}\n"
        "  - {do: review, by: shen, on: su}\n"
        "  - {do: care, by: lin, say: ledger}\n"
        "  - {do: meet, by: shen, on: su, say: joke}\n"
    )
    codes = [(p.code, p.given) for p in told(case, tmp_path, lines)]
    assert codes == [
        ("unknown_on", "nobody"), ("unknown_on", ""), ("unknown_on", "su"), ("unknown_say", "ledger"),
        ("unknown_say", "joke"),
    ]  # fmt: skip


def test_a_role_that_cannot(case: Case, tmp_path: Path) -> None:
    lines = (
        "- {round: 1, moves: [{do: strategic_agreement, by: lin}, {do: meet, on: he, by: lin}]}\n"
    )
    found = told(case, tmp_path, lines)
    assert [(p.code, p.given, p.choices) for p in found] == [
        ("role", "lin", ("shen", "gu")), ("rank", "lin", ("jia", "shen", "gu")),
    ]  # fmt: skip
    assert "Talk about strategic cooperation" in found[0].words("en")


def test_too_much_time_and_too_much_money(case: Case, tmp_path: Path) -> None:
    lines = "- {round: 1, moves: [{do: meet, on: su, by: shen, times: 3}]}\n"
    found = told(case, tmp_path, lines)
    assert [(p.code, p.given, p.path) for p in found] == [("days", "3", "rounds.#1.moves.#1")]
    assert found[0].choices == ("lin", "jia"), "who has the time, and gets to see her"
    assert "shen" in found[0].words("en")
    dear = "".join(
        f"- {{round: {n}, moves: [{{do: show_reference, by: lin, times: 5}}]}}\n"
        for n in range(1, 13)
    )
    found = told(case, tmp_path, dear)
    assert [(p.code, p.given, p.path) for p in found] == [("money", "27", "rounds.#9.moves.#1")]
    for language in LANGUAGES:
        assert "25" in found[0].words(language)
    spare = "- {round: 1, moves: [{do: meet, on: su, by: shen, times: 3, when: [{is: window_moved}]}]}\n"
    path = tmp_path / "decisions.yaml"
    path.write_text(HEAD + spare, "utf-8")
    assert decisions.read(path, case).rounds[0].moves[0].when


def test_a_missing_round_and_too_many(case: Case, tmp_path: Path) -> None:
    found = told(case, tmp_path, "- {round: 1}\n- {round: 3}\n")
    assert [(p.code, p.given, p.params["n"]) for p in found] == [("round_missing", "3", 2)]
    many = "".join(f"- {{round: {n}}}\n" for n in range(1, 14))
    assert [p.code for p in told(case, tmp_path, many)] == ["too_many_rounds"]


@pytest.mark.parametrize(
    ("old", "new", "code", "right"),
    [
        ("case: qinglan", "case: haochen", "other_case", "qinglan"),
        ("case_version: 1.0.0", "case_version: 0.9.0", "other_case_version", "1.0.0"),
        ("engine: 1", "engine: 99", "other_engine", str(engine.ENGINE_VERSION)),
    ],
)
def test_another_case_or_version(
    case: Case, tmp_path: Path, old: str, new: str, code: str, right: str
) -> None:
    found = told(case, tmp_path, "- {round: 1}\n", HEAD.replace(old, new))
    assert [(p.code, p.choices) for p in found] == [(code, (right,))]
    assert found[0].words("en") != found[0].words("zh")


def test_a_log_of_the_wrong_form(case: Case, tmp_path: Path) -> None:
    found = told(case, tmp_path, "- {round: one, moves: [{do: visit}], remark: hello}\n")
    assert {p.code for p in found} == {"want_whole", "missing", "unknown_key"}


def test_unknown_conditions_and_reactions(case: Case, tmp_path: Path) -> None:
    lines = (
        "- {round: 1, moves: [{do: review, by: shen, when: [{is: rain}, {is: ready, of: su}]}], "
        "predicted: {chance: 0.4, reactions: {sue: up}}}\n"
    )
    codes = [(p.code, p.given) for p in told(case, tmp_path, lines)]
    assert codes == [("unknown_is", "rain"), ("unknown_of", "su"), ("unknown_on", "sue")]


def test_nothing_is_half_applied(case: Case) -> None:
    game = played(case, 2)
    before, log = game.state.grid.copy(), game.log
    with pytest.raises(Problems):
        game.commit((move("visit", "lin", "su"), move("meet", "lin", "he")))
    assert (game.state.grid == before).all()
    assert game.log == log
    assert game.round == 3
    game.commit(())
    assert game.round == 4


def test_no_round_after_the_last(case: Case) -> None:
    game = played(case)
    with pytest.raises(Problems) as fault:
        game.commit(())
    assert [p.code for p in fault.value.problems] == ["too_many_rounds"]


def test_a_card_says_what_it_lacks(case: Case) -> None:
    game = Game(case)
    assert game.lacking(move("file_response", "lin")) == ("window_open", "halves_ready")
    assert game.lacking(move("visit", "lin", "luo")) == ()
    assert game.lacking(move("negotiate", "shen", "platform")) == ("won", "step_open")


def test_a_contingency_is_honoured(case: Case) -> None:
    late = [{"do": "file_response", "by": "lin", "when": [{"is": "window_moved"}]}]
    rounds = {1: [{"do": "qualify", "on": "test_report", "by": "lin"}], 5: late}
    listed = {}
    for name, plan in {"with": rounds, "without": {1: rounds[1]}}.items():
        world = Game(case).tables
        state = engine.play(world, decisions.Plan(rounds=plan), 1, 2048).state  # type: ignore[arg-type]
        listed[name] = state.door[0]
        moved = state.moved[0] > 0
    assert 0.1 < moved.mean() < 0.3
    assert (listed["with"][moved] == 1).mean() > 0.9
    assert (listed["with"][~moved] == 0).all()
    assert (listed["without"] == 0).all()


def test_predictions_are_held_against_the_game(case: Case) -> None:
    game = Game(case, seed=5)
    moves = (move("visit", "shen", "su"), move("meet", "shen", "su", "measured_result"))
    said = Prediction(chance=0.3, reactions={"su": "up", "tang": "up", "duan": "up"})
    game.commit(moves, said)
    first = foresight(game)
    assert first.brier is None
    assert next((r.person, r.surprising) for r in first.reactions) == ("su", False)
    assert {r.person: r.came for r in first.reactions}["duan"] == "down"
    while not game.over:
        game.commit((), Prediction(chance=0.1))
    assert foresight(game).brier == pytest.approx((0.09 + 11 * 0.01) / 12)


def test_without_predictions_there_is_no_score(case: Case) -> None:
    assert foresight(played(case)).brier is None


@settings(max_examples=15)
@given(st.data())
def test_any_game_of_lawful_moves_replays(case: Case, data: st.DataObject) -> None:
    game = Game(case, seed=data.draw(st.integers(0, 2**40)), game=data.draw(st.integers(0, 5000)))
    ids = game.tables.ids
    for _ in range(4):
        chosen = []
        for _ in range(data.draw(st.integers(0, 3))):
            action = data.draw(st.sampled_from(game.tables.actions))
            by = data.draw(st.sampled_from(ids["rep"]))
            on = data.draw(st.sampled_from(ids[action.on])) if action.on else None
            chosen.append(move(action.id, by, on))
        try:
            game.commit(tuple(chosen))
        except Problems:
            game.commit(())
    again = Game.replay(case, Log.model_validate(game.log.model_dump(by_alias=True)))
    assert again.state.grid.tobytes() == game.state.grid.tobytes()
