"""The checks of case.yaml: ids, dates, the calendar, noise and hints."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from fivelayer.authoring import sorts
from fivelayer.authoring.papers import Papers
from fivelayer.authoring.partial import Partial
from fivelayer.cases import CaseFile
from fivelayer.key import Key
from fivelayer.reading import read_day
from fivelayer.schema_errors import FORMS

NOISE: Final = (25, 40)
"""The share of a dossier, in per cent, that no fact and no judgement needs."""
USUAL_DOCUMENTS: Final = (8, 12)
_FORMS: Final = {code: re.compile(pattern) for pattern, code in FORMS.items()}


def check(case: Partial[CaseFile], papers: Papers, key: Partial[Key] | None) -> None:
    """Note every problem of case.yaml that its schema cannot see."""
    case.refuse("id_is_folder", case.at("id"), (papers.folder.name,))
    case.refuse("us_is_us", case.at("us.id"), ("us",))
    case.refuse("rival_id", case.at("rivals.*.id"), fits=lambda i: i != "us" and "." not in i)
    case.refuse("form_statement", case.at("lesson.*"), fits=_FORMS["form_statement"].match)
    for field in ("documents", "rivals", "colleagues", "people"):
        case.unique(f"{field}.*.id")
    case.usual("usual_documents", "documents", len(case.at("documents.*")), *USUAL_DOCUMENTS)
    _days(case)
    _noise(case, papers, key)
    if key is not None:
        _hints(case, key)
    case.todo()


def is_date(written: str) -> bool:
    """Whether a text is a date as the files want it: 2026-03-02, 2026-03 or 2026, and in the calendar."""
    try:
        return bool(read_day(written) == written)
    except ValueError:
        return False


def _is_day(written: str) -> bool:
    return len(written) == 10 and is_date(written)


def _days(case: Partial[CaseFile]) -> None:
    """Days are in the calendar, and none comes before its time."""
    documents, rounds = case.at("documents.*.date"), case.at("rounds.*.starts")
    case.refuse("date", documents, fits=is_date)
    case.refuse("date_full", [*case.at("today"), *rounds], fits=_is_day)
    today = str(case.value("today"))
    if _is_day(today):
        case.refuse("date_after_today", documents, fits=lambda day: day <= today, today=today)
    numbered = case.items("rounds")
    for wanted, (loc, one) in enumerate(numbered, 1):
        if one.number != wanted and len(numbered) == len(case.at("rounds.*")):
            given, params = str(one.number), {"wanted": wanted}
            case.say((*loc, "number"), "round_number", given=given, params=params)
    days = [(loc, day) for loc, day in rounds if isinstance(day, str) and _is_day(day)]
    for (_, before), (loc, day) in pairwise(days):
        if day <= before:
            case.say(loc, "date_order", given=day, params={"before": before})


def _noise(case: Partial[CaseFile], papers: Papers, key: Partial[Key] | None) -> None:
    noise = case.at("noise.*")
    facts = key.items("facts") if key else ()
    evidence = {found.line: fact.id for _, fact in facts for found in fact.evidence}
    case.unique("noise.*", "noise_twice")
    case.refuse("form_line", noise, fits=_FORMS["form_line"].match)
    case.refuse("line_unknown", noise, fits=lambda line: not papers.unknown(line))
    for loc, line in noise:
        if line in evidence:
            case.say(loc, "noise_is_evidence", given=line, params={"fact": evidence[line]})
    total = papers.total()
    share = round(100 * len(case.names("noise.*")) / total) if total else 0
    if key is not None and total and not NOISE[0] <= share <= NOISE[1]:
        params = {"share": share, "least": NOISE[0], "most": NOISE[1], "total": total}
        case.say(("noise",), "noise_share", params=params)


def _hints(case: Partial[CaseFile], key: Partial[Key]) -> None:
    """Hints hang on fields, tables, rules and criteria that are there."""
    from fivelayer import coach

    names = {*coach.RULES, *key.names("criteria.*.id"), *sorts.all_fields()}
    case.refuse("hint_unknown", case.keys("hints.*"), names)
