"""Charts of money by rows: what decisions and layers were worth, plans against par, what a loss would cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from matplotlib.figure import Figure

from fivelayer.reports import lettering
from fivelayer.reports.canvas import (
    BLUE,
    BODY,
    GREEN,
    GREY,
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
from fivelayer.reports.figures.games.axis import Axis
from fivelayer.reports.story import Story
from fivelayer.reports.study import OURS, certain
from fivelayer.simulation.analysis import Estimate

MOST: Final = 8
_LEFT: Final = 226.0
_RIGHT: Final = 92.0
_FLAT: Final = 0.5
"""In the world's unit: a smaller effect is none worth a bar."""


@dataclass(frozen=True)
class Bar:
    """A row: what it is about, its value with the interval, a remark beneath, perhaps a second value."""

    label: str
    value: Estimate
    beneath: str = ""
    colour: str = ""
    second: Estimate | None = None


@drawn
def decisions(story: Story) -> Figure:
    """The decisions that mattered most: what the plan loses, or gains, without each of them."""
    found = story.study.telling(MOST)
    if not found:
        return Sheet(story.say("decisions.none")).empty(story.say("decisions.none_next"))
    first = found[0]
    form = "decisions.title" if first.credit.net.mean > 0 else "decisions.title_against"
    amount = story.money(abs(first.credit.net.mean))
    title = story.say(form, what=story.decision(first, brief=True), amount=amount)
    rows = [
        Bar(
            story.decision(one, brief=True),
            one.credit.net,
            story.say(
                "decisions.beneath",
                who=story.name("rep", one.move.by),
                points=story.points(one.credit.reached.mean),
            ),
        )
        for one in found
    ]
    return _bars(story, Sheet(title, story.say("decisions.note")), rows)


@drawn
def rounds(story: Story) -> Figure:
    """What each round was worth: the same games forked there, that round sat out."""
    forks = story.study.forks
    if not forks:
        return Sheet(story.say("rounds.none")).empty(story.say("rounds.none_next"))
    rows = [
        Bar(
            story.say("rounds.round", n=number),
            _turned(fork.net),
            story.say("rounds.beneath", points=story.points(-fork.reached.mean)),
        )
        for number, fork in forks.items()
    ]
    first = max(forks, key=lambda number: abs(forks[number].net.mean))
    worth = _turned(forks[first].net)
    if not certain(worth):
        title = story.say("rounds.even")
    else:
        form = "rounds.title" if worth.mean > 0 else "rounds.title_against"
        title = story.say(form, n=first, amount=story.money(abs(worth.mean)))
    return _bars(story, Sheet(title, story.say("rounds.note")), rows)


def _turned(change: Estimate) -> Estimate:
    """What is lost without something, as what it brought."""
    return Estimate(-change.mean, -change.high, -change.low)


@drawn
def layers(story: Story) -> Figure:
    """What each layer's decisions were worth: lost without them, and their fair share."""
    lost, shares = story.study.ablation, story.study.shares
    first = max(lost, key=lambda name: lost[name].net.mean)
    if not certain(lost[first].net) or lost[first].net.mean <= 0:
        title = story.say("layers.none")
    else:
        amount = story.money(lost[first].net.mean)
        title = story.say("layers.title", layer=story.layer(first), amount=amount)
    rows = [
        Bar(
            story.layer(name),
            credit.net,
            story.say("layers.beneath", points=story.points(credit.reached.mean)),
            second=shares[name].net,
        )
        for name, credit in lost.items()
    ]
    return _bars(story, Sheet(title, story.say("layers.note")), rows)


@drawn
def against_par(story: Story) -> Figure:
    """The team's plan among those the case names, on the same luck."""
    plans = {OURS: story.study.mark.odds, **story.study.named}
    ordered = sorted(plans.items(), key=lambda item: -item[1].net.mean)
    best = ordered[0][0]
    gap = plans[best].net.mean - plans[OURS].net.mean
    title = story.say("par.best") if best == OURS else story.say("par.title", gap=story.money(gap))
    rows = [
        Bar(
            story.plan(name),
            one.net,
            story.say("par.beneath", share=story.share(one.reached.mean)),
            colour=BLUE if name == OURS else GREEN if name == best else GREY,
        )
        for name, one in ordered
    ]
    return _bars(story, Sheet(title, story.say("par.note")), rows, signed=False)


