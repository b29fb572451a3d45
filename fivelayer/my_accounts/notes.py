"""Notes on an own account: what the reader found out, line by line, so that a plan can cite it."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from fivelayer.problems import Cannot
from fivelayer.record import names

MOST_NOTES: Final = 98
"""The plan cites notes as `D2:3`; the first document is what was said at the start."""
MOST_LINES: Final = 300
NoteKind = Literal["visit_notes", "interview_notes", "public", "document", "hearsay"]
KINDS: Final[tuple[NoteKind, ...]] = get_args(NoteKind)


def _one_line(value: Any) -> Any:
    return names.name(value) if isinstance(value, str) else value


Line = Annotated[str, BeforeValidator(_one_line)]


class Stored(BaseModel):
    """What is kept on disk; nothing in it is unknown, and it does not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Note(Stored):
    """What the reader found out, where and when: its lines can be cited like a dossier's."""

    number: int = Field(ge=2, le=MOST_NOTES + 1)
    title: Annotated[Line, Field(min_length=1, max_length=120)]
    kind: NoteKind
    date: str = Field(pattern=r"^\d{4}(-\d\d){0,2}$")
    lines: tuple[str, ...] = Field(min_length=1, max_length=MOST_LINES)


def typed_note(number: int, title: str, kind: str, when: str, words: str) -> dict[str, Any]:
    """A note from what somebody typed; blank lines do not count.

    Raises:
        Cannot: there is no line, or too many, or one is too long.
    """
    lines = tuple(filter(None, (names.clean(line).strip() for line in words.splitlines())))
    if not lines or len(lines) > MOST_LINES or max(map(len, lines)) > 2000:
        raise Cannot("own_note", most=MOST_LINES)
    head = {"number": number, "title": title or lines[0][:60], "kind": kind, "date": when}
    return {**head, "lines": lines}
