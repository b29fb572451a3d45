"""Every rule of the coach: a plan that sets it off, a near miss that does not, words in both languages."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fivelayer import coach
from fivelayer import draft as drafts
from fivelayer.choices import LAYERS, Part
from fivelayer.coach.rules import View
from fivelayer.findings import Finding, Outcome
from fivelayer.messages import LANGUAGES, catalogue, has

RULES = list(coach.RULES.values())
BY_ID = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)


def said(plans: Any, draft: drafts.Draft, rule: coach.Rule, **more: Any) -> list[Finding]:
    found = coach.review(drafts.read(draft), draft, plans.case, tuple(Part), rule.when, **more)
    return [finding for finding in found if finding.rule == rule.id]


def test_every_rule_has_its_plans_and_no_plan_is_left_over(coach_plans: Any) -> None:
    assert set(coach_plans.by_rule) == set(coach.RULES)


@BY_ID
def test_its_plan_sets_the_rule_off(rule: coach.Rule, coach_plans: Any) -> None:
    plan = coach_plans.by_rule[rule.id]
    found = said(coach_plans, plan.plan, rule)
    assert found
    assert found[0].outcome == plan.outcome
    assert all(coach.is_open(finding) for finding in found)
    for language in LANGUAGES:
        for sentence in (found[0].effect, found[0].question, found[0].next_step):
            assert sentence is not None
            assert sentence.words(language)


@BY_ID
def test_its_near_miss_does_not(rule: coach.Rule, coach_plans: Any) -> None:
    plan = coach_plans.by_rule[rule.id]
    found = said(coach_plans, plan.near_miss, rule)
    assert [finding.outcome for finding in found] == [Outcome.MET] * plan.met
    for finding in found:
        for language in LANGUAGES:
            assert finding.effect is not None
            assert finding.effect.words(language)


@BY_ID
def test_a_rule_that_is_off_is_silent(rule: coach.Rule, coach_plans: Any) -> None:
    plan = coach_plans.by_rule[rule.id]
    assert said(coach_plans, plan.plan, rule, off=frozenset({rule.id})) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_has_words_and_no_words_lack_a_rule(language: Any) -> None:
    kinds = ("effect", "question", "next")
    wanted = {f"coach.{rule.id}.{kind}" for rule in RULES for kind in kinds}
    assert not {key for key in wanted if not has(key, language)}
    entries = catalogue("coach", language)
    told = {key for key in entries if key.rpartition(".")[2] in (*kinds, "met")}
    assert {key.removeprefix("coach.").rpartition(".")[0] for key in told} == set(coach.RULES)


def test_a_confirmation_is_worded_only_where_it_is_given(coach_plans: Any) -> None:
    """The other way round, a missing one, fails the near miss."""
    worded = {rule.id for rule in RULES if has(f"coach.{rule.id}.met", "en")}
    unseen = {rule for rule in worded if not coach_plans.by_rule[rule].met}
    assert unseen <= {"relationship.heavy_unmet"}


def test_what_a_rule_waits_for_is_there_and_can_be_said() -> None:
    for rule in RULES:
        for first in rule.needs:
            assert first in coach.RULES
            for language in LANGUAGES:
                assert "{" not in catalogue("coach", language)[f"coach.{first}.next"]


def test_a_rule_waits_instead_of_failing(coach_plans: Any) -> None:
    draft = {"interest": {"benefits": [{"id": "n1", "what": "Fewer returns"}]}}
    rule = coach.RULES["interest.support_without_benefit"]
    (found,) = said(coach_plans, draft, rule)
    assert (found.outcome, found.skipped_for) == ("not_attempted", "relationship.nobody_named")
    assert found.effect
    assert "Name one decision maker" in found.effect.words("en")
    assert found not in coach.pick([found])


def test_a_rule_that_breaks_is_the_kits_fault(
    coach_plans: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(_: View) -> Any:
        raise ZeroDivisionError

    whole = coach.RULES["barriers.means_unfit"]
    broken = coach.Rule(
        whole.id, whole.statement, whole.part, whole.when, whole.consequence, breaks, ()
    )
    monkeypatch.setitem(coach.RULES, whole.id, broken)
    draft = {"barriers": {"entries": [{"id": "b1", "what": "Shortlist"}]}}
    found = coach.review(drafts.read(draft), draft, coach_plans.case, LAYERS)
    assert [f.rule for f in found if f.outcome is Outcome.MARKER_FAULT] == [whole.id]
    assert any(f.rule == "barriers.kind_missing" for f in found)
    assert whole.id not in {f.rule for f in coach.pick(found)}


def test_the_gravest_come_first_and_at_most_three_of_different_rules_are_picked(
    coach_plans: Any,
) -> None:
    late = {"kind": "framework", "gate_date": "2027-07-09", "lead_time": {"value": "30 days"}}
    rows = [{"id": f"b{n}", "what": f"Gate {n}", **late} for n in (1, 2)]
    draft = {"barriers": {"strategy": "attack", "entries": rows}}
    found = coach.review(drafts.read(draft), draft, coach_plans.case, (Part.BARRIERS,))
    picked = coach.pick(found)
    assert picked[0].rule == "barriers.gate_unreachable"
    assert len({finding.rule for finding in picked}) == len(picked) == 3
    assert sum(f.rule == "barriers.gate_unreachable" for f in found) == 2


def test_the_heaviest_decision_maker_is_asked_for_first(coach_plans: Any) -> None:
    people = [
        {"id": "d1", "person": "Duan Xiaoyun", "weight": "5"},
        {"id": "d2", "person": "Su Mingwei", "weight": "30"},
    ]
    draft = {"relationship": {"decision_makers": people}}
    found = said(coach_plans, draft, coach.RULES["relationship.criteria_missing"])
    assert [finding.quote for finding in found] == ["Su Mingwei", "Duan Xiaoyun"]


def test_where_nothing_is_open_what_stands_is_shown(coach_plans: Any) -> None:
    plan = coach_plans.by_rule["relationship.weights_sum"]
    found = said(coach_plans, plan.near_miss, coach.RULES["relationship.weights_sum"])
    assert coach.pick(found) == found


def test_the_findings_can_be_kept_as_json(coach_plans: Any) -> None:
    plan = coach_plans.by_rule["relationship.rival_leads"]
    found = coach.review(drafts.read(plan.plan), plan.plan, coach_plans.case, LAYERS)
    for finding in found:
        assert Finding.model_validate_json(json.dumps(finding.model_dump(mode="json"))) == finding
