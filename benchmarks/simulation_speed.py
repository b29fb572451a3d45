"""How fast the simulation is: a full case, a fork, a million games; and its peers, where they can be installed.

    python benchmarks/simulation_speed.py            all of it
    python benchmarks/simulation_speed.py --alone    without the peers

The peers (Mesa, SimPy) get an environment of their own under `out/`, never ours. The same small model, whose
games come out the same, is run in turns by the engine, a plain loop, SimPy and Mesa; ratios are medians.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
HERE = Path(__file__).with_name("simulation")
ENVIRONMENT = ROOT / "out" / "simulation-peers"
WANTED = {"loop": 30, "simpy": 50, "mesa": 100}


def main() -> int:
    """Measure, print, and say whether every promise was kept."""
    kept = [*map(case_speed, ("qinglan", "chengtai")), fork_speed(), single_game(), flat_memory()]
    if "--alone" not in sys.argv:
        kept.append(peers())
    return 0 if all(kept) else 1


def case_speed(name: str) -> bool:
    """10 000 games of a full case in under half a second on one core."""
    from fivelayer.simulation import engine

    world = case(name)
    seconds = median(
        lambda: [None for _ in engine.many(world, world.world.plans["sensible"], seed(), 10_000)]
    )
    rounds = 10_000 * world.rounds / seconds
    return said(f"10,000 games of {name}", seconds, 0.5, f"{rounds:,.0f} account-rounds a second")


def fork_speed() -> bool:
    """A fork with its interval in under 300 ms."""
    from fivelayer.simulation.analysis import fork

    world = case()
    plan = world.world.plans["sensible"]
    other = plan.model_copy(update={"rounds": (*plan.rounds[:1], (), *plan.rounds[2:])})
    seconds = median(lambda: fork(world, plan, other, seed=seed()))
    return said("a fork with interval, 4,096 games", seconds, 0.3)


def single_game() -> bool:
    """One game, from drawing its luck to its end."""
    from fivelayer.simulation import engine

    world = case()
    seconds = median(lambda: engine.play(world, world.world.plans["sensible"], seed()))
    return said("one game", seconds, 0.3)


def flat_memory() -> bool:
    """A million games in blocks: the memory in use grows no further than in the first tenth."""
    from fivelayer.simulation.analysis.estimate import running

    world = case()
    plan, begun = world.world.plans["sensible"], time.perf_counter()
    peaks = [
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        for _ in running(world, plan, seed(), 10, 100_000)
    ]
    seconds, grown = time.perf_counter() - begun, peaks[-1] - peaks[0]
    print(
        f"1,000,000 games: {seconds:.1f} s; {peaks[0]:.0f} MB after a tenth, {peaks[-1]:.0f} MB at the end"
    )
    return grown < 30


def peers() -> bool:
    """The same small model elsewhere."""
    python = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin") / "python"
    if not python.exists():
        print("installing Mesa and SimPy into", ENVIRONMENT.relative_to(ROOT))
        subprocess.run([sys.executable, "-m", "venv", str(ENVIRONMENT)], check=True)
        wanted = ["-r", str(HERE / "requirements.txt")]
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *wanted], check=True)
    # Ours first on the path, so that every candidate runs on the same NumPy.
    paths = [str(ROOT), *(path for path in sys.path if path.endswith("site-packages"))]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    done = subprocess.run(
        [str(python), str(HERE / "compare.py")], env=environment, check=True, capture_output=True
    )
    found: dict[str, Any] = json.loads(done.stdout)
    for name, speed in found["account_rounds_a_second"].items():
        ratio = found["ratio"].get(name)
        spread = found["ratios"].get(name, [])
        beside = (
            f"; fivelayer is {ratio} times as fast ({spread[0]} to {spread[-1]})" if ratio else ""
        )
        print(f"{name}: {speed:,} account-rounds a second{beside}")
    print("games that come out otherwise than in the engine:", found["games_that_differ"])
    right = not any(found["games_that_differ"].values())
    return right and all(found["ratio"][name] >= least for name, least in WANTED.items())


def case(name: str = "qinglan") -> Any:
    """A full case."""
    from fivelayer import cases, places
    from fivelayer.simulation import worlds
    from fivelayer.simulation.tables import Tables

    return Tables(worlds.load(cases.load(places.cases() / name)))


_SEEDS = iter(range(1, 10**6))


def seed() -> int:
    """Another seed each time, so that no luck is at hand from the time before."""
    return next(_SEEDS)


def median(work: Callable[[], Any], times: int = 7) -> float:
    """Median of the processor seconds of some work."""
    taken = []
    for _ in range(times):
        begun = time.process_time()
        work()
        taken.append(time.process_time() - begun)
    return statistics.median(taken)


def said(what: str, seconds: float, most: float, more: str = "") -> bool:
    """Print a figure beside what was promised."""
    kept = seconds < most
    words = "" if kept else "  <- too slow"
    print(
        f"{what}: {seconds * 1000:.1f} ms (promised: under {most * 1000:.0f} ms){words} {more}".rstrip()
    )
    return kept


if __name__ == "__main__":
    sys.exit(main())
