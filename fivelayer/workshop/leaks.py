"""Whether anything of a key is in a kit: file by file, through archives, notebooks and encodings.

What only the key, the world, the samples or the rulings of an assessment case say is secret: each of
their sentences that neither the case's public part nor the kit's own pages hold. A kit is searched for
them in whatever way its bytes can be read, and refused where one is found. What was rewritten in other
words is not found: this stops accidents.
"""

from __future__ import annotations

import base64
import binascii
import bz2
import gzip
import hashlib
import html
import io
import lzma
import re
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from fivelayer import places, strict_yaml
from fivelayer.cases import Case
from fivelayer.messages import LANGUAGES

SECRET_FILES: Final = ("key.yaml", "world.yaml", "rulings.yaml")
SECRET_FOLDERS: Final = ("samples",)
DEPTH: Final = 6
"""Archives within archives that are looked into; deeper ones are refused unread."""
UNPACKED: Final = 512 * 2**20
"""Bytes that one file of a kit may unpack to; more is refused unread."""
_LETTERS: Final = 24
"""Width from which a sentence is long enough to be no coincidence; a Chinese character counts three."""
_START: Final = 8
"""Characters by which a secret is looked up; each has as many at least."""
_BASE64: Final = re.compile(
    rb"[A-Za-z0-9+/_-]{40,}(?:(?:\\[nr]|[\s\",])*[A-Za-z0-9+/_-]{4,})*={0,2}"
)
_ESCAPED: Final = re.compile(r"\\u([0-9a-fA-F]{4})")
_PACKED: Final = (b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")
_OWN: Final = re.compile(
    rb'\\?"activity\\?"(?:\s*:|\s+content=)\s*\\?"' + places.OWN_ACTIVITY.encode() + rb'\\?"'
)
"""A real customer's plan: its files, a notebook that carries it, its report; plain or inside a text."""
_SPACE: Final = re.compile(r"[\s\\]+")


@dataclass(frozen=True)
class Leak:
    """Something of a key that stands in a kit."""

    where: str
    """The file, and the file inside it: `kit.zip/notes.ipynb`."""
    case: str
    what: str
    """Where it comes from: `key.yaml: facts.budget.says`; `unreadable` where nobody could look,
    `own_account` where it is of a real customer's plan."""


@dataclass(frozen=True)
class Secret:
    """A sentence that no trainee may have."""

    case: str
    what: str
    words: str


class Searched:
    """Secrets, found quickly: only those are looked for whose first letters stand in a text."""

    def __init__(self, secrets: Iterable[Secret]) -> None:
        self._by_start: dict[str, list[Secret]] = {}
        for secret in secrets:
            self._by_start.setdefault(secret.words[:_START], []).append(secret)

    def within(self, text: str) -> Iterator[Secret]:
        """The secrets that stand in a text, compared as `plain` makes it."""
        starts = {text[at : at + _START] for at in range(len(text) - _START + 1)}
        for start in sorted(starts & self._by_start.keys()):
            yield from (secret for secret in self._by_start[start] if secret.words in text)


def secrets_of(case: Case, public: Iterable[str] = ()) -> list[Secret]:
    """The sentences that only the closed part of a case holds; `public` are texts that anybody has.

    Raises:
        Problems: a file of the case cannot be read.
    """
    known = plain("\n".join((*_public(case), *public)))
    found: dict[str, Secret] = {}
    for file in closed_files(case.folder):
        name = file.relative_to(case.folder).as_posix()
        for path, words in _sentences(strict_yaml.read(file, name).data):
            said = plain(words)
            if _long(said) and said not in known:
                found.setdefault(said, Secret(case.id, f"{name}: {path}", said))
    return list(found.values())


def closed_files(folder: Path) -> list[Path]:
    """The files of a case's folder that an assessment keeps home."""
    inside = [folder / name for name in SECRET_FILES]
    inside += [file for name in SECRET_FOLDERS for file in sorted((folder / name).glob("*.yaml"))]
    return [file for file in inside if file.is_file()]


def search(
    kit: Mapping[str, bytes], closed: Iterable[Case], public: Iterable[str] = ()
) -> list[Leak]:
    """Everything of the closed cases' keys in a kit, given as names and bytes.

    Raises:
        Problems: a file of a case cannot be read.
    """
    cases, public = list(closed), list(public)
    if not cases:
        return []
    secrets = Searched(secret for case in cases for secret in secrets_of(case, public))
    names = {case.id for case in cases}
    leaks: dict[Leak, None] = {}
    looked: dict[bytes, list[tuple[str, str]]] = {}
    """By content: what is in it, so that the same under another name is not read again."""
    for name, data in kit.items():
        for where, content in opened(name, data):
            leaks |= dict.fromkeys(_misplaced(where, names))
            if content is None:
                leaks[Leak(where, "", "unreadable")] = None
                continue
            digest = hashlib.sha256(content).digest()
            if digest not in looked:
                looked[digest] = list(_told(content, secrets))
            leaks |= {Leak(where, case, what): None for case, what in looked[digest]}
    return list(leaks)


def private(kit: Mapping[str, bytes]) -> list[Leak]:
    """Whatever in a kit belongs to somebody's plan for a real customer: by its place, or by what it says."""
    found = []
    for name, data in kit.items():
        for where, content in opened(name, data):
            if places.OWN in where.split("/") or (content and _OWN.search(content)):
                found.append(Leak(where, "", "own_account"))
    return found


def opened(name: str, data: bytes) -> Iterator[tuple[str, bytes | None]]:
    """A file, then whatever is packed in it, each with its name; None where it was too much to look at."""
    yield from _opened(name, data, DEPTH, [UNPACKED])


def plain(words: str) -> str:
    """A text as it is compared: one width and case, no space, no line ends, no backslashes."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", words)).casefold()


def _misplaced(where: str, cases: set[str]) -> Iterator[Leak]:
    """A file that stands where a closed one would, whatever is in it."""
    parts = where.split("/")
    for case in sorted(cases.intersection(parts)):
        inside = parts[parts.index(case) + 1 :]
        closed = {1: SECRET_FILES, 2: SECRET_FOLDERS}
        if inside and inside[0] in closed.get(len(inside), ()):
            yield Leak(where, case, "/".join(inside))


def _told(content: bytes, secrets: Searched) -> Iterator[tuple[str, str]]:
    """Of which case, and which part of its key, a file's text tells."""
    for text in _read_as(content):
        for secret in secrets.within(plain(text)):
            yield secret.case, secret.what


def _opened(
    name: str, data: bytes, depth: int, room: list[int]
) -> Iterator[tuple[str, bytes | None]]:
    room[0] -= len(data)
    if room[0] < 0 or depth < 0:
        yield name, None
        return
    yield name, data
    for inner, packed in _inside(data, room):
        if packed is None:
            yield f"{name}/{inner}", None
        else:
            yield from _opened(f"{name}/{inner}", packed, depth - 1, room)


def _inside(data: bytes, room: list[int]) -> Iterator[tuple[str, bytes | None]]:
    """What an archive or a compressed file holds, and what stands in it as base64."""
    if zipfile.is_zipfile(io.BytesIO(data)):
        yield from _zipped(data, room)
    elif data[257:262] == b"ustar":
        yield from _tarred(data, room)
    for opener, magic in ((gzip, b"\x1f\x8b"), (bz2, b"BZh"), (lzma, b"\xfd7zXZ\x00")):
        if data.startswith(magic):
            yield "unpacked", _limited(opener, data, room[0])
    if len(data) < 64 * 2**20:
        for number, run in enumerate(_BASE64.findall(data)):
            decoded = _from_base64(run)
            if decoded is not None:
                yield f"base64-{number}", decoded


def _zipped(data: bytes, room: list[int]) -> Iterator[tuple[str, bytes | None]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if archive.comment:
            yield "comment", archive.comment
        for member in archive.infolist():
            if member.is_dir():
                continue
            if member.file_size > room[0] or member.flag_bits & 1:
                yield member.filename, None
                continue
            try:
                yield member.filename, archive.read(member)
            except (zipfile.BadZipFile, NotImplementedError, zlib.error, OSError):
                yield member.filename, None


def _tarred(data: bytes, room: list[int]) -> Iterator[tuple[str, bytes | None]]:
    with suppress(tarfile.TarError), tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for member in archive:
            if member.isfile():
                held = archive.extractfile(member) if member.size <= room[0] else None
                yield member.name, held.read() if held else None


def _limited(opener: Any, data: bytes, most: int) -> bytes | None:
    try:
        with opener.open(io.BytesIO(data)) as file:
            unpacked: bytes = file.read(most + 1)
    except (OSError, EOFError, lzma.LZMAError, zlib.error):
        return None
    return unpacked if len(unpacked) <= most else None


def _from_base64(run: bytes) -> bytes | None:
    packed = re.sub(rb"\\[nr]|[^A-Za-z0-9+/_-]", b"", run).translate(bytes.maketrans(b"-_", b"+/"))
    try:
        return base64.b64decode(packed + b"=" * (-len(packed) % 4))
    except (binascii.Error, ValueError):
        return None


def _read_as(content: bytes) -> Iterator[str]:
    """A file's text in whatever way it may be written; of an archive, what is in it is read instead."""
    if content.startswith(_PACKED):
        return
    text = next(_decoded(content))
    yield text
    if "\\u" in text:
        yield _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    if "&" in text:
        yield html.unescape(text)


def _decoded(content: bytes) -> Iterator[str]:
    wide = ("utf-16", "utf-16-le", "utf-16-be") if b"\0" in content[:4096] else ()
    for way in ("utf-8", *wide, "gb18030"):
        with suppress(UnicodeDecodeError):
            yield content.decode(way)
    yield content.decode("utf-8", "replace")


def _sentences(node: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(node, dict):
        for name, value in node.items():
            yield from _sentences(value, f"{path}.{name}".lstrip("."))
    elif isinstance(node, list):
        for number, value in enumerate(node):
            label = value.get("id") if isinstance(value, dict) else None
            yield from _sentences(value, f"{path}.{label or f'#{number + 1}'}")
    elif isinstance(node, str):
        yield path, node


def _public(case: Case) -> Iterator[str]:
    yield (case.folder / "case.yaml").read_text("utf-8")
    for _, words in _sentences(strict_yaml.read(case.folder / "case.yaml").data):
        yield words  # a folded sentence as it is read, besides as it is written
    for language in LANGUAGES:
        for document in case.documents(language):
            yield "\n".join(block.text for block in document.blocks)


def _long(words: str) -> bool:
    return sum(3 if ord(char) > 0x2E7F else 1 for char in words) >= _LETTERS
