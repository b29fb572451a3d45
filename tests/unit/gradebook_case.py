"""What the gradebook's tests share: results made by hand, small enough to see through."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from fivelayer.choices import Part
from fivelayer.findings import Finding, Outcome, Said
from fivelayer.gradebook import Gradebook
from fivelayer.marking.result import HandedInBy, Result, Score
from fivelayer.messages import Language

RULES = {"founded": 2, "headcount": 1, "gate": 3, "tone": 2}
"""The criteria of the small exercise, with what each is worth; `tone` waits for a person."""
_PART = {"gate": Part.BARRIERS}


def finding(rule: str, points: str, typed: str, of: int | None = None) -> Finding:
    """A finding of the small exercise."""
    worth = RULES[rule] if of is None else of
    outcome = Outcome.MET if Decimal(points) else Outcome.NOT_MET
    return Finding(
        rule=rule,
        statement="S2",
        layer=_PART.get(rule, Part.INFORMATION),
        outcome=Outcome.NEEDS_PERSON if rule == "tone" else outcome,
        field=f"information.{rule}",
        quote=typed,
        points=Decimal(points),
        of=Decimal(worth),
    )


def marked(team: str = "Heron", revision: int = 1, **more: Any) -> Result:
    """A marked file: `answers` are typed by criterion, `points` given; the rest are a result's fields."""
    answers: Mapping[str, str] = more.pop("answers", {})
    points: Mapping[str, str] = more.pop("points", {})
    rules: Mapping[str, int] = more.pop("rules", RULES)
    who = {"workshop": "spring", "trainee": "", "case": "baisha", "activity": "course"}
    who |= {name: more.pop(name) for name in list(more) if name in who}
    draft = {"information": {rule: answers.get(rule, "as first typed") for rule in rules}}
    found = tuple(
        finding(rule, points.get(rule, "0" if rule == "tone" else "1"), typed, rules[rule])
        for rule, typed in draft["information"].items()
    )
    parts = {}
    for part in dict.fromkeys(each.layer for each in found):
        counted = [f for f in found if f.layer is part and f.outcome is not Outcome.NEEDS_PERSON]
        got = sum((f.points or Decimal(0) for f in counted), Decimal(0))
        of = sum((f.of or Decimal(0) for f in counted), Decimal(0))
        parts[part] = Score(points=got, of=of)
    file = more.pop("file", f"{team or who['trainee']}-r{revision}.ipynb")
    sha256 = hashlib.sha256(repr((team, revision, who, draft)).encode()).hexdigest()
    plain = {
        "file": file,
        "sha256": sha256,
        "status": "marked",
        "counts": True,
        "receipt": "matches",
        "identity": HandedInBy(team=team, case_version="1.0.0", **who),
        "revision": revision,
        "time": f"2031-03-04T10:00:{revision % 60:02}Z",
        "draft": draft,
        "exercise": who["activity"],
        "key_version": "1.0.0",
        "findings": found,
        "parts": parts,
        "points": sum((score.points for score in parts.values()), Decimal(0)),
        "of": sum((score.of for score in parts.values()), Decimal(0)),
    }
    return Result(**{**plain, **more})


def refused(file: str = "broken.ipynb", **more: Any) -> Result:
    """A file that could not be marked."""
    reason = Said(key="marking.refused.truncated.reason")
    step = Said(key="marking.refused.truncated.next")
    sha256 = hashlib.sha256(file.encode()).hexdigest()
    plain = {"file": file, "sha256": sha256, "reason": reason, "next_step": step}
    return Result(status="refused", **{**plain, **more})


def table(results: Sequence[Result], out: Path, language: Language = "en") -> list[dict[str, str]]:
    """The rows of `gradebook.csv` as `fivelayer mark` writes it into `out`, by file."""
    book = Gradebook.open(str(out / "gradebook.db"))
    book.take(results, source=str(out))
    book.export(out, language)
    raw = (out / "gradebook.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    head, *lines = csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""))
    rows = [dict(zip(head, line, strict=True)) for line in lines]
    return sorted(rows, key=lambda row: row[head[0]])
