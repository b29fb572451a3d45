"""Every row of the causal table is tested, on a small world and on cases; every event has words."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args

import pytest

from fivelayer.messages import LANGUAGES, catalogue, has, placeholders
from fivelayer.simulation import conditions, engine
from fivelayer.simulation.analysis.layers import players
from fivelayer.simulation.catalogue import catalogue as actions_of
from fivelayer.simulation.catalogue import rates
from fivelayer.simulation.tables import Tables
from fivelayer.simulation.telling import Names, told
from fivelayer.simulation.world import Happening

HERE = Path(__file__).parent
STATEMENTS = [*(f"S{n}" for n in range(1, 40)), "K1"]
AWAITED = {"S7", "S9"}
"""Rules whose case is still to be written (haochen); whoever declares one takes it out."""
PACKAGE = Path(engine.__file__).parent
CODE = "\n".join(path.read_text("utf-8") for path in PACKAGE.rglob("*.py"))


def property_tests() -> str:
    """The names of all property tests."""
    files = sorted(HERE.glob("test_simulation_*.py"))
    code = "\n".join(path.read_text("utf-8") for path in files)
    return "\n".join(re.findall(r"^def (test_\w+)", code, re.MULTILINE))


@pytest.mark.parametrize("statement", STATEMENTS)
def test_every_row_has_its_property_test(statement: str) -> None:
    name = statement.lower()
    found = [test for test in property_tests().split() if name in test.split("_")]
    assert [test for test in found if not test.endswith("on_cases")], f"{statement}: small world"
    on_cases = [test for test in found if test.endswith("on_cases")]
    always = {"S2"}
    shared = {"S29": "s30", "S31": "s31"}
    assert on_cases or statement in always or shared.get(statement), f"{statement}: cases"


def test_every_rule_is_exercised_by_a_case(lab: Any) -> None:
    declared = {statement for world in lab.case_worlds() for statement in world.mechanisms}
    assert declared <= set(STATEMENTS)
    assert set(STATEMENTS) - declared == AWAITED


def test_every_statement_is_named_by_the_code() -> None:
    for statement in STATEMENTS:
        words = rf"\b{statement}\b"
        in_files = [
            path.read_text("utf-8")
            for path in PACKAGE.rglob("*.*")
            if path.suffix in (".py", ".yaml")
        ]
        ranges = re.findall(r"\bS(\d+)-S?(\d+)\b", "\n".join(in_files))
        number = int(statement[1:])
        spanned = statement[0] == "S" and any(int(a) <= number <= int(b) for a, b in ranges)
        assert spanned or any(re.search(words, text) for text in in_files), statement


def keys_in_code() -> set[str]:
    """The event keys that the rules use."""
    direct = set(re.findall(r'"[SK]\d+",\s*"([a-z_]+)"', CODE))
    direct |= set(re.findall(r'happening\.statement,\s*"([a-z_]+)"', CODE))
    return direct | {
        "met", "met_generally", "served_institution", "served_person", "courted", "courted_unseen",
        "result", "won", "lost", "unlisted", "void",
    }  # fmt: skip


def test_every_event_has_words_and_every_word_an_event() -> None:
    entries = {
        key.removeprefix("simulation.event.").removesuffix(".one").removesuffix(".other")
        for key in catalogue("simulation", "en")
        if key.startswith("simulation.event.")
    }
    falls = {entry for entry in entries if entry.startswith("fell_away.")}
    assert falls == {f"fell_away.{name}" for name in (*conditions.NEEDS, "money_or_time")}
    assert entries - falls == keys_in_code()


def test_every_action_rate_condition_and_kind_has_words() -> None:
    kinds = get_args(Happening.model_fields["kind"].annotation)
    assert set(kinds) == set(
        __import__("fivelayer.simulation.happenings", fromlist=["KINDS"]).KINDS
    )
    for language in LANGUAGES:
        for action in actions_of().actions:
            assert has(action.name, language)
            assert has(action.name.replace(".name", ".help"), language)
            assert action.does in engine.EFFECTS
            assert set(action.needs) <= set(conditions.NEEDS)
        for rate in rates():
            assert has(f"simulation.rate.{rate}", language)
        for case, (kind, _) in conditions.CASES.items():
            template = catalogue("simulation", language)[f"simulation.case.{case}"]
            assert placeholders(template) == ({"of"} if kind else set())
        for need in conditions.NEEDS:
            assert has(f"simulation.needs.{need}", language)
    assert 22 <= len(actions_of().actions) <= 30
    assert set(engine.EFFECTS) == {action.does for action in actions_of().actions}
    assert "using" in players()


def test_every_event_of_every_plan_can_be_told(lab: Any) -> None:
    seen = set()
    for world in lab.case_worlds():
        names = Names(world)
        for plan in world.plans.values():
            for event in engine.play(Tables(world), plan, 3, 1, watch=0).events:
                for language in LANGUAGES:
                    assert told(event, world, names).words(language)
                    for item, _ in event.inputs:
                        assert has(f"simulation.input.{item}", language), item
                seen.add(event.key)
    assert len(seen) > 30
