"""Which row of a trainee's table is which: names, codes and ideas, the best match first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from fivelayer.draft import Draft
from fivelayer.key import RowMatch
from fivelayer.marking.sheet import PEOPLE, REFERENCES, Sheet, row_id, words
from fivelayer.marking.words import CJK, fold

_TEXTS: Final[dict[str, tuple[str, ...]]] = {
    "barriers.entries": ("what", "how"),
    "relationship.decision_makers": (
        "person",
        "post",
        "criteria",
        "institutional_need",
        "personal_need",
    ),
    "interest.benefits": ("what", "why_unique"),
    "management.own_barriers": ("what",),
    "team.members": ("name",),
    "team.monitored": ("what", "owner"),
    "team.agenda": ("what", "owner"),
}
"""By table: the texts of a row; the first says what the row is."""
_HAS_CJK: Final = re.compile(f"[{CJK}]")
_SMALL: Final = frozenset({"of", "the", "and", "mr", "ms", "mrs", "dr"})


@dataclass
class Recognition:
    """The rows of a table: recognised ones by matcher, and which matchers each other row fits."""

    rows: dict[str, Draft] = field(default_factory=dict)
    others: list[tuple[Draft, tuple[str, ...]]] = field(default_factory=list)
    """Rows that are nobody's match, with the matchers they would fit too."""
    by_row: dict[str, str] = field(default_factory=dict)
    """Matcher by row id, those that would fit too included."""


class RowReader:
    """A key's row matchers, compiled once."""

    def __init__(self, matches: Iterable[RowMatch]) -> None:
        self.tables: dict[str, list[_Matcher]] = {}
        for match in matches:
            self.tables.setdefault(match.table, []).append(_Matcher(match))
        self.table_of = {m.id: table for table, ms in self.tables.items() for m in ms}

    def recognise(self, table: str, sheet: Sheet) -> Recognition:
        """Give each row to the matcher it fits best; each row and each matcher is used once."""
        matchers = self.tables.get(table, [])
        rows = [_Row(row, table, sheet) for row in sheet.rows(table)]
        scored = sorted(
            (-score, m, r)
            for r, row in enumerate(rows)
            for m, score in _scores(row, matchers)
            if score
        )
        taken: dict[int, int] = {}
        used: set[int] = set()
        for _, m, r in scored:
            if m not in used and r not in taken:
                taken[r] = m
                used.add(m)
        found = Recognition({matchers[m].id: rows[r].draft for r, m in taken.items()})
        for r, row in enumerate(rows):
            fits = tuple(matchers[m].id for _, m, at in scored if at == r)
            if r not in taken:
                found.others.append((row.draft, fits))
            if fits and row_id(row.draft):
                found.by_row[row_id(row.draft)] = matchers[taken[r]].id if r in taken else fits[0]
        return found


class _Row:
    """A row made ready for comparison: its texts read, its names folded where they are asked for."""

    def __init__(self, draft: Draft, table: str, sheet: Sheet) -> None:
        self.draft, self.sheet = draft, sheet
        texts = [words(draft.get(name)) for name in _TEXTS.get(table, ())]
        self.answers = [(rank, sheet.answer(text)) for rank, text in enumerate(texts) if text]
        self._named = texts[:2] if table == PEOPLE else texts
        self._codes: dict[str, list[str]] = {}

    @cached_property
    def names(self) -> dict[str, None]:
        """The texts that may hold a name, folded."""
        return dict.fromkeys(_spaced(text[:500]) for text in self._named if text)

    @cached_property
    def compact(self) -> str:
        """The names without spaces."""
        return "\n".join(self.names).replace(" ", "")

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of the names."""
        return frozenset(word for text in self.names for word in _alphabetic(text))

    def about(self, concept: str) -> float:
        """How clearly the row is about a concept; a barrier is often told by what is *not* there."""
        best = 0.0
        for rank, answer in self.answers:
            if concept in answer.maybe:
                found = self.sheet.concepts.find(concept, answer)
                if found.asserted or found.denied or found.other_party:
                    best = max(best, (3.0 if rank == 0 else 1.0) + bool(found.asserted))
        return best

    def refers(self, name: str) -> list[str]:
        """A field's codes; a decision maker chosen by row counts as the person recognised there."""
        given = self._codes.get(name)
        if given is None:
            given = self._codes[name] = self._referred(name)
        return given

    def _referred(self, name: str) -> list[str]:
        return self.sheet.codes(self.draft.get(name), name in REFERENCES)


