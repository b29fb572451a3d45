"""The checks of one criterion: its field can hold what it accepts, and what it accepts makes sense."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from fivelayer import key as keys
from fivelayer.authoring import sorts
from fivelayer.authoring.account import real_date
from fivelayer.authoring.sorts import Field
from fivelayer.key import AcceptedDay, AcceptedNumber, WrongNumber
from fivelayer.strict_yaml import Loc
from fivelayer.units import dimension, in_base

if TYPE_CHECKING:
    from fivelayer.authoring.criteria import Criteria


def check(of: Criteria, loc: Loc, criterion: Any) -> None:
    """Note what is wrong with a criterion of any kind."""
    _CHECKS[criterion.check](of, loc, criterion)


def field(of: Criteria, loc: Loc, criterion: Any, path: str, wanted: str) -> Field | None:
    """The field a criterion asks about, if it is there, in the right layer and of the right sort."""
    table = None
    if criterion.row:
        if criterion.row not in of.rows:
            return None
        table = of.rows[criterion.row].table
    found = sorts.find(path, table)
    if found is None:
        of.key.say(loc, "field_unknown", given=path, choices=sorts.near(path, table))
        return None
    _layer(of, loc, criterion, table or path)
    main = found if found.sort != "group" else _main(path, table)
    if main.sort != wanted and not (wanted == "number" and main.sort == "quantity"):
        of.key.say(loc, f"field_not_{wanted}", given=path)
        return None
    return main


def _main(path: str, table: str | None) -> Field:
    """The field that gives a group its name."""
    inside = (sorts.find(f"{path}.{name}", table) for name in ("value", "text", "grade"))
    return next((found for found in inside if found is not None), Field("group"))


def _layer(of: Criteria, loc: Loc, criterion: Any, path: str) -> None:
    if path.partition(".")[0] != criterion.layer.value:
        params = {"layer": criterion.layer.value}
        of.key.say(loc, "field_of_layer", given=path, params=params)


def _number(of: Criteria, loc: Loc, criterion: keys.NumberCriterion) -> None:
    found = field(of, (*loc, "field"), criterion, criterion.field, "number")
    for kind in ("accept", "wrong"):
        for n, one in enumerate(getattr(criterion, kind)):
            if found is not None and found.sort == "number" and one.unit:
                of.key.say((*loc, kind, n, "unit"), "unit_none", given=one.unit.value)
            if found is not None and found.sort == "quantity" and not one.unit:
                of.key.say((*loc, kind, n), "unit_missing")
    for n, wrong in enumerate(criterion.wrong):
        if any(_same_number(accepted, wrong) for accepted in criterion.accept):
            of.key.say((*loc, "wrong", n), "wrong_accepted", given=f"{wrong.value:f}")
    _full(of, loc, [accepted.share for accepted in criterion.accept])


def _same_number(accepted: AcceptedNumber, wrong: WrongNumber) -> bool:
    if accepted.unit is None or wrong.unit is None:
        return (
            accepted.unit == wrong.unit and abs(accepted.value - wrong.value) <= accepted.tolerance
        )
    if dimension(accepted.unit) != dimension(wrong.unit):
        return False
    gap = in_base(accepted.value, accepted.unit) - in_base(wrong.value, wrong.unit)
    return abs(gap) <= in_base(accepted.tolerance, accepted.unit)


def _day(of: Criteria, loc: Loc, criterion: keys.DayCriterion) -> None:
    field(of, (*loc, "field"), criterion, criterion.field, "day")
    for n, accepted in enumerate(criterion.accept):
        place = (*loc, "accept", n)
        _real(of, (*place, "day"), accepted.day)
        if accepted.until is not None:
            _real(of, (*place, "until"), accepted.until)
            if accepted.until < accepted.day:
                params = {"before": accepted.day}
                of.key.say((*place, "until"), "date_order", given=accepted.until, params=params)
    for n, wrong in enumerate(criterion.wrong):
        _real(of, (*loc, "wrong", n, "day"), wrong.day)
        if any(_within(wrong.day, accepted) for accepted in criterion.accept):
            of.key.say((*loc, "wrong", n), "wrong_accepted", given=wrong.day)
    _full(of, loc, [accepted.share for accepted in criterion.accept])


def _within(day: str, accepted: AcceptedDay) -> bool:
    if accepted.until is not None:
        return accepted.day <= day <= accepted.until
    return day.startswith(accepted.day)


def _real(of: Criteria, loc: Loc, day: str) -> None:
    if not real_date(day):
        of.key.say(loc, "date", given=day)


def _choice(of: Criteria, loc: Loc, criterion: keys.ChoiceCriterion) -> None:
    if criterion.field.rpartition(".")[2] == "against":
        choices = tuple(sorted(of.parties - {"us"}))
    else:
        found = field(of, (*loc, "field"), criterion, criterion.field, "choice")
        choices = found.choices if found is not None else ()
    for code in criterion.accept:
        if choices and code not in choices:
            of.key.say((*loc, "accept", code), "want_choice", given=code, choices=choices)
    for n, wrong in enumerate(criterion.wrong):
        place = (*loc, "wrong", n, "choice")
        if choices and wrong.choice not in choices:
            of.key.say(place, "want_choice", given=wrong.choice, choices=choices)
        if criterion.accept.get(wrong.choice, Decimal(0)) == 1:
            of.key.say(place, "wrong_accepted", given=wrong.choice)
    _full(of, loc, list(criterion.accept.values()))


def _text(of: Criteria, loc: Loc, criterion: keys.TextCriterion) -> None:
    _texts(of, loc, criterion)
    for kind in ("wants", "wrong"):
        for n, one in enumerate(getattr(criterion, kind)):
            of.refer((*loc, kind, n, "concept"), "concepts", one.concept)
    total = sum((want.share for want in criterion.wants), Decimal(0))
    if total != 1:
        of.key.say((*loc, "wants"), "shares_one", given=f"{total:f}")


def _texts(of: Criteria, loc: Loc, criterion: keys.TextCriterion | keys.PersonCriterion) -> None:
    for n, path in enumerate(criterion.fields):
        field(of, (*loc, "fields", n), criterion, path, "text")
    if isinstance(criterion, keys.PersonCriterion) and criterion.points:
        of.key.say((*loc, "points"), "person_points", given=f"{criterion.points:f}")


def _row(of: Criteria, loc: Loc, criterion: keys.RowCriterion) -> None:
    if criterion.row is None:
        of.key.say(loc, "missing", params={"name": "row"})
    elif criterion.row in of.rows:
        _layer(of, (*loc, "row"), criterion, of.rows[criterion.row].table)


def _false_rows(of: Criteria, loc: Loc, criterion: keys.FalseRowsCriterion) -> None:
    found = sorts.find(criterion.table)
    if found is None or found.sort != "table":
        tables = tuple(path for path, one in sorts.all_fields().items() if one.sort == "table")
        of.key.say((*loc, "table"), "want_choice", given=criterion.table, choices=tables)
    else:
        _layer(of, (*loc, "table"), criterion, criterion.table)
    if criterion.points:
        of.key.say((*loc, "points"), "false_rows_points", given=f"{criterion.points:f}")
    for n, wrong in enumerate(criterion.wrong):
        place = (*loc, "wrong", n, "row")
        of.refer(place, "rows", wrong.row)
        if wrong.row in of.rows and of.rows[wrong.row].table != criterion.table:
            of.key.say(place, "row_of_table", given=wrong.row, params={"table": criterion.table})


def _order(of: Criteria, loc: Loc, criterion: keys.OrderCriterion) -> None:
    tables = set()
    for n, name in enumerate(criterion.order):
        of.refer((*loc, "order", n), "rows", name)
        if name in of.rows:
            tables.add(of.rows[name].table)
    if len(tables) > 1:
        of.key.say((*loc, "order"), "order_tables", given=", ".join(sorted(tables)))
    for table in sorted(tables)[:1]:
        path = criterion.field.removeprefix(f"{table}.")
        found = sorts.find(path, table)
        if found is None:
            of.key.say(
                (*loc, "field"), "field_unknown", given=path, choices=sorts.near(path, table)
            )
        elif found.sort != "number":
            of.key.say((*loc, "field"), "field_not_number", given=path)


def _leader(of: Criteria, loc: Loc, criterion: keys.LeaderCriterion) -> None:
    if criterion.leader not in of.parties:
        choices = tuple(sorted(of.parties))
        of.key.say((*loc, "leader"), "want_choice", given=criterion.leader, choices=choices)


def _full(of: Criteria, loc: Loc, shares: list[Decimal]) -> None:
    """One answer at least must earn all the points."""
    if 1 not in shares:
        of.key.say((*loc, "accept"), "no_full_share", given=", ".join(f"{s:f}" for s in shares))


_CHECKS: Final[dict[str, Callable[[Any, Loc, Any], None]]] = {
    "number": _number,
    "day": _day,
    "choice": _choice,
    "text": _text,
    "row": _row,
    "false_rows": _false_rows,
    "order": _order,
    "leader": _leader,
    "person": _texts,
}
