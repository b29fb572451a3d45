"""What happens by the calendar or by chance: windows move, people leave, rivals push (S5, S34, K3)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from fivelayer.simulation import team
from fivelayer.simulation.account import strength
from fivelayer.simulation.noise import Floats
from fivelayer.simulation.turn import Turn
from fivelayer.simulation.world import Happening


def strike(turn: Turn) -> None:
    """Let everything happen whose round has come."""
    for place, happening in enumerate(turn.world.happenings):
        span = happening.rounds
        if span.first <= turn.number <= span.last:
            mask = _now(turn, place, happening)
            if mask.any():
                about = (("happening", place),)
                if turn.happened(mask):
                    turn.note(happening.statement, "happened", about)
                KINDS[happening.kind](turn, happening, mask)


def _now(turn: Turn, place: int, happening: Happening) -> Floats:
    luck, span = turn.noise.happening[0, place], happening.rounds
    at = span.first + np.floor(luck[1] * (span.last - span.first + 1))
    return ((luck[0] < happening.chance.value) & (at == turn.number)).astype(np.float32)


def _by(happening: Happening) -> float:
    return happening.by.value if happening.by else 0.0


def _window_moves(turn: Turn, happening: Happening, mask: Floats) -> None:
    turn.change("moved", 0, _by(happening) * mask, happening.statement, "window_moved")


def _lead_grows(turn: Turn, happening: Happening, mask: Floats) -> None:
    half = turn.world.place("half", str(happening.on))
    about = (("half", half),)
    turn.change("longer", half, _by(happening) * mask, happening.statement, "lead_grew", about)


def _departure(turn: Turn, happening: Happening, mask: Floats) -> None:
    team.depart(turn, turn.world.place("rep", str(happening.on)), mask)


def _person_leaves(turn: Turn, happening: Happening, mask: Floats) -> None:
    """A post is not a person: the successor starts anew (K3)."""
    person, state = turn.world.place("person", str(happening.on)), turn.state
    about = (("person", person),)
    tables = ("support", "served", "bond")
    rows = [(name, (row, person)) for name in tables for row in range(len(getattr(state, name)))]
    for name, at in [*rows, ("lock", (person,)), ("met", (person,))]:
        gone = -getattr(state, name)[at] * mask
        turn.change(name, at, gone, "K3", "successor", about)


def _rival_push(turn: Turn, happening: Happening, mask: Floats) -> None:
    person = turn.world.place("person", str(happening.on))
    parties = turn.world.ids["party"]
    rivals = [parties.index(happening.rival)] if happening.rival else range(1, len(parties))
    # Barriers of our own hold off a rival's push as they do its daily courting (S29).
    kept_out = 1 - turn.world.rate["holds_off"] * strength(turn)
    for rival in rivals:
        about = (("person", person), ("rival", rival - 1))
        gain = _by(happening) * kept_out * mask
        turn.change(
            "support", (rival, person), gain, happening.statement, "rival_pushed", about,
            kept_out=kept_out,
        )  # fmt: skip


def _value_changes(turn: Turn, happening: Happening, mask: Floats) -> None:
    project = turn.world.place("project", str(happening.on))
    about = (("project", project),)
    turn.change(
        "worth", project, _by(happening) * mask, happening.statement, "worth_changed", about
    )


KINDS: dict[str, Callable[[Turn, Happening, Floats], None]] = {
    "window_moves": _window_moves,
    "lead_grows": _lead_grows,
    "departure": _departure,
    "person_leaves": _person_leaves,
    "rival_push": _rival_push,
    "value_changes": _value_changes,
}
