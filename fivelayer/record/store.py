"""The folder of records: one file a team, case and activity, and named copies of all that was replaced."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import platform
import re
import secrets
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

from pydantic import ValidationError

from fivelayer.record import files
from fivelayer.record.compare import Relation, relation
from fivelayer.record.form import (
    MAX_BYTES,
    FromLater,
    Identity,
    Record,
    Unreadable,
    Who,
    canonical,
    parse_bytes,
    version,
)

KEPT: Final = "kept"
"""Folder, beside the records, of copies that are never deleted."""
ME: Final = "me.json"

State = Literal["fresh", "open", "migrated", "restored", "recovered", "lost", "later", "foreign"]


class Changed(Exception):  # noqa: N818  not an error: somebody else was here
    """The file is not what the writer believed it to be."""


@dataclass(frozen=True)
class Loaded:
    """What was found at a record's place.

    `fresh`: nothing. `open`: the record. `migrated`: in an older form, brought up to date.
    `restored`: older than its safety copy, which was taken. `recovered`: unreadable, the safety copy
    was taken. `lost`: unreadable, and no safety copy. `later`: of a later version of the kit.
    `foreign`: somebody else's. Whatever was set aside lies at `kept`.
    """

    state: State
    record: Record | None = None
    on_disk: str = ""
    """SHA-256 of the file's bytes; empty where there is no file."""
    kept: Path | None = None
    unkept: bytes = b""
    """What should have been set aside and could not be: it must be, before anything is written."""


