"""The cohort's debrief as slides: one self-contained page, paged by keyboard, printed a slide a sheet."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import fmean
from typing import Any, Final, NamedTuple

from fivelayer.choices import Part
from fivelayer.findings import Outcome
from fivelayer.html import LANG, asset, template
from fivelayer.labels import part_key
from fivelayer.messages import Language, text
from fivelayer.record import names
from fivelayer.reports.cohort import Criterion, Work
from fivelayer.reports.cohort_debrief import TOP, Cohort, Player, Split, Surprise, chances
from fivelayer.reports.dodge import dodged
from fivelayer.reports.story import Story
from fivelayer.reports.wording import day, listed, number
from fivelayer.simulation.plan import Move
from fivelayer.simulation.wording import decision

GLYPHS: Final = "●■▲◆▼★○□△◇▽☆"
"""A team's own sign, beside its name: colours are never all that tells teams apart."""
COLOURS: Final = ("#0072B2", "#D55E00", "#00795A", "#A3468A", "#7A5C00", "#1B2430")
ROWS: Final = 8
"""Rows of a table that a projector shows legibly."""
MOST_NAMED: Final = 16
"""Teams up to which a time line names each; beyond it counts them."""
_ROOM: Final = 24
"""Columns of a name that are shown."""
_SIGN: Final = 2.6
"""How wide a sign is, in percent of the line."""
_WIDE: Final = 0.15
"""Shares of points closer together than this are not apart."""


class Sign(NamedTuple):
    """A team as it is shown."""

    name: str
    glyph: str
    colour: str


@dataclass(frozen=True)
class About:
    """What the first slide says."""

    title: str
    date: str
    teams: tuple[str, ...]
    """All teams of the workshop, in its order; further ones found are put behind them."""
    absent: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    """Teams whose game cannot be played again."""


def page(about: About, played: Sequence[Cohort], works: Sequence[Work], language: Language) -> str:
    """The presentation, in a language; whatever teams wrote is escaped.

    Raises:
        jinja2.UndefinedError: a slide lacks something that its form shows: a fault of the kit.
    """
    script = asset("reports/page/slides.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return template("reports/page/slides.html.j2").render(
        lang=LANG[language],
        about=about,
        slides=list(_Talk(about, played, works, language).slides()),
        say=lambda name, **params: _say(name, language, **params),
        css=asset("reports/page/slides.css"),
        script=script,
        digest=digest,
    )


def _say(name: str, language: Language, /, **params: object) -> str:
    return text(f"slides.{name}", language, **params)


Slide = dict[str, Any]


