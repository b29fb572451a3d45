"""Strict YAML 1.2: typed by a pydantic model, every problem of a file at once, each with its line."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedBase
from ruamel.yaml.error import MarkedYAMLError, YAMLError

MAX_BYTES: Final = 4_000_000
Schema = TypeVar("Schema", bound=BaseModel)


@dataclass(frozen=True)
class Problem:
    """One problem of a file: where, what was given, the rule, the choices, what to do next."""

    file: str
    line: int | None
    path: str
    rule: str
    given: str = ""
    choices: tuple[str, ...] = ()
    next_step: str = ""

    def __str__(self) -> str:
        where = self.file + (f":{self.line}" if self.line else "")
        parts = [f"{where}: {self.path or 'the file'}: {self.rule}"]
        if self.given:
            parts.append(f"given: {self.given}")
        if self.choices:
            parts.append(f"choices: {', '.join(self.choices)}")
        if self.next_step:
            parts.append(f"next: {self.next_step}")
        return "; ".join(parts)


class Problems(ValueError):
    """All problems found at once."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, problems)))


@dataclass(frozen=True)
class Source:
    """A YAML file as read: plain data, and the line each path stands on."""

    file: str
    data: Any
    marked: Any

    def line_of(self, loc: Sequence[int | str]) -> int | None:
        """The line (from 1) of the deepest part of `loc` that is there."""
        node, line = self.marked, None
        for step in loc:
            if not isinstance(node, CommentedBase):
                break
            try:
                line = int(node.lc.data[step][0]) + 1
                node = node[step]  # type: ignore[index]
            except (KeyError, IndexError, TypeError):
                break
        return line


def read(path: Path, name: str | None = None) -> Source:
    """Read a YAML 1.2 file; a key given twice, a tag or a syntax error is a problem.

    Raises:
        Problems: with the line.
    """
    file = name or path.name
    try:
        if path.stat().st_size > MAX_BYTES:
            raise Problems([Problem(file, None, "", f"larger than {MAX_BYTES} bytes")])
        marked = YAML(typ="rt", pure=True).load(path.read_text(encoding="utf-8"))
    except MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        line = mark.line + 1 if mark else None
        raise Problems([Problem(file, line, "", f"not valid YAML: {fault.problem}")]) from None
    except (YAMLError, UnicodeDecodeError, ValueError) as fault:
        if isinstance(fault, Problems):
            raise
        raise Problems([Problem(file, None, "", f"not valid YAML in UTF-8: {fault}")]) from None
    except OSError as fault:
        rule = f"cannot be read: {fault.strerror}"
        raise Problems([Problem(file, None, "", rule, next_step="create the file")]) from None
    return Source(file, plain(marked), marked)


def typed(source: Source, schema: type[Schema]) -> Schema:
    """Make a file's data into its type.

    Raises:
        Problems: every problem of the file at once.
    """
    try:
        return schema.model_validate(source.data)
    except ValidationError as fault:
        raise Problems([_problem(source, error) for error in fault.errors()]) from None


def plain(node: Any) -> Any:
    """Plain dicts, lists, texts and numbers of a loaded YAML node; dates become ISO text."""
    if isinstance(node, dict):
        return {str(name): plain(value) for name, value in node.items()}
    if isinstance(node, list):
        return [plain(item) for item in node]
    if isinstance(node, bool) or node is None:
        return node
    if isinstance(node, datetime.date):
        return node.isoformat()[:10]
    for kind in (int, float, str):
        if isinstance(node, kind):
            return kind(node)
    return str(node)


def _problem(source: Source, error: Any) -> Problem:
    loc = [step for step in error["loc"] if not (isinstance(step, str) and step.startswith("function-"))]
    expected = str(error.get("ctx", {}).get("expected", "") or error.get("ctx", {}).get("expected_tags", ""))
    choices = tuple(c.strip(" '") for c in expected.replace(" or ", ", ").split(",") if c.strip())
    kind = error["type"]
    given = "" if kind == "missing" else _short(error.get("input"))
    next_step = {"missing": "add it", "extra_forbidden": "remove it or correct its name"}.get(kind, "")
    path = ".".join(str(step) for step in loc)
    return Problem(source.file, source.line_of(loc), path, error["msg"], given, choices, next_step)


def _short(given: Any) -> str:
    shown = repr(given)
    return shown if len(shown) <= 80 else f"{shown[:77]}..."
