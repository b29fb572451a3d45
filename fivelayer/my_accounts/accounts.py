"""A reader's own accounts: one folder each, beside the records and apart from them.

`my-accounts/<id>/` holds `account.json` (what was said at the start, and the notes), `records/` (the
plan, as every plan is kept), `snapshots/` and the reports made of it. Nothing here is copied into a
notebook, a kit or a submission.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import Field, ValidationError

from fivelayer import places
from fivelayer.cases import Case, CaseFile, DocumentEntry, Party
from fivelayer.dossier import Block, Document
from fivelayer.key import Words
from fivelayer.messages import LANGUAGES, Language, text
from fivelayer.my_accounts.notes import MOST_LINES, MOST_NOTES, Line, Note, Stored, typed_note
from fivelayer.problems import Cannot, writing
from fivelayer.reading import read_day
from fivelayer.record import canonical, files, names

KEPT: Final = "kept"
"""Folder of the accounts that were removed."""
ACCOUNT: Final = "account.json"
CURRENT: Final = ".current"
MAX_BYTES: Final = 8_000_000
_ID: Final = re.compile(r"own-[0-9a-f]{8}")
_BETWEEN: Final = re.compile(r"[,，、;；\n]")


def today_here() -> date:
    """Today, by this machine's clock."""
    return datetime.now().astimezone().date()


class About(Stored):
    """What was said of an account at the start, and its notes."""

    schema_version: Literal[1] = 1
    activity: Literal["own-account"] = places.OWN_ACTIVITY
    """By this every way out knows what it must not take."""
    id: str = Field(pattern=_ID.pattern)
    customer: Annotated[Line, Field(min_length=1, max_length=120)]
    sells: Annotated[Line, Field(max_length=300)] = ""
    rivals: tuple[Annotated[Line, Field(min_length=1, max_length=80)], ...] = Field(
        default=(), max_length=6
    )
    started: str = Field(pattern=r"^\d{4}-\d\d-\d\d$")
    notes: tuple[Note, ...] = Field(default=(), max_length=MOST_NOTES)


@dataclass(frozen=True)
class Removed:
    """An account in the archive."""

    name: str
    """Of its folder: the account's id and the moment it was removed."""
    about: About


class OwnCase(Case):
    """An own account as the forms and the coach know a case: its notes are its dossier; it has no key."""

    def __init__(self, folder: Path, about: About, today: date) -> None:
        super().__init__(folder, _file(about, today))
        self.about = about

    def documents(self, language: Language) -> tuple[Document, ...]:
        """What was said at the start, then the notes."""
        start = tuple(_said(self.about, language))
        found = [
            (1, text("own.start.document", language), "", self.about.started, start),
            *((n.number, n.title, n.kind, n.date, n.lines) for n in self.about.notes),
        ]
        return tuple(
            Document(f"D{number}", title, kind, day, _blocks(lines))
            for number, title, kind, day, lines in found
        )


