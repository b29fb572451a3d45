"""Ideas in free text, found without a language model: patterns, who acts, and whether it is denied.

A pattern is plain text; ` + ` joins parts that must stand together, `/` parts alternatives. Parts are
looked for in one clause first, then across the clauses of one sentence. The first part carries the verb.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain
from typing import Final, NamedTuple

from fivelayer.key import Concept
from fivelayer.marking.clauses import Clauses, Party, party_pattern
from fivelayer.marking.lexicon import Lexicon
from fivelayer.marking.wording_index import Pattern, Wordings
from fivelayer.marking.words import PIECES, Span, fold

LONGEST: Final = 6_000
"""Characters of one field that are read; more is a paste gone wrong."""
SHORT: Final = 400
_MOST_ANSWERS: Final = 512
"""Short answers kept in mind: revisions of one team's plan share most of theirs."""


class Sighting(NamedTuple):
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


class Answer:
    """One text of a trainee, read once and searched for many ideas.

    All wordings that a key knows are looked for in one pass, so that an idea costs next to nothing.
    """

    __slots__ = ("_clauses", "_wordings", "folded", "hits", "maybe", "seen", "text", "words")

    def __init__(self, typed: str, wordings: Wordings) -> None:
        self.folded = fold(typed[:LONGEST])
        self.text = self.folded.text
        self._wordings = wordings
        self._clauses: Clauses | None = None
        pieces = PIECES.split(self.text)
        self.words = pieces[1::2]
        self.hits = wordings.hits(self.text, pieces)
        self.maybe = wordings.begun(self.hits)
        """Concepts of which a pattern's first part is there, with those patterns."""
        self.seen: dict[str, Sighting] = {}

    @property
    def clauses(self) -> Clauses:
        """The text's clauses."""
        if self._clauses is None:
            self._clauses = Clauses(self.text, self.words, self._wordings.us, self._wordings.rival)
        return self._clauses


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
        self._listed = list(concepts)
        self._party: dict[str, Party | None] = {
            each.id: None if each.party == "any" else each.party for each in self._listed
        }
        self._lexicon = Lexicon(known_words)
        self._us = party_pattern("us", (fold(name).text for name in us))
        self._rival = party_pattern("rival", (fold(name).text for name in rivals))
        self._numbers: dict[str, int] = {}
        self._scopes = {"": self._wordings(self._listed)}
        self._lexicon.settle()
        self._answers: dict[tuple[str, str], Answer] = {}

    def _wordings(self, concepts: Sequence[Concept]) -> Wordings:
        made = Wordings(concepts, self._lexicon, self._numbers)
        made.us, made.rival = self._us, self._rival
        return made

    def narrow(self, scope: str, ids: AbstractSet[str]) -> None:
        """Say which ideas are looked for in texts of a scope: a field is asked about few of them."""
        self._scopes[scope] = self._wordings([each for each in self._listed if each.id in ids])

    def read(self, text: str, scope: str = "") -> Answer:
        """Read a text, so that it can be searched; short ones met before are still in mind."""
        if scope not in self._scopes:
            scope = ""
        if len(text) > SHORT:
            return Answer(text, self._scopes[scope])
        found = self._answers.get((scope, text))
        if found is None:
            if len(self._answers) >= _MOST_ANSWERS:
                self._answers.clear()
            found = self._answers[scope, text] = Answer(text, self._scopes[scope])
        return found

    def find(self, concept: str, answer: Answer) -> Sighting:
        """Where an answer asserts, denies, or says of the other party what a concept is about."""
        found = answer.seen.get(concept)
        if found is not None:
            return found
        begun = answer.maybe.get(concept)
        if begun is None:
            return NOWHERE
        there = answer.hits.keys()
        patterns = [
            pattern
            for pattern in dict.fromkeys(begun)
            if not pattern.further or not any(map(there.isdisjoint, pattern.further))
        ]
        found = _sighting(patterns, self._party[concept], answer) if patterns else NOWHERE
        answer.seen[concept] = found
        return found

    def mentions(self, concept: str, answer: Answer) -> tuple[Span, ...]:
        """Where an answer speaks of the concept at all, whoever does it, even to deny it."""
        seen = self.find(concept, answer)
        return seen.asserted or seen.denied or seen.other_party


def _sighting(patterns: Sequence[Pattern], party: Party | None, answer: Answer) -> Sighting:
    asserted: tuple[Span, ...] = ()
    denied: tuple[Span, ...] = ()
    other: tuple[Span, ...] = ()
    clauses = answer.clauses
    # Where nothing is denied and nobody is named, the first place says it all.
    plain = not clauses.signs and (party is None or not clauses.names_a_party)
    lead = patterns[0]
    if plain and not lead.further and not clauses.idioms:
        return Sighting(_typed((_first(lead.parts[0], answer.hits),), answer))
    for pattern in patterns:
        for spans in _together(pattern, answer):
            if plain:
                return Sighting(_typed(spans, answer))
            acting = _acts(spans, clauses) if party else None
            if acting is not None and acting != party:
                other = other or _typed(spans, answer)
            elif not pattern.denies and clauses.signs and _is_denied(spans, clauses):
                denied = denied or _typed(spans, answer)
            else:
                asserted = asserted or _typed(spans, answer)
    return Sighting(asserted, denied, other) if asserted or denied or other else NOWHERE


def _first(part: frozenset[int], hits: dict[int, list[Span]]) -> Span:
    """The first place of a part that is there."""
    return min([hits[number][0] for number in part.intersection(hits)])


def _together(pattern: Pattern, answer: Answer) -> Iterator[tuple[Span, ...]]:
    """Each way the parts stand together: by clause, and across clauses where no clause has all."""
    clauses, hits = answer.clauses, answer.hits
    by_part: list[list[Span]] = []
    for part in pattern.parts:
        there = part.intersection(hits)
        if not there:
            return
        of_each = map(hits.__getitem__, there)
        spans = next(of_each) if len(there) == 1 else sorted(chain.from_iterable(of_each))
        if clauses.idioms:
            spans = [span for span in spans if not clauses.cuts_idiom(span)]
            if not spans:
                return
        by_part.append(spans)
    if len(by_part) == 1:
        yield from ((span,) for span in by_part[0])
        return
    starts = clauses.starts
    if len(starts) == 1:
        yield tuple(spans[0] for spans in by_part)
        return
    clause_of = [[bisect_right(starts, span[0]) - 1 for span in spans] for spans in by_part]
    statements = clauses.statements
    whole: set[int] = set()
    for clause, found in _grouped(by_part, clause_of):
        whole.add(statements[clause])
        yield found
    statement_of = [[statements[clause] for clause in clauses_] for clauses_ in clause_of]
    for statement, found in _grouped(by_part, statement_of):
        if statement not in whole:
            yield found


def _grouped(
    by_part: Sequence[list[Span]], group_of: Sequence[list[int]]
) -> Iterator[tuple[int, tuple[Span, ...]]]:
    """One combination for each clause or statement that holds all parts: of each part the first."""
    everywhere = set(group_of[0]).intersection(*group_of[1:])
    for group in sorted(everywhere):
        firsts = [spans[of.index(group)] for spans, of in zip(by_part, group_of, strict=True)]
        yield group, tuple(firsts)


def _is_denied(spans: tuple[Span, ...], clauses: Clauses) -> bool:
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
    if len(spans) == 1 and answer.folded.back is None:
        return spans
    return tuple(sorted({answer.folded.span(*span) for span in spans}))
