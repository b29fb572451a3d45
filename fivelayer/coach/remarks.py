"""What a rule of the coach can say of a field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as held
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Final

from fivelayer.coach.view import Key, Subject, at, own_words, weight
from fivelayer.findings import Outcome

Word = Enum | Key | str | int | Decimal | date | None
"""What is put into a remark's sentences: a choice or a message by its name, all else as it is."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What a rule has to say on one field, before it is put into a finding."""

    outcome: Outcome
    field: str
    quote: str = ""
    words: Mapping[str, Word] = held(default_factory=dict)
    lines: tuple[str, ...] = ()
    statement: str = ""
    """Where it is not the rule's own."""
    heavier: Decimal | int = 0
    """Orders the remarks of one rule, the largest first."""
    matched: tuple[str, ...] = ()
    waits_for: str = ""
    """The rule that must have nothing open before this one is asked."""


Remarks = Iterator[Remark]


@dataclass(frozen=True, slots=True)
class Say:
    """Says one thing of a field: of a subject, whose own words and weight it takes, or at a path."""

    outcome: Outcome

    def __call__(
        self,
        subject: Subject | str,
        field: str = "",
        quote: str | None = None,
        words: Mapping[str, Word] | None = None,
        lines: tuple[str, ...] = (),
        statement: str = "",
        heavier: Decimal | int | None = None,
    ) -> Remark:
        """Make the remark."""
        if isinstance(subject, str):
            path = f"{subject}.{field}".strip(".")
        else:
            path = at(subject, field)
            quote = own_words(subject) if quote is None else quote
            heavier = weight(subject) if heavier is None else heavier
        return Remark(self.outcome, path, quote or "", words or {}, lines, statement, heavier or 0)


wrong: Final = Say(Outcome.NOT_MET)
"""What is written works against the layer."""
partly: Final = Say(Outcome.PARTLY)
"""What is written is a beginning."""
blank: Final = Say(Outcome.NOT_ATTEMPTED)
"""Nothing is written yet: never judged as wrong."""
good: Final = Say(Outcome.MET)
"""What is written stands; told once, where nothing is open and the catalogue has words for it."""
