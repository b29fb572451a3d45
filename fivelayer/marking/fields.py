"""Where a criterion looks: paths of the key, compiled once, found in a plan or in one of its rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from fivelayer import fields as places
from fivelayer.draft import Draft
from fivelayer.labels import tables
from fivelayer.marking.sheet import REFERENCES, Sheet, lines_at, row_id
from fivelayer.remembered import LONGEST

ABSENT: Final = object()
ODD: Final = object()
"""Stands for what is no short text."""
_OWN: Final = ("value", "unit", "text", "grade")
"""What a group of fields says itself; the lines beside it are cited for it."""


class Field:
    """A field of the plan, or of the row that a criterion is about.

    Raises:
        KeyError: the plan has no such field.
    """

    def __init__(self, path: str, table: str = "") -> None:
        path = path.removesuffix(".value")
        if table:
            path = path.removeprefix(f"{table}.")
        self._table = table
        self._path = path
        self._names = tuple(path.split("."))
        whole = f"{table}.x.{path}" if table else path
        self.label = whole
        self._lines = _lines_names(places.place(whole).lines, table)
        self._part = whole.partition(".")[0]
        self.refers = self._names[-1] in REFERENCES
        """Whether it names decision makers by their rows."""

    def find(self, sheet: Sheet, row: Draft | None = None) -> tuple[Any, str]:
        """What stands in the field, and its whole path."""
        node: Any = sheet.draft if row is None else row
        path = self._path if row is None else f"{self._table}.{row_id(row)}.{self._path}"
        for name in self._names:
            if not isinstance(node, dict):
                return None, path
            node = node.get(name)
        return node, path

    def short(self, sheet: Sheet, row: Draft | None) -> Any:
        """All that a verdict on the field can depend on, if that is a short text or several; else `ODD`."""
        node: Any = sheet.draft if row is None else row
        for name in self._names:
            if type(node) is not dict:
                return None
            node = node.get(name)
        if type(node) is str:
            return node if len(node) <= LONGEST else ODD
        if type(node) is not dict:
            return node if node is None else ODD
        inside = [node.get(name, ABSENT) for name in _OWN]
        for each in inside:
            if each is not ABSENT and not (type(each) is str and len(each) <= LONGEST):
                return ODD
        return tuple(inside)

    def cited(self, sheet: Sheet, row: Draft | None) -> frozenset[str]:
        """The lines cited for the field, in its row, or in its part."""
        if self._lines is not None:
            return lines_at(sheet.at(self._lines, row))
        return frozenset().union(*_cited_in(self._part, sheet))


def cited_by_row(sheet: Sheet, row: Draft) -> frozenset[str]:
    """The lines cited in a row."""
    return lines_at(sheet.at(("lines",), row))


def _lines_names(path: str | None, table: str) -> tuple[str, ...] | None:
    if path is None:
        return None
    return tuple(path.removeprefix(f"{table}.x.").split("."))


def _cited_in(part: str, sheet: Sheet) -> Iterator[frozenset[str]]:
    """For a field without lines near it: what is cited anywhere in its part's rows."""
    for table in tables():
        if table.startswith(f"{part}."):
            yield from (cited_by_row(sheet, row) for row in sheet.rows(table))
