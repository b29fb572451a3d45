"""`case check` looks at a case's exercises: the case, parts and criteria that they name are there."""

from __future__ import annotations

from pathlib import Path

import pytest

from fivelayer.authoring.check import check
from fivelayer.authoring.new import new
from fivelayer.messages import LANGUAGES
from fivelayer.problems import Problem

EXERCISE = """\
schema_version: 1
id: pipes
case: bay
access: open
title: {en: "Pipes", zh: "管网"}
minutes: 30
shows: {en: "where the water goes", zh: "水去了哪里"}
parts: {business: 60, interest: 40}
criteria: [business.problem, interest.leak]
"""


@pytest.fixture
def pipes(tmp_path: Path) -> Path:
    """An exercise on a new case."""
    new("bay", tmp_path / "cases")
    folder = tmp_path / "exercises" / "pipes"
    folder.mkdir(parents=True)
    (folder / "exercise.yaml").write_text(EXERCISE, encoding="utf-8")
    for language in LANGUAGES:
        (folder / f"{language}.ipynb").write_text("{}", encoding="utf-8")
    return folder


def problems(pipes: Path, old: str = "", words: str = "") -> list[Problem]:
    """What the case's check says after a change in the exercise."""
    file = pipes / "exercise.yaml"
    file.write_text(EXERCISE.replace(old, words) if old else EXERCISE, encoding="utf-8")
    report = check(pipes.parents[1] / "cases" / "bay")
    assert report.counts["exercises"] == 1
    for problem in report.problems:
        assert all(problem.words(language) for language in LANGUAGES)
    return list(report.problems)


def test_an_exercise_without_a_mistake(pipes: Path) -> None:
    assert problems(pipes) == []


@pytest.mark.parametrize(
    ("old", "words", "line", "code"),
    [
        ("id: pipes", "id: pipe", 2, "id_is_folder"),
        ("case: bay", "case: bya", 3, "case_unknown"),
        ("minutes: 30", "minutes: 1", 6, "want_least"),
        ("interest: 40", "interest: 30", 8, "sum_100"),
        ("business: 60", "fit: 60", 8, "part_unasked"),
        ("interest.leak]", "interest.leaks]", 9, "criterion_unknown"),
        ("criteria:", "criterias:", 9, "misspelt_key"),
    ],
)
def test_a_mistake_is_named_where_it_stands(
    pipes: Path, old: str, words: str, line: int, code: str
) -> None:
    found = problems(pipes, old, words)
    assert ("exercises/pipes/exercise.yaml", line, code) in [
        (p.file, p.line, p.code) for p in found
    ]


def test_a_notebook_that_is_missing(pipes: Path) -> None:
    (pipes / "zh.ipynb").unlink()
    assert [(p.file, p.code) for p in problems(pipes)] == [
        ("exercises/pipes/zh.ipynb", "file_missing")
    ]


def test_a_criterion_renamed_in_the_key_is_missed(pipes: Path) -> None:
    key = pipes.parents[1] / "cases" / "bay" / "key.yaml"
    words = key.read_text(encoding="utf-8").replace("id: interest.leak\n", "id: interest.pipe\n")
    key.write_text(words, encoding="utf-8")
    assert [p.given for p in problems(pipes) if p.code == "criterion_unknown"] == ["interest.leak"]


def test_exercises_on_other_cases_are_left_to_those(pipes: Path) -> None:
    new("hill", pipes.parents[1] / "cases")
    report = check(pipes.parents[1] / "cases" / "hill")
    assert report.problems == ()
    assert report.counts["exercises"] == 0
