"""What a facilitator tells a team (results, clock, messages), and how it comes into the team's record.

One file a record, beside it: only the facilitator's side writes it, only the team's side reads it, so
that no two machines ever write the same file. The team's own program puts the results into its record.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import Field, ValidationError

from fivelayer.activity import Activity
from fivelayer.game_sheet import Json, Result, Sheet, Tray, Unplayable
from fivelayer.key import Strict
from fivelayer.play import Host, Play
from fivelayer.record import files
from fivelayer.record.form import MAX_BYTES, Moment, canonical
from fivelayer.record.outcomes import Trouble
from fivelayer.simulation.decisions import Decisions

FOLDER: Final = "from-facilitator"
"""Beside a team's records: what the facilitator tells it."""
TEXT_AT_MOST: Final = 1000


class Turn(Strict):
    """A round as it was resolved."""

    decided: Decisions | None
    """None: nothing was decided in time, or nothing that could be done; the round passed without us."""
    result: Result


class Notice(Strict):
    """A message, or an event that is announced."""

    number: int
    time: Moment
    kind: Literal["message", "event"]
    text: str = Field(max_length=TEXT_AT_MOST)


class Bulletin(Strict):
    """All that a team is told about its game of one case."""

    schema_version: Literal[1] = 1
    workshop: str
    case: str
    case_version: str
    game: int = 0
    """Counts the games of a workshop: a practice round is one of its own."""
    seed: int | None = None
    """The luck of the game, named once its last round was played."""
    round: int = 0
    """The round that is open; 0: none is."""
    closes: str = ""
    over: bool = False
    start: Result | None = None
    """What is known before the first round; None where the team's own machine plays."""
    turns: tuple[Turn, ...] = Field(default=(), max_length=20)
    notices: tuple[Notice, ...] = ()
    name: str = ""
    """What the team is called here, where that is not what it calls itself."""
    into: str = ""
    """The team that it was merged into."""

    def written(self) -> bytes:
        """The file."""
        return canonical(self.model_dump(mode="json", by_alias=True))


@dataclass(frozen=True)
class Taken:
    """What a look at the bulletin brought."""

    bulletin: Bulletin
    news: bool
    """Whether results came into the record."""
    late: tuple[int, ...] = ()
    """Rounds decided here after they were resolved: they stand as resolved, a copy of ours was kept."""
    trouble: Trouble | None = None


def place(record: Path) -> Path:
    """Where the bulletin for a record's file is."""
    return record.parent / FOLDER / record.name


def read(record: Path) -> Bulletin | None:
    """The bulletin for a record's file; None where there is none that can be read."""
    with contextlib.suppress(OSError, ValidationError, ValueError):
        written = files.read(place(record))
        if written is not None and len(written) <= MAX_BYTES:
            return Bulletin.model_validate_json(written)
    return None


def take_up(activity: Activity) -> Taken | None:
    """Bring what the facilitator tells into an activity's record; None where nothing is told."""
    told = read(activity.where())
    who = activity.record.identity
    if told is None:
        _announce(activity)
    if told is None or told.case != who.case or who.workshop not in ("", told.workshop):
        return None
    if activity.read_only or told.start is None or told.case_version != activity.case.file.version:
        return Taken(told, news=False)
    host = Host(activity.case, resolves=False)
    try:
        wanted = brought(host, activity.game, told)
    except (Unplayable, ValidationError, ValueError):
        return Taken(told, news=False)
    if wanted is None:
        return Taken(told, news=False)
    late = overruled(activity.game, told)
    if late or another(activity.game, told):
        done: object = activity.play_anew(lambda game: brought(host, game, told) or game)
    else:
        done = activity.play(lambda game: brought(host, game, told) or game)
    if isinstance(done, Trouble):
        return Taken(told, news=False, late=late, trouble=done)
    return Taken(told, news=True, late=late)


def _announce(activity: Activity) -> None:
    """Begin the game in the record of a team that has joined: before, the facilitator cannot see it."""
    waits = activity.case.file.access != "open" and activity.game is None
    if waits and activity.who.owner and not activity.read_only:
        host = Host(activity.case, resolves=False)
        activity.play(lambda game: host.begin() if game is None else game)


def brought(host: Host, game: Json | None, told: Bulletin) -> Json | None:
    """A game with everything in it that its team was told; None where it has all that already.

    Raises:
        Unplayable: what was told does not fit the case.
    """
    sheet = _sheet(game)
    if sheet is None or another(game, told) or overruled(game, told):
        sheet = _begun(host, told)
    results = (*([told.start] if told.start else []), *(turn.result for turn in told.turns))
    while len(sheet.results) < len(results):
        number = len(sheet.results)
        if len(sheet.log.rounds) < number:  # it passed without us
            sheet = _with_round(sheet, told.turns[number - 1].decided or Decisions(round=number))
        # What lies on the tray was meant for the round that passed.
        play = Play(host, sheet, None)
        sheet = Sheet.model_validate(play.deliver(results[number]))
    if told.seed is not None and sheet.log.seed != told.seed:
        sheet = sheet.model_copy(update={"log": sheet.log.model_copy(update={"seed": told.seed})})
    form = sheet.form()
    if form == game:
        return None
    return form if _fits(host, form) else sheet.model_copy(update={"tray": Tray()}).form()


def overruled(game: object, told: Bulletin) -> tuple[int, ...]:
    """The rounds that a game decided otherwise than they were resolved."""
    sheet = _sheet(game)
    if sheet is None or another(game, told):
        return ()
    pairs = zip(sheet.log.rounds, told.turns, strict=False)
    return tuple(
        number
        for number, (own, turn) in enumerate(pairs, start=1)
        if own != (turn.decided or Decisions(round=number))
    )


def another(game: object, told: Bulletin) -> bool:
    """Whether a game was begun, and is not the one that is told of."""
    sheet = _sheet(game)
    return sheet is not None and sheet.log.game != told.game


def decided(game: object, number: int, of: int) -> Decisions | None:
    """What a record's game commits for a round of the game `of`, as far as anything can be read of it."""
    sheet = _sheet(game)
    if sheet is None or sheet.log.game != of or len(sheet.log.rounds) < number:
        return None
    found = sheet.log.rounds[number - 1]
    return found if found.round == number else None


def _sheet(game: object) -> Sheet | None:
    try:
        return Sheet.model_validate(game)
    except (ValidationError, ValueError, RecursionError):
        return None


def _begun(host: Host, told: Bulletin) -> Sheet:
    sheet = Sheet.model_validate(host.begin())
    return sheet.model_copy(update={"log": sheet.log.model_copy(update={"game": told.game})})


def _with_round(sheet: Sheet, one: Decisions) -> Sheet:
    log = sheet.log.model_copy(update={"rounds": (*sheet.log.rounds, one)})
    return sheet.model_copy(update={"log": log})


def _fits(host: Host, form: dict[str, Any]) -> bool:
    try:
        host.open(form)
    except Unplayable:
        return False
    return True
