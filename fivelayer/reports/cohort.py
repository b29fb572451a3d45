"""What a whole cohort shows: what is hard by criterion, layer and team, and who grew; out of results alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice

from fivelayer.choices import Part
from fivelayer.findings import Finding, Outcome, Said
from fivelayer.marking.result import Result
from fivelayer.messages import Language
from fivelayer.record import names

_UNJUDGED = (Outcome.NEEDS_PERSON, Outcome.MARKER_FAULT)
_UNTOLD = (*_UNJUDGED, Outcome.NOT_ATTEMPTED)
ENOUGH = 3
"""Teams of which something must be told before it is told of the cohort."""


@dataclass
class Criterion:
    """How a criterion went over all teams."""

    rule: str
    part: Part
    points: Decimal = Decimal(0)
    """Of the teams that tried it, as `of`: what was left blank was not got wrong."""
    of: Decimal = Decimal(0)
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    lines: tuple[str, ...] = ()
    says: dict[Language, str] = field(default_factory=dict)
    """What a good answer shows, as far as some team's finding told it."""

    @property
    def share(self) -> float:
        """The part of the points that was earned, 0 to 1."""
        return max(0.0, float(self.points / self.of)) if self.of else 0.0

    @property
    def tried(self) -> int:
        """Teams that wrote something, and were judged."""
        return sum(n for outcome, n in self.outcomes.items() if outcome not in _UNTOLD)

    @property
    def split(self) -> int:
        """Teams on the smaller of two sides: those that met it, those that tried and did not."""
        return min(self.outcomes[Outcome.MET], self.outcomes[Outcome.NOT_MET])


@dataclass(frozen=True)
class Team:
    """A team's mark of one piece of work."""

    name: str
    points: Decimal
    of: Decimal
    parts: dict[Part, float]
    """Share of the points by part, 0 to 1."""
    revision: int
    asked: int
    """How often the coach was asked."""
    person: int
    """Answers that a person has still to judge."""

    @property
    def share(self) -> float:
        """The part of the points that was earned, 0 to 1."""
        return float(self.points / self.of) if self.of else 0.0


@dataclass
class Growth:
    """Remarks of the coach on a part, the first and the last time that a team asked."""

    teams: int = 0
    first: int = 0
    last: int = 0


@dataclass
class Wrong:
    """A known wrong answer: what is said of it, and how many teams gave it."""

    said: Said
    teams: int = 0


@dataclass
class Work:
    """One piece of work, a case's exercise, over all teams that handed it in."""

    case: str
    exercise: str
    teams: list[Team] = field(default_factory=list)
    criteria: dict[str, Criterion] = field(default_factory=dict)
    growth: dict[Part, Growth] = field(default_factory=dict)
    wrong: dict[str, Wrong] = field(default_factory=dict)
    handed_in: dict[str, list[tuple[int, float]]] = field(default_factory=dict)
    """By team: revision and share of the points of everything it handed in."""

    @property
    def parts(self) -> list[Part]:
        """The parts that were asked for."""
        return [part for part in Part if any(part in team.parts for team in self.teams)]

    def share(self, part: Part | None = None) -> float:
        """The mean share of the points, of a part or of all."""
        found = [
            team.parts[part] if part else team.share
            for team in self.teams
            if not part or part in team.parts
        ]
        return sum(found) / len(found) if found else 0.0

    def tried(self, part: Part) -> bool:
        """Whether any team wrote something on a part."""
        return any(each.tried for each in self.criteria.values() if each.part == part)

    def hardest(self) -> list[Criterion]:
        """The criteria that are worth points and were tried by half of the teams, the hardest first."""
        asked = [
            each for each in self.criteria.values() if each.of and 2 * each.tried >= len(self.teams)
        ]
        return sorted(asked, key=lambda each: (each.share, -each.of, each.rule))

    def again(self) -> list[tuple[str, float, float]]:
        """Teams that handed in more than once, with their first and their last share of the points."""
        found = []
        for team, given in self.handed_in.items():
            first, last = min(given), max(given)
            if first[0] != last[0]:
                found.append((team, first[1], last[1]))
        return sorted(found)

    def missing(self, expected: Iterable[str]) -> list[str]:
        """Those of the expected teams that handed nothing in."""
        there = {_plain(team) for team in self.handed_in}
        return [team for team in dict.fromkeys(expected) if _plain(team) not in there]

    def _add(self, result: Result) -> None:
        name = result.identity.team or result.identity.trainee
        share = float(result.points / result.of) if result.points is not None and result.of else 0.0
        if name:
            self.handed_in.setdefault(name, []).append((result.revision, share))
        if not result.counts:
            return
        parts = {part: float(s.points / s.of) for part, s in result.parts.items() if s.of}
        person = sum(found.outcome is Outcome.NEEDS_PERSON for found in result.findings)
        points, of = result.points or Decimal(0), result.of or Decimal(0)
        marks = (name, points, of, parts, result.revision, len(result.attempts), person)
        self.teams.append(Team(*marks))
        for rule, found in _by_rule(result.findings).items():
            self._count(rule, found)
        self._grew(result)

    def _count(self, rule: str, found: Sequence[Finding]) -> None:
        one = self.criteria.setdefault(rule, Criterion(rule, found[0].layer))
        one.outcomes[found[0].outcome] += 1
        one.lines = one.lines or found[0].lines
        for finding in found:
            if finding.outcome not in _UNTOLD:
                one.points += finding.points or 0
                one.of += finding.of or 0
            if finding.aim and not one.says:
                one.says = dict(finding.aim.authored.get("says", {}))
        told = {
            str(f.effect.params["wrong"]): f.effect
            for f in found
            if f.effect and "wrong" in f.effect.params
        }
        for name, said in told.items():
            self.wrong.setdefault(name, Wrong(said)).teams += 1

    def _grew(self, result: Result) -> None:
        asked: dict[Part, list[int]] = {}
        for attempt in result.attempts:
            if attempt.asked == "remarks":
                asked.setdefault(attempt.part, []).append(len(attempt.found))
        for part, found in asked.items():
            if len(found) > 1:
                growth = self.growth.setdefault(part, Growth())
                growth.teams += 1
                growth.first += found[0]
                growth.last += found[-1]


