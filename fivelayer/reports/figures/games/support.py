"""Support over the rounds, person by person: ours and the best rival's, the proper windows, what happened."""

from __future__ import annotations

from typing import Final

from matplotlib.figure import Figure

from fivelayer.reports.canvas import (
    BLUE,
    GREEN,
    INK,
    LABEL,
    MARGIN,
    NOTE,
    PAPER,
    PURPLE,
    RULE,
    VERMILION,
    WIDTH,
    Sheet,
    drawn,
)
from fivelayer.reports.figures.games.axis import Axis
from fivelayer.reports.story import Story
from fivelayer.reports.wording import number
from fivelayer.simulation.relationship import lead
from fivelayer.simulation.world import Person

_ACROSS: Final = 3
_GAP: Final = 12.0
_HIGH: Final = 74.0
MARKS: Final = {
    "met": ("o", BLUE, ("met", "met_generally")),
    "served": ("D", GREEN, ("served_institution", "served_person")),
    "minded": ("X", VERMILION, ("passed_over", "absent", "lost_contact")),
    "courted": ("v", VERMILION, ("courted", "courted_unseen", "rival_pushed")),
    "successor": ("P", PURPLE, ("successor",)),
}
"""What is marked beneath a person's lines: shape, colour, the events that count."""


def leads(story: Story) -> list[float]:
    """The weighted lead over the best rival, before the first round and after each."""
    world = story.study.world
    return [float(lead(state, world).reshape(-1)[0]) for state in story.study.game.states]


def finding(story: Story) -> str:
    """How the lead went, in one sentence."""
    found = leads(story)
    words = {"first": signed(found[0]), "last": signed(found[-1])}
    ahead = [n for n, value in enumerate(found) if value > 0]
    if not ahead:
        return story.say("support.behind", **words)
    since = next(
        n
        for n in range(len(found))
        if all(value > 0 for value in found[n:] or [0]) or n == len(found) - 1
    )
    if found[-1] <= 0:
        return story.say("support.lost", **words, n=max(ahead))
    return story.say("support.title" if since else "support.always", **words, n=since)


@drawn
def support(story: Story) -> Figure:
    """A small chart for each person, the heaviest first."""
    sheet = Sheet(finding(story), story.say("support.note"))
    _legend(story, sheet)
    people = sorted(story.study.world.world.people, key=lambda person: -person.weight.value)
    wide = (WIDTH - 2 * MARGIN - (_ACROSS - 1) * _GAP) / _ACROSS
    top = sheet.y
    for n, person in enumerate(people):
        at = (MARGIN + n % _ACROSS * (wide + _GAP), top + n // _ACROSS * (_HIGH + 62))
        _person(story, sheet, person, at, wide)
    sheet.y = top + ((len(people) - 1) // _ACROSS + 1) * (_HIGH + 62) - 8
    return sheet.done()


def _legend(story: Story, sheet: Sheet) -> None:
    x = MARGIN
    sheet.line((x, sheet.y + 4), (x + 14, sheet.y + 4), colour=BLUE, thick=2)
    x = _word(sheet, x + 18, story.say("support.us"))
    sheet.line((x, sheet.y + 4), (x + 14, sheet.y + 4), colour=VERMILION, thick=1.6, dashed=True)
    x = _word(sheet, x + 18, story.say("support.rival"))
    sheet.box((x, sheet.y - 1), (12, 10), fill="#DCE9F2")
    _word(sheet, x + 16, story.say("support.window"))
    sheet.y += 15
    x = MARGIN
    for name, (shape, colour, _) in MARKS.items():
        sheet.mark((x + 4, sheet.y + 4), shape, colour, size=5.5)
        x = _word(sheet, x + 11, story.say(f"support.{name}"))
    sheet.y += 20


def _word(sheet: Sheet, x: float, words: str) -> float:
    from fivelayer.reports import lettering

    sheet.text((x, sheet.y + 7), words, NOTE)
    return x + lettering.width(lettering.drawable(words), NOTE.size) + 14


def _person(
    story: Story, sheet: Sheet, person: Person, at: tuple[float, float], wide: float
) -> None:
    left, top = at
    world, states = story.study.world, story.study.game.states
    place = world.place("person", person.id)
    name = story.name("person", person.id)
    title = story.say("support.person", name=name, weight=f"{person.weight.value:g}")
    sheet.paragraph((left, top + 9), title, wide, LABEL.in_(INK), most=1)
    top += 15
    across = Axis(0, world.rounds, left + 14, left + wide - 26)
    down = Axis(-2, 2, top + _HIGH, top)
    sheet.box((across.start, top), (across.end - across.start, _HIGH), fill=PAPER)
    for span in person.windows:
        first, last = across.at(max(span.first - 1, 0)), across.at(min(span.last, world.rounds))
        if last > first:
            sheet.box((first, top), (last - first, _HIGH), fill="#DCE9F2")
    for value in (-2.0, 0.0, 2.0):
        sheet.text((left, down.at(value) + 3), signed(value), NOTE)
        sheet.line((across.start, down.at(value)), (across.end, down.at(value)), colour=RULE)
    ours = [float(state.support[0, place, 0]) for state in states]
    theirs = [float(state.support[1:, place, 0].max()) for state in states]
    for values, colour, dashed in ((theirs, VERMILION, True), (ours, BLUE, False)):
        for n in range(len(values) - 1):
            ends = [(across.at(m), down.at(values[m])) for m in (n, n + 1)]
            sheet.line(*ends, colour=colour, thick=2 if not dashed else 1.6, dashed=dashed)
    near = abs(ours[-1] - theirs[-1]) < 0.55
    shift = 4.5 if near else 0.0
    for value, colour, up in (
        (ours[-1], BLUE, ours[-1] >= theirs[-1]),
        (theirs[-1], VERMILION, ours[-1] < theirs[-1]),
    ):
        y = down.at(value) + 3 + (-shift if up else shift)
        sheet.text((across.end + 3, y), signed(value), LABEL.in_(colour))
    _happened(story, sheet, person.id, across, top + _HIGH + 6)
    for at_round in (1, world.rounds // 2, world.rounds):
        sheet.text(
            (across.at(at_round - 0.5), top + _HIGH + 36), f"{at_round}", NOTE, align="center"
        )


def _happened(story: Story, sheet: Sheet, person: str, across: Axis, y: float) -> None:
    """Marks of what happened in each round, one row a kind of hand: ours, what went wrong, the rival's."""
    rows = {"met": 0.0, "served": 7.0, "minded": 14.0, "courted": 14.0, "successor": 14.0}
    for played, events in enumerate(story.study.game.events):
        keys = {e.key for e in events if ("person", person) in e.about}
        here = [name for name, (_, _, counted) in MARKS.items() if keys & set(counted)]
        last = [name for name in here if rows[name] == 14.0]
        for name in here:
            shape, colour, _ = MARKS[name]
            aside = (last.index(name) - (len(last) - 1) / 2) * 5 if name in last else 0.0
            sheet.mark((across.at(played + 0.5) + aside, y + rows[name]), shape, colour, size=4.2)


def signed(value: float) -> str:
    """A level or a change of support with its sign, to one place."""
    shown = number(value, 1)
    return f"+{shown}" if value > 0 and shown != "0" else shown
