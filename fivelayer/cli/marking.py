"""`fivelayer mark`, `fivelayer report` and `fivelayer submit`."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from fivelayer import cases, lab, labels, places, problems
from fivelayer.choices import Part
from fivelayer.cli import gradebook, terminal
from fivelayer.messages import Language, text
from fivelayer.problems import Cannot, writing
from fivelayer.submit import COURSE

if TYPE_CHECKING:
    from fivelayer.marking.batch import Results
    from fivelayer.marking.result import Result


def mark(given: Namespace, language: Language) -> int:
    """Mark a folder; 1 where a file was refused."""
    from fivelayer import marking
    from fivelayer.reports import cohort_page

    _must_be_folder(given.folder)
    if given.exercise not in ("", COURSE):
        cases.find(given.exercise, [places.exercises()], cases.load_exercise)
    teams = _teams(given.teams)
    notes = gradebook.look(given, language)
    with writing(given.out), terminal.progress(text("cli.mark.progress", language)) as step:
        exercise = given.exercise or None
        jobs = int(given.jobs or marking.processors())
        results = marking.mark_folder(
            given.folder, given.out, given.cases, exercise, step, jobs=jobs
        )
    with writing(given.out):
        notes += gradebook.take(given, results, language)
        page = cohort_page.write(results, given.out, language, given.cases, teams)
    if page is not None:
        notes.append(text("cli.mark.cohort", language, page=str(page)))
    told = results if given.json else ()
    data = {"out": str(given.out), "results": [plain(result, language) for result in told]}
    lines = [*_marked(results, given.out, language), *notes]
    return terminal.answer(given, data, lines, results.refused > 0)


def _teams(listed: Path | None) -> list[str]:
    """The teams that were to hand in: a name a line."""
    lines = problems.read_text(listed, listed.name).splitlines() if listed is not None else ()
    return [line.strip() for line in lines if line.strip()]


_MOST_SHOWN: Final = 100
"""Files that are listed on the terminal; the gradebook lists all."""


def report(given: Namespace, language: Language) -> int:
    """Write a report for each result; 1 where one names a fault instead."""
    from fivelayer import reports

    _must_be_folder(given.results)
    asked: Language | None = getattr(given, "lang", None)
    shown = not given.json
    with writing(given.out):
        made = reports.batch(
            given.results, given.out, language=asked, progress=shown, case_folders=given.cases
        )
    if not made:
        raise Cannot("no_results", folder=str(given.results))
    faults = sum(bool(one.fault) for one in made)
    pages = [
        {"result": str(one.result_file), "page": str(one.page), "fault": one.fault} for one in made
    ]
    lines = [
        *(terminal.single_line(f"{one.page}  {one.fault}") for one in made),
        text("cli.report.done", language, n=len(made) - faults),
    ]
    return terminal.answer(given, {"out": str(given.out), "reports": pages}, lines, faults > 0)


def submit(given: Namespace, language: Language) -> int:
    """Hand in from records; 1 where one could not be read."""
    from fivelayer import submit as handing_in

    own = lab.FOLDER if lab.FOLDER.is_dir() else Path()
    chosen = {"activity": given.activity, "case": given.case, "team": given.team}
    done, broken = handing_in.submit(given.folder or own, given.out, **chosen)
    handed_in = [
        {"file": str(place), "team": record.identity.owner, "receipt": record.digest}
        for place, record in done
    ]
    data = {"handed_in": handed_in, "unreadable": [str(path) for path in broken]}
    for path in broken if not given.json else ():
        print(text("cli.submit.unreadable", language, file=str(path)), file=sys.stderr)
    lines = [
        f"{one['file']}\n{text('cli.submit.receipt', language, receipt=one['receipt'])}"
        for one in handed_in
    ]
    lines.append(text("cli.submit.done", language, n=len(done)))
    return terminal.answer(given, data, lines, bool(broken))


def results_table(told: Sequence[dict[str, Any]], language: Language) -> str:
    """A row a file: team, marks a part and in all, or why it was refused."""
    parts = [part for part in Part if any(part.value in one["parts"] for one in told)]
    first, *last = (text(f"cli.mark.{name}", language) for name in ("team", "total", "note"))
    heading = [first, *(text(labels.part_key(part), language) for part in parts), *last]
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


def _marked(results: Results, out: Path, language: Language) -> Iterator[str]:
    if 0 < len(results) <= _MOST_SHOWN:
        yield f"{results_table([plain(result, language) for result in results], language)}\n"
    yield text("cli.mark.done", language, n=len(results) - results.refused)
    if results.refused:
        yield text("cli.mark.refused", language, n=results.refused)
    if stood := len(results) - results.anew:
        yield text("cli.mark.stood", language, n=stood)
    written = {"gradebook": str(out / "gradebook.xlsx"), "feedback": str(out / "feedback")}
    yield text("cli.mark.see", language, **written)


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
