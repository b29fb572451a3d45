"""A folder of submissions, marked: one result for every file, a gradebook, a feedback page a team."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from fivelayer.marking.gradebook import gradebook
from fivelayer.marking.marker import Marker
from fivelayer.marking.pages import feedback_page
from fivelayer.marking.result import Result
from fivelayer.marking.standing import standing
from fivelayer.messages import Language
from fivelayer.record import names
from fivelayer.record.files import replace

RESULTS: Final = "results"
FEEDBACK: Final = "feedback"
GRADEBOOK: Final = "gradebook.csv"
Progress = Callable[[int, int], None]
"""Called after each file with how many are done, and of how many."""
_OURS: Final = re.compile(r".+-[0-9a-f]{12}\.(json|html)")


def mark_folder(
    folder: Path,
    out: Path,
    case_folders: Sequence[Path] = (),
    exercise: str | None = None,
    progress: Progress | None = None,
    *,
    exercise_folders: Sequence[Path] = (),
    language: Language = "en",
) -> list[Result]:
    """Mark every notebook below `folder`; write gradebook, results and feedback pages into `out`.

    Every file called `*.ipynb` gives one result, whatever it is, and nothing stops the rest. Cases
    and exercises are looked for in the folders given, then among those that came with the kit.
    `exercise` (an id, `course` for the lessons) refuses submissions of others; `language` is the
    gradebook's, a feedback page speaks its team's. Results of an earlier run in `out` go away.

    Raises:
        OSError: `folder` cannot be read or `out` cannot be written.
    """
    marker = Marker(case_folders, exercise_folders, exercise)
    files = list(notebooks(folder, out))
    results = []
    works: list[str] = []
    for number, path in enumerate(files, start=1):
        result, work = marker.result(path, _below(path, folder))
        results.append(result)
        works.append(work)
        if progress is not None:
            progress(number, len(files))
    results = standing(results, works)
    write(results, out, marker, language)
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


def write(results: Sequence[Result], out: Path, marker: Marker, language: Language) -> None:
    """Write gradebook, results and feedback pages, each whole or not at all.

    Raises:
        OSError: `out` cannot be written.
    """
    for inside in (RESULTS, FEEDBACK):
        (out / inside).mkdir(parents=True, exist_ok=True)
    pages: dict[str, str] = {}
    written: set[Path] = set()
    for result in results:
        safe = safe_name(result)
        page = out / FEEDBACK / f"{safe}.html"
        html = feedback_page(result, marker.case(result.identity.case))
        replace(page, html.encode("utf-8", "replace"), durable=False)
        pages[result.file] = f"{FEEDBACK}/{page.name}"
        data = out / RESULTS / f"{safe}.json"
        replace(data, result.model_dump_json(indent=1).encode("utf-8"), durable=False)
        written |= {page, data}
    _clear(out, written)
    replace(out / GRADEBOOK, gradebook(results, pages, language), durable=False)


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


def _clear(out: Path, written: set[Path]) -> None:
    """Take away what an earlier run wrote for files that are no longer there."""
    for inside in (RESULTS, FEEDBACK):
        for path in (out / inside).iterdir():
            if path not in written and _OURS.fullmatch(path.name) and path.is_file():
                path.unlink()


def _below(path: Path, folder: Path) -> str:
    return names.clean(path.relative_to(folder).as_posix())
