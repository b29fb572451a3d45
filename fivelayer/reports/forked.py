"""Work in a child forked from a preloaded process, bounded in time and memory.

Starting a kernel and importing pandas and matplotlib costs more than the cells of a report; here both
are paid once, by the server that every child is forked from.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

PRELOADED: Final = "fivelayer.reports.preloaded"
SECONDS: Final = 120.0
"""A run that takes longer is ended."""
MEGABYTES: Final = 2048
"""More memory than this, beyond what the preloaded process has, a run does not get."""
_ONE_THREAD: Final = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


class Overtime(Exception):  # noqa: N818  the run's fault, not ours
    """A run was ended because it took too long."""


class Died(Exception):  # noqa: N818  as above
    """A run ended without an answer: out of memory, or killed."""


@dataclass(frozen=True)
class Bounds:
    """What one run may take, in seconds and megabytes, and how many go on at once."""

    seconds: float = SECONDS
    megabytes: int = MEGABYTES
    jobs: int = field(default_factory=lambda: os.cpu_count() or 1)


BOUNDS: Final = Bounds()


def can_fork() -> bool:
    """Whether this system forks processes from a server."""
    return "forkserver" in multiprocessing.get_all_start_methods()


def inside() -> bool:
    """Whether this process is such a child."""
    return _inside


_inside = False


@cache
def _context() -> Any:
    """The server that runs are forked from; it starts with the first run.

    It computes with one thread, since threads do not survive a fork.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([PRELOADED])
    before = {name: os.environ.get(name) for name in _ONE_THREAD}
    os.environ.update(_ONE_THREAD)
    try:
        from multiprocessing import forkserver

        forkserver.ensure_running()
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
    return context


class Run:
    """A function at work in a forked child, with bounds; its answers come as it sends them."""

    def __init__(self, work: Callable[..., None], *given: Any, bounds: Bounds = BOUNDS) -> None:
        context = _context()
        self._ours, theirs = context.Pipe(duplex=False)
        self._bounds = bounds
        self._child = context.Process(
            target=_bounded,
            args=(theirs, bounds, dict(os.environ), str(Path.cwd()), work, given),
            daemon=True,
        )
        self._child.start()
        theirs.close()
        self.began = time.monotonic()

    @property
    def waits_on(self) -> Connection:
        """What becomes readable when there is an answer, or the child is gone."""
        ours: Connection = self._ours
        return ours

    @property
    def left(self) -> float:
        """Seconds that the run may still take."""
        return self.began + self._bounds.seconds - time.monotonic()

    def answer(self) -> Any:
        """The child's next answer.

        Raises:
            Overtime: it took too long and was ended.
            Died: it ended without one.
        """
        if not self._ours.poll(max(0.0, self.left)):
            self.end()
            raise Overtime(f"{self._bounds.seconds:g} s")
        try:
            return self._ours.recv()
        except (EOFError, OSError):
            self.end()
            raise Died(str(self._child.exitcode)) from None

    def end(self) -> None:
        """End the child, whatever it does."""
        self._child.kill()
        self._child.join()
        self._ours.close()


def _bounded(
    answers: Connection,
    bounds: Bounds,
    environment: dict[str, str],
    folder: str,
    work: Callable[..., None],
    given: tuple[Any, ...],
) -> None:
    """In the child: take on the asker's surroundings and the bounds, and work."""
    os.environ.clear()
    os.environ.update(environment)
    with suppress(OSError):
        os.chdir(folder)
    _limit(bounds)
    global _inside  # noqa: PLW0603  said once, at a child's beginning
    _inside = True
    with suppress(BrokenPipeError):
        work(answers.send, *given)


def _limit(bounds: Bounds) -> None:
    import resource

    with suppress(OSError, ValueError):
        _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        most = _mapped() + bounds.megabytes * 2**20
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def _mapped() -> int:
    """Bytes of address space that this process has by now (Linux tells; elsewhere none are counted)."""
    try:
        pages = Path("/proc/self/statm").read_text("ascii").split()[0]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0
