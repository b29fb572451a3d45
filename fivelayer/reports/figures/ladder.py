"""The ladder: how far the customer's project is, and on which steps we take part (S12-S14)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from matplotlib.figure import Figure

from fivelayer.choices import Reached, Step
from fivelayer.labels import choice_key
from fivelayer.reports.account import Account
from fivelayer.reports.canvas import (
    BLUE,
    BODY,
    GREY,
    INK,
    LABEL,
    MARGIN,
    NOTE,
    RULE,
    STRONG,
    VERMILION,
    Fill,
    Sheet,
    drawn,
)
from fivelayer.reports.wording import day

_CUSTOMER: Final = 262.0
_OURS: Final = 334.0
_ROW: Final = 23.0
_FILLS: Final[dict[Reached, Fill]] = {
    Reached.DONE: "full",
    Reached.UNDER_WAY: "half",
    Reached.NOT_YET: "none",
}


@dataclass(frozen=True)
class Rung:
    """One step: its place from 1, how far the customer is, since when we take part."""

    number: int
    step: Step
    reached: Reached | None
    joined: str | None

    @property
    def is_reached(self) -> bool:
        """The customer has begun this step."""
        return self.reached in (Reached.UNDER_WAY, Reached.DONE)


def rungs(account: Account) -> tuple[Rung, ...]:
    """The ten steps from the first to the last."""
    states = [(step, account.plan.business.ladder.state(step)) for step in Step]
    return tuple(Rung(n, s, state.reached, state.joined) for n, (s, state) in enumerate(states, 1))


def finding(account: Account) -> str:
    """What the ladder shows, in one sentence."""
    steps = rungs(account)
    reached = [rung for rung in steps if rung.is_reached]
    joined = [rung for rung in steps if rung.joined]
    if not reached:
        return account.say("ladder.joined_only" if joined else "ladder.none", n=len(joined))
    top = reached[-1]
    words = {"number": top.number, "step": account.label(choice_key(top.step)), "n": len(reached)}
    with_us = sum(rung.joined is not None for rung in reached)
    if not with_us:
        return account.say("ladder.without_us", **words)
    if with_us == len(reached):
        return account.say("ladder.all_with_us", **words)
    return account.say("ladder.some_with_us", **words, ours=with_us, first=joined[0].number)


@drawn
def project_ladder(account: Account) -> Figure:
    """Ten rungs between two rails: the customer's on the left, ours on the right; the first is lowest."""
    steps = rungs(account)
    if not any(rung.reached or rung.joined for rung in steps):
        return Sheet(finding(account)).empty(account.say("ladder.none_next"))
    sheet = Sheet(finding(account), account.say("ladder.note"))
    sheet.text((_CUSTOMER, sheet.y + 8), account.say("ladder.customer"), LABEL, align="center")
    sheet.text((_OURS, sheet.y + 8), account.say("ladder.us"), LABEL.in_(BLUE), align="center")
    sheet.y += 14
    bottom = sheet.y + _ROW * len(steps)
    for x in (_CUSTOMER, _OURS):
        sheet.line((x, sheet.y + 2), (x, bottom - 2), colour=RULE, thick=1.2)
    for rung in reversed(steps):
        _rung(sheet, account, rung)
    return sheet.done()


def _rung(sheet: Sheet, account: Account, rung: Rung) -> None:
    middle = sheet.y + _ROW / 2
    colour = INK if rung.is_reached else GREY
    name = account.label(choice_key(rung.step))
    sheet.text(
        (MARGIN + 14, middle + 3),
        f"{rung.number}",
        (STRONG if rung.is_reached else BODY).in_(colour),
        align="right",
    )
    sheet.paragraph(
        (MARGIN + 22, middle + 3),
        name,
        _CUSTOMER - 62,
        (STRONG if rung.is_reached else BODY).in_(colour),
        most=1,
    )
    if rung.joined and rung.is_reached:
        sheet.line((_CUSTOMER, middle), (_OURS, middle), colour=BLUE, thick=3)
    elif rung.is_reached:
        sheet.line((_CUSTOMER, middle), (_OURS, middle), colour=VERMILION, thick=1, dashed=True)
    _customer(sheet, rung.reached, middle)
    _ours(sheet, account, rung, middle)
    sheet.y += _ROW


def _customer(sheet: Sheet, reached: Reached | None, middle: float) -> None:
    if reached is None:
        sheet.text((_CUSTOMER, middle + 3), "?", NOTE, align="center")
        return
    colour = GREY if reached is Reached.NOT_YET else INK
    sheet.mark((_CUSTOMER, middle), "s", colour, size=8, fill=_FILLS[reached])


def _ours(sheet: Sheet, account: Account, rung: Rung, middle: float) -> None:
    if rung.joined:
        sheet.mark((_OURS, middle), "o", BLUE, size=8.5)
        since = account.say("ladder.since", day=day(rung.joined, account.language))
        sheet.text((_OURS + 14, middle + 3), since, NOTE.in_(BLUE))
    elif rung.is_reached:
        sheet.mark((_OURS, middle), "x", VERMILION, size=6)
        sheet.text((_OURS + 14, middle + 3), account.say("ladder.missed"), NOTE.in_(VERMILION))
