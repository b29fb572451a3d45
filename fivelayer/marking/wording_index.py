"""Where the wordings of a key stand in a text: all of them looked for in one pass."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Final

from fivelayer.key import Concept
from fivelayer.marking.clauses import DENIAL
from fivelayer.marking.lexicon import LONGEST_WORD, MOST_WORDS, Lexicon
from fivelayer.marking.words import CJK, Span, fold, tokens

_MOST_PLACES: Final = 40
_HAS_CJK: Final = re.compile(f"[{CJK}]")
_GAP: Final = re.compile(r"[\s\-'/]{0,3}")


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """A way to say what a concept is about."""

    concept: str
    parts: tuple[frozenset[int], ...]
    """Of each part the numbers of its alternatives."""
    further: tuple[frozenset[int], ...]
    """All parts but the first."""
    denies: bool
    """The pattern holds a denial itself, so the clause's own does not count."""


_Entry = tuple[list[str], int]
"""A wording: the stems of its words behind the first, and its number."""
_NO_ENTRIES: Final[list[_Entry]] = []


class _Opens(dict[str, "list[_Entry]"]):
    """By a word as typed: the wordings that it may begin; words are many, so only so many are kept."""

    def __init__(self, lexicon: Lexicon, by_stem: dict[str, list[_Entry]]) -> None:
        super().__init__()
        self._lexicon, self._by_stem = lexicon, by_stem

    def __missing__(self, word: str) -> list[_Entry]:
        found = self._by_stem.get(self._lexicon.meant(word), _NO_ENTRIES)
        if len(self) < MOST_WORDS and len(word) <= LONGEST_WORD:
            self[word] = found
        return found


class Wordings:
    """All wordings of a key's concepts in one index: by first stem, or by first Chinese characters."""

    def __init__(
        self, concepts: Sequence[Concept], lexicon: Lexicon, numbers: dict[str, int]
    ) -> None:
        """`numbers` are of all the key's wordings: few are searched in the same order as all."""
        self._lexicon = lexicon
        self._numbers = numbers
        self._indexed: set[int] = set()
        self._by_stem: dict[str, list[_Entry]] = {}
        self._opens = _Opens(lexicon, self._by_stem)
        self._by_start: dict[str, list[tuple[str, int]]] = {}
        self._loose: list[tuple[str, re.Pattern[str], int]] = []
        self._firsts: set[str] = set()
        """Characters that a wording begins with."""
        self.us = self.rival = re.compile("(?!)")
        leads: dict[int, dict[str, list[Pattern]]] = {}
        for concept in concepts:
            for written in (*concept.en, *concept.zh):
                pattern = self._pattern(concept.id, written)
                for number in pattern.parts[0] if pattern.parts else ():
                    leads.setdefault(number, {}).setdefault(concept.id, []).append(pattern)
        indexed: list[list[Any]] = [self._loose, *self._by_start.values(), *self._by_stem.values()]
        for entries in indexed:
            entries.sort(key=lambda entry: int(entry[-1]))
        self._leads = {number: tuple(led.items()) for number, led in leads.items()}
        """By wording: the concepts with the patterns that begin with it."""

    def hits(self, text: str, pieces: list[str]) -> dict[int, list[Span]]:
        """Where each wording stands in a folded text and its pieces, by its number."""
        found: dict[int, list[Span]] = {}
        opens = map(self._opens.__getitem__, pieces[1::2])
        begins = [(at, entries) for at, entries in enumerate(opens) if entries]
        ends = list(accumulate(map(len, pieces))) if begins else []
        for at, entries in begins:
            first = 2 * at + 1
            next_stem = self._lexicon.meant(pieces[first + 2]) if first + 2 < len(pieces) else ""
            for further, number in entries:
                last = first
                if further:
                    if further[0] != next_stem:
                        continue
                    last += 2 * len(further)
                    if not self._follows(further, pieces[first + 1 : last + 1]):
                        continue
                span = ends[first - 1], ends[last]
                if number in found:
                    found[number].append(span)
                else:
                    found[number] = [span]
        if not text.isascii():
            self._chinese(text, found)
        for places in found.values():
            del places[_MOST_PLACES:]
        return found

    def _follows(self, further: list[str], pieces: list[str]) -> bool:
        """Whether words with these stems, and nothing much between them, are what follows."""
        meant = self._lexicon.meant
        if [meant(word) for word in pieces[1::2]] != further:
            return False
        return all(map(_GAP.fullmatch, pieces[::2]))

    def begun(self, hits: Iterable[int]) -> dict[str, list[Pattern]]:
        """The concepts of which a pattern's first part is there, with those patterns."""
        begun: dict[str, list[Pattern]] = {}
        for number in hits:
            for concept, patterns in self._leads.get(number, ()):
                begun.setdefault(concept, []).extend(patterns)
        return begun

    def _chinese(self, text: str, found: dict[int, list[Span]]) -> None:
        by_start, firsts = self._by_start, self._firsts
        for at in [at for at, character in enumerate(text) if character in firsts]:
            for start in (text[at], text[at : at + 2]):
                for words, number in by_start.get(start, ()):
                    if text.startswith(words, at):
                        found.setdefault(number, []).append((at, at + len(words)))
        for literal, pattern, number in self._loose:
            if literal in text:
                spans = [match.span() for match in pattern.finditer(text)]
                if spans:
                    found.setdefault(number, []).extend(spans)

    def _pattern(self, concept: str, written: str) -> Pattern:
        parts = [part.split("/") for part in re.split(r"\s\+\s", written)]
        numbered = (frozenset(self._number(w) for w in part if w.strip()) for part in parts)
        denies = any(DENIAL.search(fold(words).text) for part in parts for words in part)
        filled = tuple(part for part in numbered if part)
        return Pattern(concept, filled, filled[1:], denies)

    def _number(self, words: str) -> int:
        folded = fold(words.strip()).text
        known = self._numbers.get(folded)
        if known is None:
            known = self._numbers[folded] = len(self._numbers)
        if known not in self._indexed:
            self._indexed.add(known)
            self._index(folded, known)
        return known

    def _index(self, folded: str, number: int) -> None:
        if not _HAS_CJK.search(folded):
            run = [self._lexicon.want(token) for token in tokens(folded)]
            if run:
                self._by_stem.setdefault(run[0], []).append((run[1:], number))
        elif re.search(r"[\sa-z0-9]", folded):
            literal = max(re.findall(f"[{CJK}]+", folded), key=len)
            self._loose.append((literal, _bounded(folded), number))
        else:
            self._firsts.add(folded[:1])
            self._by_start.setdefault(folded[:2], []).append((folded, number))


def _bounded(folded: str) -> re.Pattern[str]:
    runs = re.findall(r"[a-z]+|[\d.,%]+|[^\sa-z\d]+", folded)
    body = r"\s*".join(re.escape(run) for run in runs)
    before = r"(?<![a-z\d])" if re.match(r"[a-z\d]", folded) else ""
    after = r"(?![a-z\d])" if re.search(r"[a-z\d]$", folded) else ""
    return re.compile(f"{before}{body}{after}")
