"""S32-S34 and S38: reviews, the right role, several contacts, ability."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

PEOPLE = "meet man heavy hit; meet man light hit; serve_person man heavy warm; serve_institution man heavy hit"


def drifting(lab: Any) -> Any:
    """A world in which support that we believe in fades while nobody looks."""
    liked = {f"people.{who}.support.us": 2 for who in ("heavy", "light")}
    bonds = {f"people.{who}.bonds": {"man": lab.number(0.5)} for who in ("heavy", "light")}
    return lab.small({**liked, **bonds, "rivals.rival.strength": 0.3})


def test_s32_a_review_finds_drift_early(lab: Any) -> None:
    world = drifting(lab)
    blind, reviewed = lab.end(world, lab.plan()), lab.end(world, lab.plan({5: "review man"}))
    assert reviewed.surprise.mean() < 0.6 * blind.surprise.mean()
    assert lab.never_lower(blind.surprise[0], reviewed.surprise[0])
    both = lab.won(blind) & lab.won(reviewed)
    assert reviewed.margin[0][both].mean() > blind.margin[0][both].mean()
    assert (reviewed.support == blind.support).all()


def test_s32_on_cases(lab: Any) -> None:
    for world in lab.with_mechanism("S32"):
        plan = world.plans["sensible"]
        with_, without = (lab.end(world, p) for p in (plan, plan.without("review")))
        assert with_.surprise.mean() < without.surprise.mean()


RIGHT = [
    ("desk_research {} - -", "known", "jun", "man"),
    ("present_solution {} order", "pitch", "sol", "jun"),
    ("draw_out_need {} order", "joined", "sol", "gm"),
    ("meet {} heavy hit", "support", "man", "jun"),
    ("ease {} tie x2", "work", "man", "jun"),
    ("strategic_agreement {}", "agreed", "gm", "man"),
    ("raise_own_barrier {} standards", "own", "sol", "gm"),
    ("customise {} tie x2", "work", "sol", "jun"),
]


@pytest.mark.parametrize(("line", "field", "right", "wrong"), RIGHT)
def test_s33_the_right_role_beats_the_wrong_one(
    lab: Any, line: str, field: str, right: str, wrong: str
) -> None:
    tie = {"id": "tie", "kind": "existing_relations", "size": lab.number(0.5)}
    top = {"people.light.rank": "executive", "people.light.support.us": 2}
    world = lab.small({"barriers": [tie], **top})
    done = [
        float(getattr(lab.after(world, lab.plan({3: line.format(who)}), 3), field).sum())
        for who in (right, wrong)
    ]
    idle = float(getattr(lab.after(world, lab.plan(), 3), field).sum())
    assert done[0] > done[1] >= idle


def test_s33_some_people_one_role_never_gets_to_see(lab: Any) -> None:
    world = lab.small({"people.heavy.rank": "executive"})
    keys = [event.key for event in lab.told(world, lab.plan({1: "meet jun heavy hit"}))]
    assert "fell_away.can_see" in keys


def test_s33_on_cases(lab: Any) -> None:
    for world in lab.with_mechanism("S33"):
        plan = world.plans["sensible"]
        roles = {rep.id: rep.role.value for rep in world.reps}
        junior = next(rep for rep, role in roles.items() if role == "junior")
        swapped = [
            [
                m.model_dump(by_alias=True)
                | ({"by": junior} if m.do in ("meet", "serve_person", "serve_institution") else {})
                for m in moves
            ]
            for moves in plan.rounds
        ]
        wrong = type(plan).model_validate({"rounds": swapped})
        assert lab.chance(world, wrong) < lab.chance(world, plan) - 0.05


def leaving(lab: Any, **bonds: float) -> Any:
    """A world in which our manager leaves in round 4; `bonds` say who knows whom."""
    happening = {
        "id": "leaves", "kind": "departure", "on": "man", "statement": "S34",
        "rounds": {"first": 4, "last": 4, "source": "assumption"}, "chance": lab.number(1),
    }  # fmt: skip
    known = {rep: lab.number(bond) for rep, bond in bonds.items()}
    known_by = {f"people.{who}.bonds": known for who in ("heavy", "light")}
    return lab.small({"happenings": [happening], "rivals.rival.strength": 0, **known_by})


def loss(lab: Any, world: Any, plan: Any) -> float:
    """Mean support lost with everybody through the departure."""
    stays = lab.altered(world, {"happenings": []})
    left, stayed = (lab.after(w, plan, 4).support[0] for w in (world, stays))
    return float((stayed - left).mean())


def test_s34_the_loss_is_what_was_held_alone_and_not_monitored(lab: Any) -> None:
    idle = lab.plan()
    one, half = loss(lab, leaving(lab, man=1), idle), loss(lab, leaving(lab, man=0.5), idle)
    assert one == pytest.approx(2 * half, abs=0.02)
    covered = loss(lab, leaving(lab, man=1, sol=0.6), idle)
    assert covered == pytest.approx(0.4 * one, abs=0.02)
    assert loss(lab, leaving(lab, man=1, sol=1), idle) == pytest.approx(0, abs=0.01)
    watched = lab.plan({1: "monitor gm; monitor sol; monitor man"})
    saved = lab.after(leaving(lab, man=1), watched, 3).monitored.mean()
    assert loss(lab, leaving(lab, man=1), watched) == pytest.approx((1 - saved) * one, abs=0.02)
    introduced = lab.plan({2: "introduce_colleague sol heavy; introduce_colleague sol light"})
    assert loss(lab, leaving(lab, man=1), introduced) < 0.7 * one


def test_s34_whoever_left_does_nothing_more(lab: Any) -> None:
    keys = [e.key for e in lab.told(leaving(lab, man=1), lab.plan({5: "meet man heavy hit"}))]
    assert "fell_away.here" in keys


def test_s34_the_loss_is_of_the_size_that_studies_report(lab: Any) -> None:
    """With a second contact half as well known and a successor who calls, 13-18 % of the sales are lost."""
    world = leaving(lab, man=0.8, sol=0.4)
    served = {f"people.{w}.served": [lab.number(0.6)] * 2 for w in ("heavy", "light")}
    liked = {f"people.{w}.support.us": 1 for w in ("heavy", "light")}
    world = lab.altered(world, {**served, **liked})
    stays = lab.altered(world, {"happenings": []})
    plan = lab.plan({5: "meet sol heavy hit"})
    brought = [lab.end(w, plan, games=8192).income.mean() for w in (world, stays)]
    assert 0.13 < 1 - brought[0] / brought[1] < 0.18


def test_s34_on_cases(lab: Any) -> None:
    for world in lab.with_mechanism("S34"):
        gone = next(h for h in world.happenings if h.kind == "departure")
        sure = lab.altered(world, {f"happenings.{gone.id}.chance": 1})
        plans = world.plans
        covered, exposed = lab.net(sure, plans["covered"]), lab.net(sure, plans["exposed"])
        assert covered > exposed


def test_s38_the_effect_grows_with_the_teams_ability(lab: Any) -> None:
    plan = lab.plan({4: "present_solution sol order"}, always=PEOPLE, every=6)
    ends = [lab.end(lab.small({"ability": ability}), plan) for ability in (0.4, 0.7, 1, 1.3)]
    supports = [state.support[0].mean() for state in ends]
    chances = [lab.won(state).mean() for state in ends]
    assert supports == sorted(supports)
    assert chances == sorted(chances)
    assert chances[0] < chances[-1] - 0.1
    trained = lab.after(lab.small(), lab.plan({1: "train man x2"}), 1).ability
    assert np.all(trained > 1)


def test_s38_on_cases(lab: Any) -> None:
    for world in lab.with_mechanism("S38"):
        plan = world.plans["sensible"]
        chances = [lab.chance(lab.altered(world, {"ability": a}), plan) for a in (0.5, 0.8, 1.1)]
        assert chances == sorted(chances)
        assert chances[0] < chances[-1] - 0.05
