"""nbgrader's side of the benchmark: a course of one assignment, autograded team by team in one process.

Runs in nbgrader's own environment. One answer cell a layer, one cell that brings the tests, and one test
cell a criterion: nbgrader's gradebook keeps a mark a cell, and we keep one a criterion. With `layers` as
the last argument there is one test cell a layer, which is quicker, and a mark a layer is all that is kept.
Reads a line of team numbers, answers with the seconds of each and its points.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from traitlets.config import Config

Json = dict[str, Any]
ASSIGNMENT = "plan"
HERE = Path(__file__).parent


def cells(material: Json, answers: Json, by_layer: bool) -> Iterator[NotebookNode]:
    """The assignment's cells; the answers are a team's, or blank."""
    tests = (HERE / "judging.py").read_text(encoding="utf-8")
    yield marked_up(tests, "tests", grade=False, solution=False)
    for layer in dict.fromkeys(question["layer"] for question in material["questions"]):
        asked = [q for q in material["questions"] if q["layer"] == layer]
        given = {q["id"]: answers.get(q["id"], "") for q in asked}
        source = f"{layer} = {given!r}"
        yield marked_up(source, f"{layer}-answers", grade=False, solution=True)
        for number, some in enumerate([asked] if by_layer else [[each] for each in asked]):
            test = f"sum(q['points'] * share(q, {layer}[q['id']]) for q in {some!r})"
            points = sum(q["points"] for q in some)
            name = f"{layer}-test-{number}"
            yield marked_up(test, name, grade=True, solution=False, points=points)


def marked_up(
    source: str, name: str, *, grade: bool, solution: bool, points: float | None = None
) -> NotebookNode:
    """A cell with what nbgrader wants to know of it."""
    about = {"grade": grade, "solution": solution, "locked": not solution, "grade_id": name}
    about |= {"schema_version": 3, "task": False, "cell_type": "code"}
    if points is not None:
        about["points"] = points
    return new_code_cell(source, id=name, metadata={"nbgrader": about})


def write(path: Path, notebook_cells: Iterable[NotebookNode]) -> None:
    """Write a notebook."""
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(new_notebook(cells=list(notebook_cells), metadata={"kernelspec": kernel}), path)


def course(folder: Path, material: Json, by_layer: bool) -> NbGraderAPI:
    """Make the course anew, with every team's notebook handed in; the API to it."""
    shutil.rmtree(folder, ignore_errors=True)
    write(folder / "source" / ASSIGNMENT / "plan.ipynb", cells(material, {}, by_layer))
    config = Config()
    config.CourseDirectory.root = str(folder)
    config.CourseDirectory.db_url = f"sqlite:///{folder / 'gradebook.db'}"
    config.NbGrader.log_level = 40
    api = NbGraderAPI(config=config)
    made = api.generate_assignment(ASSIGNMENT)
    if not made["success"]:
        raise SystemExit(made["log"])
    for number, answers in enumerate(material["answers"]):
        place = folder / "submitted" / f"t{number}" / ASSIGNMENT
        write(place / "plan.ipynb", cells(material, answers, by_layer))
    return api


def main(material_file: str, folder: str, tests: str = "criteria") -> None:
    """Answer line after line."""
    material = json.loads(Path(material_file).read_text(encoding="utf-8"))
    api = course(Path(folder).resolve(), material, by_layer=tests == "layers")
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        seconds, points = [], []
        for number in json.loads(line):
            begun = time.perf_counter()
            marked = api.autograde(ASSIGNMENT, f"t{number}")
            seconds.append(time.perf_counter() - begun)
            if not marked["success"]:
                raise SystemExit(marked["log"] + marked.get("error", ""))
            with Gradebook(api.coursedir.db_url) as book:
                points.append(book.find_submission(ASSIGNMENT, f"t{number}").score)
        print(json.dumps({"seconds": seconds, "points": points}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
