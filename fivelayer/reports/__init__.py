"""Reports: one self-contained page a team, made by papermill out of a marking result.

Nothing heavy is imported before it is asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from fivelayer.reports.bulk import Made, batch, team_report
    from fivelayer.reports.parameters import DEBRIEF, ParameterError, Parameters

__all__ = ["DEBRIEF", "Made", "ParameterError", "Parameters", "batch", "team_report"]

_MODULES: Final = {
    "DEBRIEF": "parameters",
    "Made": "bulk",
    "ParameterError": "parameters",
    "Parameters": "parameters",
    "batch": "bulk",
    "team_report": "bulk",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
