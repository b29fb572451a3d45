"""The teams of a live workshop: who is meant by a name, what they are called now, who went on with whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from fivelayer.workshop.journal import Merging, Renaming
from fivelayer.workshop.settings import same_name

NAME_SHOWN: Final = 40
"""Characters of a name on a board; the rest is in its file."""


@dataclass(frozen=True)
class Roster:
    """What was pressed about teams, folded.

    >>> roster = Roster().after(Renaming(team="north", name="Seagulls"))
    >>> roster.shown("NORTH"), roster.key("seagulls")
    ('Seagulls', 'north')
    """

    called: Mapping[str, str] = field(default_factory=dict)
    """By team: the name it was given here."""
    into: Mapping[str, str] = field(default_factory=dict)
    """By team that was merged: the one it went on in."""

    def key(self, name: str) -> str:
        """The team that a name means: as it calls itself, or as it was renamed; merged ones followed."""
        key = same_name(name)
        renamed = {same_name(given): team for team, given in self.called.items()}
        if key in renamed and key not in self.called:
            key = renamed[key]
        return self.final(key)

    def final(self, key: str) -> str:
        """The team that a team has become by merging."""
        while key in self.into:
            key = self.into[key]
        return key

    def shown(self, name: str) -> str:
        """What a team is called."""
        key = same_name(name)
        return self.called.get(key, " ".join(name.split()))

    def after(self, pressed: Renaming | Merging) -> Roster:
        """The roster after a press."""
        if isinstance(pressed, Renaming):
            return replace(self, called={**self.called, pressed.team: pressed.name})
        return replace(self, into={**self.into, pressed.team: pressed.into})

    def taken(self, name: str, by: Iterable[str]) -> str | None:
        """The team among `by` (its keys) that has a name already, in whatever case it is written."""
        key = same_name(name)
        held = {same_name(self.called.get(team, team)): team for team in by}
        return held.get(key)


def short(name: str) -> str:
    """A name as a board shows it.

    >>> short("x" * 50)[-2:]
    'x…'
    """
    return name if len(name) <= NAME_SHOWN else name[: NAME_SHOWN - 1] + "…"
