"""The coach over any draft whatever: it never breaks, invents nothing, and calls nothing blank wrong."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fivelayer import coach
from fivelayer import draft as drafts
from fivelayer.cases import load
from fivelayer.choices import (
    Appeal,
    BarrierKind,
    BenefitLevel,
    BuyingRole,
    Confidence,
    Coverage,
    Grade,
    Hardness,
    Means,
    Part,
    Reached,
    Step,
    Strategy,
    YesNo,
)
from fivelayer.findings import Finding, Outcome
from fivelayer.messages import LANGUAGES
from fivelayer.places import cases
from fivelayer.units import Unit

CASE = load(cases() / "qinglan")
PARTS = tuple(Part)


def choice(of: Any) -> st.SearchStrategy[str]:
    return st.sampled_from(["", "nonsense", *(member.value for member in of)])


WORDS = st.sampled_from(
    [
        "",
        " ",
        "Su Mingwei",
        "局长",
        "入围",
        "回扣",
        "对手也有",
        "证书",
        "reference",
        "<b>",
        "=1+1",
        "not",
    ]
)
NUMBERS = st.sampled_from(
    ["", "0", "-3", "20", "30", "100", "4000000", "1,2", "９０ %", "30 天", "x"]
)
DAYS = st.sampled_from(["", "2027-08-27", "2027-08", "2027", "2020-01-01", "9999-12-31", "soon"])
LINES = st.lists(st.sampled_from(["D1:2", "D10:3", "D77:1", "page 4"]), max_size=2)


def group(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=fields)


def table(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    ids = st.lists(st.sampled_from(["r1", "r2", "r3", "r10"]), unique=True, max_size=4)
    rows = st.lists(group(**fields), min_size=4, max_size=4)
    return st.builds(
        lambda names, each: [{"id": n, **row} for n, row in zip(names, each, strict=False)],
        ids,
        rows,
    )


ITEM = group(value=NUMBERS | WORDS, unit=choice(Unit), confidence=choice(Confidence), lines=LINES)
JUDGEMENT = group(grade=choice(Grade), reason=WORDS, lines=LINES)
STATE = group(reached=choice(Reached), joined=DAYS, lines=LINES)
CLAIM = group(text=WORDS, lines=LINES)
PLANS = group(
    information=group(
        founded=group(value=DAYS, confidence=choice(Confidence), lines=LINES),
        headcount=ITEM,
        main_business=group(value=WORDS, lines=LINES),
        revenue=ITEM,
        purchasing_budget=ITEM,
        past_suppliers=group(value=WORDS, lines=LINES),
        ability=JUDGEMENT,
        difficulty=JUDGEMENT,
    ),
    barriers=group(
        strategy=choice(Strategy),
        reason=WORDS,
        entries=table(
            what=WORDS,
            kind=choice(BarrierKind),
            hardness=choice(Hardness),
            gate_date=DAYS,
            lead_time=group(value=NUMBERS, unit=choice(Unit)),
            means=choice(Means),
            how=WORDS,
            breakthrough=choice(YesNo),
            owner=WORDS,
            lines=LINES,
        ),
    ),
    business=group(
        ladder=group(problem=STATE, need=STATE, solution=STATE, procurement=STATE),
        problem=CLAIM,
        severity=JUDGEMENT,
        urgency=JUDGEMENT,
        need=CLAIM,
        solution=CLAIM,
        benefit=group(text=WORDS, value=NUMBERS, unit=choice(Unit)),
        next_step=group(text=WORDS, owner=WORDS, by=DAYS),
    ),
    relationship=group(
        decision_makers=table(
            person=WORDS,
            post=WORDS,
            role=choice(BuyingRole),
            weight=NUMBERS,
            criteria=WORDS,
            support=group(us=NUMBERS, junheng=NUMBERS, nobody=NUMBERS),
            coverage=choice(Coverage),
            due_step=choice(Step),
            met_step=choice(Step),
            institutional_need=WORDS,
            personal_need=WORDS,
            lines=LINES,
        )
    ),
    interest=group(
        benefits=table(
            what=WORDS,
            level=choice(BenefitLevel),
            for_whom=st.sampled_from(["", "organisation", "r1", "r9"]),
            appeal=choice(Appeal),
            against=st.sampled_from(["", "junheng", "us"]),
            why_unique=WORDS,
            lines=LINES,
        )
    ),
    team=group(
        members=table(
            name=WORDS, contacts=st.lists(st.sampled_from(["r1", "r2", "r3"]), max_size=3)
        )
    ),
)
TEXTS = st.text(max_size=12)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "value", "lines", "what", *Part]) | TEXTS, inner)
    ),
    max_leaves=25,
)
HARMLESS = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)


def both(draft: Any) -> list[Finding]:
    reading = drafts.read(draft)
    at_once = coach.review(reading, draft, CASE.file, PARTS, "field")
    return at_once + coach.review(reading, draft, CASE.file, PARTS, "layer")


@HARMLESS
@given(PLANS)
def test_a_review_never_breaks_and_can_always_be_said(draft: Any) -> None:
    for finding in both(draft):
        assert finding.outcome is not Outcome.MARKER_FAULT
        for language in LANGUAGES:
            for said in (finding.effect, finding.question, finding.next_step):
                assert said is None or said.words(language)


@HARMLESS
@given(ANYTHING)
def test_it_never_breaks_on_what_is_no_plan_at_all(draft: Any) -> None:
    assert Outcome.MARKER_FAULT not in {finding.outcome for finding in both(draft)}


@HARMLESS
@given(PLANS)
def test_it_quotes_only_what_stands_in_the_draft(draft: Any) -> None:
    typed = [str(value) for _, value in drafts.leaves(draft)]
    for finding in both(draft):
        assert any(finding.quote in value for value in typed) or not finding.quote


@HARMLESS
@given(PLANS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(draft: Any, chance: random.Random) -> None:
    shuffled = copy.deepcopy(draft)
    for part in shuffled.values():
        for rows in part.values():
            if isinstance(rows, list):
                chance.shuffle(rows)
    assert both(shuffled) == both(draft)


@HARMLESS
@given(PLANS)
def test_rule_and_field_together_name_one_finding(draft: Any) -> None:
    shown = [(f.rule, f.field) for f in both(draft) if not f.skipped_for]
    assert len(shown) == len(set(shown))


@HARMLESS
@given(PLANS)
def test_a_review_changes_nothing_and_says_the_same_again(draft: Any) -> None:
    before = json.dumps(draft)
    assert both(draft) == both(draft)
    assert json.dumps(draft) == before


@HARMLESS
@given(PLANS)
def test_the_open_come_first_then_what_stands_then_what_waits(draft: Any) -> None:
    for part in PARTS:
        found = coach.review(drafts.read(draft), draft, CASE.file, (part,))
        shelves = [0 if coach.is_open(f) else 1 if f.outcome is Outcome.MET else 2 for f in found]
        assert shelves == sorted(shelves)
        assert all(finding.layer is part for finding in found)
        assert len(coach.pick(found)) <= 3


EMPTY = [
    {},
    {"barriers": {}},
    {"barriers": {"strategy": "", "entries": []}},
    {"relationship": {"decision_makers": [{"id": "d1"}, {"id": "d2", "person": "  "}]}},
    {"information": {"founded": {"value": "", "lines": []}}},
    {"interest": {"benefits": [{"id": "n1", "lines": [""]}]}},
]


@pytest.mark.parametrize("draft", EMPTY)
def test_an_empty_plan_is_not_attempted_and_nothing_else(draft: Any) -> None:
    found = coach.review(drafts.read(draft), draft, CASE.file, PARTS)
    assert {finding.outcome for finding in found} == {Outcome.NOT_ATTEMPTED}
    shown = [finding for finding in found if not finding.skipped_for]
    assert {f.rule.partition(".")[2] for f in shown} == {"started"}


def test_the_blank_sample_is_not_attempted() -> None:
    found = both(CASE.sample("blank").draft)
    assert {finding.outcome for finding in found} == {Outcome.NOT_ATTEMPTED}


@pytest.mark.parametrize("name", ["model", "good"])
def test_the_cases_own_good_answers_set_off_no_alarm_at_once(name: str) -> None:
    draft = CASE.sample(name).draft
    assert coach.review(drafts.read(draft), draft, CASE.file, PARTS, "field") == []
