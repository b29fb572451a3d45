"""Your own account on the screen: one cell in which a real customer is named, planned, compared, checked."""
# ruff: noqa: ARG002  every deed is called alike, whatever it needs of the message

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import ipywidgets
from IPython.display import display

from fivelayer import labels
from fivelayer.choices import Part
from fivelayer.messages import Language, text
from fivelayer.my_accounts import accounts, check, contacts, notes, snapshots, telling
from fivelayer.my_accounts.accounts import About, Accounts
from fivelayer.my_accounts.keeping import OwnActivity
from fivelayer.problems import Cannot, Problems
from fivelayer.record.outcomes import Trouble
from fivelayer.views import coach_panel, lesson, notebook
from fivelayer.views.notebook import Here, as_language
from fivelayer.views.scripts import script, style
from fivelayer.views.session import Session, Shared
from fivelayer.views.spec import listed, words
from fivelayer.views.trouble import Excused
from fivelayer.views.widget import Listener, Message, Widget

COMPARE: Final = "compare"
CHECK: Final = "check"
FILES: Final = "files"
USES: Final = (COMPARE, CHECK, FILES)
PRIVACY: Final = ("what", "who", "delete", "hints")
PROBLEMS_AT_MOST: Final = 12
Report = Callable[[Path, About, Language], Path]
"""Makes the report of an account of a workspace; says where it is."""

_DEEDS: Final = frozenset(
    (
        *("hello", "start", "choose", "begin", "cancel", "details", "tab", "go"),
        *("import", "undo", "note", "keep", "span", "report", "remove", "bring_back"),
    )
)


class OwnPanel(Widget):
    """The panel above the plan's forms; `static/own.js` lists its messages."""

    _esm = script("dom", "notebook", "widget", "own")
    _css = style("bar", "own")

    def __init__(self, language: Language, listener: Listener) -> None:
        super().__init__(made_spec(language), listener)


def made_spec(language: Language) -> Message:
    """The panel's words and choices."""
    kinds = [[kind, text(f"own.note.kind.{kind}", language)] for kind in notes.KINDS]
    today = accounts.today_here().isoformat()
    return {
        "language": language,
        "words": words("panel", language, "own"),
        "kinds": kinds,
        "today": today,
    }


def show(report: Report) -> None:
    """Show the own account in use, or the question that begins one."""
    display(OwnPage(notebook.here(), report).root)


