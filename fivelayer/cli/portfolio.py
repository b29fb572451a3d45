"""`fivelayer portfolio` and `review`: customers tiered and staffed, and what to talk about (S32, S35-S37)."""

from __future__ import annotations

import os
from argparse import Namespace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from fivelayer import customers
from fivelayer.cli import terminal
from fivelayer.labels import choice_key
from fivelayer.messages import Language, text
from fivelayer.problems import Cannot, writing

if TYPE_CHECKING:
    import pandas as pd

_RIGHT: Final = frozenset({2, 4, 5, 6})
WAN: Final = 10_000


def portfolio(given: Namespace, language: Language) -> int:
    """Judge the list and show it; 1 where the person-months do not reach for what the tiers ask."""
    from fivelayer import portfolio as judge

    listed = customers.load(given.file)
    costs = Decimal(given.month_costs or judge.MONTH_COSTS)
    table = judge.judged(listed, given.months, month_costs=costs)
    missing = judge.short(table)
    rows = [[row[name] for name in _COLUMNS] for row in _plain(table)]
    if given.out is not None:
        _write(given, [_head(language), *_said(rows, language)])
    about = {
        "n": len(listed),
        "spent": f"{judge.spent(table):g}",
        "months": f"{given.months:g}",
        "short": f"{missing:g}",
    }
    ends = [text("cli.portfolio.spent", language, **about)]
    if missing:
        ends.append(text("cli.portfolio.missing", language, **about))
    ends.append(text("cli.portfolio.assumed", language))
    sums = {"months": given.months, "spent": judge.spent(table), "short": missing}
    data = {**sums, "customers": _plain(table)}
    shown = [[terminal.single_line(cell) for cell in row] for row in _said(rows, language)]
    lines = [terminal.table([_head(language), *shown], _RIGHT), "", *ends]
    return terminal.answer(given, data, lines, bool(missing))


_COLUMNS: Final = ("name", "tier", "score", "verdict", "months", "gain", "stable", "why")


def _plain(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as plain data: codes as texts, numbers rounded."""
    rounded = table.assign(score=table["score"].round(2), gain=table["gain"].round(0))
    names = [*_COLUMNS, "market", "wanted", "cost"]
    return [{name: getattr(row, name) for name in names} for row in rounded.itertuples(index=False)]


def _head(language: Language) -> list[str]:
    return [text(f"cli.portfolio.column.{name}", language) for name in _COLUMNS]


def _said(rows: list[list[Any]], language: Language) -> list[list[str]]:
    return [
        [
            str(name),
            text(choice_key(tier), language) if tier else "–",
            f"{score:.2f}",
            text(choice_key(verdict), language),
            f"{months:g}",
            f"{gain / WAN:.0f}",
            f"{stable * 100:.0f} %",
            text(f"cli.portfolio.why.{why}", language),
        ]
        for name, tier, score, verdict, months, gain, stable, why in rows
    ]


def _write(given: Namespace, rows: list[list[str]]) -> None:
    from fivelayer.gradebook.exports import line

    with writing(given.out):
        given.out.parent.mkdir(parents=True, exist_ok=True)
        given.out.write_bytes(b"\xef\xbb\xbf" + b"".join(line(row) for row in rows))


def review(given: Namespace, language: Language) -> int:
    """Write the agenda of a business review as a page; 1 where files could not be read."""
    from fivelayer.reports import review as reviews
    from fivelayer.reports.parameters import ParameterError
    from fivelayer.reports.running import CASE_FOLDERS

    more = [str(place) for place in (*given.cases, os.environ.get(CASE_FOLDERS, "")) if str(place)]
    os.environ[CASE_FOLDERS] = os.pathsep.join(more)
    try:
        made = reviews.page(given.folder, given.out, language)
    except ParameterError:
        raise Cannot("review", folder=str(given.folder)) from None
    items = made.as_json()
    said = {"file": str(given.out), "n": len(items), "accounts": len(made.items)}
    lines = [text("cli.review.made", language, **said)]
    lines += [text("cli.review.unread", language, file=name) for name in made.unread]
    data = {"file": str(given.out), "items": items, "unread": list(made.unread)}
    return terminal.answer(given, data, lines, bool(made.unread))
