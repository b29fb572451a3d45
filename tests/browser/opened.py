"""What the browser tests share: a notebook on the screen, and how one moves and waits there."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pytest
from playwright.sync_api import Page


@dataclass
class Opened:
    """A notebook on the screen, in a workspace with records of its own."""

    page: Page
    folder: Path
    notebook: str
    lab: Any
    steps: Any

    FILE: ClassVar = "lesson.ipynb"

    @property
    def records(self) -> list[dict[str, Any]]:
        """The records of the workspace, whoever's they are."""
        found = (self.folder / "records").glob("*/*.json")
        return [json.loads(path.read_text("utf-8")) for path in sorted(found)]

    @property
    def carried(self) -> dict[str, Any]:
        """The record that the notebook's file carries; none while Jupyter is writing the file."""
        try:
            tree = json.loads((self.folder / self.FILE).read_text("utf-8"))
        except json.JSONDecodeError:
            return {}
        return dict(tree["metadata"]["fivelayer"].get("record") or {})

    def ready(self) -> None:
        """Wait until what is tested here is on the screen."""
        raise NotImplementedError

    def reload(self) -> None:
        """Open the notebook anew, as the next morning."""
        self.page.goto(self.lab.address(self.notebook))
        self.ready()

    def until(self, done: Callable[[], bool], what: str) -> None:
        """Wait for something outside the page."""
        self.steps.wait_until(done, what)

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


def free_port() -> int:
    """A port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def own_folders(state: Path) -> dict[str, str]:
    """Jupyter's folders below one that is made, so that nobody's own settings are touched."""
    state.mkdir(parents=True, exist_ok=True)
    names = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    return {name: str(state / name.lower()) for name in names}
