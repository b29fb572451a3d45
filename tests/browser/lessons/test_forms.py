"""Forms in a real browser: by keyboard, with an input method, in two tabs, over reloads."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from conftest import Lesson
    from playwright.sync_api import Page

Open = Callable[..., "Lesson"]
FORM = ".fl-form-view"
HOSTILE = '<img src=x onerror="window.harm=1"><b>=HYPERLINK("http://x")</b>'


def saved(page: Page) -> None:
    page.wait_for_function(
        "() => /^(Saved|已保存) \\d\\d:\\d\\d:\\d\\d$/.test(document.querySelector('.fl-saved').textContent)"
    )


def test_a_barrier_is_filled_in_by_keyboard_alone(open_lesson: Open) -> None:
    lesson = open_lesson("barriers", joined=False)
    page, keys = lesson.page, lesson.page.keyboard
    page.click(".fl-bar h2")
    lesson.tab_to(".fl-join-form input")
    keys.type("alpha")
    keys.press("Tab")
    keys.type("Li Na")
    keys.press("Enter")
    page.wait_for_function(
        "() => document.querySelector('.fl-who').textContent === 'alpha · Li Na'"
    )
    lesson.tab_to(".fl-add")
    keys.press("Enter")
    page.wait_for_function("() => document.activeElement.matches('.fl-card textarea')")
    keys.type("Only shortlisted products are sold")
    keys.press("Tab")
    keys.type("Fra")
    keys.press("Tab")
    keys.press("Space")
    lesson.tab_to("[data-path$='.gate_date'] input")
    keys.type("soon")
    page.wait_for_selector("[data-path$='.gate_date'] .fl-remark")
    for _ in "soon":
        keys.press("Backspace")
    keys.type("27 Aug 2027")
    page.wait_for_selector("[data-path$='.gate_date'] .fl-remark", state="detached")
    page.wait_for_function(
        "() => document.querySelector('.fl-into').textContent.includes('Gate date')"
    )
    lesson.tab_to(".fl-tab[aria-selected=true]", "Shift+Tab")
    keys.press("ArrowRight")
    keys.press("ArrowRight")
    lesson.tab_to(".fl-dossier-line")
    for _ in range(6):
        keys.press("ArrowDown")
    keys.press("Enter")
    page.wait_for_selector(".fl-chip-words")
    lesson.until(lambda: "lines" in str(lesson.draft), "the line is on disk")
    (barrier,) = lesson.draft["barriers"]["entries"]
    assert barrier == {
        "id": "b1",
        "what": "Only shortlisted products are sold",
        "kind": "framework",
        "hardness": "hard",
        "gate_date": "27 Aug 2027",
        "lines": ["D2:7"],
    }


def test_answers_are_there_again_after_a_reload(open_lesson: Open) -> None:
    lesson = open_lesson("barriers")
    page = lesson.page
    page.fill("[data-path='barriers.reason'] textarea", "no time left")
    page.click("[data-path='barriers.strategy'] label >> nth=1")
    saved(page)
    lesson.until(lambda: lesson.carried.get("revision") == lesson.records[0]["revision"], "copied")
    assert (
        lesson.carried["draft"]
        == lesson.draft
        == {"barriers": {"reason": "no time left", "strategy": "watch"}}
    )
    lesson.reload()
    page.wait_for_function(
        "() => document.querySelector('[data-path=\"barriers.reason\"] textarea').value === 'no time left'"
    )
    expect(page.locator("[data-path='barriers.strategy'] input[value=watch]")).to_be_checked()


def test_a_notebook_alone_brings_its_answers_along(open_lesson: Open) -> None:
    lesson = open_lesson("barriers")
    lesson.page.fill("[data-path='barriers.reason'] textarea", "kept in the notebook")
    lesson.until(lambda: bool(lesson.carried), "copied")
    lesson.lab.shut_down_kernel(lesson.notebook)
    for path in (lesson.folder / "records" / "alpha").rglob("*.json"):
        path.unlink()
    lesson.reload()
    lesson.page.wait_for_function(
        "() => document.querySelector('[data-path=\"barriers.reason\"] textarea').value"
        " === 'kept in the notebook'"
    )
    lesson.until(
        lambda: lesson.draft == {"barriers": {"reason": "kept in the notebook"}}, "it is on disk"
    )


def test_nothing_moves_while_an_input_method_is_open(open_lesson: Open) -> None:
    lesson = open_lesson("information", language="zh")
    page = lesson.page
    field = "[data-path='information.headcount.value'] input"
    page.click(field)
    browser = page.context.new_cdp_session(page)
    for text in ("y", "yi", "一百", "一百来"):
        browser.send(
            "Input.imeSetComposition",
            {"text": text, "selectionStart": len(text), "selectionEnd": len(text)},
        )
        page.wait_for_timeout(120)
    assert page.input_value(field) == "一百来"
    assert lesson.draft == {}
    assert page.locator(".fl-remark").count() == 0
    # What comes from elsewhere waits too: a line cited in the other tab of the same notebook.
    page.evaluate("() => document.querySelector('.fl-tab:nth-child(2)').click()")
    page.evaluate("() => document.querySelector('.fl-dossier-line').click()")
    page.wait_for_timeout(500)
    assert page.locator(".fl-chip").count() == 0
    assert page.input_value(field) == "一百来"
    browser.send("Input.insertText", {"text": "一百来人"})
    page.wait_for_selector("[data-path='information.headcount.value'] .fl-remark")
    page.wait_for_selector(".fl-chip")
    assert page.input_value(field) == "一百来人"
    headcount = {"value": "一百来人", "lines": ["D1:1"]}
    lesson.until(lambda: lesson.draft == {"information": {"headcount": headcount}}, "it is on disk")


def test_undo_brings_a_removed_barrier_back(open_lesson: Open) -> None:
    lesson = open_lesson("barriers")
    page = lesson.page
    page.click(".fl-add")
    page.wait_for_selector(".fl-card")
    page.keyboard.type("the shortlist")
    lesson.until(lambda: "the shortlist" in str(lesson.draft), "it is saved")
    saved(page)
    page.click(".fl-tool[aria-label='Remove Barrier 1']")
    page.wait_for_selector(".fl-card", state="detached")
    expect(page.locator(f"{FORM} .fl-said")).to_contain_text("Undo brings it back")
    page.focus(".fl-add")
    page.keyboard.press("Control+z")
    page.wait_for_function(
        "() => document.querySelector('.fl-card textarea')?.value === 'the shortlist'"
    )
    page.focus(".fl-card textarea")
    page.keyboard.type("!")
    page.keyboard.press("Control+z")  # inside a text field it is the field's own
    page.wait_for_timeout(300)
    assert page.locator(".fl-card").count() == 1


def test_a_form_that_lost_its_kernel_says_so_and_comes_back(open_lesson: Open) -> None:
    lesson = open_lesson("barriers")
    page = lesson.page
    reason = "[data-path='barriers.reason'] textarea"
    page.click(reason)
    page.keyboard.type("safe")
    lesson.until(lambda: lesson.draft == {"barriers": {"reason": "safe"}}, "it is saved")
    saved(page)
    time = page.inner_text(".fl-saved").split()[-1]
    lesson.lab.kill_kernel(lesson.notebook)
    page.keyboard.type(" or not")
    page.wait_for_selector(".fl-alarm:not([hidden])")
    assert "takes no more typing" in page.inner_text(".fl-alarm")
    assert f"Everything up to {time[:-3]}" in page.inner_text(".fl-alarm")
    typed = page.input_value(reason)
    page.keyboard.type("lost for ever")
    assert page.input_value(reason) == typed
    assert page.get_attribute(".fl-alarm", "role") == "alert"
    assert page.evaluate("() => document.querySelector('.fl-fields').inert")
    assert page.evaluate("() => document.querySelector('.fl-coach').inert")
    side = "(s) => document.querySelector(s).getBoundingClientRect().left"
    assert page.evaluate(side, ".fl-reading") < page.evaluate(side, ".fl-work")
    if page.locator(".jp-Dialog").count():
        page.click(".jp-Dialog .jp-mod-accept")
    page.click("text=Bring my form back")
    page.wait_for_function(
        "() => { const form = document.querySelector('.fl-fields');"
        " return form && !form.inert && document.querySelector('.fl-alarm')?.hidden; }"
    )
    lesson.wait_form()
    page.wait_for_function(f"() => document.querySelector(\"{reason}\").value.startsWith('safe')")
    page.fill(reason, "safe again")
    lesson.until(lambda: lesson.draft["barriers"]["reason"] == "safe again", "it is saved again")


def test_two_tabs_follow_each_other_and_raise_no_question(open_lesson: Open) -> None:
    lesson = open_lesson("barriers")
    first = lesson.page
    second = first.context.new_page()
    second.goto(lesson.lab.address(lesson.notebook))
    lesson.wait_form(second)
    reason = "[data-path='barriers.reason'] textarea"
    second.fill(reason, "from the second")
    first.bring_to_front()  # before the second, which is no longer in front, would save the notebook
    first.wait_for_function(
        f"() => document.querySelector(\"{reason}\").value === 'from the second'"
    )
    first.fill(reason, "from the first")
    second.wait_for_function(
        f"() => document.querySelector(\"{reason}\").value === 'from the first'"
    )
    lesson.until(
        lambda: lesson.carried.get("draft") == {"barriers": {"reason": "from the first"}}, "copied"
    )
    for page in (first, second):
        assert page.locator(".jp-Dialog").count() == 0
    assert len(lesson.records) == 1


def test_the_coach_remarks_hints_and_leads_to_the_field(open_lesson: Open) -> None:
    lesson = open_lesson("barriers")
    page = lesson.page
    page.click("text=Ask the coach")
    page.wait_for_selector(".fl-coach-remark")
    assert 1 <= page.locator(".fl-coach-remark").count() <= 3
    first = page.locator(".fl-coach-remark").first
    first.locator(".fl-statement").click()
    assert len(first.locator(".fl-statement-words").inner_text()) > 20
    first.locator(".fl-more").click()
    first.locator(".fl-hint").wait_for(state="visible")
    first.locator(".fl-less").click()
    first.locator(".fl-hint").wait_for(state="hidden")
    first.locator("text=Go to the field").click()
    page.wait_for_function(
        f"() => document.querySelector('{FORM}').contains(document.activeElement)"
    )


def test_whatever_people_type_is_shown_as_text(open_lesson: Open) -> None:
    lesson = open_lesson("relationship", joined=False)
    page = lesson.page
    page.fill(".fl-join-form input >> nth=0", HOSTILE)
    page.fill(".fl-join-form input >> nth=1", HOSTILE)
    page.click(".fl-join-form .fl-primary")
    page.wait_for_function(
        "() => document.querySelector('.fl-who').textContent.includes('onerror')"
    )
    page.click(".fl-add")
    page.wait_for_selector(".fl-card input")
    page.keyboard.type(HOSTILE)
    page.fill("[data-path$='.weight'] input", HOSTILE)
    page.wait_for_selector("[data-path$='.weight'] .fl-remark")
    page.wait_for_function(
        "() => document.querySelector('.fl-name')?.textContent.includes('onerror')"
    )
    page.click("text=Ask the coach")
    page.wait_for_selector(".fl-coach-remark")
    assert page.evaluate("() => window.harm") is None
    assert page.locator(".fl img").count() == 0
    assert page.locator(".fl b").count() == 0


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_words_are_in_the_notebooks_language(open_lesson: Open, language: str) -> None:
    lesson = open_lesson("interest", language=language)
    page = lesson.page
    title = {"en": "Interest", "zh": "利益层"}[language]
    assert page.inner_text(f"{FORM} h3") == title
    assert page.get_attribute(FORM, "lang") == {"en": "en", "zh": "zh-CN"}[language]
    lesson.steps.shot(page, f"interest-{language}")
