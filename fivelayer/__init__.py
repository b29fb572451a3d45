"""fivelayer: a training kit on the five-layer customer model, in Jupyter.

The verbs of a notebook, each a cell of one line. Importing the package loads nothing heavy: forms
and widgets come in when a verb is called.
"""

from __future__ import annotations

from typing import Final

__version__: Final = "0.1.0"
__all__ = ["__version__", "desk", "exercise", "game", "lesson", "live", "own", "start"]


def start() -> None:
    """Show the first page: who you are, the five layers and how far you are with them."""
    from fivelayer.views import start as page

    page.show()


def lesson(layer: str, case: str = "qinglan") -> None:
    """Show a layer's form with the dossier beside it.

    The layers: `information`, `barriers`, `business`, `relationship`, `interest`; and what uses them:
    `management`, `team`, `fit`.
    """
    from fivelayer.views import lesson as page

    page.show(layer, case)


def exercise(name: str) -> None:
    """Show an exercise's form, with a plan of its own that starts blank."""
    from fivelayer.views import lesson as page

    page.show_exercise(name)


def game(case: str = "qinglan") -> None:
    """Show the board on which a case is played, round by round."""
    from fivelayer.views import playing as page

    page.show(case)


def own() -> None:
    """Show the plan for a real customer of yours: kept on this machine, never handed in."""
    from fivelayer.reports import own as reports
    from fivelayer.views import own as page

    page.show(reports.write)


def desk() -> None:
    """Show the marking desk of the gradebook that `fivelayer desk` named, or that lies beside."""
    from fivelayer.views import desk as page

    page.show()


def live() -> None:
    """Show the facilitator's board of the workshop that `fivelayer live` named, or that lies beside."""
    from importlib import import_module

    # By name: the workshop stands above the reports, which import this package.
    import_module("fivelayer.workshop.on_screen").show()
