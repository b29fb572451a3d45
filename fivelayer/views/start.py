"""The first page: joining, how far each layer is, and where to go next."""

from __future__ import annotations

import ipywidgets
from IPython.display import display

from fivelayer.choices import Part
from fivelayer.views import lesson, notebook
from fivelayer.views.notebook import Here


def show(case: str = "qinglan") -> None:
    """Show the first page of the course on a case."""
    display(page(case, notebook.here()))


def page(case: str, here: Here) -> ipywidgets.Widget:
    """The first page: the bar alone, which asks for names and counts all parts."""
    return lesson.opened(case, lesson.COURSE, list(Part), (), here)
