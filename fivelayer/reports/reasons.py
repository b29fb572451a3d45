"""Findings made ready to be read: what was written, what it does, which lines and statements it stands on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final

from fivelayer.choices import Part
from fivelayer.draft import get
from fivelayer.findings import Finding, Outcome, Said
from fivelayer.labels import label, outcome_key, part_key, statement_key, tables
from fivelayer.marking.pages import SIGNS
from fivelayer.marking.quotes import highlighted, quote
from fivelayer.problems import Problems
from fivelayer.reports.account import Account
from fivelayer.reports.wording import in_a_row, joined, number

QUOTE_AT_MOST: Final = 400
LINE_AT_MOST: Final = 240
NAME_AT_MOST: Final = 80
FOR_A_PERSON: Final = (Outcome.NEEDS_PERSON, Outcome.MARKER_FAULT)
_TITLES: Final = ("what", "person", "post", "name")
"""Fields that say what a row is about."""
ZERO: Final = Decimal(0)


@dataclass(frozen=True)
class Reason:
    """One finding in words, all of them still to be escaped; what waits for it follows it."""

    finding: Finding
    outcome: str
    sign: str
    aim: str
    score: str
    field: str
    quote: tuple[tuple[str, bool], ...]
    """The trainee's words in pieces, each with whether a pattern of the key recognised it."""
    effect: str
    question: str
    next_step: str
    waiting: tuple[Reason, ...] = ()
    """Findings that could not be judged because this one's row is not there."""

    @property
    def open(self) -> Decimal:
        """Points that were to be had and were not got, those that wait for it included."""
        own = (self.finding.of or ZERO) - (self.finding.points or ZERO)
        return own + sum((reason.open for reason in self.waiting), ZERO)

    @property
    def step(self) -> tuple[str, ...]:
        """What it is about and what to do: aim, then the question or else the next step."""
        return tuple(filter(None, (self.aim or self.field, self.question or self.next_step)))


@dataclass(frozen=True)
class Group:
    """The findings on one row, or on what stands in no row (without a title)."""

    title: str
    open: tuple[Reason, ...]
    met: tuple[Reason, ...]


@dataclass(frozen=True)
class Layer:
    """One part's marks."""

    part: Part
    name: str
    score: str
    groups: tuple[Group, ...]
    not_attempted: bool
    """Nothing of this part was filled in."""


