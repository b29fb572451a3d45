"""The team report: its sections, each shown by one cell of the notebook, everything escaped."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from fivelayer.choices import Part
from fivelayer.findings import Outcome
from fivelayer.html import template
from fivelayer.labels import outcome_key, part_key
from fivelayer.marking.pages import SIGNS
from fivelayer.marking.result import Result
from fivelayer.messages import Language, has
from fivelayer.record.form import Attempt
from fivelayer.reports.account import Account
from fivelayer.reports.parameters import ParameterError
from fivelayer.reports.reasons import Reasons, flags, step_words
from fivelayer.reports.running import case_of
from fivelayer.reports.wording import day, in_a_row, listed, number, said

MAX_BYTES: Final = 64_000_000
STEPS_AT_MOST: Final = 5


class Section:
    """A piece of the report as notebooks show it; nothing where it has nothing to say."""

    def __init__(self, **shown: str) -> None:
        self.shown = {mime: content for mime, content in shown.items() if content}

    @classmethod
    def page(cls, html: str) -> Section:
        """A section of HTML whose text parts are already escaped."""
        plain = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html)).strip()
        return cls(**{"text/html": html, "text/plain": plain})

    @classmethod
    def chart(cls, svg: str, title: str) -> Section:
        """A chart, with its title for those who cannot see it."""
        return cls(**{"image/svg+xml": svg, "text/plain": title})

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        del include, exclude  # a hint that notebooks may give; all forms are cheap here
        return self.shown or {"text/plain": ""}


@dataclass(frozen=True)
class TeamReport:
    """The report of one result; a refused file's report is its heading alone."""

    account: Account

    @classmethod
    def of(cls, file: Path, language: Language) -> TeamReport:
        """The report of a result file.

        Raises:
            ParameterError: the file is no result of the marking.
        """
        result = read_result(file)
        return cls(Account(result, case_of(result.identity.case), language))

    @property
    def title(self) -> str:
        """What the page is called; hostile until escaped."""
        return self.account.say("page.title", team=self.team)

    @property
    def team(self) -> str:
        """Whose report it is: the team's, else the trainee's, else the file's name."""
        identity = self.account.result.identity
        return identity.team or identity.trainee or self.account.result.file

    @property
    def refused(self) -> bool:
        """The file was refused, so that there is nothing to report but the reason."""
        return self.account.result.status == "refused"

    def heading(self) -> Section:
        """Team, case, date and key version; the reason where the file was refused."""
        return self._section("heading", facts=self._facts(), refused=self._refusal())

    def summary(self) -> Section:
        """Three sentences: the score, how it came about, what to do first."""
        return self._section("summary", words=in_a_row(self.sentences(), self.account.language))

    def sentences(self) -> tuple[str, str, str]:
        """The summary's sentences, written from the data."""
        return (self._score_sentence(), self._outcome_sentence(), self._step_sentence())

    def chart(self, name: str) -> Section:
        """One of the charts, by its name in `fivelayer.reports.figures.FIGURES`."""
        if self.refused:
            return Section()
        from fivelayer.reports import canvas
        from fivelayer.reports.figures import FIGURES, PART_OF

        part, result = PART_OF.get(name), self.account.result
        if part is not None and part not in result.parts and not result.draft.get(part.value):
            return Section()
        figure = FIGURES[name](self.account)
        return Section.chart(canvas.svg(figure), canvas.title(figure))

    def next_steps(self) -> Section:
        """Where the most points are open, and what to do there."""
        return self._section("steps", steps=self.reasons.next_steps(STEPS_AT_MOST))

    def marks(self) -> Section:
        """The marks by layer, with their reasons."""
        there = [o for o, n in self.reasons.outcomes().items() if n]
        legend = [(o, self.account.label(outcome_key(o)), SIGNS[o]) for o in there]
        return self._section("marks", layers=self.reasons.layers(), legend=legend)

    def sources(self) -> Section:
        """The sentences of the model and the dossier lines that the marks refer to."""
        there = {"statements": self.reasons.statements(), "lines": self.reasons.lines()}
        return self._section("sources", **there)

    def attempts(self) -> Section:
        """What the team asked the coach on the way."""
        return self._section("attempts", rows=_attempt_rows(self.account.result.attempts))

    def for_a_person(self) -> Section:
        """What is left to a person: persuasion, faults of the marking, flags of the file."""
        waiting = self.reasons.for_a_person()
        return self._section("person", waiting=waiting, flags=flags(self.account))

    def notes(self) -> Section:
        """How to read the report, and what it rests on."""
        return self._section("notes", result=self.account.result)

    @cached_property
    def reasons(self) -> Reasons:
        """The findings in words."""
        return Reasons(self.account)

    def _section(self, name: str, /, **context: Any) -> Section:
        if self.refused and name not in ("heading", "notes"):
            return Section()
        language = self.account.language
        page = template(f"reports/sections/{name}.html.j2")
        words = {"say": self.account.say, "label": self.account.label, "part_key": part_key}
        shown = page.render(report=self, language=language, number=number, **words, **context)
        return Section.page(shown.strip())

    def _facts(self) -> list[tuple[str, str]]:
        result, language = self.account.result, self.account.language
        identity = result.identity
        case = self.account.case
        known = {
            "case": case.file.name[language] if case is not None else identity.case,
            "trainee": identity.trainee if identity.team else "",
            "workshop": identity.workshop,
            "activity": self._activity(),
            "handed_in": _moment(result.time, language),
            "revision": str(result.revision) if result.revision else "",
            "key_version": result.key_version,
            "file": result.file,
        }
        return [(self.account.say(f"heading.{k}"), value) for k, value in known.items() if value]

    def _activity(self) -> str:
        activity = self.account.result.exercise or self.account.result.identity.activity
        key = f"report.activity.{activity}"
        return self.account.label(key) if has(key, self.account.language) else activity

    def _refusal(self) -> dict[str, str] | None:
        result, language = self.account.result, self.account.language
        if result.status != "refused":
            return None
        reason = result.reason.words(language) if result.reason else ""
        following = result.next_step.words(language) if result.next_step else ""
        return {"reason": reason or self.account.say("refused.unknown"), "next_step": following}

    def _score_sentence(self) -> str:
        result = self.account.result
        points, of = number(result.points or 0), number(result.of or 0)
        words = {"team": self.team, "points": points, "of": of}
        scored = [(part, score) for part, score in result.parts.items() if score.of]
        shares = {part: score.points / score.of for part, score in scored}
        if len(set(shares.values())) < 2:
            return self.account.say("summary.score", **words)
        best, worst = max(shares, key=shares.__getitem__), min(shares, key=shares.__getitem__)
        layers = {"best": self._layer_score(best), "worst": self._layer_score(worst)}
        return self.account.say("summary.score_by_layer", **words, **layers)

    def _layer_score(self, part: Part) -> str:
        score = self.account.result.parts[part]
        layer = self.account.label(part_key(part))
        words = {"points": number(score.points), "of": number(score.of)}
        return self.account.say("summary.layer", layer=layer, **words)

    def _outcome_sentence(self) -> str:
        counted = self.reasons.outcomes()
        told = [self.account.say(f"summary.count.{o.value}", n=n) for o, n in counted.items() if n]
        if counted[Outcome.NOT_ATTEMPTED] == sum(counted.values()):
            return self.account.say("summary.nothing_attempted")
        counts = listed(told, self.account.language)
        return self.account.say("summary.outcomes", n=sum(counted.values()), counts=counts)

    def _step_sentence(self) -> str:
        steps = self.reasons.next_steps(1)
        if not steps:
            return self.account.say("summary.nothing_open")
        first = steps[0]
        layer = self.account.label(part_key(first.finding.layer))
        words = {"layer": layer, "step": step_words(first, self.account)}
        return self.account.say("summary.step", **words, n=number(first.open))


