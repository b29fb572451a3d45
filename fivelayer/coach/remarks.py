"""What a rule of the coach can say of a field."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as held
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import partial
from typing import Final

from fivelayer.coach.view import Key, Subject, at
from fivelayer.findings import Outcome

Word = Enum | Key | str | int | Decimal | date | None
"""What is put into a remark's sentences: a choice or a message by its name, all else as it is."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What a rule has to say on one field, before it is put into a finding."""

    outcome: Outcome
    subject: Subject | str
    """Whose field it is; or a path."""
    field: str = ""
    quote: str | None = None
    """If not the subject's own words."""
    words: Mapping[str, Word] = held(default_factory=dict)
    lines: tuple[str, ...] = ()
    statement: str = ""
    """If not the rule's own."""
    heavier: Decimal | int | None = None
    """Orders the remarks of one rule, the largest first; if not the subject's weight."""
    matched: tuple[str, ...] = ()
    waits_for: str = ""
    """The rule that must have nothing open before this one is asked."""

    @property
    def path(self) -> str:
        """The path of the field."""
        return at(self.subject, self.field)


Remarks = Iterator[Remark]
Say = Callable[..., Remark]
wrong: Final = partial(Remark, Outcome.NOT_MET)
"""What is written works against the layer."""
partly: Final = partial(Remark, Outcome.PARTLY)
"""What is written is a beginning."""
blank: Final = partial(Remark, Outcome.NOT_ATTEMPTED)
"""Nothing is written yet: never judged as wrong."""
good: Final = partial(Remark, Outcome.MET)
"""What is written stands; told once, where nothing is open and the catalogue has words for it."""
