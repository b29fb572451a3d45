"""`fivelayer workshop new`, `fivelayer release` and `fivelayer status`."""

from __future__ import annotations

import re
import sys
import time
from argparse import Namespace
from collections.abc import Iterator
from datetime import UTC, datetime

from pydantic import ValidationError

from fivelayer import labels, places
from fivelayer.choices import LAYERS
from fivelayer.cli import terminal
from fivelayer.messages import Language, text
from fivelayer.problems import Cannot
from fivelayer.workshop import kit, settings, told
from fivelayer.workshop.live import Live, Standing
from fivelayer.workshop.settings import Team
from fivelayer.workshop.status import Board, Place


def new(given: Namespace, language: Language) -> int:
    """Make a workshop's folder; what was not given is asked for on a terminal."""
    asks = sys.stdin.isatty() and not given.json
    there = " ".join(_cases(given))
    chosen = given.case or _asked("ask_cases", language, asks, there=there).split()
    teams = given.team or re.split(r"[,，;；]", _asked("ask_teams", language, asks))
    date = given.date or _asked("ask_date", language, asks) or f"{datetime.now(UTC):%Y-%m-%d}"
    name = given.folder.absolute().name
    try:
        made = settings.draft(
            name,
            language,
            date,
            chosen or ["qinglan"],
            [_team(words, language) for words in teams if words.strip()],
        )
    except ValidationError as fault:
        first = fault.errors()[0]
        raise Cannot("answer", given=repr(first["input"]), rule=str(first["msg"])) from None
    file = settings.begin(given.folder, made)
    settings.read(given.folder, given.cases)  # whatever is wrong with it is said now
    told = text("cli.workshop_new.done", language, file=str(file), folder=str(given.folder))
    return terminal.answer(given, {"file": str(file)}, [told])


def release(given: Namespace, language: Language) -> int:
    """Build the kit."""
    opened = settings.read(given.folder, given.cases)
    made = kit.release(opened, given.out or given.folder / "kits", wheels=given.wheels)
    closed = {"cases": ", ".join(made.closed)}
    lines = [
        text("cli.release.done", language, n=len(made.files), archive=str(made.archive)),
        text(f"cli.release.{'closed' if made.closed else 'all_open'}", language, **closed),
    ]
    data = {
        "folder": str(made.folder),
        "archive": str(made.archive),
        "files": list(made.files),
        "closed": list(made.closed),
    }
    return terminal.answer(given, data, lines)


def status(given: Namespace, language: Language) -> int:
    """Who is where; 1 where a record could not be read or the folder not be reached."""
    shared = given.shared or given.folder
    live = Live(settings.read(given.folder, given.cases), shared)
    while True:
        standing = live.look(deliver=False)
        board = standing.board
        if given.watch and not given.json:
            print("\033[2J\033[H", end="")  # a clean screen for the next look
        played = [
            line for case in live.games for line in told.rounds(standing, live, case, language)
        ]
        lines = [*map(terminal.single_line, played), *_board(board, str(shared), language)]
        bad = bool(board.unreadable or board.gone_since)
        found = terminal.answer(
            given, {**_plain(board, language), "rounds": _rounds(standing)}, lines, bad
        )
        if not given.watch or given.json:
            return found
        time.sleep(2)


def _board(board: Board, shared: str, language: Language) -> Iterator[str]:
    def say(key: str, **words: str | int) -> str:
        return text(f"cli.status.{key}", language, **words)

    if board.gone_since:
        yield say("gone", folder=shared, since=board.gone_since)
    if board.places:
        layers = [text(labels.part_key(part), language) for part in LAYERS]
        head = [say("team"), say("case"), say("at"), *layers, say("rounds"), say("changed")]
        rows = [[terminal.single_line(cell) for cell in _row(p, language)] for p in board.places]
        yield terminal.table([head, *rows], right=frozenset(range(3, 4 + len(layers))))
    else:
        yield say("nobody")
    common = board.commonest()
    if common:
        yield f"\n{say('commonest')}"
    for finding, teams in common:
        part = text(labels.part_key(finding.layer), language)
        says = finding.effect.words(language) if finding.effect else finding.rule
        yield terminal.single_line(say("finding", n=teams, where=part, says=says))
    for key, names in (
        ("joined", board.joined),
        ("absent", board.absent),
        ("stranger", board.strangers),
        ("unreadable", board.unreadable),
    ):
        if names:
            named = "teams" if key in ("joined", "absent") else "files"
            yield terminal.single_line(say(key, **{named: ", ".join(names)}))


def _rounds(standing: Standing) -> list[dict[str, object]]:
    return [
        {
            "case": case,
            "round": one.round,
            "open": one.is_open,
            "minutes_left": standing.state.minutes_left(case, standing.now),
        }
        for case, one in standing.state.cases.items()
    ]


def _row(place: Place, language: Language) -> list[str]:
    at = text(labels.part_key(place.at), language) if place.at else ""
    shares = [f"{100 * done // of} %" for done, of in place.layers.values() if of]
    rounds = str(place.rounds) if place.rounds else ""
    case = place.case if place.activity == "course" else f"{place.case}/{place.activity}"
    return [
        place.team,
        case,
        at,
        *(shares or [""] * len(LAYERS)),
        rounds,
        _ago(place.time, language),
    ]


def _ago(moment: str, language: Language) -> str:
    """How long ago; a clock that is ahead of ours says nothing but `just now`."""
    try:
        minutes = int((datetime.now(UTC) - datetime.fromisoformat(moment)).total_seconds() // 60)
    except (ValueError, TypeError):
        return ""
    if minutes < 1:
        return text("cli.status.just_now", language)
    return text("cli.status.minutes", language, n=minutes)


def _plain(board: Board, language: Language) -> dict[str, object]:
    return {
        "teams": [
            {
                "team": place.team,
                "case": place.case,
                "activity": place.activity,
                "at": place.at,
                "layers": {part: list(counts) for part, counts in place.layers.items()},
                "open": [finding.rule for finding in place.open_findings],
                "rounds": place.rounds,
                "revision": place.revision,
                "time": place.time,
            }
            for place in board.places
        ],
        "commonest": [
            {
                "rule": found.rule,
                "teams": n,
                "says": found.effect.words(language) if found.effect else "",
            }
            for found, n in board.commonest()
        ],
        "joined": list(board.joined),
        "absent": list(board.absent),
        "strangers": list(board.strangers),
        "unreadable": list(board.unreadable),
        "gone_since": board.gone_since,
    }


def _asked(key: str, language: Language, asks: bool, **words: str) -> str:
    if not asks:
        return ""
    print(text(f"cli.workshop_new.{key}", language, **words))
    return input("> ").strip()


def _team(words: str, language: Language) -> Team:
    """A team as it is typed: `Team North:en`; without a language, the facilitator's."""
    name, _, code = words.strip().rpartition(":")
    if name and code.strip() in ("en", "zh"):
        return Team.model_validate({"name": name.strip(), "language": code.strip()})
    return Team(name=words.strip(), language=language)


def _cases(given: Namespace) -> list[str]:
    folders = [*given.cases, places.cases()]
    return sorted({path.parent.name for f in folders for path in f.glob("*/case.yaml")})
