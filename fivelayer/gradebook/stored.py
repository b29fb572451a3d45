"""How marks lie in a row: half points as whole numbers, a result as compressed JSON."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from fivelayer.findings import Outcome, Said
from fivelayer.gradebook.marks import MachineMark, machine_marks
from fivelayer.marking.result import Result, Score
from fivelayer.model import Part


def halves(points: Decimal | None) -> int | None:
    """Points in halves.

    >>> halves(Decimal("7.5")), points(15)
    (15, Decimal('7.5'))
    """
    return None if points is None else int(points * 2)


def points(in_halves: int | None) -> Decimal | None:
    """Halves in points."""
    return None if in_halves is None else Decimal(in_halves) / 2


def columns(result: Result) -> dict[str, Any]:
    """The columns of a result's marking, but for the ids."""
    whole = result.model_dump_json().encode("utf-8", "replace")
    who = result.identity
    return {
        "place": hashlib.sha256(f"{result.file}\0{result.sha256}".encode()).hexdigest(),
        "digest": hashlib.sha256(whole).hexdigest(),
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
        "parts": json.dumps({p: [halves(s.points), halves(s.of)] for p, s in result.parts.items()}),
        "marks": json.dumps({rule: _listed(mark) for rule, mark in machine_marks(result).items()}),
        "said": said_by(result),
        "whole": zlib.compress(whole, 4),
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
        rule: MachineMark(Part(part), Outcome(outcome), points(got), points(of), statement)
        for rule, (part, outcome, got, of, statement) in json.loads(stored).items()
    }


def _listed(mark: MachineMark) -> list[Any]:
    return [mark.part, mark.outcome, halves(mark.points), halves(mark.of), mark.statement]
