"""Strict YAML 1.2: typed by a pydantic model, every problem of a file at once, each with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from fivelayer import schema_errors
from fivelayer.problems import Problem, Problems

__all__ = ["Loc", "Problem", "Problems", "Source", "read", "typed"]

MAX_BYTES: Final = 4_000_000
MAX_DEPTH: Final = 40
MAX_NODES: Final = 200_000
"""Of the data with every `*alias` put in: a small file can stand for billions of them."""

Loc = tuple[int | str, ...]
Schema = TypeVar("Schema", bound=BaseModel)


@dataclass(frozen=True)
class Source:
    """A YAML file as read: plain data, the line of each path, and what was wrong on the way."""

    file: str
    data: Any
    lines: dict[Loc, int]
    problems: tuple[Problem, ...] = ()

    def line_of(self, loc: Sequence[int | str]) -> int | None:
        """The line (from 1) of the deepest part of `loc` that is there."""
        steps = tuple(loc)
        return next(
            (self.lines[steps[:n]] for n in range(len(steps), -1, -1) if steps[:n] in self.lines),
            None,
        )

    def path_of(self, loc: Sequence[int | str]) -> str:
        """A path as people read it: items by their id, or counted from one: `facts.f1.evidence.#2`."""
        node, names = self.data, []
        for step in loc:
            node = _inside(node, step)
            names.append(_name(node) if isinstance(step, int) else step)
            if isinstance(step, int) and not names[-1]:
                names[-1] = f"#{step + 1}"
        return ".".join(names)

    def problem(self, loc: Sequence[int | str], code: str, **more: Any) -> Problem:
        """A problem at `loc`; `given`, `choices`, `params` and `remark` as in Problem."""
        return Problem(self.file, self.line_of(loc), self.path_of(loc), code, **more)


def read(path: Path, name: str | None = None) -> Source:
    """Read a YAML 1.2 file; keys given twice and tags are noted among the problems.

    Raises:
        Problems: nothing can be made of the file: it is missing, not UTF-8, not YAML.
    """
    file = name or path.name
    try:
        if path.stat().st_size > MAX_BYTES:
            raise Problems([Problem(file, None, "", "file_too_large", {"most": MAX_BYTES})])
        words = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise Problems([Problem(file, None, "", "file_missing")]) from None
    except UnicodeDecodeError:
        raise Problems([Problem(file, None, "", "file_not_utf8")]) from None
    except OSError:
        raise Problems([Problem(file, None, "", "file_unreadable")]) from None
    return parse(words, file)


def parse(words: str, file: str) -> Source:
    """Read YAML 1.2 out of a text; `file` is the name that problems carry.

    Raises:
        Problems: the text is not YAML, too deep, or too large once its aliases are put in.

    >>> parse("due: 12:30", "x.yaml").data
    {'due': '12:30'}
    """
    reader = _Reader(file)
    try:
        data = reader.document(iter(YAML(typ="safe", pure=True).parse(words)))
    except MarkedYAMLError as fault:
        raise Problems([_syntax(fault, file, words.splitlines())]) from None
    except YAMLError:
        raise Problems([Problem(file, _odd_line(words), "", "yaml_character")]) from None
    return Source(file, data, reader.lines, tuple(reader.problems))


def typed(source: Source, schema: type[Schema]) -> Schema:
    """Make a file's data into its type.

    Raises:
        Problems: every problem of the file at once.
    """
    try:
        made = schema.model_validate(source.data)
    except ValidationError as fault:
        found = schema_errors.explain(fault, source.data, schema)
        raise Problems(
            [*source.problems, *(source.problem(loc, **rest) for loc, rest in found)]
        ) from None
    if source.problems:
        raise Problems(source.problems)
    return made


class _Reader:
    """Builds plain data out of YAML's events, and notes where everything stands."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Loc, int] = {}
        self.problems: list[Problem] = []
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._nodes = 0

    def document(self, events: Iterator[Any]) -> Any:
        """The first document; a second one is a problem."""
        documents, data = 0, None
        for event in events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._note("yaml_documents", event, ())
                    break
            elif isinstance(event, NodeEvent):
                self.lines[()] = event.start_mark.line + 1
                data = self._node(event, events, ())
        return data

    def _node(self, event: Any, events: Iterator[Any], loc: Loc) -> Any:
        if isinstance(event, AliasEvent):
            return self._alias(event, loc)
        before = self._nodes
        self._grow(1, event)
        if len(loc) > MAX_DEPTH:
            raise Problems([Problem(self.file, _line(event), "", "yaml_deep", {"most": MAX_DEPTH})])
        if event.tag:
            self._note("yaml_tag", event, loc, given=str(event.tag))
        data = self._content(event, events, loc)
        if event.anchor:
            self._anchors[event.anchor] = (data, self._nodes - before)
        return data

    def _content(self, event: Any, events: Iterator[Any], loc: Loc) -> Any:
        if isinstance(event, MappingStartEvent):
            return self._mapping(events, loc)
        if isinstance(event, SequenceStartEvent):
            return self._sequence(events, loc)
        return _scalar(event)

    def _sequence(self, events: Iterator[Any], loc: Loc) -> list[Any]:
        items: list[Any] = []
        for event in events:
            if isinstance(event, SequenceEndEvent):
                break
            here = (*loc, len(items))
            self.lines[here] = _line(event)
            items.append(self._node(event, events, here))
        return items

    def _mapping(self, events: Iterator[Any], loc: Loc) -> dict[str, Any]:
        items: dict[str, Any] = {}
        for event in events:
            if isinstance(event, MappingEndEvent):
                break
            if not isinstance(event, ScalarEvent):
                raise Problems([Problem(self.file, _line(event), "", "yaml_key")])
            name = event.value
            here = (*loc, name)
            twice = name in items
            if twice:
                self._note(
                    "yaml_twice", event, here, params={"name": name, "first": self.lines[here]}
                )
            else:
                self.lines[here] = _line(event)
            known = dict(self.lines) if twice else self.lines
            value = self._node(next(events), events, here)
            if twice:
                self.lines = known
            else:
                items[name] = value
        return items

    def _alias(self, event: Any, loc: Loc) -> Any:
        if event.anchor not in self._anchors:
            self._note("yaml_alias", event, loc, given=f"*{event.anchor}")
            return None
        data, size = self._anchors[event.anchor]
        self._grow(size, event)
        return data

    def _grow(self, nodes: int, event: Any) -> None:
        self._nodes += nodes
        if self._nodes > MAX_NODES:
            raise Problems(
                [Problem(self.file, _line(event), "", "yaml_large", {"most": MAX_NODES})]
            )

    def _note(self, code: str, event: Any, loc: Loc, **more: Any) -> None:
        path = ".".join(f"#{step + 1}" if isinstance(step, int) else step for step in loc)
        self.problems.append(Problem(self.file, _line(event), path, code, **more))


