"""The keys: points and weights add up, facts stand on lines, samples and wrong answers mark as they say."""

from __future__ import annotations

import copy
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from fivelayer import cases, marking, strict_yaml
from fivelayer.authoring.check import check
from fivelayer.cases import SAMPLES, Case
from fivelayer.choices import LAYERS, Part
from fivelayer.draft import Draft, put, read
from fivelayer.findings import Outcome
from fivelayer.key import (
    AnyCriterion,
    ChoiceCriterion,
    DayCriterion,
    FalseRowsCriterion,
    Key,
    NumberCriterion,
    RowMatch,
    TextCriterion,
)
from fivelayer.marking.concepts import Concepts
from fivelayer.messages import Language

ROOT = Path(__file__).parents[2]
CASES = sorted(path.parent.name for path in (ROOT / "cases").glob("*/case.yaml"))


@cache
def load(name: str) -> Case:
    """A case by its folder's name."""
    return cases.load(ROOT / "cases" / name)


def key_of(name: str) -> Key:
    """A case's key; an open case has one."""
    key = load(name).key
    assert key is not None, f"{name} has no key.yaml"
    return key


@cache
def wordings(name: str) -> dict[str, dict[str, list[str]]]:
    """What trainees type for each concept of a case, and what must not count."""
    path = Path(__file__).parent / "concepts" / f"{name}.yaml"
    data: dict[str, Any] = strict_yaml.read(path, path.name).data
    return data


def _samples() -> list[tuple[str, str]]:
    return [(name, sample) for name in CASES for sample in load(name).sample_names()]


def _known() -> list[Any]:
    return [
        pytest.param(name, criterion, wrong, id=f"{name}-{wrong.name}")
        for name in CASES
        for criterion in key_of(name).criteria
        for wrong in getattr(criterion, "wrong", ())
    ]


def _concepts(name: str) -> Concepts:
    us, *rivals = load(name).parties()
    return Concepts(
        key_of(name).concepts,
        us=(us.name.en, us.name.zh),
        rivals=[n for r in rivals for n in (r.name.en, r.name.zh)],
    )


def test_the_authors_check_has_nothing_to_say(case: Case) -> None:
    report = check(case.folder)
    assert [(p.file, p.line, p.code, p.given) for p in report.problems] == []
    assert [(p.file, p.line, p.code, p.given) for p in report.remarks] == []


def test_points_sum_to_what_each_part_is_worth(case: Case) -> None:
    key = key_of(case.id)
    totals = dict.fromkeys(key.parts, Decimal(0))
    for criterion in key.criteria:
        totals[criterion.layer] += criterion.points
    assert totals == key.parts
    assert (set(key.parts) == {Part.FIT}) if case.file.accounts else set(LAYERS) <= set(key.parts)
    assert sum(totals.values()) == 100


def test_five_to_seven_decision_makers_whose_weights_sum_to_100(case: Case) -> None:
    weights = [
        criterion.accept[0].value
        for criterion in key_of(case.id).criteria
        if isinstance(criterion, NumberCriterion) and criterion.field == "weight"
    ]
    if case.file.accounts:  # a portfolio: no customer is worked on
        assert weights == []
    else:
        assert 5 <= len(weights) <= 7
        assert sum(weights) == 100


def test_every_fact_stands_on_lines_or_on_premises(case: Case) -> None:
    for fact in key_of(case.id).facts:
        assert key_of(case.id).lines_of((fact.id,)), fact.id


def test_every_criterion_that_gives_points_is_explained_by_a_fact(case: Case) -> None:
    bare = [c.id for c in key_of(case.id).criteria if c.points and not c.facts]
    assert bare == []


def test_there_are_hard_and_soft_barriers_and_a_false_lead(case: Case) -> None:
    criteria = {c.id: c for c in key_of(case.id).criteria}
    if case.file.accounts:
        return  # a portfolio has no barriers
    hardness = [c for c in criteria.values() if getattr(c, "field", "") == "hardness"]
    assert {"hard", "soft"} <= {code for c in hardness for code in c.accept}  # type: ignore[union-attr]
    false = [c for c in criteria.values() if isinstance(c, FalseRowsCriterion)]
    assert any(c.layer is Part.BARRIERS and c.wrong for c in false)


def test_the_usual_samples_are_there(case: Case) -> None:
    assert set(SAMPLES) <= set(case.sample_names())


@pytest.mark.parametrize(("name", "sample"), _samples())
def test_samples_get_the_marks_they_expect(name: str, sample: str) -> None:
    expected = load(name).sample(sample).expected
    marks = marking.mark(load(name).sample(sample).draft, load(name))
    assert {part: score.points for part, score in marks.parts.items()} == expected.layers
    assert marks.points == expected.total
    assert set(expected.findings) <= set(marking.named(marks.findings))


@pytest.mark.parametrize(("name", "sample"), _samples())
def test_samples_can_be_read_as_plans(name: str, sample: str) -> None:
    assert read(load(name).sample(sample).draft).unread == ()


