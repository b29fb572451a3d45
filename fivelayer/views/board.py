"""The board on which a case is played: a widget, and the game in words for it."""

from __future__ import annotations

from typing import Any, Final

from fivelayer import labels
from fivelayer.cases import CaseFile
from fivelayer.choices import Part
from fivelayer.game_sheet import End
from fivelayer.known import Card, Target, Told
from fivelayer.messages import Language, catalogue, has, text
from fivelayer.play import Past, Play
from fivelayer.simulation.plan import Move
from fivelayer.views.board_known import KnownInWords, plain
from fivelayer.views.scripts import script, style
from fivelayer.views.spec import words
from fivelayer.views.widget import Message, Widget


class Board(Widget):
    """The board; `static/board.js` lists its messages."""

    _esm = script("dom", "widget", "wire", "notebook", "kept", "cards", "reveal", "board")
    _css = style("board")


def spec(case: CaseFile, language: Language) -> Message:
    """The board's words, its goal and the model's sentences."""
    return {
        "language": language,
        "title": text("board.title", language),
        "goal": text("board.goal", language, goal=case.goal[language]),
        "words": words("words", language, "board"),
        "statements": {
            key.removeprefix("model."): said for key, said in catalogue("model", language).items()
        },
    }


def state(play: Play, language: Language) -> dict[str, Any]:
    """The game in words: everything that the board shows."""
    return _Wording(play, language).state()


