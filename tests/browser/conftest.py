"""A real JupyterLab and a real Chromium for the browser tests, and what one does with them.

Each test gets a fresh `page`; `lab` is one server for the session, with a workspace folder of its
own. Set FIVELAYER_SHOTS to a folder to get the pictures that tests take.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

import psutil
import pytest
from opened import Opened, free_port, own_folders
from playwright.sync_api import Browser, Page, expect, sync_playwright

App = Literal["lab", "notebook"]
Kind = TypeVar("Kind", bound=Opened)

CHROMIUM = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 60.0  # seconds that a slow machine may need for any one step

# The notebook in front; both JupyterLab and Notebook 7 are started with their app exposed.
PANEL = "const panel = window.jupyterapp?.shell?.currentWidget;"
IDLE = f"""() => {{
  {PANEL}
  const kernel = panel?.sessionContext?.session?.kernel;
  return Boolean(panel?.sessionContext?.isReady && panel.context.isReady && kernel
    && kernel.connectionStatus === "connected" && kernel.status === "idle");
}}"""
FORMS = """(count) => {
  const cells = [...document.querySelectorAll(".jp-Notebook .fivelayer-form")];
  return cells.length >= count && !document.querySelector(".fivelayer-waiting")
    && cells.every((cell) => cell.querySelector(".jp-OutputArea-output")?.innerText.trim()
      || cell.querySelector(".jp-OutputArea-output :is(input, svg, button)"));
}"""


@dataclass(frozen=True)
class Lab:
    """A running Jupyter server and its workspace folder."""

    url: str
    token: str
    folder: Path
    process: subprocess.Popen[bytes]
    log: Path

    def address(self, notebook: str, app: App = "lab") -> str:
        """Where a notebook opens, with nothing restored from an earlier visit."""
        if app == "notebook":
            return f"{self.url}/notebooks/{notebook}?token={self.token}"
        return f"{self.url}/lab/tree/{notebook}?reset&token={self.token}"

    def ask(self, path: str) -> Any:
        """Answer of the server's own interface, as `ask("api/sessions")`."""
        request = urllib.request.Request(  # noqa: S310  our own server on this machine
            f"{self.url}/{path}", headers={"Authorization": f"token {self.token}"}
        )
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310  as above
            return json.load(answer)

    def kernels(self, notebook: str) -> list[str]:
        """Ids of the kernels that serve a notebook."""
        return [
            session["kernel"]["id"]
            for session in self.ask("api/sessions")
            if session["path"] == notebook
        ]

    def kill_kernel(self, notebook: str) -> None:
        """End the notebook's kernel as a crash would; the server starts it anew after a while."""
        for kernel in self.kernels(notebook):
            for child in psutil.Process(self.process.pid).children(recursive=True):
                if any(kernel in argument for argument in child.cmdline()):
                    child.send_signal(signal.SIGKILL)

    def shut_down_kernel(self, notebook: str) -> None:
        """End the notebook's kernel for good: it does not come back by itself."""
        for session in self.ask("api/sessions"):
            if session["path"] == notebook:
                request = urllib.request.Request(  # noqa: S310  our own server on this machine
                    f"{self.url}/api/sessions/{session['id']}",
                    method="DELETE",
                    headers={"Authorization": f"token {self.token}"},
                )
                urllib.request.urlopen(request, timeout=10).close()  # noqa: S310  as above


@contextmanager
def running_lab(folder: Path, state: Path, env: Mapping[str, str] | None = None) -> Iterator[Lab]:
    """Run a server on `folder`; `state` takes its settings, so that nobody's own are touched."""
    port = free_port()
    token = secrets.token_hex(16)
    folders = own_folders(state)
    command = [
        *(sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root"),
        *("--expose-app-in-browser", "--JupyterNotebookApp.expose_app_in_browser=True"),
        *(f"--ServerApp.port={port}", "--ServerApp.port_retries=0", "--ServerApp.ip=127.0.0.1"),
        *(f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={folder}"),
    ]
    log = state / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **folders, **(env or {})},
        )
        lab = Lab(f"http://127.0.0.1:{port}", token, folder, process, log)
        try:
            wait_until(lambda: answers(lab), f"the server answers; its log is {log}")
            yield lab
        finally:
            stop(process)