class Accounts:
    """The own accounts of a workspace."""

    def __init__(self, workspace: Path) -> None:
        self.folder = workspace / places.OWN

    def all(self) -> list[About]:
        """The accounts by name; a folder that holds none is passed by."""
        found = [about for path in self._folders() if (about := _read(path))]
        return sorted(found, key=lambda about: (about.customer.casefold(), about.id))

    def get(self, name: str) -> About:
        """An account by its id, or by its customer's name where only one has it.

        Raises:
            Cannot: there is none, or several; the choices are listed.
        """
        there = self.all()
        named = [about for about in there if name in (about.id, about.customer)]
        if len(named) != 1:
            listed = ", ".join(f"{about.customer} ({about.id})" for about in there)
            raise Cannot("own_unknown", name=name, there=listed or "–")
        return named[0]

    def start(
        self,
        customer: str,
        sells: str = "",
        rivals: str = "",
        day: str = "",
    ) -> About:
        """Begin an account: a customer's name is enough. It becomes the one in use.

        Raises:
            Cannot: the name is missing or too long, the day is none, or nothing can be written.
        """
        started = _day(day)
        about = _checked(
            id=f"own-{secrets.token_hex(4)}",
            customer=customer,
            sells=sells,
            rivals=_several(rivals),
            started=started,
        )
        with writing(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            ignored = self.folder / ".gitignore"
            if not ignored.exists():  # a folder under version control must not take it along
                ignored.write_text("*\n", encoding="utf-8")
        self._write(about)
        self.choose(about.id)
        return about

    def change(self, about: About, customer: str, sells: str, rivals: str) -> About:
        """Another name, other words, other rivals: the plan stays as it is.

        A rival's place in the list is what the plan knows it by.

        Raises:
            Cannot: the name is missing or too long, or nothing can be written.
        """
        found = about.model_dump()
        found.update(customer=customer, sells=sells, rivals=_several(rivals))
        return self._write(_checked(**found))

    def note(self, about: About, title: str, kind: str, day: str, words: str) -> About:
        """Add a note; its number is never used again.

        Raises:
            Cannot: something is missing or too long, or nothing can be written.
        """
        if len(about.notes) >= MOST_NOTES:
            raise Cannot("own_notes", most=MOST_NOTES)
        number = max((note.number for note in about.notes), default=1) + 1
        note = typed_note(number, title, kind, _day(day), words)
        found = about.model_dump()
        found["notes"] = (*found["notes"], note)
        return self._write(_checked(**found))

    def correct(
        self, about: About, number: int, title: str, kind: str, day: str, words: str
    ) -> About:
        """Put a note right; it keeps its number and at least as many lines, as the plan may cite each.

        Raises:
            Cannot: there is no such note, it has fewer lines than before, something is missing or too
                long, or nothing can be written.
        """
        held = next((note for note in about.notes if note.number == number), None)
        if held is None:
            raise Cannot("own_no_note", number=number)
        note = typed_note(number, title, kind, _day(day or held.date), words)
        if len(note["lines"]) < len(held.lines):
            raise Cannot("own_note_shorter", number=number, n=len(held.lines))
        found = about.model_dump()
        found["notes"] = tuple(note if one["number"] == number else one for one in found["notes"])
        return self._write(_checked(**found))

    def remove(self, about: About) -> Path:
        """Move an account into the archive; nothing is deleted.

        Raises:
            Cannot: it could not be moved; it is still there.
        """
        moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
        kept = self.folder / KEPT / f"{about.id}-{moment}"
        with writing(kept):
            kept.parent.mkdir(parents=True, exist_ok=True)
            self.place(about).rename(kept)
        return kept

    def removed(self) -> list[Removed]:
        """What is in the archive, the newest first."""
        there = sorted((self.folder / KEPT).glob("own-*"), key=lambda path: path.name[12:])
        return [Removed(path.name, about) for path in reversed(there) if (about := _read(path))]

    def bring_back(self, name: str) -> About:
        """Take an account out of the archive again.

        Raises:
            Cannot: it is not there, or its place is taken.
        """
        found = next((one for one in self.removed() if one.name == name), None)
        if found is None or self.place(found.about).exists():
            raise Cannot("own_unknown", name=name, there="–")
        with writing(self.folder):
            (self.folder / KEPT / name).rename(self.place(found.about))
        self.choose(found.about.id)
        return found.about

    def current(self) -> About | None:
        """The account in use: the one last chosen, else the only one there is."""
        there = self.all()
        try:
            chosen = (self.folder / CURRENT).read_text(encoding="utf-8").strip()
        except (OSError, ValueError):
            chosen = ""
        alone = there[0] if len(there) == 1 else None
        return next((about for about in there if about.id == chosen), alone)

    def choose(self, name: str) -> None:
        """Remember which account is in use.

        Raises:
            Cannot: it cannot be written.
        """
        with writing(self.folder):
            files.replace(self.folder / CURRENT, name.encode(), durable=False)

    def place(self, about: About) -> Path:
        """The folder of an account."""
        return self.folder / about.id

    def case(self, about: About, today: date | None = None) -> OwnCase:
        """The account as a case; its today is today."""
        return OwnCase(self.place(about), about, today or today_here())

    def _folders(self) -> Iterable[Path]:
        there = sorted(self.folder.glob("own-*")) if self.folder.is_dir() else []
        return [path for path in there if _ID.fullmatch(path.name)]

    def _write(self, about: About) -> About:
        place = self.place(about)
        with writing(place):
            place.mkdir(parents=True, exist_ok=True)
            files.replace(place / ACCOUNT, canonical(about.model_dump(mode="json")))
        return about


def _read(folder: Path) -> About | None:
    try:
        raw = files.read(folder / ACCOUNT)
        return None if raw is None or len(raw) > MAX_BYTES else About.model_validate_json(raw)
    except (OSError, ValidationError):
        return None


def _checked(**found: Any) -> About:
    """An account from what somebody typed.

    Raises:
        Cannot: what is wrong with it.
    """
    try:
        return About(**found)
    except ValidationError as fault:
        where = str(fault.errors()[0]["loc"][0])
        code = where if where in ("customer", "sells", "rivals") else "note"
        raise Cannot(f"own_{code}", most=MOST_LINES) from None


def _day(typed: str) -> str:
    """A whole day as typed; today where nothing was.

    Raises:
        Cannot: it is no day.
    """
    try:
        found = read_day(typed)
    except ValueError:
        found = ""
    if found is None:
        return today_here().isoformat()
    if len(found) != len("2026-03-02"):
        raise Cannot("own_day", given=typed[:40])
    return str(found)


def _several(typed: str) -> tuple[str, ...]:
    """Names in a row, each once."""
    return tuple(dict.fromkeys(filter(None, (names.name(one) for one in _BETWEEN.split(typed)))))


def _file(about: About, today: date) -> CaseFile:
    def both(key: str, **params: str) -> Words:
        return Words(**{one: text(key, one, **params) for one in LANGUAGES})

    def same(words: str) -> Words:
        return Words(en=words, zh=words)

    rivals = [same(name) for name in about.rivals] or [both("own.start.rival")]
    sells = {"sells": about.sells}
    entries = [(1, both("own.start.document"), "start", about.started)]
    entries += [(n.number, same(n.title), n.kind, n.date) for n in about.notes]
    return CaseFile(
        schema_version=1,
        id=about.id,
        version="1.0.0",
        access="open",
        name=same(about.customer),
        summary=both("own.start.summary"),
        goal=both("own.start.goal", **sells) if about.sells else both("own.start.goal_open"),
        lesson=("S1",),
        noise=(),
        today=today.isoformat(),
        us=Party(id="us", name=both("views.map.us")),
        rivals=tuple(Party(id=f"rival-{n}", name=one) for n, one in enumerate(rivals, start=1)),
        documents=tuple(
            DocumentEntry(id=f"D{n}", file=f"{n:02d}-note.md", title=title, kind=kind, date=day)
            for n, title, kind, day in entries
        ),
    )


def _said(about: About, language: Language) -> Iterable[str]:
    yield text("own.start.line.customer", language, customer=about.customer)
    if about.sells:
        yield text("own.start.line.sells", language, sells=about.sells)
    for rival in about.rivals:
        yield text("own.start.line.rival", language, rival=rival)
    yield text("own.start.line.started", language, day=about.started)


def _blocks(lines: Iterable[str]) -> tuple[Block, ...]:
    return tuple(Block(number, "paragraph", line) for number, line in enumerate(lines, start=1))
