"""YAML 1.2, strictly: what it takes, what it refuses, and where it says the problem stands."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from fivelayer import cases, key, messages, schema_errors, strict_yaml
from fivelayer.strict_yaml import Problems


class Item(key.Strict):
    id: key.Id
    points: Decimal = Decimal(0)


class Sheet(key.Strict):
    title: str
    items: tuple[Item, ...] = ()
    more: dict[str, key.Words] = Field(default_factory=dict)


def problems_of(words: str, schema: type[BaseModel] = Sheet) -> list[tuple[int | None, str, str]]:
    with pytest.raises(Problems) as caught:
        strict_yaml.typed(strict_yaml.parse(words, "x.yaml"), schema)
    return [(p.line, p.path, p.code) for p in caught.value.problems]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("12:30", "12:30"),
        ("010", "010"),
        ("2026-03-02", "2026-03-02"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("'12'", "12"),
        ("12", 12),
        ("-3.5", -3.5),
        ("true", True),
        ("True", True),
        ("tRuE", "tRuE"),
        ("null", None),
        ("~", None),
        ("", None),
        (".nan", ".nan"),
        ("1e400", "1e400"),
        ("<<", "<<"),
    ],
)
def test_plain_words_mean_what_they_say(written: str, meant: Any) -> None:
    if written == "1e400":
        meant = float("inf")
    assert strict_yaml.parse(f"a: {written}", "x.yaml").data == {"a": meant}


def test_infinity_is_no_number_of_points() -> None:
    assert problems_of("title: t\nitems:\n- id: a\n  points: 1e400") == [
        (4, "items.a.points", "want_number")
    ]


def test_every_problem_at_once_each_with_its_line() -> None:
    words = """\
title: 12
items:
  - id: first
    points: many
  - id: Second
    point: 1
title: again
more:
  one:
    en: words
"""
    assert sorted(problems_of(words), key=str) == sorted(
        [
            (7, "title", "yaml_twice"),
            (1, "title", "want_text"),
            (4, "items.first.points", "want_number"),
            (5, "items.Second.id", "form_id"),
            (6, "items.Second.point", "misspelt_key"),
            (9, "more.one", "missing"),
        ],
        key=str,
    )


@pytest.mark.parametrize(
    ("words", "line", "code"),
    [
        ("title: a\nitems:\n\t- id: b", 3, "yaml_tab"),
        ("title: one: two", 1, "yaml_colon"),
        ("title：一\nitems: []", 2, "yaml_wide_colon"),
        ('title: a\nmore: "b\nc: d', 2, "yaml_quote"),
        ("items: [1, 2", 1, "yaml_bracket"),
        ("title: @a", 1, "yaml_start"),
        ("title: 'it's'", 1, "yaml_indent"),
        ("title: a\n--- \ntitle: b", 2, "yaml_documents"),
        ("title: !!python/object:os.system ls", 1, "yaml_tag"),
        ("title: a\nitems: *nothing", 2, "yaml_alias"),
        ("title: a\n? [b]\n: c", 2, "yaml_key"),
        ("title: a\nmore: \x07", 2, "yaml_character"),
        ("title: " + "[" * 60 + "]" * 60, 1, "yaml_deep"),
        ("- a", 1, "want_keys"),
        ("", None, "want_keys"),
    ],
)
def test_what_is_refused(words: str, line: int | None, code: str) -> None:
    assert (line, code) in [(at, found) for at, _, found in problems_of(words)]


def test_a_billion_laughs_are_refused_at_once() -> None:
    laughs = ["a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha, ha]"]
    laughs += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    assert [code for _, _, code in problems_of("\n".join(laughs))] == ["yaml_large"]


def test_an_alias_within_reason_is_fine() -> None:
    words = "title: t\nmore:\n  a: &w {en: x, zh: y}\n  b: *w"
    sheet = strict_yaml.typed(strict_yaml.parse(words, "x.yaml"), Sheet)
    assert sheet.more["a"] == sheet.more["b"]


def test_an_alias_of_itself_is_a_problem() -> None:
    assert (1, "yaml_alias") in [(line, code) for line, _, code in problems_of("title: &t [*t]")]


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "gbk.yaml").write_bytes("title: 青岚市".encode("gbk"))
    (tmp_path / "large.yaml").write_bytes(b"#" * (strict_yaml.MAX_BYTES + 1))
    (tmp_path / "folder.yaml").mkdir()
    found = {}
    for name in ("gbk", "large", "folder", "absent"):
        with pytest.raises(Problems) as caught:
            strict_yaml.read(tmp_path / f"{name}.yaml")
        found[name] = caught.value.problems[0].code
    assert found == {
        "gbk": "file_not_utf8",
        "large": "file_too_large",
        "folder": "file_unreadable",
        "absent": "file_missing",
    }


def test_a_byte_order_mark_is_no_problem(tmp_path: Path) -> None:
    (tmp_path / "notepad.yaml").write_bytes("\ufefftitle: a".encode())
    assert strict_yaml.read(tmp_path / "notepad.yaml").data == {"title": "a"}


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_with_a_problem(words: str) -> None:
    try:
        strict_yaml.typed(strict_yaml.parse(words, "x.yaml"), Sheet)
    except Problems as fault:
        said = [fault.words(language) for language in messages.LANGUAGES]
    else:
        said = ["read"]
    assert all(said)


def test_no_english_of_a_library_reaches_an_author() -> None:
    words = "title: [1]\nitems: {a: 1}\nmore:\n  a: {en: '', zh: 3}\nother: 1"
    with pytest.raises(Problems) as caught:
        strict_yaml.typed(strict_yaml.parse(words, "x.yaml"), Sheet)
    for problem in caught.value.problems:
        assert not re.search(r"[a-z]{3} [a-z]{2}", problem.rule("zh"))
        assert problem.code != "want_other"


def _patterns(schema: type[BaseModel], seen: set[type]) -> set[str]:
    if schema in seen:
        return set()
    seen.add(schema)
    found = set(re.findall(r'"pattern": "((?:[^"\\]|\\.)*)"', json_of(schema)))
    return {pattern.replace("\\\\", "\\") for pattern in found}


def json_of(schema: type[BaseModel]) -> str:
    import json

    return json.dumps(schema.model_json_schema(), ensure_ascii=False)


@pytest.mark.parametrize("schema", [cases.CaseFile, cases.Exercise, cases.Sample, key.Key])
def test_every_form_of_the_schemas_has_its_words(schema: type[BaseModel]) -> None:
    decimals = {
        p for p in _patterns(schema, set()) if p.startswith("^(?!")
    }  # pydantic's own, for numbers
    assert _patterns(schema, set()) - decimals <= set(schema_errors.FORMS)


@pytest.mark.parametrize("language", get_args(messages.Language))
def test_every_code_has_its_words(language: messages.Language) -> None:
    codes = {*schema_errors.CODES.values(), *schema_errors.FORMS.values(), "want_other"} - {
        "want_form"
    }
    assert [code for code in codes if not messages.has(f"case.rule.{code}", language)] == []
