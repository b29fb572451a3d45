"""Starts a case: a small one that is complete, to be written over piece by piece."""

from __future__ import annotations

import re
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from fivelayer.problems import Problem, Problems

NAME: Final = re.compile(r"[a-z][a-z0-9_-]{0,59}")
_PLACEHOLDER: Final = "__CASE__"


def new(name: str, parent: Path) -> Path:
    """Write a new case into `parent`/`name`; nothing that is there is touched.

    Raises:
        Problems: the name is no id, or something of that name is there already.
    """
    if not NAME.fullmatch(name):
        raise Problems([Problem(name, None, "", "name_form")])
    folder = parent / name
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        raise Problems([Problem(str(folder), None, "", "exists")]) from None
    except OSError:
        raise Problems([Problem(str(folder), None, "", "cannot_write")]) from None
    _copy(files("fivelayer.authoring") / "skeleton", folder, name)
    return folder


def _copy(source: Traversable, target: Path, name: str) -> None:
    for one in source.iterdir():
        place = target / one.name
        if one.is_dir():
            place.mkdir()
            _copy(one, place, name)
        else:
            words = one.read_text(encoding="utf-8").replace(_PLACEHOLDER, name)
            place.write_text(words, encoding="utf-8", newline="\n")
