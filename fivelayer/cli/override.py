"""`fivelayer override`: a person's mark for one criterion of one work, in place of the machine's."""

from __future__ import annotations

import re
from argparse import Namespace
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from fivelayer.cli import terminal
from fivelayer.cli.gradebook import chosen, opened
from fivelayer.marking.cells import shown
from fivelayer.messages import Language, text
from fivelayer.problems import Cannot, writing

if TYPE_CHECKING:
    from fivelayer.gradebook import Gradebook, Mark, Work

_POINTS: Final = re.compile(r"\d{1,4}(\.\d{1,2})?", re.ASCII)
"""What may be points; whether a criterion takes them, the gradebook says."""
_COLUMNS: Final = ("criterion", "points", "of", "by")


def override(given: Namespace, language: Language) -> int:
    """Give points for a criterion or take one's last mark back; with neither, list a team's marks."""
    book, folder = opened(given)
    works = [w for w in chosen(given, book) if given.work in (None, w.id)]
    if not works:
        raise Cannot("gradebook_no_work", work=given.work)
    if given.criterion:
        return _decide(given, language, book, works, folder)
    if given.points or given.take_back:
        raise Cannot("override_which", team=given.team[0], marks=given.gradebook)
    marks = {work.id: book.official(work.id) for work in works}
    data = [{**_named(work), "criteria": [_plain(m) for m in marks[work.id]]} for work in works]
    lines = (line for work in works for line in _listed(work, marks[work.id], language))
    return terminal.answer(given, data, lines)


def _decide(
    given: Namespace, language: Language, book: Gradebook, works: list[Work], folder: Path
) -> int:
    work, before = _meant(given, works, book)
    if (given.points is None) != given.take_back:
        raise Cannot("override_what")
    points = None if given.take_back else _points(given.points, before)
    if points is not None and not given.why.strip():
        raise Cannot("override_why")
    book.decide(work.id, before.rule, points, terminal.by(given), given.why, given.comment)
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        book.export(folder, language)
    now = next(each for each in book.works() if each.id == work.id)
    mark = next(each for each in book.official(work.id) if each.rule == before.rule)
    data = {**_named(now), "points": now.points, "of": now.of, "mark": _plain(mark)}
    return terminal.answer(given, data, _said(now, before, mark, language))


def _meant(given: Namespace, works: list[Work], book: Gradebook) -> tuple[Work, Mark]:
    """The one work with the criterion, and its mark so far.

    Raises:
        Cannot: no work has it, or more than one.
    """
    marks = ((work, mark) for work in works for mark in book.official(work.id))
    found = [(work, mark) for work, mark in marks if mark.rule == given.criterion]
    if not found:
        raise Cannot("override_no_criterion", rule=given.criterion, team=works[0].owner)
    if len(found) > 1:
        there = "; ".join(f"--work {work.id}: {_title(work)}" for work, _ in found)
        raise Cannot("override_several", rule=given.criterion, there=there)
    return found[0]


def _points(typed: str, mark: Mark) -> Decimal:
    """The points given.

    Raises:
        Cannot: they are no number.
    """
    if not _POINTS.fullmatch(typed):
        raise Cannot("gradebook_points", points=typed, of=shown(mark.of), rule=mark.rule)
    return Decimal(typed)


def _said(work: Work, before: Mark, mark: Mark, language: Language) -> Iterator[str]:
    marks = {"now": _given(mark, language), "was": _given(before, language)}
    yield text("cli.override.done", language, title=_title(work), rule=mark.rule, **marks)
    total = {"points": shown(work.points), "of": shown(work.of)}
    yield text("cli.override.total", language, **total)
    if work.published:
        yield text("cli.override.published", language)


def _given(mark: Mark, language: Language) -> str:
    """A mark with who gave it, in words."""
    if not mark.counts:
        return text("cli.override.waits", language)
    points = {"points": shown(mark.points), "of": shown(mark.of)}
    return text("cli.override.given", language, **points, by=_by(mark, language))


def _by(mark: Mark, language: Language) -> str:
    from fivelayer.gradebook import MACHINE

    machine = text("cli.override.machine", language)
    return machine if mark.by == MACHINE else terminal.single_line(mark.by)


def _listed(work: Work, marks: list[Mark], language: Language) -> Iterator[str]:
    head = [text(f"cli.override.column.{name}", language) for name in _COLUMNS]
    rows = [
        [m.rule, shown(m.points) if m.counts else "–", shown(m.of), _by(m, language)] for m in marks
    ]
    yield text("cli.override.work_title", language, work=work.id, title=_title(work))
    yield terminal.table([head, *rows], right=frozenset({1, 2}))


def _title(work: Work) -> str:
    """Whose work on what, harmless on a terminal."""
    names = (work.owner, work.workshop, work.case, work.exercise)
    return " · ".join(terminal.single_line(name) for name in names if name)


def _named(work: Work) -> dict[str, Any]:
    named = {"work": work.id, "team": work.team, "trainee": work.trainee}
    return {**named, "case": work.case, "exercise": work.exercise, "published": work.published}


def _plain(mark: Mark) -> dict[str, Any]:
    points = mark.points if mark.counts else None
    return {"criterion": mark.rule, "points": points, "of": mark.of, "by": mark.by}
