"""Units of the quantities in a plan, and how they convert."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Final


class Unit(StrEnum):
    """A unit a trainee can choose; Chinese business counts money in 万 and 亿."""

    PEOPLE = "people"
    YUAN = "yuan"
    WAN_YUAN = "wan_yuan"
    MILLION_YUAN = "million_yuan"
    YI_YUAN = "yi_yuan"
    PERCENT = "percent"
    MINUTE = "minute"
    HOUR = "hour"
    WORKING_DAY = "working_day"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    PERSON_MONTH = "person_month"
    COUNT = "count"


_SCALES: Final[dict[Unit, tuple[str, Decimal]]] = {
    Unit.PEOPLE: ("people", Decimal(1)),
    Unit.YUAN: ("money", Decimal(1)),
    Unit.WAN_YUAN: ("money", Decimal(10_000)),
    Unit.MILLION_YUAN: ("money", Decimal(1_000_000)),
    Unit.YI_YUAN: ("money", Decimal(100_000_000)),
    Unit.PERCENT: ("share", Decimal(1)),
    Unit.MINUTE: ("hours", Decimal(1) / 60),
    Unit.HOUR: ("hours", Decimal(1)),
    Unit.WORKING_DAY: ("working days", Decimal(1)),
    Unit.DAY: ("days", Decimal(1)),
    Unit.WEEK: ("days", Decimal(7)),
    Unit.MONTH: ("months", Decimal(1)),
    Unit.YEAR: ("months", Decimal(12)),
    Unit.PERSON_MONTH: ("person-months", Decimal(1)),
    Unit.COUNT: ("count", Decimal(1)),
}

# What people type behind a number; longest first, so that 亿元 is not read as 元.
_WORDS: Final[dict[str, Unit]] = {
    "people": Unit.PEOPLE,
    "person": Unit.PEOPLE,
    "persons": Unit.PEOPLE,
    "staff": Unit.PEOPLE,
    "employees": Unit.PEOPLE,
    "employee": Unit.PEOPLE,
    "人": Unit.PEOPLE,
    "名": Unit.PEOPLE,
    "位": Unit.PEOPLE,
    "元": Unit.YUAN,
    "yuan": Unit.YUAN,
    "rmb": Unit.YUAN,
    "cny": Unit.YUAN,
    "万元": Unit.WAN_YUAN,
    "万": Unit.WAN_YUAN,
    "wan": Unit.WAN_YUAN,
    "wan yuan": Unit.WAN_YUAN,
    "百万元": Unit.MILLION_YUAN,
    "百万": Unit.MILLION_YUAN,
    "million": Unit.MILLION_YUAN,
    "million yuan": Unit.MILLION_YUAN,
    "million rmb": Unit.MILLION_YUAN,
    "million cny": Unit.MILLION_YUAN,
    "m": Unit.MILLION_YUAN,
    "亿元": Unit.YI_YUAN,
    "亿": Unit.YI_YUAN,
    "%": Unit.PERCENT,
    "percent": Unit.PERCENT,
    "per cent": Unit.PERCENT,
    "分钟": Unit.MINUTE,
    "minutes": Unit.MINUTE,
    "minute": Unit.MINUTE,
    "mins": Unit.MINUTE,
    "min": Unit.MINUTE,
    "小时": Unit.HOUR,
    "个小时": Unit.HOUR,
    "hours": Unit.HOUR,
    "hour": Unit.HOUR,
    "hrs": Unit.HOUR,
    "hr": Unit.HOUR,
    "h": Unit.HOUR,
    "个工作日": Unit.WORKING_DAY,
    "工作日": Unit.WORKING_DAY,
    "working days": Unit.WORKING_DAY,
    "working day": Unit.WORKING_DAY,
    "天": Unit.DAY,
    "日": Unit.DAY,
    "自然日": Unit.DAY,
    "calendar days": Unit.DAY,
    "days": Unit.DAY,
    "day": Unit.DAY,
    "周": Unit.WEEK,
    "星期": Unit.WEEK,
    "个星期": Unit.WEEK,
    "weeks": Unit.WEEK,
    "week": Unit.WEEK,
    "个月": Unit.MONTH,
    "月": Unit.MONTH,
    "months": Unit.MONTH,
    "month": Unit.MONTH,
    "年": Unit.YEAR,
    "years": Unit.YEAR,
    "year": Unit.YEAR,
    "person-months": Unit.PERSON_MONTH,
    "person-month": Unit.PERSON_MONTH,
    "person months": Unit.PERSON_MONTH,
    "person month": Unit.PERSON_MONTH,
    "个人月": Unit.PERSON_MONTH,
    "人月": Unit.PERSON_MONTH,
    "个": Unit.COUNT,
    "件": Unit.COUNT,
    "次": Unit.COUNT,
    "项": Unit.COUNT,
    "家": Unit.COUNT,
    "times": Unit.COUNT,
}

# What stands for so many of a unit that can be chosen: English counts in billions, Chinese in 亿.
_MULTIPLES: Final[dict[str, tuple[Unit, int]]] = {
    "thousand yuan": (Unit.YUAN, 1_000),
    "千元": (Unit.YUAN, 1_000),
    "十万": (Unit.WAN_YUAN, 10),
    "千万": (Unit.WAN_YUAN, 1_000),
    "billion": (Unit.YI_YUAN, 10),
    "bn": (Unit.YI_YUAN, 10),
    "trillion": (Unit.YI_YUAN, 10_000),
    "十亿": (Unit.YI_YUAN, 10),
    "百亿": (Unit.YI_YUAN, 100),
    "千亿": (Unit.YI_YUAN, 1_000),
    "万亿": (Unit.YI_YUAN, 10_000),
}
_YUAN: Final = (" yuan", " rmb", " cny", "元")


MONEY: Final = frozenset(unit for unit, (kind, _) in _SCALES.items() if kind == "money")
"""The units of money; as texts they are equal to what a form holds."""


def dimension(unit: Unit) -> str:
    """What a unit measures; only quantities of one dimension can be compared."""
    return _SCALES[unit][0]


def in_base(value: Decimal, unit: Unit) -> Decimal:
    """The value in its dimension's base unit: people, yuan, percent, hours, days, months.

    >>> in_base(Decimal("1260"), Unit.WAN_YUAN) == in_base(Decimal("12.6"), Unit.MILLION_YUAN)
    True
    """
    return value * _SCALES[unit][1]


def unit_of_words(words: str) -> Unit | None:
    """The unit that a word behind a number stands for, if it stands for one.

    >>> unit_of_words("万元")
    <Unit.WAN_YUAN: 'wan_yuan'>
    """
    return _WORDS.get(" ".join(words.casefold().split()))


def multiple_of_words(words: str) -> tuple[Unit, int] | None:
    """The unit that a word behind a number stands for so many of, and how many.

    >>> multiple_of_words("billion yuan")
    (<Unit.YI_YUAN: 'yi_yuan'>, 10)
    """
    plain = " ".join(words.casefold().split())
    if plain in _MULTIPLES:
        return _MULTIPLES[plain]
    return next((_MULTIPLES.get(plain.removesuffix(y)) for y in _YUAN if plain.endswith(y)), None)
