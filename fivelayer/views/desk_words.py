"""The desk's criteria and answers as plain data for the browser, in words; trainees' words stay text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from fivelayer import draft as drafts
from fivelayer import labels
from fivelayer.fields import place
from fivelayer.findings import Finding, Said
from fivelayer.gradebook import Answer, Decision, Disagreement, Work
from fivelayer.gradebook.agreement import Agreement
from fivelayer.gradebook.desk import Desk, Row, unnamed
from fivelayer.gradebook.rulings import Preview
from fivelayer.key import AnyCriterion, PersonCriterion, TextCriterion
from fivelayer.marking.fields import Field
from fivelayer.marking.quotes import highlighted, quote
from fivelayer.marking.sheet import MOST_ROWS
from fivelayer.messages import Language, has, text
from fivelayer.problems import Problems

Plain = dict[str, Any]
_LONGEST = 6_000
"""Characters of one field that are shown."""
_MOST_FINDINGS = 12
_TOLD = ("person", "post", "name", "what", "weight")
"""What tells one row of a table from another."""


class Worded:
    """Puts a desk into one language."""

    def __init__(self, desk: Desk, language: Language) -> None:
        self.desk, self.language = desk, language
        self._lines: dict[str, dict[str, str]] = {}

    def say(self, key: str, **params: object) -> str:
        """One of the desk's sentences."""
        return text(f"desk.{key}", self.language, **params)

    # --- the list of criteria ------------------------------------------------------------------

    def groups(self, rows: Iterable[Row]) -> list[Plain]:
        """The criteria by case and exercise."""
        found: dict[tuple[str, str], list[Plain]] = {}
        for row in rows:
            each = row.criterion
            found.setdefault((each.case, each.exercise), []).append(self._row(row))
        return [
            {"title": self._title(case, exercise), "rows": inside}
            for (case, exercise), inside in found.items()
        ]

    def _row(self, row: Row) -> Plain:
        each = row.criterion
        return {
            "name": list(row.name),
            "says": self.says(row.name),
            "part": text(labels.part_key(each.part), self.language),
            "statement": each.statement,
            "of": shown(each.of),
            "answers": each.answers,
            "decided": each.decided,
            "flagged": row.flagged,
            "needs": each.needs_person,
            "apart": row.apart,
            "machine": self.agreement(row.machine, "machine"),
            "markers": self.agreement(row.markers, "markers"),
        }

    def _title(self, case: str, exercise: str) -> str:
        found = self.desk.case(case)
        name = found.file.name[self.language] if found else case
        if exercise == "course":
            return self.say("title.course", case=name)
        return self.say("title.exercise", case=name, exercise=exercise)

    def says(self, name: tuple[str, str, str]) -> str:
        """What a good answer shows; the criterion's id where the key is not at hand."""
        criterion = self.desk.criterion(name)
        return criterion.says[self.language] if criterion else name[2]

    def agreement(self, found: Agreement, who: str) -> Plain:
        """Kappa in words that need no statistics."""
        figures = {}
        if found.kappa is not None and found.low is not None and found.high is not None:
            values = {"kappa": found.kappa, "low": found.low, "high": found.high}
            figures = {name: _figure(value) for name, value in values.items()}
        params = {"n": found.n, "alike": found.alike}
        said = self.say(f"kappa.{found.verdict}", **params)
        if figures:
            said = f"{said} {self.say('kappa.figure', **params, **figures)}"
        whole = self.say(f"kappa.{who}", said=said)
        return {"verdict": found.verdict, "kappa": figures.get("kappa", ""), "says": whole}

    # --- one answer ----------------------------------------------------------------------------

    def label(self, number: int, answer: Answer) -> str:
        """What an answer is called: by its place where nobody is to know whose it is."""
        if self.desk.options.anonymous or not answer.work.owner:
            return self.say("answer", n=number)
        return answer.work.owner

    def strip(self) -> list[Plain]:
        """All answers in order, each with how far it is."""
        return [
            {
                "key": self.desk.key_of(each),
                "label": self.label(n, each),
                "state": self._state(each),
                "flag": self.desk.is_flagged(each) or each.flag is not None,
            }
            for n, each in enumerate(self.desk.queue, start=1)
        ]

    def _state(self, answer: Answer) -> str:
        if self.desk.is_done(answer):
            return "done"
        return "needs" if answer.official.machine is None else "open"

    def answer(self) -> Plain:
        """The answer looked at, with everything a marker needs to judge it."""
        desk, answer = self.desk, self.desk.answer
        result, findings = desk.result(), desk.findings()
        criterion = desk.criterion((answer.work.case, answer.work.exercise, answer.finding.rule))
        mark = answer.official
        return {
            "key": desk.key_of(answer),
            "label": self.label(desk.at + 1, answer),
            "number": desk.at + 1,
            "count": len(desk.queue),
            "of": shown(mark.of),
            "fields": [
                {**each, "pieces": [[self._own(words), hit] for words, hit in each["pieces"]]}
                for each in self._fields(criterion, findings, result.draft)
            ],
            "cited": self._dossier(answer, _cited(findings, result.draft)),
            "evidence": self._dossier(answer, _evidence(findings)),
            "machine": self._machine(answer, findings),
            "mark": self._decision(desk.held(answer)),
            "theirs": self._decision(desk.theirs(answer)),
            "waits": desk.options.second and desk.own(answer) is None,
            "first": desk.marked_first(answer),
            "flag": _said(answer.flag, self.language) if not desk.options.second else "",
            "flagged": desk.is_flagged(answer),
        }

    def _own(self, words: str, work: Work | None = None) -> str:
        """A trainee's words, without names where nobody is to know whose they are."""
        if not self.desk.options.anonymous:
            return words
        return unnamed(words, work or self.desk.answer.work, self.say("name_hidden"))

    def _machine(self, answer: Answer, findings: list[Finding]) -> Plain:
        mark = answer.official
        reasons = (_said(each.effect, self.language) for each in findings[:_MOST_FINDINGS])
        return {
            "outcome": answer.finding.outcome.value,
            "says": text(labels.outcome_key(answer.finding.outcome), self.language),
            "points": shown(mark.machine),
            "reasons": [self._own(reason) for reason in dict.fromkeys(reasons) if reason],
        }

    def _decision(self, decision: Decision | None) -> Plain | None:
        if decision is None:
            return None
        return {
            "points": shown(decision.points),
            "by": decision.by,
            "at": decision.at,
            "mine": decision.by == self.desk.by,
            # One's own is edited on: a name taken out of it would be gone for good.
            "comment": decision.comment
            if decision.by == self.desk.by
            else self._own(decision.comment),
        }

    def _fields(
        self, criterion: AnyCriterion | None, findings: list[Finding], draft: drafts.Draft
    ) -> Iterator[Plain]:
        """What was written, field by field, with the words that the machine went by."""
        case = self.desk.case(self.desk.answer.work.case)
        first = findings[0]
        if isinstance(criterion, TextCriterion | PersonCriterion):
            for path in _paths(criterion, first):
                yield self._field(path, _text(drafts.get(draft, path)), first.matched, draft)
            return
        for each in findings[:_MOST_FINDINGS]:
            typed = quote(each, draft, case, self.language)
            if not typed and each.field in labels.tables():
                yield from self._table(each.field, draft)
            elif typed or each is first:
                yield self._field(each.field, typed, each.matched, draft)

    def _table(self, table: str, draft: drafts.Draft) -> Iterator[Plain]:
        """The rows that a criterion on a whole table looks at, in a line each."""
        case = self.desk.case(self.desk.answer.work.case)
        names = {each.id: each.name[self.language] for each in case.parties()} if case else {}
        rows = drafts.rows(draft, table)[:MOST_ROWS]
        for number, row in enumerate(rows):
            told = [_text(row.get(name)) for name in _TOLD]
            support = row.get("support")
            given = support.items() if isinstance(support, dict) else ()
            told += [f"{names.get(who, who)} {_text(how)}" for who, how in given if _text(how)]
            words = " · ".join(filter(None, told))
            yield self._field("" if number else table, words, (), draft)
        if not rows:
            yield self._field(table, "", (), draft)

    def _field(self, path: str, words: str, matched: Iterable[str], draft: drafts.Draft) -> Plain:
        pieces = highlighted(words[:_LONGEST].strip(), tuple(matched))
        return {"label": self._own(self._label(path, draft)), "pieces": [list(p) for p in pieces]}

    def _label(self, path: str, draft: drafts.Draft) -> str:
        try:
            if path in labels.tables():
                return text(labels.table_key(path), self.language)
            return labels.label(path, self.language, draft)
        except (KeyError, ValueError):
            return ""

    def _dossier(self, answer: Answer, lines: Iterable[str]) -> list[list[str]]:
        """Lines with their words; one that the dossier has not, with none."""
        there = self._words_of_lines(answer.work.case)
        return [[line, there.get(line, "")] for line in lines]

    def _words_of_lines(self, case: str) -> dict[str, str]:
        if case not in self._lines:
            found = self.desk.case(case)
            try:
                documents = found.documents(self.language) if found else ()
            except Problems:
                documents = ()
            self._lines[case] = {
                document.line(block.number): block.text.replace("**", "").replace("\t", " · ")
                for document in documents
                for block in document.blocks
            }
        return self._lines[case]

    # --- differences and rulings ---------------------------------------------------------------

    def apart(self, pairs: Iterable[Disagreement]) -> list[Plain]:
        """The differences to settle, each with both marks."""
        order = {each.work.id: n for n, each in enumerate(self.desk.queue, start=1)}
        answers = {each.work.id: each for each in self.desk.queue}
        return [
            {
                "key": self.desk.key_of(answers[pair.work.id]),
                "label": self.label(order[pair.work.id], answers[pair.work.id]),
                "quote": self._own(answers[pair.work.id].finding.quote[:280], pair.work),
                "of": shown(pair.of),
                "first": self._decision(pair.first),
                "second": self._decision(pair.second),
            }
            for pair in pairs
            if pair.work.id in order
        ]

    def targets(self) -> list[list[str]]:
        """What a wording can be accepted for."""
        return [[each.id, each.says[self.language]] for each in self.desk.targets()]

    def preview(self, seen: Preview) -> Plain:
        """What a ruling adds and changes."""
        order = {each.work.id: n for n, each in enumerate(self.desk.queue, start=1)}
        answers = {each.work.id: each for each in self.desk.queue}
        touched = [
            self.say(
                "ruling.touched",
                answer=self.label(order[each.work.id], answers[each.work.id]),
                before=shown(each.before),
                after=shown(each.after),
            )
            for each in seen.touched
            if each.work.id in order
        ]
        return {
            "file": str(seen.file),
            "added": list(seen.added),
            "touched": touched[:12],
            "says": self.say("ruling.changes", n=len(seen.touched), looked=seen.looked_at),
            "warns": list(self._warnings(seen)),
        }

    def _warnings(self, seen: Preview) -> Iterator[str]:
        if seen.misses:
            yield self.say("ruling.misses")
        if seen.samples:
            yield self.say("ruling.samples", samples=", ".join(seen.samples))


