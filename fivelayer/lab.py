"""A trainee's own folder with the lessons, and JupyterLab opened on it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fivelayer import places
from fivelayer.messages import Language
from fivelayer.problems import Cannot, writing
from fivelayer.record import files

FOLDER: Final = Path("my-fivelayer")
_LEFT_BEHIND: Final = {
    places.RECORDS,
    places.OWN,
    "hand-in",
    "kept",
    ".ipynb_checkpoints",
    "__pycache__",
}
"""What people's work leaves beside lessons; never handed to anybody else."""


@dataclass(frozen=True)
class Prepared:
    """A folder made ready: files added, files left as they were found, and of those the changed ones."""

    folder: Path
    added: tuple[Path, ...]
    same: tuple[Path, ...]
    yours: tuple[Path, ...]


def prepare(folder: Path) -> Prepared:
    """Make `folder` with `records/` and copies of lessons and exercises; nothing there is overwritten.

    Raises:
        Cannot: the folder is a file, cannot be written, or is the kit's own.
    """
    folder = folder.absolute()
    if folder.resolve() == places.content().resolve():
        raise Cannot("own_folder", folder=str(folder))
    names: dict[str, list[Path]] = {"added": [], "same": [], "yours": []}
    with writing(folder):
        (folder / places.RECORDS).mkdir(parents=True, exist_ok=True)
        for source, name in lessons():
            names[_placed(source.read_bytes(), folder / name)].append(name)
    return Prepared(folder, **{state: tuple(found) for state, found in names.items()})


def lessons() -> list[tuple[Path, Path]]:
    """The notebooks that a trainee gets: where each is, and its place in the trainee's folder."""
    content = places.content()
    found = [
        *places.notebooks().glob("en/**/*"),
        *places.notebooks().glob("zh/**/*"),
        *places.exercises().glob("*/*.ipynb"),
    ]
    named = [(path, path.relative_to(content)) for path in sorted(found) if path.is_file()]
    return [(path, name) for path, name in named if not _LEFT_BEHIND.intersection(name.parts)]


def start_here(language: Language) -> str:
    """The page that JupyterLab opens on."""
    return f"notebooks/{language}/start-here.ipynb"


def open_lab(folder: Path, language: Language, browser: bool = True, page: str = "") -> int:
    """Run JupyterLab on a folder until it is stopped; return its exit status."""
    command = [
        *(sys.executable, "-m", "jupyterlab"),
        "--Application.log_level=WARN",
        f"--ServerApp.root_dir={folder}",
        f"--LabApp.default_url=/lab/tree/{page or start_here(language)}",
        *([] if browser else ["--no-browser"]),
        # Whoever works as root, in a container for instance, has chosen to.
        *(["--allow-root"] if _is_root() else []),
    ]
    return serve(command, folder, language)


def serve(command: Sequence[str], folder: Path, language: Language) -> int:
    """Run a server in a folder until it is stopped; return its exit status."""
    environment = {**os.environ, "FIVELAYER_LANGUAGE": language}
    server = subprocess.Popen(command, cwd=folder, env=environment)
    while True:
        try:
            return server.wait()
        except KeyboardInterrupt:
            continue  # the server has heard it too, and asks whether to stop


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _placed(content: bytes, target: Path) -> str:
    """Write a file unless something is there; say whether it was added, the same, or somebody's own."""
    if target.exists() or target.is_symlink():
        return "same" if target.read_bytes() == content else "yours"
    target.parent.mkdir(parents=True, exist_ok=True)
    files.replace(target, content, durable=False)  # whole: half a lesson would look like one's own
    return "added"
