"""Which row of a trainee's table is which: names, codes and ideas, the best match first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
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
    "fit.accounts": ("customer",),
}
"""By table: the texts of a row; the first says what the row is."""
_SCOPES: Final = {
    table: tuple(f"{table}.x.{name}" for name in names) for table, names in _TEXTS.items()
}
_HAS_CJK: Final = re.compile(f"[{CJK}]")
_LONGEST_NAME: Final = 500
_MOST_MET: Final = 512
"""Rows whose names are kept in mind."""
_ALPHABETIC: Final = re.compile(r"[^\W_]+")
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
        by_table: dict[str, list[RowMatch]] = {}
        for match in matches:
            by_table.setdefault(match.table, []).append(match)
        self.tables = {table: _Table(listed) for table, listed in by_table.items()}
        self.table_of = {m.id: table for table, listed in by_table.items() for m in listed}

    def ideas(self) -> Iterator[tuple[str, str]]:
        """The texts of rows that are read for a concept: field and concept."""
        for table, known in self.tables.items():
            for matcher in known.matchers:
                if matcher.concept:
                    yield from ((scope, matcher.concept) for scope in _SCOPES.get(table, ()))

    def recognise(self, table: str, sheet: Sheet) -> Recognition:
        """Give each row to the matcher it fits best; each row and each matcher is used once."""
        known = self.tables.get(table) or _Table(())
        rows = sheet.rows(table)
        scored = sorted(
            (-score, m, r)
            for r, row in enumerate(rows)
            for m, score in known.scores(_Row(row, table, sheet))
        )
        taken: dict[int, int] = {}
        used: set[int] = set()
        fits: list[list[str]] = [[] for _ in rows]
        for _, m, r in scored:
            fits[r].append(known.matchers[m].id)
            if m not in used and r not in taken:
                taken[r] = m
                used.add(m)
        found = Recognition({known.matchers[m].id: rows[r] for r, m in taken.items()})
        for r, row in enumerate(rows):
            if r not in taken:
                found.others.append((row, tuple(fits[r])))
            if fits[r] and row_id(row):
                found.by_row[row_id(row)] = (
                    known.matchers[taken[r]].id if r in taken else fits[r][0]
                )
        return found


class _Row:
    """A row made ready for comparison."""

    def __init__(self, draft: Draft, table: str, sheet: Sheet) -> None:
        self.draft, self.sheet = draft, sheet
        texts = [words(draft.get(name)) for name in _TEXTS.get(table, ())]
        self.answers = [
            (rank, sheet.answer(text, scope))
            for rank, (text, scope) in enumerate(zip(texts, _SCOPES.get(table, ()), strict=True))
            if text
        ]
        named = texts[:2] if table == PEOPLE else texts
        self.named = tuple(text[:_LONGEST_NAME] for text in named if text)
        self.ideas: set[str] = set().union(*[answer.maybe for _, answer in self.answers])
        """What it may be about."""
        self._codes: dict[str, list[str]] = {}

    def about(self, concept: str) -> float:
        """How clearly the row is about a concept; a barrier is often told by what is *not* there."""
        best = 0.0
        for rank, answer in self.answers:
            if concept in answer.maybe:
                found = self.sheet.concepts.find(concept, answer)
                if found.asserted or found.denied or found.other_party:
                    if rank == 0:  # what says what the row is outdoes the rest
                        return 3.0 + bool(found.asserted)
                    best = max(best, 1.0 + bool(found.asserted))
        return best

    def refers(self, name: str) -> list[str]:
        """A field's codes; a decision maker chosen by row counts as the person recognised there."""
        given = self._codes.get(name)
        if given is None:
            given = self._codes[name] = self.sheet.codes(self.draft.get(name), name in REFERENCES)
        return given


