"""Marking 200 submissions: ours against nbgrader, otter-grader and a bare JSON parser, in one interleaved run.

The same plans are handed in to all. Each side is one process that is up and warm before the first
round, in an environment of its own below `build/bench` (made on the first run, from the package
index). In every round orjson parses 200 files, ours reads and judges them, and puts all findings of
200 others together; the peers autograde a few teams, as they take seconds each. No round meets a text
that was marked before.

Against the peers the clock counts, each as it comes: `fivelayer mark` uses every processor, nbgrader and
`otter run` take one notebook after the other; what one process of ours needs is told as well. All give a
mark for each criterion; nbgrader, which keeps a mark a cell, is also timed with fewer cells, which keeps
a mark a layer only. (The peers run at a lower priority, so run it on an idle machine.)

Against orjson processor time counts, one process each, on files as five lessons leave them (about 70 KB);
compact ones (a plan and little more) are told beside them, but nothing was promised of them.

Then 2 000, 10 000 and 20 000 submissions are marked whole, each number in a fresh process, for its peak
of memory.

    python benchmarks/marking.py [rounds] [most]
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fivelayer.marking import processors

ROOT = Path(__file__).parents[1]
SIDES = Path(__file__).parent / "marking"
CACHE = ROOT / "build" / "bench"
NEEDS = {"nbgrader": ["nbgrader"], "otter": ["otter-grader", "ipykernel"], "orjson": ["orjson"]}
PEERS = {
    "nbgrader": ("nbgrader",),
    "nbgrader, a mark a layer only": ("nbgrader", "layers"),
    "otter": ("otter",),
}
"""By the name it goes by here: whose environment and script, and what else the script is told."""
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
        self.answer()

    def ask(self, what: Any) -> Any:
        """Send one task and wait for its answer."""
        self.begin(what)
        return self.answer()

    def begin(self, what: Any) -> None:
        """Send one task."""
        assert self._process.stdin is not None  # noqa: S101
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()

    def close(self) -> None:
        """End the process."""
        self._process.communicate(timeout=60)

    def answer(self) -> Any:
        """Wait for the answer to what was begun."""
        assert self._process.stdout is not None  # noqa: S101
        line = self._process.stdout.readline()
        if not line:
            log = (CACHE / f"{self._script}.log").read_text(errors="replace")
            raise SystemExit(f"{self._script} ended: {log[-2000:]}")
        return json.loads(line)


class Together:
    """Our processes, one a processor, given a batch in equal shares, as `fivelayer mark` spreads its work."""

    def __init__(self) -> None:
        self._sides = [Side(Path(sys.executable), "our_side.py") for _ in range(processors())]

    def ask(self, deed: str, files: list[str]) -> float:
        """Have a batch done by all; seconds by the clock until the last of them is ready."""
        for side in self._sides:
            side.ask({"do": "settle", "files": []})
        begun = time.perf_counter()
        for number, side in enumerate(self._sides):
            side.begin({"do": deed, "files": files[number :: len(self._sides)]})
        for side in self._sides:
            side.answer()
        return time.perf_counter() - begun

    def close(self) -> None:
        """End the processes."""
        for side in self._sides:
            side.close()


@contextmanager
def peers(material: Path) -> Iterator[dict[str, Side]]:
    """The peers, up and warm."""
    told = str(material / "peers.json")
    started = {}
    for name, (peer, *more) in PEERS.items():
        folder = str(material / "-".join([peer, *more]))
        started[name] = Side(environment(peer), f"{peer}_side.py", told, folder, *more, nice=True)
    for side in started.values():
        side.ask([0])
    yield started
    for side in started.values():
        side.close()


@dataclass
class Measured:
    """What the rounds gave: seconds a submission, one number a round (a submission, of the peers)."""

    bytes: dict[str, float] = field(default_factory=dict)
    """By kind of file, as the next two."""
    parsed: dict[str, list[float]] = field(default_factory=dict)
    """Processor time."""
    judged: dict[str, list[float]] = field(default_factory=dict)
    clock: dict[str, list[float]] = field(default_factory=dict)
    """What was done by the clock: our deeds, by one process and by all; the peers' grading."""
    points: dict[str, list[float]] = field(default_factory=dict)


DEEDS = {"judge": "reading and judging", "mark": "and every finding"}


