"""What every group of tests shares: the checkout, and pictures' and notebooks' small needs."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from fivelayer import strict_yaml
from fivelayer.cases import CaseFile
from fivelayer.draft import Draft

ROOT = Path(__file__).parents[1]
# Tests meet faults as faults: no friendly sentence may hide one.
os.environ.setdefault("FIVELAYER_STRICT", "1")
os.environ.setdefault("MPLBACKEND", "agg")


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def runs_by_itself() -> Callable[[str], bool]:
    """Tells whether the lab extension would run a cell of this source: its own rule, read off."""
    script = (ROOT / "labextension" / "static" / "allowed.js").read_text(encoding="utf-8")
    found = re.search(r"^  /\^(?P<rule>.+)\\n\?\$/;$", script, re.MULTILINE)
    assert found, "allowed.js no longer states its rule as one regular expression on one line"
    rule = re.compile(found["rule"] + r"\n?")
    return lambda source: rule.fullmatch(source) is not None


@dataclass(frozen=True)
class CoachPlan:
    """A plan that sets one rule of the coach off, and a near miss that must not."""

    outcome: str
    plan: Draft
    near_miss: Draft
    met: bool
    """Whether the near miss is then confirmed."""


@dataclass(frozen=True)
class CoachPlans:
    """All of them by rule, and the small case they are written for."""

    case: CaseFile
    by_rule: dict[str, CoachPlan]


@pytest.fixture(scope="session")
def coach_plans() -> CoachPlans:
    """The coach's plans: one file a layer in `tests/coach_plans`."""
    folder = ROOT / "tests" / "coach_plans"
    by_rule: dict[str, CoachPlan] = {}
    for path in sorted(folder.glob("*.yaml")):
        told = strict_yaml.read(path).data
        for rule, plan in told.items() if path.stem != "case" else ():
            assert rule not in by_rule
            first, change = plan["plan"], plan["near_miss"]
            near = {at: {**first.get(at, {}), **change.get(at, {})} for at in {**first, **change}}
            by_rule[rule] = CoachPlan(
                plan["outcome"], _draft(first), _draft(near), plan.get("met", False)
            )
    case = strict_yaml.typed(strict_yaml.read(folder / "case.yaml"), CaseFile)
    return CoachPlans(case, by_rule)


def _draft(groups: dict[str, dict[str, Any]]) -> Draft:
    """A draft from groups of fields by path; a path of three names is a row where rows can be."""
    draft: Draft = {}
    for path, fields in groups.items():
        names = path.split(".")
        node: Any = draft
        if len(names) == 3 and names[1] != "ladder":
            table = draft.setdefault(names[0], {}).setdefault(names[1], [])
            node = next((row for row in table if row["id"] == names[2]), {"id": names[2]})
            table += [] if node in table else [node]
        else:
            for name in names:
                node = node.setdefault(name, {})
        for name, value in fields.items():
            if value is not None:
                *groups_in, last = name.split(".")
                inner = node
                for group in groups_in:
                    inner = inner.setdefault(group, {})
                inner[last] = value if isinstance(value, list) else str(value)
    return draft
