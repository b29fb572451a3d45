"""The actions a team can take: cost, who can do it, what it needs and does; read from `actions.yaml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from fivelayer import strict_yaml
from fivelayer.choices import BarrierKind, Part, SalesRole, Step
from fivelayer.findings import Statement
from fivelayer.key import Id, Strict
from fivelayer.simulation.world import Number, Rank, Source

Target = Literal["person", "half", "barrier", "dealer", "project", "own_barrier"]
Share = Annotated[float, Field(ge=0, le=1)]


class Action(Strict):
    """One kind of decision. `days` are working days of one person, `money` in the world's unit."""

    id: Id
    layer: Part
    statements: tuple[Statement, ...]
    on: Target | None = None
    say: bool = False
    days: Annotated[float, Field(gt=0)]
    money: Annotated[float, Field(ge=0)]
    who: dict[SalesRole, Share]
    needs: tuple[Id, ...] = ()
    does: Id
    steps: tuple[Step, ...] = ()
    lawful: bool = True

    @property
    def talks(self) -> bool:
        """Whether somebody who decides is spoken to, in the open."""
        return self.lawful and (self.say or self.on == "person")

    @property
    def name(self) -> str:
        """Message key of what the card is called; `.help` beside it says what it is for."""
        return f"simulation.action.{self.id}.name"


class Catalogue(Strict):
    """All actions, and the two tables that several of them use."""

    source: Source
    spread: float
    """Cost and time may be changed by this factor either way."""
    actions: tuple[Action, ...]
    fits: dict[Literal["customise", "ease"], dict[BarrierKind, Share]]
    reach: dict[Rank, dict[SalesRole, Share]]

    def index(self, action: str) -> int:
        """The place of an action in the list.

        Raises:
            KeyError: there is no such action.
        """
        return self._places[action]

    @property
    def _places(self) -> dict[str, int]:
        return {action.id: place for place, action in enumerate(self.actions)}


class Rates(Strict):
    """The rates of the rules, by name."""

    rates: dict[Id, Number]


@cache
def catalogue() -> Catalogue:
    """The catalogue as shipped.

    >>> catalogue().actions[0].id
    'desk_research'
    """
    path = Path(__file__).with_name("actions.yaml")
    return strict_yaml.typed(strict_yaml.read(path), Catalogue)


@cache
def rates() -> dict[str, Number]:
    """The rates as shipped, each with its provenance and range.

    >>> rates()["b2c"].source
    'model'
    """
    source = strict_yaml.read(Path(__file__).with_name("rates.yaml"))
    wrapped = strict_yaml.Source(source.file, {"rates": source.data}, source.lines)
    return strict_yaml.typed(wrapped, Rates).rates
