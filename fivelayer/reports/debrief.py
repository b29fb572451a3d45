"""The debrief of a game: its sections, each shown by one cell of the notebook, everything escaped."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from fivelayer import places
from fivelayer.html import template
from fivelayer.messages import Language, text
from fivelayer.problems import Problems
from fivelayer.record.files import replace
from fivelayer.reports import games
from fivelayer.reports.debrief_layers import layers
from fivelayer.reports.games import Opened
from fivelayer.reports.parameters import ParameterError
from fivelayer.reports.running import executed, with_cases_in
from fivelayer.reports.story import Story
from fivelayer.reports.study import Study
from fivelayer.reports.team import Section
from fivelayer.reports.wording import listed, number
from fivelayer.simulation.analysis import Estimate
from fivelayer.simulation.calibration import CLOSE
from fivelayer.simulation.game import Reaction
from fivelayer.simulation.turn import Event
from fivelayer.simulation.wording import decision

TEMPLATE: Final = Path("reports") / "game_debrief.ipynb"
"""The template, below the folder of notebooks."""
TOP: Final = 3
"""Decisions that are talked about."""
SECONDS: Final = 600
"""A cell that runs longer is stopped."""
_QUIET: Final = frozenset(
    ["did", "paid", "contact", "bond", "seen", "locked", "faded", "grew", "rival_faded", "listing",
     "result", "watched", "cared", "trust", "push_fades", "found", "courted_unseen", "results"]
)  # fmt: skip
"""Events that the account of the rounds leaves out: each is small, or told in another way."""
_SLIGHT: Final = 0.05
"""A smaller gain of a rival's is not told in the account of the rounds."""
_LUCKY: Final = (0.35, 0.65)
"""Between these shares luck is neither good nor bad, and a chance an even one."""
_POINT: Final = 0.01
"""A change of the chance that is worth telling."""


