"""Whole games in a real browser: by keyboard alone, with the mouse, over a reload and a lost kernel."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from fivelayer import cases, places
from fivelayer.play import Host

if TYPE_CHECKING:
    from conftest import Table

Open = Callable[..., "Table"]
ROUNDS = 12
UNNAMED = """() => {
  const board = document.querySelector(".fl-board");
  const named = (one) => one.getAttribute("aria-label") || one.textContent.trim()
    || (one.id && board.querySelector(`label[for="${one.id}"]`)) || one.closest("label")?.textContent.trim();
  const all = [...board.querySelectorAll("button, input, select")];
  return all.filter((one) => !named(one)).map((one) => one.outerHTML);
}"""


def commit_by_keyboard(table: Table, number: int) -> None:
    """Say a chance, expect everybody to react well, commit, and wait for the reveal."""
    keys = table.page.keyboard
    if number <= 8:  # until the project is decided there is something to foresee
        table.tab_to("[name^=fl-chance]")
        keys.press("Space")
        keys.press("ArrowRight")
        table.page.wait_for_selector("[data-key='chance.10']:checked")
        for _ in range(table.page.locator(".fl-predict fieldset").count() - 1):
            table.tab_to("[name^='fl-expect']:not(:checked)")
            keys.press("Space")
            table.page.wait_for_selector("[name^='fl-expect']:checked")
    table.page.wait_for_selector("[data-key=commit]:enabled")
    table.tab_to("[data-key=commit]")
    keys.press("Enter")
    table.page.wait_for_selector("[data-key=yes]")
    table.tab_to("[data-key=yes]")
    keys.press("Enter")
    table.until(lambda: table.rounds == number, f"round {number} is on disk")


def test_a_whole_game_by_keyboard_alone(open_board: Open) -> None:
    table = open_board("en")
    page, keys = table.page, table.page.keyboard
    page.click(".fl-bar h2")
    # Relationship: a talk with Su about the ledger, by the sales manager.
    table.tab_to("[role=tab]")
    while not table.focused("[data-part=relationship]"):
        keys.press("ArrowRight")
    table.tab_to("[data-key='card.meet']")
    keys.press("Enter")
    table.tab_to("[data-key=on]")
    keys.type("Su Mingwei")
    page.wait_for_function("() => document.querySelector('[data-key=on]').value === 'su'")
    table.tab_to("[data-key=say]")
    keys.type("a ledger")
    page.wait_for_function("() => document.querySelector('[data-key=say]').value === 'ledger'")
    page.wait_for_selector("[data-key='who.shen']:checked")
    table.tab_to("[data-key=add]")
    keys.press("Enter")
    table.count(".fl-tray-move", 1)
    table.until(lambda: len(table.game["tray"]["moves"]) == 1, "the move is on disk")
    # Undo, and undo's undo by doing it again: information, desk research.
    table.tab_to("[data-key=undo]")
    keys.press("Enter")
    table.count(".fl-tray-move", 0)
    table.tab_to("[role=tab][aria-selected=true]", "Shift+Tab")
    while not table.focused("[data-part=information]"):
        keys.press("ArrowLeft")
    table.tab_to("[data-key='card.desk_research']")
    keys.press("Enter")
    table.tab_to("[data-key=add]")
    keys.press("Enter")
    table.count(".fl-tray-move", 1)
    commit_by_keyboard(table, 1)
    table.has(".fl-reveal h4", "What came of round 1")
    page.wait_for_function("() => document.activeElement.matches('.fl-reveal h4')")
    table.has(".fl-reveal", "finds out")
    table.tab_to(".fl-reveal .fl-statement")
    keys.press("Enter")
    table.has(".fl-reveal .fl-statement-words:not([hidden])", "Went in")
    assert page.locator("[data-key=undo]").is_disabled()
    for number in range(2, ROUNDS + 1):
        commit_by_keyboard(table, number)
    page.wait_for_selector(".fl-end")
    table.has(".fl-luck", "%")
    assert page.evaluate(UNNAMED) == []
    play = Host(cases.load(places.cases() / "qinglan")).open(table.game)
    assert play.over
    assert play.end is not None
    assert page.locator(".fl-verdict.fl-won").count() == int(play.end.reached)


def test_a_whole_game_with_the_mouse_and_a_reload_midway(open_board: Open) -> None:
    table = open_board("zh")
    page = table.page

    def play(number: int) -> None:
        if page.locator("[data-key='chance.60']").count():
            page.click("label:has([data-key='chance.60'])")
            page.wait_for_selector("[data-key='chance.60']:checked")
        for chip in page.locator("[data-key$='.up']").all():
            key = chip.get_attribute("data-key")
            page.click(f"label:has([data-key='{key}'])")
            page.wait_for_selector(f"[data-key='{key}']:checked")
        page.wait_for_selector("[data-key=commit]:enabled")
        page.click("[data-key=commit]")
        page.click("[data-key=yes]")
        table.until(lambda: table.rounds == number, f"round {number} is on disk")
        table.has(".fl-reveal h4", f"第 {number} 轮的结果")

    def talk(who: str, say: str) -> None:
        page.click("[data-part=relationship]")
        page.click("[data-key='card.meet']")
        page.select_option("[data-key=on]", who)
        page.select_option("[data-key=say]", say)
        page.click("[data-key=add]:enabled")

    talk("su", "ledger")
    table.count(".fl-tray-move", 1)
    page.click("[data-key='remove.0']")
    table.count(".fl-tray-move", 0)
    talk("su", "measured_result")
    table.count(".fl-tray-move", 1)
    play(1)
    table.has(".fl-foreseen", "苏明蔚")
    talk("luo", "at_source")
    table.count(".fl-tray-move", 1)
    page.click("label:has([data-key='chance.30'])")
    table.until(lambda: table.game["tray"]["chance"] == 0.3, "the chance is on disk")
    table.until(lambda: table.carried_game == table.game, "the notebook carries the game")
    table.reload()
    table.has(".fl-board-title", "第 2 轮")
    table.count(".fl-tray-move", 1)
    page.wait_for_selector("[data-key='chance.30']:checked")
    table.has(".fl-reveal h4", "第 1 轮的结果")
    for number in range(2, ROUNDS + 1):
        play(number)
    page.wait_for_selector(".fl-end")
    table.has(".fl-luck", "%")
    table.until(lambda: table.carried_game == table.game, "the notebook carries the whole game")
    # Another game: the one before is kept.
    page.click(".fl-end .fl-button")
    table.has(".fl-board-title", "第 1 轮")
    kept = [*table.folder.rglob("kept/*before-new-game*.json")]
    assert len(kept) == 1


def test_a_notebook_alone_brings_its_game_along(open_board: Open) -> None:
    table = open_board("en")
    page = table.page
    page.click("label:has([data-key='chance.0'])")
    page.wait_for_selector("[data-key=commit]:enabled")
    page.click("[data-key=commit]")
    page.click("[data-key=yes]")
    table.has(".fl-board-title", "Round 2")
    table.until(lambda: bool(table.carried_game) and table.carried_game == table.game, "copied")
    game = table.game
    table.lab.shut_down_kernel(table.notebook)
    for path in (table.folder / "records" / "alpha").rglob("*.json"):
        path.unlink()
    table.reload()
    table.has(".fl-board-title", "Round 2")
    table.until(lambda: table.game == game, "it is on disk again")


def test_a_board_that_lost_its_kernel_says_so_and_comes_back(open_board: Open) -> None:
    table = open_board("en")
    page = table.page
    page.click("[data-key='card.desk_research']")
    page.click("[data-key=add]:enabled")
    table.count(".fl-tray-move", 1)
    table.until(lambda: len(table.game["tray"]["moves"]) == 1, "the move is on disk")
    table.lab.kill_kernel(table.notebook)
    table.has(".fl-alarm", "takes no more moves")
    page.wait_for_function("() => document.querySelector('.fl-table').inert")
    if page.locator(".jp-Dialog").count():
        page.click(".jp-Dialog .jp-mod-accept")
    page.click("text=Bring my board back")
    page.wait_for_function(
        "() => document.querySelector('.fl-table')?.inert === false"
        " && document.querySelectorAll('.fl-tray-move').length === 1"
    )
    page.click("[data-key='remove.0']")
    table.until(lambda: table.game["tray"]["moves"] == [], "it goes on")


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("zh", 1920)])
def test_the_board_fits_its_page(open_board: Open, language: str, width: int) -> None:
    table = open_board(language, width)
    page = table.page
    for part in page.locator("[role=tab]").all():
        part.click()
        wide = page.evaluate(
            "() => [...document.querySelectorAll('.fl-board *')].filter((e) => !e.closest('.fl-unseen')"
            " && e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX === 'visible'"
            " && e.clientWidth).map((e) => e.className)"
        )
        assert wide == []
    assert page.evaluate(UNNAMED) == []
    table.steps.shot(page, f"board-{language}-{width}")
