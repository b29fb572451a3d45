"""Files that are whole or not there at all: atomic replacement, a lock between processes."""

from __future__ import annotations

import contextlib
import importlib
import os
import secrets
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any, Final


def _optional(module: str) -> Any:
    """A module that not every system has: Windows has one kind of lock, the others another, a browser none."""
    try:
        return importlib.import_module(module)
    except ImportError:
        return None


_fcntl: Final = _optional("fcntl")
_msvcrt: Final = _optional("msvcrt")

PATIENCE: Final = 3.0
"""Seconds to wait for another process that is writing; one write takes a few milliseconds."""
STALE: Final = 3600.0
"""Seconds after which what a killed process left behind is cleared away."""
_RETRIES: Final = 5
_PAUSE: Final = 0.02


class BusyError(OSError):
    """Another process holds the lock for longer than a write can take."""


def replace(path: Path, content: bytes, *, durable: bool = True) -> None:
    """Put `content` at `path`, so that a reader finds the old or the new, never a part.

    Durable: when this returns, the content survives a power cut too (where the system allows it).

    Raises:
        OSError: it could not be written; what was there is still there.
    """
    replace_by(path, (content,), durable=durable)


def replace_by(path: Path, pieces: Iterable[bytes], *, durable: bool = True) -> None:
    """Put pieces at `path` one after the other, as `replace` does; none of them is kept in memory.

    Raises:
        OSError: it could not be written; what was there is still there.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}.tmp")
    try:
        with temporary.open("xb") as file:
            file.writelines(pieces)
            file.flush()
            if durable:
                os.fsync(file.fileno())
        _moved(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    if durable:
        _sync_folder(path.parent)


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock beside `path`; where the file system knows no locks, go on without.

    Raises:
        BusyError: somebody else holds it and does not let go.
        OSError: the lock's file cannot be made.
    """
    with path.with_name(f".{path.name}.lock").open("ab") as lock:
        held = _acquire(lock)
        try:
            yield
        finally:
            if held:
                _release(lock)


def clear_leftovers(folder: Path) -> None:
    """Remove temporary files of processes that were killed while they wrote, long ago."""
    with contextlib.suppress(OSError):
        for left in folder.glob(".*.tmp"):
            with contextlib.suppress(OSError):
                if time.time() - left.stat().st_mtime > STALE:
                    left.unlink()


def read(path: Path) -> bytes | None:
    """The bytes at `path`, or None where there is no file.

    Raises:
        OSError: there is one and it cannot be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _moved(temporary: Path, path: Path) -> None:
    for left in reversed(range(_RETRIES)):
        try:
            temporary.replace(path)
        except PermissionError:
            # Windows refuses while a virus scanner or a sync client has the file open.
            if os.name != "nt" or not left:
                raise
            time.sleep(_PAUSE)
        else:
            return


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # a folder cannot be opened there
        return
    with contextlib.suppress(OSError):  # some network drives refuse; the file itself is synced
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _acquire(lock: IO[bytes]) -> bool:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            if _fcntl is not None:
                _fcntl.flock(lock, _fcntl.LOCK_EX | _fcntl.LOCK_NB)
            elif _msvcrt is not None:
                lock.seek(0)
                _msvcrt.locking(lock.fileno(), _msvcrt.LK_NBLCK, 1)
            else:
                return False
        except (BlockingIOError, PermissionError) as held:
            if time.monotonic() > until:
                raise BusyError("another program is writing this file") from held
            time.sleep(_PAUSE / 4)
        except OSError:  # a file system without locks
            return False
        else:
            return True


def _release(lock: IO[bytes]) -> None:
    with contextlib.suppress(OSError):
        if _fcntl is not None:
            _fcntl.flock(lock, _fcntl.LOCK_UN)
        elif _msvcrt is not None:
            lock.seek(0)
            _msvcrt.locking(lock.fileno(), _msvcrt.LK_UNLCK, 1)
