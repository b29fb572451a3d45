"""The report's charts: each a pure function of an account, with a title that says what it shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from matplotlib.figure import Figure

from fivelayer.choices import Part
from fivelayer.reports.account import Account
from fivelayer.reports.figures.barriers import barrier_time_line
from fivelayer.reports.figures.benefits import benefits_by_level
from fivelayer.reports.figures.coverage import layer_coverage
from fivelayer.reports.figures.ladder import project_ladder
from fivelayer.reports.figures.people import relationship_map
from fivelayer.reports.figures.portfolio import months_and_return
from fivelayer.reports.figures.standing import who_leads
from fivelayer.reports.figures.using import share_and_margin, who_covers

FIGURES: Final[dict[str, Callable[[Account], Figure]]] = {
    "coverage": layer_coverage,
    "barriers": barrier_time_line,
    "ladder": project_ladder,
    "people": relationship_map,
    "leader": who_leads,
    "benefits": benefits_by_level,
    "outlook": share_and_margin,
    "team": who_covers,
    "fit": months_and_return,
}
"""Every chart by its name, in the order of the report."""
PART_OF: Final = {
    "barriers": Part.BARRIERS,
    "ladder": Part.BUSINESS,
    "people": Part.RELATIONSHIP,
    "leader": Part.RELATIONSHIP,
    "benefits": Part.INTEREST,
    "outlook": Part.MANAGEMENT,
    "team": Part.TEAM,
    "fit": Part.FIT,
}
"""The part that a chart draws: it is left out where the part was neither marked nor filled in."""
