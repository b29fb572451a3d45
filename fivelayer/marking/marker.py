"""Marks files one by one: reads, finds the case's judge, judges; whatever a file is, it gets a result."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from fivelayer import cases, places
from fivelayer.cases import Case, Exercise
from fivelayer.draft import leaves
from fivelayer.findings import Outcome, Said
from fivelayer.labels import tables
from fivelayer.marking.concepts import LONGEST
from fivelayer.marking.judge import COURSE, Judge, NoKey, judge_of
from fivelayer.marking.result import Result
from fivelayer.marking.sheet import MOST_ROWS
from fivelayer.marking.stamps import folder_stamp, joined, marker_stamp
from fivelayer.marking.submissions import (
    Refusal,
    Refused,
    Submission,
    read_file,
    refusal,
    submission,
)
from fivelayer.marking.wording import marks_of
from fivelayer.problems import Problems

_ID: Final = re.compile(r"[a-z][a-z0-9_-]{0,59}")


class Marker:
    """Marks files one by one; cases, exercises and keys are loaded once."""

    def __init__(
        self,
        case_folders: Sequence[Path] = (),
        exercise_folders: Sequence[Path] = (),
        exercise: str | None = None,
        rulings: Path | None = None,
    ) -> None:
        """`rulings` is a folder of rulings besides the cases' own, `<case>.yaml` for each."""
        self._rulings = rulings
        self._case_folders = (*case_folders, places.cases())
        self._exercise_folders = (*exercise_folders, places.exercises())
        self._only = exercise
        self._cases: dict[str, Case | Refused] = {}
        self._judges: dict[tuple[str, str], Judge | Refused] = {}
        self._stamps: dict[Path | None, str] = {}
        self._version = marker_stamp()

    def __reduce__(self) -> tuple[type[Marker], tuple[Any, ...], dict[str, str]]:
        """In another process it loads anew, and goes by the same version."""
        folders = (self._case_folders[:-1], self._exercise_folders[:-1])
        given = (*folders, self._only, self._rulings)
        return Marker, given, {"_version": self._version}

    def result(self, path: Path, file: str) -> tuple[Result, str]:
        """The result of one file, and the digest of the work in it; never raises for the file."""
        return self.of_bytes(read_file(path), file)

    def of_bytes(self, raw: bytes | Refusal, file: str, sha256: str = "") -> tuple[Result, str]:
        """The result of a file's bytes, or of why they could not be had; else as `result`."""
        try:
            read = raw if isinstance(raw, Refusal) else submission(raw, sha256)
            if isinstance(read, Refusal):
                return _refused(file, read), ""
            return self._marked(read, file), read.digest
        except Exception as fault:
            if os.environ.get("FIVELAYER_STRICT"):
                raise
            return faulty(file, fault), ""

    def stamp(self, case_id: str, activity: str) -> str:
        """A digest of all that the result of a submission depends on, but for the submission.

        The marker's code and words; the case's folder with key, rulings and dossier; the exercise;
        and whether it is asked for.
        """
        case = _found(case_id, self._case_folders, "case.yaml")
        exercise = _found(activity, self._exercise_folders, "exercise.yaml")
        asked = str(self._only in (None, activity))
        ruled = self._folder(self._ruled(case_id) if case else None)
        return joined(self._version, self._folder(case), self._folder(exercise), asked, ruled)

    def _ruled(self, case_id: str) -> Path | None:
        return self._rulings / f"{case_id}.yaml" if self._rulings is not None else None

    def _folder(self, place: Path | None) -> str:
        if place not in self._stamps:
            self._stamps[place] = folder_stamp(place)
        return self._stamps[place]

    def case(self, case_id: str) -> Case | None:
        """A case that was needed, if it could be loaded."""
        found = self._cases.get(case_id)
        return found if isinstance(found, Case) else None

    def _marked(self, read: Submission, file: str) -> Result:
        try:
            judge = self._judge(read.identity.case, read.identity.activity)
        except Refused as refused:
            found = refusal(refused.code, **refused.params)
            whole = Refusal(found.reason, found.next_step, read.sha256, read.identity)
            return _refused(file, whole)
        marks = marks_of(judge.judge(read.draft), judge)
        attempts, all_read = read.attempts()
        flags = list(_flags(read, judge))
        if not all_read:
            flags.append(Said(key="marking.flag.attempts"))
        for key, outcome in _COUNTED:
            if n := marks.count(outcome):
                flags.append(Said(key=key, params={"n": n}))
        return Result(
            file=file,
            sha256=read.sha256,
            status="marked",
            flags=tuple(flags),
            counts=True,
            receipt=read.receipt,
            identity=read.identity,
            language=read.language,
            revision=read.revision,
            time=read.time,
            draft=read.draft,
            attempts=attempts,
            exercise=marks.exercise,
            key_version=marks.key_version,
            findings=marks.findings,
            parts=marks.parts,
            points=marks.points,
            of=marks.of,
        )

    def _judge(self, case_id: str, activity: str) -> Judge:
        if self._only is not None and activity != self._only:
            raise Refused("other_activity", activity=activity)
        made = self._judges.get((case_id, activity))
        if made is None:
            try:
                made = self._made(case_id, activity)
            except Refused as refused:
                if refused.code.startswith("unknown_"):  # made up: there is no end of such names
                    raise
                made = refused
            self._judges[case_id, activity] = made
        if isinstance(made, Refused):
            raise made
        return made

    def _made(self, case_id: str, activity: str) -> Judge:
        case = self._loaded(case_id)
        exercise = None if activity == COURSE else self._exercise(case_id, activity)
        try:
            return judge_of(case, exercise)
        except NoKey:
            raise Refused("no_key", case=case_id) from None
        except (Problems, KeyError):
            raise Refused("broken_case", case=case_id) from None

    def _exercise(self, case_id: str, activity: str) -> Exercise:
        place = _found(activity, self._exercise_folders, "exercise.yaml")
        try:
            found = cases.load_exercise(place) if place else None
        except Problems:
            found = None
        if found is None or found.case != case_id:
            raise Refused("unknown_activity", activity=activity)
        return found

    def _loaded(self, case_id: str) -> Case:
        if case_id not in self._cases:
            place = _found(case_id, self._case_folders, "case.yaml")
            if place is None:
                raise Refused("unknown_case", case=case_id)
            try:
                self._cases[case_id] = cases.load(place, self._ruled(case_id))
            except Problems:
                self._cases[case_id] = Refused("broken_case", case=case_id)
        loaded = self._cases[case_id]
        if isinstance(loaded, Refused):
            raise loaded
        return loaded


