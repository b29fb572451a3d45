"""The end of a workshop: its debrief from games and marks, and certificates for those who finished."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from dataclasses import replace as changed
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from fivelayer.findings import Said
from fivelayer.marking.result import Result
from fivelayer.messages import Language, text
from fivelayer.record.files import replace, replace_by
from fivelayer.reports import certificates, cohort, cohort_debrief, slides
from fivelayer.reports.certificates import Certificate, Without
from fivelayer.workshop.journal import Journal
from fivelayer.workshop.rounds import folded
from fivelayer.workshop.settings import Opened, same_name
from fivelayer.workshop.teams import Roster

if TYPE_CHECKING:
    from fivelayer.gradebook import Work
    from fivelayer.gradebook.publishing import Trainee

COURSE: Final = "course"
TABLE: Final = "certificates.csv"
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Debriefed:
    """A debrief that was written: how many games and works it rests on, and whose games could not be played."""

    page: Path
    games: int
    works: int
    lost: tuple[str, ...]


def debrief(
    opened: Opened,
    folders: Sequence[Path],
    marks: Path | None,
    out: Path,
    language: Language,
    case_folders: Sequence[Path] = (),
    progress: Progress | None = None,
) -> Debriefed:
    """Write the presentation of a cohort; games out of `folders`, works out of `marks`.

    `progress` is called after each game that was studied, with how many are done and of how many.

    Raises:
        OSError: a folder cannot be read, or `out` not written.
    """
    workshop = opened.workshop
    where = [opened.folder / "cases", *case_folders]
    roster = _roster(opened.folder)
    found = [
        changed(one, team=roster.shown(one.team))
        for one in cohort_debrief.of_folders(folders)
        if one.workshop in ("", workshop.id) and same_name(one.team) not in roster.into
    ]
    played, lost = cohort_debrief.cohorts(found, where, workshop.seed)
    players = [one for each in played for one in each.players]
    for number, one in enumerate(players, start=1):
        one.study.weighed  # noqa: B018  worked out once, and the slowest of all
        if progress is not None:
            progress(number, len(players))
    results = (
        one.model_copy(update={"identity": one.identity.model_copy(update={"team": shown})})
        for one in _results(marks)
        if one.identity.workshop in ("", workshop.id)
        for shown in (roster.shown(one.identity.team) if one.identity.team else "",)
    )
    works = cohort.works(results)
    there = {same_name(one.team) for each in played for one in each.players}
    there |= {same_name(team) for work in works for team in work.handed_in}
    going_on = [team.name for team in workshop.teams if same_name(team.name) not in roster.into]
    teams = tuple(map(roster.shown, going_on))
    about = slides.About(
        title=workshop.title[language],
        date=workshop.date,
        teams=teams,
        absent=tuple(name for name in teams if same_name(name) not in there),
        lost=tuple(lost),
    )
    html = slides.page(about, played, works, language)
    out.parent.mkdir(parents=True, exist_ok=True)
    replace(out, html.encode("utf-8", "replace"), durable=False)
    return Debriefed(out, len(players), sum(len(work.teams) for work in works), tuple(lost))


def _roster(folder: Path) -> Roster:
    """Who was renamed or merged while the workshop ran."""
    return folded(Journal(folder).read().entries).roster


def _results(marks: Path | None) -> Iterator[Result]:
    for path in sorted((marks / "results").glob("*.json")) if marks is not None else ():
        try:
            yield Result.model_validate_json(path.read_bytes())
        except ValueError:
            continue  # not ours


def certify(
    opened: Opened, works: Iterable[Work], roster: Sequence[Trainee] = ()
) -> tuple[list[Certificate], list[Without]]:
    """Who gets a certificate, and who none: each on the roster, else each team.

    All that the workshop asks for must be published and reach the pass mark: the gradebook's, else the
    workshop's own.
    """
    workshop, crew = opened.workshop, _roster(opened.folder)
    held: dict[str, dict[tuple[str, str], Work]] = {}
    called: dict[str, str] = {}
    for work in works:
        if work.workshop in ("", workshop.id):
            held.setdefault(crew.key(work.owner), {})[work.case, work.exercise] = work
            called.setdefault(crew.key(work.owner), crew.shown(work.owner))
    teams = {
        crew.key(team.name): team
        for team in workshop.teams
        if same_name(team.name) not in crew.into
    }
    called |= {key: crew.shown(team.name) for key, team in teams.items()}
    given: list[Certificate] = []
    without: list[Without] = []
    for name, team in _people(roster, called):
        own = {**held.get(crew.key(team), {}), **held.get(crew.key(name), {})}
        known = teams.get(crew.key(team or name))
        if team and known is None and not own:
            without.append(Without(name, team, _why("no_team", team=team)))
            continue
        language: Language = next((work.language for work in own.values()), workshop.language)
        language = known.language if known is not None else language
        reason = _reason(opened, own, language)
        if reason is not None:
            without.append(Without(name, team, reason))
            continue
        cases = tuple(
            case.file.name[language]
            for case in opened.cases
            if any(done == case.id for done, _ in own)
        )
        about = (workshop.title[language], workshop.date, cases)
        given.append(Certificate(name, team, language, *about))
    return given, without


def _people(roster: Sequence[Trainee], teams: dict[str, str]) -> list[tuple[str, str]]:
    """Each name that may stand on a certificate, with its team; a team stands for itself."""
    if roster:
        return [(one.name, one.team) for one in roster]
    return [(name, "") for name in teams.values() if name]


def _reason(opened: Opened, own: dict[tuple[str, str], Work], language: Language) -> Said | None:
    if not own:
        return _why("nothing")
    for piece, what in _asked(opened, language):
        work = own.get(piece)
        if work is None:
            return _why("missing", what=what)
        if not work.published:
            return _why("unpublished", what=what)
        mark = opened.workshop.pass_mark
        enough = work.points * 100 >= (mark or 0) * work.of
        if work.passed is False or (work.passed is None and not enough):
            points = {"points": f"{work.points.normalize():f}", "of": f"{work.of.normalize():f}"}
            return _why("below", what=what, mark=mark if mark is not None else "–", **points)
    return None


def _asked(opened: Opened, language: Language) -> Iterator[tuple[tuple[str, str], str]]:
    """All that is to be handed in, with what it is called."""
    for use, case in zip(opened.workshop.cases, opened.cases, strict=True):
        if use.lessons:
            yield (case.id, COURSE), case.file.name[language]
    for exercise, _ in opened.exercises:
        yield (exercise.case, exercise.id), exercise.title[language]


def _why(reason: str, **params: str | int) -> Said:
    return Said(key=f"certificate.none.{reason}", params=dict(params))


def write(
    given: Sequence[Certificate],
    without: Sequence[Without],
    out: Path,
    title: str,
    language: Language,
) -> list[Path]:
    """Write the certificates, and a table of everybody with file or reason.

    Raises:
        OSError: the folder cannot be written.
    """
    from fivelayer.gradebook import exports

    made = certificates.write(given, out, title)
    head = [
        text(f"certificate.table.{name}", language)
        for name in ("name", "team", "certificate", "reason")
    ]
    rows: list[list[Any]] = [[one.name, one.team, one.file, ""] for one in given]
    rows += [[one.name, one.team, "", one.reason.words(language)] for one in without]
    lines = (exports.line(row) for row in (head, *rows))
    replace_by(out / TABLE, chain([codecs.BOM_UTF8], lines), durable=False)
    return made
