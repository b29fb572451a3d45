"""World files: strict, every problem at once; their numbers by path; whether a case plays fairly."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from fivelayer import cases, places, strict_yaml
from fivelayer.problems import Problems
from fivelayer.simulation import calibration, worlds
from fivelayer.simulation.parameters import changed, parameters
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
    assert [problem.given for problem in found] == ["refrence", "sue", "tang", "lead_decide", "lyn"]
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
    assert {problem.path for problem in found} >= {"people.su.weight", "rivals.junheng.answers"}
    assert len(found) == 3


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
    some = {"rates.decay": 0.3, "barriers.shortlist.gate.passes": 0.9}
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
    found = calibration.check(cases.load(copied), games=4096)
    assert code in [problem.code for problem in found]
    for problem in found:
        assert problem.given
        assert problem.words("en") != problem.words("zh")


def test_a_fair_case_has_no_problems() -> None:
    assert calibration.check(cases.load(places.cases() / "qinglan"), games=4096) == []


def test_a_world_without_a_sensible_plan(lab: Any) -> None:
    assert [f.name for f in calibration.figures(Tables(lab.small()))] == ["has_sensible"]


def test_a_world_file_is_its_own_dump(lab: Any) -> None:
    world = lab.case_world("qinglan")
    again = World.model_validate(world.model_dump(by_alias=True, mode="json"))
    assert again == world
    assert strict_yaml.parse("a: 1", "x").data == {"a": 1}
