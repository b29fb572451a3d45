"""Problems of files that people write: codes with parameters, put into words when shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import reduce
from pathlib import Path
from typing import Any, Final

from fivelayer.messages import Language, has, text

MAX_BYTES: Final = 4_000_000


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
        return self._said(f"case.rule.{self.code}", language)

    def next_step(self, language: Language) -> str:
        """What to do, or nothing where the rule says it."""
        key = f"case.next.{self.code}"
        return self._said(key, language) if has(key, language) else ""

    def words(self, language: Language) -> str:
        """Everything in one line."""
        place = f"{self.where}: {self.path}" if self.path else self.where
        said = text("case.show.place", language, place=place, rule=self.rule(language))
        return _joined([said, *self.details(language)], "case.show.then", language)

    def details(self, language: Language) -> list[str]:
        """What was given, the choices, the next step: a phrase for each of those there are."""
        found = {
            "given": self.given,
            "choices": _joined(self.choices, "case.show.and", language),
            "next": self.next_step(language),
        }
        return [text(f"case.show.{name}", language, value=v) for name, v in found.items() if v]

    def as_json(self, language: Language) -> dict[str, Any]:
        """Plain data for a program to read."""
        names = ("file", "line", "path", "code", "given", "choices", "remark")
        plain = {name: getattr(self, name) for name in names}
        return {**plain, "rule": self.rule(language), "next": self.next_step(language)}

    def _said(self, key: str, language: Language) -> str:
        terms = {name: text(term, language) for name, term in self.terms.items()}
        return text(key, language, **{**self.params, **terms})

    def __str__(self) -> str:
        return self.words("en")


class Problems(ValueError):  # noqa: N818 - it is what it carries
    """All problems found at once."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, problems)))

    @classmethod
    def one(cls, file: str, code: str, line: int | None = None, **params: str | int) -> Problems:
        """The only problem of a file: nothing else can be said of it."""
        return cls([Problem(file, line, "", code, params)])

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


@contextmanager
def writing(place: Path) -> Iterator[None]:
    """Turn what the system says against writing at a place into a sentence.

    Raises:
        Cannot: it could not be written, or a file is where a folder is needed.
    """
    try:
        yield
    except (FileExistsError, NotADirectoryError):
        raise Cannot("folder_is_file", folder=str(place)) from None
    except OSError as fault:
        raise Cannot("write", place=str(fault.filename or place)) from None


def read_text(path: Path, file: str) -> str:
    """The text of a file that somebody wrote; `file` is the name that problems carry.

    Raises:
        Problems: it is missing, larger than `MAX_BYTES`, not UTF-8, or cannot be read.
    """
    try:
        if path.stat().st_size <= MAX_BYTES:
            return path.read_text(encoding="utf-8-sig")
        code = "file_too_large"
    except FileNotFoundError:
        code = "file_missing"
    except UnicodeDecodeError:
        code = "file_not_utf8"
    except OSError:
        code = "file_unreadable"
    raise Problems.one(file, code, most=MAX_BYTES)


def _joined(phrases: Iterable[str], key: str, language: Language) -> str:
    """Phrases with a language's own punctuation between them."""
    listed = list(phrases) or [""]
    return reduce(lambda first, second: text(key, language, first=first, second=second), listed)
