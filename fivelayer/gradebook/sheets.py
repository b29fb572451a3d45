"""The gradebook as tables: a row for each file with its official marks, a row for each team of the course."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Connection, func, select

from fivelayer.choices import Part
from fivelayer.findings import Said
from fivelayer.gradebook import stored
from fivelayer.gradebook.marks import MACHINE, Mark, official, sums
from fivelayer.gradebook.standing import LIGHT, Standing, standings
from fivelayer.gradebook.tables import Marking, Sighting, Take
from fivelayer.labels import part_key
from fivelayer.marking.result import Score
from fivelayer.messages import Language, text

Cell = str | Decimal | int | None
"""Texts are hostile: whoever writes them into a table makes them harmless."""
Points = dict[tuple[str, str], tuple[Decimal, Decimal, bool | None]]
"""By case and exercise: points, out of how many, whether passed."""
_WHO: Final = ("file", "status", "counts", "team", "trainee", "workshop", "case", "activity")
_WHAT: Final = ("language", "revision", "time", "points", "of")
_OURS: Final = ("pass_mark", "passed", "published", "marked_by")
_NOTES: Final = ("reason", "next_step", "flags", "receipt", "key_version", "feedback", "sha256")
_ZERO: Final = Decimal(0)


@dataclass
class Row:
    """A file, with the marks that are official for its work where it counts, else the machine's."""

    marking: Any
    counts: bool
    standing: Standing | None
    marks: list[Mark]
    parts: dict[Part, Score]
    said: dict[str, list[Said]] = field(default_factory=dict)

    @property
    def points(self) -> Decimal | None:
        """Points in all; None where nothing could be marked."""
        return sum((s.points for s in self.parts.values()), _ZERO) if self.parts else None

    @property
    def of(self) -> Decimal | None:
        """Out of how many."""
        return sum((s.of for s in self.parts.values()), _ZERO) if self.parts else None


@dataclass
class Head:
    """The columns: parts and criteria that the works have."""

    parts: list[Part]
    rules: dict[tuple[str, str, str], str]
    """Case, exercise and criterion, and what the column is called."""

    def names(self, language: Language) -> list[str]:
        """What stands above the columns, in their order."""
        return [
            *(text(f"marking.column.{name}", language) for name in (*_WHO, *_WHAT)),
            *(text(f"gradebook.column.{name}", language) for name in _OURS),
            *(text(part_key(part), language) for part in self.parts),
            *self.rules.values(),
            *(text(f"marking.column.{name}", language) for name in _NOTES),
        ]


def head(connection: Connection) -> Head:
    """The columns of all that is in the gradebook; the case stands with a criterion where needed."""
    kinds = select(func.max(Marking.id)).where(Marking.status == "marked")
    kinds = kinds.group_by(Marking.case_id, Marking.exercise, Marking.key_version)
    columns = (Marking.case_id, Marking.exercise, Marking.parts, Marking.marks)
    found = connection.execute(select(*columns).where(Marking.id.in_(kinds)).order_by(Marking.id))
    parts: set[Part] = set()
    rules: dict[tuple[str, str, str], str] = {}
    for case, exercise, own_parts, marks in found:
        parts |= stored.parts(own_parts).keys()
        rules |= {(case, exercise, rule): rule for rule in stored.marks(marks)}
    works = {key[:2] for key in rules}
    if len(works) > 1:
        several = len({exercise for _, exercise in works}) > 1
        rules = {
            key: f"{key[0]}/{key[1]}/{key[2]}" if several else f"{key[0]}/{key[2]}" for key in rules
        }
    return Head([part for part in Part if part in parts], rules)


def rows(connection: Connection) -> Iterator[Row]:
    """A row for each file, works first: those marked in any take, those refused in their folder's last."""
    for standing in standings(connection):
        yield _of_work(standing)
        yield from _other_files(standing)
    for marking in connection.execute(_refused()):
        yield Row(marking, False, None, [], {}, stored.said(marking.said))


def cells(row: Row, columns: Head, page: str, language: Language) -> list[Cell]:
    """A row's cells, in the order of the columns' names; `page` is its feedback page."""
    given = {mark.rule: mark.points for mark in row.marks if mark.counts}
    whose = (row.marking.case_id, row.marking.exercise)
    plain = _cells(row, page, language)
    return [
        *(plain[name] for name in (*_WHO, *_WHAT, *_OURS)),
        *(row.parts[part].points if part in row.parts else None for part in columns.parts),
        *(given.get(key[2]) if key[:2] == whose else None for key in columns.rules),
        *(plain[name] for name in _NOTES),
    ]


@dataclass
class Course:
    """A team, or a trainee who works alone, with its points in every exercise."""

    workshop: str
    owner: str
    points: Points = field(default_factory=dict)

    @property
    def total(self) -> Decimal:
        """Points in all exercises."""
        return sum((got for got, _, _ in self.points.values()), _ZERO)

    @property
    def of(self) -> Decimal:
        """Out of how many, in the exercises handed in."""
        return sum((of for _, of, _ in self.points.values()), _ZERO)


def course(
    connection: Connection, *, published_only: bool = False
) -> tuple[list[tuple[str, str]], list[Course]]:
    """The exercises (case and id), and a row for each team."""
    found: dict[tuple[str, str], Course] = {}
    exercises: dict[tuple[str, str], None] = {}
    for each in standings(connection):
        work = each.work
        if published_only and not work.published:
            continue
        own = (work.case, work.exercise)
        exercises[own] = None
        name = work.owner or work.file
        row = found.setdefault((work.workshop, name), Course(work.workshop, name))
        row.points[own] = (work.points, work.of, work.passed)
    return sorted(exercises), [found[key] for key in sorted(found)]


