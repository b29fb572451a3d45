"""otter-grader's side of the benchmark: `otter run` on notebook after notebook, in one process.

Runs in otter-grader's own environment. One answer cell and one test file a layer, in it a case for
each of the key's criteria. Reads a line of team numbers, answers with the seconds of each and its points.
"""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_notebook
from otter.generate import main as generate
from otter.run import main as run

Json = dict[str, Any]
HERE = Path(__file__).parent


def layers(material: Json) -> Iterator[tuple[str, list[Json]]]:
    """The questions by layer."""
    for layer in dict.fromkeys(question["layer"] for question in material["questions"]):
        yield layer, [q for q in material["questions"] if q["layer"] == layer]


def tests(folder: Path, material: Json) -> None:
    """A test file a layer: a case a criterion, with its points; half of what is asked must be there."""
    folder.mkdir(parents=True)
    for layer, asked in layers(material):
        cases, points = [], []
        for q in asked:
            code = f">>> from judging import share\n>>> share({q!r}, {layer}[{q['id']!r}]) >= 0.5\nTrue"
            cases.append({"code": code, "hidden": False, "locked": False})
            points.append(q["points"])
        suites = [{"cases": cases, "scored": True, "setup": "", "teardown": "", "type": "doctest"}]
        test = {"name": layer, "points": points, "suites": suites}
        words = f"OK_FORMAT = True\n\ntest = {test!r}\n"
        (folder / f"{layer}.py").write_text(words, encoding="utf-8")


def write(path: Path, answers: Json, material: Json) -> None:
    """Write a team's notebook."""
    source = []
    for layer, asked in layers(material):
        given = {q["id"]: answers.get(q["id"], "") for q in asked}
        source.append(new_code_cell(f"{layer} = {given!r}"))
        source.append(new_code_cell(f"grader.check({layer!r})"))
    first = new_code_cell("import otter\ngrader = otter.Notebook('plan.ipynb')")
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(new_notebook(cells=[first, *source], metadata={"kernelspec": kernel}), path)


def prepare(folder: Path, material: Json) -> None:
    """Make the autograder and every team's notebook."""
    shutil.rmtree(folder, ignore_errors=True)
    tests(folder / "tests", material)
    shutil.copy(HERE / "judging.py", folder / "judging.py")
    with contextlib.chdir(folder):
        generate(
            tests_dir="tests",
            output_path="autograder.zip",
            no_environment=True,
            files=["judging.py"],
        )
    for number, answers in enumerate(material["answers"]):
        place = folder / f"t{number}"
        place.mkdir()
        write(place / "plan.ipynb", answers, material)


def main(material_file: str, place: str) -> None:
    """Answer line after line."""
    material = json.loads(Path(material_file).read_text(encoding="utf-8"))
    folder = Path(place).resolve()
    prepare(folder, material)
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        seconds, points = [], []
        for number in json.loads(line):
            said = io.StringIO()
            begun = time.perf_counter()
            with contextlib.redirect_stdout(said):
                results = run(
                    str(folder / f"t{number}" / "plan.ipynb"),
                    autograder=str(folder / "autograder.zip"),
                    output_dir=str(folder / f"t{number}"),
                    no_logo=True,
                )
            seconds.append(time.perf_counter() - begun)
            points.append(results.total)
        print(json.dumps({"seconds": seconds, "points": points}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
