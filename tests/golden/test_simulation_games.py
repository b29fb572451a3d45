"""Golden games: some of each case with a world, event by event as a team reads them, and to the last bit.

Refresh after a change of the rules, raise `engine.ENGINE_VERSION`, and read the difference:

    FIVELAYER_REFRESH_GOLDEN=1 python -m pytest tests/golden/test_simulation_games.py
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from fivelayer import cases, places
from fivelayer.messages import LANGUAGES, Language
from fivelayer.simulation import engine, worlds
from fivelayer.simulation.state import VARIABLES
from fivelayer.simulation.tables import Tables
from fivelayer.simulation.telling import Names, told

GOLDEN = Path(__file__).parent / "simulation"
CASES = sorted(path.parent.name for path in places.cases().glob("*/world.yaml"))


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_games_are_told_as_approved(case: str, language: Language) -> None:
    same(GOLDEN / f"{case}-{language}.txt", "\n".join(pages(case, language)))


@pytest.mark.parametrize("case", CASES)
def test_games_come_out_to_the_last_bit(case: str) -> None:
    same(GOLDEN / f"{case}-states.txt", "\n".join(states(case)))


def same(golden: Path, found: str) -> None:
    if os.environ.get("FIVELAYER_REFRESH_GOLDEN", "") not in ("", "0"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(found, encoding="utf-8")
    assert found == golden.read_text(encoding="utf-8")


def pages(name: str, language: Language) -> Iterator[str]:
    """The sensible plan's games of two seeds, as told."""
    case = cases.load(places.cases() / name)
    world = worlds.load(case)
    tables, names = Tables(world), Names(world, case)
    for seed in (1, 2):
        yield f"# {name}, plan sensible, seed {seed}, engine {engine.ENGINE_VERSION}"
        played = engine.play(tables, world.plans["sensible"], seed, 1, watch=0)
        number = 0
        for event in played.events:
            if event.round != number:
                number = event.round
                yield f"\n## {number}"
            inputs = ", ".join(f"{item} {value:g}" for item, value in event.inputs)
            mark = "-" if event.visible else "~"
            words = told(event, world, names).words(language)
            yield f"{mark} [{event.statement}] {words}" + (f" ({inputs})" if inputs else "")
        yield f"\n= {float(played.state.net[0]):.4f}\n"


def states(name: str) -> Iterator[str]:
    """Checksums of the end of every plan's games, variable by variable."""
    world = worlds.load(cases.load(places.cases() / name))
    tables = Tables(world)
    for plan in sorted(world.plans):
        state = engine.play(tables, world.plans[plan], 2027, 64).state
        yield f"{plan}: net {state.net.mean(dtype=float):.6f}"
        for variable in VARIABLES:
            yield f"  {variable} {zlib.crc32(getattr(state, variable).tobytes()):08x}"
