"""`fivelayer workshop new` and `fivelayer release`."""

from __future__ import annotations

import re
import sys
from argparse import Namespace
from datetime import UTC, datetime

from pydantic import ValidationError

from fivelayer import places
from fivelayer.cli import terminal
from fivelayer.messages import Language, text
from fivelayer.problems import Cannot
from fivelayer.workshop import kit, settings
from fivelayer.workshop.settings import Team


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
