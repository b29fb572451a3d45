"""The guide to writing a case: its steps work as printed, and its lists are those of the code."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from fivelayer import cases, key, schema_errors
from fivelayer.authoring import reference
from fivelayer.cli import main
from fivelayer.messages import LANGUAGES, Language
from fivelayer.simulation import world

ROOT = Path(__file__).parents[2]


def guide(language: Language) -> str:
    return (ROOT / reference.GUIDES[language]).read_text(encoding="utf-8")


def steps(language: Language) -> list[tuple[str, str]]:
    """The blocks that a reader types, changes or sees, in order."""
    found = re.findall(r"^```(sh|diff|text)\n(.*?)^```$", guide(language), re.MULTILINE | re.DOTALL)
    return [(kind, words.rstrip("\n")) for kind, words in found]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_steps_work_as_printed(
    language: Language,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FIVELAYER_LANGUAGE", "en")
    shown, status, commands = "", 0, 0
    for kind, words in steps(language):
        if kind == "sh":
            name, *arguments = shlex.split(words)
            assert name == "fivelayer"
            status = main(arguments)
            shown = capsys.readouterr().out
            commands += 1
        elif kind == "diff":
            change(tmp_path, words)
        else:
            missing = [line for line in words.splitlines() if line not in shown.splitlines()]
            assert not missing, shown
    assert commands >= 6
    assert status == 0


def change(folder: Path, diff: str) -> None:
    """Make a change as the guide prints it: a file, then what goes and what comes."""
    head, *lines = diff.splitlines()
    path = folder / head.removeprefix("# ")
    words = path.read_text(encoding="utf-8")
    for old, new in zip(lines[::2], lines[1::2], strict=True):
        assert old.startswith("- ")
        assert new.startswith("+ ")
        assert words.count(old[2:]) == 1, old
        words = words.replace(old[2:], new[2:])
    path.write_text(words, encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_of_fields_is_the_plans(language: Language) -> None:
    """Refresh with `python -m fivelayer.authoring.reference`."""
    assert guide(language) == reference.written(guide(language), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_of_the_files_is_explained(language: Language) -> None:
    words = guide(language)
    schemas = [cases.CaseFile, cases.Sample, cases.Expected, cases.DocumentEntry, key.Fact]
    schemas += [
        key.Evidence,
        key.Concept,
        key.RowMatch,
        key.Criterion,
        *get_args(get_args(key.AnyCriterion)[0]),
    ]
    schemas += [key.AcceptedNumber, key.AcceptedDay, key.WantedConcept, key.Known]
    schemas += models(world.World)
    names = {name for schema in schemas for name in schema.model_fields}
    unexplained = {name for name in names if not re.search(rf"[`{{\s,\[(]{name}[`}}:,\s=.]", words)}
    assert unexplained == set()
    assert reference.units() in words
    for check in (
        c.model_fields["check"].annotation for c in get_args(get_args(key.AnyCriterion)[0])
    ):
        assert f"| `{get_args(check)[0]}` |" in words


def models(schema: type[BaseModel]) -> list[type[BaseModel]]:
    """A schema of world.yaml with everything in it, the plans left out: those are decisions."""
    fields = [f for name, f in schema.model_fields.items() if name != "plans"]
    inner = [part for field in fields for part in schema_errors.models(field.annotation)]
    return [schema, *(part for model in inner for part in models(model))]


def test_both_guides_have_the_same_steps() -> None:
    kinds = [[kind for kind, _ in steps(language)] for language in LANGUAGES]
    assert kinds[0] == kinds[1]
    headings = [len(re.findall(r"^## ", guide(language), re.MULTILINE)) for language in LANGUAGES]
    assert headings[0] == headings[1]


def test_the_examples_of_the_guide_are_those_of_a_case() -> None:
    for language in LANGUAGES:
        for block in re.findall(r"^```yaml\n(.*?)^```$", guide(language), re.MULTILINE | re.DOTALL):
            from fivelayer import strict_yaml

            read = strict_yaml.parse(block, "guide")
            assert read.problems == ()
            if "draft" in read.data:
                strict_yaml.typed(read, cases.Sample)
