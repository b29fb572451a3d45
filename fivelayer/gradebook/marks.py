"""Marks as data, and the rule that decides between machine and people: a person's mark outranks."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from fivelayer.choices import Part
from fivelayer.findings import Finding, Outcome, Said
from fivelayer.marking.result import Result, Score
from fivelayer.messages import Language

MACHINE: Final = "machine"
"""Who marked where no person did; no person may be called that."""
NOT_COUNTED: Final = (Outcome.NEEDS_PERSON, Outcome.MARKER_FAULT)
"""What counts in no sum until a person has decided."""
_ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class MachineMark:
    """What the machine gave for a criterion."""

    part: Part
    outcome: Outcome
    points: Decimal | None
    of: Decimal | None
    statement: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's mark for one criterion of one work; `points` None takes that person's last one back."""

    id: int
    work_id: int
    rule: str
    points: Decimal | None
    by: str
    at: str
    why: str = ""
    comment: str = ""
    second: bool = False
    answer_digest: str = ""
    sha256: str = ""
    """Of the file that the person saw."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The official mark of a criterion: the machine's or, where one has decided, a person's."""

    rule: str
    points: Decimal | None
    of: Decimal | None
    by: str = MACHINE
    flag: Said | None = None
    """What to look at again: the answer or the criterion changed since a person decided."""
    part: Part | None = None
    """None where the key no longer has the criterion."""
    machine: Decimal | None = None
    """What the machine gives."""
    outcome: Outcome = Outcome.NEEDS_PERSON
    comment: str = ""
    why: str = ""

    @property
    def counts(self) -> bool:
        """Whether the mark is part of the total."""
        return self.part is not None and (self.by != MACHINE or self.outcome not in NOT_COUNTED)


@dataclass(frozen=True, slots=True)
class Work:
    """A piece of work as it stands: its counting submission, and its official marks in sum."""

    id: int
    workshop: str
    team: str
    trainee: str
    case: str
    exercise: str
    revision: int
    sha256: str
    key_version: str
    language: Language
    published: bool
    passed: bool | None
    """None where no pass mark is set, or nothing could be marked yet."""
    points: Decimal
    of: Decimal
    parts: Mapping[Part, Score]
    file: str = ""
    receipt: str = "missing"
    time: str = ""
    refused: Said | None = None
    """Why marking it anew was refused, the exercise being gone for instance; the marks stay."""
    marked_by: tuple[str, ...] = ()
    """The persons whose marks are in it."""

    @property
    def owner(self) -> str:
        """Whose it is: the team's, or the trainee's who works alone."""
        return self.team or self.trainee


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion across all works of an exercise."""

    case: str
    exercise: str
    rule: str
    part: Part
    statement: str
    of: Decimal
    answers: int
    decided: int
    flagged: int
    needs_person: int


@dataclass(frozen=True, slots=True)
class Answer:
    """One work's answer to a criterion, with everything that a marker has to see."""

    work: Work
    finding: Finding
    """The machine's."""
    draft: dict[str, Any]
    """The plan as typed; hostile until escaped."""
    official: Mark
    mine: tuple[Decision, ...] = ()
    others: tuple[Decision, ...] = ()

    @property
    def flag(self) -> Said | None:
        """What to look at again."""
        return self.official.flag


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A criterion of a work to which the first and the second marker give different points."""

    work: Work
    rule: str
    of: Decimal | None
    first: Decision
    second: Decision


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened to a work."""

    at: str
    by: str
    kind: str
    """`machine`, `refused`, `decision`, `second`, `withdrawn`, `published` or `withheld`."""
    points: Decimal | None
    why: str = ""
    comment: str = ""
    answer_digest: str = ""
    rule: str = ""


def machine_marks(result: Result) -> dict[str, MachineMark]:
    """A result's marks by criterion; several findings of one criterion are summed."""
    found: dict[str, MachineMark] = {}
    for each in result.findings:
        before = found.get(each.rule)
        if before is None:
            found[each.rule] = MachineMark(
                each.layer, each.outcome, each.points, each.of, each.statement
            )
        elif each.points is not None:
            points, of = (before.points or _ZERO) + each.points, before.of or each.of
            found[each.rule] = MachineMark(
                before.part, before.outcome, points, of, before.statement
            )
    return found


