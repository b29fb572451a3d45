"""A record being worked on: every edit saved at once, others' edits taken in, conflicts kept and shown."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal

from fivelayer.messages import Language
from fivelayer.record import games
from fivelayer.record.compare import Relation, joined, relation
from fivelayer.record.edits import Clash, Edit, Insert, Put, Together, Whole, replayed
from fivelayer.record.files import BusyError
from fivelayer.record.form import Attempt, Identity, Json, Record, Who
from fivelayer.record.outcomes import Saved, Trouble, adoption, from_fault, trouble
from fivelayer.record.store import Changed, Loaded, Store

_TRIES: Final = 20


class Session:
    """One record open for work. Nothing here raises for what a disk or another process does."""

    def __init__(self, store: Store, identity: Identity, language: Language) -> None:
        self.store = store
        self.language = language
        self._token = secrets.token_hex(3)
        self._conflicts = 0
        self._open(identity)

    def _open(self, identity: Identity) -> None:
        self.identity = identity
        self.record = self._blank()
        self.other: Record | None = None
        """The other side of a conflict, or the somebody else's record that is shown."""
        self.read_only = False
        self.trouble: Trouble | None = None
        self.unsaved = False
        """Whether something stands in memory only."""
        self._own: Record | None = None
        self._raw: dict[str, Any] | None = None
        self._on_disk = ""
        self._unkept = b""
        self._pending: list[Edit] = []
        self._notes: list[Attempt] = []
        self._device = self.store.device(identity)
        try:
            found = self.store.load(identity)
        except OSError:
            self.read_only, self.trouble = True, trouble("cannot_read", where=str(self.where()))
            self.opened = adoption("cannot_read")
            found = Loaded("fresh")
        self._take(found)
        self._base = self.record
        self.saved = Saved(self.record.revision, self.record.time)
        """What is known to be on disk."""
        if self.read_only:
            return
        self.opened = adoption(
            found.state, kept=str(found.kept or ""), who=self.record.identity.owner
        )
        if found.state in ("later", "foreign"):
            self.read_only, self.trouble = (
                True,
                trouble(found.state, who=self.record.identity.owner),
            )

    def _take(self, found: Loaded) -> None:
        self._on_disk, self._unkept = found.on_disk, found.unkept
        if found.record is not None:
            self.record = found.record

    def _blank(self) -> Record:
        return Record(
            identity=self.identity, time=now(), device="", language=self.language, revision=0
        )

    def where(self) -> Path:
        """The record's file."""
        return self.store.path(self.identity)

    def copy(self) -> dict[str, Any]:
        """The record as JSON for the notebook, what is not yet on disk included."""
        return self.record.json_form() if self._raw is None else self._raw

    # --- saving --------------------------------------------------------------------------------

    def commit(
        self, make: Callable[[Record], Edit | None], note: Attempt | None = None
    ) -> Saved | Trouble:
        """Make one edit (or note one attempt) and save it; others' edits are taken in first.

        `make` is asked again if the record turns out to be newer on disk.

        Raises:
            KeyError: the edit names a row that is not there, or a place the plan does not have.
        """
        if self.read_only:
            return self.trouble or trouble("read_only")
        elsewhere = False
        for _ in range(_TRIES):
            edit = make(self.record)
            if self.other is not None:
                return self._apart(edit, note)
            new = self._next(edit, note, self._device)
            try:
                self._keep_unkept()
                self._on_disk = self.store.save(new, self._on_disk)
            except Changed:
                if not self._take_in(edit):
                    return self._apart(edit, note)
                elsewhere = True
            except OSError as fault:
                return self._only_in_memory(edit, note, fault)
            else:
                self._settled(new)
                return Saved(new.revision, new.time, elsewhere)
        return self._only_in_memory(edit, note, BusyError())

    def play(self, make: Callable[[Json | None], Json | None]) -> Saved | Trouble:
        """Change the game on disk, or not at all: what is not safe must not be revealed either.

        `make` is asked again if the record turns out to be newer on disk; whatever it raises goes
        through, and nothing is written.
        """
        if self.read_only:
            return self.trouble or trouble("read_only")
        for _ in range(_TRIES):
            if self.other is not None:
                return trouble("conflict")
            game = make(self.record.game)
            new = self._next(None, None, self._device).model_copy(update={"game": game})
            try:
                self._keep_unkept()
                self._on_disk = self.store.save(new, self._on_disk)
            except Changed:
                if not self._take_in(None):
                    return self.trouble or trouble("conflict")
            except OSError as fault:
                return from_fault(fault, self.where())
            else:
                self._settled(new)
                return self.saved
        return from_fault(BusyError(), self.where())

    def _settled(self, new: Record) -> None:
        self.record = self._base = new
        self.saved = Saved(new.revision, new.time)
        self._pending, self._notes, self.trouble, self.unsaved = [], [], None, False

    def save(self) -> Saved | Trouble:
        """Try again to save what stands in memory only."""
        if self.other is None and not self.read_only and not self.unsaved:
            return self.saved
        return self.commit(lambda _: None)

    def refresh(self) -> bool:
        """Take in what others saved since; say whether anything came."""
        before = self.record
        if self.read_only or self.other is not None:
            return False
        self._take_in(None)
        return self.record is not before

    def _next(self, edit: Edit | None, note: Attempt | None, device: str) -> Record:
        last = self.record
        revision = last.revision + 1
        anew = isinstance(edit, Whole)
        return last.model_copy(
            update={
                "identity": self.identity,
                "revision": revision,
                "previous": last.digest if last.revision else "",
                "seen": {**last.seen, device: revision},
                "time": now(),
                "device": device,
                "language": self.language,
                "draft": last.draft if edit is None else edit.make(last.draft),
                "counters": _counted(last.counters, edit),
                "attempts": () if anew else (*last.attempts, *([note] if note else [])),
            }
        )

    def _only_in_memory(self, edit: Edit | None, note: Attempt | None, fault: OSError) -> Trouble:
        self._hold(edit, note)
        self.trouble = from_fault(fault, self.where())
        return self.trouble

    def _hold(self, edit: Edit | None, note: Attempt | None) -> None:
        """Make an edit in memory; its revision is this session's own, so nothing is mistaken for it."""
        self.record = self._next(edit, note, f"{self._device}.{self._token}")
        self.unsaved = True
        self._pending += [edit] if edit is not None else []
        self._notes += [note] if note is not None else []

    def _keep_unkept(self) -> None:
        if self._unkept:
            self.store.keep_bytes(self.identity, self._unkept, "unreadable")
            self._unkept = b""

    # --- others' edits -------------------------------------------------------------------------

    def _take_in(self, edit: Edit | None) -> bool:
        """Bring what is on disk together with what stands here; False if the two do not go together."""
        try:
            found = self.store.load(self.identity)
        except OSError as fault:
            self.trouble = from_fault(fault, self.where())
            return False
        if found.state in ("later", "foreign"):
            self.read_only, self.trouble = (
                True,
                trouble(found.state, who=self.record.identity.owner),
            )
            return False
        self._on_disk, self._unkept = found.on_disk, found.unkept
        theirs = found.record
        if theirs is None or relation(theirs, self._base) in (Relation.SAME, Relation.OLDER):
            return True
        try:
            if relation(theirs, self._base) is Relation.DIVERGED:
                raise Clash
            fresh = [] if edit is None or _joins(edit) else [edit]
            replayed([*self._pending, *fresh], self._base.draft, theirs.draft)
            draft = replayed(self._pending, self._base.draft, theirs.draft)
        except (Clash, KeyError):
            self.part_ways(theirs)
            return False
        mine, self._base, self.record = self.record, theirs, theirs
        if self._pending or self._notes:
            merged = _together(mine, theirs, theirs)
            self.record = theirs.model_copy(update={**merged, "draft": draft})
        return True

    def _apart(self, edit: Edit | None, note: Attempt | None) -> Trouble:
        """Go on in memory while a conflict is open, with a copy kept of every state."""
        self._hold(edit, note)
        found = trouble("conflict") if self.other else self.trouble or trouble("conflict")
        try:
            self.store.keep_mine(self.record, f"{self._token}-{self._conflicts}")
        except OSError as fault:
            found = from_fault(fault, self.where())
        self.trouble = found
        return found

    def choose(self, side: Literal["mine", "other"]) -> Saved | Trouble:
        """Settle a conflict, or take over the record that is shown; the side not chosen is kept."""
        if self.other is None:
            return self.saved
        mine, other = self._own or self.record, self.other
        if side == "mine" and self._own is not None:
            self._open(self.identity)
            return self.trouble or self.saved
        taken, left = (mine, other) if side == "mine" else (other, mine)
        try:
            if left.revision:
                self.store.keep(left.model_copy(update={"identity": self.identity}), "not-chosen")
            self.store.keep_file(self.identity, "not-chosen")
        except OSError as fault:
            self.trouble = from_fault(fault, self.where())
            return self.trouble
        self.record = self._base = taken.model_copy(update=_together(mine, other, taken))
        self.other, self._own, self._raw, self.read_only = None, None, None, False
        self._pending, self._notes, self.unsaved = [], [], True
        return self.commit(lambda _: None)

    def go_on_as(self, identity: Identity) -> None:
        """Continue under another identity, whose record may have been there before."""
        mine = self.record
        self._open(identity)
        if not mine.revision or self.read_only:
            return
        how = relation(self.record, mine)
        if how in (Relation.OLDER, Relation.DIVERGED):
            theirs, self.record = self.record, mine
            self.unsaved = True
            if how is Relation.DIVERGED:
                self.part_ways(theirs)
            self.commit(lambda _: None)

    def take(self, theirs: Record) -> None:
        """Go on from a later state that a notebook brought."""
        self.record = self._base = theirs
        self._pending, self._notes, self.unsaved = [], [], True
        if theirs.identity.folder != self.identity.folder:
            self.commit(lambda _: None)
            return
        try:
            self._keep_unkept()
            self._on_disk = self.store.save(theirs, self._on_disk)
        except (Changed, OSError):
            self.commit(lambda _: None)
        else:
            self._settled(theirs)

    def show(self, theirs: Record | None, raw: dict[str, Any], why: Trouble) -> None:
        """Show somebody else's record, or one that cannot be read here: for reading only."""
        self.read_only, self._raw, self.trouble = True, raw, why
        if theirs is not None:
            self._own, self.record, self.other = self.record, theirs, theirs

    def part_ways(self, theirs: Record) -> None:
        """Open a conflict with another state of the same record."""
        self._conflicts += self.other is None
        self.other = theirs
        self.trouble = trouble("conflict")

    def become(self, who: Who) -> None:
        """Open the same activity as somebody's."""
        fault: OSError | None = None
        try:
            self.store.join(who)
        except OSError as found:
            fault = found
        self._open(self.identity.model_copy(update=who.model_dump()))
        if fault is not None:
            self.trouble = from_fault(fault, self.where())


