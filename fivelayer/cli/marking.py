"""`fivelayer mark`, `fivelayer report` and `fivelayer submit`."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fivelayer import cases, lab, labels, places
from fivelayer.cli import terminal
from fivelayer.messages import Language, text
from fivelayer.model import Part
from fivelayer.problems import Cannot
from fivelayer.submit import COURSE

if TYPE_CHECKING:
    from fivelayer.marking.result import Result


def mark(given: Namespace, language: Language) -> int:
    """Mark a folder; 1 where a file was refused."""
    from fivelayer import marking

    _must_be_folder(given.folder)
    if given.exercise not in ("", COURSE):
        cases.find(given.exercise, [places.exercises()], cases.load_exercise)
    try:
        with terminal.progress(text("cli.mark.progress", language)) as step:
            results = marking.mark_folder(
                given.folder,
                given.out,
                given.cases,
                given.exercise or None,
                step,
                language=language,
            )
    except OSError as fault:
        raise Cannot("write", place=str(fault.filename or given.out)) from None
    told = [plain(result, language) for result in results]
    refused = [one for one in told if one["status"] == "refused"]
    if given.json:
        terminal.say_json({"out": str(given.out), "results": told})
        return int(bool(refused))
    if told:
        terminal.say(results_table(told, language))
        terminal.say()
    terminal.say(text("cli.mark.done", language, n=len(told) - len(refused)))
    if refused:
        terminal.say(text("cli.mark.refused", language, n=len(refused)))
    terminal.say(
        text(
            "cli.mark.see",
            language,
            gradebook=str(given.out / "gradebook.csv"),
            feedback=str(given.out / "feedback"),
        )
    )
    return int(bool(refused))


def report(given: Namespace, language: Language) -> int:
    """Write a report for each result; 1 where one names a fault instead."""
    from fivelayer import reports

    _must_be_folder(given.results)
    asked: Language | None = getattr(given, "lang", None)
    try:
        made = reports.batch(
            given.results,
            given.out,
            language=asked,
            progress=not given.json,
            case_folders=given.cases,
        )
    except OSError as fault:
        raise Cannot("write", place=str(fault.filename or given.out)) from None
    if not made:
        raise Cannot("no_results", folder=str(given.results))
    faults = [one for one in made if one.fault]
    if given.json:
        pages = [
            {"result": str(one.result_file), "page": str(one.page), "fault": one.fault}
            for one in made
        ]
        terminal.say_json({"out": str(given.out), "reports": pages})
        return int(bool(faults))
    for one in made:
        terminal.say(terminal.single_line(f"{one.page}  {one.fault}"))
    terminal.say(text("cli.report.done", language, n=len(made) - len(faults)))
    return int(bool(faults))


def submit(given: Namespace, language: Language) -> int:
    """Hand in from records; 1 where one could not be read."""
    from fivelayer import submit as handing_in

    chosen = {"activity": given.activity, "case": given.case, "team": given.team}
    found = handing_in.submit(given.folder or _own_folder(), given.out, **chosen)
    done = [one for one in found if isinstance(one, handing_in.HandedIn)]
    broken = [one for one in found if isinstance(one, handing_in.Skipped)]
    if given.json:
        handed_in = [
            {
                "file": str(one.notebook),
                "team": one.record.identity.owner,
                "receipt": one.record.digest,
            }
            for one in done
        ]
        terminal.say_json(
            {"handed_in": handed_in, "unreadable": [str(one.source) for one in broken]}
        )
        return int(bool(broken))
    for one in done:
        terminal.say(str(one.notebook))
        terminal.say(text("cli.submit.receipt", language, receipt=one.record.digest))
    for left in broken:
        terminal.error(text("cli.submit.unreadable", language, file=str(left.source)))
    terminal.say(text("cli.submit.done", language, n=len(done)))
    return int(bool(broken))


def results_table(told: Sequence[dict[str, Any]], language: Language) -> str:
    """A row a file: team, marks a part and in all, or why it was refused."""
    parts = [part for part in Part if any(part.value in one["parts"] for one in told)]
    heading = [
        text("cli.mark.team", language),
        *(text(labels.part_key(part), language) for part in parts),
        text("cli.mark.total", language),
        text("cli.mark.note", language),
    ]
    rows = [heading, *(_row(one, parts) for one in told)]
    return terminal.table(rows, right=frozenset(range(1, len(parts) + 2)))


def plain(result: Result, language: Language) -> dict[str, Any]:
    """A result as plain data, without the answers."""
    return {
        "file": result.file,
        "team": result.identity.team or result.identity.trainee,
        "status": result.status,
        "reason": result.reason.words(language) if result.reason else "",
        "flags": [flag.words(language) for flag in result.flags],
        "counts": result.counts,
        "points": _points(result.points),
        "of": _points(result.of),
        "parts": {part.value: _points(score.points) for part, score in result.parts.items()},
    }


def _row(one: dict[str, Any], parts: Sequence[Part]) -> list[str]:
    team = one["team"] or Path(one["file"]).name
    note = one["reason"] or " ".join(one["flags"])
    marks = [one["parts"].get(part.value, "") for part in parts]
    return [terminal.single_line(cell) for cell in (team, *marks, one["points"], note)]


def _points(points: Decimal | None) -> str:
    return "" if points is None else f"{points.normalize():f}"


def _must_be_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise Cannot("no_folder", folder=str(folder))


def _own_folder() -> Path:
    """Where `fivelayer lab` makes a folder, if it is there; else here."""
    return lab.FOLDER if lab.FOLDER.is_dir() else Path()
