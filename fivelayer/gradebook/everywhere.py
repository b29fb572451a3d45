"""One person's data wherever the kit keeps it: records, hand-ins, results, pages and gradebook together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from fivelayer.gradebook.book import Gradebook
from fivelayer.gradebook.exports import CSV, JSON, WORKBOOK
from fivelayer.gradebook.people import Erased
from fivelayer.gradebook.publishing import PUBLISHED
from fivelayer.gradebook.settings import GRADEBOOK
from fivelayer.marking import handed_in, journal
from fivelayer.marking.clerk import FEEDBACK, RESULTS
from fivelayer.marking.result import Result
from fivelayer.marking.submissions import Refusal, submission
from fivelayer.messages import Language
from fivelayer.record import names, personal
from fivelayer.record.files import replace_by

_REPORTS: Final = "reports"
_COHORT: Final = "cohort.html"
"""Names every team; the next marking writes it anew."""


@dataclass
class Gone:
    """What was erased; names no person, but for the files' own names."""

    files: list[Path] = field(default_factory=list)
    """Files removed, or emptied of what they held."""
    gradebooks: list[tuple[str, Erased]] = field(default_factory=list)
    copies: list[Path] = field(default_factory=list)
    """Copies of older gradebooks, tables without a gradebook, archives: they may still hold something."""

    @property
    def nothing(self) -> bool:
        """Whether there was nothing to erase."""
        return not self.files and not any(erased.markings for _, erased in self.gradebooks)


def export(name: str, folders: Iterable[Path], url: str = "") -> dict[str, Any]:
    """All that is kept of a trainee, or of a team where no trainee is named, as JSON.

    `folders` are workspaces with records, folders of what was handed in, folders marked into.

    Raises:
        OSError: something cannot be read.
        Cannot: a gradebook cannot be opened.
    """
    there = list(folders)
    return {
        "person": names.name(name),
        "folders": {str(folder): _exported(folder, name) for folder in there},
        "gradebooks": {book.name: book.export_person(name) for _, book in _books(there, url)},
    }


def erase(
    name: str, folders: Iterable[Path], by: str, url: str = "", language: Language = "en"
) -> Gone:
    """Erase all of it. The tables and published pages beside a gradebook are written anew.

    Raises:
        OSError: something could not be removed; calling again goes on.
        Cannot: a gradebook cannot be opened.
    """
    there, gone = list(folders), Gone()
    books = list(
        _books(there, url)
    )  # opened first: one that refuses stops before anything is erased
    for folder in there:
        gone.files += personal.erase(folder, name)
        gone.files += _from_marks(folder, name)
    for beside, book in books:
        gone.gradebooks.append((book.name, book.erase_person(name, by)))
        for marks in (beside,) if beside is not None else _without_gradebook(there):
            book.export(marks, language)
            if (marks / PUBLISHED).is_dir():
                book.write_published(marks)
    for folder in there:
        gone.copies += [*sorted(folder.glob(f"{GRADEBOOK}.*.bak")), *_packed(folder, name)]
    if not url:
        gone.copies += [path for each in _without_gradebook(there) for path in _tables(each, name)]
    return gone


def _exported(folder: Path, name: str) -> dict[str, Any]:
    held = personal.export(folder, name)["files"]
    results = [result.model_dump(mode="json") for _, result in _results(folder, name)]
    return {"files": held, "results": results}


def _results(folder: Path, name: str) -> Iterator[tuple[Path, Result]]:
    """The results of a person in a folder that was marked into."""
    wanted = names.name(name)
    for path in sorted((folder / RESULTS).glob("*.json")):
        try:
            result = Result.model_validate_json(path.read_bytes())
        except (ValidationError, ValueError):
            continue  # not ours
        if wanted and (result.identity.trainee or result.identity.team) == wanted:
            yield path, result


def _from_marks(folder: Path, name: str) -> list[Path]:
    """Erase results, their pages and reports, and their lines in the journal of the marking."""
    done: list[Path] = []
    for path, _ in list(_results(folder, name)):
        pages = [folder / inside / f"{path.stem}.html" for inside in (FEEDBACK, _REPORTS)]
        pages.append(folder / _COHORT)
        for each in (path, *pages):
            if each.is_file():
                each.unlink()
                done.append(each)
    if done and (folder / journal.NAME).is_file():
        left = frozenset(path.stem for path in (folder / RESULTS).glob("*.json"))
        lines = [one.line() for one in journal.read(folder, left).values()]
        replace_by(folder / journal.NAME, lines)
    return done


def _packed(folder: Path, name: str) -> list[Path]:
    """Archives that were handed in with work of a person among it."""
    found: dict[Path, None] = {}
    packed = (path for path in sorted(folder.rglob("*")) if handed_in.is_archive(path.name))
    for place in handed_in.places(packed):
        raw = handed_in.read(place.path, place.member)
        read = raw if isinstance(raw, Refusal) else submission(raw)
        if isinstance(read, Refusal):
            continue
        if names.name(name) == (read.identity.trainee or read.identity.team):
            found[Path(place.path)] = None
    return list(found)


def _without_gradebook(folders: Iterable[Path]) -> list[Path]:
    """Folders with tables whose gradebook is elsewhere."""
    there = [folder for folder in folders if (folder / CSV).is_file()]
    return [folder for folder in there if not (folder / GRADEBOOK).is_file()]


def _tables(folder: Path, name: str) -> list[Path]:
    """Tables that no gradebook at hand can write anew, where the name is in them."""
    if names.name(name).encode() not in (folder / CSV).read_bytes():
        return []
    return [place for table in (CSV, WORKBOOK, JSON) if (place := folder / table).is_file()]


def _books(folders: Sequence[Path], url: str) -> Iterator[tuple[Path | None, Gradebook]]:
    for folder in folders:
        if (folder / GRADEBOOK).is_file():
            yield folder, Gradebook.open(str(folder / GRADEBOOK))
    if url:
        yield None, Gradebook.open(url)
