"""The gradebook's files: CSV, workbook and JSON, each whole or not at all, safe in any spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection

from fivelayer.gradebook import sheets
from fivelayer.gradebook.sheets import Cell, Row
from fivelayer.marking.clerk import page_name
from fivelayer.marking.gradebook import harmless, shown
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
_NOTES: Final = ("official", "receipt", "proves", "pass_mark", "published", "key_version")


def write(connection: Connection, folder: Path, page: Page, language: Language = "en") -> None:
    """Write gradebook.csv, gradebook.xlsx, gradebook.json and course.csv into a folder.

    Raises:
        OSError: the folder cannot be written; a file that was there is still there.
    """
    head = sheets.head(connection)
    names = head.names(language)

    def rows() -> Iterator[list[Cell]]:
        for row in sheets.rows(connection):
            yield sheets.cells(row, head, page(row), language)

    marks = _lines(names, rows())
    replace_by(folder / CSV, marks, durable=False)
    course = sheets.course_table(connection, language)
    replace_by(folder / COURSE, _lines(next(course), course), durable=False)
    replace_by(folder / JSON, _json(sheets.rows(connection), page), durable=False)
    _workbook(folder / WORKBOOK, names, rows(), sheets.course_table(connection, language), language)


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


def _lines(names: Iterable[Cell], rows: Iterable[Iterable[Cell]]) -> Iterator[bytes]:
    yield b"\xef\xbb\xbf" + line(names)
    for row in rows:
        yield line(row)


def _plain(cell: Cell) -> str:
    if isinstance(cell, str):
        return harmless(cell)
    return shown(cell) if isinstance(cell, Decimal) else "" if cell is None else str(cell)


def _json(rows: Iterable[Row], page: Page) -> Iterator[bytes]:
    yield b'{"files": ['
    for number, row in enumerate(rows):
        written = json.dumps(sheets.as_json(row, page(row)), ensure_ascii=True)
        yield (",\n" if number else "\n").encode() + written.encode()
    yield b"\n]}\n"


def _workbook(
    path: Path,
    names: list[str],
    rows: Iterable[list[Cell]],
    course: Iterator[list[Cell]],
    language: Language,
) -> None:
    import xlsxwriter
    from xlsxwriter.exceptions import XlsxFileError, XlsxWriterException

    temporary = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}.tmp")
    plain = {
        f"strings_to_{what}": False for what in ("formulas", "urls", "numbers")
    }  # a text is a text, whatever it begins with
    try:
        book = xlsxwriter.Workbook(str(temporary), {"constant_memory": True, **plain})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for key, table in (("marks", _with(names, rows)), ("course", course)):
            sheet = book.add_worksheet(text(f"gradebook.sheet.{key}", language))
            sheet.freeze_panes(1, 1)
            sheet.set_column(0, 0, 36 if key == "marks" else 20)
            for number, row in enumerate(table):
                _write(sheet, number, row, bold if number == 0 else None)
        notes = book.add_worksheet(text("gradebook.sheet.notes", language))
        notes.set_column(0, 0, 110, book.add_format({"text_wrap": True}))
        for number, note in enumerate(_NOTES):
            notes.write_string(number, 0, text(f"gradebook.note.{note}", language))
        book.close()
        temporary.replace(path)
    except (XlsxFileError, XlsxWriterException) as fault:
        raise OSError(str(fault)) from fault
    finally:
        temporary.unlink(missing_ok=True)


def _with(names: list[str], rows: Iterable[list[Cell]]) -> Iterator[list[Cell]]:
    yield [*names]
    yield from rows


def _write(sheet: Any, number: int, row: Iterable[Cell], look: Any) -> None:
    for column, cell in enumerate(row):
        if isinstance(cell, str):
            if cell:
                sheet.write_string(number, column, _NOT_XML.sub(" ", cell)[:_LONGEST], look)
        elif cell is not None:
            sheet.write_number(number, column, cell, look)
