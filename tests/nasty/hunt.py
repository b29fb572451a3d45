"""Hunts for submissions that the marking cannot bear, with the code they reach as the guide.

    python tests/nasty/hunt.py [seconds]

Runs Atheris (libFuzzer for Python), installed from the package index into an environment of its own
below `build/hunt`; what it finds is left there, to be kept beside this file as a small case. Inputs
that reach new code are mangled on, in their bytes by libFuzzer and in what their JSON says by the
tests' own mishaps.
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
PLACE = ROOT / "build" / "hunt"
SECONDS = 600
LONGEST = 200_000
INSIDE = "FIVELAYER_HUNT"


def environment() -> Path:
    """The Python of the environment with Atheris; made if it is not there."""
    python = PLACE / "venv" / "bin" / "python"
    if not (PLACE / "done").exists():
        subprocess.run([sys.executable, "-m", "venv", PLACE / "venv"], check=True)
        pip = [python, "-m", "pip", "--disable-pip-version-check", "-qqq", "install"]
        subprocess.run([*pip, "atheris"], check=True)
        (PLACE / "done").touch()
    return python


def start(seconds: int) -> int:
    """Start the hunt; the exit status is libFuzzer's, 0 where nothing was found."""
    corpus, found = PLACE / "corpus", PLACE / "found"
    for folder in (corpus, found):
        folder.mkdir(parents=True, exist_ok=True)
    seen_by = [str(ROOT), str(ROOT / "tests" / "unit"), sysconfig.get_path("purelib")]
    command = [
        *(environment(), __file__, corpus, Path(__file__).parent),
        *(f"-max_total_time={seconds}", f"-max_len={LONGEST}", "-timeout=20", "-rss_limit_mb=1500"),
        *(f"-artifact_prefix={found}/", "-print_final_stats=1", "-verbosity=1"),
    ]
    env = {**os.environ, INSIDE: "1", "PYTHONPATH": os.pathsep.join(seen_by)}
    env["FIVELAYER_STRICT"] = "1"
    return subprocess.run(command, env=env, check=False).returncode


def hunt() -> None:
    """Runs in Atheris' environment: every input is marked, and its result stored and read again."""
    import atheris

    with atheris.instrument_imports(include=["fivelayer"]):
        from fivelayer.marking import Result
        from fivelayer.marking.marker import Marker
        from fivelayer.marking.pages import feedback_page
    from mangling import chance, mangled
    from marking_case import CASES, EXERCISES

    marker = Marker([CASES], [EXERCISES])
    folder = tempfile.mkdtemp(prefix="fivelayer-hunt-")
    path = Path(folder) / "a.ipynb"

    def one(data: bytes) -> None:
        path.write_bytes(data)
        result, _ = marker.result(path, path.name)
        stored = result.model_dump_json()
        if Result.model_validate_json(stored).model_dump_json() != stored:
            raise AssertionError("a result that cannot be read again")
        if "<script" in feedback_page(result):
            raise AssertionError("a script in a page")

    def mishap(data: bytes, most: int, seed: int) -> bytes:
        if seed % 3:
            try:
                return mangled(data, chance(str(seed)))[:most]
            except (ValueError, RecursionError, AttributeError, TypeError, IndexError):
                pass  # no JSON any more: its bytes can still be changed
        changed: bytes = atheris.Mutate(data, most)
        return changed

    atheris.Setup(sys.argv, one, custom_mutator=mishap)
    atheris.Fuzz()


if __name__ == "__main__":
    if os.environ.get(INSIDE):
        hunt()
    else:
        sys.exit(start(int(sys.argv[1]) if len(sys.argv) > 1 else SECONDS))
