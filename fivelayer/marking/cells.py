"""What a table's cell may hold: points, and text that is safe to open in any spreadsheet."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_INVISIBLE: Final = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"
_FORMULA: Final = "=+-@＝＋－＠﹢﹣﹦﹫−"
# Where a spreadsheet takes the semicolon or the bar for a separator, a formula may begin behind it.
_INNER: Final = re.compile(rf"([;|]\"?\s*)(?=[{re.escape(_FORMULA)}])")


def harmless(typed: str) -> str:
    r"""Text that no spreadsheet takes for a formula: on one line, an apostrophe before a formula.

    >>> harmless('=HYPERLINK("http://x")'), harmless("\t@SUM(1)"), harmless("Team A-1")
    ('\'=HYPERLINK("http://x")', "' @SUM(1)", 'Team A-1')
    """
    risky = typed[:1] in ("\t", "\r", "\n")
    plain = _CONTROL.sub(" ", typed)
    plain = _INNER.sub(r"\1'", plain)
    begins = plain.lstrip().lstrip(_INVISIBLE).lstrip()[:1]
    return f"'{plain}" if risky or (begins and begins in _FORMULA) else plain


def shown(points: Decimal | None) -> str:
    """Points as a spreadsheet reads them: `7.5`, `8`; nothing for none.

    >>> shown(Decimal("7.50")), shown(Decimal("80")), shown(None)
    ('7.5', '80', '')
    """
    return "" if points is None else f"{points.normalize() + 0:f}"
