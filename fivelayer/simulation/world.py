"""How a case account behaves: the schema of `world.yaml`, every number with its provenance and range."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from fivelayer.choices import Appeal, BarrierKind, Market, OwnBarrierKind, SalesRole, Step, Tier
from fivelayer.findings import Statement
from fivelayer.key import Id, Strict, Words
from fivelayer.model import Line
from fivelayer.simulation.plan import Plan
from fivelayer.units import Unit


@dataclass(frozen=True)
class Of:
    """Says of an id what kind of thing it names: that must be there."""

    kind: str


FactId = Annotated[Id, Of("fact")]
PersonId = Annotated[Id, Of("person")]
PartyId = Annotated[Id, Of("party")]
RepId = Annotated[Id, Of("rep")]
RivalId = Annotated[Id, Of("rival")]
MessageId = Annotated[Id, Of("message")]
HalfId = Annotated[Id, Of("half")]
BarrierId = Annotated[Id, Of("barrier")]
ProjectId = Annotated[Id, Of("project")]
RateId = Annotated[Id, Of("rate")]
Source = Literal["case", "model", "literature", "assumption"]
Round = Annotated[int, Field(ge=-40, le=40)]
"""A round of the game; 0 and below lie before it."""
Rank = Literal["staff", "chief", "head", "executive"]
Outline = Literal[
    "founded", "headcount", "main_business", "revenue", "purchasing_budget", "past_suppliers"
]
Judged = Literal["ability", "attractiveness", "difficulty"]
NEVER: Final = 99
"""A round that never comes."""


class Provenance(Strict):
    """Where a number comes from: the case (a fact of its key, a line of its dossier), or one of the others."""

    source: Source = "case"
    fact: Id | None = None
    line: Line | None = None
    note: str = ""

    @model_validator(mode="after")
    def _case_says_where(self) -> Provenance:
        if (self.source == "case") != bool(self.fact or self.line):
            raise PydanticCustomError("number_source", "out of the case, or from elsewhere")
        return self


class Number(Provenance):
    """A number with the range in which it may be changed; one that the case states has none."""

    value: float
    range: tuple[float, float] | None = None

    @model_validator(mode="after")
    def _in_range(self) -> Number:
        if self.source != "case" and self.range is None:
            raise PydanticCustomError("number_range", "what the case does not state has a range")
        if self.range and not self.range[0] <= self.value <= self.range[1]:
            raise PydanticCustomError("number_outside", "the value lies in its range")
        return self


class Span(Provenance):
    """Rounds from first to last, both included."""

    first: Round
    last: Round


class Named(Strict):
    """Something with an id; names that case.yaml or the key gives need not be repeated."""

    id: Id
    name: Words | None = None


class LaterRound(Strict):
    """A round after the story's calendar: when it starts, and how many times as long it is."""

    starts: str
    label: Words
    length: Annotated[float, Field(gt=0, le=8)] = 1.0


class Fact(Named):
    """Something to find out (S1): the chance that a day of desk research, or a visit, shows it."""

    desk: Number | None = None
    visit: dict[PersonId, Number] = Field(default_factory=dict)
    known: bool = False
    outline: Outline | None = None
    judges: Judged | None = None


class Half(Named):
    """One thing a hard barrier asks for, such as a certificate or a reference (S6, S7)."""

    ready: bool = False
    expires: Number | None = None
    lead: Number | None = None
    """Rounds from the start of the work until it is there."""
    slips: Number | None = None
    """Chance that it takes one round more."""
    days: Number | None = None
    money: Number | None = None


class Gate(Strict):
    """How one gets through a framework barrier (S5): a window to file in, and when the result counts."""

    window: Span
    result: Number
    passes: Number


class Barrier(Named):
    """A barrier (S5-S8): hard with halves, the framework also with a gate; soft with a size from 0 to 1."""

    kind: BarrierKind
    size: Number | None = None
    halves: tuple[Half, ...] = ()
    gate: Gate | None = None
    found_by: tuple[FactId, ...] = ()
    """Facts that show it; without any it is plain to see."""


class Project(Named):
    """One project of the customer's: its money, its ladder, and when it is decided."""

    value: Number
    margin: Number
    share: Number
    steps: dict[Step, Round]
    """The round in which each step comes under way by itself (S12)."""
    over: dict[Step, Round] = Field(default_factory=dict)
    """The last round of steps that end before the next one begins."""
    decided: Number
    """The round at whose end the supplier is chosen."""
    joined: tuple[Step, ...] = ()
    market: Market = Market.B2B
    """B2C where it is consumers who buy, beside the account's own business (S35)."""
    slips: Number | None = None
    """Chance, a round, that the customer loses a round."""
    follows: ProjectId | None = None


class Message(Named):
    """Something to say: its appeal (S25), and the rivals that can say the same (S23)."""

    appeal: Appeal
    same: tuple[RivalId, ...] = ()


