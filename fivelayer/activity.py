"""An activity as a trainee works on it: fields, rows, undo, citing, remarks, hints, handing in."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Literal

from fivelayer import coach, fields, places
from fivelayer import draft as drafts
from fivelayer.cases import Case
from fivelayer.choices import Part
from fivelayer.draft import Draft, Reading
from fivelayer.findings import Finding
from fivelayer.messages import Language
from fivelayer.record import adopting, files, handin, names, people
from fivelayer.record.editor import Editor
from fivelayer.record.edits import Edit, Insert, Move, Put, Remove, Together, Whole
from fivelayer.record.form import Attempt, Found, Identity, Record, Who, canonical
from fivelayer.record.outcomes import Adoption, Saved, Trouble, from_fault, trouble
from fivelayer.record.session import Session, now, row_number
from fivelayer.record.store import Store

HAND_IN: Final = "hand-in"
PORTFOLIO: Final = "fit.accounts"
REMARKS_AT_MOST: Final = 3
_PREFIX: Final = {
    "barriers.entries": "b",
    "relationship.decision_makers": "d",
    "interest.benefits": "v",
    "management.own_barriers": "o",
    "team.members": "m",
    "team.monitored": "w",
    "team.agenda": "a",
    "fit.accounts": "p",
}


class Activity:
    """One activity open for work; what it is told is on disk before it answers, or it says why not."""

    def __init__(
        self, case: Case, session: Session, parts: tuple[Part, ...], off: Iterable[str] = ()
    ) -> None:
        self.case = case
        self.parts = parts
        self.off = frozenset(off)
        """The coach's rules that the facilitator has switched off."""
        self._session = session
        self._editor = Editor(session)
        self._reading: tuple[Draft, Reading] | None = None

    @classmethod
    def open(
        cls,
        case: Case,
        activity: str,
        parts: Iterable[Part],
        language: Language,
        workspace: Path,
        who: Who | None = None,
        off: Iterable[str] = (),
    ) -> Activity:
        """Open an activity; without `who`, of whoever joined here, else of nobody in particular.

        `off` names the coach's rules that the facilitator has switched off.
        """
        store = Store(workspace / places.RECORDS)
        here = who or store.who() or Who()
        identity = _identity(here, case, activity)
        found = cls(case, Session(store, identity, language), tuple(parts), off)
        if who is not None and who != store.who():
            found._join(who)
        return found

    # --- what stands ---------------------------------------------------------------------------

    @property
    def record(self) -> Record:
        """The record as it stands, what is not yet on disk included."""
        return self._session.record

    @property
    def draft(self) -> Draft:
        """The plan as typed."""
        return self._session.record.draft

    @property
    def reading(self) -> Reading:
        """The plan as read, with what could not be."""
        if self._reading is None or self._reading[0] is not self.draft:
            self._reading = (self.draft, drafts.read(self.draft))
        return self._reading[1]

    @property
    def activity(self) -> str:
        """The activity's id: `course`, or an exercise's."""
        return self._session.identity.activity

    @property
    def private(self) -> bool:
        """Whether it is a plan for a real customer, which stays on this machine."""
        return self.activity == places.OWN_ACTIVITY

    @property
    def who(self) -> Who:
        """Whose activity it is."""
        return self._session.identity.who

    @property
    def language(self) -> Language:
        """The language in which the trainee works."""
        return self._session.language

    @property
    def read_only(self) -> bool:
        """True while somebody else's record, or one that cannot be saved at all, is shown."""
        return self._session.read_only

    @property
    def saved(self) -> Saved:
        """The last revision that is safely on disk."""
        return self._session.saved

    @property
    def unsaved(self) -> bool:
        """Whether something typed is in memory only; `trouble` says why."""
        return self._session.unsaved

    @property
    def trouble(self) -> Trouble | None:
        """What is in the way of saving, if anything is."""
        return self._session.trouble

    @property
    def opened(self) -> Adoption:
        """What was found on opening."""
        return self._session.opened

    @property
    def other(self) -> Record | None:
        """The other side of a conflict, to be shown beside mine."""
        return None if self.read_only else self._session.other

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return self._editor.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to make again."""
        return self._editor.can_redo

    # --- editing -------------------------------------------------------------------------------

    def change(self, path: str, value: str | list[str]) -> Saved | Trouble:
        """Put what was typed into a field, as typed; blank clears it.

        Raises:
            KeyError: the plan has no such field.
        """
        put = Put(path, _kept(path, value))
        return self._editor.do(lambda record: self._placed(record.draft, put))

    def change_together(self, values: Mapping[str, str]) -> Saved | Trouble:
        """Put texts into several fields at once, by path: one revision, one step of undo.

        Raises:
            KeyError: the plan has no such field.
        """
        puts = tuple(Put(path, _kept(path, value)) for path, value in values.items())
        return self._editor.do(lambda _: Together(puts))

    def add_row(self, table: str, at: int | None = None) -> str:
        """Add an empty row, at the end or at position `at` (from 0); return its id.

        Raises:
            KeyError: the plan has no such table.
        """
        if fields.place(table).kind != "table":
            raise KeyError(f"{table}: no table")
        added: list[str] = []

        def insert(record: Record) -> Edit:
            there = drafts.rows(record.draft, table)
            added.append(_free_id(record, table))
            position = len(there) if at is None else min(max(at, 0), len(there))
            return Insert(table, {"id": added[-1]}, position)

        self._editor.do(insert)
        return added[-1] if added else ""

    def add_rows(self, table: str, rows: Sequence[Draft]) -> Saved | Trouble:
        """Add filled-in rows at the end: all in one revision and one step of undo, or none.

        Raises:
            KeyError: the plan has no such table.
        """
        if fields.place(table).kind != "table":
            raise KeyError(f"{table}: no table")
        if not rows:
            return self.saved

        def insert(record: Record) -> Edit:
            first = row_number(_free_id(record, table))
            ids = (f"{_PREFIX.get(table, 'r')}{first + n}" for n in range(len(rows)))
            return Together(
                tuple(
                    Insert(table, {**row, "id": name}) for row, name in zip(rows, ids, strict=True)
                )
            )

        return self._editor.do(insert)

    def remove_row(self, table: str, row_id: str) -> Saved | Trouble:
        """Remove a row."""
        return self._editor.do(lambda _: Remove(table, row_id))

    def move_row(self, table: str, row_id: str, by: int) -> Saved | Trouble:
        """Move a row up (negative) or down by some places, as far as the table goes."""
        return self._editor.do(lambda r: Move(table, row_id, by).within(r.draft))

    def cite(self, path: str, line: str) -> Saved | Trouble:
        """Cite a dossier line for a field: it goes to the nearest `lines` of the field or its row."""
        return self._lines(path, lambda there: there if line in there else [*there, line])

    def uncite(self, path: str, line: str) -> Saved | Trouble:
        """Take a cited line away."""
        return self._lines(path, lambda there: [one for one in there if one != line])

    def undo(self) -> bool:
        """Take back the last step of this session; False where there is none, or others changed it since."""
        return self._editor.undo()

    def redo(self) -> bool:
        """Make again what was taken back."""
        return self._editor.redo()

    def start_over(self) -> Path | Trouble:
        """Begin again with a blank plan; a copy is kept and its place returned."""
        if self.read_only:
            return self.trouble or trouble("read_only", who=self.record.identity.owner)
        try:
            kept = self._session.store.keep(self.record, "before-starting-over")
        except OSError as fault:
            return from_fault(fault, self.where())
        outcome = self._editor.do(lambda _: Whole({}))
        return outcome if isinstance(outcome, Trouble) else kept

    # --- the game ------------------------------------------------------------------------------

    @property
    def game(self) -> dict[str, Any] | None:
        """The game as the record holds it, if one was begun; `play.Host.open` reads it."""
        return self.record.game

    def play(
        self, make: Callable[[dict[str, Any] | None], dict[str, Any] | None]
    ) -> Saved | Trouble:
        """Change the game: on disk, or not at all. What `make` raises goes through."""
        return self._session.play(make)

    def play_anew(
        self, make: Callable[[dict[str, Any] | None], dict[str, Any] | None]
    ) -> Path | Trouble:
        """Put another game in the place of this one; a copy of the record is kept and its place returned."""
        if self.read_only:
            return self.trouble or trouble("read_only", who=self.record.identity.owner)
        try:
            kept = self._session.store.keep(self.record, "before-new-game")
        except OSError as fault:
            return from_fault(fault, self.where())
        outcome = self.play(make)
        return outcome if isinstance(outcome, Trouble) else kept

    def _lines(self, path: str, change: Callable[[list[str]], list[str]]) -> Saved | Trouble:
        where = fields.place(path).lines
        if where is None:
            return trouble("cannot_cite")

        def made(record: Record) -> Edit:
            there = drafts.get(record.draft, where, [])
            lines = change(list(there) if isinstance(there, list) else [])
            return self._placed(record.draft, Put(where, lines or "", joins=True))

        return self._editor.do(made)

    def _placed(self, draft: Draft, put: Put) -> Edit:
        """The edit, or the row of the portfolio that it begins: those rows stand in the case's list."""
        row = fields.place(put.path).row
        if row is None or row[0] != PORTFOLIO or drafts.row(draft, *row) is not None:
            return put
        listed = next((one for one in self.case.accounts if one.id == row[1]), None)
        if listed is None or put.value in ("", []):
            return put
        begun: Draft = {"id": listed.id, "customer": listed.name[self.language]}
        return Insert(
            row[0], drafts.put(begun, put.path.removeprefix(".".join(row) + "."), put.value)
        )

    # --- the coach -----------------------------------------------------------------------------

    def remarks(self) -> list[Finding]:
        """The field-level remarks on the draft as it stands."""
        return self._review(self.parts, "field")

    def foresee(self, path: str, value: str | list[str]) -> list[Finding]:
        """The field-level remarks that `change` will lead to; nothing is changed.

        So a remark need not wait for the disk.

        Raises:
            KeyError: the plan has no such field.
        """
        draft = self._placed(self.draft, Put(path, _kept(path, value))).make(self.draft)
        return coach.review(drafts.read(draft), draft, self.case.file, self.parts, when="field")

    def ask(self, part: Part) -> list[Finding]:
        """The remarks on a layer, at most three, the most consequential first; noted as an attempt."""
        found = coach.pick(self._review((part,), "layer"), REMARKS_AT_MOST)
        self._note("remarks", part, found, changed=self._editor.touched_in(part.value))
        return found

    def _review(self, parts: tuple[Part, ...], when: Literal["field", "layer"]) -> list[Finding]:
        return coach.review(self.reading, self.draft, self.case.file, parts, when, self.off)

    def hint(self, finding: Finding, level: int) -> str:
        """A hint: 1 the question, 2 the case's hint, 3 the worked answer, or why not yet."""
        words = coach.hint(finding, level, self.case, self.attempts(finding), self.language)
        self._note("hint", finding.layer, [finding], level=level)
        return words

    def attempts(self, finding: Finding) -> int:
        """How often a remark was met with different answers: the first time counts as one."""
        met = {
            attempt.answers
            for attempt in self.record.attempts
            if attempt.asked == "remarks"
            and any((f.rule, f.field) == (finding.rule, finding.field) for f in attempt.found)
        }
        return len(met)

    def _note(
        self,
        asked: Literal["remarks", "hint"],
        part: Part,
        found: list[Finding],
        level: int = 0,
        changed: tuple[str, ...] = (),
    ) -> None:
        if self.read_only:
            return
        note = Attempt(
            time=now(),
            revision=self.record.revision,
            asked=asked,
            part=part,
            level=level,
            found=tuple(Found(rule=f.rule, field=f.field, quote=f.quote[:200]) for f in found),
            answers=hashlib.sha256(canonical(self.draft.get(part.value))).hexdigest()[:12],
            changed=changed,
        )
        if asked == "hint" and note in map(_timeless(note), self.record.attempts):
            return  # the same hint, looked at again
        self._session.commit(lambda _: None, note)

    # --- the record ----------------------------------------------------------------------------

    def save(self) -> Saved | Trouble:
        """Try again to save what stands in memory only."""
        return self._session.save()

    def refresh(self) -> bool:
        """Take in what was saved elsewhere since (another notebook, another tab); True if anything was."""
        return self._session.refresh()

    def copy(self) -> dict[str, Any]:
        """The record as JSON, for the notebook's metadata."""
        return self._session.copy()

    def adopt(self, copy: object) -> Adoption:
        """Compare with the copy a notebook carries: the record's JSON, or all its `fivelayer` metadata."""
        self._editor.forget()
        return adopting.adopt(self._session, copy)

    def choose(self, side: Literal["mine", "other"]) -> Saved | Trouble:
        """Settle a conflict, or take over the record shown; the side not chosen is kept on disk."""
        self._editor.forget()
        return self._session.choose(side)

    def hand_in(self, folder: Path | None = None) -> Path | Trouble:
        """Build the notebook to hand in, by default in `hand-in/` beside the records.

        A plan for a real customer is never handed in: it stays on its reader's machine.
        """
        if self.private:
            return trouble("own_account")
        if self.read_only or self.other is not None:
            return self.trouble or trouble("conflict")
        where = folder or self._session.store.folder.parent / HAND_IN
        place = where / handin.filename(self.record)
        try:
            where.mkdir(parents=True, exist_ok=True)
            files.replace(place, handin.notebook(self.record, self.parts))
        except OSError as fault:
            return from_fault(fault, place)
        return place

    def rename(self, who: Who) -> Saved | Trouble:
        """Go on under another name: all records of the old name go along, copies stay behind."""
        if self.read_only:
            return self.trouble or trouble("read_only", who=self.record.identity.owner)
        session = self._session
        try:
            people.rename(session.store, session.identity.who, who)
        except OSError as fault:
            return from_fault(fault, self.where())
        session.go_on_as(_identity(who, self.case, self.activity))
        return self.trouble or self.saved

    def where(self) -> Path:
        """The record's file."""
        return self._session.where()

    def _join(self, who: Who) -> None:
        try:
            self._session.store.join(who)
        except OSError as fault:
            self._session.trouble = from_fault(fault, self.where())


def _identity(who: Who, case: Case, activity: str) -> Identity:
    people_part = who.model_dump(include={"team", "trainee", "workshop"})
    return Identity(**people_part, case=case.id, case_version=case.file.version, activity=activity)


def _kept(path: str, value: str | list[str]) -> str | list[str]:
    """What the draft keeps of a value for the field at `path`.

    Raises:
        KeyError: the plan has no such field.
    """
    kind = fields.place(path).kind
    if kind not in ("field", "list") or (kind == "field" and not isinstance(value, str)):
        raise KeyError(f"{path}: cannot hold {type(value).__name__}")
    return names.clean(value) if isinstance(value, str) else [names.clean(v) for v in value] or ""


def _free_id(record: Record, table: str) -> str:
    there = [row_number(str(row.get("id"))) for row in drafts.rows(record.draft, table)]
    return f"{_PREFIX.get(table, 'r')}{max([record.counters.get(table, 0), *there]) + 1}"


def _timeless(like: Attempt) -> Callable[[Attempt], Attempt]:
    when = {"time": like.time, "revision": like.revision}
    return lambda attempt: attempt.model_copy(update=when)
