"""A board opened in a real JupyterLab, with a workspace and records of its own."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

ROOT = Path(__file__).parents[3]


@dataclass
class Table:
    """A game on the screen."""

    page: Page
    folder: Path
    notebook: str
    lab: Any
    steps: Any

    @property
    def game(self) -> dict[str, Any]:
        """The game as it is on disk."""
        found = [json.loads(p.read_text("utf-8")) for p in self.folder.glob("records/*/*.json")]
        return dict(found[0]["game"] or {}) if found else {}

    @property
    def carried(self) -> dict[str, Any]:
        """The game that the notebook's file carries."""
        tree = json.loads((self.folder / "game.ipynb").read_text("utf-8"))
        return dict((tree["metadata"]["fivelayer"].get("record") or {}).get("game") or {})

    @property
    def rounds(self) -> int:
        """How many rounds were committed on disk."""
        return len(self.game.get("log", {}).get("rounds", []))

    def until(self, done: Callable[[], bool], what: str) -> None:
        """Wait for something outside the page."""
        self.steps.wait_until(done, what)

    def has(self, selector: str, words: str) -> None:
        """Wait until some words stand in the page."""
        self.page.wait_for_function(
            "([s, w]) => [...document.querySelectorAll(s)].some((e) => e.textContent.includes(w))",
            arg=[selector, words],
        )

    def count(self, selector: str, number: int) -> None:
        """Wait until there are so many of something."""
        self.page.wait_for_function(
            "([s, n]) => document.querySelectorAll(s).length === n", arg=[selector, number]
        )

    def ready(self) -> None:
        """Wait until the board shows the game."""
        self.page.wait_for_selector(".fl-board .fl-calendar li")
        self.page.wait_for_selector(".fl-commits, .fl-end, .fl-waiting")

    def reload(self) -> None:
        """Open the notebook anew, as the next morning."""
        self.page.goto(self.lab.address(self.notebook))
        self.ready()

    def focused(self, selector: str) -> bool:
        """Whether the focus is where it should be."""
        return bool(
            self.page.evaluate("(s) => document.activeElement?.matches(s) ?? false", selector)
        )

    def tab_to(self, selector: str, keys: str = "Tab", most: int = 160) -> None:
        """Press Tab until the focus is where it should be."""
        for _ in range(most):
            if self.focused(selector):
                return
            self.page.keyboard.press(keys)
        pytest.fail(f"{most} times {keys} did not lead to {selector}")


Open = Callable[..., Table]


@pytest.fixture
def open_board(page: Page, lab: Any, steps: Any, request: pytest.FixtureRequest) -> Iterator[Open]:
    """Opens the lesson in which the case is played: `open_board("zh")`."""
    name = "".join(c if c.isalnum() else "-" for c in request.node.name)[:60]
    folder = lab.folder / name
    (folder / "records").mkdir(parents=True)
    notebook = f"{name}/game.ipynb"

    def opened(language: str = "en", width: int = 1280) -> Table:
        who = {"team": "alpha", "trainee": "Li Na", "workshop": ""}
        (folder / "records" / "me.json").write_text(json.dumps(who), encoding="utf-8")
        shutil.copy(ROOT / "notebooks" / language / "9-simulation.ipynb", folder / "game.ipynb")
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(lab.address(notebook))
        table = Table(page, folder, notebook, lab, steps)
        table.ready()
        return table

    yield opened
    lab.shut_down_kernel(notebook)
    shutil.rmtree(folder, ignore_errors=True)
