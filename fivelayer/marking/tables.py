"""The checks that look at a whole table: a row that should be there, false rows, order, who leads."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from fivelayer.draft import Draft
from fivelayer.findings import Outcome
from fivelayer.key import (
    CoveredCriterion,
    FalseRow,
    FalseRowsCriterion,
    LeaderCriterion,
    OrderCriterion,
    RowCriterion,
)
from fivelayer.marking.criteria import Check
from fivelayer.marking.fields import Field
from fivelayer.marking.rows import main_text, row_words
from fivelayer.marking.sheet import PEOPLE, Sheet, quantity, row_id, words
from fivelayer.marking.verdict import FULL, HALF, NONE, Verdict, blank
from fivelayer.reading import read_number
from fivelayer.remembered import remembered

_OURS = "team.members"


def row(criterion: RowCriterion, table: str) -> Check:
    """The row is there."""
    wanted = criterion.row or ""

    def check(sheet: Sheet, _: Draft | None) -> Verdict:
        if not sheet.rows(table):
            return blank(table)
        there = sheet.recognised(table).rows.get(wanted)
        if there is None:
            return Verdict(NONE, "row.not_met", field=table)
        return Verdict(
            FULL,
            "row.met",
            quote=row_words(there, table),
            field=f"{table}.{row_id(there)}",
        )

    return check


def false_rows(criterion: FalseRowsCriterion, sheet: Sheet) -> list[Verdict]:
    """The rows that the dossier does not bear out: known false ones, and those that no matcher fits.

    A row that says again what another row says is no false row, nor is one not yet named.
    """
    table = criterion.table
    known = {each.row: each for each in criterion.wrong}
    recognised = sheet.recognised(table)
    found = [
        _false(there, table, "known_wrong", (known[matcher],))
        for matcher, there in recognised.rows.items()
        if matcher in known
    ]
    for there, fits in recognised.others:
        if fits and fits[0] in known:
            found.append(_false(there, table, "known_wrong", (known[fits[0]],)))
        elif not fits and words(there.get(main_text(table))):
            found.append(_false(there, table, "false_rows.unknown", ()))
    if found:
        return found
    if not sheet.rows(table):
        return [blank(table)]
    return [Verdict(FULL, "false_rows.met", field=table)]


def _false(there: Draft, table: str, effect: str, known: tuple[FalseRow, ...]) -> Verdict:
    return Verdict(
        NONE,
        effect,
        quote=row_words(there, table),
        field=f"{table}.{row_id(there)}",
        wrong=known,
        outcome=Outcome.NOT_MET,
        costs=True,
    )


def order(criterion: OrderCriterion, table: str) -> Check:
    """Pairs of rows in the right order, as a share of all pairs (S19)."""
    field = Field(criterion.field, table)

    def check(sheet: Sheet, _: Draft | None) -> Verdict:
        there = sheet.recognised(table).rows
        named = [(key, there[key]) for key in criterion.order if key in there]
        values = {key: quantity(field.find(sheet, r)[0]).number for key, r in named}
        if all(value is None for value in values.values()):
            return blank(table)
        pairs = list(combinations(criterion.order, 2))
        right = sum(_before(values.get(a), values.get(b)) for a, b in pairs)
        share = Decimal(right) / len(pairs)
        how = "met" if share >= FULL else "partly" if share > NONE else "not_met"
        return Verdict(
            share,
            f"order.{how}",
            quote=_listed(named, values, table),
            field=table,
            params={"n": right, "total": len(pairs)},
        )

    return check


def _before(one: Decimal | None, other: Decimal | None) -> bool:
    return one is not None and other is not None and one > other


def _listed(named: list[tuple[str, Draft]], values: dict[str, Decimal | None], table: str) -> str:
    def size(pair: tuple[str, Draft]) -> Decimal:
        return -(values[pair[0]] or NONE)

    shown = ((row_words(r, table)[:40], values[key]) for key, r in sorted(named, key=size))
    return ", ".join(f"{name} {value.normalize():f}" for name, value in shown if value is not None)


def leader(criterion: LeaderCriterion, parties: tuple[str, ...]) -> Check:
    """Who leads in total supporting weight, by the trainee's own rows (S19)."""

    def check(sheet: Sheet, _: Draft | None) -> Verdict:
        totals = dict.fromkeys(parties, NONE)
        counted = 0
        for weight, party, support in _supports(sheet):
            if party in totals:
                totals[party] += weight * support
                counted += 1
        if not counted:
            return blank(PEOPLE)
        most = max(totals.values())
        leading = [party for party, total in totals.items() if total == most]
        tie = len(leading) > 1
        met = leading == [criterion.leader]
        effect = "leader.tie" if tie else f"leader.{'met' if met else 'not_met'}"
        return Verdict(
            FULL if met else NONE,
            effect,
            field=PEOPLE,
            party=leading[0],
            params={"total": f"{(most / 100).normalize():f}"},
        )

    return check


def _supports(sheet: Sheet) -> Iterator[tuple[Decimal, str, Decimal]]:
    """Weight (percent), party and support (-2 to 2) of each entry that can be read."""
    for there in sheet.rows(PEOPLE):
        weight, support = _read(words(there.get("weight"))), there.get("support")
        if weight is None or not 0 <= weight <= 100 or not isinstance(support, dict):
            continue
        for party, typed in support.items():
            value = _read(words(typed))
            if value is not None and -2 <= value <= 2:
                yield weight, party, value


@remembered
def _read(typed: str) -> Decimal | None:
    try:
        found = read_number(typed)
    except ValueError:
        return None
    return found if isinstance(found, Decimal) else None


def covered(criterion: CoveredCriterion, _: str = "") -> Check:
    """Enough of our people look after a decision maker, one of them of the right role (S33, S34)."""
    roles = frozenset(role.value for role in criterion.roles)

    def check(sheet: Sheet, _row: Draft | None) -> Verdict:
        ours = [(each, sheet.codes(each.get("contacts"), True)) for each in sheet.rows(_OURS)]
        if not any(contacts for _, contacts in ours):
            return blank(_OURS)
        there = [each for each, contacts in ours if criterion.contact in contacts]
        fits = not roles or any(words(each.get("role")) in roles for each in there)
        enough = len(there) >= criterion.least
        effect, share = _coverage(bool(there), enough, fits)
        # Whom it is about, as far as the trainee has named them: the same words stand for everybody.
        whom = sheet.recognised(PEOPLE).rows.get(criterion.contact)
        names = ", ".join(filter(None, (row_words(each, _OURS)[:40] for each in there)))
        return Verdict(
            share,
            f"covered.{effect}",
            quote=f"{row_words(whom, PEOPLE)[:40]}: {names or '–'}" if whom else names,
            field=_OURS,
            params={"n": len(there), "least": criterion.least},
        )

    return check


def _coverage(anybody: bool, enough: bool, fits: bool) -> tuple[str, Decimal]:
    if not anybody:
        return "nobody", NONE
    if enough and fits:
        return "met", FULL
    if enough or fits:
        return ("role" if enough else "few"), HALF
    return "not_met", NONE
