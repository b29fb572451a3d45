"""Odds: the net value of every replay, those that reach the goal told apart, the team's own game among them."""

from __future__ import annotations

from typing import Final

import numpy as np
from matplotlib.figure import Figure

from fivelayer.reports.canvas import (
    BLUE,
    GREY,
    INK,
    LABEL,
    MARGIN,
    NOTE,
    ORANGE,
    STRONG,
    WIDTH,
    Align,
    Sheet,
    drawn,
)
from fivelayer.reports.figures.games.axis import Axis, round_step
from fivelayer.reports.story import Story

_HIGH: Final = 150.0
_BINS: Final = 32


@drawn
def odds(story: Story) -> Figure:
    """Replays by net value, stacked: goal reached above, not reached below."""
    study = story.study
    found = study.mark.odds
    share, mean = story.share(found.reached.mean), story.money(found.net.mean)
    title = story.say("odds.title", share=share, mean=mean)
    sheet = Sheet(title, story.say("odds.note", n=f"{found.games:,}"))
    net, reached = study.replays.net, study.replays.reached > 0
    edges = _edges(float(min(net.min(), study.net)), float(max(net.max(), study.net)))
    with_, without = (np.histogram(net[which], edges)[0] for which in (reached, ~reached))
    across = Axis(float(edges[0]), float(edges[-1]), MARGIN + 8, WIDTH - MARGIN - 8)
    up = Axis(0, float((with_ + without).max()) or 1.0, 0, _HIGH - 26)
    _legend(story, sheet)
    floor = sheet.y + _HIGH
    for left, right, won, lost in zip(edges[:-1], edges[1:], with_, without, strict=True):
        x, wide = across.at(left), max(across.at(right) - across.at(left) - 1, 0.6)
        sheet.box((x, floor - up.at(lost)), (wide, up.at(lost)), fill=ORANGE)
        sheet.box((x, floor - up.at(lost + won)), (wide, up.at(won)), fill=BLUE)
    _marks(story, sheet, across, floor)
    sheet.line((MARGIN, floor), (WIDTH - MARGIN, floor), colour=GREY)
    for value in across.ticks(5):
        sheet.line((across.at(value), floor), (across.at(value), floor + 3), colour=GREY)
        sheet.text((across.at(value), floor + 13), story.money(value), NOTE, align="center")
    sheet.y = floor + 18
    return sheet.done()


def _edges(low: float, high: float) -> np.ndarray:
    step = round_step(max(high - low, 1e-3), _BINS)
    first, last = np.floor(low / step), np.floor(high / step) + 1
    return np.arange(first, last + 1) * step


def _legend(story: Story, sheet: Sheet) -> None:
    x = MARGIN
    for colour, key in ((BLUE, "odds.reached"), (ORANGE, "odds.not_reached")):
        sheet.box((x, sheet.y), (9, 9), fill=colour)
        sheet.text((x + 13, sheet.y + 8), words := story.say(key), NOTE)
        x += 30 + 8 * max(len(words) * (1 if story.language == "zh" else 0.56), 4)
    sheet.y += 12


def _marks(story: Story, sheet: Sheet, across: Axis, floor: float) -> None:
    """The average, and the team's own game: dashed and whole lines, labelled, never on one another."""
    mean = across.at(story.study.mark.odds.net.mean)
    own = across.at(story.study.net)
    top = floor - _HIGH
    for x, words, y, dashed, type_ in (
        (mean, story.say("odds.mean"), top + 22, True, LABEL.in_(GREY)),
        (own, story.say("odds.own", net=story.brought), top + 9, False, STRONG),
    ):
        sheet.line((x, y + 3), (x, floor), colour=INK, thick=1.4, dashed=dashed)
        align: Align = "left" if x < 130 else "right" if x > WIDTH - 130 else "center"
        sheet.text((x, y), words, type_, align=align, halo=True)
