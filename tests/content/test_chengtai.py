"""The story of chengtai: its calendar holds, its sums are right, and the account looks better than it is."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from dossier_facts import after, evidence_of

from fivelayer import cases
from fivelayer.cases import Case
from fivelayer.key import NumberCriterion
from fivelayer.messages import LANGUAGES

ROOT = Path(__file__).parents[2]
APPLICATIONS_CLOSE = dt.date(2029, 3, 15)
NOTICE = dt.date(2029, 4, 9)
BIDS = dt.date(2029, 5, 8)
INVOICE, CONFIRMATION = 2, 8
# No public holiday of 2029 lies between the story's today and the closing of applications.


@pytest.fixture(scope="module")
def chengtai() -> Case:
    return cases.load(ROOT / "cases" / "chengtai")


def test_the_lead_time_is_the_invoice_and_the_confirmation(chengtai: Case) -> None:
    assert f"{INVOICE} working days" in evidence_of(chengtai, "invoice")
    assert f"{CONFIRMATION} working days" in evidence_of(chengtai, "counter")


def test_the_first_of_march_is_the_last_day_to_begin(chengtai: Case) -> None:
    lead = INVOICE + CONFIRMATION
    assert after(dt.date(2029, 3, 1), lead) == APPLICATIONS_CLOSE
    assert after(dt.date(2029, 3, 2), lead) > APPLICATIONS_CLOSE
    assert after(dt.date(2029, 3, 1), INVOICE) == dt.date(2029, 3, 5)
    assert dt.date.fromisoformat(chengtai.file.today) < dt.date(2029, 3, 1)


def test_the_next_re_evaluation_comes_after_the_bids() -> None:
    assert APPLICATIONS_CLOSE < NOTICE < BIDS < dt.date(2029, 6, 15)


def test_of_three_open_hours_only_the_middle_one_serves(chengtai: Case) -> None:
    report = dt.date(2029, 3, 14)
    hours = [dt.date(2029, 2, 28), dt.date(2029, 3, 28), dt.date(2029, 4, 25)]
    for hour in hours:  # the last Wednesday of its month
        assert hour.weekday() == 2
        assert (hour + dt.timedelta(days=7)).month != hour.month
    assert [report < hour < NOTICE for hour in hours] == [False, True, False]
    said = evidence_of(chengtai, "hours")
    assert "28 February, 28 March, 25 April" in said


def test_our_grade_is_the_weighted_sum_and_one_department_alone_can_lift_it(chengtai: Case) -> None:
    rows = ("Information Centre", "Department that uses it", "Finance", "Purchasing Centre")
    sheet = next(d for d in chengtai.documents("en") if d.kind == "supplier_evaluation")
    shares: dict[str, tuple[Decimal, Decimal]] = {}
    for block in sheet.blocks:
        who = block.cells[0].split(":")[0]
        if block.kind == "row" and who in rows:
            shares[who] = (Decimal(block.cells[1].removesuffix(" %")), Decimal(block.cells[2]))
    total = sum((share * points for share, points in shares.values()), Decimal(0)) / 100
    assert f"{total:.1f}" in evidence_of(chengtai, "grade")
    assert total < 80
    needed = {who: points + (80 - total) * 100 / share for who, (share, points) in shares.items()}
    assert [who for who, points in needed.items() if points <= 90] == ["Finance"]


def test_the_approved_sum_stays_below_the_bound_and_the_bundle_does_not() -> None:
    sums = ("4.80", "1.50", "5.60", "4.60", "5.00")
    approved, wards, applied, quoted, bound = map(Decimal, sums)
    assert approved < bound < min(applied, approved + wards, quoted + wards)


def test_the_rivals_prices_fit_under_the_ceiling_and_ours_is_lower() -> None:
    licence = 36 * 95_000
    renyao = licence + 2 * licence // 5
    ours = 48 * 29_000 * 3
    assert ours < renyao < 4_800_000
    assert (renyao, ours) == (4_788_000, 4_176_000)


def test_patients_theatres_and_trial_add_up() -> None:
    assert round(30_600 * 0.118) == 3_611
    assert 18 + 8 + 6 + 4 == 36
    assert round(60 / 1_248 * 100, 1) == 4.8


def test_the_totals_of_support_are_as_the_key_says(chengtai: Case) -> None:
    people = chengtai.sample("model").draft["relationship"]["decision_makers"]
    totals = {
        party: sum(int(p["weight"]) * int(p["support"][party]) for p in people)
        for party in ("us", "renyao", "xunjie")
    }
    assert totals == {"us": 26, "renyao": 52, "xunjie": 10}


def test_one_slip_about_one_person_does_not_turn_the_lead_over(chengtai: Case) -> None:
    people = chengtai.sample("model").draft["relationship"]["decision_makers"]
    ours, theirs = 26, 52
    for person in people:
        weight, support = int(person["weight"]), int(person["support"]["us"])
        if person["id"] != "pei":  # who takes Pei for a friend has missed the case
            assert ours + weight * (min(support + 1, 2) - support) < theirs


def test_those_who_like_us_are_many_and_light(chengtai: Case) -> None:
    assert chengtai.key is not None
    weights = {
        c.row: c.accept[0].value
        for c in chengtai.key.criteria
        if isinstance(c, NumberCriterion) and c.field == "weight"
    }
    assert sum(weights[f"p_{who}"] for who in ("shao", "ke", "yu")) == 30
    assert sum(weights[f"p_{who}"] for who in ("pei", "zou")) == 60


def test_no_name_of_the_other_open_case_turns_up_again(chengtai: Case) -> None:
    other = cases.load(ROOT / "cases" / "qinglan").file
    names = [person.name for person in (*other.people, *other.colleagues)]
    names += [party.name for party in (other.us, *other.rivals)]
    for language in LANGUAGES:
        words = "\n".join(b.text for d in chengtai.documents(language) for b in d.blocks)
        assert not [name[language] for name in names if name[language] in words]
