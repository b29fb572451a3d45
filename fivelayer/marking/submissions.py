"""Handed-in notebooks, read as data: bounded, never executed, each refusal with its reason."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

import orjson
from pydantic import ValidationError
from pydantic_core import from_json

from fivelayer import places
from fivelayer.findings import Said
from fivelayer.marking.result import HandedInBy
from fivelayer.messages import LANGUAGES, Language
from fivelayer.record import RECORD_SCHEMA, Attempt, names, receipt
from fivelayer.record.form import MIGRATIONS

MAX_BYTES: Final = 20_000_000
_AT_ONCE: Final = 65_536
"""Bytes that are asked for at least: some network drives tell no size."""
MOST_ATTEMPTS: Final = 1_000
_LONGEST_NAME: Final = 100
_HIGHEST_REVISION: Final = 2**53 - 1
_CHECKPOINTS: Final = ".ipynb_checkpoints"
_ESCAPES: Final = re.compile(
    rb"\\(?:u[dD][89abAB]..\\u[dD][c-fC-F]..|(?P<half>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)", re.DOTALL
)
"""What a JSON text escapes: characters in two halves, half a character alone, anything else."""
# Each begins with a plain character, so that a text is passed over quickly.
_SHELL: Final = 64
"""Lists around a record as it is written: it may then be nested 190 deep and no deeper, so that a
result that holds its draft can be read again (200 levels at most)."""
_OTHER_NUMBERS: Final = (re.compile(rb"\.0[,\]}]"), re.compile(rb"e[-+]?\d+[,\]}]"))
"""How a number may end that our canonical JSON writes in another form; text may look like it."""
# A named pipe or a device must not be waited for, a link not followed.
_FLAGS: Final = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that cannot be marked: why, and what to do next."""

    reason: Said
    next_step: Said
    sha256: str = ""
    identity: HandedInBy = field(default_factory=HandedInBy)

    @property
    def code(self) -> str:
        """The short name of the reason: `truncated`, `later_version`."""
        return self.reason.key.split(".")[2]


@dataclass(frozen=True, slots=True)
class Submission:
    """A submission as read: whose it is and what was typed; nothing in it is trusted."""

    sha256: str
    identity: HandedInBy
    language: Language
    revision: int
    time: str
    draft: dict[str, Any]
    record: dict[str, Any]
    """The record as it stands in the file."""
    receipt: Literal["matches", "differs", "missing"]
    digest: str
    """The record's own receipt, computed here."""

    def attempts(self) -> tuple[tuple[Attempt, ...], bool]:
        """The attempts that can be read, and whether all of them could be."""
        listed = self.record.get("attempts")
        if not isinstance(listed, list):
            return (), listed is None
        found = []
        for each in listed[:MOST_ATTEMPTS]:
            try:
                found.append(Attempt.model_validate(each))
            except ValidationError:
                continue
        return tuple(found), len(found) == len(listed)


class Refused(Exception):  # noqa: N818  an outcome of reading, not a failure of the program
    """Why a file is refused; carries the refusal."""

    def __init__(self, code: str, /, **params: str | int) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def refusal(code: str, /, **params: str | int) -> Refusal:
    """A refusal by its code; the words stand under `marking.refused`."""
    keys = (f"marking.refused.{code}.reason", f"marking.refused.{code}.next")
    reason, next_step = (Said(key=key, params=dict(params)) for key in keys)
    return Refusal(reason, next_step)


def read_submission(path: Path) -> Submission | Refusal:
    """Read a handed-in notebook; whatever the file is, the answer is a submission or a refusal.

    At most 20 MB are read; a larger file is not opened. No code of it runs.
    """
    raw = read_file(path)
    return raw if isinstance(raw, Refusal) else submission(raw)


