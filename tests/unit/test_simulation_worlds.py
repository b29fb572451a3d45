"""World files: strict, every problem at once; their numbers by path; whether a case plays fairly."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from fivelayer import cases, places, strict_yaml
from fivelayer.authoring import check as case_check
from fivelayer.messages import LANGUAGES
from fivelayer.problems import Problems
from fivelayer.simulation import calibration, worlds
from fivelayer.simulation.parameters import changed, parameters
from fivelayer.simulation.plan import Plan
from fivelayer.simulation.tables import Tables
from fivelayer.simulation.world import World

CASES = sorted(path.parent.name for path in places.cases().glob("*/world.yaml"))


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of a case to spoil."""
    return Path(shutil.copytree(places.cases() / "qinglan", tmp_path / "qinglan"))


def spoilt(folder: Path, *pairs: tuple[str, str]) -> list[Any]:
    """The problems of a world file with some words replaced."""
    path = folder / "world.yaml"
    text = path.read_text("utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, "utf-8")
    with pytest.raises(Problems) as fault:
        worlds.load(cases.load(folder))
    return list(fault.value.problems)


@pytest.mark.parametrize("case", CASES)
def test_the_cases_worlds_load(case: str) -> None:
    world = worlds.load(cases.load(places.cases() / case))
    assert world.case == case
    assert 8 <= world.rounds <= 12


def test_everything_that_is_named_must_be_there(copied: Path) -> None:
    found = spoilt(
        copied,
        ("after: [luo, su]", "after: [luo, sue]"),
        ("brings: [certificate, reference]", "brings: [certificate, refrence]"),
        ("kind: lead_grows, on: test_report", "kind: lead_grows, on: tang"),
        ("do: qualify, on: test_report, by: lin}", "do: qualify, on: test_report, by: lyn}"),
        ("  lead_decides:", "  lead_decide:"),
    )
    assert [problem.given for problem in found] == ["sue", "refrence", "lead_decide", "tang", "lyn"]
    for problem in found:
        assert problem.line
        assert problem.choices
        assert "world.yaml:" in problem.words("en")
        assert problem.words("zh")


def test_numbers_say_where_they_come_from(copied: Path) -> None:
    loose = "visible: {value: 0.4, source: assumption"
    found = spoilt(
        copied,
        ("weight: {value: 30, fact: weights}", "weight: {value: 30}"),
        ("answers: {value: 0.3,", "answers: {value: 3,"),
        (f"{loose}, range: [0.1, 0.9]}}", f"{loose}}}"),
    )
    assert {problem.path: problem.code for problem in found} == {
        "people.su.weight": "number_source",
        "rivals.junheng.answers": "number_outside",
        "rivals.junheng.visible": "number_range",
    }
    assert "source" in found[0].words("en")
    assert "出处" in found[0].words("zh")


def test_a_fact_that_the_key_does_not_have(copied: Path) -> None:
    found = spoilt(
        copied, ("weight: {value: 30, fact: weights}", "weight: {value: 30, fact: wheights}")
    )
    assert [(p.code, p.path, p.given) for p in found] == [
        ("fact_unknown", "people.su.weight", "wheights")
    ]


def test_a_name_that_nobody_gave(copied: Path) -> None:
    found = spoilt(copied, ('    name: {en: "Fang Ruoning", zh: "方若宁"}\n', ""))
    assert [(p.code, p.path) for p in found] == [("missing", "fang")]


def test_parameters_by_path(lab: Any) -> None:
    world = lab.case_world("qinglan")
    there = parameters(world)
    assert there["people.su.weight"].value == 30
    assert there["barriers.shortlist.gate.passes"].range
    assert there["rates.decay"].source == "assumption"
    assert len(there) > 150
    for path, number in there.items():
        assert number.source == "case" or number.range, path
    some = {"rates.decay": 0.3, "barriers.shortlist.gate.passes": 0.9, "people.luo.served.1": 0.5}
    other = parameters(changed(world, some))
    assert {path: other[path].value for path in some} == some
    assert all(other[path] == number for path, number in there.items() if path not in some)


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("people.su.wait", 1, "want_choice"),
        ("people.su.weight", 40, "want_most"),
        ("rates.decay", 9, "want_most"),
        ("rates.decay", -1, "want_least"),
    ],
)
def test_a_parameter_outside_its_range(lab: Any, path: str, value: float, code: str) -> None:
    with pytest.raises(Problems) as fault:
        changed(lab.case_world("qinglan"), {path: value})
    assert [problem.code for problem in fault.value.problems] == [code]


