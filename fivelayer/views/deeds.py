"""What happens when somebody uses a form, the dossier, the map, the coach's panel or the bar."""
# ruff: noqa: ARG002  every deed is called alike, whatever it needs of that

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from fivelayer import fields
from fivelayer.choices import Part
from fivelayer.messages import text
from fivelayer.record import Who
from fivelayer.record.outcomes import Adoption, Trouble
from fivelayer.views import coach_panel
from fivelayer.views.notebook import as_language
from fivelayer.views.progress import COACH
from fivelayer.views.trouble import Excused
from fivelayer.views.widget import Message, Widget

if TYPE_CHECKING:
    from fivelayer.views.session import Session

_SILENT = ("fresh", "open", "same", "older")
"""What was found on opening that needs no word: an older copy lies in every lesson but the last."""


_DEEDS: Final = frozenset(
    (
        *("hello", "bye", "ping", "look", "copy", "go"),
        *("focus", "change", "add", "remove", "move", "drag", "cite", "uncite", "undo", "redo"),
        *("try", "ask", "hint", "join", "where", "hand_in", "start_over", "choose"),
    )
)


class Deeds:
    """The messages of a session's widgets, each a small method named after its kind."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._adopted: object = None

    def take(self, widget: Widget, message: Message) -> None:
        """Take a widget's message; a fault becomes a plain sentence in the bar."""
        deed: Callable[[Part | None, Message], None] | None
        if message["kind"] == "hello":
            widget.forget()
        deed = getattr(self, f"_{message['kind']}", None)
        if message["kind"] in _DEEDS and deed is not None:
            workspace = self.session.activity.where().parents[2]
            with Excused(self._say, self.session.language, workspace):
                deed(widget.part, message)

    def _say(self, said: str) -> None:
        self.session.bar.tell("said", text=said)

    def _done(
        self, part: Part | None, message: Message, outcome: object = None, **news: Any
    ) -> None:
        """Show what came of it; what went wrong with this one deed is said where it was done."""
        session = self.session
        if isinstance(outcome, Trouble) and session.activity.trouble is None:
            words = session.worded(outcome)
            news["said"] = f"{words['said']} {words['todo']}"
        form = session.forms.get(part) if part is not None else None
        session.refresh(form, message.get("seq"), own=not isinstance(outcome, Trouble), **news)

    # --- coming and going ----------------------------------------------------------------------

    def _hello(self, part: Part | None, message: Message) -> None:
        session = self.session
        if "notebook" in message:  # the bar introduces the notebook
            session.views += 1
            session.speak(as_language(message.get("language")) or session.language)
            self._adopt(message.get("metadata"))
        session.show()

    def _adopt(self, carried: object) -> None:
        activity = self.session.activity
        self._note(activity.opened)
        lessons = (
            not activity.private
        )  # a real customer's plan neither leaves a copy nor takes one in
        if (
            isinstance(carried, dict)
            and carried.get("record")
            and lessons
            and carried != self._adopted
        ):
            self._adopted = carried
            self._note(activity.adopt(carried))

    def _note(self, adoption: Adoption) -> None:
        if adoption.kind not in _SILENT:
            self.session.notice = adoption.said.words(self.session.language)

    def _bye(self, part: Part | None, message: Message) -> None:
        self.session.views = max(0, self.session.views - 1)

    def _ping(self, part: Part | None, message: Message) -> None:
        if part is not None:
            self.session.forms[part].tell("pong")

    def _look(self, part: Part | None, message: Message) -> None:
        if self.session.activity.refresh():
            self.session.refresh()

    def _copy(self, part: Part | None, message: Message) -> None:
        activity = self.session.activity
        if part is not None and not (activity.read_only or activity.private):
            self.session.forms[part].tell("copy", record=activity.copy())

    # --- filling in ----------------------------------------------------------------------------

    def _focus(self, part: Part | None, message: Message) -> None:
        self.session.into = _word(message, "path")
        self.session.show_into()

    def _change(self, part: Part | None, message: Message) -> None:
        path = _word(message, "path")
        if part is None or path.partition(".")[0] != part.value:
            return
        value = _value(path, message.get("value"))
        if value is None:
            return
        self.session.forms[part].typed(path, value)
        self.session.foresee(part, path, value)
        self._done(part, message, self.session.activity.change(path, value))

    def _add(self, part: Part | None, message: Message) -> None:
        table = _word(message, "table")
        row = self.session.activity.add_row(table)
        self._done(part, message, focus=f"{table}.{row}")

    def _remove(self, part: Part | None, message: Message) -> None:
        table, row = _word(message, "table"), _word(message, "row")
        session = self.session
        name = coach_panel.where(f"{table}.{row}", session.language, session.activity.draft)
        outcome = session.activity.remove_row(table, row)
        self._done(part, message, outcome, said=self._words("form.removed", row=name))

    def _move(self, part: Part | None, message: Message) -> None:
        by = -1 if message.get("by") == -1 else 1
        outcome = self.session.activity.move_row(_word(message, "table"), _word(message, "row"), by)
        self._done(part, message, outcome)

    def _drag(self, part: Part | None, message: Message) -> None:
        row = f"relationship.decision_makers.{_word(message, 'id')}"
        to = {
            f"{row}.support.{_word(message, 'party')}": message.get("support"),
            f"{row}.weight": message.get("weight"),
        }
        moved = {path: str(value) for path, value in to.items() if isinstance(value, int)}
        if moved:
            self._done(Part.RELATIONSHIP, message, self.session.activity.change_together(moved))

    def _cite(self, part: Part | None, message: Message) -> None:
        path = _word(message, "path") or self.session.into
        if path:
            outcome = self.session.activity.cite(path, _word(message, "line"))
            self._done(part or _part_of(path), message, outcome)

    def _uncite(self, part: Part | None, message: Message) -> None:
        path, line = _word(message, "path"), _word(message, "line")
        self._done(part, message, self.session.activity.uncite(path, line))

    def _undo(self, part: Part | None, message: Message) -> None:
        done = self.session.activity.undo()
        self._done(part, message, said=self._words("form.undone") if done else "")

    def _redo(self, part: Part | None, message: Message) -> None:
        done = self.session.activity.redo()
        self._done(part, message, said=self._words("form.redone") if done else "")

    # --- the coach -----------------------------------------------------------------------------

    def _ask(self, part: Part | None, message: Message) -> None:
        if part is not None:
            activity = self.session.activity
            found = activity.ask(part)
            self.session.asked[part] = (found, activity.draft.get(part.value, {}))
            self._done(part, message)

    def _hint(self, part: Part | None, message: Message) -> None:
        rule, field, level = _word(message, "rule"), _word(message, "field"), message.get("level")
        found = self.session.asked.get(part, ([], None))[0] if part is not None else []
        finding = next((f for f in found if (f.rule, f.field) == (rule, field)), None)
        if part is not None and finding is not None and level in (1, 2, 3):
            words = self.session.activity.hint(finding, level)
            told = {"rule": rule, "field": field, "level": level, "text": words}
            self.session.coaches[part].tell("hint", **told)
            self._done(part, message)

    def _go(self, part: Part | None, message: Message) -> None:
        field = _word(message, "field")
        for own, form in self.session.forms.items():
            if field == f"{COACH}{own.value}":
                self.session.coaches[own].tell("come")
            elif field.partition(".")[0] == own.value:
                form.tell("state", focus=field)

    def _try(self, part: Part | None, message: Message) -> None:
        if part is not None:
            self.session.tried(part, None if message.get("follow") is True else message)

    # --- the bar -------------------------------------------------------------------------------

    def _join(self, part: Part | None, message: Message) -> None:
        workshop = self.session.activity.who.workshop
        team, trainee = _word(message, "team"), _word(message, "trainee")
        who = Who(team=team, trainee=trainee, workshop=workshop)
        self._told(self.session.activity.rename(who))
        self._done(self._first(), message)

    def _where(self, part: Part | None, message: Message) -> None:
        activity, language = self.session.activity, self.session.language
        key = "own.said.file_at" if activity.private else "views.bar.file_at"
        self._say(text(key, language, file=str(activity.where())))

    def _hand_in(self, part: Part | None, message: Message) -> None:
        self._told(self.session.activity.hand_in(), "bar.handed_in")

    def _start_over(self, part: Part | None, message: Message) -> None:
        if self.session.board is not None:
            self._told(self.session.board.anew(), "bar.started_over", "board")
            self.session.refresh()
            return
        self._told(self.session.activity.start_over(), "bar.started_over")
        self.session.asked.clear()
        self._done(self._first(), message)

    def _choose(self, part: Part | None, message: Message) -> None:
        side = message.get("side")
        if side in ("mine", "other"):
            self._told(self.session.activity.choose(side))
            self.session.notice = ""
            self._done(self._first(), message)

    def _first(self) -> Part | None:
        return next(iter(self.session.parts), None)

    def _told(self, outcome: object, key: str = "", domain: str = "views") -> None:
        """Say where the file is, or why it did not work."""
        if isinstance(outcome, Trouble):
            words = self.session.worded(outcome)
            self._say(f"{words['said']} {words['todo']}")
        elif isinstance(outcome, Path):
            said = text(f"{domain}.{key}", self.session.language, file=str(outcome))
            self._say(said)
        else:
            self._say("")

    def _words(self, key: str, **params: object) -> str:
        return text(f"views.{key}", self.session.language, **params)


def _word(message: Message, name: str) -> str:
    value = message.get(name, "")
    return value if isinstance(value, str) else ""


def _value(path: str, value: object) -> str | list[str] | None:
    """What was put into a field, if it is of the field's kind: one text, or several of a list."""
    if fields.place(path).kind != "list" or path.endswith(".lines"):
        return value if isinstance(value, str) else None
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return value
    return None


def _part_of(path: str) -> Part | None:
    name = path.partition(".")[0]
    return Part(name) if name in list(Part) else None
