"""Coach, layer 2, the way through: means that fit the barrier, and one break-through point (S10)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from fivelayer.coach.barriers import RULES, at, attacks, has_way, is_hard, watches
from fivelayer.coach.rules import Consequence, Remark, View, blank, choice_key, good, partly, wrong
from fivelayer.model import Barrier, BarrierKind, Means, YesNo

FITS: Final[dict[Means, frozenset[BarrierKind]]] = {
    Means.GET_SHORTLISTED: frozenset({BarrierKind.FRAMEWORK}),
    Means.BRING_IN_CHANNEL: frozenset(BarrierKind) - {BarrierKind.SPECIAL_REQUIREMENT},
    Means.OBTAIN_QUALIFICATION: frozenset({BarrierKind.QUALIFICATION, BarrierKind.CLEARANCE}),
    Means.CUSTOMISE: frozenset(
        {BarrierKind.SPECIAL_REQUIREMENT, BarrierKind.BUYING_HABIT, BarrierKind.COMPETITOR}
    ),
    Means.OTHER: frozenset(BarrierKind),
}
"""Which kinds each means gets us through (S10; the table itself is the kit's reading of it)."""
SPREAD: Final = 3
"""From so many barriers on, attacking all of them alike is spreading thin (our assumption)."""


def _points(view: View) -> list[Barrier]:
    return [row for row in view.barriers if row.breakthrough is YesNo.YES]


# --- the way through -------------------------------------------------------------------------------


def _unarmed(view: View) -> bool:
    return attacks(view) and not any(has_way(row) for row in view.barriers)


@RULES.layer("attack_without_means", "S10", Consequence.LOSES)
def _attack_without_means(view: View) -> Iterator[Remark]:
    if _unarmed(view):
        yield wrong("barriers.strategy", view.plan.barriers.reason)


@RULES.layer("means_missing", "S10", Consequence.LOSES)
def _means_missing(view: View) -> Iterator[Remark]:
    if watches(view) or _unarmed(view):
        return
    for row in view.barriers:
        if has_way(row):
            yield good("barriers.entries")
        else:
            yield blank(at(row, "means"), row.what, heavier=int(is_hard(row)))


@RULES.layer("means_unfit", "S10", Consequence.LOSES)
def _means_unfit(view: View) -> Iterator[Remark]:
    for row in view.barriers:
        if row.means is None or row.kind is None:
            continue
        named = {
            "means": choice_key(row.means),
            "kind": choice_key(row.kind),
            "fits": f"coach.fits.{row.means.value}",
        }
        fits = row.kind in FITS[row.means]
        remark = good if fits else wrong
        yield remark(at(row, "means"), row.what, terms=named, heavier=int(is_hard(row)))


@RULES.layer("how_missing", "S10", Consequence.GAP)
def _how_missing(view: View) -> Iterator[Remark]:
    for row in view.barriers:
        if row.means is None:
            continue
        named = {"means": choice_key(row.means)}
        other = int(row.means is Means.OTHER)
        remark = good if row.how else blank
        yield remark(at(row, "how"), row.how or row.what, terms=named, heavier=other)


@RULES.layer("owner_missing", "S10", Consequence.GAP)
def _owner_missing(view: View) -> Iterator[Remark]:
    for row in view.barriers:
        if not watches(view) and has_way(row):
            point = int(row.breakthrough is YesNo.YES)
            remark = good if row.owner else blank
            yield remark(at(row, "owner"), row.what, heavier=point)


@RULES.layer("owner_alone", "S33", Consequence.GAP)
def _owner_alone(view: View) -> Iterator[Remark]:
    owners = [row.owner for row in view.barriers if row.owner]
    if view.plan.business.next_step.owner:
        owners.append(view.plan.business.next_step.owner)
    names = {"".join(owner.casefold().split()) for owner in owners}
    if len(owners) >= SPREAD and len(names) == 1:
        yield partly("barriers.entries", min(owners), params={"n": len(owners)})
    elif len(owners) >= SPREAD:
        yield good("barriers.entries", params={"n": len(names)})


# --- the break-through point -----------------------------------------------------------------------


def _spread_thin_here(view: View) -> bool:
    many = len(view.barriers) >= SPREAD
    return attacks(view) and many and all(map(has_way, view.barriers)) and len(_points(view)) != 1


@RULES.layer("spread_thin", "S10", Consequence.LOSES)
def _spread_thin(view: View) -> Iterator[Remark]:
    if _spread_thin_here(view):
        yield wrong("barriers.entries", params={"n": len(view.barriers)})


@RULES.layer("no_breakthrough", "S10", Consequence.LOSES)
def _no_breakthrough(view: View) -> Iterator[Remark]:
    points = _points(view)
    if not attacks(view) or _spread_thin_here(view) or len(points) > 1:
        return
    if points:
        yield good(at(points[0], "breakthrough"), points[0].what)
    elif all(row.breakthrough is YesNo.NO for row in view.barriers):
        yield wrong("barriers.entries")
    else:
        first = next(row for row in view.barriers if row.breakthrough is None)
        yield blank(at(first, "breakthrough"))


@RULES.layer("several_breakthroughs", "S10", Consequence.WEAKENS)
def _several_breakthroughs(view: View) -> Iterator[Remark]:
    points = _points(view)
    if len(points) > 1 and not _spread_thin_here(view):
        path = at(points[0], "breakthrough")
        yield partly(path, points[0].what, params={"n": len(points)})


@RULES.layer("breakthrough_beside_gate", "S10", Consequence.SHUTS_OUT)
def _breakthrough_beside_gate(view: View) -> Iterator[Remark]:
    points = _points(view)
    if not points or watches(view) or any(is_hard(row) for row in points):
        return
    for row in view.barriers:
        if is_hard(row) and not has_way(row):
            yield wrong(at(row, "means"), row.what)
