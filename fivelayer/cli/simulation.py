"""`fivelayer play`, `odds` and `par`: a game told, a plan's odds, and the best plan that a search finds."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fivelayer import cases
from fivelayer.cases import Case
from fivelayer.cli import terminal
from fivelayer.cli.case import folder
from fivelayer.messages import Language, text
from fivelayer.problems import Cannot, writing

if TYPE_CHECKING:
    from fivelayer.reports.study import Study
    from fivelayer.simulation.analysis import Estimate, Odds
    from fivelayer.simulation.turn import Event

ROUTINE = frozenset(["did", "paid", "contact", "bond"])
"""Events that repeat what the decisions say."""
MORE = frozenset(["faded", "grew", "locked", "rival_faded", "seen", "listing", "result"])
"""Small changes of every round: shown with `--all`."""


def play(given: Namespace, language: Language) -> int:
    """Play a decisions file, and tell the game; 1 where decisions fell away."""
    from fivelayer.simulation.telling import told

    if given.write_example is not None:
        return _example(given, language)
    if given.decisions is None:
        raise Cannot("no_decisions")
    study = _study(given, seed=given.seed, game=given.game)
    if given.html is not None:
        _debrief(given, study, language)
    rounds = [
        _round(study, number, given.all, language) for number in range(1, study.world.rounds + 1)
    ]
    fell = sum("fell_away" in e.key for events in study.game.events for e in events)
    data = {
        **_about(study),
        "rounds": [
            {
                "round": number,
                "decided": [m.model_dump(mode="json", by_alias=True, exclude_defaults=True) for m in moves],
                "events": [
                    {
                        "key": e.key, "statement": e.statement, "visible": e.visible, "size": e.size,
                        "about": dict(e.about), "inputs": dict(e.inputs),
                        "says": told(e, study.world.world, study.names).words(language),
                    }
                    for e in study.game.events[number - 1]
                ],
            }
            for number in range(1, study.world.rounds + 1)
            for moves in (study.plan.moves(number),)
        ],
        "won": study.won, "net": study.net, "luck": study.mark.luck, "fell_away": fell,
        "mark": _mark(study),
    }  # fmt: skip
    lines = [line for one in rounds for line in one]
    return terminal.answer(given, data, [*lines, *_end(study, language)], fell > 0)


def odds(given: Namespace, language: Language) -> int:
    """A plan's odds, and how often each of its decisions fell away."""
    study = _study(given, games=given.games, plan=given.plan)
    if given.parameters:
        return _parameters(given, study, language)
    found = study.mark
    rows = _fallen(study, language)
    written, adaptive = study.hindsight
    data: dict[str, Any] = {
        **_about(study), **_odds(found.odds),
        "contingencies": _estimate(written), "adaptive_at_most": _estimate(adaptive),
    }  # fmt: skip
    data["fell_away"] = [
        {"round": number, "place": place, "share": share}
        for (number, place), share in found.fell_away.items()
    ]
    lines = [
        *_odds_lines(study, found.odds, language),
        text("cli.odds.written", language, amount=_money(written.mean, study, language)),
        text("cli.odds.adaptive", language, amount=_money(adaptive.mean, study, language)),
        *_table(rows, "odds.fell", language),
    ]
    if given.against is not None:
        from fivelayer.reports import games

        other = games.opened(given.against, study.opened.case)
        change = study.against(other.log.plan)
        data["against"] = {
            "since": change.since, "net": _estimate(change.net), "reached": _estimate(change.reached),
        }  # fmt: skip
        lines += ["", _fork(study, change, language)]
    return terminal.answer(given, data, lines)


def par(given: Namespace, language: Language) -> int:
    """The best plan known or found, and how far the named plans, and a team's, are from it."""
    from fivelayer.reports.best import search

    study, ours = _study(given, games=given.games), given.decisions is not None
    with terminal.progress(text("cli.par.progress", language)) as step:
        found = search(study, given.steps, given.seed or 0, step, ours=ours)
    if given.write is not None:
        _write(given.write, found.file(study))
    rows = [
        [
            _plan_name(name, language),
            _share(one.reached.mean, language, 1),
            _money(one.net.mean, study, language),
            _money(one.net.mean - found.odds.net.mean, study, language, signed=True),
        ]
        for name, one in found.plans.items()
    ]
    data = {
        **_about(study),
        "steps": given.steps,
        "best": found.name,
        "plan": found.plan.model_dump(mode="json", by_alias=True, exclude_defaults=True),
        "plans": {name: _odds(one) for name, one in found.plans.items()},
    }
    said = "searched" if found.name == "found" else "known"
    lines = [
        *_table(rows, "par", language),
        "",
        text(f"cli.par.{said}", language, steps=given.steps),
        *found.lines(study, language),
    ]
    return terminal.answer(given, data, lines)


