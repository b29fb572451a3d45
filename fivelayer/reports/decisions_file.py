"""Decisions files: a log as YAML that people can edit, and an example with everything there is to choose."""

from __future__ import annotations

from collections.abc import Iterator

from fivelayer.cases import Case
from fivelayer.messages import Language, text
from fivelayer.simulation import worlds
from fivelayer.simulation.catalogue import Action, catalogue
from fivelayer.simulation.conditions import CASES
from fivelayer.simulation.decisions import Log
from fivelayer.simulation.engine import ENGINE_VERSION
from fivelayer.simulation.plan import Move, When
from fivelayer.simulation.tables import ROLES, Tables
from fivelayer.simulation.telling import Names

SHOWN = 3
"""Rounds that an example decides."""


def written(log: Log) -> str:
    """A log as a decisions file: what a plan needs, without the team's name and predictions."""
    head = _head(log.case, log.case_version, log.seed, log.game)
    rounds = ["rounds:", *_rounds(log)] if log.rounds else ["rounds: []"]
    return "\n".join([*head, *rounds, *_standing(log.standing), ""])


def example(case: Case, language: Language) -> str:
    """A file to write over: the first rounds of the case's sensible plan, with all that may be chosen.

    Raises:
        Problems: the case has no world, or one with problems.
    """
    tables = Tables(worlds.load(case))
    names = Names(tables.world, case)
    plan = tables.world.plans.get("sensible")
    lines = [f"# {text('cli.example.about', language, case=case.file.name[language])}"]
    lines += [f"# {line}" for line in _choices(tables, names, language)]
    lines += _head(case.id, case.file.version, 0, 0)
    moves = plan.rounds[:SHOWN] if plan else ((),)
    lines.append("rounds:")
    for number, decided in enumerate(moves, start=1):
        lines += _round(number, decided)
    if plan and plan.standing:
        lines += [f"# {text('cli.example.standing', language)}", *_standing(plan.standing)]
    return "\n".join([*lines, ""])


def _choices(world: Tables, names: Names, language: Language) -> Iterator[str]:
    yield text("cli.example.rounds", language, n=world.rounds)
    yield ""
    yield text("cli.example.do", language)
    for action in catalogue().actions:
        who = ", ".join(_able(world, action))
        if action.lawful and who:
            yield f"  {action.id:<21} {_card(world, action, who, language)}"
    for kind, key in (("rep", "by"), ("message", "say")):
        yield ""
        yield text(f"cli.example.{key}", language)
        yield from (f"  {name:<21} {names.of(kind, name)[language]}" for name in world.ids[kind])
    yield ""
    yield text("cli.example.when", language)
    for case, (kind, _) in CASES.items():
        of = f", of: {' | '.join(world.ids[kind])}" if kind else ""
        yield f"  {{is: {case}{of}}}"
    yield ""


def _card(world: Tables, action: Action, who: str, language: Language) -> str:
    """An action, what it is done to, and by whom, by id."""
    parts = {"action": text(action.name, language), "who": who}
    if not action.on:
        return text("cli.example.bare", language, **parts)
    return text("cli.example.on", language, choices=" | ".join(world.ids[action.on]), **parts)


def _able(world: Tables, action: Action) -> Iterator[str]:
    for rep, role in zip(world.ids["rep"], world.role, strict=True):
        if ROLES[role] in action.who:
            yield rep


def _head(case: str, version: str, seed: int, game: int) -> list[str]:
    return [
        "schema_version: 1",
        f"case: {case}",
        f"case_version: {version}",
        f"engine: {ENGINE_VERSION}",
        f"seed: {seed}",
        f"game: {game}",
    ]


def _rounds(log: Log) -> Iterator[str]:
    for one in log.rounds:
        yield from _round(one.round, one.moves)


def _round(number: int, moves: tuple[Move, ...]) -> list[str]:
    if not moves:
        return [f"  - {{round: {number}, moves: []}}"]
    return [f"  - round: {number}", "    moves:", *(f"      - {_move(move)}" for move in moves)]


def _standing(moves: tuple[Move, ...]) -> list[str]:
    return ["standing:", *(f"  - {_move(move)}" for move in moves)] if moves else []


def _move(move: Move) -> str:
    """A move in one line; everything in it is an id, so that nothing needs quotation marks."""
    parts = [f"do: {move.do}", f"by: {move.by}"]
    parts += [f"{name}: {value}" for name, value in (("on", move.on), ("say", move.say)) if value]
    parts += [f"times: {move.times}"] if move.times > 1 else []
    if move.when:
        parts.append(f"when: [{', '.join(map(_when, move.when))}]")
    return f"{{{', '.join(parts)}}}"


def _when(case: When) -> str:
    of = f", of: {case.of}" if case.of else ""
    return f"{{is: {case.is_}{of}{', not: true' if case.not_ else ''}}}"