class OwnPage:
    """The panel, and below it the forms of one part of the account in use."""

    def __init__(self, here: Here, report: Report) -> None:
        self.workspace, self.language, self.report = here.workspace, here.language, report
        self.shelf = Accounts(here.workspace)
        self.panel = OwnPanel(self.language, self.take)
        self.body = ipywidgets.Box([])
        self.root = ipywidgets.Box([self.panel, self.body])
        self.root.add_class("fl-page")
        self.body.add_class("fl-own-body")
        self.about: About | None = None
        self.activity: OwnActivity | None = None
        self.sessions: dict[Part, Session] = {}
        self.tab = Part.INFORMATION.value
        self.span = snapshots.SPANS[0]
        self.starting = False
        self.said = ""
        self.taken: dict[str, Any] | None = None
        self.imported = -1
        """The revision that the last import made: it can be taken back while nothing came after."""
        with Excused(self._say, self.language, self.workspace):
            self._open(self.shelf.current())

    def take(self, widget: Widget, message: Message) -> None:
        """Take the panel's message; what cannot be done is said, and a fault becomes a sentence."""
        kind = message["kind"]
        deed: Callable[[Message], None] | None = getattr(self, f"_{kind}", None)
        if kind not in _DEEDS or deed is None:
            return
        self.said = ""
        with Excused(self._say, self.language, self.workspace):
            try:
                deed(message)
            except Cannot as fault:
                self.said = fault.words(self.language)
            self.show()

    def show(self) -> None:
        """Show what the panel does not show yet."""
        self.panel.show("state", **self.state())

    def state(self) -> Message:
        """Everything that the panel draws."""
        about, language = self.about, self.language
        there = self.shelf.all()
        use = self.tab if about is not None and not self.starting else ""
        said = (
            {
                "customer": about.customer,
                "sells": about.sells,
                "rivals": list(about.rivals),
                "notes": [note.model_dump(mode="json") for note in about.notes],
            }
            if about
            else None
        )
        return {
            "accounts": [[one.id, one.customer] for one in there],
            "chosen": about.id if about else "",
            "starting": about is None or self.starting,
            "about": said,
            "tab": self.tab,
            "tabs": [[p.value, text(labels.part_key(p), language)] for p in Part],
            "uses": [[use, text(f"own.panel.{use}", language)] for use in USES],
            "said": self.said,
            "taken": self.taken,
            "compare": self._compared() if use == COMPARE else None,
            "check": self._checked() if use == CHECK else None,
            "files": self._filed() if use == FILES else None,
            "privacy": self._privacy(),
            "removed": [[one.name, one.about.customer] for one in self.shelf.removed()],
        }

    # --- which account, which part -------------------------------------------------------------

    def _hello(self, message: Message) -> None:
        self.panel.forget()
        self._speak(as_language(message.get("language")) or self.language)

    def _speak(self, language: Language) -> None:
        if language != self.language:
            self.language = language
            self.panel.spec = made_spec(language)
            for session in self.sessions.values():
                session.speak(language)

    def _start(self, message: Message) -> None:
        told = {name: _word(message, name) for name in ("customer", "sells", "rivals", "day")}
        about = self.shelf.start(**told)
        self._open(about)
        self.said = text("own.said.started", self.language, customer=about.customer)

    def _choose(self, message: Message) -> None:
        self._open(self.shelf.get(_word(message, "id")))

    def _begin(self, message: Message) -> None:
        self.starting = True
        self._place()

    def _cancel(self, message: Message) -> None:
        self.starting = False
        self._place()

    def _tab(self, message: Message) -> None:
        asked = _word(message, "id")
        if asked in (*Part, *USES):
            self.tab, self.taken = asked, None
            self._place()

    def _go(self, message: Message) -> None:
        field = _word(message, "field")
        part = field.partition(".")[0]
        if part in list(Part):
            self._tab({"id": part})
            self.sessions[Part(part)].forms[Part(part)].tell("state", focus=field)

    def _open(self, about: About | None) -> None:
        """Put an account into use; the state in which it was left is kept for its day."""
        self.about, self.activity, self.sessions = about, None, {}
        self.starting, self.taken, self.imported = False, None, -1
        self.tab = Part.INFORMATION.value
        if about is not None:
            self.shelf.choose(about.id)
            self.activity = OwnActivity(self.shelf, about, self.language)
        self._place()

    def _place(self) -> None:
        """Put the forms of the chosen part below the panel."""
        pages: list[ipywidgets.Widget] = []
        if self.activity is not None and self.tab not in USES and not self.starting:
            part = Part(self.tab)
            if part not in self.sessions:
                shared = Shared.of(self.activity, self.shelf.place(self.shown))
                self.sessions[part] = Session(shared, (part,), self.language)
            pages = [lesson.page(self.sessions[part])]
        self.body.children = pages

    @property
    def shown(self) -> About:
        """The account in use.

        Raises:
            Cannot: none is.
        """
        if self.about is None:
            raise Cannot("own_customer")
        return self.about

    def _details(self, message: Message) -> None:
        told = (_word(message, name) for name in ("customer", "sells", "rivals"))
        self._tell_all(self.shelf.change(self.shown, *told))
        self.said = text("own.said.changed", self.language)

    def _note(self, message: Message) -> None:
        told = [_word(message, name) for name in ("title", "of", "day", "words")]
        which = message.get("number")
        if isinstance(which, int):
            self._tell_all(self.shelf.correct(self.shown, which, *told))
            said, number = "corrected", which
        else:
            self._tell_all(self.shelf.note(self.shown, *told))
            said, number = "noted", self.shown.notes[-1].number
        self.said = text(f"own.said.{said}", self.language, document=f"D{number}")

    def _tell_all(self, about: About) -> None:
        """Another name, other rivals, one note more: every form and the dossier follow."""
        self.about = about
        if self.activity is not None:
            self.activity.case = self.shelf.case(about)
        for session in self.sessions.values():
            session.redraw()

    # --- contacts ------------------------------------------------------------------------------

    def _import(self, message: Message) -> None:
        if self.activity is None:
            return
        name, data = _word(message, "name"), _word(message, "data")
        try:
            raw = base64.b64decode(data, validate=True)
            found = contacts.read(raw, self.activity.draft, name)
        except (binascii.Error, Problems) as fault:
            self.taken = self._refused(fault)
            return
        outcome = self.activity.add_rows(contacts.TABLE, found.rows)
        if isinstance(outcome, Trouble):
            said = [outcome.said.words(self.language), outcome.todo.words(self.language)]
            self.taken = {"said": said, "problems": [], "undo": False}
            return
        self.imported = outcome.revision if found.rows else -1
        self.taken = {"said": self._worded(found), "problems": [], "undo": bool(found.rows)}
        self._follow()

    def _worded(self, found: contacts.Contacts) -> list[str]:
        language, n = self.language, len(found.rows)
        said = [text("own.said.imported", language, n=n) if n else ""]
        said += [text("own.said.imported_none", language)] if not n else []
        if found.already:
            said.append(text("own.said.already", language, names=listed(found.already, language)))
        if found.repeated:
            said.append(text("own.said.repeated", language, n=found.repeated))
        if found.left_out:
            columns = listed(found.left_out, language)
            said.append(text("own.said.left_out", language, names=columns))
        return [one for one in said if one]

    def _refused(self, fault: Problems | binascii.Error) -> dict[str, Any]:
        found = fault.problems if isinstance(fault, Problems) else ()
        problems = [problem.words(self.language) for problem in found]
        more = len(problems) - PROBLEMS_AT_MOST
        said = text("own.said.refused", self.language, n=len(problems))
        shown = problems[:PROBLEMS_AT_MOST]
        shown += [text("own.said.more", self.language, n=more)] if more > 0 else []
        return {"said": [said], "problems": shown, "undo": False}

    def _undo(self, message: Message) -> None:
        if self.activity is None or self.imported < 0:
            return
        same = self.activity.saved.revision == self.imported
        done = same and self.activity.undo()
        key = "undone" if done else "not_undone"
        said = text(f"own.said.{key}", self.language)
        self.taken, self.imported = {"said": [said], "problems": [], "undo": False}, -1
        self._follow()

    def _follow(self) -> None:
        """Let every form show the plan as it now is."""
        for session in self.sessions.values():
            session.refresh()

    # --- comparing, checking, keeping ----------------------------------------------------------

    def _keep(self, message: Message) -> None:
        day = self.activity.keep() if self.activity is not None else None
        if day is None:
            self.said = text("own.said.not_kept", self.language)
        else:
            self.said = text("own.said.kept", self.language, day=day.isoformat())

    def _span(self, message: Message) -> None:
        if message.get("days") in snapshots.SPANS:
            self.span = int(message["days"])

    def _report(self, message: Message) -> None:
        place = self.report(self.workspace, self.shown, self.language)
        self.said = text("own.said.report", self.language, place=str(place))

    def _remove(self, message: Message) -> None:
        place = self.shelf.remove(self.shown)
        self._open(self.shelf.current())
        self.said = text("own.said.removed", self.language, place=str(place))

    def _bring_back(self, message: Message) -> None:
        about = self.shelf.bring_back(_word(message, "id"))
        self._open(about)
        self.said = text("own.said.back", self.language, customer=about.customer)

    def _compared(self) -> Message:
        language, today = self.language, accounts.today_here()
        told = telling.compared(self.shelf, self.shown, self._draft(), self.span, today, language)
        spans = [[n, text("own.compare.span", language, n=n)] for n in snapshots.SPANS]
        first = today + timedelta(days=snapshots.SPANS[0])
        none = text("own.compare.none", language, n=snapshots.SPANS[0], day=first.isoformat())
        said = words("compare", language, "own")
        return {"words": said, "spans": spans, "span": self.span, "none": none, **told}

    def _checked(self) -> Message:
        language, draft = self.language, self._draft()
        found = check.questions(draft, self.shelf.case(self.shown).file)
        rows = [
            {
                "where": coach_panel.where(one.field, language, draft)
                or text(labels.part_key(one.part) if one.part else "own.self.whole", language),
                "field": one.field,
                "said": one.said.words(language),
                "question": one.question.words(language),
                "quote": one.quote,
                **(coach_panel.statement(one.statement, language) if one.statement else {}),
            }
            for one in found
        ]
        n = len(rows)
        said = text("own.self.n", language, n=n) if n else text("own.self.none", language)
        return {"words": words("self", language, "own"), "said": said, "rows": rows}

    def _filed(self) -> Message:
        said = words("files", self.language, "own")
        place = str(self.shelf.place(self.shown).resolve())
        return {**said, "place": place, "privacy": self._privacy()}

    def _privacy(self) -> list[list[str]]:
        heads = [(f"own.files.{name}_title", f"own.files.{name}") for name in PRIVACY]
        return [[text(head, self.language), text(body, self.language)] for head, body in heads]

    def _draft(self) -> dict[str, Any]:
        return self.activity.draft if self.activity is not None else {}

    def _say(self, said: str) -> None:
        self.said = said
        self.panel.tell("state", said=said)


def _word(message: Message, name: str) -> str:
    value = message.get(name, "")
    return value if isinstance(value, str) else ""
