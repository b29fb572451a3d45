"""Contacts from a CSV file as decision makers of a plan: read right, or refused with line and reason.

Only what the relationship layer asks for is read. Telephone numbers, addresses, birthdays and whatever
else a customer list holds about people is left where it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any, Final

from fivelayer import draft as drafts
from fivelayer import sheet
from fivelayer.choices import BuyingRole, Coverage
from fivelayer.draft import Draft
from fivelayer.labels import choice_key
from fivelayer.messages import LANGUAGES, text
from fivelayer.problems import Problem, Problems
from fivelayer.reading import read_number
from fivelayer.record import names
from fivelayer.sheet import Column

TABLE: Final = "relationship.decision_makers"
MOST: Final = 200
LONGEST_NAME: Final = 120
LONGEST_TEXT: Final = 1000
_FORMULA: Final = re.compile(r"[=@]|[+-].*[(|!]")
"""How a cell begins that a spreadsheet would run."""


@dataclass(frozen=True)
class Contacts:
    """What a file adds to a plan; nothing of it is in the plan yet."""

    rows: tuple[Draft, ...]
    """Rows of the table of decision makers, without ids."""
    already: tuple[str, ...]
    """People whom the plan has already: nothing of theirs is changed."""
    repeated: int
    """Lines that say the same as one before."""
    left_out: tuple[str, ...]
    """Columns that nobody reads."""


def read(raw: bytes, draft: Draft, file: str = "") -> Contacts:
    r"""Read a file of contacts against a plan.

    Raises:
        Problems: every problem of the file, with its line; nothing of it may be taken in.

    >>> read("姓名,职务\n李娜,处长\n".encode("gbk"), {}).rows
    ({'person': '李娜', 'post': '处长'},)
    """
    table = sheet.table(sheet.decoded(raw, file), COLUMNS, file, MOST)
    problems = list(table.problems)
    if not table.lines:
        problems.append(Problem(file, None, "", "portfolio_empty"))
    once: dict[str, tuple[int, dict[str, Any]]] = {}
    repeated = 0
    for line, cells in table.rows:
        first = once.setdefault(_folded(cells["person"]), (line, cells))
        if first[0] != line and first[1] == cells:
            repeated += 1
        elif first[0] != line:
            given = cells["person"][:80]
            problems.append(Problem(file, line, "", "contacts_twice", {"first": first[0]}, given))
    if problems:
        raise Problems(sorted(problems, key=lambda one: one.line or 0))
    there = {_folded(str(row.get("person", ""))) for row in drafts.rows(draft, TABLE)}
    new = [cells for name, (_, cells) in once.items() if name not in there]
    already = tuple(cells["person"] for name, (_, cells) in once.items() if name in there)
    return Contacts(tuple(map(_row, new)), already, repeated, table.unknown)


def _row(cells: dict[str, Any]) -> Draft:
    """The row as it would have been typed."""
    post = " ".join(filter(None, (cells.get("department"), cells.get("post"))))
    row: Draft = {**cells, "post": post}
    row.pop("department", None)
    support = row.pop("support", "")
    if support:
        row["support"] = {"us": support}
    return {name: value for name, value in row.items() if value}


def _folded(name: str) -> str:
    return "".join(name.casefold().split())


# --- cells -------------------------------------------------------------------------------------------


def _plain(longest: int, needed: bool = False) -> Callable[[str, str], str]:
    def read(cell: str, _: str) -> str:
        if needed and not cell:
            raise ValueError("portfolio_blank")
        if _FORMULA.match(cell):
            raise ValueError("contacts_formula")
        if len(cell) > longest:
            raise ValueError("contacts_long" if longest == LONGEST_TEXT else "contacts_name_long")
        return names.name(cell)

    return read


def _words(choices: type[Enum], more: dict[str, str]) -> dict[str, str]:
    """By the words of both languages, and some that customer lists use: the choice's value."""
    said = {
        _folded(text(choice_key(one), language)): one.value
        for one in choices
        for language in LANGUAGES
    }
    return {**said, **{str(one.value): str(one.value) for one in choices}, **more}


def _choice(words: dict[str, str], code: str) -> Callable[[str, str], str]:
    def read(cell: str, _: str) -> str:
        if cell and _folded(cell) not in words:
            raise ValueError(code)
        return words[_folded(cell)] if cell else ""

    return read


def _number(low: int, high: int, code: str) -> Callable[[str, str], str]:
    def read(cell: str, _: str) -> str:
        try:
            given = read_number(cell.removesuffix("%").strip())
        except ValueError:
            raise ValueError(code) from None
        if given is not None and not (isinstance(given, Decimal) and low <= given <= high):
            raise ValueError(code)
        return "" if given is None else f"{given.normalize():f}"

    return read


def _support(cell: str, unit: str) -> str:
    words = {
        _folded(text(f"plan.choice.support.{n}", language).split(" ", 1)[-1]): str(n)
        for n in range(-2, 3)
        for language in LANGUAGES
    }
    found = words.get(_folded(cell)) or _number(-2, 2, "contacts_support")(cell, unit)
    if found and found not in ("-2", "-1", "0", "1", "2"):
        raise ValueError("contacts_support")
    return found


_ROLES: Final = {
    **dict.fromkeys(
        ("decides", "approver", "decisionmaker", "审批人", "决策", "决策人"), "approves"
    ),
    **dict.fromkeys(("evaluator", "technical", "评估人", "技术"), "evaluates"),
    **dict.fromkeys(("user", "使用人", "用户"), "uses"),
    **dict.fromkeys(("buyer", "purchasing", "采购人"), "purchases"),
    **dict.fromkeys(("finance", "财务"), "finances"),
    **dict.fromkeys(("influencer", "影响者"), "influences"),
}
_MET: Final = {
    **dict.fromkeys(("no", "none", "否", "未接触"), "unknown"),
    **dict.fromkeys(("yes", "是", "见过"), "met"),
}


def _columns() -> Iterator[tuple[str, Column]]:
    name, words = _plain(LONGEST_NAME), _plain(LONGEST_TEXT)
    yield (
        "person",
        Column(
            ("name", "contact", "full name", "person", "姓名", "联系人", "客户联系人"),
            _plain(LONGEST_NAME, needed=True),
        ),
    )
    more: dict[str, tuple[tuple[str, ...], Callable[[str, str], str]]] = {
        "department": (("department", "unit", "部门", "科室"), name),
        "post": (("post", "title", "job title", "position", "职务", "职位", "岗位"), name),
        "role": (
            ("role", "buying role", "角色"),
            _choice(_words(BuyingRole, _ROLES), "contacts_role"),
        ),
        "weight": (("weight", "权重"), _number(0, 100, "contacts_weight")),
        "support": (("support", "支持", "对我方的支持", "支持度"), _support),
        "coverage": (
            ("coverage", "met", "接触", "接触程度", "熟悉程度"),
            _choice(_words(Coverage, _MET), "contacts_coverage"),
        ),
        "criteria": (("criteria", "decision criteria", "决策依据"), words),
        "institutional_need": (("institutional need", "need", "机构需求"), words),
    }
    for column, (heads, how) in more.items():
        yield column, Column(heads, how, needed=False)


COLUMNS: Final[dict[str, Column]] = dict(_columns())
