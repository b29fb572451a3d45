"""Certificates of completion: a printable A4 sheet for each who finished, in their own language."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fivelayer.choices import LAYERS
from fivelayer.findings import Said
from fivelayer.html import LANG, asset, template
from fivelayer.labels import part_key
from fivelayer.messages import Language, text
from fivelayer.record.files import replace
from fivelayer.reports.wording import day, listed

ALL: Final = "all.html"
_OURS: Final = re.compile(r".+-[0-9a-f]{12}\.html")
_LONG: Final = 24
"""Columns of a name from which on it is set smaller."""


@dataclass(frozen=True)
class Certificate:
    """Who finished what; names are as typed, so hostile until escaped."""

    name: str
    team: str
    """Empty where the certificate is the team's own."""
    language: Language
    workshop: str
    date: str
    cases: tuple[str, ...]

    @property
    def file(self) -> str:
        """A file name that keeps all apart."""
        slug = re.sub(r"[^a-z0-9]+", "-", f"{self.team} {self.name}".casefold()).strip("-")
        tail = hashlib.sha256(f"{self.team}\0{self.name}".encode("utf-8", "replace")).hexdigest()
        return f"{slug[:60].strip('-') or 'certificate'}-{tail[:12]}.html"

    @property
    def size(self) -> str:
        """How large the name is set: it must stay on the sheet."""
        columns = sum(1 if character.isascii() else 2 for character in self.name)
        return "small" if columns > 2 * _LONG else "middle" if columns > _LONG else "large"


@dataclass(frozen=True)
class Without:
    """Who gets none, and why."""

    name: str
    team: str
    reason: Said


def write(certificates: Sequence[Certificate], out: Path, title: str) -> list[Path]:
    """Write a page for each and one with all; those of an earlier run that are due no more go away.

    Raises:
        OSError: the folder cannot be written.
    """
    out.mkdir(parents=True, exist_ok=True)
    made = []
    for one in certificates:
        replace(out / one.file, _page([one], one.name).encode("utf-8", "replace"), durable=False)
        made.append(out / one.file)
    for left in out.iterdir():
        if left not in made and _OURS.fullmatch(left.name) and left.is_file():
            left.unlink()
    replace(out / ALL, _page(certificates, title).encode("utf-8", "replace"), durable=False)
    return made


def _page(certificates: Sequence[Certificate], title: str) -> str:
    return template("reports/page/certificates.html.j2").render(
        title=title,
        lang=LANG[certificates[0].language] if certificates else "en",
        sheets=[_sheet(one) for one in certificates],
        css=asset("reports/page/certificates.css"),
    )


def _sheet(one: Certificate) -> dict[str, object]:
    def say(name: str, **params: str) -> str:
        return text(f"certificate.{name}", one.language, **params)

    layers = [text(part_key(part), one.language) for part in LAYERS]
    return {
        "lang": LANG[one.language],
        "name": one.name,
        "team": say("team", team=one.team) if one.team else "",
        "size": one.size,
        "kicker": say("kicker"),
        "heading": say("heading"),
        "before": say("before"),
        "says": say("says", workshop=one.workshop, cases=listed(one.cases, one.language)),
        "layers": layers,
        "date": day(one.date, one.language),
        "facilitator": say("facilitator"),
        "on": say("on"),
    }
