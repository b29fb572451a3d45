"""Checks a case whole: every problem of its files and exercises, in the order of files and lines."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fivelayer.authoring import account, criteria, evidence, exercises, rulings, world, wrongs
from fivelayer.authoring.papers import Papers
from fivelayer.authoring.partial import Partial
from fivelayer.authoring.samples import Samples
from fivelayer.cases import Case, CaseFile
from fivelayer.key import Key
from fivelayer.problems import Problem, Problems

if TYPE_CHECKING:
    from fivelayer.simulation.calibration import Figure

ORDER: Final = (
    "/case.yaml", "/dossier/", "/key.yaml", "/rulings.yaml", "/world.yaml", "/samples/", "exercises/",
)  # fmt: skip
"""The order in which a reader goes through a case."""


@dataclass(frozen=True)
class Report:
    """What a check found, and how much it looked at."""

    name: str
    problems: tuple[Problem, ...]
    """What must be put right."""
    remarks: tuple[Problem, ...]
    """What is to do or to look at; the case can be used."""
    counts: dict[str, int]
    """Of documents, blocks, facts, criteria, samples, marked samples and exercises."""
    key: bool
    """Whether there is a key; a trainee's copy of an assessment case has none."""
    figures: tuple[Figure, ...] = ()
    """How fairly its game plays, where it has a world."""


def check(folder: Path, thorough: bool = False, progress: world.Progress | None = None) -> Report:
    """Check the case in a folder, its game in a few seconds or `thorough`ly; `progress` is told of that.

    Raises:
        Problems: there is no such folder.

    >>> from fivelayer import places
    >>> check(places.cases() / "qinglan").problems
    ()
    """
    folder = folder.resolve()
    if not folder.is_dir():
        raise Problems.one(str(folder), "not_found")
    case = Partial(folder / "case.yaml", f"{folder.name}/case.yaml", CaseFile)
    key = _key(folder, case)
    papers = Papers(folder, case)
    account.check(case, papers, key)
    papers.check()
    found = [*case.problems, *papers.problems]
    counts = {"documents": len(papers.entries), "blocks": papers.total()}
    if key is not None:
        samples = _against_key(folder, case, key, papers)
        found += [*key.problems, *samples.problems()]
        counts |= {name: len(key.items(name)) for name in ("facts", "criteria")}
        counts |= {"samples": len(samples.files), "marked": samples.marked}
    about = exercises.check(folder, key)
    found += [problem for exercise in about for problem in exercise.problems]
    counts["exercises"] = len(about)
    sound = case.typed is not None and (key is None or key.typed is not None)
    loaded = Case(folder, case.typed) if sound and case.typed else None
    unfair, figures = world.check(folder, loaded, papers, thorough, progress)
    found += unfair
    found.sort(key=_place)
    problems = tuple(problem for problem in found if not problem.remark)
    remarks = tuple(problem for problem in found if problem.remark)
    return Report(folder.name, problems, remarks, counts, key is not None, figures)


def _key(folder: Path, case: Partial[CaseFile]) -> Partial[Key] | None:
    path = folder / "key.yaml"
    if not path.exists() and case.value("access") == "assessment":
        return None
    return Partial(path, f"{folder.name}/key.yaml", Key)


def _against_key(
    folder: Path, case: Partial[CaseFile], key: Partial[Key], papers: Papers
) -> Samples:
    """Check the key and everything that is judged by it."""
    # In lower case too: a rival's id in capitals is one mistake, not one wherever it is named.
    rivals = case.names("rivals.*.id")
    parties = {"us", *rivals, *map(str.lower, rivals)}
    key.refuse("id_is_folder", key.at("case"), (folder.name,))
    evidence.check(key, papers)
    criteria.check(key, parties)
    key.todo()
    samples = Samples(folder, papers, key, parties)
    samples.check()
    ruled = rulings.check(folder, key)
    key.problems += ruled.problems if ruled is not None else ()
    fit = ruled is None or ruled.typed is not None
    if case.typed is not None and key.typed is not None and fit:
        loaded = Case(folder, case.typed)
        samples.mark(loaded)
        wrongs.check(loaded, key, samples)
    return samples


def _place(problem: Problem) -> tuple[int, str, int]:
    """File after file in their order, then down the lines."""
    rank = next((n for n, name in enumerate(ORDER) if name in problem.file), 0)
    return rank, problem.file, problem.line or 0
