"""S5-S10: doors, soft barriers, attack or watch, the break-through point."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

GATE_MOVES = ("file_response", "authorise_dealer")
LIKED = {"people.heavy.support.us": 2, "people.light.support.us": 2}
PEOPLE = "meet man heavy hit; meet man light hit; serve_person man heavy warm; serve_institution man heavy hit"


def gate(lab: Any, **halves: Any) -> dict[str, Any]:
    """A framework barrier with a window in rounds 2 to 3, whose result counts from round 4."""
    span = {"first": 2, "last": 3, "source": "assumption"}
    rule = {"window": span, "result": lab.number(4), "passes": lab.number(1)}
    return {"id": "list", "kind": "framework", "gate": rule, "halves": [*halves.values()]}


def bid(lab: Any, kind: str, *halves: str) -> dict[str, Any]:
    """A hard barrier with halves that take two rounds each."""
    made = [{"id": half, "lead": lab.number(2)} for half in halves]
    return {"id": "bid", "kind": kind, "halves": made}


def test_s5_no_listing_no_revenue_whatever_the_support(lab: Any) -> None:
    world = lab.small({"barriers": [gate(lab)], **LIKED})
    loved = lab.end(world, lab.plan(always=PEOPLE, every=8))
    assert lab.won(loved).sum() == 0
    assert loved.income.max() == 0
    listed = lab.end(world, lab.plan({2: "file_response jun"}, always=PEOPLE, every=8))
    assert lab.won(listed).mean() > 0.5
    late = lab.end(world, lab.plan({4: "file_response jun"}, always=PEOPLE, every=8))
    assert late.income.max() == 0


def test_s5_on_cases(lab: Any) -> None:
    for world in lab.with_mechanism("S5"):
        liked = lab.altered(world, {f"people.{p.id}.support.us": 2 for p in world.people})
        state = lab.end(liked, world.plans["sensible"].without(*GATE_MOVES))
        assert state.order.max() == 0
        assert lab.chance(liked, world.plans["sensible"]) > 0.5


@pytest.mark.parametrize(
    ("kind", "halves"),
    [("qualification", ("certificate", "reference")), ("clearance", ("company", "staff"))],
    ids=["s6", "s7"],
)
def test_s6_s7_both_halves_or_nothing(lab: Any, kind: str, halves: tuple[str, str]) -> None:
    world = lab.small({"barriers": [bid(lab, kind, *halves)], **LIKED})
    one, other = (f"qualify jun {half}" for half in halves)
    outcomes = {
        name: lab.won(lab.end(world, lab.plan({1: line}, always=PEOPLE, every=8)))
        for name, line in {"none": "", "one": one, "other": other, "both": f"{one};{other}"}.items()
    }
    assert not outcomes["none"].any()
    assert not outcomes["one"].any()
    assert not outcomes["other"].any()
    assert outcomes["both"].mean() > 0.5
    late = lab.plan({1: one, 5: other}, always=PEOPLE, every=8)
    assert not lab.won(lab.end(world, late)).any(), "it must be there on the day of the choice"


def test_s6_a_certificate_runs_out(lab: Any) -> None:
    barrier = bid(lab, "qualification", "certificate")
    barrier["halves"][0] |= {"ready": True, "expires": lab.number(5)}
    world = lab.small({"barriers": [barrier], **LIKED})
    assert lab.chance(world, lab.plan(always=PEOPLE, every=8)) == 0
    renewed = lab.plan({2: "qualify jun certificate"}, always=PEOPLE, every=8)
    assert lab.chance(world, renewed) > 0.5


@pytest.mark.parametrize(("statement", "kind"), [("S6", "qualification"), ("S7", "clearance")])
def test_s6_s7_on_cases(lab: Any, statement: str, kind: str) -> None:
    for world in lab.with_mechanism(statement):
        for barrier in world.barriers:
            for half in barrier.halves if barrier.kind == kind else ():
                path = f"barriers.{barrier.id}.halves.{half.id}"
                gone = {f"{path}.ready": False, f"{path}.lead": 40}
                own = world.plans["sensible"].without("authorise_dealer")
                assert lab.chance(world, own) > 0.2
                assert lab.chance(lab.altered(world, gone), own) == 0


def test_s8_a_larger_soft_barrier_never_helps(lab: Any) -> None:
    chances = []
    for size in (0, 0.2, 0.4, 0.7):
        soft = {"id": "tie", "kind": "buying_habit", "size": lab.number(size)}
        plan = lab.plan({4: "present_solution sol order"}, always=PEOPLE, every=6)
        chances.append(lab.chance(lab.small({"barriers": [soft]}), plan))
    assert chances == sorted(chances, reverse=True)
    assert chances[0] > chances[-1] + 0.1


def test_s8_on_cases(lab: Any) -> None:
    for world in lab.with_mechanism("S8"):
        soft = [barrier.id for barrier in world.barriers if barrier.size]
        chances = [
            lab.chance(
                lab.altered(world, {f"barriers.{b}.size": size for b in soft}),
                world.plans["sensible"],
            )
            for size in (0, 0.25, 0.5)
        ]
        assert chances == sorted(chances, reverse=True)
        assert chances[0] > chances[-1] + 0.03


def test_s9_out_of_reach_watching_is_worth_more(lab: Any) -> None:
    attack = lab.plan({1: "qualify jun certificate; qualify jun reference"}, always=PEOPLE, every=8)
    watch = lab.plan(always="watch jun", every=8)
    for lead, attacking_pays in ((2, True), (20, False)):
        barrier = bid(lab, "qualification", "certificate", "reference")
        for half in barrier["halves"]:
            half["lead"] = lab.number(lead)
        world = lab.small({"barriers": [barrier], "option": 5})
        assert (lab.net(world, attack) > lab.net(world, watch)) == attacking_pays
    assert 0 < lab.net(world, watch) < 5
    assert lab.end(world, watch).spent.mean() < 0.2 * lab.end(world, attack).spent.mean()


def test_s9_on_cases(lab: Any) -> None:
    for world in lab.with_mechanism("S9"):
        assert lab.net(world, world.plans["watch"]) > lab.net(world, world.plans["attack"])


def test_s10_fitting_means_beat_unfitting_ones(lab: Any) -> None:
    soft = {"id": "special", "kind": "special_requirement", "size": lab.number(0.6)}
    world = lab.small({"barriers": [soft]})
    fitting = lab.plan({1: "customise sol special x3"}, always=PEOPLE, every=6)
    unfitting = lab.plan({1: "ease sol special x3"}, always=PEOPLE, every=6)
    assert lab.end(world, fitting).work.mean() > 3 * lab.end(world, unfitting).work.mean()
    assert lab.chance(world, fitting) > lab.chance(world, unfitting) + 0.05


def test_s10_concentrated_is_at_least_as_good_as_spread(lab: Any) -> None:
    soft = [
        {"id": name, "kind": "buying_habit", "size": lab.number(0.4)} for name in ("one", "other")
    ]
    world = lab.small({"barriers": soft})
    focused = lab.plan({1: "ease sol one x4"}, always=PEOPLE, every=6)
    spread = lab.plan({1: "ease sol one x2; ease sol other x2"}, always=PEOPLE, every=6)
    assert lab.end(world, focused).spent.mean() == lab.end(world, spread).spent.mean()
    assert lab.chance(world, focused) >= lab.chance(world, spread)
    assert lab.end(world, focused).support[0].mean() > lab.end(world, spread).support[0].mean()


def test_s10_on_cases(lab: Any) -> None:
    for world in lab.with_mechanism("S10"):
        soft = {b.id: b.kind.value for b in world.barriers if b.size}
        special = [b for b, kind in soft.items() if kind == "special_requirement"]
        who = next(rep.id for rep in world.reps if rep.role == "solution")
        open_ = lab.altered(world, {f"barriers.{b}.found_by": [] for b in soft})
        for barrier in special:
            works = [
                lab.end(open_, lab.plan({1: f"{means} {who} {barrier}"}), games=8).work
                for means in ("customise", "ease")
            ]
            at = [b.id for b in world.barriers].index(barrier)
            assert np.all(works[0][at] > works[1][at])
