"""A workshop's settings, `workshop.yaml`: cases, exercises, teams, agenda; strict, every problem at once."""

from __future__ import annotations

import json
import secrets
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field

from fivelayer import cases, places, strict_yaml
from fivelayer.cases import Case, Exercise
from fivelayer.key import Id, Strict, Words
from fivelayer.messages import LANGUAGES, Language, text
from fivelayer.problems import Cannot, Problem, Problems, writing
from fivelayer.record import files, names
from fivelayer.strict_yaml import Source

FILE: Final = "workshop.yaml"
NAME_AT_MOST: Final = 60
"""Characters of a team's name: it stands on boards, pages and certificates."""
_CLOCK: Final = r"^([01]\d|2[0-3]):[0-5]\d$"
_DAY: Final = (
    # begins, minutes, the message that names it
    ("09:00", 20, "welcome"),
    ("09:20", 70, "lessons_first"),
    ("10:45", 75, "lessons_second"),
    ("13:00", 30, "practice_round"),
    ("13:30", 90, "rounds"),
    ("15:15", 30, "hand_in"),
    ("15:45", 60, "debrief"),
    ("16:45", 15, "certificates"),
)


class Team(Strict):
    """A team: its name as everybody sees it, and the language it works in."""

    name: str = Field(min_length=1, max_length=NAME_AT_MOST)
    language: Language


class CaseUse(Strict):
    """A case in this workshop: with lessons, with a game of some rounds, or with both."""

    id: Id
    lessons: bool = True
    game: bool = False
    rounds: Annotated[int, Field(ge=1, le=20)] | None = None
    """Rounds that are played; all of the case's where nothing is said."""
    practice_round: bool = False
    """Whether a round is played first that does not count."""


class Slot(Strict):
    """One item of the day."""

    at: str = Field(pattern=_CLOCK)
    minutes: int = Field(ge=5, le=600)
    what: Words


class Workshop(Strict):
    """`workshop.yaml`."""

    schema_version: Literal[1]
    id: Id
    title: Words
    language: Language
    """The facilitator's."""
    date: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    cases: tuple[CaseUse, ...] = Field(min_length=1)
    exercises: tuple[Id, ...] = ()
    teams: tuple[Team, ...] = ()
    agenda: tuple[Slot, ...] = ()
    pass_mark: Annotated[int, Field(ge=0, le=100)] | None = None
    """Per cent of the points."""
    seed: int = Field(ge=0, lt=2**63)
    """Names the luck of all games of this workshop."""


@dataclass(frozen=True)
class Opened:
    """A workshop with the cases and exercises it uses."""

    folder: Path
    workshop: Workshop
    cases: tuple[Case, ...]
    exercises: tuple[tuple[Exercise, Path], ...]
    """Each with its folder."""


def read(folder: Path, case_folders: Sequence[Path] = ()) -> Opened:
    """Read a workshop; cases are looked for in its folder, in those given, then in the kit's.

    Raises:
        Problems: every problem of `workshop.yaml`; a case or an exercise that is not there.
    """
    source = strict_yaml.read(folder / FILE, FILE)
    workshop = strict_yaml.typed(source, Workshop)
    where = [folder / "cases", *case_folders, places.cases()]
    exercise_folders = [folder / "exercises", places.exercises()]
    problems = [*_teams(source, workshop), *_missing(source, workshop, where, exercise_folders)]
    if problems:
        raise Problems(problems)
    found = tuple(cases.find(use.id, where) for use in workshop.cases)
    too_many = list(_rounds(source, workshop, found))
    if too_many:
        raise Problems(too_many)
    exercises = [cases.find(name, exercise_folders, Path) for name in workshop.exercises]
    loaded = tuple((cases.load_exercise(place), place) for place in exercises)
    return Opened(folder, workshop, found, loaded)


def begin(folder: Path, workshop: Workshop) -> Path:
    """Make a workshop's folder; its file.

    Raises:
        Cannot: the folder holds a workshop already, or cannot be written.
    """
    file = folder / FILE
    if file.exists():
        raise Cannot("file_exists", file=str(file))
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        files.replace(file, _written(workshop).encode("utf-8"))
    return file


def draft(
    name: str,
    language: Language,
    date: str,
    case_ids: Sequence[str],
    teams: Sequence[Team] = (),
    seed: int | None = None,
) -> Workshop:
    """A workshop with the defaults that a facilitator would expect; the games' luck is drawn once.

    Raises:
        pydantic.ValidationError: an answer is not what it must be.
    """
    day = [
        Slot(at=at, minutes=minutes, what=_both(f"workshop.agenda.{key}"))
        for at, minutes, key in _DAY
    ]
    return Workshop(
        schema_version=1,
        id=name,
        title=_both("workshop.title", name=name),
        language=language,
        date=date,
        cases=tuple(CaseUse(id=case, game=number == 0) for number, case in enumerate(case_ids)),
        teams=tuple(teams),
        agenda=tuple(day),
        pass_mark=60,
        seed=secrets.randbelow(2**31) if seed is None else seed,
    )


def same_name(name: str) -> str:
    """What two names have in common that people, or a file system, would take for the same."""
    seen = (
        c
        for c in unicodedata.normalize("NFKC", names.name(name))
        if unicodedata.category(c) != "Cf"
    )
    return " ".join("".join(seen).casefold().split())


def _teams(source: Source, workshop: Workshop) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for number, team in enumerate(workshop.teams):
        loc = ("teams", number, "name")
        if not same_name(team.name):
            yield source.problem(loc, "team_unnamed")
        elif same_name(team.name) in seen:
            twin = {"other": seen[same_name(team.name)]}
            yield source.problem(loc, "team_twice", given=team.name, params=twin)
        seen.setdefault(same_name(team.name), team.name)


def _missing(
    source: Source, workshop: Workshop, where: Sequence[Path], exercise_folders: Sequence[Path]
) -> Iterator[Problem]:
    for number, use in enumerate(workshop.cases):
        there = _names(where)
        if use.id not in there:
            yield source.problem(("cases", number, "id"), "not_found", given=use.id, choices=there)
    there = _names(exercise_folders)
    for number, name in enumerate(workshop.exercises):
        if name not in there:
            yield source.problem(("exercises", number), "not_found", given=name, choices=there)


def _rounds(source: Source, workshop: Workshop, found: Sequence[Case]) -> Iterator[Problem]:
    for number, (use, case) in enumerate(zip(workshop.cases, found, strict=True)):
        most = len(case.file.rounds)
        if use.rounds is not None and use.rounds > most:
            loc = ("cases", number, "rounds")
            yield source.problem(loc, "too_many_rounds", given=str(use.rounds), params={"n": most})


def _names(folders: Sequence[Path]) -> tuple[str, ...]:
    there = {p.name for f in folders if f.is_dir() for p in f.iterdir() if p.is_dir()}
    return tuple(sorted(there))


def _both(key: str, **params: str) -> Words:
    said = {language: text(key, language, **params) for language in LANGUAGES}
    return Words(**said)


def _written(workshop: Workshop) -> str:
    """The file, a line an item; every scalar as JSON writes it, which YAML reads alike."""

    def one_line(value: object) -> str:
        return json.dumps(value, ensure_ascii=False)

    lines = [f"# {text('workshop.comment', workshop.language)}"]
    for name, value in workshop.model_dump(mode="json", exclude_none=True).items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            lines += [f"{name}:", *(f"  - {one_line(row)}" for row in value)]
        else:
            lines.append(f"{name}: {one_line(value)}")
    return "\n".join(lines) + "\n"
