"""A kit's first page, and what a trainee double-clicks."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from fivelayer.messages import Language, text

if TYPE_CHECKING:
    from jinja2 import Template

    from fivelayer.workshop.settings import Opened

LANG: Final[dict[Language, str]] = {"en": "en", "zh": "zh-Hans"}
_WORDS: Final = ("start", "cases", "agenda", "teams", "saved")


def first_page(opened: Opened, language: Language) -> str:
    """The page that says how to begin, what to work on and when; everything in it is escaped."""
    workshop = opened.workshop
    cases = [
        {
            "name": case.file.name[language],
            "goal": case.file.goal[language],
            "file": f"cases/{case.id}/{language}.ipynb",
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
    page: str = _template().render(
        lang=LANG[language],
        title=workshop.title[language],
        when=text("workshop.page.when", language, date=workshop.date),
        steps=[text(f"workshop.page.step_{number}", language) for number in (1, 2, 3, 4)],
        words={name: text(f"workshop.page.{name}", language) for name in _WORDS},
        cases=cases,
        agenda=agenda,
        teams=[team.name for team in workshop.teams if team.language == language],
    )
    return page


def starter(name: str, language: Language) -> bytes:
    """A script that installs the kit beside itself, once, and opens JupyterLab.

    Windows wants its own line ends.
    """
    kind = "windows" if name.endswith(".bat") else "posix"
    script = (files("fivelayer.workshop") / f"start-{kind}.txt").read_text("utf-8")
    script = script.replace("@LANGUAGE@", language)
    return (script.replace("\n", "\r\n") if kind == "windows" else script).encode("ascii")


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    source = (files("fivelayer.workshop") / "page.html.j2").read_text("utf-8")
    return Environment(autoescape=True, undefined=StrictUndefined).from_string(source)
