"""S15-S19: people decide, met in time, by their criteria, by their weight."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

PEOPLE = "meet man heavy hit; meet man light hit; serve_person man heavy warm; serve_institution man heavy hit"
CALM = {"rivals.rival.strength": 0}


def gain(lab: Any, world: Any, line: str, number: int, who: int = 0) -> Any:
    """What a line in one round does to our support with somebody, game by game."""
    done = lab.after(world, lab.plan({number: line}), number).support[0, who]
    return done - lab.after(world, lab.plan(), number).support[0, who]


def test_s16_support_alone_flips_the_result(lab: Any) -> None:
    plan = lab.plan({4: "present_solution sol order", 6: "go_with_purchase sol order"})
    served = {f"people.{who}.served": [lab.number(1), lab.number(1)] for who in ("heavy", "light")}

    def chance(us: float, rival: float) -> float:
        sides = {"us": us, "rival": rival}
        support = {
            f"people.{w}.support.{p}": v for w in ("heavy", "light") for p, v in sides.items()
        }
        return float(lab.chance(lab.small({**support, **(served if us > 0 else {})}), plan))

    assert chance(1.5, -1) > 0.85
    assert chance(-1, 1.5) < 0.1


def test_s16_on_cases(lab: Any) -> None:
    for world in lab.with_mechanism("S16"):
        against = lab.altered(world, {f"people.{p.id}.support.us": -2 for p in world.people})
        for_us = lab.altered(world, {f"people.{p.id}.support.us": 2 for p in world.people})
        plan = world.plans["sensible"]
        assert lab.chance(for_us, plan) > lab.chance(against, plan) + 0.4


def test_s17_in_the_window_beats_too_early_and_too_late(lab: Any) -> None:
    world = lab.small()
    early, due, late = (gain(lab, world, "meet man heavy hit", n).mean() for n in (2, 4, 6))
    assert due > 1.3 * late
    assert late > 1.3 * early > 0


def test_s17_over_the_head_costs(lab: Any) -> None:
    world = lab.small({"people.heavy.after": ["light"]})
    over = gain(lab, world, "meet man heavy hit", 4, who=1)
    assert (over < -0.2).all()
    first = {3: "meet man light hit"}
    proper = lab.after(world, lab.plan({**first, 4: "meet man heavy hit"}), 4).support[0, 0]
    assert (proper > lab.after(world, lab.plan({4: "meet man heavy hit"}), 4).support[0, 0]).all()
    assert (gain(lab, lab.small(), "meet man heavy hit", 4, who=1) == 0).all()


def test_s17_absent_when_due_costs(lab: Any) -> None:
    world = lab.small({"people.heavy.support.us": 0.5})
    idle = [lab.after(world, lab.plan(), n).support[0, 0].mean() for n in (4, 5, 6)]
    assert idle[0] - idle[1] > 3 * (idle[1] - idle[2])
    met = lab.after(world, lab.plan({1: "meet jun heavy same"}), 5).support[0, 0]
    assert (met > idle[1]).all()


def test_s17_on_cases(lab: Any) -> None:
    for world in lab.with_mechanism("S17"):
        who = next(rep.id for rep in world.reps if rep.role == "general_manager")
        early = lab.altered(world, {f"people.{p.id}.windows": [span(11, 12)] for p in world.people})
        late = lab.altered(world, {f"people.{p.id}.windows": [span(-9, -8)] for p in world.people})
        due = lab.altered(world, {f"people.{p.id}.windows": [span(1, 12)] for p in world.people})
        for n, person in enumerate(world.people):
            if person.after:
                continue
            gains = [
                gain(lab, w, f"meet {who} {person.id}", 2, n).mean() for w in (due, late, early)
            ]
            assert gains == sorted(gains, reverse=True)
        for person in world.people:
            for other in person.after:
                at = [p.id for p in world.people].index(other)
                fresh = lab.altered(world, {f"people.{other}.bonds": {}})
                assert (gain(lab, fresh, f"meet {who} {person.id}", 2, at) < -0.1).all()


def span(first: int, last: int) -> dict[str, Any]:
    return {"first": first, "last": last, "source": "assumption"}


def test_s18_matched_beats_general_beats_mismatched(lab: Any) -> None:
    world = lab.small()
    gains = [gain(lab, world, f"meet man heavy {say}".rstrip(), 4) for say in ("hit", "", "wide")]
    assert (gains[0] > gains[1]).all()
    assert (gains[1] > gains[2]).all()


def test_s18_knowing_the_criteria_beats_guessing(lab: Any) -> None:
    guess = lab.small({"people.heavy.criteria_fact": "told"})
    known = lab.small({"people.heavy.criteria_fact": "told", "facts.told.known": True})
    line = "meet man heavy hit"
    assert (gain(lab, known, line, 4) > gain(lab, guess, line, 4)).all()


def test_s18_on_cases(lab: Any) -> None:
    for world in lab.with_mechanism("S18"):
        who = next(rep.id for rep in world.reps if rep.role == "manager")
        unique = {message.id for message in world.messages if not message.same}
        number = lab.spoken_to(world, 6)
        for n, person in enumerate(world.people):
            best = max(person.criteria, key=lambda m: person.criteria[m].value * (m in unique))
            missed = next(m for m in sorted(unique) if m not in person.criteria)
            known = lab.altered(world, {f"facts.{person.criteria_fact}.known": True})
            gains = [
                gain(lab, known, f"meet {who} {person.id} {say}".rstrip(), number, n)
                for say in (best, "", missed)
            ]
            if gains[1].max() > 0:
                assert (gains[0] >= gains[1]).all()
                assert gains[0].mean() > gains[1].mean() > gains[2].mean()


def test_s19_support_moved_to_the_heavier_never_lowers_the_chance(lab: Any) -> None:
    plan = lab.plan({4: "present_solution sol order", 6: "go_with_purchase sol order"})
    even = {"people.heavy.weight": 50, "people.light.weight": 50}
    for amount in (0.5, 1, 1.5):
        heavy = lab.small({**CALM, "people.heavy.support.us": amount})
        light = lab.small({**CALM, "people.light.support.us": amount})
        late = {"people.heavy.windows": [span(1, 8)]}
        ours, theirs = (lab.won(lab.end(lab.altered(w, late), plan)) for w in (heavy, light))
        assert lab.never_lower(ours, theirs)
    balanced = lab.small({**CALM, **even, "people.heavy.windows": [span(1, 8)]})
    same = [
        lab.won(lab.end(lab.altered(balanced, {f"people.{who}.support.us": 1}), plan)).mean()
        for who in ("heavy", "light")
    ]
    assert same[0] == same[1]


@pytest.mark.parametrize("rise", [0.2, 0.6, 1.2])
def test_s19_a_rivals_rise_lowers_the_chance(lab: Any, rise: float) -> None:
    plan = lab.plan(always=PEOPLE, every=6)
    before, after = (
        lab.won(lab.end(lab.small({**CALM, "people.heavy.support.rival": v}), plan))
        for v in (0.0, rise)
    )
    assert lab.never_lower(before, after)


def test_s19_only_the_best_rival_counts(lab: Any) -> None:
    world = lab.small()
    second = {**world.rivals[0].model_dump(mode="json"), "id": "second", "strength": lab.number(0)}
    two = lab.altered(world, {"rivals": [world.rivals[0].model_dump(mode="json"), second]})
    plan = lab.plan(always=PEOPLE, every=6)
    weak = {f"people.{p}.support.second": lab.number(-2) for p in ("heavy", "light")}
    strong = {f"people.{p}.support.second": lab.number(2) for p in ("heavy", "light")}
    alone = lab.chance(lab.altered(world, CALM), plan)
    assert lab.chance(lab.altered(two, {**CALM, **weak}), plan) == alone
    assert lab.chance(lab.altered(two, {**CALM, **strong}), plan) < alone - 0.2


def test_s19_on_cases(lab: Any) -> None:
    for world in lab.with_mechanism("S19"):
        plan = world.plans["sensible"]
        raised = {
            f"people.{p.id}.support.{rival.id}": min(2, p.support[rival.id].value + 1)
            for p in world.people
            for rival in world.rivals
        }
        assert lab.chance(lab.altered(world, raised), plan) < lab.chance(world, plan) - 0.1
        ordered = sorted(world.people, key=lambda p: p.weight.value)
        light, heavy = ordered[0], ordered[-1]
        chances = [
            lab.chance(
                lab.altered(world, {f"people.{p.id}.support.us": p.support["us"].value - 1.0}), plan
            )
            for p in (light, heavy)
            if p.support["us"].value >= 0
        ]
        assert chances == sorted(chances, reverse=True)


def test_the_rival_courts_the_heavy_and_undecided_and_answers(lab: Any) -> None:
    world = lab.small({"rivals.rival.strength": 0.3, "rivals.rival.answers": 1})
    idle = lab.after(world, lab.plan(), 1).support[1]
    assert (idle[0] > 0).mean() > 0.6
    answered = lab.after(world, lab.plan({1: "meet man light hit"}), 1).support[1]
    assert (answered[1] > 0).mean() > (idle[1] > 0).mean() + 0.2


def test_the_rival_cuts_its_price_when_it_is_behind(lab: Any) -> None:
    bold = lab.small({"rivals.rival.price_cut": 1})
    plan = lab.plan(always=PEOPLE, every=6)
    assert lab.end(bold, plan).cut.mean() > 0.8
    assert lab.end(bold, lab.plan()).cut.mean() < 0.1
    assert lab.chance(bold, plan) < lab.chance(lab.small(), plan)
    assert np.all(lab.end(lab.small(), plan).cut == 0)


def test_in_a_silence_nobody_is_spoken_to_and_nobody_else_gains(lab: Any) -> None:
    world = lab.small({"silence": span(3, 5), "rivals.rival.strength": 0.3})
    assert gain(lab, world, "meet man heavy hit", 2).mean() > 0
    assert (gain(lab, world, "meet man heavy hit", 4) == 0).all()
    fallen = lab.told(world, lab.plan({4: "meet man heavy hit; visit jun light; care man"}))
    assert [e.key for e in fallen].count("fell_away.may_speak") == 2
    courted = {e.round for e in lab.told(world, lab.plan()) if e.key.startswith("courted")}
    assert courted == {1, 2, 6, 7, 8}
    bribe = lab.end(world, lab.plan({4: "offer_inducement man heavy"}), games=64)
    assert bribe.excluded.min() == 1


def test_a_silence_on_cases(lab: Any) -> None:
    for world in lab.case_worlds():
        if world.silence:
            who = next(rep.id for rep in world.reps if rep.role == "general_manager")
            for person in world.people:
                line = f"meet {who} {person.id}"
                told = lab.told(world, lab.plan({world.silence.first: line}))
                assert "fell_away.may_speak" in [event.key for event in told]


def test_a_push_is_one_rivals(lab: Any) -> None:
    push = {
        "id": "push", "kind": "rival_push", "on": "heavy", "by": lab.number(0.5), "rival": "rival",
        "rounds": span(2, 2), "chance": lab.number(1), "statement": "S19",
    }  # fmt: skip
    one = lab.small().rivals[0].model_dump(mode="json")
    two = {"rivals": [one, {**one, "id": "second"}], "happenings": [push]}
    calm = [{**rival, "strength": lab.number(0)} for rival in two["rivals"]]
    state = lab.after(lab.small({**two, "rivals": calm}), lab.plan(), 2, games=8)
    assert (state.support[1, 0] > 0.4).all()
    assert (state.support[2, 0] == 0).all()