def _joins(edit: Edit) -> bool:
    """Whether an edit is made anew from what stands there, so that it cannot clash."""
    if isinstance(edit, Together):
        return all(map(_joins, edit.edits))
    return isinstance(edit, Insert) or (isinstance(edit, Put) and edit.joins)


def now() -> str:
    """This moment, as records hold it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def row_number(row_id: str) -> int:
    """The number at the end of a row's id, 0 where there is none."""
    digits = row_id.lstrip("abcdefghijklmnopqrstuvwxyz_-")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else 0


def _counted(counters: dict[str, int], edit: Edit | None) -> dict[str, int]:
    for one in edit.edits if isinstance(edit, Together) else (edit,):
        if isinstance(one, Insert):
            counters = joined(counters, {one.path: row_number(one.row["id"])})
    return counters


def _together(mine: Record, other: Record, taken: Record) -> dict[str, Any]:
    """What a record must have that builds on two: all that both saw, both histories."""
    return {
        "revision": max(mine.revision, other.revision),
        "seen": joined(mine.seen, other.seen),
        "counters": joined(mine.counters, other.counters),
        "attempts": _all_attempts(mine, other),
        "game": games.furthest(taken.game, (mine if taken is other else other).game),
    }


def _all_attempts(mine: Record, other: Record) -> tuple[Attempt, ...]:
    once = dict.fromkeys(a.model_dump_json() for a in (*mine.attempts, *other.attempts))
    return tuple(sorted(map(Attempt.model_validate_json, once), key=lambda a: a.time))
