"""The decision log of a game, as a file or in the record: read strictly, every problem at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import Field

from fivelayer import strict_yaml
from fivelayer.cases import Case
from fivelayer.key import Id, Strict
from fivelayer.labels import unit_key
from fivelayer.problems import Problem, Problems
from fivelayer.simulation import engine, worlds
from fivelayer.simulation.plan import Move, Plan, Prediction
from fivelayer.simulation.refusal import Refusal
from fivelayer.simulation.tables import ROLES, Tables
from fivelayer.simulation.turn import Asked
from fivelayer.strict_yaml import Loc, Source

TINY: Final = 1e-6
"""What sums of days and money may be over by, from rounding."""


class Decisions(Strict):
    """What a team decided in one round, and what it expected of it."""

    round: Annotated[int, Field(ge=1, le=20)]
    moves: tuple[Move, ...] = ()
    predicted: Prediction | None = None


class Log(Strict):
    """A decision log: with case version, engine version, seed and game it reproduces a game bit for bit."""

    schema_version: Literal[1] = 1
    case: Id
    case_version: str = Field(pattern=r"^\d+\.\d+\.\d+$")
    engine: int = engine.ENGINE_VERSION
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 0
    game: Annotated[int, Field(ge=0, lt=2**40)] = 0
    team: str = ""
    rounds: tuple[Decisions, ...] = ()
    standing: tuple[Move, ...] = ()
    """Orders that are looked at in every round: contingencies."""

    @property
    def plan(self) -> Plan:
        """The decisions as a plan, to be replayed on other seeds."""
        return Plan(rounds=tuple(one.moves for one in self.rounds), standing=self.standing)


def read(path: Path, case: Case) -> Log:
    """Read a decision log (YAML or JSON) for a case.

    Raises:
        Problems: every problem of the log, each with its round, the decision, the rule and the choices.
    """
    source = strict_yaml.read(path)
    log = strict_yaml.typed(source, Log)
    found = problems(log, Tables(worlds.load(case)), case.file.version, source)
    if found:
        raise Problems(found)
    return log


def problems(log: Log, world: Tables, version: str, source: Source | None = None) -> list[Problem]:
    """Everything that is wrong with a log for a world and a case version."""
    where = source or Source("decisions", log.model_dump(mode="json", by_alias=True), {})
    for field, given, right in (
        ("case", log.case, world.world.case),
        ("case_version", log.case_version, version),
        ("engine", str(log.engine), str(engine.ENGINE_VERSION)),
    ):
        if given != right:
            return [_refused(where, (field,), f"other_{field}", given=given, choices=(right,))]
    found = [*_of_rounds(log, world, where), *_unknown(log, world, where)]
    # Only what is known has a price and somebody who can do it.
    return found or [*_roles(log, world, where), *_spent(log, world, where)]


def _of_rounds(log: Log, world: Tables, where: Source) -> Iterator[Problem]:
    for n, one in enumerate(log.rounds):
        at = ("rounds", n, "round")
        if n >= world.rounds:
            yield _refused(where, at, "too_many_rounds", params={"n": world.rounds})
            return
        if one.round != n + 1:
            given, params = str(one.round), {"n": n + 1}
            yield _refused(where, at, "round_missing", params=params, given=given)
            return


def _unknown(log: Log, world: Tables, where: Source) -> Iterator[Problem]:
    for at, name, there in worlds.of_plan(log.plan, world.world):
        if name not in there:
            place, number = _place(at)
            code = f"unknown_{at[-1]}"
            params = {"n": number}
            yield _refused(where, place, code, params=params, given=name, choices=there)
    people = world.ids["person"]
    for n, one in enumerate(log.rounds):
        for who in one.predicted.reactions if one.predicted else ():
            if who not in people:
                at, params = ("rounds", n, "predicted", "reactions", who), {"n": one.round}
                yield _refused(where, at, "unknown_on", params=params, given=who, choices=people)


def _roles(log: Log, world: Tables, where: Source) -> Iterator[Problem]:
    """Who can do what, and who gets to see whom (S33)."""
    for at, number, move in _moves(log):
        asked = engine.ask(world, move)
        action = world.actions[asked.action]
        if not _able(world, move.by, asked):
            able = tuple(rep for rep in world.ids["rep"] if _able(world, rep, asked))
            code = "rank" if ROLES[world.role[asked.by]] in action.who else "role"
            more = {"params": {"n": number}, "terms": {"action": action.name}, "given": move.by}
            yield _refused(where, (*at, "by"), code, choices=able, **more)


def _able(world: Tables, rep: str, asked: Asked) -> bool:
    """Whether one of ours has the role for a move, and gets to see whom it is about."""
    action, role = world.actions[asked.action], world.role[world.place("rep", rep)]
    return ROLES[role] in action.who and (
        action.on != "person" or bool(world.reach[asked.on][role] > 0)
    )


def _spent(log: Log, world: Tables, where: Source) -> Iterator[Problem]:
    """Too much time of somebody's in a round, too much money in all; what hangs on a case is not counted."""
    cash, most = 0.0, world.world.money.value
    for n, one in enumerate(log.rounds):
        has = dict(zip(world.ids["rep"], (d * world.lengths[n] for d in world.days), strict=True))
        left = dict(has)
        for m, move in enumerate(one.moves):
            if move.when:
                continue
            asked = engine.ask(world, move)
            action, (days, money) = world.actions[asked.action], world.cost(asked.action, asked.on)
            left[move.by] -= days * move.times
            cash += money * move.times
            about: dict[str, Any] = {"terms": {"action": action.name}}
            at, params = ("rounds", n, "moves", m), {"n": one.round, "who": move.by}
            if left[move.by] < -TINY:
                others = [rep for rep in has if left[rep] >= days * move.times - TINY]
                about["choices"] = tuple(rep for rep in others if _able(world, rep, asked))
                about["given"] = f"{has[move.by] - left[move.by]:g}"
                limit = {"limit": f"{has[move.by]:g}"}
                yield _refused(where, at, "days", params={**params, **limit}, **about)
            if cash > most + TINY:
                about |= {"choices": (), "given": f"{cash:g}"}
                about["terms"]["unit"] = unit_key(world.world.unit)
                yield _refused(where, at, "money", params={**params, "limit": f"{most:g}"}, **about)
                return


def _moves(log: Log) -> Iterator[tuple[Loc, int, Move]]:
    """Every move with its place in the log and its round; standing orders have round 0."""
    for n, one in enumerate(log.rounds):
        yield from (
            (("rounds", n, "moves", m), one.round, move) for m, move in enumerate(one.moves)
        )
    yield from ((("standing", m), 0, move) for m, move in enumerate(log.standing))


def _place(at: Loc) -> tuple[Loc, int]:
    """A plan's place as a log has it, and its round."""
    if at[0] != "rounds":
        return at, 0
    number = int(at[1])
    return ("rounds", number - 1, "moves", *at[2:]), number


def _refused(where: Source, at: Loc, code: str, **more: Any) -> Problem:
    return Refusal(where.file, where.line_of(at), where.path_of(at), code, **more)