# --- what is asked ------------------------------------------------------------------------------------


def _case(given: Namespace) -> Case:
    found = cases.load(folder(given))
    if found.file.accounts:
        raise Cannot("no_game", case=found.id)
    if not (found.folder / "world.yaml").exists():
        raise Cannot("no_world", case=found.id)
    return found


def _study(given: Namespace, plan: str | None = None, **asked: Any) -> Study:
    """The study of a decisions file, or of a plan that the case names."""
    from fivelayer.reports import games
    from fivelayer.reports.study import Study
    from fivelayer.simulation import worlds

    case = _case(given)
    if given.decisions is not None:
        opened = games.opened(given.decisions, case)
    else:
        opened = games.named(case, worlds.load(case), plan or "sensible")
    chosen = {name: asked[name] for name in ("seed", "game") if asked.get(name) is not None}
    log = opened.log.model_copy(update=chosen)
    opened = games.Opened(case, log, opened.team)
    return Study(opened, **({"games": asked["games"]} if "games" in asked else {}))


# --- what is said -------------------------------------------------------------------------------------


def _round(study: Study, number: int, everything: bool, language: Language) -> Iterator[str]:
    from fivelayer.reports.story import Story
    from fivelayer.simulation.wording import decision

    starts = study.starts(number, language)
    form = "cli.play.round" if starts else "cli.play.round_bare"
    yield text(form, language, n=number, starts=starts)
    moves = study.opened.log.rounds[number - 1].moves if number <= study.decided else ()
    for move in moves:
        yield f"  > {decision(move, study.names, language)}"
    if not moves:
        yield f"  > {text('cli.play.nothing', language)}"
    story = Story(study, language)
    told: dict[str, None] = {}  # what changes several things at once is said once
    for event in study.game.events[number - 1]:
        if everything or _shown(event):
            words = story.event(event)
            if not event.visible:
                words = text("cli.play.unseen", language, said=words)
            told[f"  [{event.statement}] {words}"] = None
    yield from told
    yield ""


def _shown(event: Event) -> bool:
    return event.key not in ROUTINE | MORE and event.visible


def _end(study: Study, language: Language) -> Iterator[str]:
    from fivelayer.simulation.money import money

    used = sorted(
        {e.statement for events in study.game.events for e in events if _shown(e)}, key=_order
    )
    yield text("cli.play.statements", language)
    yield from (f"  {name}  {text(f'model.{name}', language)}" for name in used)
    yield ""
    if study.decided < study.world.rounds:
        yield text("cli.play.undecided", language, n=study.decided)
    state, unit = study.game.state, study.world.world.unit
    yield text(f"cli.play.{'won' if study.won else 'lost'}", language)
    yield text(
        "cli.play.net", language,
        net=money(study.net, unit, language, signed=True),
        income=money(float(state.income[0, 0]), unit, language),
        spent=money(float(state.spent[0, 0]), unit, language),
    )  # fmt: skip
    yield from _odds_lines(study, study.mark.odds, language)
    yield text("cli.play.luck", language, share=_share(study.mark.luck, language))
    if study.par and study.share_of_par is not None:
        best = money(study.par[1].net.mean, unit, language)
        yield text("cli.play.mark", language, share=_share(study.share_of_par, language), best=best)
    rows = _fallen(study, language)
    yield from _table(rows, "odds.fell", language)


def _odds_lines(study: Study, found: Odds, language: Language) -> list[str]:
    low, middle, high = (_money(one, study, language) for one in found.spread)
    return [
        text("cli.odds.replayed", language, n=f"{found.games:,}"),
        text("cli.odds.wins", language, **_percents(found.reached, language)),
        text(
            "cli.odds.net", language, mean=_money(found.net.mean, study, language),
            low=_money(found.net.low, study, language), high=_money(found.net.high, study, language),
        ),
        text("cli.odds.spread", language, low=low, middle=middle, high=high),
        text("cli.odds.spent", language, mean=_money(found.spent.mean, study, language)),
    ]  # fmt: skip


def _fallen(study: Study, language: Language) -> list[list[str]]:
    """The decisions that fell away in some replays, the most frequent first."""
    from fivelayer.simulation.wording import decision

    found = study.mark.fell_away
    rows = [
        place for place in sorted(found, key=lambda at: -found[at]) if place[0] <= study.decided
    ]
    return [
        [
            _share(found[n, at], language),
            str(n),
            decision(study.plan.rounds[n - 1][at], study.names, language),
        ]
        for n, at in rows
        if at < len(study.plan.rounds[n - 1])
    ]


