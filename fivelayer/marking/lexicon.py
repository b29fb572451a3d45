"""The alphabetic words of a key: a text's words read as stems, slips of the pen put right."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from fivelayer.marking.words import fold, stem

LONGEST_WORD: Final = 40
MOST_WORDS: Final = 50_000
"""Words whose stems are kept in mind; further ones are worked out anew."""


class Lexicon:
    """The alphabetic words of a key: reads a text's words as stems, slips of the pen put right."""

    def __init__(self, known_words: Iterable[str]) -> None:
        """`known_words` (the dossier's, say) are never taken for slips of other words."""
        self._wanted: set[str] = set()
        self._known = {stem(t) for words in known_words for t in _alphabetic(words)}
        self._near: list[str] = []
        self._meant: dict[str, str] = {}

    def want(self, word: str) -> str:
        """Take a word of a pattern in; its stem."""
        found = stem(word)
        self._wanted.add(found)
        return found

    def settle(self) -> None:
        """Say that all words are in."""
        self._near = sorted(s for s in self._wanted if len(s) > 4 and s.isalpha() and s.isascii())
        self._known |= self._wanted

    def meant(self, word: str) -> str:
        """The stem of a word or number of a folded text."""
        return self._meant.get(word) or self._meaning(word)

    def _meaning(self, word: str) -> str:
        found = stem(word)
        if self._may_be_a_slip(word, found):
            found = self._nearest(found)
        if len(self._meant) < MOST_WORDS and len(word) <= LONGEST_WORD:
            self._meant[word] = found
        return found

    def _may_be_a_slip(self, word: str, found: str) -> bool:
        long = len(word) > 4 and len(found) > 4
        return long and found not in self._known and found.isascii() and found.isalpha()

    def _nearest(self, word: str) -> str:
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        most = 1 if len(word) < 8 else 2
        near = process.extractOne(word, self._near, scorer=OSA.distance, score_cutoff=most)
        return str(near[0]) if near and near[0][0] == word[0] else word


def _alphabetic(words: str) -> Iterator[str]:
    return (m[0] for m in re.finditer(r"[a-z]{5,}", fold(words).text))
