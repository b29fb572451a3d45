"""`fivelayer workshop round | team | say | leaderboard | deliver | journal` and `fivelayer live`."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

from fivelayer import lab, places
from fivelayer.cli import terminal
from fivelayer.messages import Language, text
from fivelayer.problems import writing
from fivelayer.workshop import settings, told
from fivelayer.workshop.journal import Entry
from fivelayer.workshop.live import Live, Standing, at
from fivelayer.workshop.on_screen import SETTINGS, Settings

PAGE: Final = "facilitator.ipynb"
Press = Callable[[Live], Entry]


def opened(given: Namespace) -> Live:
    """The live workshop that a command is about."""
    shared = given.shared or given.workshop
    return Live(settings.read(given.workshop, given.cases), shared, terminal.by(given))


def round_open(given: Namespace, language: Language) -> int:
    """Open the next round."""
    return _press(given, language, lambda live: live.open_round(_case(live, given), given.minutes))


def round_resolve(given: Namespace, language: Language) -> int:
    """Resolve the open round."""
    return _press(
        given, language, lambda live: live.resolve(_case(live, given), everybody=given.all)
    )


def round_again(given: Namespace, language: Language) -> int:
    """Begin a new game."""
    return _press(given, language, lambda live: live.again(_case(live, given)))


def team_rename(given: Namespace, language: Language) -> int:
    """Call a team otherwise."""
    return _press(given, language, lambda live: live.rename(given.name, given.new))


def team_merge(given: Namespace, language: Language) -> int:
    """Let a team go on in another."""
    return _press(given, language, lambda live: live.merge(given.name, given.into))


def team_time(given: Namespace, language: Language) -> int:
    """Give more time."""
    return _press(
        given,
        language,
        lambda live: live.more_time(_case(live, given), given.minutes, given.team),
    )


def say(given: Namespace, language: Language) -> int:
    """Say something on the teams' boards."""
    return _press(given, language, lambda live: live.say(given.text, given.team, event=given.event))


def leaderboard(given: Namespace, language: Language) -> int:
    """Show the leaderboard, or switch it."""
    live = opened(given)
    if given.switch:
        return _press(given, language, lambda live: live.leaderboard(given.switch == "on"), live)
    standing, case = live.look(), _case(live, given)
    rows = live.ranked(standing, case)
    lines = [
        text(
            "live.rank", language, n=place, team=terminal.single_line(row.name),
            money=told.worth(worth, live, case, language),
        )
        for place, row, worth in rows
    ]  # fmt: skip
    data = [
        {"place": place, "team": row.name, "mean": worth.mean, "low": worth.low, "high": worth.high}
        for place, row, worth in rows
    ]
    state = "on" if standing.state.leaderboard else "off"
    return terminal.answer(
        given,
        {"on": standing.state.leaderboard, "teams": data},
        [text(f"live.leaderboard_is_{state}", language), *lines],
    )


def deliver(given: Namespace, language: Language) -> int:
    """Write again what every team may see."""
    live = opened(given)
    standing = live.look()
    return terminal.answer(
        given, _sent(standing), list(_afterwards(standing, live, language)), _bad(standing)
    )


def journal(given: Namespace, language: Language) -> int:
    """Who pressed what, when."""
    live = opened(given)
    standing = live.look(deliver=False)
    shown = partial(live.shown, standing)
    lines = [
        terminal.single_line(
            f"{entry.number:>4}  {at(entry.time)}  {entry.by}: {told.pressed(entry, shown, language)}"
        )
        for entry in standing.entries
    ]
    if standing.strange:
        lines.append(text("live.strange", language, files=", ".join(standing.strange)))
    data = {
        "entries": [entry.model_dump(mode="json", by_alias=True) for entry in standing.entries],
        "strange": list(standing.strange),
    }
    return terminal.answer(
        given, data, lines or [text("live.journal_empty", language)], bool(standing.strange)
    )


def board(given: Namespace, language: Language) -> int:
    """Open the facilitator's notebook in JupyterLab; where the workshop is goes to it alone."""
    opened(given)  # what is wrong with the workshop is said here, not in the browser
    folder = given.workshop.resolve()
    shared = given.shared.resolve() if given.shared else folder
    cases = tuple(one.resolve() for one in given.cases)
    named = Settings(folder=folder, shared=shared, cases=cases, by=terminal.by(given))
    page = folder / PAGE
    with writing(folder):
        if not page.exists():
            source = places.notebooks() / "live" / language / PAGE
            page.write_bytes(source.read_bytes())
    os.environ[SETTINGS] = named.model_dump_json()
    print(text("live.opening", language, file=str(page)), flush=True)
    return lab.open_lab(folder, language, browser=not given.no_browser, page=PAGE)


def _press(given: Namespace, language: Language, press: Press, live: Live | None = None) -> int:
    """Do what was asked for, send teams what they may see, and say both."""
    live = live or opened(given)
    live.look(deliver=False)
    entry = press(live)
    standing = live.look()
    shown = partial(live.shown, standing)
    said = terminal.single_line(told.pressed(entry, shown, language))
    data = {"entry": entry.model_dump(mode="json", by_alias=True), **_sent(standing)}
    lines = [said, *_afterwards(standing, live, language)]
    return terminal.answer(given, data, lines, _bad(standing))


def _case(live: Live, given: Namespace) -> Any:
    return live.case(given.case)


def _sent(standing: Standing) -> dict[str, object]:
    return {
        "delivered": standing.delivered.written,
        "not_delivered": list(standing.delivered.failed),
        "gone_since": standing.board.gone_since,
    }


def _bad(standing: Standing) -> bool:
    return bool(standing.delivered.failed or standing.board.gone_since)


def _afterwards(standing: Standing, live: Live, language: Language) -> Iterator[str]:
    if standing.board.gone_since:
        yield text("live.gone", language, folder=str(live.shared))
    else:
        yield text("live.delivered", language, n=standing.delivered.written)
    if standing.delivered.failed:
        yield text("live.not_delivered", language, files=", ".join(standing.delivered.failed))
    for case in live.games:
        yield from told.rounds(standing, live, case, language)