@dataclass(frozen=True)
class Reasons:
    """All findings of an account, in words."""

    account: Account

    @cached_property
    def all(self) -> tuple[Reason, ...]:
        """Every finding in the key's order, each with those that wait for it."""
        rules = {finding.rule for finding in self._said}
        heads = [f for f in self._said if f.skipped_for not in rules]
        return tuple(self._reason(head, self._said) for head in heads)

    def layers(self) -> tuple[Layer, ...]:
        """The marks by part, in the model's order."""
        there = {finding.layer for finding in self.account.result.findings}
        return tuple(self._layer(part) for part in Part if part in there)

    def next_steps(self, most: int) -> tuple[Reason, ...]:
        """Where the most points are open, and something can be said of what to do next."""
        useful = [r for r in self.all if r.open > 0 and r.step and not self._for_a_person(r)]
        return tuple(sorted(useful, key=lambda reason: -reason.open)[:most])

    def for_a_person(self) -> tuple[Reason, ...]:
        """What no rule can judge, and what the marking could not judge through its own fault."""
        return tuple(reason for reason in self.all if self._for_a_person(reason))

    def outcomes(self) -> dict[Outcome, int]:
        """How many criteria have each outcome, in the order of the outcomes."""
        first = {finding.rule: finding.outcome for finding in reversed(self._said)}
        return {o: sum(found is o for found in first.values()) for o in Outcome}

    def statements(self) -> tuple[tuple[str, str], ...]:
        """The statements of the model that findings cite, each with its sentence."""
        cited = {finding.statement for finding in self._said}
        ordered = sorted(cited, key=lambda s: (s[0] != "S", int(s[1:])))
        return tuple((s, self.account.label(statement_key(s))) for s in ordered)

    def lines(self) -> tuple[tuple[str, str], ...]:
        """Dossier lines of what was not fully met, each with its words.

        There are none where the case is not at hand.
        """
        unmet = (finding for finding in self._said if finding.outcome is not Outcome.MET)
        cited = {line for finding in unmet for line in finding.lines if line in self._dossier}
        return tuple((line, self._line(line)) for line in self._dossier if line in cited)

    @cached_property
    def _said(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.account.result.findings if _says_something(f))

    @staticmethod
    def _for_a_person(reason: Reason) -> bool:
        return reason.finding.outcome in FOR_A_PERSON

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
        account = self.account
        here = [reason for reason in self.all if reason.finding.layer is part]
        score = account.result.parts.get(part)
        judged = {f.outcome for f in self._said if f.layer is part} - set(FOR_A_PERSON)
        return Layer(
            part=part,
            name=account.label(part_key(part)),
            score=_score(account, score.points, score.of) if score is not None else "",
            groups=self._groups(here),
            not_attempted=judged == {Outcome.NOT_ATTEMPTED},
        )

    def _groups(self, reasons: Sequence[Reason]) -> tuple[Group, ...]:
        rows: dict[str, list[Reason]] = {"": []}  # what stands in no row comes first
        for reason in reasons:
            rows.setdefault(_row(reason.finding.field), []).append(reason)
        return tuple(self._group(row, found) for row, found in rows.items() if found)

    def _group(self, row: str, reasons: Sequence[Reason]) -> Group:
        met = tuple(r for r in reasons if r.finding.outcome is Outcome.MET)
        return Group(self._row_title(row), tuple(r for r in reasons if r not in met), met)

    def _row_title(self, row: str) -> str:
        if not row:
            return ""
        draft = self.account.result.draft
        titles = (get(draft, f"{row}.{name}") for name in _TITLES)
        words = next((title for title in titles if title and isinstance(title, str)), "")
        named = _name(row, self.account, row=True)
        within = {"group": named, "field": shortened(words, NAME_AT_MOST)}
        return self.account.say("marks.row", **within) if words else named

    def _reason(self, finding: Finding, others: Iterable[Finding]) -> Reason:
        account = self.account
        waiting = [f for f in others if f.skipped_for == finding.rule and f is not finding]
        return Reason(
            finding=finding,
            outcome=account.label(outcome_key(finding.outcome)),
            sign=SIGNS[finding.outcome],
            aim=_words(finding.aim, account),
            score=_score(account, finding.points, finding.of),
            field=_name(finding.field, account),
            quote=self._quote(finding),
            effect=_words(finding.effect, account),
            question=_words(finding.question, account),
            next_step=_words(finding.next_step, account),
            waiting=tuple(self._reason(f, ()) for f in waiting),
        )

    def _quote(self, finding: Finding) -> tuple[tuple[str, bool], ...]:
        account = self.account
        words = quote(finding, account.result.draft, account.case, account.language)
        return tuple(highlighted(shortened(words, QUOTE_AT_MOST), finding.matched))

    def _line(self, line: str) -> str:
        cells = self._dossier.get(line, "").replace("**", "").split("\t")
        return shortened(
            joined("marks.cell", [*filter(None, cells)], self.account.language), LINE_AT_MOST
        )


def step_words(reason: Reason, account: Account) -> str:
    """What a finding is about, and what to do next: its aim as a sentence, or its field's name."""
    if reason.aim or len(reason.step) < 2:
        return in_a_row(reason.step, account.language)
    return account.say("marks.row", group=reason.step[0], field=reason.step[1])


def flags(account: Account) -> tuple[str, ...]:
    """What a manager should know of the file."""
    return tuple(flag.words(account.language) for flag in account.result.flags)


def shortened(words: str, most: int) -> str:
    """Text on one line, cut to so many characters."""
    words = " ".join(words.split())
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def _says_something(finding: Finding) -> bool:
    """False for a criterion that only costs where something is false, and nothing was."""
    return not (finding.outcome is Outcome.MET and finding.of == 0 and not finding.points)


def _row(path: str) -> str:
    """The path of the row that a field lies in; empty where it lies in none."""
    names = path.split(".")
    return ".".join(names[:3]) if len(names) > 2 and ".".join(names[:2]) in tables() else ""


def _words(said: Said | None, account: Account) -> str:
    return said.words(account.language) if said is not None else ""


def _score(account: Account, points: Decimal | None, of: Decimal | None) -> str:
    if points is not None and points < 0:
        return account.say("marks.cost", n=number(-points))
    if not of:
        return ""
    return account.say("marks.score", points=number(points or ZERO), of=number(of))


def _name(path: str, account: Account, *, row: bool = False) -> str:
    """A field's label, without its row's name unless that is asked for."""
    try:
        draft = account.result.draft if row or not _row(path) else None
        return label(path, account.language, draft) if path else ""
    except (KeyError, ValueError):
        return ""
