"""A kit's first page, and what a trainee double-clicks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from fivelayer.html import LANG, asset, template
from fivelayer.messages import Language, text
from fivelayer.reports.wording import day

if TYPE_CHECKING:
    from fivelayer.workshop.settings import Opened

_WORDS: Final = ("start", "cases", "agenda", "teams", "saved")


def first_page(opened: Opened, language: Language) -> str:
    """The page that says how to begin, what to work on and when; everything in it is escaped."""
    workshop = opened.workshop
    cases = [
        {
            "name": case.file.name[language],
            "goal": case.file.goal[language],
            "way": ("cases", case.id, f"{language}.ipynb"),
        }
        for case in opened.cases
    ]
    agenda = [
        {
            "at": slot.at,
            "what": slot.what[language],
            "minutes": text("workshop.page.minutes", language, n=slot.minutes),
        }
        for slot in workshop.agenda
    ]
    return template("workshop/page.html.j2").render(
        lang=LANG[language],
        title=workshop.title[language],
        when=text("workshop.page.when", language, date=day(workshop.date, language)),
        steps=[text(f"workshop.page.step_{number}", language) for number in (1, 2, 3, 4)],
        words={name: text(f"workshop.page.{name}", language) for name in _WORDS},
        cases=cases,
        agenda=agenda,
        teams=[team.name for team in workshop.teams if team.language == language],
    )


def starter(name: str, language: Language) -> bytes:
    """A script that installs the kit beside itself, once, and opens JupyterLab.

    Windows wants its own line ends.
    """
    kind = "windows" if name.endswith(".bat") else "posix"
    script = asset(f"workshop/start-{kind}.txt")
    script = script.replace("@LANGUAGE@", language)
    return (script.replace("\n", "\r\n") if kind == "windows" else script).encode("ascii")