def shown(points: Decimal | None) -> str:
    """Points as people write them: `1.5`, `2`; nothing for none."""
    return "" if points is None else f"{points.normalize() + 0:f}"


def statement(number: str, language: Language) -> str:
    """A statement's sentence."""
    key = labels.statement_key(number)
    return text(key, language) if has(key, language) else ""


def _paths(criterion: TextCriterion | PersonCriterion, finding: Finding) -> list[str]:
    """Where a criterion looks in this plan; the finding tells in which row."""
    try:
        row = place(finding.field).row if criterion.row else None
    except KeyError:
        return []
    if row is None:
        return [Field(path).label for path in criterion.fields]
    table, number = row
    return [f"{table}.{number}.{path.removeprefix(f'{table}.')}" for path in criterion.fields]


def _text(node: Any) -> str:
    """A field's own text; of a group, what it is about."""
    if isinstance(node, dict):
        node = next((node[name] for name in ("value", "text", "grade") if name in node), "")
    return node if isinstance(node, str) else ""


def _cited(findings: Iterable[Finding], draft: drafts.Draft) -> list[str]:
    """The lines that stand where the criterion looks, as typed."""
    found: dict[str, None] = {}
    for each in findings:
        try:
            lines = place(each.field).lines if each.field else None
        except KeyError:
            continue
        typed = drafts.get(draft, lines) if lines else None
        if isinstance(typed, list):
            found |= dict.fromkeys(str(line)[:40] for line in typed[:20])
    return list(found)


def _evidence(findings: Iterable[Finding]) -> list[str]:
    return list(dict.fromkeys(line for each in findings for line in each.lines))


def _said(said: Said | None, language: Language) -> str:
    return said.words(language) if said is not None else ""


def _figure(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")
