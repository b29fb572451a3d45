"""A review: each rule is asked once, after those it waits for, and what it says becomes findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Final

from fivelayer import labels
from fivelayer.cases import CaseFile
from fivelayer.coach.hints import case_hint
from fivelayer.coach.remarks import Remark, Word
from fivelayer.coach.rules import Rule, When
from fivelayer.coach.view import Key, View, natural
from fivelayer.findings import Finding, Outcome, Said
from fivelayer.messages import has
from fivelayer.model import Part

OPEN: Final = (Outcome.NOT_MET, Outcome.PARTLY, Outcome.NOT_ATTEMPTED)
"""The outcomes that leave something to do."""


def is_open(finding: Finding) -> bool:
    """Whether a finding leaves something to do (one that waits for another does not)."""
    return finding.outcome in OPEN and not finding.skipped_for


def findings(
    rules: Mapping[str, Rule], view: View, parts: Sequence[Part], when: When, off: Iterable[str]
) -> list[Finding]:
    """Run the rules of `parts` that are judged at `when`; all findings, the gravest first."""
    review, silent = _Review(rules, view), frozenset(off)
    found: list[tuple[int, int, Finding]] = []
    for rule in rules.values():
        if (
            rule.when == when
            and rule.id not in silent
            and (rule.part is None or rule.part in parts)
        ):
            for remark in sorted(review.remarks(rule), key=_order):
                layer = rule.part or _part(remark.field, parts)
                finding = _finding(rule, remark, layer, view.case)
                if finding.layer in parts:
                    found.append((_shelf(finding), rule.consequence, finding))
    return [finding for *_, finding in sorted(found, key=lambda one: one[:2])]


class _Review:
    """What the rules say of one plan."""

    def __init__(self, rules: Mapping[str, Rule], view: View) -> None:
        self.rules, self.view = rules, view
        self._said: dict[str, list[Remark]] = {}

    def remarks(self, rule: Rule) -> list[Remark]:
        """What a rule says: its open remarks, else its confirmation, else nothing."""
        if rule.id not in self._said:
            first = next((n for n in rule.needs if not self._stands(self.rules[n])), "")
            waits = Remark(Outcome.NOT_ATTEMPTED, rule.part or "", waits_for=first)
            self._said[rule.id] = [waits] if first else self._asked(rule)
        return self._said[rule.id]

    def _stands(self, rule: Rule) -> bool:
        return all(remark.outcome is Outcome.MET for remark in self.remarks(rule))

    def _asked(self, rule: Rule) -> list[Remark]:
        try:
            said = [remark for remark in rule.check(self.view) if not self._told(remark)]
        except Exception:  # noqa: BLE001 - whatever breaks in a rule is our fault, not the trainee's
            return [Remark(Outcome.MARKER_FAULT, rule.part or "")]
        unmet: dict[str, Remark] = {}
        for remark in said:
            if remark.outcome is not Outcome.MET:  # one rule says one thing of one field
                unmet.setdefault(remark.field, remark)
        confirms = has(f"coach.{rule.id}.met", "en")
        return list(unmet.values()) or (said[:1] if confirms else [])

    def _told(self, remark: Remark) -> bool:
        """Whether the field is not blank but unreadable, which its own remark says."""
        return remark.outcome is Outcome.NOT_ATTEMPTED and self.view.unreadable(remark.field)


def _order(remark: Remark) -> tuple[object, ...]:
    """Orders what one rule says."""
    return -remark.heavier, natural(remark.field), remark.quote


def _shelf(finding: Finding) -> int:
    """What is open comes first, then our own faults, what stands, what waits."""
    if is_open(finding):
        return 0
    return 3 if finding.skipped_for else 1 + (finding.outcome is Outcome.MET)


def _part(path: str, parts: Sequence[Part]) -> Part:
    name = path.partition(".")[0]
    return Part(name) if name in set(Part) else next(iter(parts), Part.INFORMATION)


def _finding(rule: Rule, remark: Remark, layer: Part, case: CaseFile) -> Finding:
    effect, question, next_step = _sentences(rule, remark, case)
    return Finding(
        rule=rule.id,
        statement=remark.statement or rule.statement,
        layer=layer,
        outcome=remark.outcome,
        field=remark.field,
        quote=remark.quote,
        lines=remark.lines,
        effect=effect,
        question=question,
        next_step=next_step,
        matched=remark.matched,
        skipped_for=remark.waits_for,
    )


def _sentences(rule: Rule, remark: Remark, case: CaseFile) -> tuple[Said, Said | None, Said | None]:
    if remark.waits_for:
        return _said("waits", {"first": Key(f"coach.{remark.waits_for}.next")}), None, None
    if remark.outcome is Outcome.MARKER_FAULT:
        return _said("fault", {}), None, None
    if remark.outcome is Outcome.MET:
        return _said(f"{rule.id}.met", remark.words), None, None
    question = case_hint(case, rule.id, remark.field, remark.outcome)
    return (
        _said(f"{rule.id}.effect", remark.words),
        question or _said(f"{rule.id}.question", remark.words),
        _said(f"{rule.id}.next", remark.words),
    )


def _said(key: str, words: Mapping[str, Word]) -> Said:
    terms: dict[str, str] = {}
    params: dict[str, str | int | Decimal] = {}
    for name, word in words.items():
        if isinstance(word, Enum | Key):
            terms[name] = word if isinstance(word, Key) else labels.choice_key(word)
        elif isinstance(word, Decimal):
            params[name] = f"{word.normalize():f}"  # as JSON gives it back
        elif word is not None:
            params[name] = f"{word}" if isinstance(word, date) else word
    return Said(key=f"coach.{key}", params=params, terms=terms)
