"""S20-S26 and K1: both needs, unique value, what fades and what locks in, agreement at the top."""

from __future__ import annotations

from typing import Any

import numpy as np

from fivelayer.simulation import engine
from fivelayer.simulation.tables import Tables

SERVED = [{"value": 1, "source": "assumption", "range": [1, 1]}] * 2


def test_s20_serving_both_needs_beats_either(lab: Any) -> None:
    world = lab.small()
    person, institution = "serve_person man heavy warm", "serve_institution man heavy hit"
    supports, chances = {}, {}
    for name, line in {
        "person": f"{person} x2", "institution": f"{institution} x2", "both": f"{person}; {institution}"
    }.items():  # fmt: skip
        plan = lab.plan({2: "meet man heavy hit", 3: line, 4: line})
        supports[name] = lab.end(world, plan).support[0, 0].mean()
        chances[name] = lab.chance(world, plan)
    assert supports["both"] > max(supports["person"], supports["institution"]) + 0.05
    assert chances["both"] > max(chances["person"], chances["institution"])


def test_s20_both_needs_sustain_more_than_the_two_apart(lab: Any) -> None:
    ends = {}
    for served in ((0, 0), (1, 0), (0, 1), (1, 1)):
        numbers = [lab.number(need) for need in served]
        world = lab.small(
            {"people.light.served": numbers, "people.light.bonds": {"man": lab.number(0.1)}}
        )
        ends[served] = lab.end(world, lab.plan(), games=64).support[0, 1].mean()
    alone = [ends[one] - ends[0, 0] for one in ((1, 0), (0, 1))]
    assert min(alone) > 0
    assert ends[1, 1] - ends[0, 0] > 1.2 * sum(alone)


def test_s20_on_cases(lab: Any) -> None:
    for world in lab.with_mechanism("S20"):
        plan = world.plans["sensible"]
        both = lab.chance(world, plan)
        assert both > lab.chance(world, plan.without("serve_person"))
        assert both > lab.chance(world, plan.without("serve_institution"))


def test_s21_without_benefit_support_does_not_stay_high(lab: Any) -> None:
    empty = lab.small({"people.heavy.support.us": 2, "people.heavy.windows": [_all()]})
    served = lab.altered(empty, {"people.heavy.served": SERVED})
    faded, stayed = (lab.end(w, lab.plan()).support[0, 0].mean() for w in (empty, served))
    assert faded < 1
    assert stayed > 1.7
    low = lab.altered(served, {"people.heavy.support.us": 0})
    assert lab.end(low, lab.plan()).support[0, 0].mean() > 0.5


def _all() -> dict[str, Any]:
    return {"first": 1, "last": 40, "source": "assumption"}


def test_s22_idle_rounds_cost_less_when_locked_in_or_fed(lab: Any) -> None:
    world = lab.small({"people.heavy.support.us": 2, "people.heavy.bonds": {"man": lab.number(1)}})
    tables = Tables(world)
    ends = {}
    for name, lock in {"free": 0.0, "half": 0.5, "locked": 1.0}.items():
        state = engine.start(tables, 256)
        state.lock[:] = lock
        noise = engine.draw(7, "small", tables.shapes, 0, 256)
        script = [engine.orders(tables, lab.plan(), n) for n in range(1, 9)]
        ends[name] = engine.run(tables, script, noise, state).state.support[0, 0]
    assert (ends["free"] < ends["half"]).all()
    assert (ends["half"] < ends["locked"]).all()
    fed = lab.end(world, lab.plan(always="care man", every=8), games=256).support[0, 0]
    assert (fed > ends["free"]).all()