def course_table(connection: Connection, language: Language) -> Iterator[list[Cell]]:
    """The course as a table, its heading first."""
    exercises, teams = course(connection)
    own = [f"{case} {_exercise(exercise, language)}" for case, exercise in exercises]
    ends = [text(f"gradebook.column.{name}", language) for name in ("total", "percent", "passes")]
    first = [text(f"marking.column.{name}", language) for name in ("workshop", "team")]
    yield [*first, *own, ends[0], text("marking.column.of", language), *ends[1:]]
    for team in teams:
        got = [team.points[each][0] if each in team.points else None for each in exercises]
        percent = (team.total * 100 / team.of).quantize(Decimal("0.1")) if team.of else None
        passes = sum(bool(passed) for _, _, passed in team.points.values())
        yield [team.workshop, team.owner, *got, team.total, team.of, percent, passes]


def as_json(row: Row, page: str) -> dict[str, Any]:
    """A row as plain data, for a program to read."""
    who, work = row.marking, row.standing.work if row.standing and row.counts else None
    named = ("file", "sha256", "status", "workshop", "team", "trainee", "case_id", "exercise")
    more = ("revision", "time", "language", "receipt", "key_version")
    return {
        **{name.removesuffix("_id"): getattr(who, name) for name in (*named, *more)},
        "counts": row.counts,
        "points": _number(row.points),
        "of": _number(row.of),
        "pass_mark": row.standing.pass_mark if row.standing else None,
        "passed": work.passed if work else None,
        "published": work.published if work else False,
        "feedback": page,
        "parts": {p: [_number(s.points), _number(s.of)] for p, s in row.parts.items()},
        "marks": {mark.rule: _mark(mark) for mark in row.marks},
        "notes": {kind: [each.words("en") for each in all_] for kind, all_ in row.said.items()},
    }


def _mark(mark: Mark) -> dict[str, Any]:
    plain: dict[str, Any] = {"points": _number(mark.points), "of": _number(mark.of)}
    if mark.by != MACHINE:
        plain |= {"by": mark.by, "machine": _number(mark.machine), "comment": mark.comment}
    return {**plain, "flag": mark.flag.words("en")} if mark.flag else plain


def _number(points: Decimal | None) -> float | None:
    return None if points is None else float(points)  # halves: exact


def _cells(row: Row, page: str, language: Language) -> dict[str, Cell]:
    def say(name: str) -> str:
        return text(f"marking.status.{name}", language)

    who, marked = row.marking, row.marking.status == "marked"
    work = row.standing.work if row.standing is not None and row.counts else None
    pass_mark = row.standing.pass_mark if row.standing is not None else None
    notes = {
        kind: " ".join(each.words(language) for each in row.said.get(kind, ()))
        for kind in ("reason", "next_step", "flags")
    }
    return {
        "file": who.file,
        "status": say(who.status),
        "counts": say("yes" if row.counts else "no"),
        "team": who.team,
        "trainee": who.trainee,
        "workshop": who.workshop,
        "case": who.case_id,
        "activity": who.exercise,
        "language": who.language if marked else "",
        "revision": who.revision if marked else None,
        "time": who.time,
        "points": row.points,
        "of": row.of,
        "pass_mark": pass_mark,
        "passed": "" if work is None or work.passed is None else say(_yes(work.passed)),
        "published": say(_yes(work.published)) if work else "",
        "marked_by": ", ".join(work.marked_by) if work else "",
        **notes,
        "receipt": text(f"gradebook.receipt.{who.receipt}", language) if marked else "",
        "key_version": who.key_version,
        "feedback": page,
        "sha256": who.sha256,
    }


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"


def _exercise(exercise: str, language: Language) -> str:
    return text("marking.status.course", language) if exercise == "course" else exercise


def _of_work(standing: Standing) -> Row:
    said = stored.said(standing.row.said)
    flags = [mark.flag for mark in standing.official if mark.flag is not None]
    said["flags"] = [*said.get("flags", ()), *flags]
    if standing.refused is not None:
        said["reason"] = [standing.refused]
    return Row(standing.row, True, standing, standing.official, standing.parts, said)


def _other_files(standing: Standing) -> Iterator[Row]:
    """The work's files that do not count, each saying which one does."""
    for marking in standing.others():
        marks = official(stored.marks(marking.marks), {})
        said = stored.said(marking.said)
        flags: Sequence[Said] = said.get("flags", ())
        if not any(flag.key in _BEHIND for flag in flags):
            said["flags"] = [*flags, _behind(marking, standing.row)]
        yield Row(marking, False, standing, marks, sums(marks, stored.parts(marking.parts)), said)


_BEHIND: Final = tuple(f"marking.flag.{why}" for why in ("duplicate", "diverged", "superseded"))


def _behind(one: Any, best: Any) -> Said:
    """Why a file of another folder does not count."""
    file = {"file": best.file}
    if one.sha256 == best.sha256:
        return Said(key="marking.flag.duplicate", params=file)
    if one.revision == best.revision:
        return Said(key="marking.flag.diverged", params=file)
    return Said(key="marking.flag.superseded", params={"revision": best.revision, **file})


def _refused() -> Any:
    """Files that have never been marked, as the last take of their folder saw them."""
    last = select(func.max(Take.id)).group_by(Take.source)
    seen = select(Sighting.marking_id).where(Sighting.take_id.in_(last))
    asked = select(*LIGHT).where(Marking.id.in_(seen), Marking.work_id.is_(None))
    return asked.order_by(Marking.file, Marking.id)
