"""Marking management, team and fit (S27-S39): a small key that asks of all three, and plans that answer it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from marking_case import DATA, small

from fivelayer import strict_yaml
from fivelayer.cases import Case
from fivelayer.draft import Draft, put
from fivelayer.findings import Finding
from fivelayer.key import Key
from fivelayer.marking import mark
from fivelayer.marking.quotes import quote

KEY = (DATA / "using_key.yaml").read_text(encoding="utf-8")

GOOD: Draft = {
    "relationship": {
        "decision_makers": [{"id": "d1", "person": "Lin Wei"}, {"id": "d2", "person": "Gao Yuan"}]
    },
    "management": {
        "stage": "consolidate",
        "evidence": "They placed a second order last month",
        "lines": ["D1:3"],
        "own_barriers": [
            {
                "id": "o1",
                "kind": "customisation",
                "what": "An interface of our own",
                "cost": {"value": "30", "unit": "wan_yuan"},
            }
        ],
        "expected_share": "35%",
        "expected_margin": "22",
    },
    "team": {
        "members": [
            {
                "id": "m1",
                "name": "Bai Lu",
                "role": "manager",
                "layers": ["relationship", "interest"],
                "contacts": ["d1"],
            },
            {"id": "m2", "name": "Someone", "role": "junior", "contacts": ["d1", "d2"]},
        ],
        "monitored": [{"id": "w1", "what": "Notes of every visit", "by": "2031-04-20"}],
    },
    "fit": {
        "verdict": "do_not_use",
        "reason": "Its members are consumers",
        "cost": {"value": "6人月"},
        "capability": "low",
    },
}


class Known(Case):
    """The small case with another key."""

    key = strict_yaml.typed(strict_yaml.parse(KEY, "key.yaml"), Key)


CASE = Known(small().folder, small().file)


def finding(rule: str, draft: Draft) -> Finding:
    return next(found for found in mark(draft, CASE).findings if found.rule == rule)


def judged(rule: str, draft: Draft) -> tuple[str, Decimal | None, str]:
    found = finding(rule, draft)
    assert found.effect is not None
    return found.outcome.value, found.points, found.effect.key.removeprefix("marking.")


def changed(path: str, value: Any) -> Draft:
    return put(GOOD, path, value)


def test_the_good_plan_gets_everything_and_the_parts_are_worth_what_the_key_says() -> None:
    marks = mark(GOOD, CASE)
    assert {part.value: str(score.of) for part, score in marks.parts.items()} == {
        "management": "40",
        "team": "40",
        "fit": "20",
    }
    assert (marks.points, marks.of) == (100, 100)


def test_an_empty_plan_is_not_attempted_anywhere() -> None:
    assert {found.outcome.value for found in mark({}, CASE).findings} == {"not_attempted"}


@pytest.mark.parametrize(
    ("rule", "path", "value", "expected"),
    [
        ("stage", "management.stage", "occupy", ("not_met", 0, "known_wrong")),
        ("stage", "management.lines", [], ("partly", 5, "uncited")),
        ("share", "management.expected_share", "48", ("partly", Decimal("2.5"), "number.partly")),
        ("share", "management.expected_share", "70", ("not_met", 0, "number.not_met")),
        ("effort", "fit.cost.value", "6", ("partly", 2, "number.unit_missing")),
        ("able", "fit.capability", "medium", ("partly", 2, "choice.partly")),
        ("bai_layers", "team.members.m1.layers", ["interest"], ("partly", 5, "list.partly")),
        (
            "bai_layers",
            "team.members.m1.layers",
            ["relationship", "interest", "management"],
            ("met", 10, "list.met"),
        ),
        (
            "bai_layers",
            "team.members.m1.layers",
            ["relationship", "interest", "information"],
            ("partly", 5, "list.beside"),
        ),
        ("bai_layers", "team.members.m1.layers", ["barriers"], ("not_met", 0, "list.not_met")),
        ("bai_layers", "team.members.m1.layers", [], ("not_attempted", 0, "blank")),
        ("bai_contacts", "team.members.m1.contacts", ["d2"], ("not_met", 0, "list.not_met")),
        ("lin_two", "team.members.m1.contacts", ["d2"], ("not_met", 0, "covered.not_met")),
        ("lin_two", "team.members.m2.contacts", [], ("partly", 5, "covered.few")),
        ("lin_two", "team.members.m1.role", "solution", ("partly", 5, "covered.role")),
        ("notes_by", "team.monitored.w1.by", "2031-06-01", ("not_met", 0, "day.not_met")),
    ],
)
def test_answers_near_the_right_one(
    rule: str, path: str, value: Any, expected: tuple[str, int, str]
) -> None:
    assert judged(rule, changed(path, value)) == expected


def test_nobody_for_a_decision_maker_is_not_met() -> None:
    draft = changed("team.members.m1.contacts", ["d2"])
    draft = put(draft, "team.members.m2.contacts", ["d2"])
    assert judged("lin_two", draft) == ("not_met", 0, "covered.nobody")


def test_a_barrier_of_ours_that_keeps_nobody_out_costs() -> None:
    skin = {"id": "o2", "what": "Their colours on every screen", "kind": "customisation"}
    draft = {**GOOD, "management": {**GOOD["management"]}}
    draft["management"]["own_barriers"] = [*GOOD["management"]["own_barriers"], skin]
    assert judged("own_false", draft) == ("not_met", -3, "known_wrong")


@pytest.mark.parametrize("hostile", [[{"a": 1}], {"x": []}, 7, "d1", [None, ["d1"]], ["d1"] * 500])
def test_lists_of_any_shape_are_survived(hostile: object) -> None:
    for path in ("layers", "contacts", "role"):
        draft: Draft = {
            **GOOD,
            "team": {"members": [{"id": "m1", "name": "Bai Lu", path: hostile}]},
        }
        assert all(found.outcome.value != "marker_fault" for found in mark(draft, CASE).findings)


def test_lists_are_quoted_as_the_form_shows_them() -> None:
    assert quote(finding("bai_layers", GOOD), GOOD, None, "en") == "Relationship, Interest"
    assert quote(finding("bai_contacts", GOOD), GOOD, None, "zh") == "Lin Wei"