class _Wording(KnownInWords):
    """Puts one moment of a game into words."""

    def state(self) -> dict[str, Any]:
        known, play = self.known, self.play
        shut = play.waiting or known.over
        return {
            "at": {
                "round": play.round,
                "of": len(known.days),
                "waiting": play.waiting,
                "over": play.over,
                "committed": play.round - 1,
            },
            "calendar": self._calendar(),
            "due": [
                {"round": due.round, "text": due.said.words(self.language)} for due in known.due
            ],
            "means": self._means(),
            "people": [self._person(person) for person in known.people],
            "barriers": [self._barrier(barrier) for barrier in known.barriers],
            "ladders": [self._ladder(ladder) for ladder in known.ladders],
            "facts": {"known": [self._fact(f) for f in known.facts], "hidden": self._hidden()},
            "own_barriers": [
                {"name": self._term(labels.choice_key(kind)), "level": level}
                for kind, level in known.own_barriers.items()
                if level > 0
            ],
            "rival": [self._told(one) for one in known.rival],
            "layers": [] if shut else self._layers(),
            "messages": [[name, self.names[name]] for name in known.messages],
            "tray": self._tray(),
            "predict": self._predict(),
            "past": [self._past(past) for past in play.past()],
            "end": self._end(play.end),
        }

    # --- cards and tray --------------------------------------------------------------------------

    def _layers(self) -> list[dict[str, Any]]:
        cards = self.play.cards()
        found = []
        for part in Part:
            own = [self._card(card) for card in cards if card.layer is part]
            if own:
                name = self._term(labels.part_key(part))
                found.append({"part": part.value, "name": name, "cards": own})
        return found

    def _card(self, card: Card) -> dict[str, Any]:
        can = [t for t in card.targets if t.by and not t.lacks]
        key = f"simulation.action.{card.action}"
        first = next(iter(can or card.targets), None)
        return {
            "action": card.action,
            "name": self._term(f"{key}.name"),
            "help": self._term(f"{key}.help"),
            "statements": list(card.statements),
            "seeks": card.seeks,
            "say": card.say,
            "possible": bool(can),
            "why": "" if can else self._why(card),
            "cost": "" if first is None else self._cost(first.days, first.money),
            "who": card.who,
            "targets": [self._target(target) for target in card.targets],
        }

    def _why(self, card: Card) -> str:
        if not card.targets:
            return self._w("words.unseen")
        if not any(target.by for target in card.targets):
            return self._w("words.unfit")
        fewest = min(card.targets, key=lambda target: len(target.lacks))
        return self._w("words.impossible_because", text=self._lacks(fewest))

    def _target(self, target: Target) -> dict[str, Any]:
        return {
            "id": target.id,
            "name": self._both(target.name),
            "by": list(target.by),
            "days": target.days,
            "cost": self._cost(target.days, target.money),
            "lacks": self._lacks(target) if target.lacks else "",
        }

    def _lacks(self, target: Target) -> str:
        said = [self._term(f"simulation.needs.{name}") for name in target.lacks]
        while len(said) > 1:
            said[:2] = [text("views.list", self.language, first=said[0], second=said[1])]
        return said[0] if said else ""

    def _cost(self, days: float, cash: float) -> str:
        if cash:
            return self._w("words.cost_both", n=plain(days), money=self._money(cash))
        return self._w("words.cost_days", n=plain(days))

    def move(self, move: Move) -> dict[str, Any]:
        """A move in words, piece by piece."""
        card = self.known.card(move.do)
        target = None
        if card is not None:
            target = next((t for t in card.targets if t.id == (move.on or "")), None)
        on = self._both(target.name) if target else self.names.get(move.on or "", "")
        say = self.names.get(move.say or "", "")
        return {
            "name": self._term(f"simulation.action.{move.do}.name"),
            "on": on,
            "say": say or (self._w("in_general") if move.do == "meet" else ""),
            "by": self.names.get(move.by, move.by),
            "times": move.times,
        }

    def _tray(self) -> dict[str, Any]:
        play, moves = self.play, self.play.sheet.tray.moves
        costs = [play.cost(move) for move in moves]
        listed = [
            {**self.move(move), "cost": self._cost(*cost), "move": move.model_dump(mode="json")}
            for move, cost in zip(moves, costs, strict=True)
        ]
        total = self._w(
            "words.tray_total",
            days=plain(sum(days for days, _ in costs)),
            money=self._money(sum(money for _, money in costs)),
        )
        return {"moves": listed, "total": total, "digest": play.sheet.tray.digest}

    def _predict(self) -> dict[str, Any]:
        tray = self.play.sheet.tray
        asked = self.play.asked if self.known.foreseeable else ()
        return {
            "needed": self.known.foreseeable,
            "chance": None if tray.chance is None else round(100 * tray.chance),
            "people": [
                {"id": who, "name": self.names[who], "said": tray.reactions.get(who, "")}
                for who in asked
            ],
        }

    # --- what came -------------------------------------------------------------------------------

    def _past(self, past: Past) -> dict[str, Any]:
        predicted = past.decided.predicted
        return {
            "n": past.decided.round,
            "moves": [self.move(move) for move in past.decided.moves],
            "events": [self._told(event) for event in past.events],
            "chance": None if predicted is None else round(100 * predicted.chance),
            "reactions": [
                self._reaction(who, said, past.came.get(who, ""))
                for who, said in (predicted.reactions if predicted else {}).items()
            ],
        }

    def _reaction(self, who: str, expected: str, came: str) -> dict[str, Any]:
        right = expected == came
        key = "words.expected_right" if right else "words.expected_wrong"
        both = {
            "said": self._w(f"words.{expected}"),
            "came": self._w(f"words.{came or expected}"),
        }
        person = self.names.get(who, who)
        return {"text": self._w(key, person=person, **both), "right": right}

    def _told(self, one: Told) -> dict[str, Any]:
        named = [
            f"{self._term(key)} {plain(value)}"
            for name, value in one.inputs.items()
            if has(key := f"simulation.input.{name}", self.language)
        ]
        return {
            "text": self._said(one.said),
            "round": one.round,
            "statement": one.statement,
            "group": one.group,
            "inputs": " · ".join(named),
            "tone": _TONES.get(one.said.key.removeprefix("simulation.event."), ""),
        }

    def _end(self, end: End | None) -> dict[str, Any] | None:
        if end is None:
            return None
        wins, worse = round(100 * end.wins[0]), round(100 * end.luck)
        luck, after = _luck(end), "_stopped" if end.stopped else ""
        brier = "stopped" if end.stopped else "none"
        if end.brier is not None:
            brier = "good" if end.brier < 0.15 else "fair" if end.brier <= 0.25 else "poor"
        foreseen = [self._w(f"words.brier_{brier}", n=plain(end.brier or 0))]
        if end.reactions:
            foreseen.append(self._w("words.reactions_right", n=end.right, of=end.reactions))
        return {
            "reached": end.reached,
            "title": self._w(f"words.end_{'won' if end.reached else 'lost'}{after}"),
            "net": self._w("words.end_net", money=self._money(end.net)),
            "expected": self._w(
                "words.end_expected", money=self._money(end.expected[0]), n=end.games
            ),
            "luck": self._w(f"words.end_{luck}", n=wins),
            "place": self._w("words.end_place", n=worse),
            "wins": wins,
            "predictions": foreseen,
        }


_TONES: Final = dict.fromkeys(("won", "listed"), "won") | dict.fromkeys(
    ("lost", "unlisted", "void", "refused", "excluded"), "lost"
)
"""What an event is good or bad news of."""


def _luck(end: End) -> str:
    """Whether the game came out better or worse than the plan deserved."""
    if end.reached != (end.wins[0] >= 0.5):
        return "lucky" if end.reached else "unlucky"
    return "unlucky" if end.luck < 0.25 else "lucky" if end.luck > 0.75 else "fair"
