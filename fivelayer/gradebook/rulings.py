"""Rulings made while marking: what a wording would change, written where it can be reviewed, taken up."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

from fivelayer import cases, places, rulings
from fivelayer.cases import Case, Exercise
from fivelayer.gradebook.book import Gradebook
from fivelayer.gradebook.marks import Answer, Work
from fivelayer.key import AnyCriterion, Key, RowCriterion, TextCriterion, Words
from fivelayer.marking import Result, judge_of, mark, marks_of
from fivelayer.marking.rulings import finds
from fivelayer.problems import Cannot, read_text, writing
from fivelayer.record.files import replace
from fivelayer.rulings import Ruling

MOST_LOOKED_AT: Final = 2_000
"""Works that a preview judges anew."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a wording may be accepted for: an idea, or one more name of a row."""

    kind: str
    """`concept` or `row`."""
    id: str
    says: Words


@dataclass(frozen=True, slots=True)
class Touched:
    """A work to whose answer the machine would give other points."""

    work: Work
    before: Decimal | None
    after: Decimal | None


@dataclass(frozen=True)
class Preview:
    """What a ruling would add to which file, and what it would change."""

    file: Path
    ruling: Ruling
    added: tuple[str, ...]
    """The lines that the file gets at its end; nothing else in it changes."""
    text: str
    """The whole file afterwards."""
    touched: tuple[Touched, ...]
    samples: tuple[str, ...]
    """Samples whose marks would no longer be what they must be; `case check` would refuse them."""
    looked_at: int
    misses: bool
    """The wording is not met with in the answer that it was accepted for."""


def targets(criterion: AnyCriterion, key: Key) -> tuple[Target, ...]:
    """What a wording can be accepted for where this criterion is marked; nothing for figures and choices."""
    concepts = {each.id: each for each in key.concepts}
    if isinstance(criterion, TextCriterion):
        wanted = (concepts[each.concept] for each in criterion.wants)
        return tuple(Target("concept", each.id, each.says) for each in wanted)
    if isinstance(criterion, RowCriterion):
        row = next(each for each in key.rows if each.id == criterion.row)
        if row.concept is not None:
            return (Target("concept", row.concept, concepts[row.concept].says),)
        if row.names:
            return (Target("row", row.id, criterion.says),)
    return ()


def place(case: Case, marks: Path | None) -> Path:
    """Where rulings on a case are written: in its folder, else beside the marks.

    Raises:
        Cannot: neither can be written.
    """
    installed = places.content().parent / "__init__.py"  # the wheel's content goes with the wheel
    if os.access(case.folder, os.W_OK) and not (
        installed.exists() and case.folder.is_relative_to(places.content())
    ):
        return case.folder / rulings.FILE
    if marks is None:
        raise Cannot("ruling_nowhere", folder=str(case.folder))
    return marks / rulings.BESIDE / f"{case.id}.yaml"


def beside(marks: Path | None, case: str) -> Path | None:
    """Where rulings on a case may lie beside the marks."""
    return marks / rulings.BESIDE / f"{case}.yaml" if marks is not None else None


def preview(
    ruling: Ruling,
    file: Path,
    case: Case,
    answers: Sequence[Answer],
    exercise: Exercise | None = None,
) -> Preview:
    """Look at what a ruling would do to the answers to its criterion, and do nothing.

    Raises:
        Problems: the file there has problems, or would have.
    """
    before = read_text(file, file.name) if file.exists() else ""
    there = rulings.read(file)
    numbered = ruling.model_copy(update={"id": rulings.next_id(there.rulings if there else ())})
    after = rulings.appended(before, case.id, numbered)
    ruled = _with(case, numbered)
    looked = answers[:MOST_LOOKED_AT]
    return Preview(
        file=file,
        ruling=numbered,
        added=tuple(after.splitlines()[len(before.splitlines()) :]),
        text=after,
        touched=tuple(_touched(ruled, exercise, looked)),
        samples=tuple(_broken(case, ruled)),
        looked_at=len(looked),
        misses=not finds(numbered),
    )


def write(seen: Preview) -> None:
    """Write what was previewed.

    Raises:
        Cannot: the file was changed since it was previewed, or cannot be written.
    """
    now = read_text(seen.file, seen.file.name) if seen.file.exists() else ""
    if "".join(f"{line}\n" for line in (*now.splitlines(), *seen.added)) != seen.text:
        raise Cannot("ruling_changed", file=str(seen.file))
    with writing(seen.file):
        seen.file.parent.mkdir(parents=True, exist_ok=True)
        replace(seen.file, seen.text.encode("utf-8"))


def taken_up(
    book: Gradebook, case: Case, works: Iterable[tuple[Work, Result, Exercise | None]]
) -> int:
    """Judge works anew by the case's key as it now is; how many answers got other points.

    People's marks stay, as always. What was judged by the same version already is left alone.
    """
    key, changed = case.key, 0
    anew: list[Result] = []
    for work, result, exercise in works:
        if key is None or work.case != case.id or result.key_version == key.version:
            continue
        judge = judge_of(case, exercise)
        marks = marks_of(judge.judge(result.draft), judge)
        update = {
            "findings": marks.findings,
            "parts": marks.parts,
            "points": marks.points,
            "of": marks.of,
            "key_version": marks.key_version,
        }
        anew.append(result.model_copy(update=update))
        changed += result.points != marks.points
    book.take(anew, source="desk")
    return changed


def _with(case: Case, ruling: Ruling) -> Case:
    """The case as it would be with one ruling more."""
    ruled = Case(case.folder, case.file, *case.rulings_files[1:])
    ruled.__dict__["rulings"] = (*case.rulings, ruling)
    return ruled


def _touched(
    ruled: Case, exercise: Exercise | None, answers: Iterable[Answer]
) -> Iterator[Touched]:
    judge = judge_of(ruled, exercise)
    for answer in answers:
        rule, before = answer.official.rule, answer.official.machine
        marks = marks_of(judge.judge(answer.draft), judge)
        now = sum((f.points or Decimal(0) for f in marks.findings if f.rule == rule), Decimal(0))
        if before is not None and before != now:
            yield Touched(answer.work, before, now)


def _broken(case: Case, ruled: Case) -> Iterator[str]:
    """Samples whose marks change, although they are what `case check` compares with."""
    for name in case.sample_names():
        draft = case.sample(name).draft
        if mark(draft, case).parts != mark(draft, ruled).parts:
            yield name


def exercise_of(work: Work, folders: Iterable[Path]) -> Exercise | None:
    """A work's exercise; None where it is the lessons' or not to be found."""
    for folder in folders:
        if (folder / work.exercise / "exercise.yaml").is_file():
            found: Exercise = cases.load_exercise(folder / work.exercise)
            return found
    return None
