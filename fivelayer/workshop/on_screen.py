"""The facilitator's board on the screen: one widget, and what happens when a button is pressed in it."""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import ipywidgets
from IPython.display import display
from pydantic import BaseModel, ConfigDict

from fivelayer import labels
from fivelayer.cases import Case
from fivelayer.choices import LAYERS
from fivelayer.messages import Language, text
from fivelayer.problems import Cannot, Problems
from fivelayer.views import notebook
from fivelayer.views.message import Plain
from fivelayer.views.notebook import as_language
from fivelayer.views.scripts import script, style
from fivelayer.views.spec import words
from fivelayer.views.trouble import Excused
from fivelayer.views.widget import Message, Widget
from fivelayer.workshop import settings
from fivelayer.workshop.following import Following
from fivelayer.workshop.live import Live
from fivelayer.workshop.shown import Shown

SETTINGS: Final = "FIVELAYER_LIVE"
"""The environment variable that names the workshop: `fivelayer live` sets it."""
_PRESSES: Final = frozenset(
    ("open", "resolve", "again", "time", "rename", "merge", "say", "leaderboard")
)


class Settings(BaseModel):
    """Which workshop is followed, where its teams' folders are."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    folder: Path
    shared: Path | None = None
    cases: tuple[Path, ...] = ()
    by: str = ""

    @classmethod
    def found(cls, beside: Path) -> Settings | None:
        """The settings given by the environment, else the workshop that a folder is in."""
        given = os.environ.get(SETTINGS)
        if given:
            return cls.model_validate_json(given)
        folders = [beside, *beside.parents][:3]
        home = next((one for one in folders if (one / settings.FILE).is_file()), None)
        return cls(folder=home) if home else None

    def live(self) -> Live:
        """The workshop.

        Raises:
            Problems: its settings, or a case, cannot be read.
        """
        opened = settings.read(self.folder, self.cases)
        return Live(opened, self.shared or self.folder, self.by or _login())


class LiveView(Widget):
    """The board; `static/live.js` lists its messages."""

    _esm = script("dom", "widget", "live")
    _css = style("live")


def show() -> None:
    """Show the board of the workshop that `fivelayer live` named, or that the notebook lies in."""
    display(page(notebook.here()))


_following: dict[Path, Following] = {}
"""By workshop: who follows it in this kernel; a cell that is run again goes on with it."""


def page(here: notebook.Here) -> ipywidgets.Widget:
    """The board, or a sentence where there is no workshop."""
    said: list[str] = []
    with Excused(said.append, here.language, here.workspace):
        try:
            found = Settings.found(notebook.folder())
            if found is None:
                return Plain(text("live.no_workshop", here.language), here.language)
            name = found.folder.resolve()
            if name in _following:
                _following.pop(name).stop()
            _following[name] = Following(found.live())
            session = Session(_following[name], here)
            _following[name].start()
            return session.view
        except (Cannot, Problems) as cannot:
            return Plain(cannot.words(here.language), here.language)
    return Plain(said[0], here.language)


class Session:
    """A live workshop on one screen."""

    def __init__(self, following: Following, here: notebook.Here) -> None:
        self.following, self.here, self.language = following, here, here.language
        self.live = following.live
        self.shown = Shown(following, here.language)
        self.case: Case = next(iter(self.live.games), self.live.opened.cases[0])
        self.projector = False
        self.view = LiveView(spec(here.language), self.take)

    def take(self, widget: Widget, message: Message) -> None:
        """Do what was asked for, and show what came of it."""
        kind = message["kind"]
        if kind == "hello":
            widget.forget()
            self._speak(as_language(message.get("language")))
            self.following.look()
        with Excused(self._say, self.language, self.here.workspace):
            if kind in _PRESSES:
                self._press(message)
            elif kind == "case":
                named = message.get("case")
                self.case = next((c for c in self.live.opened.cases if c.id == named), self.case)
            elif kind == "projector":
                self.projector = message.get("on") is True
            elif kind == "by":
                self.live.by = _word(message, "by")[:80].strip() or self.live.by
            self.show()

    def _speak(self, language: Language | None) -> None:
        if language and language != self.language:
            self.language = language
            self.shown = Shown(self.following, language)
            self.view.spec = spec(language)

    def show(self) -> None:
        """Send what the browser does not show yet, and how much time is left."""
        with self.following.lock:
            state = self.shown.state(self.case, projector=self.projector)
            left = self.shown.left(self.case)
        self.view.show("state", **state)
        self.view.tell("tick", left=left)

    def _press(self, message: Message) -> None:
        deed: Callable[[Live], object] = getattr(self, f"_do_{message['kind']}")(message)
        try:
            self.following.press(deed)
        except (Cannot, Problems) as cannot:
            self._say(cannot.words(self.language), wrong=True)
        else:
            self._say(text("live.done", self.language))
            self.view.tell("did", deed=message["kind"])

    def _say(self, said: str, *, wrong: bool = False) -> None:
        self.view.tell("said", text=said, wrong=wrong)

    # --- presses: each gives back what is to be done ---------------------------------------------

    def _do_open(self, message: Message) -> Callable[[Live], object]:
        given = None if message.get("minutes") is None else _minutes(message)
        return lambda live: live.open_round(self.case, given, _seen(message))

    def _do_resolve(self, message: Message) -> Callable[[Live], object]:
        everybody = message.get("everybody") is True
        return lambda live: live.resolve(self.case, everybody=everybody, seen=_seen(message))

    def _do_again(self, message: Message) -> Callable[[Live], object]:
        return lambda live: live.again(self.case, _seen(message))

    def _do_time(self, message: Message) -> Callable[[Live], object]:
        given, team = _minutes(message), _word(message, "team")
        return lambda live: live.more_time(self.case, given, team, _seen(message))

    def _do_rename(self, message: Message) -> Callable[[Live], object]:
        team, name = _word(message, "team"), _word(message, "name")
        return lambda live: live.rename(team, name, _seen(message))

    def _do_merge(self, message: Message) -> Callable[[Live], object]:
        team, into = _word(message, "team"), _word(message, "into")
        return lambda live: live.merge(team, into, _seen(message))

    def _do_say(self, message: Message) -> Callable[[Live], object]:
        said, team = _word(message, "text"), _word(message, "team")
        return lambda live: live.say(said, team, event=message.get("event") is True)

    def _do_leaderboard(self, message: Message) -> Callable[[Live], object]:
        return lambda live: live.leaderboard(message.get("on") is True, _seen(message))


def spec(language: Language) -> Message:
    """The board's words."""
    layers = [text(labels.part_key(part), language) for part in LAYERS]
    return {"language": language, "words": words("ui", language, "live"), "layers": layers}


def _seen(message: Message) -> int | None:
    """The last press that whoever pressed had on the screen; whoever says nonsense has seen none."""
    number = message.get("number")
    return number if number is None or isinstance(number, int) else 0


def _minutes(message: Message) -> int:
    """Minutes as they were given; no number is none, which is refused."""
    given = message.get("minutes")
    return given if isinstance(given, int) else 0


def _word(message: Message, name: str) -> str:
    given: Any = message.get(name)
    return given if isinstance(given, str) else ""


def _login() -> str:
    with suppress(OSError, KeyError, ImportError):
        return getpass.getuser()
    return ""
