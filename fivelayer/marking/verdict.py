"""A verdict: what one criterion found in one plan, light enough to be made by the million."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from fivelayer.findings import Outcome
from fivelayer.key import Known

FULL: Final = Decimal(1)
NONE: Final = Decimal(0)
HALF: Final = Decimal("0.5")


@dataclass(slots=True)
class Verdict:
    """What a check found; `share` (0 to 1) is the part of the points it is worth."""

    share: Decimal
    effect: str
    """Message key below `marking.`: why, in one sentence."""
    quote: str = ""
    """The trainee's words."""
    field: str = ""
    matched: tuple[str, ...] = ()
    params: Mapping[str, str | int | Decimal] = dataclasses.field(default_factory=dict)
    terms: Mapping[str, str] = dataclasses.field(default_factory=dict)
    party: str = ""
    """Id of a party that the sentence names."""
    wrong: tuple[Known, ...] = ()
    """Known wrong answers that were given."""
    outcome: Outcome | None = None
    """Set where it does not follow from the share."""
    skipped_for: str = ""
    costs: bool = False
    """A false row: it costs, whatever the share."""

    def judged(self) -> Outcome:
        """The outcome; by the share, unless the check set it."""
        if self.outcome is not None:
            return self.outcome
        if self.share >= FULL:
            return Outcome.MET
        return Outcome.PARTLY if self.share > NONE else Outcome.NOT_MET


def blank(field_path: str) -> Verdict:
    """Nothing was filled in: never wrong, only not attempted."""
    return Verdict(NONE, "blank", field=field_path, outcome=Outcome.NOT_ATTEMPTED)
