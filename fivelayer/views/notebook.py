"""The notebook that a form stands in: where it lies and which language it is in."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fivelayer import places
from fivelayer.messages import LANGUAGES, Language

_LARGEST: Final = 20_000_000


@dataclass(frozen=True)
class Here:
    """The folder of records, and the language to begin in."""

    workspace: Path
    language: Language


def here() -> Here:
    """Where this kernel's notebook is, as far as Python can know; the browser may correct the language."""
    language = as_language(_written_language(_session_file())) or as_language(
        os.environ.get("FIVELAYER_LANGUAGE")
    )
    return Here(places.workspace(folder()), language or "en")


def folder() -> Path:
    """The folder that this kernel's notebook lies in."""
    path = _session_file()
    return path.parent if path is not None else Path.cwd()


def as_language(name: object) -> Language | None:
    """A language the kit speaks, or None.

    >>> as_language("zh"), as_language("fr")
    ('zh', None)
    """
    return next((language for language in LANGUAGES if language == name), None)


def _session_file() -> Path | None:
    name = os.environ.get("JPY_SESSION_NAME", "")
    path = Path(name)
    return path if name and path.is_file() else None


def _written_language(path: Path | None) -> object:
    """The language in the notebook's metadata; whatever the file is, this never fails."""
    try:
        if path is None or path.stat().st_size > _LARGEST:
            return None
        tree = json.loads(path.read_text(encoding="utf-8"))
        return tree["metadata"]["fivelayer"]["language"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
