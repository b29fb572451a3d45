"""Ideas in free text, found without a language model: patterns, who acts, and whether it is denied.

A pattern is plain text; ` + ` joins parts that must stand together, `/` parts alternatives. Parts are
looked for in one clause first, then across the clauses of one sentence. The first part carries the verb.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice, pairwise
from typing import Final

from fivelayer.key import Concept
from fivelayer.marking.clauses import DENIALS, Clauses, Party, party_pattern
from fivelayer.marking.words import CJK, Folded, Span, Token, fold, stem, tokens

LONGEST: Final = 20_000
"""Characters of one field that are read; more is a paste gone wrong."""
_MOST_PLACES: Final = 40
_DENIAL: Final = re.compile(DENIALS)
_HAS_CJK: Final = re.compile(f"[{CJK}]")
_GAP: Final = re.compile(r"[\s\-'/]{0,3}")


@dataclass(frozen=True, slots=True)
class Sighting:
    """Where an answer expresses an idea (`asserted`), denies it, or says it of the other party."""

    asserted: tuple[Span, ...] = ()
    """Places in the text as typed, of one expression of the idea; empty if it is not asserted."""
    denied: tuple[Span, ...] = ()
    other_party: tuple[Span, ...] = ()

    @property
    def contradicted(self) -> bool:
        """Whether the answer says so and denies it."""
        return bool(self.asserted) and bool(self.denied)


NOWHERE: Final = Sighting()


@dataclass(frozen=True, slots=True)
class _Alternative:
    """One wording: a run of stems, or text with Chinese characters, found as it stands."""

    stems: tuple[str, ...] = ()
    plain: str = ""
    pattern: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class _Pattern:
    parts: tuple[tuple[_Alternative, ...], ...]
    denies: bool
    """The pattern holds a denial itself, so the clause's own does not count."""


@dataclass
class Answer:
    """One text of a trainee, read once and searched for many ideas."""

    folded: Folded
    concepts: Concepts
    seen: dict[str, Sighting] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The folded text."""
        return self.folded.text

    @cached_property
    def tokens(self) -> list[Token]:
        """Words and numbers, slips of the pen put right."""
        return [self.concepts.corrected(t) for t in tokens(self.folded.text)]

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """By stem: the positions in `tokens`."""
        found: dict[str, list[int]] = {}
        for number, token in enumerate(self.tokens):
            found.setdefault(token.stem, []).append(number)
        return found

    @cached_property
    def clauses(self) -> Clauses:
        """The text's clauses."""
        return Clauses(self.folded.text, self.concepts.us, self.concepts.rival)


class Concepts:
    """A key's concepts, compiled once.

    >>> from fivelayer.key import Concept, Words
    >>> says = Words(en="Files in the window.", zh="在窗口期申报。")
    >>> window = Concept(id="w", says=says, en=("file/apply + window",), zh=("申请 + 窗口",))
    >>> concepts = Concepts([window])
    >>> answers = ("Filing in the window comes first", "Never apply in that window", "窗口期內申請")
    >>> [bool(concepts.find("w", concepts.read(answer)).asserted) for answer in answers]
    [True, False, True]
    """

    def __init__(
        self,
        concepts: Iterable[Concept],
        us: Iterable[str] = (),
        rivals: Iterable[str] = (),
        known_words: Iterable[str] = (),
    ) -> None:
        """Compile; `known_words` (the dossier's, say) are never taken for slips of other words."""
        self._party: dict[str, Party | None] = {}
        self._patterns: dict[str, tuple[_Pattern, ...]] = {}
        for concept in concepts:
            self._party[concept.id] = None if concept.party == "any" else concept.party
            self._patterns[concept.id] = tuple(_compiled(p) for p in (*concept.en, *concept.zh))
        self.us = party_pattern("us", (fold(name).text for name in us))
        self.rival = party_pattern("rival", (fold(name).text for name in rivals))
        wanted = {s for ps in self._patterns.values() for p in ps for s in _stems(p)}
        self._wanted = sorted(s for s in wanted if len(s) > 4 and s.isalpha())
        self._known = wanted | {stem(t) for words in known_words for t in _alphabetic(words)}
        self._slips: dict[str, str] = {}

    def read(self, text: str) -> Answer:
        """Read a text, so that it can be searched."""
        return Answer(fold(text[:LONGEST]), self)

    def find(self, concept: str, answer: Answer) -> Sighting:
        """Where an answer asserts, denies, or says of the other party what a concept is about."""
        found = answer.seen.get(concept)
        if found is None:
            found = self._sighting(concept, answer) if answer.text else NOWHERE
            answer.seen[concept] = found
        return found

    def mentions(self, concept: str, answer: Answer) -> tuple[Span, ...]:
        """Where an answer speaks of the concept at all, whoever does it, even to deny it."""
        seen = self.find(concept, answer)
        return seen.asserted or seen.denied or seen.other_party

    def corrected(self, token: Token) -> Token:
        """The token with a slip of the pen put right: in words of five letters and more only."""
        found = token.stem
        if len(found) < 5 or token.end - token.start < 5 or found in self._known:
            return token
        if not found.isascii() or not found.isalpha():
            return token
        meant = self._slips.get(found)
        if meant is None:
            meant = self._nearest(found)
            if len(self._slips) < 50_000:
                self._slips[found] = meant
        return token if meant == found else Token(meant, token.start, token.end)

    def _nearest(self, word: str) -> str:
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        most = 1 if len(word) < 8 else 2
        near = process.extractOne(word, self._wanted, scorer=OSA.distance, score_cutoff=most)
        return str(near[0]) if near and near[0][0] == word[0] else word

    def _sighting(self, concept: str, answer: Answer) -> Sighting:
        asserted: tuple[Span, ...] = ()
        denied: tuple[Span, ...] = ()
        other: tuple[Span, ...] = ()
        party = self._party[concept]
        for pattern in self._patterns[concept]:
            for spans in _together(pattern, answer):
                if _is_denied(pattern, spans, answer.clauses):
                    denied = denied or _typed(spans, answer)
                elif party and _acts(spans, answer.clauses) not in (None, party):
                    other = other or _typed(spans, answer)
                else:
                    asserted = asserted or _typed(spans, answer)
        return Sighting(asserted, denied, other) if asserted or denied or other else NOWHERE


