"""The relationship map: each decision maker's weight and support, for us and for the rivals (S18-S19)."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from matplotlib.figure import Figure

from fivelayer.choices import Coverage
from fivelayer.labels import choice_key
from fivelayer.model import DecisionMaker
from fivelayer.reports.account import Account
from fivelayer.reports.canvas import (
    GREY,
    LABEL,
    MARGIN,
    NOTE,
    RULE,
    STRONG,
    VERMILION,
    WIDTH,
    Sheet,
    drawn,
    party_style,
)
from fivelayer.reports.lettering import width
from fivelayer.reports.wording import aside, number

MOST: Final = 12
_NAME: Final = 150.0
_WEIGHT: Final = 162.0
_WEIGHT_ROOM: Final = 62.0
_SCALE: Final = 282.0
_SCALE_ROOM: Final = 180.0
_LANE: Final = 13.0
_UNMET: Final = (None, Coverage.UNKNOWN, Coverage.IDENTIFIED)


def people(account: Account) -> tuple[DecisionMaker, ...]:
    """The decision makers, the heaviest first; those without a weight last."""
    rows = account.plan.relationship.decision_makers
    return tuple(sorted(rows, key=lambda row: -(row.weight if row.weight is not None else -1)))


def ahead(account: Account) -> Decimal:
    """The weight, in per cent, of those who support us more than any rival whose support is stated."""
    return sum((row.weight or Decimal(0) for row in people(account) if _with_us(row)), Decimal(0))


def _with_us(row: DecisionMaker) -> bool:
    ours = row.support.get("us")
    rivals = [s for party, s in row.support.items() if party != "us" and s is not None]
    return ours is not None and ours > max(rivals, default=0)


def finding(account: Account) -> str:
    """What the map shows, in one sentence."""
    rows = people(account)
    if not rows:
        return account.say("people.none")
    heaviest = rows[0]
    if heaviest.weight is None:
        return account.say("people.no_weights")
    words = {"person": account.person(heaviest), "weight": number(heaviest.weight)}
    if heaviest.coverage in _UNMET:
        return account.say("people.unmet", **words)
    if _with_us(heaviest):
        return account.say("people.heaviest_ours", **words, ahead=number(ahead(account)))
    return account.say("people.heaviest_not_ours", **words, ahead=number(ahead(account)))


@drawn
def relationship_map(account: Account) -> Figure:
    """A row a person, the heaviest first: weight as a bar, support for each party on one scale."""
    rows = people(account)
    if not rows:
        return Sheet(finding(account)).empty(account.say("people.none_next"))
    sheet = Sheet(finding(account), account.say("people.note"))
    lanes = {party: at for at, party in enumerate(account.parties)}
    _scale(sheet, account)
    top, named = sheet.y, set[str]()
    high = max(_LANE * len(lanes) + 9, 34.0)
    heaviest = max((float(row.weight or 0) for row in rows), default=0.0)
    bottom = top + high * len(rows[:MOST])
    for step in range(-2, 3):
        x = _support_x(step)
        sheet.line((x, top), (x, bottom), colour=GREY if step == 0 else "#E9ECF0", thick=0.8)
    for row in rows[:MOST]:
        _person(sheet, account, row, heaviest)
        _support(sheet, account, row, lanes, named, high)
        sheet.y += high
    if len(rows) > MOST:
        sheet.text((MARGIN, sheet.y + 10), account.say("more", n=len(rows) - MOST), NOTE)
        sheet.y += 14
    return sheet.done()


def _support_x(support: int) -> float:
    return _SCALE + (support + 2) / 4 * _SCALE_ROOM


def _scale(sheet: Sheet, account: Account) -> None:
    sheet.text((_WEIGHT, sheet.y + 8), account.say("people.weight"), NOTE)
    for step in (-2, 0, 2):
        words = account.say(f"people.support_{step + 2}")
        sheet.text((_support_x(step), sheet.y + 8), words, NOTE, align="center")
    sheet.y += 14


def _person(sheet: Sheet, account: Account, row: DecisionMaker, heaviest: float) -> None:
    top = sheet.y
    sheet.line((MARGIN, top), (WIDTH - MARGIN, top), colour=RULE, thick=0.5)
    sheet.paragraph((MARGIN, top + 13), account.person(row), _NAME - MARGIN, STRONG, most=1)
    unmet = row.coverage in _UNMET
    known = choice_key(row.coverage) if row.coverage else "report.people.coverage_unsaid"
    beneath = [row.post or "" if row.person else "", account.label(known)]
    colour = VERMILION if unmet else GREY
    x, y = MARGIN, top + 25
    sheet.paragraph((x, y), aside(beneath, account.language), _NAME, NOTE.in_(colour), most=1)
    if row.weight is None:
        sheet.text((_WEIGHT, top + 15), account.say("people.weight_unsaid"), NOTE)
        return
    long = float(row.weight) / max(heaviest, 1.0) * _WEIGHT_ROOM
    sheet.box((_WEIGHT, top + 7), (max(long, 0.5), 10), fill="#7A8794")
    words = account.say("people.percent", n=number(row.weight))
    sheet.text((_WEIGHT + long + 4, top + 15.5), words, STRONG)


def _support(
    sheet: Sheet,
    account: Account,
    row: DecisionMaker,
    lanes: dict[str, int],
    named: set[str],
    high: float,
) -> None:
    """A lane for each party, so that equal support never hides anybody; named where first seen."""
    top = sheet.y + (high - _LANE * len(lanes)) / 2 + _LANE / 2
    for party, lane in lanes.items():
        support = row.support.get(party)
        if support is None:
            continue
        colour, shape = party_style(lane)
        x, y = _support_x(support), top + lane * _LANE
        sheet.line((_support_x(0), y), (x, y), colour=colour, thick=1.4)
        sheet.mark((x, y), shape, colour, size=7)
        if party not in named:
            _name_party(sheet, account.parties[party], x, y, colour)
            named.add(party)


def _name_party(sheet: Sheet, name: str, x: float, y: float, colour: str) -> None:
    room = WIDTH - MARGIN - x - 8
    if width(name, NOTE.size) <= room:
        sheet.text((x + 8, y + 3), name, LABEL.in_(colour))
    else:
        left = min(x, _support_x(0)) - 8
        sheet.paragraph(
            (left, y + 3), name, left - _SCALE + 30, LABEL.in_(colour), align="right", most=1
        )
