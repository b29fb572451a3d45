"""A cohort in figures: the hardest criteria, the layers team by team, what became of the coach's remarks."""

from __future__ import annotations

from collections.abc import Mapping

from matplotlib.figure import Figure

from fivelayer.labels import part_key
from fivelayer.messages import Language, text
from fivelayer.reports.canvas import (
    BLUE,
    BODY,
    GREY,
    INK,
    MARGIN,
    NOTE,
    PAPER,
    RULE,
    STRONG,
    VERMILION,
    WIDTH,
    Sheet,
    drawn,
)
from fivelayer.reports.cohort import Work

_LEFT = 250.0
"""Where bars and dots begin; names stand left of it."""
_LONG = WIDTH - _LEFT - 40
_MOST = 10


def say(name: str, language: Language, /, **params: object) -> str:
    """The cohort's message `name` in words."""
    return text(f"cohort.{name}", language, **params)


def percent(share: float) -> int:
    """A share as whole percent."""
    return round(100 * share)


def _percent(share: float, language: Language) -> str:
    return say("page.percent", language, n=percent(share))


@drawn
def hardest(work: Work, says: Mapping[str, str], language: Language) -> Figure:
    """The criteria of which the fewest points were earned; `says` gives their words."""
    listed = work.hardest()[:_MOST]
    if not listed:
        return Sheet(say("figure.none", language)).empty(say("figure.none_next", language))
    first = listed[0]
    title = say(
        "figure.hardest", language, says=says[first.rule].rstrip(".。"), n=percent(first.share)
    )
    sheet = Sheet(title, say("figure.hardest_note", language, n=len(listed), teams=len(work.teams)))
    for each in listed:
        high = sheet.paragraph((MARGIN, sheet.y + 10), says[each.rule], _LEFT - 16, BODY, most=2)
        about = [text(part_key(each.part), language), each.rule]
        if each.tried < len(work.teams):
            about.append(say("figure.tried", language, n=each.tried, total=len(work.teams)))
        sheet.text((MARGIN, sheet.y + 10 + high), " · ".join(about), NOTE)
        _bar(sheet, sheet.y + 5, each.share, language)
        sheet.y += high + 19
    return sheet.done()


def _bar(sheet: Sheet, top: float, share: float, language: Language) -> None:
    sheet.box((_LEFT, top), (_LONG, 10), fill=PAPER)
    if share > 0:
        sheet.box(
            (_LEFT, top), (_LONG * min(share, 1.0), 10), fill=VERMILION if share < 0.5 else BLUE
        )
    sheet.text((_LEFT + _LONG + 6, top + 8.5), _percent(share, language), STRONG)


@drawn
def layers(work: Work, language: Language) -> Figure:
    """A row a layer, a dot a team: its share of the points; a line where the mean is."""
    parts = work.parts
    if not parts:
        return Sheet(say("figure.none", language)).empty(say("figure.none_next", language))
    written = [part for part in parts if work.tried(part)] or parts
    lowest = min(written, key=work.share)
    highest = max(written, key=work.share)
    words = {"low": text(part_key(lowest), language), "high": text(part_key(highest), language)}
    shares = {"n": percent(work.share(lowest)), "m": percent(work.share(highest))}
    title = "layers_even" if shares["m"] - shares["n"] < 5 else "layers"
    sheet = Sheet(
        say(f"figure.{title}", language, **words, **shares),
        say("figure.layers_note", language, teams=len(work.teams)),
    )
    left, long = 150.0, WIDTH - 150.0 - 50
    for part in parts:
        middle = sheet.y + 15
        sheet.text((MARGIN, middle + 3), text(part_key(part), language), STRONG)
        if part not in written:
            sheet.text((left, middle + 3), say("figure.blank", language), NOTE)
            sheet.y += 30
            continue
        sheet.line((left, middle), (left + long, middle))
        for n, team in enumerate(work.teams):
            if part in team.parts:
                at = left + long * min(max(team.parts[part], 0.0), 1.0)
                sheet.mark((at, middle + (n % 5 - 2) * 3.2), "o", BLUE, size=4.2)
        mean = left + long * work.share(part)
        sheet.line((mean, middle - 11), (mean, middle + 11), colour=INK, thick=2)
        sheet.text((left + long + 12, middle + 3), _percent(work.share(part), language), STRONG)
        sheet.y += 30
    for share in (0.0, 0.5, 1.0):
        below = (left + long * share, sheet.y + 8)
        sheet.text(below, _percent(share, language), NOTE, align="center")
    sheet.y += 12
    return sheet.done()


@drawn
def growth(work: Work, language: Language) -> Figure:
    """Remarks of the coach a team on each layer, when it first asked and when it last did."""
    found = {part: each for part, each in work.growth.items() if each.teams}
    first = sum(each.first for each in found.values())
    last = sum(each.last for each in found.values())
    fewer = {"n": percent((first - last) / first)} if last < first else {}
    sheet = Sheet(
        say("figure.growth" if fewer else "figure.no_growth", language, **fewer),
        say("figure.growth_note", language),
    )
    most = max(max(each.first, each.last) / each.teams for each in found.values()) or 1
    left, long = 150.0, WIDTH - 150.0 - 130
    for part, each in found.items():
        middle = sheet.y + 13
        then, now = each.first / each.teams, each.last / each.teams
        begin, end = left + long * then / most, left + long * now / most
        sheet.text((MARGIN, middle + 3), text(part_key(part), language), STRONG)
        sheet.line((left, middle), (left + long, middle), colour=RULE)
        sheet.line(
            (begin, middle), (end, middle), colour=BLUE if now < then else VERMILION, thick=2.5
        )
        sheet.mark((begin, middle), "o", GREY, size=7, fill="none")
        sheet.mark((end, middle), "o", BLUE if now < then else VERMILION, size=7)
        told = say("figure.from_to", language, first=f"{then:.1f}", last=f"{now:.1f}", n=each.teams)
        sheet.text((left + long + 14, middle + 3), told, NOTE)
        sheet.y += 26
    return sheet.done()
