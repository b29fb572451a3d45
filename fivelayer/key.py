"""The key of a case: what is true, where the dossier says so, and the criteria an answer is marked by."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from fivelayer.choices import LAYERS, Part, SalesRole
from fivelayer.findings import Statement
from fivelayer.messages import Language
from fivelayer.model import Line
from fivelayer.units import Unit

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.-]{0,59}$")]
Path = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.]{0,99}$")]
Share = Annotated[Decimal, Field(ge=0, le=1)]
COURSE_PARTS: Final = {part: Decimal(20) for part in LAYERS}
"""What the parts of a plan are worth in the lessons where a key does not say otherwise."""


class Strict(BaseModel):
    """Base of everything authored: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(Strict):
    """A text in both languages, each written natively."""

    en: str = Field(min_length=1)
    zh: str = Field(min_length=1)

    def __getitem__(self, language: Language) -> str:
        return self.en if language == "en" else self.zh


class Evidence(Strict):
    """A dossier line with words that stand there verbatim."""

    line: Line
    quote: Words


class Fact(Strict):
    """Something true of the account, and the lines it stands on; a derived fact lists its premises."""

    id: Id
    says: Words
    evidence: tuple[Evidence, ...] = ()
    premises: tuple[Id, ...] = ()


class Concept(Strict):
    """An idea that a free text may express; patterns per language are any-of.

    A pattern is plain text; ` + ` joins parts that must all stand in one clause; `/` parts alternatives
    within a part: `file/apply + window/shortlist`.
    """

    id: Id
    says: Words
    en: tuple[str, ...] = Field(min_length=1)
    zh: tuple[str, ...] = Field(min_length=1)
    party: Literal["us", "rival", "any"] = "any"
    """Whose doing it must be: a clause about the other party does not count."""


class RowMatch(Strict):
    """How a row of the trainee's table is recognised: all that is given must hold.

    `names` are looked for in a decision maker's person and post; `where` lists accepted codes by field;
    `concept` must be expressed in one of the texts of the row.
    """

    id: Id
    table: Literal[
        "barriers.entries",
        "relationship.decision_makers",
        "interest.benefits",
        "management.own_barriers",
        "team.members",
        "team.monitored",
        "team.agenda",
        "fit.accounts",
    ]
    names: tuple[str, ...] = ()
    where: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    concept: Id | None = None
    tolerated: bool = False
    """A row that is neither asked for nor false: it earns and costs nothing."""
    facts: tuple[Id, ...] = ()


class Known(Strict):
    """A known wrong answer and what to say of it."""

    because: Words
    name: Id


class Criterion(Strict):
    """What all criteria have."""

    id: Id
    layer: Part
    statement: Statement
    points: Annotated[Decimal, Field(ge=0, multiple_of=Decimal("0.5"))]
    says: Words
    """What a good answer shows, in one sentence."""
    row: Id | None = None
    """A row matcher's id: `field` is then a field of that row, and the criterion waits for the row."""
    facts: tuple[Id, ...] = ()
    """The facts that explain the right answer; their evidence is shown, and counts as cited lines."""
    cited: Share = Decimal(0)
    """Share of the points that needs one of the facts' lines cited with the field (K2)."""


class AcceptedNumber(Strict):
    """An accepted quantity; `tolerance` in the same unit."""

    value: Decimal
    unit: Unit | None = None
    tolerance: Annotated[Decimal, Field(ge=0)] = Decimal(0)
    share: Share = Decimal(1)


class WrongNumber(Known):
    """A known wrong quantity, a stale figure for instance."""

    value: Decimal
    unit: Unit | None = None


class NumberCriterion(Criterion):
    """A quantity (value and unit) or a plain number."""

    check: Literal["number"]
    field: Path
    accept: tuple[AcceptedNumber, ...] = Field(min_length=1)
    wrong: tuple[WrongNumber, ...] = ()


