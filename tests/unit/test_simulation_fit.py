"""S35-S37 and S39: where the model stops: B2C, small accounts, cost, the dealer's worry."""

from __future__ import annotations

from typing import Any

import numpy as np

PEOPLE = "meet man heavy hit; meet man light hit; serve_person man heavy warm; serve_institution man heavy hit"
FULL = {
    1: "explore sol order; desk_research jun; visit jun heavy", 2: "explore sol order; visit jun light",
    3: "draw_out_need sol order; review man", 4: "present_solution sol order x2",
    5: "support_approval man order", 6: "go_with_purchase sol order",
}  # fmt: skip


def full(lab: Any) -> Any:
    """The full treatment."""
    return lab.plan(FULL, always=PEOPLE, every=6)


def test_s35_in_b2c_the_effort_is_lost(lab: Any) -> None:
    business, consumers = lab.small(), lab.small({"market": "b2c"})
    idle = lab.end(consumers, lab.plan())
    worked = lab.end(consumers, full(lab))
    assert abs(worked.support[0].mean() - idle.support[0].mean()) < 0.15
    assert worked.spent.mean() == lab.end(business, full(lab)).spent.mean()
    assert worked.net.mean() < idle.net.mean()
    lift = [lab.chance(w, full(lab)) - lab.chance(w, lab.plan()) for w in (business, consumers)]
    assert lift[1] < 0.35 * lift[0]
    small = lab.altered(consumers, {"projects.order.value": 20})
    assert lab.net(small, full(lab)) < 0 <= lab.net(small, lab.plan())


def test_s35_a_consumer_project_beside_the_accounts_own(lab: Any) -> None:
    """Only what is done on the consumers' project is lost; those who decide here do not decide there."""
    business, mixed = lab.small(), lab.small({"projects.order.market": "b2c"})
    lift = [lab.chance(w, full(lab)) - lab.chance(w, lab.plan()) for w in (business, mixed)]
    assert lift[1] < 0.1 * lift[0]
    ends = [lab.end(world, full(lab)) for world in (business, mixed)]
    assert (ends[0].support == ends[1].support).all(), "meeting people works as before"
    assert ends[0].spent.mean() == ends[1].spent.mean()


def test_s35_on_cases(lab: Any) -> None:
    for world in lab.with_mechanism("S35"):
        members = world.plans["members"]
        assert lab.net(world, members) < lab.net(world, lab.plan())
        consumers = [project.id for project in world.projects if project.market == "b2c"]
        sold = lab.altered(world, {f"projects.{one}.market": "b2b" for one in consumers})
        assert lab.end(world, members).pitch.mean() < 0.1 * lab.end(sold, members).pitch.mean()


def test_s36_the_tier_sets_the_depth(lab: Any) -> None:
    """The full treatment pays on a strategic account and loses money on an ordinary one."""
    ordinary = lab.small({"tier": "ordinary", "projects.order.value": 12})
    strategic = lab.small({"tier": "strategic", "projects.order.value": 400})
    light = lab.plan({4: "meet jun heavy hit"})
    assert lab.net(ordinary, full(lab)) < 0
    assert lab.net(ordinary, full(lab)) < lab.net(ordinary, light)
    assert lab.net(strategic, full(lab)) > lab.net(strategic, light) + 10


def test_s36_on_cases(lab: Any) -> None:
    for world in lab.with_mechanism("S36"):
        values = {f"projects.{p.id}.value": 12 for p in world.projects}
        small, plan = lab.altered(world, values), world.plans["sensible"]
        assert lab.net(small, plan) < 0 < lab.net(world, plan)


def test_s37_the_cheapest_adequate_plan_beats_the_gold_plated_one(lab: Any) -> None:
    world = lab.small()
    adequate = {
        3: "meet man heavy hit; meet man light hit", 4: f"{PEOPLE}; present_solution sol order",
        5: PEOPLE, 6: "go_with_purchase sol order; review man",
    }  # fmt: skip
    gilt = "desk_research jun x3; visit jun light x2; care jun x2; show_reference sol - hit; review man x2"
    cheap, gilded = lab.plan(adequate), lab.plan(adequate, always=gilt, every=8)
    assert lab.chance(world, gilded) >= lab.chance(world, cheap) - 0.02
    assert lab.net(world, cheap) > lab.net(world, gilded)


def test_s37_everything_costs(lab: Any) -> None:
    world = lab.small()
    idle = lab.end(world, lab.plan(), games=512)
    for line in ("desk_research jun", "review man", "watch jun", "train man", "monitor man"):
        state = lab.end(world, lab.plan({1: line}), games=512)
        assert state.spent.min() > 0
        same = state.income[0] == idle.income[0]
        assert (state.net[same] < idle.net[same]).all()
    score = idle.income[0] - idle.spent[0]
    assert np.all(idle.net == score)


def test_s37_on_cases(lab: Any) -> None:
    for world in lab.with_mechanism("S37"):
        plan, who = world.plans["sensible"], world.reps[0].id
        extra = lab.moves(
            f"desk_research {who} x3; train {who}; visit {who} {world.people[0].id} x2"
        )
        rounds = [[*(m.model_dump(by_alias=True) for m in moves), *extra] for moves in plan.rounds]
        gilded = type(plan).model_validate({"rounds": rounds})
        assert lab.net(world, gilded) < lab.net(world, plan)


def dealing(lab: Any) -> Any:
    """A world where a dealer carries most of the volume."""
    dealer = {
        "id": "dealer", "until": lab.number(0), "listed": lab.number(1), "passes": lab.number(1),
        "takes": lab.number(0.15), "trust": lab.number(0.8), "loyalty": lab.number(0.3),
        "adds": lab.number(0), "volume": lab.number(10), "margin": lab.number(0.3),
    }  # fmt: skip
    return lab.small({"dealers": [dealer], "projects.order.value": 0})


def test_s39_direct_work_worries_the_dealer_and_a_pact_heals(lab: Any) -> None:
    world = dealing(lab)
    direct = "work_direct sol dealer x2"
    idle = lab.end(world, lab.plan())
    alone = lab.end(world, lab.plan(always=direct, every=8))
    agreed = lab.end(world, lab.plan({1: "agree_with_dealer man dealer"}, always=direct, every=8))
    pact = lab.end(world, lab.plan({1: "agree_with_dealer man dealer"}))
    assert alone.trust.mean() < agreed.trust.mean() < pact.trust.mean()
    assert pact.trust.mean() > idle.trust.mean()
    assert alone.net.mean() < idle.net.mean() < agreed.net.mean()
    early = [
        lab.after(world, p, 2).income.mean() for p in (lab.plan(), lab.plan(always=direct, every=8))
    ]
    assert early[1] > early[0], "direct sales come at once, the dealer turns later"


def test_s39_on_cases(lab: Any) -> None:
    for world in lab.with_mechanism("S39"):
        plan = next(plan for plan in world.plans.values() if plan.family == "channel")
        with_, without = lab.end(world, plan), lab.end(world, plan.without("agree_with_dealer"))
        carried = (with_.door[0] == 2) & (without.door[0] == 2)
        assert with_.trust[0][carried].mean() > without.trust[0][carried].mean()
        start = world.dealers[0].trust.value
        assert without.trust[0][carried].mean() < start
        assert lab.won(with_).mean() > lab.won(without).mean()
