"""Resolves rounds on the facilitator's machine, where a case's world is; deterministic from the seed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from copy import copy
from typing import Final

from fivelayer.cases import Case
from fivelayer.game_sheet import MOST_MOVES, Result, Sheet, Unplayable
from fivelayer.play import Host, Play
from fivelayer.problems import Problems
from fivelayer.simulation.analysis.estimate import Estimate
from fivelayer.simulation.analysis.mark import mark
from fivelayer.simulation.decisions import Decisions, Log
from fivelayer.simulation.game import Game

GAMES: Final = 1024
"""Games that a team's decisions so far are held against, for the leaderboard."""

Rounds = Sequence[Decisions | None]


def luck(seed: int, case: str) -> int:
    """The luck of a workshop's games of a case: every team meets the same, and cannot work it back.

    >>> luck(7, "haochen") == luck(7, "haochen") != luck(8, "haochen")
    True
    """
    found = hashlib.sha256(f"{seed}|{case}".encode()).digest()
    return int.from_bytes(found[:7], "big")


class Referee:
    """Plays what teams decided in one case; `rounds`: how many, where it is not all that the case has."""

    def __init__(self, case: Case, seed: int, rounds: int | None = None) -> None:
        self.case, self.seed, self._rounds = case, luck(seed, case.id), rounds
        self.host = Host(case, resolves=True)
        self._results: dict[str, Result] = {}
        self._worth: dict[str, Estimate] = {}

    def log(self, game: int, rounds: Rounds) -> Log:
        """What was decided as a log; where nothing was, a round without a move."""
        played = tuple(one or Decisions(round=number) for number, one in enumerate(rounds, start=1))
        return Log(
            case=self.case.id, case_version=self.case.file.version, seed=self.seed, game=game,
            rounds=played,
        )  # fmt: skip

    def playable(self, game: int, before: Rounds, decided: Decisions) -> bool:
        """Whether a team's decisions can be played after those before: a record is anybody's file."""
        if len(decided.moves) > MOST_MOVES or any(move.when for move in decided.moves):
            return False
        try:
            Game.replay(self.case, self.log(game, (*before, decided)), self.host.tables)
        except Problems:
            return False
        return True

    def results(self, game: int, rounds: Rounds) -> tuple[Result, ...]:
        """What a team may see: the start, then what came back from each round."""
        logs = [self.log(game, rounds[:number]) for number in range(len(rounds) + 1)]
        names = [log.model_dump_json() for log in logs]
        new = next((n for n, name in enumerate(names) if name not in self._results), None)
        if new is not None:
            played = Game.replay(self.case, logs[new], self.host.tables)
            for number in range(new, len(names)):
                if number > new:
                    one = logs[-1].rounds[number - 1]
                    played.commit(one.moves, one.predicted)
                then = copy(played)  # as it is now: the game itself goes on
                then.states, then.events = [*played.states], [*played.events]
                play = Play(self.host, Sheet(log=logs[number]), then)
                self._results[names[number]] = self._cut_short(play.result(), then, number)
        return tuple(self._results[name] for name in names)

    def _cut_short(self, result: Result, game: Game, number: int) -> Result:
        """A result where fewer rounds are played than the case has: the last of them is the end."""
        last = self._rounds
        if last is None or last >= self.host.tables.rounds:
            return result
        known = result.known.model_copy(update={"days": result.known.days[:last]})
        if number < last:
            return result.model_copy(update={"known": known})
        known = known.model_copy(update={"cards": ()})
        end = self.host.end(game).model_copy(update={"stopped": True})
        return result.model_copy(update={"known": known, "end": end})

    def worth(self, log: Log) -> Estimate | None:
        """The expected net value of decisions so far, luck taken out; None where they cannot be played."""
        name = log.model_dump_json()
        if name not in self._worth:
            try:
                Game.replay(self.case, log, self.host.tables)
                self._worth[name] = mark(
                    self.host.tables, log.plan, log.seed, log.game, GAMES
                ).odds.net
            except Problems:
                return None
        return self._worth[name]

    def own(self, game: object) -> Log | None:
        """The log of a game that a team plays on its own machine, if it can be played."""
        try:
            return self.host.open(game).sheet.log
        except (Unplayable, Problems):
            return None
