"""Clauses: a text that no word makes suspicious is not searched, and nothing is missed by that."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from fivelayer.marking.clauses import Clauses
from fivelayer.marking.words import fold, tokens

_PIECES = (
    "We", "don't", "don’t", "no", "not", "nor", "non-", "piano", "d'no", "no.3", "No 4", "nothing but",
    "whether or not", "without delay", "rather than", "instead of", "and", "and no", "and never",
    "sand", "but", "but's", "so", "unless", "o'because", "failed to", "forgot", "gives up", "giving",
    "нет", "ñno", "5no", "_no", "不", "无论", "因为", "但", "而非", "也没", "，", "。", ";", ". ", ", ",
    "'", "\n", " - ", "—", "1,000", "之前", "n't", "(team 12's minutes)",
)  # fmt: skip
_NOBODY = re.compile("(?!)")


@given(st.lists(st.sampled_from(_PIECES), max_size=9), st.sampled_from(["", " "]))
def test_no_denial_and_no_joint_is_missed(pieces: list[str], between: str) -> None:
    text = fold(between.join(pieces)).text
    read = Clauses(text, tokens(text), _NOBODY, _NOBODY)
    searched = Clauses(text, ["not", "but"], _NOBODY, _NOBODY)
    assert read.signs == searched.signs
    assert read.idioms == searched.idioms
    assert (read.starts, read.statements) == (searched.starts, searched.statements)
