"""Fit: the person-months given out, against what each customer brings in a year (S37)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from matplotlib.figure import Figure

from fivelayer import portfolio
from fivelayer.portfolio import Treated
from fivelayer.reports.account import Account
from fivelayer.reports.canvas import (
    BLUE,
    GREY,
    INK,
    MARGIN,
    NOTE,
    RULE,
    STRONG,
    VERMILION,
    WIDTH,
    Sheet,
    drawn,
)
from fivelayer.reports.wording import listed, number

_LEFT: Final = 130.0
_RIGHT: Final = 150.0
_MONTH: Final = 22.0
"""Points that a person-month is thick."""
_THIN: Final = 12.0
"""A bar is at least as thick as its letters are high."""
_MOST: Final = 24
"""Customers shown; further ones are counted."""
_WAN: Final = Decimal(10_000)
_MILLION: Final = Decimal(1_000_000)


@drawn
def months_and_return(account: Account) -> Figure:
    """A bar a customer, the best return of a month first: its person-months, what it brings, what they cost."""
    found, called, months = _treated(account)
    if not found:
        return Sheet(account.say("fit.none")).empty(account.say("fit.none_next"))
    sheet = Sheet(_title(account, found, called, months), account.say("fit.note"))
    far = max(Decimal(1), *(max(one.gain, one.cost) for one in found))
    near = min(Decimal(0), *(one.gain for one in found))
    top, used, line = sheet.y, Decimal(0), months is None
    for one in found[:_MOST]:
        if months is not None and not line and used >= months:
            _limit(sheet, account, months)
            line = True
        _bar(sheet, account, one, called.get(one.id, ""), (near, far))
        used += one.months
    if months is not None and not line:
        _limit(sheet, account, months)
    zero = _x(Decimal(0), near, far)
    sheet.line((zero, top), (zero, sheet.y), colour=GREY, thick=0.6)
    return sheet.done()


def _treated(account: Account) -> tuple[list[Treated], Mapping[str, str], Decimal | None]:
    """Who gets person-months, what they are called, and how many months there are."""
    case, plan = account.case, account.plan
    if case is not None and case.file.accounts:
        called = {one.id: one.name[account.language] for one in case.accounts}
        months = plan.fit.months
        there = months if months is not None and months >= 0 else None
        return portfolio.treated(plan, case.accounts), called, there
    one = portfolio.of_one(plan)
    name = case.file.name[account.language] if case is not None else ""
    return ([one] if one else []), {"": name}, None


def _title(
    account: Account, found: Sequence[Treated], called: Mapping[str, str], months: Decimal | None
) -> str:
    given = sum((one.months for one in found), Decimal(0))
    idle = [called.get(one.id, "") for one in found if not one.repays]
    words = {
        "given": number(given),
        "months": "" if months is None else number(months),
        "gain": _money(account, sum((one.gain for one in found), Decimal(0))),
        "cost": _money(account, sum((one.cost for one in found), Decimal(0))),
        "who": listed(idle[:3], account.language),
    }
    if months is not None and given > months:
        return account.say("fit.over", **words)
    if idle and any(idle):
        return account.say("fit.idle", n=len(idle), **words)
    return account.say("fit.open" if months is None else "fit.sound", **words)


def _bar(
    sheet: Sheet, account: Account, one: Treated, name: str, span: tuple[Decimal, Decimal]
) -> None:
    thick = max(_THIN, min(float(one.months), 12.0) * _MONTH)
    middle = sheet.y + thick / 2 + 3
    ends = sorted((_x(Decimal(0), *span), _x(one.gain, *span)))
    sheet.paragraph((MARGIN, middle), name, _LEFT - 10, STRONG, most=1)
    colour = BLUE if one.repays else VERMILION
    sheet.box((ends[0], sheet.y + 1), (max(1.0, ends[1] - ends[0]), thick - 2), fill=colour)
    cost = _x(one.cost, *span)
    sheet.line((cost, sheet.y), (cost, sheet.y + thick), colour=INK, thick=1.4)
    words = {"gain": _money(account, one.gain), "months": number(one.months)}
    said = account.say("fit.bar" if one.repays else "fit.bar_idle", **words)
    sheet.text((max(ends[1], cost) + 5, middle), said, NOTE)
    sheet.y += thick


def _limit(sheet: Sheet, account: Account, months: Decimal) -> None:
    """The line beyond which there is nobody left."""
    y = sheet.y + 4
    sheet.line((MARGIN, y), (WIDTH - MARGIN, y), colour=VERMILION, thick=1.2, dashed=True)
    words = account.say("fit.limit", months=number(months))
    sheet.text((WIDTH - MARGIN, y + 11), words, STRONG.in_(VERMILION), align="right")
    sheet.line((MARGIN, y + 15), (WIDTH - MARGIN, y + 15), colour=RULE, thick=0.3)
    sheet.y += 18


def _x(value: Decimal, near: Decimal, far: Decimal) -> float:
    return _LEFT + float((value - near) / (far - near)) * (WIDTH - _LEFT - _RIGHT)


def _money(account: Account, yuan: Decimal) -> str:
    """Money as each language counts it."""
    if account.language == "en":
        return account.say("fit.money", n=f"{yuan / _MILLION:,.2f}")
    return account.say("fit.money", n=f"{yuan / _WAN:,.0f}")
