"""The small case of the marking's tests, and a plan that answers it well."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from fivelayer import cases
from fivelayer.cases import Case, Exercise
from fivelayer.choices import LAYERS
from fivelayer.draft import Draft, put
from fivelayer.record import Identity, Record
from fivelayer.record.handin import notebook

DATA = Path(__file__).parent / "data"
CASES = DATA / "cases"
EXERCISES = DATA / "exercises"

GOOD: Draft = {
    "information": {
        "purchasing_budget": {"value": "12.6", "unit": "million_yuan", "lines": ["D1:3"]},
        "ability": {"grade": "high"},
        "founded": {"value": "12 May 1998"},
    },
    "barriers": {
        "entries": [
            {
                "id": "b1",
                "what": "We are not on the shortlist",
                "gate_date": "2031-05-15",
                "lead_time": {"value": "10", "unit": "working_day"},
                "how": "File in the window with reference and certificate",
                "lines": ["D1:2"],
            },
            {
                "id": "b2",
                "what": "No certificate yet",
                "kind": "qualification",
                "means": "obtain_qualification",
            },
        ]
    },
    "business": {"problem": {"text": "They want fewer complaints"}},
    "relationship": {
        "decision_makers": [
            {
                "id": "d1",
                "person": "Lin Wei",
                "weight": "60",
                "support": {"us": "-1", "henglong": "2"},
            },
            {"id": "d2", "post": "Chief engineer", "weight": "40", "support": {"us": "2"}},
        ]
    },
    "interest": {
        "benefits": [{"id": "i1", "what": "Leaks are reported within 2 hours", "for_whom": "d1"}]
    },
}


def small() -> Case:
    """The small case."""
    return cases.load(CASES / "baisha")


def gates() -> Exercise:
    """The small case's exercise."""
    return cases.load_exercise(EXERCISES / "baisha-gates")


def changed(**fields: Any) -> Draft:
    """The good plan with other values: `__` parts the names of a path."""
    draft = copy.deepcopy(GOOD)
    for name, value in fields.items():
        draft = put(draft, name.replace("__", "."), value)
    return draft


def record(draft: Draft | None = None, **identity: str) -> Record:
    """A record of the good plan."""
    revision = int(identity.pop("revision", "7"))
    time = identity.pop("time", "2031-03-04T10:00:00Z")
    who = {"team": "Heron", "trainee": "Wang Fang", "workshop": "spring", "case": "baisha"}
    whose = Identity(**{**who, "case_version": "1.2.0", "activity": "course", **identity})
    return Record(
        identity=whose,
        revision=revision,
        time=time,
        device="d",
        language="en",
        draft=GOOD if draft is None else draft,
    )


def handed_in(draft: Draft | None = None, **identity: str) -> bytes:
    """A handed-in notebook of the good plan."""
    return notebook(record(draft, **identity), LAYERS)


def edited(**changes: Any) -> bytes:
    """A handed-in notebook whose record was changed afterwards; None takes a part away."""
    whole = json.loads(handed_in())
    held = whole["metadata"]["fivelayer"]["record"]
    for name, value in changes.items():
        if value is None:
            del held[name]
        else:
            held[name] = value
    return json.dumps(whole).encode()