@pytest.mark.parametrize("case", CASES)
def test_a_case_plays_fairly(case: str) -> None:
    world = worlds.load(cases.load(places.cases() / case))
    failing = [figure for figure in calibration.figures(Tables(world)) if not figure.met]
    assert not failing


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("  base: {value: -0.87,", "  base: {value: -2.4,", "figure.sensible"),
        ("  base: {value: -0.87,", "  base: {value: 0,", "figure.best"),
        ("takes: {value: 0.18,", "takes: {value: 0.35,", "figure.families"),
    ],
)
def test_an_unfair_case_is_told_by_the_figure_that_fails(
    copied: Path, old: str, new: str, code: str
) -> None:
    path = copied / "world.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    case = cases.load(copied)
    measured = calibration.measured(Tables(worlds.load(case)), games=1024)
    found = calibration.problems(case, measured)
    assert code in [problem.code for problem in found]
    for problem in found:
        assert problem.given
        assert problem.words("en") != problem.words("zh")


def test_case_check_plays_the_game_and_names_what_is_unfair(copied: Path) -> None:
    path = copied / "world.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("  base: {value: -0.87,", "  base: {value: -2.4,"), "utf-8")
    shutil.rmtree(copied / "samples")
    seen: list[tuple[int, int]] = []
    report = case_check.check(copied, progress=lambda done, of: seen.append((done, of)))
    found = {problem.code: problem for problem in report.problems}
    assert {"figure.random", "figure.sensible"} <= set(found)
    problem = found["figure.sensible"]
    assert (problem.file, problem.path) == ("qinglan/world.yaml", "plans.sensible")
    assert text.splitlines()[(problem.line or 0) - 1] == "  sensible:"
    for language in LANGUAGES:
        words = problem.words(language)
        assert "45" in words, "the bound"
        assert problem.given in words, "what it came to"
        assert problem.next_step(language) in words, "what to do"
    assert [figure.name for figure in report.figures] == list(calibration.NAMES)
    assert seen == [(n, len(seen)) for n in range(1, len(seen) + 1)]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('line: "D2:18", note', 'line: "D2:180", note', "line_unknown"),
        ("fact: weights}", "fact: waits}", "fact_unknown"),
        ("kind: rival_push, on: su,", "kind: rival_push, on: su, rival: jun,", "want_choice"),
        ("chance: {value: 0.2,", "chance: {value: much,", "want_number"),
        ("goal:\n  project: platform\n", "goal:\n", "missing"),
    ],
)
def test_case_check_names_a_mistake_in_the_world(
    copied: Path, old: str, new: str, code: str
) -> None:
    path = copied / "world.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    shutil.rmtree(copied / "samples")  # marking them takes a while
    report = case_check.check(copied)
    line = text[: text.index(old)].count("\n") + 1
    found = [p for p in report.problems if p.file == "qinglan/world.yaml"]
    assert [p.code for p in found] == [code]
    assert abs((found[0].line or 0) - line) <= 1
    assert report.figures == ()


def test_a_case_without_a_world_is_checked_as_before(copied: Path) -> None:
    (copied / "world.yaml").unlink()
    shutil.rmtree(copied / "samples")
    report = case_check.check(copied)
    assert {p.code for p in report.problems} == {"sample_missing"}
    assert report.figures == ()


def test_a_world_without_a_sensible_plan(lab: Any) -> None:
    assert [f.name for f in calibration.figures(Tables(lab.small()))] == ["has_sensible"]


def test_a_world_file_is_its_own_dump(lab: Any) -> None:
    world = lab.case_world("qinglan")
    again = World.model_validate(world.model_dump(by_alias=True, mode="json"))
    assert again == world
    assert strict_yaml.parse("a: 1", "x").data == {"a": 1}


def test_chengtai_teaches_its_lesson(lab: Any) -> None:
    """Every step done and a delighted head of IT: what counts is who has 40 %, and when he is met (S15-S19)."""
    world = lab.case_world("chengtai")
    plan = world.plans["sensible"]
    assert len(world.projects[0].joined) >= 5
    weights = {person.id: person.weight.value for person in world.people}
    assert (weights["ke"], weights["pei"], weights["zou"]) == (8, 40, 20)

    def asked(change: Any) -> float:
        rounds = [
            [m for move in moves for m in change(n, move.model_dump(by_alias=True))]
            for n, moves in enumerate(plan.rounds, start=1)
        ]
        early = [m for m in rounds[2] if m.get("round") == 1]
        rounds[2] = [m for m in rounds[2] if m not in early]
        rounds[0] += [{k: v for k, v in m.items() if k != "round"} for m in early]
        kept = {"rounds": rounds, "standing": plan.model_dump(by_alias=True)["standing"]}
        return float(lab.chance(world, Plan.model_validate(kept), games=4096))

    def to_pei(move: dict[str, Any]) -> bool:
        return move["on"] == "pei" and move["do"] in PEOPLE

    sensible = asked(lambda n, m: [m])
    too_early = asked(lambda n, m: [{**m, "round": 1}] if n == 3 and to_pei(m) else [m])
    never = asked(lambda n, m: [] if to_pei(m) else [m])
    to_ke = asked(
        lambda n, m: [{**m, "on": "ke", "say": "interface"}] if m["do"] in PEOPLE else [m]
    )
    assert sensible > too_early + 0.05
    assert sensible > never + 0.05
    assert sensible > to_ke + 0.2, "applause is not a vote"


PEOPLE = ("meet", "serve_person", "serve_institution")
