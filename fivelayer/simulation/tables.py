"""A world as arrays: what the rules look up, the batch axis left free, and the state a game starts from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import numpy as np

from fivelayer.choices import Appeal, Market, SalesRole, Step
from fivelayer.simulation.catalogue import Action, catalogue, rates
from fivelayer.simulation.noise import Floats, Shapes
from fivelayer.simulation.world import NEVER, Gate, Message, Number, Person, Span, World

STEPS: Final = tuple(Step)
ROLES: Final = tuple(SalesRole)
EARLY, IN, LATE = 0, 1, 2
NOTHING: Final = {
    "half": ("longer",),
    "barrier": ("work",),
    "project": ("lag", "pitch", "result", "order", "margin", "delivered"),
    "own_barrier": ("own",),
    "rival": ("cut",),
    "": (
        "door", "moved", "watched", "agreed", "pact", "push", "monitored", "surprise", "excluded",
        "cash", "spent", "income",
    ),
}  # fmt: skip
"""Variables that are nothing before the first round, by what there is one of each for."""
_NONE: Final = Number(value=0, source="model", range=(0, 0))
_OPEN: Final = Gate(window=Span(first=0, last=0, source="model"), result=_NONE, passes=_NONE)
"""Stands where no barrier has a gate: there is nothing to file."""


class Tables:
    """A compiled world. Arrays of numbers have a last axis of length 1, to be broadcast over games.

    Raises:
        KeyError: the world names something that it does not have (`worlds.load` finds that first).
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.rounds = world.rounds
        self.rate = {name: (world.rates.get(name) or rate).value for name, rate in rates().items()}
        self.lift = self.rate["b2c"] if world.market is Market.B2C else 1.0
        self.ids = ids_of(world)
        self.places = {
            kind: {name: n for n, name in enumerate(ids)} for kind, ids in self.ids.items()
        }
        self.actions: tuple[Action, ...] = catalogue().actions
        self._information()
        self._barriers()
        self._business()
        self._relationship()
        self._team()
        self.start = self._start()

    def place(self, kind: str, name: str) -> int:
        """The number of something by its id.

        Raises:
            KeyError: there is no such thing.
        """
        return self.places[kind][name]

    def silent(self, number: int) -> bool:
        """Whether in a round nobody who decides may speak with a bidder."""
        span = self.world.silence
        return span is not None and span.first <= number <= span.last

    @property
    def shapes(self) -> Shapes:
        """Rounds, items and slots of each purpose of luck, as `noise.PURPOSES` lists them."""
        n = {kind: len(ids) for kind, ids in self.ids.items()}
        rounds = self.rounds
        return (
            (rounds, n["fact"], 2),
            (rounds, n["person"], 2),
            (1, n["half"], 1),
            (rounds, n["project"], 3),
            (rounds, n["rival"], 3),
            (1, n["happening"], 2),
            (1, 2, 1),
        )

    def _information(self) -> None:
        facts, people = self.world.facts, self.world.people
        self.desk = _column(fact.desk for fact in facts)
        visit = [[_value(fact.visit.get(who.id)) for who in people] for fact in facts]
        self.visit = _array(visit, (len(facts), len(people), 1))
        self.judges = {
            judged: [n for n, fact in enumerate(facts) if fact.judges == judged]
            for judged in ("ability", "attractiveness", "difficulty")
        }

    def _barriers(self) -> None:
        barriers, fits = self.world.barriers, catalogue().fits
        self.found_by = [self._places_of("fact", barrier.found_by) for barrier in barriers]
        self.size = _column(barrier.size for barrier in barriers)
        self.soft = [n for n, barrier in enumerate(barriers) if barrier.size]
        self.fit = {
            means: [table.get(barrier.kind, self.rate["unfitting"]) for barrier in barriers]
            for means, table in fits.items()
        }
        self.gate = next((n for n, barrier in enumerate(barriers) if barrier.gate), None)
        self.gate_rule = next((barrier.gate for barrier in barriers if barrier.gate), _OPEN)
        halves = [(n, half) for n, barrier in enumerate(barriers) for half in barrier.halves]
        self.halves = [half for _, half in halves]
        self.barrier_of = [n for n, _ in halves]
        self.ready = _array([float(half.ready) for half in self.halves], (-1, 1))
        self.expires = _column((half.expires for half in self.halves), NEVER)
        self.lead = _column(half.lead for half in self.halves)
        self.half_slips = _column(half.slips for half in self.halves)
        self.gate_halves = [n for n, barrier in enumerate(self.barrier_of) if barrier == self.gate]
        self.bid_halves = [n for n, barrier in enumerate(self.barrier_of) if barrier != self.gate]
        self.dealer = next(iter(self.world.dealers), None)
        brought = self.dealer.brings if self.dealer else ()
        self.brought = _array([float(half.id in brought) for half in self.halves], (-1, 1))

    def _business(self) -> None:
        projects = self.world.projects
        self.steps = _array(
            [[float(project.steps.get(step, NEVER)) for step in STEPS] for project in projects],
            (len(projects), len(STEPS), 1),
        )
        over = np.roll(self.steps, -1, axis=1) - 1
        over[:, -1] = NEVER
        self.until = np.maximum(self.steps, over)
        for n, project in enumerate(projects):
            for step, last in project.over.items():
                self.until[n, STEPS.index(step)] = last
        self.project_lift = [
            self.rate["b2c"] if project.market is Market.B2C else self.lift for project in projects
        ]
        self.heeded = [float(project.market is not Market.B2C) for project in projects]
        """Whether those who decide for the account decide this project: consumers ask nobody."""
        self.decided = _column(project.decided for project in projects)
        self.slips = _column(project.slips for project in projects)
        self.action_steps = [[STEPS.index(step) for step in a.steps] for a in self.actions]
        self.follows = [
            self.place("project", project.follows) if project.follows else None
            for project in projects
        ]

    def _relationship(self) -> None:
        people, messages = self.world.people, self.world.messages
        total = sum(person.weight.value for person in people)
        self.weight = _array([person.weight.value / total for person in people], (-1, 1))
        miss = self.rate["miss"]
        self.match = [
            [person.criteria[m.id].value if m.id in person.criteria else miss for m in messages]
            for person in people
        ]
        self.appeal = [[_appeal(person, m) for m in messages] for person in people]
        self.criteria_fact = [
            self.place("fact", person.criteria_fact) if person.criteria_fact else None
            for person in people
        ]
        self.window = [
            [_timing(person, number) for number in range(self.rounds + 2)] for person in people
        ]
        self.closes = [{span.last for span in person.windows} for person in people]
        self.after = [self._places_of("person", person.after) for person in people]
        reach = catalogue().reach
        self.needs = [
            tuple(self.place("message", need) for need in _needs(person)) or (-1, -1)
            for person in people
        ]
        self.reach = [[reach[person.rank].get(role, 0.0) for role in ROLES] for person in people]
        self.executives = [n for n, person in enumerate(people) if person.rank == "executive"]

    def _team(self) -> None:
        lengths = [1.0] * (self.rounds - len(self.world.later))
        lengths += [later.length for later in self.world.later]
        self.lengths = lengths
        self.days = [rep.days.value for rep in self.world.reps]
        self.role = [ROLES.index(rep.role) for rep in self.world.reps]
        self.happenings = self.world.happenings
        gone = {happening.on for happening in self.happenings if happening.kind == "departure"}
        self.leavers = {place for place, rep in enumerate(self.world.reps) if rep.id in gone}

    def cost(self, action: int, on: int) -> tuple[float, float]:
        """Working days and money that an action takes; a half may name its own."""
        kind = self.actions[action]
        if kind.on == "half":
            half = self.halves[on]
            return _value(half.days, kind.days), _value(half.money, kind.money)
        return kind.days, kind.money

    def lift_of(self, action: int, on: int) -> float:
        """What is left of an action's effect in the market it is done in (S35)."""
        return self.project_lift[on] if self.actions[action].on == "project" else self.lift

    def _places_of(self, kind: str, names: Iterable[str]) -> list[int]:
        return [self.place(kind, name) for name in names]

    def _start(self) -> dict[str, Floats]:
        """The value of every variable before the first round."""
        world, n = self.world, {kind: len(ids) for kind, ids in self.ids.items()}
        people, one = world.people, np.zeros(1)
        support = [[_value(p.support.get(party)) for p in people] for party in self.ids["party"]]
        served = [[_value(p.served[need]) if p.served else 0.0 for p in people] for need in (0, 1)]
        bond = [[_value(p.bonds.get(rep)) for p in people] for rep in self.ids["rep"]]
        joined = [[float(step in project.joined) for step in STEPS] for project in world.projects]
        first: dict[str, Any] = {
            "known": [float(fact.known) for fact in world.facts],
            "support": support,
            "served": served,
            "lock": [0.5 * (a + b) / 2 for a, b in zip(*served, strict=True)],
            "met": [float(bool(person.bonds)) for person in people],
            "believed": [_lead(person) for person in people],
            "bond": bond,
            "present": np.ones(n["rep"]),
            "due": np.full(n["half"], NEVER),
            "listed": one + (NEVER if self.gate is not None else 0),
            "joined": joined,
            "worth": np.ones(n["project"]),
            "trust": one + (self.dealer.trust.value if self.dealer else 0),
            "ability": one + world.ability.value,
        }
        for kind, names in NOTHING.items():
            first |= dict.fromkeys(names, np.zeros(n.get(kind, 1)))
        return {name: np.asarray(value, dtype=np.float32) for name, value in first.items()}


