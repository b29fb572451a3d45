"""Makes what the benchmark of the marking marks: handed-in notebooks, and the same answers for the peers.

    python benchmarks/marking/prepare.py FOLDER 200 4

Seven plans on the open case are worked through as a team would, and every further team's answers
differ in words and figures, so that no two free texts are alike. The last number says how often the
coach was asked about each layer on the way: 4 gives files of about 70 KB, as five lessons do; 0 gives a
plan and little more. `peers.json` holds the key's criteria as questions, and each team's answers to
them in the words that our own marking quotes.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from fivelayer import cases, demo, marking, places
from fivelayer.cases import Case
from fivelayer.choices import LAYERS
from fivelayer.key import (
    ChoiceCriterion,
    Concept,
    DayCriterion,
    FalseRowsCriterion,
    Key,
    LeaderCriterion,
    NumberCriterion,
    OrderCriterion,
    RowCriterion,
    TextCriterion,
)
from fivelayer.marking.judge import Compiled, Judge
from fivelayer.record import Record
from fivelayer.record.handin import notebook

PLANS = ("good", "good-zh", "middling", "model", "model-zh", "weak", "weak-zh")
Json = dict[str, Any]


def records(case: Case) -> list[Json]:
    """The records of the plans, as they come about in the lessons: with the coach asked on the way."""
    made = []
    for name in PLANS:
        sample = case.sample(name)
        with tempfile.TemporaryDirectory() as folder:
            path = demo.hand_in(case, sample.draft, "Team 0000", sample.language, Path(folder))
            whole = json.loads(path.read_text(encoding="utf-8"))
        made.append(whole["metadata"]["fivelayer"]["record"])
    return made


def teams(bases: list[Json], count: int) -> Iterator[Json]:
    """One record a team, none with the same texts as another."""
    for number in range(count):
        random = Random(number)  # noqa: S311  the same material each time
        base, other = bases[number % len(bases)], random.choice(bases)
        draft = varied(base["draft"], other["draft"], number, random)
        identity = {**base["identity"], "team": f"Team {number:05}"}
        yield {**base, "identity": identity, "draft": draft, "revision": 3 + number}


def varied(node: Any, other: Any, number: int, random: Random) -> Any:
    """A plan in other words; some answers are taken from another plan."""
    if isinstance(node, dict):
        there = other if isinstance(other, dict) else {}
        return {
            name: held if name == "id" else varied(held, there.get(name), number, random)
            for name, held in node.items()
        }
    if isinstance(node, list):
        return [varied(item, None, number, random) for item in node]
    if isinstance(other, str) and random.random() < 0.1:
        node = other
    return reworded(node, number, random) if isinstance(node, str) and len(node) > 24 else node


def reworded(text: str, number: int, random: Random) -> str:
    """The same text with a word left out and a remark of the team's own."""
    words = text.split(" ")
    if len(words) > 6:
        del words[random.randrange(len(words))]
    chinese = re.search("[一-鿿]", text) is not None
    return " ".join(words) + (
        f"（第{number}组会议记录）" if chinese else f" (team {number}'s minutes)"
    )


def questions(judge: Judge) -> list[Json]:
    """The key's criteria as questions that a test cell can put."""
    return [
        {
            "id": compiled.criterion.id,
            "layer": compiled.criterion.layer.value,
            "points": float(compiled.of),
            **wanted(compiled, judge.key),
        }
        for compiled in judge.compiled
    ]


def wanted(compiled: Compiled, key: Key) -> Json:  # noqa: PLR0911  one return a kind
    """What a test cell compares an answer with."""
    concepts = {concept.id: concept for concept in key.concepts}
    rows = {match.id: match for match in key.rows}
    match compiled.criterion:
        case NumberCriterion(accept=accept):
            ranges = [(float(a.value - a.tolerance), float(a.value + a.tolerance)) for a in accept]
            return {"kind": "number", "accept": ranges}
        case DayCriterion(accept=accept):
            return {"kind": "day", "accept": [str(each.day) for each in accept]}
        case ChoiceCriterion(accept=accept):
            return {"kind": "choice", "accept": list(accept)}
        case TextCriterion(wants=wants):
            return {"kind": "text", "accept": [patterns(concepts[w.concept]) for w in wants]}
        case RowCriterion(row=row):
            found = rows[row or ""]
            about = patterns(concepts[found.concept]) if found.concept else []
            return {"kind": "text", "accept": [[*about, *([[n.lower()]] for n in found.names)]]}
        case FalseRowsCriterion():
            return {"kind": "empty", "accept": []}
        case OrderCriterion() | LeaderCriterion():
            return {"kind": "given", "accept": []}
        case _:
            raise ValueError(f"no question for {compiled.criterion.id}")


def patterns(concept: Concept) -> list[list[list[str]]]:
    """Any of these patterns, all of a pattern's parts, any of a part's wordings."""
    return [
        [part.lower().split("/") for part in re.split(r"\s\+\s", written)]
        for written in (*concept.en, *concept.zh)
    ]


def answers(judge: Judge, draft: Json) -> dict[str, str]:
    """A plan's answers by criterion, in the trainee's words."""
    found: dict[str, str] = {}
    for award in judge.judge(draft):
        found.setdefault(award.compiled.criterion.id, award.verdict.quote)
    return found


def asked(attempts: list[Json], times: int) -> list[Json]:
    """The attempts of a team that asked about each layer so many times, a day apart."""
    return [
        {**attempt, "time": f"{attempt['time'][:8]}{day + 1:02}{attempt['time'][10:]}"}
        for day in range(times)
        for attempt in attempts
    ]


def main(folder: Path, count: int, times: int) -> None:
    """Write the submissions, a thousand to a folder, and the peers' material."""
    case = cases.find(demo.CASE, [places.cases()])
    judge = marking.judge_of(case)
    listed = []
    for number, record in enumerate(teams(records(case), count)):
        place = folder / "submissions" / f"{number // 1000:02}"
        place.mkdir(parents=True, exist_ok=True)
        handed_in = {**record, "attempts": asked(record["attempts"], times)}
        written = notebook(Record.model_validate(handed_in), LAYERS)
        (place / f"team-{number:05}.ipynb").write_bytes(written)
        if number < 200:
            listed.append(answers(judge, record["draft"]))
    peers = {"questions": questions(judge), "answers": listed}
    (folder / "peers.json").write_text(json.dumps(peers, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
