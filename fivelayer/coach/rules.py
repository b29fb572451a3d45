"""The coach's mechanism: what a rule is, what it sees of a plan, how its remarks become findings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as held
from datetime import date
from decimal import Decimal
from enum import IntEnum
from functools import cached_property, lru_cache
from typing import Any, Final, Literal, TypeVar

from fivelayer import draft as drafts
from fivelayer import labels
from fivelayer.cases import CaseFile
from fivelayer.coach.hints import case_hint
from fivelayer.draft import Draft, Reading
from fivelayer.findings import Finding, Outcome, Said
from fivelayer.model import Barrier, Benefit, DecisionMaker, Part, Row

When = Literal["field", "layer"]
choice_key = lru_cache(maxsize=256)(labels.choice_key)
field_key = lru_cache(maxsize=1024)(labels.field_key)
"""Labels as the coach asks for them: the same few, at every keystroke."""

OPEN: Final = (Outcome.NOT_MET, Outcome.PARTLY, Outcome.NOT_ATTEMPTED)
"""The outcomes that leave something to do."""


class Consequence(IntEnum):
    """What comes of leaving a remark alone; the gravest is shown first."""

    EXCLUDES = 0
    SHUTS_OUT = 1
    LOSES = 2
    WEAKENS = 3
    GAP = 4
    DETAIL = 5


@dataclass(frozen=True, slots=True)
class Remark:
    """What a rule has to say on one field, before it is put into a finding."""

    outcome: Outcome
    field: str
    quote: str = ""
    lines: tuple[str, ...] = ()
    params: Mapping[str, str | int | Decimal] = held(default_factory=dict)
    terms: Mapping[str, str] = held(default_factory=dict)
    heavier: Decimal | int = 0
    """Orders the remarks of one rule, the largest first: a decision maker's weight, for instance."""
    statement: str = ""
    """Where it is not the rule's own."""
    matched: tuple[str, ...] = ()


def wrong(path: str, quote: str | None = "", **more: Any) -> Remark:
    """What is written works against the layer."""
    return Remark(Outcome.NOT_MET, path, quote or "", **more)


def partly(path: str, quote: str | None = "", **more: Any) -> Remark:
    """What is written is a beginning."""
    return Remark(Outcome.PARTLY, path, quote or "", **more)


def blank(path: str, quote: str | None = "", **more: Any) -> Remark:
    """Nothing is written yet: never judged as wrong."""
    return Remark(Outcome.NOT_ATTEMPTED, path, quote or "", **more)


def good(path: str, quote: str | None = "", **more: Any) -> Remark:
    """What is written stands; told once, and only where the rule has nothing open."""
    return Remark(Outcome.MET, path, quote or "", **more)


Check = Callable[["View"], Iterable[Remark]]


@dataclass(frozen=True)
class Rule:
    """One rule of the coach; its words stand in the catalogue under `coach.<id>`."""

    id: str
    statement: str
    part: Part | None
    """The part it judges; None for a rule on any field of any part."""
    when: When
    consequence: Consequence
    check: Check
    needs: tuple[str, ...] = ()
    """Rules that must have nothing open, or this one waits."""


class Ruleset:
    """The rules of one part, in the order in which they stand in its module."""

    def __init__(self, part: Part | None, prefix: str, needs: tuple[str, ...] = ()) -> None:
        self.part, self.prefix, self.needs = part, prefix, needs
        self.rules: list[Rule] = []

    def layer(
        self, name: str, statement: str, consequence: Consequence, needs: tuple[str, ...] = ()
    ) -> Callable[[Check], Check]:
        """Add a rule that is judged on asking; it waits for the set's `needs` and its own."""
        return self._adder(name, statement, "layer", consequence, (*self.needs, *needs))

    def field(
        self, name: str, statement: str, consequence: Consequence
    ) -> Callable[[Check], Check]:
        """Add a rule that is judged at once, on a single field."""
        return self._adder(name, statement, "field", consequence, ())

    def first(
        self, name: str, statement: str, consequence: Consequence, needs: tuple[str, ...] = ()
    ) -> Callable[[Check], Check]:
        """Add a layer rule that the others of the set wait for."""
        return self._adder(name, statement, "layer", consequence, needs)

    def _adder(
        self,
        name: str,
        statement: str,
        when: When,
        consequence: Consequence,
        needs: tuple[str, ...],
    ) -> Callable[[Check], Check]:
        def add(check: Check) -> Check:
            rule_id = f"{self.prefix}.{name}"
            self.rules.append(Rule(rule_id, statement, self.part, when, consequence, check, needs))
            return check

        return add


