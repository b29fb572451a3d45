"""`fivelayer workshop debrief` and `fivelayer workshop certificates`: the end of the day."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from fivelayer.cli import gradebook, terminal
from fivelayer.messages import Language, text
from fivelayer.problems import Cannot, writing
from fivelayer.workshop import settings


def debrief(given: Namespace, language: Language) -> int:
    """Write the cohort's debrief as slides; 1 where a game could not be played again."""
    from fivelayer.workshop import closing

    opened = settings.read(given.workshop, given.cases)
    folders = given.games or [given.workshop]
    for folder in (*folders, *([given.marks] if given.marks else [])):
        if not folder.is_dir():
            raise Cannot("no_folder", folder=str(folder))
    spoken: Language = given.language or opened.workshop.language
    out: Path = given.out or given.workshop / f"debrief-{spoken}.html"
    with writing(out), terminal.progress(text("cli.workshop_debrief.progress", language)) as step:
        made = closing.debrief(opened, folders, given.marks, out, spoken, given.cases, step)
    data = {
        "page": str(made.page), "games": made.games, "works": made.works, "lost": list(made.lost)
    }  # fmt: skip
    lines = [
        text(
            "cli.workshop_debrief.done",
            language,
            page=str(made.page),
            games=made.games,
            works=made.works,
        )
    ]
    lines += [
        terminal.single_line(text("cli.workshop_debrief.lost", language, team=team))
        for team in made.lost
    ]
    return terminal.answer(given, data, lines, bool(made.lost))


def certificates(given: Namespace, language: Language) -> int:
    """Write certificates for those who finished; 1 where somebody did not."""
    from fivelayer.gradebook import publishing
    from fivelayer.workshop import closing

    opened = settings.read(given.workshop, given.cases)
    roster = publishing.roster(given.roster) if given.roster else []
    given.gradebook = given.marks
    given.out = given.out or given.workshop / "certificates"
    book, out = gradebook.opened(given)
    due, without = closing.certify(opened, book.works(), roster)
    with writing(out):
        made = closing.write(due, without, out, opened.workshop.title[language], language)
    data = {
        "folder": str(out),
        "certificates": {one.name: path.name for one, path in zip(due, made, strict=True)},
        "without": {one.name: one.reason.words(language) for one in without},
    }
    lines = [text("cli.workshop_certificates.done", language, n=len(made), folder=str(out))]
    lines += [
        terminal.single_line(
            text(
                "cli.workshop_certificates.none",
                language,
                name=one.name,
                why=one.reason.words(language),
            )
        )
        for one in without
    ]
    return terminal.answer(given, data, lines, bool(without))
