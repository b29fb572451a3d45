"""Names of folders and files made from what people call themselves: any text in, a safe name out."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Final

LONGEST_NAME: Final = 500
"""Characters of a name that are kept; more is a paste gone wrong."""

_PLAIN: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LOOKS_HASHED: Final = re.compile(r".*-[0-9a-f]{10}")
_RESERVED: Final = re.compile(r"con|prn|aux|nul|conin|conout|(?:com|lpt)[0-9]")
_NOBODY: Final = "no-name"


def clean(typed: str) -> str:
    r"""Text that can be stored: what is only half a character (a lone surrogate) is replaced.

    >>> clean("half \ud83d, whole \ud83d\ude00") == "half \ufffd, whole \U0001f600"
    True
    """
    return typed.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def name(typed: str) -> str:
    r"""A name as it is kept: composed, on one line, without control characters.

    >>> name("  Team\tOne\x00 ")
    'Team One'
    """
    composed = unicodedata.normalize("NFC", clean(typed[: 4 * LONGEST_NAME]))
    shown = "".join(c for c in composed if c.isspace() or unicodedata.category(c) != "Cc")
    return " ".join(shown.split())[:LONGEST_NAME].strip()


def folder(team: str, workshop: str = "") -> str:
    """The folder of a team: a name that every file system takes, different for different teams.

    Only `a-z`, `0-9` and `-` occur. A name that is such a name already stays as it is; every other
    one gets a short hash, so that names which differ only in what was left out stay apart.

    >>> folder("alpha"), folder("Alpha"), folder("../../x"), folder("CON")
    ('alpha', 'alpha-99be7e8bda', 'x-c33f66a079', 'con-c8457d2e94')
    """
    team, workshop = name(team), name(workshop)
    if not team and not workshop:
        return _NOBODY
    if not workshop and _stays(team):
        return team
    slug = re.sub(r"[^a-z0-9]+", "-", team.casefold())[:40].strip("-") or "team"
    return f"{slug}-{_short(team, workshop)}"


def file(team: str) -> str:
    """A readable part of a file's name: letters and digits of every script, the rest left out.

    >>> file("青岚一队"), file("../../x")
    ('青岚一队', 'x-c33f66a079')
    """
    team = name(team)
    kept = "".join(c if unicodedata.category(c)[0] in "LN" else "-" for c in team)
    kept = re.sub("-+", "-", kept)[:30].strip("-")
    if kept == team and not _RESERVED.fullmatch(kept.casefold()) and kept:
        return kept
    return f"{kept}-{_short(team, '')}" if kept else folder(team)


def _stays(team: str) -> bool:
    fits = len(team) <= 40 and _PLAIN.fullmatch(team) is not None
    return (
        fits
        and team != _NOBODY
        and not (_RESERVED.fullmatch(team) or _LOOKS_HASHED.fullmatch(team))
    )


def _short(team: str, workshop: str) -> str:
    return hashlib.sha256(f"{workshop}\0{team}".encode()).hexdigest()[:10]
