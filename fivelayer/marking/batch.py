"""A folder of submissions, marked: one result for every file, a gradebook, a feedback page a team."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, overload

from fivelayer.marking.gradebook import Columns, gradebook
from fivelayer.marking.marker import Marker, faulty
from fivelayer.marking.pages import feedback_page
from fivelayer.marking.result import Result
from fivelayer.marking.standing import HandedIn, standing
from fivelayer.messages import Language
from fivelayer.record import names
from fivelayer.record.files import replace, replace_by

RESULTS: Final = "results"
FEEDBACK: Final = "feedback"
GRADEBOOK: Final = "gradebook.csv"
Progress = Callable[[int, int], None]
"""Called after each file with how many are done, and of how many."""
_OURS: Final = re.compile(r".+-[0-9a-f]{12}\.(json|html)")


class Results(Sequence[Result]):
    """The results in a folder, in the files' order; each is read when it is asked for."""

    def __init__(self, folder: Path, names: Sequence[str]) -> None:
        self._folder, self._names = folder, names

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
    language: Language = "en",
) -> Results:
    """Mark every notebook below `folder`; write gradebook, results and feedback pages into `out`.

    Every file called `*.ipynb` gives one result, whatever it is, and nothing stops the rest. Each is
    written as soon as it is marked and none is kept in memory. Cases and exercises are looked for in
    the folders given, then among those that came with the kit. `exercise` (an id, `course` for the
    lessons) refuses submissions of others; `language` is the gradebook's, a feedback page speaks its
    team's. Results of an earlier run in `out` go away.

    Raises:
        OSError: `folder` cannot be read or `out` cannot be written.
    """
    marker = Marker(case_folders, exercise_folders, exercise)
    files = [str(path) for path in notebooks(folder, out)]
    for inside in (RESULTS, FEEDBACK):
        (out / inside).mkdir(parents=True, exist_ok=True)
    handed_in: list[HandedIn] = []
    names: list[str] = []
    columns = Columns()
    for number, file in enumerate(files, start=1):
        result, work = marker.result(Path(file), _below(Path(file), folder))
        result = write(result, out, marker)
        handed_in.append(HandedIn.of(result, work))
        names.append(safe_name(result))
        columns.add(result)
        if progress is not None:
            progress(number, len(files))
    results = Results(out / RESULTS, names)
    for number, change in standing(handed_in).items():
        write(change.of(results[number]), out, marker)
    _clear(out, frozenset(names))
    lines = gradebook(results, columns, page_name, language)
    replace_by(out / GRADEBOOK, lines, durable=False)
    return results


def notebooks(folder: Path, out: Path | None = None) -> Iterator[Path]:
    """Everything below `folder` that is called `*.ipynb`, in order; links to folders not followed.

    Raises:
        OSError: `folder` itself cannot be read.
    """
    skipped = out.resolve() if out is not None else None
    with os.scandir(folder) as entries:
        listed = sorted(entries, key=lambda entry: entry.name)
    for entry in listed:
        path = Path(entry.path)
        if entry.name.casefold().endswith(".ipynb"):
            yield path
        if entry.is_dir(follow_symlinks=False) and path.resolve() != skipped:
            try:
                yield from notebooks(path, out)
            except OSError:
                yield path  # a folder that cannot be looked into gives a row of its own


def write(result: Result, out: Path, marker: Marker) -> Result:
    """Write a result and its feedback page, each whole or not at all; what was written.

    Raises:
        OSError: `out` cannot be written.
    """
    try:
        html = feedback_page(result, marker.case(result.identity.case))
        data = result.model_dump_json(indent=1)
    except Exception as fault:
        if os.environ.get("FIVELAYER_STRICT") or result.status == "refused":
            raise
        return write(faulty(result.file, fault), out, marker)
    replace(out / page_name(result), html.encode("utf-8", "replace"), durable=False)
    replace(out / RESULTS / f"{safe_name(result)}.json", data.encode("utf-8"), durable=False)
    return result


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


def _clear(out: Path, written: frozenset[str]) -> None:
    """Take away what an earlier run wrote for files that are no longer there."""
    for inside in (RESULTS, FEEDBACK):
        for path in (out / inside).iterdir():
            if path.stem not in written and _OURS.fullmatch(path.name) and path.is_file():
                path.unlink()


def _below(path: Path, folder: Path) -> str:
    return names.clean(path.relative_to(folder).as_posix())
