"""Benefits by level: what the team offers whom, and what no rival can (S23-S26)."""

from __future__ import annotations

from typing import Final

from matplotlib.figure import Figure

from fivelayer.choices import BenefitLevel
from fivelayer.labels import choice_key
from fivelayer.model import Benefit
from fivelayer.reports.account import Account
from fivelayer.reports.canvas import (
    BODY,
    GREEN,
    GREY,
    MARGIN,
    NOTE,
    RULE,
    STRONG,
    WIDTH,
    Sheet,
    drawn,
)
from fivelayer.reports.wording import aside, listed

MOST: Final = 6
"""Benefits drawn for each level; a longer list says how many more there are."""
_LEFT: Final = 112.0
_ROOM: Final = WIDTH - _LEFT - 20


def unique(benefit: Benefit) -> bool:
    """The team says which rival does not offer it, and why (S23)."""
    return benefit.against is not None and benefit.why_unique is not None


def by_level(account: Account) -> dict[BenefitLevel | None, tuple[Benefit, ...]]:
    """The benefits of each level, the unique ones first; None holds those without a level."""
    everything = account.plan.interest.benefits
    levels: tuple[BenefitLevel | None, ...] = (*BenefitLevel, None)
    found = {level: [b for b in everything if b.level is level] for level in levels}
    return {
        level: tuple(sorted(rows, key=lambda b: not unique(b))) for level, rows in found.items()
    }


def finding(account: Account) -> str:
    """What the benefits amount to, in one sentence."""
    everything = account.plan.interest.benefits
    if not everything:
        return account.say("benefits.none")
    counts = {"n": len(everything), "unique": sum(map(unique, everything))}
    missing = [level for level in BenefitLevel if not by_level(account)[level]]
    if not missing:
        return account.say("benefits.all_levels", **counts)
    levels = listed([account.label(choice_key(level)) for level in missing], account.language)
    return account.say("benefits.levels_missing", **counts, levels=levels)


@drawn
def benefits_by_level(account: Account) -> Figure:
    """Three bands, one a level; a filled diamond is a benefit that no named rival offers."""
    if not account.plan.interest.benefits:
        return Sheet(finding(account)).empty(account.say("benefits.none_next"))
    sheet = Sheet(finding(account), account.say("benefits.note"))
    for level, rows in by_level(account).items():
        if level is not None or rows:
            _band(sheet, account, level, rows)
    return sheet.done()


def _band(
    sheet: Sheet, account: Account, level: BenefitLevel | None, rows: tuple[Benefit, ...]
) -> None:
    sheet.line((MARGIN, sheet.y), (WIDTH - MARGIN, sheet.y), colour=RULE, thick=0.7)
    name = account.label(choice_key(level)) if level else account.say("benefits.no_level")
    sheet.paragraph((MARGIN, sheet.y + 15), name, _LEFT - 16, STRONG, most=2)
    sheet.y += 5
    if not rows:
        sheet.text((_LEFT, sheet.y + 10), account.say("benefits.empty_level"), BODY.in_(GREY))
        sheet.y += 19
    for benefit in rows[:MOST]:
        _benefit(sheet, account, benefit)
    if len(rows) > MOST:
        more = account.say("more", n=len(rows) - MOST)
        sheet.text((_LEFT + 14, sheet.y + 9), more, NOTE)
        sheet.y += 15
    sheet.y += 3


def _benefit(sheet: Sheet, account: Account, benefit: Benefit) -> None:
    alone = unique(benefit)
    sheet.mark(
        (_LEFT + 3, sheet.y + 7),
        "D" if alone else "o",
        GREEN if alone else GREY,
        size=6,
        fill="full" if alone else "none",
    )
    what = benefit.what or account.say("benefits.unnamed")
    sheet.y += 10
    sheet.y += sheet.paragraph((_LEFT + 14, sheet.y), what, _ROOM, most=2)
    whom = account.for_whom(benefit.for_whom)
    parts = [account.say("benefits.for", whom=whom) if whom else ""]
    if alone:
        rival = account.parties.get(str(benefit.against), str(benefit.against))
        parts.append(account.say("benefits.not_from", rival=rival))
    else:
        parts.append(account.say("benefits.not_unique"))
    beneath = aside(parts, account.language)
    colour = GREEN if alone else GREY
    sheet.y += sheet.paragraph((_LEFT + 14, sheet.y), beneath, _ROOM, NOTE.in_(colour), most=1)
    sheet.y -= 2
