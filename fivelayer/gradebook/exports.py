"""The gradebook's files: CSV, workbook and JSON, each whole or not at all, safe in any spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import IO, Any, Final

from sqlalchemy import Connection

from fivelayer.gradebook import sheets
from fivelayer.gradebook.sheets import Cell, Row
from fivelayer.marking.cells import harmless, shown
from fivelayer.marking.clerk import page_name
from fivelayer.marking.result import HandedInBy, Result
from fivelayer.messages import Language, text
from fivelayer.record.files import replace_by

CSV: Final = "gradebook.csv"
WORKBOOK: Final = "gradebook.xlsx"
JSON: Final = "gradebook.json"
COURSE: Final = "course.csv"
Page = Callable[[Row], str]
"""Gives a row's feedback page, as a path below the folder."""
_LONGEST: Final = 32_000
"""Characters that a cell of a workbook holds."""
_NOT_XML: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_NOTES: Final = ("about", "official", "receipt", "proves", "pass_mark", "published", "key_version")


def write(connection: Connection, folder: Path, page: Page, language: Language = "en") -> None:
    """Write gradebook.csv, gradebook.xlsx, gradebook.json and course.csv into a folder, in one go.

    Raises:
        OSError: the folder cannot be written; a file that was there is still there.
    """
    head = sheets.head(connection)
    names: list[Cell] = [*head.names(language)]
    with ExitStack() as files:
        table, plain = (files.enter_context(_fresh(folder / name)) for name in (CSV, JSON))
        book = files.enter_context(_workbook(folder / WORKBOOK))
        marks = book.sheet(text("gradebook.sheet.marks", language), 36)
        table.write(b"\xef\xbb\xbf" + line(names))
        plain.write(b'{"files": [')
        marks.add(names)
        for number, row in enumerate(sheets.rows(connection)):
            where = page(row)
            cells = sheets.cells(row, head, where, language)
            table.write(line(cells))
            plain.write(b",\n" if number else b"\n")
            plain.write(json.dumps(sheets.as_json(row, where)).encode())
            marks.add(cells)
        plain.write(b"\n]}\n")
        course = list(sheets.course_table(connection, language))
        book.sheet(text("gradebook.sheet.course", language), 20).fill(course)
        notes = book.sheet(text("gradebook.sheet.notes", language), 110)
        notes.fill([text(f"gradebook.note.{note}", language)] for note in _NOTES)
    lines = (line(row) for row in course)
    replace_by(folder / COURSE, chain((b"\xef\xbb\xbf",), lines), durable=False)


def feedback_of(folder: Path) -> Page:
    """Where a row's feedback page stands below the folder that was marked into, if it is there."""

    def page(row: Row) -> str:
        who = HandedInBy(team=row.marking.team, trainee=row.marking.trainee)
        name = page_name(Result(file=row.marking.file, status="refused", identity=who))
        return name if (folder / name).is_file() else ""

    return page


def line(cells: Iterable[Cell]) -> bytes:
    """A line of CSV: everything quoted, what could be a formula made harmless."""
    out = io.StringIO()
    plain = (_plain(cell) for cell in cells)
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow(plain)
    return out.getvalue().encode("utf-8", "replace")


def _plain(cell: Cell) -> str:
    if isinstance(cell, str):
        return harmless(cell)
    return shown(cell) if isinstance(cell, Decimal) else "" if cell is None else str(cell)


@contextmanager
def _fresh(path: Path) -> Iterator[IO[bytes]]:
    """A file to write, put in its place when all is written."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}.tmp")
    try:
        with temporary.open("xb") as file:
            yield file
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


class _Sheet:
    """A sheet of a workbook, written row by row; a text is a text, whatever it begins with."""

    def __init__(self, sheet: Any, bold: Any) -> None:
        self._sheet, self._bold, self._number = sheet, bold, 0

    def fill(self, rows: Iterable[Iterable[Cell]]) -> None:
        """Add rows."""
        for row in rows:
            self.add(row)

    def add(self, row: Iterable[Cell]) -> None:
        """Add a row; the first is the heading."""
        look = None if self._number else self._bold
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                if cell:
                    words = _NOT_XML.sub(" ", cell)[:_LONGEST]
                    self._sheet.write_string(self._number, column, words, look)
            elif cell is not None:
                self._sheet.write_number(self._number, column, cell, look)
        self._number += 1


class _Book:
    """A workbook under way."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self._wrapped = book.add_format({"text_wrap": True, "valign": "top"})

    def sheet(self, name: str, wide: int) -> _Sheet:
        """One more sheet; of one column only, its words are wrapped."""
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 0, wide, self._wrapped if wide > 100 else None)
        return _Sheet(sheet, self._bold)


@contextmanager
def _workbook(path: Path) -> Iterator[_Book]:
    import xlsxwriter
    from xlsxwriter.exceptions import XlsxWriterException

    with _fresh(path) as file:
        texts = {f"strings_to_{what}": False for what in ("formulas", "urls", "numbers")}
        book = xlsxwriter.Workbook(file, {"constant_memory": True, **texts})
        yield _Book(book)
        try:
            book.close()
        except XlsxWriterException as fault:
            raise OSError(str(fault)) from fault
