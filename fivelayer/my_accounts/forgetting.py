"""Forgetting a person who asks for it: out of the plans, the states kept, the notes and the reports."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from fivelayer import places
from fivelayer.my_accounts.accounts import ACCOUNT, MAX_BYTES, Accounts
from fivelayer.problems import writing
from fivelayer.record import Record, Store, Unreadable, files, names, parse_bytes
from fivelayer.record.session import now

INSTEAD: Final = "–"
"""What stands where the name stood."""


def forget(shelf: Accounts, person: str) -> list[Path]:
    """Take a person out of every own account, archive included; return the files changed or removed.

    Nothing happens unless some plan has a row of exactly this name. Rows of the person go, wherever
    else the name stands a dash takes its place, and reports that name the person are deleted.

    Raises:
        Cannot: a file cannot be written; calling again goes on.
    """
    wanted = names.name(person)
    done: list[Path] = []
    if not any(_names(path, wanted) for path in _files(shelf.folder)):
        return done  # a part of a name, or a slip: nothing is changed by it
    for path in _files(shelf.folder):
        with writing(path):
            raw = files.read(path)
            if raw is None or len(raw) > MAX_BYTES:
                continue
            if path.suffix == ".html":
                if wanted in raw.decode("utf-8", "replace"):
                    path.unlink()
                    done.append(path)
            elif _changed(path, raw, wanted):
                done.append(path)
    return done


def _files(folder: Path) -> Iterator[Path]:
    """The newest record of each account first: its safety copy is written along with it."""
    found = [*folder.rglob("*.json"), *folder.rglob("*.html")]
    yield from sorted(found, key=lambda path: (path.parent.name == "kept", str(path)))


def _names(path: Path, wanted: str) -> bool:
    """Whether a file has a row of the person."""
    try:
        found = json.loads(files.read(path) or b"") if path.suffix == ".json" else None
    except (OSError, ValueError, RecursionError):
        return False
    rows = [found]
    while rows:
        node = rows.pop()
        if _is(node, wanted):
            return True
        rows += node.values() if isinstance(node, dict) else node if isinstance(node, list) else []
    return False


def _changed(path: Path, raw: bytes, wanted: str) -> bool:
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError):
        return False
    without = _without(data, wanted)
    if without == data:
        return False
    if path.parent.parent.name == places.RECORDS:
        _save(path, raw, without)
    else:
        ascii_only = path.name != ACCOUNT
        files.replace(path, json.dumps(without, ensure_ascii=ascii_only).encode())
    return True


def _save(path: Path, raw: bytes, without: Any) -> None:
    """A record goes on as another revision, so that an open notebook takes it in."""
    try:
        found: Record = parse_bytes(raw)
    except Unreadable:
        files.replace(path, json.dumps(without).encode())
        return
    store = Store(path.parents[1])
    device, revision = store.device(found.identity), found.revision + 1
    update = {
        "draft": without["draft"],
        "attempts": tuple(
            type(one).model_validate(held)
            for one, held in zip(found.attempts, without["attempts"], strict=True)
        ),
        "revision": revision,
        "previous": found.digest,
        "seen": {**found.seen, device: revision},
        "time": now(),
        "device": device,
    }
    files.replace(path, found.model_copy(update=update).written())
    store.safety(found.identity).unlink(missing_ok=True)


def _without(node: Any, wanted: str) -> Any:
    if isinstance(node, dict):
        return {name: _without(value, wanted) for name, value in node.items()}
    if isinstance(node, list):
        return [_without(one, wanted) for one in node if not _is(one, wanted)]
    return node.replace(wanted, INSTEAD) if isinstance(node, str) else node


def _is(row: Any, wanted: str) -> bool:
    """Whether a row is the person's own."""
    there = names.name(str(row.get("person", ""))) if isinstance(row, dict) else ""
    return bool(there) and there == wanted
