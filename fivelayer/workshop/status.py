"""Who is where: the records of a shared folder, followed as they are written."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from fivelayer import coach, places
from fivelayer import draft as drafts
from fivelayer.cases import Case
from fivelayer.choices import LAYERS, Part
from fivelayer.findings import Finding
from fivelayer.record import Store, Who
from fivelayer.record.compare import apart
from fivelayer.record.form import MAX_BYTES, Record, Unreadable, parse_bytes
from fivelayer.record.games import committed
from fivelayer.record.store import ME
from fivelayer.views import spec
from fivelayer.views.progress import open_fields
from fivelayer.workshop.settings import Opened, same_name

DEPTH: Final = 4
"""Folders below the shared one in which `records/` is looked for."""
_ASIDE: Final = ("kept", "notebooks", "exercises", "cases", "wheels", "node_modules", "__pycache__")
COMMONEST: Final = 5
_LONGEST_NAMES: Final = 4_000
"""Bytes of a file that says who joined; what is longer was not written by us, and is not read."""


@dataclass(frozen=True)
class Place:
    """Where a team is with one case and activity."""

    team: str
    """As typed by the team; hostile until escaped."""
    case: str
    activity: str
    language: str
    revision: int
    time: str
    layers: Mapping[Part, tuple[int, int]] = field(default_factory=dict)
    """By layer: fields answered, of how many."""
    open_findings: tuple[Finding, ...] = ()
    rounds: int = 0
    """Rounds of the game that were committed."""
    path: Path = Path()
    """The record's file."""
    game: Mapping[str, Any] | None = field(default=None, compare=False)
    """The game as the record holds it; nobody has looked at it yet."""
    seen: dict[str, int] = field(default_factory=dict, compare=False)
    """By device, what the record builds on: two that build on different things are two works."""

    @property
    def key(self) -> str:
        """The team, however it writes itself."""
        return same_name(self.team)

    @property
    def at(self) -> Part | None:
        """The layer that the team is in: the last one begun that is not yet whole."""
        begun = [part for part, (done, of) in self.layers.items() if 0 < done < of]
        return begun[-1] if begun else None


@dataclass(frozen=True)
class Board:
    """A shared folder at a moment. What could not be read or is another workshop's is said, not hidden."""

    places: tuple[Place, ...]
    absent: tuple[str, ...]
    """Teams of the settings of which there is no sign."""
    strangers: tuple[str, ...]
    """Records of another workshop, by their files."""
    unreadable: tuple[str, ...]
    every: tuple[Place, ...] = ()
    """All records, of teams that have several too; `places` has the newest of each."""
    joined: tuple[str, ...] = ()
    """Teams that have typed their name and nothing else yet; hostile until escaped."""
    gone_since: str = ""
    """Since when the folder could not be reached; what was seen last is shown."""

    def twins(self) -> list[tuple[Place, Place]]:
        """Records under one name that know nothing of each other: two laptops, or two teams."""
        found = []
        for one in self.places:
            same = (one.key, one.case, one.activity)
            found += [
                (one, other)
                for other in self.every
                if (other.key, other.case, other.activity) == same and apart(one.seen, other.seen)
            ]
        return found

    def commonest(self, most: int = COMMONEST) -> list[tuple[Finding, int]]:
        """The findings that most teams have, each with how many; one team counts once."""
        first: dict[str, Finding] = {}
        count: Counter[str] = Counter()
        for place in self.places:
            rules = {finding.rule: finding for finding in place.open_findings}
            count.update(rules.keys())
            first |= {rule: found for rule, found in rules.items() if rule not in first}
        ranked = sorted(count.items(), key=lambda pair: (-pair[1], pair[0]))
        return [(first[rule], teams) for rule, teams in ranked[:most]]


