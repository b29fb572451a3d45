"""Findings: one remark of the coach or one criterion of the marking, as data; put into words when shown."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_serializer

from fivelayer.choices import Part
from fivelayer.messages import Language, text


class Outcome(StrEnum):
    """The six outcomes; `not_attempted` is never `not_met`, a `marker_fault` costs nobody points."""

    MET = "met"
    PARTLY = "partly"
    NOT_MET = "not_met"
    NOT_ATTEMPTED = "not_attempted"
    NEEDS_PERSON = "needs_person"
    MARKER_FAULT = "marker_fault"


class Said(BaseModel):
    """A sentence as a message key with parameters; `terms` are parameters that are messages themselves.

    `authored` are parameters that a case's author wrote in both languages, carried along whole.

    >>> Said(key="plan.part.barriers").words("en")
    'Barriers'
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str
    params: dict[str, str | int | Decimal] = Field(default_factory=dict)
    terms: dict[str, str] = Field(default_factory=dict)
    authored: dict[str, dict[Language, str]] = Field(default_factory=dict)

    @field_serializer("params", when_used="json")
    def _as_shown(self, params: dict[str, str | int | Decimal]) -> dict[str, str | int]:
        """Numbers are stored as they are shown, so that a stored sentence says the same words."""
        return {name: _plain(value) for name, value in params.items()}

    def words(self, language: Language) -> str:
        """The sentence in a language."""
        plain = {name: _plain(value) for name, value in self.params.items()}
        terms = {name: text(key, language) for name, key in self.terms.items()}
        authored = {name: both[language] for name, both in self.authored.items()}
        return text(self.key, language, **plain, **terms, **authored)


def _plain(value: str | int | Decimal) -> str | int:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


Statement = Annotated[str, Field(pattern=r"^(S([1-9]|[12][0-9]|3[0-9])|K[123])$")]


class Finding(BaseModel):
    """One finding, whole: it can be shown as a widget, HTML, a table row or plain text without more."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rule: str
    """Id of the coach's rule or of the criterion: `barriers.means_missing`."""
    statement: Statement
    layer: Part
    outcome: Outcome
    field: str = ""
    """Path of the field concerned, or of the table or layer: `barriers.entries.b1.means`."""
    quote: str = ""
    """The trainee's own words; hostile until escaped."""
    lines: tuple[str, ...] = ()
    """Dossier lines concerned, as the trainee cited them or (marking) as the key names them."""
    aim: Said | None = None
    """What a good answer shows (marking only)."""
    effect: Said | None = None
    """What it does for this layer."""
    question: Said | None = None
    """What is missing, as a question that sends one to the dossier."""
    next_step: Said | None = None
    matched: tuple[str, ...] = ()
    """Words of the answer that a pattern recognised."""
    points: Decimal | None = None
    of: Decimal | None = None
    skipped_for: str = ""
    """The rule or criterion on which this one depends and that was not there to build on."""