def _scores(row: _Row, matchers: list[_Matcher]) -> list[tuple[int, float]]:
    """How well a row fits each matcher; slips in names are allowed where no name fits as it is."""
    possible = [(m, matcher) for m, matcher in enumerate(matchers) if matcher.holds(row)]
    scores = [(m, matcher.score(row)) for m, matcher in possible]
    named = [score for m, score in scores if matchers[m].names]
    if not named or any(named) or not row.words:
        return scores
    return [(m, matcher.score(row, slips=True)) for m, matcher in possible]


class _Matcher:
    """One row matcher; `score` is 0 where a row does not fit."""

    def __init__(self, match: RowMatch) -> None:
        self.id = match.id
        self.names = tuple(_Name(name) for name in match.names)
        self._where = tuple((name, frozenset(codes)) for name, codes in match.where.items())
        self._concept = match.concept

    def holds(self, row: _Row) -> bool:
        """Whether the row has one of the accepted codes in every field asked for."""
        return not any(codes.isdisjoint(row.refers(name)) for name, codes in self._where)

    def score(self, row: _Row, *, slips: bool = False) -> float:
        total = 1.0 + len(self._where) / 10
        if self.names:
            score = _Name.slipped if slips else _Name.score
            named = max(score(name, row) for name in self.names)
            if not named:
                return 0
            total += named
        if self._concept:
            about = row.about(self._concept)
            if not about:
                return 0
            total += about
        return total


class _Name:
    """One accepted name: Chinese is looked for as it stands, alphabetic words with slips allowed."""

    __slots__ = ("_chinese", "_compact", "_folded", "_longer", "_words")

    def __init__(self, name: str) -> None:
        self._folded = _spaced(name)
        self._compact = self._folded.replace(" ", "")
        self._chinese = _HAS_CJK.search(self._folded) is not None
        self._words = frozenset(_alphabetic(self._folded))
        self._longer = min(len(self._folded), 50) / 100

    def score(self, row: _Row) -> float:
        """The longer the name, the better the match."""
        there = self._compact in row.compact if self._chinese else self._words <= row.words
        if not there or not self._words:
            return 0
        return 6 if self._folded in row.names else 4 + self._longer

    def slipped(self, row: _Row) -> float:
        """With slips of the pen in words of five letters and more."""
        if self._chinese or not self._words:
            return self.score(row)
        return 3 + self._longer if all(_is_near(w, row.words) for w in self._words) else 0


def main_text(table: str) -> str:
    """The field that says what a row of a table is."""
    return _TEXTS[table][0] if table in _TEXTS else "what"


def row_words(row: Draft, table: str) -> str:
    """A row in the trainee's words: what says what it is, or the first text there is."""
    return next((text for name in _TEXTS.get(table, ()) if (text := words(row.get(name)))), "")


def _spaced(text: str) -> str:
    return " ".join(fold(text).text.split())


def _alphabetic(folded: str) -> list[str]:
    return [w for w in re.findall(r"[^\W_]+", folded) if w not in _SMALL]


def _is_near(word: str, there: frozenset[str]) -> bool:
    if word in there:
        return True
    if len(word) < 5 or not word.isascii() or not word.isalpha():
        return False
    from rapidfuzz.distance import OSA

    most = 1 if len(word) < 8 else 2
    return any(
        len(other) > 4 and other[0] == word[0] and OSA.distance(word, other) <= most
        for other in there
        if other.isascii() and other.isalpha()
    )
