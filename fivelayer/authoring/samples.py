"""The checks of a case's samples: readable plans, lines that exist, and the marks they say they get."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from fivelayer import draft as drafts
from fivelayer.authoring import sorts
from fivelayer.authoring.papers import Papers
from fivelayer.authoring.partial import Partial, texts
from fivelayer.cases import SAMPLES, Case, Sample
from fivelayer.findings import Outcome
from fivelayer.key import Key
from fivelayer.labels import outcome_key, part_key, tables
from fivelayer.problems import Problem
from fivelayer.schema_errors import children
from fivelayer.strict_yaml import Loc

if TYPE_CHECKING:
    from fivelayer.marking.result import Marks

MISTYPED: Final = {"number", "day", "range"}
"""What a trainee may well type wrong, so that a sample other than the model may too."""
ZERO: Final = Decimal(0)


class Samples:
    """The samples of a case, read."""

    def __init__(self, folder: Path, papers: Papers, key: Partial[Key], parties: set[str]) -> None:
        self.papers = papers
        self.parties = parties
        self.wrongs = key.names("criteria.*.wrong.*.name")
        """The names of all known wrong answers, those of criteria with a problem too."""
        self.marked = 0
        self.files: dict[str, Partial[Sample]] = {
            path.stem: Partial(path, f"{folder.name}/samples/{path.name}", Sample)
            for path in sorted((folder / "samples").glob("*.yaml"))
        }
        self._missing = [
            Problem(f"{folder.name}/samples/{name}.yaml", None, "", "sample_missing")
            for name in SAMPLES
            if name not in self.files
        ]

    def problems(self) -> list[Problem]:
        """Everything noted so far."""
        noted = [problem for sample in self.files.values() for problem in sample.problems]
        return [*self._missing, *noted]

    def model(self) -> drafts.Draft | None:
        """The model answer, where it can be read whole and marked."""
        model = self.files["model"].typed if "model" in self.files and self.marked else None
        return model.draft if model and not drafts.read(model.draft).unread else None

    def check(self) -> None:
        """Note what is wrong with the samples without marking them."""
        for name, sample in self.files.items():
            sample.todo()
            for _, draft in sample.at("draft"):
                if isinstance(draft, dict):
                    self._draft(name, sample, draft)
            sample.refuse("finding_unknown", sample.at("expected.findings.*"), self.wrongs)
            expected = sample.value("expected")
            total = sum(expected.layers.values(), ZERO) if expected else ZERO
            if expected and total != expected.total:
                given, params = _plain(expected.total), {"sum": _plain(total)}
                sample.say(("expected", "total"), "total_of_layers", given=given, params=params)

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
            _compare(sample, marks)
            _judge(name, sample, marks)

    def _draft(self, name: str, sample: Partial[Sample], draft: drafts.Draft) -> None:
        for unread in drafts.read(draft).unread:
            if _is(name, "model") or unread.rule not in MISTYPED:
                found = sorts.find(unread.path) or sorts.find(_without_row(unread.path))
                choices = found.choices if found else ()
                loc, code = _loc(draft, unread.path), f"unread_{unread.rule}"
                sample.say(loc, code, given=unread.typed, choices=choices)
        cited = [(loc, line) for loc, line in texts(draft, ("draft",)) if "lines" in loc]
        sample.refuse("line_unknown", cited, fits=lambda line: not self.papers.unknown(line))
        for table in tables():
            sample.unique(f"draft.{table}.*.id", "row_twice")
        people = sample.names("draft.relationship.decision_makers.*.id")
        for field, there in sorts.references(people, self.parties).items():
            places = (f"draft.*.*.*.{field}", f"draft.*.*.*.{field}.*")
            named = [(loc, given) for at in places for loc, given in sample.at(at) if given]
            sample.refuse("want_choice", named, there)
        sample.refuse("want_choice", sample.keys("draft.*.*.*.support.*"), self.parties)


def _compare(sample: Partial[Sample], marks: Marks) -> None:
    """The marks are those expected, and the known wrong answers are found."""
    from fivelayer import marking

    expected = sample.value("expected")
    for part in {*expected.layers, *marks.parts}:
        wanted = expected.layers.get(part, ZERO)
        got = marks.parts[part].points if part in marks.parts else ZERO
        if wanted != got:
            about = {"params": {"got": _plain(got)}, "terms": {"part": part_key(part)}}
            loc = ("expected", "layers", part.value)
            sample.say(loc, "marks_differ", given=_plain(wanted), **about)
    found = set(marking.named(marks.findings))
    sample.refuse("finding_absent", sample.at("expected.findings.*"), found)


def _judge(name: str, sample: Partial[Sample], marks: Marks) -> None:
    """The model answer earns every point; the blank one is not attempted, never wrong."""
    for finding in marks.findings:
        points = {"points": _plain(finding.points), "of": _plain(finding.of)}
        about = {
            "params": {"criterion": finding.rule, **points},
            "terms": {"outcome": outcome_key(finding.outcome)},
        }
        whole = finding.outcome in {Outcome.MET, Outcome.NEEDS_PERSON}
        if _is(name, "model") and not whole:
            sample.say(("draft", finding.layer.value), "model_not_whole", **about)
        if _is(name, "blank") and finding.of and finding.outcome is not Outcome.NOT_ATTEMPTED:
            sample.say(("draft",), "blank_attempted", **about)


def _is(name: str, kind: str) -> bool:
    """Whether a sample is the model answer (`model`, `model-zh`) or the blank one."""
    return name == kind or name.startswith(f"{kind}-")


def _plain(points: Decimal | None) -> str:
    return f"{(points or ZERO).normalize():f}"


def _without_row(path: str) -> str:
    """The path of a field in a table, without the row's id."""
    names = path.split(".")
    return ".".join([*names[:2], *names[3:]])


def _loc(draft: drafts.Draft, path: str) -> Loc:
    """The steps in a sample to a path of its draft, which names rows by their ids."""
    node: Any = draft
    loc: Loc = ("draft",)
    for name in path.split("."):
        named = {_name(step, inner): step for step, inner in children(node).items()}
        if name not in named:
            break
        node, loc = node[named[name]], (*loc, named[name])
    return loc


def _name(step: int | str, inner: Any) -> str:
    found = inner.get("id") if isinstance(step, int) and isinstance(inner, dict) else None
    return found if isinstance(found, str) else str(step)
