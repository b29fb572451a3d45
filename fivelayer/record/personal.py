"""What the kit keeps of one person: all of it exported, or all of it erased."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from fivelayer import places
from fivelayer.record import files, names
from fivelayer.record.form import MAX_BYTES, Who
from fivelayer.record.store import ME

_NOTEBOOK_BYTES: Final = 4 * MAX_BYTES


@dataclass(frozen=True)
class Held:
    """A file that holds something of a person."""

    path: Path
    kind: str
    """`me`, `record`, `notebook` (carries a copy) or `hand-in`."""
    data: Any


def export(workspace: Path, person: str) -> dict[str, Any]:
    """Everything kept of a person, by trainee's name, or team's where no trainee is named, as JSON.

    Raises:
        OSError: a folder or file cannot be read.
    """
    held = [
        {"file": h.path.relative_to(workspace).as_posix(), "kind": h.kind, "content": h.data}
        for h in _held(workspace, person)
    ]
    return {"person": names.name(person), "files": held}


def erase(workspace: Path, person: str) -> list[Path]:
    """Erase everything kept of a person; return the files removed, or emptied of their copy.

    A lesson's notebook stays and loses the copy it carries. What cannot be read at all goes with the
    folder, once nobody else's record is in it.

    Raises:
        OSError: something could not be removed; calling again goes on.
    """
    done = []
    for held in list(_held(workspace, person)):
        if held.kind == "notebook":
            _without_copy(held.path)
        else:
            held.path.unlink(missing_ok=True)
        done.append(held.path)
    for folder in {h.parent.parent if h.parent.name == "kept" else h.parent for h in done}:
        _drop_if_empty(workspace, folder)
    return done


def _held(workspace: Path, person: str) -> Iterator[Held]:
    wanted = names.name(person)
    if not wanted:
        return
    records = workspace / places.RECORDS
    me = _json(records / ME)
    if _is(me, wanted):
        yield Held(records / ME, "me", me)
    for path in sorted([*records.glob("*/*.json"), *records.glob("*/kept/*.json")]):
        data = _json(path)
        if _is(_identity(data), wanted):
            yield Held(path, "record", data)
    for path in sorted(workspace.rglob("*.ipynb")):
        ours = _ours(_json(path))
        if _is(_identity(ours.get("record")), wanted):
            yield Held(path, "hand-in" if ours.get("submission") is True else "notebook", ours)


def _json(path: Path) -> Any:
    try:
        if path.stat().st_size <= _NOTEBOOK_BYTES:
            return json.loads(path.read_bytes())
    except (FileNotFoundError, ValueError, RecursionError):
        pass
    return None


def _identity(record: Any) -> Any:
    return record.get("identity") if isinstance(record, dict) else None


def _ours(notebook: Any) -> dict[str, Any]:
    metadata = notebook.get("metadata") if isinstance(notebook, dict) else None
    ours = metadata.get("fivelayer") if isinstance(metadata, dict) else None
    return ours if isinstance(ours, dict) else {}


def _is(who: Any, wanted: str) -> bool:
    if not isinstance(who, dict):
        return False
    known = {k: v for k, v in who.items() if k in Who.model_fields and isinstance(v, str)}
    person = Who(**known)
    return (person.trainee or person.team) == wanted


def _without_copy(path: Path) -> None:
    notebook = json.loads(path.read_bytes())
    del notebook["metadata"]["fivelayer"]["record"]
    files.replace(path, (json.dumps(notebook, ensure_ascii=False, indent=1) + "\n").encode())


def _drop_if_empty(workspace: Path, folder: Path) -> None:
    """Remove a team's folder in which no readable record is left."""
    if folder.parent != workspace / places.RECORDS:
        return
    left = [*folder.glob("*.json"), *folder.glob("kept/*.json")]
    if not any(_identity(_json(path)) for path in left):
        shutil.rmtree(folder)
