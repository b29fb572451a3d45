"""Looks at a game as its team may: all that it found out, and nothing else."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cached_property
from typing import Any, Final, Literal

import numpy as np

from fivelayer import labels
from fivelayer.cases import Case
from fivelayer.choices import OwnBarrierKind
from fivelayer.findings import Said
from fivelayer.key import Words
from fivelayer.known import (
    Barrier,
    Card,
    Day,
    DecisionMaker,
    Due,
    Fact,
    Group,
    Half,
    Known,
    Ladder,
    OurPerson,
    Rung,
    Target,
    Told,
)
from fivelayer.simulation import barrier, business
from fivelayer.simulation.catalogue import Action
from fivelayer.simulation.game import Game
from fivelayer.simulation.plan import Move
from fivelayer.simulation.tables import ROLES, STEPS
from fivelayer.simulation.telling import Names, told
from fivelayer.simulation.turn import Event, Turn
from fivelayer.simulation.world import NEVER

NEWS: Final = frozenset(
    (
        *("happened", "window_moved", "lead_grew", "listed", "refused", "obtained", "delayed"),
        *("left", "worth_changed", "won", "lost", "unlisted", "void", "ordered", "earned"),
        *("margin", "option", "surprised", "dealer_sales", "direct_sales", "excluded"),
    )
)
SEES: Final = frozenset(("visit", "meet", "serve_institution", "serve_person"))
"""Actions after which we know where a person stands."""


class Fog:
    """Looks at a game as its team may."""

    def __init__(self, game: Game, case: Case) -> None:
        self.game, self.case = game, case
        self.world, self.tables = game.tables.world, game.tables
        self.names = Names(self.world, case)
        self._posts = {person.id: person.post for person in case.file.people}

    def round(self, number: int) -> tuple[Told, ...]:
        """What a team sees of a round that was played."""
        events = self.game.events[number - 1]
        return tuple(self._told(event) for event in events if event.visible)

    def known(self) -> Known:
        """What is known, and what can be done."""
        state, world = self.game.state, self.world
        unseen = [place for place, known in enumerate(state.known[:, 0]) if not known]
        return Known(
            round=self.game.round,
            days=tuple(self._days()),
            due=tuple(sorted(self._due(), key=lambda due: due.round)),
            unit=world.unit,
            money=world.money.value,
            money_left=_tidy(world.money.value - state.cash[0, 0]),
            spent=_tidy(state.spent[0, 0]),
            income=_tidy(state.income[0, 0]),
            ours=tuple(self._ours()),
            facts=tuple(self._facts()),
            hidden=len(unseen),
            people=tuple(self._people()),
            barriers=tuple(self._barriers()),
            ladders=tuple(self._ladders()),
            own_barriers={
                kind: _share(state.own[place, 0]) for place, kind in enumerate(world.own_barriers)
            },
            rival=self._rival(),
            messages={m.id: self.names.of("message", m.id) for m in world.messages},
            cards=() if self.game.over else tuple(self._cards()),
            goal=world.goal.project,
        )

    # --- calendar, team, facts -------------------------------------------------------------------

    def _days(self) -> Iterator[Day]:
        dates = [(one.starts, one.label) for one in self.case.file.rounds]
        dates += [(one.starts, one.label) for one in self.world.later]
        for number, (starts, label) in enumerate(dates[: self.tables.rounds], start=1):
            yield Day(number=number, starts=starts, label=label)

    def _due(self) -> Iterator[Due]:
        found = (*self._due_at_barriers(), *self._due_of_projects())
        yield from (due for due in found if due.round >= self.game.round)

    def _due_at_barriers(self) -> Iterator[Due]:
        filed = bool(self.game.state.door[0, 0])
        for found in self._barriers():
            if found.window and not filed:
                yield _due(found.window[0], "window_opens", barrier=found.name)
                yield _due(found.window[1], "window_closes", barrier=found.name)
            elif found.window:
                day = int(self.tables.gate_rule.result.value)
                yield _due(day, "result", barrier=found.name)
            for half in found.halves:
                if half.round:
                    key = "half" if half.state == "due" else "expires"
                    yield _due(half.round, key, half=half.name)
        for dealer in () if filed else self.world.dealers:
            yield _due(int(dealer.until.value), "dealer", dealer=self._name("dealer", dealer))

    def _due_of_projects(self) -> Iterator[Due]:
        for ladder in self._ladders():
            if ladder.result == "open":
                yield _due(ladder.decided, "decision", project=ladder.name)

    def _ours(self) -> Iterator[OurPerson]:
        at = min(self.game.round, self.tables.rounds) - 1
        for place, rep in enumerate(self.world.reps):
            yield OurPerson(
                id=rep.id,
                name=self.names.of("rep", rep.id),
                role=rep.role,
                days=_tidy(rep.days.value * self.tables.lengths[at]),
                here=bool(self.game.state.present[place, 0]),
            )

    def _facts(self) -> Iterator[Fact]:
        criteria = {p.criteria_fact: p.id for p in self.world.people if p.criteria_fact}
        for place, fact in enumerate(self.world.facts):
            label = None
            if fact.outline:
                label = Said(key=labels.field_key(f"information.{fact.outline}"))
            elif fact.id in criteria:
                who = self.names.of("person", criteria[fact.id])
                label = Said(key="board.fact.criteria", authored={"person": _both(who)})
            if self.game.state.known[place, 0]:
                yield Fact(label=label, says=self.names.of("fact", fact.id))
            elif label:
                yield Fact(label=label)

    # --- people, barriers, ladders, rival ----------------------------------------------------------

    def _people(self) -> Iterator[DecisionMaker]:
        state = self.game.state
        for place, person in enumerate(self.world.people):
            fact = self.tables.criteria_fact[place]
            found = fact is not None and bool(state.known[fact, 0])
            yield DecisionMaker(
                id=person.id,
                name=self.names.of("person", person.id),
                post=person.post or self._posts.get(person.id),
                weight=_tidy(person.weight.value),
                lead=round(float(state.believed[place, 0]), 2),
                seen=self._seen(person.id),
                met=bool(state.met[place, 0] > 0),
                served=(_share(state.served[0, place, 0]), _share(state.served[1, place, 0])),
                criteria=self.names.of("fact", str(person.criteria_fact)) if found else None,
            )

    def _seen(self, person: str) -> int:
        saw = [
            one.round
            for one in self.game.log.rounds
            for move in one.moves
            if move.do == "review" or (move.do in SEES and move.on == person)
        ]
        return max(saw, default=0)

    @cached_property
    def _turn(self) -> Turn:
        return self.game.turn()

    def _barriers(self) -> Iterator[Barrier]:
        state, turn = self.game.state, self._turn
        halves = {half.id: place for place, half in enumerate(self.tables.halves)}
        for place, one in enumerate(self.world.barriers):
            if not barrier.found(turn, place).any():
                continue
            is_gate = one.gate is not None
            moved = int(state.moved[0, 0])
            doors: tuple[Literal["none", "own", "dealer"], ...] = ("none", "own", "dealer")
            span = one.gate.window if one.gate else None
            yield Barrier(
                id=one.id,
                name=self.names.of("barrier", one.id),
                kind=one.kind,
                halves=tuple(self._half(half.id, halves[half.id]) for half in one.halves),
                left=1 - _share(state.work[place, 0]) ** 2 if one.size else None,
                window=(span.first + moved, span.last + moved) if span else None,
                door=doors[int(state.door[0, 0])] if is_gate else None,
                open=is_gate and bool(barrier.gate_open(turn).any()),
            )

    def _half(self, half: str, place: int) -> Half:
        due, expires = float(self.game.state.due[place, 0]), float(self.tables.expires[place, 0])
        name = self.names.of("half", half)
        if barrier.ready(self._turn, place).any():
            held = self.tables.ready[place, 0] and due > self.game.round
            last = math.ceil(expires) - 1 if held and expires < NEVER else 0
            return Half(id=half, name=name, state="ready", round=last)
        if due < NEVER:
            return Half(id=half, name=name, state="due", round=math.ceil(due))
        return Half(id=half, name=name, state="missing")

    def _ladders(self) -> Iterator[Ladder]:
        state, turn = self.game.state, self._turn
        results: dict[int, Literal["won", "lost", "open"]] = {1: "won", -1: "lost", 0: "open"}
        for place, project in enumerate(self.world.projects):
            clock = float(business.clock(turn, place)[0])
            begun = [clock >= float(self.tables.steps[place, n, 0]) for n in range(len(STEPS))]
            now = [bool(business.under_way(turn, place, n)[0]) for n in range(len(STEPS))]
            yield Ladder(
                id=project.id,
                name=self._name("project", project),
                value=_tidy(project.value.value * state.worth[place, 0]),
                decided=math.ceil(project.decided.value + state.lag[place, 0]),
                result=results[int(state.result[place, 0])],
                steps=tuple(
                    Rung(
                        step=step,
                        state="now" if now[n] else "past" if begun[n] else "ahead",
                        joined=bool(state.joined[place, n, 0]),
                    )
                    for n, step in enumerate(STEPS)
                ),
            )

    def _rival(self) -> tuple[Told, ...]:
        for events in reversed(self.game.events):
            found = [self._told(event) for event in events if event.visible]
            theirs = tuple(one for one in found if one.group == "rival")
            if theirs:
                return theirs
        return ()

    # --- cards -----------------------------------------------------------------------------------

    def _cards(self) -> Iterator[Card]:
        reps = dict(zip(self.tables.ids["rep"], self.tables.role, strict=True))
        for place, action in enumerate(self.tables.actions):
            if action.on and not self.tables.ids[action.on]:
                continue
            who = {
                rep: action.who[ROLES[role]]
                for rep, role in reps.items()
                if ROLES[role] in action.who
            }
            yield Card(
                action=action.id,
                layer=action.layer,
                statements=action.statements,
                say=action.say,
                who=who,
                targets=tuple(self._targets(place, action, tuple(who))),
                seeks=action.on or "",
            )

    def _targets(self, place: int, action: Action, able: tuple[str, ...]) -> Iterator[Target]:
        for on in self.tables.ids[action.on] if action.on else (None,):
            at = self.tables.place(action.on, on) if action.on and on else -1
            days, money = self.tables.cost(place, at)
            lacks = {rep: self._lacks(Move(do=action.id, by=rep, on=on)) for rep in able}
            by = tuple(rep for rep in able if not lacks[rep] & {"here", "can_see"})
            missing = lacks[by[0]] if by else {"can_see"} if able else {"here"}
            if "barrier_found" in missing and action.on in ("half", "barrier"):
                continue  # a team does not know of it
            name = self._name_of(action.on, on) if action.on and on else None
            yield Target(
                id=on or "", name=name, days=_tidy(days), money=_tidy(money), by=by,
                lacks=tuple(sorted(missing)),
            )  # fmt: skip

    def _lacks(self, move: Move) -> set[str]:
        return set(self.game.lacking(move, self._turn))

    # --- words -----------------------------------------------------------------------------------

    def _told(self, event: Event) -> Told:
        kinds = {kind for kind, _ in event.about}
        group: Group = "customer"
        if event.key in ("did", "paid"):
            group = "cost"
        elif event.key in NEWS:
            group = "news"
        elif "rival" in kinds:
            group = "rival"
        elif "rep" in kinds or event.key.startswith("fell_away"):
            group = "us"
        return Told(
            round=event.round,
            said=told(event, self.world, self.names),
            statement=event.statement,
            group=group,
            inputs=dict(event.inputs),
        )

    def _name(self, kind: str, item: object) -> Words:
        return self.names.of(kind, str(getattr(item, "id", "")))

    def _name_of(self, kind: str, name: str) -> Words:
        if kind != "own_barrier":
            return self.names.of(kind, name)
        said = Said(key=labels.choice_key(OwnBarrierKind(name)))
        return Words(en=said.words("en"), zh=said.words("zh"))


def _due(at: int, key: str, **about: Words) -> Due:
    authored = {name: _both(words) for name, words in about.items()}
    return Due(round=at, said=Said(key=f"board.due.{key}", authored=authored))


def _both(words: Words) -> dict[Literal["en", "zh"], str]:
    return {"en": words.en, "zh": words.zh}


def _tidy(value: float | np.floating[Any]) -> float:
    return round(float(value), 2)


def _share(value: float | np.floating[Any]) -> float:
    return round(min(max(float(value), 0.0), 1.0), 3)
