"""A team's game out of a file: decisions, a record or a handed-in notebook, none of them trusted."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from fivelayer import cases, strict_yaml
from fivelayer.cases import Case
from fivelayer.marking.submissions import Refusal as Refused
from fivelayer.marking.submissions import read_submission
from fivelayer.messages import Language
from fivelayer.problems import Problem, Problems, read_text
from fivelayer.record.form import Unreadable, parse_bytes
from fivelayer.record.names import name as clean
from fivelayer.reports.running import case_folders
from fivelayer.simulation import worlds
from fivelayer.simulation.decisions import Decisions, Log, problems
from fivelayer.simulation.plan import Plan
from fivelayer.simulation.refusal import Refusal
from fivelayer.simulation.tables import Tables
from fivelayer.simulation.world import World
from fivelayer.strict_yaml import Source

MOST: Final = 60
"""Decisions of one round: people have far fewer days."""
MOST_BYTES: Final = 400_000
"""Of a game: the longest that can be played is a tenth of it."""


@dataclass(frozen=True)
class Opened:
    """A game that fits its case; `team` is as typed, so hostile until escaped."""

    case: Case
    log: Log
    team: str


@dataclass(frozen=True)
class _Unread(Problem):
    """A file that the reader of submissions refuses, in its words."""

    refused: Refused | None = None

    def rule(self, language: Language) -> str:
        return self.refused.reason.words(language) if self.refused else ""

    def next_step(self, language: Language) -> str:
        return self.refused.next_step.words(language) if self.refused else ""


def opened(path: Path, case: Case | None = None) -> Opened:
    """The game in a file, whole: nothing is given back where anything is wrong with it.

    The case is the one given, else the one that the game names, among the kit's and those in the
    folders that `FIVELAYER_CASES` names.

    Raises:
        Problems: everything that is wrong, each with round, decision, rule, choices, next step.
    """
    source, team = _source(path)
    return _whole(source, case, team)


def of_game(game: object, case: Case, team: str) -> Opened:
    """A game as a record carries it, held against its case.

    Raises:
        Problems: as `opened`.
    """
    return _whole(_of_game(game, team or case.id), case, team)


def _whole(source: Source, case: Case | None, team: str) -> Opened:
    log = strict_yaml.typed(source, Log)
    too_many = [
        Refusal(
            source.file, source.line_of(("rounds", n)), f"rounds.#{n + 1}", "too_many_moves",
            {"n": one.round, "most": MOST}, str(len(one.moves)),
        )
        for n, one in enumerate(log.rounds)
        if len(one.moves) > MOST
    ]  # fmt: skip
    if too_many or len(log.standing) > MOST:
        raise Problems(
            too_many
            or [Refusal(source.file, None, "standing", "too_many_standing", {"most": MOST})]
        )
    case = case or find(log.case)
    found = problems(log, Tables(worlds.load(case)), case.file.version, source)
    if found:
        raise Problems(found)
    return Opened(case, log, clean(team or log.team)[:100])


def find(name: str) -> Case:
    """A case by its id, in the folders of the environment or the kit's own.

    Raises:
        Problems: there is none.
    """
    found: Case = cases.find(name, case_folders())
    return found


def _source(path: Path) -> tuple[Source, str]:
    """A log as plain data, and the team that the record around it names."""
    if path.suffix.lower() == ".ipynb":
        return _of_notebook(path)
    words = read_text(path, path.name)
    record = _record(words) if words.lstrip()[:1] == "{" else None
    if record is None:
        return strict_yaml.parse(words, path.name), ""
    try:
        kept = parse_bytes(words.encode("utf-8", "surrogatepass"))
    except Unreadable:
        raise Problems([Refusal(path.name, None, "", "not_a_record")]) from None
    return _of_game(kept.game, path.name), kept.identity.owner


def _of_notebook(path: Path) -> tuple[Source, str]:
    found = read_submission(path)
    if isinstance(found, Refused):
        raise Problems([_Unread(path.name, None, "", found.code, refused=found)])
    identity = found.identity
    return _of_game(found.record.get("game"), path.name), identity.team or identity.trainee


def _record(words: str) -> dict[str, Any] | None:
    """JSON that says whose record it is; anything else is read as decisions."""
    try:
        found = json.loads(words)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and "identity" in found else None


def _of_game(game: Any, file: str) -> Source:
    if game is None:
        raise Problems([Refusal(file, None, "game", "no_game")])
    log = game.get("log") if isinstance(game, dict) else None
    if not isinstance(log, dict) or len(json.dumps(log)) > MOST_BYTES:
        raise Problems([Refusal(file, None, "game.log", "not_a_game")])
    return Source(file, log, {})


def named(case: Case, world: World, name: str) -> Opened:
    """A plan that the case itself names, as a game.

    Raises:
        Problems: the case names no such plan.
    """
    plan = world.plans.get(name)
    if plan is None:
        where, choices = f"{case.id}/world.yaml", tuple(world.plans)
        raise Problems([Refusal(where, None, "plans", "unknown_plan", given=name, choices=choices)])
    return Opened(case, log_of(case, plan), "")


def log_of(case: Case, plan: Plan, seed: int = 0, game: int = 0) -> Log:
    """A plan as the decision log of a whole game."""
    rounds = tuple(Decisions(round=n, moves=moves) for n, moves in enumerate(plan.rounds, 1))
    return Log(
        case=case.id, case_version=case.file.version, seed=seed, game=game, rounds=rounds,
        standing=plan.standing,
    )  # fmt: skip
