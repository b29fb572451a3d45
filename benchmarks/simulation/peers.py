"""The same small model three times: a plain loop, SimPy, Mesa with a Model an account."""

from __future__ import annotations

from collections.abc import Generator

import mesa
import simpy
from rules import Account, Luck, Terms


def loop(terms: Terms, luck: Luck) -> Account:
    """One game in a plain Python loop."""
    account = Account(terms, luck)
    for moves in terms.plan:
        account.begin()
        for move in moves:
            account.do(move)
        account.court()
        for person in terms.people:
            account.fade(person)
        account.choose()
    return account


def with_simpy(terms: Terms, luck: Luck) -> Account:
    """One game in SimPy: our team, the rival and the customer are processes."""
    env, account = simpy.Environment(), Account(terms, luck)
    env.process(_team(env, account))
    env.process(_rival(env, account))
    env.process(_customer(env, account))
    env.run()
    return account


def _team(env: simpy.Environment, account: Account) -> Generator[simpy.Event, None, None]:
    for moves in account.terms.plan:
        account.begin()
        for move in moves:
            account.do(move)
        yield env.timeout(1)


def _rival(env: simpy.Environment, account: Account) -> Generator[simpy.Event, None, None]:
    for _ in account.terms.plan:
        account.court()
        yield env.timeout(1)


def _customer(env: simpy.Environment, account: Account) -> Generator[simpy.Event, None, None]:
    for _ in account.terms.plan:
        for person in account.terms.people:
            account.fade(person)
        account.choose()
        yield env.timeout(1)


class AccountModel(mesa.Model):
    """One game in Mesa: our team, the rival and every decision maker are agents."""

    def __init__(self, terms: Terms, luck: Luck) -> None:
        super().__init__(seed=0)
        self.account = Account(terms, luck)
        self.team, self.rival = Team(self), Rival(self)
        self.people = mesa.agent.AgentSet(
            [DecisionMaker(self, person) for person in terms.people], random=self.random
        )

    def step(self) -> None:
        """One round."""
        self.account.begin()
        self.team.step()
        self.rival.step()
        self.people.do("step")
        self.account.choose()


class Team(mesa.Agent):
    """Our people, who carry out the plan."""

    def step(self) -> None:
        """Make the round's moves."""
        account = self.model.account
        for move in account.terms.plan[account.number - 1]:
            account.do(move)


class Rival(mesa.Agent):
    """The rival."""

    def step(self) -> None:
        """Act by the policy."""
        self.model.account.court()


class DecisionMaker(mesa.Agent):
    """One person of the customer's."""

    def __init__(self, model: mesa.Model, person: int) -> None:
        super().__init__(model)
        self.person = person

    def step(self) -> None:
        """Let support go where benefit sustains it."""
        self.model.account.fade(self.person)


def with_mesa(terms: Terms, luck: Luck) -> Account:
    """One game in Mesa."""
    model = AccountModel(terms, luck)
    for _ in terms.plan:
        model.step()
    return model.account
