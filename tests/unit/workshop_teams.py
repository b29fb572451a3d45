"""Simulated teams of a workshop: what eight laptops would do, without a browser, by the notebook's own core."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from fivelayer import bulletin, cases, demo
from fivelayer.activity import Activity
from fivelayer.cases import Case
from fivelayer.choices import LAYERS
from fivelayer.game_sheet import Refused
from fivelayer.messages import Language
from fivelayer.play import Host, Play
from fivelayer.record import Who
from fivelayer.record.outcomes import Trouble
from fivelayer.simulation import worlds
from fivelayer.simulation.plan import Expectation, Move, Plan

CASE = "huasui"
"""An assessment case: its key and its world stay with the facilitator."""


@dataclass
class Team:
    """A team with a laptop: the unpacked kit, what it will write, what it means to play."""

    name: str
    language: Language
    laptop: Path
    """Its folder; what the facilitator sees is all below it."""
    sample: str
    plan: str
    chance: float
    case: Case = field(init=False)
    activity: Activity = field(init=False)

    def unpack(self, kit: Path) -> None:
        """Unpack the kit and join: from here on only what is in it is known."""
        with zipfile.ZipFile(kit) as archive:
            archive.extractall(self.laptop.parent / f".{self.laptop.name}")
        inner = next((self.laptop.parent / f".{self.laptop.name}").iterdir())
        inner.rename(self.laptop)
        inner.parent.rmdir()
        self.join()

    def join(self) -> None:
        """Open the case's notebook: on the first day, or again after a laptop was shut."""
        workshop = json.loads((self.laptop / "records" / "me.json").read_bytes())["workshop"]
        who = Who(team=self.name, workshop=workshop)
        self.case = cases.load(self.laptop / "cases" / CASE)
        self.activity = Activity.open(self.case, "course", LAYERS, self.language, self.laptop, who)

    def write(self, mine: Case) -> None:
        """Fill in the layers as a sample does, and ask the coach about each."""
        draft = mine.sample(self.sample).draft
        for layer in LAYERS:
            demo.fill_in(self.activity, draft, layer.value)
            self.activity.ask(layer)

    def look(self) -> Play:
        """Take up what the facilitator tells, and open the board."""
        taken = bulletin.take_up(self.activity)
        assert taken is None or taken.trouble is None
        return Host(self.case, resolves=False).open(self.activity.game)

    def decide(self, mine: Case) -> bool:
        """Decide the open round after its plan, as far as it can; whether there was one to decide."""
        play = self.look()
        if play.waiting or play.over or not play.begun:
            return False
        plan = _plans(mine)[self.plan]
        for move in plan.rounds[play.round - 1] if play.round <= len(plan.rounds) else ():
            if not move.when and _can(play, move):
                play = play.host.open(play.add(move))
        if play.known.foreseeable:
            expected: dict[str, Expectation] = dict.fromkeys(play.asked, "up")
            chance = min(self.chance + 0.05 * play.round, 0.95)
            play = play.host.open(play.expect(chance, expected))
        self._put(play.sheet.form())
        self._put(play.commit(play.round, play.sheet.tray.digest))
        return True

    def hand_in(self, folder: Path) -> Path:
        """Hand in, as the button does."""
        made = self.activity.hand_in(folder)
        assert isinstance(made, Path)
        return made

    def _put(self, game: dict[str, Any]) -> None:
        done = self.activity.play(lambda _: game)
        assert not isinstance(done, Trouble)


@cache
def _plans(mine: Case) -> Mapping[str, Plan]:
    return worlds.load(mine).plans


def _can(play: Play, move: Move) -> bool:
    try:
        play.add(move)
    except Refused:
        return False
    return True


def teams(shared: Path) -> list[Team]:
    """Eight teams, half of them in Chinese; their laptops sync into one folder."""
    rows: list[tuple[str, Language, str, str, float]] = [
        ("Cedar", "en", "good", "best_own_filing", 0.55),
        ("Harbour", "en", "middling", "sensible", 0.35),
        ("Lantern", "en", "weak-zh", "best_channel", 0.2),
        ("Granite", "en", "good", "sensible", 0.7),
        ("松岭队", "zh", "good-zh", "best_channel", 0.4),
        ("北渡队", "zh", "middling", "best_fallback", 0.5),
        ("晨光队", "zh", "good-zh", "sensible", 0.3),
        ("石桥队", "zh", "weak-zh", "sensible", 0.6),
    ]
    return [
        Team(name, language, shared / f"laptop-{n}", sample, plan, chance)
        for n, (name, language, sample, plan, chance) in enumerate(rows, start=1)
    ]
