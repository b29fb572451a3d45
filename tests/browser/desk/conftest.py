"""A marking desk in a real browser: in JupyterLab, and in Voilà as the command starts it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from marked_folder import build
from opened import free_port, own_folders
from playwright.sync_api import Page

from fivelayer.cli.desk import PAGE, notebook
from fivelayer.gradebook import Gradebook, Mark
from fivelayer.gradebook.settings import SETTINGS, Settings

RULE = "main_business"
DONE = """(n) => document.querySelectorAll(".fl-seat-done").length === n"""
ACKNOWLEDGED = """(said) => document.querySelector(".fl-desk-said").textContent.includes(said)"""


@dataclass
class Sitting:
    """A desk on the screen, and the gradebook behind it."""

    page: Page
    marks: Path
    address: str
    frames: list[str] = field(default_factory=list)
    """What the server sent to the page."""

    @property
    def book(self) -> Gradebook:
        """The gradebook, opened anew."""
        return Gradebook.open(str(self.marks / "gradebook.db"))

    def official(self, rule: str = RULE) -> dict[int, Mark]:
        """The official marks for a criterion, by work."""
        book = self.book
        return {
            work.id: next(m for m in book.official(work.id) if m.rule == rule)
            for work in book.works()
        }

    def by_people(self) -> int:
        """How many answers to the criterion a person has marked."""
        return sum(mark.by != "machine" for mark in self.official().values())

    def open(self) -> None:
        """Open the desk, as the next morning."""
        self.page.goto(self.address)
        self.page.wait_for_selector(".fl-desk-table .fl-desk-open, .fl-desk-whoami")

    def take(self, rule: str = RULE) -> None:
        """Take a criterion by keyboard: down the list to it, then Enter."""
        self.page.focus(".fl-desk-open")
        self.page.wait_for_selector(f"[data-rule='{rule}']")
        for _ in range(200):
            at = self.page.evaluate("() => document.activeElement?.dataset.rule ?? ''")
            if at == rule:
                break
            self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Enter")
        self.page.wait_for_selector(".fl-desk-wrote h3")

    def until_done(self, n: int) -> None:
        """Wait until so many answers show as marked."""
        self.page.wait_for_function(DONE, arg=n)

    def settled(self) -> None:
        """Wait until the desk has nothing on its way to the gradebook."""
        self.page.wait_for_function(
            """() => !document.querySelector(".fl-desk-said").textContent.match(/not saved|尚未/i)"""
        )


def listening(page: Page, sitting: Sitting) -> None:
    """Note every frame that comes over the page's web sockets."""

    def heard(frame: Any) -> None:
        payload = frame if isinstance(frame, str) else frame.decode("utf-8", "replace")
        sitting.frames.append(payload)

    page.on("websocket", lambda socket: socket.on("framereceived", heard))


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A marked folder to copy."""
    place: Path = build(tmp_path_factory.mktemp("marked"))
    return place


Sit = Callable[..., Sitting]


@pytest.fixture
def sit_in_lab(page: Page, built: Path, steps: Any, tmp_path: Path, browser: Any) -> Iterator[Sit]:
    """Opens the desk in JupyterLab: `sit_in_lab("zh", by="Wang")`."""
    with ExitStack() as stack:

        def sit(language: str, by: str = "Wang", source: Path | None = None) -> Sitting:
            marks = copied(source or built, tmp_path)
            settings = Settings.of(str(marks), (marks.parent / "cases",), by)
            folder = marks / "desk"
            folder.mkdir()
            (folder / PAGE).write_text(notebook(language), encoding="utf-8")  # type: ignore[arg-type]
            given = {SETTINGS: settings.model_dump_json(), "FIVELAYER_STRICT": "1"}
            lab = stack.enter_context(steps.running_lab(folder, tmp_path / "state", given))
            sitting = Sitting(page, marks, lab.address(PAGE))
            listening(page, sitting)
            sitting.open()
            return sitting

        yield sit


@pytest.fixture
def sit_in_voila(
    page: Page, built: Path, steps: Any, tmp_path: Path, browser: Any
) -> Iterator[Sit]:
    """Opens the desk in Voilà as `fivelayer desk --voila` does."""
    with ExitStack() as stack:

        def sit(language: str, by: str = "Wang", source: Path | None = None) -> Sitting:
            marks = copied(source or built, tmp_path)
            address = stack.enter_context(
                running_voila(marks, language, by, tmp_path / "state", steps)
            )
            sitting = Sitting(page, marks, address)
            listening(page, sitting)
            sitting.open()
            return sitting

        yield sit


def copied(source: Path, tmp_path: Path) -> Path:
    """A copy of a marked folder, with the case beside it."""
    shutil.copytree(source.parent, tmp_path / "place")
    return tmp_path / "place" / "marks"


@contextmanager
def running_voila(marks: Path, language: str, by: str, state: Path, steps: Any) -> Iterator[str]:
    """Run the command; its address, with the token that it prints."""
    folders = own_folders(state)
    command = [
        *(sys.executable, "-m", "fivelayer.cli", "desk", str(marks), "--voila", "--no-browser"),
        *("--port", str(free_port()), "--lang", language, "--cases", str(marks.parent / "cases")),
        *(["--by", by] if by else []),
    ]
    log = state / "voila.log"
    env = {**os.environ, **folders, "FIVELAYER_STRICT": "1"}
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, env=env)
        try:
            found: list[str] = []

            def answers() -> bool:
                if process.poll() is not None:
                    pytest.fail(f"the desk ended: {log.read_text('utf-8')[-2000:]}")
                found[:] = re.findall(r"http://\S+token=\w+", log.read_text("utf-8"))
                return bool(found)

            steps.wait_until(answers, f"the desk prints its address; its log is {log}")
            yield found[0]
        finally:
            stop(process)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End the command, the server it started and that server's kernels."""
    import psutil

    family = [psutil.Process(process.pid)] if process.poll() is None else []
    family += [child for one in family for child in one.children(recursive=True)]
    for one in reversed(family):
        if one.is_running():
            one.terminate()
    psutil.wait_procs(family, timeout=10)
    for one in family:
        if one.is_running():
            one.kill()
    process.wait(10)
