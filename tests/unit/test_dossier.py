"""Dossiers: blocks are numbered alike in both languages, whatever the text around them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fivelayer.dossier import Block, Document, blocks

words = st.text(alphabet="abc 中文，。", min_size=1).map(str.strip).filter(bool)


def kinds(markdown: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in blocks(markdown)]


@given(st.text())
def test_any_text_gives_blocks_numbered_from_one_without_a_gap(markdown: str) -> None:
    found = blocks(markdown)
    assert [block.number for block in found] == list(range(1, len(found) + 1))
    assert all(block.text.strip() == block.text or block.kind == "row" for block in found)


@given(st.lists(words, min_size=1, max_size=5))
def test_paragraphs_are_parted_by_empty_lines_only(paragraphs: list[str]) -> None:
    assert kinds("\n\n".join(paragraphs)) == [("paragraph", p) for p in paragraphs]
    assert len(blocks("\n".join(paragraphs))) == 1


@given(st.lists(words, min_size=1, max_size=5), st.sampled_from(["\n", "\r\n"]))
def test_line_ends_make_no_difference(paragraphs: list[str], end: str) -> None:
    text = "# Title\n\n" + "\n\n".join(paragraphs)
    assert blocks(text.replace("\n", end)) == blocks(text)


def test_the_kinds_of_blocks() -> None:
    text = "# Title\n## Part\n### Smaller\nWords\n- one\n* two\n3. three\n4) four\n"
    text += "| a | b |\n|:--|--:|\n| 1 | |"
    assert kinds(text) == [
        ("heading", "Title"), ("subheading", "Part"), ("subheading", "Smaller"),
        ("paragraph", "Words"), ("item", "one"), ("item", "two"), ("item", "three"),
        ("item", "four"), ("row", "a\tb"), ("row", "1\t"),
    ]  # fmt: skip


def test_an_empty_last_cell_is_a_cell() -> None:
    (row,) = blocks("| a | |")
    assert row.cells == ("a", "")


def test_a_row_of_dashes_for_nothing_known_is_a_row() -> None:
    # The line under a table's head parts it; dashes further down are what the document says.
    text = "| Year | Winner |\n|---|---|\n| - | - |\n| 2025 | – |"
    assert [block.cells for block in blocks(text)] == [
        ("Year", "Winner"),
        ("-", "-"),
        ("2025", "–"),
    ]


def test_chinese_lines_are_joined_without_a_space_and_english_ones_with() -> None:
    assert kinds("框架协议\n入围窗口") == [("paragraph", "框架协议入围窗口")]
    assert kinds("framework\nwindow") == [("paragraph", "framework window")]
    assert kinds("采购 CA\n系统") == [("paragraph", "采购 CA系统")]


@pytest.mark.parametrize("text", ["2026. was a good year", "#Title", "-5 degrees", "100) x"])
def test_what_only_looks_like_a_list_or_heading_is_a_paragraph(text: str) -> None:
    assert kinds(text) == [("paragraph", text)]


def test_a_line_is_cited_by_its_document_and_number() -> None:
    document = Document("D3", "Notice", "notice", "2026-01-01", (Block(1, "heading", "Notice"),))
    assert document.line(12) == "D3:12"
