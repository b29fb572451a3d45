"""A live workshop: records followed, presses judged and written down, what teams may see sent back.

Everything follows from three things: the settings, the teams' records and the journal. Nothing else is
kept, so that a facilitator's machine may be switched off, and another one go on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from fivelayer import bulletin
from fivelayer.cases import Case
from fivelayer.messages import Language, text
from fivelayer.problems import Cannot, Problems, writing
from fivelayer.simulation.analysis.estimate import Estimate
from fivelayer.simulation.decisions import Decisions
from fivelayer.workshop.journal import (
    MOST_MINUTES,
    Action,
    Again,
    Entry,
    Journal,
    Merging,
    Opening,
    Ranking,
    Renaming,
    Resolving,
    Saying,
    Time,
    Why,
    Written,
)
from fivelayer.workshop.referee import Referee
from fivelayer.workshop.rounds import Rounds, State, folded, read_moment
from fivelayer.workshop.sending import COURSE, Delivered, Sender
from fivelayer.workshop.settings import NAME_AT_MOST, Opened, same_name
from fivelayer.workshop.status import Board, Place, Watch

_TRIES = 20


class Refused(Cannot):
    """A press that does nothing, and why: the message `live.no.<code>`."""

    def words(self, language: Language) -> str:
        """The sentence, with what to do instead."""
        return text(f"live.no.{self.code}", language, **self.params)


@dataclass(frozen=True)
class Row:
    """A team and how it stands with a case."""

    key: str
    name: str
    """What it is called here; hostile until escaped."""
    place: Place | None = None
    joined: bool = False
    """Whether there is any sign of it, on this case or elsewhere."""
    decided: bool = False
    """Whether its decision for the open round is there."""
    resolved: int = 0
    minutes_left: float | None = None
    missed: tuple[int, ...] = ()
    """Rounds that passed without it."""
    spelled: str = ""
    """What it calls itself, where that is something else."""
    into: str = ""
    """The team that it was merged into."""


@dataclass(frozen=True)
class Standing:
    """A live workshop at a moment."""

    board: Board
    state: State
    now: datetime
    entries: tuple[Entry, ...] = ()
    strange: tuple[str, ...] = ()
    """Files of the journal that nobody can read."""
    unnamed: int = 0
    """Records of teams that have not said who they are."""
    delivered: Delivered = field(default_factory=Delivered)


class Live:
    """A workshop under way, for one facilitator; others may have it open too."""

    def __init__(
        self,
        opened: Opened,
        shared: Path,
        by: str = "",
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.opened, self.shared, self.by = opened, shared, by
        self.journal = Journal(opened.folder)
        self._watch, self._clock = Watch(opened, shared), clock
        self._now = datetime.min.replace(tzinfo=UTC)
        self._referees: dict[str, Referee] = {}
        self._sender = Sender(self)

    # --- looking -------------------------------------------------------------------------------

    @cached_property
    def games(self) -> tuple[Case, ...]:
        """The cases that are played."""
        uses = zip(self.opened.workshop.cases, self.opened.cases, strict=True)
        return tuple(case for use, case in uses if use.game)

    def case(self, name: str = "") -> Case:
        """The case that is meant; without a name, the one that is played.

        Raises:
            Refused: none is called so, or several could be meant.
        """
        if name:
            found = [case for case in self.opened.cases if case.id == name]
        else:
            found = list(self.games or self.opened.cases)
        if len(found) != 1:
            choices = [case.id for case in (self.games or self.opened.cases)]
            raise Refused("which_case", choices=", ".join(choices), given=name)
        return found[0]

    def last_round(self, case: Case) -> int:
        """How many rounds of a case are played."""
        try:
            return self._rounds(case) or self.referee(case).host.tables.rounds
        except Problems:  # its world is not here: what every reader of the case may know
            return len(case.file.rounds)

    def referee(self, case: Case) -> Referee:
        """Who plays a case's rounds."""
        if case.id not in self._referees:
            seed = self.opened.workshop.seed
            self._referees[case.id] = Referee(case, seed, self._rounds(case))
        return self._referees[case.id]

    def _rounds(self, case: Case) -> int | None:
        """How many of a case's rounds the settings want played; None: all of them."""
        uses = {use.id: use.rounds for use in self.opened.workshop.cases}
        return uses.get(case.id)

    def look(self, *, deliver: bool = True) -> Standing:
        """Everything as it stands; whatever a team may see and has not been sent is sent."""
        board, written = self._watch.look(), self._read()
        state = folded(written.entries)
        sent = Delivered() if board.gone_since or not deliver else self._sender.send(board, state)
        unnamed = sum(not place.key for place in board.every)
        return Standing(
            board, state, self.moment(), written.entries, written.strange, unnamed, sent
        )

    def names(self, board: Board) -> dict[str, str]:
        """What all teams call themselves, those of the settings and those that turned up; by key."""
        found = {same_name(team.name): team.name for team in self.opened.workshop.teams}
        for place in board.places:
            found.setdefault(place.key, place.team)
        for name in board.joined:
            found.setdefault(same_name(name), name)
        found.pop("", None)
        return found

    def shown(self, standing: Standing, key: str) -> str:
        """What a team is called on this workshop's boards."""
        return standing.state.roster.shown(self.names(standing.board).get(key, key))

    def rows(self, standing: Standing, case: Case) -> list[Row]:
        """All teams and how they stand with a case, by name; merged ones last."""
        names = self.names(standing.board)
        found = [self._row(standing, case, key, name) for key, name in names.items()]
        return sorted(found, key=lambda row: (bool(row.into), same_name(row.name), row.key))

    def _row(self, standing: Standing, case: Case, key: str, name: str) -> Row:
        state = standing.state
        rounds, own = state.rounds(case.id), _works(standing.board, case, key)
        into = state.roster.final(key)
        shown = state.roster.shown(name)
        missed = (n for n, one in enumerate(rounds.decided(key), start=1) if one is None)
        return Row(
            key=key,
            name=shown,
            place=max(own, key=lambda place: (place.revision, place.time), default=None),
            joined=key in self._there(standing.board),
            decided=_has_decided(own, rounds, case),
            resolved=rounds.resolved(key),
            minutes_left=state.minutes_left(case.id, standing.now, key),
            missed=tuple(missed) if case.file.access != "open" else (),
            spelled=name if same_name(shown) != key else "",
            into="" if into == key else self.shown(standing, into),
        )

    @staticmethod
    def _there(board: Board) -> set[str]:
        return {place.key for place in board.places} | {same_name(name) for name in board.joined}

    def worth(self, standing: Standing, row: Row, case: Case) -> Estimate | None:
        """What a team's decisions so far are worth on average, luck taken out; None where there are none.

        Raises:
            Problems: the case's world is not here, or has problems.
        """
        referee, rounds = self.referee(case), standing.state.rounds(case.id)
        if case.file.access == "open":
            log = referee.own(row.place.game) if row.place and row.place.rounds else None
        else:
            played = rounds.decided(row.key)
            log = referee.log(rounds.game, played) if played else None
        return referee.worth(log) if log else None

    def ranked(self, standing: Standing, case: Case) -> list[tuple[int, Row, Estimate]]:
        """The teams by what their decisions are worth, each with its place; equal worth, equal place.

        Raises:
            Problems: the case's world is not here, or has problems.
        """
        rows = [row for row in self.rows(standing, case) if not row.into]
        found = [(row, worth) for row in rows if (worth := self.worth(standing, row, case))]
        found.sort(key=lambda pair: -pair[1].mean)
        means = [worth.mean for _, worth in found]
        return [(means.index(worth.mean) + 1, row, worth) for row, worth in found]

    # --- pressing ------------------------------------------------------------------------------

    def open_round(self, case: Case, minutes: int | None = None, seen: int | None = None) -> Entry:
        """Open the next round; whoever still had time in the one before has no more.

        Raises:
            Refused: a round is open, or the last one was played.
        """
        _minutes(minutes)
        rounds = self._state().rounds(case.id)
        if rounds.closed and rounds.open_for:
            self.resolve(case, everybody=True, seen=seen)
            seen = None if seen is None else self._state().number

        def make(state: State) -> Action:
            rounds = state.rounds(case.id)
            if rounds.is_open:
                raise Refused("still_open", n=rounds.round)
            if rounds.round >= self.last_round(case):
                raise Refused("no_more", n=rounds.round)
            self._playable(case)
            return Opening(case=case.id, game=rounds.game, round=rounds.round + 1, minutes=minutes)

        return self._press(make, ("round", case.id), seen)

    def resolve(self, case: Case, *, everybody: bool = False, seen: int | None = None) -> Entry:
        """Resolve the open round: decisions as they are committed; where there is none, no decision.

        Teams with time of their own left go on, unless `everybody` is meant.

        Raises:
            Refused: no round is open; the folder is away; only teams that have time left are open.
        """

        def make(state: State) -> Action:
            rounds = state.rounds(case.id)
            if not rounds.is_open:
                _not_open(rounds)
            board = self._watch.look()
            if board.gone_since:
                raise Refused("folder_gone", folder=str(self.shared))
            return self._resolution(case, state, board, everybody)

        return self._press(make, ("round", case.id), seen)

    def again(self, case: Case, seen: int | None = None) -> Entry:
        """Begin a new game of a case with other luck: what was played was practice; teams keep a copy.

        Raises:
            Refused: a round is open, or nothing was played.
        """

        def make(state: State) -> Action:
            rounds = state.rounds(case.id)
            if rounds.is_open:
                raise Refused("still_open", n=rounds.round)
            if not rounds.round:
                raise Refused("nothing_played")
            return Again(case=case.id, game=rounds.game + 1)

        return self._press(make, ("round", case.id), seen)

    def more_time(self, case: Case, minutes: int, team: str = "", seen: int | None = None) -> Entry:
        """Give more time in the open round, to a team or to all.

        Raises:
            Refused: no round is open, it has no limit, or no team is called so.
        """
        _minutes(minutes)

        def make(state: State) -> Action:
            rounds = state.rounds(case.id)
            if not rounds.is_open:
                _not_open(rounds)
            if rounds.minutes is None:
                raise Refused("no_limit", n=rounds.round)
            key = self._team(state, team) if team else None
            if rounds.closed and (key is None or key not in rounds.open_for):
                raise Refused("already", n=rounds.round, by=rounds.by, at=at(rounds.at))
            return Time(
                case=case.id, game=rounds.game, round=rounds.round, minutes=minutes, team=key
            )

        return self._press(make, ("round", case.id), seen)

    def rename(self, team: str, name: str, seen: int | None = None) -> Entry:
        """Call a team otherwise; its record stays as it is.

        Raises:
            Refused: no such team; the name is empty, too long, or another team's but for case.
        """

        def make(state: State) -> Action:
            key, given = self._team(state, team), _name(name)
            twin = state.roster.taken(given, self._keys())
            if twin is not None and twin != key:
                raise Refused("name_taken", name=given)
            return Renaming(team=key, name=given)

        return self._press(make, ("team", self._team(self._state(), team)), seen)

    def merge(self, team: str, into: str, seen: int | None = None) -> Entry:
        """Let a team go on in another one: the other's game is theirs; their record stays.

        Raises:
            Refused: no such team, or it is the same one.
        """

        def make(state: State) -> Action:
            key, other = self._team(state, team), self._team(state, into)
            if key == other:
                raise Refused("same_team", name=team)
            return Merging(team=key, into=other)

        return self._press(make, ("team", self._team(self._state(), team)), seen)

    def say(self, said: str, team: str = "", *, event: bool = False) -> Entry:
        """Say something on the boards of a team or of all; an event is shown as one.

        Raises:
            Refused: there is nothing to say, too much, or no team is called so.
        """
        said = said.strip()
        if not said:
            raise Refused("nothing_said")
        if len(said) > bulletin.TEXT_AT_MOST:
            raise Refused("too_long", n=len(said), most=bulletin.TEXT_AT_MOST)

        def make(state: State) -> Action:
            return Saying(text=said, team=self._team(state, team) if team else None, event=event)

        return self._press(make, (), None)

    def leaderboard(self, on: bool, seen: int | None = None) -> Entry:
        """Switch the leaderboard.

        Raises:
            Refused: it is so already.
        """

        def make(state: State) -> Action:
            if state.leaderboard == on:
                raise Refused("leaderboard_on" if on else "leaderboard_off")
            return Ranking(on=on)

        return self._press(make, ("leaderboard",), seen)

    def _press(
        self, make: Callable[[State], Action], topic: tuple[str, ...], seen: int | None
    ) -> Entry:
        """Judge a press on the workshop as it is and write it down; where two press, the second judges anew."""
        for _ in range(_TRIES):
            written = self._read()
            for entry in written.entries:
                if seen is not None and topic and entry.number > seen and entry.topic == topic:
                    params = {"by": entry.by, "at": at(entry.time)}
                    raise Refused(f"overtaken_{entry.action.what}", **params)
            action = make(folded(written.entries))
            with suppress(FileExistsError), writing(self.journal.folder):
                try:
                    return self.journal.append(written, self.by, action, self.moment())
                except FileExistsError:
                    continue
        raise Refused("busy")

    # --- resolving -----------------------------------------------------------------------------

    def _resolution(self, case: Case, state: State, board: Board, everybody: bool) -> Resolving:
        rounds, now = state.rounds(case.id), self.moment()
        turns: dict[str, Decisions | None] = {}
        why: dict[str, Why] = {}
        open_for = []
        for key in sorted(self._keys(board)):
            if state.roster.final(key) != key or rounds.resolved(key) >= rounds.round:
                continue
            own = _works(board, case, key)
            has_time = rounds.extra.get(key) and (state.minutes_left(case.id, now, key) or 0) > 0
            if has_time and not everybody and not _has_decided(own, rounds, case):
                open_for.append(key)
            elif case.file.access != "open":
                turns[key], reason = self._turn(case, rounds, key, own)
                why |= {key: reason} if reason else {}
        if rounds.closed and set(open_for) == rounds.open_for:
            names = ", ".join(state.roster.shown(key) for key in open_for)
            raise Refused("has_time", teams=names)
        return Resolving(
            case=case.id, game=rounds.game, round=rounds.round, turns=turns, why=why,
            open_for=tuple(open_for),
        )  # fmt: skip

    def _turn(
        self, case: Case, rounds: Rounds, key: str, own: Sequence[Place]
    ) -> tuple[Decisions | None, Why | None]:
        """What a team decided; nothing where it has not, or where that cannot be played."""
        for place in sorted(own, key=lambda one: (one.revision, one.time), reverse=True):
            if found := bulletin.decided(place.game, rounds.round, rounds.game):
                before = rounds.decided(key)
                fits = self.referee(case).playable(rounds.game, before, found)
                return (found, None) if fits else (None, "unplayable")
        return None, "absent"

    def _playable(self, case: Case) -> None:
        """Make sure that a case's world is here before a round is opened that needs it."""
        if case.file.access != "open":
            try:
                _ = self.referee(case).host.tables
            except Problems as problems:
                raise Refused("no_world", case=case.id, why=problems.words("en")) from None

    # --- small things --------------------------------------------------------------------------

    def _read(self) -> Written:
        with writing(self.journal.folder):
            return self.journal.read()

    def _state(self) -> State:
        return folded(self._read().entries)

    def moment(self) -> datetime:
        """Now; a clock that is set back stands still until it has caught up."""
        self._now = max(self._now, self._clock())
        return self._now

    def _keys(self, board: Board | None = None) -> set[str]:
        """All teams: those of the settings, and those that turned up."""
        return set(self.names(board or self._watch.look()))

    def _team(self, state: State, name: str) -> str:
        """The team that a name means.

        Raises:
            Refused: none is called so.
        """
        key, keys = state.roster.key(name), self._keys()
        if key not in keys:
            shown = sorted({state.roster.shown(one) for one in keys})
            raise Refused("which_team", given=name, choices=", ".join(shown))
        return key