def test_s22_on_cases(lab: Any) -> None:
    for statement in ("S21", "S22"):
        for world in lab.with_mechanism(statement):
            liked = lab.altered(world, {f"people.{p.id}.support.us": 2 for p in world.people})
            bound = {
                f"people.{p.id}.bonds": {world.reps[0].id: lab.number(0.5)} for p in world.people
            }
            liked = lab.altered(liked, {**bound, "happenings": []})
            idle = lab.end(liked, lab.plan(), games=64).support[0]
            who = next(rep.id for rep in world.reps if rep.role == "manager")
            fed = lab.end(liked, lab.plan(always=f"care {who}", every=12), games=64).support[0]
            sure = lab.altered(liked, {f"people.{p.id}.served": SERVED for p in world.people})
            served = lab.end(sure, lab.plan(), games=64).support[0]
            assert idle.mean() < 1.5
            assert (fed >= idle).all()
            assert (served > idle).all()


def test_s21_on_cases(lab: Any) -> None:
    test_s22_on_cases(lab)


def test_s23_what_the_rival_offers_too_counts_for_nothing(lab: Any) -> None:
    world = lab.small()
    idle = lab.after(world, lab.plan(), 4)
    same = lab.after(world, lab.plan({4: "meet man heavy same"}), 4)
    unique = lab.after(world, lab.plan({4: "meet man heavy hit"}), 4)
    assert (same.support[0] == idle.support[0]).all()
    assert (unique.support[0, 0] > idle.support[0, 0]).all()
    alike = lab.altered(world, {"messages.hit.same": ["rival"], "messages.warm.same": ["rival"]})
    served = lab.after(alike, lab.plan({3: "meet man heavy", 4: "serve_person man heavy warm"}), 4)
    assert served.served.max() == 0


def test_s23_on_cases(lab: Any) -> None:
    for world in lab.with_mechanism("S23"):
        rivals = [rival.id for rival in world.rivals]
        alike = lab.altered(world, {f"messages.{m.id}.same": rivals for m in world.messages})
        plan = world.plans["sensible"]
        assert lab.chance(alike, plan) < 0.7 * lab.chance(world, plan)
        shared = next(m.id for m in world.messages if m.same)
        who = next(rep.id for rep in world.reps if rep.role == "manager")
        person = world.people[0].id
        said = lab.after(world, lab.plan({1: f"meet {who} {person} {shared}"}), 1, games=64)
        assert (said.support[0] == lab.after(world, lab.plan(), 1, games=64).support[0]).all()


def two_projects(lab: Any) -> Any:
    world = lab.small({"rounds": 12})
    first = world.projects[0].model_dump(mode="json")
    steps = {step: number + 5 for step, number in first["steps"].items()}
    second = {**first, "id": "more", "steps": steps, "decided": lab.number(11), "follows": "order"}
    served = {f"people.{who}.served": SERVED for who in ("heavy", "light")}
    return lab.altered(world, {"projects": [first | {"decided": lab.number(3)}, second], **served})


def test_s24_accepted_results_carry_over(lab: Any) -> None:
    world = two_projects(lab)
    idle = lab.end(world, lab.plan())
    done = lab.end(world, lab.plan({4: "deliver sol order x2", 5: "deliver sol order"}))
    both = lab.won(idle) & lab.won(done)
    assert (lab.won(idle) == lab.won(done)).all()
    start = lab.after(world, lab.plan({4: "deliver sol order x2"}), 6).support[0, 0]
    plain = lab.after(world, lab.plan(), 6).support[0, 0]
    assert (start - plain)[both].min() > 0.05
    assert lab.won(done, 1)[both].mean() > lab.won(idle, 1)[both].mean()


def test_s24_on_cases(lab: Any) -> None:
    for world in lab.with_mechanism("S24"):
        plan = world.plans["sensible"]
        with_, without = (lab.end(world, p) for p in (plan, plan.without("deliver")))
        last = len(world.projects) - 1
        assert with_.delivered.sum() > 0
        assert with_.support[0].mean() > without.support[0].mean()
        assert lab.won(with_, last).mean() > lab.won(without, last).mean()


def test_s25_rational_and_emotional_each_help_and_people_differ(lab: Any) -> None:
    gains = {}
    for kind, emotional in {"cool": 0.1, "warm": 0.9}.items():
        world = lab.small({"people.heavy.emotional": emotional})
        idle = lab.after(world, lab.plan(), 4).support[0, 0]
        for say in ("hit", "warm"):
            talk = lab.after(world, lab.plan({4: f"meet man heavy {say}"}), 4).support[0, 0]
            gains[kind, say] = (talk - idle).mean()
    assert min(gains.values()) > 0
    assert gains["cool", "hit"] > gains["cool", "warm"]
    assert gains["warm", "warm"] > gains["warm", "hit"]


