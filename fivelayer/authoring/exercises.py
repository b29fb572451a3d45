"""The checks of a case's exercises: the case, the parts and the criteria that they name are there."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from fivelayer import places
from fivelayer.authoring.partial import Partial
from fivelayer.cases import Exercise
from fivelayer.key import Key
from fivelayer.messages import LANGUAGES
from fivelayer.problems import Problem


def check(folder: Path, key: Partial[Key] | None) -> list[Partial[Exercise]]:
    """The exercises beside the cases that are about the case in `folder`, or about none that is there."""
    cases = {one.name for there in (folder.parent, places.cases()) for one in there.iterdir()}
    found = []
    for path in sorted((folder.parent.parent / "exercises").glob("*/exercise.yaml")):
        exercise = Partial(path, f"exercises/{path.parent.name}/{path.name}", Exercise)
        about = exercise.value("case")
        if about == folder.name or about not in cases:
            exercise.refuse("case_unknown", exercise.at("case"), cases)
            _check(exercise, path.parent)
            if exercise.typed is not None and key is not None and about == folder.name:
                _against_key(exercise, exercise.typed, key)
            found.append(exercise)
    return found


def _check(exercise: Partial[Exercise], place: Path) -> None:
    exercise.todo()
    exercise.refuse("id_is_folder", exercise.at("id"), (place.name,))
    parts = exercise.value("parts") or {}
    total = sum(parts.values(), Decimal(0))
    if parts and total != 100:
        exercise.say(("parts",), "sum_100", given=f"{total:f}")
    for language in LANGUAGES:
        if not (place / f"{language}.ipynb").is_file():
            notebook = f"exercises/{place.name}/{language}.ipynb"
            exercise.problems.append(Problem(notebook, None, "", "file_missing"))


def _against_key(exercise: Partial[Exercise], typed: Exercise, key: Partial[Key]) -> None:
    """The key has the criteria chosen, and some for each part."""
    exercise.refuse("criterion_unknown", exercise.at("criteria.*"), key.names("criteria.*.id"))
    chosen = typed.criteria or key.names("criteria.*.id")
    asked = {one.layer for _, one in key.items("criteria") if one.id in chosen}
    for part in typed.parts if key.typed else ():
        if part not in asked:
            exercise.say(("parts", part.value), "part_unasked", given=part.value)
