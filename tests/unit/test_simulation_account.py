"""S27-S31: stages in order, barriers of our own, share and margin, stable and not immune; S28 the partner."""

from __future__ import annotations

from typing import Any

SERVED = [{"value": 1, "source": "assumption", "range": [1, 1]}] * 2
RAISE = "raise_own_barrier sol standards x2"
GATE_MOVES = ("file_response", "authorise_dealer")


def two_projects(lab: Any, **more: Any) -> Any:
    """Two projects in sequence: the first is decided in round 3, the second in round 11."""
    world = lab.small({"rounds": 12, "money": 99})
    first = world.projects[0].model_dump(mode="json") | {"decided": lab.number(3)}
    steps = {step: number + 5 for step, number in first["steps"].items()}
    second = {**first, "id": "more", "steps": steps, "decided": lab.number(11), "follows": "order"}
    served = {f"people.{who}.served": SERVED for who in ("heavy", "light")}
    liked = {f"people.{who}.support.us": 2 for who in ("heavy", "light")}
    return lab.altered(world, {"projects": [first, second], **served, **liked, **more})


def test_s27_occupying_moves_are_weak_before_the_break_through(lab: Any) -> None:
    world = two_projects(lab)
    before = lab.end(world, lab.plan({1: RAISE, 2: RAISE}))
    after = lab.end(world, lab.plan({4: RAISE, 5: RAISE}))
    through = lab.won(before) & lab.won(after)
    assert through.mean() > 0.5
    assert before.own.max() < 0.2 * after.own[:, through].max()
    agree = "strategic_agreement gm"
    top = lab.altered(world, {"people.heavy.rank": "executive"})
    early, late = (
        lab.end(top, lab.plan(dict.fromkeys(rounds, agree))) for rounds in ((1, 2), (4, 5))
    )
    assert early.agreed.max() < 0.2 * late.agreed.max()
    lost = lab.end(world, lab.plan({4: RAISE}))
    assert lost.own[:, ~lab.won(lost)].max(initial=0) < 0.2


def test_s27_an_account_broken_through_before_the_game_can_be_consolidated_at_once(
    lab: Any,
) -> None:
    world = two_projects(lab)
    won_before = lab.altered(world, {"broken_through": True})
    new, old = (lab.end(one, lab.plan({1: RAISE}), games=64) for one in (world, won_before))
    assert old.own.max() > 5 * new.own.max()


def test_s27_on_cases(lab: Any) -> None:
    for world in lab.with_mechanism("S27"):
        who = next(rep.id for rep in world.reps if rep.role == "solution")
        line = f"raise_own_barrier {who} {world.own_barriers[0].value}"
        first = int(world.projects[0].decided.value)
        plan = world.plans["sensible"]
        early = lab.end(world, lab.plan(dict.fromkeys((1, 2), line)))
        assert 0 < early.own.max() < 0.1
        later = [m.do for n, moves in enumerate(plan.rounds, 1) for m in moves if n > first]
        assert "raise_own_barrier" in later
        state = lab.end(world, plan)
        through = lab.won(state)
        never = state.result.max(axis=0) <= 0
        assert state.own[:, through].max() > 5 * max(0.02, state.own[:, never].max())


def door(lab: Any) -> Any:
    """A framework barrier with our own door, slow, and a dealer's, quick."""
    span = {"first": 3, "last": 4, "source": "assumption"}
    gate = {"window": span, "result": lab.number(6), "passes": lab.number(0.8)}
    dealer = {
        "id": "dealer", "until": lab.number(5), "listed": lab.number(3), "passes": lab.number(1),
        "takes": lab.number(0.15), "trust": lab.number(0.9), "loyalty": lab.number(0.3),
        "adds": lab.number(0), "volume": lab.number(0), "margin": lab.number(0.2),
    }  # fmt: skip
    liked = {f"people.{who}.support.us": 1.5 for who in ("heavy", "light")}
    barrier = {"id": "list", "kind": "framework", "gate": gate}
    return lab.small({"barriers": [barrier], "dealers": [dealer], **liked})


def test_s28_a_partner_opens_sooner_and_takes_margin(lab: Any) -> None:
    world = door(lab)
    own = lab.end(world, lab.plan({3: "file_response jun"}))
    partner = lab.end(world, lab.plan({1: "authorise_dealer man dealer"}))
    assert (partner.listed < own.listed).all()
    assert partner.margin[0][lab.won(partner)].max() < own.margin[0][lab.won(own)].min() - 0.1
    both = lab.end(world, lab.plan({1: "authorise_dealer man dealer", 3: "file_response jun"}))
    assert (both.door == 2).all(), "one product, one door"


