"""A folder of marks for tests of the desk: teams' plans handed in, marked, and taken into a gradebook."""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fivelayer import cases, marking, places
from fivelayer.choices import LAYERS
from fivelayer.gradebook import Gradebook
from fivelayer.messages import Language
from fivelayer.record import Identity, Record
from fivelayer.record.handin import notebook

RULE = "main_business"
TEAMS = (
    *("Cedar", "Harbour", "Bridge", "Maple", "Granite", "Lantern"),
    *("松岭队", "北渡队", "Quarry", "Willow", "Beacon", "Orchard"),
)
SAID = (
    "Collects public data and shares them between departments; reports on data quality.",
    "shares data between the departments",
    "It gathers the records of every office and passes them on.",
    "",
    "It is a bureau of the city.",
    "They answer for data quality and report it every quarter.",
)


def hand_in(
    folder: Path,
    team: str,
    draft: dict[str, Any],
    language: Language = "en",
    trainee: str = "",
    revision: int = 3,
) -> Path:
    """Write one submission as 'hand in' does."""
    whose = Identity(
        team=team, trainee=trainee, case="qinglan", case_version="1.0.0", activity="course"
    )
    record = Record(
        identity=whose, time="2031-03-04T10:00:00Z", device="d", language=language, draft={}
    )
    whole = json.loads(notebook(record, LAYERS))
    held = whole["metadata"]["fivelayer"]["record"]
    held["draft"], held["revision"] = copy.deepcopy(draft), revision
    path = folder / f"{len(list(folder.glob('*'))):03}.ipynb"
    path.write_text(json.dumps(whole), encoding="utf-8")
    return path


def plans(n: int) -> list[dict[str, Any]]:
    """Plans of all kinds, each with its own words on what the bureau does."""
    case = cases.find("qinglan", [places.cases()])
    made = []
    for number in range(n):
        kind = ("good", "weak", "model", "middling", "good-zh", "weak-zh")[number % 6]
        draft = copy.deepcopy(case.sample(kind).draft)
        draft.setdefault("information", {})["main_business"] = {
            "value": SAID[number % len(SAID)],
            "lines": ["D5:7"] if number % 2 else [],
        }
        made.append(draft)
    return made


def build(
    place: Path,
    teams: Sequence[str] = TEAMS,
    drafts: Sequence[dict[str, Any]] | None = None,
    language: Language = "en",
) -> Path:
    """Mark the teams' plans into `place/marks`, with a copy of the case whose rulings may be written."""
    submissions, out = place / "handed-in", place / "marks"
    submissions.mkdir(parents=True)
    shutil.copytree(places.cases() / "qinglan", place / "cases" / "qinglan")
    for number, (team, draft) in enumerate(
        zip(teams, drafts or plans(len(teams)), strict=True), start=1
    ):
        hand_in(submissions, team, draft, language, trainee=f"Member {number} of {team}")
    results = marking.mark_folder(submissions, out, [place / "cases"])
    Gradebook.open(str(out / "gradebook.db")).take(results)
    return out
