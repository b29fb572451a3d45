"""A plan as data: what is done in each round, what is foreseen, and what stands ready for which case."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from fivelayer.key import Id, Strict

Expectation = Literal["up", "same", "down"]


class When(Strict):
    """A condition on the game's state: `{is: window_moved}`, `{is: ready, of: report, not: true}`."""

    is_: Id = Field(alias="is")
    of: Id | None = None
    not_: bool = Field(default=False, alias="not")


class Move(Strict):
    """One decision: an action, on what, by whom, saying what, how many times."""

    do: Id
    by: Id
    on: Id | None = None
    say: Id | None = None
    times: Annotated[int, Field(ge=1, le=5)] = 1
    when: tuple[When, ...] = ()
    """Everything that must hold for it to be done: a contingency."""


class Prediction(Strict):
    """What a team expects of a round before it is resolved: its win chance, each person's reaction."""

    chance: Annotated[float, Field(ge=0, le=1)]
    reactions: dict[Id, Expectation] = Field(default_factory=dict)


def _numbered(listed: Any) -> Any:
    """A plan may list its rounds as `{1: [...], 4: [...]}`: rounds left out are idle."""
    if not isinstance(listed, dict):
        return listed
    rounds = {int(number): moves for number, moves in listed.items()}
    return [rounds.get(number, []) for number in range(1, max(rounds, default=0) + 1)]


class Plan(Strict):
    """Moves by round, and standing orders that are looked at in every round."""

    rounds: Annotated[tuple[tuple[Move, ...], ...], BeforeValidator(_numbered)] = ()
    standing: tuple[Move, ...] = ()
    family: Id | None = None
    """The main way through the barrier."""

    def moves(self, number: int) -> tuple[Move, ...]:
        """What is asked for in a round: standing orders come last.

        >>> Plan().moves(1)
        ()
        """
        own = self.rounds[number - 1] if number <= len(self.rounds) else ()
        return (*own, *self.standing)

    def reversed(self, rounds: int) -> Plan:
        """The same work in reversed order over a game of `rounds` rounds; standing orders stay."""
        filled = [*self.rounds, *[()] * (rounds - len(self.rounds))]
        return self.model_copy(update={"rounds": tuple(filled[::-1])})

    def without(self, *actions: str) -> Plan:
        """The same plan with some actions left out."""
        rounds = tuple(tuple(m for m in moves if m.do not in actions) for moves in self.rounds)
        standing = tuple(m for m in self.standing if m.do not in actions)
        return self.model_copy(update={"rounds": rounds, "standing": standing})
