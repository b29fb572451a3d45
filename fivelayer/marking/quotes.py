"""A finding's quote as the trainee saw it: labels for codes, names for references, matched words apart."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fivelayer import draft as drafts
from fivelayer.cases import Case
from fivelayer.fields import choices
from fivelayer.findings import Finding
from fivelayer.labels import choice_key, unit_key
from fivelayer.marking.sheet import PEOPLE, REFERENCES
from fivelayer.messages import Language, has, text
from fivelayer.units import Unit


def quote(finding: Finding, draft: drafts.Draft, case: Case | None, language: Language) -> str:
    """The words of a finding's quote; hostile until escaped."""
    words, name = finding.quote, finding.field.rpartition(".")[2]
    codes = {str(choice.value): choice for choice in choices(finding.field) or ()}
    if codes and (several := words.split(", ")) and all(each in codes for each in several):
        return ", ".join(text(choice_key(codes[each]), language) for each in several)
    support = words.lstrip("+")
    if ".support." in finding.field and has(f"plan.choice.support.{support}", language):
        return text(f"plan.choice.support.{support}", language)
    if name in REFERENCES:
        return ", ".join(_person(each, draft, language) for each in words.split(", "))
    if name == "against" and case is not None:
        return {party.id: party.name[language] for party in case.parties()}.get(words, words)
    value, _, code = words.rpartition(" ")
    if value[:1].isdigit() and code in set(Unit):
        return f"{value} {text(unit_key(Unit(code)), language)}"
    return words


def highlighted(words: str, matched: Sequence[str]) -> list[tuple[str, bool]]:
    """The quote in pieces, each with whether a pattern recognised it.

    >>> highlighted("file in the window", ["file", "window"])
    [('file', True), (' in the ', False), ('window', True)]
    """
    found = sorted({word for word in matched if word.strip()}, key=len, reverse=True)
    if not found:
        return [(words, False)] if words else []
    pieces = re.split(f"({'|'.join(map(re.escape, found))})", words)
    return [(piece, bool(n % 2)) for n, piece in enumerate(pieces) if piece]


def _person(row_id: str, draft: drafts.Draft, language: Language) -> str:
    if row_id == "organisation":
        return text("plan.choice.for_whom.organisation", language)
    for row in drafts.rows(draft, PEOPLE):
        if row.get("id") == row_id:
            return str(row.get("person") or row.get("post") or row_id)
    return row_id
