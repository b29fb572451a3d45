"""Where the fields of each part stand in its form; what they are comes from the model itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fivelayer.choices import Part
from fivelayer.units import Unit

MONEY: Final = (Unit.WAN_YUAN, Unit.MILLION_YUAN, Unit.YI_YUAN, Unit.YUAN)
TIME: Final = (Unit.WORKING_DAY, Unit.DAY, Unit.WEEK, Unit.MONTH)
EFFORT: Final = (Unit.PERSON_MONTH, *MONEY)
FIGURES: Final = (
    Unit.PERCENT,
    *(Unit.MINUTE, Unit.HOUR, Unit.WORKING_DAY, Unit.DAY, Unit.MONTH),
    *(Unit.PEOPLE, Unit.PERSON_MONTH, Unit.COUNT),
    *MONEY,
)


@dataclass(frozen=True)
class Item:
    """One field of a form: its name in the model, how it is shown, how wide (columns of six)."""

    name: str
    show: str = ""
    """`long`, `radio`, `person`, `colleague`, `post`, `rival`, `for_whom`, `watch`; empty: as its type asks."""
    wide: int = 6
    units: tuple[Unit, ...] = ()


@dataclass(frozen=True)
class Group:
    """A few fields under one heading: an outline item, a judgement, a statement with its lines."""

    name: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Table:
    """Rows as cards, added and removed by the trainee."""

    name: str
    items: tuple[Item, ...]
    title: str = ""
    """The field whose words head the card."""


@dataclass(frozen=True)
class Ladder:
    """The ten steps, one line each."""

    name: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Roster:
    """The customers of a portfolio, a line each; they stand in the case's list, nobody adds or removes one."""

    name: str
    items: tuple[Item, ...]
    """What stands in the line."""
    folded: tuple[Item, ...]
    """What is opened where it is needed."""


Section = Item | Group | Table | Ladder | Roster

_EVIDENCE: Final = (Item("confidence", "radio"), Item("lines"))
_LINES: Final = Item("lines")


def _outline(name: str, main: Item) -> Group:
    return Group(name, (main, *_EVIDENCE))


def _judged(name: str) -> Group:
    return Group(name, (Item("grade", "radio"), Item("reason", "long"), *_EVIDENCE))


LAYOUTS: Final[dict[Part, tuple[Section, ...]]] = {
    Part.INFORMATION: (
        _outline("founded", Item("value")),
        _outline("headcount", Item("value", units=(Unit.PEOPLE,))),
        _outline("main_business", Item("value", "long")),
        _outline("revenue", Item("value", units=MONEY)),
        _outline("purchasing_budget", Item("value", units=MONEY)),
        _outline("past_suppliers", Item("value", "long")),
        _judged("ability"),
        _judged("attractiveness"),
        _judged("difficulty"),
    ),
    Part.BARRIERS: (
        Table(
            "entries",
            (
                Item("what", "long"),
                Item("kind"),
                Item("hardness", "radio"),
                Item("source", "radio"),
                Item("gate_date", wide=3),
                Item("lead_time", wide=3, units=TIME),
                Item("means"),
                Item("how", "long"),
                Item("breakthrough", "radio", 3),
                Item("owner", "colleague", 3),
                _LINES,
            ),
            title="what",
        ),
        Item("strategy", "radio"),
        Item("reason", "long"),
    ),
    Part.BUSINESS: (
        Ladder("ladder", (Item("reached"), Item("joined"), Item("lines"))),
        Group("problem", (Item("text", "long"), _LINES)),
        Group("severity", (Item("grade", "radio"), Item("reason", "long"), _LINES)),
        Group("urgency", (Item("grade", "radio"), Item("reason", "long"), _LINES)),
        Group("need", (Item("text", "long"), _LINES)),
        Group("solution", (Item("text", "long"), _LINES)),
        Group("benefit", (Item("text", "long"), Item("value", units=FIGURES), _LINES)),
        Group(
            "next_step", (Item("text", "long"), Item("owner", "colleague", 3), Item("by", wide=3))
        ),
    ),
    Part.RELATIONSHIP: (
        Table(
            "decision_makers",
            (
                Item("person", "person", 3),
                Item("post", "post", 3),
                Item("role", wide=3),
                Item("weight", wide=3),
                Item("support"),
                Item("criteria", "long"),
                Item("coverage", wide=6),
                Item("due_step"),
                Item("met_step"),
                Item("institutional_need", "long"),
                Item("personal_need", "long"),
                _LINES,
            ),
            title="person",
        ),
    ),
    Part.INTEREST: (
        Table(
            "benefits",
            (
                Item("what", "long"),
                Item("level", "radio"),
                Item("for_whom", "for_whom"),
                Item("appeal", "radio"),
                Item("against", "rival"),
                Item("why_unique", "long"),
                _LINES,
            ),
            title="what",
        ),
    ),
    Part.MANAGEMENT: (
        Item("stage", "radio"),
        Item("evidence", "long"),
        _LINES,
        Table(
            "own_barriers",
            (Item("what", "long"), Item("kind", "radio"), Item("cost", units=EFFORT), _LINES),
            title="what",
        ),
        Item("expected_share"),
        Item("expected_margin"),
    ),
    Part.TEAM: (
        Table(
            "members",
            (Item("name", "colleague", 3), Item("role", wide=3), Item("layers"), Item("contacts")),
            title="name",
        ),
        Table(
            "monitored",
            (Item("what", "watch"), Item("owner", "colleague", 3), Item("by", wide=3)),
            title="what",
        ),
        Table("agenda", (Item("what", "long"), Item("owner", "colleague")), title="what"),
    ),
    Part.FIT: (
        Item("market", "radio"),
        Item("tier", "radio"),
        Item("cost", units=EFFORT),
        Item("gain", units=MONEY),
        Item("months"),
        Roster(
            "accounts",
            (Item("market"), Item("tier"), Item("verdict"), Item("months")),
            (Item("gain", units=MONEY), Item("reason", "long"), _LINES),
        ),
        Item("capability", "radio"),
        Item("dealer_agreement", "long"),
        Item("verdict", "radio"),
        Item("reason", "long"),
        _LINES,
    ),
}
_OF_ONE: Final = frozenset({"market", "tier", "cost", "gain", "verdict", "reason", "lines"})
_OF_MANY: Final = frozenset({"months", "accounts"})


def sections(part: Part, portfolio: bool) -> tuple[Section, ...]:
    """A part's sections; fit asks of one customer what it asks of each line of a portfolio."""
    left_out = (_OF_ONE if portfolio else _OF_MANY) if part is Part.FIT else frozenset()
    return tuple(section for section in LAYOUTS[part] if section.name not in left_out)