def in_force(decisions: Iterable[Decision]) -> list[Decision]:
    """The decisions on one criterion, oldest first, without those that their maker took back."""
    stack: list[Decision] = []
    for each in decisions:
        if each.points is not None:
            stack.append(each)
            continue
        own = [n for n, d in enumerate(stack) if (d.by, d.second) == (each.by, each.second)]
        if own:
            del stack[own[-1]]
    return stack


def decided(decisions: Iterable[Decision], *, second: bool = False) -> Decision | None:
    """The decision that holds: the latest one, by whomever; second markers' never become official."""
    found = [each for each in in_force(decisions) if each.second == second]
    return found[-1] if found else None


def official(
    machine: Mapping[str, MachineMark],
    decisions: Mapping[str, Sequence[Decision]],
    changed: Mapping[str, bool] | None = None,
) -> list[Mark]:
    """The official marks, in the key's order; what a person marked stays even if the key forgets it.

    `changed` says of which criteria the answer is no longer the one that the person saw.
    """
    marks = [
        _one(rule, given, decided(decisions.get(rule, ())), changed or {})
        for rule, given in machine.items()
    ]
    for rule in decisions.keys() - machine.keys():
        if (left := decided(decisions[rule])) is not None:
            flag = Said(key="gradebook.flag.gone", params={"by": left.by})
            marks.append(
                Mark(rule, left.points, None, left.by, flag, comment=left.comment, why=left.why)
            )
    return marks


def _one(
    rule: str, machine: MachineMark, person: Decision | None, changed: Mapping[str, bool]
) -> Mark:
    given = None if machine.outcome in NOT_COUNTED else machine.points
    common = {"part": machine.part, "machine": given, "outcome": machine.outcome}
    if person is None:
        return Mark(rule, given, machine.of, **common)  # type: ignore[arg-type]  # by name
    flag = None
    if changed.get(rule):
        flag = Said(key="gradebook.flag.answer_changed", params={"by": person.by})
    elif not fits(person.points, machine.of):
        flag = Said(key="gradebook.flag.worth_changed", params={"by": person.by})
    own = {"comment": person.comment, "why": person.why}
    return Mark(rule, person.points, machine.of, person.by, flag, **common, **own)  # type: ignore[arg-type]


def fits(points: Decimal | None, of: Decimal | None) -> bool:
    """Whether a mark is possible: half points from 0 to `of`; what only costs takes none or less.

    >>> fits(Decimal("1.5"), Decimal(2)), fits(Decimal("0.3"), Decimal(2)), fits(Decimal(-1), Decimal(0))
    (True, False, True)
    """
    if points is None or of is None or not points.is_finite() or points * 2 % 1:
        return False
    return -100 <= points <= 0 if not of else 0 <= points <= of


def sums(marks: Iterable[Mark], parts: Iterable[Part]) -> dict[Part, Score]:
    """Points a part, never below zero."""
    found = list(marks)
    scores = {}
    for part in parts:
        inside = [mark for mark in found if mark.part is part and mark.counts]
        points = sum((mark.points or _ZERO for mark in inside), _ZERO)
        of = sum((mark.of or _ZERO for mark in inside), _ZERO)
        scores[part] = Score(points=max(_ZERO, points), of=of)
    return scores


def answer_digest(findings: Iterable[Finding], draft: Mapping[str, Any]) -> str:
    """A digest of what was typed where a criterion looks: its findings' fields and quotes.

    >>> answer_digest([], {}) == answer_digest([], {"barriers": {}})
    True
    """
    seen = [(finding.quote, _typed(finding.field, draft)) for finding in findings]
    written = json.dumps(seen, sort_keys=True, ensure_ascii=True, default=str)
    return hashlib.sha256(written.encode()).hexdigest()[:32]


def _typed(path: str, draft: Mapping[str, Any]) -> Any:
    """What stands at a path of the draft; a row is found by its id."""
    node: Any = draft
    for name in path.split(".") if path else ():
        if isinstance(node, Mapping):
            node = node.get(name)
        elif isinstance(node, list):
            rows = (row for row in node if isinstance(row, Mapping) and row.get("id") == name)
            node = next(rows, None)
        else:
            return None
    return node if path else None
