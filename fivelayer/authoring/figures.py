"""The numbers of a sentence, in English and in Chinese, so that two tellings can be compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Final

from fivelayer.messages import Language
from fivelayer.reading import MONTHS

_DIGITS: Final = r"(?P<digits>(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?)"
_IN_DIGITS: Final[dict[Language, re.Pattern[str]]] = {
    "en": re.compile(
        rf"{_DIGITS}(?:\s*(?:(?P<scale>thousand|million|billion)|(?P<later>p\.?m\b)))?",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        rf"(?P<later>下午|晚上|傍晚)?\s*{_DIGITS}\s*(?P<scale>[十百千]?[万亿]|[百千](?![米克瓦分]))?"
    ),
}
_SCALES: Final = {"thousand": 10**3, "million": 10**6, "billion": 10**9} | dict(
    zip("十百千万亿", (10, 10**2, 10**3, 10**4, 10**8), strict=True)
)
_ONES: Final = [
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    "nineteen",
]
_TENS: Final = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORDS: Final[dict[str, int]] = (
    {word: n for n, word in enumerate(_ONES)}
    | {word: 10 * n for n, word in enumerate(_TENS, 2)}
    | MONTHS
    | dict.fromkeys(("a", "an", "each", "every", "per", "once", "single", "first", "only"), 1)
    | dict.fromkeys(("twice", "both", "second", "couple", "two-thirds", "pair"), 2)
    | {"third": 3, "thirds": 3, "thrice": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6}
    | {"seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10, "dozen": 12, "hundred": 100}
    | {"thousand": 1000, "million": 10**6, "noon": 12, "midnight": 24}
)
_NUMERALS: Final = {sign: n for n, sign in enumerate("零一二三四五六七八九")} | {
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
    plain = unicodedata.normalize("NFKC", re.sub("[²³，]", " ", text)).casefold()
    words = _english(plain) if language == "en" else _chinese(plain)
    in_digits = frozenset(_in_digits(plain, language))
    return Figures(in_digits, frozenset(map(Decimal, words)))


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
    powers = (2, -2, 4, -4, 6, -6, 8, -8) if scaled else ()
    return _missing(one, other, powers), _missing(other, one, powers)


def _missing(mine: Figures, yours: Figures, powers: Iterable[int]) -> list[str]:
    """The numbers that one has in digits and the other has not, neither so nor in words."""
    moved = {number.scaleb(power) for number in yours.digits for power in powers}
    missing = mine.digits - yours.digits - yours.words - moved
    return [f"{number.normalize():f}" for number in sorted(missing)]


def _in_digits(text: str, language: Language) -> Iterator[Decimal]:
    for found in _IN_DIGITS[language].finditer(text):
        number = Decimal(found["digits"].replace(",", ""))
        if found["later"] and number < 12:
            number += 12
        scale = found["scale"] or ""
        for sign in [scale] if scale in _SCALES else scale:
            number *= _SCALES[sign]
        yield number


def _english(text: str) -> Iterator[int]:
    """Numbers in words: each by itself, and `twenty five`, `two hundred`."""
    words = re.findall(r"[a-z]+", text)
    yield from (_WORDS[word] for word in words if word in _WORDS)
    for first, second in pairwise(words):
        if first in _TENS and second in _ONES[1:10]:
            yield _WORDS[first] + _WORDS[second]
        if first in _ONES and second in {"hundred", "thousand", "million", "dozen"}:
            yield _WORDS[first] * _WORDS[second]


def _chinese(text: str) -> Iterator[int]:
    """Numerals, each whole and sign by sign; 每 and 首 say one."""
    for numeral in re.findall(r"[零〇一二两三四五六七八九十百千万亿半]{1,20}", text):
        yield _numeral(numeral)
        yield from (_NUMERALS[sign] for sign in numeral if sign in _NUMERALS)
    if re.search("[每首本该单]", text):
        yield 1


def _numeral(written: str) -> int:
    """A Chinese numeral: 二十五 is 25, 二〇二七 is 2027."""
    if all(sign in _NUMERALS for sign in written):
        return int("".join(str(_NUMERALS[sign]) for sign in written))
    total = section = digit = 0
    for sign in written:
        if sign in _NUMERALS:
            digit = _NUMERALS[sign]
        elif _SCALES[sign] < 10**4:
            section += (digit or 1) * _SCALES[sign]
            digit = 0
        else:
            total = (total + section + digit) * _SCALES[sign]
            section = digit = 0
    return total + section + digit
