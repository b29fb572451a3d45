"""The feedback page of a team: one HTML file with everything in it, everything escaped, good on paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from fivelayer.cases import Case
from fivelayer.choices import Part
from fivelayer.findings import Finding, Outcome, Said
from fivelayer.html import asset, template
from fivelayer.labels import label, outcome_key, part_key, statement_key
from fivelayer.marking.cells import shown
from fivelayer.marking.quotes import highlighted, quote
from fivelayer.marking.result import Result
from fivelayer.messages import Language, has, text
from fivelayer.problems import Problems

_LONGEST_LINE: Final = 320
_FIRST: Final = 3
"""How many of the dearest findings stand at the top."""
SIGNS: Final = {
    Outcome.MET: "✓",
    Outcome.PARTLY: "≈",
    Outcome.NOT_MET: "×",
    Outcome.NOT_ATTEMPTED: "–",
    Outcome.NEEDS_PERSON: "?",
    Outcome.MARKER_FAULT: "!",
}
"""What stands before a finding, for those who do not see colours."""


@dataclass(frozen=True)
class ByPerson:
    """A person's mark for a criterion, in place of the machine's."""

    points: Decimal
    of: Decimal | None
    machine: Decimal | None
    """What the rules alone gave; None where they gave nothing."""
    comment: str = ""

    @property
    def outcome(self) -> Outcome:
        """What the points amount to."""
        if not self.of:
            return Outcome.NOT_MET if self.points else Outcome.MET
        whole = Outcome.MET if self.points >= self.of else Outcome.PARTLY
        return whole if self.points > 0 else Outcome.NOT_MET


@dataclass(frozen=True)
class Shown:
    """A finding in words, still to be escaped."""

    finding: Finding
    anchor: str
    sign: str
    outcome: str
    title: str
    """The field, and the row it lies in."""
    aim: str
    points: str
    pieces: tuple[tuple[str, bool], ...]
    effect: str
    question: str
    next_step: str
    person: str = ""
    """What a person decided, in words."""
    comment: str = ""
    """What that person wrote; hostile too."""
    comment_label: str = ""
    waiting: tuple[Shown, ...] = ()
    """What could not be judged because this is missing."""

    @property
    def open(self) -> Decimal:
        """Points that were to be had and were not got, those that wait for it included."""
        own = (self.finding.of or Decimal(0)) - (self.finding.points or Decimal(0))
        return own + sum((each.open for each in self.waiting), Decimal(0))

    @property
    def brief(self) -> bool:
        """One line is enough."""
        plain = self.finding.outcome in (Outcome.MET, Outcome.NOT_ATTEMPTED)
        return plain and not self.waiting and not self.person


@dataclass(frozen=True)
class Layer:
    """A part's findings and points."""

    part: Part
    name: str
    points: str
    share: int
    """Percent of the points."""
    findings: tuple[Shown, ...]


def feedback_page(
    result: Result, case: Case | None = None, people: Mapping[str, ByPerson] | None = None
) -> str:
    """The feedback page of a result, in its team's language; the case gives the dossier's lines.

    `people` are the criteria that persons marked: their marks and comments stand beside what the rules saw.

    >>> page = feedback_page(Result(file="<b>.ipynb", status="refused"))
    >>> "<b>" in page, "&lt;b&gt;" in page
    (False, True)
    """
    language = result.language
    layers = tuple(_layers(result, case, people or {}))
    everything = [each for layer in layers for each in layer.findings]
    costly = sorted((s for s in everything if s.open > 0), key=lambda s: -s.open)
    return template("marking/page/feedback.html.j2").render(
        result=result,
        language=language,
        say=lambda key, **params: text(f"marking.page.{key}", language, **params),
        words=lambda said: said.words(language),
        shown=shown,
        case_name=case.file.name[language] if case else result.identity.case or result.file,
        points=shown(result.points),
        of=shown(result.of),
        time=result.time[:16].replace("T", " "),
        layers=layers,
        first=[each for each in costly if _leads_on(each)][:_FIRST],
        lines=list(_lines(everything, case, language)),
        statements=list(_statements(everything, language)),
        css=asset("marking/page/feedback.css"),
    )


def _layers(result: Result, case: Case | None, people: Mapping[str, ByPerson]) -> Iterator[Layer]:
    first: dict[str, int] = {}
    for number, finding in enumerate(result.findings):
        first.setdefault(finding.rule, number)
    for part, score in result.parts.items():
        inside = [
            _decided(shown, people[finding.rule], result.language)
            if finding.rule in people and first[finding.rule] == number
            else shown
            for number, finding in enumerate(result.findings)
            if finding.layer is part and (_says_something(finding) or finding.rule in people)
            for shown in [_shown(finding, number, result, case)]
        ]
        points = text(
            "marking.page.points", result.language, points=shown(score.points), of=shown(score.of)
        )
        percent = _percent(score.points, score.of)
        name = text(part_key(part), result.language)
        yield Layer(part, name, points, percent, tuple(_gathered(inside)))