_WORDS: Final = {"true": True, "false": False, "null": None, "~": None, "": None}
_INTEGER: Final = re.compile(r"[-+]?[0-9]+")
_FLOAT: Final = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?")


def _scalar(event: Any) -> Any:
    """A scalar by YAML 1.2's core schema; `yes`, `12:30` and `2026-03-02` are texts in it.

    A number that begins with a zero stays text: nobody can say whether 010 is eight or ten.
    """
    value: str = event.value
    if event.style is not None:
        return value
    if value.lower() in _WORDS and value in {value.lower(), value.capitalize(), value.upper()}:
        return _WORDS[value.lower()]
    digits = value.lstrip("+-")
    if len(value) > 30 or (digits[:1] == "0" and digits[1:2].isdigit()):
        return value
    if _INTEGER.fullmatch(value):
        return int(value)
    return float(value) if _FLOAT.fullmatch(value) else value


_SYNTAX: Final = (
    (r"character '\\t'", "yaml_tab"),
    (r"mapping values are not allowed", "yaml_colon"),
    (r"could not find expected ':'", "yaml_no_colon"),
    (r"unexpected end of stream", "yaml_quote"),
    (r"expected ',' or", "yaml_bracket"),
    (r"cannot start any token|expected alphabetic", "yaml_start"),
    (r"expected <block end>", "yaml_indent"),
)


def _syntax(fault: Any, file: str, lines: list[str]) -> Problem:
    """A syntax error as an author understands it: what stands there and what is usual."""
    mark = fault.problem_mark or fault.context_mark
    number = mark.line + 1 if mark else None
    given = lines[number - 1].strip() if number and number <= len(lines) else ""
    code = next(
        (code for words, code in _SYNTAX if re.search(words, fault.problem or "")), "yaml_syntax"
    )
    if code == "yaml_quote" and fault.context_mark:
        number = fault.context_mark.line + 1
        given = lines[number - 1].strip()
    nearby = lines[max(0, (number or 1) - 2) : number]
    if code in {"yaml_colon", "yaml_no_colon"} and any(
        "：" in line and ": " not in line for line in nearby
    ):
        code = "yaml_wide_colon"
    return Problem(file, number, "", code, given=schema_errors.shown(given))


def _odd_line(words: str) -> int | None:
    """The line of the first control character."""
    lines = words.splitlines()
    return next(
        (n for n, line in enumerate(lines, 1) if re.search(r"[\x00-\x08\x0b-\x1f\x7f]", line)), None
    )


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _inside(node: Any, step: int | str) -> Any:
    if isinstance(node, dict):
        return node.get(step)
    return (
        node[step]
        if isinstance(node, list) and isinstance(step, int) and step < len(node)
        else None
    )


def _name(node: Any) -> str:
    found = node.get("id", "") if isinstance(node, dict) else ""
    return found if isinstance(found, str) else ""
