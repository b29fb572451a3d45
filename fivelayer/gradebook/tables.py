"""The gradebook's tables: everything is appended, nothing is changed in place; the latest row counts."""

from __future__ import annotations

from typing import Final

from sqlalchemy import ForeignKey, Index, LargeBinary, MetaData, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

VERSIONS: Final = ("1", "2")
"""The schema's versions, oldest first; each has its step in `migrations/versions`."""
VERSION_TABLE: Final = "fivelayer_gradebook"
"""Where a database says which version it is; what has no such table is no gradebook."""

_NAMES: Final = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of all tables."""

    metadata = MetaData(naming_convention=_NAMES)


class Take(Base):
    """One time that results were taken in."""

    __tablename__ = "take"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[str] = mapped_column(String(32))
    source: Mapped[str] = mapped_column(Text)
    """The folder that was marked."""


class WorkRow(Base):
    """A piece of work: one (workshop, team or trainee, case, exercise)."""

    __tablename__ = "work"
    __table_args__ = (
        UniqueConstraint("workshop", "team", "trainee", "case_id", "exercise", "nobody"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    workshop: Mapped[str] = mapped_column(Text)
    team: Mapped[str] = mapped_column(Text)
    trainee: Mapped[str] = mapped_column(Text)
    """Whose it is where there is no team; else empty."""
    case_id: Mapped[str] = mapped_column(Text)
    exercise: Mapped[str] = mapped_column(Text)
    nobody: Mapped[str] = mapped_column(String(64))
    """A submission that bears no name is a work of its own: its place; else empty."""


class Marking(Base):
    """What the machine made of a file, once; a file whose marking changes gets another row."""

    __tablename__ = "marking"
    __table_args__ = (Index("ix_marking_team_trainee", "team", "trainee"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    take_id: Mapped[int] = mapped_column(ForeignKey("take.id"))
    work_id: Mapped[int | None] = mapped_column(ForeignKey("work.id"), index=True)
    place: Mapped[str] = mapped_column(String(64), index=True)
    """Digest of the file's name and content: its markings belong together."""
    digest: Mapped[str] = mapped_column(String(64))
    """Of the marking itself, so that an unchanged one is not kept twice."""
    file: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    status: Mapped[str] = mapped_column(String(16))
    team: Mapped[str] = mapped_column(Text)
    trainee: Mapped[str] = mapped_column(Text)
    workshop: Mapped[str] = mapped_column(Text)
    case_id: Mapped[str] = mapped_column(Text)
    exercise: Mapped[str] = mapped_column(Text)
    revision: Mapped[int]
    time: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8))
    receipt: Mapped[str] = mapped_column(String(16))
    key_version: Mapped[str] = mapped_column(Text)
    halves: Mapped[int | None]
    """Points in halves, so that no database rounds them; `of_halves` likewise."""
    of_halves: Mapped[int | None]
    counts: Mapped[bool]
    """Whether it counted among the files of its take."""
    parts: Mapped[str] = mapped_column(Text)
    """JSON: by part [halves, of halves]."""
    marks: Mapped[str] = mapped_column(Text)
    """JSON: by criterion [part, outcome, halves, of halves, statement]."""
    said: Mapped[str] = mapped_column(Text, server_default="{}")
    """JSON: reason, next step and flags, so that a table needs no results read."""
    whole: Mapped[bytes] = mapped_column(LargeBinary)
    """The result, as compressed JSON."""


class Sighting(Base):
    """Which marking a file had in a take."""

    __tablename__ = "sighting"
    take_id: Mapped[int] = mapped_column(ForeignKey("take.id"), primary_key=True)
    marking_id: Mapped[int] = mapped_column(ForeignKey("marking.id"), primary_key=True, index=True)


class DecisionRow(Base):
    """A person's mark for a criterion of a work; no points: the one before is taken back."""

    __tablename__ = "decision"
    __table_args__ = (Index("ix_decision_work_id_rule", "work_id", "rule"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    work_id: Mapped[int] = mapped_column(ForeignKey("work.id"))
    marking_id: Mapped[int] = mapped_column(ForeignKey("marking.id"))
    """The marking that the person saw."""
    rule: Mapped[str] = mapped_column(Text)
    halves: Mapped[int | None]
    second: Mapped[bool]
    """By a second marker: kept and compared, never the official mark."""
    by: Mapped[str] = mapped_column(Text)
    at: Mapped[str] = mapped_column(String(32))
    why: Mapped[str] = mapped_column(Text)
    comment: Mapped[str] = mapped_column(Text)
    """What the trainee is to read."""
    answer: Mapped[str] = mapped_column(String(64))
    """Digest of the answer it was made on."""


class FlagRow(Base):
    """Somebody wants an answer looked at again, or no longer."""

    __tablename__ = "flag"
    __table_args__ = (Index("ix_flag_work_id_rule", "work_id", "rule"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    work_id: Mapped[int] = mapped_column(ForeignKey("work.id"))
    rule: Mapped[str] = mapped_column(Text)
    raised: Mapped[bool]
    by: Mapped[str] = mapped_column(Text)
    at: Mapped[str] = mapped_column(String(32))


class Publication(Base):
    """A work's marks shown to the trainees, or withheld again."""

    __tablename__ = "publication"
    id: Mapped[int] = mapped_column(primary_key=True)
    work_id: Mapped[int] = mapped_column(ForeignKey("work.id"), index=True)
    published: Mapped[bool]
    by: Mapped[str] = mapped_column(Text)
    at: Mapped[str] = mapped_column(String(32))


class PassMark(Base):
    """The percentage from which an exercise is passed."""

    __tablename__ = "pass_mark"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(Text)
    exercise: Mapped[str] = mapped_column(Text)
    percent: Mapped[int | None]
    by: Mapped[str] = mapped_column(Text)
    at: Mapped[str] = mapped_column(String(32))


class CommentRow(Base):
    """A comment kept to be used again."""

    __tablename__ = "comment"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(Text)
    exercise: Mapped[str] = mapped_column(Text)
    rule: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(Text)
    at: Mapped[str] = mapped_column(String(32))


class Erasure(Base):
    """That something of a person was erased, and how much; never of whom."""

    __tablename__ = "erasure"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[str] = mapped_column(String(32))
    by: Mapped[str] = mapped_column(Text)
    works: Mapped[int]
    markings: Mapped[int]
    decisions: Mapped[int]