def _gathered(found: Sequence[Shown]) -> Iterator[Shown]:
    """The findings, each with those that wait for it."""
    rules = {each.finding.rule for each in found}
    for each in found:
        if each.finding.skipped_for not in rules:
            waits = tuple(w for w in found if w.finding.skipped_for == each.finding.rule)
            yield replace(each, waiting=waits)


def _shown(finding: Finding, number: int, result: Result, case: Case | None) -> Shown:
    language = result.language
    typed = quote(finding, result.draft, case, language)
    return Shown(
        finding=finding,
        anchor=f"f{number}",
        sign=SIGNS[finding.outcome],
        outcome=text(outcome_key(finding.outcome), language),
        title=_title(finding, result),
        aim=_said(finding.aim, language),
        points=_points(finding, language),
        pieces=tuple(highlighted(typed, finding.matched)),
        effect=_said(finding.effect, language),
        question=_said(finding.question, language),
        next_step=_said(finding.next_step, language),
    )


def _decided(shown_: Shown, person: ByPerson, language: Language) -> Shown:
    """A finding as a person decided it; what the rules saw stays beside it."""
    outcome = person.outcome
    plain = person.machine in (None, person.points)
    key = "person_cost" if not person.of else "person_alone" if plain else "person"
    points = {"points": shown(person.points), "of": shown(person.of)}
    said = text(f"gradebook.page.{key}", language, machine=shown(person.machine) or "0", **points)
    finding = shown_.finding.model_copy(
        update={"outcome": outcome, "points": person.points, "of": person.of}
    )
    met = outcome is Outcome.MET
    return replace(
        shown_,
        finding=finding,
        sign=SIGNS[outcome],
        outcome=text(outcome_key(outcome), language),
        points=_points(finding, language),
        person=said,
        comment=person.comment,
        comment_label=text("gradebook.page.comment", language),
        question="" if met else shown_.question,
        next_step="" if met else shown_.next_step,
    )


def _title(finding: Finding, result: Result) -> str:
    try:
        return label(finding.field, result.language, result.draft)
    except (KeyError, ValueError):
        return finding.rule


def _leads_on(each: Shown) -> bool:
    return not each.finding.skipped_for and bool(each.question or each.next_step)


def _points(finding: Finding, language: Language) -> str:
    if finding.points is None or finding.outcome in (Outcome.NEEDS_PERSON, Outcome.MARKER_FAULT):
        return ""
    if not finding.of:
        minus = shown(finding.points).replace("-", "−")
        return text("marking.page.cost", language, points=minus) if finding.points else ""
    points = {"points": shown(finding.points), "of": shown(finding.of)}
    return text("marking.page.points", language, **points)


def _lines(everything: Iterable[Shown], case: Case | None, language: Language) -> Iterator[Any]:
    """Document, line and words of the lines that are to be read again."""
    if case is None:
        return
    open_ones = (s for s in everything if s.finding.outcome is not Outcome.MET)
    wanted = {line for s in open_ones for line in s.finding.lines}
    try:
        documents = case.documents(language)
    except Problems:
        return
    for document in documents:
        found = [(document.line(b.number), b.text) for b in document.blocks]
        cited = [(line, _plain(words)) for line, words in found if line in wanted]
        if cited:
            yield document.id, document.title, cited


def _plain(words: str) -> str:
    plain = " · ".join(filter(None, words.replace("**", "").split("\t")))
    return plain if len(plain) <= _LONGEST_LINE else f"{plain[: _LONGEST_LINE - 1]}…"


def _statements(everything: Iterable[Shown], language: Language) -> Iterator[tuple[str, str]]:
    open_ones = (s for s in everything if s.finding.outcome is not Outcome.MET)
    numbers = {s.finding.statement for s in open_ones}
    for number in sorted(numbers, key=lambda n: (n[0] == "K", int(n[1:]))):
        if has(statement_key(number), language):
            yield number, text(statement_key(number), language)


def _says_something(finding: Finding) -> bool:
    """False for a criterion that only costs where something is false, and nothing was."""
    idle = finding.of == 0 and not finding.points
    return not (idle and finding.outcome in (Outcome.MET, Outcome.NOT_ATTEMPTED))


def _said(said: Said | None, language: Language) -> str:
    return said.words(language) if said is not None else ""


def _percent(points: Decimal | None, of: Decimal | None) -> int:
    return int(100 * points / of) if points is not None and of else 0
