"""Reading submissions: whatever a file is, there is an answer with a reason, and nothing of it runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marking_case import edited, handed_in, record

from fivelayer.marking.submissions import (
    MAX_BYTES,
    Refusal,
    Submission,
    _receipt,
    read_submission,
)
from fivelayer.messages import LANGUAGES
from fivelayer.record import receipt


def read(tmp_path: Path, content: bytes, name: str = "a.ipynb") -> Submission | Refusal:
    path = tmp_path / name
    path.write_bytes(content)
    return read_submission(path)


def reason(found: Submission | Refusal) -> str:
    assert isinstance(found, Refusal), found
    for language in LANGUAGES:
        assert found.reason.words(language)
        assert found.next_step.words(language)
    return found.code


def test_a_handed_in_notebook_is_read(tmp_path: Path) -> None:
    found = read(tmp_path, handed_in())
    assert isinstance(found, Submission)
    assert (found.identity.team, found.revision, found.receipt) == ("Heron", 7, "matches")
    assert found.draft == record().draft
    assert found.digest == record().digest


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b"\n\n  "])
def test_a_byte_order_mark_or_blanks_before_it_do_no_harm(tmp_path: Path, mark: bytes) -> None:
    assert isinstance(read(tmp_path, mark + handed_in()), Submission)


def test_a_notebook_saved_as_utf_16_is_read(tmp_path: Path) -> None:
    assert isinstance(read(tmp_path, handed_in().decode().encode("utf-16")), Submission)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_half_a_character_does_not_lose_the_answer(tmp_path: Path, encoding: str) -> None:
    raw = handed_in().replace(b"Leaks are reported", rb"Leaks \ud83d reported")
    found = read(tmp_path, raw.decode().encode(encoding))
    assert isinstance(found, Submission)
    what = found.draft["interest"]["benefits"][0]["what"]
    assert what.startswith("Leaks \ufffd reported")
    assert found.receipt == "differs"


def test_half_a_character_in_utf_16_can_be_written_down_again(tmp_path: Path) -> None:
    text = handed_in().decode().replace("Leaks are reported", r"Leaks \udbd3 reported")
    found = read(tmp_path, text.encode("utf-16"))
    assert isinstance(found, Submission)
    assert "Leaks \ufffd reported" in json.dumps(found.draft, ensure_ascii=False).encode().decode()


NOTEBOOK: dict[str, Any] = {"cells": [], "metadata": {}, "nbformat": 4}
DEEP = b'{"cells":' + b"[" * 5000 + b"]" * 5000 + b"}"
MANGLED: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "empty"),
    "blank": (b" \n\t ", "empty"),
    "only a byte order mark": (b"\xef\xbb\xbf", "empty"),
    "cut off": (handed_in()[:2000], "truncated"),
    "cut off within a character": (b'{"cells": "\xe5\xb2', "truncated"),
    "no JSON": (b"PK\x03\x04 this is a zip", "not_json"),
    "html": (b"<!DOCTYPE html><html></html>", "not_json"),
    "not a number": (b'{"cells": [], "x": NaN}', "not_json"),
    "a number of 20 000 digits": (b'{"x": ' + b"9" * 20_000 + b"}", "not_json"),
    "two notebooks": (handed_in() * 2, "not_json"),
    "latin-1": (b'{"cells": ["caf\xe9 au lait"]}', "encoding"),
    "half of UTF-16": (b"\xff\xfe{", "encoding"),
    "nested": (DEEP, "too_deep"),
    "nested, with half a character": (rb'{"x": "\ud83d", "cells":' + DEEP + b"}", "too_deep"),
    "nested, behind half a character": (
        rb'{"cells": ["\ud83d"], "x":' + b"[" * 400 + b"]" * 400 + b"}",
        "too_deep",
    ),
    "a list": (b"[1, 2]", "not_notebook"),
    "a word": (b'"hello"', "not_notebook"),
    "null": (b"null", "not_notebook"),
    "another JSON file": (b'{"name": "package"}', "not_notebook"),
    "somebody's notebook": (json.dumps(NOTEBOOK).encode(), "no_record"),
    "metadata that is a list": (json.dumps({**NOTEBOOK, "metadata": []}).encode(), "no_record"),
    "a record that is a text": (
        json.dumps({**NOTEBOOK, "metadata": {"fivelayer": {"record": "x"}}}).encode(),
        "no_record",
    ),
    "a later version": (edited(schema_version=99), "later_version"),
    "a version of 400 digits": (edited(schema_version=int("9" * 400)), "later_version"),
    "no version": (edited(schema_version=None), "mangled"),
    "a version in words": (edited(schema_version="one"), "mangled"),
    "no identity": (edited(identity=None), "mangled"),
    "an identity that is a list": (edited(identity=["Heron"]), "mangled"),
    "an identity of numbers": (edited(identity={"team": 1, "case": 2, "activity": 3}), "mangled"),
    "no revision": (edited(revision=None), "mangled"),
    "a revision that is true": (edited(revision=True), "mangled"),
    "a negative revision": (edited(revision=-1), "mangled"),
    "an endless revision": (edited(revision=10**300), "mangled"),
    "a draft that is a text": (edited(draft="all of it"), "mangled"),
    "no draft": (edited(draft=None), "mangled"),
}


@pytest.mark.parametrize("name", MANGLED)
def test_a_mangled_file_is_refused_with_its_reason(tmp_path: Path, name: str) -> None:
    content, code = MANGLED[name]
    assert reason(read(tmp_path, content)) == code


def test_an_edited_record_is_read_and_found_out(tmp_path: Path) -> None:
    found = read(tmp_path, edited(revision=99))
    assert isinstance(found, Submission)
    assert (found.revision, found.receipt) == (99, "differs")


def test_the_working_notebook_has_no_receipt(tmp_path: Path) -> None:
    whole = json.loads(handed_in())
    del whole["metadata"]["fivelayer"]["receipt"]
    found = read(tmp_path, json.dumps(whole).encode())
    assert isinstance(found, Submission)
    assert found.receipt == "missing"


def test_200_mb_are_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "big.ipynb"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    monkeypatch.setattr(os, "open", lambda *_: pytest.fail("the file was opened"))
    assert reason(read_submission(path)) == "too_large"


def test_a_file_that_grew_after_it_was_looked_at_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "big.ipynb"
    path.write_bytes(b" " * (MAX_BYTES + 1))
    assert reason(read_submission(path)) == "too_large"


def test_folders_links_and_pipes_are_no_submissions(tmp_path: Path) -> None:
    good = tmp_path / "good.ipynb"
    good.write_bytes(handed_in())
    (tmp_path / "folder.ipynb").mkdir()
    (tmp_path / "link.ipynb").symlink_to(good)
    (tmp_path / "dangling.ipynb").symlink_to(tmp_path / "nothing")
    os.mkfifo(tmp_path / "pipe.ipynb")
    kinds = {}
    for name in ("folder", "link", "dangling", "pipe"):
        found = read_submission(tmp_path / f"{name}.ipynb")
        assert reason(found) == "not_a_file"
        assert isinstance(found, Refusal)
        kinds[name] = found.reason.params["kind"]
    assert kinds == {"folder": "folder", "link": "link", "dangling": "link", "pipe": "pipe"}
    assert reason(read_submission(Path("/dev/zero"))) == "not_a_file"


def test_a_missing_or_forbidden_file_is_refused(tmp_path: Path) -> None:
    assert reason(read_submission(tmp_path / "gone.ipynb")) == "unreadable"
    assert reason(read_submission(Path("a\0b.ipynb"))) == "unreadable"


def test_jupyters_own_copies_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / ".ipynb_checkpoints").mkdir()
    found = read(tmp_path / ".ipynb_checkpoints", handed_in(), "a-checkpoint.ipynb")
    assert reason(found) == "checkpoint"


def test_attempts_that_cannot_be_read_are_left_out(tmp_path: Path) -> None:
    good = {"time": "2031-03-04T10:00:00Z", "revision": 3, "asked": "remarks", "part": "barriers"}
    found = read(tmp_path, edited(attempts=[good, {"asked": 1}, "x"]))
    assert isinstance(found, Submission)
    attempts, complete = found.attempts()
    assert [each.revision for each in attempts] == [3]
    assert not complete


ANY_JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=10)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=10), inner, max_size=3)
    ),
    max_leaves=12,
)


@settings(max_examples=150)
@given(st.sampled_from(sorted(record().json_form())), ANY_JSON)
def test_anything_in_a_record_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, name: str, value: Any
) -> None:
    found = read(tmp_path_factory.mktemp("any"), edited(**{name: value}))
    if isinstance(found, Refusal):
        reason(found)
    else:
        found.attempts()


@settings(max_examples=150)
@given(st.data())
def test_any_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    raw = bytearray(handed_in())
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=4))
    found = read(tmp_path_factory.mktemp("any"), bytes(raw))
    if isinstance(found, Refusal):
        reason(found)


PLANTED = """
import sys, pathlib
from fivelayer import marking
started = []
sys.addaudithook(lambda event, args: started.append(event) if event in (
    "subprocess.Popen", "os.exec", "os.fork", "os.posix_spawn", "os.system", "socket.connect",
    "pickle.find_class") else None)
