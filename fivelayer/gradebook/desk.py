"""The marking desk as a widget drives it: one criterion, all answers, each decision kept at once."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final, Literal

from fivelayer import cases, places, rulings
from fivelayer.cases import Case, Exercise
from fivelayer.findings import Finding
from fivelayer.gradebook import Answer, Criterion, Decision, Disagreement, Gradebook
from fivelayer.gradebook import rulings as accepting
from fivelayer.gradebook.agreement import Agreement, agreement
from fivelayer.gradebook.book import now
from fivelayer.gradebook.marks import MachineMark, Work, decided, official
from fivelayer.gradebook.settings import Settings
from fivelayer.key import AnyCriterion, Key
from fivelayer.marking.result import Result
from fivelayer.messages import Language
from fivelayer.problems import Cannot, Problems
from fivelayer.rulings import Ruling

SETTLED: Final = "settled"
"""The reason of a mark by which two markers' difference was settled."""
Only = Literal["all", "open", "flagged"]
Name = tuple[str, str, str]
"""A criterion: case, exercise, rule."""


@dataclass(frozen=True)
class Options:
    """How answers are shown: without names, in a marker's own order, as a second marker, which."""

    anonymous: bool = True
    shuffled: bool = True
    second: bool = False
    only: Only = "all"


@dataclass(frozen=True)
class Row:
    """A criterion with how far it is, and how far those who marked it agree."""

    criterion: Criterion
    machine: Agreement
    """Between the machine and people."""
    markers: Agreement
    """Between the first and the second marker."""
    apart: int
    """Answers on which these two differ and nobody has settled it."""
    flagged: int
    """Answers to look at again: a marker says so, or the answer changed since it was marked."""

    @property
    def name(self) -> Name:
        """Case, exercise, rule."""
        return self.criterion.case, self.criterion.exercise, self.criterion.rule


