"""A board opened in a real JupyterLab, with a workspace and records of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import pytest
from opened import Opened

ROOT = Path(__file__).parents[3]


class Table(Opened):
    """A game on the screen."""

    FILE: ClassVar = "game.ipynb"

    @property
    def game(self) -> dict[str, Any]:
        """The game as it is on disk."""
        return dict(self.records[0]["game"] or {}) if self.records else {}

    @property
    def carried_game(self) -> dict[str, Any]:
        """The game that the notebook's file carries."""
        return dict(self.carried.get("game") or {})

    @property
    def rounds(self) -> int:
        """How many rounds were committed on disk."""
        return len(self.game.get("log", {}).get("rounds", []))

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


Open = Callable[..., Table]


@pytest.fixture
def open_board(open_here: Callable[..., Table]) -> Open:
    """Opens the lesson in which the case is played: `open_board("zh")`."""

    def opened(language: str = "en", width: int = 1280) -> Table:
        lesson = ROOT / "notebooks" / language / "9-simulation.ipynb"
        return open_here(Table, lesson.read_bytes(), width=width)

    return opened
