"""Run every check and every group of tests, and say at the end what failed and what was skipped.

    python tools/run_tests.py              everything, as `make test` does
    python tools/run_tests.py unit golden  these stages only

Where no browser is found its tests are skipped and the summary says so; with FIVELAYER_NO_SKIP=1
a skipped test is a failure. The exit status is 0 if everything passed, 1 otherwise.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
PYTHON = sys.executable
BIN = Path(PYTHON).parent

CHECKS: dict[str, list[str]] = {
    "lint": [str(BIN / "ruff"), "check"],
    "format": [str(BIN / "ruff"), "format", "--check"],
    "types": [str(BIN / "mypy")],
    "imports": [str(BIN / "lint-imports")],
}
GROUPS = ("unit", "content", "notebooks", "golden", "browser")
# Groups whose tests neither open ports nor share folders run side by side.
PARALLEL = {"unit": ["-n", "2"], "content": ["-n", "2"]}
# Notebooks that run only with parameters, which papermill gives them.
PARAMETRISED = ("reports",)
STAGES = (*CHECKS, *GROUPS, "nbval")


@dataclass
class Outcome:
    """What one stage did."""

    stage: str
    status: int
    seconds: float
    passed: int = 0
    failed: int = 0
    skips: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """True unless the stage failed, skipped against the rules, or tested nothing."""
        return self.status == 0 and not (self.skips and no_skip())


def no_skip() -> bool:
    """Whether a skipped test counts as a failure."""
    return os.environ.get("FIVELAYER_NO_SKIP", "") not in ("", "0")


def run(stage: str) -> Outcome:
    """Run one stage and read what it did."""
    print(f"\n=== {stage} {'=' * (72 - len(stage))}", flush=True)
    begin = time.monotonic()
    if stage in CHECKS:
        status = subprocess.run(CHECKS[stage], cwd=ROOT, check=False).returncode
        counts = (1, 0) if status == 0 else (0, 1)
        return Outcome(stage, status, time.monotonic() - begin, *counts)
    with tempfile.TemporaryDirectory(prefix="fivelayer-") as folder:
        report = Path(folder) / "report.xml"
        command = nbval(Path(folder)) if stage == "nbval" else group(stage)
        command = [PYTHON, "-m", "pytest", f"--junitxml={report}", *command]
        # A form that says in plain words what went wrong must not pass for one that opened.
        strict = {**os.environ, "FIVELAYER_STRICT": "1"}
        status = subprocess.run(command, cwd=ROOT, env=strict, check=False).returncode
        return read(report, Outcome(stage, status, time.monotonic() - begin))


def group(stage: str) -> list[str]:
    """Arguments of pytest for one folder of tests."""
    return [*PARALLEL.get(stage, []), f"tests/{stage}"]


def nbval(folder: Path) -> list[str]:
    """Arguments of pytest for running the notebooks, on copies: running one writes a record."""
    for name in ("notebooks", "exercises"):
        source = ROOT / name
        if source.is_dir():
            unwanted = shutil.ignore_patterns("records", ".*", *PARAMETRISED)
            shutil.copytree(source, folder / name, ignore=unwanted)
    return ["--nbval-lax", "-p", "no:cacheprovider", "--import-mode=prepend", str(folder)]


def read(report: Path, outcome: Outcome) -> Outcome:
    """Fill in what pytest's own report says."""
    if not report.is_file():
        outcome.failed = 1
        return outcome
    for case in ET.parse(report).getroot().iter("testcase"):  # noqa: S314  pytest just wrote it
        skip = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            outcome.failed += 1
        elif skip is not None and skip.get("type") != "pytest.xfail":
            outcome.skips.append(skip.get("message", "no reason given"))
        else:
            outcome.passed += 1
    if outcome.status != 0 and not outcome.failed:
        outcome.failed = 1  # nothing collected, or pytest itself fell over
    return outcome


def summary(outcomes: Sequence[Outcome]) -> None:
    """Print the table, then loudly what was skipped, then one closing line."""
    print("\n" + "=" * 77)
    for outcome in outcomes:
        verdict = "ok" if outcome.good else "FAILED"
        counts = f"{outcome.passed} passed, {outcome.failed} failed, {len(outcome.skips)} skipped"
        print(f"{outcome.stage:10} {verdict:7} {counts:40} {outcome.seconds:7.1f} s")
    for outcome in outcomes:
        for reason in sorted(set(outcome.skips)):
            times = outcome.skips.count(reason)
            print(f"\n!!! SKIPPED in {outcome.stage}, {times} test(s): {reason}")
    if any(outcome.skips for outcome in outcomes):
        rule = "FIVELAYER_NO_SKIP=1: that is a failure" if no_skip() else "the rest still counts"
        print(f"!!! Not everything was tested ({rule}).")
    passed = sum(outcome.passed for outcome in outcomes)
    failed = sum(max(outcome.failed, not outcome.good) for outcome in outcomes)
    skipped = sum(len(outcome.skips) for outcome in outcomes)
    print(f"\n{passed} passed, {failed} failed, {skipped} skipped", flush=True)


def main(arguments: Sequence[str]) -> int:
    """Run the named stages, or all."""
    unknown = [name for name in arguments if name not in STAGES]
    if unknown:
        print(f"no stage called {', '.join(unknown)}; there are: {', '.join(STAGES)}")
        return 2
    outcomes = [run(stage) for stage in arguments or STAGES]
    summary(outcomes)
    return 0 if all(outcome.good for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
