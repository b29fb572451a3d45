"""The game on a screen: what is done on the board becomes decisions in the record, and is shown again."""
# ruff: noqa: ARG002  every deed is called alike, whatever it needs of that

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import ipywidgets
from IPython.display import display
from pydantic import ValidationError

from fivelayer.choices import Part
from fivelayer.findings import Said
from fivelayer.game_sheet import Refused, Tray, Unplayable
from fivelayer.messages import text
from fivelayer.play import Host, Play
from fivelayer.record.outcomes import Saved, Trouble
from fivelayer.simulation.plan import Move
from fivelayer.views import board, lesson, notebook
from fivelayer.views.board import Board
from fivelayer.views.message import Plain
from fivelayer.views.notebook import Here
from fivelayer.views.session import Session
from fivelayer.views.told import Told
from fivelayer.views.trouble import Excused
from fivelayer.views.widget import Message, Widget

Json = dict[str, Any]
_DEEDS: Final = frozenset(
    (
        *("hello", "ping", "look", "copy", "add", "remove", "chance", "expect"),
        *("undo", "commit", "anew"),
    )
)


def show(case: str = "qinglan") -> None:
    """Show the board of a case; whatever goes wrong is said in a plain sentence."""
    display(page(case, notebook.here()))


def page(case: str, here: Here) -> ipywidgets.Widget:
    """The page of a case's game: the bar above, the board below."""
    return lesson.opened(case, lesson.COURSE, list(Part), (), here, _laid_out)


def _laid_out(session: Session) -> ipywidgets.Widget:
    file = session.activity.case.file
    if file.accounts:
        name = file.name[session.language]
        return Plain(text("board.portfolio", session.language, name=name), session.language)
    playing = Playing(session)
    box = ipywidgets.Box([session.bar, playing.told.view, playing.board])
    box.add_class("fl-page")
    return box


