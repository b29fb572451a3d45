"""Our side of the benchmark: reads and judges handed-in notebooks, or marks a folder of them whole.

Reads a line with what is to be done and the files; answers with wall and processor seconds, and the
most memory that the process has held.
"""

from __future__ import annotations

import gc
import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

from fivelayer import cases, demo, marking, places
from fivelayer.marking.clerk import rarely_swept
from fivelayer.marking.marker import Marker

JUDGE = marking.judge_of(cases.find(demo.CASE, [places.cases()]))
MARKER = Marker()


def judged(files: list[str]) -> list[float]:
    """Read and judge; no sentence is put together yet."""
    points = []
    for file in files:
        read = marking.read_submission(Path(file))
        assert isinstance(read, marking.Submission)  # noqa: S101
        points.append(float(sum(award.points for award in JUDGE.judge(read.draft))))
    return points


def marked(files: list[str]) -> list[float]:
    """Read, judge, and put every finding together: the result that pages and gradebook show."""
    return [float(MARKER.result(Path(file), file)[0].points or 0) for file in files]


def folder(names: list[str]) -> list[float]:
    """A folder marked whole: results and feedback pages; only how many are told."""
    place, out = map(Path, names)
    return [float(len(marking.mark_folder(place, out, jobs=marking.processors())))]


def settle(_: list[str]) -> list[float]:
    """Have what the last batch left behind cleared away, so that the next does not pay for it."""
    gc.collect()
    return []


DEEDS = {"judge": judged, "mark": marked, "folder": folder, "settle": settle}


def main() -> None:
    """Answer line after line."""
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        asked: dict[str, Any] = json.loads(line)
        wall, cpu = time.perf_counter(), time.process_time()
        with rarely_swept():  # as `mark_folder` does
            points = DEEDS[asked["do"]](asked["files"])
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"wall": wall, "cpu": cpu, "points": points, "peak": peak}), flush=True)


if __name__ == "__main__":
    main()
