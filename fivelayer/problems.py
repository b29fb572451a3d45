"""Problems of files that people write: codes with parameters, put into words when shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fivelayer.messages import Language, has, text


@dataclass(frozen=True)
class Problem:
    """One problem of a file: where, which rule, what was given, the choices.

    >>> print(Problem("qinglan/key.yaml", 7, "facts.f1", "missing", {"name": "says"}).words("en"))
    qinglan/key.yaml:7: facts.f1: 'says' is missing; next: add it
    """

    file: str
    line: int | None
    path: str
    code: str
    """The rule is the message `case.rule.<code>`, the next step `case.next.<code>` where there is one."""
    params: Mapping[str, str | int] = field(default_factory=dict)
    given: str = ""
    choices: tuple[str, ...] = ()
    remark: bool = False
    """Something to do or to look at, which keeps nobody from using the case."""
    terms: Mapping[str, str] = field(default_factory=dict)
    """Parameters that are messages themselves, by key."""

    @property
    def where(self) -> str:
        """File and line, as editors understand it: `qinglan/key.yaml:7`."""
        return f"{self.file}:{self.line}" if self.line else self.file

    def rule(self, language: Language) -> str:
        """The rule in words."""
        return text(f"case.rule.{self.code}", language, **self._params(language))

    def next_step(self, language: Language) -> str:
        """What to do, or nothing where the rule says it."""
        key = f"case.next.{self.code}"
        return text(key, language, **self._params(language)) if has(key, language) else ""

    def words(self, language: Language) -> str:
        """Everything in one line."""
        place = f"{self.where}: {self.path}" if self.path else self.where
        said = text("case.show.place", language, place=place, rule=self.rule(language))
        return _joined([said, *self.details(language)], "case.show.then", language)

    def details(self, language: Language) -> list[str]:
        """What was given, the choices, the next step: a phrase for each of those there are."""
        found = {
            "given": self.given,
            "choices": _joined(list(self.choices), "case.show.and", language),
            "next": self.next_step(language),
        }
        return [text(f"case.show.{name}", language, value=v) for name, v in found.items() if v]

    def as_json(self, language: Language) -> dict[str, Any]:
        """Plain data for a program to read."""
        return {
            "file": self.file,
            "line": self.line,
            "path": self.path,
            "code": self.code,
            "rule": self.rule(language),
            "given": self.given,
            "choices": list(self.choices),
            "next": self.next_step(language),
            "remark": self.remark,
        }

    def _params(self, language: Language) -> dict[str, str | int]:
        return {**self.params, **{name: text(key, language) for name, key in self.terms.items()}}

    def __str__(self) -> str:
        return self.words("en")


def _joined(phrases: list[str], key: str, language: Language) -> str:
    """Phrases with a language's own punctuation between them."""
    whole = phrases[0] if phrases else ""
    for phrase in phrases[1:]:
        whole = text(key, language, first=whole, second=phrase)
    return whole


class Problems(ValueError):  # noqa: N818 - it is what it carries
    """All problems found at once."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, problems)))

    def words(self, language: Language) -> str:
        """A line for each."""
        return "\n".join(problem.words(language) for problem in self.problems)


class Cannot(Exception):  # noqa: N818 - it says what cannot be done, to somebody who asked for it
    """What a verb cannot do, as a sentence for whoever asked: the message `cli.cannot.<code>`."""

    def __init__(self, code: str, **params: str | int) -> None:
        self.code, self.params = code, params
        super().__init__(self.words("en"))

    def words(self, language: Language) -> str:
        """The sentence, with what to do instead."""
        return text(f"cli.cannot.{self.code}", language, **self.params)
