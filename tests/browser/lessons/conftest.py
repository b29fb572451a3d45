"""A lesson opened in a real JupyterLab, with a workspace and records of its own."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

FORM = ".fl-form-view"


@dataclass
class Lesson:
    """A lesson on the screen."""

    page: Page
    folder: Path
    notebook: str
    lab: Any
    steps: Any

    @property
    def records(self) -> list[dict[str, Any]]:
        """The records of the workspace, whoever's they are."""
        found = (self.folder / "records").glob("*/*.json")
        return [json.loads(path.read_text("utf-8")) for path in sorted(found)]

    @property
    def draft(self) -> dict[str, Any]:
        """The plan as it is on disk."""
        return dict(self.records[0]["draft"]) if self.records else {}

    @property
    def carried(self) -> dict[str, Any]:
        """The record that the notebook's file carries; none while Jupyter is writing the file."""
        try:
            tree = json.loads((self.folder / "lesson.ipynb").read_text("utf-8"))
        except json.JSONDecodeError:
            return {}
        return dict(tree["metadata"]["fivelayer"].get("record") or {})

    def until(self, done: Callable[[], bool], what: str) -> None:
        """Wait for something outside the page."""
        self.steps.wait_until(done, what)

    def wait_form(self, page: Page | None = None) -> None:
        """Wait until the form has its answers."""
        page = page or self.page
        page.wait_for_selector(f"{FORM} .fl-fields")
        page.wait_for_selector(".fl-progress li")

    def reload(self) -> None:
        """Open the notebook anew, as the next morning."""
        self.page.goto(self.lab.address(self.notebook))
        self.wait_form()

    def tab_to(self, selector: str, keys: str = "Tab", most: int = 120) -> None:
        """Press Tab until the focus is where it should be."""
        for _ in range(most):
            if self.page.evaluate("(s) => document.activeElement?.matches(s) ?? false", selector):
                return
            self.page.keyboard.press(keys)
        pytest.fail(f"{most} times {keys} did not lead to {selector}")


Open = Callable[..., Lesson]


def write_notebook(path: Path, language: str, cells: list[str], **more: Any) -> None:
    """A notebook of one-liners."""
    tree = {
        "cells": [
            {
                "cell_type": "code",
                "id": f"form{number}",
                "metadata": {},
                "execution_count": None,
                "outputs": [],
                "source": source,
            }
            for number, source in enumerate(cells)
        ],
        "metadata": {
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
            "fivelayer": {"language": language, **more},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    path.write_text(json.dumps(tree), encoding="utf-8")


@pytest.fixture
def open_lesson(page: Page, lab: Any, steps: Any, request: pytest.FixtureRequest) -> Iterator[Open]:
    """Opens a lesson: `open_lesson("barriers", language="zh", joined=False)`."""
    name = "".join(c if c.isalnum() else "-" for c in request.node.name)[:60]
    folder = lab.folder / name
    (folder / "records").mkdir(parents=True)
    notebook = f"{name}/lesson.ipynb"

    def open_one(
        *layers: str, language: str = "en", joined: bool = True, width: int = 1280
    ) -> Lesson:
        if joined:
            who = {"team": "alpha", "trainee": "Li Na", "workshop": ""}
            (folder / "records" / "me.json").write_text(json.dumps(who), encoding="utf-8")
        cells = [f'import fivelayer as fl; fl.lesson("{layer}")' for layer in layers]
        write_notebook(folder / "lesson.ipynb", language, cells)
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(lab.address(notebook))
        lesson = Lesson(page, folder, notebook, lab, steps)
        lesson.wait_form()
        return lesson

    yield open_one
    lab.shut_down_kernel(notebook)
    shutil.rmtree(folder, ignore_errors=True)
