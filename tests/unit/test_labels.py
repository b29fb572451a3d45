"""Every field, table, choice, unit and outcome of the plan has its words, in both languages."""

from __future__ import annotations

from enum import Enum

import pytest

from fivelayer import choices as lists
from fivelayer import labels
from fivelayer.choices import Part
from fivelayer.findings import Outcome
from fivelayer.messages import LANGUAGES, Language, catalogue, has, placeholders, text
from fivelayer.model import AccountPlan
from fivelayer.units import Unit


def paths() -> list[str]:
    found = []
    for path, kind in labels._walk(AccountPlan, ""):
        if kind == "field":
            found.append(path)
            continue
        part, name = path.split(".")
        row = labels._row_type(
            AccountPlan.model_fields[part].annotation.model_fields[name].annotation  # type: ignore[union-attr]
        )
        found += [f"{path}.x1.{inner}" for inner, _ in labels._walk(row, "")]
    return found


def choices() -> list[Enum]:
    kinds = [
        kind
        for kind in vars(lists).values()
        if isinstance(kind, type) and issubclass(kind, Enum) and list(kind)
    ]
    return [choice for kind in kinds for choice in kind]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_has_a_label_and_a_help_text(language: Language) -> None:
    assert len(paths()) > 100
    for path in paths():
        assert text(labels.field_key(path), language), path
        assert text(labels.help_key(path), language), path


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_table_part_choice_unit_and_outcome_has_words(language: Language) -> None:
    for table in labels.tables():
        assert text(labels.table_key(table), language)
        assert text(labels.row_key(table), language, n=2)
    for part in Part:
        assert text(labels.part_key(part), language)
    for choice in [*choices(), *Unit]:
        assert text(labels.choice_key(choice), language)
    for outcome in Outcome:
        assert text(labels.outcome_key(outcome), language)


def test_both_languages_have_the_same_keys_and_parameters() -> None:
    english, chinese = catalogue("plan", "en"), catalogue("plan", "zh")
    assert english.keys() == chinese.keys()
    for key, words in english.items():
        assert placeholders(words) == placeholders(chinese[key]), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_choices_of_one_field_can_be_told_apart(language: Language) -> None:
    for choice in choices():
        others = [text(labels.choice_key(c), language) for c in type(choice) if c is not choice]
        assert text(labels.choice_key(choice), language) not in others


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("barriers", "plan.part.barriers"),
        ("barriers.reason", "plan.field.barriers.reason"),
        ("barriers.entries", "plan.table.barriers.entries"),
        ("barriers.entries.b1", "plan.table.barriers.entries"),
        ("barriers.entries.b1.lead_time.value", "plan.field.barriers.entries.lead_time"),
        ("barriers.entries.b1.lead_time.unit", "plan.field.unit"),
        ("information.founded", "plan.field.information.founded"),
        ("information.ability.grade", "plan.field.information.ability"),
        ("business.ladder.need", "plan.choice.step.need"),
        ("business.ladder.need.joined", "plan.field.business.ladder.joined"),
        ("business.benefit.text", "plan.field.business.benefit"),
        ("business.benefit.value", "plan.field.value"),
        (
            "relationship.decision_makers.d1.support.rival",
            "plan.field.relationship.decision_makers.support",
        ),
    ],
)
def test_a_path_finds_its_key(path: str, key: str) -> None:
    assert labels.field_key(path) == key
    assert has(key, "en")


@pytest.mark.parametrize(
    "path",
    ["", "nothing", "schema_version", "barriers.nothing", "barriers.entries.b1.nothing",
     "barriers.reason.deeper", "business.ladder.nothing", "information.founded.value.deeper"],
)  # fmt: skip
def test_an_unknown_path_is_refused(path: str) -> None:
    with pytest.raises(KeyError):
        labels.field_key(path)


def test_a_label_names_the_row_by_its_place() -> None:
    draft = {"barriers": {"entries": [{"id": "b9"}, {"id": "b2"}]}}
    assert labels.label("barriers.entries.b2.means", "en", draft) == "Barrier 2: Way through"
    assert labels.label("barriers.entries.b2.means", "zh", draft) == "壁垒 2：突破方式"
    assert (
        labels.label("barriers.entries.b2.lead_time.unit", "en", draft)
        == "Barrier 2: Time we need: Unit"
    )
    assert labels.label("barriers.entries.b2", "en", draft) == "Barrier 2"
    assert labels.label("barriers.entries.gone.means", "en", draft) == "Way through"
