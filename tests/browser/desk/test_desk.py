"""The marking desk in a real browser: marked by keyboard alone, nothing lost, nothing run, no name seen."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from conftest import Sitting

Sit = Callable[..., "Sitting"]
HOSTILE = (
    "<script>window.ran = 1</script>",
    '<img src="x" onerror="window.ran = 2">',
    "\"><svg onload='window.ran = 3'>",
    "</textarea></style><style>*{display:none!important}</style>"
    "<iframe srcdoc='<script>parent.ran=4</script>'>",
    "{{7*7}} ${window.ran=5} \u202enurs <a href='javascript:window.ran=6' autofocus onfocus=window.ran=6>x</a>",
    "<b>" + "W" * 120,
)
INTRUDERS = """() => [...document.querySelectorAll(
  ".fl-desk :is(script, iframe, img, svg, object, embed, a, base, link, style)")].map((e) => e.outerHTML)"""


def test_ten_answers_by_keyboard_alone_in_lab(sit_in_lab: Sit, steps: Any) -> None:
    sitting = sit_in_lab("zh")
    page = sitting.page
    steps.shot(page, "desk-zh-list")
    sitting.take()
    expect(page.locator(".fl-desk")).to_have_attribute("lang", "zh-CN")
    # Ten answers without a look at the clock: keys wait until the answer before them is saved.
    for keys in ("a", "2n", "0n", "1.n", "a", "1n", ".n", "2n", "a", "1"):
        for key in keys:
            page.keyboard.press(key)
    sitting.until_done(10)
    # A comment, which stays the trainee's to read; Esc leads back to the keys.
    page.keyboard.press("c")
    page.wait_for_selector(".fl-desk-comment textarea:focus")
    page.keyboard.type("说得对，补一句是谁的数据。")
    page.keyboard.press("Escape")
    page.wait_for_function("() => document.querySelector('.fl-desk-hint').textContent === ''")
    page.keyboard.press("f")
    page.wait_for_selector(".fl-seat-flag")
    steps.shot(page, "desk-zh-answer")
    # One too many: taken back, then given again.
    page.keyboard.press("Enter")
    page.keyboard.press("2")
    sitting.until_done(11)
    page.keyboard.press("z")
    sitting.until_done(10)
    steps.wait_until(lambda: sitting.by_people() == 10, "ten marks are in the gradebook")
    marks = sitting.official()
    given = [mark for mark in marks.values() if mark.by == "Wang"]
    assert len(given) == 10
    assert sorted(mark.points for mark in given if mark.points is not None)[:1] == [Decimal(0)]
    assert [mark.comment for mark in given if mark.comment] == ["说得对，补一句是谁的数据。"]
    # The help lists the keys, and Esc closes it.
    page.keyboard.press("?")
    expect(page.locator("dialog[open]")).to_be_visible()
    steps.shot(page, "desk-zh-help")
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    # The next morning everything is there, and the gradebook says the same.
    sitting.open()
    sitting.take()
    sitting.until_done(10)
    assert sitting.official() == marks


def test_marks_second_marks_and_a_settled_difference_in_voila(
    sit_in_voila: Sit, steps: Any
) -> None:
    sitting = sit_in_voila("en")
    page = sitting.page
    steps.shot(page, "desk-en-list")
    sitting.take()
    for key in ("1", "n", "0", "n", "2"):
        page.keyboard.press(key)
    sitting.until_done(3)
    steps.shot(page, "desk-en-answer")
    steps.wait_until(lambda: sitting.by_people() == 3, "three marks are in the gradebook")
    # Somebody else marks second, and sees the first mark only afterwards.
    page.click(".fl-desk-who button")
    page.fill(".fl-desk-whoami input", "Li")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelector('.fl-desk-who')?.innerText.includes('Li')")
    page.click("text=Second marker")
    page.wait_for_function(
        "() => document.querySelector('.fl-desk-mark h4').textContent.includes('second')"
    )
    sitting.until_done(0)
    page.click(".fl-desk-only")
    page.keyboard.press("Escape")
    page.focus(".fl-desk")
    seats = page.locator(".fl-seat").count()
    for at in range(seats):
        page.locator(".fl-seat").nth(at).click()
        page.wait_for_function(
            "(n) => document.querySelectorAll('.fl-seat')[n].getAttribute('aria-current') === 'true'",
            arg=at,
        )
        expect(page.locator(".fl-desk-theirs")).to_have_count(0)
        page.click(".fl-points >> nth=1")
        sitting.until_done(at + 1)
    expect(page.locator(".fl-desk-theirs, .fl-desk-mark")).not_to_have_count(0)
    page.keyboard.press("l")
    page.wait_for_selector(".fl-tag-apart")
    steps.shot(page, "desk-en-list-apart")
    page.click(".fl-tag-apart")
    page.wait_for_selector(".fl-apart li")
    steps.shot(page, "desk-en-apart")
    apart = page.locator(".fl-apart li").count()
    assert apart == 3
    page.click(".fl-apart li >> nth=0 >> .fl-settle >> nth=0")
    page.wait_for_function("() => document.querySelectorAll('.fl-apart li').length === 2")
    sitting.open()
    sitting.take()
    sitting.until_done(3)


def test_hostile_answers_and_names_are_only_shown(
    sit_in_voila: Sit, tmp_path_factory: pytest.TempPathFactory, page: Page, steps: Any
) -> None:
    from marked_folder import build, plans

    drafts = []
    for draft, words in zip(plans(len(HOSTILE)), HOSTILE, strict=True):
        made = copy.deepcopy(draft)
        made["information"]["main_business"] = {"value": words + " shares data", "lines": [words]}
        made["information"]["past_suppliers"] = {"value": words, "lines": [words]}
        drafts.append(made)
    marked = build(tmp_path_factory.mktemp("hostile"), HOSTILE, drafts)
    complaints: list[str] = []
    reached: list[str] = []
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    page.on("popup", lambda other: complaints.append(other.url))
    page.on("requestfinished", lambda done: reached.append(done.url))
    sitting = sit_in_voila("en", source=marked)
    sitting.take()
    page.click("text=Hide names")
    page.wait_for_function("() => !document.querySelector('.fl-desk-tools input').checked")
    seen = set()
    for at in range(len(HOSTILE)):
        page.locator(".fl-seat").nth(at).click()
        page.wait_for_function(
            "(n) => document.querySelectorAll('.fl-seat')[n].getAttribute('aria-current') === 'true'",
            arg=at,
        )
        seen.add(page.inner_text(".fl-desk-label bdi"))
        page.keyboard.press("1")
        sitting.until_done(at + 1)
        assert page.evaluate("window.ran") is None
        assert page.evaluate(INTRUDERS) == []
        too_wide = (
            "() => document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"
        )
        assert not page.evaluate(too_wide)
    assert any("<script>" in name for name in seen), "names are shown as they were typed"
    steps.shot(page, "desk-en-hostile")
    # A comment and a wording may be hostile too.
    page.keyboard.press("c")
    page.keyboard.type(HOSTILE[1])
    page.click(".fl-desk-comment .fl-quiet")
    page.wait_for_function(
        "() => document.querySelector('.fl-desk-bank summary').innerText.includes('1')"
    )
    page.click(".fl-desk-bank summary")
    page.keyboard.press("Escape")
    assert page.evaluate("window.ran") is None
    assert page.evaluate(INTRUDERS) == []
    assert complaints == []
    elsewhere = [
        url for url in reached if not re.match(r"(https?://127\.0\.0\.1|data:|blob:)", url)
    ]
    assert elsewhere == [], "the page takes nothing from elsewhere"


def test_hidden_names_never_reach_the_browser_and_a_wording_is_accepted(
    sit_in_voila: Sit, steps: Any
) -> None:
    from marked_folder import TEAMS

    sitting = sit_in_voila("zh")
    page = sitting.page
    sitting.take()
    wording = "gathers the records of every office"
    for _ in TEAMS:
        if wording in page.inner_text(".fl-desk-wrote"):
            break
        here = page.inner_text(".fl-desk-label bdi")
        page.keyboard.press("n")
        page.wait_for_function(
            "(was) => document.querySelector('.fl-desk-label bdi').innerText !== was", arg=here
        )
    assert wording in page.inner_text(".fl-desk-wrote")
    # The words are selected in the answer and taken over.
    page.evaluate(
        """(wording) => {
          const quote = document.querySelector(".fl-desk-wrote blockquote");
          const node = [...quote.childNodes].find((one) => one.textContent.includes(wording));
          const text = node.firstChild ?? node;
          const at = text.textContent.indexOf(wording);
          getSelection().setBaseAndExtent(text, at, text, at + wording.length);
        }""",
        wording,
    )
    page.keyboard.press("r")
    field = page.locator(".fl-desk-ruling input >> nth=0")
    expect(field).to_have_value(wording)
    page.locator(".fl-desk-ruling input >> nth=1").fill("意思一样，换了说法")
    page.keyboard.press("Enter")
    page.wait_for_selector(".fl-ruling-write")
    assert wording in page.inner_text(".fl-diff")
    steps.shot(page, "desk-zh-ruling")
    file = sitting.marks.parent / "cases" / "qinglan" / "rulings.yaml"
    assert not file.exists()
    page.keyboard.press("Enter")  # the focus is on 'write'
    steps.wait_until(file.exists, "the ruling is written")
    page.wait_for_function(
        "() => document.querySelector('.fl-desk-machine').innerText.includes('1 / 2')"
    )
    assert any(wording in mark_words for mark_words in page.locator("mark").all_inner_texts())
    versions = {work.key_version for work in sitting.book.works()}
    assert {"+1." in version for version in versions} == {True}
    whole = "\n".join(sitting.frames)
    assert len(whole) > 10_000
    assert not [team for team in TEAMS if team in whole]
    assert "Member" not in whole


def test_without_a_name_the_desk_asks_for_one(sit_in_voila: Sit) -> None:
    sitting = sit_in_voila("en", by="")
    page = sitting.page
    page.wait_for_selector(".fl-desk-whoami input")
    page.keyboard.type("Zhao")
    page.keyboard.press("Enter")
    page.wait_for_selector(".fl-desk-table")
    sitting.take()
    page.keyboard.press("1")
    sitting.until_done(1)
    assert {m.by for m in sitting.official().values()} == {"machine", "Zhao"}
    sitting.open()
    page.wait_for_selector(".fl-desk-table")