def _found(name: str, folders: Sequence[Path], main_file: str) -> Path | None:
    """The child of a folder, or the folder itself, that is called `name`; only an id can be one."""
    if _ID.fullmatch(name) is None:
        return None
    there = (place for folder in folders for place in (folder / name, folder))
    return next((p for p in there if p.name == name and (p / main_file).is_file()), None)


def faulty(file: str, fault: Exception) -> Result:
    """The result of a file on which the marking itself came to grief: a person must look."""
    return _refused(file, refusal("fault", fault=type(fault).__name__))


def _refused(file: str, refused: Refusal) -> Result:
    return Result(
        file=file,
        sha256=refused.sha256,
        status="refused",
        reason=refused.reason,
        next_step=refused.next_step,
        identity=refused.identity,
    )


def _flags(read: Submission, judge: Judge) -> Iterator[Said]:
    if read.receipt == "differs":
        yield Said(key="marking.flag.edited")
    if read.receipt == "missing":
        yield Said(key="marking.flag.no_receipt")
    if not (read.identity.team or read.identity.trainee):
        yield Said(key="marking.flag.no_team")
    ours, theirs = judge.case_version, read.identity.case_version
    if theirs != ours:
        yield Said(key="marking.flag.case_version", params={"theirs": theirs or "?", "ours": ours})
    if any(len(_listed(read.draft, table)) > MOST_ROWS for table in tables()):
        yield Said(key="marking.flag.cut", params={"n": MOST_ROWS})
    if any(isinstance(typed, str) and len(typed) > LONGEST for _, typed in leaves(read.draft)):
        yield Said(key="marking.flag.long", params={"n": LONGEST})


def _listed(draft: object, table: str) -> list[object]:
    node = draft
    for name in table.split("."):
        node = node.get(name) if isinstance(node, dict) else None
    return node if isinstance(node, list) else []


_COUNTED: Final = (
    ("marking.flag.person", Outcome.NEEDS_PERSON),
    ("marking.flag.fault", Outcome.MARKER_FAULT),
)