def _together(pattern: _Pattern, answer: Answer) -> Iterator[tuple[Span, ...]]:
    """Each way the parts stand together: by clause, and across clauses where no clause has all."""
    by_part: list[list[Span]] = []
    for part in pattern.parts:
        spans = [span for alternative in part for span in _spans(alternative, answer)]
        spans = [span for span in spans if not answer.clauses.cuts_idiom(span)]
        if not spans:
            return
        by_part.append(spans)
    if len(by_part) == 1:
        yield from ((span,) for span in by_part[0])
        return
    clauses = answer.clauses
    whole: set[int] = set()
    for found in _grouped(by_part, clauses.at):
        whole.add(clauses.statements[clauses.at(found[0][0])])
        yield found
    for found in _grouped(by_part, lambda position: clauses.statements[clauses.at(position)]):
        if clauses.statements[clauses.at(found[0][0])] not in whole:
            yield found


def _grouped(
    by_part: Sequence[list[Span]], group_of: Callable[[int], int]
) -> Iterator[tuple[Span, ...]]:
    """One combination for each clause or statement that holds all parts."""
    firsts: list[dict[int, Span]] = []
    for spans in by_part:
        first: dict[int, Span] = {}
        for span in spans:
            first.setdefault(group_of(span[0]), span)
        firsts.append(first)
    for group in sorted(set.intersection(*(set(first) for first in firsts))):
        yield tuple(first[group] for first in firsts)


def _spans(alternative: _Alternative, answer: Answer) -> Iterator[Span]:
    return islice(_every(alternative, answer), _MOST_PLACES)


def _every(alternative: _Alternative, answer: Answer) -> Iterator[Span]:
    text = answer.text
    if alternative.pattern is not None:
        yield from ((m.start(), m.end()) for m in alternative.pattern.finditer(text))
    elif alternative.plain:
        at = text.find(alternative.plain)
        while at >= 0:
            yield at, at + len(alternative.plain)
            at = text.find(alternative.plain, at + 1)
    else:
        yield from _runs(alternative.stems, answer)


def _runs(stems: tuple[str, ...], answer: Answer) -> Iterator[Span]:
    there = answer.places
    if any(s not in there for s in stems):
        return
    row = answer.tokens
    for first in there[stems[0]]:
        last = first + len(stems)
        run = row[first:last]
        if tuple(token.stem for token in run) == stems and all(
            _GAP.fullmatch(answer.text, a.end, b.start) for a, b in pairwise(run)
        ):
            yield run[0].start, run[-1].end


def _is_denied(pattern: _Pattern, spans: tuple[Span, ...], clauses: Clauses) -> bool:
    if pattern.denies:
        return False
    lead = clauses.at(spans[0][0])
    by_clause: dict[int, list[Span]] = {}
    for span in spans:
        by_clause.setdefault(clauses.at(span[0]), []).append(span)
    return any(
        clauses.denied(clause, inside, lead=clause == lead) for clause, inside in by_clause.items()
    )


def _acts(spans: tuple[Span, ...], clauses: Clauses) -> Party | None:
    clause = clauses.at(spans[0][0])
    return clauses.party(clause, [span for span in spans if clauses.at(span[0]) == clause])


def _typed(spans: tuple[Span, ...], answer: Answer) -> tuple[Span, ...]:
    return tuple(sorted({answer.folded.span(*span) for span in spans}))


def _compiled(pattern: str) -> _Pattern:
    parts = tuple(
        tuple(_alternative(words) for words in part.split("/") if words.strip())
        for part in re.split(r"\s\+\s", pattern)
    )
    denies = any(_DENIAL.search(fold(words).text) for words in re.split(r"\s\+\s|/", pattern))
    return _Pattern(tuple(part for part in parts if part), denies)


def _alternative(words: str) -> _Alternative:
    folded = fold(words.strip()).text
    if not _HAS_CJK.search(folded):
        stems = tuple(token.stem for token in tokens(folded))
        return _Alternative(stems=stems) if stems else _Alternative(plain=folded)
    if not re.search(r"[\sa-z0-9]", folded):
        return _Alternative(plain=folded)
    # "CA 证书" is written with and without the space; "3月20日" must not be found in "13月20日".
    return _Alternative(pattern=_bounded(folded))


def _bounded(folded: str) -> re.Pattern[str]:
    runs = re.findall(r"[a-z]+|[\d.,%]+|[^\sa-z\d]+", folded)
    body = r"\s*".join(re.escape(run) for run in runs)
    before = r"(?<![a-z\d])" if re.match(r"[a-z\d]", folded) else ""
    after = r"(?![a-z\d])" if re.search(r"[a-z\d]$", folded) else ""
    return re.compile(f"{before}{body}{after}")


def _stems(pattern: _Pattern) -> Iterator[str]:
    for part in pattern.parts:
        for alternative in part:
            yield from alternative.stems


def _alphabetic(words: str) -> Iterator[str]:
    return (m[0] for m in re.finditer(r"[a-z]{5,}", fold(words).text))
