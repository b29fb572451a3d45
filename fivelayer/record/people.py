"""A person's records: going on under another name, taking them along, having them erased."""

from __future__ import annotations

from fivelayer.record.form import Record, Unreadable, Who, parse_bytes
from fivelayer.record.session import now
from fivelayer.record.store import Store


def rename(store: Store, old: Who, new: Who) -> None:
    """Bring all records of `old` under `new`; where `new` has one already, both stay as they are.

    What stood under the old name is set aside there, as a named copy.

    Raises:
        OSError: not all could be moved; whatever was not is where it was.
    """
    store.join(new)
    if old.folder == new.folder:
        return
    for path in sorted((store.folder / old.folder).glob("*--*.json")):
        try:
            record = parse_bytes(path.read_bytes())
        except Unreadable:
            continue
        renamed = _renamed(store, record, new)
        if store.path(record.identity) == path and not store.path(renamed.identity).exists():
            store.save(renamed, "")
            store.set_aside(record.identity, "before-renaming")


def _renamed(store: Store, record: Record, new: Who) -> Record:
    identity = record.identity.model_copy(update=new.model_dump())
    device, revision = store.device(identity), record.revision + 1
    return record.model_copy(
        update={
            "identity": identity,
            "revision": revision,
            "previous": record.digest,
            "seen": {**record.seen, device: revision},
            "time": now(),
            "device": device,
        }
    )
