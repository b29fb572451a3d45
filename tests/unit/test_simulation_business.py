"""S11-S14: a chance and no more; the ladder with its clock; early, and often."""

from __future__ import annotations

from typing import Any

import numpy as np

PEOPLE = "meet man heavy hit; meet man light hit; serve_person man heavy warm; serve_institution man heavy hit"
STEPS = {
    1: "explore sol order", 2: "explore sol order", 3: "draw_out_need sol order",
    4: "present_solution sol order", 5: "support_approval man order", 6: "go_with_purchase sol order",
}  # fmt: skip
LADDER = ("present_state", "problem", "severity", "need", "solution", "approval", "procurement")
PEOPLE_MOVES = ("meet", "serve_person", "serve_institution", "care", "show_reference")
BUSINESS = ("explore", "draw_out_need", "present_solution", "support_approval", "go_with_purchase")


def test_s11_an_open_gate_alone_is_rarely_enough(lab: Any) -> None:
    world = lab.small()
    chance = lab.chance(world, lab.plan())
    assert 0 < chance < 0.12
    assert lab.chance(world, lab.plan(STEPS, always=PEOPLE, every=8)) > 4 * chance


def test_s11_on_cases(lab: Any) -> None:
    for world in lab.with_mechanism("S11"):
        plan = world.plans["sensible"]
        others = {m.do for moves in plan.rounds for m in moves}
        doors = {"file_response", "authorise_dealer", "qualify", "desk_research", "visit"}
        gate_only = plan.without(*(others - doors))
        state = lab.end(world, gate_only)
        assert (state.listed[0] < 90).mean() > 0.5
        assert 0 < lab.won(state).mean() < 0.16


def test_s12_a_solution_before_the_need_works_worse(lab: Any) -> None:
    world = lab.small()
    before = lab.end(world, lab.plan({2: "present_solution sol order x2"}, always=PEOPLE, every=6))
    after = lab.end(world, lab.plan({4: "present_solution sol order x2"}, always=PEOPLE, every=6))
    assert after.pitch.mean() > 2 * before.pitch.mean() > 0
    assert lab.won(after).mean() > lab.won(before).mean()
    drawn = {3: "draw_out_need sol order", 4: "present_solution sol order x2"}
    assert lab.end(world, lab.plan(drawn)).pitch.mean() > after.pitch.mean()


def test_s12_the_clock_is_the_customers(lab: Any) -> None:
    world = lab.small()
    keys = [event.key for event in lab.told(world, lab.plan({1: "draw_out_need sol order"}))]
    assert "fell_away.step_open" in keys
    slow = lab.small({"projects.order.slips": 0.3})
    assert lab.end(slow, lab.plan()).lag.mean() > 1
    assert lab.end(world, lab.plan()).lag.max() == 0


def test_s12_on_cases(lab: Any) -> None:
    for world in lab.with_mechanism("S12"):
        who = next(rep.id for rep in world.reps if rep.role == "solution")
        for at, project in enumerate(world.projects):
            need = project.steps["need"]
            begins = min(project.steps.values())
            if begins < 1 or need <= begins:
                continue
            pitches = [
                lab.end(
                    world, lab.plan({n: f"present_solution {who} {project.id}"}), games=64
                ).pitch[at]
                for n in (need - 1, max(need, project.steps["solution"]))
            ]
            assert (pitches[1] > pitches[0]).all()


def test_s13_some_steps_only_can_still_win(lab: Any) -> None:
    some = {4: STEPS[4], 6: STEPS[6]}
    assert lab.chance(lab.small(), lab.plan(some, always=PEOPLE, every=6)) > 0.3


def test_s13_on_cases(lab: Any) -> None:
    for world in lab.with_mechanism("S13"):
        assert lab.chance(world, world.plans["sensible"].without(*BUSINESS)) > 0.2


def test_s14_early_and_many_each_on_its_own(lab: Any) -> None:
    def chance(*joined: str) -> float:
        world = lab.small({"projects.order.joined": list(joined)})
        return float(lab.chance(world, lab.plan(always=PEOPLE, every=6)))

    early = [chance(step) for step in LADDER]
    assert early == sorted(early, reverse=True)
    assert early[0] > early[-1]
    many = [chance(*LADDER[:1], *LADDER[-n:]) for n in (1, 3, 5)]
    assert many == sorted(many)
    assert many[0] < many[-1]


def test_s14_on_cases(lab: Any) -> None:
    for world in lab.with_mechanism("S14"):
        first = world.projects[0].id

        def chance(*joined: str, world: Any = world, first: str = first) -> float:
            changed = lab.altered(world, {f"projects.{first}.joined": list(joined)})
            return float(lab.chance(changed, world.plans["sensible"].without(*BUSINESS)))

        assert chance("present_state") > chance("approval")
        assert chance("present_state", "problem", "severity", "need") > chance("present_state")


def test_s15_all_steps_without_the_people_is_low(lab: Any) -> None:
    world = lab.small()
    steps = lab.chance(world, lab.plan(STEPS))
    people = lab.chance(world, lab.plan(always=PEOPLE, every=6))
    assert lab.chance(world, lab.plan()) < steps < 0.35
    assert people > 1.5 * steps


def test_s15_on_cases(lab: Any) -> None:
    for world in lab.with_mechanism("S15"):
        plan = world.plans["sensible"]
        joined = [s for s in LADDER if world.projects[0].steps.get(s) is not None]
        everywhere = lab.altered(world, {f"projects.{world.projects[0].id}.joined": joined})
        assert lab.chance(everywhere, plan.without(*PEOPLE_MOVES)) < 0.6 * lab.chance(world, plan)


def test_steps_that_were_joined_are_counted_once(lab: Any) -> None:
    state = lab.end(lab.small(), lab.plan({**STEPS, 7: "negotiate man order"}), games=64)
    assert np.all(state.joined <= 1)
    assert state.joined[0, :6].min() == 1
