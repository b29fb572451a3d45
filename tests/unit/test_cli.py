"""The command line: help, languages, exit status, what it says when it cannot."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from fivelayer import lab, places
from fivelayer.cli import main, terminal
from fivelayer.cli.verbs import EXAMPLES
from fivelayer.messages import LANGUAGES

VERBS = [
    "lab",
    "demo",
    "mark",
    "report",
    "submit",
    "case",
    "case check",
    "case new",
    "case show",
    "play",
    "odds",
    "par",
]


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "FIVELAYER_LANGUAGE"):
        monkeypatch.delenv(name, raising=False)


def run(*arguments: str) -> int:
    try:
        return main(list(arguments))
    except SystemExit as stop:  # argparse's own way to end after --help
        return int(stop.code or 0)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("verb", VERBS)
def test_help_of_every_verb_shows_an_example(
    verb: str, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*verb.split(), "--help", "--lang", language) == 0
    shown = capsys.readouterr().out
    assert EXAMPLES[verb] in shown
    assert ("用法：" in shown) == (language == "zh")
    assert all(terminal.width(line) <= 100 for line in shown.splitlines())


@pytest.mark.parametrize("verb", VERBS)
def test_the_examples_are_themselves_understood(verb: str) -> None:
    from fivelayer.cli.parser import parser

    words = EXAMPLES[verb].split()
    assert words[0] == "fivelayer"
    assert parser("en").parse_args(words[1:]).run


@pytest.mark.parametrize("arguments", [[], ["case"]])
def test_without_a_verb_the_verbs_are_shown(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*arguments) == 0
    assert "VERB" in (out := capsys.readouterr().out) or "WHAT" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["bogus"], "'bogus' is not one of lab, demo"),
        (["mark", "x"], "--out"),
        (["mark", "x", "--out"], "--out: a value is missing"),
        (["demo", "--frobnicate"], "--frobnicate"),
        (["--lang", "fr", "demo"], "'fr' is not one of en, zh"),
        (["mark", "no-such-folder", "--out", "x"], "no folder no-such-folder"),
        (["report", "no-such-folder", "--out", "x"], "no folder no-such-folder"),
        (["case", "check", "bogus"], "qinglan"),
        (["case", "show", "bogus"], "qinglan"),
        (["case", "new", "No Name"], "lower-case"),
        (["submit"], "no records"),
        (["mark", ".", "--out", "x", "--exercise", "bogus"], "barriers-register, business-ladder"),
    ],
)
def test_a_slip_gets_a_sentence_and_status_2(
    arguments: list[str],
    said: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(*arguments) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.out == ""
    assert "Traceback" not in captured.err
    assert list(tmp_path.iterdir()) == []
    assert run(*arguments, "--lang", "zh") == 2 or "--lang" in arguments
    assert any("一" <= char <= "鿿" for char in capsys.readouterr().err) or "--lang" in arguments


def test_json_even_for_what_cannot_be_done(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run("mark", str(tmp_path / "none"), "--out", str(tmp_path / "o"), "--json") == 2
    assert "no folder" in json.loads(capsys.readouterr().out)["error"]
    assert run("case", "check", "bogus", "--json") == 2
    assert json.loads(capsys.readouterr().out)["problems"][0]["choices"] == sorted(
        path.name for path in places.cases().iterdir() if path.is_dir()
    )


def test_a_fault_of_the_kit_says_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("gears")

    monkeypatch.setattr(lab, "prepare", broken)
    monkeypatch.setenv("FIVELAYER_STRICT", "0")
    assert run("lab", "--folder", str(tmp_path)) == 2
    said = capsys.readouterr().err
    assert "a fault of the kit" in said
    assert "gears" in said
    assert "Traceback" not in said
    monkeypatch.setenv("FIVELAYER_STRICT", "1")
    with pytest.raises(RuntimeError, match="gears"):
        main(["lab", "--folder", str(tmp_path)])


@pytest.mark.parametrize(
    ("environment", "arguments", "language"),
    [
        ({}, [], "en"),
        ({"LANG": "zh_CN.UTF-8"}, [], "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, [], "en"),
        ({"LANG": "de_DE.UTF-8"}, [], "en"),
        ({"LANG": "Chinese (Simplified)_China.936"}, [], "zh"),
        ({"LANG": "zh_CN.UTF-8", "FIVELAYER_LANGUAGE": "en"}, [], "en"),
        ({"FIVELAYER_LANGUAGE": "zh"}, [], "zh"),
        ({"FIVELAYER_LANGUAGE": "zh"}, ["--lang", "en"], "en"),
        ({}, ["--lang=zh"], "zh"),
        ({}, ["--lang"], "en"),
    ],
)
def test_the_language_spoken(
    environment: dict[str, str],
    arguments: list[str],
    language: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert terminal.language(arguments) == language


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "gbk"])
def test_a_console_without_chinese_shows_question_marks(encoding: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "fivelayer.cli", "case", "show", "qinglan", "--lang", "zh"],
        env={**os.environ, "PYTHONIOENCODING": f"{encoding}:strict", "PYTHONUTF8": "0"},
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert b"D1:4" in done.stdout
    assert b"Traceback" not in done.stderr


def test_a_reader_that_stops_reading_is_no_fault() -> None:
    command = f"{sys.executable} -m fivelayer.cli case show qinglan | head -1"
    done = subprocess.run(["sh", "-c", command], capture_output=True, check=False, timeout=60)
    assert done.stderr == b""


def test_help_stays_light() -> None:
    script = (
        "import sys; from fivelayer.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "heavy = {'pandas', 'matplotlib', 'papermill', 'nbformat', 'ipywidgets', 'numpy'}\n"
        "sys.exit(bool(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


# --- case ------------------------------------------------------------------------------------------


def test_check_new_and_show(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(tmp_path / "bay")
    assert run("case", "new", "bay", "--folder", str(tmp_path)) == 0
    assert run("case", "check", folder) == 0
    shown = capsys.readouterr().out
    assert str(places.guide("en")) in shown
    assert places.guide("en").is_file()
    assert "no problems" in shown
    key = tmp_path / "bay" / "key.yaml"
    key.write_text(key.read_text(encoding="utf-8").replace("D3:4", "D3:40"), encoding="utf-8")
    assert run("case", "check", "bay", "--cases", str(tmp_path), "--json") == 1
    found = json.loads(capsys.readouterr().out)["problems"]
    assert [p["code"] for p in found if not p["remark"]] == ["line_beyond"]
    assert run("case", "check", folder, "--lang", "zh") == 1
    shown = capsys.readouterr().out
    assert "bay/key.yaml:" in shown
    assert "D3 只有 7 段" in shown
    assert run("case", "new", "bay", "--folder", str(tmp_path)) == 2


def test_a_folder_without_a_case_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)
    assert run("case", "check", "empty") == 1
    assert "empty/case.yaml" in capsys.readouterr().out


def test_a_page_is_escaped_and_overwrites_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("case", "new", "bay", "--folder", str(tmp_path))
    note = tmp_path / "bay" / "dossier" / "en" / "03-visit-note.md"
    note.write_text("# <script>alert(1)</script> & **bold**\n", encoding="utf-8")
    page = tmp_path / "page.html"
    assert run("case", "show", str(tmp_path / "bay"), "--html", str(page)) == 0
    written = page.read_text(encoding="utf-8")
    assert "<script>" not in written
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; <b>bold</b>" in written
    assert "id='D1:3'" in written
    before = page.read_bytes()
    assert run("case", "show", str(tmp_path / "bay"), "--html", str(page)) == 2
    assert page.read_bytes() == before
    assert "is there already" in capsys.readouterr().err


# --- lab -------------------------------------------------------------------------------------------


def test_a_folder_of_ones_own_is_made_and_never_overwritten(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    first = lab.prepare(folder)
    assert (folder / "records").is_dir()
    assert Path("notebooks/en/start-here.ipynb") in first.added
    assert Path("notebooks/zh/start-here.ipynb") in first.added
    assert any(path.parts[0] == "exercises" for path in first.added)
    assert not any("reports" in path.parts for path in first.added)
    lesson = folder / "notebooks" / "en" / "2-barriers.ipynb"
    lesson.write_text("my own words", encoding="utf-8")
    (folder / "notebooks" / "zh" / "2-barriers.ipynb").unlink()
    second = lab.prepare(folder)
    assert second.added == (Path("notebooks/zh/2-barriers.ipynb"),)
    assert second.yours == (Path("notebooks/en/2-barriers.ipynb"),)
    assert lesson.read_text(encoding="utf-8") == "my own words"
    assert len(second.same) == len(first.added) - 2


def test_the_records_of_a_lesson_lie_in_ones_own_folder(tmp_path: Path) -> None:
    lab.prepare(tmp_path)
    for page in ("notebooks/en", "exercises/barriers-register"):
        assert places.workspace(tmp_path / page) == tmp_path


def test_the_kits_own_folder_is_nobodys(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("lab", "--folder", str(places.content())) == 2
    assert "kit's own folder" in capsys.readouterr().err


def test_a_file_where_the_folder_should_be(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert run("lab", "--folder", str(tmp_path / "file")) == 2
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notebooks").write_text("x", encoding="utf-8")
    assert run("lab", "--folder", str(tmp_path / "mine")) == 2
    assert capsys.readouterr().err.count("where a folder is needed") == 2


def test_lab_starts_jupyterlab_at_start_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    started: dict[str, object] = {}

    class Server:
        def __init__(self, command: list[str], **more: object) -> None:
            started.update(command=command, **more)

        def wait(self) -> int:
            return 0

    monkeypatch.setattr(lab.subprocess, "Popen", Server)
    monkeypatch.setattr(lab.os, "geteuid", lambda: 0, raising=False)
    assert run("lab", "--folder", str(tmp_path), "--no-browser", "--lang", "zh") == 0
    assert started["command"] == [
        *(sys.executable, "-m", "jupyterlab"),
        "--Application.log_level=WARN",
        f"--ServerApp.root_dir={tmp_path}",
        "--LabApp.default_url=/lab/tree/notebooks/zh/start-here.ipynb",
        "--no-browser",
        "--allow-root",
    ]
    assert isinstance(started["env"], dict)
    assert started["env"]["FIVELAYER_LANGUAGE"] == "zh"
    assert str(tmp_path) in capsys.readouterr().out


# --- what is printed -------------------------------------------------------------------------------


def test_what_a_trainee_typed_cannot_steer_the_terminal() -> None:
    typed = "a\x1b]0;title\x07\r\nb\u202ec\ud800"
    assert terminal.single_line(typed) == "a ]0;title b c"


def test_chinese_wraps_at_the_edge() -> None:
    assert terminal.wrapped("评很多份时，用评分台。”", 10) == ["评很多份", "时，用评分", "台。”"]
    assert terminal.wrapped("五层结构模型 in two columns", 12) == [
        "五层结构模型",
        "in two",
        "columns",
    ]


def test_streams_that_are_no_consoles_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    terminal.forgiving()
