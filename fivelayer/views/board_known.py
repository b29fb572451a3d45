"""What a team knows of its game, in words for the board."""

from __future__ import annotations

from typing import Any, Final

from fivelayer import labels
from fivelayer.findings import Said
from fivelayer.key import Words
from fivelayer.known import Barrier, DecisionMaker, Fact, Half, Known, Ladder
from fivelayer.messages import Language, text
from fivelayer.play import Play
from fivelayer.simulation.money import money

LEANS: Final = 0.5
FIRM: Final = 2.0
"""Leads from which somebody counts as leaning to a side, and as firmly on it."""


class InWords:
    """One moment of a game, and how to put things of it into words."""

    def __init__(self, play: Play, language: Language) -> None:
        self.play, self.language = play, language
        self.known: Known = play.known
        self.names = {one.id: one.name[language] for one in self.known.ours}
        self.names |= {one.id: one.name[language] for one in self.known.people}
        self.names |= {name: words[language] for name, words in self.known.messages.items()}

    def _w(self, key: str, **params: object) -> str:
        return text(f"board.{key}", self.language, **params)

    def _term(self, key: str) -> str:
        return text(key, self.language)

    def _both(self, words: Words | None) -> str:
        return words[self.language] if words else ""

    def _said(self, said: Said | None) -> str:
        return said.words(self.language) if said else ""

    def _money(self, amount: float) -> str:
        return money(amount, self.known.unit, self.language)


class KnownInWords(InWords):
    """What is known: the calendar, the means, people, barriers, projects and facts."""

    def _calendar(self) -> list[dict[str, Any]]:
        due: dict[int, list[str]] = {}
        for one in self.known.due:
            due.setdefault(one.round, []).append(self._said(one.said))
        return [
            {
                "n": day.number,
                "day": self._both(day.label) or self._day(day.starts),
                "state": ("past", "now", "ahead")[
                    (day.number >= self.known.round) + (day.number > self.known.round)
                ],
                "due": due.get(day.number, []),
            }
            for day in self.known.days
        ]

    def _day(self, starts: str) -> str:
        _, month, day = (int(piece) for piece in starts.split("-"))
        return self._w("day", day=day, month=self._w(f"month.{month}"))

    def _means(self) -> dict[str, Any]:
        known, left = self.known, self.play.days()
        purse = self.play.money()
        return {
            "money": self._money(purse),
            "share": _share(purse, known.money),
            "spent": self._money(known.spent),
            "income": self._money(known.income) if known.income else "",
            "ours": [
                {
                    "id": one.id,
                    "name": one.name[self.language],
                    "role": self._term(labels.choice_key(one.role)),
                    "days": plain(one.days),
                    "left": plain(left[one.id]),
                    "says": self._w("of_days", left=plain(left[one.id]), days=plain(one.days)),
                    "share": _share(left[one.id], one.days),
                    "here": one.here,
                }
                for one in known.ours
            ],
        }

    def _person(self, person: DecisionMaker) -> dict[str, Any]:
        lead = person.lead
        side = "open" if abs(lead) < LEANS else "us" if lead > 0 else "rival"
        lean = f"{'firm' if abs(lead) >= FIRM else 'for'}_{side}" if side != "open" else side
        return {
            "name": person.name[self.language],
            "post": self._both(person.post),
            "weight": plain(person.weight),
            "lead": round(lead, 2),
            "side": side,
            "lean": self._w(f"lean.{lean}"),
            "seen": self._w("seen.round", n=person.seen) if person.seen else self._w("seen.start"),
            "met": person.met,
            "served": [self._w(f"served.{round(2 * level)}") for level in person.served],
            "levels": list(person.served),
            "criteria": self._both(person.criteria),
        }

    def _barrier(self, barrier: Barrier) -> dict[str, Any]:
        lines = [self._half(half) for half in barrier.halves]
        if barrier.door:
            lines.append(self._gate(barrier))
        if barrier.left is not None:
            left = self._w("words.soft_left", n=round(100 * barrier.left))
            lines.append({"text": left, "state": "missing" if barrier.left > 0.05 else "ready"})
        return {
            "name": barrier.name[self.language],
            "kind": self._term(labels.choice_key(barrier.kind)),
            "lines": lines,
        }

    def _half(self, half: Half) -> dict[str, str]:
        key = "half_until" if half.state == "ready" and half.round else f"half_{half.state}"
        return {
            "name": half.name[self.language],
            "text": self._w(f"words.{key}", n=half.round),
            "state": half.state,
        }

    def _gate(self, barrier: Barrier) -> dict[str, str]:
        if barrier.open:
            return {"text": self._w("words.filed_open"), "state": "ready"}
        if barrier.door == "none" and barrier.window:
            first, last = barrier.window
            said = self._w("words.filed_none", first=first, last=last)
            return {"text": said, "state": "missing"}
        refused = not any(due.said.key == "board.due.result" for due in self.known.due)
        key = "filed_shut" if refused else f"filed_{barrier.door}"
        return {"text": self._w(f"words.{key}"), "state": "missing" if refused else "due"}

    def _ladder(self, ladder: Ladder) -> dict[str, Any]:
        value = self._money(ladder.value)
        said = self._w("words.ladder_value", money=value, n=ladder.decided)
        return {
            "name": ladder.name[self.language],
            "says": said if ladder.result == "open" else self._w(f"words.ladder_{ladder.result}"),
            "result": ladder.result,
            "steps": [
                {
                    "name": self._term(labels.choice_key(rung.step)),
                    "state": rung.state,
                    "joined": rung.joined,
                    "says": self._w(f"words.step_{rung.state}"),
                    "we": self._w("words.joined" if rung.joined else "words.not_joined"),
                }
                for rung in ladder.steps
            ],
        }

    def _fact(self, fact: Fact) -> dict[str, str]:
        return {"label": self._said(fact.label), "says": self._both(fact.says)}

    def _hidden(self) -> int:
        """How much is hidden besides what is known to be missing."""
        return self.known.hidden - sum(fact.says is None for fact in self.known.facts)


def plain(number: float) -> str:
    """A number with a real minus sign."""
    return f"{round(number, 2):g}".replace("-", "−")


def _share(left: float, of: float) -> int:
    return max(0, min(100, round(100 * left / of))) if of else 0
