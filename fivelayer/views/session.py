"""One lesson on the screen: the widgets of an activity, and how each follows what the others do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fivelayer import draft as drafts
from fivelayer.activity import Activity
from fivelayer.choices import Part
from fivelayer.coach import is_open
from fivelayer.findings import Finding
from fivelayer.messages import Language, text
from fivelayer.model import DecisionMaker
from fivelayer.record import differences
from fivelayer.record.games import committed
from fivelayer.record.outcomes import Trouble
from fivelayer.views import bar, coach_panel, dossier, progress, relationship_map, spec
from fivelayer.views.bar import Bar
from fivelayer.views.coach_panel import CoachPanel
from fivelayer.views.deeds import Deeds
from fivelayer.views.dossier import Dossier
from fivelayer.views.form import Form
from fivelayer.views.layouts import LAYOUTS
from fivelayer.views.portfolio import Portfolio
from fivelayer.views.relationship_map import RelationshipMap
from fivelayer.views.using import FIGURES, Figure
from fivelayer.views.widget import Widget

if TYPE_CHECKING:
    from fivelayer.views.playing import Playing

Plain = dict[str, Any]


class Shared:
    """An activity and everything on the screen that shows it: a notebook may be open in two tabs."""

    _open: dict[tuple[Path, str, str], Shared] = {}  # noqa: RUF012  one for the kernel, on purpose

    def __init__(self, activity: Activity) -> None:
        self.activity = activity
        self.sessions: list[Session] = []

    @classmethod
    def of(cls, activity: Activity, workspace: Path) -> Shared:
        """What all share that show this activity in this kernel; they follow the newest opened."""
        key = (workspace.resolve(), activity.case.id, activity.activity)
        shared = cls._open.setdefault(key, cls(activity))
        shared.activity = activity
        return shared

    def watching(self, session: Session) -> list[Session]:
        """The session itself, and the others that stand on a screen."""
        return [session, *(s for s in self.sessions if s.views and s is not session)]


class Session:
    """The widgets of some parts of an activity."""

    def __init__(self, shared: Shared, parts: Sequence[Part], language: Language) -> None:
        self.shared = shared
        self.parts = tuple(parts)
        self.language = language
        self.views = 0
        """On how many screens it stands."""
        self.into = ""
        """The field last focused: where a line of the dossier goes."""
        self.asked: dict[Part, tuple[list[Finding], Any]] = {}
        """By part: what the coach said, and the draft it was said of."""
        self.notice = ""
        self.board: Playing | None = None
        """The game on the screen, where this is its page."""
        deeds = Deeds(self)
        case = self.activity.case
        self.specs = self._made_specs()
        """The forms of all the activity's layers: those shown, and those counted in the bar."""
        self.forms = {p: Form(p, self.specs[p], deeds.take) for p in self.parts}
        self.coaches = {
            p: CoachPanel(p, coach_panel.spec(p, language), deeds.take) for p in self.parts
        }
        self.dossier = Dossier(dossier.spec(case, language), deeds.take)
        self.bar = Bar(self.bar_spec(), deeds.take)
        self.map: RelationshipMap | None = None
        if Part.RELATIONSHIP in self.parts:
            map_spec = relationship_map.spec(case.file, language)
            self.map = RelationshipMap(map_spec, deeds.take)
        self.figures: dict[Part, Figure] = {
            part: FIGURES[part](FIGURES[part].made_spec(language), deeds.take)
            for part in self.parts
            if part in FIGURES
        }
        if case.accounts and Part.FIT in self.parts:
            portfolio = Portfolio(Portfolio.made_spec(language), deeds.take)
            portfolio.accounts = case.accounts
            self.figures[Part.FIT] = portfolio
        """What stands below a form, by its part."""
        self._lines = dossier.lines(case, language)
        shared.sessions.append(self)

    @property
    def activity(self) -> Activity:
        """The activity as it now is."""
        return self.shared.activity

    @property
    def widgets(self) -> list[Widget]:
        """All widgets."""
        found: list[Widget] = [self.bar, self.dossier, *self.forms.values(), *self.coaches.values()]
        found += self.figures.values()
        return [*found, self.map] if self.map is not None else found

    # --- language ------------------------------------------------------------------------------

    def speak(self, language: Language) -> None:
        """Go on in another language, where the browser knows the notebook's better."""
        if language == self.language:
            return
        self.language = language
        self.redraw()

    def redraw(self) -> None:
        """Draw every widget anew: in another language, or because the case's documents are others."""
        case, language = self.activity.case, self.language
        self.specs = self._made_specs()
        for part in self.parts:
            self.forms[part].spec = self.specs[part]
            self.coaches[part].spec = coach_panel.spec(part, language)
        self.dossier.spec = dossier.spec(case, language)
        self.bar.spec = self.bar_spec()
        if self.map is not None:
            self.map.spec = relationship_map.spec(case.file, language)
        for figure in self.figures.values():
            figure.spec = figure.made_spec(language)
        self._lines = dossier.lines(case, language)
        if self.board is not None:
            self.board.speak()

    def _made_specs(self) -> dict[Part, Plain]:
        wanted = [p for p in Part if p in LAYOUTS and p in {*self.parts, *self.activity.parts}]
        case = self.activity.case
        return {p: spec.form(p, case.file, self.language, case.accounts) for p in wanted}

    def bar_spec(self) -> Plain:
        """The bar's words: a board's bar starts games over, not plans."""
        domain = "views" if self.board is None else "board"
        return bar.spec(self.activity.case.file.name[self.language], self.language, domain)

    # --- showing -------------------------------------------------------------------------------

    def refresh(self, answering: Form | None = None, seq: object = None, **news: Any) -> None:
        """Show the activity as it is, everywhere it is shown; `answering` acknowledges `seq`."""
        for session in self.shared.watching(self):
            session.show(
                answering if session is self else None, seq, news if session is self else {}
            )

    def show(
        self, answering: Form | None = None, seq: object = None, news: Plain | None = None
    ) -> None:
        """Send every widget what it does not show yet."""
        activity = self.activity
        draft = activity.draft
        remarks = activity.remarks()
        makers = activity.reading.plan.relationship.decision_makers
        common = {
            "options": {"for_whom": self._for_whom(makers), "people": self._people(makers)},
            "saved": self.saved(),
            "trouble": self.trouble(),
            "can": {"undo": activity.can_undo, "redo": activity.can_redo},
            "read_only": activity.read_only,
        }
        for part, form in self.forms.items():
            state = {
                "values": drafts.get(draft, part.value, {}),
                "remarks": coach_panel.by_field(remarks, part, self.language, draft),
                "lines": self._words_of_lines(part),
                **common,
            }
            if form is answering and (seq is not None or news):
                form.answer(seq, state, news or {})
            else:
                form.show("state", **state)
            self._show_coach(part)
        if self.map is not None:
            self.map.show(
                "people",
                people=relationship_map.people(makers, self.names(makers)),
                totals=relationship_map.in_words(makers, activity.case.file, self.language),
            )
        for figure in self.figures.values():
            figure.follow(activity.reading.plan, self.names(makers), self.language)
        self.dossier.show("cited", lines=self._cited())
        self.show_into()
        self.bar.show("state", **self._bar_state(remarks))
        if self.board is not None:
            self.board.show()

    def tried(self, part: Part, message: Plain | None) -> None:
        """Show a figure what a reader tries out in it; None: the plan again."""
        if part in self.figures:
            plan, figure = self.activity.reading.plan, self.figures[part]
            figure.tried = message
            makers = plan.relationship.decision_makers
            figure.follow(plan, self.names(makers), self.language)

    def foresee(self, part: Part, path: str, value: str | list[str]) -> None:
        """Show a form the remarks that a change leads to, before the change goes to disk."""
        if not self.activity.read_only:
            remarks = self.activity.foresee(path, value)
            draft = self.activity.draft
            told = coach_panel.by_field(remarks, part, self.language, draft)
            self.forms[part].show("state", remarks=told)

    def show_into(self) -> None:
        """Tell the dossier which field a line would go to."""
        label = coach_panel.where(self.into, self.language, self.activity.draft)
        self.dossier.show("into", label="" if self.activity.read_only else label)

    def names(self, makers: Sequence[DecisionMaker]) -> dict[str, str]:
        """What the decision makers are called: by name, post, or place in the list."""
        return {
            maker.id: maker.person
            or maker.post
            or text("views.form.nobody", self.language, n=number)
            for number, maker in enumerate(makers, start=1)
        }

    def _for_whom(self, makers: Sequence[DecisionMaker]) -> list[list[str]]:
        everybody = text("plan.choice.for_whom.organisation", self.language)
        return [["organisation", everybody], *self._people(makers)]

    def _people(self, makers: Sequence[DecisionMaker]) -> list[list[str]]:
        return [[row, name] for row, name in self.names(makers).items()]

    def saved(self) -> Plain | None:
        """The last revision that is on disk, if there is one."""
        saved = self.activity.saved
        return {"revision": saved.revision, "time": saved.time} if saved.revision else None

    def trouble(self) -> Plain | None:
        """What is in the way of saving, in words."""
        trouble = self.activity.trouble
        if trouble is None or self.activity.read_only:
            return None
        return {**self.worded(trouble), "unsaved": self.activity.unsaved}

    def worded(self, trouble: Trouble) -> dict[str, str]:
        """A trouble in words: what, and what to do."""
        return {
            "said": trouble.said.words(self.language),
            "todo": trouble.todo.words(self.language),
        }

    def _words_of_lines(self, part: Part) -> dict[str, str]:
        cited = [v for _, v in drafts.leaves(drafts.get(self.activity.draft, part.value, {}))]
        lines = {line for value in cited if isinstance(value, list) for line in value}
        return {line: self._lines[line] for line in sorted(map(str, lines)) if line in self._lines}

    def _cited(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        draft = self.activity.draft
        for part in self.parts:
            for path, value in drafts.leaves({part.value: drafts.get(draft, part.value, {})}):
                if path.endswith(".lines") and isinstance(value, list):
                    owner = coach_panel.where(path.removesuffix(".lines"), self.language, draft)
                    for line in value:
                        found.setdefault(str(line), []).append(owner)
        return found

    def _show_coach(self, part: Part) -> None:
        findings, of = self.asked.get(part, ([], None))
        draft = self.activity.draft
        self.coaches[part].show(
            "remarks",
            remarks=[coach_panel.plain(f, self.language, draft) for f in findings],
            asked=part in self.asked,
            stale=part in self.asked and drafts.get(draft, part.value, {}) != of,
        )

    # --- the bar -------------------------------------------------------------------------------

    def _bar_state(self, remarks: Sequence[Finding]) -> Plain:
        activity = self.activity
        who = activity.record.identity
        content = [p for p, (found, _) in self.asked.items() if not any(map(is_open, found))]
        return {
            "joined": bool(who.owner) or activity.read_only or activity.private,
            "private": activity.private,
            "names": {"team": who.team, "trainee": who.trainee},
            "who": " · ".join(filter(None, (who.team, who.trainee))),
            "read_only": activity.read_only,
            "progress": [] if self.board else self._progress(),
            "next": None if self.board else self._next(content, remarks),
            "notice": self._notice(),
        }

    def _progress(self) -> list[Plain]:
        return progress.layers(self.specs, self.activity.draft, self.parts, self.language)

    def _next(self, content: Sequence[Part], remarks: Sequence[Finding]) -> Plain:
        return progress.next_step(
            self.activity, self.specs, self.parts, content, remarks, self.language
        )

    def _notice(self) -> Plain | None:
        other = self.activity.other
        if other is None:
            return {"text": self.notice} if self.notice else None
        draft = self.activity.draft
        found = differences(draft, other.draft)
        rows = [
            [coach_panel.where(path, self.language, draft) or path, _short(mine), _short(theirs)]
            for path, mine, theirs in found[:12]
        ]
        games = [str(len(committed(game))) for game in (self.activity.game, other.game)]
        if self.activity.game != other.game:
            rows.insert(0, [text("board.game_differs", self.language), *games])
        choices = [
            [side, text(f"views.bar.keep_{side}", self.language)] for side in ("mine", "other")
        ]
        said = text("record.opened.diverged", self.language)
        return {"text": said, "differences": rows, "choices": choices}


def _short(value: object) -> str:
    words = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return words if len(words) <= 200 else words[:199] + "…"
