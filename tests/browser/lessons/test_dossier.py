"""The dossier in a real browser: tabs, lines, search, citing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from fivelayer import cases, places

if TYPE_CHECKING:
    from conftest import Lesson

Open = Callable[..., "Lesson"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_document_is_read_and_a_line_is_cited(open_lesson: Open, language: str) -> None:
    lesson = open_lesson("barriers", language=language)
    page = lesson.page
    documents = cases.load(places.cases() / "qinglan").documents(language)  # type: ignore[arg-type]
    assert page.locator(".fl-entry").count() == len(documents)
    page.focus(".fl-tab[aria-selected=true]")
    for document in documents:
        page.keyboard.press("ArrowRight")
        assert page.get_attribute(".fl-tab[aria-selected=true]", "data-document") == document.id
        assert page.locator(".fl-dossier-line").count() == len(document.blocks)
        shown = page.locator(".fl-panel").inner_text()
        assert "**" not in shown
        first = document.blocks[0].text.replace("**", "").split("\t")[0]
        assert first in shown
    page.click(".fl-add")
    page.wait_for_selector(".fl-card")
    page.focus("[data-path$='.gate_date'] input")
    into = {"en": "Barrier 1: Gate date", "zh": "壁垒 1：截止日期"}[language]
    page.wait_for_function(
        "(w) => document.querySelector('.fl-into').textContent.includes(w)", arg=into
    )
    page.click(".fl-tab[data-document=D2]")
    page.click("[data-line='D2:7']")
    page.wait_for_selector("[data-line='D2:7'].fl-cited")
    expect(page.locator(".fl-chip-words")).to_have_text("D2:7")
    expect(page.locator(".fl-tab[data-document=D2].fl-has-cited")).to_have_count(1)
    page.click(".fl-chip-words")
    cells = documents[1].blocks[6].cells
    expect(page.locator(".fl-line-words")).to_contain_text(cells[0])
    page.click(".fl-chip-remove")
    page.wait_for_selector("[data-line='D2:7'].fl-cited", state="detached")


def test_search_counts_hits_over_all_documents_and_cites_from_there(open_lesson: Open) -> None:
    lesson = open_lesson("barriers")
    page = lesson.page
    documents = cases.load(places.cases() / "qinglan").documents("en")
    hits = [
        (document.id, block.number)
        for document in documents
        for block in document.blocks
        if "shortlist" in block.text.replace("**", "").lower()
    ]
    page.fill(".fl-search", "ShortList")
    page.wait_for_selector(".fl-hits")
    count = len({document for document, _ in hits})
    expect(page.locator(".fl-hits")).to_have_text(f"{len(hits)} lines in {count} documents")
    assert page.locator(".fl-dossier-line mark").count() >= 5
    page.click(".fl-add")
    page.wait_for_selector(".fl-card")
    page.click(".fl-dossier-line >> nth=0")
    page.wait_for_selector(".fl-chip")
    assert page.inner_text(".fl-chip-words") == f"{hits[0][0]}:{hits[0][1]}"
    page.fill(".fl-search", "no such words anywhere")
    expect(page.locator(".fl-hits")).to_have_text("Nothing found. Try a shorter word.")
    page.press(".fl-search", "Escape")
    page.wait_for_selector(".fl-overview")


def test_a_line_typed_by_number_is_cited_too(open_lesson: Open) -> None:
    lesson = open_lesson("information", language="zh")
    page = lesson.page
    field = "[data-path='information.founded.lines']"
    page.fill(f"{field} input", "d5：3、D10:12 ")
    page.press(f"{field} input", "Enter")
    page.wait_for_function(
        "(f) => document.querySelectorAll(f + ' .fl-chip').length === 2", arg=field
    )
    assert page.locator(f"{field} .fl-chip-words").all_inner_texts() == ["D5:3", "D10:12"]
    page.fill(f"{field} input", "somewhere")
    page.press(f"{field} input", "Enter")
    expect(page.locator(f"{field} input")).to_have_attribute("aria-invalid", "true")
    assert page.input_value(f"{field} input") == "somewhere"
