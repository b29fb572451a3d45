"""Sentences by key and language: parameters go in as they are and reach into nothing."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fivelayer import messages
from fivelayer.messages import MessageError, placeholders, text


@pytest.fixture
def entries(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    there: dict[str, str] = {}
    monkeypatch.setattr(messages, "catalogue", lambda domain, language: there)
    return there


def test_a_parameter_is_put_in_as_it_is(entries: dict[str, str]) -> None:
    entries["a.b"] = "Hello {who}, {n} left"
    assert text("a.b", "en", who="{n} <b>{who}", n=3) == "Hello {n} <b>{who}, 3 left"


def test_one_and_other(entries: dict[str, str]) -> None:
    entries.update({"a.rows.one": "one row", "a.rows.other": "{n} rows"})
    assert [text("a.rows", "en", n=n) for n in (0, 1, 2)] == ["0 rows", "one row", "2 rows"]
    assert messages.has("a.rows", "en")
    assert not messages.has("a.row", "en")


@pytest.mark.parametrize(
    "template", ["{who.__class__}", "{who[0]}", "{}", "{0}", "{missing}", "{n:{missing}}"]
)
def test_a_template_reaches_into_nothing(entries: dict[str, str], template: str) -> None:
    entries["a.b"] = template
    with pytest.raises(MessageError):
        text("a.b", "en", who="x", n=1)


@pytest.mark.parametrize("key", ["record.nothing", "nothing.at.all", "", ".", "../x.y", "record"])
def test_an_unknown_key_is_named(key: str) -> None:
    with pytest.raises(MessageError, match=r"no (message|catalogue)"):
        text(key, "en")


def test_an_unknown_language_is_named_with_the_choices() -> None:
    with pytest.raises(MessageError, match="en, zh"):
        text("record.saved", "fr")  # type: ignore[arg-type]
    assert not messages.has("record.saved", "fr")  # type: ignore[arg-type]


@given(st.text(), st.dictionaries(st.from_regex("[a-z]{1,3}", fullmatch=True), st.text()))
def test_any_template_gives_words_or_a_message_error(template: str, given_: Any) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(messages, "catalogue", lambda domain, language: {"a.b": template})
        # An unbalanced brace is a fault of the catalogue.
        with contextlib.suppress(MessageError, ValueError):
            assert isinstance(text("a.b", "en", **given_), str)


def test_placeholders_are_the_names() -> None:
    assert placeholders("{a} of {b}, {{not}} {a}") == {"a", "b"}


def test_asking_for_words_imports_nothing_heavy() -> None:
    code = (
        "import sys; from fivelayer.messages import text; text('record.saved', 'zh', time='', revision=1);"
        "print([m for m in ('pydantic', 'ipywidgets', 'pandas', 'ruamel.yaml') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
