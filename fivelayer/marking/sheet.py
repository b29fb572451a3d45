"""One plan under judgement: its fields by path, its rows recognised, its texts read once."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from fivelayer.draft import Draft
from fivelayer.marking.concepts import SHORT, Answer, Concepts
from fivelayer.reading import read_number, split_unit
from fivelayer.remembered import remembered
from fivelayer.units import Unit

if TYPE_CHECKING:
    from fivelayer.marking.rows import Recognition, RowReader

MOST_ROWS: Final = 60
"""Rows of a table that are judged; a plan with more is a paste gone wrong."""
PEOPLE: Final = "relationship.decision_makers"
REFERENCES: Final = ("for_whom", "contacts")
"""Fields that name decision makers by the ids of their rows."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A quantity as typed and as read; `number` is None where it could not be read."""

    words: str
    number: Decimal | None
    unit: Unit | None


@dataclass(slots=True)
class Sheet:
    """A draft being judged. Nothing of it is trusted to have the type it should have."""

    draft: Draft
    concepts: Concepts
    row_reader: RowReader
    _answers: dict[tuple[str, str], Answer] = field(default_factory=dict)
    _tables: dict[str, list[Draft]] = field(default_factory=dict)
    _recognised: dict[str, Recognition] = field(default_factory=dict)

    def at(self, names: tuple[str, ...], node: Any = None) -> Any:
        """What stands at a path, below `node` (a row) or the whole draft; None where nothing does."""
        node = self.draft if node is None else node
        for name in names:
            if not isinstance(node, dict):
                return None
            node = node.get(name)
        return node

    def answer(self, text: str, scope: str) -> Answer:
        """A text, read for the concepts that its field is asked about."""
        if len(text) <= SHORT:
            return self.concepts.read(text, scope)
        found = self._answers.get((scope, text))
        if found is None:
            found = self._answers[scope, text] = self.concepts.read(text, scope)
        return found

    def rows(self, table: str) -> list[Draft]:
        """The rows of a table in which anything is filled in."""
        found = self._tables.get(table)
        if found is None:
            there = self.at(tuple(table.split(".")))
            listed = there[:MOST_ROWS] if isinstance(there, list) else []
            found = [row for row in listed if isinstance(row, dict) and _filled(row)]
            self._tables[table] = found
        return found

    def recognised(self, table: str) -> Recognition:
        """Which row is which."""
        found = self._recognised.get(table)
        if found is None:
            found = self._recognised[table] = self.row_reader.recognise(table, self)
        return found

    def codes(self, value: Any, refers: bool = False) -> list[str]:
        """What was chosen; a decision maker chosen by row counts as the person recognised there too."""
        listed = value[:MOST_ROWS] if isinstance(value, list) else [value]
        given = [words(each) for each in listed]
        if not refers:
            return [each for each in given if each]
        people = self.recognised(PEOPLE).by_row
        return [people.get(each, each) for each in given if each]


def words(value: Any) -> str:
    """What was typed, as text; lists and groups are no text."""
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def quantity(node: Any) -> Typed:
    """Read a quantity (`value` and `unit`) or a plain number.

    >>> quantity({"value": "12.6", "unit": "million_yuan"}).words
    '12.6 million_yuan'
    """
    group = node if isinstance(node, dict) else {"value": node}
    return _quantity(words(group.get("value")), words(group.get("unit")))


@remembered
def _quantity(typed: str, chosen: str) -> Typed:
    unit = _UNITS.get(chosen)
    quoted = f"{typed} {chosen}".strip() if typed else ""
    try:
        split = split_unit({"value": typed, "unit": unit})
        return Typed(quoted, read_number(split["value"]), split.get("unit"))
    except ValueError:
        return Typed(quoted, None, unit)


def lines_at(node: Any) -> frozenset[str]:
    """The dossier lines listed at a place."""
    listed = node[:MOST_ROWS] if isinstance(node, list) else []
    return frozenset([line for line in listed if isinstance(line, str)])


def row_id(row: Draft) -> str:
    """A row's id; empty where it has none."""
    found = row.get("id")
    return found if isinstance(found, str) else ""


def _filled(row: Draft) -> bool:
    return any(
        value not in ("", None, [], {}) and (not isinstance(value, str) or value.strip())
        for name, value in row.items()
        if name != "id"
    )


_UNITS: Final = {unit.value: unit for unit in Unit}