class AcceptedDay(Strict):
    """An accepted date, from `day` to `until`, at the precision given (a year accepts any day in it)."""

    day: str = Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")
    until: str | None = Field(default=None, pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")
    share: Share = Decimal(1)


class WrongDay(Known):
    """A known wrong date."""

    day: str = Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")


class DayCriterion(Criterion):
    """A date."""

    check: Literal["day"]
    field: Path
    accept: tuple[AcceptedDay, ...] = Field(min_length=1)
    wrong: tuple[WrongDay, ...] = ()


class WrongChoice(Known):
    """A known wrong choice."""

    choice: str


class ChoiceCriterion(Criterion):
    """One of a list; each accepted code with its share of the points. Support levels are choices too."""

    check: Literal["choice"]
    field: Path
    accept: dict[str, Share] = Field(min_length=1)
    wrong: tuple[WrongChoice, ...] = ()


class WantedConcept(Strict):
    """A concept with its share of the criterion's points; shares of a criterion sum to 1."""

    concept: Id
    share: Share = Decimal(1)


class WrongConcept(Known):
    """A misconception: where it is expressed, `costs` is taken off the criterion (never below zero)."""

    concept: Id
    costs: Share = Decimal(1)


class ListCriterion(Criterion):
    """Several of a list: the layers that one of our people looks after, or the decision makers (S33).

    Each of `includes` earns its share, anything that is neither there nor in `allows` takes one away.
    """

    check: Literal["list"]
    field: Path
    includes: tuple[str, ...] = Field(min_length=1)
    allows: tuple[str, ...] = ()


class CoveredCriterion(Criterion):
    """Enough of our people look after a decision maker (S34), one of them of the right role (S33)."""

    check: Literal["covered"]
    contact: Id
    """The decision maker, by row matcher."""
    least: int = Field(default=2, ge=1, le=5)
    roles: tuple[SalesRole, ...] = ()
    """At least one of those people has one of these roles; empty: any role will do."""


class TextCriterion(Criterion):
    """Concepts in free text; `fields` are read together, so that it does not matter where it is said."""

    check: Literal["text"]
    fields: tuple[Path, ...] = Field(min_length=1)
    wants: tuple[WantedConcept, ...] = Field(min_length=1)
    wrong: tuple[WrongConcept, ...] = ()


class RowCriterion(Criterion):
    """The row `row` is there."""

    check: Literal["row"]
    row: Id


class FalseRow(Known):
    """A known false row."""

    row: Id


class FalseRowsCriterion(Criterion):
    """Rows of a table that no matcher knows: a false barrier or an invented person costs `cost` each.

    `points` is 0; the part never falls below zero. `wrong` names known false rows by matcher id.
    """

    check: Literal["false_rows"]
    table: str
    cost: Annotated[Decimal, Field(gt=0, multiple_of=Decimal("0.5"))]
    wrong: tuple[FalseRow, ...] = ()


class OrderCriterion(Criterion):
    """The matched rows stand in the right order of a number field: pairs in the right order, as a share."""

    check: Literal["order"]
    field: Path
    order: tuple[Id, ...] = Field(min_length=2)
    """Row matchers' ids, highest first."""


class LeaderCriterion(Criterion):
    """Who leads in total supporting weight, computed from the trainee's own rows (S19)."""

    check: Literal["leader"]
    leader: str
    """`us` or a rival's id."""


class PersonCriterion(Criterion):
    """What no rule can see (persuasion, tone): a person decides. Worth 0 points until then."""

    check: Literal["person"]
    fields: tuple[Path, ...] = Field(min_length=1)


AnyCriterion = Annotated[
    NumberCriterion
    | DayCriterion
    | ChoiceCriterion
    | ListCriterion
    | CoveredCriterion
    | TextCriterion
    | RowCriterion
    | FalseRowsCriterion
    | OrderCriterion
    | LeaderCriterion
    | PersonCriterion,
    Field(discriminator="check"),
]


class Key(Strict):
    """A case's key, whole. Points of a part's criteria sum to what `parts` says, 100 over all."""

    schema_version: Literal[1]
    case: Id
    version: str = Field(pattern=r"^\d+\.\d+\.\d+$")
    parts: dict[Part, Annotated[Decimal, Field(gt=0)]] = Field(
        default_factory=lambda: dict(COURSE_PARTS), min_length=1
    )
    """What each part of the plan is worth in the lessons; without it, 20 a layer."""
    facts: tuple[Fact, ...]
    concepts: tuple[Concept, ...] = ()
    rows: tuple[RowMatch, ...] = ()
    criteria: tuple[AnyCriterion, ...]

    def fact(self, fact_id: str) -> Fact:
        """One fact by its id."""
        return next(fact for fact in self.facts if fact.id == fact_id)

    def lines_of(self, fact_ids: tuple[str, ...]) -> tuple[str, ...]:
        """The evidence lines of facts, those of their premises included, in order and once each."""
        lines: dict[str, None] = {}
        for fact_id in fact_ids:
            fact = self.fact(fact_id)
            lines |= dict.fromkeys(e.line for e in fact.evidence)
            lines |= dict.fromkeys(self.lines_of(fact.premises))
        return tuple(lines)
