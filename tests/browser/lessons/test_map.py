"""The relationship map in a real browser: it follows the form, and the form follows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

if TYPE_CHECKING:
    from conftest import Lesson

Open = Callable[..., "Lesson"]
US = "[data-key='d1/us']"
RIVAL = "[data-key='d1/junheng']"


def test_map_and_form_follow_each_other(open_lesson: Open) -> None:
    lesson = open_lesson("relationship")
    page = lesson.page

    def maker() -> dict[str, Any]:
        found: dict[str, Any] = lesson.draft["relationship"]["decision_makers"][0]
        return found

    page.click(".fl-add")
    page.wait_for_selector(".fl-card")
    page.keyboard.type("Su Mingwei")
    page.fill("[data-path$='.weight'] input", "30")
    page.click("[data-path$='.support'] .fl-party:nth-of-type(1) label:nth-child(5)")
    page.wait_for_function("() => document.querySelector('.fl-name')?.textContent === 'Su Mingwei'")
    page.wait_for_function(
        "(s) => document.querySelector(s).getAttribute('aria-label').includes('support 2, weight 30 %')",
        arg=US,
    )
    expect(page.locator(".fl-totals")).to_contain_text("Us 60")
    # Arrow keys move people, and the form follows.
    page.focus(US)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowUp")
    page.wait_for_function(
        "() => document.querySelector(\"[data-path$='.weight'] input\").value === '31'"
    )
    lesson.until(lambda: maker().get("weight") == "31", "saved")
    lesson.until(lambda: maker()["support"] == {"us": "1"}, "the support is saved")
    expect(page.locator(US)).to_be_focused()
    # So does the mouse: the rival's support is dragged to +2 at weight 20.
    page.locator(RIVAL).scroll_into_view_if_needed()
    box = page.locator(".fl-chart").bounding_box()
    start = page.locator(RIVAL).bounding_box()
    assert box
    assert start
    axes = page.evaluate(
        """() => [...document.querySelectorAll('.fl-axes line')].map((l) => l.getBoundingClientRect())
        .map((r) => [r.x, r.y, r.width, r.height])"""
    )
    right = max(x for x, _, width, _ in axes if width == 0)
    levels = sorted(y for _, y, width, _ in axes if width > 0)
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(right - 40, levels[1], steps=5)
    page.mouse.move(right, levels[2], steps=5)
    page.mouse.up()
    dragged = {"support": {"us": "1", "junheng": "2"}, "weight": "20"}
    lesson.until(lambda: {k: maker().get(k) for k in dragged} == dragged, "the drag is saved")
    page.wait_for_function(
        "() => document.querySelector('.fl-totals').innerText.includes('Junheng Information leads')"
    )
    # The rival's can be switched off.
    page.click(".fl-switch >> nth=1")
    expect(page.locator(RIVAL)).to_have_count(0)
    expect(page.locator(US)).to_have_count(1)
    lesson.steps.shot(page, "map-en")
