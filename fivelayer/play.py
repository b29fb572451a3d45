"""A team's game: read from its record without trust, decided round by round, never played twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from pydantic import ValidationError

from fivelayer.cases import Case
from fivelayer.fog import Fog
from fivelayer.game_sheet import (
    MOST_MOVES,
    End,
    Json,
    Refused,
    Result,
    Sheet,
    Tray,
    Unplayable,
)
from fivelayer.known import Card, Known, Target, Told
from fivelayer.problems import Problems
from fivelayer.simulation import worlds
from fivelayer.simulation.analysis.mark import mark
from fivelayer.simulation.decisions import Decisions, Log
from fivelayer.simulation.game import Game, foresight
from fivelayer.simulation.plan import Expectation, Move, Prediction
from fivelayer.simulation.tables import Tables

REPLAYS: Final = 4096
"""Games that a finished game's plan is held against."""


class Seen(NamedTuple):
    """What a team saw of a round, and how those reacted of whom it had predicted it."""

    events: tuple[Told, ...]
    came: dict[str, Expectation]


@dataclass(frozen=True)
class Past:
    """A round that was played."""

    decided: Decisions
    events: tuple[Told, ...]
    came: dict[str, Expectation]


class Host:
    """Lets a case be played: here, where the case is open; else by the facilitator, whose results come back.

    >>> from fivelayer import cases, places
    >>> host = Host(cases.load(places.cases() / "qinglan"))
    >>> host.open(host.begin()).round
    1
    """

    def __init__(self, case: Case, resolves: bool | None = None) -> None:
        self.case = case
        self.local = case.file.access == "open" if resolves is None else resolves
        """Whether rounds are resolved here: the facilitator's side asks for it."""
        self._played: Game | None = None
        self._known: tuple[Game, Known] | None = None
        self._ends: dict[str, End] = {}

    @cached_property
    def tables(self) -> Tables:
        """The world of an open case.

        Raises:
            Problems: the case's world has problems.
        """
        return Tables(worlds.load(self.case))

    def begin(self, before: object = None) -> Json:
        """A new game: with other luck than the game before, if there was one."""
        log = before.get("log") if isinstance(before, dict) else None
        number = log.get("game") if isinstance(log, dict) else None
        again = number + 1 if isinstance(number, int) and 0 <= number < 2**20 else 0
        return Sheet(
            log=Log(case=self.case.id, case_version=self.case.file.version, game=again)
        ).form()

    def open(self, game: object) -> Play:
        """The game in a record, replayed from its log; nothing else of it is believed.

        Raises:
            Unplayable: it does not fit: not a game, another version, decisions that could not be made.
        """
        if not isinstance(game, dict):
            raise Unplayable("no_game")
        if game.get("schema_version") not in (None, 1):
            raise Unplayable("later")
        try:
            sheet = Sheet.model_validate(game)
        except (ValidationError, ValueError, RecursionError):
            raise Unplayable("no_game") from None
        if any(len(one.moves) > MOST_MOVES for one in sheet.log.rounds) or sheet.log.standing:
            raise Unplayable("no_game")
        play = Play(self, sheet, self._replayed(sheet.log) if self.local else None)
        play.validate()
        return play

    def _replayed(self, log: Log) -> Game:
        if self._played is not None and self._played.log == log:
            return self._played
        try:
            self._played = Game.replay(self.case, log, self.tables)
        except Problems as problems:
            raise Unplayable(_why(problems)) from None
        return self._played

    def known(self, game: Game) -> Known:
        """What its team knows of a game; looked at once as long as nothing is committed."""
        if self._known is None or self._known[0] is not game:
            self._known = game, Fog(game, self.case).known()
        return self._known[1]

    def end(self, game: Game) -> End:
        """What a finished game came to, beside many replays of its plan."""
        name = game.log.model_dump_json()
        if name not in self._ends:
            self._ends[name] = _end(game)
        return self._ends[name]


