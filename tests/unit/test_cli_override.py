"""`fivelayer override`: a person's mark from a terminal, explained, undone, never half applied."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from gradebook_case import marked

from fivelayer.cli import main
from fivelayer.gradebook import Gradebook

GATE = ["--team", "Heron", "--criterion", "gate"]
WHY = ["--why", "said so", "--by", "Li Na"]


class Desk:
    """A gradebook with works, and a terminal beside it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.book = Gradebook.open(str(folder / "gradebook.db"))
        self._capsys = capsys

    def says(self, *words: str, code: int = 0, language: str = "en") -> str:
        assert main(["override", str(self.folder), *words, "--lang", language]) == code
        told = self._capsys.readouterr()
        return told.err if code else told.out

    def points(self, rule: str, work: int = 1) -> tuple[Decimal | None, str]:
        mark = next(mark for mark in self.book.official(work) if mark.rule == rule)
        return mark.points, mark.by


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    made = Desk(tmp_path, capsys)
    made.book.take([marked(), marked("Swan")])
    return made


def test_points_are_given_with_a_reason_kept_and_in_the_tables_at_once(desk: Desk) -> None:
    said = desk.says(*GATE, "--points", "2.5", *WHY, "--comment", "Well seen.")
    assert "gate: 2.5 of 3 points by Li Na (before: 1 of 3 points by the machine)." in said
    assert "The whole work: 4.5 of 6 points." in said
    assert "publish" not in said
    assert desk.points("gate") == (Decimal("2.5"), "Li Na")
    assert desk.points("gate", 2) == (Decimal(1), "machine")
    (entry,) = (e for e in desk.book.history(1, "gate") if e.by == "Li Na")
    assert (entry.why, entry.comment) == ("said so", "Well seen.")
    assert ',"Li Na",' in (desk.folder / "gradebook.csv").read_text("utf-8-sig")


def test_a_mark_that_waited_for_a_person_counts_from_then_on(desk: Desk) -> None:
    said = desk.says("--team", "Swan", "--criterion", "tone", "--points", "2", *WHY, language="zh")
    assert "tone：2/2 分（Li Na）；之前：尚未评分。" in said
    assert "整份作业：5 分，满分 8。" in said


def test_a_mark_is_taken_back_and_stays_in_the_history(desk: Desk) -> None:
    desk.says(*GATE, "--points", "0", *WHY)
    said = desk.says(*GATE, "--take-back", "--by", "Li Na")
    assert "gate: 1 of 3 points by the machine (before: 0 of 3 points by Li Na)." in said
    assert desk.points("gate") == (Decimal(1), "machine")
    assert [e.by for e in desk.book.history(1, "gate")].count("Li Na") == 2
    assert "no mark of Li Na" in desk.says(*GATE, "--take-back", "--by", "Li Na", code=2)


def test_a_published_work_says_that_its_page_waits(desk: Desk) -> None:
    desk.book.publish("all", "Li Na")
    assert "'fivelayer publish'" in desk.says(*GATE, "--points", "3", *WHY)


def test_without_a_criterion_it_lists_what_there_is_and_changes_nothing(desk: Desk) -> None:
    said = desk.says("--team", "Heron")
    assert said.startswith("Work 1: Heron · spring · baisha · course\n")
    assert "tone            –   2  the machine" in said
    (told,) = json.loads(desk.says("--team", "Heron", "--json"))
    assert [each["criterion"] for each in told["criteria"]] == [
        "founded",
        "headcount",
        "gate",
        "tone",
    ]
    assert not [e for e in desk.book.history(1) if e.by != "machine"]


def test_several_works_of_a_team_are_told_apart_by_number(desk: Desk) -> None:
    desk.book.take([marked(activity="gates", file="second.ipynb")])
    said = desk.says(*GATE, "--points", "3", *WHY, code=2)
    assert "--work 1: Heron · spring · baisha · course" in said
    assert "--work 3: Heron · spring · baisha · gates" in said
    desk.says(*GATE, "--points", "3", *WHY, "--work", "3")
    desk.says(*GATE, "--points", "2", *WHY, "--exercise", "course")
    assert (desk.points("gate"), desk.points("gate", 3)) == ((2, "Li Na"), (3, "Li Na"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--team", "Nobody"], "There are: Heron, Swan"),
        (["--team", "Heron", "--work", "2"], "no work 2"),
        (["--team", "Heron", "--points", "1"], "lists them"),
        (["--team", "Heron", "--criterion", "none", "--points", "1", *WHY], "no criterion none"),
        ([*GATE, *WHY], "Which mark?"),
        ([*GATE, "--points", "1", "--by", "Li Na"], "--why"),
        ([*GATE, "--points", "1", "--why", " "], "--why"),
        ([*GATE, "--points", "1", "--why", "so", "--by", "machine"], "a name is needed"),
        ([*GATE, "--points", "3.5", *WHY], "half points from 0 to 3"),
        ([*GATE, "--points", "0.3", *WHY], "half points from 0 to 3"),
        ([*GATE, "--points", "-1", *WHY], "-1 points cannot be given"),
        ([*GATE, "--points", "NaN", *WHY], "NaN points cannot be given"),
        ([*GATE, "--points", "٣", *WHY], "half points from 0 to 3"),
        ([*GATE, "--points", "1", "--take-back", *WHY], "not both"),
        ([], "--team"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    desk: Desk, words: list[str], said: str
) -> None:
    assert said in desk.says(*words, code=2)
    assert not [e for e in desk.book.history(1) if e.by != "machine"]


def test_hostile_names_reach_the_terminal_harmless(desk: Desk) -> None:
    name = "Egret\x1b[2J\n"
    desk.book.take([marked(name)])
    shown = desk.says("--team", name) + desk.says("--team", name, "--criterion", "no", code=2)
    assert "\x1b" not in shown