def test_s28_on_cases(lab: Any) -> None:
    for world in lab.with_mechanism("S28"):
        families = {plan.family: plan for plan in world.plans.values()}
        own, partner = lab.end(world, families["own_filing"]), lab.end(world, families["channel"])
        assert partner.listed.mean() < own.listed.mean()
        taken = own.margin[0][lab.won(own)].mean() - partner.margin[0][lab.won(partner)].mean()
        assert taken > 0.6 * world.dealers[0].takes.value


def test_s29_own_barriers_hold_the_rival_off_only_after_the_break_through(lab: Any) -> None:
    world = two_projects(lab, **{"rivals.rival.strength": 0.4})
    idle = lab.end(world, lab.plan())
    before = lab.end(world, lab.plan({1: RAISE, 2: RAISE}))
    after = lab.end(world, lab.plan({4: RAISE, 5: RAISE}))
    through = lab.won(idle) & lab.won(before) & lab.won(after)
    rival = [state.support[1][:, through].mean() for state in (idle, before, after)]
    assert abs(rival[0] - rival[1]) < 0.05
    assert rival[2] < rival[0] - 0.1
    assert lab.won(after, 1)[through].mean() > lab.won(idle, 1)[through].mean()


def test_s29_each_of_the_four_kinds_counts(lab: Any) -> None:
    world = two_projects(lab)
    for kind in ("customisation", "standards", "joint_development"):
        state = lab.end(world, lab.plan({4: f"raise_own_barrier sol {kind}"}), games=64)
        assert state.own.max() > 0.3
    top = lab.altered(world, {"people.heavy.rank": "executive"})
    agreed = lab.end(top, lab.plan(dict.fromkeys(range(4, 11), "strategic_agreement gm")), games=64)
    assert agreed.own.max() == 1


def test_s30_share_and_margin_rise_with_the_own_barrier(lab: Any) -> None:
    world = two_projects(lab)
    shares, margins = [], []
    for times in (0, 1, 3):
        rounds = dict.fromkeys(range(4, 4 + times), RAISE)
        state = lab.end(world, lab.plan(rounds))
        again = lab.won(state, 1)
        shares.append(state.order[1][again].mean())
        margins.append(state.margin[1][again].mean())
    assert shares == sorted(shares)
    assert margins == sorted(margins)
    assert shares[2] > shares[0] * 1.1
    assert margins[2] > margins[0] + 0.01


def test_s30_on_cases(lab: Any) -> None:
    for statement in ("S29", "S30", "S31"):
        for world in lab.with_mechanism(statement):
            plan = world.plans["sensible"]
            with_, without = (lab.end(world, p) for p in (plan, plan.without("raise_own_barrier")))
            last = len(world.projects) - 1
            again, plain = lab.won(with_, last), lab.won(without, last)
            assert with_.order[last][again].mean() > without.order[last][plain].mean()
            assert with_.margin[last][again].mean() > without.margin[last][plain].mean()
            through = lab.won(with_) & lab.won(without)
            rival = [s.support[1:, :, through].mean() for s in (with_, without)]
            assert rival[0] < rival[1]
            assert lab.won(with_, last)[through].mean() >= lab.won(without, last)[through].mean()


def test_s29_on_cases(lab: Any) -> None:
    test_s30_on_cases(lab)


def test_s31_stable_but_not_immune(lab: Any) -> None:
    calm = {"rivals.rival.strength": 0, "rates": {"base": lab.number(40)}}
    world = two_projects(lab, **calm)
    agree = dict.fromkeys(range(4, 11), f"{RAISE}; raise_own_barrier sol customisation x2")
    plain, strong = (
        lab.end(world, lab.plan(), games=8192),
        lab.end(world, lab.plan(agree), games=8192),
    )
    assert lab.won(plain).mean() > 0.99
    churn = [1 - lab.won(state, 1).mean() for state in (plain, strong)]
    assert churn[0] > 0.1
    assert 0 < churn[1] < churn[0] / 2


def test_s31_on_cases(lab: Any) -> None:
    for world in lab.with_mechanism("S31"):
        sure = lab.altered(world, {"rates": {**rates(world), "base": lab.number(40)}})
        state = lab.end(sure, world.plans["sensible"], games=4096)
        again = lab.won(state, 1)[lab.won(state)]
        assert 0.5 < again.mean() < 1


def rates(world: Any) -> dict[str, Any]:
    return {name: rate.model_dump() for name, rate in world.rates.items()}
