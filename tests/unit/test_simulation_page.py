"""The page on the simulation, in both languages: its commands are run, and say what stands there.

Refresh after a change, and read the difference:

    FIVELAYER_REFRESH_GOLDEN=1 python -m pytest tests/unit/test_simulation_page.py
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from fivelayer import cases, places
from fivelayer.cli import main
from fivelayer.messages import LANGUAGES, Language
from fivelayer.reports import games
from fivelayer.simulation import worlds

ROOT = Path(__file__).parents[2]
PAGES: dict[Language, Path] = {
    "en": ROOT / "docs" / "simulation.md",
    "zh": ROOT / "docs" / "zh" / "simulation.md",
}
BROKEN = """schema_version: 1
case: qinglan
case_version: 1.0.0
rounds:
  - {round: 1, moves: [{do: meet, by: lin, on: he}]}
"""
CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)


def decisions(page: str) -> str:
    match = re.search(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert match
    return match[1]


def runs(block: str) -> list[tuple[str, list[str]]]:
    """Every command of a block with the lines that follow it."""
    found: list[tuple[str, list[str]]] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            found[-1][1].append(line)
    return found


def shortened(told: list[str], like: list[str]) -> list[str]:
    """What was said, with as much left out in the middle as on the page."""
    if "..." not in like:
        return told
    first = like.index("...")
    last = len(like) - first - 1
    return [*told[:first], "...", *(told[-last:] if last else [])]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_commands_say_what_stands_on_the_page(
    language: Language,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "FIVELAYER_LANGUAGE", "FIVELAYER_CASES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    page = PAGES[language].read_text("utf-8")
    Path("decisions.yaml").write_text(decisions(page), "utf-8")
    Path("broken.yaml").write_text(BROKEN, "utf-8")

    def ran(match: re.Match[str]) -> str:
        lines = []
        for command, expected in runs(match[1]):
            main(command.split()[1:])
            said = capsys.readouterr()
            told = (said.out + said.err).rstrip("\n").splitlines()
            lines += [f"$ {command}", *shortened(told, expected)]
        return "```console\n" + "\n".join(lines) + "\n```"

    found = CONSOLE.sub(ran, page)
    if os.environ.get("FIVELAYER_REFRESH_GOLDEN", "") not in ("", "0"):
        PAGES[language].write_text(found, "utf-8")
    assert found == PAGES[language].read_text("utf-8")


def test_both_pages_show_the_same_file_and_the_same_commands() -> None:
    pages = [PAGES[language].read_text("utf-8") for language in LANGUAGES]
    assert decisions(pages[0]) == decisions(pages[1])
    commands = [
        [
            command.replace(" --lang zh", "")
            for block in CONSOLE.findall(page)
            for command, _ in runs(block)
        ]
        for page in pages
    ]
    assert commands[0] == commands[1]
    tables = [re.findall(r"^\| ([SK]\d+) \|", page, re.MULTILINE) for page in pages]
    assert tables[0] == tables[1] == [*(f"S{n}" for n in range(1, 40)), "K1"]


def test_the_file_on_the_page_is_a_whole_game(tmp_path: Path) -> None:
    path = tmp_path / "decisions.yaml"
    path.write_text(decisions(PAGES["en"].read_text("utf-8")), "utf-8")
    opened = games.opened(path)
    assert opened.log.rounds[0].predicted is not None
    assert opened.log.standing[0].when
    assert worlds.load(cases.load(places.cases() / "qinglan")).case == opened.case.id