def at(time: str) -> str:
    """A journal's moment on this machine's clock: 13:42."""
    return f"{read_moment(time).astimezone():%H:%M}"


def _works(board: Board, case: Case, key: str) -> list[Place]:
    return [
        place
        for place in board.every
        if (place.key, place.case, place.activity) == (key, case.id, COURSE)
    ]


def _has_decided(own: Sequence[Place], rounds: Rounds, case: Case) -> bool:
    if not rounds.is_open:
        return False
    if case.file.access == "open":
        return any(place.rounds >= rounds.round for place in own)
    return any(bulletin.decided(place.game, rounds.round, rounds.game) for place in own)


def _not_open(rounds: Rounds) -> None:
    if not rounds.round:
        raise Refused("none_open")
    raise Refused("already", n=rounds.round, by=rounds.by, at=at(rounds.at))


def _minutes(minutes: int | None) -> None:
    if minutes is not None and not 1 <= minutes <= MOST_MINUTES:
        raise Refused("minutes", given=minutes, most=MOST_MINUTES)


def _name(name: str) -> str:
    given = " ".join(name.split())
    if not same_name(given):
        raise Refused("name_empty")
    if len(given) > NAME_AT_MOST:
        raise Refused("name_long", n=len(given), most=NAME_AT_MOST)
    return given
