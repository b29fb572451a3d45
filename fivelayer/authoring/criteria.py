"""The checks of a key's concepts, rows and criteria: everything they name is there, and adds up."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from fivelayer import key as keys
from fivelayer.authoring import sorts
from fivelayer.authoring.account import is_date
from fivelayer.authoring.answers import Answers
from fivelayer.authoring.partial import Partial
from fivelayer.choices import Part
from fivelayer.key import COURSE_PARTS, Key, RowMatch
from fivelayer.labels import tables
from fivelayer.strict_yaml import Loc

PEOPLE: Final = "relationship.decision_makers"
USUAL_PEOPLE: Final = (5, 7)
PORTFOLIO: Final = "fit.accounts"
REFERENCES: Final = {
    "facts": ("facts.*.premises.*", "rows.*.facts.*", "criteria.*.facts.*"),
    "concepts": ("rows.*.concept", "criteria.*.wants.*.concept", "criteria.*.wrong.*.concept"),
    "rows": (
        *("criteria.*.row", "criteria.*.order.*"),
        *("criteria.*.wrong.*.row", "criteria.*.contact"),
    ),
}
"""What a key names by its id, and where."""
DAYS: Final = ("criteria.*.accept.*.day", "criteria.*.accept.*.until", "criteria.*.wrong.*.day")


def check(key: Partial[Key], parties: set[str]) -> None:
    """Note every problem among the key's; `parties` may be named in its rows and criteria."""
    for kind in (*REFERENCES, "criteria"):
        key.unique(f"{kind}.*.id")
    for pattern in DAYS:
        key.refuse("date", key.at(pattern), fits=is_date)
    for language in ("en", "zh"):
        key.refuse("pattern_empty", key.at(f"concepts.*.{language}.*"), fits=_has_words)
    key.refuse("want_choice", key.at("criteria.*.table"), tables())
    key.refuse("want_choice", key.at("criteria.*.leader"), parties)
    answers = Answers(key, parties)
    for loc, row in key.items("rows"):
        _row(key, loc, row, answers)
    for loc, criterion in key.items("criteria"):
        answers.check(loc, criterion)
    _references(key)
    _points(key)
    _weights(key)


def _references(key: Partial[Key]) -> None:
    """Every name leads somewhere; what nothing names is remarked on."""
    tolerated = {row.id for _, row in key.items("rows") if row.tolerated}
    for kind, patterns in REFERENCES.items():
        one, used = kind.removesuffix("s"), set(tolerated)
        for pattern in patterns:
            key.refuse(f"{one}_unknown", key.at(pattern), key.names(f"{kind}.*.id"))
            used |= key.names(pattern)
        for loc, name in key.at(f"{kind}.*.id"):
            if kind != "facts" and key.typed is not None and name not in used:
                key.say(loc, f"{one}_unused", given=name, remark=True)


def _has_words(pattern: str) -> bool:
    return all(part.strip(" ~\"'") for part in re.split("[+/]", pattern))


def _row(key: Partial[Key], loc: Loc, row: RowMatch, answers: Answers) -> None:
    if not (row.names or row.where or row.concept):
        key.say(loc, "row_matches_all")
    for name, codes in row.where.items():
        at, field = (*loc, "where", name), answers.field(name, row.table)
        if field is not None and field.choices:
            places = [((*at, n), code) for n, code in enumerate(codes)]
            key.refuse("want_choice", places, field.choices)
        else:
            fields = sorts.within(row.table).items()
            choices = tuple(path for path, found in fields if found.sort == "choice")
            key.say(at, "field_not_choice", given=name, choices=choices)


def _points(key: Partial[Key]) -> None:
    """The points that each part is worth, once every criterion can be read; 100 in all."""
    criteria = key.items("criteria")
    if not criteria or len(criteria) < len(key.at("criteria.*")):
        return
    worth = key.value("parts") if key.at("parts") else COURSE_PARTS
    if worth is None:
        return
    whole = sum(worth.values(), Decimal(0))
    if whole != 100:
        key.say(("parts",), "sum_100", given=f"{whole:f}")
    for part in Part:
        inside = [(loc, c.points) for loc, c in criteria if c.layer == part]
        total = sum((points for _, points in inside), Decimal(0))
        if total != worth.get(part, 0) or (inside and part not in worth):
            place = inside[0][0] if inside else ("criteria",)
            about = {
                "terms": {"layer": f"plan.part.{part.value}"},
                "params": {"worth": f"{worth.get(part, 0):f}"},
            }
            key.say(place, "layer_points", given=f"{total:f}", **about)


def _weights(key: Partial[Key]) -> None:
    """The decision makers' right weights sum to 100 where the key gives every one of them."""
    false = key.names("criteria.*.wrong.*.row")
    rows = [row for _, row in key.items("rows") if row.table == PEOPLE and not row.tolerated]
    people = {row.id for row in rows if row.id not in false}
    if PORTFOLIO not in {
        row.table for _, row in key.items("rows")
    }:  # many customers, not one's people
        key.usual("usual_people", "rows", len(people), *USUAL_PEOPLE)
    weights = {
        criterion.row: (loc, criterion.accept[0].value)
        for loc, criterion in key.items("criteria")
        if isinstance(criterion, keys.NumberCriterion) and criterion.field == "weight"
    }
    total = sum((value for _, value in weights.values()), Decimal(0))
    if weights and (total > 100 or (set(weights) >= people and total != 100)):
        place, _ = list(weights.values())[-1]
        key.say((*place, "accept"), "weights_100", given=f"{total:f}")
