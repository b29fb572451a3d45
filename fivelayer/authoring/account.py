"""The checks of case.yaml: ids, dates, the calendar, noise and hints."""

from __future__ import annotations

import difflib
from collections import Counter
from typing import Any

from fivelayer.authoring import sorts
from fivelayer.authoring.papers import TODO, Papers
from fivelayer.authoring.partial import Partial
from fivelayer.cases import CaseFile
from fivelayer.key import Key
from fivelayer.problems import Problem
from fivelayer.reading import read_day
from fivelayer.strict_yaml import Loc

NOISE = (25, 40)
"""The share of a dossier, in per cent, that no fact and no judgement needs."""
USUAL_DOCUMENTS = (8, 12)
STATEMENTS = {f"S{n}" for n in range(1, 40)} | {"K1", "K2", "K3"}


def check(case: Partial[CaseFile], papers: Papers, key: Partial[Key] | None) -> list[Problem]:
    """Every problem of case.yaml that its schema cannot see."""
    if not case.read:
        return case.problems
    if (name := case.value("id")) and name != papers.folder.name:
        case.say(("id",), "id_is_folder", given=name, choices=(papers.folder.name,))
    for field in ("documents", "rivals", "colleagues", "people"):
        unique(case, case.ids(field))
    _parties(case)
    _statements(case)
    _dates(case)
    _rounds(case)
    _noise(case, papers, key)
    _hints(case, key)
    _usual(case)
    todo(case)
    return case.problems


def unique(file: Partial[Any], ids: list[tuple[Loc, str]]) -> None:
    """Note every id that stands a second time."""
    first: dict[str, Loc] = {}
    for loc, name in ids:
        if name in first:
            line = file.source.line_of(first[name]) or 0
            file.say(loc, "id_twice", given=name, params={"first": line})
        first.setdefault(name, loc)


def todo(file: Partial[Any]) -> None:
    """Note every text that its author has still to write, once a key."""
    for loc, words in _texts(file.source.data, ()):
        if any(mark in words for mark in TODO):
            file.say(loc, "todo", remark=True, given=words[:80])


def real_date(written: str) -> bool:
    """Whether a text is a date as the files want it: 2026-03-02, and in the calendar."""
    try:
        return bool(read_day(written) == written)
    except ValueError:
        return False


def _texts(node: Any, loc: Loc) -> list[tuple[Loc, str]]:
    if isinstance(node, str):
        return [(loc, node)]
    inside = (
        node.items()
        if isinstance(node, dict)
        else enumerate(node)
        if isinstance(node, list)
        else ()
    )
    return [found for step, value in inside for found in _texts(value, (*loc, step))]


def _parties(case: Partial[CaseFile]) -> None:
    us = case.value("us")
    if us is not None and us.id != "us":
        case.say(("us", "id"), "us_is_us", given=us.id)
    for loc, name in case.ids("rivals"):
        if name == "us" or "." in name:
            case.say(loc, "rival_id", given=name)


def _statements(case: Partial[CaseFile]) -> None:
    for loc, statement in case.items("lesson"):
        if statement not in STATEMENTS:
            case.say(loc, "form_statement", given=statement)


def _dates(case: Partial[CaseFile]) -> None:
    today = case.value("today")
    known = isinstance(today, str) and real_date(today) and len(today) == 10
    if isinstance(today, str) and not known:
        case.say(("today",), "date_full", given=today)
    for loc, entry in case.items("documents"):
        if not real_date(entry.date):
            case.say((*loc, "date"), "date", given=entry.date)
        elif known and entry.date > today:
            case.say((*loc, "date"), "date_after_today", given=entry.date, params={"today": today})


def _rounds(case: Partial[CaseFile]) -> None:
    before = None
    for place, (loc, one) in enumerate(case.items("rounds"), 1):
        if one.number != place and len(case.items("rounds")) == len(case.source.data["rounds"]):
            case.say(
                (*loc, "number"), "round_number", given=str(one.number), params={"wanted": place}
            )
        if not (real_date(one.starts) and len(one.starts) == 10):
            case.say((*loc, "starts"), "date_full", given=one.starts)
            continue
        if before is not None and one.starts <= before:
            case.say((*loc, "starts"), "date_order", given=one.starts, params={"before": before})
        before = one.starts


def _noise(case: Partial[CaseFile], papers: Papers, key: Partial[Key] | None) -> None:
    noise = case.items("noise")
    evidence = {
        found.line: fact.id
        for _, fact in (key.items("facts") if key else ())
        for found in fact.evidence
    }
    for line, times in Counter(line for _, line in noise).items():
        if times > 1:
            loc = [loc for loc, found in noise if found == line][-1]
            case.say(loc, "noise_twice", given=line)
    for loc, line in noise:
        if not _is_line(line):
            case.say(loc, "form_line", given=line)
        elif papers.unknown(line):
            case.say(loc, "line_unknown", given=line)
        elif line in evidence:
            case.say(loc, "noise_is_evidence", given=line, params={"fact": evidence[line]})
    total = papers.total()
    if key is not None and total:
        share = round(100 * len({line for _, line in noise}) / total)
        if not NOISE[0] <= share <= NOISE[1]:
            params = {"share": share, "least": NOISE[0], "most": NOISE[1], "total": total}
            case.say(("noise",), "noise_share", params=params)


def _is_line(line: str) -> bool:
    document, _, number = line.partition(":")
    return document[:1] == "D" and document[1:].isdecimal() and number.isdecimal() and number != "0"


def _hints(case: Partial[CaseFile], key: Partial[Key] | None) -> None:
    """Hints hang on fields, tables, rules and criteria that are there; without the key some cannot be told."""
    from fivelayer import coach

    hints = case.source.data.get("hints")
    if key is None or not isinstance(hints, dict):
        return
    names = {*coach.RULES, *(name for _, name in key.ids("criteria")), *sorts.all_fields()}
    for name in hints:
        if name not in names:
            near = tuple(difflib.get_close_matches(name, sorted(names), n=4))
            case.say(("hints", name), "hint_unknown", given=name, choices=near)


def _usual(case: Partial[CaseFile]) -> None:
    least, most = USUAL_DOCUMENTS
    number = len(case.ids("documents"))
    if not least <= number <= most:
        params = {"n": number, "least": least, "most": most}
        case.say(("documents",), "usual_documents", params=params, remark=True)
