"""Processes killed while they write, and several writing at once: what was acknowledged is there.

FIVELAYER_KILLS=2000 kills more often than the default run does.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

from fivelayer.record import Identity, Record, Store, parse_bytes

KILLS = int(os.environ.get("FIVELAYER_KILLS", "300"))
WRITER = Path(__file__).with_name("record_writer.py")
MINE = Identity(team="alpha", case="small", case_version="1.0.0", activity="course")

pytestmark = pytest.mark.skipif(
    not hasattr(os, "fork"), reason="kills forked processes: this system cannot fork"
)


def writes_until_killed(records: Path, pipe: int) -> None:
    """In a forked child: write and acknowledge for ever."""
    from fivelayer.record.editor import Editor
    from fivelayer.record.edits import Put
    from fivelayer.record.outcomes import Saved
    from fivelayer.record.session import Session

    session = Session(Store(records), MINE, "en")
    editor = Editor(session)
    for number in range(session.record.revision + 1, 10**9):
        text = f"{number} " + "x" * (number * 37 % 900)
        outcome = editor.do(lambda _, text=text: Put("barriers.reason", text))
        if not isinstance(outcome, Saved) or outcome.revision != number:
            os.write(pipe, f"not saved: {outcome}\n".encode())
            return
        os.write(pipe, f"{number}\n".encode())


def start(records: Path) -> tuple[int, IO[str]]:
    read, write = os.pipe()
    child = os.fork()
    if child == 0:  # no test's clean-up may run in here
        try:
            os.close(read)
            writes_until_killed(records, write)
        finally:
            os._exit(0)
    os.close(write)
    return child, os.fdopen(read)


@pytest.fixture
def chance() -> random.Random:
    return random.Random(20260302)  # noqa: S311  when to kill, no secret


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_whoever_is_killed_whenever_has_lost_nothing_acknowledged(
    tmp_path: Path, chance: random.Random
) -> None:
    store = Store(tmp_path / "records")
    revision, writes, ends = 0, 0, time.monotonic() + 240
    for _ in range(KILLS):
        child, acknowledged = start(store.folder)
        with acknowledged:
            lines = [acknowledged.readline() for _ in range(chance.randrange(6))]
            time.sleep(chance.uniform(0.0, 0.006))  # into the middle of a write
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            lines += acknowledged.readlines()
        assert all(line.strip().isdigit() for line in lines), lines[-1]
        last = int(lines[-1]) if lines else revision
        found = check(store, at_least=last)
        assert found.revision in (last, last + 1)  # the one in flight may have made it
        revision, writes = found.revision, writes + len(lines)
        if time.monotonic() > ends:  # pragma: no cover - a very slow machine
            break
    assert writes > KILLS  # most were killed in the midst of work
    kept = [p for p in store.path(MINE).parent.glob("kept/*") if not p.name.endswith("last.json")]
    assert not [p for p in kept if not p.name.startswith(".")]


def check(store: Store, at_least: int) -> Record:
    """The file, if there is one, is whole and holds what was acknowledged."""
    path = store.path(MINE)
    if not path.exists():
        assert at_least == 0
        return Record(identity=MINE, time="2026-01-01T00:00:00Z", device="", language="en")
    found = parse_bytes(path.read_bytes())
    assert found.revision >= at_least
    number, _, text = found.draft["barriers"]["reason"].partition(" ")
    assert int(number) == found.revision
    assert text == "x" * (found.revision * 37 % 900)
    return found


def writers(records: Path, fields: list[str], rounds: int) -> Iterator[tuple[str, list[str]]]:
    command = [sys.executable, str(WRITER), str(records)]
    started = [
        subprocess.Popen(
            [*command, field, str(rounds)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for field in fields
    ]
    for field, process in zip(fields, started, strict=True):
        out, fault = process.communicate(timeout=120)
        assert process.returncode == 0, fault
        yield field, out.split("\n")[:-1]


def test_three_processes_that_write_one_record_take_each_others_edits_in(tmp_path: Path) -> None:
    records, rounds = tmp_path / "records", 60
    fields = ["barriers.reason", "fit.reason", "management.evidence"]
    revisions: list[int] = []
    last: dict[str, str] = {}
    for field, lines in writers(records, fields, rounds):
        assert len(lines) == rounds
        revisions += [int(line.split()[0]) for line in lines]
        last[field] = lines[-1].split()[1]
    # every edit got a revision of its own, none was written over another
    assert sorted(revisions) == list(range(1, 3 * rounds + 1))
    found = Store(records).load(MINE).record
    assert found is not None
    assert found.revision == 3 * rounds
    for field in fields:
        part, name = field.split(".")
        assert found.draft[part][name].split(" ")[0] == last[field]


def test_a_lock_whose_holder_was_killed_is_free(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    held = (
        "import os, sys, signal; from pathlib import Path; from fivelayer.record import files\n"
        "with files.locked(Path(sys.argv[1])): os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    died = subprocess.run([sys.executable, "-c", held, str(path)], check=False)
    assert died.returncode == -signal.SIGKILL
    from fivelayer.record import files

    begin = time.monotonic()
    with files.locked(path):
        assert time.monotonic() - begin < 1


def test_a_lock_that_is_not_let_go_is_reported_and_the_draft_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fivelayer.record import files
    from fivelayer.record.edits import Put
    from fivelayer.record.outcomes import Saved, Trouble
    from fivelayer.record.session import Session

    monkeypatch.setattr(files, "PATIENCE", 0.05)
    session = Session(Store(tmp_path), MINE, "en")
    session.commit(lambda _: Put("fit.tier", "key"))
    with files.locked(session.where()):
        outcome = session.commit(lambda _: Put("fit.tier", "top"))
    assert isinstance(outcome, Trouble)
    assert outcome.kind == "busy"
    assert session.record.draft == {"fit": {"tier": "top"}}
    assert isinstance(session.save(), Saved)
    assert parse_bytes(session.where().read_bytes()).draft == {"fit": {"tier": "top"}}


def test_what_a_killed_process_left_behind_is_cleared_later(tmp_path: Path) -> None:
    from fivelayer.record import files

    store = Store(tmp_path)
    old, young = (store.path(MINE).parent / f".small.{n}.tmp" for n in ("old", "young"))
    old.parent.mkdir(parents=True)
    for left in (old, young):
        left.write_bytes(b"{half")
    long_ago = time.time() - files.STALE - 60
    os.utime(old, (long_ago, long_ago))
    store.load(MINE)
    assert (old.exists(), young.exists()) == (False, True)
