"""The checks of a case's rulings: each names what the key has, is accepted once, and finds its own answer."""

from __future__ import annotations

from pathlib import Path

from fivelayer.authoring.partial import Partial
from fivelayer.key import Key
from fivelayer.marking.rulings import finds
from fivelayer.rulings import FILE, Ruling, Rulings
from fivelayer.strict_yaml import Loc


def check(folder: Path, key: Partial[Key]) -> Partial[Rulings] | None:
    """Note every problem of a case's rulings; None where it has none."""
    path = folder / FILE
    if not path.exists():
        return None
    found = Partial(path, f"{folder.name}/{FILE}", Rulings)
    found.refuse("id_is_folder", found.at("case"), (folder.name,))
    found.unique("rulings.*.id")
    for kind in ("concept", "row"):
        found.refuse(f"{kind}_unknown", found.at(f"rulings.*.{kind}"), key.names(f"{kind}s.*.id"))
    found.refuse("criterion_unknown", found.at("rulings.*.criterion"), key.names("criteria.*.id"))
    if key.typed is not None:
        for loc, ruling in found.items("rulings"):
            _one(found, loc, ruling, key.typed)
    return found


def _one(found: Partial[Rulings], loc: Loc, ruling: Ruling, key: Key) -> None:
    row = next((each for each in key.rows if each.id == ruling.row), None)
    if row is not None and not row.names:
        found.say((*loc, "row"), "ruling_row_unnamed", given=row.id)
    concept = next((each for each in key.concepts if each.id == ruling.concept), None)
    there = getattr(concept, ruling.language) if concept else row.names if row else ()
    if ruling.wording in there:
        found.say((*loc, "wording"), "ruling_known", given=ruling.wording, remark=True)
    if concept is not None and not finds(ruling):
        found.say((*loc, "wording"), "ruling_misses", given=ruling.wording, remark=True)
