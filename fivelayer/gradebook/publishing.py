"""What trainees may see: a page for each published work, and tables that Canvas and Moodle import."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from fivelayer import cases, places
from fivelayer.cases import Case
from fivelayer.gradebook import exports, sheets
from fivelayer.gradebook.marks import MACHINE, Work
from fivelayer.gradebook.sheets import Cell, Course, Points
from fivelayer.gradebook.standing import Standing, standings
from fivelayer.marking.pages import ByPerson, feedback_page
from fivelayer.problems import Cannot, Problems, read_text
from fivelayer.record import names
from fivelayer.record.files import replace, replace_by

PUBLISHED: Final = "published"
CANVAS: Final = "canvas.csv"
MOODLE: Final = "moodle.csv"
_OURS: Final = re.compile(r".+-[0-9a-f]{12}\.html")
_CANVAS: Final = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
_MOODLE: Final = ("Full name", "Username", "ID number", "Email address")


@dataclass(frozen=True, slots=True)
class Trainee:
    """A line of a roster: who is in which team, and how a learning platform knows them."""

    name: str
    team: str = ""
    id: str = ""
    sis_id: str = ""
    login: str = ""
    section: str = ""
    email: str = ""


def write(
    connection: Connection,
    folder: Path,
    case_folders: Sequence[Path] = (),
    roster: Sequence[Trainee] = (),
) -> list[Path]:
    """Write the published works' pages and tables into `folder/published`; withheld ones go away.

    Raises:
        OSError: the folder cannot be written.
    """
    inside = folder / PUBLISHED
    inside.mkdir(parents=True, exist_ok=True)
    loaded: dict[str, Case | None] = {}
    pages = []
    for standing in standings(connection):
        if standing.published:
            name = standing.owner.case_id
            if name not in loaded:
                loaded[name] = _case(name, case_folders)
            path = inside / page_name(standing.work)
            replace(path, page(standing, loaded[name]).encode("utf-8", "replace"), durable=False)
            pages.append(path)
    for left in inside.iterdir():
        if left not in pages and _OURS.fullmatch(left.name) and left.is_file():
            left.unlink()
    exercises, teams = sheets.course(connection, published_only=True)
    own = [(f"{case} {exercise}", (case, exercise)) for case, exercise in exercises]
    people = list(_people(teams, roster))
    replace_by(inside / CANVAS, _canvas(own, people), durable=False)
    replace_by(inside / MOODLE, _moodle(own, people), durable=False)
    return pages


def page(standing: Standing, case: Case | None) -> str:
    """The page of a work: official marks, a person's and its comment beside what the rules saw."""
    people = {
        mark.rule: ByPerson(mark.points, mark.of, mark.machine, mark.comment)
        for mark in standing.official
        if mark.by != MACHINE and mark.points is not None and mark.part is not None
    }
    work = standing.work
    marks = {"parts": dict(work.parts), "points": work.points, "of": work.of}
    return feedback_page(standing.result.model_copy(update=marks), case, people)


def page_name(work: Work) -> str:
    """A file name for a work's page: whose it is, and a hash that keeps all apart."""
    whose = (work.workshop, work.team, work.owner, work.case, work.exercise, work.file)
    named = "\0".join(whose[:-1] if work.owner else whose)
    slug = re.sub(r"[^a-z0-9]+", "-", f"{work.owner} {work.case} {work.exercise}".casefold())
    tail = hashlib.sha256(named.encode("utf-8", "replace")).hexdigest()[:12]
    return f"{slug.strip('-')[:60].strip('-') or 'team'}-{tail}.html"


def roster(path: Path) -> list[Trainee]:
    """Read a roster: CSV with a heading; `name`, and any of team, id, sis_id, login, section, email.

    Raises:
        Cannot: it has no such heading.
        Problems: it cannot be read.
    """
    reader = csv.DictReader(io.StringIO(read_text(path, path.name)))
    try:
        lines = [
            {str(k).strip().casefold(): str(v or "") for k, v in row.items()} for row in reader
        ]
        if "name" not in {str(each).strip().casefold() for each in reader.fieldnames or ()}:
            raise csv.Error
    except csv.Error:
        raise Cannot("gradebook_roster", file=str(path)) from None
    known = Trainee.__dataclass_fields__
    return [
        Trainee(**{name: names.name(value) for name, value in line.items() if name in known})
        for line in lines
        if line.get("name", "").strip()
    ]


def _case(name: str, folders: Sequence[Path]) -> Case | None:
    try:
        found: Case = cases.find(name, [*folders, places.cases()])
    except (Problems, Cannot):
        return None  # the page does without the dossier's lines
    return found


def _people(teams: Iterable[Course], roster: Sequence[Trainee]) -> Iterator[tuple[Trainee, Course]]:
    """Who gets which marks: everyone on the roster their team's and their own, else a row a team."""
    found = {team.owner: team for team in teams}
    if not roster:
        for team in found.values():
            yield Trainee(team.owner, team.owner), team
    for one in roster:
        points: Points = {}
        for owner in dict.fromkeys((one.team, one.name)):
            points |= found[owner].points if owner in found else {}
        yield one, Course("", one.name, points)


def _canvas(
    exercises: list[tuple[str, tuple[str, str]]], people: Sequence[tuple[Trainee, Course]]
) -> Iterator[bytes]:
    """Canvas' gradebook import: five columns that say who, a column an exercise, the points possible."""
    yield exports.line([*_CANVAS, *(name for name, _ in exercises)])
    possible = [
        max((c.points[key][1] for _, c in people if key in c.points), default=Decimal(0))
        for _, key in exercises
    ]
    yield exports.line(["    Points Possible", "", "", "", "", *possible])
    for one, course in people:
        got = _got(course, exercises)
        yield exports.line([one.name, one.id, one.sis_id, one.login, one.section, *got])


def _moodle(
    exercises: list[tuple[str, tuple[str, str]]], people: Sequence[tuple[Trainee, Course]]
) -> Iterator[bytes]:
    """Moodle's grade import: columns by which it knows a user, a column an exercise."""
    yield exports.line([*_MOODLE, *(name for name, _ in exercises)])
    for one, course in people:
        yield exports.line([one.name, one.login, one.id, one.email, *_got(course, exercises)])


def _got(course: Course, exercises: Iterable[tuple[str, tuple[str, str]]]) -> list[Cell]:
    return [course.points[key][0] if key in course.points else None for _, key in exercises]
