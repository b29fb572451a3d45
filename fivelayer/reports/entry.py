"""What papermill finds under its entry point: a door to the engine, which is loaded on the first use.

Papermill loads its entry points while it is itself being loaded; an engine that stood here would
need papermill before it is there whenever our package is the first to be imported.
"""

from __future__ import annotations

from typing import Any


class Door:
    """The engine as papermill asks for it: run a notebook, name its kernel and its language."""

    @staticmethod
    def execute_notebook(*given: Any, **options: Any) -> Any:
        """Run a notebook in a forked child; see `ForkEngine`."""
        return _engine().execute_notebook(*given, **options)

    @staticmethod
    def nb_kernel_name(*given: Any, **options: Any) -> str:
        """The kernel that a notebook asks for, where it cannot fork."""
        return str(_engine().nb_kernel_name(*given, **options))

    @staticmethod
    def nb_language(*given: Any, **options: Any) -> str:
        """The language a notebook's parameters are written in."""
        return str(_engine().nb_language(*given, **options))


def _engine() -> Any:
    from fivelayer.reports.engine import ForkEngine

    return ForkEngine
