"""The checks of known wrong answers: each, once given, must be found under its own name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fivelayer import draft as drafts
from fivelayer.authoring import sorts
from fivelayer.authoring.partial import Partial
from fivelayer.authoring.samples import Samples
from fivelayer.cases import Case
from fivelayer.findings import Outcome
from fivelayer.key import Key, WrongChoice, WrongDay, WrongNumber

Wrong = WrongNumber | WrongDay | WrongChoice


def check(case: Case, key: Partial[Key], samples: Samples) -> None:
    """Note known wrong answers that the marking accepts or overlooks, and those that nothing shows.

    A number, a day or a choice is put into the model answer in place of the right one. Of ideas and
    rows a sample must show that they are found.
    """
    files = samples.files.values()
    shown = {name for sample in files for name in sample.names("expected.findings.*")}
    model = samples.model()
    tables = {row.id: row.table for _, row in key.items("rows")}
    for loc, criterion in key.items("criteria"):
        for n, wrong in enumerate(getattr(criterion, "wrong", ())):
            place = (*loc, "wrong", n)
            if not isinstance(wrong, Wrong) and wrong.name not in shown:
                key.say(place, "wrong_unshown", given=wrong.name, remark=True)
            if isinstance(wrong, Wrong) and model is not None:
                table = tables.get(criterion.row, "")
                answers = given(model, criterion.field, wrong, table)
                accepted, found = _judged(answers, criterion, wrong, case)
                if accepted:
                    key.say(place, "wrong_accepted", given=wrong.name)
                elif not found and wrong.name not in shown:
                    key.say(place, "wrong_not_found", given=wrong.name)


def given(draft: drafts.Draft, field: str, wrong: Wrong, table: str) -> Iterator[drafts.Draft]:
    """A plan with a wrong value in a field: in each row of its table in turn, if it lies in one."""
    field = field.removeprefix(f"{table}.").removesuffix(".value")
    main = sorts.main(field, table)
    rows = [f"{table}.{row['id']}." for row in drafts.rows(draft, table)] if table else [""]
    for row in rows:
        match wrong:
            case WrongNumber():
                answer = drafts.put(draft, row + main, f"{wrong.value:f}")
                unit = wrong.unit.value if wrong.unit else ""
                yield drafts.put(answer, f"{row}{field}.unit", unit) if unit else answer
            case WrongDay():
                yield drafts.put(draft, row + main, wrong.day)
            case WrongChoice():
                yield drafts.put(draft, row + main, wrong.choice)


def _judged(
    answers: Iterator[drafts.Draft], criterion: Any, wrong: Wrong, case: Case
) -> tuple[bool, bool]:
    """Whether the criterion is met whichever row holds the wrong value; whether its name is found."""
    from fivelayer import marking

    marked = [marking.mark(answer, case).findings for answer in answers]
    met = [
        any(f.rule == criterion.id and f.outcome is Outcome.MET for f in findings)
        for findings in marked
    ]
    found = any(wrong.name in marking.named(findings) for findings in marked)
    return bool(met) and all(met), found
