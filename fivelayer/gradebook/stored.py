"""How marks lie in a row: half points as whole numbers, a result as compressed JSON."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Final

from fivelayer.choices import Part
from fivelayer.findings import Outcome, Said
from fivelayer.gradebook.marks import MachineMark, machine_marks
from fivelayer.marking.result import Result, Score


def halves(points: Decimal | None) -> int | None:
    """Points in halves.

    >>> halves(Decimal("7.5")), points(15)
    (15, Decimal('7.5'))
    """
    return None if points is None else int(points * 2)


@cache
def points(in_halves: int | None) -> Decimal | None:
    """Halves in points."""
    return None if in_halves is None else Decimal(in_halves) / 2


@dataclass(frozen=True, slots=True)
class Incoming:
    """A result on its way in: enough to see whether it is new; its columns are worked out if it is."""

    result: Result
    whole: bytes
    place: str
    digest: str

    @classmethod
    def of(cls, result: Result) -> Incoming:
        """A result, with the digest of its JSON and of its file's name and content."""
        whole = result.model_dump_json().encode("utf-8", "replace")
        place = f"{result.file}\0{result.sha256}".encode("utf-8", "replace")
        return cls(result, whole, _sha256(place), _sha256(whole))

    def columns(self) -> dict[str, Any]:
        """The columns of its marking, but for the ids."""
        result, who = self.result, self.result.identity
        marks = {rule: _listed(mark) for rule, mark in machine_marks(result).items()}
        return {
            "place": self.place,
            "digest": self.digest,
            "file": result.file,
            "sha256": result.sha256,
            "status": result.status,
            "team": who.team,
            "trainee": who.trainee,
            "workshop": who.workshop,
            "case_id": who.case,
            "exercise": who.activity,
            "revision": result.revision,
            "time": result.time,
            "language": result.language,
            "receipt": result.receipt,
            "key_version": result.key_version,
            "halves": halves(result.points),
            "of_halves": halves(result.of),
            "counts": result.counts,
            "parts": json.dumps(
                {p: [halves(s.points), halves(s.of)] for p, s in result.parts.items()}
            ),
            "marks": json.dumps(marks),
            "said": said_by(result),
            "whole": zlib.compress(self.whole, 1),
        }


def result(whole: bytes) -> Result:
    """The result as it was taken in."""
    return Result.model_validate_json(zlib.decompress(whole))


def said_by(result: Result) -> str:
    """Reason, next step and flags of a result, as they are kept beside its marks."""
    given = {"reason": [result.reason], "next_step": [result.next_step], "flags": result.flags}
    there = {kind: [each for each in all_ if each is not None] for kind, all_ in given.items()}
    plain = {k: [each.model_dump(mode="json") for each in all_] for k, all_ in there.items()}
    return json.dumps({kind: all_ for kind, all_ in plain.items() if all_})


def said(stored: str) -> dict[str, list[Said]]:
    """Reason, next step and flags, by kind."""
    found = json.loads(stored)
    return {kind: [Said.model_validate(each) for each in all_] for kind, all_ in found.items()}


def parts(stored: str) -> dict[Part, Score]:
    """Points by part."""
    return {
        Part(part): Score(points=Decimal(got) / 2, of=Decimal(of) / 2)
        for part, (got, of) in json.loads(stored).items()
    }


def marks(stored: str) -> Mapping[str, MachineMark]:
    """The machine's marks by criterion."""
    return {
        rule: MachineMark(_PARTS[part], _OUTCOMES[outcome], points(got), points(of), statement)
        for rule, (part, outcome, got, of, statement) in json.loads(stored).items()
    }


def _listed(mark: MachineMark) -> list[Any]:
    return [mark.part, mark.outcome, halves(mark.points), halves(mark.of), mark.statement]


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


_PARTS: Final = {part.value: part for part in Part}
_OUTCOMES: Final = {outcome.value: outcome for outcome in Outcome}
