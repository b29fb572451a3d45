"""The checks of one criterion: its field can hold what it accepts, and what it accepts makes sense."""

from __future__ import annotations

from collections.abc import Iterable
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
    "text": ("text",),
    "person": ("text",),
    "order": ("number",),
}
"""By check: the sorts of field that it can ask about."""
_WORTH_NOTHING: Final = {"person": "person_points", "false_rows": "false_rows_points"}
"""By check: the problem of one that gives points and must not."""


class Named:
    """What a key's rows and criteria may name: its rows, and the parties of the case."""

    def __init__(self, key: Partial[Key], parties: set[str]) -> None:
        self.tables: dict[str, str] = {row.id: row.table for _, row in key.items("rows")}
        self._references = sorts.references(key.names("rows.*.id"), parties)

    def field(self, path: str, table: str) -> Field | None:
        """The field that a path asks about: of a group the main one; what names something is a choice."""
        found = sorts.find(path, table)
        if found is not None and found.sort == "group":
            return sorts.find(sorts.main(path, table), table)
        names = self._references.get(path.rpartition(".")[2])
        return Field("choice", tuple(sorted(names))) if found and names else found

    def table(self, criterion: Any) -> str | None:
        """The table that a criterion is about, empty for none; None where its row is not there."""
        rows = getattr(criterion, "order", None) or filter(None, [criterion.row])
        table: str = getattr(criterion, "table", "")
        return next((self.tables.get(row) for row in rows), table)


class Answers:
    """One criterion under check."""

    def __init__(self, key: Partial[Key], loc: Loc, criterion: Any, named: Named) -> None:
        self.key = key
        self.loc = loc
        self.criterion = criterion
        self.named = named
        self.table = named.table(criterion)

    def check(self) -> None:
        """Note what is wrong with it among the key's problems."""
        criterion, field = self.criterion, self._asked()
        match criterion:
            case keys.NumberCriterion():
                self._units(criterion, field)
                self._shares(each.share for each in criterion.accept)
            case keys.DayCriterion():
                self._spans(criterion)
                self._shares(each.share for each in criterion.accept)
            case keys.ChoiceCriterion():
                self._codes(criterion, field)
                self._shares(criterion.accept.values())
            case keys.TextCriterion():
                total = sum((want.share for want in criterion.wants), Decimal(0))
                if total != 1:
                    self._say(("wants",), "shares_one", given=f"{total:f}")
            case keys.RowCriterion() if self.table:
                self._layer(("row",), self.table)
            case keys.FalseRowsCriterion():
                self._false_rows(criterion)
            case keys.OrderCriterion():
                self._ordered(criterion)

    def _asked(self) -> Field | None:
        """What all criteria have: points, facts, the fields asked about; the field, if it is only one."""
        criterion, code = self.criterion, _WORTH_NOTHING.get(self.criterion.check)
        if criterion.points and code:
            self._say(("points",), code, given=f"{criterion.points:f}")
        if criterion.cited > 0 and not criterion.facts:
            self._say(("cited",), "cited_without_facts", given=str(criterion.cited))
        for n, path in enumerate(getattr(criterion, "fields", ())):
            self._field(("fields", n), path)
        return self._field(("field",), criterion.field) if hasattr(criterion, "field") else None

    def _field(self, at: Loc, path: str) -> Field | None:
        """The field asked about, if it is there and of a sort that can be asked about."""
        if self.table is None:
            return None
        found, wanted = self.named.field(path, self.table), _WANTED[self.criterion.check]
        if found is None:
            self._say(at, "field_unknown", given=path, choices=sorts.near(path, self.table))
            return None
        self._layer(at, self.table or path)
        if found.sort in wanted:
            return found
        self._say(at, f"field_not_{wanted[0]}", given=path)
        return None

    def _layer(self, at: Loc, path: str) -> None:
        layer = self.criterion.layer.value
        if path.partition(".")[0] != layer:
            self._say(at, "field_of_layer", given=path, params={"layer": layer})

    def _units(self, criterion: keys.NumberCriterion, field: Field | None) -> None:
        """A quantity has a unit, a plain number has none."""
        sort = field.sort if field else ""
        for kind in ("accept", "wrong"):
            for n, each in enumerate(getattr(criterion, kind)):
                if sort == "number" and each.unit:
                    self._say((kind, n, "unit"), "unit_none", given=each.unit.value)
                if sort == "quantity" and not each.unit:
                    self._say((kind, n), "unit_missing")

    def _spans(self, criterion: keys.DayCriterion) -> None:
        for n, each in enumerate(criterion.accept):
            if each.until is not None and each.until < each.day:
                at, before = ("accept", n, "until"), {"before": each.day}
                self._say(at, "date_order", given=each.until, params=before)

    def _codes(self, criterion: keys.ChoiceCriterion, field: Field | None) -> None:
        codes: list[Place] = [((*self.loc, "accept", code), code) for code in criterion.accept]
        for n, wrong in enumerate(criterion.wrong):
            codes.append(((*self.loc, "wrong", n, "choice"), wrong.choice))
        if field is not None:
            self.key.refuse("want_choice", codes, field.choices)

    def _false_rows(self, criterion: keys.FalseRowsCriterion) -> None:
        tables = self.named.tables
        if sorts.find(criterion.table):
            self._layer(("table",), criterion.table)
        for n, wrong in enumerate(criterion.wrong):
            if tables.get(wrong.row, criterion.table) != criterion.table:
                at, table = ("wrong", n, "row"), {"table": criterion.table}
                self._say(at, "row_of_table", given=wrong.row, params=table)

    def _ordered(self, criterion: keys.OrderCriterion) -> None:
        tables = {self.named.tables[row] for row in criterion.order if row in self.named.tables}
        if len(tables) > 1:
            self._say(("order",), "order_tables", given=", ".join(sorted(tables)))

    def _shares(self, accepted: Iterable[Decimal]) -> None:
        """One answer at least must earn all the points."""
        shares = list(accepted)
        if 1 not in shares:
            self._say(("accept",), "no_full_share", given=", ".join(f"{s:f}" for s in shares))

    def _say(self, at: Loc, code: str, **more: Any) -> None:
        self.key.say((*self.loc, *at), code, **more)
