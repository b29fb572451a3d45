"""The business review's agenda: disagreements, stale claims, red flags; never how much is filled in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fivelayer import cases, places
from fivelayer.activity import Activity
from fivelayer.agenda import MOST, Plan, agenda
from fivelayer.choices import Part
from fivelayer.cli import main
from fivelayer.draft import Draft
from fivelayer.record import Who
from fivelayer.reports import review
from fivelayer.reports.parameters import ParameterError

CASE = cases.load(places.cases() / "qinglan")
HOSTILE = "<img src=x onerror=alert(1)>"


def items(*drafts: Draft) -> list[tuple[str, str, list[str]]]:
    plans = [Plan(f"team {n}", CASE.file, draft) for n, draft in enumerate(drafts, start=1)]
    found = agenda(plans).get("qinglan", [])
    return [(item.kind, item.path, [side.who for side in item.sides]) for item in found]


def test_an_empty_or_unfinished_plan_is_no_item() -> None:
    assert items({}, {}) == []
    assert items({"information": {"headcount": {"value": "", "confidence": "unknown"}}}) == []
    assert (
        items({"relationship": {"decision_makers": [{"id": "d1", "person": "Su Mingwei"}]}}) == []
    )


def test_teams_that_judge_differently() -> None:
    attack: Draft = {"barriers": {"strategy": "attack"}, "fit": {"tier": "key"}}
    watch: Draft = {"barriers": {"strategy": "watch"}, "fit": {"tier": "key"}}
    assert items(attack, watch) == [("disagreement", "barriers.strategy", ["team 1", "team 2"])]
    assert items(attack, attack) == []


@pytest.mark.parametrize(
    ("other", "unit", "apart"), [("1000", "wan_yuan", False), ("11.2", "million_yuan", True)]
)
def test_figures_are_compared_with_their_units(other: str, unit: str, apart: bool) -> None:
    def budget(value: str, unit: str) -> Draft:
        return {"information": {"purchasing_budget": {"value": value, "unit": unit}}}

    found = items(budget("10", "million_yuan"), budget(other, unit))
    assert bool(found) is apart


def test_one_person_seen_differently() -> None:
    def seen(name: str, weight: str, support: str) -> Draft:
        row = {"id": "d1", "person": name, "weight": weight, "support": {"us": support}}
        return {"relationship": {"decision_makers": [row]}}

    found = items(seen("Su Mingwei", "30", "2"), seen("su mingwei", "35", "0"))
    assert [path for _, path, _ in found] == ["relationship.decision_makers.x.support.us"]


def test_what_was_promised_for_a_day_that_has_passed() -> None:
    late: Draft = {"business": {"next_step": {"text": "Call Su", "by": "2027-07-04"}}}
    assert items(late) == [("stale", "business.next_step.by", ["team 1"])]
    due: Draft = {"business": {"next_step": {"text": "Call Su", "by": "2027-07"}}}
    assert items(due) == []


def test_what_is_called_known_on_an_old_document() -> None:
    old = next(d.id for d in CASE.file.documents if d.date < "2026-06")
    known: Draft = {"information": {"revenue": {"confidence": "known", "lines": [f"{old}:2"]}}}
    assert ("stale", "information.revenue", ["team 1"]) in items(known)


def test_red_flags_name_all_teams_concerned_once() -> None:
    row = {
        "id": "d1",
        "person": "Su Mingwei",
        "weight": "60",
        "due_step": "approval",
        "met_step": "need",
    }
    plan: Draft = {"relationship": {"decision_makers": [row]}}
    found = items(plan, plan)
    assert ("flag", "relationship.decision_makers.d1.met_step", ["team 1", "team 2"]) in found
    assert len([one for one in found if one[0] == "flag"]) == len({path for _, path, _ in found})


def test_at_most_so_many_items_an_account() -> None:
    rows = [
        {
            "id": f"d{n}",
            "person": f"P{n}",
            "weight": "10",
            "due_step": "approval",
            "met_step": "need",
        }
        for n in range(1, 10)
    ]
    assert len(items({"relationship": {"decision_makers": rows}})) == MOST


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for team, strategy in ((HOSTILE, "attack"), ("Harbour", "watch")):
        work = Activity.open(CASE, "course", tuple(Part), "en", tmp_path, Who(team=team))
        work.change("barriers.strategy", strategy)
        work.change("business.next_step.text", HOSTILE)
        work.change("business.next_step.by", "2027-01-01")
    (tmp_path / "records" / "other").mkdir()
    (tmp_path / "records" / "other" / "broken.json").write_text("{", encoding="utf-8")
    return tmp_path


def test_a_folder_is_read_and_everything_is_escaped(folder: Path) -> None:
    made = review.of(folder, "zh")
    assert (len(made.plans), made.unread) == (2, ("broken.json",))
    shown = "".join(s.shown["text/html"] for s in (made.heading(), made.accounts(), made.notes()))
    assert "<img" not in shown
    assert "&lt;img" in shown
    assert "进攻" in shown


def test_a_folder_with_nothing_in_it(tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match="no record"):
        review.of(tmp_path, "en")
    with pytest.raises(ParameterError, match="folder and a language"):
        review.of(None, "fr")
    assert main(["review", str(tmp_path), "--out", str(tmp_path / "r.html")]) == 2


def test_the_command_writes_a_page(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out" / "review.html"
    assert main(["review", str(folder), "--out", str(out), "--json"]) == 1
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert told["unread"] == ["broken.json"]
    assert {item["kind"] for item in told["items"]} >= {"disagreement", "stale"}
    page = out.read_text("utf-8")
    assert "Business review" in page
    assert "<img src=x" not in page
