"""A lesson or exercise as a page: bar above, dossier on the left, forms and coach on the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import ipywidgets
from IPython.display import display

from fivelayer import cases, places
from fivelayer.activity import Activity
from fivelayer.choices import Part
from fivelayer.messages import Language, text
from fivelayer.problems import Problems
from fivelayer.views import notebook
from fivelayer.views.message import Plain
from fivelayer.views.notebook import Here
from fivelayer.views.session import Session, Shared
from fivelayer.views.spec import listed
from fivelayer.views.trouble import Excused

COURSE: Final = "course"
"""The activity of all lessons on a case: one plan that grows."""


def show(layer: str, case: str = "qinglan") -> None:
    """Show the lesson of a layer, or of a part that uses the model; what goes wrong is said plainly."""
    display(lesson(layer, case, notebook.here()))


def show_exercise(name: str) -> None:
    """Show an exercise: its own plan, starting blank."""
    display(exercise(name, notebook.here()))


def lesson(layer: str, case: str, here: Here) -> ipywidgets.Widget:
    """The page of a layer's lesson."""
    names = [part.value for part in Part]
    if layer not in names:
        return unknown("no_lesson", layer, names, here.language)
    return opened(case, COURSE, list(Part), [Part(layer)], here)


def exercise(name: str, here: Here) -> ipywidgets.Widget:
    """The page of an exercise."""
    folders = [here.workspace / "exercises", places.exercises()]
    if not _is_in(name, folders):
        return unknown("no_exercise", name, _names_in(folders), here.language)
    try:
        found = cases.find(name, folders, cases.load_exercise)
    except Problems as problems:
        return _faulty(name, problems, here.language)
    parts = [part for part in Part if part in found.parts]
    return opened(found.case, name, parts, parts, here)


def opened(
    case: str,
    activity: str,
    parts: Sequence[Part],
    shown: Sequence[Part],
    here: Here,
    laid_out: Callable[[Session], ipywidgets.Widget] | None = None,
) -> ipywidgets.Widget:
    """The page of some parts of an activity on a case, laid out as a lesson's if nobody says otherwise."""
    said: list[str] = []
    with Excused(said.append, here.language, here.workspace):
        folders = [here.workspace / "cases", places.cases()]
        if not _is_in(case, folders):
            return unknown("no_case", case, _names_in(folders), here.language)
        try:
            found = cases.find(case, folders)
            if found.file.accounts:  # a portfolio is judged as a whole
                parts = [part for part in parts if part is Part.FIT or part in shown]
            work = Activity.open(found, activity, parts, here.language, here.workspace)
            session = Session(Shared.of(work, here.workspace), shown, here.language)
            return (laid_out or page)(session)
        except Problems as problems:
            return _faulty(case, problems, here.language)
    return Plain(said[0], here.language)


def page(session: Session) -> ipywidgets.Widget:
    """A session's widgets, laid out; the style sheet of the bar says how."""
    if not session.forms:
        return _box("fl-page", [session.bar])
    pieces: list[ipywidgets.Widget] = []
    for part, form in session.forms.items():
        pieces += [form, session.coaches[part]]
    reading = _box("fl-reading", [session.dossier])
    below = [session.map] if session.map is not None else []
    below += session.figures.values()
    desk = _box("fl-desk", [reading, _box("fl-work", pieces)])
    return _box("fl-page", [session.bar, desk, *below])


def unknown(key: str, name: str, choices: Sequence[str], language: Language) -> ipywidgets.Widget:
    """Say that there is nothing of this name, and what there is."""
    there = listed(choices, language)
    return Plain(text(f"views.trouble.{key}", language, name=name, choices=there), language)


def _faulty(name: str, problems: Problems, language: Language) -> ipywidgets.Widget:
    first = problems.problems[0].words(language)
    said = text("views.trouble.case_faulty", language, name=name, fault=first)
    return Plain(said, language)


def _box(name: str, children: Sequence[ipywidgets.Widget]) -> ipywidgets.Widget:
    box = ipywidgets.Box(list(children))
    box.add_class(name)
    return box


def _is_in(name: str, folders: Sequence[Path]) -> bool:
    return name in _names_in(folders)


def _names_in(folders: Sequence[Path]) -> list[str]:
    return sorted({p.name for f in folders if f.is_dir() for p in f.iterdir() if p.is_dir()})
