"""The story of jianglin: the list leads astray, the documents put it right, and nine months are just enough."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from dossier_facts import lines_of

from fivelayer import cases, customers, portfolio
from fivelayer.cases import Case, Listed
from fivelayer.choices import Market, Tier, Verdict
from fivelayer.draft import read
from fivelayer.messages import LANGUAGES, Language

ROOT = Path(__file__).parents[2]
SHARE, TOP, KEY = Decimal("0.3"), Decimal(600_000), Decimal(200_000)
MANAGED = {
    "Linxin Semiconductor": Tier.STRATEGIC, "Jianglin Water": Tier.STRATEGIC,
    "Yaocheng Dairy": Tier.TOP, "Wangjiang Heating": Tier.TOP,
    "Yunlu Hospital": Tier.KEY, "Jianglin University": Tier.KEY,
    "Liugang Foods": Tier.KEY, "Luwei Battery": Tier.KEY,
}  # fmt: skip
TRAPS = {"White Whale Park", "Dongbu Shipyard", "Tuoshi Cement", "Home Meter Club"}


@pytest.fixture(scope="module")
def jianglin() -> Case:
    return cases.load(ROOT / "cases" / "jianglin")


@pytest.fixture(scope="module")
def listed(jianglin: Case) -> dict[str, Listed]:
    return {one.name.en: one for one in jianglin.accounts}


def _contribution(one: Listed) -> Decimal:
    return one.figures.purchases * SHARE * one.figures.margin / 100


def _rows(case: Case, sample: str = "model") -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in case.sample(sample).draft["fit"]["accounts"]}


def test_there_are_24_customers_and_the_ids_are_their_places(jianglin: Case) -> None:
    assert [one.id for one in jianglin.accounts] == [f"a{n:02d}" for n in range(1, 25)]
    for language in LANGUAGES:
        names = [one.name[language] for one in jianglin.accounts]
        assert len(set(names)) == 24
        for other in LANGUAGES:
            rows = _rows(jianglin, {"en": "model", "zh": "model-zh"}[other])
            assert len(rows) == 24


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_says_what_the_document_says(jianglin: Case, language: Language) -> None:
    path = jianglin.folder / "dossier" / language / jianglin.file.accounts
    cells = [line.split(",") for line in path.read_text("utf-8").splitlines()[1:]]
    document = next(d for d in jianglin.documents(language) if d.id == "D2")
    shown = [b.cells[1:] for b in document.blocks if b.kind == "row" and b.cells[0].isdigit()]
    unit = {"en": " million yuan", "zh": "万元"}[language]
    assert [[cell.removesuffix(unit) for cell in row] for row in shown] == cells
    assert len(customers.load(path)) == 24


def test_the_right_tiers_follow_from_the_rule(jianglin: Case, listed: dict[str, Listed]) -> None:
    corrected = {
        "Jianglin Water": Decimal(9_200_000) * SHARE * 24 / 100,
        "Luwei Battery": Decimal(4_500_000) * SHARE * 20 / 100,
        "Dongbu Shipyard": Decimal(600_000) * SHARE * 22 / 100,
        "White Whale Park": Decimal(-180_000),
    }
    planned = {"Jianglin Water", "Linxin Semiconductor"}
    unpaid = {"Tuoshi Cement"}
    rows = _rows(jianglin)
    for name, one in listed.items():
        row = rows[one.id]
        if name == "Home Meter Club":
            assert (row["market"], row["verdict"]) == ("b2c", "do_not_use")
            continue
        brings = corrected.get(name, _contribution(one))
        tier = (
            Tier.ORDINARY if brings < KEY or name in unpaid
            else Tier.KEY if brings < TOP
            else Tier.STRATEGIC if name in planned
            else Tier.TOP
        )  # fmt: skip
        assert row["tier"] == tier == MANAGED.get(name, Tier.ORDINARY), name
        assert abs(brings - TOP) > 30_000, f"{name} is too near a threshold"
        assert abs(brings - KEY) > 15_000, f"{name} is too near a threshold"


def test_nine_months_are_just_enough_and_twelve_were_never_there(
    jianglin: Case, listed: dict[str, Listed]
) -> None:
    away = {"leave": Decimal(3) * 8 / 12, "fair": Decimal(1)}
    assert 4 * 3 - sum(away.values()) == 9
    parts = {Tier.STRATEGIC: 1, Tier.TOP: 1, Tier.KEY: Decimal("0.4")}
    asked = {n: listed[n].figures.effort * parts[tier] for n, tier in MANAGED.items()}
    rows = _rows(jianglin)
    assert asked == {name: Decimal(rows[listed[name].id]["months"]) for name in asked}
    assert sum(asked.values()) == 9


def test_whoever_trusts_the_list_has_not_enough_months(listed: dict[str, Listed]) -> None:
    """By the rule, but on the list's own figures: more than the twelve of the handover."""
    wanted = Decimal(0)
    for one in listed.values():
        brings = _contribution(one)
        part = 1 if brings >= TOP else Decimal("0.4") if brings >= KEY else 0
        wanted += one.figures.effort * part
    assert wanted > 12