class Playing:
    """One board, and the game it shows: the one in the record, which others may go on with too."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.host = Host(session.activity.case)
        self.board = Board(self._spec(), self.take)
        self._steps: list[tuple[int, Tray, Tray]] = []
        """By round: the tray that a change led to, and the one before it."""
        self.told = Told(lambda: session.activity, session.language, self._came)
        session.board = self
        session.bar.spec = session.bar_spec()

    def _spec(self) -> Message:
        return board.spec(self.session.activity.case.file, self.session.language)

    def speak(self) -> None:
        """Go on in the session's language."""
        self.board.spec = self._spec()
        self.told.speak(self.session.language)

    def _came(self) -> None:
        """Results came from the facilitator: what was taken back cannot be done again."""
        self._steps.clear()
        self.session.refresh()

    # --- showing -------------------------------------------------------------------------------

    def show(self, seq: object = None, **news: Any) -> None:
        """Show the game as the record now has it; `seq` is acknowledged."""
        session, activity = self.session, self.session.activity
        state: Json = {
            "saved": session.saved(),
            "trouble": session.trouble(),
            "read_only": activity.read_only,
        }
        shut, waits = "", False
        can_anew = self.host.local and not activity.read_only
        try:
            play = self._play()
            waits = not play.begun
            shut = "" if play.begun else self._said(Said(key="board.words.not_begun"))
            state |= board.state(play, session.language) if play.begun else {}
            state["can_undo"] = self._can_undo(play)
        except Unplayable as fault:
            shut = self._said(fault.said)
        state |= {"shut": shut, "can_anew": can_anew, "waits": waits}
        if seq is not None or news:
            self.board.tell("state", seq=seq, **self.board.fresh("state", state), **news)
        else:
            self.board.show("state", **state)

    def _play(self) -> Play:
        game = self.session.activity.game
        return self.host.open(self.host.begin() if game is None else game)

    def _can_undo(self, play: Play) -> bool:
        last = self._steps[-1] if self._steps else None
        return last is not None and last[:2] == (play.round, play.sheet.tray)

    def _said(self, said: Said) -> str:
        return said.words(self.session.language)

    # --- deeds -----------------------------------------------------------------------------------

    def take(self, widget: Widget, message: Message) -> None:
        """Take the board's message; a fault becomes a plain sentence on the board."""
        if message["kind"] == "hello":
            widget.forget()
        if message["kind"] in _DEEDS:
            workspace = self.session.activity.where().parents[2]
            deed: Callable[[Message], None] = getattr(self, f"_{message['kind']}")
            with Excused(self._say, self.session.language, workspace):
                deed(message)

    def _say(self, said: str) -> None:
        self.board.tell("state", said=said)

    def _hello(self, message: Message) -> None:
        self.show()

    def _ping(self, message: Message) -> None:
        self.board.tell("pong")

    def _look(self, message: Message) -> None:
        if self.session.activity.refresh():
            self.session.refresh()

    def _copy(self, message: Message) -> None:
        activity = self.session.activity
        if not activity.read_only:
            self.board.tell("copy", record=activity.copy())

    def _add(self, message: Message) -> None:
        wanted = {name: message.get(name) or None for name in ("do", "by", "on", "say")}
        self._decide(message, lambda play: play.add(Move.model_validate(wanted)))

    def _remove(self, message: Message) -> None:
        place, move = message.get("place"), message.get("move")
        if isinstance(place, int):
            self._decide(message, lambda play: play.remove(place, Move.model_validate(move)))

    def _chance(self, message: Message) -> None:
        chance = message.get("chance")
        if isinstance(chance, int | float):
            self._decide(message, lambda play: play.expect(chance / 100))

    def _expect(self, message: Message) -> None:
        person, said = message.get("person"), message.get("said")
        if isinstance(person, str) and said in ("up", "same", "down"):
            self._decide(message, lambda play: play.expect(reactions={person: said}))

    def _undo(self, message: Message) -> None:
        if not self._steps:
            self._answer(message)
            return
        number, now, before = self._steps.pop()
        self._decide(message, lambda play: play.back_to(number, now, before), undoing=True)

    def _commit(self, message: Message) -> None:
        number, digest = message.get("round"), message.get("digest")
        if isinstance(number, int) and isinstance(digest, str):
            words = text("board.words.committed", self.session.language, n=number)
            self._decide(message, lambda play: play.commit(number, digest), said=words)

    def _anew(self, message: Message) -> None:
        outcome = self.anew()
        self._answer(message, outcome if isinstance(outcome, Trouble) else None)

    def anew(self) -> Path | Trouble:
        """Begin another game, the one before kept beside the record; a facilitator's is not ours to end."""
        if not self.host.local:
            said = Refused("not_ours").said
            return Trouble("not_ours", said, Said(key="board.no.ask"))
        self._steps.clear()
        return self.session.activity.play_anew(self.host.begin)

    def _decide(
        self,
        message: Message,
        wish: Callable[[Play], Json],
        *,
        undoing: bool = False,
        said: str = "",
    ) -> None:
        """Make a decision on the game as the record has it just then, and show what came of it."""
        before: list[Play] = []

        def make(game: Json | None) -> Json:
            before[:] = [self.host.open(self.host.begin() if game is None else game)]
            return wish(before[0])

        try:
            outcome: Saved | Trouble = self.session.activity.play(make)
        except (Refused, Unplayable) as fault:
            self._answer(message, said=self._said(fault.said))
            return
        except ValidationError:
            self._answer(message, said=self._said(Refused("unknown").said))
            return
        if isinstance(outcome, Saved) and not undoing:
            self._remember(before[0])
        self._answer(message, outcome, said=said if isinstance(outcome, Saved) else "")

    def _remember(self, before: Play) -> None:
        after = self._play()
        if after.round == before.round:
            self._steps.append((after.round, after.sheet.tray, before.sheet.tray))
        else:
            self._steps.clear()

    def _answer(self, message: Message, outcome: object = None, said: str = "") -> None:
        if isinstance(outcome, Trouble):
            said = " ".join(self.session.worded(outcome).values())
        self.show(message.get("seq"), said=said, own=not isinstance(outcome, Trouble))
        self.session.refresh()
