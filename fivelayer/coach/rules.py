"""What a rule of the coach is; the module of each layer ends in the table of its rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal, TypeVar

from fivelayer.choices import Part
from fivelayer.coach.remarks import Remark, Remarks, Say, Word, good
from fivelayer.coach.view import Subject, View, value

When = Literal["field", "layer"]
Check = Callable[[View], Iterable[Remark]]
Judged = TypeVar("Judged", bound=Subject)


class Consequence(IntEnum):
    """What comes of leaving a remark alone; the gravest is shown first."""

    EXCLUDES = 0
    SHUTS_OUT = 1
    LOSES = 2
    WEAKENS = 3
    GAP = 4
    DETAIL = 5


EXCLUDES, SHUTS_OUT, LOSES, WEAKENS, GAP, DETAIL = Consequence


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


class Rules(list[Rule]):
    """A table of rules, in the order in which they are asked.

    A layer rule waits for all of `needs` as they stand when it is added.
    """

    def __init__(self, owner: Part | str, when: When = "layer") -> None:
        super().__init__()
        self.owner, self.when = owner, when
        self.needs: tuple[str, ...] = ()

    def rule(  # noqa: PLR0913 - the columns of a table
        self,
        name: str,
        statement: str,
        consequence: Consequence,
        each: Callable[[View], Iterable[Judged]],
        say: Say,
        field: str,
        if_: Callable[[Judged], object] | None = None,
        *,
        of: str | Callable[[Judged], object] | None = None,
        quote: str | None = None,
        words: Callable[[Judged], Mapping[str, Word]] | None = None,
        statement_of: Callable[[Judged], str] | None = None,
        heavier: Callable[[Judged], int] | None = None,
        stands: str = "",
        needs: tuple[str, ...] = (),
    ) -> None:
        """Add a rule that says one thing of a field of `each` subject, if that field is empty.

        `if_` is another fault than being empty; `of` narrows whom the rule concerns, by a field that
        is filled in or a condition; `quote` is another field than the subject's own words. Whoever
        has no fault is confirmed, at the path `stands` if given.
        """

        def check(view: View) -> Remarks:
            for it in each(view):
                if not (of(it) if callable(of) else of is None or _filled(it, of)):
                    continue
                fault = if_(it) if if_ else not _filled(it, field)
                lines = value(it, field) if field == "lines" else ()
                if stands and not fault:
                    yield good(stands, lines=lines)
                    continue
                yield (say if fault else good)(
                    it,
                    field,
                    value(it, quote) if quote else quote,
                    words(it) if words else {},
                    lines,
                    statement_of(it) if statement_of else "",
                    heavier(it) if heavier else None,
                )

        self.add(name, statement, consequence, check, needs)

    def add(
        self,
        name: str,
        statement: str,
        consequence: Consequence,
        check: Check,
        needs: tuple[str, ...] = (),
        when: When | None = None,
    ) -> None:
        """Add a rule with a check of its own."""
        part, when = self.owner if isinstance(self.owner, Part) else None, when or self.when
        waits = (*self.needs, *needs) if when == "layer" else ()
        self.append(Rule(f"{self.owner}.{name}", statement, part, when, consequence, check, waits))


def plan(view: View) -> list[View]:
    """The plan as a whole, for rules that judge it once."""
    return [view]


def always(_: object) -> bool:
    """The fault of whatever comes under a rule at all."""
    return True


def _filled(subject: Subject, field: str) -> bool:
    return value(subject, field) not in (None, ())
