"""A notebook's cells run in this process, each output kept as a kernel would have sent it.

Only for notebooks of our own, in a process that ends afterwards: nothing here shields one run from another.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOBase
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from nbformat.v4 import new_output
from traitlets import Type
from traitlets.config import Config


class _Hook(DisplayHook):  # type: ignore[misc]  # IPython is loosely typed
    """Keeps the value of a cell's last line."""

    def write_output_prompt(self) -> None:
        """No prompt: outputs are data."""

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        data = {"data": format_dict, "metadata": md_dict or {}}
        shown = new_output("execute_result", execution_count=self.prompt_count, **data)
        self.shell.kept.append(shown)

    def finish_displayhook(self) -> None:
        self._is_active = False


class _Publisher(DisplayPublisher):  # type: ignore[misc]  # as above
    """Keeps what a cell displays."""

    def publish(self, data: Any, metadata: Any = None, *_given: Any, **more: Any) -> None:
        if not more.get("update"):
            shown = new_output("display_data", data=data, metadata=metadata or {})
            self.shell.kept.append(shown)

    def clear_output(self, wait: bool = False) -> None:  # noqa: ARG002  the cell goes on at once
        self.shell.kept.clear()


class _Stream(TextIOBase):
    """Keeps what is printed, joined to what was printed just before."""

    def __init__(self, name: str, kept: list[Any]) -> None:
        self._name, self._kept = name, kept

    def write(self, words: str) -> int:
        last = self._kept[-1] if self._kept else None
        if words and last is not None and last.get("name") == self._name:
            last["text"] += words
        elif words:
            self._kept.append(new_output("stream", name=self._name, text=words))
        return len(words)


class Shell(InteractiveShell):  # type: ignore[misc]  # as above
    """An IPython shell whose outputs are kept in a list, `kept`.

    It writes no history and nothing into anybody's home: two that start at once in a new home would
    meet there. `ipython_dir` takes whatever IPython insists on having.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     Shell(ipython_dir=folder).run("1 + 1")[0]["data"]["text/plain"]
    '2'
    """

    displayhook_class = Type(_Hook)
    display_pub_class = Type(_Publisher)

    def __init__(self, **given: Any) -> None:
        self.kept: list[Any] = []
        silent = Config(
            {"HistoryAccessor": {"enabled": False}, "HistoryManager": {"enabled": False}}
        )
        super().__init__(config=silent, **given)

    def init_io(self) -> None:
        """Nothing: streams are taken while a cell runs."""

    def enable_gui(self, gui: Any = None) -> None:
        """Nothing: no window is ever opened."""

    def _showtraceback(self, etype: Any, evalue: Any, stb: list[str]) -> None:
        about = {"ename": etype.__name__, "evalue": str(evalue), "traceback": stb}
        self.kept.append(new_output("error", **about))

    def run(self, source: str) -> list[Any]:
        """Run a cell; its outputs, as nbformat has them."""
        self.kept.clear()
        with _streams(self.kept):
            self.run_cell(source, store_history=True)
        return list(self.kept)


@contextmanager
def _streams(kept: list[Any]) -> Iterator[None]:
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = _Stream("stdout", kept), _Stream("stderr", kept)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before