results = marking.mark_folder(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]),
                              case_folders=[pathlib.Path(sys.argv[3])])
assert [r.status for r in results] == ["marked"], results
heavy = {"nbformat", "nbconvert", "papermill", "jupyter_client", "ipykernel", "IPython",
         "ipywidgets", "anywidget", "matplotlib", "pandas", "numpy", "pickle"} & set(sys.modules)
assert not started, started
print(sorted(heavy))
"""


def test_no_planted_code_runs_and_no_notebook_machinery_is_loaded(
    tmp_path: Path, root: Path
) -> None:
    trace = tmp_path / "it-ran"
    whole = json.loads(handed_in())
    source = f"import fivelayer as fl; open({str(trace)!r}, 'w').write('ran')"
    whole["cells"] = [
        {
            "cell_type": "code",
            "id": "c",
            "metadata": {"tags": ["fivelayer"]},
            "source": [source],
            "outputs": [],
            "execution_count": None,
        },
    ]
    whole["metadata"]["fivelayer"]["run"] = source
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.ipynb").write_text(json.dumps(whole), encoding="utf-8")
    cases = root / "tests" / "unit" / "data" / "cases"
    arguments = [str(tmp_path / "in"), str(tmp_path / "out"), str(cases)]
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", PLANTED, *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=root,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() in ("[]", "['pickle']"), done.stdout  # the library's own, unused
    assert not trace.exists()


_NUMBERS = st.one_of(
    st.integers(-(2**70), 2**70), st.floats(allow_nan=False, allow_infinity=False), st.just(2.0)
)
_JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), _NUMBERS, st.text(max_size=12)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)


@given(st.dictionaries(st.text(max_size=8), _JSON))
def test_the_quick_receipt_is_the_record_s_own(record: dict[str, Any]) -> None:
    assert _receipt(record) == receipt(record)