class Desk:
    """A marker's desk on one gradebook."""

    def __init__(self, settings: Settings) -> None:
        """Open the gradebook.

        Raises:
            Cannot: it cannot be opened.
        """
        self.settings = settings
        self.book = Gradebook.open(settings.url)
        self.by = settings.by.strip()
        self.options = Options()
        self.name: Name | None = None
        """The criterion that is being marked."""
        self.queue: list[Answer] = []
        self.at = 0
        self.flags: frozenset[int] = frozenset()
        """Works whose answer somebody wants looked at again."""
        self.previewed: accepting.Preview | None = None
        self._done: list[tuple[Name, int, bool]] = []
        """What this marker decided here, latest last: criterion, work, as second marker."""
        self._cases: dict[str, Case | None] = {}

    # --- all criteria --------------------------------------------------------------------------

    def rows(self) -> list[Row]:
        """Every criterion with its progress and agreement."""
        ratings, flags = self.book.ratings(), self.book.flags()
        pairs: dict[Name, list[Disagreement]] = {}
        for pair in self.book.pairs():
            name = (pair.work.case, pair.work.exercise, pair.rule)
            pairs.setdefault(name, []).append(pair)
        rows = []
        for each in self.book.criteria():
            name = (each.case, each.exercise, each.rule)
            both = pairs.get(name, [])
            two = agreement([_points(pair) for pair in both])
            apart = sum(is_open(pair) for pair in both)
            flagged = each.flagged + len(flags.get(name, ()))
            rows.append(Row(each, agreement(ratings.get(name, [])), two, apart, flagged))
        return rows

    def open(self, name: Name) -> None:
        """Take a criterion: all its answers, in this marker's order.

        Raises:
            Cannot: nobody answered it.
        """
        self.name = name
        self._fill()
        self.at = self._first_open()
        self.previewed = None

    def close(self) -> None:
        """Back to the list of criteria."""
        self.name, self.queue, self.previewed = None, [], None

    def choose(self, **more: Any) -> None:
        """Change how answers are shown; the answer looked at stays in sight if it can."""
        held = self.answer.work.id if self.queue else None
        self.options = replace(self.options, **more)
        if self.name is not None:
            self._fill()
            places = (n for n, each in enumerate(self.queue) if each.work.id == held)
            self.at = next(places, self._first_open())

    def _fill(self) -> None:
        if self.name is None:
            return
        self._flags()
        found = self.book.answers(*self.name, by=self.by)
        kept = [each for each in found if self._wanted(each)]
        if self.options.shuffled:
            kept.sort(key=lambda each: _digest(self.by, self.name, each.work.id))
        self.queue = kept

    def _wanted(self, answer: Answer) -> bool:
        if self.options.only == "open":
            return not self.is_done(answer)
        if self.options.only == "flagged":
            return answer.flag is not None or self.is_flagged(answer)
        return True

    def _first_open(self) -> int:
        still = (n for n, each in enumerate(self.queue) if not self.is_done(each))
        return next(still, 0)

    # --- one answer ----------------------------------------------------------------------------

    @property
    def answer(self) -> Answer:
        """The answer looked at."""
        return self.queue[self.at]

    def result(self) -> Result:
        """The machine's whole result of the work looked at."""
        return self.book.result(self.answer.work.id)

    def findings(self) -> list[Finding]:
        """The machine's findings on the answer: several where rows are judged one by one."""
        return [each for each in self.result().findings if each.rule == self.answer.finding.rule]

    def key_of(self, answer: Answer) -> str:
        """A name for an answer that says nothing of whose it is, the same tomorrow."""
        return _digest(self.book.name, answer.finding.rule, answer.work.id)[:12]

    def own(self, answer: Answer) -> Decision | None:
        """This marker's mark, in the part that is being played: first or second."""
        return decided(answer.mine, second=self.options.second)

    def theirs(self, answer: Answer) -> Decision | None:
        """The other part's mark; hidden from a second marker until theirs is made, and the other way."""
        other = decided(_by_time(answer), second=not self.options.second)
        if other is None or (self.own(answer) is None and other not in answer.mine):
            return None
        return other

    def held(self, answer: Answer) -> Decision | None:
        """The mark that stands in this part, whoever's it is."""
        return decided(_by_time(answer), second=self.options.second)

    def is_done(self, answer: Answer) -> bool:
        """Whether somebody has marked it in this part."""
        return self.held(answer) is not None

    def is_flagged(self, answer: Answer) -> bool:
        """Whether somebody wants it looked at again."""
        return answer.work.id in self.flags

    def marked_first(self, answer: Answer) -> bool:
        """Whether the second marker would be the first one again."""
        first = decided(_by_time(answer))
        return self.options.second and first is not None and first.by == self.by

    def go(self, by: int) -> None:
        """On or back; stays at the ends."""
        self.at = max(0, min(len(self.queue) - 1, self.at + by))

    def go_to(self, key: str) -> None:
        """To an answer by its name."""
        places = (n for n, each in enumerate(self.queue) if self.key_of(each) == key)
        self.at = next(places, self.at)

    def go_on(self) -> bool:
        """To the next answer that is still to be marked, round the corner; False where none is."""
        ring = [*range(self.at + 1, len(self.queue)), *range(self.at)]
        found = next((n for n in ring if not self.is_done(self.queue[n])), None)
        if found is not None:
            self.at = found
        return found is not None

    # --- deciding ------------------------------------------------------------------------------

    def decide(self, points: Decimal, comment: str = "", why: str = "") -> Decision:
        """Keep a mark for the answer looked at, at once.

        Raises:
            Cannot: no name, impossible points, or a second marker who is the first.
        """
        answer = self.answer
        if self.marked_first(answer):
            raise Cannot("desk_own_second")
        second = self.options.second
        made = self.book.decide(
            answer.work.id, answer.finding.rule, points, self.by, why, comment, second=second
        )
        self._done.append((self._name(), answer.work.id, second))
        self._replace(replace(answer, mine=(*answer.mine, made)))
        return made

    def accept(self, comment: str = "") -> Decision:
        """Keep the machine's mark as one's own.

        Raises:
            Cannot: the machine gave none.
        """
        if self.answer.official.machine is None:
            raise Cannot("desk_no_machine")
        return self.decide(self.answer.official.machine, comment)

    def undo(self) -> bool:
        """Take one's last mark back, wherever it was made, and go there; False where there is none."""
        if self._done:
            name, work, second = self._done.pop()
            if name != self.name:
                self.open(name)
            if second != self.options.second:
                self.choose(second=second)
            places = (n for n, each in enumerate(self.queue) if each.work.id == work)
            self.at = next(places, self.at)
        elif not self.queue or self.own(self.answer) is None:
            return False
        answer, second = self.answer, self.options.second
        self.book.decide(answer.work.id, answer.finding.rule, None, self.by, second=second)
        last = [each for each in answer.mine if each.second == second][-1]
        mine = tuple(each for each in answer.mine if each.id != last.id)
        self._replace(replace(answer, mine=mine))
        return True

    def flag(self) -> bool:
        """Raise a flag on the answer, or take it down; whether it now flies."""
        raised = not self.is_flagged(self.answer)
        work, rule = self.answer.work.id, self.answer.finding.rule
        self.book.flag(work, rule, self.by, raised=raised)
        self._flags()
        return raised

    def _flags(self) -> None:
        name = self._name()
        self.flags = self.book.flags(*name[:2]).get(name, frozenset())

    def comments(self) -> list[str]:
        """The comments kept for this criterion."""
        return self.book.comments(*self._name())

    def keep_comment(self, words: str) -> None:
        """Keep a comment for other answers to this criterion."""
        self.book.keep_comment(words, *self._name(), self.by)

    def _name(self) -> Name:
        if self.name is None:
            raise Cannot("desk_nothing_open")
        return self.name

    def _replace(self, answer: Answer) -> None:
        """Show an answer as it is after a decision, without reading all the others again."""
        mark = answer.official
        if mark.part is not None:
            machine = MachineMark(mark.part, mark.outcome, mark.machine, mark.of)
            now = official({mark.rule: machine}, {mark.rule: _by_time(answer)})[0]
            answer = replace(answer, official=now)
        self.queue[self.at] = answer

    # --- two markers ---------------------------------------------------------------------------

    def apart(self, name: Name) -> list[Disagreement]:
        """Where first and second marker differ on a criterion; what is settled is left out."""
        return [pair for pair in self.book.disagreements(*name) if is_open(pair)]

    def settle(self, pair: Disagreement, points: Decimal, why: str = "") -> None:
        """Settle a difference: the official mark is what was agreed on; both marks are kept.

        Raises:
            Cannot: no name, or impossible points.
        """
        reason = f"{SETTLED}: {why}" if why else SETTLED
        comment = pair.first.comment
        self.book.decide(pair.work.id, pair.rule, points, self.by, reason, comment)

    # --- the case, and rulings -----------------------------------------------------------------

    def case(self, name: str) -> Case | None:
        """A case, with the rulings beside these marks; None where it is not to be found."""
        if name not in self._cases:
            found = cases.place_of(name, [*self.settings.cases, places.cases()])
            too = accepting.beside(self.settings.marks, name)
            self._cases[name] = cases.load(found, too) if found is not None else None
        return self._cases[name]

    def key(self, case: str) -> Key | None:
        """A case's key; None where it cannot be had."""
        try:
            found = self.case(case)
            return found.key if found is not None else None
        except Problems:
            return None

    def criterion(self, name: Name) -> AnyCriterion | None:
        """A criterion as the key has it."""
        key = self.key(name[0])
        return next((each for each in key.criteria if each.id == name[2]), None) if key else None

    def targets(self) -> tuple[accepting.Target, ...]:
        """What a wording can be accepted for here."""
        criterion, key = self.criterion(self._name()), self.key(self._name()[0])
        return accepting.targets(criterion, key) if criterion and key else ()

    def preview(self, target: str, wording: str, why: str) -> accepting.Preview:
        """Look at what accepting a wording would change; nothing is written.

        Raises:
            Cannot: it is no wording that can be accepted, or there is no place for it.
            Problems: the file of rulings has problems.
        """
        self.previewed = None
        chosen = next((each for each in self.targets() if each.id == target), None)
        case = self.case(self._name()[0])
        if chosen is None or case is None:
            raise Cannot("ruling_no_target")
        wording, why = rulings.plain(wording, 200), rulings.plain(why)
        language: Language = "zh" if rulings.is_chinese(wording) else "en"
        if code := rulings.fault(wording, language):
            raise Problems.one(rulings.FILE, code)
        if not why:
            raise Cannot("ruling_no_reason")
        ruling = Ruling(
            id="r1",
            concept=chosen.id if chosen.kind == "concept" else None,
            row=chosen.id if chosen.kind == "row" else None,
            language=language,
            wording=wording,
            criterion=self._name()[2],
            answer=self._around(wording) or "…",
            submission=self.answer.work.sha256[:16],
            by=rulings.plain(self.by, 80),
            at=now(),
            why=why,
        )
        file = accepting.place(case, self.settings.marks)
        self.previewed = accepting.preview(ruling, file, case, *self._all())
        return self.previewed

    def accept_wording(self) -> int:
        """Write what was previewed and judge anew what it touches; how many works got other points.

        Raises:
            Cannot: nothing was previewed, or it cannot be written.
        """
        if self.previewed is None:
            raise Cannot("ruling_no_target")
        accepting.write(self.previewed)
        self.previewed = None
        self._cases.clear()
        name, work = self._name(), self.answer.work.id
        case = self.case(name[0])
        changed = accepting.taken_up(self.book, case, list(self._works())) if case else 0
        self._fill()
        self.at = next((n for n, each in enumerate(self.queue) if each.work.id == work), 0)
        return changed

    def _all(self) -> tuple[list[Answer], Exercise | None]:
        """Every answer to the criterion, whatever is shown, and the exercise that asks for it."""
        name = self._name()
        whole = self.queue if self.options.only == "all" else self.book.answers(*name, by=self.by)
        folders = [*self.settings.cases, places.exercises()]
        return whole, accepting.exercise_of(self.answer.work, folders)

    def _works(self) -> Iterator[tuple[Work, Result, Exercise | None]]:
        folders = [*self.settings.cases, places.exercises()]
        known: dict[str, Exercise | None] = {}
        for work in self.book.works(self._name()[0]):
            if work.exercise not in known:
                known[work.exercise] = accepting.exercise_of(work, folders)
            yield work, self.book.result(work.id), known[work.exercise]

    def _around(self, wording: str) -> str:
        """The answer, or of a long one the piece that the wording stands in; without names."""
        whole = rulings.plain(self.answer.finding.quote, 10_000)
        start = max(0, whole.casefold().find(wording.casefold()[:20]) - 60)
        return rulings.plain(unnamed(whole[start : start + 290], self.answer.work))