@dataclass(frozen=True)
class Play:
    """A game at one moment. What is decided comes out as a new sheet; the play itself stays as it is."""

    host: Host
    sheet: Sheet
    game: Game | None
    """The game replayed; None where it is resolved elsewhere."""

    @property
    def round(self) -> int:
        """The open round, from 1."""
        return len(self.sheet.log.rounds) + 1

    @property
    def waiting(self) -> bool:
        """Whether the results of what was committed are still to come from the facilitator."""
        return self.game is None and len(self.sheet.results) < self.round

    @property
    def begun(self) -> bool:
        """Whether there is anything to look at."""
        return self.game is not None or bool(self.sheet.results)

    @property
    def over(self) -> bool:
        """Whether the last round was played, and its result is there."""
        return self.begun and not self.waiting and self.known.over

    @cached_property
    def known(self) -> Known:
        """What the team knows, and what it can do.

        Raises:
            IndexError: the facilitator has not opened the game yet (`begun`).
        """
        if self.game is not None:
            return self.host.known(self.game)
        return self.sheet.results[-1].known

    def past(self) -> tuple[Past, ...]:
        """The rounds whose results are there, in order."""
        rounds = self.sheet.log.rounds
        if self.game is None:
            pairs = zip(rounds, self.sheet.results[1:], strict=False)
            return tuple(Past(one, result.events, dict(result.came)) for one, result in pairs)
        return tuple(
            Past(one, result.events, result.came)
            for one in rounds
            for result in (self._seen(one.round),)
        )

    def _seen(self, number: int) -> Seen:
        """What came back from a round, of a game that is played here."""
        assert self.game is not None  # noqa: S101  only asked of a game that is here
        came = {r.person: r.came for r in foresight(self.game).reactions if r.round == number}
        events = Fog(self.game, self.host.case).round(number)
        return Seen(events, came)

    @property
    def end(self) -> End | None:
        """What the game came to, once it is over."""
        if not self.over:
            return None
        return self.host.end(self.game) if self.game else self.sheet.results[-1].end

    # --- deciding --------------------------------------------------------------------------------

    @property
    def asked(self) -> tuple[str, ...]:
        """Whose reactions are to be predicted: those whom the tray talks to or serves."""
        talks = (move.on for move in self.sheet.tray.moves if move.do in _MEETS)
        return tuple(dict.fromkeys(on for on in talks if on))

    def cards(self) -> tuple[Card, ...]:
        """What can be done besides what lies on the tray: a talk planned now makes a service possible."""
        return tuple(
            card.model_copy(
                update={
                    "targets": tuple(
                        t.model_copy(update={"lacks": self._lacks(card.action, t)})
                        for t in card.targets
                    )
                }
            )
            for card in self.known.cards
        )

    def _lacks(self, action: str, target: Target) -> tuple[str, ...]:
        moves, lacks = self.sheet.tray.moves, set(target.lacks)
        if any(move.do in _MEETS and move.on == target.id for move in moves):
            lacks.discard("met")
        if action in _FILES and any(move.do in _FILES for move in moves):
            lacks.add("no_door")
        if action == "qualify" and any(m.do == action and m.on == target.id for m in moves):
            lacks.add("not_under_way")
        return tuple(sorted(lacks))

    def days(self) -> dict[str, float]:
        """The working days that each of ours has left in this round."""
        left = {one.id: one.days if one.here else 0.0 for one in self.known.ours}
        for move in self.sheet.tray.moves:
            left[move.by] -= self.cost(move)[0]
        return left

    def money(self) -> float:
        """The money left once the tray is paid."""
        return self.known.money_left - sum(self.cost(move)[1] for move in self.sheet.tray.moves)

    def add(self, move: Move) -> Json:
        """The sheet with one more move on the tray.

        Raises:
            Refused: it cannot be made, or not any more.
        """
        self._refuse_when_shut()
        target = self._target(move)
        if self._lacks(move.do, target):
            raise Refused("lacks")
        if self.days()[move.by] < target.days * move.times - 1e-6:
            raise Refused("days")
        if self.money() < target.money * move.times - 1e-6:
            raise Refused("money")
        moves = list(self.sheet.tray.moves)
        like = [place for place, one in enumerate(moves) if _once(one) == _once(move)]
        if not like:
            moves.append(move)
        elif (times := moves[like[0]].times + move.times) > 5:
            raise Refused("full")
        else:  # the same again is one move done more often, as the simulation counts it
            moves[like[0]] = move.model_copy(update={"times": times})
        if len(moves) > MOST_MOVES:
            raise Refused("full")
        return self._with(moves=tuple(moves))

    def remove(self, place: int, move: Move) -> Json:
        """The sheet without the move that lies at a place of the tray (from 0).

        Raises:
            Refused: another one lies there by now.
        """
        moves = self.sheet.tray.moves
        if not 0 <= place < len(moves) or moves[place] != move:
            raise Refused("changed")
        return self._with(moves=(*moves[:place], *moves[place + 1 :]))

    def expect(
        self,
        chance: float | None = None,
        reactions: Mapping[str, Expectation] = MappingProxyType({}),
    ) -> Json:
        """The sheet with a prediction: the win chance, or people's reactions.

        Raises:
            Refused: there is nothing to predict any more, or of nobody like that.
        """
        self._refuse_when_shut()
        if chance is not None and not 0 <= chance <= 1:
            raise Refused("unknown")
        if not set(reactions) <= set(self.asked):
            raise Refused("changed")
        tray = self.sheet.tray
        said = tray.chance if chance is None else chance
        return self._with(chance=said, reactions={**tray.reactions, **reactions})

    def back_to(self, number: int, now: Tray, before: Tray) -> Json:
        """The sheet with an earlier tray of the same round; `now` is the tray that is taken back.

        Raises:
            Refused: the round was committed, or the tray was changed elsewhere.
        """
        if number != self.round:
            raise Refused("committed")
        if self.sheet.tray != now:
            raise Refused("changed")
        return self.sheet.model_copy(update={"tray": before}).form()

    def commit(self, number: int, digest: str) -> Json:
        """The sheet with the open round committed, for good.

        `number` and `digest` say which round and which tray whoever commits has seen.

        Raises:
            Refused: another round is open by now, the tray was changed, or nothing was predicted.
        """
        if number != self.round:
            raise Refused("committed")
        self._refuse_when_shut()
        tray = self.sheet.tray
        if tray.digest != digest:
            raise Refused("changed")
        predicted = None
        if self.known.foreseeable:
            if tray.chance is None or set(self.asked) - set(tray.reactions):
                raise Refused("predict")
            said = {person: tray.reactions[person] for person in self.asked}
            predicted = Prediction(chance=tray.chance, reactions=said)
        decided = Decisions(round=number, moves=tray.moves, predicted=predicted)
        rounds = (*self.sheet.log.rounds, decided)
        log = self.sheet.log.model_copy(update={"rounds": rounds})
        return self.sheet.model_copy(update={"log": log, "tray": Tray()}).form()

    def deliver(self, result: Result) -> Json:
        """The sheet with a result that the facilitator brings back: the seam of assessment cases.

        Raises:
            Refused: the game is resolved here, or waits for no result.
        """
        if not self.waiting:
            raise Refused("no_result_due")
        return self.sheet.model_copy(update={"results": (*self.sheet.results, result)}).form()

    def result(self) -> Result:
        """What a team is told now: what the facilitator brings back of a game resolved on this machine."""
        assert self.game is not None  # noqa: S101  only asked of a game that is here
        if self.round == 1:
            return Result(known=self.known)
        seen = self._seen(self.round - 1)
        return Result(known=self.known, events=seen.events, came=seen.came, end=self.end)

    def validate(self) -> None:
        """Hold the tray, and the log where no world is here, against what the team can do.

        Raises:
            Unplayable: they do not fit.
        """
        if self.game is None:
            log, file = self.sheet.log, self.host.case.file
            if log.case != self.host.case.id:
                raise Unplayable("other_case")
            if log.case_version != file.version:
                raise Unplayable("other_version")
            numbers = [one.round for one in log.rounds]
            if numbers != list(range(1, len(numbers) + 1)) or len(self.sheet.results) > self.round:
                raise Unplayable("no_game")
        if not self.sheet.tray.moves:
            return
        if self.waiting or self.known.over:
            raise Unplayable("tray")
        try:
            for move in self.sheet.tray.moves:
                self._target(move)
            left = self.days()
        except Refused:
            raise Unplayable("tray") from None
        if min(left.values()) < -1e-6 or self.money() < -1e-6:
            raise Unplayable("tray")

    # --- what a move costs -----------------------------------------------------------------------

    def _target(self, move: Move) -> Target:
        card = self.known.card(move.do)
        found = next((t for t in card.targets if t.id == (move.on or "")), None) if card else None
        if card is None or found is None or move.when:
            raise Refused("unknown")
        if move.by not in found.by:
            raise Refused("role")
        if move.say is not None and (not card.say or move.say not in self.known.messages):
            raise Refused("unknown")
        return found

    def cost(self, move: Move) -> tuple[float, float]:
        """The working days and the money that a move takes."""
        target = self._target(move)
        return target.days * move.times, target.money * move.times

    def _refuse_when_shut(self) -> None:
        if self.waiting:
            raise Refused("waiting")
        if self.known.over:
            raise Refused("over")

    def _with(self, **changes: Any) -> Json:
        tray = self.sheet.tray.model_copy(update=changes)
        return self.sheet.model_copy(update={"tray": tray}).form()


_MEETS: Final = frozenset(("meet", "serve_institution", "serve_person"))
_FILES: Final = frozenset(("file_response", "authorise_dealer"))


def _once(move: Move) -> Move:
    return move.model_copy(update={"times": 1})


def _end(game: Game) -> End:
    log, seen = game.log, foresight(game)
    found = mark(game.tables, log.plan, log.seed, log.game, REPLAYS)
    net, wins = found.odds.net, found.odds.reached
    return End(
        reached=found.reached,
        net=round(found.net, 2),
        expected=(net.mean, net.low, net.high),
        wins=(wins.mean, max(wins.low, 0.0), min(wins.high, 1.0)),
        games=found.odds.games,
        luck=found.luck,
        brier=None if seen.brier is None else round(seen.brier, 4),
        right=sum(not reaction.surprising for reaction in seen.reactions),
        reactions=len(seen.reactions),
    )


_WHY: Final = defaultdict(
    lambda: "decisions",
    other_case="other_case",
    other_case_version="other_version",
    other_engine="other_engine",
)


def _why(problems: Problems) -> str:
    return _WHY[problems.problems[0].code]
