"""Marking 200 submissions: ours against nbgrader, otter-grader and a bare JSON parser, in one interleaved run.

The same plans are handed in to all. Each side is one process that is up and warm before the first
round, in an environment of its own below `build/bench` (made on the first run, from the package
index). In every round orjson parses 200 files, ours reads and judges them, and puts all findings of
200 others together; the peers autograde a few teams, as they take seconds each. No round meets a text
that was marked before. Parsing and judging is measured on files as five lessons leave them (about 70 KB)
and on compact ones (a plan and little more). The peers run at a lower priority, and are timed by the
clock as we are; run it on an idle machine. Then 2 000, 10 000 and 20 000 submissions are marked whole,
each number in a fresh process, for its peak of memory.

    python benchmarks/marking.py [rounds] [most]
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
SIDES = Path(__file__).parent / "marking"
CACHE = ROOT / "build" / "bench"
NEEDS = {"nbgrader": ["nbgrader"], "otter": ["otter-grader", "ipykernel"], "orjson": ["orjson"]}
SUBMISSIONS = 200
TEAMS = 2  # of each peer in a round
ROUNDS = 7
MOST = 20_000
QUICKER = 1000  # promised: per submission, peers over ours
OVER_PARSING = 15  # promised: reading and judging over orjson
FLAT = 1.25  # promised: peak at the most over peak at a tenth of it
SETTLING = {"PYTHONWARNINGS": "ignore", "JUPYTER_PLATFORM_DIRS": "1"}


def environment(name: str) -> Path:
    """The Python of a side's own environment; made if it is not there."""
    place = CACHE / f"venv-{name}"
    python = place / "bin" / "python"
    if not (place / "done").exists():
        print(f"  making an environment for {name} ...", flush=True)
        shutil.rmtree(place, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", place], check=True)
        pip = [python, "-m", "pip", "--disable-pip-version-check", "-qqq", "install"]
        subprocess.run([*pip, *NEEDS[name]], check=True)
        (place / "done").touch()
    return python


class Side:
    """One side's process: a line in, a line out."""

    def __init__(self, python: Path, script: str, *arguments: str, nice: bool = False) -> None:
        path = f"{python.parent}{os.pathsep}{os.environ['PATH']}"
        with (CACHE / f"{script}.log").open("w") as log:
            self._process = subprocess.Popen(
                [*(["nice"] if nice else []), python, SIDES / script, *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env={**os.environ, **SETTLING, "PATH": path},
            )
        self._script = script
        self._answer()

    def ask(self, what: Any) -> Any:
        """Send one task and wait for its answer."""
        assert self._process.stdin is not None  # noqa: S101
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def close(self) -> None:
        """End the process."""
        self._process.communicate(timeout=60)

    def _answer(self) -> Any:
        assert self._process.stdout is not None  # noqa: S101
        line = self._process.stdout.readline()
        if not line:
            log = (CACHE / f"{self._script}.log").read_text(errors="replace")
            raise SystemExit(f"{self._script} ended: {log[-2000:]}")
        return json.loads(line)


@contextmanager
def sides(material: Path) -> Iterator[dict[str, Side]]:
    """All sides, up and warm."""
    peers = str(material / "peers.json")
    started = {
        "ours": Side(Path(sys.executable), "our_side.py"),
        "orjson": Side(environment("orjson"), "parse_side.py"),
        "nbgrader": Side(
            environment("nbgrader"), "nbgrader_side.py", peers, str(material / "nb"), nice=True
        ),
        "otter": Side(
            environment("otter"), "otter_side.py", peers, str(material / "otter"), nice=True
        ),
    }
    yield started
    for side in started.values():
        side.close()


@dataclass
class Measured:
    """What the rounds gave: seconds a submission, one number a round or one a submission."""

    parsed: dict[str, list[float]] = field(default_factory=dict)
    """By kind of file, as `judged`: processor time."""
    judged: dict[str, list[float]] = field(default_factory=dict)
    bytes: dict[str, float] = field(default_factory=dict)
    judged_wall: list[float] = field(default_factory=list)
    marked_wall: list[float] = field(default_factory=list)
    peers: dict[str, list[float]] = field(default_factory=lambda: {"nbgrader": [], "otter": []})
    points: dict[str, list[float]] = field(default_factory=dict)


def measure(material: Path, rounds: int) -> Measured:
    """Run the rounds."""
    whole = batches(material)
    compact = batches(material / "compact")
    every = [file for batch in whole for file in batch]
    found = Measured()
    for kind, files in (
        ("as lessons leave them", every),
        ("compact", [file for batch in compact for file in batch]),
    ):
        found.bytes[kind] = statistics.mean(Path(file).stat().st_size for file in files)
    with sides(material) as by_name:
        ours, orjson = by_name["ours"], by_name["orjson"]
        warm = whole.pop()
        orjson.ask(warm)
        for deed in ("judge", "mark"):
            ours.ask({"do": deed, "files": warm})
        for peer in found.peers:
            by_name[peer].ask([0])
        for number in range(rounds):
            teams = [number * TEAMS + n for n in range(TEAMS)]
            files, others = whole[2 * number], whole[2 * number + 1]
            for kind, some in (("as lessons leave them", files), ("compact", compact[number])):
                parsed, judged = orjson.ask(some), ours.ask({"do": "judge", "files": some})
                found.parsed.setdefault(kind, []).append(parsed["cpu"] / len(some))
                found.judged.setdefault(kind, []).append(judged["cpu"] / len(some))
                if some is files:
                    found.judged_wall.append(judged["wall"] / len(some))
            marked = ours.ask({"do": "mark", "files": others})
            found.marked_wall.append(marked["wall"] / len(others))
            same = ours.ask({"do": "judge", "files": [every[team] for team in teams]})
            found.points.setdefault("ours", []).extend(same["points"])
            for peer in found.peers:
                graded = by_name[peer].ask(teams)
                found.peers[peer] += graded["seconds"]
                found.points.setdefault(peer, []).extend(graded["points"])
            print(f"  round {number + 1} of {rounds}", flush=True)
    return found


def batches(place: Path) -> list[list[str]]:
    """The submissions below a folder, two hundred at a time."""
    every = sorted(map(str, (place / "submissions").rglob("*.ipynb")))
    return [every[at : at + SUBMISSIONS] for at in range(0, len(every), SUBMISSIONS)]


def report(found: Measured) -> bool:
    """Print what was measured against what was promised."""
    ours = statistics.median(found.judged_wall)
    marked = statistics.median(found.marked_wall)
    rounds = len(found.judged_wall)
    print(f"\nA submission, medians of {rounds} rounds of {SUBMISSIONS} (peers: {TEAMS} a round):")
    print(f"  ours, reading and judging       {1000 * ours:9.3f} ms")
    print(f"  ours, and every finding         {1000 * marked:9.3f} ms")
    kept = True
    for peer, seconds in found.peers.items():
        slow = statistics.median(seconds)
        low, high = min(seconds), max(seconds)
        print(f"  {peer:10} ({low:.2f} to {high:.2f} s)  {1000 * slow:12.0f} ms")
        print(f"    over ours, reading and judging: {slow / ours:8.0f} ×")
        print(f"    over ours, and every finding:   {slow / marked:8.0f} ×")
        kept = kept and slow / marked >= QUICKER
    print(f"  promised: at least {QUICKER} × either: {'kept' if kept else 'NOT KEPT'}")
    print("\nProcessor time, reading and judging against merely parsing with orjson, from disk:")
    within = True
    for kind, spent in found.judged.items():
        parsed = found.parsed[kind]
        ratio = statistics.median(one / other for one, other in zip(spent, parsed, strict=True))
        ours, theirs = 1000 * statistics.median(spent), 1000 * statistics.median(parsed)
        size = found.bytes[kind] / 1000
        print(
            f"  {kind} ({size:.0f} KB): ours {ours:.3f} ms, orjson {theirs:.3f} ms: {ratio:.1f} ×"
        )
        within = within and ratio <= OVER_PARSING
    print(f"  promised: at most {OVER_PARSING} ×: {'kept' if within else 'NOT KEPT'}")
    means = ", ".join(f"{name} {statistics.mean(p):.0f}" for name, p in found.points.items())
    print(f"\nMean marks of the same {len(found.points['ours'])} plans, of 100: {means}")
    return kept and within


def bulk(most: int) -> bool:
    """Mark ever larger folders whole, each in a fresh process; whether memory stayed flat."""
    print("\nFolders marked whole (results, pages), each in a fresh process:")
    peaks = {}
    for count in sorted({most // 10, most // 2, most}):
        place = CACHE / "bulk" / str(count)
        material(place, count)
        out = place / "out"
        shutil.rmtree(out, ignore_errors=True)
        side = Side(Path(sys.executable), "our_side.py")
        done = side.ask({"do": "folder", "files": [str(place / "submissions"), str(out)]})
        side.close()
        peaks[count] = done["peak"]
        each = 1000 * done["wall"] / count
        print(
            f"  {count:6} submissions: {done['wall']:6.1f} s, {each:5.2f} ms each, "
            f"peak memory {done['peak']:6.1f} MB",
            flush=True,
        )
        shutil.rmtree(place)
    flat = peaks[most] <= FLAT * peaks[most // 10]
    print(f"  promised: peak at {most} at most {FLAT} × that at {most // 10}: ", end="")
    print("kept" if flat else "NOT KEPT")
    return flat


def material(place: Path, count: int, asked: int = 4) -> None:
    """Make the submissions, always the same ones, of teams that asked the coach so often a layer."""
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    command = [sys.executable, SIDES / "prepare.py", place, str(count), str(asked)]
    subprocess.run(command, check=True)


def main(rounds: int = ROUNDS, most: int = MOST) -> int:
    """Measure and print; the exit status says whether every promise held."""
    CACHE.mkdir(parents=True, exist_ok=True)
    print(f"Marking {SUBMISSIONS} submissions of the lessons' plan on the open case:")
    place = CACHE / "material"
    material(place, SUBMISSIONS * (2 * rounds + 1))
    material(place / "compact", SUBMISSIONS * rounds, asked=0)
    kept = report(measure(place, rounds))
    flat = bulk(most) if most else True
    return 0 if kept and flat else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
