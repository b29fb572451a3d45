"""Who leads: each party's total supporting weight, from the team's own map (S19)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from matplotlib.figure import Figure

from fivelayer.reports.account import Account
from fivelayer.reports.canvas import (
    GREY,
    MARGIN,
    NOTE,
    STRONG,
    WIDTH,
    Sheet,
    drawn,
    party_style,
)
from fivelayer.reports.wording import number

_LEFT: Final = 128.0
_RIGHT: Final = 92.0
_ROW: Final = 34.0


@dataclass(frozen=True)
class Standing:
    """A party's total: support times weight in per cent, over 100; so from −2 to +2.

    `known` is the weight, in per cent, of the people whose support for it is stated.
    """

    party: str
    total: Decimal
    known: Decimal


def standings(account: Account) -> tuple[Standing, ...]:
    """Every party's total, we first."""
    return tuple(_standing(account, party) for party in account.parties)


def finding(account: Account) -> str:
    """Who leads, in one sentence."""
    ours, *rivals = standings(account)
    looked_for = [rival for rival in rivals if rival.known]
    if not ours.known and not looked_for:
        return account.say("leader.unknown")
    if not looked_for:
        return account.say("leader.rivals_unknown", ours=_signed(ours.total))
    first = max(looked_for, key=lambda rival: rival.total)
    words = {"ours": _signed(ours.total), "theirs": _signed(first.total)}
    words["rival"] = account.parties[first.party]
    if ours.total == first.total:
        return account.say("leader.level", **words)
    return account.say("leader.us" if ours.total > first.total else "leader.rival", **words)


@drawn
def who_leads(account: Account) -> Figure:
    """A bar a party from the neutral line: total supporting weight from −2 to +2."""
    rows = standings(account)
    if not any(row.known for row in rows):
        return Sheet(finding(account)).empty(account.say("leader.unknown_next"))
    sheet = Sheet(finding(account), account.say("leader.note"))
    _scale(sheet, len(rows))
    for at, row in enumerate(rows):
        _bar(sheet, account, row, party_style(at))
    return sheet.done()


def _standing(account: Account, party: str) -> Standing:
    total = known = Decimal(0)
    for row in account.plan.relationship.decision_makers:
        support = row.support.get(party)
        if row.weight is not None and support is not None:
            total += row.weight * support / 100
            known += row.weight
    return Standing(party, total, known)


def _x(total: float) -> float:
    share = (min(max(total, -2.0), 2.0) + 2) / 4
    return _LEFT + share * (WIDTH - _LEFT - _RIGHT)


def _scale(sheet: Sheet, rows: int) -> None:
    for step in range(-2, 3):
        x = _x(step)
        sheet.text((x, sheet.y + 8), _signed(Decimal(step)), NOTE, align="center")
        colour = GREY if step == 0 else "#E9ECF0"
        sheet.line((x, sheet.y + 13), (x, sheet.y + 13 + rows * _ROW), colour=colour, thick=0.8)
    sheet.y += 13


def _bar(sheet: Sheet, account: Account, row: Standing, look: tuple[str, str]) -> None:
    colour, shape = look
    middle = sheet.y + _ROW / 2
    sheet.mark((MARGIN + 4, middle - 1), shape, colour, size=7)
    name = account.parties[row.party]
    sheet.paragraph((MARGIN + 13, middle + 2), name, _LEFT - 22, STRONG, most=1)
    if not row.known:
        sheet.text((_x(0) + 6, middle + 3), account.say("leader.not_looked_for"), NOTE)
        sheet.y += _ROW
        return
    start, end = sorted((_x(0), _x(float(row.total))))
    sheet.box((start, middle - 7), (max(end - start, 1.2), 14), fill=colour)
    right = row.total >= 0
    x = end + 6 if right else start - 6
    sheet.text((x, middle + 3), _signed(row.total), STRONG, align="left" if right else "right")
    if row.known < 100:
        words = account.say("leader.known", n=number(row.known))
        sheet.text((WIDTH - MARGIN, middle + 3), words, NOTE, align="right")
    sheet.y += _ROW


def _signed(value: Decimal) -> str:
    plain = number(value, 2)
    return plain if plain.startswith("−") or plain == "0" else f"+{plain}"
