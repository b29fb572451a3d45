"""Management, team and fit in a real browser: boxes are kept, the figures follow and can be moved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from fivelayer import cases, places
from fivelayer.activity import Activity
from fivelayer.choices import Part
from fivelayer.record import Who

if TYPE_CHECKING:
    from conftest import Lesson

Open = Callable[..., "Lesson"]
PEOPLE = [("Su Mingwei", "35", "1"), ("Fang Ruoning", "25", "2"), ("Luo Qicheng", "40", "-1")]
OURS = [
    ("Bai Lu", "manager", ["relationship", "interest"], ["d1", "d2"]),
    ("Deng Hao", "junior", ["information", "barriers"], ["d2"]),
]


def fill(folder: Path, language: str) -> None:
    """A plan with decision makers, our people, and barriers of our own."""
    case = cases.load(places.cases() / "qinglan")
    who = Who(team="alpha", trainee="Li Na")
    work = Activity.open(case, "course", tuple(Part), language, folder, who)  # type: ignore[arg-type]
    for n, (person, weight, support) in enumerate(PEOPLE, start=1):
        work.add_row("relationship.decision_makers")
        row = f"relationship.decision_makers.d{n}"
        for field, value in (("person", person), ("weight", weight), ("support.us", support)):
            work.change(f"{row}.{field}", value)
    for n, (name, role, layers, contacts) in enumerate(OURS, start=1):
        work.add_row("team.members")
        for field, value in (("name", name), ("role", role), ("layers", layers)):
            work.change(f"team.members.m{n}.{field}", value)
        work.change(f"team.members.m{n}.contacts", contacts)
    work.add_row("team.monitored")
    watched = {"what": "Notes of every visit", "owner": "Deng Hao", "by": "2027-03-01"}
    work.change_together({f"team.monitored.w1.{k}": v for k, v in watched.items()})
    work.change("management.stage", "consolidate")
    work.add_row("management.own_barriers")
    work.change("management.own_barriers.o1.kind", "standards")
    work.change("management.expected_share", "25")


def test_boxes_are_ticked_and_kept(open_lesson: Open) -> None:
    lesson = open_lesson("team")
    page = lesson.page
    page.click(".fl-add >> nth=0")
    page.wait_for_selector("[data-path$='.layers'] input")
    page.check("[data-path$='.layers'] input[value=relationship]")
    page.check("[data-path$='.layers'] input[value=interest]")

    def layers() -> Any:
        rows = lesson.draft.get("team", {}).get("members", [{}])
        return rows[0].get("layers")

    lesson.until(lambda: layers() == ["relationship", "interest"], "both layers are saved")
    page.uncheck("[data-path$='.layers'] input[value=relationship]")
    lesson.until(lambda: layers() == ["interest"], "one is taken back")
    lesson.reload()
    page.wait_for_function(
        "() => document.querySelector(\"[data-path$='.layers'] input[value=interest]\")?.checked"
    )
    expect(page.locator("[data-path$='.contacts']")).to_contain_text("Name the decision makers")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_what_if_and_the_departure(
    open_lesson: Open, lab: Any, language: str, request: pytest.FixtureRequest
) -> None:
    name = "".join(c if c.isalnum() else "-" for c in request.node.name)[:60]
    fill(lab.folder / name, language)
    lesson = open_lesson("management", "team", "fit", language=language)
    page = lesson.page
    page.wait_for_function("() => document.querySelectorAll('.fl-line-share').length === 2")
    page.wait_for_selector(".fl-cover .fl-alone")
    lesson.steps.shot(page, f"using-{language}-form")
    page.locator(".fl-outlook").scroll_into_view_if_needed()
    before = page.locator(".fl-name-share").text_content()
    page.check(".fl-outlook input[value=joint_development]")
    page.wait_for_function(
        "(was) => document.querySelector('.fl-name-share').textContent !== was", arg=before
    )
    lesson.steps.shot(page, f"using-{language}-outlook")
    # What is tried is nobody's plan.
    lesson.until(lambda: len(lesson.draft["management"]["own_barriers"]) == 1, "the plan stays")
    page.click(".fl-outlook header button")
    page.wait_for_function(
        "(was) => document.querySelector('.fl-name-share').textContent === was", arg=before
    )
    page.locator(".fl-coverage").scroll_into_view_if_needed()
    page.select_option(".fl-coverage select", "m1")
    page.fill(".fl-coverage input[type=number]", "480")
    page.keyboard.press("Tab")
    page.wait_for_function("() => document.querySelectorAll('.fl-loss li').length === 4")
    expect(page.locator(".fl-loss li >> nth=0")).to_contain_text("Su Mingwei")
    page.wait_for_selector(".fl-leaving")
    page.locator(".fl-coverage > :last-child").scroll_into_view_if_needed()
    lesson.steps.shot(page, f"using-{language}-team")
    page.locator("[data-path='fit.market']").scroll_into_view_if_needed()
    lesson.steps.shot(page, f"using-{language}-fit")
