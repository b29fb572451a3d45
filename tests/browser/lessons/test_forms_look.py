"""What every screen must keep: nothing cut off, enough contrast, in both languages, widths and themes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from fivelayer import cases, places
from fivelayer.activity import Activity
from fivelayer.choices import LAYERS
from fivelayer.record import Who

if TYPE_CHECKING:
    from conftest import Lesson
    from playwright.sync_api import Page

Open = Callable[..., "Lesson"]

# ruff: noqa: E501  the scripts that look at the page read best as they stand

# Every text that can be seen, with the contrast of its colour against what lies behind it.
CONTRAST = """() => {
  const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data; return [r, g, b, a / 255];
  };
  const over = (top, below) => top.slice(0, 3).map((c, i) => c * top[3] + below[i] * (1 - top[3])).concat(1);
  const light = ([r, g, b]) => [r, g, b].map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (node) => {
    const layers = [];
    for (let at = node; at; at = at.parentElement) {
      const colour = rgba(getComputedStyle(at).backgroundColor);
      layers.push(colour);
      if (colour[3] === 1) break;
    }
    return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255, 1]);
  };
  const bad = [];
  let seen = 0;
  const check = (node, colour, text) => {
    const style = getComputedStyle(node);
    const ground = behind(node);
    const opacity = (() => { let o = 1; for (let at = node; at; at = at.parentElement) o *= getComputedStyle(at).opacity; return o; })();
    const ink = rgba(colour); ink[3] *= opacity;
    const [one, other] = [light(over(ink, ground)), light(ground)].sort((a, b) => b - a);
    const ratio = (one + 0.05) / (other + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    seen += 1;
    if (ratio < (large ? 3 : 4.5)) bad.push(`${ratio.toFixed(2)} ${node.className?.baseVal ?? node.className}: ${text.slice(0, 40)}`);
  };
  for (const root of document.querySelectorAll(".fl")) {
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      const node = walk.currentNode.parentElement;
      const text = walk.currentNode.textContent.trim();
      const drawn = node.getClientRects().length && getComputedStyle(node).visibility === "visible";
      if (text && drawn && !node.closest(":disabled, datalist, title, option")) {
        check(node, node.closest("svg") ? getComputedStyle(node).fill : getComputedStyle(node).color, text);
      }
    }
    for (const input of root.querySelectorAll("input:not([type=radio], [type=checkbox]), textarea, select")) {
      if (input.getClientRects().length) {
        check(input, getComputedStyle(input).color, input.value || "value");
        if (input.placeholder) check(input, getComputedStyle(input, "::placeholder").color, input.placeholder);
      }
    }
  }
  return {seen, bad};
}"""

# Whatever is wider than the room it has; what is meant to scroll is left out.
CUT_OFF = """() => {
  const bad = [];
  const say = (node, why) => bad.push(`${why} ${node.tagName} ${node.className?.baseVal ?? node.className}: ${node.textContent.slice(0, 40)}`);
  const canvas = document.createElement("canvas").getContext("2d");
  for (const page of document.querySelectorAll(".fl-page")) {
    if (page.scrollWidth > page.clientWidth) say(page, "page");
    const room = page.getBoundingClientRect();
    for (const node of page.querySelectorAll(".fl *")) {
      if (!node.getClientRects().length || node.closest(".fl-unseen, .fl-table-scroll, datalist, option")) continue;
      const style = getComputedStyle(node);
      const box = node.getBoundingClientRect();
      if (box.right > room.right + 1 || box.left < room.left - 1) say(node, "outside");
      if (node.closest("svg")) continue;
      const scrolls = node.matches(".fl-panel, input, textarea");
      const own = style.display !== "inline" && !scrolls;
      if (own && style.overflowX !== "visible" && node.scrollWidth > node.clientWidth + 1) say(node, "cut");
      if (node.matches("button, label, h2, h3, h4, h5, p") && node.scrollWidth > node.clientWidth + 1 && style.display !== "inline") say(node, "overflows");
      if (node.matches("select")) {
        canvas.font = style.font;
        const needs = Math.max(...[...node.options].map((o) => canvas.measureText(o.text).width));
        if (needs + 40 > node.clientWidth) say(node, `select ${Math.round(needs)} in ${node.clientWidth}`);
      }
      if (node.matches("input[placeholder]")) {
        canvas.font = style.font;
        if (canvas.measureText(node.placeholder).width + 24 > node.clientWidth) say(node, "placeholder");
      }
    }
  }
  return bad;
}"""


def fill(folder: Path, language: str) -> None:
    """A plan with something of everything in it, remarks too."""
    case = cases.load(places.cases() / "qinglan")
    who = Who(team="alpha", trainee="Li Na")
    work = Activity.open(case, "course", LAYERS, language, folder, who)  # type: ignore[arg-type]
    for layer, table in (
        ("barriers", "entries"), ("relationship", "decision_makers"), ("interest", "benefits"),
    ):  # fmt: skip
        work.add_row(f"{layer}.{table}")
    work.change("barriers.entries.b1.what", "shortlist 入围 " * 12)
    work.change("barriers.entries.b1.gate_date", "soon")
    for number, line in enumerate(("D1:5", "D2:7", "D10:12", "D12:9")):
        work.cite("barriers.entries.b1.what", line)
        work.cite("information.founded.value", line)
        work.change(
            f"relationship.decision_makers.d1.support.{'us' if number % 2 else 'junheng'}", "1"
        )
    work.change("relationship.decision_makers.d1.person", "Su Mingwei")
    work.change("relationship.decision_makers.d1.weight", "30")
    work.change("information.headcount.value", "about ninety")
    work.change("information.revenue.value", "9120")
    work.change("information.revenue.unit", "wan_yuan")
    work.change("business.ladder.need.reached", "under_way")


def ready(lesson: Lesson) -> Page:
    page = lesson.page
    page.wait_for_function(
        "() => document.querySelectorAll('.fl-form-view .fl-fields').length === 5"
    )
    page.wait_for_function("() => document.querySelectorAll('.fl-remark').length >= 2")
    for ask in page.locator(".fl-coach .fl-primary").all():
        ask.click()
    page.wait_for_function("() => document.querySelectorAll('.fl-coach-remark').length >= 5")
    for tab in page.locator(".fl-tab[data-document=D2]").all():
        tab.click()
    page.click("[data-path='barriers.reason'] textarea")
    page.click(".fl-chip-words >> nth=0")
    return page


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_is_cut_off_and_everything_can_be_read(
    open_lesson: Open, lab: Any, language: str, request: pytest.FixtureRequest
) -> None:
    name = "".join(c if c.isalnum() else "-" for c in request.node.name)[:60]
    fill(lab.folder / name, language)
    lesson = open_lesson(*(layer.value for layer in LAYERS), language=language)
    page = ready(lesson)
    for width in (1280, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(400)
        assert page.evaluate(CUT_OFF) == [], width
        side = (
            "() => { const b = (s) => document.querySelector(s).getBoundingClientRect();"
            " return b('.fl-reading').right <= b('.fl-work').left; }"
        )
        assert page.evaluate(side), f"dossier and form do not stand side by side at {width}"
        lesson.steps.shot(page, f"lesson-{language}-{width}")
    found = page.evaluate(CONTRAST)
    assert found["seen"] > 300
    assert found["bad"] == []
    page.evaluate(
        "() => { void window.jupyterapp.commands.execute('apputils:change-theme',"
        " {theme: 'JupyterLab Dark'}); }"
    )
    page.wait_for_selector("body[data-jp-theme-light=false]", state="attached")
    page.wait_for_timeout(800)
    assert page.evaluate(CONTRAST)["bad"] == []
    lesson.steps.shot(page, f"lesson-{language}-dark")
