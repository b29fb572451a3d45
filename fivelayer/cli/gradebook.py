"""`fivelayer gradebook`, `publish`, `withhold`, `receipt` and `person`: what a manager does with marks."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fivelayer.cli import terminal
from fivelayer.messages import Language, text
from fivelayer.problems import Cannot, writing
from fivelayer.record.files import replace

if TYPE_CHECKING:
    from fivelayer.gradebook import Gradebook, Work
    from fivelayer.gradebook.everywhere import Gone
    from fivelayer.marking import Result, Results

FILE: Final = "gradebook.db"


def look(given: Namespace, language: Language) -> list[str]:
    """Open the gradebook that is there, so that one that refuses is known before any marking; what to say.

    Raises:
        Cannot: it is no gradebook, of a newer version, or out of reach.
    """
    from fivelayer.gradebook import Gradebook

    if given.gradebook or (given.out / FILE).is_file():
        book = Gradebook.open(given.gradebook or str(given.out / FILE))
        return _migrated(book, language)
    return []


def take(given: Namespace, results: Results, language: Language) -> list[str]:
    """Take a marking into the gradebook, write its tables; what there is to say of it."""
    from fivelayer.gradebook import Gradebook

    book = Gradebook.open(given.gradebook or str(given.out / FILE))
    with terminal.progress(text("cli.mark.taking", language)) as step:
        taken = book.take(_counted(results, step), source=str(given.folder))
    book.export(given.out, language)
    said = []
    if taken.people:
        said.append(text("cli.gradebook.outranked", language, n=taken.people))
    if taken.flagged:
        said.append(text("cli.gradebook.flag", language, n=taken.flagged))
    return said


def _counted(results: Results, step: Callable[[int, int], None]) -> Iterator[Result]:
    for number, result in enumerate(results, start=1):
        yield result
        step(number, len(results))


def gradebook(given: Namespace, language: Language) -> int:
    """Write the tables of a gradebook anew; set a pass mark where one is given."""
    book, folder = opened(given)
    if given.pass_mark is not None:
        kinds = {(work.case, work.exercise) for work in chosen(given, book)}
        for case, exercise in sorted(kinds):
            book.set_pass_mark(case, exercise, given.pass_mark, terminal.by(given))
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        book.export(folder, language)
    works = book.works()
    names = [("exercises", len({(work.case, work.exercise) for work in works}))]
    names += [("works", len(works)), ("published", sum(work.published for work in works))]
    names += [("people", sum(bool(work.marked_by) for work in works))]
    names += [("flagged", sum(each.flagged for each in book.criteria()))]
    lines = _migrated(book, language)
    lines += [text(f"cli.gradebook.{name}", language, n=n) for name, n in names]
    lines.append(text("cli.gradebook.see", language, folder=str(folder)))
    return terminal.answer(given, {"folder": str(folder), **dict(names)}, lines)


def publish(given: Namespace, language: Language) -> int:
    """Let trainees see marks; write their pages."""
    return _publish(given, language, published=True)


def withhold(given: Namespace, language: Language) -> int:
    """Take marks back from the trainees' sight; their pages go away."""
    return _publish(given, language, published=False)


def receipt(given: Namespace, language: Language) -> int:
    """Say whether a file is what its receipt was made for; 1 where it is not."""
    from fivelayer.marking.submissions import Refusal, read_submission

    if not given.file.is_file():
        raise Cannot("no_file", file=str(given.file))
    read = read_submission(given.file)
    if isinstance(read, Refusal):
        said = read.reason.words(language)
        return terminal.answer(given, {"file": str(given.file), "error": said}, [said], True)
    kept = given.kept.strip().casefold()
    held = read.receipt if not kept else "matches" if kept == read.digest else "differs"
    data = {"file": str(given.file), "receipt": held, "digest": read.digest}
    lines = [
        text(f"gradebook.receipt.{held}", language),
        text("cli.receipt.digest", language, digest=read.digest),
        text("gradebook.note.proves", language),
    ]
    return terminal.answer(given, data, lines, held != "matches")


