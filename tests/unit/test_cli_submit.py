"""`fivelayer submit` and `mark`: from a folder of records to a marked file, without a notebook."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fivelayer import cases, places
from fivelayer.activity import Activity
from fivelayer.choices import LAYERS, Part
from fivelayer.cli import main
from fivelayer.record import Who


def work(folder: Path, team: str, activity: str = "course") -> Path:
    case = cases.load(places.cases() / "qinglan")
    opened = Activity.open(case, activity, LAYERS, "en", folder, Who(team=team))
    opened.change("barriers.strategy", "attack")
    return opened.where()


def test_every_record_is_handed_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    work(tmp_path, "Cedar")
    work(tmp_path, "松岭队", "barriers-register")
    assert main(["submit", str(tmp_path), "--out", str(tmp_path / "out"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {one["team"] for one in told["handed_in"]} == {"Cedar", "松岭队"}
    for one in told["handed_in"]:
        metadata = json.loads(Path(one["file"]).read_bytes())["metadata"]["fivelayer"]
        assert metadata["submission"] is True
        assert metadata["receipt"] == one["receipt"]
        assert metadata["record"]["draft"] == {"barriers": {"strategy": "attack"}}


def test_only_what_is_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    work(tmp_path, "Cedar")
    work(tmp_path, "Cedar", "barriers-register")
    arguments = ["submit", str(tmp_path), "--activity", "barriers-register"]
    assert main(arguments) == 0
    assert len(list((tmp_path / "hand-in").iterdir())) == 1
    assert main(["submit", str(tmp_path), "--team", "Nobody"]) == 2
    assert "Cedar: qinglan course" in capsys.readouterr().err


def test_a_broken_record_is_named_and_its_safety_copy_taken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = work(tmp_path, "Cedar")
    lost = work(tmp_path, "Maple")
    work(tmp_path, "Harbour")
    broken.write_bytes(b"{")
    lost.write_bytes(b"{")
    for copy in lost.parent.glob("kept/*"):
        copy.unlink()
    assert main(["submit", str(tmp_path), "--lang", "en"]) == 1
    captured = capsys.readouterr()
    assert str(lost) in captured.err
    assert "2 files are ready" in captured.out
    assert lost.read_bytes() == b"{"
    assert broken.read_bytes() == b"{"


def test_nobody_is_renamed_by_handing_in(tmp_path: Path) -> None:
    work(tmp_path, "Cedar")
    work(tmp_path, "Harbour")
    me = (tmp_path / "records" / "me.json").read_bytes()
    assert main(["submit", str(tmp_path)]) == 0
    assert (tmp_path / "records" / "me.json").read_bytes() == me


def test_marking_what_was_handed_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    work(tmp_path, "Cedar")
    main(["submit", str(tmp_path), "--out", str(tmp_path / "in")])
    (tmp_path / "in" / "other.ipynb").write_text("no notebook", encoding="utf-8")
    capsys.readouterr()
    marked = ["mark", str(tmp_path / "in"), "--out", str(tmp_path / "marks")]
    assert main([*marked, "--json"]) == 1
    told = json.loads(capsys.readouterr().out)["results"]
    assert {one["status"] for one in told} == {"marked", "refused"}
    assert set(told[0]["parts"]) == {part.value for part in Part if part in LAYERS}
    assert main([*marked, "--lang", "zh"]) == 1
    shown = capsys.readouterr().out
    assert "有 1 个文件无法评分" in shown
    assert (tmp_path / "marks" / "gradebook.csv").exists()
