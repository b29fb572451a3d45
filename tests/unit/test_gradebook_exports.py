"""The tables: official marks, a row for each file, nothing that a spreadsheet would carry out."""

from __future__ import annotations

import csv
import json
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from gradebook_case import marked, refused
from hypothesis import given, settings
from hypothesis import strategies as st

from fivelayer.gradebook import Gradebook
from fivelayer.messages import LANGUAGES, Language

HOSTILE = (
    '=HYPERLINK("http://x","y")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "-2+3",
    "＝1+1",
    "\t=1",
    "_x003D_1+1",
    "<script>alert(1)</script>",
    "a\x0bb\x1fc",
    "名字；=1",
    "'",
    '"; DROP TABLE work; --',
    "x" * 40_000,
)


def opened(folder: Path) -> Gradebook:
    return Gradebook.open(str(folder / "gradebook.db"))


def table(folder: Path, name: str = "gradebook.csv") -> list[dict[str, str]]:
    return list(csv.DictReader((folder / name).read_text("utf-8-sig").splitlines()))


def sheet(folder: Path, number: int = 0) -> list[dict[str, Any]]:
    book = openpyxl.load_workbook(folder / "gradebook.xlsx")
    head, *rows = book.worksheets[number].iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def test_every_file_has_a_row_with_official_marks(tmp_path: Path) -> None:
    book = opened(tmp_path)
    book.take([marked(revision=1), marked(revision=2), marked("Swan"), refused()])
    work = next(w for w in book.works() if w.owner == "Heron")
    book.decide(work.id, "gate", Decimal("2.5"), "Li Na", "because", "Good.")
    book.set_pass_mark("baisha", "course", 60, "Li Na")
    book.publish([work.id], "Li Na")
    book.export(tmp_path)
    rows = {row["File"]: row for row in table(tmp_path)}
    assert list(rows) == ["Heron-r2.ipynb", "Heron-r1.ipynb", "Swan-r1.ipynb", "broken.ipynb"]
    heron, before = rows["Heron-r2.ipynb"], rows["Heron-r1.ipynb"]
    assert (heron["Points"], heron["Out of"], heron["gate"]) == ("4.5", "6", "2.5")
    assert (heron["Counts"], heron["Published"], heron["Passed"]) == ("yes", "yes", "yes")
    assert (heron["Marked by a person"], heron["Pass mark (%)"]) == ("Li Na", "60")
    assert (heron["tone"], heron["Information"], heron["Barriers"]) == ("", "2", "2.5")
    assert heron["Key version"] == "1.0.0"
    assert heron["Receipt"].startswith("matches: ")
    assert (before["Counts"], before["Points"], before["Published"]) == ("no", "3", "")
    assert "revision 2" in before["To note"].casefold()
    assert rows["Swan-r1.ipynb"]["Passed"] == "no"
    assert rows["broken.ipynb"]["Reason"]
    assert rows["broken.ipynb"]["Points"] == ""
    same = {row["File"]: row for row in sheet(tmp_path)}
    assert same["Heron-r2.ipynb"]["gate"] == 2.5
    assert same["Swan-r1.ipynb"]["Marked by a person"] is None
    told = json.loads((tmp_path / "gradebook.json").read_text("utf-8"))["files"]
    assert [one["file"] for one in told] == list(rows)
    assert told[0]["marks"]["gate"]["by"] == "Li Na"
    assert told[0]["marks"]["gate"]["machine"] == 1
    assert told[0]["points"] == 4.5


def test_a_flag_and_an_exercise_that_is_gone_are_said_in_the_row(tmp_path: Path) -> None:
    book = opened(tmp_path)
    first = marked()
    book.take([first])
    book.decide(1, "gate", Decimal(1), "Li Na")
    later = marked(revision=2, answers={"gate": "new"})
    book.take([later])
    book.take([refused(later.file, sha256=later.sha256)])
    book.export(tmp_path)
    row = table(tmp_path)[0]
    assert "changed since Li Na" in row["To note"]
    assert row["Reason"] == "The file breaks off before its end."
    assert row["Points"] == "3"


def test_refused_files_show_as_their_folders_last_marking_saw_them(tmp_path: Path) -> None:
    book = opened(tmp_path)
    book.take([refused("a.ipynb"), refused("b.ipynb")], source="week 1")
    book.take([refused("c.ipynb")], source="week 2")
    book.take([refused("b.ipynb")], source="week 1")  # a.ipynb was taken away
    book.export(tmp_path)
    assert [row["File"] for row in table(tmp_path)] == ["b.ipynb", "c.ipynb"]


def test_the_course_has_a_row_for_each_team_with_all_its_exercises(tmp_path: Path) -> None:
    book = opened(tmp_path)
    book.take([marked(), marked(activity="barriers"), marked("Swan", case="qinglan")])
    book.set_pass_mark("baisha", "course", 50, "Li Na")
    book.export(tmp_path)
    heron, swan = table(tmp_path, "course.csv")
    assert heron == {
        "Workshop": "spring",
        "Team": "Heron",
        "baisha barriers": "3",
        "baisha lessons": "3",
        "qinglan lessons": "",
        "Total": "6",
        "Out of": "12",
        "Percent": "50",
        "Exercises passed": "1",
    }
    assert (swan["Team"], swan["qinglan lessons"]) == ("Swan", "3")
    assert "baisha/course/gate" in table(tmp_path)[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tables_speak_both_languages(tmp_path: Path, language: Language) -> None:
    book = opened(tmp_path)
    book.take([marked()])
    book.export(tmp_path, language)
    names = openpyxl.load_workbook(tmp_path / "gradebook.xlsx").sheetnames
    assert names == {"en": ["Marks", "Course", "Notes"], "zh": ["成绩", "全课程", "说明"]}[language]


def test_no_formula_comes_through(tmp_path: Path) -> None:
    book = opened(tmp_path)
    book.take(
        marked(words[:90], trainee=words[:90], file=f"{n}.ipynb") for n, words in enumerate(HOSTILE)
    )
    book.take([refused(f"=1+{n}{words[:90]}.ipynb") for n, words in enumerate(HOSTILE)])
    book.decide(1, "gate", Decimal(1), "=1+1", HOSTILE[-1], HOSTILE[0])
    book.export(tmp_path)
    harmless(tmp_path, 2 * len(HOSTILE))


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_no_name_makes_a_formula_or_breaks_a_table(team: str, file: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        book = opened(Path(folder))
        team = team.encode("utf-8", "replace").decode()
        file = file.encode("utf-8", "replace").decode()
        book.take([marked(team, trainee="T", file=file)])
        book.export(Path(folder))
        harmless(Path(folder), 1)


def harmless(folder: Path, rows: int) -> None:
    found = list(csv.reader((folder / "gradebook.csv").read_text("utf-8-sig").splitlines()))
    assert len(found) == rows + 1
    for row in found:
        for cell in row:
            assert not cell.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
            assert "\n" not in cell
    for number in (0, 1):
        book = openpyxl.load_workbook(folder / "gradebook.xlsx")
        for cells in book.worksheets[number].iter_rows():
            assert all(cell.data_type in ("s", "n") for cell in cells)
            assert all(cell.hyperlink is None for cell in cells)
    json.loads((folder / "gradebook.json").read_text("utf-8"))
