"""Words of the report: numbers, dates and lists in the team's language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from fivelayer.messages import Language, text


def said(name: str, language: Language, /, **params: object) -> str:
    """The report's message `name` (`coverage.note`) in words."""
    return text(f"report.{name}", language, **params)


def number(value: Decimal | float, places: int = 1) -> str:
    """A number with a real minus sign and no needless zeros.

    >>> number(Decimal("12.50")), number(-0.96), number(Decimal(20))
    ('12.5', '−1', '20')
    """
    plain = f"{value:.{places}f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "0" if plain in ("-0", "0") else plain.replace("-", "−")


def day(iso: str, language: Language) -> str:
    """A day, month or year from ISO text; text that is none of these is given back as it is.

    >>> day("2026-03-02", "en"), day("2026-03", "zh"), day("soon", "en")
    ('2 Mar 2026', '2026年3月', 'soon')
    """
    parts = iso[:10].split("-")
    if not all(part.isascii() and part.isdigit() for part in parts) or len(parts) > 3:
        return iso
    known = dict(zip(("year", "month", "day"), map(int, parts), strict=False))
    if "month" in known:
        if not 1 <= known["month"] <= 12:
            return iso
        known_month = month(known["month"], language)
        form = "date.day" if "day" in known else "date.month"
        return said(form, language, **{**known, "month": known_month})
    return said("date.year", language, **known)


def month(position: int, language: Language) -> str:
    """The short name of a month, 1 to 12."""
    return said(f"month.m{position}", language)


def day_of(value: date, language: Language) -> str:
    """A calendar day."""
    return day(value.isoformat(), language)


def listed(items: Sequence[str], language: Language) -> str:
    """Items in a row, as the language joins them.

    >>> listed(["a", "b", "c"], "en"), listed(["甲", "乙"], "zh")
    ('a, b and c', '甲和乙')
    """
    if len(items) < 2:
        return "".join(items)
    first = joined("list.comma", items[:-1], language)
    return said("list.last", language, first=first, last=items[-1])


def aside(items: Iterable[str], language: Language) -> str:
    """Short remarks on one line; empty ones are left out.

    >>> aside(["Director", "", "met"], "en")
    'Director; met'
    """
    return joined("list.aside", [item for item in items if item], language)


def in_a_row(sentences: Sequence[str], language: Language) -> str:
    """Sentences one after the other, with a space between them where the language has one."""
    return joined("list.sentences", sentences, language)


def joined(form: str, items: Sequence[str], language: Language) -> str:
    """Items joined two by two by the message `form`, which has the places `first` and `last`."""
    words = items[0] if items else ""
    for item in items[1:]:
        words = said(form, language, first=words, last=item)
    return words
