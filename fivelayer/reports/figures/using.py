"""Managing the account and the team: where share and margin may go (S30), who looks after whom (S34)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

from matplotlib.figure import Figure

from fivelayer.departure import held_by
from fivelayer.labels import choice_key
from fivelayer.model import DecisionMaker
from fivelayer.outlook import QUARTERS, Point, outlook, premature
from fivelayer.reports.account import Account
from fivelayer.reports.canvas import (
    BLUE,
    GREY,
    MARGIN,
    NOTE,
    ORANGE,
    PALE_RED,
    RULE,
    STRONG,
    WIDTH,
    Sheet,
    drawn,
)
from fivelayer.reports.wording import listed, number

_LEFT: Final = 40.0
_RIGHT: Final = 120.0
_HIGH: Final = 150.0
_ROW: Final = 24.0
MOST: Final = 12
"""Decision makers shown, the heaviest first."""


@drawn
def share_and_margin(account: Account) -> Figure:
    """Share and margin over three years with the team's barriers, and dashed without them."""
    of = account.plan.management
    if of.stage is None or of.expected_share is None or of.expected_margin is None:
        return Sheet(account.say("outlook.none")).empty(account.say("outlook.none_next"))
    kinds = [row.kind for row in of.own_barriers if row.kind]
    start = float(of.expected_share), float(_bounded(of.expected_margin))
    ahead, idle = outlook(of.stage, kinds, *start), outlook(of.stage, (), *start)
    words = {"share": f"{ahead[-1].share:.0f}", "margin": f"{ahead[-1].margin:.0f}"}
    words["stage"] = account.label(choice_key(of.stage))
    form = "premature" if premature(of.stage, kinds) else "barriers" if kinds else "idle"
    sheet = Sheet(account.say(f"outlook.{form}", **words), account.say("outlook.note"))
    top = max(40.0, *(max(p.share, p.margin) for p in (*ahead, *idle)))
    _axes(sheet, account, top)
    _curves(sheet, idle, top, dashed=True)
    _curves(sheet, ahead, top)
    last = ahead[-1]
    ends = sorted([(last.share, "share", BLUE), (last.margin, "margin", ORANGE)], reverse=True)
    below = 0.0
    for value, name, colour in ends:
        y = max(_y(sheet, value, top) + 3, below)
        shown = account.say(f"outlook.{name}", n=f"{value:.0f}")
        sheet.text((_x(QUARTERS) + 6, y), shown, STRONG.in_(colour))
        below = y + 13
    sheet.y += _HIGH + 18
    return sheet.done()


@drawn
def who_covers(account: Account) -> Figure:
    """A row for each decision maker: who of us looks after them; who hangs on one person stands out."""
    plan = account.plan
    people = sorted(plan.relationship.decision_makers, key=lambda p: -(p.weight or Decimal(0)))
    holders = held_by(plan.team.members, people)
    if not any(holders.values()):
        return Sheet(account.say("team.none")).empty(account.say("team.none_next"))
    names = {row.id: row.name or account.say("team.nameless") for row in plan.team.members}
    sheet = Sheet(_thinness(account, people, holders), account.say("team.note"))
    for person in people[:MOST]:
        _covered(sheet, account, person, [names[one] for one in holders[person.id]])
    return sheet.done()


def _thinness(
    account: Account, people: Sequence[DecisionMaker], holders: dict[str, list[str]]
) -> str:
    nobody = sum(not holders[p.id] for p in people)
    single = sum(len(holders[p.id]) == 1 for p in people)
    if not nobody and not single:
        return account.say("team.sound")
    return account.say("team.thin", single=single, nobody=nobody, of=len(people))


def _covered(sheet: Sheet, account: Account, person: DecisionMaker, names: list[str]) -> None:
    y = sheet.y
    if len(names) < 2:
        sheet.box((MARGIN, y + 1), (WIDTH - 2 * MARGIN, _ROW - 3), fill=PALE_RED)
    sheet.paragraph((MARGIN + 6, y + 15), account.person(person), 150, STRONG, most=1)
    weight = (
        "–" if person.weight is None else account.say("people.percent", n=number(person.weight))
    )
    sheet.text((200, y + 15), weight, NOTE, align="right")
    shown = listed(names, account.language) if names else account.say("team.nobody")
    sheet.paragraph((214, y + 15), shown, WIDTH - 224, NOTE, most=1)
    sheet.line((MARGIN, y + _ROW - 1), (WIDTH - MARGIN, y + _ROW - 1), colour=RULE, thick=0.5)
    sheet.y += _ROW


def _bounded(value: Decimal) -> Decimal:
    return max(Decimal(0), min(Decimal(100), value))


def _x(quarter: float) -> float:
    return _LEFT + quarter / QUARTERS * (WIDTH - _LEFT - _RIGHT)


def _y(sheet: Sheet, value: float, top: float) -> float:
    return sheet.y + _HIGH * (1 - value / top)


def _axes(sheet: Sheet, account: Account, top: float) -> None:
    for value in range(0, int(top) + 1, 20):
        y = _y(sheet, value, top)
        sheet.line((_LEFT, y), (_x(QUARTERS), y), colour=RULE, thick=0.5)
        sheet.text((_LEFT - 5, y + 3), account.say("people.percent", n=value), NOTE, align="right")
    for quarter in range(0, QUARTERS + 1, 4):
        words = account.say("outlook.year", n=quarter // 4)
        sheet.text((_x(quarter), sheet.y + _HIGH + 14), words, NOTE.in_(GREY), align="center")


def _curves(sheet: Sheet, points: Sequence[Point], top: float, *, dashed: bool = False) -> None:
    for one, other in pairwise(points):
        for name, colour in (("share", BLUE), ("margin", ORANGE)):
            start = _x(one.quarter), _y(sheet, getattr(one, name), top)
            end = _x(other.quarter), _y(sheet, getattr(other, name), top)
            sheet.line(start, end, colour=colour, thick=0.9 if dashed else 1.8, dashed=dashed)