class Store:
    """The records of one workspace."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, identity: Identity) -> Path:
        """Where the record of an identity is."""
        return (
            self.folder
            / identity.folder
            / f"{_word(identity.case)}--{_word(identity.activity)}.json"
        )

    def safety(self, identity: Identity) -> Path:
        """Where the copy of its last revision is."""
        path = self.path(identity)
        return path.parent / KEPT / f"{path.stem}--last.json"

    # --- who works here ------------------------------------------------------------------------

    def who(self) -> Who | None:
        """Who joined here, if somebody did and it can be read."""
        try:
            written = files.read(self.folder / ME)
            return None if written is None else Who.model_validate_json(written[:MAX_BYTES])
        except (OSError, ValidationError):
            return None

    def join(self, who: Who) -> None:
        """Remember who works here.

        Raises:
            OSError: it could not be written.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        files.replace(self.folder / ME, canonical(who.model_dump(mode="json")))

    def device(self, identity: Identity) -> str:
        """A name for this record in this folder on this machine that says nothing about any of them.

        A copy of the folder, elsewhere or beside, gets another, and so does every other record: what
        two teams did on one machine is never taken for one history. Where the folder cannot be
        written the name holds for this process only.
        """
        where = f"{platform.node()}|{_hardware()}|{self.folder.resolve()}|{self.path(identity)}"
        return _sha(f"{self._salt()}|{where}".encode(errors="replace"))[:12]

    def _salt(self) -> str:
        place = self.folder / ".device"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with files.locked(place):
                there = files.read(place)
                if there is None or not re.fullmatch(rb"[0-9a-f]{32}", there):
                    there = secrets.token_hex(16).encode()
                    files.replace(place, there)
            return there.decode()
        except OSError:
            return secrets.token_hex(16)

    # --- reading -------------------------------------------------------------------------------

    def load(self, identity: Identity) -> Loaded:
        """Read a record; what cannot be used is set aside under a name of its own, never deleted.

        Raises:
            OSError: the file or folder cannot be read.
        """
        path = self.path(identity)
        files.clear_leftovers(path.parent)
        written = files.read(path)
        last = self._last(identity)
        if written is None:
            return Loaded("fresh") if last is None else Loaded("restored", last)
        try:
            found = parse_bytes(written)
        except FromLater:
            return Loaded("later", None, _sha(written))
        except Unreadable:
            state: State = "lost" if last is None else "recovered"
            return self._aside(path, written, "unreadable", Loaded(state, last, _sha(written)))
        return self._readable(identity, written, found, last)

    def _readable(
        self, identity: Identity, written: bytes, found: Record, last: Record | None
    ) -> Loaded:
        path, on_disk = self.path(identity), _sha(written)
        if not _belongs(found, identity):
            return Loaded("foreign", found, on_disk)
        if last is not None and relation(found, last) is Relation.OLDER:
            return self._aside(path, written, "older", Loaded("restored", last, on_disk))
        if version(written) != found.schema_version:
            return self._aside(path, written, "as-found", Loaded("migrated", found, on_disk))
        return Loaded("open", found, on_disk)

    def _last(self, identity: Identity) -> Record | None:
        with contextlib.suppress(OSError, Unreadable):
            written = files.read(self.safety(identity))
            found = None if written is None else parse_bytes(written)
            return found if found is not None and _belongs(found, identity) else None
        return None

    # --- writing -------------------------------------------------------------------------------

    def save(self, record: Record, on_disk: str) -> str:
        """Write a record over the file whose SHA-256 is `on_disk` (empty: no file); return the new one.

        Raises:
            Changed: the file is another one by now; nothing was written.
            OSError: it could not be written; what was there is still there.
        """
        path = self.path(record.identity)
        path.parent.mkdir(parents=True, exist_ok=True)
        written = record.written()
        with files.locked(path):
            there = files.read(path)
            if ("" if there is None else _sha(there)) != on_disk:
                raise Changed
            files.replace(path, written)
            with contextlib.suppress(OSError):  # the record itself is safe; a copy is a second net
                safety = self.safety(record.identity)
                safety.parent.mkdir(exist_ok=True)
                files.replace(safety, written, durable=False)
        return _sha(written)

    def keep(self, record: Record, reason: str) -> Path:
        """Keep a named copy of a record; the same content is kept once only.

        Raises:
            OSError: it could not be written.
        """
        return self._keep(self.path(record.identity), record.written(), reason)

    def keep_mine(self, record: Record, conflict: str) -> Path:
        """Keep one side of an open conflict as it goes on, under one name.

        Raises:
            OSError: it could not be written.
        """
        path = self.path(record.identity)
        kept = path.parent / KEPT / f"{path.stem}--mine-{conflict}.json"
        kept.parent.mkdir(parents=True, exist_ok=True)
        files.replace(kept, record.written())
        return kept

    def keep_bytes(self, identity: Identity, written: bytes, reason: str) -> Path:
        """Keep a named copy of something that is no record.

        Raises:
            OSError: it could not be written.
        """
        return self._keep(self.path(identity), written, reason)

    def keep_file(self, identity: Identity, reason: str) -> None:
        """Keep a named copy of the record's file as it is, if there is one.

        Raises:
            OSError: it could not be written.
        """
        path = self.path(identity)
        written = files.read(path)
        if written is not None:
            self._keep(path, written, reason)

    def set_aside(self, identity: Identity, reason: str) -> Path | None:
        """Move the record and its safety copy to a named copy; None where there was none.

        Raises:
            OSError: it could not be done; the record is still there.
        """
        path = self.path(identity)
        written = files.read(path)
        if written is None:
            return None
        with files.locked(path):
            kept = self._keep(path, written, reason)
            self.safety(identity).unlink(missing_ok=True)
            path.unlink()
        return kept

    def _keep(self, path: Path, written: bytes, reason: str) -> Path:
        folder = path.parent / KEPT
        folder.mkdir(parents=True, exist_ok=True)
        same = f"{_sha(written)[:12]}.json"
        there = next(iter(folder.glob(f"{path.stem}--{reason}-*-{same}")), None)
        if there is not None and files.read(there) == written:
            return there
        now = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        kept = folder / f"{path.stem}--{reason}-{now}-{same}"
        files.replace(kept, written)
        return kept

    def _aside(self, path: Path, written: bytes, reason: str, found: Loaded) -> Loaded:
        try:
            return dataclasses.replace(found, kept=self._keep(path, written, reason))
        except OSError:
            return dataclasses.replace(found, unkept=written)


def _belongs(record: Record, identity: Identity) -> bool:
    mine = record.identity.folder == identity.folder
    return mine and record.identity.same_work(identity)


def _word(word: str) -> str:
    """A case's or activity's id as part of a file's name: ids are plain, but who knows."""
    plain = re.sub(r"[^a-z0-9_.-]+", "-", word.casefold()).strip(".-")[:60]
    return plain if plain == word else f"{plain or 'x'}-{_sha(word.encode(errors='replace'))[:8]}"


def _sha(written: bytes) -> str:
    return hashlib.sha256(written).hexdigest()


def _hardware() -> str:
    node = uuid.getnode()
    return "" if node >> 40 & 1 else f"{node:x}"  # that bit: made up, another each time