def read_result(file: Path) -> Result:
    """Read a result that the marking wrote.

    Raises:
        ParameterError: it is none.
    """
    try:
        if file.stat().st_size > MAX_BYTES:
            raise ParameterError(said("fault.file", "en", given=repr(str(file))))
        return Result.model_validate_json(file.read_bytes())
    except (OSError, ValidationError) as fault:
        count = fault.error_count() if isinstance(fault, ValidationError) else 1
        words = {"given": repr(str(file)), "n": count}
        raise ParameterError(said("fault.not_a_result", "en", **words)) from None


def _moment(iso: str, language: Language) -> str:
    """A day with hours and minutes, as the submission says it."""
    match = re.fullmatch(
        r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?", iso
    )
    if match is None:
        return iso
    zone = {"Z": " UTC", None: ""}.get(match[3], f" UTC{match[3]}")
    return f"{day(match[1], language)} {match[2]}{zone}"


def _attempt_rows(attempts: tuple[Attempt, ...]) -> list[dict[str, Any]]:
    """For each part: how often the coach was asked, and how its remarks changed."""
    rows = []
    for part in Part:
        here = [attempt for attempt in attempts if attempt.part is part]
        asked = [attempt for attempt in here if attempt.asked == "remarks"]
        hints = [attempt.level for attempt in here if attempt.asked == "hint"]
        if here:
            first, last = (len(asked[at].found) if asked else None for at in (0, -1))
            row = {
                "part": part,
                "asked": len(asked),
                "hints": len(hints),
                "level": max(hints, default=0),
            }
            rows.append({**row, "first": first, "last": last})
    return rows
