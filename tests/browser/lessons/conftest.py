"""A lesson opened in a real JupyterLab, with a workspace and records of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from opened import Opened
from playwright.sync_api import Page

FORM = ".fl-form-view"


class Lesson(Opened):
    """A lesson on the screen."""

    @property
    def draft(self) -> dict[str, Any]:
        """The plan as it is on disk."""
        return dict(self.records[0]["draft"]) if self.records else {}

    def ready(self) -> None:
        """Wait until the form has its answers."""
        self.wait_form()

    def wait_form(self, page: Page | None = None) -> None:
        """Wait until the form has its answers, in another page if one is given."""
        page = page or self.page
        page.wait_for_selector(f"{FORM} .fl-fields")
        page.wait_for_selector(".fl-progress li")


Open = Callable[..., Lesson]


def one_liners(language: str, cells: list[str]) -> bytes:
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
            "fivelayer": {"language": language},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(tree).encode()


@pytest.fixture
def open_lesson(open_here: Callable[..., Lesson]) -> Open:
    """Opens a lesson: `open_lesson("barriers", language="zh", joined=False)`."""

    def open_one(*layers: str, language: str = "en", case: str = "qinglan", **more: Any) -> Lesson:
        cells = [f'import fivelayer as fl; fl.lesson("{layer}", "{case}")' for layer in layers]
        return open_here(Lesson, one_liners(language, cells), **more)

    return open_one
