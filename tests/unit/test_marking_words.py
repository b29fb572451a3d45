"""Folding, stems and spans: what is compared is the same whatever width, case or script was typed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fivelayer.marking.words import fold, simplified, stem


@pytest.mark.parametrize(
    "forms",
    [
        "file files filed filing",
        "apply applies applied applying application applications",
        "qualify qualified qualification qualifications",
        "certified certificate certificates certification",
        "customise customize customised customisation customization",
        "implement implements implementation implementing",
        "procure procurement procuring",
        "plan plans planned planning",
        "sell sells selling sold",
        "company companies",
        "shortlist shortlisted shortlisting",
        "register registered registration",
        "deliver delivery delivers delivered",
        "win won winning wins",
    ],
)
def test_forms_of_a_word_share_a_stem(forms: str) -> None:
    assert len({stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("file", "fill"), ("note", "not"), ("need", "no"), ("rely", "real"), ("use", "us")],
)
def test_different_words_keep_different_stems(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_numbers_are_compared_without_their_separators() -> None:
    assert stem("1,260") == stem("1260") == stem("1260.0")
    assert stem("12.6") != stem("126")


def test_width_case_and_script_are_folded() -> None:
    assert fold("ＣＡ證書，申請").text == fold("ca证书,申请").text


def test_a_span_leads_back_to_what_was_typed() -> None:
    typed = "the ﬁling\u200b in 窗口期"
    folded = fold(typed)
    start = folded.text.index("filing in")
    assert typed[slice(*folded.span(start, start + len("filing in")))] == "ﬁling\u200b in"


def test_only_traditional_text_is_converted(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise AssertionError("OpenCC was loaded for text that does not need it")

    monkeypatch.setattr("fivelayer.marking.words._converter", refuse)
    plain = "在窗口期申报入围，带案例 é ☃ 😀"
    assert simplified(plain) == plain
    with pytest.raises(AssertionError):
        simplified("申請")


@given(st.text(max_size=200), st.data())
def test_spans_always_lie_in_the_typed_text(typed: str, data: st.DataObject) -> None:
    folded = fold(typed)
    if folded.text:
        start = data.draw(st.integers(0, len(folded.text) - 1))
        end = data.draw(st.integers(start + 1, len(folded.text)))
        first, last = folded.span(start, end)
        assert 0 <= first < last <= len(typed)


@given(st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=126), max_size=80))
def test_full_and_half_width_fold_alike(half: str) -> None:
    full = "".join(chr(ord(character) + 0xFEE0) for character in half)
    assert fold(full).text == fold(half).text


@given(st.text(alphabet="申报请入围窗口期资质案例证书协议供货时间没有不在", max_size=40))
def test_traditional_and_simplified_fold_alike(text: str) -> None:
    import opencc

    simple = opencc.OpenCC("t2s").convert(opencc.OpenCC("s2t").convert(text))
    assert fold(opencc.OpenCC("s2t").convert(text)).text == fold(simple).text


@given(st.text("，；：（）！？％,;ab 申請ＣＡé\u0301\u0338", max_size=12))
def test_wide_marks_are_folded_as_unicode_folds_them(typed: str) -> None:
    assert fold(typed).text == simplified(unicodedata.normalize("NFKC", typed).casefold())