def works(results: Iterable[Result]) -> list[Work]:
    """What a cohort handed in, piece by piece; results are read one by one and none is kept.

    What was refused or counts for nobody is left out, but earlier revisions show how a team grew.
    """
    found: dict[tuple[str, str], Work] = {}
    for result in results:
        if result.status == "marked":
            piece = (result.identity.case, result.exercise)
            found.setdefault(piece, Work(*piece))._add(result)  # noqa: SLF001  this module's own
    for work in found.values():
        work.teams.sort(key=lambda team: (-team.share, team.name))
    return [found[piece] for piece in sorted(found)]


@dataclass(frozen=True)
class Question:
    """A question for the debrief: the message `cohort.ask.<key>`, with its parameters."""

    key: str
    params: dict[str, str | int] = field(default_factory=dict)
    criterion: str = ""
    """The criterion that it names, if it names one."""
    wrong: Said | None = None


def questions(work: Work) -> list[Question]:
    """What a facilitator may ask of the cohort, the most telling first."""
    return list(islice(_questions(work), 7))


def _questions(work: Work) -> Iterable[Question]:
    total = len(work.teams)
    hardest = [each for each in work.hardest() if each.share < 0.6][:2]
    for each in hardest:
        missed = each.tried - each.outcomes[Outcome.MET]
        told: dict[str, str | int] = {"n": missed, "total": each.tried}
        told |= {"lines": ", ".join(each.lines[:4])}
        yield Question("hard_all" if missed == each.tried > 1 else "hard", told, each.rule)
    common = sorted(work.wrong.values(), key=lambda wrong: -wrong.teams)
    for wrong in common[:2]:
        if wrong.teams > 1:
            yield Question("wrong", {"n": wrong.teams, "total": total}, wrong=wrong.said)
    split = max(work.criteria.values(), key=lambda each: each.split, default=None)
    if split is not None and split.split > 1 and split not in hardest:
        met, not_met = split.outcomes[Outcome.MET], split.outcomes[Outcome.NOT_MET]
        yield Question("split", {"met": met, "not_met": not_met}, split.rule)
    yield from _blank(work)
    for part, growth in work.growth.items():
        if growth.teams >= ENOUGH and growth.first and growth.last >= growth.first:
            yield Question("stuck", {"part": part.value, "n": growth.teams})
            break


def _blank(work: Work) -> Iterable[Question]:
    """The parts on which nobody wrote anything; else the one that was left blank the most."""
    untouched = [part for part in work.parts if not work.tried(part)]
    for part in untouched[:2]:
        yield Question("blank_all", {"part": part.value})
    if untouched:
        return
    blank: Counter[Part] = Counter()
    asked: Counter[Part] = Counter()
    for each in work.criteria.values():
        blank[each.part] += each.outcomes[Outcome.NOT_ATTEMPTED]
        asked[each.part] += sum(each.outcomes.values())
    for part, n in blank.most_common(1):
        if n / asked[part] > 0.25:
            percent = round(100 * n / asked[part])
            yield Question("blank", {"part": part.value, "percent": percent})


def _by_rule(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for each in findings:
        found.setdefault(each.rule, []).append(each)
    return found


def _plain(name: str) -> str:
    return names.name(name).casefold()
