"""A live workshop in words: what was pressed, how a round stands, who leads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import reduce

from fivelayer.cases import Case
from fivelayer.messages import Language, text
from fivelayer.simulation.analysis.estimate import Estimate
from fivelayer.simulation.money import money
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
)
from fivelayer.workshop.live import Live, Standing, at


def pressed(  # noqa: C901, PLR0911  a line for each thing that can be pressed
    entry: Entry, shown: Callable[[str], str], language: Language
) -> str:
    """What somebody pressed, as a sentence without its subject; `shown` names teams."""

    def say(key: str, **words: object) -> str:
        return text(f"live.did.{key}", language, **words)

    match entry.action:
        case Opening() as one:
            key = "open" if one.minutes is None else "open_for"
            return say(key, n=one.round, case=one.case, minutes=one.minutes or 0)
        case Resolving() as one:
            missed = [shown(team) for team, decided in one.turns.items() if decided is None]
            said = say("resolve", n=one.round, case=one.case, teams=len(one.turns) - len(missed))
            for key, teams in (("without", missed), ("waits", list(map(shown, one.open_for)))):
                if teams:
                    more = say(key, teams=listed(teams, language))
                    said = text("live.then", language, first=said, second=more)
            return said
        case Again() as one:
            return say("again", case=one.case)
        case Time() as one:
            team = shown(one.team) if one.team is not None else ""
            return say("time" if team else "time_all", minutes=one.minutes, n=one.round, team=team)
        case Renaming() as one:
            return say("rename", team=one.team, name=one.name)
        case Merging() as one:
            return say("merge", team=shown(one.team), into=shown(one.into))
        case Saying() as one:
            key = "event" if one.event else "say"
            to = text("live.all", language) if one.team is None else shown(one.team)
            return say(key, text=one.text, team=to)
        case Ranking() as one:
            return say("leaderboard_on" if one.on else "leaderboard_off")


def rounds(standing: Standing, live: Live, case: Case, language: Language) -> Iterator[str]:
    """How the rounds of a case stand: open, since when, until when, who is still to decide."""
    state = standing.state
    now, last = state.rounds(case.id), live.last_round(case)

    def say(key: str, **words: object) -> str:
        return text(f"live.round.{key}", language, case=case.file.name[language], of=last, **words)

    if not now.round:
        yield say("none")
    elif now.is_open:
        yield say("open", n=now.round)
        if (left := state.minutes_left(case.id, standing.now)) is not None:
            closes = now.closes()
            assert closes is not None  # noqa: S101  there is time left of something
            key = "until" if left > 0 else "time_over"
            yield say(key, n=max(1, round(left)), at=f"{closes.astimezone():%H:%M}")
        rows = [row for row in live.rows(standing, case) if not row.into]
        missing = [row.name for row in rows if not row.decided and row.resolved < now.round]
        if missing:
            yield say("missing", n=len(missing), teams=listed(missing, language))
        else:
            yield say("all_in")
    else:
        over = now.round >= last
        yield say("over" if over else "resolved", n=now.round, by=now.by, at=at(now.at))


def worth(estimate: Estimate, live: Live, case: Case, language: Language) -> str:
    """An expected net value, as the case counts money."""
    return money(estimate.mean, live.referee(case).host.tables.world.unit, language)


def listed(names: Iterable[str], language: Language) -> str:
    """Names one after the other, as a language puts them."""
    return reduce(
        lambda first, second: text("views.list", language, first=first, second=second), names
    )
