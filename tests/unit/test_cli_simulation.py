"""`fivelayer play`, `odds` and `par`: what they say, in both languages, and what they refuse."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fivelayer import cases, places
from fivelayer.cli import main
from fivelayer.messages import LANGUAGES, Language
from fivelayer.record import Identity, Record
from fivelayer.reports import decisions_file, games
from fivelayer.simulation import worlds
from fivelayer.simulation.parameters import parameters
from fivelayer.simulation.plan import Plan

CASE = cases.load(places.cases() / "qinglan")
WORLD = worlds.load(CASE)
PLAYED = ("qinglan", "chengtai", "jinchuan")
NASTY = Path(__file__).parents[1] / "nasty"
CHINESE = re.compile(r"[㐀-鿿]")
Said = tuple[int, str, str]


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "FIVELAYER_LANGUAGE", "FIVELAYER_CASES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("FIVELAYER_STRICT", "1")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    def ran(*arguments: object) -> Said:
        status = main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return ran


def written(folder: Path, plan: Plan, name: str = "decisions.yaml") -> Path:
    path = folder / name
    path.write_text(decisions_file.written(games.log_of(CASE, plan, seed=3, game=2)), "utf-8")
    return path


def plan_of(name: str) -> Plan:
    return WORLD.plans[name]


def game_of(name: str) -> dict[str, Any]:
    log = games.log_of(CASE, plan_of(name), seed=3, game=2)
    return {"schema_version": 1, "log": log.model_dump(mode="json", by_alias=True)}


def record(game: dict[str, Any] | None, team: str = "Cedar") -> Record:
    identity = Identity(team=team, case=CASE.id, case_version=CASE.file.version, activity="course")
    return Record(
        identity=identity, revision=4, time="2027-07-08T09:00:00Z", device="d", language="en",
        game=game,
    )  # fmt: skip


def notebook(folder: Path, game: dict[str, Any] | None) -> Path:
    path = folder / "handed-in.ipynb"
    kept = record(game).json_form()
    whole = {
        "cells": [],
        "metadata": {"fivelayer": {"record": kept}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    path.write_text(json.dumps(whole), "utf-8")
    return path


# --- play ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_play_tells_each_round_with_statements_and_the_mark(
    language: Language, run: Callable[..., Said], tmp_path: Path
) -> None:
    path = written(tmp_path, plan_of("best_channel"))
    _, out, err = run("play", "qinglan", "--decisions", path, "--lang", language)
    assert err == ""
    first, last = {
        "en": ("Round 1, from 5 Jul 2027", "Luck: "),
        "zh": ("第 1 轮，2027年7月5日起", "运气："),
    }[language]
    assert out.startswith(first)
    assert last in out
    assert sum(bool(re.match(r"Round \d+|第 \d+ 轮", line)) for line in out.splitlines()) == 12
    told = [line for line in out.splitlines() if re.match(r"  \[[SK]\d+\] \S", line)]
    assert len(told) > 20
    referred = {re.match(r"  \[([SK]\d+)\]", line)[1] for line in told}  # type: ignore[index]
    explained = set(re.findall(r"^  ([SK]\d+)  \S", out, re.MULTILINE))
    assert referred <= explained
    assert bool(CHINESE.search(out)) == (language == "zh")


def test_all_tells_more_and_says_what_was_not_seen(
    run: Callable[..., Said], tmp_path: Path
) -> None:
    path = written(tmp_path, plan_of("sensible"))
    _, plain, _ = run("play", "qinglan", "--decisions", path)
    _, whole, _ = run("play", "qinglan", "--decisions", path, "--all")
    assert len(whole.splitlines()) > 2 * len(plain.splitlines())
    assert "(not seen at the time)" in whole
    assert "(not seen at the time)" not in plain


def test_a_decision_that_fell_away_is_status_1(run: Callable[..., Said], tmp_path: Path) -> None:
    twice = plan_of("sensible")
    status, out, _ = run("play", "qinglan", "--decisions", written(tmp_path, twice))
    assert status == 1
    assert "Falls away" in out
    idle = written(tmp_path, Plan(), "idle.yaml")
    assert run("play", "qinglan", "--decisions", idle)[0] == 0


def test_a_record_a_notebook_and_a_file_are_the_same_game(
    run: Callable[..., Said], tmp_path: Path
) -> None:
    plain = written(tmp_path, plan_of("sensible"))
    kept = tmp_path / "qinglan--course.json"
    kept.write_bytes(record(game_of("sensible")).written())
    handed_in = notebook(tmp_path, game_of("sensible"))
    told = [
        run("play", "qinglan", "--decisions", path, "--json")[1]
        for path in (plain, kept, handed_in)
    ]
    games_told = [json.loads(one) for one in told]
    assert [one.pop("team") for one in games_told] == ["", "Cedar", "Cedar"]
    assert games_told[0] == games_told[1] == games_told[2]
    assert games_told[0]["seed"] == 3
    assert games_told[0]["rounds"][0]["events"][0]["statement"].startswith("S")


def test_another_seed_is_another_luck(run: Callable[..., Said], tmp_path: Path) -> None:
    path = written(tmp_path, plan_of("sensible"))
    nets = {
        json.loads(run("play", "qinglan", "--decisions", path, "--json", "--seed", n)[1])["net"]
        for n in range(6)
    }
    assert len(nets) > 1


@pytest.mark.parametrize("case", PLAYED)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_plays_as_it_stands(
    case: str, language: Language, run: Callable[..., Said], tmp_path: Path
) -> None:
    path = tmp_path / "mine.yaml"
    assert run("play", case, "--write-example", path, "--lang", language)[0] == 0
    assert bool(CHINESE.search(path.read_text("utf-8"))) == (language == "zh")
    assert run("play", case, "--decisions", path, "--lang", language)[0] in (0, 1)
    status, _, err = run("play", case, "--write-example", path, "--lang", language)
    assert status == 2, "what is there stays as it is"
    assert "mine.yaml" in err


# --- odds and par ---------------------------------------------------------------------------------------


def test_odds_come_with_intervals_and_with_what_fell_away(
    run: Callable[..., Said], tmp_path: Path
) -> None:
    path = written(tmp_path, plan_of("sensible"))
    given = ("odds", "qinglan", "--decisions", path, "--games", 2000)
    status, out, _ = run(*given, "--json")
    found = json.loads(out)
    assert status == 0
    assert found["games"] == 2000
    for name in ("net", "reached"):
        assert found[name]["low"] < found[name]["mean"] < found[name]["high"]
    assert {(one["round"], one["place"]) for one in found["fell_away"]} >= {(9, 0), (5, 0)}
    said = run(*given)[1]
    assert f"{100 * found['reached']['mean']:.0f} %" in said
    assert "Fell away" in said


def test_a_plan_against_itself_changes_nothing_and_against_a_better_one_it_does(
    run: Callable[..., Said], tmp_path: Path
) -> None:
    one = written(tmp_path, plan_of("sensible"))
    other = written(tmp_path, plan_of("best_channel"), "other.yaml")
    given = ("odds", "qinglan", "--decisions", one, "--games", 2000, "--json", "--against")
    same = json.loads(run(*given, one)[1])["against"]
    assert same["net"] == {"mean": 0, "low": 0, "high": 0}
    better = json.loads(run(*given, other)[1])["against"]
    assert better["since"] == 1
    assert better["net"]["low"] > 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_of_parameters_is_whole(language: Language, run: Callable[..., Said]) -> None:
    given = ("odds", "qinglan", "--parameters", "--games", 100)
    found = json.loads(run(*given, "--json")[1])["parameters"]
    there = parameters(WORLD)
    assert found.keys() == there.keys()
    for path, number in there.items():
        assert found[path]["value"] == number.value
        assert found[path]["source"] == number.source
        assert ("hangs" in found[path]) == (number.range is not None)
    said = run(*given, "--lang", language)[1]
    assert "people.su.weight" in said
    assert ("our assumption" if language == "en" else "我们的假设") in said


def test_par_orders_the_plans_and_writes_the_best(run: Callable[..., Said], tmp_path: Path) -> None:
    mine, best = written(tmp_path, Plan()), tmp_path / "best.yaml"
    given = ("par", "qinglan", "--decisions", mine, "--steps", 0, "--games", 1000)
    status, out, _ = run(*given, "--write", best, "--json")
    found = json.loads(out)
    nets = [one["net"]["mean"] for one in found["plans"].values()]
    assert status == 0
    assert nets == sorted(nets, reverse=True)
    assert list(found["plans"])[-1] == "yours"
    again = games.opened(best, CASE)
    assert again.log.plan.rounds == plan_of(found["best"]).rounds
    assert "your plan" in run(*given)[1]


def test_a_short_search_never_ends_below_what_is_known(run: Callable[..., Said]) -> None:
    known = json.loads(run("par", "qinglan", "--steps", 0, "--games", 1000, "--json")[1])
    found = json.loads(run("par", "qinglan", "--steps", 1, "--games", 1000, "--json")[1])
    best = [max(p["net"]["mean"] for p in one["plans"].values()) for one in (known, found)]
    assert best[1] >= best[0]
    assert "found" in found["plans"]


# --- what is refused ------------------------------------------------------------------------------------

HEAD = "schema_version: 1\ncase: qinglan\ncase_version: 1.0.0\nengine: 1\nrounds:\n"


def move(words: str, more: str = "") -> str:
    return f"{HEAD}  - {{round: 1, moves: [{{{words}}}]}}\n{more}"


CARE = move("do: care, by: lin")
MANY = ", ".join(["{do: care, by: lin, when: [{is: listed}]}"] * 61)
BAD = {
    "unknown action": (move("do: dance, by: lin"), ("round 1", "dance", "visit", "yaml:6")),
    "unknown person": (move("do: visit, by: lin, on: nobody"), ("round 1", "nobody", "su, tang")),
    "unknown saying": (move("do: meet, by: shen, on: su, say: joke"), ("joke", "ledger")),
    "unknown case of a contingency": (
        move("do: care, by: lin, when: [{is: full_moon}]"), ("full_moon", "window_moved"),
    ),
    "a role that cannot": (move("do: strategic_agreement, by: lin"), ("round 1", "shen, gu")),
    "a rank out of reach": (move("do: meet, by: lin, on: he"), ("round 1", "jia, shen, gu")),
    "too many days": (move("do: meet, by: shen, on: su, times: 5"), ("round 1", "shen", "2 working")),
    "too much money": (
        HEAD + "".join(
            f"  - {{round: {n}, moves: [{{do: show_reference, by: lin, times: 4}}]}}\n"
            for n in range(1, 13)
        ),
        ("round 11", "may be spent"),
    ),
    "a round missing": (HEAD + "  - {round: 1}\n  - {round: 3}\n", ("round 2 is missing",)),
    "too many rounds": (
        HEAD + "".join(f"  - {{round: {n}}}\n" for n in range(1, 14)), ("has 12 rounds",)
    ),
    "another case": (CARE.replace("qinglan", "haochen"), ("another case", "qinglan")),
    "another case version": (CARE.replace("1.0.0", "0.9.0"), ("another version", "0.9.0", "1.0.0")),
    "another engine": (CARE.replace("engine: 1", "engine: 99"), ("engine", "99")),
    "an unknown key": (move("do: care, by: lin, hwo: 3"), ("'hwo'",)),
    "a key given twice": (move("do: care, by: lin, by: jia"), ("'by' is given twice",)),
    "a number out of range": (move("do: care, by: lin, times: 900"), ("5 or less",)),
    "not YAML": ("rounds: [", ("yaml:1",)),
    "a tag": ("!!python/object/apply:os.system [ls]", ("exclamation",)),
    "a bomb": (
        "a: &a [x,x,x,x,x,x,x,x,x]\n"
        + "".join(f"{b}: &{b} [{','.join(['*' + a] * 9)}]\n" for a, b in zip("abcdef", "bcdefg", strict=True)),
        ("200000",),
    ),
    "nothing": ("", ("must hold keys",)),
    "too many decisions": (f"{HEAD}  - {{round: 1, moves: [{MANY}]}}\n", ("at most 60", "61")),
}  # fmt: skip


@pytest.mark.parametrize(
    ("verb", "kind"), [*(("play", kind) for kind in BAD), ("odds", "a tag"), ("par", "a bomb")]
)
def test_bad_decisions_get_a_sentence_and_nothing_happens(
    verb: str, kind: str, run: Callable[..., Said], tmp_path: Path
) -> None:
    content, expected = BAD[kind]
    path = tmp_path / "mine.yaml"
    path.write_text(content, "utf-8")
    page = ("--html", tmp_path / "page.html") if verb == "play" else ()
    status, out, err = run(verb, "qinglan", "--decisions", path, *page)
    assert (status, out) == (2, "")
    for words in expected:
        assert words in err, err
    assert "Traceback" not in err
    assert [one.name for one in tmp_path.iterdir()] == ["mine.yaml"]
    assert CHINESE.search(run(verb, "qinglan", "--decisions", path, "--lang", "zh")[2])
    found = json.loads(run(verb, "qinglan", "--decisions", path, "--json")[1])
    assert found["problems"][0]["rule"]


@pytest.mark.parametrize("path", sorted(NASTY.glob("*.ipynb")), ids=lambda path: path.stem)
def test_nasty_notebooks_are_refused_in_words(path: Path, run: Callable[..., Said]) -> None:
    status, out, err = run("play", "qinglan", "--decisions", path)
    assert (status, out) == (2, "")
    assert path.name in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    "game",
    [
        None, {}, {"log": 3}, {"log": []}, {"log": {}}, {"log": {"rounds": [[[]]] * 99}}, [],
        {"log": {"case": "qinglan", "x": "y" * 500_000}},
    ],
)  # fmt: skip
def test_a_game_of_anything_is_refused(game: Any, run: Callable[..., Said], tmp_path: Path) -> None:
    status, _, err = run("play", "qinglan", "--decisions", notebook(tmp_path, game or None))
    assert status == 2
    assert "handed-in.ipynb" in err


def test_what_is_not_there(run: Callable[..., Said], tmp_path: Path) -> None:
    assert "missing" in run("play", "qinglan", "--decisions", tmp_path / "no.yaml")[2]
    assert "--write-example" in run("play", "qinglan")[2]
    said = run("odds", "qinglan", "--plan", "bogus")[2]
    assert "bogus" in said
    assert "sensible" in said
    assert "qinglan" in run("odds", "bogus")[2]
    assert "from 100–1000000" in run("odds", "qinglan", "--games", "many")[2]
    broken = tmp_path / "record.json"
    broken.write_text('{"identity": {}, "revision": 1}', "utf-8")
    assert "record cannot be read" in run("play", "qinglan", "--decisions", broken)[2]


def test_a_case_without_its_world_is_played_elsewhere(
    run: Callable[..., Said], tmp_path: Path
) -> None:
    import shutil

    kit = tmp_path / "cases" / "qinglan"
    shutil.copytree(CASE.folder, kit, ignore=shutil.ignore_patterns("world.yaml"))
    status, _, err = run("odds", kit)
    assert status == 2
    assert "facilitator" in err