def started(rules: Ruleset, statement: str) -> None:
    """Add the rule on which a whole layer waits: that something stands there at all."""
    part = rules.part
    if part is None:
        raise ValueError("rules without a part have no beginning")

    @rules.first("started", statement, Consequence.LOSES)
    def _started(view: View) -> Iterator[Remark]:
        if not view.touched(part):
            yield blank(part.value)


AnyRow = TypeVar("AnyRow", bound=Row)


class View:
    """What a rule sees: the typed plan, the text as typed, and what everybody knows of the case."""

    def __init__(self, reading: Reading, draft: Any, case: CaseFile) -> None:
        self.plan = reading.plan
        self.unread = reading.unread
        self.draft: Draft = draft if isinstance(draft, dict) else {}
        self.case = case

    @cached_property
    def today(self) -> date:
        """The story's date."""
        return date.fromisoformat(self.case.today)

    @cached_property
    def rivals(self) -> tuple[str, ...]:
        """The rivals' ids."""
        return tuple(party.id for party in self.case.rivals)

    @cached_property
    def filled(self) -> tuple[tuple[str, Any], ...]:
        """Every field that says something, with its path and what was typed."""
        return tuple((path, value) for path, value in drafts.leaves(self.draft) if _says(value))

    @cached_property
    def barriers(self) -> tuple[Barrier, ...]:
        """The barriers that say anything, whatever order they stand in."""
        return self._rows("barriers.entries", self.plan.barriers.entries)

    @cached_property
    def people(self) -> tuple[DecisionMaker, ...]:
        """The decision makers' rows that say anything."""
        rows = self.plan.relationship.decision_makers
        return self._rows("relationship.decision_makers", rows)

    @cached_property
    def benefits(self) -> tuple[Benefit, ...]:
        """The benefits that say anything."""
        return self._rows("interest.benefits", self.plan.interest.benefits)

    def touched(self, part: Part) -> bool:
        """Whether anything was typed in a part."""
        return part.value in self._touched

    @cached_property
    def _touched(self) -> frozenset[str]:
        return frozenset(path.partition(".")[0] for path, _ in self.filled)

    def typed(self, path: str) -> str:
        """The text as typed at `path`."""
        found = drafts.get(self.draft, path)
        return found.strip() if isinstance(found, str) else ""

    def unreadable(self, path: str) -> bool:
        """Whether something was typed at `path` or inside it that could not be read."""
        return any(u.path == path or u.path.startswith(f"{path}.") for u in self.unread)

    def _rows(self, table: str, rows: Sequence[AnyRow]) -> tuple[AnyRow, ...]:
        prefix = f"{table}."
        own = (path.removeprefix(prefix) for path, _ in self.filled if path.startswith(prefix))
        ids = {path.partition(".")[0] for path in own}
        return tuple(sorted((r for r in rows if r.id in ids), key=lambda row: natural(row.id)))


def natural(path: str) -> tuple[tuple[int, str], ...]:
    """A sort key by which `b10` comes after `b9`.

    >>> sorted(["b10", "b9"], key=natural)
    ['b9', 'b10']
    """
    parts = re.findall(r"[0-9]{1,18}|[^0-9]+", path)
    return tuple((int(p), "") if p.isdecimal() else (-1, p) for p in parts)


def findings(
    rules: Mapping[str, Rule], view: View, parts: Sequence[Part], when: When, off: Iterable[str]
) -> list[Finding]:
    """Run the rules of `parts` that are judged at `when`; all findings, the gravest first."""
    run = _Run(rules, view)
    silent = frozenset(off)
    found: list[tuple[Any, Finding]] = []
    for place, rule in enumerate(rules.values()):
        if rule.when != when or rule.id in silent or (rule.part and rule.part not in parts):
            continue
        for remark in run.outcome(rule):
            layer = rule.part or _part(remark.field, parts)
            if layer in parts:
                waits_for = run.waits_for.get(rule.id, "")
                finding = _finding(rule, remark, layer, waits_for, view.case)
                found.append((_order(finding, rule, remark, place), finding))
    return [finding for _, finding in sorted(found, key=lambda pair: pair[0])]


