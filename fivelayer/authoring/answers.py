"""The checks of one criterion: its field can hold what it accepts, and what it accepts makes sense."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from fivelayer import key as keys
from fivelayer.authoring import sorts
from fivelayer.authoring.partial import Partial, Place
from fivelayer.authoring.sorts import Field
from fivelayer.key import Key
from fivelayer.strict_yaml import Loc

_WANTED: Final = {
    "number": ("number", "quantity"),
    "day": ("day",),
    "choice": ("choice",),
    "list": ("choice",),
    "text": ("text",),
    "person": ("text",),
    "order": ("number",),
}
"""By check: the sorts of field that it can ask about."""
_WORTH_NOTHING: Final = {"person": "person_points", "false_rows": "false_rows_points"}
"""By check: the problem of one that gives points and must not."""


class Answers:
    """What the rows and criteria of a key ask for, held against the fields of a plan."""

    def __init__(self, key: Partial[Key], parties: set[str]) -> None:
        self.key = key
        self.tables: dict[str, str] = {row.id: row.table for _, row in key.items("rows")}
        self.references = sorts.references(key.names("rows.*.id"), parties)

    def field(self, path: str, table: str) -> Field | None:
        """The field that a path asks about: of a group the main one; what names something is a choice."""
        found = sorts.find(path, table)
        if found is not None and found.sort == "group":
            return sorts.find(sorts.main(path, table), table)
        names = self.references.get(path.rpartition(".")[2])
        return Field("choice", tuple(sorted(names))) if found and names else found

    def check(self, loc: Loc, criterion: Any) -> None:
        """Note what is wrong with a criterion of any kind."""
        self._worth(loc, criterion)
        self._rows(loc, criterion)
        for n, path in enumerate(getattr(criterion, "fields", ())):
            self._asked((*loc, "fields", n), criterion, path)
        field = None
        if hasattr(criterion, "field"):
            field = self._asked((*loc, "field"), criterion, criterion.field)
        match criterion:
            case keys.NumberCriterion() if field:
                self._units(loc, criterion, field.sort)
            case keys.ListCriterion() if field:
                for kind in ("includes", "allows"):
                    codes = self.key.at(".".join(map(str, (*loc, kind, "*"))))
                    self.key.refuse("want_choice", codes, field.choices)
            case keys.ChoiceCriterion() if field:
                self._codes(loc, criterion, field.choices)
            case keys.DayCriterion():
                self._spans(loc, criterion)

    def _worth(self, loc: Loc, criterion: Any) -> None:
        """Points and shares add up: whoever knows the answer can earn all there is."""
        if criterion.points and criterion.check in _WORTH_NOTHING:
            code, given = _WORTH_NOTHING[criterion.check], f"{criterion.points:f}"
            self.key.say((*loc, "points"), code, given=given)
        if criterion.cited > 0 and not criterion.facts:
            self.key.say((*loc, "cited"), "cited_without_facts", given=str(criterion.cited))
        total = sum((want.share for want in getattr(criterion, "wants", ())), Decimal(0))
        if hasattr(criterion, "wants") and total != 1:
            self.key.say((*loc, "wants"), "shares_one", given=f"{total:f}")
        shares = _shares(criterion)
        if shares and 1 not in shares:
            given = ", ".join(f"{share:f}" for share in shares)
            self.key.say((*loc, "accept"), "no_full_share", given=given)

    def _table(self, criterion: Any) -> str | None:
        """The table that a criterion is about, empty for none; None where its row is not there."""
        rows = getattr(criterion, "order", None) or filter(None, [criterion.row])
        return next((self.tables.get(row) for row in rows), "")

    def _asked(self, loc: Loc, criterion: Any, path: str) -> Field | None:
        """The field asked about, if it is there and of a sort that can be asked about."""
        table, wanted = self._table(criterion), _WANTED[criterion.check]
        if table is None:
            return None
        found = self.field(path, table)
        if found is None:
            choices = sorts.near(path, table)
            self.key.say(loc, "field_unknown", given=path, choices=choices)
            return None
        self._layer(loc, criterion, table or path)
        if found.sort in wanted:
            return found
        self.key.say(loc, f"field_not_{wanted[0]}", given=path)
        return None

    def _layer(self, loc: Loc, criterion: Any, path: str) -> None:
        layer = criterion.layer.value
        if path.partition(".")[0] != layer:
            self.key.say(loc, "field_of_layer", given=path, params={"layer": layer})

    def _units(self, loc: Loc, criterion: keys.NumberCriterion, sort: str) -> None:
        """A quantity has a unit, a plain number has none."""
        for kind in ("accept", "wrong"):
            for n, each in enumerate(getattr(criterion, kind)):
                if sort == "number" and each.unit:
                    self.key.say((*loc, kind, n, "unit"), "unit_none", given=each.unit.value)
                if sort == "quantity" and not each.unit:
                    self.key.say((*loc, kind, n), "unit_missing")

    def _codes(self, loc: Loc, criterion: keys.ChoiceCriterion, choices: tuple[str, ...]) -> None:
        codes: list[Place] = [((*loc, "accept", code), code) for code in criterion.accept]
        for n, wrong in enumerate(criterion.wrong):
            codes.append(((*loc, "wrong", n, "choice"), wrong.choice))
        self.key.refuse("want_choice", codes, choices)

    def _spans(self, loc: Loc, criterion: keys.DayCriterion) -> None:
        for n, each in enumerate(criterion.accept):
            if each.until is not None and each.until < each.day:
                at, before = (*loc, "accept", n, "until"), {"before": each.day}
                self.key.say(at, "date_order", given=each.until, params=before)

    def _rows(self, loc: Loc, criterion: Any) -> None:
        """What is asked of rows lies in their layer, and all of them are of one table."""
        match criterion:
            case keys.RowCriterion() if criterion.row in self.tables:
                self._layer((*loc, "row"), criterion, self.tables[criterion.row])
            case keys.OrderCriterion():
                tables = {self.tables[row] for row in criterion.order if row in self.tables}
                if len(tables) > 1:
                    given = ", ".join(sorted(tables))
                    self.key.say((*loc, "order"), "order_tables", given=given)
            case keys.FalseRowsCriterion() if sorts.find(criterion.table):
                self._layer((*loc, "table"), criterion, criterion.table)
                for n, wrong in enumerate(criterion.wrong):
                    if self.tables.get(wrong.row, criterion.table) != criterion.table:
                        at, params = (*loc, "wrong", n, "row"), {"table": criterion.table}
                        self.key.say(at, "row_of_table", given=wrong.row, params=params)


def _shares(criterion: Any) -> list[Decimal]:
    """The shares of the points that the accepted answers earn."""
    if isinstance(criterion, keys.ChoiceCriterion):
        return list(criterion.accept.values())
    return [each.share for each in getattr(criterion, "accept", ())]