@dataclass(frozen=True)
class _Talk:
    """A talk being written."""

    about: About
    played: Sequence[Cohort]
    works: Sequence[Work]
    language: Language

    def slides(self) -> Iterator[Slide]:
        """Every slide, in order."""
        yield self._first()
        for cohort in self.played:
            yield from _Chapter(self, cohort).slides()
        for work in self.works:
            yield from self._plans(work)
        if not self.played and not any(work.teams for work in self.works):
            yield {
                "kind": "empty",
                "title": self.say("empty.title"),
                "next": self.say("empty.next"),
            }
        yield {"kind": "close", "title": self.say("close.title"), "questions": self._last()}

    def say(self, name: str, /, **params: object) -> str:
        return _say(name, self.language, **params)

    @cached_property
    def signs(self) -> dict[str, Sign]:
        """Every team's sign, by its name in small letters."""
        found = [one.team for cohort in self.played for one in cohort.players]
        found += [team.name for work in self.works for team in work.teams]
        every = dict.fromkeys((*self.about.teams, *found))
        keyed: dict[str, Sign] = {}
        for name in every:
            n = len(keyed)
            mark = (GLYPHS[n % len(GLYPHS)], COLOURS[n % len(COLOURS)])
            keyed.setdefault(_key(name), Sign(_short(name) or self.say("nobody"), *mark))
        return keyed

    def sign(self, team: str) -> Sign:
        """A team's sign."""
        return self.signs[_key(team)]

    def _first(self) -> Slide:
        here = [
            sign for key, sign in self.signs.items() if key not in set(map(_key, self.about.absent))
        ]
        return {
            "kind": "first",
            "title": self.about.title,
            "date": day(self.about.date, self.language),
            "signs": here,
            "absent": listed(self.about.absent, self.language),
            "lost": listed(self.about.lost, self.language),
        }

    def _last(self) -> list[str]:
        return [text(f"debrief.agenda.q{n}", self.language) for n in (1, 2, 3)]

    # --- plans -------------------------------------------------------------------------------------

    def _plans(self, work: Work) -> Iterator[Slide]:
        if not work.teams:
            return
        case = next(
            (c.case.file.name[self.language] for c in self.played if c.case.id == work.case), ""
        )
        about = case or work.case
        if work.exercise != "course":
            about = f"{about} · {work.exercise}"
        yield self._layers(work, about)
        divided = sorted(
            (one for one in work.criteria.values() if one.split > 0),
            key=lambda one: (-one.split, one.rule),
        )
        if divided:
            yield self._divided(divided, about)

    def _layers(self, work: Work, about: str) -> Slide:
        def reach(part: Part) -> float:
            shares = [team.parts[part] for team in work.teams if part in team.parts]
            return max(shares) - min(shares)

        written = [part for part in work.parts if work.tried(part)] or work.parts
        widest = max(written, key=reach)
        low, high = (
            f(t.parts[widest] for t in work.teams if widest in t.parts) for f in (min, max)
        )
        words = {
            "part": text(part_key(widest), self.language),
            "low": _percent(low),
            "high": _percent(high),
        }
        alone = len(work.teams) == 1
        form = "one" if alone else "apart" if high - low > _WIDE else "close"
        if form != "apart":
            hardest = min(written, key=work.share)
            words = {
                "part": text(part_key(hardest), self.language),
                "n": _percent(work.share(hardest)),
            }
        rows = [
            {
                "name": text(part_key(part), self.language),
                "written": part in written,
                "mean": _percent(work.share(part)),
                "dots": self._dots(work, part),
            }
            for part in work.parts
        ]
        return {
            "kind": "layers", "about": about, "title": self.say(f"layers.{form}", **words), "rows": rows,
            "signs": [self.sign(team.name) for team in work.teams],
            "question": self.say(f"layers.q_{form}", **words),
        }  # fmt: skip

    def _dots(self, work: Work, part: Part) -> list[dict[str, Any]]:
        teams = [team for team in work.teams if part in team.parts]
        places = dodged([100 * team.parts[part] for team in teams], _SIGN)
        return [
            {"at": round(at, 1), "sign": self.sign(team.name)}
            for at, team in zip(places, teams, strict=True)
        ]

    def _divided(self, divided: list[Criterion], about: str) -> Slide:
        top = _each_part_first(divided)[:TOP]
        parts = dict.fromkeys(text(part_key(one.part), self.language) for one in top)
        rows = [
            {
                "layer": text(part_key(one.part), self.language),
                "met": one.outcomes[Outcome.MET],
                "not_met": one.outcomes[Outcome.NOT_MET],
                "lines": ", ".join(one.lines[:4]),
            }
            for one in top
        ]
        return {
            "kind": "plans", "about": about, "rows": rows,
            "title": self.say("plans.title", parts=listed(list(parts), self.language)),
            "question": self.say("plans.question"),
        }  # fmt: skip


