"""Rulings: added to the key and counted in its version, written as additions only, checked strictly."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fivelayer import cases, marking, places, rulings, strict_yaml
from fivelayer.authoring.check import check
from fivelayer.key import TextCriterion
from fivelayer.problems import Problems
from fivelayer.rulings import Ruling, Rulings

WORDING = "gathers the records of every office"


def ruling(**more: Any) -> Ruling:
    """A ruling on what qinglan's bureau does."""
    given = {
        "id": "r1",
        "concept": "shares_data",
        "language": "en",
        "wording": WORDING,
        "criterion": "main_business",
        "answer": f"It {WORDING} and passes them on.",
        "by": "Wang",
        "at": "2027-07-19T08:30:00Z",
        "why": "says the same in other words",
    }
    return Ruling.model_validate({**given, **more})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the case, so that nobody's rulings are touched."""
    shutil.copytree(places.cases() / "qinglan", tmp_path / "qinglan")
    return tmp_path / "qinglan"


def points(folder: Path, text: str) -> tuple[Any, str]:
    """What the criterion `main_business` gives a text, and by which key."""
    marks = marking.mark({"information": {"main_business": text}}, cases.load(folder))
    found = next(each for each in marks.findings if each.rule == "main_business")
    return found.points, marks.key_version


def test_an_accepted_wording_counts_from_then_on_and_in_the_keys_version(folder: Path) -> None:
    said = f"It {WORDING}."
    before, version = points(folder, said)
    assert before == 0
    text = rulings.appended("", "qinglan", ruling())
    (folder / rulings.FILE).write_text(text, encoding="utf-8")
    after, newer = points(folder, said)
    assert after == 1
    assert newer.startswith(f"{version}+1.")
    assert check(folder).problems == ()


def test_rulings_may_stand_elsewhere_too(folder: Path, tmp_path: Path) -> None:
    beside = tmp_path / "beside.yaml"
    beside.write_text(rulings.appended("", "qinglan", ruling()), encoding="utf-8")
    key = cases.load(folder, beside).key
    assert key is not None
    assert WORDING in next(each for each in key.concepts if each.id == "shares_data").en


def test_a_row_gets_another_name(folder: Path) -> None:
    key = cases.load(folder).key
    assert key is not None
    row = next(each for each in key.rows if each.names)
    made = ruling(concept=None, row=row.id, wording="The lady with the blue folder")
    assert "The lady with the blue folder" in next(
        each.names for each in rulings.applied(key, [made]).rows if each.id == row.id
    )


def test_what_the_key_no_longer_has_changes_nothing(folder: Path) -> None:
    key = cases.load(folder).key
    assert key is not None
    assert rulings.applied(key, [ruling(concept="gone")]) is key


def test_every_text_criterion_can_be_ruled_on(folder: Path) -> None:
    key = cases.load(folder).key
    assert key is not None
    known = {each.id for each in key.concepts}
    wanted = [w.concept for c in key.criteria if isinstance(c, TextCriterion) for w in c.wants]
    assert set(wanted) <= known


@pytest.mark.parametrize(
    ("wording", "language", "code"),
    [
        ("the", "en", "ruling_short"),
        ("window + of", "en", "ruling_short"),
        ("窗", "zh", "ruling_short"),
        ("window/", "en", "ruling_short"),
        ("窗口期内", "en", "ruling_language"),
        ("the window", "zh", "ruling_language"),
        ("long " * 30, "en", "ruling_long"),
        ("in the\nwindow", "en", "ruling_characters"),
        ("in the\u202ewindow", "en", "ruling_characters"),
        ("five + part + word + ing + here".replace("ing", "ling"), "en", "ruling_many"),
    ],
)
def test_what_would_be_found_everywhere_or_nowhere_is_refused(
    wording: str, language: Any, code: str
) -> None:
    assert rulings.fault(wording, language) == code


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ("  - id: r1\n", "missing"),
        ("concept: nobody", "concept_unknown"),
        ("criterion: nobody", "criterion_unknown"),
        ("wording: the", "ruling_short"),
        ("case: another", "id_is_folder"),
        ("at: yesterday", "form_moment"),
        ("by: ''", "want_filled"),
        ("row: someone", "ruling_target"),
        ("extra: 1", "unknown_key"),
    ],
)
def test_case_check_refuses_what_is_wrong(folder: Path, more: str, code: str) -> None:
    text = rulings.appended("", "qinglan", ruling())
    name = more.partition(":")[0]
    lines = text.splitlines(keepends=True)
    if more.startswith("  - "):
        text += more
    elif any(line.strip().startswith(f"{name}:") for line in lines):
        place = next(n for n, line in enumerate(lines) if line.strip().startswith(f"{name}:"))
        indent = lines[place][: len(lines[place]) - len(lines[place].lstrip())]
        lines[place] = f"{indent}{more}\n"
        text = "".join(lines)
    else:
        text += f"    {more}\n"
    (folder / rulings.FILE).write_text(text, encoding="utf-8")
    found = check(folder).problems
    assert code in [problem.code for problem in found]
    for problem in found:
        assert problem.words("en")
        assert problem.words("zh")


def test_case_check_remarks_on_a_wording_that_misses_its_own_answer(folder: Path) -> None:
    text = rulings.appended("", "qinglan", ruling(answer="Something else."))
    (folder / rulings.FILE).write_text(text, encoding="utf-8")
    report = check(folder)
    assert report.problems == ()
    assert "ruling_misses" in [remark.code for remark in report.remarks]


def test_a_faulty_file_keeps_the_case_from_being_marked_by_half(folder: Path) -> None:
    (folder / rulings.FILE).write_text("schema_version: 1\ncase: qinglan\n", encoding="utf-8")
    with pytest.raises(Problems):
        _ = cases.load(folder).key


WORDS = st.text(min_size=1, max_size=400).map(rulings.plain).filter(bool)


@given(st.lists(st.tuples(WORDS, WORDS, WORDS.map(lambda w: w[:80])), min_size=1, max_size=4))
def test_whatever_people_type_is_read_back_and_what_stood_there_stays(
    given_: list[tuple[str, str, str]],
) -> None:
    text, made = "", []
    for number, (answer, why, by) in enumerate(given_, start=1):
        one = ruling(id=f"r{number}", answer=answer, why=why, by=by.strip())
        after = rulings.appended(text, "qinglan", one)
        assert after.startswith(text)
        made.append(one)
        text = after
    read = strict_yaml.typed(strict_yaml.parse(text, "rulings.yaml"), Rulings)
    assert list(read.rulings) == made
    assert rulings.next_id(read.rulings) == f"r{len(made) + 1}"
