"""Reads what people type as numbers, units and dates, in English and in Chinese."""

from __future__ import annotations

import calendar
import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from fivelayer.units import MONEY, Unit, multiple_of_words, unit_of_words

_NUMBER: Final = re.compile(r"[+\-−]?(?:\d{1,3}(?:[,' ]\d{3}){1,4}|\d{1,15})(?:\.\d{1,9})?")
_QUANTITY: Final = re.compile(
    rf"(?P<money>cny|rmb|¥)?\s*({_NUMBER.pattern})\s*(\D{{0,20}})", re.IGNORECASE
)
_ISO: Final = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?")
_CHINESE: Final = re.compile(r"(\d{4})年(?:(\d{1,2})月(?:(\d{1,2})[日号])?)?")
_DAY_FIRST: Final = re.compile(r"(?:(\d{1,2})(?:st|nd|rd|th)? )?([a-z]{3,9})\.? (\d{4})")
_MONTH_FIRST: Final = re.compile(r"([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
# Not from the calendar module, whose names change with the computer's language.
_MONTH_NAMES: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
MONTHS: Final = {
    **{name: number for number, name in enumerate(_MONTH_NAMES, start=1)},
    **{name[:3]: number for number, name in enumerate(_MONTH_NAMES, start=1)},
    "sept": 9,
}


def read_number(value: Any) -> Any:
    """A number from text: full-width digits, thousands separators and a percent sign are fine.

    Blank is None; what is not text or a number is left for the type to refuse.

    Raises:
        ValueError: text that is no number.

    >>> read_number(" 1,260.5 "), read_number("４０％"), read_number("")
    (Decimal('1260.5'), Decimal('40'), None)
    """
    if not isinstance(value, str):
        return value
    plain = _folded(value).removesuffix("%").strip()
    if not plain:
        return None
    if _raised(value) or not _NUMBER.fullmatch(plain):
        raise ValueError("number")
    return _decimal(plain)


def split_unit(data: dict[str, Any]) -> dict[str, Any]:
    """Move a unit typed behind the number to the field `unit`, unless a unit was chosen there.

    A billion, which cannot be chosen, is read as ten of 100 million yuan (亿元).

    >>> split_unit({"value": "1260 万元"})
    {'value': Decimal('1260'), 'unit': <Unit.WAN_YUAN: 'wan_yuan'>}
    """
    typed = data.get("value")
    if not isinstance(typed, str):
        return data
    match = _QUANTITY.fullmatch(_folded(typed))
    if match is None or _raised(typed):
        return data
    chosen, words = data.get("unit") or None, match[3].strip()
    value = _decimal(match[2])
    if words:
        unit = unit_of_words(words)
        if unit is None and (multiple := multiple_of_words(words)):
            unit, times = multiple
            value *= times
    elif match["money"]:
        unit = Unit(chosen) if chosen in MONEY else Unit.YUAN
    else:
        return data
    if unit is None or chosen not in (None, unit):
        return data
    return {**data, "value": value, "unit": unit}


def read_day(value: Any) -> Any:
    """A day, a month or a year from text, as ISO text of that precision; blank is None.

    Raises:
        ValueError: text that is no date, or a date that does not exist.

    >>> read_day("2026年3月2日"), read_day("2 March 2026"), read_day("2019")
    ('2026-03-02', '2026-03-02', '2019')
    """
    if not isinstance(value, str):
        return value
    plain = " ".join(_folded(value).split())
    if not plain:
        return None
    year, month, day = _date_parts(plain)
    if month is None and year > 0:
        return f"{year:04d}"
    if month is None or not 1 <= month <= 12 or not _exists(year, month, day):
        raise ValueError("day")
    return f"{year:04d}-{month:02d}" + ("" if day is None else f"-{day:02d}")


def _exists(year: int, month: int, day: int | None) -> bool:
    return year > 0 and (day is None or 1 <= day <= calendar.monthrange(year, month)[1])


def _date_parts(plain: str) -> tuple[int, int | None, int | None]:
    if match := _ISO.fullmatch(plain) or _CHINESE.fullmatch(plain.replace(" ", "")):
        year, month, day = match.groups()
    elif match := _DAY_FIRST.fullmatch(plain):
        day, month, year = match.groups()
    elif match := _MONTH_FIRST.fullmatch(plain):
        month, day, year = match.groups()
    else:
        raise ValueError("day")
    if month is not None and not month.isdigit():
        month = str(MONTHS.get(month, 0))
    return int(year), None if month is None else int(month), None if day is None else int(day)


def _raised(typed: str) -> bool:
    """Whether a digit is raised, lowered or part of a sign: 5² is not 52, ½ is not 12."""
    return any(unicodedata.category(char) == "No" for char in typed)


def _folded(typed: str) -> str:
    return unicodedata.normalize("NFKC", typed).strip().casefold()


def _decimal(plain: str) -> Decimal:
    try:
        return Decimal(re.sub(r"[,' ]", "", plain).replace("−", "-"))
    except InvalidOperation:  # pragma: no cover - the pattern admits digits only
        raise ValueError("number") from None
