"""What a report is about: one marking result, the case it belongs to, and the language to speak."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from fivelayer import draft as drafts
from fivelayer.cases import Case
from fivelayer.labels import row_key
from fivelayer.marking.result import Result
from fivelayer.messages import Language, text
from fivelayer.model import AccountPlan, DecisionMaker
from fivelayer.reports.wording import said

DECISION_MAKERS = "relationship.decision_makers"


@dataclass(frozen=True)
class Account:
    """A result with its case; without one, what only a case can tell is left out and said to be."""

    result: Result
    case: Case | None
    language: Language

    @cached_property
    def plan(self) -> AccountPlan:
        """The plan as typed data; what could not be read is empty."""
        return drafts.read(self.result.draft).plan

    @cached_property
    def parties(self) -> dict[str, str]:
        """Names of everyone whose support counts, by id: we (`us`) first, then the rivals."""
        if self.case is not None:
            rivals = {party.id: party.name[self.language] for party in self.case.file.rivals}
            return {"us": self.case.file.us.name[self.language], **rivals}
        people = self.plan.relationship.decision_makers
        named = dict.fromkeys(party for person in people for party in person.support)
        return {"us": said("party.us", self.language), **{p: p for p in named if p != "us"}}

    @cached_property
    def today(self) -> date | None:
        """The story's today, where the case is known."""
        return date.fromisoformat(self.case.file.today) if self.case is not None else None

    def person(self, row: DecisionMaker) -> str:
        """What to call a decision maker: name, else post, else the row's number."""
        if row.person or row.post:
            return str(row.person or row.post)
        at = self.plan.relationship.decision_makers.index(row)
        return text(row_key(DECISION_MAKERS), self.language, n=at + 1)

    def for_whom(self, row_id: str | None) -> str:
        """Whom a benefit is for, in words; empty where nobody was chosen."""
        if row_id == "organisation":
            return text("plan.choice.for_whom.organisation", self.language)
        people = self.plan.relationship.decision_makers
        return next((self.person(row) for row in people if row.id == row_id), "")

    def say(self, name: str, /, **params: object) -> str:
        """The report's message `name` in the report's language."""
        return said(name, self.language, **params)

    def label(self, key: str) -> str:
        """A label of the plan, by its whole key."""
        return text(key, self.language)
