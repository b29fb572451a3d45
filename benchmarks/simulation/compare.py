"""Compare the engine with the same small model in a plain loop, SimPy and Mesa: the same games, interleaved.

Run by `benchmarks/simulation.py` in an environment that has the peers; prints JSON.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from peers import loop, with_mesa, with_simpy
from rules import Account, Luck, Terms

from fivelayer import strict_yaml
from fivelayer.simulation import engine
from fivelayer.simulation.noise import draw
from fivelayer.simulation.tables import Tables
from fivelayer.simulation.world import World

PEERS: dict[str, Callable[[Terms, Luck], Account]] = {
    "loop": loop,
    "simpy": with_simpy,
    "mesa": with_mesa,
}
SEED, GAMES, OURS, TURNS = 11, 300, 8192, 9


def main() -> None:
    """Check that the games are the same, then measure in turns."""
    source = strict_yaml.read(Path(__file__).with_name("small.yaml"))
    world = Tables(strict_yaml.typed(source, World))
    terms = Terms(world)
    noise = draw(SEED, world.world.case, world.shapes, 0, GAMES)
    lucks = [Luck(noise, game) for game in range(GAMES)]
    apart = {name: differs(peer, terms, lucks, world) for name, peer in PEERS.items()}
    speeds: dict[str, list[float]] = {name: [] for name in ("fivelayer", *PEERS)}
    for turn in range(TURNS):
        for name, peer in PEERS.items():
            speeds[name].append(GAMES * terms.rounds / timed(lambda p=peer: run(p, terms, lucks)))
        first = turn * OURS  # other games each time: nothing is kept from the turn before
        speeds["fivelayer"].append(OURS * terms.rounds / timed(lambda at=first: ours(world, at)))
    ratios = {
        name: [a / b for a, b in zip(speeds["fivelayer"], speeds[name], strict=True)]
        for name in PEERS
    }
    found: dict[str, Any] = {
        "account_rounds_a_second": {n: round(statistics.median(s)) for n, s in speeds.items()},
        "ratio": {name: round(statistics.median(r), 1) for name, r in ratios.items()},
        "ratios": {name: [round(x, 1) for x in sorted(r)] for name, r in ratios.items()},
        "games_that_differ": apart,
    }
    json.dump(found, sys.stdout)


def timed(work: Callable[[], Any]) -> float:
    """Seconds that something takes on this core."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def run(peer: Callable[[Terms, Luck], Account], terms: Terms, lucks: list[Luck]) -> None:
    """A peer's games; their luck was drawn before the clock started."""
    for luck in lucks:
        peer(terms, luck)


def ours(world: Tables, first: int) -> None:
    """The engine's games, their luck and their orders included."""
    for _ in engine.many(world, world.world.plans["steady"], SEED, OURS, first):
        pass


def differs(
    peer: Callable[[Terms, Luck], Account], terms: Terms, lucks: list[Luck], world: Tables
) -> int:
    """How many games come out otherwise than in the engine: none should."""
    state = engine.play(world, world.world.plans["steady"], SEED, len(lucks)).state
    accounts = [peer(terms, luck) for luck in lucks]
    nets = np.array([account.income - account.spent for account in accounts])
    supports = np.array([account.us for account in accounts]).T
    close = (np.abs(nets - state.net) < 0.01) & (np.abs(supports - state.support[0]) < 0.01).all(0)
    return int((~close).sum())


if __name__ == "__main__":
    main()
