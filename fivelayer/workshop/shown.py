"""What the facilitator's board shows, as plain data; and what of it may be thrown on a wall."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

from fivelayer import labels
from fivelayer.cases import Case
from fivelayer.choices import LAYERS
from fivelayer.messages import Language, text
from fivelayer.simulation.money import money
from fivelayer.workshop import told
from fivelayer.workshop.following import Following
from fivelayer.workshop.journal import Saying
from fivelayer.workshop.live import Live, Row, Standing, at
from fivelayer.workshop.teams import short

Json = dict[str, Any]
PRESSES: Final = 30
"""The last presses that are shown."""


class Shown:
    """Words for one language."""

    def __init__(self, following: Following, language: Language) -> None:
        self.following, self.language = following, language

    @property
    def live(self) -> Live:
        """The workshop."""
        return self.following.live

    def state(self, case: Case, *, projector: bool) -> Json:
        """The board; for the projector nothing that only facilitators may see."""
        standing = self.following.standing
        if standing is None:
            return {"ready": False, "aside": self._aside(None)}
        rows = self.following.rows.get(case.id, [])
        ranks_on = standing.state.leaderboard
        common: Json = {
            "ready": True,
            "projector": projector,
            "number": standing.state.number,
            "by": self.live.by,
            "title": self.live.opened.workshop.title[self.language],
            "case": case.id,
            "cases": [[one.id, one.file.name[self.language]] for one in self.live.opened.cases],
            "round": self._round(standing, case, rows),
            "ranks": self._ranks(case) if ranks_on or not projector else [],
            "ranks_on": ranks_on,
            "notices": self._notices(standing),
        }
        if projector:
            seen = [self._for_all(row) for row in rows if not row.into]
            hidden: Json = {"common": [], "pressed": [], "aside": []}
            return {**common, **hidden, "teams": seen}
        return {
            **common,
            "teams": [self._team(row, standing, case) for row in rows],
            "common": list(self._common(standing)),
            "pressed": list(self._pressed(standing)),
            "aside": self._aside(standing),
        }

    def left(self, case: Case) -> int | None:
        """Seconds until the open round's time is over; None where it has no limit."""
        standing = self.following.standing
        if standing is None:
            return None
        minutes = standing.state.minutes_left(case.id, self.live.moment())
        return None if minutes is None else round(minutes * 60)

    def _say(self, key: str, **about: object) -> str:
        return text(f"live.{key}", self.language, **about)

    def _round(self, standing: Standing, case: Case, rows: list[Row]) -> Json:
        now, last = standing.state.rounds(case.id), self.live.last_round(case)
        ours = [row for row in rows if not row.into]
        waiting = [row for row in ours if row.resolved < now.round and not row.decided]
        closes = now.closes()
        return {
            "game": case in self.live.games,
            "n": now.round,
            "of": last,
            "open": now.is_open and not now.closed,
            "partly": now.is_open and now.closed,
            "over": not now.is_open and now.round >= last,
            "limited": now.minutes is not None,
            "until": f"{closes.astimezone():%H:%M}" if closes else "",
            "decided": len(ours) - len(waiting) if now.is_open else 0,
            "teams": len(ours),
            "waiting": len(waiting) if now.is_open else 0,
            "names": told.listed([short(row.name) for row in waiting], self.language)
            if now.is_open and waiting
            else "",
            "resolved": self._say("round.by", by=now.by, at=at(now.at)) if now.at else "",
            "here": case.file.access == "open",
        }

    def _for_all(self, row: Row) -> Json:
        return {"key": row.key, "name": short(row.name), "decided": row.decided}

    def _team(self, row: Row, standing: Standing, case: Case) -> Json:
        place, now = row.place, standing.state.rounds(case.id)
        found = place.layers if place else {}
        counts = [found.get(part, (0, 0)) for part in LAYERS]
        going_on = now.is_open and row.resolved < now.round
        extra = going_on and bool(now.extra.get(row.key))
        return {
            **self._for_all(row),
            "full": row.name,
            "spelled": self._say("spelled", name=short(row.spelled)) if row.spelled else "",
            "into": self._say("into", team=short(row.into)) if row.into else "",
            "at": text(labels.part_key(place.at), self.language) if place and place.at else "",
            "layers": [100 * done // of if of else 0 for done, of in counts],
            "going_on": going_on,
            "until": _clock(now.closes(row.key)) if extra else "",
            "missed": self._say("missed", n=self._rounds(row)) if row.missed else "",
            "changed": _ago(place.time if place else "", self.language),
            "absent": place is None,
            "joined": row.joined,
        }

    def _rounds(self, row: Row) -> str:
        return told.listed(map(str, row.missed), self.language)

    def _common(self, standing: Standing) -> Iterator[Json]:
        for finding, teams in standing.board.commonest():
            said = finding.effect.words(self.language) if finding.effect else finding.rule
            where = text(labels.part_key(finding.layer), self.language)
            yield {"n": teams, "where": where, "says": said}

    def _ranks(self, case: Case) -> list[Json]:
        ranks = self.following.ranks.get(case.id, [])
        if not ranks:
            return []
        unit = self.live.referee(case).host.tables.world.unit
        return [
            {
                "place": place,
                "name": short(row.name),
                "says": money(worth.mean, unit, self.language),
                "mean": round(worth.mean, 2),
            }
            for place, row, worth in ranks
        ]

    def _notices(self, standing: Standing) -> list[Json]:
        """What was said to all, the newest first."""
        said = [(entry, entry.action) for entry in reversed(standing.state.said)]
        return [
            {
                "at": at(entry.time),
                "text": one.text,
                "event": one.event,
                "kind": self._say("told.event" if one.event else "told.message"),
            }
            for entry, one in said
            if isinstance(one, Saying) and one.team is None
        ][:3]

    def _pressed(self, standing: Standing) -> Iterator[Json]:
        shown = partial(self.live.shown, standing)
        for entry in reversed(standing.entries[-PRESSES:]):
            says = told.pressed(entry, shown, self.language)
            yield {"at": at(entry.time), "by": entry.by, "says": says}

    def _aside(self, standing: Standing | None) -> list[str]:
        """What a facilitator must know besides: nothing is hidden, nothing stands in the way."""
        found, fault = [], self.following.trouble
        if fault is not None:
            said = self._say("fault", why=str(fault))
            found.append(fault.words(self.language) if hasattr(fault, "words") else said)
        if standing is None:
            return found
        board = standing.board
        if board.gone_since:
            found.append(self._say("gone", folder=str(self.live.shared)))
        for key, names in (
            ("not_delivered", standing.delivered.failed),
            ("strangers", board.strangers),
            ("unreadable", board.unreadable),
            ("strange", standing.strange),
        ):
            if names:
                found.append(self._say(key, files=told.listed(names[:5], self.language)))
        if standing.unnamed:
            found.append(self._say("unnamed", n=standing.unnamed))
        for one, other in board.twins():
            about = {"one": short(one.team), "other": short(other.team)}
            found.append(self._say("twins", **about, files=other.path.parent.parent.parent.name))
        return found


def _clock(moment: datetime | None) -> str:
    return f"{moment.astimezone():%H:%M}" if moment else ""


def _ago(moment: str, language: Language) -> str:
    """How long ago; a clock that is ahead of ours says nothing but `just now`."""
    try:
        minutes = int((datetime.now(UTC) - datetime.fromisoformat(moment)).total_seconds() // 60)
    except (ValueError, TypeError):
        return ""
    if minutes < 1:
        return text("cli.status.just_now", language)
    return text("cli.status.minutes", language, n=minutes)
