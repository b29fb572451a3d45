"""Ideas in free text, found without a language model: patterns, who acts, and whether it is denied.

A pattern is plain text; ` + ` joins parts that must stand together, `/` parts alternatives. Parts are
looked for in one clause first, then across the clauses of one sentence. The first part carries the verb.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Any, Final, NamedTuple

from fivelayer.key import Concept
from fivelayer.marking.clauses import DENIAL, Clauses, Party, party_pattern
from fivelayer.marking.lexicon import LONGEST_WORD, MOST_WORDS, Lexicon
from fivelayer.marking.words import CJK, TOKEN, Span, fold, tokens

LONGEST: Final = 6_000
"""Characters of one field that are read; more is a paste gone wrong."""
_MOST_PLACES: Final = 40
SHORT: Final = 400
_MOST_ANSWERS: Final = 512
"""Short answers kept in mind: revisions of one team's plan share most of theirs."""
_HAS_CJK: Final = re.compile(f"[{CJK}]")
_GAP: Final = re.compile(r"[\s\-'/]{0,3}")


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


@dataclass(frozen=True, slots=True, eq=False)
class _Pattern:
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


class Answer:
    """One text of a trainee, read once and searched for many ideas.

    All wordings that a key knows are looked for in one pass, so that an idea costs next to nothing.
    """

    __slots__ = ("_clauses", "_wordings", "folded", "hits", "maybe", "seen", "text")

    def __init__(self, typed: str, wordings: Wordings) -> None:
        self.folded = fold(typed[:LONGEST])
        self.text = self.folded.text
        self._wordings = wordings
        self._clauses: Clauses | None = None
        self.hits = wordings.hits(self.text) if self.text else {}
        self.maybe = wordings.begun(self.hits)
        """Concepts of which a pattern's first part is there, with those patterns."""
        self.seen: dict[str, Sighting] = {}

    @property
    def clauses(self) -> Clauses:
        """The text's clauses."""
        if self._clauses is None:
            self._clauses = Clauses(self.text, self._wordings.us, self._wordings.rival)
        return self._clauses


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
        leads: dict[int, dict[str, list[_Pattern]]] = {}
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

    def hits(self, text: str) -> dict[int, list[Span]]:
        """Where each wording stands, by its number."""
        found: dict[int, list[Span]] = {}
        there = TOKEN.findall(text)
        opens = self._opens
        begins = [(at, entries) for at, word in enumerate(there) if (entries := opens[word])]
        spans = [match.span() for match in TOKEN.finditer(text)] if begins else []
        for at, entries in begins:
            for further, number in entries:
                span = spans[at]
                if further:
                    last = at + len(further)
                    following = there[at + 1 : last + 1]
                    if [self._lexicon.meant(word) for word in following] != further:
                        continue
                    if not _unbroken(text, spans[at : last + 1]):
                        continue
                    span = (span[0], spans[last][1])
                found.setdefault(number, []).append(span)
        if not text.isascii():
            self._chinese(text, found)
        for places in found.values():
            del places[_MOST_PLACES:]
        return found

    def begun(self, hits: Iterable[int]) -> dict[str, list[_Pattern]]:
        """The concepts of which a pattern's first part is there, with those patterns."""
        begun: dict[str, list[_Pattern]] = {}
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

    def _pattern(self, concept: str, written: str) -> _Pattern:
        parts = [part.split("/") for part in re.split(r"\s\+\s", written)]
        numbered = (frozenset(self._number(w) for w in part if w.strip()) for part in parts)
        denies = any(DENIAL.search(fold(words).text) for part in parts for words in part)
        filled = tuple(part for part in numbered if part)
        return _Pattern(concept, filled, filled[1:], denies)

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


def _sighting(patterns: Sequence[_Pattern], party: Party | None, answer: Answer) -> Sighting:
    asserted: tuple[Span, ...] = ()
    denied: tuple[Span, ...] = ()
    other: tuple[Span, ...] = ()
    clauses = answer.clauses
    # Where nothing is denied and nobody is named, the first place says it all.
    plain = not clauses.signs and (party is None or not clauses.names_a_party)
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


def _together(pattern: _Pattern, answer: Answer) -> Iterator[tuple[Span, ...]]:
    """Each way the parts stand together: by clause, and across clauses where no clause has all."""
    clauses, hits = answer.clauses, answer.hits
    by_part: list[list[Span]] = []
    for part in pattern.parts:
        there = [hits[number] for number in part if number in hits]
        if not there:
            return
        spans = there[0] if len(there) == 1 else sorted(chain.from_iterable(there))
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
        firsts = (spans[of.index(group)] for spans, of in zip(by_part, group_of, strict=True))
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


def _unbroken(text: str, spans: Sequence[Span]) -> bool:
    return all(_GAP.fullmatch(text, a[1], b[0]) for a, b in pairwise(spans))


def _typed(spans: tuple[Span, ...], answer: Answer) -> tuple[Span, ...]:
    return tuple(sorted({answer.folded.span(*span) for span in spans}))


def _bounded(folded: str) -> re.Pattern[str]:
    runs = re.findall(r"[a-z]+|[\d.,%]+|[^\sa-z\d]+", folded)
    body = r"\s*".join(re.escape(run) for run in runs)
    before = r"(?<![a-z\d])" if re.match(r"[a-z\d]", folded) else ""
    after = r"(?![a-z\d])" if re.search(r"[a-z\d]$", folded) else ""
    return re.compile(f"{before}{body}{after}")
