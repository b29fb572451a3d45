"""The relationship map: decision makers by weight and support, and who leads in total (S19)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from fivelayer.cases import CaseFile
from fivelayer.messages import Language, text
from fivelayer.model import DecisionMaker
from fivelayer.views.scripts import script, style
from fivelayer.views.spec import listed, words
from fivelayer.views.widget import Message, Widget


class RelationshipMap(Widget):
    """A map that follows the form, and that the form follows; `static/map.js` lists its messages."""

    _esm = script("dom", "widget", "svg", "map")
    _css = style("map")


def spec(case: CaseFile, language: Language) -> Message:
    """The map's words and parties: we first, then the rivals."""
    return {
        "language": language,
        "words": words("map", language),
        "parties": [[name, words_] for name, words_ in parties(case, language).items()],
    }


def parties(case: CaseFile, language: Language) -> dict[str, str]:
    """The parties' names by id; ours is `us`."""
    us = text("views.map.us", language)
    return {"us": us, **{rival.id: rival.name[language] for rival in case.rivals}}


def people(makers: Sequence[DecisionMaker], names: dict[str, str]) -> list[dict[str, Any]]:
    """The people on the map, with numbers as the browser takes them."""
    return [
        {
            "id": maker.id,
            "name": names[maker.id],
            "weight": None if maker.weight is None else float(maker.weight),
            "support": {party: s for party, s in maker.support.items() if s is not None},
        }
        for maker in makers
    ]


def totals(makers: Sequence[DecisionMaker], party: str) -> Decimal | None:
    """A party's total supporting weight, −200 to +200: weight times support, added up (S19).

    None where nothing can be added up.

    >>> totals([DecisionMaker(id="d1", weight="30", support={"us": "2"})], "us")
    Decimal('60')
    """
    found = [
        maker.weight * support
        for maker in makers
        if maker.weight is not None and (support := maker.support.get(party)) is not None
    ]
    return sum(found, Decimal(0)) if found else None


def in_words(makers: Sequence[DecisionMaker], case: CaseFile, language: Language) -> list[str]:
    """Who leads, by the trainee's own entries, in a sentence or two."""
    known = parties(case, language)
    sums = {party: t for party in known if (t := totals(makers, party)) is not None}
    if not sums:
        return [text("views.map.none", language)]
    said = [
        text("views.map.total", language, party=known[party], total=_plain(total))
        for party, total in sums.items()
    ]
    best = max(sums.values())
    leaders = [party for party, total in sums.items() if total == best]
    if len(leaders) > 1 or len(sums) == 1:
        sentences = [text("views.map.level", language, totals=listed(said, language))]
        if len(sums) == 1:
            sentences = [text("views.map.alone", language, totals=said[0])]
    else:
        key = "views.map.lead_us" if leaders[0] == "us" else "views.map.lead"
        leader = known[leaders[0]]
        sentences = [text(key, language, totals=listed(said, language), leader=leader)]
    weights = sum((m.weight for m in makers if m.weight is not None), Decimal(0))
    if weights != 100:
        sentences.append(text("views.map.open", language, sum=_plain(weights)))
    return sentences


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}".replace("-", "−")
