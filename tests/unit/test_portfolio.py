"""A list of customers: read right or refused whole; tiered, and the person-months given out (S35-S37)."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fivelayer import customers
from fivelayer.choices import Grade, Market, Tier, Verdict
from fivelayer.cli import main
from fivelayer.customers import Customer, chinese_number, parse
from fivelayer.portfolio import WEIGHTS, judged, short, spent
from fivelayer.problems import Problem, Problems

HEAD = "customer,market,purchases (wan yuan),growth,margin,ability,difficulty,effort,strategic\n"
CHINESE = "客户,市场,年采购额（万元）,增长率,利润率,购买能力,成交难度,投入人月,战略意义\n"
ROWS = "".join(
    f"客户{n},{'B2C' if n == 24 else 'B2B'},{100 * n},{n % 9},{10 + n % 12},{'高' if n % 2 else '中'},"
    f"{'低' if n % 3 else '高'},{1 + n % 4},{'是' if n == 20 else ''}\n"
    for n in range(1, 25)
)


def codes(text: str) -> list[tuple[int | None, str]]:
    with pytest.raises(Problems) as found:
        parse(text, "list.csv")
    return [
        (problem.line, problem.code.removeprefix("portfolio_")) for problem in found.value.problems
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_files_of_any_usual_encoding_say_the_same(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes((CHINESE + ROWS).encode(encoding))
    found = customers.load(path)
    assert len(found) == 24
    assert (found[2].name, found[2].purchases) == ("客户3", Decimal(3_000_000))


def test_a_file_of_no_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"customer\xff\x80,\x81")
    with pytest.raises(Problems, match="neither UTF-8"):
        customers.load(path)


@pytest.mark.parametrize(
    ("cell", "yuan"),
    [
        ("1260", 12_600_000),
        ('"1,260"', 12_600_000),
        ("１２６０", 12_600_000),
        ("三百二十", 3_200_000),
        ("三百二十万", 3_200_000),
        ("一点二亿", 120_000_000),
        ("1.2亿", 120_000_000),
        ("320万元", 3_200_000),
        ("3.2 million yuan", 3_200_000),
        ("5000元", 5_000),
        ('"1，260"', 12_600_000),
        ("1'260", 12_600_000),
        ("壹佰贰拾万元", 1_200_000),
        ("0.5亿元", 50_000_000),
    ],
)
def test_amounts_are_read_with_their_own_unit_or_the_headings(cell: str, yuan: int) -> None:
    (found,) = parse(f"{HEAD}A,B2B,{cell},1,2,low,low,1,\n")
    assert found.purchases == yuan


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("十", 10),
        ("二十", 20),
        ("一百零五", 105),
        ("两千", 2000),
        ("一万二千", 12_000),
        ("二〇二七", 2027),
        ("", None),
        ("点", None),
        ("十年", None),
    ],
)
def test_chinese_numbers(words: str, number: int | None) -> None:
    assert chinese_number(words) == number


@pytest.mark.parametrize("cell", ["3", "三", "3个人月", "３ 人月", "3 person-months"])
def test_effort_and_percentages_are_read_as_people_write_them(cell: str) -> None:
    (found,) = parse(f"{HEAD}A,B2B,1,８％,二十二,中,低,{cell},\n")
    assert (found.effort, found.growth, found.margin) == (3, 8, 22)


def test_one_bad_line_among_many_and_nothing_is_taken_in() -> None:
    bad = ROWS.replace("客户7,B2B,700", "客户7,B2B,many")
    assert codes(CHINESE + bad) == [(8, "number")]


@pytest.mark.parametrize("apart", ["\t", ";", "，"])
def test_other_separators(apart: str) -> None:
    text = HEAD.replace(",", apart) + apart.join(
        ["A", "企业", "10", "1%", "2", "高", "低", "1", "是"]
    )
    (found,) = parse(text)
    assert (found.market, found.ability, found.strategic) == (Market.B2B, Grade.HIGH, True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [(None, "empty")]),
        (HEAD, [(None, "empty")]),
        ("customer,market\nA,B2B\n", [(1, "column")] * 6),
        (HEAD.replace("growth", "market"), [(1, "column_twice"), (1, "column")]),
        (HEAD + "A,B2B,x,1,2,low,low,1,\n", [(2, "number")]),
        (HEAD.replace(" (wan yuan)", "") + "A,B2B,120,1,2,low,low,1,\n", [(2, "money_unit")]),
        (HEAD + "A,B2B,1,x,2,low,huge,1,\n", [(2, "number"), (2, "choice")]),
        (HEAD + "A,B2B,1,1,200,low,low,1 year,\n", [(2, "percent"), (2, "effort_unit")]),
        (HEAD + "A,B2B,-1,1,2,low,low,1,\n", [(2, "negative")]),
        (HEAD + "A,B2B\n", [(2, "blank")] * 6),
        (HEAD + "A,B2B,1,1,2,low,low,1,\n\nＡ,B2B,1,1,2,low,low,1,\n", [(4, "twice")]),
        (HEAD + '"A,B2B,1\n', [(2, "quotes")]),
        (HEAD + "A,B2B,1,260,8,22,high,medium,3,yes\n", [(2, "cells")]),
        (HEAD + "A,B2B,1,1,2,low,low,1,\n合计,,1,,,,,,\n", [(3, "blank")] * 6),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(
    text: str, expected: list[tuple[int | None, str]]
) -> None:
    assert codes(text) == expected


@given(st.text(max_size=60))
def test_no_cell_breaks_the_reading(cell: str) -> None:
    quoted = cell.replace('"', '""')
    refused: tuple[Problem, ...] = ()
    found: list[Customer] = []
    try:
        found = parse(f'{HEAD}A,B2B,"{quoted}","{quoted}",2,"{quoted}",low,1,\n')
    except Problems as fault:
        refused = fault.problems
    assert bool(found) is not bool(refused)
    assert all(problem.words("en") and problem.words("zh") for problem in refused)


def customer(name: str, purchases: int, **more: object) -> Customer:
    facts = {
        "market": Market.B2B,
        "growth": Decimal(5),
        "margin": Decimal(20),
        "ability": Grade.HIGH,
        "difficulty": Grade.LOW,
        "effort": Decimal(3),
        **more,
    }
    return Customer(name=name, purchases=Decimal(purchases), **facts)  # type: ignore[arg-type]


def test_the_famous_loss_maker_gets_no_people_and_the_dull_utility_does() -> None:
    famous = customer("famous", 300_000, effort=Decimal(6), difficulty=Grade.HIGH)
    utility = customer("utility", 60_000_000)
    table = judged([famous, utility], months=9).set_index("name")
    assert table.loc["utility", "verdict"] is Verdict.FULL
    assert table.loc["famous", "verdict"] is Verdict.CHANNEL
    assert table.loc["famous", "months"] == 0


def test_consumers_have_no_tier_and_are_left_out() -> None:
    crowd = customer("members", 900_000_000, market=Market.B2C)
    table = judged([crowd, customer("utility", 60_000_000)], months=9).set_index("name")
    assert table.loc["members", "tier"] is None
    assert (table.loc["members", "verdict"], table.loc["members", "why"]) == (
        "do_not_use",
        "market",
    )


def test_where_the_months_do_not_reach_it_is_said() -> None:
    both = [customer("a", 60_000_000), customer("b", 50_000_000)]
    table = judged(both, months=4)
    assert (spent(table), short(table)) == (3, 3)
    assert list(table["why"]) == ["tier", "capacity"]


@given(st.floats(0, 60), st.lists(st.integers(10_000, 10**9), min_size=1, max_size=8))
def test_never_more_months_than_there_are(months: float, worth: list[int]) -> None:
    table = judged([customer(f"c{n}", size) for n, size in enumerate(worth)], months)
    assert spent(table) <= months + 1e-6
    assert table["stable"].between(0, 1).all()
    assert table["score"].between(0, 1).all()


def test_weights_decide_and_the_order_of_the_list_does_not() -> None:
    listed = parse(HEAD + ROWS)
    table = judged(listed, 9)
    assert list(judged(listed[::-1], 9)["name"]) == list(table["name"])
    assert table["tier"].iloc[0] is Tier.STRATEGIC
    growth = judged(listed, 9, {**dict.fromkeys(WEIGHTS, 0.0), "growth": 1.0})
    assert list(growth["tier"]) != list(table["tier"])
    with pytest.raises(ValueError, match="must be 0 or more"):
        judged(listed, -1)


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out = tmp_path / "list.csv", tmp_path / "out.csv"
    path.write_text(CHINESE + ROWS + '"=HYPERLINK(1)",B2B,10,1,2,低,低,1,\n', encoding="utf-8")
    assert main(["portfolio", str(path), "--months", "60", "--out", str(out)]) == 0
    assert "25" in capsys.readouterr().out
    assert '"\'=HYPERLINK(1)"' in out.read_text("utf-8-sig")
    assert main(["portfolio", str(path), "--months", "1", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["short"] > 0
    assert {row["verdict"] for row in told["customers"]} >= {"channel", "do_not_use"}
    path.write_text("customer\nA\n", encoding="utf-8")
    assert main(["portfolio", str(path), "--lang", "zh"]) == 2
    assert "缺少一列" in capsys.readouterr().err