def test_the_tool_on_the_list_steps_into_every_trap_and_on_the_truth_into_none(
    jianglin: Case, listed: dict[str, Listed]
) -> None:
    from dataclasses import replace

    figures = [one.figures for one in jianglin.accounts]
    naive = portfolio.judged(figures, 9).set_index("name")
    deep = {Verdict.FULL, Verdict.REP_LEVEL}
    assert naive.loc["White Whale Park", "verdict"] is Verdict.FULL
    assert naive.loc["Jianglin Water", "tier"] is Tier.ORDINARY
    assert {naive.loc[name, "tier"] for name in TRAPS} <= {Tier.STRATEGIC, Tier.TOP}
    true = {
        "White Whale Park": {"margin": Decimal(-7)},
        "Jianglin Water": {
            "purchases": Decimal(9_200_000),
            "growth": Decimal(48),
            "margin": Decimal(24),
            "strategic": True,
        },
        "Luwei Battery": {"purchases": Decimal(4_500_000)},
        "Dongbu Shipyard": {"purchases": Decimal(600_000)},
        "Home Meter Club": {"market": Market.B2C},
    }
    put_right = [replace(one, **true.get(one.name, {})) for one in figures]  # type: ignore[arg-type]
    table = portfolio.judged(put_right, 9).set_index("name")
    assert table.loc["Home Meter Club", "verdict"] is Verdict.DO_NOT_USE
    assert table.loc["White Whale Park", "verdict"] not in deep
    assert table.loc["Dongbu Shipyard", "verdict"] not in deep
    assert table.loc["Jianglin Water", "tier"] is Tier.STRATEGIC


def test_the_loss_of_the_whale_adds_up(jianglin: Case) -> None:
    row = lines_of(jianglin)["D4:5"].split("\t")
    sales, margin, more, now, before = (Decimal(cell.split()[0]) for cell in row[1:])
    assert sales == Decimal(9) * SHARE
    assert margin == sales * 30 / 100
    assert margin - more == now < 0
    assert before < 0


def test_the_decisive_facts_of_the_battery_maker_are_known_from_a_visit_only(
    jianglin: Case,
) -> None:
    for language, hall in (("en", "New hall"), ("zh", "新厂房")):
        told = lines_of(jianglin, language)  # type: ignore[arg-type]
        assert [line for line, text in told.items() if hall in text] == ["D10:11"]
        assert jianglin.key is not None
        (evidence,) = jianglin.key.fact("battery_plant").evidence
        assert evidence.line == "D10:11"


def test_the_plans_money_is_five_years_money(jianglin: Case) -> None:
    assert "46.00 million yuan in all, 9.20 million yuan a year" in lines_of(jianglin)["D5:5"]
    assert Decimal("9.20") * 5 == Decimal("46.00")


def test_four_full_treatments_are_what_the_team_can_lead(jianglin: Case) -> None:
    full = [row for row in _rows(jianglin).values() if row["verdict"] == "full"]
    assert len(full) == 2 * 2
    assert "2 customers each at a time" in lines_of(jianglin)["D9:11"]


def test_the_model_plan_gives_out_no_more_than_there_is_and_each_month_is_repaid(
    jianglin: Case,
) -> None:
    for name in ("model", "model-zh"):
        plan = read(jianglin.sample(name).draft).plan
        found = portfolio.treated(plan, jianglin.accounts)
        assert sum(one.months for one in found) == plan.fit.months == 9
        assert all(one.repays for one in found)


def test_there_is_no_world_and_nothing_misses_it(jianglin: Case) -> None:
    from fivelayer.authoring.check import check

    assert not (jianglin.folder / "world.yaml").exists()
    assert check(jianglin.folder).figures == ()