class _Run:
    """One review: each rule is asked once, after those it waits for."""

    def __init__(self, rules: Mapping[str, Rule], view: View) -> None:
        self.rules, self.view = rules, view
        self.waits_for: dict[str, str] = {}
        self._done: dict[str, tuple[Remark, ...]] = {}

    def outcome(self, rule: Rule) -> tuple[Remark, ...]:
        """What a rule says: its open remarks, else its confirmation, else nothing."""
        if rule.id not in self._done:
            first = next((n for n in rule.needs if not self._there(self.rules[n])), None)
            if first is None:
                self._done[rule.id] = self._asked(rule)
            else:
                self.waits_for[rule.id] = first
                self._done[rule.id] = (blank(rule.part.value if rule.part else ""),)
        return self._done[rule.id]

    def _there(self, rule: Rule) -> bool:
        return all(remark.outcome is Outcome.MET for remark in self.outcome(rule))

    def _asked(self, rule: Rule) -> tuple[Remark, ...]:
        try:
            said = [remark for remark in rule.check(self.view) if not self._told(remark)]
        except Exception:  # noqa: BLE001 - whatever breaks in a rule is our fault, not the trainee's
            where = rule.part.value if rule.part else ""
            return (Remark(Outcome.MARKER_FAULT, where),)
        unmet: dict[str, Remark] = {}
        for remark in said:
            if remark.outcome is not Outcome.MET:  # one rule says one thing of one field
                unmet.setdefault(remark.field, remark)
        return tuple(unmet.values()) or tuple(said[:1])

    def _told(self, remark: Remark) -> bool:
        """Whether the field is not blank but unreadable, which its own remark says."""
        return remark.outcome is Outcome.NOT_ATTEMPTED and self.view.unreadable(remark.field)


def _finding(rule: Rule, remark: Remark, layer: Part, waits_for: str, case: CaseFile) -> Finding:
    effect, question, next_step = _words(rule, remark, waits_for, case)
    return Finding(
        rule=rule.id,
        statement=remark.statement or rule.statement,
        layer=layer,
        outcome=remark.outcome,
        field=remark.field,
        quote=remark.quote,
        lines=remark.lines,
        effect=effect,
        question=question,
        next_step=next_step,
        matched=remark.matched,
        skipped_for=waits_for,
    )


def _words(
    rule: Rule, remark: Remark, waits_for: str, case: CaseFile
) -> tuple[Said, Said | None, Said | None]:
    if waits_for:
        return Said(key="coach.waits", terms={"first": f"coach.{waits_for}.next"}), None, None
    if remark.outcome is Outcome.MARKER_FAULT:
        return Said(key="coach.fault"), None, None

    params = {name: _shown(value) for name, value in remark.params.items()}

    def said(kind: str) -> Said:
        return Said(key=f"coach.{rule.id}.{kind}", params=params, terms=dict(remark.terms))

    if remark.outcome is Outcome.MET:
        return said("met"), None, None
    hint = case_hint(case, rule.id, remark.field, remark.outcome)
    return said("effect"), hint or said("question"), said("next")


def _shown(value: str | int | Decimal) -> str | int | Decimal:
    """A parameter that JSON gives back as it was."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def _part(path: str, parts: Sequence[Part]) -> Part:
    name = path.partition(".")[0]
    return Part(name) if name in set(Part) else parts[0]


def _order(finding: Finding, rule: Rule, remark: Remark, place: int) -> tuple[Any, ...]:
    shelf = 0
    if finding.outcome not in OPEN:
        shelf = 2 if finding.outcome is Outcome.MET else 1
    elif finding.skipped_for:
        shelf = 3
    return shelf, rule.consequence, place, -remark.heavier, natural(remark.field), remark.quote


def _says(value: Any) -> bool:
    if isinstance(value, list):
        return any(map(_says, value))
    return bool(value.strip()) if isinstance(value, str) else value is not None
