"""The rounds of a live workshop and their clock: what the journal's presses come to, as pure data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from fivelayer.simulation.decisions import Decisions
from fivelayer.workshop.journal import (
    Again,
    Entry,
    Merging,
    Opening,
    Ranking,
    Renaming,
    Resolving,
    Saying,
    Time,
    Why,
)
from fivelayer.workshop.teams import Roster

Turns = Mapping[int, Decisions | None]


@dataclass(frozen=True)
class Rounds:
    """The rounds of one case."""

    game: int = 0
    round: int = 0
    """The round opened last; 0: none yet."""
    opened: str = ""
    minutes: int | None = None
    extra: Mapping[str | None, int] = field(default_factory=dict)
    """More minutes in this round, by team; None: for all."""
    closed: bool = True
    """Whether it was resolved, for all but those in `open_for`."""
    open_for: frozenset[str] = frozenset()
    turns: Mapping[str, Turns] = field(default_factory=dict)
    """By team and round: what it had decided when the round was resolved."""
    why: Mapping[tuple[str, int], Why] = field(default_factory=dict)
    by: str = ""
    """Who resolved last, and when."""
    at: str = ""

    @property
    def is_open(self) -> bool:
        """Whether a round is under way for anybody."""
        return self.round > 0 and (not self.closed or bool(self.open_for))

    def resolved(self, team: str) -> int:
        """How many rounds a team has behind it."""
        going_on = not self.closed or team in self.open_for
        return max(self.round - going_on, 0)

    def decided(self, team: str) -> tuple[Decisions | None, ...]:
        """What a team decided in the rounds behind it; None where it decided nothing."""
        own = self.turns.get(team, {})
        return tuple(own.get(n) for n in range(1, self.resolved(team) + 1))

    def closes(self, team: str | None = None) -> datetime | None:
        """When the open round's time is over, for a team; None where it has no limit."""
        if not self.is_open or self.minutes is None:
            return None
        more = self.extra.get(None, 0) + (self.extra.get(team, 0) if team is not None else 0)
        return read_moment(self.opened) + timedelta(minutes=self.minutes + more)

    def after(self, entry: Entry) -> Rounds:
        """The rounds after a press about them."""
        match entry.action:
            case Opening() as one:
                return replace(
                    self, round=one.round, opened=entry.time, minutes=one.minutes, extra={},
                    closed=False, open_for=frozenset(),
                )  # fmt: skip
            case Time() as one:
                more = {**self.extra, one.team: self.extra.get(one.team, 0) + one.minutes}
                return replace(self, extra=more)
            case Resolving() as one:
                turns = dict(self.turns)
                for team, decided in one.turns.items():
                    turns[team] = {**turns.get(team, {}), one.round: decided}
                why = {(team, one.round): reason for team, reason in one.why.items()}
                return replace(
                    self, closed=True, open_for=frozenset(one.open_for), turns=turns,
                    why={**self.why, **why}, by=entry.by, at=entry.time,
                )  # fmt: skip
            case Again() as one:
                return Rounds(game=one.game, by=entry.by, at=entry.time)
        return self

    def merged(self, team: str, into: str) -> Rounds:
        """The rounds after a team went on in another: whoever has not played takes over the other's game."""
        mine, theirs = self.turns.get(into, {}), self.turns.get(team, {})
        if any(mine.values()) or not any(theirs.values()):
            return self
        return replace(self, turns={**self.turns, into: theirs})


@dataclass(frozen=True)
class State:
    """A live workshop as its journal has it."""

    number: int = 0
    """Of the last press: whoever presses says what number they saw."""
    last: str = ""
    """When that was: no clock that goes backwards is believed beyond it."""
    cases: Mapping[str, Rounds] = field(default_factory=dict)
    roster: Roster = field(default_factory=Roster)
    said: tuple[Entry, ...] = ()
    leaderboard: bool = True

    def rounds(self, case: str) -> Rounds:
        """The rounds of a case."""
        return self.cases.get(case, Rounds())

    def after(self, entry: Entry) -> State:
        """The workshop after one more press."""
        now = replace(self, number=entry.number, last=max(self.last, entry.time))
        match entry.action:
            case Renaming() as one:
                return replace(now, roster=self.roster.after(one))
            case Merging() as one:
                cases = {
                    case: rounds.merged(one.team, one.into) for case, rounds in self.cases.items()
                }
                return replace(now, roster=self.roster.after(one), cases=cases)
            case Saying():
                return replace(now, said=(*self.said, entry))
            case Ranking() as one:
                return replace(now, leaderboard=one.on)
            case Opening() | Resolving() | Again() | Time() as one:
                rounds = self.rounds(one.case).after(entry)
                return replace(now, cases={**self.cases, one.case: rounds})

    def minutes_left(self, case: str, now: datetime, team: str | None = None) -> float | None:
        """Minutes until a round's time is over, below 0 after; a clock set back gives no more time."""
        closes = self.rounds(case).closes(team)
        if closes is None:
            return None
        if self.last:
            now = max(now, read_moment(self.last))
        return (closes - now).total_seconds() / 60


def folded(entries: Iterable[Entry]) -> State:
    """What presses come to, in their order."""
    state = State()
    for entry in entries:
        state = state.after(entry)
    return state


def read_moment(moment: str) -> datetime:
    """A journal's moment."""
    return datetime.fromisoformat(moment).astimezone(UTC)
