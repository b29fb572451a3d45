"""An activity as a trainee works on it: fields, rows, undo, citing, remarks, hints, handing in."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from fivelayer import draft as drafts
from fivelayer import fields, places
from fivelayer.cases import Case
from fivelayer.draft import Draft, Reading
from fivelayer.findings import Finding
from fivelayer.messages import Language
from fivelayer.model import Part
from fivelayer.record import files, handin, names, people
from fivelayer.record.edits import Edit, Insert, Move, Put, Remove, Whole
from fivelayer.record.form import Attempt, Found, Identity, Record, Who, canonical
from fivelayer.record.outcomes import Adoption, Saved, Trouble, from_fault, trouble
from fivelayer.record.session import Session, now, row_number
from fivelayer.record.store import Store

HAND_IN: Final = "hand-in"
REMARKS_AT_MOST: Final = 3
_ONE_GO: Final = 2.0
"""Seconds within which typing on in one field counts as one step of undo."""
_PREFIX: Final = {
    "barriers.entries": "b",
    "relationship.decision_makers": "d",
    "interest.benefits": "v",
    "management.own_barriers": "o",
    "team.members": "m",
    "team.monitored": "w",
    "team.agenda": "a",
}


@dataclass
class _Step:
    """An edit that can be undone, and what undoes it."""

    edit: Edit
    inverse: Edit
    at: float


class Activity:
    """One activity open for work; what it is told is on disk before it answers, or it says why not."""

    def __init__(self, case: Case, session: Session, parts: tuple[Part, ...]) -> None:
        self.case = case
        self.parts = parts
        self._session = session
        self._undo: list[_Step] = []
        self._redo: list[_Step] = []
        self._touched: dict[str, None] = {}
        self._reading: tuple[Draft, Reading] | None = None
        self.clock: Callable[[], float] = time.monotonic

    @classmethod
    def open(
        cls,
        case: Case,
        activity: str,
        parts: Iterable[Part],
        language: Language,
        workspace: Path,
        who: Who | None = None,
    ) -> Activity:
        """Open an activity; without `who`, of whoever joined here, else of nobody in particular."""
        store = Store(workspace / places.RECORDS)
        here = who or store.who() or Who()
        identity = _identity(here, case, activity)
        found = cls(case, Session(store, identity, language), tuple(parts))
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
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to make again."""
        return bool(self._redo)

    # --- editing -------------------------------------------------------------------------------

    def change(self, path: str, value: str | list[str]) -> Saved | Trouble:
        """Put what was typed into a field, as typed; blank clears it.

        Raises:
            KeyError: the plan has no such field.
        """
        kind = fields.place(path).kind
        if kind not in ("field", "list") or (kind == "field" and not isinstance(value, str)):
            raise KeyError(f"{path}: cannot hold {type(value).__name__}")
        kept = names.clean(value) if isinstance(value, str) else [names.clean(v) for v in value]
        return self._do(lambda _: Put(path, kept or ""))

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

        self._do(insert)
        return added[-1] if added else ""

    def remove_row(self, table: str, row_id: str) -> Saved | Trouble:
        """Remove a row."""
        return self._do(lambda _: Remove(table, row_id))

    def move_row(self, table: str, row_id: str, by: int) -> Saved | Trouble:
        """Move a row up (negative) or down by some places, as far as the table goes."""
        return self._do(lambda r: Move(table, row_id, by).within(r.draft))

    def cite(self, path: str, line: str) -> Saved | Trouble:
        """Cite a dossier line for a field: it goes to the nearest `lines` of the field or its row."""
        return self._lines(path, lambda there: there if line in there else [*there, line])

    def uncite(self, path: str, line: str) -> Saved | Trouble:
        """Take a cited line away."""
        return self._lines(path, lambda there: [one for one in there if one != line])

    def undo(self) -> bool:
        """Take back the last step of this session; False where there is none, or others changed it since."""
        return self._again(self._undo, self._redo)

    def redo(self) -> bool:
        """Make again what was taken back."""
        return self._again(self._redo, self._undo)

    def start_over(self) -> Path | Trouble:
        """Begin again with a blank plan; a copy is kept and its place returned."""
        if self.read_only:
            return self.trouble or trouble("read_only", who=self.record.identity.owner)
        try:
            kept = self._session.store.keep(self.record, "before-starting-over")
        except OSError as fault:
            return from_fault(fault, self.where())
        outcome = self._do(lambda _: Whole({}))
        return outcome if isinstance(outcome, Trouble) else kept

    def _lines(self, path: str, change: Callable[[list[str]], list[str]]) -> Saved | Trouble:
        where = fields.place(path).lines
        if where is None:
            return trouble("cannot_cite")
        there = drafts.get(self.draft, where, [])
        return self.change(where, change(list(there) if isinstance(there, list) else []))

    def _do(self, make: Callable[[Record], Edit]) -> Saved | Trouble:
        step: list[_Step] = []

        def made(record: Record) -> Edit | None:
            edit = make(record)
            if edit.make(record.draft) == record.draft:
                return None
            step[:] = [_Step(edit, edit.inverse(record.draft), self.clock())]
            return edit

        before = self.record
        try:
            if made(before) is None and not self.unsaved:
                return self.trouble or self.saved
            step.clear()
            outcome = self._session.commit(made)
        except KeyError:
            return trouble("row_gone")
        if self.record is not before and step:
            self._remember(step[0])
        return outcome

    def _remember(self, step: _Step) -> None:
        self._redo.clear()
        self._touched[step.edit.path] = None
        last = self._undo[-1] if self._undo else None
        if last and isinstance(step.edit, Put) and isinstance(last.edit, Put):
            one_go = step.at - last.at < _ONE_GO and isinstance(step.edit.value, str)
            if one_go and step.edit.path == last.edit.path and last.edit.value:
                last.edit, last.at = step.edit, step.at
                return
        self._undo.append(step)

    def _again(self, stack: list[_Step], onto: list[_Step]) -> bool:
        if not stack or self.read_only:
            return False
        step = stack.pop()
        back: list[Edit] = []

        def made(record: Record) -> Edit:
            opposite = step.inverse.inverse(record.draft)
            if not opposite.like(step.edit):
                raise KeyError("changed elsewhere")
            back[:] = [opposite]
            return step.inverse

        before = self.record
        try:
            self._session.commit(made)
        except KeyError:
            return False
        if self.record is before:
            stack.append(step)
            return False
        self._touched[step.edit.path] = None
        onto.append(_Step(step.inverse, back[0], 0.0))
        return True

    # --- the coach -----------------------------------------------------------------------------

    def remarks(self) -> list[Finding]:
        """The field-level remarks on the draft as it stands."""
        from fivelayer import coach

        return coach.review(self.reading, self.draft, self.case.file, self.parts, when="field")

    def ask(self, part: Part) -> list[Finding]:
        """The remarks on a layer, at most three, the most consequential first; noted as an attempt."""
        from fivelayer import coach

        found = coach.review(self.reading, self.draft, self.case.file, (part,), when="layer")
        found = found[:REMARKS_AT_MOST]
        inside = [path for path in self._touched if path.partition(".")[0] in ("", part.value)]
        self._note("remarks", part, found, changed=tuple(inside))
        self._touched = {path: None for path in self._touched if path not in inside}
        return found

    def hint(self, finding: Finding, level: int) -> str:
        """A hint: 1 the question, 2 the case's hint, 3 the worked answer, or why not yet."""
        from fivelayer import coach

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
        self._undo.clear()
        self._redo.clear()
        return self._session.adopt(copy)

    def choose(self, side: Literal["mine", "other"]) -> Saved | Trouble:
        """Settle a conflict, or take over the record shown; the side not chosen is kept on disk."""
        self._undo.clear()
        self._redo.clear()
        return self._session.choose(side)

    def hand_in(self, folder: Path | None = None) -> Path | Trouble:
        """Build the notebook to hand in, by default in `hand-in/` beside the records."""
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


def _free_id(record: Record, table: str) -> str:
    there = [row_number(str(row.get("id"))) for row in drafts.rows(record.draft, table)]
    return f"{_PREFIX.get(table, 'r')}{max([record.counters.get(table, 0), *there]) + 1}"
