"""What was handed in as a ZIP: its notebooks read where they lie, bounded, nothing ever unpacked to disk."""

from __future__ import annotations

import io
import os
import re
import stat
import zipfile
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Final, NamedTuple

from fivelayer.marking.submissions import (
    MAX_BYTES,
    Refusal,
    Refused,
    read_bounded,
    read_file,
    refusal,
)

ARCHIVES: Final = (".zip", ".rar", ".7z")
"""What is looked into: a ZIP, or what somebody took for one; the others say that they are none."""
MOST_MEMBERS: Final = 2_000
MOST_EXPANDED: Final = 500_000_000
"""Bytes that everything in an archive may come to, read or not."""
MOST_TIMES: Final = 200
"""How many times its size an archive may come to, once it is more than `ALWAYS` bytes."""
ALWAYS: Final = 2_000_000
WHOLE: Final = -1
"""Stands for the archive itself where it is refused as a whole."""
_AT_ONCE: Final = 2_000_000
"""Bytes of the archive's index that are read: `MOST_MEMBERS` with long names have room."""
_PIECE: Final = 65_536
_LOCKED: Final = 0x2041
"""Flags of a member that cannot be read without a password."""
_UTF8: Final = 0x800
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Others expand without a bound that could be held."""
_LONGEST: Final = 300
"""Characters of a member's name that are told, its end."""
_DRIVE: Final = re.compile(r"[A-Za-z]:")


class Place(NamedTuple):
    """Where something handed in lies: a file, or the member of an archive by its number."""

    path: str
    inside: str = ""
    """The member's name with `/` in front, as it is told."""
    member: int | None = None


def places(files: Iterable[Path]) -> Iterator[Place]:
    """Every notebook, those in archives too; an archive that cannot be used stands for itself."""
    for path in files:
        if not is_archive(path.name) or path.is_dir():
            yield Place(str(path))
            continue
        found = _archive(str(path))
        taken: dict[str, int] = {}
        for member, info in ({} if isinstance(found, Refusal) else found.members).items():
            name = _name(info)[-_LONGEST:]
            again = taken[name.casefold()] = taken.get(name.casefold(), 0) + 1
            yield Place(str(path), f"/{name}" if again == 1 else f"/{name} ({again})", member)
        if not taken:
            yield Place(str(path), "", WHOLE)


def is_archive(name: str) -> bool:
    """Whether a file's name says that others are packed into it."""
    return name.casefold().endswith(ARCHIVES)


def read(path: str, member: int | None = None) -> bytes | Refusal:
    """The bytes of what was handed in, or why it can be no submission."""
    if member is None:
        return read_file(Path(path))
    found = _archive(path)
    if isinstance(found, Refusal):
        return found
    try:
        if member not in found.members:
            raise Refused("zip_none")
        return _bytes(found.zip, found.members[member])
    except Refused as refused:
        return refusal(refused.code, **refused.params)


class _Index(io.BytesIO):
    """An archive's bytes, of which no index is read that no honest archive has."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > _AT_ONCE:
            raise Refused("zip_many", n=MOST_MEMBERS)
        return super().read(size)


class _Archive(NamedTuple):
    zip: zipfile.ZipFile
    members: dict[int, zipfile.ZipInfo]
    """Notebooks, and archives within the archive."""


def _archive(path: str) -> _Archive | Refusal:
    try:
        about = os.lstat(path)
    except OSError:
        return refusal("unreadable")
    return _as_written(path, about.st_mtime_ns, about.st_size)


@lru_cache(maxsize=1)  # its members are read one after the other
def _as_written(path: str, *_written: int) -> _Archive | Refusal:
    try:
        return _opened(read_bounded(Path(path)))
    except Refused as refused:
        return refusal(refused.code, **refused.params)
    except Exception:  # noqa: BLE001  whatever it is that is no archive
        return refusal("zip_broken")


def _opened(raw: bytes) -> _Archive:
    if not raw:
        raise Refused("empty")
    archive = zipfile.ZipFile(_Index(raw))
    listed = archive.infolist()
    if len(listed) > MOST_MEMBERS:
        raise Refused("zip_many", n=MOST_MEMBERS)
    total = sum(one.file_size for one in listed)
    if total > MOST_EXPANDED or total > max(ALWAYS, MOST_TIMES * len(raw)):
        raise Refused("zip_expands", times=total // len(raw))
    kept = {n: one for n, one in enumerate(listed) if not one.is_dir() and _counts(_name(one))}
    return _Archive(archive, kept)


def _counts(name: str) -> bool:
    """Notebooks and archives; what a Mac adds on its own account is neither."""
    if "__MACOSX" in PurePosixPath(name).parts:
        return False
    return name.casefold().endswith((".ipynb", *ARCHIVES))


def _bytes(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    name = PurePosixPath(_name(member))
    if name.is_absolute() or ".." in name.parts or _DRIVE.match(str(name)):
        raise Refused("zip_path")
    if stat.S_ISLNK(member.external_attr >> 16):
        raise Refused("not_a_file", kind="link")
    if is_archive(name.name):
        raise Refused("zip_nested")
    if ".ipynb_checkpoints" in name.parts[-2:]:
        raise Refused("checkpoint")
    if member.flag_bits & _LOCKED:
        raise Refused("zip_locked")
    if member.file_size > MAX_BYTES:
        raise Refused("too_large", limit=MAX_BYTES // 1_000_000)
    if member.compress_type not in _METHODS:
        raise Refused("zip_packed")
    try:
        with archive.open(member) as file:
            return b"".join(iter(lambda: file.read(_PIECE), b""))
    except Exception:  # noqa: BLE001  as above
        raise Refused("zip_broken") from None


def _name(member: zipfile.ZipInfo) -> str:
    """A member's name, in whichever writing its system packed it: UTF-8 unsaid, GBK, or DOS's own."""
    name = member.filename
    if not member.flag_bits & _UTF8 and not name.isascii():
        raw = name.encode("cp437", "replace")
        for writing in ("utf-8", "gb18030"):
            try:
                name = raw.decode(writing)
                break
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/")
