"""The barriers' time line: gates, the time each needs, and the story's today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from matplotlib.figure import Figure

from fivelayer.choices import Hardness
from fivelayer.coach.days import after, latest
from fivelayer.labels import choice_key, unit_key
from fivelayer.model import Barrier
from fivelayer.reports.account import Account
from fivelayer.reports.canvas import (
    BLUE,
    BODY,
    INK,
    LABEL,
    MARGIN,
    NOTE,
    RULE,
    SKY,
    STRONG,
    VERMILION,
    WIDTH,
    Sheet,
    drawn,
)
from fivelayer.reports.lettering import lines, width
from fivelayer.reports.wording import aside, day, day_of, month, number
from fivelayer.units import Unit

MOST: Final = 12
"""Rows drawn; a longer register says how many more there are."""
_LEFT: Final = 178.0
_RIGHT: Final = 14.0
_NAME: Final = _LEFT - 20
_FURTHEST: Final = timedelta(days=3 * 366)


@dataclass(frozen=True)
class Gate:
    """One barrier on the time line; dates are None where the team gave none.

    A gate given as a month or a year counts as that period's last day, so that only what is certain
    is called late. `ready` is the day on which we are through, if we begin today.
    """

    barrier: Barrier
    closes: date | None
    ready: date | None
    over: bool
    """The gate itself is past."""

    @property
    def spare(self) -> int | None:
        """Days between ready and the gate, negative where it is too late; None where not known."""
        known = self.ready is not None and self.closes is not None
        return (self.closes - self.ready).days if known else None  # type: ignore[operator]  # known

    @property
    def missed(self) -> bool:
        """It can no longer be reached in time."""
        return self.over or (self.spare or 0) < 0


def gates(account: Account) -> tuple[Gate, ...]:
    """The barriers as gates, the earliest first, those without a date last."""
    found = [_gate(barrier, account.today) for barrier in account.plan.barriers.entries]
    return tuple(sorted(found, key=lambda gate: (gate.closes is None, gate.closes or date.max)))


def finding(account: Account) -> str:
    """What the time line shows, in one sentence."""
    dated = [gate for gate in gates(account) if gate.closes is not None]
    if not dated:
        return account.say("barriers.undated", n=len(account.plan.barriers.entries))
    missed = [gate for gate in dated if gate.missed]
    if missed:
        what = _name(account, missed[0].barrier)
        if len(dated) == 1:
            return account.say("barriers.missed_only", what=what)
        return account.say("barriers.missed", n=len(missed), total=len(dated), what=what)
    tight = min(dated, key=lambda gate: (gate.spare is None, gate.spare or 0, gate.closes))
    when = day(str(tight.barrier.gate_date), account.language)
    words = {"what": _name(account, tight.barrier), "day": when}
    if tight.spare is None:
        return account.say("barriers.next", **words)
    return account.say("barriers.in_time", **words, n=tight.spare)


@drawn
def barrier_time_line(account: Account) -> Figure:
    """When each gate closes, when we would be through if we began today, and today."""
    rows = gates(account)
    if not rows:
        return Sheet(account.say("barriers.none")).empty(account.say("barriers.none_next"))
    sheet = Sheet(finding(account), account.say("barriers.note"))
    first, last = _span(rows[:MOST], account.today)
    line = _Line(first, last)
    top = sheet.y + 12
    bottom = top + 8 + sum(_high(account, gate) for gate in rows[:MOST])
    _months(sheet, account, line, top, bottom)
    sheet.y = top + 8
    if account.today is not None:
        _today(sheet, account, line, top, bottom)
    for gate in rows[:MOST]:
        _row(sheet, account, gate, line)
    sheet.y += 16 if account.today is not None else 0
    if len(rows) > MOST:
        sheet.text((MARGIN, sheet.y + 10), account.say("more", n=len(rows) - MOST), NOTE)
        sheet.y += 14
    return sheet.done()


def _gate(barrier: Barrier, today: date | None) -> Gate:
    closes = latest(barrier.gate_date) if barrier.gate_date else None
    ready = after(today, barrier.lead_time) if today else None
    return Gate(barrier, closes, ready, over=bool(today and closes and closes < today))


@dataclass(frozen=True)
class _Line:
    """The time axis: from the first to the last day drawn."""

    first: date
    last: date

    def x(self, when: date) -> float:
        whole = max((self.last - self.first).days, 1)
        share = (min(max(when, self.first), self.last) - self.first).days / whole
        return _LEFT + share * (WIDTH - _LEFT - _RIGHT)

    def shows(self, when: date) -> bool:
        return self.first <= when <= self.last


def _span(rows: tuple[Gate, ...], today: date | None) -> tuple[date, date]:
    """What the axis covers: all dates near enough to today to be read, with some air."""
    dates = [d for gate in rows for d in (gate.closes, gate.ready) if d is not None]
    anchor = today or (min(dates) if dates else date(2026, 1, 1))
    near = [d for d in dates if abs(d - anchor) <= _FURTHEST] + [anchor]
    first, last = min(near), max(near)
    air = max((last - first).days // 12, 10)
    return _moved(first, -air), _moved(last, air * 2)


def _moved(when: date, days: int) -> date:
    return date.fromordinal(min(max(when.toordinal() + days, 1), date.max.toordinal()))


def _months(sheet: Sheet, account: Account, line: _Line, top: float, bottom: float) -> None:
    """A tick at the start of months, or of quarters or years where months would crowd."""
    every = next(n for n in (1, 2, 3, 6, 12) if (line.last - line.first).days / 30 / n <= 9)
    year, position = line.first.year, 1
    shown: int | None = None
    while date(year, position, 1) <= line.last and year < date.max.year:
        when = date(year, position, 1)
        if line.shows(when):
            x = line.x(when)
            sheet.line((x, top), (x, bottom), colour="#E9ECF0", thick=0.7)
            name = (
                day(f"{year}", account.language)
                if every == 12
                else month(position, account.language)
            )
            sheet.text((x, top - 4), name, NOTE, align="center")
            if year != shown and every != 12:
                sheet.text((x, top - 14), day(f"{year}", account.language), NOTE, align="center")
            shown = year
        position += every
        if position > 12:
            year, position = year + 1, 1


def _today(sheet: Sheet, account: Account, line: _Line, top: float, bottom: float) -> None:
    assert account.today is not None  # noqa: S101 - the caller has looked
    x = line.x(account.today)
    sheet.line((x, top), (x, bottom + 2), colour=INK, thick=1.2)
    words = account.say("barriers.today", day=day_of(account.today, account.language))
    sheet.text((x, bottom + 12), words, LABEL, align="center")


def _row(sheet: Sheet, account: Account, gate: Gate, line: _Line) -> None:
    top = sheet.y
    sheet.line((MARGIN, top), (WIDTH - MARGIN, top), colour=RULE, thick=0.5)
    down = sheet.paragraph((MARGIN, top + 12), _name(account, gate.barrier), _NAME, STRONG, most=2)
    needs = _needs(account, gate.barrier)
    sheet.paragraph((MARGIN, top + 12 + down), needs, _NAME, NOTE, most=1)
    middle = top + 12
    if gate.closes is None:
        sheet.text((_LEFT, middle + 3), account.say("barriers.no_date"), NOTE, halo=True)
    else:
        _dated(sheet, account, gate, line, middle)
    sheet.y += _high(account, gate)


def _high(account: Account, gate: Gate) -> float:
    return (
        23.0
        + len(lines(_name(account, gate.barrier), _NAME, BODY.size, bold=True, most=2))
        * BODY.size
        * 1.35
    )


def _dated(sheet: Sheet, account: Account, gate: Gate, line: _Line, middle: float) -> None:
    closes = gate.closes or line.last
    colour = VERMILION if gate.missed else BLUE
    x = line.x(closes)
    if gate.ready is not None and account.today is not None:
        start, end = line.x(account.today), line.x(gate.ready)
        sheet.box((start, middle - 3.5), (max(end - start, 0.5), 7), fill=_PALE[colour])
        sheet.line((end, middle - 5), (end, middle + 5), colour=colour, thick=1.4)
    hard = gate.barrier.hardness is Hardness.HARD
    if line.shows(closes):
        sheet.mark((x, middle), "D" if hard else "o", colour, fill="full" if hard else "none")
    else:
        sheet.mark((x, middle), ">" if closes > line.last else "<", colour)
    words = _verdict(account, gate)
    half = width(words, NOTE.size) / 2
    at = min(max(x, _LEFT + half), WIDTH - MARGIN - half)
    sheet.text((at, middle + 17), words, NOTE.in_(colour), align="center", halo=True)


_PALE: Final = {BLUE: SKY, VERMILION: "#F0B490"}


def _verdict(account: Account, gate: Gate) -> str:
    when = day(str(gate.barrier.gate_date), account.language)
    if gate.over:
        return account.say("barriers.over", day=when)
    if gate.spare is None:
        return account.say("barriers.closes", day=when)
    return account.say(
        "barriers.late" if gate.missed else "barriers.spare", day=when, n=abs(gate.spare)
    )


def _needs(account: Account, barrier: Barrier) -> str:
    parts = []
    if barrier.kind is not None and barrier.what:
        parts.append(account.label(choice_key(barrier.kind)))
    if barrier.lead_time.value is not None:
        unit: Unit | None = barrier.lead_time.unit
        words = account.label(unit_key(unit)) if unit else ""
        parts.append(
            account.say("barriers.needs", value=number(barrier.lead_time.value), unit=words).strip()
        )
    else:
        parts.append(account.say("barriers.no_lead"))
    return aside(reversed(parts), account.language)


def _name(account: Account, barrier: Barrier) -> str:
    if barrier.what:
        return barrier.what
    if barrier.kind is not None:
        return account.label(choice_key(barrier.kind))
    at = account.plan.barriers.entries.index(barrier)
    return account.say("barriers.unnamed", n=at + 1)
