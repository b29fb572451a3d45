"""The debrief layer by layer: what was done and found in each, and what to ask about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from fivelayer.choices import OwnBarrierKind, Step
from fivelayer.labels import choice_key
from fivelayer.messages import text
from fivelayer.reports.figures.games.support import leads, signed
from fivelayer.reports.story import Story
from fivelayer.reports.study import certain
from fivelayer.reports.wording import listed, number
from fivelayer.simulation.analysis.layers import layer_of
from fivelayer.simulation.barrier import DEALERS_DOOR
from fivelayer.simulation.tables import STEPS
from fivelayer.simulation.turn import Event
from fivelayer.simulation.world import NEVER

_TALKS: Final = frozenset(["met", "met_generally"])
_MINDED: Final = frozenset(["passed_over", "absent"])
_FADED: Final = 0.5
"""Support that faded in all from which on it is told."""


@dataclass(frozen=True)
class Layer:
    """One layer as told: its worth in a sentence, facts, questions."""

    name: str
    worth: str
    facts: tuple[str, ...]
    questions: tuple[str, ...]


def layers(story: Story) -> tuple[Layer, ...]:
    """Every layer, and all that is not one of the five, in order."""
    return tuple(
        Layer(
            story.layer(name),
            _worth(story, name),
            tuple(story.sentence(fact) for fact in facts(story)),
            tuple(story.sentence(question) for question in ask(story)),
        )
        for name, (facts, ask) in _LAYERS.items()
    )


def events(story: Story, *keys: str) -> list[Event]:
    """The events of some kinds, in order."""
    return [event for one in story.study.game.events for event in one if event.key in keys]


def _worth(story: Story, name: str) -> str:
    credit = story.study.ablation[name]
    moves = [m for one in (*story.study.plan.rounds, story.study.plan.standing) for m in one]
    done = [e for e in events(story, "did") if layer_of(dict(e.about)["action"]) == name]
    cost = story.money(sum(event.size for event in done))
    words = {
        "n": sum(layer_of(move.do) == name for move in moves),
        "cost": story.say("course.cost", money=cost),
    }
    if not certain(credit.net):
        return story.say("layers.worthless", **words)
    amount = story.money(credit.net.mean, signed=True)
    points = story.points(credit.reached.mean)
    return story.say("layers.worth", amount=amount, points=points, **words)


def _names(story: Story, kind: str, ids: list[str]) -> str:
    return listed([story.name(kind, one) for one in ids], story.language)


def _people(found: list[Event]) -> list[str]:
    return list(dict.fromkeys(dict(event.about)["person"] for event in found))


# --- information ------------------------------------------------------------------------------------


def _unknown_facts(story: Story) -> list[str]:
    known = story.study.game.state.known[:, 0]
    return [fact.id for n, fact in enumerate(story.study.world.world.facts) if known[n] <= 0]


def _unread(story: Story) -> list[str]:
    """People whose criteria nobody found out."""
    missing = set(_unknown_facts(story))
    return [p.id for p in story.study.world.world.people if p.criteria_fact in missing]


def _information(story: Story) -> Iterator[str]:
    facts, missing = story.study.world.world.facts, _unknown_facts(story)
    found = len(facts) - len(missing)
    yield story.say("information.found", n=found, of=len(facts))
    outline = [fact for fact in facts if fact.outline]
    yield story.say("information.outline", n=sum(fact.id not in missing for fact in outline))
    for who in _unread(story):
        name = story.name("person", who)
        yield story.say("information.criteria_missing", who=name)


def _ask_information(story: Story) -> Iterator[str]:
    talked = set(_people(events(story, *_TALKS)))
    blind = [who for who in _unread(story) if who in talked]
    if blind:
        yield story.say("information.q_missing", who=_names(story, "person", blind))
    yield story.say("information.q_used" if events(story, "found") else "information.q_none")


# --- barriers ---------------------------------------------------------------------------------------


def _barriers(story: Story) -> Iterator[str]:
    state = story.study.game.state
    for event in events(story, "obtained"):
        what = story.name("half", dict(event.about)["half"])
        yield story.say("barriers.obtained", n=event.round, what=what)
    if story.study.world.gate is not None:
        for event in events(story, "refused"):
            yield story.say("barriers.refused", n=event.round)
        since = float(state.listed[0, 0])
        form = "listed_dealer" if float(state.door[0, 0]) == DEALERS_DOOR else "listed"
        if since < NEVER:
            yield story.say(f"barriers.{form}", n=f"{since:g}")
        else:
            yield story.say("barriers.not_listed")
    if events(story, "void"):
        yield story.say("barriers.void")


def _ask_barriers(story: Story) -> Iterator[str]:
    shut = (
        story.study.world.gate is not None and float(story.study.game.state.listed[0, 0]) >= NEVER
    )
    yield story.say("barriers.q_closed" if shut else "barriers.q_open")
    yield story.say("barriers.q_means")


# --- business ---------------------------------------------------------------------------------------


def _business(story: Story) -> Iterator[str]:
    world, state = story.study.world, story.study.game.state
    for n, project in enumerate(world.ids["project"]):
        name = story.name("project", project)
        joined = [step for m, step in enumerate(STEPS) if state.joined[n, m, 0] > 0]
        result = float(state.result[n, 0])
        yield story.say(
            f"business.{'won' if result > 0 else 'lost' if result < 0 else 'open'}", project=name
        )
        if joined:
            step = text(choice_key(Step(joined[0])), story.language)
            yield story.say("business.steps", project=name, n=len(joined), step=step)
        else:
            yield story.say("business.no_steps", project=name)


def _ask_business(story: Story) -> Iterator[str]:
    yield story.say("business.q_early")
    premature = round(story.study.world.rate["premature"], 4)
    if any(dict(e.inputs).get("timing") == premature for e in events(story, "presented")):
        yield story.say("business.q_order")


# --- relationship -----------------------------------------------------------------------------------


def _never_met(story: Story) -> tuple[list[str], float]:
    world, state = story.study.world, story.study.game.state
    people = [(n, p) for n, p in enumerate(world.world.people) if state.met[n, 0] <= 0]
    return [p.id for _, p in people], sum(100 * float(world.weight[n, 0]) for n, _ in people)


def _relationship(story: Story) -> Iterator[str]:
    first, *_, last = leads(story)
    yield story.say("relationship.lead", first=signed(first), last=signed(last))
    never, weight = _never_met(story)
    if never:
        who = _names(story, "person", never)
        yield story.say("relationship.never", who=who, weight=number(weight, 0))
    minded = _people(events(story, *_MINDED))
    if minded:
        yield story.say("relationship.minded", who=_names(story, "person", minded))


def _ask_relationship(story: Story) -> Iterator[str]:
    never, weight = _never_met(story)
    if never:
        who = _names(story, "person", never)
        yield story.say("relationship.q_never", who=who, weight=number(weight, 0))
    minded = _people(events(story, *_MINDED))
    if minded:
        yield story.say("relationship.q_minded", who=_names(story, "person", minded))
    yield story.say("relationship.q_lead")


# --- interest ---------------------------------------------------------------------------------------


def _fading(story: Story) -> list[tuple[str, float]]:
    total: dict[str, float] = {}
    for event in events(story, "faded"):
        who = dict(event.about)["person"]
        total[who] = total.get(who, 0.0) - event.size
    rows = [(who, size) for who, size in total.items() if size >= _FADED]
    return sorted(rows, key=lambda row: -row[1])


def _interest(story: Story) -> Iterator[str]:
    served = [set(_people(events(story, f"served_{need}"))) for need in ("institution", "person")]
    order = story.study.world.ids["person"]
    both = [who for who in order if who in served[0] & served[1]]
    one = [who for who in order if who in served[0] ^ served[1]]
    if both:
        yield story.say("interest.served", who=_names(story, "person", both))
    if one:
        yield story.say("interest.one_sided", who=_names(story, "person", one))
    if not both and not one:
        yield story.say("interest.nobody")
    for who, size in _fading(story)[:3]:
        yield story.say("interest.faded", who=story.name("person", who), size=number(size))


def _ask_interest(story: Story) -> Iterator[str]:
    yield story.say("interest.q_unique")
    if events(story, "served_person"):
        yield story.say("interest.q_personal")
    fading = [who for who, _ in _fading(story)[:2]]
    if fading:
        yield story.say("interest.q_faded", who=_names(story, "person", fading))


# --- account, team and channel ----------------------------------------------------------------------


def _using(story: Story) -> Iterator[str]:
    world, state = story.study.world, story.study.game.state
    own = [kind for n, kind in enumerate(world.ids["own_barrier"]) if state.own[n, 0] > 0]
    won = bool(state.result[:, 0].max() > 0)
    if own:
        names = [text(choice_key(OwnBarrierKind(kind)), story.language) for kind in own]
        yield story.say("using.barriers", what=listed(names, story.language))
    elif won:
        yield story.say("using.no_barriers")
    for n, project in enumerate(world.ids["project"]):
        if state.result[n, 0] > 0:
            yield story.say(
                "using.margin", project=story.name("project", project),
                order=story.money(float(state.order[n, 0])),
                margin=number(100 * float(state.margin[n, 0])),
            )  # fmt: skip
    alone = _known_by_one(story)
    if alone:
        yield story.say("using.alone", who=_names(story, "person", alone))
    reviews = len(events(story, "reviewed"))
    if reviews:
        yield story.say("using.reviews", n=reviews)
    for dealer in world.ids["dealer"]:
        if events(story, "trust"):
            trust = f"{100 * float(state.trust[0, 0]):.0f}"
            yield story.say("using.trust", dealer=story.name("dealer", dealer), trust=trust)


def _known_by_one(story: Story) -> list[str]:
    bond, present = story.study.game.state.bond, story.study.game.state.present
    known = ((bond[..., 0] > 0) & (present[:, :1] > 0)).sum(axis=0)
    return [who for n, who in enumerate(story.study.world.ids["person"]) if known[n] == 1]


def _ask_using(story: Story) -> Iterator[str]:
    won = bool(story.study.game.state.result[:, 0].max() > 0)
    yield story.say("using.q_won" if won else "using.q_lost")
    if _known_by_one(story):
        yield story.say("using.q_alone")


_Says = Callable[[Story], Iterator[str]]
_LAYERS: Final[dict[str, tuple[_Says, _Says]]] = {
    "information": (_information, _ask_information),
    "barriers": (_barriers, _ask_barriers),
    "business": (_business, _ask_business),
    "relationship": (_relationship, _ask_relationship),
    "interest": (_interest, _ask_interest),
    "using": (_using, _ask_using),
}
"""What each layer says of itself, and what it asks."""
