"""One person's data: exported whole, erased whole, from records, hand-ins, results, pages and gradebook."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest
from gradebook_case import marked
from marking_case import CASES, handed_in

from fivelayer.cli import main
from fivelayer.gradebook import Erased, Gradebook


@pytest.fixture
def marks(tmp_path: Path) -> Path:
    """A folder of what two trainees and a team handed in, marked; the folder marked into."""
    folder = tmp_path / "handed-in"
    (folder / "week 1" / "late").mkdir(parents=True)
    wang = {"trainee": "Wang Fang", "team": "Heron"}
    (folder / "wang.ipynb").write_bytes(handed_in(**wang))
    (folder / "week 1" / "late" / "wang.ipynb").write_bytes(handed_in(revision="8", **wang))
    (folder / "li.ipynb").write_bytes(handed_in(trainee="Li Lei", team="Swan"))
    (folder / "broken.ipynb").write_bytes(b"{")
    out = tmp_path / "marks"
    given = ["mark", str(folder), "--out", str(out), "--cases", str(CASES), "--jobs", "1"]
    assert main([*given, "--lang", "en"]) == 1
    book = Gradebook.open(str(out / "gradebook.db"))
    work = next(w for w in book.works() if w.trainee == "Wang Fang")
    mark = next(m for m in book.official(work.id) if m.of and m.of >= 1)
    book.decide(work.id, mark.rule, Decimal("0.5"), "Marker", "", "Read by a person.")
    assert main(["publish", str(out), "--by", "Marker", "--cases", str(CASES)]) == 0
    return out


def named(folder: Path, *names: str) -> list[str]:
    """Files below a folder that hold one of the names."""
    sought = [name.encode() for name in names] + [json.dumps(name)[1:-1].encode() for name in names]
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return [path.name for path in files if any(name in path.read_bytes() for name in sought)]


def test_everything_of_a_person_is_exported(
    marks: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "wang.json"
    folders = ["--from", str(tmp_path / "handed-in"), str(marks)]
    assert main(["person", "export", "Wang Fang", *folders, "--out", str(out), "--lang", "en"]) == 0
    assert "Found 4 files and 2 submissions" in capsys.readouterr().out
    found = json.loads(out.read_text("utf-8"))
    assert len(found["folders"][str(tmp_path / "handed-in")]["files"]) == 2
    (book,) = found["gradebooks"].values()
    assert [each["comment"] for each in book["decisions"]] == ["Read by a person."]
    assert "Li Lei" not in out.read_text("utf-8")


def test_everything_of_a_person_is_erased_and_nothing_of_others(
    marks: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    erase = ["person", "erase", "Wang Fang", "--from", str(tmp_path / "handed-in"), str(marks)]
    before = named(tmp_path, "Wang Fang")
    assert main([*erase, "--lang", "en"]) == 2  # not without --yes
    assert "--yes" in capsys.readouterr().err
    assert named(tmp_path, "Wang Fang") == before
    assert main([*erase, "--yes", "--by", "Marker", "--lang", "en"]) == 0
    assert "2 submissions, 1 works and 1 people's marks" in capsys.readouterr().out
    assert named(tmp_path, "Wang Fang", "Heron", "Read by a person.") == []
    assert "li.ipynb" in [path.name for path in (tmp_path / "handed-in").iterdir()]
    assert len(list((marks / "published").glob("*.html"))) == 1
    assert [work.trainee for work in Gradebook.open(str(marks / "gradebook.db")).works()] == [
        "Li Lei"
    ]
    with closing(sqlite3.connect(marks / "gradebook.db")) as plain:
        kept = plain.execute("SELECT by, works, markings, decisions FROM erasure").fetchall()
    assert kept == [("Marker", 1, 2, 1)]
    assert main([*erase, "--yes", "--lang", "en"]) == 1
    assert "Nothing is kept" in capsys.readouterr().out
    again = ["mark", str(tmp_path / "handed-in"), "--out", str(marks), "--cases", str(CASES)]
    assert main([*again, "--jobs", "1"]) == 1  # and marking goes on as if it had never been
    assert named(marks, "Wang Fang") == []


def test_a_team_is_a_person_only_where_no_trainee_is_named(tmp_path: Path) -> None:
    book = Gradebook.open(str(tmp_path / "gradebook.db"))
    book.take([marked("Heron", trainee="Wang Fang"), marked("Heron", 2), marked("Swan")])
    assert len(book.export_person("Heron")["submissions"]) == 1
    assert book.erase_person("Heron", "Marker") == Erased(0, 1, 0)
    assert [work.revision for work in book.works()] == [1, 1]  # what Wang Fang handed in counts now
    assert book.erase_person("", "Marker") == Erased(0, 0, 0)
    assert book.erase_person("Wang Fang", "Marker") == Erased(1, 1, 0)
    assert [work.owner for work in book.works()] == ["Swan"]


def test_a_receipt_is_checked_against_the_file_or_the_one_that_was_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a.ipynb"
    file.write_bytes(handed_in())
    assert main(["receipt", str(file), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["receipt"] == "matches"
    assert main(["receipt", str(file), "--kept", told["digest"].upper(), "--lang", "en"]) == 0
    assert "nothing against somebody determined" in capsys.readouterr().out
    assert main(["receipt", str(file), "--kept", "0" * 64, "--lang", "en"]) == 1
    file.write_bytes(file.read_bytes().replace(b"Heron", b"Swans", 99))
    assert main(["receipt", str(file), "--lang", "en"]) == 1
    assert "differs" in capsys.readouterr().out
    file.write_bytes(b"{")
    assert main(["receipt", str(file), "--lang", "en"]) == 1
    assert main(["receipt", str(tmp_path / "none.ipynb"), "--lang", "en"]) == 2


def test_marking_looks_at_the_gradebook_first_and_says_what_people_marked(
    marks: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, other = str(tmp_path / "handed-in"), tmp_path / "thesis.txt"
    other.write_text("precious")
    given = ["mark", folder, "--cases", str(CASES), "--jobs", "1", "--lang", "en"]
    capsys.readouterr()
    assert main([*given, "--out", str(tmp_path / "new"), "--gradebook", str(other)]) == 2
    assert "is no gradebook" in capsys.readouterr().err
    assert not (tmp_path / "new" / "results").exists()
    assert main([*given, "--out", str(marks)]) == 1
    assert "One work has marks that a person gave" in capsys.readouterr().out
    elsewhere = f"sqlite:///{tmp_path / 'course.db'}"
    assert main([*given, "--out", str(tmp_path / "new"), "--gradebook", elsewhere]) == 1
    assert len(Gradebook.open(elsewhere).works()) == 2
    assert not (tmp_path / "new" / "gradebook.db").exists()
    assert (tmp_path / "new" / "gradebook.xlsx").exists()


def test_tables_whose_gradebook_is_elsewhere_are_written_anew_or_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, book = tmp_path / "tables", tmp_path / "course.db"
    folder.mkdir()
    Gradebook.open(str(book)).take([marked("Heron"), marked("Swan")])
    Gradebook.open(str(book)).export(folder)
    erase = [
        "person",
        "erase",
        "Heron",
        "--from",
        str(folder),
        "--yes",
        "--by",
        "M",
        "--lang",
        "en",
    ]
    assert main(erase) == 1
    said = capsys.readouterr().out
    for name in ("gradebook.csv", "gradebook.xlsx", "gradebook.json"):
        assert str(folder / name) in said
    assert main([*erase, "--gradebook", str(book)]) == 0
    assert named(tmp_path, "Heron") == []
    assert "Swan" in (folder / "gradebook.csv").read_text("utf-8-sig")
