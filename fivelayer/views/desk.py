"""The marking desk on the screen: one widget, and what happens when somebody presses a key in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import ipywidgets
from IPython.display import display

from fivelayer.gradebook.desk import Desk, Name
from fivelayer.gradebook.settings import Settings
from fivelayer.messages import Language, text
from fivelayer.problems import Cannot, Problems
from fivelayer.views import notebook
from fivelayer.views.desk_words import Worded, shown, statement
from fivelayer.views.message import Plain
from fivelayer.views.notebook import as_language
from fivelayer.views.scripts import script, style
from fivelayer.views.spec import words
from fivelayer.views.trouble import Excused
from fivelayer.views.widget import Message, Widget

_POINTS: Final = re.compile(r"-?[0-9]{1,3}(\.[05])?")
_DEEDS: Final = frozenset(
    (
        *("hello", "who", "list", "open", "go", "go_to", "go_on", "options"),
        *("mark", "accept", "undo", "flag", "keep", "apart", "settle", "preview", "write"),
    )
)


class DeskView(Widget):
    """The desk; `static/desk.js` lists its messages."""

    _esm = script("dom", "widget", "wire", "notebook", "desk")
    _css = style("desk")


def show() -> None:
    """Show the desk of the gradebook that `fivelayer desk` named, or that lies beside the notebook."""
    display(page(notebook.here()))


def page(here: notebook.Here) -> ipywidgets.Widget:
    """The desk, or a sentence where there is nothing to mark."""
    said: list[str] = []
    with Excused(said.append, here.language, here.workspace):
        try:
            settings = Settings.found(notebook.folder())
            if settings is None:
                return Plain(text("desk.no_gradebook", here.language), here.language)
            return Session(Desk(settings), here).view
        except (Cannot, Problems) as cannot:
            return Plain(cannot.words(here.language), here.language)
    return Plain(said[0], here.language)


class Session:
    """A desk on one screen."""

    def __init__(self, desk: Desk, here: notebook.Here) -> None:
        self.desk, self.here, self.language = desk, here, here.language
        self.worded = Worded(desk, here.language)
        self.apart: Name | None = None
        """The criterion whose differences are shown."""
        self.said = ""
        self.view = DeskView(spec(here.language), self.take)

    def take(self, _widget: Widget, message: Message) -> None:
        """Do what was asked for, say what came of it, and acknowledge it."""
        deed: Callable[[Message], None] | None = None
        if message["kind"] in _DEEDS:
            deed = getattr(self, f"_{message['kind']}")
        if deed is None:
            return
        self.said = ""
        with Excused(self._say, self.language, self.here.workspace):
            try:
                deed(message)
            except (Cannot, Problems) as cannot:
                self._say(cannot.words(self.language), wrong=True)
            self.show()
        self.view.tell("ack", seq=message.get("seq"))

    def _say(self, said: str, *, wrong: bool = False) -> None:
        self.said = said
        self.view.tell("said", text=said, wrong=wrong)

    # --- showing -------------------------------------------------------------------------------

    def show(self) -> None:
        """Send what the browser does not show yet."""
        desk, options = self.desk, self.desk.options
        state: dict[str, Any] = {
            "by": desk.by,
            "book": Path(desk.book.name).name,
            "options": {
                "anonymous": options.anonymous,
                "shuffled": options.shuffled,
                "second": options.second,
                "only": options.only,
            },
            "screen": self._screen(),
        }
        if state["screen"] == "list":
            state["groups"] = self.worded.groups(desk.rows())
        if state["screen"] == "apart" and self.apart is not None:
            state["criterion"] = self._criterion(self.apart)
            state["pairs"] = self.worded.apart(desk.apart(self.apart))
        if state["screen"] == "answer" and desk.name is not None:
            state["criterion"] = self._criterion(desk.name)
            state["strip"] = self.worded.strip()
            state["answer"] = self.worded.answer() if desk.queue else None
            state["bank"] = desk.comments()
            state["targets"] = self.worded.targets()
        self.view.show("state", **state)

    def _screen(self) -> str:
        if not self.desk.by:
            return "who"
        if self.apart is not None:
            return "apart"
        return "answer" if self.desk.name is not None else "list"

    def _criterion(self, name: Name) -> Message:
        criterion = self.desk.criterion(name)
        number = criterion.statement if criterion else ""
        says = self.worded.says(name)
        sentence = statement(number, self.language)
        return {"name": list(name), "says": says, "statement": number, "sentence": sentence}

    # --- coming and going ----------------------------------------------------------------------

    def _hello(self, message: Message) -> None:
        self.view.forget()
        language = as_language(message.get("language"))
        if language and language != self.language:
            self.language = language
            self.worded = Worded(self.desk, language)
            self.view.spec = spec(language)
        if not self.desk.by:
            self.desk.by = _word(message, "by")[:80]

    def _who(self, message: Message) -> None:
        self.desk.by = _word(message, "by")[:80]
        if self.desk.name is not None:
            self.desk.open(self.desk.name)

    def _list(self, _message: Message) -> None:
        self.apart = None
        self.desk.close()

    def _open(self, message: Message) -> None:
        if (name := self._named(message)) is not None:
            self.apart = None
            self.desk.open(name)

    def _go(self, message: Message) -> None:
        self.desk.go(-1 if message.get("by") == -1 else 1)

    def _go_to(self, message: Message) -> None:
        self.desk.go_to(_word(message, "key"))

    def _go_on(self, _message: Message) -> None:
        if not self.desk.go_on():
            self._say(self.worded.say("all_done"))

    def _options(self, message: Message) -> None:
        chosen: dict[str, Any] = {
            name: message[name]
            for name in ("anonymous", "shuffled", "second")
            if isinstance(message.get(name), bool)
        }
        if message.get("only") in ("all", "open", "flagged"):
            chosen["only"] = message["only"]
        self.desk.choose(**chosen)

    # --- deciding ------------------------------------------------------------------------------

    def _here(self, message: Message) -> bool:
        """Whether what was pressed was pressed on the answer that is shown."""
        desk = self.desk
        here = bool(desk.queue) and _word(message, "key") == desk.key_of(desk.answer)
        if not here:
            self._say(self.worded.say("moved"), wrong=True)
        return here

    def _mark(self, message: Message) -> None:
        points = _word(message, "points")
        if self._here(message) and _POINTS.fullmatch(points):
            made = self.desk.decide(Decimal(points), _word(message, "comment"))
            self._kept(made.points)

    def _accept(self, message: Message) -> None:
        if self._here(message):
            made = self.desk.accept(_word(message, "comment"))
            if not self.desk.go_on():
                self._say(self.worded.say("all_done"))
            else:
                self._kept(made.points)

    def _kept(self, points: Decimal | None) -> None:
        self._say(self.worded.say("kept", points=shown(points), by=self.desk.by))

    def _undo(self, _message: Message) -> None:
        undone = self.desk.undo()
        self._say(self.worded.say("undone" if undone else "nothing_to_undo"))

    def _flag(self, message: Message) -> None:
        if self._here(message):
            self._say(self.worded.say("flag_up" if self.desk.flag() else "flag_down"))

    def _keep(self, message: Message) -> None:
        if _word(message, "comment").strip():
            self.desk.keep_comment(_word(message, "comment"))
            self._say(self.worded.say("comment_kept"))

    # --- differences ---------------------------------------------------------------------------

    def _apart(self, message: Message) -> None:
        if (name := self._named(message)) is not None:
            self.desk.choose(second=False, only="all")
            self.desk.open(name)
            self.apart = name

    def _settle(self, message: Message) -> None:
        points = _word(message, "points")
        if self.apart is None or not _POINTS.fullmatch(points):
            return
        for pair in self.desk.apart(self.apart):
            held = next((a for a in self.desk.queue if a.work.id == pair.work.id), None)
            if held is not None and self.desk.key_of(held) == _word(message, "key"):
                self.desk.settle(pair, Decimal(points), _word(message, "why"))
                self._say(self.worded.say("settled", points=points))

    # --- rulings -------------------------------------------------------------------------------

    def _preview(self, message: Message) -> None:
        if self._here(message):
            asked = (_word(message, name) for name in ("target", "wording", "why"))
            seen = self.desk.preview(*asked)
            self.view.tell("preview", **self.worded.preview(seen))

    def _write(self, message: Message) -> None:
        if self._here(message) and self.desk.previewed is not None:
            file = str(self.desk.previewed.file)
            changed = self.desk.accept_wording()
            self.view.tell("written")
            self._say(self.worded.say("ruling.written", file=file, n=changed))

    def _named(self, message: Message) -> Name | None:
        """The criterion that a message names; one that is not there has no answers."""
        given = message.get("name")
        if not isinstance(given, list) or len(given) != 3:
            return None
        return str(given[0]), str(given[1]), str(given[2])


def spec(language: Language) -> Message:
    """The desk's words."""
    return {"language": language, "words": words("ui", language, "desk")}


def _word(message: Message, name: str) -> str:
    given = message.get(name)
    return given if isinstance(given, str) else ""
