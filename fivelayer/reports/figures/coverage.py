"""Layer coverage: the points of each layer, and where the open ones lie."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from matplotlib.figure import Figure

from fivelayer.choices import Part
from fivelayer.findings import Outcome
from fivelayer.labels import outcome_key, part_key
from fivelayer.marking.result import Result
from fivelayer.reports.account import Account
from fivelayer.reports.canvas import (
    BLUE,
    GREY,
    INK,
    MARGIN,
    NOTE,
    PALE_RED,
    SKY,
    STRONG,
    VERMILION,
    WIDTH,
    Sheet,
    Type,
    drawn,
)
from fivelayer.reports.lettering import width
from fivelayer.reports.wording import listed, number

OUTCOMES: Final = (
    Outcome.MET,
    Outcome.PARTLY,
    Outcome.NOT_MET,
    Outcome.NOT_ATTEMPTED,
    Outcome.NEEDS_PERSON,
)
# Fill, edge, whether the edge is dashed, colour of the words on it, sign.
_LOOKS: Final = {
    Outcome.MET: (BLUE, BLUE, False, "white", "✓"),
    Outcome.PARTLY: (SKY, SKY, False, INK, "≈"),
    Outcome.NOT_MET: (PALE_RED, VERMILION, False, INK, "×"),
    Outcome.NOT_ATTEMPTED: ("white", GREY, True, GREY, "–"),
    Outcome.NEEDS_PERSON: ("#E4E7EB", GREY, False, INK, "?"),
}
_ROW: Final = 27.0
_LEFT: Final = 112.0
_RIGHT: Final = 84.0


@dataclass(frozen=True)
class Band:
    """One part: points got, out of, what false entries cost, and the points at stake by outcome."""

    part: Part
    points: Decimal
    of: Decimal
    cost: Decimal
    stakes: dict[Outcome, Decimal]

    @property
    def open(self) -> Decimal:
        """Points not got."""
        return self.of - self.points


def bands(result: Result) -> tuple[Band, ...]:
    """The parts of a result in the model's order; a fault of the marking counts nowhere."""
    found = []
    for part in (part for part in Part if part in result.parts):
        here = [f for f in result.findings if f.layer is part and f.of is not None]
        stakes = {
            o: sum((f.of or Decimal(0) for f in here if f.outcome is o), Decimal(0))
            for o in OUTCOMES
        }
        cost = sum((min(f.points or Decimal(0), Decimal(0)) for f in here), Decimal(0))
        score = result.parts[part]
        found.append(Band(part, score.points, score.of, -cost, stakes))
    return tuple(found)


def finding(account: Account) -> str:
    """What the chart shows, in one sentence."""
    rows = bands(account.result)
    points = sum((band.points for band in rows), Decimal(0))
    of = sum((band.of for band in rows), Decimal(0))
    score = {"points": number(points), "of": number(of)}
    if all(band.stakes[Outcome.NOT_ATTEMPTED] == sum(band.stakes.values()) for band in rows):
        return account.say("coverage.nothing", **score)
    everything = sum((band.open for band in rows), Decimal(0))
    if not everything:
        return account.say("coverage.everything", **score)
    if len(rows) == 1:
        return account.say("coverage.one", **score, layer=account.label(part_key(rows[0].part)))
    most = max(band.open for band in rows)
    where = [account.label(part_key(band.part)) for band in rows if band.open == most]
    words = {"layers": listed(where, account.language), "all": number(everything)}
    return account.say("coverage.most_open", **words, open=number(most), n=len(where))


@drawn
def layer_coverage(account: Account) -> Figure:
    """Points per layer, by what became of them: met, partly, not met, not attempted."""
    rows = bands(account.result)
    if not rows:
        return Sheet(account.say("coverage.none")).empty(account.say("coverage.none_next"))
    sheet = Sheet(finding(account), account.say("coverage.note"))
    _key(sheet, account, rows)
    scale = (WIDTH - _LEFT - _RIGHT) / float(max(*map(_drawn_width, rows), Decimal(1)))
    for band in rows:
        _band(sheet, account, band, scale)
    return sheet.done()


def _drawn_width(band: Band) -> Decimal:
    return max(sum(band.stakes.values(), Decimal(0)), band.of)


def _key(sheet: Sheet, account: Account, rows: tuple[Band, ...]) -> None:
    """The names of what occurs, each on its own colour, in the order of the bars."""
    x = _LEFT
    for outcome in (o for o in OUTCOMES if any(band.stakes[o] for band in rows)):
        fill, edge, dashed, colour, sign = _LOOKS[outcome]
        words = f"{sign} {account.label(outcome_key(outcome))}"
        long = width(words, NOTE.size) + 12
        sheet.box((x, sheet.y), (long, 14), fill=fill, edge=edge, dashed=dashed)
        sheet.text((x + 6, sheet.y + 10), words, NOTE.in_(colour))
        x += long + 5
    sheet.y += 24


def _band(sheet: Sheet, account: Account, band: Band, scale: float) -> None:
    top = sheet.y
    sheet.text((MARGIN, top + 13), account.label(part_key(band.part)), STRONG)
    x = _LEFT
    for outcome, stake in band.stakes.items():
        long = float(stake) * scale
        if long:
            _piece(sheet, x, long, outcome, stake)
        x += long
    room = WIDTH - _RIGHT + 10
    score = account.say("coverage.score", points=number(band.points), of=number(band.of))
    sheet.text((room, top + 13), score, STRONG)
    if band.cost:
        sheet.text(
            (room, top + 23),
            account.say("coverage.cost", n=number(band.cost)),
            Type(7.5).in_(VERMILION),
        )
    sheet.y += _ROW


def _piece(sheet: Sheet, x: float, long: float, outcome: Outcome, stake: Decimal) -> None:
    fill, edge, dashed, colour, sign = _LOOKS[outcome]
    sheet.box((x + 0.7, sheet.y), (max(long - 1.4, 0.5), 19), fill=fill, edge=edge, dashed=dashed)
    words = f"{sign} {number(stake)}"
    if width(words, NOTE.size) + 3 > long:
        words = number(stake)
    if width(words, NOTE.size) + 1 <= long:
        sheet.text((x + long / 2, sheet.y + 12.7), words, NOTE.in_(colour), align="center")
