"""`fivelayer own`: the plans for real customers of one's own, from the terminal."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from fivelayer.cli import terminal
from fivelayer.messages import Language, text
from fivelayer.my_accounts import snapshots, telling
from fivelayer.my_accounts.accounts import Accounts, today_here
from fivelayer.my_accounts.forgetting import forget as forgotten
from fivelayer.my_accounts.keeping import OwnActivity


def listing(given: Namespace, language: Language) -> int:
    """Which accounts there are, and where."""
    shelf = Accounts(_workspace(given))
    rows = [
        {"customer": about.customer, "id": about.id, "folder": str(shelf.place(about).resolve())}
        for about in shelf.all()
    ]
    lines = [text("cli.own.line", language, **row) for row in rows]
    return terminal.answer(given, rows, lines or [text("cli.own.none", language)])


def report(given: Namespace, language: Language) -> int:
    """Write an account's page."""
    from fivelayer.reports import own

    shelf = Accounts(_workspace(given))
    place = own.write(_workspace(given), shelf.get(given.name), language)
    said = text("own.said.report", language, place=str(place))
    return terminal.answer(given, {"file": str(place)}, [said])


def compare(given: Namespace, language: Language) -> int:
    """What changed in an account's plan."""
    shelf = Accounts(_workspace(given))
    about = shelf.get(given.name)
    draft = OwnActivity(shelf, about, language).draft
    told = telling.compared(shelf, about, draft, given.days, today_here(), language)
    lines = [told["since"] or text("own.compare.none_title", language), *told["lead"]]
    for name, changes in told["changes"]:
        lines += ["", name, *(f"  {_SIGNS[sign]} {words}" for sign, words in changes)]
    kept = [day.isoformat() for day in snapshots.days(shelf.place(about))]
    return terminal.answer(given, {**told, "days_kept": kept}, lines)


def forget(given: Namespace, language: Language) -> int:
    """Take a person out of everything that is kept of own accounts."""
    done = [str(path) for path in forgotten(Accounts(_workspace(given)), given.person)]
    said = text("cli.own.forgotten", language, person=given.person, n=len(done))
    return terminal.answer(given, {"files": done}, [said, *done])


_SIGNS = {1: "+", 0: "=", -1: "-"}


def _workspace(given: Namespace) -> Path:
    return given.folder if isinstance(given.folder, Path) else Path()
