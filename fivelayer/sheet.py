"""A table that people keep in a spreadsheet, from its CSV file: found out, not asked for, and strict.

Encoding and separator are found out; columns have names in both languages; each cell is read by its
column. Nothing is taken from a table of which anything cannot be read.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from fivelayer.problems import MAX_BYTES, Problem, Problems

_UNIT_IN_HEAD: Final = re.compile(r"[(（\[]([^)）\]]*)[)）\]]\s*$")


@dataclass(frozen=True)
class Column:
    """A column: the names it may have, how its cells are read, whether it must be there."""

    names: tuple[str, ...]
    read: Callable[[str, str], Any]
    """From a cell and the unit that the heading names; raises ValueError with a code."""
    needed: bool = True


@dataclass(frozen=True)
class Table:
    """The rows of a table as far as they can be read, and every problem of it."""

    rows: tuple[tuple[int, dict[str, Any]], ...]
    """Each with the line it begins on; a row with a problem is left out."""
    problems: tuple[Problem, ...]
    unknown: tuple[str, ...]
    """Headings of columns that nobody asked for; nothing of them is read."""
    lines: int
    """Rows that say anything, the heading not counted."""


def load(path: Path) -> str:
    """The text of a file of at most 4 MB, in whatever usual encoding it is.

    Raises:
        Problems: it cannot be opened, is too large, or its encoding is none we know.
    """
    try:
        raw = path.read_bytes() if path.stat().st_size <= MAX_BYTES else None
    except OSError:
        raise Problems.one(path.name, "portfolio_unreadable") from None
    if raw is None:
        raise Problems.one(path.name, "portfolio_large", most=MAX_BYTES // 1_000_000)
    return decoded(raw, path.name)


def table(text: str, columns: Mapping[str, Column], file: str = "", most: int = 5000) -> Table:
    r"""Read a table; each row holds what its columns read, by their names in `columns`.

    Raises:
        Problems: there is nothing in it, more than `most` rows, columns are missing or stand there
            twice, or quotation marks are not closed.

    >>> found = table("name;phone\nLi Na;1", {"who": Column(("name",), lambda cell, _: cell)})
    >>> found.rows, found.unknown
    (((2, {'who': 'Li Na'}),), ('phone',))
    """
    found = _rows(text, file)
    if not found:
        raise Problems.one(file, "portfolio_empty")
    (line, head), *body = found
    if len(body) > most:
        raise Problems.one(file, "portfolio_long", most=most)
    places, units = _head(head, line, file, columns)
    problems: list[Problem] = []
    rows = []
    for number, cells in body:
        if any(
            cells[len(head) :]
        ):  # 1,260 without quotation marks: two cells, and all after it shifts
            problems.append(Problem(file, number, "", "portfolio_cells", {"n": len(head)}))
            continue
        read = dict(_cells(cells, places, units, number, file, problems, columns))
        if len(read) == len(places):
            rows.append((number, read))
    known = set(places.values())
    unknown = tuple(cell for at, cell in enumerate(head) if cell and at not in known)
    return Table(tuple(rows), tuple(problems), unknown, len(body))


def decoded(raw: bytes, file: str) -> str:
    """UTF-8 with or without its mark, UTF-16 with its mark, else GB 18030 (which holds GBK)."""
    sixteen = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if sixteen else ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Problems.one(file, "portfolio_encoding")


def _rows(text: str, file: str) -> list[tuple[int, list[str]]]:
    """The rows that say anything, with the line each begins on; folded, and without blanks around."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    apart = max((",", "\t", ";", "，"), key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=apart, strict=True)
    found: list[tuple[int, list[str]]] = []
    before = 0
    try:
        for row in reader:
            cells = [unicodedata.normalize("NFKC", cell).strip() for cell in row]
            if any(cells):
                found.append((before + 1, cells))
            before = reader.line_num
    except csv.Error:
        raise Problems.one(file, "portfolio_quotes", line=before + 1) from None
    return found


def _head(
    head: Sequence[str], line: int, file: str, columns: Mapping[str, Column]
) -> tuple[dict[str, int], dict[str, str]]:
    """Where each column stands, and the unit that its heading names.

    Raises:
        Problems: columns that are missing or stand there twice.
    """
    places: dict[str, int] = {}
    units: dict[str, str] = {}
    problems = []
    for place, cell in enumerate(head):
        unit = _UNIT_IN_HEAD.search(cell)
        plain = " ".join(_UNIT_IN_HEAD.sub("", cell).casefold().split())
        column = next((name for name, c in columns.items() if plain in c.names), None)
        if column in places:
            problems.append(Problem(file, line, "", "portfolio_column_twice", {}, cell))
        elif column is not None:
            places[column], units[column] = place, unit[1] if unit else ""
    for name, column_of in columns.items():
        if column_of.needed and name not in places:
            known = tuple(n for n in column_of.names)
            problems.append(Problem(file, line, "", "portfolio_column", {}, "", known))
    if problems:
        raise Problems(problems)
    return places, units


def _cells(
    cells: Sequence[str],
    places: dict[str, int],
    units: dict[str, str],
    line: int,
    file: str,
    problems: list[Problem],
    columns: Mapping[str, Column],
) -> Iterator[tuple[str, Any]]:
    for name, place in places.items():
        cell = cells[place] if place < len(cells) else ""
        try:
            yield name, columns[name].read(cell, units[name])
        except ValueError as fault:
            said = columns[name].names
            shown = f"{said[0]} / {next(n for n in said if not n.isascii())}"
            problems.append(Problem(file, line, shown, str(fault), {}, cell[:80]))
