"""What the coach's sentences are filled with."""

from __future__ import annotations

from typing import Any

from fivelayer import coach
from fivelayer import draft as drafts
from fivelayer.choices import LAYERS


def test_choices_of_one_value_keep_their_own_names(coach_plans: Any) -> None:
    """Confidence and coverage can both be `unknown`; a cache of labels once took one for the other."""
    draft = {
        "information": {"headcount": {"value": "90", "confidence": "unknown"}},
        "relationship": {
            "decision_makers": [
                {"id": "d1", "person": "Su Mingwei", "weight": "30", "coverage": "unknown"}
            ]
        },
    }
    found = coach.review(drafts.read(draft), draft, coach_plans.case, LAYERS)
    terms = {f.rule: f.effect.terms for f in found if f.effect}
    assert terms["information.outline_unsure"]["confidence"] == "plan.choice.confidence.unknown"
    assert terms["relationship.heavy_unmet"]["coverage"] == "plan.choice.coverage.unknown"