def test_s25_on_cases(lab: Any) -> None:
    for world in lab.with_mechanism("S25"):
        assert {message.appeal for message in world.messages if not message.same} == {
            "rational",
            "emotional",
        }
        leanings = [person.emotional.value for person in world.people]
        assert min(leanings) < max(leanings)
        plan = world.plans["sensible"]
        for gone in ("rational", "emotional"):
            rivals = [rival.id for rival in world.rivals]
            alike = {f"messages.{m.id}.same": rivals for m in world.messages if m.appeal == gone}
            assert lab.chance(lab.altered(world, alike), plan) < lab.chance(world, plan)


def executive(lab: Any) -> Any:
    top = {"rank": "executive", "support.us": 2, "served": SERVED, "windows": [_all()]}
    world = lab.small({f"people.heavy.{name}": value for name, value in top.items()})
    return lab.altered(world, {"rates": {"own_early": lab.number(1)}})


def test_s26_slow_large_and_for_executives(lab: Any) -> None:
    world = executive(lab)
    junior = lab.end(world, lab.plan(always="strategic_agreement jun", every=8), games=64)
    assert junior.agreed.max() == 0
    once = lab.end(world, lab.plan({1: "strategic_agreement gm"}), games=64)
    assert 0 < once.agreed.max() < 0.5
    long = lab.end(world, lab.plan(always="strategic_agreement gm", every=8), games=64)
    manager = lab.end(world, lab.plan(always="strategic_agreement man", every=8), games=64)
    assert long.agreed.min() == 1
    assert manager.agreed.max() < 1
    assert long.lock[1].min() > 0.5
    assert long.lock[1].min() > once.lock[1].max()
    assert long.own.max() == 1
    cold = lab.altered(world, {"people.heavy.support.us": -1, "people.heavy.served": None})
    alone = lab.end(cold, lab.plan(always="strategic_agreement gm", every=8), games=64)
    assert alone.agreed.max() == 0


def test_s26_on_cases(lab: Any) -> None:
    for world in lab.with_mechanism("S26"):
        liked = lab.altered(world, {f"people.{p.id}.support.us": 2 for p in world.people})
        liked = lab.altered(liked, {f"people.{p.id}.served": SERVED for p in world.people})
        for rep in world.reps:
            plan = lab.plan(always=f"strategic_agreement {rep.id}", every=world.rounds)
            agreed = lab.end(liked, plan, games=64).agreed.max()
            assert (agreed > 0) == (rep.role in ("general_manager", "manager"))


def test_k1_an_inducement_excludes(lab: Any) -> None:
    world = lab.small({"people.heavy.support.us": 2, "people.light.support.us": 2})
    for number in (1, 6):
        state = lab.end(world, lab.plan({number: "offer_inducement jun heavy"}), games=512)
        assert state.excluded.min() == 1
        assert state.income.max() == 0
        assert lab.won(state).sum() == 0
    keys = [
        event.key
        for event in lab.told(world, lab.plan({1: "offer_inducement jun heavy; meet man light"}))
    ]
    assert "excluded" in keys
    assert "fell_away.not_excluded" in keys


def test_k1_on_cases(lab: Any) -> None:
    for world in lab.with_mechanism("K1"):
        rep, person = world.reps[0].id, world.people[0].id
        plan = world.plans["sensible"]
        bribe = lab.moves(f"offer_inducement {rep} {person}")
        rounds = [[m.model_dump(by_alias=True) for m in moves] for moves in plan.rounds]
        rounds[4] = [*bribe, *rounds[4]]
        bad = type(plan).model_validate({"rounds": rounds})
        state = lab.end(world, bad, games=256)
        assert np.all(state.excluded == 1)
        assert state.order.max() <= 0, "what a dealer sells of ours is no order"
