"""The numbers of a sentence, in English and in Chinese, so that two tellings can be compared."""

from __future__ import annotations

import calendar
import itertools
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from fivelayer.messages import Language

_DIGITS: Final = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_ENGLISH: Final = re.compile(
    rf"({_DIGITS})(?:\s*(thousand|million|billion|[ap]\.?m\b))?", re.IGNORECASE
)
_CHINESE: Final = re.compile(
    rf"(下午|晚上|傍晚)?\s*({_DIGITS})\s*([十百千]?[万亿]|[百千](?![米克瓦分]))?"
)
_SCALES: Final = {
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "十": 10,
    "百": 10**2,
    "千": 10**3,
    "万": 10**4,
    "亿": 10**8,
}
_ONES: Final = [
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    "nineteen",
]
_TENS: Final = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORDS: Final[dict[str, int]] = (
    {word: n for n, word in enumerate(_ONES)}
    | {word: 10 * n for n, word in enumerate(_TENS, 2)}
    | {name.lower(): n for n, name in enumerate(calendar.month_name) if name}
    | {name.lower(): n for n, name in enumerate(calendar.month_abbr) if name}
    | dict.fromkeys(("a", "an", "each", "every", "per", "once", "single", "first", "only"), 1)
    | dict.fromkeys(("twice", "both", "second", "couple", "two-thirds", "pair"), 2)
    | {"third": 3, "thirds": 3, "thrice": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6}
    | {"seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10, "dozen": 12, "hundred": 100}
    | {"thousand": 1000, "million": 10**6, "noon": 12, "midnight": 24}
)
_NUMERALS: Final = {c: n for n, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
    "半": 5,
}


@dataclass(frozen=True)
class Figures:
    """Numbers written in digits, scaled (3.8 million is 3 800 000), and those written in words."""

    digits: frozenset[Decimal]
    words: frozenset[Decimal]


def figures(text: str, language: Language) -> Figures:
    """The numbers of a text.

    >>> figures("3.80 million yuan by 9 July", "en").digits == figures("7月9日前380万元", "zh").digits - {7}
    True
    """
    # A Chinese comma parts a sentence, never thousands.
    plain = unicodedata.normalize("NFKC", re.sub("[²³，]", " ", text))
    if language == "en":
        return Figures(frozenset(_english(plain)), frozenset(_english_words(plain)))
    return Figures(frozenset(_chinese(plain)), frozenset(_chinese_words(plain)))


def differing(en: str, zh: str, scaled: bool = False) -> tuple[list[str], list[str]]:
    """Numbers that only the English text has in digits, and only the Chinese one.

    What one says in digits the other may say in words. `scaled` is for a table's cells, where the
    unit stands in the heading: 12.6 (million) and 1260 (万元) are the same.

    >>> differing("within 30 days of 2 March", "3月2日起20日内")
    (['30'], ['20'])
    >>> differing("all three offices", "3个办事处")
    ([], [])
    """
    one, other = figures(en, "en"), figures(zh, "zh")
    missing = [
        [n for n in mine.digits if not _there(n, yours, scaled)]
        for mine, yours in ((one, other), (other, one))
    ]
    return _listed(missing[0]), _listed(missing[1])


def _there(number: Decimal, there: Figures, scaled: bool) -> bool:
    if number in there.digits or number in there.words:
        return True
    return scaled and any(
        number * Decimal(10) ** power in there.digits for power in (2, -2, 4, -4, 6, -6, 8, -8)
    )


def _listed(numbers: list[Decimal]) -> list[str]:
    return [f"{n:f}" for n in sorted(numbers)]


def _decimal(digits: str) -> Decimal:
    return _whole(Decimal(digits.replace(",", "")))


def _english(text: str) -> list[Decimal]:
    found = []
    for match in _ENGLISH.finditer(text):
        scale = (match[2] or "").casefold().replace(".", "")
        number = _decimal(match[1])
        if scale == "pm" and number < 12:
            number += 12
        found.append(_whole(number * _SCALES[scale]) if scale in _SCALES else number)
    return found


def _chinese(text: str) -> list[Decimal]:
    found = []
    for match in _CHINESE.finditer(text):
        number = _decimal(match[2])
        if match[1] and number < 12:
            number += 12
        for sign in match[3] or "":
            number *= _SCALES[sign]
        found.append(_whole(number))
    return found


def _whole(number: Decimal) -> Decimal:
    return (
        number.to_integral_value() if number == number.to_integral_value() else number.normalize()
    )


def _english_words(text: str) -> list[Decimal]:
    words = re.findall(r"[a-z]+", text.casefold())
    found = [_WORDS[word] for word in words if word in _WORDS]
    for tens, ones in itertools.pairwise(words):
        if tens in _TENS and ones in _ONES[1:10]:
            found.append(_WORDS[tens] + _WORDS[ones])
        if tens in _ONES and ones in {"hundred", "thousand", "million", "dozen"}:
            found.append(_WORDS[tens] * _WORDS[ones])
    return [Decimal(n) for n in found]


def _chinese_words(text: str) -> list[Decimal]:
    numerals = re.findall(r"[零〇一二两三四五六七八九十百千万亿半]{1,20}", text)
    values = [_numeral(found) for found in numerals]
    values += [_NUMERALS[c] for found in numerals for c in found if c in _NUMERALS]
    values += [1] * bool(re.search("每|首|本|该|单", text))
    return [Decimal(n) for n in values]


def _numeral(written: str) -> int:
    """A Chinese numeral: 二十五 is 25, 二〇二七 is 2027."""
    if all(c in _NUMERALS for c in written):
        return int("".join(str(_NUMERALS[c]) for c in written))
    total = section = digit = 0
    for c in written:
        if c in _NUMERALS:
            digit = _NUMERALS[c]
        elif _SCALES[c] < 10**4:
            section += (digit or 1) * _SCALES[c]
            digit = 0
        else:
            total = (total + section + digit) * _SCALES[c]
            section = digit = 0
    return total + section + digit