class Watch:
    """Follows a shared folder: a look reads only what was written since the last one."""

    def __init__(self, opened: Opened, shared: Path) -> None:
        self._workshop, self._shared = opened.workshop, shared
        self._cases = {case.id: case for case in opened.cases}
        self._seen: dict[Path, tuple[tuple[int, int], Place | Who | None, str]] = {}
        self._last = Board((), (), (), ())
        self._gone = ""

    def look(self) -> Board:
        """The folder as it stands; where it cannot be reached, as it stood."""
        try:
            files = list(_records(self._shared))
        except OSError:
            self._gone = self._gone or f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
            last = self._last
            return replace(last, gone_since=self._gone)
        self._gone = ""
        now = {path: self._read(path, stamp) for path, stamp in files}
        self._seen = {path: (stamp, *now[path]) for path, stamp in files}
        self._last = self._board(now)
        return self._last

    def _board(self, now: Mapping[Path, tuple[Place | Who | None, str]]) -> Board:
        every = tuple(found for found, _ in now.values() if isinstance(found, Place))
        newest: dict[tuple[str, str, str], Place] = {}
        for place in every:
            key = (same_name(place.team), place.case, place.activity)
            newest[key] = max(newest.get(key, place), place, key=_newness)
        there = {team for team, _, _ in newest}
        names = {same_name(w.owner): w.owner for w, _ in now.values() if isinstance(w, Who)}
        joined = {key: name for key, name in sorted(names.items()) if key and key not in there}
        there |= joined.keys()
        absent = [t.name for t in self._workshop.teams if same_name(t.name) not in there]
        named = {why: _named(now, self._shared, why) for why in ("stranger", "unreadable")}
        shown = sorted(newest.values(), key=lambda p: (p.case, p.activity, same_name(p.team)))
        return Board(
            tuple(shown),
            tuple(absent),
            named["stranger"],
            named["unreadable"],
            every,
            tuple(joined.values()),
        )

    def _read(self, path: Path, stamp: tuple[int, int]) -> tuple[Place | Who | None, str]:
        before = self._seen.get(path)
        if before is not None and before[0] == stamp:
            return before[1], before[2]
        if path.name == ME:
            who = Store(path.parent).who() if stamp[1] <= _LONGEST_NAMES else None
            ours = who is not None and who.workshop in ("", self._workshop.id)
            return who if ours else None, ""
        try:
            with path.open("rb") as file:
                record = parse_bytes(file.read(MAX_BYTES + 1))
        except FileNotFoundError:
            return None, ""
        except (Unreadable, OSError):
            return None, "unreadable"
        if record.identity.workshop not in ("", self._workshop.id):
            return None, "stranger"
        return self._place(record, path), ""

    def _place(self, record: Record, path: Path) -> Place:
        who = record.identity
        case = self._cases.get(who.case)
        found = _progress(record, case) if case is not None else {}
        return Place(
            team=who.owner,
            case=who.case,
            activity=who.activity,
            language=record.language,
            revision=record.revision,
            time=record.time,
            rounds=len(committed(record.game)),
            path=path,
            game=record.game,
            seen=record.seen,
            **found,
        )


def _progress(record: Record, case: Case) -> dict[str, Any]:
    forms = {part: spec.form(part, case.file, record.language) for part in LAYERS}
    counts = {part: open_fields(form, record.draft)[:2] for part, form in forms.items()}
    begun = [part for part, (done, _) in counts.items() if done]
    reviewed = coach.review(drafts.read(record.draft), record.draft, case.file, begun)
    return {
        "layers": counts,
        "open_findings": tuple(finding for finding in reviewed if coach.is_open(finding)),
    }


def _newness(place: Place) -> tuple[int, str]:
    """By revision, never by a clock: those of laptops differ, and go backwards."""
    return place.revision, place.time


def _named(
    now: Mapping[Path, tuple[Place | Who | None, str]], shared: Path, why: str
) -> tuple[str, ...]:
    files = [path for path, (_, reason) in now.items() if reason == why]
    return tuple(sorted(path.relative_to(shared).as_posix() for path in files))


def _records(folder: Path, depth: int = DEPTH) -> Iterator[tuple[Path, tuple[int, int]]]:
    """Every record below a folder and who joined there, with when it was written and how long it is.

    Raises:
        OSError: the folder itself cannot be read.
    """
    with os.scandir(folder) as entries:
        inside = [entry for entry in entries if _is_folder(entry)]
    for entry in sorted(inside, key=lambda one: one.name):
        if entry.name == places.RECORDS:
            yield from _teams(Path(entry.path))
        elif depth and entry.name not in _ASIDE and not entry.name.startswith("."):
            try:
                yield from _records(Path(entry.path), depth - 1)
            except OSError:
                continue  # a folder of somebody's own


def _teams(records: Path) -> Iterator[tuple[Path, tuple[int, int]]]:
    for path in (records / ME, *sorted(records.glob("*/*--*.json"))):
        try:
            about = path.stat()
        except OSError:
            continue  # replaced this very moment: the next look sees it
        yield path, (about.st_mtime_ns, about.st_size)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False