class _Table:
    """The matchers of a table, asked together."""

    def __init__(self, matches: Sequence[RowMatch]) -> None:
        self.matchers = [_Matcher(match) for match in matches]
        self._called = frozenset(n for n, matcher in enumerate(self.matchers) if matcher.names)
        self._by_idea: dict[str, list[int]] = {}
        for n, matcher in enumerate(self.matchers):
            self._by_idea.setdefault(matcher.concept or "", []).append(n)
        self._met: dict[tuple[str, ...], _Called] = {}

    def scores(self, row: _Row) -> list[tuple[int, float]]:
        """How well a row fits which matchers; slips in names are allowed where no name fits as it is."""
        by_idea, matchers = self._by_idea, self.matchers
        about = by_idea.keys() & row.ideas
        if "" in by_idea:
            about.add("")
        possible = sorted(n for idea in about for n in by_idea[idea] if matchers[n].holds(row))
        scores = self._scores(row, possible, slips=False)
        called = self._called
        if called.isdisjoint(possible) or not called.isdisjoint([n for n, _ in scores]):
            return scores
        return self._scores(row, possible, slips=True) if self._names(row).words else scores

    def _scores(self, row: _Row, among: list[int], *, slips: bool) -> list[tuple[int, float]]:
        scores = []
        for n in among:
            matcher = self.matchers[n]
            total = matcher.base
            if matcher.names:
                named = self._names(row).score(n, matcher, slips)
                if not named:
                    continue
                total += named
            if matcher.concept:
                about = row.about(matcher.concept)
                if not about:
                    continue
                total += about
            scores.append((n, total))
        return scores

    def _names(self, row: _Row) -> _Called:
        """What a row's names are like; the same people are named in every team's plan."""
        met = self._met.get(row.named)
        if met is None:
            if len(self._met) >= _MOST_MET:
                self._met.clear()
            met = self._met[row.named] = _Called(row.named)
        return met


class _Matcher:
    """One row matcher, compiled."""

    def __init__(self, match: RowMatch) -> None:
        self.id, self.concept = match.id, match.concept
        self.names = tuple(_Name(name) for name in match.names)
        self.base = 1.0 + len(match.where) / 10
        self._where = tuple((name, frozenset(codes)) for name, codes in match.where.items())

    def holds(self, row: _Row) -> bool:
        """Whether the row has an accepted code in every field asked for."""
        for name, codes in self._where:  # noqa: SIM110  a generator is slower, and this is asked often
            if codes.isdisjoint(row.refers(name)):
                return False
        return True


class _Called:
    """The names of a row, folded; and how well they fit each matcher's, as far as that was asked."""

    def __init__(self, texts: tuple[str, ...]) -> None:
        self.names = dict.fromkeys(_spaced(text) for text in texts)
        self.compact = "\n".join(self.names).replace(" ", "")
        self.words = frozenset(word for text in self.names for word in _alphabetic(text))
        self._scores: dict[tuple[int, bool], float] = {}

    def score(self, number: int, matcher: _Matcher, slips: bool) -> float:
        """How well they fit the best of a matcher's names."""
        found = self._scores.get((number, slips))
        if found is None:
            score = _Name.slipped if slips else _Name.score
            found = max(score(name, self) for name in matcher.names)
            self._scores[number, slips] = found
        return found


class _Name:
    """One accepted name: Chinese is looked for as it stands, alphabetic words with slips allowed."""

    __slots__ = ("_chinese", "_compact", "_folded", "_longer", "_words")

    def __init__(self, name: str) -> None:
        self._folded = _spaced(name)
        self._compact = self._folded.replace(" ", "")
        self._chinese = _HAS_CJK.search(self._folded) is not None
        self._words = frozenset(_alphabetic(self._folded))
        self._longer = min(len(self._folded), 50) / 100

    def score(self, row: _Called) -> float:
        """The longer the name, the better the match."""
        there = self._compact in row.compact if self._chinese else self._words <= row.words
        if not there or not self._words:
            return 0
        return 6 if self._folded in row.names else 4 + self._longer

    def slipped(self, row: _Called) -> float:
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
    return [w for w in _ALPHABETIC.findall(folded) if w not in _SMALL]


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
