"""`fivelayer case check`, `case new` and `case show`."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from fivelayer import cases, places
from fivelayer.cli import terminal
from fivelayer.messages import Language, text
from fivelayer.problems import Cannot, Problem, Problems, writing

if TYPE_CHECKING:
    from fivelayer.authoring.check import Report


def check(given: Namespace, language: Language) -> int:
    """Show every problem of a case; 1 where there are any, 0 where there are remarks at most."""
    from fivelayer.authoring.check import check as check_case

    with terminal.progress(text("cli.case_check.progress", language)) as step:
        found = check_case(folder(given), given.thorough, step)
    listed = [problem.as_json(language) for problem in (*found.problems, *found.remarks)]
    figures = [asdict(figure) | {"met": figure.met} for figure in found.figures]
    data = {"case": found.name, "problems": listed, "counts": found.counts, "figures": figures}
    return terminal.answer(given, data, _checked(found, language), bool(found.problems))


def new(given: Namespace, language: Language) -> int:
    """Start a case."""
    from fivelayer.authoring.new import new as new_case

    folder = str(new_case(given.name, given.folder))
    print(text("cli.case_new.made", language, folder=folder))
    print(text("cli.case_new.then", language, folder=folder, guide=str(places.guide(language))))
    return 0


def show(given: Namespace, language: Language) -> int:
    """Show a dossier in the terminal, or write it as a page."""
    from fivelayer.authoring import show as preview

    case = cases.load(folder(given))
    if given.html is None:
        print(*preview.lines(case, language), sep="\n")
        return 0
    page = preview.page(case, language)
    if given.html.exists():
        raise Cannot("file_exists", file=str(given.html))
    with writing(given.html):
        given.html.write_text(page, encoding="utf-8", newline="\n")
    print(text("cli.case_show.written", language, file=str(given.html)))
    return 0


def folder(given: Namespace) -> Path:
    """A case's folder as given, else the case of that name in the folders given or in the kit's own."""
    plain = Path(given.case)
    if (plain / "case.yaml").exists():
        return plain.resolve()
    try:
        found: Path = cases.find(given.case, [*given.cases, places.cases()], Path)
    except Problems:
        if plain.is_dir():
            return plain.resolve()  # the check will say what is missing in it
        raise
    return found


def _checked(found: Report, language: Language) -> Iterator[str]:
    for problem in (*found.problems, *found.remarks):
        yield from _shown(problem, language)
    without_key = {"facts": 0, "criteria": 0, "marked": 0}
    yield text("cli.case_check.looked_at", language, **{**without_key, **found.counts})
    if found.figures:
        yield text("cli.case_check.game", language)
        yield from (f"  {figure.words(language)}" for figure in found.figures)
    if not found.key:
        yield text("cli.case_check.no_key", language)
    if found.remarks:
        yield text("cli.case_check.remarks", language, n=len(found.remarks))
    said = "problems" if found.problems else "fine"
    yield text(f"cli.case_check.{said}", language, n=len(found.problems), case=found.name)


def _shown(problem: Problem, language: Language) -> Iterator[str]:
    yield "  ".join(terminal.single_line(one) for one in (problem.where, problem.path) if one)
    kind = "remark" if problem.remark else "problem"
    said = text(f"cli.case_check.{kind}", language, rule=problem.rule(language))
    yield from (f"  {terminal.single_line(one)}" for one in (said, *problem.details(language)))
    yield ""
