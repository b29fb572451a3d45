"""Several windows on one record, in any order of doings: no text that somebody else typed ever vanishes."""

from __future__ import annotations

import json
import random
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from fivelayer import draft as drafts
from fivelayer.activity import Activity, Who
from fivelayer.cases import Case
from fivelayer.choices import LAYERS
from fivelayer.record import parse_bytes

FIELDS = ("barriers.reason", "fit.reason")
WEIGHTS = {
    "change": 8,
    "together": 2,
    "choose": 4,
    "clear": 1,
    "undo": 2,
    "redo": 1,
    "refresh": 1,
    "reopen": 1,
    "adopt": 2,
}
REST = {
    "change": FIELDS,
    "together": ("",),
    "clear": FIELDS,
    "choose": ("mine", "other"),
    "reopen": (True, False),
    "adopt": (0, 1, 2),
}


def some_doings(seed: int) -> list[Any]:
    """Doings as windows see them, conflicts among them often: drawn evenly, they would be rare."""
    chance = random.Random(seed)  # noqa: S311  a story, no secret
    kinds = chance.choices(list(WEIGHTS), list(WEIGHTS.values()), k=chance.randrange(3, 30))
    return [(k, chance.randrange(3), *chance.sample(REST.get(k, ("",)), 1)) for k in kinds]


doings = st.integers(0, 2**32).map(some_doings)


class Windows:
    """Three windows of one workspace."""

    def __init__(self, case: Case, workspace: Path) -> None:
        self.case, self.workspace = case, workspace
        self.open = [self.opened() for _ in range(3)]
        self.count = 0

    def opened(self) -> Activity:
        return Activity.open(self.case, "course", LAYERS, "en", self.workspace, Who(team="alpha"))

    def do(self, doing: Any) -> None:
        kind, number, *rest = doing
        activity = self.open[number]
        if kind == "change":
            self.count += 1
            activity.change(rest[0], f"text {self.count}")
        elif kind == "together":
            self.count += 1
            activity.change_together({field: f"text {self.count} {field}" for field in FIELDS})
        elif kind == "clear":
            activity.change(rest[0], "")
        elif kind == "choose":
            activity.choose(rest[0])
        elif kind == "reopen":
            carried = json.loads(json.dumps(activity.copy()))
            self.open[number] = self.opened()
            if rest[0] and carried["revision"]:
                self.open[number].adopt(carried)
        elif kind == "adopt":
            activity.adopt(json.loads(json.dumps(self.open[rest[0]].copy())))
        else:
            getattr(activity, kind)()

    def on_disk(self) -> dict[str, Any]:
        path = self.open[0].where()
        return parse_bytes(path.read_bytes()).draft if path.exists() else {}

    def safe(self) -> set[str]:
        """Every text that stands in a file."""
        kept = (self.workspace / "records").glob("*/kept/*.json")
        found = [self.on_disk(), *(parse_bytes(path.read_bytes()).draft for path in kept)]
        return {text for draft in found for text in texts(draft)}


def texts(draft: Any) -> set[str]:
    return {value for _, value in drafts.leaves(draft)}


@settings(max_examples=100)
@given(doings)
def test_no_text_vanishes_but_by_the_hand_of_somebody_who_saw_it(
    small_case: Case, todo: list[Any]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        windows = Windows(small_case, Path(folder))
        seen: list[set[str]] = [set(), set(), set()]  # in each window, since it is in conflict
        for doing in todo:
            number = doing[1]
            before = windows.safe()
            if windows.open[number].other is None:
                seen[number].clear()
            if doing[0] != "reopen":
                seen[number] |= texts(windows.open[number].draft)
            windows.do(doing)
            gone = before - windows.safe()
            # a copy that is newer was typed by somebody who saw what it replaces
            by = seen[number] | seen[doing[2]] if doing[0] == "adopt" else seen[number]
            assert gone <= by, doing
            for activity in windows.open:  # who goes on in a conflict has a copy of every state
                if activity.other is not None and activity.unsaved:
                    assert texts(activity.draft) <= windows.safe(), doing


@settings(max_examples=60)
@given(doings)
def test_a_choice_by_everybody_ends_every_conflict(small_case: Case, todo: list[Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        windows = Windows(small_case, Path(folder))
        for doing in todo:
            windows.do(doing)
        for _ in range(5):  # one may have to choose again, because another just chose
            for activity in windows.open:
                activity.refresh()
                activity.choose("mine")
        for activity in windows.open:
            activity.refresh()
            assert activity.trouble is None
            assert activity.draft == windows.on_disk()
