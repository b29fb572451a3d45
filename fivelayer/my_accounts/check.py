"""The self-check of an own account: questions that come from the plan itself; no marks, nothing handed in.

A question goes when the plan answers it. What the coach's rules find comes first, by consequence; then
what has gone stale; then what must be asked of any plan that names real people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from fivelayer import coach, labels
from fivelayer import draft as drafts
from fivelayer.agenda import Plan, stale
from fivelayer.cases import CaseFile
from fivelayer.choices import Part
from fivelayer.coach import is_open
from fivelayer.draft import Draft
from fivelayer.findings import Finding, Said

MOST: Final = 10
"""Questions of the coach that are put at once: more is no agenda."""
MOST_A_PART: Final = 3


@dataclass(frozen=True)
class Question:
    """One question of the self-check."""

    part: Part | None
    """None: of the plan as a whole."""
    field: str
    said: Said
    """What is so."""
    question: Said
    statement: str = ""
    quote: str = ""


def questions(draft: Draft, case: CaseFile) -> list[Question]:
    """The questions of a plan, the gravest first."""
    found = [_asked(finding) for finding in _open(draft, case)]
    for item in stale([Plan("", case, draft)]):
        day: dict[str, str | int | Decimal] = {"day": item.sides[0].words}
        field = labels.field_key(item.path.removesuffix(".by"))
        told = Said(key="own.check.stale", params=day, terms={"field": field})
        if item.about:
            told = Said(key="own.check.stale", params={**day, "field": item.about})
        part = Part(item.path.partition(".")[0])
        found.append(Question(part, item.path, told, Said(key="review.stale.question")))
    if drafts.rows(draft, "relationship.decision_makers"):
        told, question = (Said(key=f"own.check.people.{name}") for name in ("said", "question"))
        found.append(Question(None, "", told, question, "K1"))
    return found


def _open(draft: Draft, case: CaseFile) -> Sequence[Finding]:
    reading = drafts.read(draft)
    found = coach.review(reading, draft, case, tuple(Part), when="field")
    found += coach.review(reading, draft, case, tuple(Part), when="layer")
    picked: list[Finding] = []  # a rule asks once
    for finding in found:
        own = sum(one.layer is finding.layer for one in picked)
        asked = any(one.rule == finding.rule for one in picked)
        if is_open(finding) and not asked and own < MOST_A_PART and len(picked) < MOST:
            picked.append(finding)
    return picked


def _asked(finding: Finding) -> Question:
    nothing = Said(key="own.check.open")
    return Question(
        finding.layer,
        finding.field,
        finding.effect or nothing,
        finding.question or finding.next_step or nothing,
        finding.statement,
        finding.quote,
    )
