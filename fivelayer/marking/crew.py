"""Work spread over processes: bounded, in order, and done all the same where no process can be had."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Final, Generic, TypeVar

MOST: Final = 16
"""Processes at most, however many are asked for."""
_AHEAD: Final = 3
"""Tasks a process that are under way at a time: what is done early waits, and must not pile up."""

Task = TypeVar("Task")
Done = TypeVar("Done")
Waiting = deque[tuple[list[Task], "Future[Done] | None"]]


def processors() -> int:
    """How many processes can run at a time here."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Crew(Generic[Task, Done]):
    """Does lots of tasks in order with `work(tool, lot)`, by so many processes.

    `tool` reaches a process once. The tasks of a lot that a process dies of are tried one by one, each
    in a process of its own; if that dies as well, `lost(task)` stands for it. Where no process can be
    started, all is done here.
    """

    def __init__(
        self,
        work: Callable[[Any, list[Task]], Done],
        tool: Any,
        lost: Callable[[Task], Done],
        jobs: int,
    ) -> None:
        self._work, self._tool, self._lost = work, tool, lost
        self._jobs = max(1, min(jobs, MOST))

    def done(self, lots: Iterable[list[Task]]) -> Iterator[Done]:
        """The lots done, in their order; no more of them are taken than are under way."""
        left = iter(lots)
        while self._jobs > 1:
            waiting: Waiting[Task, Done] = deque()
            try:
                yield from self._spread(left, waiting)
            except BrokenProcessPool:
                yield from (self._alone(task) for lot, _ in waiting for task in lot)
            except _NoProcess:
                self._jobs = 1
                yield from (self._work(self._tool, lot) for lot, _ in waiting)
            else:
                return
        yield from (self._work(self._tool, lot) for lot in left)

    def _spread(self, left: Iterator[list[Task]], waiting: Waiting[Task, Done]) -> Iterator[Done]:
        with _Processes(self._tool, self._jobs) as pool:
            for lot in left:
                waiting.append((lot, None))
                waiting[-1] = (lot, pool.submit(_do, self._work, lot))
                if len(waiting) >= self._jobs * _AHEAD:
                    yield _first(waiting)
            while waiting:
                yield _first(waiting)

    def _alone(self, task: Task) -> Done:
        try:
            with _Processes(self._tool, 1) as pool:
                return pool.submit(_do, self._work, [task]).result()
        except BrokenProcessPool:
            return self._lost(task)
        except _NoProcess:
            return self._work(self._tool, [task])


class _NoProcess(Exception):  # noqa: N818  a state of the machine, which is provided for
    """No process can be started here."""


class _Processes:
    """A pool of processes that are known to run."""

    def __init__(self, tool: Any, jobs: int) -> None:
        self._tool, self._jobs = tool, jobs

    def __enter__(self) -> ProcessPoolExecutor:
        try:
            context = multiprocessing.get_context(_way())
            self._pool = ProcessPoolExecutor(self._jobs, context, _begin, (self._tool,))
            self._pool.submit(os.getpid).result()
        except (OSError, ImportError, NotImplementedError, ValueError, BrokenProcessPool) as fault:
            raise _NoProcess(str(fault)) from fault
        return self._pool

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)


def _way() -> str:
    """Forked where that is safe, as it takes everything loaded along; else started afresh."""
    ways = multiprocessing.get_all_start_methods()
    return "fork" if "fork" in ways and threading.active_count() == 1 else "spawn"


def _first(waiting: Waiting[Task, Done]) -> Done:
    future = waiting[0][1]
    assert future is not None  # noqa: S101 - only the last one may not be under way yet
    done = future.result()
    waiting.popleft()
    return done


_TOOL: list[Any] = []


def _begin(tool: Any) -> None:
    _TOOL[:] = [tool]
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started us says when it is over
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A process whose parent was killed must not wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _do(work: Callable[[Any, list[Task]], Done], lot: list[Task]) -> Done:
    return work(_TOOL[0], lot)
