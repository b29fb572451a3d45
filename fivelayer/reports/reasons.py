"""Findings made ready to be read: what was written, what it does, which lines and statements it stands on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final

from fivelayer.findings import Finding, Outcome, Said
from fivelayer.labels import label, outcome_key, part_key, statement_key
from fivelayer.model import Part
from fivelayer.reports.account import Account
from fivelayer.reports.wording import number
from fivelayer.strict_yaml import Problems

QUOTE_AT_MOST: Final = 400
LINE_AT_MOST: Final = 220
SIGNS: Final = {
    Outcome.MET: "✓",
    Outcome.PARTLY: "≈",
    Outcome.NOT_MET: "×",
    Outcome.NOT_ATTEMPTED: "–",
    Outcome.NEEDS_PERSON: "?",
    Outcome.MARKER_FAULT: "!",
}
_FOR_A_PERSON: Final = (Outcome.NEEDS_PERSON, Outcome.MARKER_FAULT)


@dataclass(frozen=True)
class Reason:
    """One finding in words, all of them still to be escaped."""

    finding: Finding
    outcome: str
    sign: str
    aim: str
    score: str
    field: str
    quote: str
    effect: str
    question: str
    next_step: str
    matched: str
    lines: tuple[tuple[str, str], ...]
    """Each dossier line's number with its words; no words where the case is not at hand."""

    @property
    def open(self) -> Decimal:
        """Points that were to be had and were not got."""
        return (self.finding.of or Decimal(0)) - (self.finding.points or Decimal(0))


@dataclass(frozen=True)
class Layer:
    """One part's marks: what is open first, then what was met."""

    part: Part
    name: str
    score: str
    open: tuple[Reason, ...]
    met: tuple[Reason, ...]
    statements: tuple[tuple[str, str], ...]
    """The statements cited, each with its sentence."""

    @property
    def not_attempted(self) -> bool:
        """Nothing of this part was filled in."""
        judged = [r.finding.outcome for r in self.open if r.finding.outcome not in _FOR_A_PERSON]
        return not self.met and bool(judged) and set(judged) == {Outcome.NOT_ATTEMPTED}


@dataclass(frozen=True)
class Reasons:
    """All findings of an account, in words."""

    account: Account

    @cached_property
    def all(self) -> tuple[Reason, ...]:
        """Every finding, in the key's order; those that earned and cost nothing are left out."""
        return tuple(self._reason(f) for f in self.account.result.findings if _says_something(f))

    def layers(self) -> tuple[Layer, ...]:
        """The marks by part, in the model's order."""
        there = {finding.layer for finding in self.account.result.findings}
        return tuple(self._layer(part) for part in Part if part in there)

    def next_steps(self, most: int) -> tuple[Reason, ...]:
        """Where the most points are open, and something can be said of what to do next."""
        useful = [r for r in self.all if r.open > 0 and (r.next_step or r.question or r.aim)]
        return tuple(sorted(useful, key=lambda reason: -reason.open)[:most])

    def for_a_person(self) -> tuple[Reason, ...]:
        """What no rule can judge, and what the marking could not judge through its own fault."""
        return tuple(r for r in self.all if r.finding.outcome in _FOR_A_PERSON)

    @cached_property
    def _dossier(self) -> dict[str, str]:
        if self.account.case is None:
            return {}
        try:
            documents = self.account.case.documents(self.account.language)
        except Problems:
            return {}
        return {d.line(b.number): b.text for d in documents for b in d.blocks}

    def _layer(self, part: Part) -> Layer:
        here = [reason for reason in self.all if reason.finding.layer is part]
        met = tuple(r for r in here if r.finding.outcome is Outcome.MET)
        score = self.account.result.parts.get(part)
        words = _score(self.account, score.points, score.of) if score is not None else ""
        cited = dict.fromkeys(reason.finding.statement for reason in here)
        statements = tuple((s, self.account.label(statement_key(s))) for s in cited)
        name = self.account.label(part_key(part))
        return Layer(part, name, words, tuple(r for r in here if r not in met), met, statements)

    def _reason(self, finding: Finding) -> Reason:
        account = self.account
        return Reason(
            finding=finding,
            outcome=account.label(outcome_key(finding.outcome)),
            sign=SIGNS[finding.outcome],
            aim=_words(finding.aim, account),
            score=_score(account, finding.points, finding.of),
            field=_field(finding.field, account),
            quote=_shortened(finding.quote, QUOTE_AT_MOST),
            effect=_words(finding.effect, account),
            question=_words(finding.question, account),
            next_step=_words(finding.next_step, account),
            matched=account.say("marks.comma").join(finding.matched),
            lines=tuple((line, self._line(line)) for line in finding.lines),
        )

    def _line(self, line: str) -> str:
        cells = self._dossier.get(line, "").replace("**", "").split("\t")
        return _shortened(self.account.say("marks.cell").join(filter(None, cells)), LINE_AT_MOST)


def flags(account: Account) -> tuple[str, ...]:
    """What a manager should know of the file."""
    return tuple(flag.words(account.language) for flag in account.result.flags)


def outcomes(reasons: Iterable[Reason]) -> dict[Outcome, int]:
    """How many findings have each outcome."""
    counted = dict.fromkeys(Outcome, 0)
    for reason in reasons:
        counted[reason.finding.outcome] += 1
    return counted


def _says_something(finding: Finding) -> bool:
    """False for a criterion that only costs where something is false, and nothing was."""
    return bool(finding.of or finding.points or finding.outcome is not Outcome.MET)


def _words(said: Said | None, account: Account) -> str:
    return said.words(account.language) if said is not None else ""


def _score(account: Account, points: Decimal | None, of: Decimal | None) -> str:
    if points is not None and points < 0:
        return account.say("marks.cost", n=number(-points))
    if not of:
        return ""
    return account.say("coverage.score", points=number(points or Decimal(0)), of=number(of))


def _field(path: str, account: Account) -> str:
    try:
        return label(path, account.language, account.result.draft) if path else ""
    except (KeyError, ValueError):
        return ""


def _shortened(words: str, most: int) -> str:
    words = " ".join(words.split())
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"
