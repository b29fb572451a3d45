"""What the tests of single cases ask of a dossier: its lines, a fact's evidence, working days, rounds."""

from __future__ import annotations

import datetime as dt

from fivelayer.cases import Case
from fivelayer.messages import Language


def lines_of(case: Case, language: Language = "en") -> dict[str, str]:
    """Every numbered block of the dossier by its name, `D3:12`."""
    return {d.line(b.number): b.text for d in case.documents(language) for b in d.blocks}


def evidence_of(case: Case, fact: str) -> str:
    """The lines on which a fact of the key stands, one after the other."""
    assert case.key is not None
    return " ".join(lines_of(case)[found.line] for found in case.key.fact(fact).evidence)


def after(start: dt.date, working_days: int) -> dt.date:
    """The day so many working days later; holidays are not looked at."""
    day = start
    while working_days:
        day += dt.timedelta(days=1)
        working_days -= day.weekday() < 5
    return day


def starts_of(case: Case) -> list[dt.date]:
    """The days on which a case's rounds begin."""
    return [dt.date.fromisoformat(one.starts) for one in case.file.rounds]
