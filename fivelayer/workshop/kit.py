"""The trainees' kit: everything they need, nothing that gives an answer away; folder and ZIP."""

from __future__ import annotations

import io
import json
import os
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from fivelayer import __version__, cases, lab, places
from fivelayer.cases import Case
from fivelayer.choices import LAYERS, Part
from fivelayer.messages import LANGUAGES, Language, text
from fivelayer.problems import Cannot, writing
from fivelayer.record.form import Who, canonical
from fivelayer.workshop import leaks, pages
from fivelayer.workshop.settings import CaseUse, Opened
from fivelayer.workshop.wheels import fetch, own

KIT: Final = "kit"
WHEELS: Final = "wheels"
PAPERS: Final = frozenset({".md", ".csv"})
"""What a dossier is made of: documents, and a portfolio's list."""
_STARTERS: Final = ("start-windows.bat", "start-mac.command", "start-linux.sh")
_EPOCH: Final = (2020, 1, 1, 0, 0, 0)
"""The date of everything in the ZIP: the same kit is the same file."""
_SHOWN: Final = 20
"""Files that a refusal names."""

Kit = dict[str, bytes]
"""Files of a kit, by their names with `/`."""


class Leaking(Cannot):
    """A kit that would give answers away; nothing was written."""

    def __init__(self, found: Iterable[leaks.Leak]) -> None:
        self.leaks = tuple(found)
        super().__init__("leak")

    def words(self, language: Language) -> str:
        """Where, of which case, what; a line for each file, and no more than can be read."""
        by_file = {leak.where: leak for leak in reversed(self.leaks)}
        lines = [text("workshop.leak.head", language, n=len(by_file))]
        for leak in list(reversed(by_file.values()))[:_SHOWN]:
            key = leak.what if leak.what in ("unreadable", "own_account") else "line"
            about = {"where": leak.where, "case": leak.case, "what": leak.what}
            lines.append(text(f"workshop.leak.{key}", language, **about))
        if len(by_file) > _SHOWN:
            lines.append(text("workshop.leak.more", language, n=len(by_file) - _SHOWN))
        return "\n".join(lines)


@dataclass(frozen=True)
class Released:
    """A kit that was written: its folder, its ZIP, its files, and the cases whose key stayed home."""

    folder: Path
    archive: Path
    files: tuple[str, ...]
    closed: tuple[str, ...]


def release(opened: Opened, out: Path, *, wheels: bool = False) -> Released:
    """Build the kit, look whether it gives an answer away, then write folder and ZIP into `out`.

    `wheels` puts whatever an installation without a network needs beside it; what comes from
    elsewhere is not searched.

    Raises:
        Leaking: something of an assessment case's key is in it; nothing was written.
        Cannot: `out` holds a kit already, or cannot be written; the wheels cannot be had.
        Problems: a case cannot be read.
    """
    name = f"{opened.workshop.id}-{KIT}"
    folder, archive = out / name, out / f"{name}.zip"
    for there in (folder, archive):
        if there.exists():
            raise Cannot("kit_there", place=str(there))
    kit = contents(opened)
    ours, wheel = own()
    kit[f"{WHEELS}/{ours}"] = wheel
    closed = [case for case in opened.cases if case.file.access != "open"]
    found = [*leaks.private(kit), *leaks.search(kit, closed, _handed_out(closed))]
    if found:
        raise Leaking(found)
    with writing(out):
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".kit-", dir=out) as scratch:
            built = Path(scratch) / name
            _write(kit, built)
            if wheels:
                fetch(built / WHEELS)
            packed = Path(scratch) / archive.name
            packed.write_bytes(_packed(built, name))
            built.replace(folder)
            packed.replace(archive)
    return Released(folder, archive, tuple(sorted(kit)), tuple(case.id for case in closed))


def contents(opened: Opened) -> Kit:
    """The files of a kit.

    Raises:
        Problems: a case cannot be read.
    """
    kit: Kit = {}
    for source, name in lab.lessons():
        if name.parts[0] == "notebooks":
            kit[name.as_posix()] = source.read_bytes()
    for exercise, folder in opened.exercises:
        for language in LANGUAGES:
            file = folder / f"{language}.ipynb"
            kit[f"exercises/{exercise.id}/{file.name}"] = file.read_bytes()
        kit[f"exercises/{exercise.id}/exercise.yaml"] = (folder / "exercise.yaml").read_bytes()
    for use, case in zip(opened.workshop.cases, opened.cases, strict=True):
        kit |= _case(case)
        for language in LANGUAGES:
            kit[f"cases/{case.id}/{language}.ipynb"] = _notebook(use, case, language)
    kit |= _beginning(opened)
    return kit


