"""The checks of a case's samples: readable plans, lines that exist, and the marks they say they get."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fivelayer import draft as drafts
from fivelayer.authoring import sorts
from fivelayer.authoring.account import todo
from fivelayer.authoring.papers import Papers
from fivelayer.authoring.partial import Partial
from fivelayer.cases import SAMPLES, Case, Sample
from fivelayer.findings import Outcome
from fivelayer.key import Key
from fivelayer.problems import Problem
from fivelayer.strict_yaml import Loc

if TYPE_CHECKING:
    from fivelayer.marking.result import Marks

MISTYPED = {"number", "day", "range"}
"""What a trainee may well type wrong, so that a sample other than the model may too."""


class Samples:
    """The samples of a case, read."""

    def __init__(self, folder: Path, papers: Papers, key: Partial[Key], parties: set[str]) -> None:
        self.folder = folder
        self.papers = papers
        self.key = key
        self.parties = parties
        self.problems: list[Problem] = []
        self.marked = 0
        self.files: dict[str, Partial[Sample]] = {
            path.stem: Partial(path, f"{folder.name}/samples/{path.name}", Sample)
            for path in sorted((folder / "samples").glob("*.yaml"))
        }

    def check(self) -> None:
        """Note what is wrong with the samples without marking them."""
        for name in SAMPLES:
            if name not in self.files:
                where = f"{self.folder.name}/samples/{name}.yaml"
                self.problems.append(Problem(where, None, "", "sample_missing"))
        names = known_names(self.key)
        for name, sample in self.files.items():
            todo(sample)
            if isinstance(draft := sample.source.data.get("draft") if sample.read else None, dict):
                self._draft(name, sample, draft)
            if (expected := sample.value("expected")) is None:
                continue
            total = sum(expected.layers.values(), Decimal(0))
            if total != expected.total:
                params = {"sum": _plain(total)}
                loc = ("expected", "total")
                sample.say(loc, "total_of_layers", given=_plain(expected.total), params=params)
            for n, found in enumerate(expected.findings):
                if found not in names:
                    sample.say(
                        ("expected", "findings", n),
                        "finding_unknown",
                        given=found,
                        choices=tuple(sorted(names)),
                    )

    def mark(self, case: Case) -> None:
        """Mark every sample, and compare with what it expects."""
        from fivelayer import marking

        for name, sample in self.files.items():
            if sample.typed is None:
                continue
            try:
                marks = marking.mark(sample.typed.draft, case)
            except Exception as fault:  # noqa: BLE001 - whatever breaks in marking, the author must hear of it
                sample.say((), "marking_failed", given=f"{type(fault).__name__}: {fault}"[:160])
                continue
            self.marked += 1
            self._compare(sample, sample.typed, marks)
            if _is(name, "model"):
                self._whole(sample, marks)
            if _is(name, "blank"):
                self._nothing(sample, marks)

    def all_problems(self) -> list[Problem]:
        """Everything noted so far."""
        return [*self.problems, *(p for sample in self.files.values() for p in sample.problems)]

    def _draft(self, name: str, sample: Partial[Sample], draft: drafts.Draft) -> None:
        for unread in drafts.read(draft).unread:
            if _is(name, "model") or unread.rule not in MISTYPED:
                loc = ("draft", *_loc(draft, unread.path.split(".")))
                found = sorts.find(unread.path) or sorts.find(_without_row(unread.path))
                choices = found.choices if found else ()
                sample.say(loc, f"unread_{unread.rule}", given=unread.typed, choices=choices)
        for path, value in drafts.leaves(draft):
            if path.split(".")[-1] == "lines" and isinstance(value, list):
                for n, line in enumerate(value):
                    if isinstance(line, str) and ":" in line and self.papers.unknown(line):
                        loc = ("draft", *_loc(draft, path.split(".")), n)
                        sample.say(loc, "line_unknown", given=line)
        self._references(sample, draft)

    def _references(self, sample: Partial[Sample], draft: drafts.Draft) -> None:
        people = {str(row.get("id")) for row in drafts.rows(draft, "relationship.decision_makers")}
        for table in (path for path, found in sorts.all_fields().items() if found.sort == "table"):
            place = tuple(table.split("."))
            seen: set[str] = set()
            for n, row in enumerate(drafts.rows(draft, table)):
                loc: Loc = ("draft", *place, n)
                name = str(row.get("id"))
                if name in seen:
                    sample.say((*loc, "id"), "row_twice", given=name)
                seen.add(name)
                self._row(sample, loc, row, people)

    def _row(
        self, sample: Partial[Sample], loc: Loc, row: dict[str, Any], people: set[str]
    ) -> None:
        support = row.get("support")
        for party in support if isinstance(support, dict) else ():
            if party not in self.parties:
                sample.say(
                    (*loc, "support", party),
                    "want_choice",
                    given=party,
                    choices=tuple(sorted(self.parties)),
                )
        wanted = {"for_whom": {*people, "organisation"}, "against": self.parties - {"us"}}
        for name, choices in wanted.items():
            given = row.get(name)
            if isinstance(given, str) and given and given not in choices:
                sample.say((*loc, name), "want_choice", given=given, choices=tuple(sorted(choices)))

    def _compare(self, sample: Partial[Sample], typed: Sample, marks: Marks) -> None:
        from fivelayer import marking

        for part in {*typed.expected.layers, *marks.parts}:
            wanted = typed.expected.layers.get(part, Decimal(0))
            got = marks.parts[part].points if part in marks.parts else Decimal(0)
            if wanted != got:
                loc = ("expected", "layers", part.value)
                terms = {"part": f"plan.part.{part.value}"}
                params = {"got": _plain(got)}
                sample.say(loc, "marks_differ", given=_plain(wanted), params=params, terms=terms)
        named = set(marking.named(marks.findings))
        for n, name in enumerate(typed.expected.findings):
            if name not in named:
                place = ("expected", "findings", n)
                sample.say(place, "finding_absent", given=name, choices=tuple(sorted(named)))

    def _whole(self, sample: Partial[Sample], marks: Marks) -> None:
        """The model answer earns every point."""
        for finding in marks.findings:
            if finding.outcome not in {Outcome.MET, Outcome.NEEDS_PERSON}:
                params = {
                    "criterion": finding.rule,
                    "points": _plain(finding.points),
                    "of": _plain(finding.of),
                }
                terms = {"outcome": f"plan.outcome.{finding.outcome.value}"}
                loc = ("draft", finding.layer.value)
                sample.say(loc, "model_not_whole", params=params, terms=terms)

    def _nothing(self, sample: Partial[Sample], marks: Marks) -> None:
        """The blank answer is not attempted, never wrong."""
        for finding in marks.findings:
            if finding.outcome is not Outcome.NOT_ATTEMPTED and finding.of:
                terms = {"outcome": f"plan.outcome.{finding.outcome.value}"}
                sample.say(
                    ("draft",), "blank_attempted", params={"criterion": finding.rule}, terms=terms
                )


def known_names(key: Partial[Key]) -> set[str]:
    """The names of all known wrong answers of a key, those of criteria with a problem too."""
    raw = key.source.data.get("criteria") if key.read else None
    criteria = [one for one in raw if isinstance(one, dict)] if isinstance(raw, list) else []
    wrongs = [one.get("wrong") for one in criteria]
    listed = [wrong for some in wrongs if isinstance(some, list) for wrong in some]
    return {str(wrong.get("name")) for wrong in listed if isinstance(wrong, dict)}


def _is(name: str, kind: str) -> bool:
    """Whether a sample is the model answer (`model`, `model-zh`) or the blank one."""
    return name == kind or name.startswith(f"{kind}-")


def _plain(points: Decimal | None) -> str:
    return f"{(points or Decimal(0)).normalize():f}"


def _without_row(path: str) -> str:
    """The path of a field in a table, without the row's id."""
    names = path.split(".")
    return ".".join([*names[:2], *names[3:]])


def _loc(node: Any, names: list[str]) -> Loc:
    """The steps in the data to a path that names rows by their ids."""
    if not names:
        return ()
    if isinstance(node, list):
        rows = [
            n for n, row in enumerate(node) if isinstance(row, dict) and row.get("id") == names[0]
        ]
        place = rows[0] if rows else int(names[0]) if names[0].isdecimal() else None
        if place is None or place >= len(node):
            return ()
        return (place, *_loc(node[place], names[1:]))
    inner = node.get(names[0]) if isinstance(node, dict) else None
    return (names[0], *_loc(inner, names[1:]))
