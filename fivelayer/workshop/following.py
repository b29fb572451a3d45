"""Follows a live workshop in one thread: looks every second, sends what is due, keeps what it saw last."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

from fivelayer.cases import Case
from fivelayer.problems import Cannot, Problems
from fivelayer.simulation.analysis.estimate import Estimate
from fivelayer.workshop.live import Live, Row, Standing

EVERY: Final = 1.0
"""Seconds between two looks: a team appears within two seconds of writing."""
Rank = tuple[int, Row, Estimate]


class Following:
    """The newest look at a live workshop; whoever presses looks at once."""

    def __init__(self, live: Live) -> None:
        self.live = live
        self.lock = threading.RLock()
        """Held by whoever looks or presses."""
        self.standing: Standing | None = None
        self.rows: dict[str, list[Row]] = {}
        self.ranks: dict[str, list[Rank]] = {}
        self.trouble: Cannot | Problems | OSError | None = None
        """What kept the last look from being taken."""
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to look, once."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._go, name="fivelayer-live", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._stopped.set()

    def _go(self) -> None:
        while not self._stopped.wait(EVERY):
            self.look()

    def look(self) -> None:
        """Take a look now; where it cannot be taken, what was seen last stays."""
        with self.lock:
            try:
                standing = self.live.look()
                self.rows = {
                    case.id: self.live.rows(standing, case) for case in self.live.opened.cases
                }
                self.standing, self.trouble = standing, None
                self.ranks = {case.id: self._ranked(standing, case) for case in self.live.games}
            except (Cannot, Problems, OSError) as fault:
                self.trouble = fault

    def _ranked(self, standing: Standing, case: Case) -> list[Rank]:
        try:
            return self.live.ranked(standing, case)
        except Problems:  # no world here: the board says so when a round is to be opened
            return []

    def press(self, deed: Callable[[Live], object]) -> None:
        """Do something, and look at once.

        Raises:
            Refused: it cannot be done, or somebody else was quicker.
        """
        with self.lock:
            try:
                deed(self.live)
            finally:
                self.look()