def answers(lab: Lab) -> bool:
    """Whether the server is up; fails if it ended instead."""
    if lab.process.poll() is not None:
        pytest.fail(f"the Jupyter server ended: {lab.log.read_text('utf-8')[-2000:]}")
    try:
        lab.ask("api/status")
    except OSError:
        return False
    return True


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a server and the kernels it started."""
    kernels = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(10)
    for kernel in kernels:
        if kernel.is_running():
            kernel.kill()


def wait_until(done: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
    """Wait until `done` says so, or fail saying what did not happen."""
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            pytest.fail(f"not within {seconds:.0f} s: {what}")
        time.sleep(0.1)


def chromium() -> str | None:
    """Path of a Chromium or Chrome on this machine; FIVELAYER_CHROMIUM names another."""
    named = os.environ.get("FIVELAYER_CHROMIUM")
    return named or next(filter(None, map(shutil.which, CHROMIUM)), None)


def open_notebook(page: Page, lab: Lab, notebook: str, app: App = "lab") -> None:
    """Open a notebook of the workspace and wait until its kernel is connected and idle."""
    page.goto(lab.address(notebook, app))
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    wait_idle(page)


def wait_idle(page: Page) -> None:
    """Wait until the kernel of the notebook in front is connected and idle."""
    page.wait_for_function(IDLE)


def wait_forms(page: Page, count: int = 1) -> None:
    """Wait until at least `count` forms stand in the notebook in front, and none is missing."""
    page.wait_for_function(FORMS, arg=count)


def save(page: Page) -> None:
    """Save the notebook in front as it stands."""
    page.evaluate(f"() => {{ {PANEL} void panel.context.save(); }}")
    page.wait_for_function(f"() => {{ {PANEL} return !panel.context.model.dirty; }}")


def shot(page: Page, name: str) -> None:
    """Take a picture into the folder that FIVELAYER_SHOTS names, if it names one."""
    folder = os.environ.get("FIVELAYER_SHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png")


@dataclass(frozen=True)
class Steps:
    """What one does with a notebook in a browser, for tests to take as one fixture."""

    open_notebook = staticmethod(open_notebook)
    save = staticmethod(save)
    shot = staticmethod(shot)
    wait_forms = staticmethod(wait_forms)
    wait_idle = staticmethod(wait_idle)
    wait_until = staticmethod(wait_until)
    running_lab = staticmethod(running_lab)


@pytest.fixture(scope="session")
def steps() -> Steps:
    """open_notebook, wait_idle, wait_forms, save, shot and running_lab."""
    return Steps()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium; without one the test is skipped, or fails if no skip is allowed."""
    path = chromium()
    if path is None:
        reason = (
            "no Chromium or Chrome found (Debian: apt install chromium), the screens are untested"
        )
        if os.environ.get("FIVELAYER_NO_SKIP", "") not in ("", "0"):
            pytest.fail(reason)
        pytest.skip(reason)
    expect.set_options(timeout=PATIENCE * 1000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of 1280 × 800 in a fresh profile."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-US")
    context.set_default_timeout(PATIENCE * 1000)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def lab(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A JupyterLab server on an empty workspace: tests copy their notebooks into `lab.folder`."""
    folder = tmp_path_factory.mktemp("workspace")
    with running_lab(folder, tmp_path_factory.mktemp("state")) as server:
        yield server


@pytest.fixture
def open_here(
    page: Page, lab: Lab, steps: Steps, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Opened]]:
    """Opens a notebook in a workspace of its own: `open_here(Lesson, bytes, joined=False)`."""
    name = "".join(c if c.isalnum() else "-" for c in request.node.name)[:60]
    folder = lab.folder / name
    (folder / "records").mkdir(parents=True)
    notebooks: list[str] = []

    def open_one(
        kind: type[Kind], notebook: bytes, *, joined: bool = True, width: int = 1280
    ) -> Kind:
        if joined:
            who = {"team": "alpha", "trainee": "Li Na", "workshop": ""}
            (folder / "records" / "me.json").write_text(json.dumps(who), encoding="utf-8")
        (folder / kind.FILE).write_bytes(notebook)
        notebooks.append(f"{name}/{kind.FILE}")
        page.set_viewport_size({"width": width, "height": 900})
        opened = kind(page, folder, notebooks[-1], lab, steps)
        opened.reload()
        return opened

    yield open_one
    for notebook in notebooks:
        lab.shut_down_kernel(notebook)
    shutil.rmtree(folder, ignore_errors=True)
