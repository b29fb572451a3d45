"""What a marking desk works on, as the command tells its notebook."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict

from fivelayer.problems import Cannot

SETTINGS: Final = "FIVELAYER_DESK"
"""The environment's variable by which `fivelayer desk` tells its notebook what to open."""
GRADEBOOK: Final = "gradebook.db"


class Settings(BaseModel):
    """What a desk works on; as JSON in the environment, so that no password stands in a notebook."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str
    marks: Path | None = None
    """The folder that `fivelayer mark` wrote, if there is one."""
    cases: tuple[Path, ...] = ()
    by: str = ""

    @classmethod
    def found(cls, beside: Path) -> Settings | None:
        """The settings given by the environment, else the gradebook in a folder, if one is there."""
        given = os.environ.get(SETTINGS)
        if given:
            return cls.model_validate_json(given)
        book = beside / GRADEBOOK
        return cls(url=str(book), marks=beside) if book.is_file() else None

    @classmethod
    def of(cls, place: str, more: tuple[Path, ...] = (), by: str = "") -> Settings:
        """The settings for a folder of marks, or for a gradebook's URL.

        Raises:
            Cannot: the folder is not there, or nothing was marked into it.
        """
        folder = Path(place)
        known = tuple(each.resolve() for each in more)
        if "://" in place:
            return cls(url=place, cases=known, by=by)
        if folder.is_file():
            return cls(url=str(folder.resolve()), marks=folder.parent.resolve(), cases=known, by=by)
        if not folder.is_dir():
            raise Cannot("no_folder", folder=place)
        if not (folder / GRADEBOOK).is_file():
            raise Cannot("desk_no_gradebook", folder=place)
        url = str((folder / GRADEBOOK).resolve())
        return cls(url=url, marks=folder.resolve(), cases=known, by=by)
