"""What marking hands on, as data: the marks of one plan, and a result for each file."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from fivelayer.choices import Part
from fivelayer.findings import Finding, Outcome, Said
from fivelayer.messages import Language
from fivelayer.record.form import Attempt

RESULT_SCHEMA: Final = 1
"""Version of a result's JSON form; raised by every change that an older reader would misread."""


class _Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Score(_Frozen):
    """Points out of points, both to half a point; what a marker fault touched counts in neither."""

    points: Decimal
    of: Decimal


class Marks(_Frozen):
    """The marks of one account plan against one version of a case's key."""

    case: str
    key_version: str
    exercise: str
    """The exercise's id, or `course`."""
    findings: tuple[Finding, ...]
    """One for each criterion, in the key's order."""
    parts: dict[Part, Score]
    points: Decimal
    of: Decimal

    def count(self, outcome: Outcome) -> int:
        """How many findings have an outcome."""
        return sum(finding.outcome is outcome for finding in self.findings)


class HandedInBy(_Frozen):
    """Who a submission says it is from, and for what; as typed, so hostile until escaped."""

    team: str = ""
    trainee: str = ""
    workshop: str = ""
    case: str = ""
    case_version: str = ""
    activity: str = ""


class Result(_Frozen):
    """What became of one file: marked, or refused with the reason; `results/*.json` holds one each.

    >>> Result(file="a.ipynb", status="refused").counts
    False
    """

    schema_version: Literal[1] = RESULT_SCHEMA
    file: str
    """Path below the marked folder, with `/`."""
    sha256: str = ""
    """Of the file; empty where it was too large or unreadable."""
    status: Literal["marked", "refused"]
    reason: Said | None = None
    """Why the file was refused, and `next_step` what to do about it."""
    next_step: Said | None = None
    flags: tuple[Said, ...] = ()
    """What a manager should know of a marked file: edited by hand, an earlier revision, faults."""
    counts: bool = False
    """Whether this is the mark of its team: marked, and no other file holds a later revision."""
    receipt: Literal["matches", "differs", "missing"] = "missing"
    identity: HandedInBy = HandedInBy()
    language: Language = "en"
    revision: int = 0
    time: str = ""
    """When the record was last changed, as the submission says."""
    draft: dict[str, Any] = Field(default_factory=dict)
    """The plan as typed."""
    attempts: tuple[Attempt, ...] = ()
    """What the team asked the coach, and what it found, as the submission says."""
    exercise: str = ""
    key_version: str = ""
    findings: tuple[Finding, ...] = ()
    parts: dict[Part, Score] = Field(default_factory=dict)
    points: Decimal | None = None
    """None where the file was refused."""
    of: Decimal | None = None
