"""What a cohort's games show side by side: where teams went different ways, what they expected, what came."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from statistics import fmean, pstdev
from typing import Final

from fivelayer import cases, places
from fivelayer.cases import Case
from fivelayer.marking import handed_in
from fivelayer.marking.submissions import Refusal, submission
from fivelayer.problems import Problems
from fivelayer.record.form import Unreadable, parse_bytes
from fivelayer.reports import games
from fivelayer.reports.games import Opened
from fivelayer.reports.study import Study
from fivelayer.simulation.analysis.layers import layer_of
from fivelayer.simulation.game import Reaction

GAMES: Final = 1024
"""Replays that an estimate rests on: a cohort has many plans."""
TOP: Final = 3
"""Decisions that are talked about."""
_STRIDE: Final = 0.15
"""How much a decision that nobody can tell from luck still counts beside the weightiest."""


@dataclass(frozen=True)
class Found:
    """A team's game of a case as it was found; `revision` says which of several is the latest."""

    team: str
    """As typed, so hostile until escaped."""
    case: str
    revision: int
    game: object
    workshop: str = ""


@dataclass(frozen=True)
class Player:
    """A team with its game studied; `place` is its own among the teams, from 0."""

    team: str
    place: int
    study: Study


@dataclass(frozen=True)
class Split:
    """A decision, and who took it when: teams went different ways on it."""

    do: str
    on: str | None
    when: dict[int, int]
    """By the team's place: the round in which it was first taken."""
    rounds: int
    teams: int
    worth: tuple[float, ...]
    """What it brought each team that took it: net value lost where it is taken out, all else as it was."""

    @property
    def layer(self) -> str:
        """The layer it belongs to."""
        return layer_of(self.do)

    @property
    def apart(self) -> float:
        """How far apart the teams were, 0 to 2: whether, and when."""
        share = len(self.when) / self.teams
        spread = pstdev(self.when.values()) / max((self.rounds - 1) / 2, 1) if self.when else 0.0
        return 4 * share * (1 - share) + share * spread

    @property
    def weight(self) -> float:
        """What it is worth on the whole, whichever way."""
        return abs(fmean(self.worth)) if self.worth else 0.0


@dataclass(frozen=True)
class Surprise:
    """A person whose reactions teams expected otherwise than they came."""

    person: str
    wrong: tuple[tuple[int, Reaction], ...]
    """Each team's place, with the reaction."""
    teams: int
    """Teams that had predicted this person at all."""

    @property
    def mistaken(self) -> tuple[int, ...]:
        """The places of those teams."""
        return tuple(dict.fromkeys(place for place, _ in self.wrong))

    @property
    def commonest(self) -> tuple[str, str]:
        """What was expected and what came, most often."""
        pairs = Counter((one.expected, one.came) for _, one in self.wrong)
        return max(pairs, key=lambda pair: (pairs[pair], pair))


