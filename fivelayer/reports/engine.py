"""Papermill's engine for reports in bulk: a notebook runs in a forked child, without a kernel.

Registered under papermill's entry point as `fivelayer` (`entry.py`); where a process cannot fork,
papermill's standard engine takes over.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from tempfile import TemporaryDirectory
from typing import Any, Final

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.engines import Engine, NBClientEngine

from fivelayer.reports import forked
from fivelayer.reports.forked import SECONDS, Bounds, Died, Overtime, Run

NAME: Final = "fivelayer"


class ForkEngine(Engine):  # type: ignore[misc]  # papermill ships no types
    """Runs a notebook in a forked child; `execution_timeout` bounds each cell, as elsewhere."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> None:
        """Run the cells and put their outputs into the notebook.

        Raises:
            CellTimeoutError: a cell took longer than `execution_timeout` seconds.
            DeadKernelError: the child ended by itself, for want of memory perhaps.
        """
        if not forked.can_fork():
            NBClientEngine.execute_managed_notebook(nb_man, kernel_name, **options)
        elif forked.inside():
            run_cells(_Here(nb_man), [cell.source for cell in _code(nb_man)])
        else:
            cls._fork(nb_man, options.get("execution_timeout") or SECONDS)

    @classmethod
    def _fork(cls, nb_man: Any, seconds: float) -> None:
        cells = _code(nb_man)
        run = Run(run_cells, [cell.source for cell in cells], bounds=Bounds(seconds))
        here, at = _Here(nb_man), 0
        try:
            while (told := run.answer()) is not None:
                here(told)
                at, run.began = told[1], time.monotonic()
        except Overtime:
            raise CellTimeoutError.error_from_timeout_and_cell(
                "the cell took too long", int(seconds), cells[min(at, len(cells) - 1)]
            ) from None
        except Died:
            raise DeadKernelError("the report's process ended by itself") from None
        run.end()


def _code(nb_man: Any) -> list[Any]:
    """The cells to run: blank ones are none, as for a kernel."""
    return [c for c in nb_man.nb.cells if c.cell_type == "code" and c.source.strip()]


class _Here:
    """Takes what is told of the cells into the notebook."""

    def __init__(self, nb_man: Any) -> None:
        self._nb_man, self._cells = nb_man, _code(nb_man)

    def __call__(self, told: tuple[str, int, Any] | None) -> None:
        if told is None:
            return
        what, number, outputs = told
        cell = self._cells[number]
        if what == "start":
            self._nb_man.cell_start(cell, number)
            return
        cell.outputs, cell.execution_count = outputs, number + 1
        if failed(outputs):
            self._nb_man.cell_exception(cell, number)
        self._nb_man.cell_complete(cell, number)


def failed(outputs: list[Any]) -> bool:
    """Whether a cell ended with an error."""
    return any(one["output_type"] == "error" for one in outputs)


def run_cells(tell: Callable[[Any], None], sources: list[str]) -> None:
    """Run cells one after the other up to the first that fails, and tell of each."""
    from fivelayer.reports.shell import Shell

    with TemporaryDirectory(prefix="fivelayer-") as folder:
        shell = Shell.instance(ipython_dir=folder)
        for number, source in enumerate(sources):
            tell(("start", number, None))
            outputs = shell.run(source)
            tell(("done", number, outputs))
            if failed(outputs):
                break
    tell(None)
