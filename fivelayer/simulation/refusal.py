"""What is wrong with a decision or with a world's calibration, in the simulation's own words."""

from __future__ import annotations

from dataclasses import dataclass

from fivelayer.messages import Language, has, text
from fivelayer.problems import Problem


@dataclass(frozen=True)
class Refusal(Problem):
    """A problem whose rule is the message `simulation.rule.<code>`, its next step `simulation.next.<code>`."""

    def rule(self, language: Language) -> str:
        """The rule in words."""
        return self._put(f"simulation.rule.{self.code}", language)

    def next_step(self, language: Language) -> str:
        """What to do, or nothing where the rule says it."""
        key = f"simulation.next.{self.code}"
        return self._put(key, language) if has(key, language) else ""

    def _put(self, key: str, language: Language) -> str:
        terms = {name: text(term, language) for name, term in self.terms.items()}
        return text(key, language, **{**self.params, **terms})
