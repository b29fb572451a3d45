"""The feedback page: whole in one file, in the team's language, and it gives no answer away."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marking_case import GOOD, changed, small

from fivelayer.choices import LAYERS
from fivelayer.draft import Draft
from fivelayer.marking import Result, mark
from fivelayer.marking.pages import feedback_page
from fivelayer.marking.quotes import highlighted
from fivelayer.messages import LANGUAGES, Language


def result(draft: Draft, language: Language = "en") -> Result:
    marks = mark(draft, small())
    return Result(
        file="in/a.ipynb",
        status="marked",
        counts=True,
        language=language,
        draft=draft,
        key_version=marks.key_version,
        findings=marks.findings,
        parts=marks.parts,
        points=marks.points,
        of=marks.of,
    )


def page(draft: Draft, language: Language = "en") -> str:
    return feedback_page(result(draft, language), small())


def words(html: str) -> str:
    body = html.partition("<body>")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("draft", [GOOD, {}, changed(information__ability__grade="low")])
def test_the_page_is_whole_in_itself(language: Language, draft: Draft) -> None:
    html = page(draft, language)
    assert "http" not in html.replace('http-equiv="Content-Security-Policy"', "")
    assert "default-src 'none'" in html
    assert "@page { size: A4" in html
    anchors = re.findall(r'href="#([^"]+)"', html)
    assert anchors
    inside = set(re.findall(r'id="([^"]+)"', html))
    statements = {anchor for anchor in anchors if re.fullmatch(r"[SK]\d+", anchor)}
    assert set(anchors) - statements <= inside
    assert all(f'id="{layer.value}"' in html for layer in LAYERS)


def test_what_was_typed_is_quoted_with_the_recognised_words_marked() -> None:
    html = page(changed(barriers__entries__b1__how="先在窗口期申报"), "zh")
    assert "先在<mark>窗口</mark>期<mark>申报</mark>" in html
    assert "要点" in html


def test_codes_are_shown_as_the_form_shows_them() -> None:
    shown = words(page(changed(interest__benefits__i1__for_whom="organisation")))
    assert "million_yuan" not in shown
    assert "12.6 million yuan" in shown
    assert "The organisation as a whole" in shown


def test_answers_that_were_missed_are_not_given_away() -> None:
    shown, _, dossier = words(page({})).partition("The lines named here")
    assert dossier
    for criterion in small().key.criteria:  # type: ignore[union-attr]
        assert criterion.says.en not in shown


def test_the_lines_to_read_again_stand_on_the_page() -> None:
    shown = words(page(changed(information__purchasing_budget__value="99")))
    assert "D1:3 The budget is 12.6 million yuan." in shown
    assert "D2:4" not in shown  # what was met need not be read again


def test_what_waits_for_a_missing_entry_is_gathered_there() -> None:
    shown = words(page({**GOOD, "barriers": {"entries": [{"id": "b9", "what": "Nothing"}]}}))
    assert "3 more build on this and wait for it (12 points)" in shown


def test_a_refused_file_has_a_page_with_its_reason() -> None:
    from fivelayer.marking.submissions import refusal

    refused = refusal("truncated")
    html = feedback_page(
        Result(file="a.ipynb", status="refused", reason=refused.reason, next_step=refused.next_step)
    )
    assert "breaks off before its end" in words(html)


@given(st.text(max_size=60), st.lists(st.text(max_size=6), max_size=4))
def test_highlighting_loses_no_character(typed: str, matched: list[str]) -> None:
    assert "".join(piece for piece, _ in highlighted(typed, matched)) == typed


@given(st.text(max_size=40))
def test_any_answer_makes_a_page_without_markup_of_its_own(typed: str) -> None:
    one = page(changed(business__problem__text=f"<u>{typed}"))
    assert "<u>" not in one.partition("<body>")[2]
    tags = set(re.findall(r"<([a-z0-9]+)", one.partition("<body>")[2]))
    assert tags <= {
        *("main", "a", "header", "div", "p", "h1", "h2", "h3", "dl", "dt", "dd", "b", "span"),
        *("section", "i", "ol", "ul", "li", "br", "article", "mark", "footer", "code"),
    }