def _case(case: Case) -> Kit:
    """What a trainee gets of a case: all of an open one, else what every reader may know."""
    dossier = (case.folder / "dossier").rglob("*")
    files = [case.folder / "case.yaml", *sorted(f for f in dossier if f.suffix in PAPERS)]
    if case.file.access == "open":
        files += leaks.closed_files(case.folder)
    return {
        f"cases/{case.id}/{file.relative_to(case.folder).as_posix()}": file.read_bytes()
        for file in files
    }


def _notebook(use: CaseUse, case: Case, language: Language) -> bytes:
    """A case's own notebook: what it is about, its forms, its game; one folded line each."""
    file = case.file
    about = {
        "name": file.name[language],
        "summary": file.summary[language],
        "goal": file.goal[language],
    }
    cells = [_markdown("title", text("workshop.notebook.title", language, **about))]
    if use.lessons:
        for part in (Part.FIT,) if file.accounts else LAYERS:  # a portfolio is judged, not worked
            heading = text(f"plan.part.{part.value}", language)
            cells.append(_markdown(f"{part.value}-heading", f"## {heading}"))
            cells.append(_form(part.value, f'fl.lesson("{part.value}", "{case.id}")'))
    if use.game and not file.accounts:
        cells.append(_markdown("game-heading", text("workshop.notebook.game", language)))
        cells.append(_form("game", f'fl.game("{case.id}")'))
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    tree = {
        "cells": cells,
        "metadata": {
            "kernelspec": kernel,
            "language_info": {"name": "python"},
            "fivelayer": {"language": language},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return (json.dumps(tree, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _markdown(name: str, source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": source}


def _form(name: str, call: str) -> dict[str, Any]:
    folded = {"jupyter": {"source_hidden": True}, "tags": ["fivelayer"]}
    return {
        "cell_type": "code",
        "id": name,
        "metadata": {**folded, "deletable": False, "editable": False},
        "execution_count": None,
        "outputs": [],
        "source": f"import fivelayer as fl; {call}",
    }


def _beginning(opened: Opened) -> Kit:
    """The first page in both languages, what to double-click, and whose workshop this is."""
    whose = Who(workshop=opened.workshop.id).model_dump(mode="json")
    kit: Kit = {f"{places.RECORDS}/me.json": canonical(whose)}
    for language in LANGUAGES:
        page = pages.first_page(opened, language)
        kit[f"{text('workshop.page.file', language)}.html"] = page.encode("utf-8")
    for name in _STARTERS:
        kit[name] = pages.starter(name, opened.workshop.language)
    kit["requirements.txt"] = f"fivelayer=={__version__}\n".encode()
    return kit


def _handed_out(closed: Iterable[Case]) -> list[str]:
    """What every trainee has anyway: lessons, open cases, and what the kit itself says."""
    package = Path(places.__file__).parent
    home = {case.id for case in closed}
    files = [path for path, _ in lab.lessons()]
    files += sorted((package / "locale").rglob("*.toml"))
    for folder in sorted(places.cases().iterdir()):
        if folder.name not in home and cases.load(folder).file.access == "open":
            files += [folder / "case.yaml", *leaks.closed_files(folder)]
    return [file.read_text("utf-8") for file in files]


def _write(kit: Mapping[str, bytes], folder: Path) -> None:
    for name, data in kit.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        if target.suffix in (".sh", ".command"):
            target.chmod(0o755)


def _packed(folder: Path, name: str) -> bytes:
    """The folder as a ZIP; the same folder gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                member = zipfile.ZipInfo(f"{name}/{path.relative_to(folder).as_posix()}", _EPOCH)
                runs = os.access(path, os.X_OK) and path.suffix in (".sh", ".command")
                member.external_attr = (0o755 if runs else 0o644) << 16
                member.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(member, path.read_bytes())
    return out.getvalue()
