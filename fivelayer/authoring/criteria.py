"""The checks of a key's concepts, rows and criteria: everything they name is there, and adds up."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from fivelayer import key as keys
from fivelayer.authoring import answers, sorts
from fivelayer.authoring.partial import Partial
from fivelayer.key import Concept, Key, RowMatch
from fivelayer.model import LAYERS
from fivelayer.strict_yaml import Loc

LAYER_POINTS = Decimal(20)
PEOPLE = "relationship.decision_makers"
USUAL_PEOPLE = (5, 7)
REFERENCES = {"for_whom", "against", "contacts"}
"""Fields that name a row or a party."""


class Criteria:
    """The second half of a key, checked against its first half and the account plan's fields."""

    def __init__(self, key: Partial[Key], parties: set[str]) -> None:
        self.key = key
        self.parties = parties
        self.rows: dict[str, RowMatch] = {row.id: row for _, row in key.items("rows")}
        self.names = {
            kind: {name for _, name in key.ids(kind)} for kind in ("facts", "concepts", "rows")
        }
        self.used: set[tuple[str, str]] = set()

    def check(self) -> None:
        """Note every problem among the key's."""
        for loc, row in self.key.items("rows"):
            self._row(loc, row)
        for loc, concept in self.key.items("concepts"):
            self._patterns(loc, concept)
        for loc, criterion in self.key.items("criteria"):
            self._criterion(loc, criterion)
        self._points()
        self._weights()
        self._unused()

    def refer(self, loc: Loc, kind: str, name: str) -> None:
        """Note a reference to a fact, concept or row, and whether it leads anywhere."""
        self.used.add((kind, name))
        if name not in self.names[kind]:
            near = difflib.get_close_matches(name, sorted(self.names[kind]), n=4, cutoff=0.5)
            self.key.say(loc, f"{kind.removesuffix('s')}_unknown", given=name, choices=tuple(near))

    def _refer_all(self, loc: Loc, kind: str, names: Iterable[str]) -> None:
        for n, name in enumerate(names):
            self.refer((*loc, n), kind, name)

    def _row(self, loc: Loc, row: RowMatch) -> None:
        self._refer_all((*loc, "facts"), "facts", row.facts)
        if row.concept:
            self.refer((*loc, "concept"), "concepts", row.concept)
        if not (row.names or row.where or row.concept):
            self.key.say(loc, "row_matches_all")
        for name, codes in row.where.items():
            self._codes((*loc, "where", name), row.table, name, codes)

    def _codes(self, loc: Loc, table: str, name: str, codes: tuple[str, ...]) -> None:
        """The codes by which a row is recognised: a choice's own, or what it may refer to."""
        field = sorts.find(name, table)
        choices = field.choices if field is not None and field.sort == "choice" else ()
        if field is not None and name in REFERENCES:
            choices = tuple(sorted({"organisation", *self.names["rows"], *self.parties}))
        if not choices:
            self.key.say(loc, "field_not_choice", given=name, choices=_choices_of(table))
            return
        for n, code in enumerate(codes):
            if code not in choices:
                self.key.say((*loc, n), "want_choice", given=code, choices=choices)

    def _patterns(self, loc: Loc, concept: Concept) -> None:
        for language in ("en", "zh"):
            for n, pattern in enumerate(getattr(concept, language)):
                parts = [
                    part.strip(" ~\"'") for whole in pattern.split("+") for part in whole.split("/")
                ]
                if not all(parts):
                    self.key.say((*loc, language, n), "pattern_empty", given=pattern)

    def _criterion(self, loc: Loc, criterion: Any) -> None:
        self._refer_all((*loc, "facts"), "facts", criterion.facts)
        if criterion.row:
            self.refer((*loc, "row"), "rows", criterion.row)
        if criterion.cited > 0 and not criterion.facts:
            self.key.say((*loc, "cited"), "cited_without_facts", given=str(criterion.cited))
        answers.check(self, loc, criterion)

    def _points(self) -> None:
        """Twenty points a layer, once every criterion can be read."""
        raw = self.key.source.data.get("criteria")
        criteria = self.key.items("criteria")
        if not isinstance(raw, list) or len(criteria) < len(raw):
            return
        for layer in LAYERS:
            total = sum((c.points for _, c in criteria if c.layer == layer), Decimal(0))
            if total != LAYER_POINTS:
                place = next((loc for loc, c in criteria if c.layer == layer), ("criteria",))
                terms = {"layer": f"plan.part.{layer.value}"}
                self.key.say(place, "layer_points", given=f"{total:f}", terms=terms)

    def _weights(self) -> None:
        """The decision makers' right weights sum to 100 where the key gives every one of them."""
        weights = {
            c.row: (loc, c.accept[0].value)
            for loc, c in self.key.items("criteria")
            if isinstance(c, keys.NumberCriterion) and c.field == "weight" and c.row in self.rows
        }
        false = {
            wrong.row
            for _, c in self.key.items("criteria")
            if isinstance(c, keys.FalseRowsCriterion)
            for wrong in c.wrong
        }
        people = {
            name
            for name, row in self.rows.items()
            if row.table == PEOPLE and not row.tolerated and name not in false
        }
        if not USUAL_PEOPLE[0] <= len(people) <= USUAL_PEOPLE[1]:
            params = {"n": len(people), "least": USUAL_PEOPLE[0], "most": USUAL_PEOPLE[1]}
            self.key.say(("rows",), "usual_people", params=params, remark=True)
        total = sum((value for _, value in weights.values()), Decimal(0))
        if weights and (total > 100 or (set(weights) >= people and total != 100)):
            place = list(weights.values())[-1][0]
            self.key.say((*place, "accept"), "weights_100", given=f"{total:f}")

    def _unused(self) -> None:
        if self.key.typed is None:
            return
        for kind in ("concepts", "rows"):
            for loc, name in self.key.ids(kind):
                tolerated = kind == "rows" and name in self.rows and self.rows[name].tolerated
                if (kind, name) not in self.used and not tolerated:
                    self.key.say(loc, f"{kind.removesuffix('s')}_unused", given=name, remark=True)


def _choices_of(table: str) -> tuple[str, ...]:
    inside = sorts.all_fields().items()
    return tuple(
        p.removeprefix(f"{table}.") for p, f in inside if p.startswith(table) and f.sort == "choice"
    )
