"""The debrief's charts: each a pure function of a story, with a title that says what it shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from matplotlib.figure import Figure

from fivelayer.reports.figures.games.expected import foresight
from fivelayer.reports.figures.games.money import (
    against_par,
    decisions,
    layers,
    rounds,
    stress,
)
from fivelayer.reports.figures.games.odds import odds
from fivelayer.reports.figures.games.support import support
from fivelayer.reports.story import Story

FIGURES: Final[dict[str, Callable[[Story], Figure]]] = {
    "odds": odds,
    "rounds": rounds,
    "decisions": decisions,
    "layers": layers,
    "support": support,
    "foresight": foresight,
    "par": against_par,
    "stress": stress,
}
"""Every chart by its name, in the order of the debrief."""
