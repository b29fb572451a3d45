"""Decisions in words: who does what, on what, saying what, how often, in which case."""

from __future__ import annotations

from functools import reduce

from fivelayer.choices import OwnBarrierKind
from fivelayer.labels import choice_key
from fivelayer.messages import Language, text
from fivelayer.simulation.catalogue import Action, catalogue
from fivelayer.simulation.conditions import CASES
from fivelayer.simulation.plan import Move, When
from fivelayer.simulation.telling import Names


def decision(move: Move, names: Names, language: Language, *, who: bool = True) -> str:
    """A decision in words: who, what, on what, saying what, how often, in which case.

    What the world does not have is shown by its id.
    """
    action = next((one for one in catalogue().actions if one.id == move.do), None)
    what = text(action.name, language) if action else move.do
    about = [target(action, move.on, names, language)] if action and move.on else []
    if move.say:
        about.append(_put("says", language, message=names.of("message", move.say)[language]))
    parts = {"action": what}
    form = "bare"
    if about:
        parts["about"] = about[0] if len(about) == 1 else _put("both", language, **_pair(about))
        form = "about"
    said = _put(form, language, **parts)
    if move.times > 1:
        said = _put("times", language, said=said, n=move.times)
    if move.when:
        cases = [condition(case, names, language) for case in move.when]
        both = reduce(lambda a, b: _put("and", language, first=a, second=b), cases)
        said = _put("when", language, said=said, case=both)
    return _put("by", language, rep=names.of("rep", move.by)[language], said=said) if who else said


def target(action: Action, on: str, names: Names, language: Language) -> str:
    """What an action is done to."""
    if action.on == "own_barrier" and on in set(OwnBarrierKind):
        return text(choice_key(OwnBarrierKind(on)), language)
    return names.of(action.on or "", on)[language]


def condition(case: When, names: Names, language: Language) -> str:
    """A contingency's condition in words."""
    kind = CASES[case.is_][0] if case.is_ in CASES else ""
    of = names.of(kind, case.of)[language] if case.of else ""
    said = text(f"simulation.case.{case.is_}", language, of=of)
    return _put("unless", language, case=said) if case.not_ else said


def _pair(two: list[str]) -> dict[str, str]:
    return {"first": two[0], "second": two[1]}


def _put(form: str, language: Language, **parts: object) -> str:
    return text(f"simulation.decision.{form}", language, **parts)
