"""The portfolio's form in a real browser: 24 customers, a line each, and the picture that follows them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from conftest import Lesson

Open = Callable[..., "Lesson"]
ROWS = ".fl-roster-row"
NAMES = {"en": "White Whale Park", "zh": "白鲸乐园"}


def _row(lesson: Lesson, row: str) -> dict[str, Any]:
    rows = lesson.draft.get("fit", {}).get("accounts", [])
    return next((one for one in rows if one["id"] == row), {})


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_customers_are_judged_line_by_line_and_kept(open_lesson: Open, language: str) -> None:
    lesson = open_lesson("fit", language=language, case="jianglin")
    page = lesson.page
    expect(page.locator(ROWS)).to_have_count(24)
    expect(page.locator(ROWS).first).to_contain_text(NAMES[language])
    lesson.steps.shot(page, f"portfolio-{language}-blank")
    at = "[data-path='fit.accounts.a01.{}'] :is(select, input)".format
    page.select_option(at("tier"), "top")
    page.select_option(at("verdict"), "full")
    page.fill(at("months"), "3")
    page.keyboard.press("Tab")
    lesson.until(lambda: _row(lesson, "a01").get("months") == "3", "the line is saved")
    assert _row(lesson, "a01")["customer"] == NAMES[language]
    page.fill("[data-path='fit.months'] input", "2")
    page.keyboard.press("Tab")
    lesson.until(lambda: lesson.draft["fit"].get("months") == "2", "the months are saved")
    page.locator(f"{ROWS} .fl-tool").first.click()
    page.fill("[data-path='fit.accounts.a01.reason'] textarea", "Loss")
    page.fill("[data-path='fit.accounts.a01.lines'] input", "D4:5")
    page.keyboard.press("Enter")
    lesson.until(lambda: _row(lesson, "a01").get("lines") == ["D4:5"], "the line is cited")
    lesson.reload()
    expect(page.locator(ROWS)).to_have_count(24)
    expect(page.locator(at("tier"))).to_have_value("top")
    expect(page.locator(at("months"))).to_have_value("3")
    lesson.steps.shot(page, f"portfolio-{language}-begun")