@dataclass(frozen=True)
class Debrief:
    """The debrief of one game in one language."""

    story: Story

    @classmethod
    def of(cls, file: Path, language: Language) -> Debrief:
        """The debrief of the game in a file.

        Raises:
            ParameterError: there is no game in it that can be played.
        """
        try:
            opened = games.opened(file)
        except Problems as fault:
            said = text("debrief.fault.file", "en", given=repr(str(file)))
            raise ParameterError(f"{said}; {fault.words('en')}") from None
        return cls(Story(Study(opened), language))

    @property
    def study(self) -> Study:
        """The game studied."""
        return self.story.study

    @property
    def title(self) -> str:
        """What the page is called; hostile until escaped."""
        return self.story.say("page.title", team=self.story.team)

    def heading(self) -> Section:
        """Team, case, goal, luck, versions, how it ended."""
        case, log, say = self.study.opened.case, self.study.opened.log, self.story.say
        facts = {
            "case": case.file.name[self.story.language],
            "goal": case.file.goal[self.story.language],
            "decided": say("heading.decided_is", n=self.study.decided, of=self.study.world.rounds),
            "luck": say("heading.luck_is", seed=log.seed, game=log.game),
            "engine": say("heading.engine_is", case=log.case_version, engine=log.engine),
        }
        return self._section("heading", facts=[(say(f"heading.{k}"), v) for k, v in facts.items()])

    def summary(self) -> Section:
        """How it ended, whether luck did it, how far from par."""
        return self._section("summary", sentences=self.sentences())

    def sentences(self) -> list[str]:
        """The summary's sentences, written from the data."""
        study, story = self.study, self.story
        found = study.mark.odds
        low, high = _LUCKY
        chance = found.reached.mean
        seldom, often = ("luckily", "likely") if study.won else ("likely", "unluckily")
        how = seldom if chance < low else often if chance > high else "even"
        form = f"{'won' if study.won else 'lost'}_{how}"
        share, mean = story.share(found.reached.mean), story.money(found.net.mean)
        said = [story.say(f"summary.{form}", net=story.brought, share=share, mean=mean)]
        if study.par is None or study.share_of_par is None:
            said.append(story.say("summary.par_none"))
        else:
            best, part = story.money(study.par[1].net.mean), story.share(study.share_of_par)
            said.append(story.say("summary.par", best=best, share=part))
        if study.decided < study.world.rounds:
            said.append(story.say("summary.undecided", n=study.decided))
        return said

    def chapter(self, name: str) -> Section:
        """A heading, with a sentence of introduction where there is one."""
        return self._section("chapter", name=name)

    def chart(self, name: str) -> Section:
        """One of the charts, by its name in `fivelayer.reports.figures.games.FIGURES`."""
        from fivelayer.reports import canvas
        from fivelayer.reports.figures.games import FIGURES

        figure = FIGURES[name](self.story)
        return Section.chart(canvas.svg(figure), canvas.title(figure))

    def luck(self) -> Section:
        """How lucky the game was, and what to ask about it."""
        luck = self.study.mark.luck
        low, high = _LUCKY
        question = "odds.q_bad" if luck < low else "odds.q_good" if luck > high else "odds.q_even"
        says = self.story.say("odds.luck", share=self.story.share(luck))
        return self._section("asked", says=[says], questions=[self.story.say(question)])

    def course(self) -> Section:
        """What was decided and what came of it, round by round."""
        rounds = range(1, self.study.world.rounds + 1)
        return self._section("course", rows=[self._round(number) for number in rounds])

    def decisions(self) -> Section:
        """The decisions that mattered most, each with its question."""
        rows = []
        for one in self.study.telling(TOP):
            net, reached = one.credit.net.mean, one.credit.reached.mean
            chance = "" if reached >= _POINT else "_risk" if reached <= -_POINT else "_money"
            form = f"for{chance}" if net > 0 else "against"
            amount = self.story.money(abs(net))
            points = self.story.points(abs(reached)).removeprefix("+")
            what = self.story.decision(one)
            says = self.story.say(f"decisions.{form}", what=what, amount=amount, points=points)
            ask = "q_against" if net < 0 else "q_money" if chance else "q_for"
            rows.append((says, self.story.say(f"decisions.{ask}")))
        return self._section("decisions", rows=rows)

    def layers(self) -> Section:
        """Layer by layer: its worth, what was done, questions."""
        return self._section("layers", layers=layers(self.story))

    def foresight(self) -> Section:
        """Predictions against what came; the surprises are the agenda."""
        found, story = self.study.foresight, self.story
        says = []
        if found.brier is not None:
            says.append(story.say("foresight.brier", brier=number(found.brier, 2)))
        surprises = [one for one in found.reactions if one.surprising]
        if found.reactions:
            n, of = len(found.reactions) - len(surprises), len(found.reactions)
            says.append(story.say("foresight.right", n=n, of=of))
        return self._section(
            "foresight", says=says, rows=[self._surprise(one) for one in surprises],
            questions=[story.say(f"foresight.{key}") for key in self._ask_foresight(bool(surprises))],
        )  # fmt: skip

    def par(self) -> Section:
        """What to ask about the distance from par."""
        study, story = self.study, self.story
        par = study.par[1].net.mean if study.par else 0.0
        near = [name for name, one in study.named.items() if one.net.mean >= (1 - CLOSE) * par]
        names = listed([story.plan(name) for name in near], story.language)
        says = [story.say("par.families", names=names)] if len(near) > 1 else []
        best = study.mark.odds.net.mean >= par
        return self._section(
            "asked", says=says, questions=[story.say("par.q_best" if best else "par.q_gap")]
        )

    def stress(self) -> Section:
        """What to ask about what the plan hangs on."""
        story, found = self.story, self.study.stress
        questions = []
        worst = next(iter(found.items()), None)
        if worst and worst[1].high < 0:
            (kind, name), _ = worst
            what = story.say(f"stress.{kind}", name=story.name(kind, name))
            questions.append(story.sentence(story.say("stress.q_worst", what=what)))
        if any(change.low > 0 for (kind, _), change in found.items() if kind in ("rep", "person")):
            questions.append(story.say("stress.q_gain"))
        return self._section("asked", says=[], questions=questions)

    def mark(self) -> Section:
        """How the mark comes about, and how far it may understate a team that adapts."""
        written, adaptive = self.study.hindsight
        moves = [m for one in (*self.study.plan.rounds, self.study.plan.standing) for m in one]
        form = "contingencies" if any(move.when for move in moves) else "no_contingencies"
        fallen = sorted(self.study.mark.fell_away.items(), key=lambda item: -item[1])
        rows = [
            (self.story.share(share), number_, self._decision(number_, place))
            for (number_, place), share in fallen[:8]
            if number_ <= self.study.decided and place < len(self.study.plan.rounds[number_ - 1])
        ]
        return self._section(
            "mark", games=f"{self.study.games:,}", rows=rows,
            written=self.story.say(f"mark.{form}", amount=self._about(written)),
            adaptive=self.story.say("mark.adaptive", amount=self._about(adaptive)),
        )  # fmt: skip

    def agenda(self) -> Section:
        """Questions that lead back to real customers, with room to write."""
        return self._section(
            "agenda", questions=[self.story.say(f"agenda.q{n}") for n in (1, 2, 3)]
        )

    def notes(self) -> Section:
        """What the numbers rest on, and the statements that the page refers to."""
        shown = [
            e.statement for number in range(self.study.world.rounds) for e in self._told(number)
        ]
        used = sorted(set(shown), key=lambda name: (name[0].replace("K", "Z"), int(name[1:])))
        rows = [(name, text(f"model.{name}", self.story.language)) for name in used]
        return self._section("notes", statements=rows)

    # --- pieces ----------------------------------------------------------------------------------

    def _section(self, name: str, /, **context: Any) -> Section:
        page = template(f"reports/sections/debrief/{name}.html.j2")
        shown = page.render(report=self, say=self.story.say, **context)
        return Section.page(shown.strip())

    def _told(self, place: int) -> list[Event]:
        """The events of a round that its account tells, each once."""
        told: dict[str, Event] = {}
        for event in self.study.game.events[place]:
            slight = event.key == "courted" and abs(event.size) < _SLIGHT
            if event.key not in _QUIET and not slight:
                told.setdefault(self.story.event(event), event)
        return list(told.values())

    def _round(self, number_: int) -> dict[str, Any]:
        study, story = self.study, self.story
        events = study.game.events[number_ - 1]
        found = sum(event.key == "found" for event in events)
        cost = sum(event.size for event in events if event.key == "did")
        moves = study.opened.log.rounds[number_ - 1].moves if number_ <= study.decided else ()
        return {
            "number": number_,
            "starts": study.starts(number_, story.language),
            "decided": story.decided(moves),
            "cost": story.say("course.cost", money=story.money(cost)) if cost else "",
            "found": story.say("course.found", n=found) if found else "",
            "events": [
                (event.statement, story.event(event), event.visible)
                for event in self._told(number_ - 1)
            ],
        }

    def _surprise(self, one: Reaction) -> dict[str, str]:
        events = [
            self.story.event(event)
            for event in self.study.game.events[one.round - 1]
            if ("person", one.person) in event.about
            and (event.key not in _QUIET or event.key in ("faded", "grew", "courted_unseen"))
        ]
        return {
            "round": str(one.round),
            "person": self.story.name("person", one.person),
            "expected": self.story.say(f"foresight.{one.expected}"),
            "came": self.story.say(f"foresight.{one.came}"),
            "because": " · ".join(events[:3]),
        }

    def _ask_foresight(self, surprised: bool) -> Iterator[str]:
        from fivelayer.reports.figures.games import expected as foresight

        if not foresight.predicted(self.story):
            yield "q_none"
        elif abs(off := foresight.bias(self.story)) > foresight.CLOSE:
            yield "q_hopeful" if off > 0 else "q_careful"
        if surprised:
            yield "q_surprise"

    def _decision(self, number_: int, place: int) -> str:
        move = self.study.plan.rounds[number_ - 1][place]
        return decision(move, self.study.names, self.story.language)

    def _about(self, estimate: Estimate) -> str:
        return self.story.money(estimate.mean)

    @cached_property
    def score(self) -> str:
        """The mark as a share of par; empty where there is no par."""
        share = self.study.share_of_par
        return "" if share is None else self.story.share(share)


def page(opened: Opened, out: Path, language: Language, *, progress: bool = True) -> Path:
    """Write the debrief of a game as one self-contained HTML page, made by papermill; its path.

    Raises:
        papermill.PapermillExecutionError: the template failed.
    """
    from fivelayer.reports import export

    home = [opened.case.folder.parent]
    with tempfile.TemporaryDirectory(prefix="fivelayer-") as folder, with_cases_in(home):
        file = Path(folder) / "game.json"
        log = opened.log.model_copy(update={"team": opened.team})
        file.write_text(json.dumps(log.model_dump(mode="json", by_alias=True)), encoding="utf-8")
        notebook = executed(
            places.notebooks() / TEMPLATE,
            {"game_file": str(file), "language": language},
            SECONDS,
            progress={
                "desc": text("debrief.page.making", language), "leave": False,
                "disable": None if progress else True,
            },
        )  # fmt: skip
    title = Debrief(Story(Study(opened), language)).title
    out.parent.mkdir(parents=True, exist_ok=True)
    shown = export.page(notebook, title, language)
    replace(out, shown.encode("utf-8", "replace"), durable=False)
    return out