def _fork(study: Study, change: Any, language: Language) -> str:
    net, reached = change.net, change.reached
    width = max(reached.high - reached.mean, 0.0)
    return text(
        "cli.odds.against_row", language, n=change.since,
        points=f"{100 * reached.mean:+.1f}".replace("-", "−"), width=f"{100 * width:.1f}",
        net=_money(net.mean, study, language, signed=True),
        low=_money(net.low, study, language, signed=True),
        high=_money(net.high, study, language, signed=True),
    )  # fmt: skip


def _parameters(given: Namespace, study: Study, language: Language) -> int:
    """Every number of the world with its provenance, and how far the plan's net value hangs on it."""
    from fivelayer.simulation.analysis import sensitivity
    from fivelayer.simulation.parameters import parameters

    with terminal.progress(text("cli.odds.measuring", language)) as step:
        hangs = sensitivity(study.world, study.plan, study.seed, min(study.games, 1024), step)
    numbers = parameters(study.world.world)
    ordered = sorted(numbers, key=lambda path: -abs(hangs[path].mean) if path in hangs else 0.0)
    data = {
        path: {
            **numbers[path].model_dump(mode="json", exclude_none=True),
            **({"hangs": _estimate(hangs[path])} if path in hangs else {}),
        }
        for path in ordered
    }
    rows = [
        [
            path,
            _number(numbers[path].value),
            "–".join(map(_number, numbers[path].range or ())),
            _provenance(numbers[path], language),
            _money(hangs[path].mean, study, language, signed=True) if path in hangs else "",
        ]
        for path in ordered
    ]
    lines = [*_table(rows, "odds.numbers", language), text("cli.odds.hangs", language)]
    return terminal.answer(given, {**_about(study), "parameters": data}, lines)


def _provenance(number: Any, language: Language) -> str:
    where = number.fact or number.line or ""
    return text(f"cli.odds.source.{number.source}", language, where=where)


def _table(rows: list[list[str]], key: str, language: Language) -> list[str]:
    """Rows under a heading of `cli.<key>.head`, parted by `|`; nothing where there are none."""
    if not rows:
        return []
    heading = text(f"cli.{key}.head", language).split("|")
    clean = [[terminal.single_line(cell) for cell in row] for row in rows]
    return ["", terminal.table([heading, *clean])]


def _plan_name(name: str, language: Language) -> str:
    from fivelayer.reports.study import OURS

    if name in (OURS, "found"):
        return text(f"cli.par.plan.{name}", language)
    return name


def _about(study: Study) -> dict[str, Any]:
    log = study.opened.log
    return {
        "case": log.case, "case_version": log.case_version, "engine": log.engine, "seed": log.seed,
        "game": log.game, "team": study.opened.team, "decided": study.decided,
        "unit": study.world.world.unit.value,
    }  # fmt: skip


def _mark(study: Study) -> dict[str, Any]:
    return {**_odds(study.mark.odds), "share_of_par": study.share_of_par}


def _odds(found: Odds) -> dict[str, Any]:
    return {
        "games": found.games, "reached": _estimate(found.reached), "net": _estimate(found.net),
        "spent": _estimate(found.spent), "spread": list(found.spread),
    }  # fmt: skip


def _estimate(found: Estimate) -> dict[str, float]:
    return {"mean": found.mean, "low": found.low, "high": found.high}


def _percents(found: Estimate, language: Language) -> dict[str, str]:
    ends = {"mean": found.mean, "low": max(found.low, 0.0), "high": min(found.high, 1.0)}
    return {name: _share(value, language) for name, value in ends.items()}


def _share(share: float, language: Language, places: int = 0) -> str:
    return text("debrief.percent", language, n=f"{100 * share:.{places}f}")


def _number(value: float) -> str:
    return f"{value:g}".replace("-", "−")


def _money(amount: float, study: Study, language: Language, *, signed: bool = False) -> str:
    from fivelayer.simulation.money import money

    return money(amount, study.world.world.unit, language, signed=signed)


def _order(statement: str) -> tuple[str, int]:
    return statement[0].replace("K", "Z"), int(statement[1:])


# --- what is written ----------------------------------------------------------------------------------


def _example(given: Namespace, language: Language) -> int:
    from fivelayer.reports.decisions_file import example

    case = _case(given)
    _write(given.write_example, example(case, language))
    said = text("cli.play.written", language, file=str(given.write_example), case=case.id)
    return terminal.answer(given, {"file": str(given.write_example)}, [said])


def _debrief(given: Namespace, study: Study, language: Language) -> None:
    from fivelayer.reports import debrief

    if given.html.exists():
        raise Cannot("file_exists", file=str(given.html))
    with writing(given.html):
        debrief.page(study.opened, given.html, language, progress=not given.json)


def _write(file: Path, words: str) -> None:
    """Write a new file; one that is there stays as it is."""
    if file.exists():
        raise Cannot("file_exists", file=str(file))
    with writing(file):
        file.write_text(words, encoding="utf-8", newline="\n")
