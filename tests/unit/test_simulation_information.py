"""S1-S4: finding out, on a small world and on every case that declares it."""

from __future__ import annotations

from typing import Any

import numpy as np

from fivelayer.simulation.information import uncertainty
from fivelayer.simulation.plan import Plan
from fivelayer.simulation.tables import Tables

INFORMATION = ("desk_research", "visit")


def information_only(plan: Plan) -> Plan:
    """What a plan finds out, and nothing else."""
    kept = [tuple(m for m in moves if m.do in INFORMATION) for moves in plan.rounds]
    return Plan.model_validate({"rounds": [[m.model_dump(by_alias=True) for m in k] for k in kept]})


def test_s1_each_way_reveals_and_neither_raises_support(lab: Any) -> None:
    world = lab.small()
    idle = lab.end(world, lab.plan())
    desk = lab.end(world, lab.plan({1: "desk_research jun"}))
    visit = lab.end(world, lab.plan({1: "visit jun heavy"}))
    public, told, both = range(3)
    assert 0.4 < desk.known[public].mean() < 0.6
    assert desk.known[told].max() == 0
    assert 0.3 < visit.known[told].mean() < 0.6
    assert visit.known[both].mean() > desk.known[both].mean()
    assert visit.known[1:].sum() > desk.known[1:].sum()
    assert visit.spent.mean() > desk.spent.mean() > 0
    for state in (desk, visit):
        assert (state.support == idle.support).all()


def test_s1_on_cases(lab: Any) -> None:
    for eventful in lab.with_mechanism("S1"):
        # Whoever has been there is known there, and less is lost when one of ours leaves (S34).
        world = lab.altered(eventful, {"happenings": []})
        finding = information_only(world.plans["sensible"])
        assert any(m.do == "visit" for moves in finding.rounds for m in moves)
        idle, found = lab.end(world, lab.plan(), games=512), lab.end(world, finding, games=512)
        assert found.known.sum() > idle.known.sum()
        assert (found.support == idle.support).all()


def test_s2_all_six_items_can_be_found_in_every_case(lab: Any) -> None:
    items = {
        "founded",
        "headcount",
        "main_business",
        "revenue",
        "purchasing_budget",
        "past_suppliers",
    }
    for world in lab.case_worlds():
        assert {fact.outline for fact in world.facts if fact.outline} == items
        who = world.reps[0].id
        ask = ";".join(f"visit {rep.id} {p.id}" for p in world.people for rep in world.reps)
        state = lab.end(world, lab.plan(always=f"desk_research {who} x2;{ask}", every=world.rounds))
        outline = [n for n, fact in enumerate(world.facts) if fact.outline]
        assert state.known[outline].min(axis=0).mean() > 0.97


def test_s3_information_lowers_uncertainty_and_wins_hardly_ever(lab: Any) -> None:
    world, tables = lab.small(), Tables(lab.small())
    little = lab.end(world, lab.plan({1: "desk_research jun; visit jun heavy"}))
    much = lab.end(world, lab.plan(always="desk_research jun x2; visit jun heavy x2", every=8))
    idle = lab.end(world, lab.plan())
    for judged in ("ability", "attractiveness", "difficulty"):
        unsure = [float(uncertainty(s, tables)[judged].mean()) for s in (idle, little, much)]
        assert unsure[0] == 1
        assert unsure == sorted(unsure, reverse=True)
        assert unsure[2] < 0.1
    assert lab.won(much).mean() < 0.08


def test_s3_on_cases(lab: Any) -> None:
    for world in lab.with_mechanism("S3"):
        assert lab.chance(world, information_only(world.plans["sensible"])) < 0.05


def test_s4_a_barrier_is_found_the_likelier_the_more_is_known(lab: Any) -> None:
    soft = {
        "id": "tie", "kind": "existing_relations", "size": lab.number(0.5), "found_by": ["told"],
    }  # fmt: skip
    world = lab.small({"barriers": [soft]})
    work = "ease sol tie x3"
    found = [
        lab.end(world, lab.plan({1: f"visit jun heavy x{n}" if n else "", 2: work})).work[0].mean()
        for n in (0, 1, 3)
    ]
    assert found[0] == 0
    assert found[0] < found[1] < found[2]
    fallen = lab.told(world, lab.plan({1: work}))
    assert "fell_away.barrier_found" in [event.key for event in fallen]


def test_s4_on_cases(lab: Any) -> None:
    for world in lab.with_mechanism("S4"):
        hidden = [
            [n for n, fact in enumerate(world.facts) if fact.id in barrier.found_by]
            for barrier in world.barriers
            if barrier.found_by
            and not any(fact.known for fact in world.facts if fact.id in barrier.found_by)
        ]
        assert hidden, "at least one barrier must have to be found out"
        plan = world.plans["sensible"]
        states = [lab.end(world, p) for p in (plan.without(*INFORMATION), plan)]
        shares = [np.mean([s.known[f].max(axis=0).mean() for f in hidden]) for s in states]
        assert shares[0] < shares[1]
