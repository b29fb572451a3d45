"""Dates and spans as the coach reckons with them: a month is a range, a working day skips weekends."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from decimal import Decimal
from math import ceil
from typing import Final

from fivelayer.model import Quantity
from fivelayer.units import Unit

FAR: Final = 36_500
"""Longer spans are cut to so many days: nobody plans for the next century."""
_DAYS: Final = {Unit.HOUR: Decimal(1) / 24, Unit.DAY: Decimal(1), Unit.WEEK: Decimal(7)}
_MONTHS: Final = {Unit.MONTH: Decimal(1), Unit.YEAR: Decimal(12)}


def earliest(day: str) -> date:
    """The first day that an ISO day, month or year can mean.

    >>> earliest("2027-08")
    datetime.date(2027, 8, 1)
    """
    year, month, number = [*map(int, day.split("-")), 1, 1][:3]
    return date(year, month, number)


def latest(day: str) -> date:
    """The last day that an ISO day, month or year can mean.

    >>> latest("2027-02"), latest("2027")
    (datetime.date(2027, 2, 28), datetime.date(2027, 12, 31))
    """
    parts = [int(part) for part in day.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    number = parts[2] if len(parts) > 2 else calendar.monthrange(year, month)[1]
    return date(year, month, number)


def after(start: date, span: Quantity) -> date | None:
    """The day on which a span that begins at `start` is over; None where it is no span of time.

    Working days skip Saturdays and Sundays; public holidays are not known here.

    >>> after(date(2027, 7, 5), Quantity(value="30", unit="working_day"))
    datetime.date(2027, 8, 16)
    """
    if span.value is None or span.unit is None or span.value <= 0:
        return None
    value = min(span.value, Decimal(FAR))
    if span.unit is Unit.WORKING_DAY:
        return _after_working_days(start, ceil(value))
    if span.unit in _DAYS:
        return start + timedelta(days=min(ceil(value * _DAYS[span.unit]), FAR))
    if span.unit in _MONTHS:
        return _after_months(start, min(value * _MONTHS[span.unit], Decimal(1200)))
    return None


def last_start(start: date, span: Quantity, until: date) -> date:
    """The last day, from `start` on, on which one can begin and be ready by `until`."""
    day = start
    while (ready := after(day + timedelta(days=1), span)) is not None and ready <= until:
        day += timedelta(days=1)
    return day


def _after_working_days(start: date, count: int) -> date:
    start -= timedelta(days=max(start.weekday() - 4, 0))  # a weekend counts from its Friday
    weeks, rest = divmod(min(count, FAR), 5)
    day = start + timedelta(weeks=weeks)
    while rest:
        day += timedelta(days=1)
        rest -= day.weekday() < 5
    return day


def _after_months(start: date, months: Decimal) -> date:
    whole = int(months)
    year, month = divmod(start.year * 12 + start.month - 1 + whole, 12)
    number = min(start.day, calendar.monthrange(year, month + 1)[1])
    return date(year, month + 1, number) + timedelta(days=ceil((months - whole) * 30))
