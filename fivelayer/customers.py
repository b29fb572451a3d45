"""A list of customers from a CSV file: read right where it can be, refused with line and reason where not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from fivelayer import sheet
from fivelayer.choices import Grade, Market
from fivelayer.problems import Problem, Problems
from fivelayer.reading import read_number, split_unit
from fivelayer.sheet import Column
from fivelayer.units import Unit, dimension, in_base, unit_of_words

MOST: Final = 5000
"""Customers that a list may hold."""
_FORMS: Final = ["零〇", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"]
_DIGITS: Final = {char: number for number, forms in enumerate(_FORMS) for char in forms}
_SMALL: Final = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE: Final = {"万": 10**4, "亿": 10**8}
_NUMERAL: Final = "".join(_DIGITS)
_CHINESE: Final = re.compile(
    rf"([{_NUMERAL}{''.join(_SMALL)}万亿]*?)(?:点([{_NUMERAL}]+))?([万亿]*)(?<!^)"
)


@dataclass(frozen=True)
class Customer:
    """A customer as listed: money in yuan, growth and margin in per cent, effort in person-months a year."""

    name: str
    market: Market
    purchases: Decimal
    """What they buy of our kind, from anybody."""
    growth: Decimal
    margin: Decimal
    ability: Grade
    difficulty: Grade
    effort: Decimal
    """What full treatment would take."""
    strategic: bool = False
    line: int = 0


def load(path: Path) -> list[Customer]:
    """Read a list of customers; nothing is taken in unless all of it can be read.

    Raises:
        Problems: every problem of the file, with its line.
    """
    return parse(sheet.load(path), path.name)


def parse(text: str, file: str = "") -> list[Customer]:
    r"""Read a list of customers from its text.

    Raises:
        Problems: every problem, with its line.

    >>> head = "customer,market,purchases (wan yuan),growth,margin,ability,difficulty,effort"
    >>> parse(head + "\nLanjiang Water,B2B,\"1,260\",8,22,high,medium,3")[0].purchases
    Decimal('12600000')
    """
    read = sheet.table(text, COLUMNS, file, MOST)
    found = [Customer(**cells, line=line) for line, cells in read.rows]
    problems = [*read.problems, *_twice(found, file)]
    if not read.lines:
        problems.append(Problem(file, None, "", "portfolio_empty"))
    if problems:
        raise Problems(sorted(problems, key=lambda one: one.line or 0))
    return found


def chinese_number(words: str) -> Decimal | None:
    """A number in Chinese digits; None where it is none.

    >>> chinese_number("三百二十万"), chinese_number("十二"), chinese_number("一点五亿")
    (Decimal('3200000'), Decimal('12'), Decimal('150000000'))
    """
    found = _CHINESE.fullmatch(words)
    if found is None:
        return None
    whole, part, large = found[1], found[2], found[3] or ""
    value = Decimal(_whole(whole + (large if part is None else "")))
    if part is not None:
        value += Decimal(f"0.{''.join(str(_DIGITS[char]) for char in part)}")
        for char in large:
            value *= _LARGE[char]
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value


def _whole(words: str) -> int:
    total, below, digit = 0, 0, None
    for char in words:
        if char in _DIGITS:
            digit = _DIGITS[char] + 10 * (digit or 0)
        elif char in _SMALL:
            below, digit = below + (1 if digit is None else digit) * _SMALL[char], None
        else:
            total, below, digit = (total + below + (digit or 0)) * _LARGE[char], 0, None
    return total + below + (digit or 0)


# --- cells -------------------------------------------------------------------------------------------


def _name(cell: str, _: str) -> str:
    if not cell:
        raise ValueError("portfolio_blank")
    if len(cell) > 200:
        raise ValueError("portfolio_name_long")
    return cell


def _number(cell: str, _: str) -> Decimal:
    if not cell:
        raise ValueError("portfolio_blank")
    given = chinese_number(cell.removesuffix("%"))
    if given is None:
        try:
            given = read_number(cell)
        except ValueError:
            raise ValueError("portfolio_number") from None
    if given is None:
        raise ValueError("portfolio_number")
    return given


def _money(cell: str, head: str) -> Decimal:
    if not cell:
        raise ValueError("portfolio_blank")
    spelt = chinese_number(cell.removesuffix("元"))
    if spelt is not None and re.search("[万亿元]", cell):
        return _positive(spelt)
    split = split_unit({"value": cell})
    unit = split.get("unit") or unit_of_words(head)
    value = spelt if spelt is not None else split["value"]
    number = value if isinstance(value, Decimal) else _number(cell, "")
    if unit is None or dimension(unit) != "money":
        raise ValueError("portfolio_money_unit")
    return _positive(in_base(number, unit))


def _effort(cell: str, _: str) -> Decimal:
    split = split_unit({"value": cell})
    if split.get("unit") not in (None, Unit.PERSON_MONTH):
        raise ValueError("portfolio_effort_unit")
    value = split["value"]
    return _positive(value if isinstance(value, Decimal) else _number(cell, ""))


def _positive(value: Decimal) -> Decimal:
    if value < 0:
        raise ValueError("portfolio_negative")
    return value


def _margin(cell: str, head: str) -> Decimal:
    value = _number(cell, head)
    if not -100 <= value <= 100:
        raise ValueError("portfolio_percent")
    return value


def _growth(cell: str, head: str) -> Decimal:
    value = _number(cell, head)
    if not -100 <= value <= 1000:
        raise ValueError("portfolio_percent")
    return value


def _one_of(words: dict[str, Any]) -> Callable[[str, str], Any]:
    def read(cell: str, _: str) -> Any:
        found = words.get("".join(cell.casefold().split()))
        if found is None:
            raise ValueError("portfolio_choice" if cell else "portfolio_blank")
        return found

    return read


_GRADES: Final = {
    **dict.fromkeys(("low", "低", "1"), Grade.LOW),
    **dict.fromkeys(("medium", "middle", "中", "2"), Grade.MEDIUM),
    **dict.fromkeys(("high", "高", "3"), Grade.HIGH),
}
_MARKETS: Final = {
    **dict.fromkeys(("b2b", "business", "企业", "企业客户", "机构"), Market.B2B),
    **dict.fromkeys(("b2c", "consumers", "consumer", "消费者", "个人"), Market.B2C),
}
_YES: Final = {
    **dict.fromkeys(("yes", "y", "true", "是", "有"), True),
    **dict.fromkeys(("no", "n", "false", "否", "无", ""), False),
}
COLUMNS: Final[dict[str, Column]] = {
    "name": Column(("customer", "name", "account", "客户", "客户名称", "名称"), _name),
    "market": Column(("market", "市场", "市场类型"), _one_of(_MARKETS)),
    "purchases": Column(("purchases", "yearly purchases", "年采购额", "采购额"), _money),
    "growth": Column(("growth", "增长率", "年增长率"), _growth),
    "margin": Column(("margin", "利润率", "毛利率"), _margin),
    "ability": Column(("ability", "ability to buy", "购买能力"), _one_of(_GRADES)),
    "difficulty": Column(("difficulty", "成交难度", "难度"), _one_of(_GRADES)),
    "effort": Column(("effort", "person-months", "投入", "人月", "投入人月"), _effort),
    "strategic": Column(("strategic", "战略意义", "战略客户"), _one_of(_YES), needed=False),
}


def _twice(customers: Sequence[Customer], file: str) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for one in customers:
        folded = "".join(one.name.casefold().split())
        if folded in seen:
            first = {"first": seen[folded]}
            yield Problem(file, one.line, "", "portfolio_twice", first, one.name[:80])
        seen.setdefault(folded, one.line)
