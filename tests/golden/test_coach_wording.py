"""The coach's wording, rule by rule, as a trainee reads it: compared with what was last read and approved.

Refresh after a change, and read the difference:

    FIVELAYER_REFRESH_GOLDEN=1 python -m pytest tests/golden/test_coach_wording.py
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fivelayer import coach
from fivelayer import draft as drafts
from fivelayer.choices import Part
from fivelayer.findings import Finding
from fivelayer.labels import statement_key
from fivelayer.messages import LANGUAGES, Language, text

GOLDEN = Path(__file__).parent / "coach"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_coach_speaks_as_approved(language: Language, coach_plans: Any) -> None:
    told = "\n".join(page(language, coach_plans))
    golden = GOLDEN / f"{language}.txt"
    if os.environ.get("FIVELAYER_REFRESH_GOLDEN", "") not in ("", "0"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(told, encoding="utf-8")
    assert told == golden.read_text(encoding="utf-8")


def page(language: Language, plans: Any) -> Iterator[str]:
    for rule in coach.RULES.values():
        plan = plans.by_rule[rule.id]
        found = said(rule, plan.plan, plans.case)[0]
        statement = text(statement_key(found.statement), language)
        yield f"## {rule.id} ({rule.when}, {rule.consequence.name.lower()})"
        yield f"{found.statement}: {statement}"
        yield f"[{found.outcome.value}] {found.field}"
        if found.quote:
            yield f"  > {found.quote}"
        for sentence in (found.effect, found.question, found.next_step):
            yield f"  {sentence.words(language) if sentence else ''}"
        for met in said(rule, plan.near_miss, plans.case):
            yield f"  [{met.outcome.value}] {met.effect.words(language) if met.effect else ''}"
        yield ""


def said(rule: coach.Rule, draft: drafts.Draft, case: Any) -> list[Finding]:
    found = coach.review(drafts.read(draft), draft, case, tuple(Part), rule.when)
    return [finding for finding in found if finding.rule == rule.id]
