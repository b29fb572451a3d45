"""A live workshop in a real browser: the facilitator's board on one screen, a team's board on another."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from fivelayer.messages import Language, text
from fivelayer.workshop import settings
from fivelayer.workshop.settings import CaseUse, Team

ROOT = Path(__file__).parents[3]
TEAM = "Team <b>North</b>"
ROUNDS = 2  # fewer than the case has


@dataclass
class Day:
    """A workshop under way: two pages on one server."""

    folder: Path
    lab: Any
    steps: Any
    board: Page
    team: Page
    language: Language

    def says(self, page: Page, selector: str, words: str) -> None:
        """Wait until some words stand in a page."""
        page.wait_for_function(
            "([s, w]) => [...document.querySelectorAll(s)].some((e) => e.innerText.includes(w))",
            arg=[selector, words],
        )

    def press(self, key: str) -> None:
        """Press a button of the board by keyboard."""
        self.board.wait_for_selector(f"[data-key='{key}']")
        self.board.focus(f"[data-key='{key}']")
        self.board.keyboard.press("Enter")

    def ui(self, key: str, **about: object) -> str:
        """Words of the board."""
        return text(f"live.ui.{key}", self.language, **about)

    def commit(self) -> None:
        """Commit the team's open round with an empty tray, its chance said."""
        page = self.team
        page.wait_for_selector(".fl-commits")
        if page.query_selector("[data-key='chance.50']"):
            page.check("[data-key='chance.50']", force=True)
        page.wait_for_selector("[data-key='commit']:not([disabled])")
        page.click("[data-key='commit']")
        page.click("[data-key='yes']")
        page.wait_for_selector(".fl-waiting")


@pytest.fixture(params=["en", "zh"])
def day(
    request: pytest.FixtureRequest, browser: Browser, steps: Any, tmp_path: Path
) -> Iterator[Day]:
    language = request.param
    folder, desk = tmp_path / "spring", tmp_path / "spring" / "desks" / "north"
    for home in (folder, desk):
        shutil.copytree(ROOT / "cases" / "qinglan", home / "cases" / "qinglan")
        file = home / "cases" / "qinglan" / "case.yaml"
        written = file.read_text("utf-8").replace("access: open", "access: assessment")
        file.write_text(written, "utf-8")
    for name in ("key.yaml", "world.yaml"):
        (desk / "cases" / "qinglan" / name).unlink()
    teams = [Team(name=TEAM, language=language), Team(name="Seagulls", language="en")]
    made = settings.draft("spring", language, "2027-07-05", ["qinglan"], teams, 7)
    use = CaseUse(id="qinglan", game=True, rounds=ROUNDS)
    settings.begin(folder, made.model_copy(update={"cases": (use,)}))
    shutil.copy(ROOT / "notebooks" / "live" / language / "facilitator.ipynb", folder)
    who = {"team": TEAM, "trainee": "", "workshop": "spring"}
    (desk / "records").mkdir()
    (desk / "records" / "me.json").write_text(json.dumps(who), encoding="utf-8")
    shutil.copy(ROOT / "notebooks" / language / "9-simulation.ipynb", desk / "game.ipynb")
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-US")
    context.set_default_timeout(180_000)  # a slow, loaded machine
    with steps.running_lab(folder, tmp_path / "state", {"FIVELAYER_STRICT": "1"}) as lab:
        board, team = context.new_page(), context.new_page()
        board.goto(lab.address("facilitator.ipynb"))
        board.wait_for_selector(".fl-live-round h3")
        yield Day(folder, lab, steps, board, team, language)
        context.close()


def test_a_round_from_both_sides(day: Day) -> None:
    board, team, steps = day.board, day.team, day.steps
    day.says(board, ".fl-live-absent", TEAM)
    day.says(board, ".fl-live-absent", day.ui("joined"))
    steps.shot(board, f"live-{day.language}-1-empty")
    team.goto(day.lab.address("desks/north/game.ipynb"))
    team.wait_for_selector(".fl-board .fl-alarm.fl-calm")
    day.press("open")
    day.says(board, ".fl-live-face", day.ui("round_open", n=1, of=ROUNDS))
    team.wait_for_selector(".fl-board .fl-calendar li")
    day.says(team, ".fl-told", text("live.told.until", day.language, n=1, at="~").split("~")[0])
    steps.shot(team, f"live-{day.language}-2-team-begins")
    day.commit()
    day.says(board, ".fl-live-count", "1/2")
    steps.shot(board, f"live-{day.language}-3-decided")
    day.press("resolve")
    day.press("yes")
    day.says(board, ".fl-live-face", day.ui("round_done", n=1, of=ROUNDS))
    team.wait_for_selector(".fl-reveal")
    steps.shot(team, f"live-{day.language}-4-team-sees")
    steps.shot(board, f"live-{day.language}-5-resolved")

    board.click(".fl-live-ranking")  # there is one
    board.fill(".fl-live-say textarea", "Ten minutes <i>to go</i>")
    board.click(".fl-live-say button")
    day.says(team, ".fl-told", "Ten minutes <i>to go</i>")
    day.says(board, ".fl-live-notice", "Ten minutes <i>to go</i>")

    board.check("[data-key='projector']")
    board.wait_for_selector(".fl-live-wall .fl-live-names")
    assert not board.query_selector(".fl-live-table, .fl-live-pressed li, .fl-live-common li")
    steps.shot(board, f"live-{day.language}-6-wall")
    board.uncheck("[data-key='projector']")
    board.wait_for_selector(".fl-live-table")
    board.uncheck("[data-key='ranks']")
    day.says(board, ".fl-live-pressed, .fl-live", day.ui("ranks"))
    board.check("[data-key='projector']")
    board.wait_for_selector(".fl-live-wall")
    board.wait_for_selector(".fl-live-ranking", state="detached")
    board.uncheck("[data-key='projector']")

    day.press("open")
    day.commit()
    day.says(board, ".fl-live-count", "1/2")
    day.press("resolve")
    day.press("yes")
    ends = [text(f"board.words.end_{how}_stopped", day.language) for how in ("won", "lost")]
    team.wait_for_selector(".fl-end")
    assert any(end in team.inner_text(".fl-end") for end in ends)
    assert not team.is_visible("[data-key='commit']")
    assert not team.query_selector(".fl-end button")  # the facilitator alone begins another game
    steps.shot(team, f"live-{day.language}-8-team-ends")


def test_a_team_is_renamed_and_a_name_that_is_taken_is_refused(day: Day) -> None:
    board, steps = day.board, day.steps
    day.press("open")
    day.says(board, ".fl-live-face", day.ui("round_open", n=1, of=ROUNDS))
    board.click("tr[data-team^='team'] [data-key^='act.']")
    board.wait_for_selector("dialog[open] form")
    steps.shot(board, f"live-{day.language}-7-dialog")
    name = board.locator("dialog[open] input[type=text]")
    name.fill("SEAGULLS")
    name.press("Enter")
    day.says(board, "dialog .fl-live-no", "SEAGULLS")
    name.fill("Kingfishers 🐦")
    name.press("Enter")
    day.says(board, ".fl-live-table th", "Kingfishers 🐦")
    journal = sorted((day.folder / "live").glob("*.json"))
    assert [json.loads(p.read_text("utf-8"))["action"]["what"] for p in journal] == [
        "open",
        "rename",
    ]
