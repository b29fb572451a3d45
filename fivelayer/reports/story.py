"""A study put into words: names, decisions, money and shares in one language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from fivelayer.choices import Part
from fivelayer.labels import part_key
from fivelayer.messages import Language, has, text
from fivelayer.reports.study import Study, Weighed
from fivelayer.reports.wording import joined, number
from fivelayer.simulation.analysis.layers import USING
from fivelayer.simulation.money import money
from fivelayer.simulation.plan import Move
from fivelayer.simulation.telling import told
from fivelayer.simulation.turn import Event
from fivelayer.simulation.wording import decision


@dataclass(frozen=True)
class Story:
    """A study and the language it is told in; names may be hostile until escaped."""

    study: Study
    language: Language

    def say(self, name: str, /, **params: object) -> str:
        """The debrief's message `name` in words."""
        return text(f"debrief.{name}", self.language, **params)

    @property
    def team(self) -> str:
        """Whose game it is, as typed."""
        return self.study.opened.team or self.say("heading.nobody")

    def money(self, amount: float, *, signed: bool = False) -> str:
        """An amount in the world's unit."""
        return money(amount, self.study.world.world.unit, self.language, signed=signed)

    def share(self, share: float) -> str:
        """A share in whole per cent; never 0 or 100 where it is neither."""
        shown = round(100 * share)
        if shown == 0 and share > 0:
            return self.say("less_than_one")
        if shown == 100 and share < 1:
            return self.say("more_than_99")
        return self.say("percent", n=shown)

    def points(self, change: float) -> str:
        """A change of a chance, in points, with its sign."""
        shown = number(100 * change, 0)
        form = "point" if shown.lstrip("−") == "1" else "points"
        return self.say(form, n=f"+{shown}" if change > 0 and shown != "0" else shown)

    def name(self, kind: str, of: str) -> str:
        """What something of the world is called."""
        return self.study.names.of(kind, of)[self.language]

    def layer(self, name: str) -> str:
        """What a layer is called, or all that is not one of the five."""
        if name == USING:
            words = text("simulation.using", self.language)
            return words[:1].upper() + words[1:]
        return text(part_key(Part(name)), self.language)

    def plan(self, name: str) -> str:
        """What a plan is called."""
        key = f"debrief.plan.{name}"
        return text(key, self.language) if has(key, self.language) else name

    def decision(self, one: Weighed, *, brief: bool = False) -> str:
        """A weighed decision with its round, without its case; `brief` leaves out what was said."""
        left_out: dict[str, object] = {"when": (), **({"say": None} if brief else {})}
        move = one.move.model_copy(update=left_out)
        said = decision(move, self.study.names, self.language, who=False)
        form = "standing_order" if not one.round else "in_round"
        return self.say(form, n=one.round, said=said)

    def decided(self, moves: Sequence[Move]) -> list[tuple[str, str]]:
        """A round's decisions, person by person: the name, and what was done, without what was said."""
        found: dict[str, list[str]] = {}
        for move in moves:
            brief = move.model_copy(update={"say": None})
            said = decision(brief, self.study.names, self.language, who=False)
            found.setdefault(move.by, []).append(said)
        return [
            (self.name("rep", by), joined("list.aside", done, self.language))
            for by, done in found.items()
        ]

    def event(self, event: Event) -> str:
        """An event as a sentence."""
        said = told(event, self.study.world.world, self.study.names)
        return self.sentence(said.words(self.language))

    def sentence(self, words: str) -> str:
        """Words that begin as a sentence does: names that come first may be written small."""
        return words[:1].upper() + words[1:] if self.language == "en" else words

    @cached_property
    def brought(self) -> str:
        """What the team's own game brought."""
        return self.money(self.study.net, signed=True)
