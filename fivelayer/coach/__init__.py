"""The coach: rules that check a plan against the model, without a key, one module a layer (S1-S26, K1-K3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from fivelayer.cases import CaseFile
from fivelayer.coach import (
    barriers,
    business,
    compliance,
    fields,
    gates,
    information,
    interest,
    means,
    relationship,
    support,
)
from fivelayer.coach.hints import hint
from fivelayer.coach.rules import OPEN, Consequence, Rule, View, When, findings
from fivelayer.draft import Draft, Reading
from fivelayer.findings import Finding
from fivelayer.model import Part

__all__ = ["RULES", "Consequence", "Rule", "hint", "is_open", "pick", "review"]

_SETS: Final = (compliance, fields, information, barriers, business, relationship, interest)
# Imported for the rules that they add to a layer's set.
_MORE: Final = (means, gates, support)
RULES: Final[dict[str, Rule]] = {rule.id: rule for part in _SETS for rule in part.RULES.rules}
"""Every rule by its id; its words stand in the catalogue `coach`."""


def review(
    reading: Reading,
    draft: Draft,
    case: CaseFile,
    parts: Sequence[Part],
    when: When = "layer",
    off: Iterable[str] = frozenset(),
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
    first: dict[str, Finding] = {}
    for finding in open_ones:
        first.setdefault(finding.rule, finding)
    chosen = list(first.values())
    rest = [finding for finding in open_ones if finding not in chosen]
    if not open_ones:
        rest = [finding for finding in found if not finding.skipped_for]
    return sorted([*chosen, *rest][:most], key=found.index)


def is_open(finding: Finding) -> bool:
    """Whether a finding leaves something to do (one that waits for another does not)."""
    return finding.outcome in OPEN and not finding.skipped_for
