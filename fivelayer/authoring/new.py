"""Starts a case: a small one that is complete, to be written over piece by piece."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from fivelayer.problems import Problems

NAME: Final = re.compile(r"[a-z][a-z0-9_-]{0,59}")
_SKELETON: Final = Path(__file__).with_name("skeleton")


def new(name: str, parent: Path) -> Path:
    """Write a new case into `parent`/`name`; nothing that is there is touched.

    Raises:
        Problems: the name is no id, or something of that name is there already.
    """
    if not NAME.fullmatch(name):
        raise Problems.one(name, "name_form")
    folder = parent / name
    try:
        folder.mkdir(parents=True)
        for source in filter(Path.is_file, _SKELETON.rglob("*")):
            target = folder / source.relative_to(_SKELETON)
            target.parent.mkdir(parents=True, exist_ok=True)
            words = source.read_text(encoding="utf-8").replace("__CASE__", name)
            target.write_text(words, encoding="utf-8", newline="\n")
    except FileExistsError:
        raise Problems.one(str(folder), "exists") from None
    except OSError:
        raise Problems.one(str(folder), "cannot_write") from None
    return folder
