"""What each team may see, written beside its record; made anew from the journal, so nothing can get lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fivelayer import bulletin
from fivelayer.bulletin import Bulletin, Notice, Turn
from fivelayer.cases import Case
from fivelayer.game_sheet import Result
from fivelayer.record import files
from fivelayer.workshop.journal import Saying, moment
from fivelayer.workshop.rounds import State
from fivelayer.workshop.status import Board, Place

if TYPE_CHECKING:
    from fivelayer.workshop.live import Live

COURSE: Final = "course"
"""The activity whose record carries a case's game."""


@dataclass(frozen=True)
class Delivered:
    """Bulletins that were written just now, and those that could not be."""

    written: int = 0
    failed: tuple[str, ...] = ()


class Sender:
    """Keeps every record's bulletin as it must be."""

    def __init__(self, live: Live) -> None:
        self._live = live
        self._sent: dict[Path, bytes] = {}
        self._names: dict[str, str] = {}

    def send(self, board: Board, state: State) -> Delivered:
        """Write the bulletins that are not there already."""
        cases = {case.id: case for case in self._live.opened.cases}
        self._names = self._live.names(board)
        written, failed = 0, []
        for place in board.every:
            if place.activity != COURSE or place.case not in cases or not place.key:
                continue
            told = self._told(state, place, cases[place.case])
            target = bulletin.place(place.path)
            if told is None or (self._sent.get(target) == told and target.is_file()):
                continue
            try:
                if files.read(target) != told:
                    target.parent.mkdir(exist_ok=True)
                    files.replace(target, told)
                    written += 1
                self._sent[target] = told
            except OSError:
                failed.append(target.relative_to(self._live.shared).as_posix())
        return Delivered(written, tuple(failed))

    def _told(self, state: State, place: Place, case: Case) -> bytes | None:
        """The bulletin for a record; None while there is nothing to tell."""
        live, roster, rounds = self._live, state.roster, state.rounds(case.id)
        final, notices = roster.final(place.key), tuple(_notices(state, place.key))
        of_teams = place.key in roster.called or place.key in roster.into
        if not (rounds.round or rounds.game or notices or of_teams):
            return None
        closes, behind = rounds.closes(final), rounds.resolved(final)
        is_open = behind < rounds.round
        start: Result | None = None
        turns: tuple[Turn, ...] = ()
        if case.file.access != "open" and rounds.round and final == place.key:
            start, turns = self._results(state, case, final)
        over = behind >= live.last_round(case)
        return Bulletin(
            workshop=live.opened.workshop.id,
            case=case.id,
            case_version=case.file.version,
            game=rounds.game,
            seed=live.referee(case).seed if over and start else None,
            round=rounds.round if is_open else 0,
            closes=moment(closes) if closes and is_open else "",
            over=over,
            start=start,
            turns=turns,
            notices=notices,
            name=roster.called.get(final, ""),
            into=roster.shown(self._names.get(final, final)) if final != place.key else "",
        ).written()

    def _results(self, state: State, case: Case, key: str) -> tuple[Result, tuple[Turn, ...]]:
        rounds = state.rounds(case.id)
        decided = rounds.decided(key)
        start, *results = self._live.referee(case).results(rounds.game, decided)
        pairs = zip(decided, results, strict=True)
        return start, tuple(Turn(decided=one, result=result) for one, result in pairs)


def _notices(state: State, key: str) -> Iterator[Notice]:
    for entry in state.said:
        one = entry.action
        if isinstance(one, Saying) and one.team in (None, key, state.roster.final(key)):
            kind = "event" if one.event else "message"
            yield Notice.model_validate(
                {"number": entry.number, "time": entry.time, "kind": kind, "text": one.text}
            )
