"""How long a team's report takes, as a page of HTML, beside the ways that papermill offers.

    python benchmarks/reports.py            five rounds
    python benchmarks/reports.py 20         more of them

In every round each way makes one report of the same marked sample, in turns and one at a time; then each
makes a batch with as many at once as there are cores. Figures are medians, ratios are of medians. The
cells' own time is measured inside our engine, in the same process that makes the page.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from fivelayer import cases, places
from fivelayer.marking.result import HandedInBy, Result
from fivelayer.marking.wording import mark
from fivelayer.reports import bulk, forked

TEMPLATE = places.notebooks() / bulk.TEMPLATE
JOBS = os.cpu_count() or 1
BOUNDS = {"the commands": 7.0, "papermill's API": 3.0}
"""How many times quicker than each we promise to be."""
CELLS = 1.5
"""And how many times the cells' own time we take at most."""


def results(folder: Path, copies: int) -> list[Path]:
    """Marked samples of the practice case, as the marking writes them."""
    case = cases.load(places.cases() / "qinglan")
    made = []
    for number in range(copies):
        draft = case.sample(("good", "middling", "weak-zh", "good-zh")[number % 4]).draft
        marks = mark(draft, case).model_dump(exclude={"case"})
        who = HandedInBy(team=f"Team {number}", case=case.id, case_version=case.file.version)
        result = Result(
            file=f"{number}.ipynb", status="marked", counts=True, identity=who, draft=draft, **marks
        )
        made.append(folder / f"{number:03}.json")
        made[-1].write_text(result.model_dump_json(), encoding="utf-8")
    return made


def commands(file: Path, out: Path) -> None:
    """`papermill`, then `jupyter nbconvert`, as a person would type them."""
    given = ["-p", "result_file", str(file), "-p", "language", "en", "-k", "python3"]
    book = out.with_suffix(".ipynb")
    papermill = [sys.executable, "-m", "papermill", "--no-progress-bar", str(TEMPLATE), str(book)]
    subprocess.run([*papermill, *given], capture_output=True, check=True)
    convert = [sys.executable, "-m", "jupyter", "nbconvert", "--to", "html", "--no-input"]
    subprocess.run([*convert, str(book), "--output", str(out)], capture_output=True, check=True)


def api(file: Path, out: Path) -> None:
    """Papermill's Python API with its own engine, and one exporter for all."""
    bulk.team_report(file, out, "en", engine=bulk.papermill_engine)


def timed_cells(tell: Callable[[Any], None], file: Path, out: Path) -> None:
    """In a child: one report by our engine; the seconds of its cells and of all."""
    from fivelayer.reports.shell import Shell

    spent, plain = 0.0, Shell.run

    def run(shell: Shell, source: str) -> list[Any]:
        nonlocal spent
        began = time.perf_counter()
        try:
            return plain(shell, source)
        finally:
            spent += time.perf_counter() - began

    Shell.run = run  # type: ignore[method-assign]
    began = time.perf_counter()
    fault = bulk.Task(file, out, "en", TEMPLATE).make(bulk._here)  # noqa: SLF001
    tell((fault, spent, time.perf_counter() - began))


def ours(file: Path, out: Path) -> tuple[float, float]:
    """One report in a forked child: the cells' own time and all that happens in the child, in seconds."""
    run = forked.Run(timed_cells, file, out)
    fault, cells, inside = run.answer()
    run.end()
    if fault:
        raise SystemExit(f"the report failed: {fault}")
    return cells, inside


def seconds(work: Callable[[], Any]) -> float:
    """How long something takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def one_at_a_time(files: list[Path], folder: Path, rounds: int) -> bool:
    """Each way in turns; whether the promises hold."""
    ours(files[0], folder / "warm.html")
    api(files[0], folder / "warm.html")
    spent: dict[str, list[float]] = {name: [] for name in (*BOUNDS, "fivelayer", "cells", "child")}
    for number in range(rounds):
        file, out = files[number % len(files)], folder / f"{number}.html"
        spent["the commands"].append(seconds(lambda f=file, o=out: commands(f, o)))
        spent["papermill's API"].append(seconds(lambda f=file, o=out: api(f, o)))
        began = time.perf_counter()
        cells, inside = ours(file, out)
        spent["fivelayer"].append(time.perf_counter() - began)
        spent["cells"].append(cells)
        spent["child"].append(inside)
    medians = {name: statistics.median(times) for name, times in spent.items()}
    own, cells = medians["fivelayer"], medians["cells"]
    held = own / cells <= CELLS
    for name, bound in BOUNDS.items():
        ratio = medians[name] / own
        held &= ratio >= bound
        print(f"{name}: {medians[name]:.2f} s, {ratio:.1f} times ours (promised: {bound:g})")
    print(
        f"fivelayer: {own:.2f} s, {own / cells:.2f} times the cells' own {cells:.2f} s (promised: {CELLS:g})"
    )
    around = medians["child"] - cells
    print(
        f"of it: cells {cells:.2f} s, papermill and HTML in the child {around:.2f} s, "
        f"fork and answer {own - medians['child']:.2f} s"
    )
    return held


def in_bulk(files: list[Path], folder: Path) -> bool:
    """Batches with equal parallelism; whether the promises hold there too."""
    few = files[: 2 * JOBS]

    def batch_of(way: Callable[[Path, Path], None]) -> float:
        with ThreadPoolExecutor(JOBS) as pool:
            made = [pool.submit(way, file, folder / f"b{file.stem}.html") for file in few]
            return seconds(lambda: [one.result() for one in made]) / len(few)

    by_commands = batch_of(commands)
    api_in_turns = seconds(lambda: [api(file, folder / "a.html") for file in few]) / len(few)
    by_us = seconds(
        lambda: bulk.batch(files[0].parent, folder / "bulk", language="en", progress=False)
    )
    by_us /= len(files)
    print(
        f"{JOBS} at once, a report: commands {by_commands:.2f} s, fivelayer {by_us:.2f} s, "
        f"{by_commands / by_us:.1f} times"
    )
    print(f"papermill's API in one process (its engine is not for threads): {api_in_turns:.2f} s")
    return by_commands / by_us >= BOUNDS["the commands"]


def main(rounds: int = 5) -> int:
    """Measure and print; 1 where a promise does not hold."""
    if not forked.can_fork():
        print("this system cannot fork: reports go through papermill's standard engine")
        return 0
    with tempfile.TemporaryDirectory(prefix="fivelayer-") as made:
        folder = Path(made)
        (folder / "results").mkdir()
        files = results(folder / "results", 8 * JOBS)
        held = [one_at_a_time(files, folder, rounds), in_bulk(files, folder)]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
