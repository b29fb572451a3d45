"""Marks files and writes what came out: a result and a feedback page each, whole or not at all."""

from __future__ import annotations

import gc
import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, NamedTuple

from fivelayer.marking import handed_in
from fivelayer.marking.marker import Marker, faulty
from fivelayer.marking.pages import feedback_page
from fivelayer.marking.result import Result
from fivelayer.marking.standing import Change, HandedIn, plain
from fivelayer.marking.submissions import Refusal
from fivelayer.record import files, names

RESULTS: Final = "results"
FEEDBACK: Final = "feedback"
_OBJECTS: Final = 50_000
"""Objects made before Python looks for circles among them: a dozen submissions' worth."""
_OURS: Final = re.compile(r".+-[0-9a-f]{12}\.(json|html)")


class Task(NamedTuple):
    """A file to be marked."""

    path: str
    file: str
    """Its path below the marked folder."""
    before: HandedIn | None = None
    """What an earlier run made of it."""
    member: int | None = None
    """Which member of an archive, where it is one."""


@dataclass
class Lot:
    """Some files marked, in their order."""

    done: list[HandedIn] = field(default_factory=list)
    anew: list[HandedIn] = field(default_factory=list)
    """Those of them that did not stand from an earlier run."""
    fault: OSError | None = None
    """Why the rest of the lot could not be written."""


@dataclass(frozen=True)
class Clerk:
    """Marks files one by one into a folder; in another process it starts anew."""

    marker: Marker
    out: Path

    def done(self, task: Task) -> tuple[HandedIn, bool]:
        """A file as marked, and whether that was done anew.

        Raises:
            OSError: the folder cannot be written.
        """
        raw, before = handed_in.read(task.path, task.member), task.before
        sha256 = "" if isinstance(raw, Refusal) else hashlib.sha256(raw).hexdigest()
        if before is not None and self._stands(before, sha256):
            return before, False
        result, work = self.marker.of_bytes(raw, task.file, sha256)
        return self.written(result, work, before.change if before is not None else None), True

    def written(self, result: Result, work: str = "", change: Change | None = None) -> HandedIn:
        """A result written, with what it said before of others' and most likely says again.

        Raises:
            OSError: the folder cannot be written.
        """
        change = change if result.status == "marked" else None
        stored = self._write(change.of(result) if change else result)
        who = stored.identity
        stamp = self.marker.stamp(who.case, who.activity)
        return HandedIn.of(stored, safe_name(stored), work, stamp, change)

    def changed(self, one: HandedIn, change: Change | None) -> HandedIn:
        """What is stored of a file, brought in line with what others handed in.

        Raises:
            OSError: the folder cannot be written.
        """
        stored = self.out / RESULTS / f"{one.name}.json"
        result = Result.model_validate_json(stored.read_bytes())
        self._write(change.of(result) if change else plain(result))
        return replace(one, change=change)

    def stored(self) -> frozenset[str]:
        """The names of which both result and page are there."""
        there = [self._names(inside) for inside in (RESULTS, FEEDBACK)]
        return frozenset.intersection(*there)

    def clear(self, kept: frozenset[str]) -> None:
        """Take away what an earlier run wrote for files that are no longer there."""
        for inside in (RESULTS, FEEDBACK):
            with os.scandir(self.out / inside) as there:
                gone = [e.path for e in there if self._is_gone(e, kept)]
            for path in gone:
                Path(path).unlink()

    @staticmethod
    def _is_gone(there: os.DirEntry[str], kept: frozenset[str]) -> bool:
        if there.name.rpartition(".")[0] in kept or not _OURS.fullmatch(there.name):
            return False
        return there.is_file()

    def _stands(self, before: HandedIn, sha256: str) -> bool:
        """Whether neither the file has changed nor what it was marked by."""
        if not sha256 or before.sha256 != sha256:
            return False
        return before.stamp == self.marker.stamp(before.case, before.activity)

    def _names(self, inside: str) -> frozenset[str]:
        with os.scandir(self.out / inside) as there:
            return frozenset(e.name.rpartition(".")[0] for e in there if e.stat().st_size)

    def _write(self, result: Result) -> Result:
        try:
            html = feedback_page(result, self.marker.case(result.identity.case))
            data = result.model_dump_json(indent=1)
        except Exception as fault:
            if os.environ.get("FIVELAYER_STRICT") or result.status == "refused":
                raise
            return self._write(faulty(result.file, fault))
        _put(self.out / page_name(result), html)
        _put(self.out / RESULTS / f"{safe_name(result)}.json", data)
        return result


def mark_lot(clerk: Clerk, tasks: Sequence[Task]) -> Lot:
    """Mark files and write what came out, until the folder cannot be written."""
    lot = Lot()
    with rarely_swept():
        for task in tasks:
            try:
                one, is_new = clerk.done(task)
            except OSError as fault:
                lot.fault = fault
                break
            lot.done.append(one)
            if is_new:
                lot.anew.append(one)
    return lot


@contextmanager
def rarely_swept() -> Iterator[None]:
    """Reading and judging makes many objects and hardly a circle of them: the search for circles can wait."""
    before = gc.get_threshold()
    gc.set_threshold(_OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def lost(clerk: Clerk, task: Task) -> Lot:
    """What stands for a file that ended the process which marked it.

    Raises:
        OSError: the folder cannot be written.
    """
    one = clerk.written(faulty(task.file, ChildProcessError()))
    return Lot([one], [one])


def page_name(result: Result) -> str:
    """Where a result's feedback page stands below the output folder."""
    return f"{FEEDBACK}/{safe_name(result)}.html"


def safe_name(result: Result) -> str:
    """A file name for a result: whose it is, and a hash that keeps every file's apart.

    >>> safe_name(Result(file="../../x.ipynb", status="refused"))
    'x-d7a9d0df9151'
    """
    who = result.identity
    stem = re.sub(r"\.ipynb$", "", result.file.rpartition("/")[2], flags=re.IGNORECASE)
    slug = re.sub(r"[^a-z0-9]+", "-", names.name(who.team or who.trainee or stem).casefold())
    tail = hashlib.sha256(result.file.encode("utf-8", "replace")).hexdigest()[:12]
    return f"{slug.strip('-')[:40].strip('-') or 'team'}-{tail}"


def _put(path: Path, content: str) -> None:
    """Write, unless that stands there already: what did not change keeps its time."""
    written = content.encode("utf-8", "replace")
    try:
        if files.read(path) == written:
            return
    except OSError:
        pass  # it cannot be read, but perhaps replaced
    files.replace(path, written, durable=False)
