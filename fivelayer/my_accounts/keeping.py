"""An own account's plan at work: before the first change of a day, the day before is kept."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import date
from pathlib import Path

from fivelayer import places
from fivelayer.activity import Activity
from fivelayer.choices import Part
from fivelayer.messages import Language
from fivelayer.my_accounts import snapshots
from fivelayer.my_accounts.accounts import About, Accounts, today_here
from fivelayer.record import Identity, Record, Store
from fivelayer.record.editor import Editor
from fivelayer.record.edits import Edit
from fivelayer.record.outcomes import Saved, Trouble
from fivelayer.record.session import Session


class OwnActivity(Activity):
    """The plan of an own account, of which each day is kept as it ended."""

    def __init__(self, shelf: Accounts, about: About, language: Language) -> None:
        case = shelf.case(about)
        store = Store(case.folder / places.RECORDS)
        identity = Identity(
            case=case.id, case_version=case.file.version, activity=places.OWN_ACTIVITY
        )
        session = Session(store, identity, language)
        super().__init__(case, session, tuple(Part))
        self._editor = _Keeper(session, case.folder)
        with contextlib.suppress(OSError):  # the plan itself says what is wrong with the disk
            self.keep(before=today_here())

    def keep(self, before: date | None = None) -> date | None:
        """Keep the plan as it stands, for the day it was last changed; None where nothing is kept.

        With `before`, only a state of a day before that one is kept.

        Raises:
            OSError: it could not be written.
        """
        return _kept(self.case.folder, self.record, before)


class _Keeper(Editor):
    def __init__(self, session: Session, folder: Path) -> None:
        super().__init__(session)
        self._folder = folder

    def do(self, make: Callable[[Record], Edit]) -> Saved | Trouble:
        with contextlib.suppress(OSError):
            _kept(self._folder, self._session.record, today_here())
        return super().do(make)


def _kept(folder: Path, record: Record, before: date | None) -> date | None:
    if before is not None and (not record.revision or snapshots.last_day(record) >= before):
        return None
    return snapshots.keep(folder, record, today_here())