@dataclass(frozen=True)
class _Chapter:
    """The slides on one case's games."""

    talk: _Talk
    cohort: Cohort

    def slides(self) -> Iterator[Slide]:
        yield from self._outcome()
        if len(self.cohort.players) > 1:
            top = self.cohort.top()
            for number_, split in enumerate(top, start=1):
                yield self._decision(number_, len(top), split)
            if not top:
                yield self._slide("empty", self.say("same.title"), next=self.say("same.next"))
            yield from self._by_layer()
        else:
            yield self._slide("empty", self.say("alone.title"), next=self.say("alone.next"))
        yield from self._chances()
        yield self._surprises()

    def say(self, name: str, /, **params: object) -> str:
        return self.talk.say(name, **params)

    def _slide(self, kind: str, title: str, **more: Any) -> Slide:
        about = self.cohort.case.file.name[self.talk.language]
        return {"kind": kind, "about": about, "title": title, **more}

    def _story(self, one: Player) -> Story:
        return Story(one.study, self.talk.language)

    @cached_property
    def _any(self) -> Story:
        return self._story(self.cohort.players[0])

    def _sign(self, place: int) -> Sign:
        return self.talk.sign(self.cohort.players[place].team)

    def _outcome(self) -> Iterator[Slide]:
        cohort = self.cohort
        nets = [one.study.mark.odds.net for one in cohort.players]
        spans = [net.mean for net in nets] + [one.study.net for one in cohort.players]
        low, high = min(0.0, *spans), max(0.0, *spans)
        width = (high - low) or 1.0
        rows = []
        for one in cohort.by_plan:
            story, found = self._story(one), one.study.mark.odds
            at = {name: round(100 * (v - low) / width, 1) for name, v in
                  (("own", one.study.net), ("plan", found.net.mean), ("zero", 0.0))}  # fmt: skip
            rows.append(
                {
                    "sign": self.talk.sign(one.team), "won": one.study.won, "at": at,
                    "own": story.brought, "plan": story.money(found.net.mean, signed=True),
                    "chance": story.share(found.reached.mean),
                    "undecided": one.study.decided < cohort.rounds,
                }
            )  # fmt: skip
        n, of = len(cohort.won), len(cohort.players)
        best = cohort.by_plan[0]
        form = "none" if n == 0 else "all" if n == of else "some"
        if of == 1:
            form = "alone_won" if n else "alone_lost"
        luck = self._luck()
        words: dict[str, object] = {"n": n, "of": of, "best": self.talk.sign(best.team).name}
        for first in range(0, len(rows), ROWS):
            yield self._slide(
                "outcome", self.say(f"outcome.{form}", **words), rows=rows[first : first + ROWS],
                goal=cohort.case.file.goal[self.talk.language],
                question=self.say(f"outcome.q_{luck[0]}", team=luck[1]),
            )  # fmt: skip

    def _luck(self) -> tuple[str, str]:
        """Whom luck treated otherwise than the plan deserved, if it did anybody."""

        def odd_by(one: Player) -> float:
            return abs(float(one.study.won) - one.study.mark.odds.reached.mean)

        odd = max(self.cohort.players, key=odd_by)
        chance = odd.study.mark.odds.reached.mean
        name = self.talk.sign(odd.team).name
        if odd.study.won and chance < 0.4:
            return "lucky", name
        if not odd.study.won and chance > 0.6:
            return "unlucky", name
        return "even", name

    def _said(self, split: Split) -> str:
        """A decision in words, without who took it; as short as a heading must be."""
        by = next(
            move.by
            for one in self.cohort.players
            for moves in one.study.plan.rounds
            for move in moves
            if (move.do, move.on) == (split.do, split.on)
        )
        said = decision(
            Move(do=split.do, on=split.on, by=by),
            self._any.study.names,
            self.talk.language,
            who=False,
        )
        return self._any.sentence(said)

    def _finding(self, split: Split) -> str:
        n, of = len(split.when), split.teams
        words = {"what": self._said(split), "n": n, "of": of}
        rounds = {"first": min(split.when.values()), "last": max(split.when.values())}
        return self.say("decision.all" if n == of else "decision.some", **words, **rounds)

    def _decision(self, number_: int, of: int, split: Split) -> Slide:
        columns = [
            [self._sign(place) for place, when in split.when.items() if when == n]
            for n in range(1, split.rounds + 1)
        ]
        never = [
            self._sign(one.place) for one in self.cohort.players if one.place not in split.when
        ]
        inside = [one for one in self.cohort.players if one.place in split.when]
        outside = [one for one in self.cohort.players if one.place not in split.when]
        if outside:
            sides = [self._side("did", inside), self._side("did_not", outside)]
        else:
            later = sorted(split.when.values())[len(split.when) // 2]
            later = max(later, min(split.when.values()) + 1)
            early = [one for one in inside if split.when[one.place] < later]
            late = [one for one in inside if split.when[one.place] >= later]
            sides = [self._side("early", early, n=later), self._side("late", late, n=later)]
        low, high = (self._any.money(f(split.worth), signed=True) for f in (min, max))
        form = "worth_one" if low == high else "worth"
        return self._slide(
            "decision", self._finding(split),
            kicker=self.say("decision.kicker", n=number_, of=of, layer=self._any.layer(split.layer)),
            columns=columns, never=never, named=len(self.cohort.players) <= MOST_NAMED,
            sides=sides,
            worth=self.say(f"decision.{form}", low=low, high=high),
            question=self.say(f"ask.{split.layer}"),
        )  # fmt: skip

    def _side(self, name: str, players: Sequence[Player], **words: object) -> dict[str, str]:
        """What became of the teams on one side of a decision."""
        mean = fmean(one.study.mark.odds.net.mean for one in players)
        won = sum(one.study.won for one in players)
        return {
            "head": self.say(f"decision.{name}", teams=len(players), **words),
            "says": self.say(
                "decision.fared", n=won, of=len(players), mean=self._any.money(mean, signed=True)
            ),
        }

    def _by_layer(self) -> Iterator[Slide]:
        first: dict[str, Split] = {}
        for split in self.cohort.splits:
            first.setdefault(split.layer, split)
        if len(first) < 2:
            return
        order = [part.value for part in Part]
        rows = [
            {
                "layer": self._any.layer(name),
                "says": self._finding(split),
                "question": self.say(f"ask.{name}"),
            }
            for name, split in sorted(
                first.items(), key=lambda item: order.index(item[0]) if item[0] in order else 99
            )
        ]
        widest = next(iter(first))
        yield self._slide(
            "by_layer", self.say("by_layer.title", layer=self._any.layer(widest)), rows=rows,
        )  # fmt: skip

    def _chances(self) -> Iterator[Slide]:
        cohort = self.cohort
        told = [(one, chances(one)) for one in cohort.players]
        if not any(said for _, said in told):
            yield self._slide("empty", self.say("chances.none"), next=self.say("chances.none_next"))
            return
        rows = []
        for one, said in told:
            brier = one.study.foresight.brier
            cells = [said.get(n) for n in range(1, cohort.rounds + 1)]
            rows.append(
                {
                    "sign": self.talk.sign(one.team), "won": one.study.won,
                    "cells": [None if cell is None else round(100 * cell) for cell in cells],
                    "brier": "" if brier is None else number(brier, 2),
                }
            )  # fmt: skip
        last = cohort.chances()
        mean, share = fmean(last), len(cohort.won) / len(cohort.players)
        form = "hopeful" if mean - share > 0.15 else "careful" if share - mean > 0.15 else "close"
        words: dict[str, object] = {
            "mean": self._any.share(mean), "n": len(cohort.won), "of": len(cohort.players)
        }  # fmt: skip
        for first in range(0, len(rows), ROWS):
            yield self._slide(
                "chances", self.say(f"chances.{form}", **words), rows=rows[first : first + ROWS],
                rounds=cohort.rounds, question=self.say(f"chances.q_{form}"),
            )  # fmt: skip

    def _surprises(self) -> Slide:
        found = self.cohort.surprises[:TOP]
        if not found:
            asked = any(one.study.foresight.reactions for one in self.cohort.players)
            form = "none" if asked else "nothing"
            return self._slide(
                "empty", f"surprises.{form}", next=self.say(f"surprises.{form}_next")
            )
        first = found[0]
        words: dict[str, object] = {
            "who": self._any.name("person", first.person), "n": len(first.mistaken), "of": first.teams
        }  # fmt: skip
        return self._slide(
            "surprises", self.say("surprises.title", **words), rows=[self._surprise(one) for one in found],
            question=self.say("surprises.question"),
        )  # fmt: skip

    def _surprise(self, one: Surprise) -> dict[str, Any]:
        expected, came = one.commonest
        who = self._any.name("person", one.person)
        first: dict[int, int] = {}
        for place, reaction in one.wrong:
            if (reaction.expected, reaction.came) == (expected, came):
                first.setdefault(place, reaction.round)
        return {
            "who": who,
            "count": self.say("surprises.count", n=len(one.mistaken), of=one.teams),
            "expected": expected, "came": came,
            "expected_words": self.say(f"surprises.{expected}"), "came_words": self.say(f"surprises.{came}"),
            "where": [(self._sign(place), n) for place, n in first.items()][:6],
            "question": self.say("surprises.q_person", who=who),
        }  # fmt: skip


def _each_part_first(divided: list[Criterion]) -> list[Criterion]:
    """The most divided of each part before a second one of any."""
    first = {one.part: one for one in reversed(divided)}
    return [one for one in divided if first[one.part] is one] + [
        one for one in divided if first[one.part] is not one
    ]


def _percent(share: float) -> int:
    return round(100 * min(max(share, 0.0), 1.0))


def _short(name: str) -> str:
    """A name as a slide has room for it; a Chinese character takes the room of two."""
    room = 0
    for at, character in enumerate(name):
        room += 1 if character.isascii() else 2
        if room > _ROOM:
            return name[:at] + "…"
    return name


def _key(name: str) -> str:
    return names.name(name).casefold()
