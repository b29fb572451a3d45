"""A process that writes a record as fast as it can and says on its output what is acknowledged."""

from __future__ import annotations

import sys
from pathlib import Path

from fivelayer.record import Identity, Store
from fivelayer.record.editor import Editor
from fivelayer.record.edits import Put
from fivelayer.record.outcomes import Saved
from fivelayer.record.session import Session

records, field, rounds = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
identity = Identity(team="alpha", case="small", case_version="1.0.0", activity="course")
session = Session(Store(records), identity, "en")
editor = Editor(session)
begin = session.record.revision
for number in range(begin + 1, begin + 1 + rounds):
    # a text of changing length, so that a half-written file cannot pass for a whole one
    outcome = editor.do(lambda _, n=number: Put(field, f"{n} " + "x" * (n * 37 % 900)))
    if not isinstance(outcome, Saved):
        sys.exit(f"not saved: {outcome}")
    sys.stdout.write(f"{outcome.revision} {number}\n")
    sys.stdout.flush()