def person_export(given: Namespace, language: Language) -> int:
    """Write all that is kept of a person into a file."""
    from fivelayer.gradebook import everywhere

    found = everywhere.export(given.name, _folders(given), given.gradebook)
    with writing(given.out):
        replace(given.out, json.dumps(found, ensure_ascii=False, indent=1).encode())
    files = sum(len(each["files"]) + len(each["results"]) for each in found["folders"].values())
    works = sum(len(each["submissions"]) for each in found["gradebooks"].values())
    data = {"out": str(given.out), "files": files, "gradebook": works}
    line = text("cli.person_export.done", language, files=files, works=works, out=str(given.out))
    return terminal.answer(given, data, [line])


def person_erase(given: Namespace, language: Language) -> int:
    """Erase all that is kept of a person, once asked or told so; 1 where nothing was found."""
    from fivelayer.gradebook import everywhere

    folders = _folders(given)
    if not given.yes:
        raise Cannot("erase_unasked", folders=", ".join(map(str, folders)))
    with writing(folders[0]):
        gone = everywhere.erase(given.name, folders, terminal.by(given), given.gradebook, language)
    data = {
        "files": [str(path) for path in gone.files],
        "gradebooks": {name: erased.markings for name, erased in gone.gradebooks},
        "copies": [str(path) for path in gone.copies],
    }
    return terminal.answer(given, data, _erased(gone, language), gone.nothing)


def _erased(gone: Gone, language: Language) -> Iterator[str]:
    yield from (terminal.single_line(str(path)) for path in gone.files)
    for name, erased in gone.gradebooks if not gone.nothing else ():
        counted = {"n": erased.markings, "works": erased.works, "decisions": erased.decisions}
        yield text("cli.person_erase.gradebook_done", language, name=name, **counted)
    key = "nothing" if gone.nothing else "files"
    yield text(f"cli.person_erase.{key}", language, n=len(gone.files))
    for path in gone.copies:
        yield text("cli.person_erase.copy", language, file=str(path))


def _publish(given: Namespace, language: Language, *, published: bool) -> int:
    from fivelayer.gradebook import publishing

    roster = publishing.roster(given.roster) if given.roster else []
    book, folder = opened(given)
    works = [work.id for work in chosen(given, book)]
    step = book.publish if published else book.withhold
    changed = step(works, terminal.by(given))
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        pages = book.write_published(folder, given.cases, roster)
        book.export(folder, language)
    name = "publish" if published else "withhold"
    place = folder / publishing.PUBLISHED
    lines = [
        *_migrated(book, language),
        text(f"cli.{name}.done", language, n=changed),
        text("cli.publish.pages", language, n=len(pages), folder=str(place)),
    ]
    data = {"changed": changed, "folder": str(place), "pages": [str(page) for page in pages]}
    return terminal.answer(given, data, lines)


def _migrated(book: Gradebook, language: Language) -> list[str]:
    """That an older gradebook was brought up to date, where it was."""
    said = text("cli.gradebook.migrated", language, backup=book.backup) if book.backup else ""
    return [said] if said else []


def opened(given: Namespace) -> tuple[Gradebook, Path]:
    """The gradebook that a folder, a file or a URL names, and the folder to write into.

    Raises:
        Cannot: there is none, or a URL was given without a folder.
    """
    from fivelayer.gradebook import Gradebook

    named, out = given.gradebook, given.out
    if "://" in named and not named.startswith("sqlite"):
        if out is None:
            raise Cannot("gradebook_out")
        return Gradebook.open(named), out
    place = Path(named.removeprefix("sqlite:///"))
    place = place / FILE if place.is_dir() else place
    if not place.is_file():
        raise Cannot("no_gradebook", place=str(place))
    return Gradebook.open(str(place)), out or place.parent


def chosen(given: Namespace, book: Gradebook) -> Sequence[Work]:
    """The works of the teams and exercise asked for; all of them where none is named.

    Raises:
        Cannot: a name that no work bears.
    """
    works = book.works(exercise=given.exercise)
    wanted = getattr(given, "team", None) or []
    if missing := sorted(set(wanted) - {work.owner for work in works}):
        there = ", ".join(sorted({work.owner for work in works})) or "–"
        raise Cannot("gradebook_no_team", team=missing[0], there=there)
    found = [work for work in works if not wanted or work.owner in wanted]
    if not found:
        raise Cannot("gradebook_nothing", exercise=given.exercise or "–")
    return found


def _folders(given: Namespace) -> list[Path]:
    for folder in given.folders:
        if not folder.is_dir():
            raise Cannot("no_folder", folder=str(folder))
    return list(given.folders)
