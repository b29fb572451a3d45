"""Codes and numbers that could be somebody's: in a dossier each must fail its check digit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

_CREDIT: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_CODE: Final = re.compile(rf"(?<![0-9A-Z])[{_CREDIT}]{{18}}(?![0-9A-Z])")
_ID_CARD: Final = re.compile(r"(?<!\d)\d{17}[\dXx](?![\dA-Za-z])")
_MOBILE: Final = re.compile(r"(?<!\d)1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)")
_DIGITS: Final = re.compile(
    r"(?<!\d)(?<!\d\.)(?:0\d{2,3}[ -]\d{7,8}|\d{4}(?:[ -]\d{4}){3}|\d{11,19})(?!\d|\.\d)"
)


def real_looking(text: str) -> Iterator[tuple[str, str]]:
    """Codes that pass their check, each with the code of the problem.

    A unified social credit code (GB 32100), an identity number (GB 11643), a mobile number that an
    operator could give out, and any other long number that passes Luhn's check.

    >>> list(real_looking("registered as 91990100MA12DD272H, telephone 0300-5550113"))
    []
    """
    plain = unicodedata.normalize("NFKC", text)
    for code in _CREDIT_CODE.findall(plain):
        if credit_code_passes(code):
            yield code, "real_credit_code"
    for code in _ID_CARD.findall(plain):
        if id_number_passes(code.upper()):
            yield code, "real_id_number"
    mobiles = _MOBILE.findall(plain)
    yield from ((number, "real_mobile") for number in mobiles)
    for number in _DIGITS.findall(plain):
        if number not in mobiles and luhn_passes(re.sub(r"\D", "", number)):
            yield number, "real_number"


def credit_code_passes(code: str) -> bool:
    """Whether the last of 18 characters is the check character of GB 32100-2015.

    >>> credit_code_passes("91350100M000100Y43"), credit_code_passes("91350100M000100Y44")
    (True, False)
    """
    values = [_CREDIT.index(c) for c in code]
    total = sum(value * pow(3, place, 31) for place, value in enumerate(values[:17]))
    return (31 - total % 31) % 31 == values[17]


def id_number_passes(code: str) -> bool:
    """Whether the last of 18 characters is the check character of GB 11643-1999.

    >>> id_number_passes("11010519491231002X"), id_number_passes("110105194912310021")
    (True, False)
    """
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(code[:17]))
    return "10X98765432"[total % 11] == code[17]


def luhn_passes(digits: str) -> bool:
    """Whether the last digit is Luhn's check digit.

    >>> luhn_passes("79927398713"), luhn_passes("79927398710")
    (True, False)
    """
    doubled = [int(d) * (2 if n % 2 else 1) for n, d in enumerate(reversed(digits))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0
