"""What comes of opening, saving and choosing: outcomes as data, worded when shown."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fivelayer.findings import Said
from fivelayer.record.files import BusyError

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_DENIED: Final = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})


@dataclass(frozen=True)
class Saved:
    """What is safely on disk: the revision, and when; `elsewhere`: others' edits came in with it."""

    revision: int
    time: str
    elsewhere: bool = False
    """True if fields beside the one edited may have changed: show the whole draft again."""


@dataclass(frozen=True)
class Trouble:
    """Why something was not saved or done, and what to do about it, in plain words."""

    kind: str
    said: Said
    todo: Said


@dataclass(frozen=True)
class Adoption:
    """What became of the record found on opening, on disk or in the notebook."""

    kind: str
    said: Said


def trouble(kind: str, **params: str | int) -> Trouble:
    """A trouble by its kind, with its words."""
    key = f"record.trouble.{kind}"
    return Trouble(kind, _said(f"{key}.what", params), Said(key=f"{key}.do"))


def adoption(kind: str, **params: str | int) -> Adoption:
    """An adoption by its kind, with its words."""
    return Adoption(kind, _said(f"record.opened.{kind}", params))


def _said(key: str, params: Mapping[str, str | int]) -> Said:
    if params.get("who") == "":
        return Said(key=key, terms={"who": "record.nobody"})
    return Said(key=key, params=dict(params))


def from_fault(fault: OSError, where: Path) -> Trouble:
    """The trouble that a fault of the disk means for the record at `where`."""
    if isinstance(fault, BusyError):
        return trouble("busy")
    kind = "cannot_save"
    kind = "disk_full" if fault.errno in _FULL else kind
    kind = "read_only_folder" if fault.errno in _DENIED else kind
    return trouble(kind, where=str(where.parent))
