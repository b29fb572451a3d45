"""A review: each rule is asked once, after those it waits for, and what it says becomes findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Final

from fivelayer import labels
from fivelayer.cases import CaseFile
from fivelayer.choices import Part
from fivelayer.coach.hints import case_hint
from fivelayer.coach.remarks import Remark, Word
from fivelayer.coach.rules import Rule, When
from fivelayer.coach.view import Key, View, natural, own_words, weight
from fivelayer.findings import Finding, Outcome, Said
from fivelayer.messages import has

OPEN: Final = (Outcome.NOT_MET, Outcome.PARTLY, Outcome.NOT_ATTEMPTED)
"""The outcomes that leave something to do."""


def is_open(finding: Finding) -> bool:
    """Whether a finding leaves something to do (one that waits for another does not)."""
    return finding.outcome in OPEN and not finding.skipped_for


def findings(
    rules: Mapping[str, Rule], view: View, parts: Sequence[Part], when: When, off: Iterable[str]
) -> list[Finding]:
    """Run the rules of `parts` that are judged at `when`; all findings, the gravest first."""
    said: dict[str, list[Remark]] = {}
    silent = frozenset(off)
    found = [
        (rule, remark, rule.part or _part(remark.path, parts))
        for rule in rules.values()
        if rule.when == when and rule.id not in silent and (rule.part is None or rule.part in parts)
        for remark in _remarks(rule, rules, view, said)
    ]
    found.sort(key=lambda one: (_shelf(one[1]), one[0].consequence))
    return [_finding(*one, view.case) for one in found if one[2] in parts]


def _remarks(
    rule: Rule, rules: Mapping[str, Rule], view: View, said: dict[str, list[Remark]]
) -> list[Remark]:
    """What a rule says once those it waits for have nothing open; `said` keeps what was asked."""
    if rule.id not in said:
        for first in rule.needs:
            needed = _remarks(rules[first], rules, view, said)
            if any(remark.outcome is not Outcome.MET for remark in needed):
                waits = Remark(Outcome.NOT_ATTEMPTED, rule.part or "", waits_for=first)
                said[rule.id] = [waits]
                break
        else:
            try:
                said[rule.id] = _asked(rule, view)
            except Exception:  # noqa: BLE001 - whatever breaks in a rule is our fault, nobody else's
                said[rule.id] = [Remark(Outcome.MARKER_FAULT, rule.part or "")]
    return said[rule.id]


def _asked(rule: Rule, view: View) -> list[Remark]:
    """A rule's open remarks, else its confirmation, else nothing."""
    unmet: dict[str, Remark] = {}
    stands: list[Remark] = []
    for remark in rule.check(view):
        if remark.outcome is Outcome.MET:
            stands.append(remark)
        elif remark.outcome is Outcome.NOT_ATTEMPTED and view.unreadable(remark.path):
            pass  # the field is not blank, as its own remark says
        else:
            unmet.setdefault(remark.path, remark)  # one rule says one thing of one field
    if unmet or not has(f"coach.{rule.id}.met", "en"):
        return sorted(unmet.values(), key=_order)
    return stands[:1]


def _order(remark: Remark) -> tuple[object, ...]:
    """Orders what one rule says."""
    heavier = weight(remark.subject) if remark.heavier is None else remark.heavier
    return -heavier, natural(remark.path)


def _shelf(remark: Remark) -> int:
    """What is open comes first, then our own faults, what stands, what waits."""
    if remark.waits_for:
        return 3
    return 0 if remark.outcome in OPEN else 1 + (remark.outcome is Outcome.MET)


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
        field=remark.path,
        quote=own_words(remark.subject) if remark.quote is None else remark.quote,
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
    question = case_hint(case, rule.id, remark.path, remark.outcome)
    question = question or _said(f"{rule.id}.question", remark.words)
    return (
        _said(f"{rule.id}.effect", remark.words),
        question,
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
