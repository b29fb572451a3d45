"""Which row of a trainee's table is which: names, codes and ideas, the best match first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from fivelayer.draft import Draft
from fivelayer.key import RowMatch
from fivelayer.marking.sheet import Sheet, row_id, words
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
_PEOPLE: Final = "relationship.decision_makers"
_REFERENCES: Final = ("for_whom", "contacts")
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
        rows, matchers = sheet.rows(table), self.tables.get(table, [])
        scored = [
            (-score, m, r)
            for m, matcher in enumerate(matchers)
            for r, row in enumerate(rows)
            if (score := matcher.score(row, table, sheet))
        ]
        taken: dict[int, int] = {}
        for _, m, r in sorted(scored):
            if m not in taken.values() and r not in taken:
                taken[r] = m
        found = Recognition({matchers[m].id: rows[r] for r, m in taken.items()})
        for r, row in enumerate(rows):
            fits = tuple(matchers[m].id for _, m, at in sorted(scored) if at == r)
            if r not in taken:
                found.others.append((row, fits))
            if fits and row_id(row):
                found.by_row[row_id(row)] = matchers[taken[r]].id if r in taken else fits[0]
        return found


class _Matcher:
    """One row matcher; `score` is 0 where a row does not fit."""

    def __init__(self, match: RowMatch) -> None:
        self.id = match.id
        self._names = tuple(_Name(name) for name in match.names)
        self._where = tuple(match.where.items())
        self._concept = match.concept

    def score(self, row: Draft, table: str, sheet: Sheet) -> float:
        total = 1.0 + len(self._where) / 10
        if not all(self._holds(row.get(name), name, codes, sheet) for name, codes in self._where):
            return 0
        if self._names:
            best = max(name.score(text) for name in self._names for text in _named(row, table))
            if not best:
                return 0
            total += best
        if self._concept:
            found = _speaks(self._concept, row, table, sheet)
            if not found:
                return 0
            total += found
        return total

    def _holds(self, value: Any, name: str, codes: tuple[str, ...], sheet: Sheet) -> bool:
        given = [words(item) for item in value] if isinstance(value, list) else [words(value)]
        if name in _REFERENCES:
            people = sheet.recognised(_PEOPLE).by_row
            given += [people[item] for item in given if item in people]
        return any(item in codes for item in given)


class _Name:
    """One accepted name: Chinese is looked for as it stands, alphabetic words with slips allowed."""

    def __init__(self, name: str) -> None:
        self._folded = _spaced(name)
        self._chinese = _HAS_CJK.search(self._folded) is not None
        self._words = _alphabetic(self._folded)

    def score(self, text: str) -> float:
        typed = _spaced(text)
        if not typed:
            return 0
        if typed == self._folded:
            return 6
        longer = min(len(self._folded), 50) / 100
        if self._chinese:
            return 4 + longer if self._folded.replace(" ", "") in typed.replace(" ", "") else 0
        there = _alphabetic(typed)
        if not self._words or not there:
            return 0
        if all(word in there for word in self._words):
            return 4 + longer
        return 3 + longer if all(_is_near(word, there) for word in self._words) else 0


def main_text(table: str) -> str:
    """The field that says what a row of a table is."""
    return _TEXTS[table][0] if table in _TEXTS else "what"


def row_words(row: Draft, table: str) -> str:
    """A row in the trainee's words: what says what it is, or the first text there is."""
    return next((text for name in _TEXTS.get(table, ()) if (text := words(row.get(name)))), "")


def _speaks(concept: str, row: Draft, table: str, sheet: Sheet) -> float:
    """How clearly a row is about a concept; a barrier is often told by what is *not* there."""
    best = 0.0
    for rank, name in enumerate(_TEXTS.get(table, ())):
        text = words(row.get(name))
        if text and sheet.concepts.mentions(concept, answer := sheet.answer(text)):
            said = bool(sheet.concepts.find(concept, answer).asserted)
            best = max(best, (3.0 if rank == 0 else 1.0) + said)
    return best


def _named(row: Draft, table: str) -> Iterator[str]:
    names = ("person", "post") if table == _PEOPLE else _TEXTS.get(table, ())
    return (words(row.get(name))[:500] for name in names)


def _spaced(text: str) -> str:
    return " ".join(fold(text).text.split())


def _alphabetic(folded: str) -> list[str]:
    return [w for w in re.findall(r"[^\W_]+", folded) if w not in _SMALL]


def _is_near(word: str, there: list[str]) -> bool:
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