def read_file(path: Path) -> bytes | Refusal:
    """The bytes of a file that may be a submission, or why it can be none."""
    try:
        if _CHECKPOINTS in path.parts[-2:]:
            raise Refused("checkpoint")
        return read_bounded(path)
    except Refused as refused:
        return refusal(refused.code, **refused.params)


def submission(raw: bytes, sha256: str = "") -> Submission | Refusal:
    """What a file's bytes hand in; `sha256` is theirs, if it is known already."""
    sha256 = sha256 or hashlib.sha256(raw).hexdigest()
    try:
        return _submission(*_parsed(_in_utf8(raw)), sha256)
    except Refused as refused:
        found = refusal(refused.code, **refused.params)
    except RecursionError:
        found = refusal("too_deep")
    return Refusal(found.reason, found.next_step, sha256)


def read_bounded(path: Path) -> bytes:
    """The bytes of an ordinary file of at most 20 MB; links are not followed, pipes not waited for.

    Raises:
        Refused: it is no ordinary file, too large, or cannot be read.
    """
    try:
        _must_be_file(path.lstat())
        descriptor = os.open(path, _FLAGS)
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(file.fileno())
            _must_be_file(status)  # it may have been replaced in between
            raw = file.read(max(status.st_size, _AT_ONCE) + 1)
    except (OSError, ValueError) as fault:
        raise Refused("unreadable") from fault
    if len(raw) > MAX_BYTES:
        raise Refused("too_large", limit=MAX_BYTES // 1_000_000)
    return raw


def _must_be_file(status: os.stat_result) -> None:
    for is_kind, kind in _KINDS:
        if is_kind(status.st_mode):
            raise Refused("not_a_file", kind=kind)
    if not stat.S_ISREG(status.st_mode):
        raise Refused("not_a_file", kind="?")
    if status.st_size > MAX_BYTES:
        raise Refused("too_large", limit=MAX_BYTES // 1_000_000)


_KINDS: Final = (
    (stat.S_ISLNK, "link"),
    (stat.S_ISDIR, "folder"),
    (stat.S_ISFIFO, "pipe"),
    (stat.S_ISSOCK, "socket"),
    (stat.S_ISCHR, "device"),
    (stat.S_ISBLK, "device"),
)


def _parsed(raw: bytes) -> tuple[Any, bool]:
    """What a text says, and whether it said so plainly: all its numbers are of an ordinary size."""
    if not raw[:1].strip() and not raw.strip():
        raise Refused("empty")
    try:
        return orjson.loads(raw), True
    except ValueError:  # the slower reader takes longer numbers, and tells better what is wrong
        return _carefully(raw), False


def _carefully(raw: bytes) -> Any:
    try:
        return from_json(raw, allow_inf_nan=False)
    except ValueError as fault:
        message = str(fault)
    if "recursion limit" in message:
        raise Refused("too_deep")
    mended = _ESCAPES.sub(_whole, raw)
    if mended != raw:
        return _carefully(mended)
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as fault:
        cut_short = fault.reason == "unexpected end of data" and fault.end >= len(raw)
        raise Refused("truncated" if cut_short else "encoding") from None
    raise Refused("truncated" if "EOF" in message else "not_json")


def _in_utf8(raw: bytes) -> bytes:
    """Without a byte order mark; UTF-16, as some editors save it, made UTF-8."""
    if raw.startswith(b"\xef\xbb\xbf"):
        return raw[3:]
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return raw.decode("utf-16").encode("utf-8")
        except UnicodeError:
            raise Refused("encoding") from None
    return raw


def _whole(escape: re.Match[bytes]) -> bytes:
    """Half a character (a lone surrogate) is no reason to refuse an answer."""
    return rb"\ufffd" if escape["half"] else escape[0]


def _submission(notebook: Any, plain: bool, sha256: str) -> Submission:
    if not isinstance(notebook, dict):
        raise Refused("not_notebook")
    ours = _child(_child(notebook, "metadata"), "fivelayer")
    if not isinstance(notebook.get("cells"), list) and ours is None:
        raise Refused("not_notebook")
    record = _child(ours, "record")
    if record is None:
        raise Refused("no_record")
    version = _version(record)
    given = ours.get("receipt") if ours else None
    try:
        digest = _receipt(record, given) if plain else receipt(record)
    except ValueError:  # a number that JSON has no form for
        raise Refused("mangled", what="record") from None
    held = "missing" if given in (None, "") else "matches" if given == digest else "differs"
    record = _brought_up(record, version)
    language = record.get("language")
    identity = _identity(record)
    if identity.activity == places.OWN_ACTIVITY:
        raise Refused("own_account")
    return Submission(
        sha256=sha256,
        identity=identity,
        language=language if language in LANGUAGES else "en",
        revision=_revision(record),
        time=_short(record.get("time")),
        draft=_draft(record),
        record=record,
        receipt=held,  # type: ignore[arg-type]  # three literals
        digest=digest,
    )


def _receipt(record: dict[str, Any], given: Any = None) -> str:
    """The record's receipt: as `record.receipt` reckons it, by a quicker writer of the same form.

    The two write some numbers with a point or an exponent differently; those go the usual way, unless
    the receipt that was `given` bears the quicker writer out.
    """
    shelled: Any = record
    for _ in range(_SHELL):
        shelled = [shelled]
    try:
        written = orjson.dumps(shelled, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError as fault:
        if "Recursion limit" in str(fault):
            raise Refused("too_deep") from None
        return receipt(record)
    written = written[_SHELL:-_SHELL]
    quick = hashlib.sha256(written).hexdigest()
    if quick == given or not (
        b"0.0000" in written or any(form.search(written) for form in _OTHER_NUMBERS)
    ):
        return quick
    return receipt(record)


def _version(record: dict[str, Any]) -> int:
    found = record.get("schema_version")
    if isinstance(found, bool) or not isinstance(found, int) or found < 1:
        raise Refused("mangled", what="schema_version")
    if found > RECORD_SCHEMA:
        raise Refused("later_version", theirs=min(found, _HIGHEST_REVISION), ours=RECORD_SCHEMA)
    return found


def _brought_up(record: dict[str, Any], version: int) -> dict[str, Any]:
    """An older record in today's form."""
    try:
        for older in range(version, RECORD_SCHEMA):
            record = MIGRATIONS[older](record)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Refused("mangled", what="record") from None
    return record


def _child(node: Any, key: str) -> dict[str, Any] | None:
    found = node.get(key) if isinstance(node, dict) else None
    return found if isinstance(found, dict) else None


def _identity(record: dict[str, Any]) -> HandedInBy:
    identity = _child(record, "identity")
    if identity is None:
        raise Refused("mangled", what="identity")
    held: dict[str, Any] = {name: _short(identity.get(name)) for name in HandedInBy.model_fields}
    for needed in ("case", "activity"):
        if not held[needed]:
            raise Refused("mangled", what=needed)
    return HandedInBy.model_construct(**held)


def _revision(record: dict[str, Any]) -> int:
    found = record.get("revision")
    if isinstance(found, float) and found.is_integer():
        found = int(found)
    if isinstance(found, bool) or not isinstance(found, int):
        raise Refused("mangled", what="revision")
    if not 0 <= found <= _HIGHEST_REVISION:
        raise Refused("mangled", what="revision")
    return found


def _draft(record: dict[str, Any]) -> dict[str, Any]:
    found = record.get("draft")
    if not isinstance(found, dict):
        raise Refused("mangled", what="draft")
    return found


def _short(value: Any) -> str:
    """A name as it is kept; what is no text is no name."""
    if not isinstance(value, str):
        return ""
    value = value[: 4 * _LONGEST_NAME]
    plain = value.isascii() and value.isprintable()
    return (" ".join(value.split()) if plain else names.name(value))[:_LONGEST_NAME]
