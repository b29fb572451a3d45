"""The account plan as typed data: the five layers, managing the account, the team, and fit (S1-S39)."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from fivelayer.choices import (
    Appeal,
    BarrierKind,
    BarrierSource,
    BenefitLevel,
    BuyingRole,
    Confidence,
    Coverage,
    Grade,
    Hardness,
    Market,
    Means,
    OwnBarrierKind,
    Part,
    Reached,
    SalesRole,
    Stage,
    Step,
    Strategy,
    Tier,
    Verdict,
    YesNo,
)
from fivelayer.reading import read_day, read_number, split_unit
from fivelayer.units import Unit

PLAN_SCHEMA: Final = 1
"""Version of the plan's JSON form; raised by every change that an older reader would misread."""


# --- the kinds of field ----------------------------------------------------------------------------


def _blank(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


def _stripped(value: Any) -> Any:
    return value.strip() or None if isinstance(value, str) else value


Text = Annotated[str | None, BeforeValidator(_stripped)]
Number = Annotated[Decimal | None, BeforeValidator(read_number)]
Day = Annotated[str | None, BeforeValidator(read_day)]
"""A day, month or year as ISO text: `2026-03-02`, `2026-03` or `2026`."""
Percent = Annotated[Annotated[Decimal, Field(ge=0, le=100)] | None, BeforeValidator(read_number)]
Support = Annotated[Annotated[int, Field(ge=-2, le=2)] | None, BeforeValidator(read_number)]
"""From −2 (works against) through 0 (neutral) to +2 (speaks up for)."""
Line = Annotated[str, Field(pattern=r"^D[1-9][0-9]?:[1-9][0-9]{0,2}$")]
"""A numbered block of the dossier: document 3, block 12 is `D3:12`."""
Lines = tuple[Line, ...]
RowId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
RowRef = Annotated[RowId | None, BeforeValidator(_blank)]


class Typed(BaseModel):
    """Base of everything in a plan: strict about unknown keys, frozen, an empty text is no answer."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _no_answer(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        return {name: _blank(value) for name, value in data.items() if value is not None}


class Claim(Typed):
    """Where a statement stands and how sure it is (K2)."""

    lines: Lines = ()
    confidence: Confidence | None = None


class Quantity(Typed):
    """A number with its unit; a unit typed behind the number counts where none is chosen."""

    value: Number = None
    unit: Unit | None = None

    @model_validator(mode="before")
    @classmethod
    def _unit_in_text(cls, data: Any) -> Any:
        return split_unit(data) if isinstance(data, dict) else data


# --- the five layers -------------------------------------------------------------------------------


class TextItem(Claim):
    """An outline item in words."""

    value: Text = None


class DayItem(Claim):
    """An outline item that is a date."""

    value: Day = None


class QuantityItem(Claim, Quantity):
    """An outline item with a number and its unit."""


class Judgement(Claim):
    """One of the three things information is there to judge (S3)."""

    grade: Grade | None = None
    reason: Text = None


class Information(Typed):
    """Layer 1: the six items of the outline (S2) and the three judgements (S3)."""

    founded: DayItem = DayItem()
    headcount: QuantityItem = QuantityItem()
    main_business: TextItem = TextItem()
    revenue: QuantityItem = QuantityItem()
    purchasing_budget: QuantityItem = QuantityItem()
    past_suppliers: TextItem = TextItem()
    ability: Judgement = Judgement()
    attractiveness: Judgement = Judgement()
    difficulty: Judgement = Judgement()


class Row(Typed):
    """A row of a table, known by an id that stays with it."""

    id: RowId


class Barrier(Row):
    """One entry barrier (S5-S8) and the way through it (S10)."""

    what: Text = None
    kind: BarrierKind | None = None
    hardness: Hardness | None = None
    source: BarrierSource | None = None
    gate_date: Day = None
    lead_time: Quantity = Quantity()
    means: Means | None = None
    how: Text = None
    breakthrough: YesNo | None = None
    owner: Text = None
    lines: Lines = ()


class Barriers(Typed):
    """Layer 2: attack or watch (S9) and the register of barriers."""

    strategy: Strategy | None = None
    reason: Text = None
    entries: tuple[Barrier, ...] = ()


class StepState(Typed):
    """One step of the ladder: how far the customer is, and since when we take part (S14)."""

    reached: Reached | None = None
    joined: Day = None
    lines: Lines = ()


class Ladder(Typed):
    """The ten steps (S12), each by its own name."""

    present_state: StepState = StepState()
    problem: StepState = StepState()
    severity: StepState = StepState()
    need: StepState = StepState()
    solution: StepState = StepState()
    approval: StepState = StepState()
    procurement: StepState = StepState()
    contract: StepState = StepState()
    supply: StepState = StepState()
    service: StepState = StepState()

    def state(self, step: Step) -> StepState:
        """The state of one step."""
        found: StepState = getattr(self, step.value)
        return found


class WordsWithLines(Typed):
    """A statement in words with the lines it stands on."""

    text: Text = None
    lines: Lines = ()


class Rating(Typed):
    """A grade with its reason."""

    grade: Grade | None = None
    reason: Text = None
    lines: Lines = ()


class BenefitFigure(Quantity):
    """What the solution does for the customer, with a number and a unit (S12)."""

    text: Text = None
    lines: Lines = ()


class NextStep(Typed):
    """What we do next, who does it, by when."""

    text: Text = None
    owner: Text = None
    by: Day = None


class Business(Typed):
    """Layer 3: the ladder and what was found out on it (S11-S14)."""

    ladder: Ladder = Ladder()
    problem: WordsWithLines = WordsWithLines()
    severity: Rating = Rating()
    urgency: Rating = Rating()
    need: WordsWithLines = WordsWithLines()
    solution: WordsWithLines = WordsWithLines()
    benefit: BenefitFigure = BenefitFigure()
    next_step: NextStep = NextStep()


class DecisionMaker(Row):
    """One person who decides (S16-S20); a post is not a person (K3)."""

    person: Text = None
    post: Text = None
    role: BuyingRole | None = None
    weight: Percent = None
    criteria: Text = None
    support: dict[str, Support] = Field(default_factory=dict)
    """By party: `us` and each rival's id."""
    coverage: Coverage | None = None
    due_step: Step | None = None
    met_step: Step | None = None
    institutional_need: Text = None
    personal_need: Text = None
    lines: Lines = ()


class Relationship(Typed):
    """Layer 4: the decision makers (S15-S20)."""

    decision_makers: tuple[DecisionMaker, ...] = ()


class Benefit(Row):
    """One benefit of choosing us (S21-S26); what a rival offers too counts for nothing (S23)."""

    what: Text = None
    level: BenefitLevel | None = None
    for_whom: RowRef = None
    """Row id of a decision maker, or `organisation`."""
    appeal: Appeal | None = None
    against: RowRef = None
    """The rival, by id, that does not offer it."""
    why_unique: Text = None
    lines: Lines = ()


class Interest(Typed):
    """Layer 5: the benefits that drive and lock in (S21-S26)."""

    benefits: tuple[Benefit, ...] = ()


# --- using the model -------------------------------------------------------------------------------


class OwnBarrier(Row):
    """A barrier of ours that holds rivals off (S29), and what it costs."""

    kind: OwnBarrierKind | None = None
    what: Text = None
    cost: Quantity = Quantity()
    lines: Lines = ()


class Management(Typed):
    """Managing the account over time (S27-S31)."""

    stage: Stage | None = None
    evidence: Text = None
    lines: Lines = ()
    own_barriers: tuple[OwnBarrier, ...] = ()
    expected_share: Percent = None
    expected_margin: Percent = None


class Member(Row):
    """One of our people: role, layers and decision makers looked after (S33)."""

    name: Text = None
    role: SalesRole | None = None
    layers: tuple[Part, ...] = ()
    contacts: tuple[RowId, ...] = ()
    """Row ids of decision makers."""


class Monitored(Row):
    """One thing watched, so that a departing rep does not take the customer along (S34)."""

    what: Text = None
    owner: Text = None
    by: Day = None


class AgendaItem(Row):
    """One item of the business review (S32)."""

    what: Text = None
    owner: Text = None


class Team(Typed):
    """Managing the sales team (S32-S34)."""

    members: tuple[Member, ...] = ()
    monitored: tuple[Monitored, ...] = ()
    agenda: tuple[AgendaItem, ...] = ()


class Placed(Row):
    """One customer of a portfolio: kind of market, tier, depth, and the person-months it gets (S35-S37)."""

    customer: Text = None
    market: Market | None = None
    tier: Tier | None = None
    verdict: Verdict | None = None
    months: Number = None
    gain: Quantity = Quantity()
    """What it brings a year, where documents say otherwise than the list."""
    reason: Text = None
    lines: Lines = ()


class Fit(Typed):
    """Where the model stops (S35-S39): of one customer, or of a portfolio whose customers share the months."""

    market: Market | None = None
    tier: Tier | None = None
    verdict: Verdict | None = None
    reason: Text = None
    cost: Quantity = Quantity()
    gain: Quantity = Quantity()
    capability: Grade | None = None
    dealer_agreement: Text = None
    months: Number = None
    """The person-months that a portfolio's customers share."""
    accounts: tuple[Placed, ...] = ()
    lines: Lines = ()


class AccountPlan(Typed):
    """An account plan, typed: what `fivelayer.draft.read` makes of what was typed.

    >>> AccountPlan().barriers.strategy is None
    True
    """

    schema_version: int = Field(default=PLAN_SCHEMA, ge=1, le=PLAN_SCHEMA)
    information: Information = Information()
    barriers: Barriers = Barriers()
    business: Business = Business()
    relationship: Relationship = Relationship()
    interest: Interest = Interest()
    management: Management = Management()
    team: Team = Team()
    fit: Fit = Fit()
