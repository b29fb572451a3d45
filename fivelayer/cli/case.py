"""`fivelayer case check`, `case new` and `case show`."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from fivelayer import cases, places
from fivelayer.cli import terminal
from fivelayer.messages import Language, text
from fivelayer.problems import Cannot, Problem, Problems


def check(given: Namespace, language: Language) -> int:
    """Show every problem of a case; 1 where there are any, 0 where there are remarks at most."""
    from fivelayer.authoring.check import check as check_case

    found = check_case(_folder(given))
    if given.json:
        listed = [p.as_json(language) for p in (*found.problems, *found.remarks)]
        terminal.say_json({"case": found.name, "problems": listed, "counts": found.counts})
        return int(bool(found.problems))
    for problem in (*found.problems, *found.remarks):
        _show(problem, language)
    counts = {"documents": 0, "blocks": 0, "facts": 0, "criteria": 0, "marked": 0, **found.counts}
    terminal.say(text("cli.case_check.looked_at", language, **counts))
    if not found.key:
        terminal.say(text("cli.case_check.no_key", language))
    if found.remarks:
        terminal.say(text("cli.case_check.remarks", language, n=len(found.remarks)))
    said = "problems" if found.problems else "fine"
    terminal.say(text(f"cli.case_check.{said}", language, n=len(found.problems), case=found.name))
    return int(bool(found.problems))


def new(given: Namespace, language: Language) -> int:
    """Start a case."""
    from fivelayer.authoring.new import new as new_case

    folder = new_case(given.name, given.folder)
    terminal.say(text("cli.case_new.made", language, folder=str(folder)))
    guide = str(places.guide(language))
    terminal.say(text("cli.case_new.then", language, folder=str(folder), guide=guide))
    return 0


def show(given: Namespace, language: Language) -> int:
    """Show a dossier in the terminal, or write it as a page."""
    from fivelayer.authoring import show as preview

    case = cases.load(_folder(given))
    if given.html is None:
        for line in preview.lines(case, language):
            terminal.say(line)
        return 0
    page = preview.page(case, language)
    try:
        with given.html.open("x", encoding="utf-8", newline="\n") as file:
            file.write(page)
    except FileExistsError:
        raise Cannot("file_exists", file=str(given.html)) from None
    except OSError:
        raise Cannot("write", place=str(given.html)) from None
    terminal.say(text("cli.case_show.written", language, file=str(given.html)))
    return 0


def _folder(given: Namespace) -> Path:
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


def _show(problem: Problem, language: Language) -> None:
    where = [terminal.single_line(one) for one in (problem.where, problem.path) if one]
    terminal.say("  ".join(where))
    kind = "remark" if problem.remark else "problem"
    said = text(f"cli.case_check.{kind}", language, rule=problem.rule(language))
    for line in (said, *problem.details(language)):
        terminal.say(f"  {terminal.single_line(line)}")
    terminal.say()
