"""The journal of a live workshop: who pressed what, when. One file a press, never changed, never deleted.

A press gets the next number by making its file, which only one of two can: the other reads what came
between and judges anew. So nothing is decided twice, and no lock is needed.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field, ValidationError

from fivelayer.bulletin import TEXT_AT_MOST
from fivelayer.key import Id, Strict
from fivelayer.record.form import Moment, canonical
from fivelayer.simulation.decisions import Decisions

FOLDER: Final = "live"
MOST_MINUTES: Final = 600
_NAME: Final = re.compile(r"(\d{6})\.json")

Number = Annotated[int, Field(ge=1, le=20)]
Minutes = Annotated[int, Field(ge=1, le=MOST_MINUTES)]
Key = str
"""A team, as `settings.same_name` has it."""
Why = Literal["absent", "unplayable"]


class Opening(Strict):
    """A round is opened."""

    what: Literal["open"] = "open"
    case: Id
    game: int = 0
    round: Number
    minutes: Minutes | None = None


class Resolving(Strict):
    """A round is resolved: what each team had decided, or nothing."""

    what: Literal["resolve"] = "resolve"
    case: Id
    game: int = 0
    round: Number
    turns: dict[Key, Decisions | None]
    why: dict[Key, Why] = Field(default_factory=dict)
    """Of the teams that decided nothing: for what reason."""
    open_for: tuple[Key, ...] = ()
    """Teams that have time left: the round goes on for them."""


class Again(Strict):
    """A new game begins: what was played until now was practice."""

    what: Literal["again"] = "again"
    case: Id
    game: int


class Time(Strict):
    """More time in the open round, for one team or for all."""

    what: Literal["time"] = "time"
    case: Id
    game: int = 0
    round: Number
    minutes: Minutes
    team: Key | None = None


class Renaming(Strict):
    """A team is called otherwise from now on; its record stays as it is."""

    what: Literal["rename"] = "rename"
    team: Key
    name: str


class Merging(Strict):
    """A team goes on in another one; its record stays where it is."""

    what: Literal["merge"] = "merge"
    team: Key
    into: Key


class Saying(Strict):
    """A message to a team or to all, or an event that is announced."""

    what: Literal["say"] = "say"
    text: str = Field(min_length=1, max_length=TEXT_AT_MOST)
    team: Key | None = None
    event: bool = False


class Ranking(Strict):
    """The leaderboard is switched."""

    what: Literal["leaderboard"] = "leaderboard"
    on: bool


Action = Annotated[
    Opening | Resolving | Again | Time | Renaming | Merging | Saying | Ranking,
    Field(discriminator="what"),
]


class Entry(Strict):
    """One press."""

    number: int
    time: Moment
    by: str
    action: Action

    @property
    def topic(self) -> tuple[str, ...]:
        """What it is about: two presses about the same thing get in each other's way."""
        match self.action:
            case Opening() | Resolving() | Again() | Time():
                return "round", self.action.case
            case Renaming() | Merging():
                return "team", self.action.team
            case Saying():
                return ()
        return (self.action.what,)


@dataclass(frozen=True)
class Written:
    """A journal as it was read."""

    entries: tuple[Entry, ...] = ()
    last: int = 0
    """The highest number that is taken."""
    strange: tuple[str, ...] = ()
    """Files in it that nobody can read, or that a syncing program doubled."""


class Journal:
    """The journal of a workshop's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / FOLDER
        self._known: dict[str, Entry] = {}

    def read(self) -> Written:
        """Everything that was pressed, in order. What was read once is not read again.

        Raises:
            OSError: the folder is there and cannot be read.
        """
        try:
            names = sorted(path.name for path in self.folder.iterdir())
        except FileNotFoundError:
            return Written()
        names = [name for name in names if not name.startswith(".")]
        found, strange, last = [], [], 0
        for name in names:
            match = _NAME.fullmatch(name)
            last = max(last, int(match[1])) if match else last
            entry = self._entry(name) if match else None
            if entry is not None and match and entry.number == int(match[1]):
                found.append(entry)
            else:
                strange.append(name)
        return Written(tuple(found), last, tuple(strange))

    def _entry(self, name: str) -> Entry | None:
        if name not in self._known:
            with contextlib.suppress(OSError, ValidationError, ValueError):
                self._known[name] = Entry.model_validate_json((self.folder / name).read_bytes())
        return self._known.get(name)

    def append(self, after: Written, by: str, action: Action, now: datetime) -> Entry:
        """Write a press as the next after those that were read; the clock never goes backwards in it.

        Raises:
            FileExistsError: somebody else pressed meanwhile; nothing was written.
            OSError: it could not be written.
        """
        last = after.entries[-1].time if after.entries else ""
        entry = Entry(number=after.last + 1, time=max(moment(now), last), by=by, action=action)
        self.folder.mkdir(parents=True, exist_ok=True)
        _created(
            self.folder / f"{entry.number:06}.json",
            canonical(entry.model_dump(mode="json", by_alias=True)),
        )
        return entry


def moment(now: datetime) -> str:
    """A moment as the journal holds it: to the second, so that times compare as texts."""
    return now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _created(path: Path, content: bytes) -> None:
    """Make a file that was not there, whole or not at all."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    with temporary.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:  # a drive that knows no second names: the name is claimed, then filled
        with path.open("xb") as file:
            file.write(content)
    finally:
        temporary.unlink()
