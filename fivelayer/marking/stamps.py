"""What marks depend on, as short digests: the marker itself, a case, an exercise."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).resolve().parents[1]
_OURS: Final = ("*.py", "marking/**/*", "locale/**/*", "record/*.py")
_NOT_MARKED_BY: Final = ("samples", "world.yaml")
"""Of a case's folder: what has no say in a mark nor on a feedback page."""
_SHORT: Final = 16


@cache
def marker_stamp() -> str:
    """The digest of everything of this package that marks and words depend on."""
    listed = (path for pattern in _OURS for path in _PACKAGE.glob(pattern))
    return _digest("", (path for path in listed if path.suffix != ".pyc"), _PACKAGE)


def folder_stamp(folder: Path | None) -> str:
    """The digest of a case's or an exercise's folder: key, rulings, dossier; `-` where it is not there.

    So too of one file of rulings beside the marks.
    """
    if folder is None or not folder.exists():
        return "-"
    if folder.is_file():
        return _digest("", [folder], folder.parent)
    listed = (p for p in folder.rglob("*") if p.relative_to(folder).parts[0] not in _NOT_MARKED_BY)
    return _digest("", listed, folder)


def joined(*stamps: str) -> str:
    """Several digests as one.

    >>> joined("a", "b") != joined("ab", "")
    True
    """
    return hashlib.sha256("\n".join(stamps).encode()).hexdigest()[:_SHORT]


def _digest(first: str, paths: Iterable[Path], folder: Path) -> str:
    digest = hashlib.sha256(first.encode())
    for path in sorted(set(paths)):
        if path.is_file():
            name = path.relative_to(folder).as_posix().encode("utf-8", "surrogateescape")
            digest.update(name + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:_SHORT]