def measure(material: Path, rounds: int) -> Measured:
    """Run the rounds."""
    by_kind = {"as lessons leave them": batches(material), "compact": batches(material / "compact")}
    whole = by_kind["as lessons leave them"]
    first = whole[0]
    found = Measured()
    for kind, its in by_kind.items():
        sizes = [Path(file).stat().st_size for batch in its for file in batch]
        found.bytes[kind] = statistics.mean(sizes)
    one, orjson = (
        Side(Path(sys.executable), "our_side.py"),
        Side(environment("orjson"), "parse_side.py"),
    )
    together = Together()
    with peers(material) as theirs:
        warm = whole.pop()
        orjson.ask(warm)
        for deed in DEEDS:
            alone(one, deed, warm)
            together.ask(deed, warm)
        for number in range(rounds):
            for kind, its in by_kind.items():
                files = its.pop()
                parsed, judged = orjson.ask(files), alone(one, "judge", files)
                found.parsed.setdefault(kind, []).append(parsed["cpu"] / len(files))
                found.judged.setdefault(kind, []).append(judged["cpu"] / len(files))
                if its is whole:
                    note(found, "judge", 1, judged["wall"] / len(files))
            files = whole.pop()
            note(found, "mark", 1, alone(one, "mark", files)["wall"] / len(files))
            for deed in DEEDS:
                files = whole.pop()
                note(found, deed, processors(), together.ask(deed, files) / len(files))
            teams = [number * TEAMS + n for n in range(TEAMS)]
            same = alone(one, "judge", [first[team] for team in teams])
            found.points.setdefault("ours", []).extend(same["points"])
            for peer, side in theirs.items():
                graded = side.ask(teams)
                found.clock.setdefault(peer, []).extend(graded["seconds"])
                found.points.setdefault(peer, []).extend(graded["points"])
            print(f"  round {number + 1} of {rounds}", flush=True)
    for side in (one, orjson, together):
        side.close()
    return found


def alone(one: Side, deed: str, files: list[str]) -> Any:
    """Have a batch done by one process of ours."""
    one.ask({"do": "settle", "files": []})
    return one.ask({"do": deed, "files": files})


def note(found: Measured, deed: str, processes: int, seconds: float) -> None:
    """Take down what a submission took."""
    found.clock.setdefault(worded(deed, processes), []).append(seconds)


def worded(deed: str, processes: int) -> str:
    """What was done, and by how many."""
    return f"{DEEDS[deed]}, {processes} process{'es' if processes > 1 else ''}"


def batches(place: Path) -> list[list[str]]:
    """The submissions below a folder, two hundred at a time."""
    every = sorted(map(str, (place / "submissions").rglob("*.ipynb")))
    return [every[at : at + SUBMISSIONS] for at in range(0, len(every), SUBMISSIONS)]


def report(found: Measured) -> bool:
    """Print what was measured against what was promised."""
    rounds = len(found.parsed["compact"])
    print(
        f"\nA submission by the clock, medians of {rounds} rounds of {SUBMISSIONS} (peers: {TEAMS}):"
    )
    took = {name: statistics.median(seconds) for name, seconds in found.clock.items()}
    theirs = [peer for peer in found.clock if peer in PEERS]
    for name in [name for name in took if name not in theirs]:
        print(f"  ours, {name:35} {1000 * took[name]:9.3f} ms")
    ours = took[worded("judge", processors())]
    kept = True
    for peer in theirs:
        low, high = min(found.clock[peer]), max(found.clock[peer])
        print(f"  {f'{peer} ({low:.2f} to {high:.2f} s)':50} {1000 * took[peer]:9.0f} ms")
        for name in [name for name in took if name not in theirs]:
            print(f"    over ours, {name:35} {took[peer] / took[name]:6.0f} ×")
        kept = kept and (took[peer] / ours >= QUICKER or peer.endswith("only"))
    print(
        f"  promised of reading and judging, with a mark a criterion: at least {QUICKER} × either: "
        f"{'kept' if kept else 'NOT KEPT'}"
    )
    within = over_parsing(found)
    means = ", ".join(f"{name} {statistics.mean(p):.0f}" for name, p in found.points.items())
    print(f"\nMean marks of the same {len(found.points['ours'])} plans, of 100: {means}")
    return kept and within


def over_parsing(found: Measured) -> bool:
    """Print how we compare with a bare parser; whether it is as promised."""
    print("\nProcessor time, reading and judging against merely parsing with orjson, from disk:")
    ratios = {}
    for kind, spent in found.judged.items():
        parsed = found.parsed[kind]
        ratios[kind] = statistics.median(
            one / other for one, other in zip(spent, parsed, strict=True)
        )
        ours, theirs = 1000 * statistics.median(spent), 1000 * statistics.median(parsed)
        print(
            f"  {kind} ({found.bytes[kind] / 1000:.0f} KB): ours {ours:.3f} ms, "
            f"orjson {theirs:.3f} ms: {ratios[kind]:.1f} ×"
        )
    within = ratios["as lessons leave them"] <= OVER_PARSING
    print(
        f"  promised of files as lessons leave them: at most {OVER_PARSING} ×: "
        f"{'kept' if within else 'NOT KEPT'}"
    )
    return within


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
    material(place, SUBMISSIONS * (4 * rounds + 1))
    material(place / "compact", SUBMISSIONS * rounds, asked=0)
    kept = report(measure(place, rounds))
    flat = bulk(most) if most else True
    return 0 if kept and flat else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
