"""The checks of known wrong answers: each, once given, must be found under its own name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fivelayer import draft as drafts
from fivelayer.authoring import sorts
from fivelayer.authoring.partial import Partial
from fivelayer.cases import Case, Sample
from fivelayer.key import (
    ChoiceCriterion,
    DayCriterion,
    Key,
    NumberCriterion,
    WrongChoice,
    WrongDay,
    WrongNumber,
)

Wrong = WrongNumber | WrongDay | WrongChoice


def check(case: Case, key: Partial[Key], samples: dict[str, Partial[Sample]]) -> None:
    """Note known wrong answers that the marking does not find, and those that nothing shows.

    A number, a day or a choice is put into the model answer in place of the right one. Of ideas and
    rows a sample must show that they are found.
    """
    model = samples.get("model")
    shown = {
        name
        for sample in samples.values()
        if sample.typed is not None
        for name in sample.typed.expected.findings
    }
    tables = {row.id: row.table for _, row in key.items("rows")}
    for loc, criterion in key.items("criteria"):
        for n, wrong in enumerate(getattr(criterion, "wrong", ())):
            if wrong.name in shown:
                continue
            place = (*loc, "wrong", n)
            if not isinstance(wrong, Wrong):
                key.say(place, "wrong_unshown", given=wrong.name, remark=True)
            elif model is not None and model.typed is not None:
                answers = given(model.typed.draft, criterion, wrong, tables.get(criterion.row, ""))
                if not any(wrong.name in _found(answer, case) for answer in answers):
                    key.say(place, "wrong_not_found", given=wrong.name)


def given(draft: drafts.Draft, criterion: Any, wrong: Wrong, table: str) -> Iterator[drafts.Draft]:
    """The model answer with a wrong value in a criterion's field: in each row in turn, if it is a row's."""
    if not isinstance(criterion, NumberCriterion | DayCriterion | ChoiceCriterion):
        return
    field = criterion.field.removeprefix(f"{table}.").removesuffix(".value")
    rows = [f"{table}.{row['id']}." for row in drafts.rows(draft, table)] if table else [""]
    for row in rows:
        path = row + field
        if isinstance(wrong, WrongNumber):
            yield _number(draft, path, field, table, wrong)
        else:
            value = wrong.day if isinstance(wrong, WrongDay) else wrong.choice
            yield drafts.put(draft, path + _main(field, table), value)


def _number(
    draft: drafts.Draft, path: str, field: str, table: str, wrong: WrongNumber
) -> drafts.Draft:
    found = drafts.put(draft, path + _main(field, table), f"{wrong.value:f}")
    return drafts.put(found, f"{path}.unit", wrong.unit.value) if wrong.unit else found


def _main(field: str, table: str) -> str:
    """What is put behind the path of a group to reach the field that gives it its name."""
    for name in ("value", "grade"):
        if sorts.find(f"{field}.{name}", table or None) is not None:
            return f".{name}"
    return ""


def _found(answer: drafts.Draft, case: Case) -> tuple[str, ...]:
    from fivelayer import marking

    return marking.named(marking.mark(answer, case).findings)