def ids_of(world: World) -> dict[str, tuple[str, ...]]:
    """The ids of everything, by kind."""
    ids = {kind: tuple(item.id for item in items) for kind, items in world.lists.items()}
    return ids | {
        "own_barrier": tuple(kind.value for kind in world.own_barriers),
        "action": tuple(action.id for action in catalogue().actions),
        "party": ("us", *ids["rival"]),
        "step": tuple(step.value for step in STEPS),
    }


def _value(number: Number | None, default: float = 0.0) -> float:
    return number.value if number else default


def _column(numbers: Iterable[Number | None], default: float = 0.0) -> Floats:
    return _array([_value(number, default) for number in numbers], (-1, 1))


def _array(values: Any, shape: tuple[int, ...]) -> Floats:
    return np.asarray(values, dtype=np.float32).reshape(shape)


def _timing(person: Person, number: int) -> int:
    """Whether a round is before, in or after a person's proper windows (S17)."""
    if any(span.first <= number <= span.last for span in person.windows):
        return IN
    return EARLY if number < min(span.first for span in person.windows) else LATE


def _appeal(person: Person, message: Message) -> float:
    """How much a message's side counts with a person, 0.6 to 1.4 (S25); nothing if a rival has it too (S23)."""
    emotional = person.emotional.value
    side = emotional if message.appeal is Appeal.EMOTIONAL else 1 - emotional
    return 0.0 if message.same else 0.6 + 0.8 * side


def _needs(person: Person) -> tuple[str, ...]:
    return (person.needs.institutional, person.needs.personal) if person.needs else ()


def _lead(person: Person) -> float:
    rivals = [number.value for party, number in person.support.items() if party != "us"]
    return _value(person.support.get("us")) - max(rivals, default=0.0)
