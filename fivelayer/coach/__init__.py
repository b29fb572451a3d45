"""The coach: rules that check a plan against the model, without a key, one module a part (S1-S39, K1-K3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Final

from fivelayer.cases import CaseFile
from fivelayer.choices import Part
from fivelayer.coach import (
    barriers,
    business,
    compliance,
    fields,
    fit,
    information,
    interest,
    management,
    relationship,
    team,
)
from fivelayer.coach.hints import hint
from fivelayer.coach.review import findings, is_open
from fivelayer.coach.rules import Consequence, Rule, When
from fivelayer.coach.view import View
from fivelayer.draft import Draft, Reading
from fivelayer.findings import Finding

__all__ = ["RULES", "Consequence", "Rule", "hint", "is_open", "pick", "review"]

RULES: Final[dict[str, Rule]] = {
    rule.id: rule
    for rule in chain(
        compliance.RULES,
        fields.RULES,
        information.RULES,
        barriers.RULES,
        business.RULES,
        relationship.RULES,
        interest.RULES,
        management.RULES,
        team.RULES,
        fit.RULES,
    )
}
"""Every rule by its id; its words stand in the catalogue `coach`."""


def review(
    reading: Reading,
    draft: Draft,
    case: CaseFile,
    parts: Sequence[Part],
    when: When = "layer",
    off: Iterable[str] = (),
) -> list[Finding]:
    """Review some parts of a plan: everything the rules have to say, the gravest first.

    Open remarks come first, then confirmations, then what waits for something else. `off` names
    rules that the facilitator has switched off. Never raises: a rule that breaks is itself a
    finding, a fault of the kit.
    """
    return findings(RULES, View(reading, draft, case), parts, when, off)


def pick(found: Sequence[Finding], most: int = 3) -> list[Finding]:
    """The few findings to show: the gravest open ones, one of a rule before a second; else what stands."""
    open_ones = [finding for finding in found if is_open(finding)]
    if not open_ones:
        return [finding for finding in found if not finding.skipped_for][:most]
    first = {finding.rule: finding for finding in reversed(open_ones)}
    seconds = sorted(open_ones, key=lambda finding: finding is not first[finding.rule])
    return sorted(seconds[:most], key=found.index)
