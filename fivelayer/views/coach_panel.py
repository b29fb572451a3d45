"""The coach's panel, and findings as plain data for the browser."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fivelayer import labels
from fivelayer.choices import Part
from fivelayer.coach import is_open
from fivelayer.draft import Draft
from fivelayer.findings import Finding, Said
from fivelayer.messages import Language, has, text
from fivelayer.views.scripts import script, style
from fivelayer.views.spec import words
from fivelayer.views.widget import Listener, Message, Widget


class CoachPanel(Widget):
    """What the coach says on a layer when asked; `static/coach.js` lists its messages."""

    _esm = script("dom", "widget", "coach")
    _css = style("coach")

    def __init__(self, part: Part, spec: Message, listener: Listener) -> None:
        super().__init__(spec, listener)
        self.part = part


def spec(part: Part, language: Language) -> Message:
    """The panel's words."""
    return {"language": language, "part": part.value, "words": words("coach", language)}


def plain(finding: Finding, language: Language, draft: Draft) -> dict[str, str]:
    """A finding in words; the trainee's own stay text."""
    return {
        "rule": finding.rule,
        "stands": "" if is_open(finding) else "yes",
        "field": finding.field,
        "where": where(finding.field, language, draft)
        or text(labels.part_key(finding.layer), language),
        "quote": finding.quote,
        "effect": _said(finding.effect, language),
        "question": _said(finding.question, language),
        "next": _said(finding.next_step, language),
        **statement(finding.statement, language),
    }


def statement(number: str, language: Language) -> dict[str, str]:
    """A statement's number and its sentence."""
    key = labels.statement_key(number)
    return {
        "statement": number,
        "statement_words": text(key, language) if has(key, language) else "",
    }


def where(path: str, language: Language, draft: Draft) -> str:
    """A path in words; nothing for a path the plan does not have."""
    try:
        return labels.label(path, language, draft)
    except KeyError:
        return ""


def by_field(
    findings: Sequence[Finding], part: Part, language: Language, draft: Draft
) -> dict[str, list[dict[str, str]]]:
    """The remarks of one part by the field they stand under."""
    found: dict[str, list[dict[str, Any]]] = {}
    for finding in findings:
        if finding.field.partition(".")[0] == part.value or finding.layer == part:
            found.setdefault(finding.field, []).append(plain(finding, language, draft))
    return found


def _said(said: Said | None, language: Language) -> str:
    return said.words(language) if said is not None else ""
