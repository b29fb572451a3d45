"""Money in words, as each language counts it."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from fivelayer.messages import Language, text
from fivelayer.units import Unit, in_base

_SCALES: Final[dict[Language, tuple[tuple[str, int], ...]]] = {
    "en": (("large", 1_000_000_000), ("middle", 1_000_000), ("small", 1)),
    "zh": (("large", 100_000_000), ("middle", 10_000), ("small", 1)),
}


def money(amount: float, unit: Unit, language: Language, *, signed: bool = False) -> str:
    """An amount in a world's unit: English counts in thousands and millions, Chinese in 万 and 亿.

    Three figures are shown: most amounts are estimates.

    >>> money(6.8, Unit.WAN_YUAN, "en"), money(6.8, Unit.WAN_YUAN, "zh")
    ('68,000 yuan', '6.8万元')
    >>> money(-320, Unit.WAN_YUAN, "en"), money(0.05, Unit.WAN_YUAN, "zh", signed=True)
    ('−3.2 million yuan', '+500元')
    """
    yuan = _three(float(in_base(Decimal(repr(float(amount))), unit)))
    sign = "−" if yuan < 0 else "+" if signed and yuan > 0 else ""
    form, scale = next((f, s) for f, s in _SCALES[language] if abs(yuan) >= s or s == 1)
    shown = f"{abs(yuan) / scale:,.2f}".rstrip("0").rstrip(".")
    return text(f"simulation.money.{form}", language, amount=f"{sign}{shown}")


def _three(yuan: float) -> float:
    whole = round(yuan)
    return float(round(yuan, min(0, 3 - len(str(abs(whole))))))
