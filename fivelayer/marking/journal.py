"""What has been marked, line by line as it is done, so that a second run does only the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from fivelayer.marking.standing import HandedIn
from fivelayer.record.files import replace_by

NAME: Final = "marked.jsonl"


def read(out: Path, stored: frozenset[str]) -> dict[str, HandedIn]:
    """What was marked before and is still stored, by file; of several lines the last holds."""
    found: dict[str, HandedIn] = {}
    try:
        with (out / NAME).open("rb") as lines:
            for line in lines:
                try:
                    one = HandedIn.read(line)
                except (ValueError, TypeError, RecursionError):
                    continue  # cut short by whatever ended the run, or not ours
                found[one.file] = one
    except FileNotFoundError:
        return {}
    return {file: one for file, one in found.items() if one.name in stored}


class Journal:
    """Takes down what is done; what was taken down survives the end of the process."""

    def __init__(self, path: Path, file: IO[bytes]) -> None:
        self._path, self._file = path, file

    def add(self, done: Iterable[HandedIn]) -> None:
        """Take down what is done.

        Raises:
            OSError: the disk is full.
        """
        if lines := b"".join(one.line() for one in done):
            self._file.write(lines)

    def settle(self, whole: Iterable[HandedIn]) -> None:
        """The run came to its end: a line a file, in order, and nothing else."""
        self._file.close()  # Windows replaces no open file
        replace_by(self._path, (one.line() for one in whole), durable=False)


@contextmanager
def writing(out: Path) -> Iterator[Journal]:
    """The journal of a run into a folder."""
    with (out / NAME).open("ab", buffering=0) as file:
        if file.tell():
            file.write(b"\n")  # the last line may have been cut short
        yield Journal(out / NAME, file)
