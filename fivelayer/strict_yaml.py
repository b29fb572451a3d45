"""Strict YAML 1.2: typed by a pydantic model, every problem of a file at once, each with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)

from fivelayer import schema_errors
from fivelayer.problems import MAX_BYTES, Problem, Problems, read_text
from fivelayer.schema_errors import Loc, children, shown

__all__ = ["MAX_BYTES", "Loc", "Problem", "Problems", "Source", "read", "typed"]

MAX_DEPTH: Final = 40
MAX_NODES: Final = 200_000
"""Of the data with every `*alias` put in: a small file can stand for billions of them."""

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
        ways = (tuple(loc[:n]) for n in range(len(loc), -1, -1))
        return next((self.lines[way] for way in ways if way in self.lines), None)

    def path_of(self, loc: Sequence[int | str]) -> str:
        """A path as people read it: items by their id, or counted from one: `facts.f1.evidence.#2`."""
        node, names = self.data, []
        for step in loc:
            node = children(node).get(step)
            names.append(_name(step, node))
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
    return parse(read_text(path, file), file)


def parse(words: str, file: str) -> Source:
    """Read YAML 1.2 out of a text; `file` is the name that problems carry.

    Raises:
        Problems: the text is not YAML, too deep, or too large once its aliases are put in.

    >>> parse("due: 12:30", "x.yaml").data
    {'due': '12:30'}
    """
    try:
        reader = _Reader(file, YAML(typ="safe", pure=True).parse(words))
        data = reader.document()
    except MarkedYAMLError as fault:
        raise Problems([_syntax(fault, file, words.splitlines())]) from None
    except YAMLError:
        raise Problems.one(file, "yaml_character", _odd_line(words)) from None
    return Source(file, data, reader.lines, tuple(reader.problems))


def typed(source: Source, schema: type[Schema]) -> Schema:
    """Make a file's data into its type.

    Raises:
        Problems: every problem of the file at once.
    """
    problems = list(source.problems)
    try:
        made = schema.model_validate(source.data)
    except ValidationError as fault:
        found = schema_errors.explain(fault, source.data, schema)
        problems += [source.problem(loc, code, **more) for loc, code, more in found]
    if problems:
        raise Problems(problems)
    return made


class _Reader:
    """Builds plain data out of YAML's events, and notes where everything stands.

    Out of events, because ruamel.yaml's loaders stop at the first key given twice, read `010`,
    `0x1F` and `2026-03-02` as numbers and dates, and build what a tag names.
    """

    def __init__(self, file: str, events: Iterator[Any]) -> None:
        self.lines: dict[Loc, int] = {}
        self.problems: list[Problem] = []
        self._file = file
        self._events = events
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._nodes = 0

    def document(self) -> Any:
        """The first document; a second one is a problem."""
        data = None
        for event in self._events:
            if isinstance(event, NodeEvent):
                data = self._node(event, ())
            elif isinstance(event, DocumentStartEvent) and self.lines:
                self._note("yaml_documents", event, ())
                break
        return data

    def _node(self, event: Any, loc: Loc) -> Any:
        self.lines.setdefault(loc, _line(event))
        if isinstance(event, AliasEvent):
            return self._alias(event, loc)
        before = self._nodes
        self._grow(1, event)
        if len(loc) > MAX_DEPTH:
            raise self._refused("yaml_deep", event, most=MAX_DEPTH)
        if event.tag:
            self._note("yaml_tag", event, loc, given=str(event.tag))
        data = self._content(event, loc)
        if event.anchor:
            self._anchors[event.anchor] = data, self._nodes - before
        return data

    def _content(self, event: Any, loc: Loc) -> Any:
        if isinstance(event, ScalarEvent):
            return _scalar(event)
        inside = takewhile(lambda e: not isinstance(e, CollectionEndEvent), self._events)
        if isinstance(event, SequenceStartEvent):
            return [self._node(item, (*loc, n)) for n, item in enumerate(inside)]
        items: dict[str, Any] = {}
        for key in inside:
            if not isinstance(key, ScalarEvent):
                raise self._refused("yaml_key", key)
            name, here = key.value, (*loc, key.value)
            if name in items:
                first = {"name": name, "first": self.lines[here]}
                self._note("yaml_twice", key, here, params=first)
            self.lines.setdefault(here, _line(key))
            items.setdefault(name, self._node(next(self._events), here))
        return items

    def _alias(self, event: Any, loc: Loc) -> Any:
        if event.anchor not in self._anchors:
            self._note("yaml_alias", event, loc, given=f"*{event.anchor}")
        data, size = self._anchors.get(event.anchor, (None, 0))
        self._grow(size, event)
        return data

    def _grow(self, nodes: int, event: Any) -> None:
        self._nodes += nodes
        if self._nodes > MAX_NODES:
            raise self._refused("yaml_large", event, most=MAX_NODES)

    def _refused(self, code: str, event: Any, **params: int) -> Problems:
        return Problems.one(self._file, code, _line(event), **params)

    def _note(self, code: str, event: Any, loc: Loc, **more: Any) -> None:
        path = ".".join(_name(step) for step in loc)
        self.problems.append(Problem(self._file, _line(event), path, code, **more))


_WORDS: Final = {"true": True, "false": False, "null": None, "~": None, "": None}
_NUMBER: Final = re.compile(r"[-+]?((0|[1-9][0-9]*)(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]{1,3})?")


def _scalar(event: Any) -> Any:
    """A scalar by YAML 1.2's core schema; `yes`, `12:30` and `2026-03-02` are texts in it.

    A number that begins with a zero stays text: nobody can say whether 010 is eight or ten.
    """
    value: str = event.value
    if event.style is not None:
        return value
    word = value.lower()
    if word in _WORDS and value in {word, word.capitalize(), word.upper()}:
        return _WORDS[word]
    if len(value) > 30 or not _NUMBER.fullmatch(value):
        return value
    return int(value) if value.lstrip("+-").isdigit() else float(value)


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
    said, mark = fault.problem or "", fault.problem_mark or fault.context_mark
    code = next((code for words, code in _SYNTAX if re.search(words, said)), "yaml_syntax")
    if code == "yaml_quote":  # noticed at the end of the file, opened long before
        mark = fault.context_mark or mark
    number = mark.line + 1 if mark else 0
    if code in {"yaml_colon", "yaml_no_colon"}:
        nearby = lines[max(0, number - 2) : number]
        wide = any("：" in line and ": " not in line for line in nearby)
        code = "yaml_wide_colon" if wide else code
    given = shown("".join(lines[max(0, number - 1) : number]))
    return Problem(file, number or None, "", code, given=given)


def _odd_line(words: str) -> int | None:
    """The line of the first control character."""
    odd = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
    return next((n for n, line in enumerate(words.splitlines(), 1) if odd.search(line)), None)


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _name(step: int | str, node: Any = None) -> str:
    """A step as people read it: an item by its id, or counted from one."""
    if isinstance(step, str):
        return step
    found = node.get("id") if isinstance(node, dict) else None
    return found if found and isinstance(found, str) else f"#{step + 1}"