class Needs(Strict):
    """What serves a person's institutional and personal need (S20), by message."""

    institutional: MessageId
    personal: MessageId


class Person(Named):
    """A decision maker (S16-S20)."""

    post: Words | None = None
    rank: Rank
    weight: Number
    support: dict[PartyId, Number]
    windows: tuple[Span, ...]
    after: tuple[PersonId, ...] = ()
    """Whose head it would be over to come before they were met (S17)."""
    criteria: dict[MessageId, Number] = Field(default_factory=dict)
    """How well a message meets the criteria, from −1 to 1; what is not listed misses them (S18)."""
    criteria_fact: FactId | None = None
    needs: Needs | None = None
    emotional: Number
    served: tuple[Number, Number] | None = None
    """How far the institutional and the personal need are served at the start, 0 to 1."""
    bonds: dict[RepId, Number] = Field(default_factory=dict)
    """How well each of our people knows this person at the start, 0 to 1."""


class Rep(Named):
    """One of our people; `days` for this account in a round."""

    role: SalesRole
    days: Number


class Rival(Named):
    """A rival that acts by a policy: it courts the heavy and undecided, answers, cuts its price."""

    strength: Number
    answers: Number
    price_cut: Number
    visible: Number


class Dealer(Named):
    """A channel partner (S28, S39)."""

    until: Number
    """The last round in which it can be authorised."""
    listed: Number
    """The round from which its listing counts."""
    passes: Number
    takes: Number
    """Share of the order value it takes."""
    brings: tuple[HalfId, ...] = ()
    """Halves of barriers that it brings along."""
    eases: dict[BarrierId, Number] = Field(default_factory=dict)
    trust: Number
    loyalty: Number
    """How much its distrust costs in the selection."""
    adds: Number
    """Share it adds in projects that follow, where it can sell for us."""
    volume: Number
    """What it sells of ours a round when it trusts us."""
    margin: Number


class Happening(Named):
    """Something that happens: in a round, or with a chance in one of several (S34 for a departure)."""

    kind: Literal[
        "window_moves", "lead_grows", "departure", "person_leaves", "rival_push", "value_changes"
    ]
    on: Id | None = None
    by: Number | None = None
    rounds: Span
    chance: Number
    statement: Statement
    rival: RivalId | None = None
    """The rival that pushes; without it every one does."""


class Goal(Strict):
    """What counts as winning: a project won, at a margin no lower than `margin`."""

    project: ProjectId
    margin: Number


class World(Strict):
    """`world.yaml`. Money in `unit`; a person-day costs `day_rate`."""

    schema_version: Literal[1]
    case: Id
    version: str = Field(pattern=r"^\d+\.\d+\.\d+$")
    mechanisms: tuple[Statement, ...]
    """The statements whose property this world must show."""
    market: Market = Market.B2B
    tier: Tier
    """How deep the account deserves to be worked (S36); what it brings decides, no rule does."""
    unit: Unit
    rounds: Annotated[int, Field(ge=1, le=20)]
    later: tuple[LaterRound, ...] = ()
    """The last of the rounds, where they lie after the story's calendar."""
    goal: Goal
    day_rate: Number
    money: Number
    """What may be spent besides working time."""
    ability: Number
    option: Number
    """What a watched account is worth at the end when nothing was sold (S9)."""
    reps: tuple[Rep, ...] = Field(min_length=1)
    facts: tuple[Fact, ...] = ()
    barriers: tuple[Barrier, ...] = ()
    projects: tuple[Project, ...] = Field(min_length=1)
    messages: tuple[Message, ...] = ()
    people: tuple[Person, ...] = Field(min_length=1)
    rivals: tuple[Rival, ...] = Field(min_length=1)
    silence: Span | None = None
    """Rounds in which nobody who decides may speak with a bidder, us or a rival."""
    dealers: tuple[Dealer, ...] = Field(default=(), max_length=1)
    broken_through: bool = False
    """Whether an order won before the game has broken the account through (S27)."""
    own_barriers: tuple[OwnBarrierKind, ...] = tuple(OwnBarrierKind)
    happenings: tuple[Happening, ...] = ()
    rates: dict[RateId, Number] = Field(default_factory=dict)
    """Rates of the rules that differ from `rates.yaml`."""
    plans: dict[Id, Plan] = Field(default_factory=dict)
    """Plans of reference: `sensible`, and one for each family of ways through the barrier."""

    @property
    def lists(self) -> dict[str, tuple[Named, ...]]:
        """Everything that has an id of its own, by kind."""
        return {
            "fact": self.facts,
            "barrier": self.barriers,
            "half": tuple(half for barrier in self.barriers for half in barrier.halves),
            "project": self.projects,
            "message": self.messages,
            "person": self.people,
            "rep": self.reps,
            "rival": self.rivals,
            "dealer": self.dealers,
            "happening": self.happenings,
        }
