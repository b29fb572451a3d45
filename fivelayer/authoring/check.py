"""Checks a case whole: every problem of all its files, in the order of files and lines."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fivelayer.authoring import account, evidence, wrongs
from fivelayer.authoring.criteria import Criteria
from fivelayer.authoring.papers import Papers
from fivelayer.authoring.partial import Partial
from fivelayer.authoring.samples import Samples
from fivelayer.cases import Case, CaseFile
from fivelayer.key import Key
from fivelayer.problems import Problem, Problems


@dataclass(frozen=True)
class Report:
    """What a check found, and how much it looked at."""

    name: str
    problems: tuple[Problem, ...]
    """What must be put right."""
    remarks: tuple[Problem, ...]
    """What is to do or to look at; the case can be used."""
    counts: dict[str, int]
    """Of documents, blocks, facts, criteria, samples and marked samples."""
    key: bool
    """Whether there is a key; a trainee's copy of an assessment case has none."""


def check(folder: Path) -> Report:
    """Check the case in a folder.

    Raises:
        Problems: there is no such folder.

    >>> from fivelayer import places
    >>> check(places.cases() / "qinglan").problems
    ()
    """
    folder = folder.resolve()
    if not folder.is_dir():
        raise Problems([Problem(str(folder), None, "", "not_found")])
    case = Partial(folder / "case.yaml", f"{folder.name}/case.yaml", CaseFile)
    key = _key(folder, case)
    papers = Papers(folder, case)
    account.check(case, papers, key)
    papers.check()
    found = [case.problems, papers.problems]
    counts = {"documents": len(papers.entries), "blocks": papers.total()}
    if key is not None:
        samples = _against_key(folder, case, key, papers)
        found += [key.problems, samples.all_problems()]
        lists = {"facts": key.items("facts"), "criteria": key.items("criteria")}
        counts |= {name: len(items) for name, items in lists.items()}
        counts |= {"samples": len(samples.files), "marked": samples.marked}
    ordered = sorted((problem for problems in found for problem in problems), key=_place)
    return Report(
        folder.name,
        tuple(problem for problem in ordered if not problem.remark),
        tuple(problem for problem in ordered if problem.remark),
        counts,
        key is not None,
    )


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
    rivals = [name for _, name in case.ids("rivals")]
    parties = {"us", *rivals, *map(str.lower, rivals)}
    if key.read:
        owner = key.value("case")
        if owner is not None and owner != folder.name:
            key.say(("case",), "id_is_folder", given=owner, choices=(folder.name,))
        for field in ("facts", "concepts", "rows", "criteria"):
            account.unique(key, key.ids(field))
        account.todo(key)
        evidence.check(key, papers)
        Criteria(key, parties).check()
    samples = Samples(folder, papers, key, parties)
    samples.check()
    if case.typed is not None and key.typed is not None:
        loaded = Case(folder, case.typed)
        samples.mark(loaded)
        wrongs.check(loaded, key, samples.files)
    return samples


def _place(problem: Problem) -> tuple[int, str, int]:
    """The order a reader goes: the case, its dossier, its key, its samples; then down the lines."""
    order = ("case.yaml", "dossier/", "key.yaml", "samples/")
    rank = next((n for n, name in enumerate(order) if f"/{name}" in problem.file), 0)
    return rank, problem.file, problem.line or 0
