"""A folder of submissions, marked: one result for every file, a feedback page a team."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice, takewhile
from pathlib import Path
from typing import Final, overload

from fivelayer.marking import handed_in as packed
from fivelayer.marking import journal
from fivelayer.marking.clerk import FEEDBACK, RESULTS, Clerk, Lot, Task, lost, mark_lot
from fivelayer.marking.crew import Crew
from fivelayer.marking.marker import Marker
from fivelayer.marking.result import Result
from fivelayer.marking.standing import HandedIn, standing
from fivelayer.record import names
from fivelayer.record.files import clear_leftovers
from fivelayer.rulings import BESIDE as RULINGS

Progress = Callable[[int, int], None]
"""Called after each file with how many are done, and of how many."""
_LOT: Final = 8
"""Files that a process is given at a time."""
_FIRST: Final = 16
"""Files that are marked before any process is started: it then finds their cases loaded."""


class Results(Sequence[Result]):
    """The results in a folder, in the files' order; each is read when it is asked for."""

    def __init__(self, folder: Path, names: Sequence[str], anew: int = 0, refused: int = 0) -> None:
        self._folder, self._names = folder, names
        self.anew = anew
        """How many were marked in this run; the others stood from an earlier one."""
        self.refused = refused
        """How many could not be marked."""

    def __len__(self) -> int:
        return len(self._names)

    @overload
    def __getitem__(self, at: int) -> Result: ...
    @overload
    def __getitem__(self, at: slice) -> Results: ...
    def __getitem__(self, at: int | slice) -> Result | Results:
        if isinstance(at, slice):
            return Results(self._folder, self._names[at])
        stored = self._folder / f"{self._names[at]}.json"
        return Result.model_validate_json(stored.read_bytes())


def mark_folder(
    folder: Path,
    out: Path,
    case_folders: Sequence[Path] = (),
    exercise: str | None = None,
    progress: Progress | None = None,
    *,
    exercise_folders: Sequence[Path] = (),
    jobs: int = 1,
) -> Results:
    """Mark every notebook below `folder`; write results and feedback pages into `out`.

    Every file called `*.ipynb` gives one result, in a ZIP too, whatever it is, and nothing stops the
    rest. Each is written as soon as it is marked and none is kept in memory. What an earlier run into
    `out` has marked stands where neither the file has changed nor what it was marked by; results of
    files that are gone go away. `jobs` processes (at most 16) mark at a time; the outcome is the same.

    Cases and exercises are looked for in the folders given, then among those that came with the kit.
    `exercise` (an id, `course` for the lessons) refuses submissions of others. A feedback page speaks
    its team's language.

    Raises:
        OSError: `folder` cannot be read or `out` cannot be written; what is done stands.
    """
    clerk = Clerk(Marker(case_folders, exercise_folders, exercise, out / RULINGS), out)
    files = deque(packed.places(notebooks(folder, out)))
    total = len(files)
    for inside in (RESULTS, FEEDBACK):
        (out / inside).mkdir(parents=True, exist_ok=True)
        clear_leftovers(out / inside)
    before = journal.read(out, clerk.stored())
    faults: list[OSError] = []
    named = ((one, _below(Path(one.path), folder, one.inside)) for one in _taken(files))
    tasks = (
        Task(one.path, name, before.pop(name, None), one.member)
        for one, name in takewhile(lambda _: not faults, named)
    )
    anew = 0
    with journal.writing(out) as written:
        handed_in: list[HandedIn] = []
        for lot in _lots(clerk, tasks, jobs):
            written.add(lot.anew)
            anew += len(lot.anew)
            for one in lot.done:
                handed_in.append(one)
                if progress is not None:
                    progress(len(handed_in), total)
            if lot.fault is not None:
                faults.append(lot.fault)  # no more is begun; what is under way comes to its end
        if faults:
            raise faults[0]
        changes = standing(handed_in)
        for number, one in enumerate(handed_in):
            if one.change != changes.get(number):
                handed_in[number] = clerk.changed(one, changes.get(number))
                written.add([handed_in[number]])
        written.settle(handed_in)
    clerk.clear(frozenset(one.name for one in handed_in))
    refused = sum(one.refused for one in handed_in)
    return Results(out / RESULTS, [one.name for one in handed_in], anew, refused)


def _taken(files: deque[packed.Place]) -> Iterator[packed.Place]:
    """File after file; none is held longer than it takes, since there may be tens of thousands."""
    while files:
        yield files.popleft()


def _lots(clerk: Clerk, tasks: Iterator[Task], jobs: int) -> Iterator[Lot]:
    """The files marked, in order: a few here, so that no process starts for them, then by many."""
    for task in islice(tasks, _FIRST if jobs > 1 else None):
        yield mark_lot(clerk, [task])
    lots = iter(lambda: list(islice(tasks, _LOT)), [])
    yield from Crew(mark_lot, clerk, partial(lost, clerk), jobs).done(lots)


def notebooks(folder: Path, out: Path | None = None) -> Iterator[Path]:
    """Everything below `folder` called `*.ipynb`, and archives, in order; links to folders not followed.

    Raises:
        OSError: `folder` itself cannot be read.
    """
    skipped = out.resolve() if out is not None else None
    with os.scandir(folder) as entries:
        listed = sorted(entries, key=lambda entry: entry.name)
    for entry in listed:
        path = Path(entry.path)
        if entry.name.casefold().endswith(".ipynb") or (
            packed.is_archive(entry.name) and not entry.is_dir(follow_symlinks=False)
        ):
            yield path
        if entry.is_dir(follow_symlinks=False) and path.resolve() != skipped:
            try:
                yield from notebooks(path, out)
            except OSError:
                yield path  # a folder that cannot be looked into gives a row of its own


def _below(path: Path, folder: Path, inside: str = "") -> str:
    return names.clean(path.relative_to(folder).as_posix() + inside)
