"""The demonstration: four teams, one of them mangled, and nobody else's file ever touched."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from fivelayer import cases, demo, places, reports
from fivelayer.cli import main
from fivelayer.problems import Cannot
from fivelayer.reports import Made


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reports of one line, so that a test takes no half minute."""

    def batch(results: Path, out: Path, **_: Any) -> list[Made]:
        out.mkdir()
        pages = [out / f"{file.stem}.html" for file in sorted(results.glob("*.json"))]
        for page in pages:
            page.write_text("report\n", encoding="utf-8")
        return [Made(page, page, 0.0) for page in pages]

    monkeypatch.setattr(reports, "batch", batch)


def listing(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.slow
def test_the_whole_demonstration(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--out", str(tmp_path / "demo"), "--lang", "en"]) == 0
    said = capsys.readouterr().out
    pages = sorted((tmp_path / "demo" / "reports").glob("*.html"))
    assert len(pages) == 4
    for page in pages:
        assert "<script src=" not in page.read_text(encoding="utf-8")
    assert str(tmp_path / "demo" / "gradebook.xlsx") in said
    assert {path.name for path in (tmp_path / "demo").iterdir()} == {
        *(
            *("gradebook.db", "gradebook.csv", "gradebook.xlsx", "gradebook.json", "course.csv"),
            "marked.jsonl",
            "submissions",
            "feedback",
            "results",
            "reports",
            demo.LEDGER,
        )
    }


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("language", ["en", "zh"])
def test_four_teams_in_two_languages_one_file_mangled(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    out = tmp_path / "demo"
    assert main(["demo", "--out", str(out), "--lang", language, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    case = cases.load(places.cases() / demo.CASE)
    samples = demo.SAMPLES[language].values()  # type: ignore[index]
    expected = {float(case.sample(name).expected.total) for name in samples}
    marked = [r for r in told["results"] if r["status"] == "marked"]
    assert {float(r["points"]) for r in marked} == expected
    assert [bool(r["reason"]) for r in told["results"]].count(True) == 1
    assert {case.sample(name).language for name in samples} == {"en", "zh"}
    assert len(list((out / "submissions").iterdir())) == 4
    assert len(list((out / "feedback").iterdir())) == 4
    assert (out / "gradebook.csv").read_text(encoding="utf-8-sig").count("\n") >= 5


@pytest.mark.usefixtures("quick")
def test_a_second_run_replaces_the_first_and_nothing_else(tmp_path: Path) -> None:
    out = tmp_path / "demo"
    demo.run(out, "en")
    first = listing(out)
    (out / "mine.txt").write_text("mine", encoding="utf-8")
    (out / "reports" / "notes.txt").write_text("mine", encoding="utf-8")
    (out / "gradebook.csv").write_text("changed by hand", encoding="utf-8")
    again = demo.run(out, "en")
    assert [path.name for path in again.kept] == ["gradebook.kept-1.csv"]
    assert (out / "gradebook.kept-1.csv").read_text(encoding="utf-8") == "changed by hand"
    assert listing(out) == first | {"mine.txt", "reports/notes.txt", "gradebook.kept-1.csv"}
    assert (out / "mine.txt").read_text(encoding="utf-8") == "mine"
    zh = demo.run(out, "zh")
    assert zh.kept == ()
    assert len(list((out / "submissions").iterdir())) == 4


@pytest.mark.parametrize("ledger", [None, "not json", "[]"])
def test_a_strangers_folder_is_refused(tmp_path: Path, ledger: str | None) -> None:
    (tmp_path / "thesis.txt").write_text("precious", encoding="utf-8")
    if ledger is not None:
        (tmp_path / demo.LEDGER).write_text(ledger, encoding="utf-8")
    before = listing(tmp_path)
    with pytest.raises(Cannot, match="no demonstration wrote"):
        demo.run(tmp_path, "en")
    assert listing(tmp_path) == before


@pytest.mark.usefixtures("quick")
def test_a_list_that_leads_elsewhere_is_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim.txt"
    victim.write_text("precious", encoding="utf-8")
    out = tmp_path / "a" / "demo"
    out.mkdir(parents=True)
    digest = hashlib.sha256(b"precious").hexdigest()
    (out / demo.LEDGER).write_text(json.dumps({"../../victim.txt": digest}), encoding="utf-8")
    demo.run(out, "en")
    assert victim.read_text(encoding="utf-8") == "precious"


def test_a_team_works_through_its_record(tmp_path: Path) -> None:
    """What is handed in is what was typed, rows under the record's own ids, the coach asked."""
    case = cases.load(places.cases() / demo.CASE)
    sample = case.sample("good")
    handed_in = demo.hand_in(case, sample.draft, "Team", sample.language, tmp_path)
    record = json.loads(handed_in.read_bytes())["metadata"]["fivelayer"]["record"]
    people = record["draft"]["relationship"]["decision_makers"]
    assert [row["person"] for row in people] == [
        row["person"] for row in sample.draft["relationship"]["decision_makers"]
    ]
    known = {row["id"] for row in people} | {"organisation"}
    assert {
        row.get("for_whom", "organisation") for row in record["draft"]["interest"]["benefits"]
    } <= known
    assert len(record["attempts"]) == 5
