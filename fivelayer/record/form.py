"""The record of a team's work on an activity, as typed data, and its one JSON form."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from fivelayer.choices import Part
from fivelayer.messages import Language
from fivelayer.record import names

RECORD_SCHEMA = 1
"""Version of the record's JSON form, its draft included; raised by every change of either."""
MAX_BYTES: Final = 8_000_000
MAX_DEPTH: Final = 24

Json = dict[str, Any]
# Each begins with a plain character, so that a text is passed over quickly.
_MAYBE_WHOLE: Final = (re.compile(r"\.0[,\]}]"), re.compile(r"e[-+]\d+[,\]}]"))
"""How a number may end that is whole and yet written with a point or an exponent."""
MIGRATIONS: dict[int, Callable[[Json], Json]] = {}
"""By version: what makes a record of that version one of the next."""

Name = Annotated[str, BeforeValidator(lambda v: names.name(v) if isinstance(v, str) else v)]
Digest = Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")]
Moment = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$")]
Revision = Annotated[int, Field(ge=0, le=2**53 - 1)]


class Unreadable(ValueError):  # noqa: N818  a state of a file, which most readers expect
    """Something that should be a record is none."""


class FromLater(Unreadable):
    """A record written by a later version of the kit."""


class Stored(BaseModel):
    """Base of everything in a record: unknown keys are refused, values are not changed in place."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Who(Stored):
    """Who works here: joined by name once."""

    team: Name = ""
    trainee: Name = ""
    workshop: Name = ""

    @property
    def owner(self) -> str:
        """Whose record it is: the team's, or the trainee's who works alone."""
        return self.team or self.trainee

    @property
    def folder(self) -> str:
        """The safe name of the owner's folder."""
        return names.folder(self.owner, self.workshop)


class Identity(Who):
    """Whose record, of which case and activity."""

    case: str = Field(max_length=60)
    case_version: str = Field(max_length=40)
    activity: str = Field(max_length=60)

    @property
    def who(self) -> Who:
        """The people's part of the identity."""
        return Who(team=self.team, trainee=self.trainee, workshop=self.workshop)

    def same_work(self, other: Identity) -> bool:
        """Whether both are the same case and activity."""
        return (self.case, self.activity) == (other.case, other.activity)


class Found(Stored):
    """One remark of an attempt: the rule, the field and the words it was about."""

    rule: str
    field: str = ""
    quote: str = ""


class Attempt(Stored):
    """One time the coach was asked: what was asked, what was found, what had changed since."""

    time: Moment
    revision: Revision
    asked: Literal["remarks", "hint"]
    part: Part
    level: int = Field(default=0, ge=0, le=3)
    """Of a hint: 1 question, 2 the case's hint, 3 worked answer."""
    found: tuple[Found, ...] = ()
    answers: str = Field(default="", max_length=64)
    """Short digest of the part as it then stood: two attempts differ if the answers did."""
    changed: tuple[str, ...] = ()
    """Fields edited in this session since the part's attempt before."""


class Record(Stored):
    """A team's draft, attempts and game of one activity, at one revision."""

    schema_version: int = Field(default_factory=lambda: RECORD_SCHEMA)
    identity: Identity
    revision: Revision = 0
    previous: Digest = ""
    """Digest of the revision before; empty for the first."""
    seen: dict[str, Revision] = Field(default_factory=dict)
    """By device: the last of its revisions that this one builds on, itself included."""
    time: Moment
    device: str
    language: Language
    draft: Json = Field(default_factory=dict)
    counters: dict[str, int] = Field(default_factory=dict)
    """By table: the highest row number given out, so that no row id is used twice."""
    attempts: tuple[Attempt, ...] = ()
    game: Json | None = None

    def json_form(self) -> Json:
        """The record as plain JSON data, the one form that files and notebooks hold."""
        return self.model_dump(mode="json")

    def written(self) -> bytes:
        """The record as a file holds it: canonical JSON, so that the file's SHA-256 is the digest."""
        return canonical(self.json_form())

    @property
    def digest(self) -> str:
        """The record's digest, which is also its receipt."""
        return receipt(self.json_form())


def canonical(data: Any) -> bytes:
    """JSON in one way only: sorted names, no spaces, UTF-8, whole numbers without a point.

    >>> canonical({"b": 2.0, "a": "高"}).decode()
    '{"a":"高","b":2}'
    """
    written = _dumped(data)
    if isinstance(data, float) or any(form.search(written) for form in _MAYBE_WHOLE):
        written = _dumped(_settled(data))
    return written.encode("utf-8", "surrogatepass")


def _dumped(data: Any) -> str:
    return json.dumps(
        data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def receipt(record_json: Json) -> str:
    """The receipt a trainee keeps: SHA-256 over the canonical JSON of the record.

    It shows accidents, not a determined forger.

    >>> len(receipt({"revision": 1}))
    64
    """
    return hashlib.sha256(canonical(record_json)).hexdigest()


def parse(data: object) -> Record:
    """Make JSON data, from anywhere, a record; an older form is brought up to date.

    Raises:
        FromLater: written by a later version of the kit.
        Unreadable: not a record.
    """
    if not isinstance(data, dict):
        raise Unreadable("not an object")
    version = data.get("schema_version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise Unreadable(f"schema_version={version!r} must be a whole number from 1")
    if version > RECORD_SCHEMA:
        raise FromLater(f"schema_version={version} is later than {RECORD_SCHEMA}")
    if _too_deep(data):
        raise Unreadable(f"nested deeper than {MAX_DEPTH}")
    try:
        for older in range(version, RECORD_SCHEMA):
            data = {**MIGRATIONS[older](data), "schema_version": older + 1}
        record = Record.model_validate(data)
        record.written()
    except (ValueError, LookupError, TypeError, AttributeError) as fault:
        raise Unreadable(str(fault)) from None
    return record


def parse_bytes(written: bytes) -> Record:
    """Read a record file's bytes.

    Raises:
        FromLater: written by a later version of the kit.
        Unreadable: empty, truncated, too large, or not a record.
    """
    if len(written) > MAX_BYTES:
        raise Unreadable(f"larger than {MAX_BYTES} bytes")
    try:
        return parse(json.loads(written))
    except (ValueError, RecursionError) as fault:
        if isinstance(fault, Unreadable):
            raise
        raise Unreadable(str(fault)) from None


def version(written: bytes) -> int:
    """The schema version that a readable record's bytes name."""
    return int(json.loads(written)["schema_version"])


def _settled(node: Any) -> Any:
    # JavaScript writes 2.0 as 2, and a notebook's metadata passes through it.
    if isinstance(node, float) and node.is_integer():
        return int(node)
    if isinstance(node, dict):
        return {name: _settled(value) for name, value in node.items()}
    if isinstance(node, list | tuple):
        return [_settled(value) for value in node]
    return node


def _too_deep(data: Any) -> bool:
    level = [data]
    for _ in range(MAX_DEPTH):
        level = [
            inner
            for node in level
            for inner in (node.values() if isinstance(node, dict) else node)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return False
    return True
