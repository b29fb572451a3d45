"""The check of a case's world: it loads, and it plays fairly."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from fivelayer.authoring.papers import Papers
from fivelayer.cases import Case
from fivelayer.problems import Problem, Problems

if TYPE_CHECKING:
    from fivelayer.simulation.calibration import Figure

Progress = Callable[[int, int], None]


def check(
    folder: Path,
    case: Case | None,
    papers: Papers,
    thorough: bool = False,
    progress: Progress | None = None,
) -> tuple[list[Problem], tuple[Figure, ...]]:
    """The problems of a world, and the figures of its calibration; nothing where the case has no world.

    `case` is None where its own files are at fault: then the world is read by itself. `thorough` plays
    more games and looks for a better plan than the author's.
    """
    if not (folder / "world.yaml").is_file():
        return [], ()
    # Only here: the simulation's libraries take a while to load.
    from fivelayer.simulation import calibration, worlds
    from fivelayer.simulation.parameters import loc_of, sources
    from fivelayer.simulation.tables import Tables

    try:
        if case is None:
            worlds.read(folder)
            return [], ()
        world = worlds.load(case)
    except Problems as fault:
        return list(fault.problems), ()
    source = worlds.source_of(folder)
    nowhere = [
        source.problem(loc_of(source.data, path), "line_unknown", given=place.line)
        for path, place in sources(world).items()
        if place.line and papers.unknown(place.line)
    ]
    if nowhere:
        return nowhere, ()
    games = calibration.MANY if thorough else calibration.GAMES
    found = calibration.measured(Tables(world), games, progress, search=thorough)
    return calibration.problems(case, found), found
