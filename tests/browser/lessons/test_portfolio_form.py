"""The portfolio's form in a real browser: 24 customers, a line each, and the picture that follows them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from fivelayer import cases, places
from fivelayer.activity import Activity
from fivelayer.choices import Part
from fivelayer.messages import Language
from fivelayer.record import Who

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


def fill(folder: Path, language: Language) -> None:
    """The plan of a trainee who trusts the list: the whale first."""
    case = cases.load(places.cases() / "jianglin")
    who = Who(team="alpha", trainee="Li Na")
    work = Activity.open(case, "course", (Part.FIT,), language, folder, who)
    sample = case.sample("model").draft["fit"]["accounts"]
    for row in [{**sample[0], "tier": "top", "verdict": "full", "months": "3"}, *sample[1:]]:
        at = f"fit.accounts.{row['id']}"
        named = ("tier", "verdict", "months")
        work.change(f"{at}.market", row["market"])
        work.change_together({f"{at}.{name}": row[name] for name in named if name in row})
    gain = sample[0]["gain"]
    work.change_together({f"fit.accounts.a01.gain.{name}": gain[name] for name in gain})
    work.change("fit.months", "9")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_picture_follows_and_the_tool_says_what_the_list_says(
    open_lesson: Open, lab: Any, language: Language, request: pytest.FixtureRequest
) -> None:
    name = "".join(c if c.isalnum() else "-" for c in request.node.name)[:60]
    fill(lab.folder / name, language)
    lesson = open_lesson("fit", language=language, case="jianglin")
    page = lesson.page
    expect(page.locator(".fl-repays")).to_have_count(8)
    expect(page.locator(".fl-idle-bar")).to_have_count(1)
    page.locator(ROWS).nth(1).scroll_into_view_if_needed()
    lesson.steps.shot(page, f"portfolio-{language}-rows")
    page.locator(".fl-portfolio h3").scroll_into_view_if_needed()
    lesson.steps.shot(page, f"portfolio-{language}-over")
    page.select_option("[data-path='fit.accounts.a01.verdict'] select", "channel")
    page.fill("[data-path='fit.accounts.a01.months'] input", "")
    page.keyboard.press("Tab")
    expect(page.locator(".fl-idle-bar")).to_have_count(0)
    page.locator(".fl-portfolio > div > .fl-button").click()
    expect(page.locator(".fl-tool-says tbody tr")).to_have_count(24)
    expect(page.locator(".fl-tool-says tbody .fl-thin").first).to_be_visible()
    page.locator(".fl-tool-says").scroll_into_view_if_needed()
    lesson.steps.shot(page, f"portfolio-{language}-tool")
    before = page.locator(".fl-tool-says tbody").inner_text()
    page.locator(".fl-tool-says input").nth(1).fill("100")
    page.wait_for_function(
        "(was) => document.querySelector('.fl-tool-says tbody').innerText !== was", arg=before
    )
    lesson.until(lambda: "months" not in _row(lesson, "a01"), "what is tried is nobody's plan")
