"""A lesson or exercise as a page: bar above, dossier on the left, forms and coach on the right."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import ipywidgets

from fivelayer import cases, places
from fivelayer.activity import Activity
from fivelayer.messages import Language, text
from fivelayer.model import LAYERS, Part
from fivelayer.problems import Problems
from fivelayer.views import notebook
from fivelayer.views.message import Plain
from fivelayer.views.session import Session, Shared
from fivelayer.views.trouble import excused

COURSE = "course"
"""The activity of all lessons on a case: one plan that grows."""


def show(part: str, case: str = "qinglan") -> ipywidgets.Widget:
    """The page of a layer's lesson.

    Whatever goes wrong is said in a plain sentence (S-numbers and sentences are the model's own).
    """
    here = notebook.here()
    if part not in list(LAYERS):
        return _unknown("no_lesson", part, [p.value for p in LAYERS], here.language)
    return _opened(case, COURSE, LAYERS, [Part(part)], here)


def show_exercise(name: str) -> ipywidgets.Widget:
    """The page of an exercise: its own plan, starting blank."""
    here = notebook.here()
    folders = [here.workspace / "exercises", places.exercises()]
    try:
        exercise = cases.find(name, folders, cases.load_exercise)
    except Problems:
        return _unknown("no_exercise", name, _folders(folders), here.language)
    parts = [part for part in Part if part in exercise.parts]
    return _opened(exercise.case, name, parts, parts, here)


def _opened(
    case: str, activity: str, parts: Sequence[Part], shown: Sequence[Part], here: notebook.Here
) -> ipywidgets.Widget:
    said: list[str] = []
    with excused(said.append, here.language, here.workspace):
        folders = [here.workspace / "cases", places.cases()]
        if not any((folder / case).is_dir() for folder in folders):
            return _unknown("no_case", case, _folders(folders), here.language)
        found = cases.find(case, folders)
        work = Activity.open(found, activity, parts, here.language, here.workspace)
        return page(Session(Shared.of(work, here.workspace), shown, here.language))
    return Plain(said[0], here.language)


def page(session: Session) -> ipywidgets.Widget:
    """A session's widgets, laid out; the style sheet of the bar says how."""
    pieces: list[ipywidgets.Widget] = []
    for part, form in session.forms.items():
        pieces += [form, session.coaches[part]]
        if part is Part.RELATIONSHIP and session.map is not None:
            pieces.append(session.map)
    work = _box("fl-work", pieces)
    desk = _box("fl-desk", [_box("fl-reading", [session.dossier]), work])
    return _box("fl-page", [session.bar, desk])


def _box(name: str, children: Sequence[ipywidgets.Widget]) -> ipywidgets.Widget:
    box = ipywidgets.Box(list(children))
    box.add_class(name)
    return box


def _unknown(key: str, name: str, choices: Sequence[str], language: Language) -> ipywidgets.Widget:
    between = text("views.map.between", language)
    said = text(f"views.trouble.{key}", language, name=name, choices=between.join(choices))
    return Plain(said, language)


def _folders(parents: Sequence[Path]) -> list[str]:
    return sorted({p.name for f in parents if f.is_dir() for p in f.iterdir() if p.is_dir()})
