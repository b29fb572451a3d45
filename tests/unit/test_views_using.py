"""The forms of management, team and fit, and the figures that follow them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from fivelayer import cases, places
from fivelayer.activity import Activity
from fivelayer.choices import Part
from fivelayer.record import Who
from fivelayer.views.session import Session, Shared


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    case = cases.load(places.cases() / "qinglan")
    who = Who(team="alpha", trainee="Li Na")
    work = Activity.open(case, "course", tuple(Part), "en", tmp_path, who)
    made = Session(Shared.of(work, tmp_path), (Part.MANAGEMENT, Part.TEAM), "en")
    for widget in made.widgets:
        monkeypatch.setattr(widget, "send", lambda *_: None)
    return made


def state(session: Session, part: Part) -> dict[str, Any]:
    shown = session.figures[part]._shown
    return {name.removeprefix("state."): value for name, value in shown.items()}


def test_boxes_ticked_are_kept_as_a_list(session: Session) -> None:
    form = session.forms[Part.TEAM]
    form.receive({"kind": "add", "seq": 1, "table": "team.members"})
    path = "team.members.m1.layers"
    form.receive({"kind": "change", "seq": 2, "path": path, "value": ["relationship", "interest"]})
    assert session.activity.reading.plan.team.members[0].layers == ("relationship", "interest")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("team.members.m1.layers", "relationship"),
        ("team.members.m1.layers", [["relationship"]]),
        ("team.members.m1.name", ["Bai Lu"]),
        ("team.members.m1.layers", {"a": 1}),
    ],
)
def test_what_is_not_of_a_fields_kind_is_not_taken(
    session: Session, path: str, value: object
) -> None:
    form = session.forms[Part.TEAM]
    form.receive({"kind": "add", "seq": 1, "table": "team.members"})
    before = session.activity.draft
    form.receive({"kind": "change", "seq": 2, "path": path, "value": value})
    assert session.activity.draft == before


def test_the_what_if_follows_the_plan_until_a_reader_moves_something(session: Session) -> None:
    form, figure = session.forms[Part.MANAGEMENT], session.figures[Part.MANAGEMENT]
    form.receive({"kind": "change", "seq": 1, "path": "management.stage", "value": "consolidate"})
    form.receive({"kind": "change", "seq": 2, "path": "management.expected_share", "value": "25"})
    shown = state(session, Part.MANAGEMENT)
    assert (shown["stage"], shown["share"], shown["follows"]) == ("consolidate", 20, True)
    assert shown["goals"] == []
    form.receive({"kind": "change", "seq": 3, "path": "management.expected_margin", "value": "18"})
    assert state(session, Part.MANAGEMENT)["goals"] == [25, 18]
    before = session.activity.draft
    figure.receive({"kind": "try", "stage": "occupy", "kinds": ["standards"], "share": 40})
    shown = state(session, Part.MANAGEMENT)
    assert (shown["stage"], shown["kinds"], shown["follows"]) == ("occupy", ["standards"], False)
    assert any("too early" in sentence for sentence in shown["said"])
    assert session.activity.draft == before
    figure.receive({"kind": "try", "follow": True})
    assert state(session, Part.MANAGEMENT)["follows"] is True


@pytest.mark.parametrize("hostile", [None, "x", [], 10**400, float("nan"), True, {"a": 1}])
def test_a_figure_takes_anything(session: Session, hostile: object) -> None:
    outlook, grid = session.figures[Part.MANAGEMENT], session.figures[Part.TEAM]
    outlook.receive(
        {"kind": "try", "stage": hostile, "kinds": hostile, "share": hostile, "margin": hostile}
    )
    grid.receive({"kind": "try", "member": hostile, "sales": hostile})
    assert len(state(session, Part.MANAGEMENT)["points"]) == 13
    assert state(session, Part.TEAM)["loss"] is None


def test_a_departure_shows_what_goes_along(session: Session) -> None:
    work = session.activity
    for n, (name, weight, support) in enumerate([("A", "60", "2"), ("B", "40", "1")], start=1):
        work.add_row("relationship.decision_makers")
        row = f"relationship.decision_makers.d{n}"
        work.change_together(
            {f"{row}.person": name, f"{row}.weight": weight, f"{row}.support.us": support}
        )
    for n in (1, 2):
        work.add_row("team.members")
        work.change(f"team.members.m{n}.name", f"Rep {n}")
    work.change("team.members.m1.contacts", ["d1", "d2"])
    work.change("team.members.m2.contacts", ["d2"])
    session.figures[Part.TEAM].receive({"kind": "try", "member": "m1", "sales": 100})
    shown = state(session, Part.TEAM)
    assert shown["alone"] == ["d1"]
    assert shown["loss"]["bars"] == {"now": "1.60", "after": "0.40", "watched": "0.40"}
    assert "A." in shown["loss"]["said"][0]
    # 80 % of the covered weight: d1 whole, d2 halved.
    assert "80 %" in shown["loss"]["said"][2]
    assert "10.4 to 14.4 (10,000 yuan)" in shown["loss"]["said"][2]
    empty_roles = [row["role"] for row in shown["rows"] if not row["id"]]
    assert len(empty_roles) == 4  # nobody has a role yet, so each stands there empty
