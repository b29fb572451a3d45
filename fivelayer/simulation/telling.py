"""Events in words: what concerns whom by name, and what it cost or changed, in both languages."""

from __future__ import annotations

from functools import cached_property

from fivelayer.cases import Case
from fivelayer.choices import OwnBarrierKind, Step
from fivelayer.findings import Said
from fivelayer.key import Words
from fivelayer.labels import choice_key
from fivelayer.messages import LANGUAGES, Language
from fivelayer.simulation.money import money
from fivelayer.simulation.turn import Event
from fivelayer.simulation.world import World


class Names:
    """The names of everything in a world: its own, else those of case.yaml and the key."""

    def __init__(self, world: World, case: Case | None = None) -> None:
        self._world, self._case = world, case

    def has(self, kind: str, name: str) -> bool:
        """Whether somebody named it."""
        return (kind, name) in self._all

    def of(self, kind: str, name: str) -> Words:
        """What something is called; its id where nobody named it."""
        return self._all.get((kind, name)) or Words(en=name, zh=name)

    @cached_property
    def _all(self) -> dict[tuple[str, str], Words]:
        world, case = self._world, self._case
        found: dict[tuple[str, str], Words] = {}
        if case:
            found |= {("person", person.id): person.name for person in case.file.people}
            found |= {("rep", person.id): person.name for person in case.file.colleagues}
            found |= {("rival", rival.id): rival.name for rival in case.file.rivals}
            facts = case.key.facts if case.key else ()
            found |= {("fact", fact.id): fact.says for fact in facts}
        for kind, items in world.lists.items():
            found |= {(kind, item.id): item.name for item in items if item.name}
        return found


def told(event: Event, world: World, names: Names) -> Said:
    """An event as a sentence, ready for either language; a change of support keeps its sign."""
    params: dict[str, str | int] = {
        "n": int(event.size == 1),
        "size": f"{event.size:+.2f}".replace("-", "−"),
        "rounds": f"{event.size:g}",
        "percent": f"{100 * event.size:.1f}".replace("-", "−"),
    }
    authored: dict[str, dict[Language, str]] = {
        "money": {language: money(event.size, world.unit, language) for language in LANGUAGES}
    }
    terms = {}
    for kind, name in event.about:
        if kind == "action":
            terms[kind] = f"simulation.action.{name}.name"
        elif kind == "step":
            terms[kind] = choice_key(Step(name))
        elif kind == "own_barrier":
            terms[kind] = choice_key(OwnBarrierKind(name))
        else:
            words = names.of(kind, name)
            authored[kind] = {"en": words.en, "zh": words.zh}
    key = f"simulation.event.{event.key}"
    return Said(key=key, params={**params}, terms=terms, authored=authored)
