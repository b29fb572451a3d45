"""The gradebook: one row for each file, safe to open in any spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from fivelayer.findings import Outcome
from fivelayer.labels import part_key
from fivelayer.marking.result import Result
from fivelayer.messages import Language, text
from fivelayer.model import Part

_BEFORE: Final = (
    *("file", "status", "counts", "team", "trainee", "workshop", "case", "activity", "language"),
    *("revision", "time", "points", "of"),
)
_AFTER: Final = ("reason", "next_step", "flags", "receipt", "key_version", "feedback", "sha256")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_INVISIBLE: Final = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"
_FORMULA: Final = "=+-@＝＋－＠﹢﹣﹦﹫−"
# Where a spreadsheet takes the semicolon or the bar for a separator, a formula may begin behind it.
_INNER: Final = re.compile(rf"([;|]\"?\s*)(?=[{re.escape(_FORMULA)}])")


@dataclass
class Columns:
    """The parts and criteria that results have; gathered one by one, so that none need be kept."""

    parts: set[Part] = field(default_factory=set)
    rules: dict[tuple[str, str], None] = field(default_factory=dict)
    """Case and criterion, in order."""

    def add(self, result: Result) -> None:
        """Take the columns of one more result in."""
        self.parts |= result.parts.keys()
        for finding in result.findings:
            self.rules[result.identity.case, finding.rule] = None

    def names(self) -> dict[tuple[str, str], str]:
        """The criteria's columns, each with its name; the case where it is needed."""
        several = len({case for case, _ in self.rules}) > 1
        return {(case, rule): f"{case}/{rule}" if several else rule for case, rule in self.rules}


def gradebook(
    results: Iterable[Result],
    columns: Columns,
    page: Callable[[Result], str],
    language: Language = "en",
) -> Iterator[bytes]:
    """The gradebook as CSV, line by line (UTF-8 with a byte order mark, all cells quoted).

    `page` gives the feedback page of a result.
    """
    parts = [part for part in Part if part in columns.parts]
    rules = columns.names()
    head = [text(f"marking.column.{name}", language) for name in _BEFORE]
    head += [text(part_key(part), language) for part in parts]
    head += [*rules.values(), *(text(f"marking.column.{name}", language) for name in _AFTER)]
    yield b"\xef\xbb\xbf" + _line(map(harmless, head))
    for result in results:
        cells = _cells(result, page(result), language)
        row = [cells[name] for name in _BEFORE]
        row += [_part(result, part) for part in parts]
        row += _points(result, rules)
        row += [cells[name] for name in _AFTER]
        yield _line(row)


def _line(cells: Iterable[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow(cells)
    return out.getvalue().encode("utf-8", "replace")


def harmless(typed: str) -> str:
    r"""Text that no spreadsheet takes for a formula: on one line, an apostrophe before a formula.

    >>> harmless('=HYPERLINK("http://x")'), harmless("\t@SUM(1)"), harmless("Team A-1")
    ('\'=HYPERLINK("http://x")', "' @SUM(1)", 'Team A-1')
    """
    risky = typed[:1] in ("\t", "\r", "\n")
    plain = _CONTROL.sub(" ", typed)
    plain = _INNER.sub(r"\1'", plain)
    begins = plain.lstrip().lstrip(_INVISIBLE).lstrip()[:1]
    return f"'{plain}" if risky or (begins and begins in _FORMULA) else plain


def _cells(result: Result, page: str, language: Language) -> dict[str, str]:
    who = result.identity
    marked = result.status == "marked"

    def say(name: str) -> str:
        return text(f"marking.status.{name}", language)

    return {
        "file": harmless(result.file),
        "status": say(result.status),
        "counts": say("yes" if result.counts else "no"),
        "team": harmless(who.team),
        "trainee": harmless(who.trainee),
        "workshop": harmless(who.workshop),
        "case": harmless(who.case),
        "activity": harmless(who.activity),
        "language": result.language if marked else "",
        "revision": str(result.revision) if marked else "",
        "time": harmless(result.time),
        "points": shown(result.points),
        "of": shown(result.of),
        "reason": harmless(result.reason.words(language)) if result.reason else "",
        "next_step": harmless(result.next_step.words(language)) if result.next_step else "",
        "flags": harmless(" ".join(flag.words(language) for flag in result.flags)),
        "receipt": say(result.receipt) if marked else "",
        "key_version": harmless(result.key_version),
        "feedback": harmless(page),
        "sha256": result.sha256,
    }


def shown(points: Decimal | None) -> str:
    """Points as a spreadsheet reads them: `7.5`, `8`; nothing for none.

    >>> shown(Decimal("7.50")), shown(Decimal("80")), shown(None)
    ('7.5', '80', '')
    """
    return "" if points is None else f"{points.normalize() + 0:f}"


def _part(result: Result, part: Part) -> str:
    score = result.parts.get(part)
    return shown(score.points) if score else ""


def _points(result: Result, rules: Iterable[tuple[str, str]]) -> Iterator[str]:
    """A cell a criterion: its points; nothing where it counts for nothing or was not asked."""
    given: dict[str, Decimal] = {}
    for each in result.findings:
        if each.points is not None and each.outcome not in _OUT_OF_TOTAL:
            given[each.rule] = given.get(each.rule, Decimal(0)) + each.points
    for case, rule in rules:
        yield shown(given.get(rule) if case == result.identity.case else None)


_OUT_OF_TOTAL: Final = (Outcome.MARKER_FAULT, Outcome.NEEDS_PERSON)