@drawn
def stress(story: Story) -> Figure:
    """What the plan would earn less, were one person, qualification or partner taken away."""
    found = story.study.stress
    rows = [
        Bar(story.sentence(story.say(f"stress.{kind}", name=story.name(kind, name))), change)
        for (kind, name), change in found.items()
        if certain(change) and abs(change.mean) >= _FLAT
    ]
    worst = next(iter(found.items()), None)
    if worst is None or worst[1].high >= 0:
        return Sheet(story.say("stress.none")).empty(story.say("stress.none_next"))
    (kind, name), change = worst
    what = story.say(f"stress.{kind}", name=story.name(kind, name))
    title = story.sentence(story.say("stress.title", what=what, amount=story.money(-change.mean)))
    return _bars(story, Sheet(title, story.say("stress.note")), rows)


def _bars(story: Story, sheet: Sheet, rows: Sequence[Bar], *, signed: bool = True) -> Figure:
    edges = [edge for row in rows for e in (row.value, row.second) if e for edge in (e.low, e.high)]
    axis = Axis(min(0.0, *edges), max(0.0, *edges), _LEFT, WIDTH - _RIGHT)
    heights = [_height(row) for row in rows]
    _grid(story, sheet, axis, sum(heights))
    for row, height in zip(rows, heights, strict=True):
        _bar(story, sheet, axis, row, height, signed)
    return sheet.done()


def _height(row: Bar) -> float:
    lines = len(lettering.lines(row.label, _LEFT - 16, BODY.size, most=2))
    return 12.0 + 12.0 * lines + 11.0 * bool(row.beneath)


def _grid(story: Story, sheet: Sheet, axis: Axis, height: float) -> None:
    for value in _ticks(story, axis):
        x = axis.at(value)
        sheet.text((x, sheet.y + 8), story.money(value), NOTE, align="center")
        colour = GREY if value == 0 else "#E9ECF0"
        sheet.line((x, sheet.y + 13), (x, sheet.y + 13 + height), colour=colour)
    sheet.y += 14


def _ticks(story: Story, axis: Axis) -> list[float]:
    """As many round numbers as there is room for their words."""
    for most in (4, 3, 2):
        ticks = axis.ticks(most)
        wide = [lettering.width(story.money(value), NOTE.size) + 10 for value in ticks]
        gaps = [axis.at(b) - axis.at(a) for a, b in pairwise(ticks)]
        if all(gap > (a + b) / 2 for gap, (a, b) in zip(gaps, pairwise(wide), strict=True)):
            return ticks
    return [0.0]


def _bar(story: Story, sheet: Sheet, axis: Axis, row: Bar, height: float, signed: bool) -> None:
    top, told = sheet.y, certain(row.value)
    colour = row.colour or (BLUE if row.value.mean >= 0 else VERMILION)
    high = sheet.paragraph((MARGIN, top + 14), row.label, _LEFT - 16, BODY, most=2)
    if row.beneath:
        sheet.paragraph((MARGIN, top + 13 + high), row.beneath, _LEFT - 16, NOTE, most=1)
    middle = top + (12.0 if row.second else height / 2 - 1)
    start, end = sorted((axis.at(0), axis.at(row.value.mean)))
    size = (max(end - start, 1.0), 11.0)
    sheet.box((start, middle - 5.5), size, fill=colour if told else "white", edge=colour)
    _whisker(sheet, axis, row.value, middle)
    if row.second:
        start, end = sorted((axis.at(0), axis.at(row.second.mean)))
        sheet.box((start, middle + 8), (max(end - start, 1.0), 6.0), fill=SKY)
    x = max(axis.at(row.value.high), axis.at(0)) + 6
    sheet.text((x, middle + 3.2), story.money(row.value.mean, signed=signed), STRONG)
    sheet.line((MARGIN, top + height), (WIDTH - MARGIN, top + height), colour=RULE, thick=0.4)
    sheet.y += height


def _whisker(sheet: Sheet, axis: Axis, value: Estimate, y: float) -> None:
    low, high = axis.at(value.low), axis.at(value.high)
    if high - low > 2:
        sheet.line((low, y), (high, y), colour="#1B2430", thick=1.0)
        for x in (low, high):
            sheet.line((x, y - 3), (x, y + 3), colour="#1B2430", thick=1.0)
