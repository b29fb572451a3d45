"""The record of a team's work: typed, compared, stored atomically, handed in; nothing typed is ever lost."""

from fivelayer.record.compare import Relation, differences, joined, relation
from fivelayer.record.form import (
    MAX_BYTES,
    MAX_DEPTH,
    RECORD_SCHEMA,
    Attempt,
    Found,
    FromLater,
    Identity,
    Record,
    Unreadable,
    Who,
    canonical,
    parse,
    parse_bytes,
    receipt,
)
from fivelayer.record.store import Changed, Loaded, Store

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "RECORD_SCHEMA",
    "Attempt",
    "Changed",
    "Found",
    "FromLater",
    "Identity",
    "Loaded",
    "Record",
    "Relation",
    "Store",
    "Unreadable",
    "Who",
    "canonical",
    "differences",
    "joined",
    "parse",
    "parse_bytes",
    "receipt",
    "relation",
]
