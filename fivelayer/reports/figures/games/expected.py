"""Foresight: the win chance that the team named each round, and what its plan was worth from there."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from matplotlib.figure import Figure

from fivelayer.reports import lettering
from fivelayer.reports.canvas import (
    BLUE,
    GREY,
    INK,
    LABEL,
    MARGIN,
    NOTE,
    RULE,
    WIDTH,
    Sheet,
    drawn,
)
from fivelayer.reports.figures.games.axis import Axis
from fivelayer.reports.story import Story

_HIGH: Final = 140.0
CLOSE: Final = 0.1
"""A mean difference from the plan's own chance up to which a team's chances count as close."""


def predicted(story: Story) -> dict[int, float]:
    """The win chance that the team named, by round."""
    return {
        one.round: one.predicted.chance for one in story.study.opened.log.rounds if one.predicted
    }


def bias(story: Story) -> float:
    """How far the team's chances lay above its plan's own, on average; below 0: too careful."""
    said, chances = predicted(story), story.study.chances
    return sum(chance - chances[n - 1] for n, chance in said.items()) / len(said)


def finding(story: Story) -> str:
    """How well the team knew its chance, in one sentence."""
    if not predicted(story):
        return story.say("foresight.none")
    off = bias(story)
    points = round(100 * abs(off))
    form = "close" if abs(off) <= CLOSE else "hopeful" if off > 0 else "careful"
    return story.say(f"foresight.{form}", n=points)


@drawn
def foresight(story: Story) -> Figure:
    """Two lines over the rounds, and how it ended at the right."""
    said = predicted(story)
    if not said:
        return Sheet(finding(story)).empty(story.say("foresight.none_next"))
    sheet = Sheet(finding(story), story.say("foresight.note"))
    rounds = story.study.world.rounds
    across = Axis(1, rounds + 1, MARGIN + 34, WIDTH - 104)
    down = Axis(0, 1, sheet.y + _HIGH, sheet.y + 6)
    for value in (0.0, 0.25, 0.5, 0.75, 1.0):
        sheet.text(
            (across.start - 8, down.at(value) + 3),
            story.say("percent", n=round(100 * value)),
            NOTE,
            align="right",
        )
        sheet.line((across.start, down.at(value)), (across.at(rounds), down.at(value)), colour=RULE)
    for number in range(1, rounds + 1):
        sheet.text((across.at(number), down.start + 13), f"{number}", NOTE, align="center")
    model = list(enumerate(story.study.chances, start=1))
    _line(sheet, across, down, model, GREY, "s")
    _line(sheet, across, down, sorted(said.items()), BLUE, "o")
    _ends(
        story,
        sheet,
        across,
        down,
        {"foresight.yours": max(said.items()), "foresight.model": model[-1]},
    )
    end = 1.0 if story.study.won else 0.0
    x = across.at(rounds) + 15
    sheet.mark((x, down.at(end)), "*", INK, size=11)
    key = "foresight.won" if story.study.won else "foresight.lost"
    sheet.text((x + 9, down.at(end) + 3), story.say(key), LABEL.in_(INK))
    sheet.y = down.start + 18
    return sheet.done()


def _line(
    sheet: Sheet, across: Axis, down: Axis, values: list[tuple[int, float]], colour: str, shape: str
) -> None:
    places = [(across.at(n), down.at(value)) for n, value in values]
    for start, end in pairwise(places):
        sheet.line(start, end, colour=colour, thick=1.8)
    for place in places:
        sheet.mark(place, shape, colour, size=5.5)


def _ends(
    story: Story, sheet: Sheet, across: Axis, down: Axis, ends: dict[str, tuple[int, float]]
) -> None:
    """A label at the end of each line; those of two ends that are close are kept apart."""
    taken = [down.at(1.0 if story.study.won else 0.0)]
    for key, (number, value) in ends.items():
        y = down.at(value)
        for _ in range(8):
            near = next((other for other in taken if abs(y - other) < 11), None)
            if near is None:
                break
            y = near + (11.5 if near < down.end + 40 else -11.5)
        taken.append(y)
        colour = BLUE if key == "foresight.yours" else GREY
        words = lettering.drawable(story.say(key))
        sheet.text((across.at(number) + 8, y + 3), words, LABEL.in_(colour), halo=False)
