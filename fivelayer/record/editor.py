"""Edits made one after the other, and taken back: undo and redo of one session."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from fivelayer.record.edits import Edit, Put, paths
from fivelayer.record.form import Record
from fivelayer.record.outcomes import Saved, Trouble, trouble
from fivelayer.record.session import Session

_ONE_GO: Final = 2.0
"""Seconds within which typing on in one field counts as one step of undo."""


@dataclass
class _Step:
    """An edit that can be undone, and what undoes it."""

    edit: Edit
    inverse: Edit
    at: float


class Editor:
    """What was done in this session. An undo is an edit like another: a new revision, saved."""

    def __init__(self, session: Session, clock: Callable[[], float] = time.monotonic) -> None:
        self._session = session
        self._undo: list[_Step] = []
        self._redo: list[_Step] = []
        self._touched: dict[str, None] = {}
        self.clock = clock

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to make again."""
        return bool(self._redo)

    def forget(self) -> None:
        """Forget the steps: the draft is another one now."""
        self._undo.clear()
        self._redo.clear()

    def touched_in(self, part: str) -> tuple[str, ...]:
        """The places of a part that were edited since this was last asked."""
        inside = tuple(path for path in self._touched if path.partition(".")[0] in ("", part))
        self._touched = {path: None for path in self._touched if path not in inside}
        return inside

    def do(self, make: Callable[[Record], Edit]) -> Saved | Trouble:
        """Make an edit and save it; one that changes nothing is no revision."""
        step: list[_Step] = []
        at = self.clock()

        def made(record: Record) -> Edit | None:
            edit = make(record)
            step.clear()
            if edit.make(record.draft) == record.draft:
                return None
            step.append(_Step(edit, edit.inverse(record.draft), at))
            return edit

        before = self._session.record
        try:
            if made(before) is None and not self._session.unsaved:
                return self._session.trouble or self._session.saved
            outcome = self._session.commit(made)
        except KeyError:
            return trouble("row_gone")
        if self._session.record is not before and step:
            self._remember(step[0])
        return outcome

    def undo(self) -> bool:
        """Take back the last step; False where there is none, or where others changed it since."""
        return self._again(self._undo, self._redo)

    def redo(self) -> bool:
        """Make again what was taken back."""
        return self._again(self._redo, self._undo)

    def _remember(self, step: _Step) -> None:
        self._redo.clear()
        self._touched.update(dict.fromkeys(paths(step.edit)))
        last = self._undo[-1] if self._undo else None
        if last is not None and _one_go(last, step):
            last.edit, last.at = step.edit, step.at
        else:
            self._undo.append(step)

    def _again(self, stack: list[_Step], onto: list[_Step]) -> bool:
        if not stack or self._session.read_only:
            return False
        self._session.refresh()
        step = stack.pop()
        back: list[Edit] = []

        def made(record: Record) -> Edit:
            opposite = step.inverse.inverse(record.draft)
            if not opposite.like(step.edit):
                raise KeyError(step.edit.path)
            back[:] = [opposite]
            return step.inverse

        before = self._session.record
        try:
            self._session.commit(made)
        except KeyError:
            return False
        if self._session.record is before:
            stack.append(step)
            return False
        self._touched.update(dict.fromkeys(paths(step.edit)))
        onto.append(_Step(step.inverse, back[0], -math.inf))
        return True


def _one_go(last: _Step, step: _Step) -> bool:
    """Whether two steps are one: typing on in the same field, without a pause."""
    one, two = last.edit, step.edit
    if not (isinstance(one, Put) and isinstance(two, Put)):
        return False
    texts = isinstance(one.value, str) and isinstance(two.value, str)
    return texts and one.path == two.path and step.at - last.at < _ONE_GO
