"""The copy of a record that a notebook carries, compared with the record on disk when it is opened."""

from __future__ import annotations

import contextlib
import json
from typing import Any, Final

from fivelayer.record.compare import Relation, relation
from fivelayer.record.form import MAX_BYTES, FromLater, Record, Unreadable, parse
from fivelayer.record.outcomes import Adoption, adoption, trouble
from fivelayer.record.session import Session

_OF_A_RECORD: Final = ("schema_version", "identity", "revision")
"""Any of these names, and it is a record, not the metadata around one."""


def adopt(session: Session, copy: object) -> Adoption:
    """Take, keep apart or only show what a notebook carries; nobody's own record is lost by it.

    `copy` is the record's JSON, or the notebook's whole `fivelayer` metadata, which also says
    whether the notebook was handed in.
    """
    meta = copy if isinstance(copy, dict) else {}
    bare = not isinstance(copy, dict) or any(name in meta for name in _OF_A_RECORD)
    data = copy if bare and "record" not in meta else meta.get("record")
    session.opened = _adopted(session, data, handed_in=meta.get("submission") is True)
    return session.opened


def _adopted(session: Session, data: Any, *, handed_in: bool) -> Adoption:
    if not data:
        return session.opened
    try:
        return _sorted(session, parse(data), handed_in=handed_in)
    except FromLater:
        session.show(None, data, trouble("later"))
        return adoption("later")
    except Unreadable:
        return _unusable(session, data)


def _sorted(session: Session, theirs: Record, *, handed_in: bool) -> Adoption:
    if handed_in:
        return _shown(session, theirs, "submission")
    if not theirs.identity.same_work(session.identity):
        what = f"{theirs.identity.case}, {theirs.identity.activity}"
        _keep(session, theirs)
        return adoption("other_work", what=what)
    if _strangers(session, theirs):
        if session.identity.owner or session.record.revision:
            return _shown(session, theirs, "foreign")
        session.become(theirs.identity.who)  # nobody has worked here yet
    return session.opened if session.read_only else _compared(session, theirs)


def _compared(session: Session, theirs: Record) -> Adoption:
    how = relation(theirs, session.record)
    if how is Relation.DIVERGED or (how is Relation.NEWER and session.other is not None):
        if session.other is None:  # one conflict at a time: the first is settled first
            session.part_ways(theirs)
        _keep(session, theirs)
        return adoption("diverged")
    if how is Relation.NEWER:
        session.take(theirs)
        return adoption("newer", revision=theirs.revision)
    kind = "same" if how is Relation.SAME else "older"
    return adoption(kind, revision=session.record.revision)


def _strangers(session: Session, theirs: Record) -> bool:
    """Whether two records have neither owner nor any history in common."""
    owners = theirs.identity.folder != session.identity.folder
    return owners and not theirs.seen.keys() & session.record.seen.keys()


def _shown(session: Session, theirs: Record, kind: str) -> Adoption:
    who = theirs.identity.owner
    session.show(theirs, theirs.json_form(), trouble("read_only", who=who))
    return adoption(kind, who=who)


def _unusable(session: Session, data: Any) -> Adoption:
    try:
        written = json.dumps(data).encode()[:MAX_BYTES]
        session.store.keep_bytes(session.identity, written, "unreadable-from-notebook")
    except (OSError, ValueError, TypeError, RecursionError):
        return adoption("unreadable_not_kept")
    return adoption("unreadable")


def _keep(session: Session, theirs: Record) -> None:
    # Where the disk refuses, the notebook itself still has it, and the next save says what is wrong.
    with contextlib.suppress(OSError):
        session.store.keep(theirs, "from-notebook")