@dataclass(frozen=True)
class Cohort:
    """All teams' games of one case."""

    case: Case
    players: tuple[Player, ...]

    @property
    def rounds(self) -> int:
        """How many rounds were decided, by whoever decided most."""
        return max(one.study.decided for one in self.players)

    @property
    def won(self) -> tuple[Player, ...]:
        """The teams that reached the goal."""
        return tuple(one for one in self.players if one.study.won)

    @cached_property
    def by_plan(self) -> tuple[Player, ...]:
        """The teams by what their plan is worth with luck taken out, the best first."""
        return tuple(sorted(self.players, key=lambda one: -one.study.mark.odds.net.mean))

    @cached_property
    def splits(self) -> tuple[Split, ...]:
        """Every decision that was not taken by all at the same time, the most telling first."""
        first: dict[tuple[str, str | None], dict[int, int]] = {}
        worth: dict[tuple[str, str | None], dict[int, float]] = {}
        for one in self.players:
            for number, moves in enumerate(one.study.plan.rounds, start=1):
                for move in moves:
                    first.setdefault((move.do, move.on), {}).setdefault(one.place, number)
            for row in one.study.weighed:
                held = worth.setdefault((row.move.do, row.move.on), {})
                held[one.place] = held.get(one.place, 0.0) + row.credit.net.mean
        found = [
            Split(do, on, when, self.rounds, len(self.players), tuple(worth[do, on].values()))
            for (do, on), when in first.items()
        ]
        most = max((one.weight for one in found), default=0.0) or 1.0
        apart = [one for one in found if one.apart > 0]
        return tuple(
            sorted(
                apart,
                key=lambda one: (
                    -one.apart * (_STRIDE + one.weight / most), one.do, one.on or ""
                ),
            )
        )  # fmt: skip

    def top(self) -> list[Split]:
        """The decisions on which teams diverged most, each of another layer as far as there are any."""
        listed = list(self.splits)
        first = {one.layer: one for one in reversed(listed)}
        chosen = sorted(first.values(), key=listed.index)[:TOP]
        rest = [one for one in listed if one not in chosen]
        return sorted([*chosen, *rest[: TOP - len(chosen)]], key=listed.index)

    @cached_property
    def surprises(self) -> list[Surprise]:
        """The people whom most teams expected otherwise, the most mistaken about first."""
        asked: dict[str, set[int]] = {}
        wrong: dict[str, list[tuple[int, Reaction]]] = {}
        for one in self.players:
            for reaction in one.study.foresight.reactions:
                asked.setdefault(reaction.person, set()).add(one.place)
                if reaction.surprising:
                    wrong.setdefault(reaction.person, []).append((one.place, reaction))
        found = [Surprise(who, tuple(told), len(asked[who])) for who, told in wrong.items()]
        return sorted(found, key=lambda one: (-len(one.mistaken), -len(one.wrong), one.person))

    def chances(self) -> list[float]:
        """The win chances that teams gave before the last round they decided."""
        said = [chances(one) for one in self.players]
        return [list(told.values())[-1] for told in said if told]


def chances(one: Player) -> dict[int, float]:
    """By round: the win chance that a team gave."""
    rounds = one.study.opened.log.rounds
    return {each.round: each.predicted.chance for each in rounds if each.predicted is not None}


def of_folders(folders: Iterable[Path]) -> Iterator[Found]:
    """Every game below some folders: in records, in notebooks handed in, in ZIPs of them."""
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix == ".json" and path.parent.parent.name == places.RECORDS:
                yield from _of_record(path)
        packed = (path for path in sorted(folder.rglob("*")) if _may_hold(path))
        for place in handed_in.places(packed):
            raw = handed_in.read(place.path, place.member)
            read = raw if isinstance(raw, Refusal) else submission(raw)
            if not isinstance(read, Refusal) and read.record.get("game"):
                who = read.identity
                game = read.record["game"]
                yield Found(who.team or who.trainee, who.case, read.revision, game, who.workshop)


def cohorts(
    found: Iterable[Found], case_folders: Sequence[Path], seed: int | None = None
) -> tuple[list[Cohort], list[str]]:
    """The cohorts, case by case, and the teams whose game cannot be played again.

    Of several records of a team the highest revision counts. `seed` is the workshop's, which names the
    luck of games on assessment cases.
    """
    latest: dict[tuple[str, str], Found] = {}
    for one in found:
        key = (one.case, one.team.casefold())
        if key not in latest or latest[key].revision <= one.revision:
            latest[key] = one
    made, lost = [], []
    for case_id in sorted({case for case, _ in latest}):
        try:
            case = cases.find(case_id, [*case_folders, places.cases()])
        except Problems:
            continue
        players: list[Player] = []
        mine = [each for (name, _), each in sorted(latest.items()) if name == case_id]
        for one in mine:
            try:
                opened = _opened(one, case, seed)
            except Problems:
                lost.append(one.team)
                continue
            if opened.log.rounds:
                players.append(Player(one.team, len(players), Study(opened, GAMES)))
        if players:
            made.append(Cohort(case, tuple(players)))
    return made, lost


def _opened(found: Found, case: Case, seed: int | None) -> Opened:
    opened = games.of_game(found.game, case, found.team)
    if case.file.access == "open" or seed is None:
        return opened
    log = opened.log.model_copy(update={"seed": seed})
    return Opened(opened.case, log, opened.team)


def _of_record(path: Path) -> Iterator[Found]:
    try:
        record = parse_bytes(path.read_bytes())
    except (OSError, Unreadable):
        return  # `status` and `mark` say so
    who = record.identity
    if record.game:
        yield Found(who.owner, who.case, record.revision, record.game, who.workshop)


def _may_hold(path: Path) -> bool:
    name = path.name.casefold()
    return path.is_file() and (name.endswith(".ipynb") or handed_in.is_archive(name))
