"""What a team knows of the account it plays, as data: what a board shows and a result carries."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from fivelayer.choices import BarrierKind, OwnBarrierKind, Part, SalesRole, Step
from fivelayer.findings import Said, Statement
from fivelayer.key import Id, Strict, Words
from fivelayer.units import Unit

Level = Annotated[float, Field(ge=0, le=1)]
Group = Literal["news", "us", "customer", "rival", "cost"]


class Told(Strict):
    """One event in words, with the statement behind it and the numbers that went in."""

    round: int
    said: Said
    statement: Statement
    group: Group
    inputs: dict[Id, float] = Field(default_factory=dict)


class Target(Strict):
    """What a card can be played on; id and name are empty where it needs nothing of the kind."""

    id: str = ""
    name: Words | None = None
    days: float
    money: float
    by: tuple[Id, ...] = ()
    """Who of ours can do it here."""
    lacks: tuple[Id, ...] = ()
    """What is missing just now, by the names of the simulation's `needs`."""


class Card(Strict):
    """An action as it can be taken just now."""

    action: Id
    layer: Part
    statements: tuple[Statement, ...]
    say: bool
    who: dict[Id, Level]
    """How well each of ours does it (S33)."""
    targets: tuple[Target, ...]
    seeks: str = ""
    """The kind of thing it is done to."""


class OurPerson(Strict):
    """One of ours, with the working days of this round."""

    id: Id
    name: Words
    role: SalesRole
    days: float
    here: bool


class Fact(Strict):
    """Something found out, or (`says` is None) known to be missing."""

    label: Said | None = None
    says: Words | None = None


class DecisionMaker(Strict):
    """A decision maker as we believe it to be."""

    id: Id
    name: Words
    post: Words | None
    weight: float
    lead: float
    """Our support less the best rival's, −4 to 4, as we last saw it."""
    seen: int
    """The round in which we last saw it; 0 before the game."""
    met: bool
    served: tuple[Level, Level]
    """How far we have served the institutional and the personal need."""
    criteria: Words | None
    """What this person goes by, once found out."""


class Half(Strict):
    """One thing a hard barrier asks for."""

    id: Id
    name: Words
    state: Literal["ready", "due", "missing"]
    round: int = 0
    """The round from which it is there, or after which what is held runs out (0: never)."""


class Barrier(Strict):
    """A barrier that was found."""

    id: Id
    name: Words
    kind: BarrierKind
    halves: tuple[Half, ...] = ()
    left: Level | None = None
    """Of a soft barrier: how much of it is still in the way, of all it was."""
    window: tuple[int, int] | None = None
    door: Literal["none", "own", "dealer"] | None = None
    open: bool = False
    """Whether we can be bought."""


class Rung(Strict):
    """A step of the customer's ladder."""

    step: Step
    state: Literal["past", "now", "ahead"]
    joined: bool


class Ladder(Strict):
    """A project of the customer's."""

    id: Id
    name: Words
    value: float
    decided: int
    result: Literal["won", "lost", "open"]
    steps: tuple[Rung, ...]


class Due(Strict):
    """Something that falls into a round."""

    round: int
    said: Said


class Day(Strict):
    """A round and when it starts."""

    number: int
    starts: str
    label: Words | None = None


class Known(Strict):
    """All that a team knows before its next round, and what it could do."""

    round: int
    """The open round; one more than there are once the game is over."""
    days: tuple[Day, ...]
    due: tuple[Due, ...]
    unit: Unit
    money: float
    money_left: float
    spent: float
    income: float
    ours: tuple[OurPerson, ...]
    facts: tuple[Fact, ...]
    hidden: int
    """How much of what there is to know has not been found out."""
    people: tuple[DecisionMaker, ...]
    barriers: tuple[Barrier, ...]
    ladders: tuple[Ladder, ...]
    own_barriers: dict[OwnBarrierKind, Level]
    rival: tuple[Told, ...]
    """The rivals' last visible move."""
    messages: dict[Id, Words]
    cards: tuple[Card, ...]
    goal: Id
    """The project that counts as winning."""

    @property
    def over(self) -> bool:
        """Whether the last round was played."""
        return self.round > len(self.days)

    @property
    def foreseeable(self) -> bool:
        """Whether there is still something to predict: the goal's project is open."""
        return any(ladder.id == self.goal and ladder.result == "open" for ladder in self.ladders)

    def card(self, action: str) -> Card | None:
        """The card of an action, if there is one."""
        return next((card for card in self.cards if card.action == action), None)