def is_open(pair: Disagreement) -> bool:
    """Whether two markers' difference is still to be settled."""
    settled = pair.first.why.partition(":")[0] == SETTLED and pair.first.id > pair.second.id
    return not settled and pair.first.points != pair.second.points


def unnamed(words: str, work: Work, instead: str = "…") -> str:
    """A trainee's words without the names that the work is handed in under.

    >>> from types import SimpleNamespace
    >>> unnamed("We of team Cedar say", SimpleNamespace(team="Cedar", trainee="", workshop=""))
    'We of team … say'
    """
    for name in sorted({work.team, work.trainee, work.workshop}, key=len, reverse=True):
        if len(name) > (1 if rulings.is_chinese(name) else 2):
            edges = (r"(?<!\w)", r"(?!\w)") if name.isascii() else ("", "")
            words = re.sub(re.escape(name).join(edges), instead, words, flags=re.IGNORECASE)
    return words


def _points(pair: Disagreement) -> tuple[Decimal, Decimal]:
    nothing = Decimal(0)
    return pair.first.points or nothing, pair.second.points or nothing


def _by_time(answer: Answer) -> list[Decision]:
    return sorted((*answer.others, *answer.mine), key=lambda each: each.id)


def _digest(*given: object) -> str:
    return hashlib.sha256(json.dumps(given, default=str).encode()).hexdigest()
