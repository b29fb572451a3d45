"""Reads what people type as numbers, units and dates, in English and in Chinese."""

from __future__ import annotations

import calendar
import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from fivelayer.units import unit_of_words

_NUMBER: Final = re.compile(r"[+\-−]?\d{1,15}(?:[,' ]\d{3})*(?:\.\d{1,9})?")
_QUANTITY: Final = re.compile(rf"(?:cny|rmb|¥)?\s*({_NUMBER.pattern})\s*(\D{{0,20}})", re.IGNORECASE)
_ISO: Final = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?")
_CHINESE: Final = re.compile(r"(\d{4})年(?:(\d{1,2})月(?:(\d{1,2})[日号])?)?")
_DAY_FIRST: Final = re.compile(r"(?:(\d{1,2})(?:st|nd|rd|th)? )?([a-z]{3,9})\.? (\d{4})")
_MONTH_FIRST: Final = re.compile(r"([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_MONTHS: Final = {
    name.casefold(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
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
    if not _NUMBER.fullmatch(plain):
        raise ValueError("number")
    return _decimal(plain)


def split_unit(data: dict[str, Any]) -> dict[str, Any]:
    """Move a unit typed behind the number to the field `unit`, unless a unit was chosen there.

    >>> split_unit({"value": "1260 万元"})
    {'value': Decimal('1260'), 'unit': <Unit.WAN_YUAN: 'wan_yuan'>}
    """
    typed = data.get("value")
    if not isinstance(typed, str):
        return data
    match = _QUANTITY.fullmatch(_folded(typed))
    if match is None or not match[2].strip():
        return data
    unit = unit_of_words(match[2])
    if unit is None or data.get("unit") not in (None, "", unit):
        return data
    return {**data, "value": _decimal(match[1]), "unit": unit}


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
    if month is None:
        return f"{year:04d}"
    if not 1 <= month <= 12 or (day is not None and not _exists(year, month, day)):
        raise ValueError("day")
    return f"{year:04d}-{month:02d}" + ("" if day is None else f"-{day:02d}")


def _exists(year: int, month: int, day: int) -> bool:
    return year > 0 and 1 <= day <= calendar.monthrange(year, month)[1]


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
        month = str(_MONTHS.get(month, 0))
    return int(year), None if month is None else int(month), None if day is None else int(day)


def _folded(typed: str) -> str:
    return unicodedata.normalize("NFKC", typed).strip().casefold()


def _decimal(plain: str) -> Decimal:
    try:
        return Decimal(re.sub(r"[,' ]", "", plain).replace("−", "-"))
    except InvalidOperation:  # pragma: no cover - the pattern admits digits only
        raise ValueError("number") from None
