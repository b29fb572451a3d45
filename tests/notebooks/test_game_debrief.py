"""The debrief run for real: by our command and by plain papermill, in both languages."""

from __future__ import annotations

import json
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from fivelayer import cases, places
from fivelayer.cli import main
from fivelayer.messages import LANGUAGES, Language
from fivelayer.reports import debrief, games
from fivelayer.reports.figures.games import FIGURES
from fivelayer.reports.games import Opened
from fivelayer.simulation import worlds

TEMPLATE = places.notebooks() / "reports" / "game_debrief.ipynb"
CASE = cases.load(places.cases() / "qinglan")
HOSTILE = "<script>alert(1)</script> $\\alpha$ & 'Söhne' 🦄"


def opened(team: str = HOSTILE) -> Opened:
    plan = worlds.load(CASE).plans["sensible"]
    return Opened(CASE, games.log_of(CASE, plan, seed=1), team)


def written(folder: Path) -> Path:
    path = folder / "game.json"
    path.write_text(opened().log.model_dump_json(by_alias=True), "utf-8")
    return path


class Outside(HTMLParser):
    """Collects what a browser would fetch, run, or show as words."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.tags: dict[str, int] = {}
        self.words: list[str] = []
        self.alt: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] = self.tags.get(tag, 0) + 1
        for name, value in attrs:
            if name in ("src", "href") and not (value or "").startswith(
                ("data:image/svg+xml;base64,", "#")
            ):
                self.asked.append(value or "")
            if name == "alt":
                self.alt.append(value or "")

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_page_that_asks_for_nothing(language: Language, tmp_path: Path) -> None:
    target = debrief.page(opened(), tmp_path / "out.html", language, progress=False)
    page = target.read_text("utf-8")
    seen = Outside(page)
    assert seen.asked == []
    assert not {"script", "link", "iframe", "object", "embed"} & set(seen.tags)
    assert seen.tags["img"] == len(FIGURES)
    assert all(seen.alt), "every chart says what it shows to those who cannot see it"
    assert HOSTILE in "".join(seen.words), "the team's name is shown as it was typed"
    assert "<script" not in page
    assert [path.name for path in tmp_path.iterdir()] == ["out.html"]


def test_the_command_writes_the_page_and_leaves_what_is_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "debrief.html"
    given = [
        "play",
        "qinglan",
        "--decisions",
        str(written(tmp_path)),
        "--html",
        str(page),
        "--json",
    ]
    assert main(given) == 1
    assert json.loads(capsys.readouterr().out)["case"] == "qinglan"
    before = page.read_bytes()
    assert main(given) == 2
    assert page.read_bytes() == before


def papermill(tmp_path: Path, *parameters: str) -> tuple[int, str, list[str]]:
    """Plain papermill, as anybody may call it: exit status, what it says, outputs' kinds."""
    out = tmp_path / "out.ipynb"
    command = [sys.executable, "-m", "papermill", str(TEMPLATE), str(out), "--no-progress-bar"]
    for parameter in parameters:
        command += ["-p", *parameter.split("=", 1)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    cells = json.loads(out.read_text("utf-8"))["cells"] if out.exists() else []
    shown = [kind for c in cells for o in c.get("outputs", []) for kind in o.get("data", {})]
    return done.returncode, done.stderr + done.stdout, shown


def test_plain_papermill_makes_it_too(tmp_path: Path) -> None:
    status, said, shown = papermill(tmp_path, f"game_file={written(tmp_path)}", "language=en")
    assert status == 0, said
    assert shown.count("image/svg+xml") == len(FIGURES)
    assert shown.count("text/html") >= 12


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        (("game_file={}", "langauge=zh"), "no parameter 'langauge'; did you mean 'language'"),
        (("game_file=absent.json", "language=en"), "must be a decisions file, a record"),
    ],
)
def test_a_wrong_parameter_fails(parameters: tuple[str, ...], said: str, tmp_path: Path) -> None:
    given = [parameter.replace("{}", str(written(tmp_path))) for parameter in parameters]
    status, words, shown = papermill(tmp_path, *given)
    assert status != 0
    assert said in words
    assert shown == []