@pytest.mark.parametrize("name", CASES)
def test_the_model_answer_is_whole_and_names_nothing_wrong(name: str) -> None:
    for sample in (s for s in load(name).sample_names() if s.startswith("model")):
        marks = marking.mark(load(name).sample(sample).draft, load(name))
        assert marks.points == marks.of == 100, sample
        assert marking.named(marks.findings) == ()


def test_a_blank_plan_is_not_attempted_never_wrong(case: Case) -> None:
    marks = marking.mark(case.sample("blank").draft, case)
    assert marks.points == 0
    assert {f.outcome for f in marks.findings if f.of} == {Outcome.NOT_ATTEMPTED}


def test_the_usual_samples_stand_in_their_order_with_room_between(case: Case) -> None:
    totals = {s: marking.mark(case.sample(s).draft, case).points for s in SAMPLES}
    assert totals["model"] == 100
    assert 75 <= totals["good"] <= 85
    assert 45 <= totals["middling"] <= 60
    assert 15 <= totals["weak"] <= 30
    assert totals["blank"] == 0


@pytest.mark.parametrize(("name", "criterion", "wrong"), _known())
def test_each_known_wrong_answer_gets_its_named_finding(
    name: str, criterion: AnyCriterion, wrong: Any
) -> None:
    for draft in _mistaken(name, criterion, wrong):
        findings = marking.mark(draft, load(name)).findings
        assert wrong.name in marking.named(f for f in findings if f.rule == criterion.id), draft


def _mistaken(name: str, criterion: AnyCriterion, wrong: Any) -> list[Draft]:
    """The model answer with one known mistake put in; several where wordings differ."""
    key = key_of(name)
    if isinstance(criterion, FalseRowsCriterion):
        match = next(row for row in key.rows if row.id == wrong.row)
        return [_with_row(name, criterion.table, row) for row in _rows_like(name, match)]
    if isinstance(criterion, NumberCriterion):
        value = {"value": f"{wrong.value:f}", "unit": wrong.unit.value} if wrong.unit else None
        return [_with(name, criterion, criterion.field, value or f"{wrong.value:f}")]
    if isinstance(criterion, DayCriterion):
        return [_with(name, criterion, criterion.field, wrong.day)]
    if isinstance(criterion, ChoiceCriterion):
        return [_with(name, criterion, criterion.field, wrong.choice)]
    assert isinstance(criterion, TextCriterion)
    return [_with(name, criterion, criterion.fields[0], s) for s in _said(name, wrong.concept)]


@cache
def _model(name: str) -> Draft:
    draft: Draft = load(name).sample("model").draft
    return draft


def _with(name: str, criterion: AnyCriterion, field: str, value: Any) -> Draft:
    draft = copy.deepcopy(_model(name))
    if criterion.row is None:
        return put(draft, field, value)
    return put(draft, f"{_place_of(name, criterion.row)}.{field}", value)


@cache
def _place_of(name: str, row: str) -> str:
    """Where the model answer has a row: `barriers.entries.b1`."""
    asked = {c.id for c in key_of(name).criteria if c.row == row}
    findings = marking.mark(_model(name), load(name)).findings
    field = next(f.field for f in findings if f.rule in asked)
    return ".".join(field.split(".")[:3])


def _with_row(name: str, table: str, row: Draft) -> Draft:
    draft = copy.deepcopy(_model(name))
    part, rows = table.split(".")
    draft[part][rows].append({"id": "wrong", **row})
    return draft


def _rows_like(name: str, match: RowMatch) -> list[Draft]:
    codes = {field: accepted[0] for field, accepted in match.where.items()}
    first = "person" if match.table == "relationship.decision_makers" else "what"
    if match.concept:
        return [{first: said, **codes} for said in _said(name, match.concept)]
    return [{first: said, **codes} for said in (match.names or ("something",))]


def _said(name: str, concept: str) -> list[str]:
    said = wordings(name)[concept]
    return [*said["en"], *said["zh"]]


@pytest.mark.parametrize("name", CASES)
def test_every_concept_has_wordings_and_every_wording_its_concept(name: str) -> None:
    assert {c.id for c in key_of(name).concepts} == set(wordings(name))
    few = {c: n for c, s in wordings(name).items() if (n := min(len(s["en"]), len(s["zh"]))) < 8}
    assert few == {}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_trainees_type_expresses_the_concept(name: str, language: Language) -> None:
    concepts = _concepts(name)
    missed = [
        (concept, said)
        for concept, by_language in wordings(name).items()
        for said in by_language[language]
        if not concepts.find(concept, concepts.read(said)).asserted
    ]
    assert missed == []


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_says_something_else_does_not(name: str, language: Language) -> None:
    concepts = _concepts(name)
    taken = [
        (concept, said)
        for concept, by_language in wordings(name).items()
        for said in by_language.get(f"not_{language}", ())
        if concepts.find(concept, concepts.read(said)).asserted
    ]
    assert taken == []


def test_words_of_the_key_are_in_both_languages(case: Case) -> None:
    key: Key = key_of(case.id)
    for words in [f.says for f in key.facts] + [c.says for c in key.criteria]:
        assert words.en.isascii() or not any("\u4e00" <= c <= "\u9fff" for c in words.en)
        assert any("\u4e00" <= c <= "\u9fff" for c in words.zh)
