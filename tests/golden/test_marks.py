"""Marks and their reasons as a team reads them: compared with what was last read and approved.

Refresh after a change, and read the difference:

    FIVELAYER_REFRESH_GOLDEN=1 python -m pytest tests/golden/test_marks.py
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from marking_case import GOOD, changed, small

from fivelayer.draft import Draft
from fivelayer.findings import Finding
from fivelayer.marking import mark
from fivelayer.marking.quotes import quote
from fivelayer.messages import LANGUAGES, Language

GOLDEN = Path(__file__).parent / "marks"
LIN, GAO = GOOD["relationship"]["decision_makers"]
SHORTLIST, PAPERS = GOOD["barriers"]["entries"]

PLANS: dict[str, Draft] = {
    "good": GOOD,
    "blank": {},
    "middling": {
        **changed(
            information__purchasing_budget={"value": "12.6"},
            information__ability__grade="medium",
            information__founded__value="long ago",
            business__problem__text="The rival says that there are fewer complaints",
        ),
        "barriers": {
            "entries": [
                {
                    **SHORTLIST,
                    "gate_date": "2031-05",
                    "lead_time": {"value": "2", "unit": "week"},
                    "how": "先在窗口期申报。饭局上再说",
                    "lines": [],
                },
                {"id": "b3", "what": "They hate the colour blue"},
            ]
        },
        "relationship": {
            "decision_makers": [
                {**LIN, "weight": "40", "support": {"us": "1", "henglong": "+1"}},
                {**GAO, "person": "Gao Yuna", "post": "", "weight": "60", "support": {"us": "2"}},
            ]
        },
        "interest": {
            "benefits": [{"id": "i1", "what": "漏损2小时内报警", "for_whom": "organisation"}]
        },
    },
    "weak": {
        **changed(
            information__purchasing_budget={"value": "9.8", "unit": "million_yuan"},
            information__ability__grade="low",
            information__founded__value="2003",
            business__problem__text="Meters are old",
        ),
        "barriers": {
            "entries": [
                {
                    **SHORTLIST,
                    "gate_date": "15 April 2031",
                    "lead_time": {"value": "ten"},
                    "how": "We need not file in the window",
                },
                {"id": "b2", "what": "保密：涉密资质"},
            ]
        },
        "relationship": {"decision_makers": [{**LIN, "support": {"us": "2", "henglong": "-2"}}]},
        "interest": {"benefits": [{"id": "i1", "what": "Low price"}]},
    },
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_marks_are_given_and_explained_as_approved(language: Language) -> None:
    told = "\n".join(page(language)) + "\n"
    golden = GOLDEN / f"{language}.txt"
    if os.environ.get("FIVELAYER_REFRESH_GOLDEN", "") not in ("", "0"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(told, encoding="utf-8")
    assert told == golden.read_text(encoding="utf-8")


def page(language: Language) -> Iterator[str]:
    for name, draft in PLANS.items():
        marks = mark(draft, small())
        yield f"## {name}: {marks.points:f} of {marks.of:f}"
        for part, score in marks.parts.items():
            yield f"# {part.value}: {score.points:f} of {score.of:f}"
            for found in marks.findings:
                if found.layer is part:
                    yield from finding(found, draft, language)
        yield ""


def finding(found: Finding, draft: Draft, language: Language) -> Iterator[str]:
    points = f"{found.points:f} of {found.of:f}" if found.points is not None else "-"
    waits = f", waits for {found.skipped_for}" if found.skipped_for else ""
    yield f"{found.rule} {found.statement} [{found.outcome.value}] {points}{waits}"
    if found.quote:
        yield f"  > {quote(found, draft, small(), language)} {list(found.matched) or ''}".rstrip()
    for said in (found.aim, found.effect, found.question, found.next_step):
        if said:
            yield f"  {said.words(language)}"
