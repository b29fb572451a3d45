"""Where things are: the content that came with the package, and a trainee's own folder."""

from __future__ import annotations

from pathlib import Path
from typing import Final

RECORDS: Final = "records"
OWN: Final = "my-accounts"
"""A reader's plans for real customers: never copied, handed in or marked, whoever asks."""
OWN_ACTIVITY: Final = "own-account"
"""The activity that such a plan's record names: by it, every way out knows what it must not take."""


def content() -> Path:
    """The folder that holds `cases/`, `notebooks/` and `exercises/`: in the wheel, or the checkout's root."""
    package = Path(__file__).resolve().parent
    inside = package / "content"
    return inside if inside.is_dir() else package.parent


def cases() -> Path:
    """The cases that came with the package."""
    return content() / "cases"


def exercises() -> Path:
    """The exercises that came with the package."""
    return content() / "exercises"


def notebooks() -> Path:
    """The lessons and report templates that came with the package."""
    return content() / "notebooks"


def guide(language: str) -> Path:
    """The guide to writing a case, in a language."""
    folder = content() / "docs"
    return (folder / "zh" if language == "zh" else folder) / "writing-a-case.md"


def workspace(notebook_folder: Path) -> Path:
    """The folder whose `records/` a notebook uses: the nearest one upwards that has it, else its own.

    Two levels are looked at, so that nobody's records turn up in a stranger's home folder.
    """
    nearest = [notebook_folder, *notebook_folder.parents][:3]
    return next((folder for folder in nearest if (folder / RECORDS).is_dir()), notebook_folder)
