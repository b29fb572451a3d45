"""`case check`: every mistake of an author is named at once, with its line, in both languages."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from fivelayer.authoring.check import Report, check
from fivelayer.authoring.new import new
from fivelayer.authoring.papers import line_of
from fivelayer.messages import LANGUAGES, catalogue
from fivelayer.problems import Problem, Problems

PACKAGE = Path(__file__).parents[2] / "fivelayer"
Edit = Callable[[str, str, str], int]


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A new case, as its author starts with it."""
    return new("bay", tmp_path)


@pytest.fixture
def edit(case: Path) -> Edit:
    """Replaces words that stand once in a file; returns the line they stand on."""

    def replace(file: str, old: str, words: str) -> int:
        path = case / file
        before = path.read_text(encoding="utf-8")
        assert before.count(old) == 1, f"{old!r} stands {before.count(old)} times in {file}"
        path.write_text(before.replace(old, words), encoding="utf-8")
        return before[: before.index(old)].count("\n") + 1

    return replace


def found(report: Report) -> list[tuple[str, int | None, str]]:
    """File, line and code of every problem, after saying each in both languages."""
    for problem in (*report.problems, *report.remarks):
        for language in LANGUAGES:
            assert problem.words(language)
    return [(p.file.removeprefix("bay/"), p.line, p.code) for p in report.problems]


def test_a_new_case_has_no_problems_and_says_what_is_to_do(case: Path) -> None:
    report = check(case)
    assert report.problems == ()
    assert {p.code for p in report.remarks} == {"todo", "usual_documents", "usual_people"}
    assert report.counts["marked"] == 5


DOZEN = [
    ("version: 0.1.0", "version: 0.1", "want_text"),
    ("until 16 April 2027", "till 16 April 2027", "quote_not_there"),
    ("    evidence:\n      - line: D2:3", "    evidense:\n      - line: D2:3", "misspelt_key"),
    ("line: D3:5", "line: D3:15", "line_beyond"),
    (', zh: "孙伟支持同源，还不认识我们。"', "", "missing"),
    ('"把漏点定位到200米以内"', '"把漏点定位到300米以内"', "quote_not_there"),
    ("cited: 0.5", "cited: half", "want_number"),
    ("unit: wan_yuan", "unit: wan", "want_choice"),
    ('{day: "1998"}', '{day: "1998-13"}', "date"),
    ("accept: {attack: 1}", "accept: {atack: 1}", "want_choice"),
    ("points: 12\n", "points: 12.3\n", "want_multiple"),
    ("row: zhao\n", "row: zhou\n", "row_unknown"),
    (
        'points: 8\n    says: {en: "Tongyuan',
        'points: 8\n    points: 9\n    says: {en: "Tongyuan',
        "yaml_twice",
    ),
    ("leader: tongyuan", "leader: tongyan", "want_choice"),
]
"""What a practised author gets wrong on a bad day, all in one key."""


def test_many_mistakes_in_one_file_are_all_named(case: Path, edit: Edit) -> None:
    wanted = []
    for old, words, code in DOZEN:
        line = edit("key.yaml", old, words)
        wanted.append((line + (code == "yaml_twice"), code))
    assert sorted(found(check(case))) == sorted(("key.yaml", line, code) for line, code in wanted)


def test_mistakes_in_all_files_are_named_at_once(case: Path, edit: Edit) -> None:
    (case / "samples" / "weak.yaml").unlink()
    (case / "dossier" / "en" / "04-unlisted.md").write_text("# One\n", encoding="utf-8")
    wanted = [
        ("case.yaml", edit("case.yaml", 'today: "2027-03-08"', 'today: "2027-02-30"'), "date_full"),
        ("case.yaml", edit("case.yaml", "id: tongyuan", "id: Tongyuan"), "form_id"),
        ("case.yaml", edit("case.yaml", "barriers.entries:", "barriers.entry:"), "hint_unknown"),
        (
            "dossier/zh/02-annual-report.md",
            edit("dossier/zh/02-annual-report.md", "252", "225"),
            "numbers_differ",
        ),
        ("dossier/en/04-unlisted.md", None, "document_unlisted"),
        ("key.yaml", edit("key.yaml", "case: bay", "case: bays"), "id_is_folder"),
        (
            "samples/good.yaml",
            edit("samples/good.yaml", "strategy: attack", "strategy: charge"),
            "unread_choice",
        ),
        ("samples/weak.yaml", None, "sample_missing"),
    ]
    assert sorted(found(check(case)), key=str) == sorted(wanted, key=str)


ONE_MISTAKE = [
    ("case.yaml", "id: bay\n", "id: bys\n", "id_is_folder"),
    ("case.yaml", "{id: us,", "{id: we,", "us_is_us"),
    ("case.yaml", "lesson: [S5, S10]", "lesson: [S5, S40]", "form_statement"),
    ("case.yaml", 'date: "2027-03-01"', 'date: "2027-13"', "date"),
    ("case.yaml", 'date: "2027-03-04"', 'date: "2027-03-09"', "date_after_today"),
    ("case.yaml", 'starts: "2027-04-05"', 'starts: "2027-03-05"', "date_order"),
    ("case.yaml", "number: 2", "number: 3", "round_number"),
    ("case.yaml", "{id: D2,", "{id: D1,", "id_twice"),
    ("case.yaml", "D1:6, D1:7", "D1:6, D1:6", "noise_twice"),
    ("case.yaml", "D1:6, D1:7", "D1:3, D1:7", "noise_is_evidence"),
    ("case.yaml", "D1:6, D1:7", "D1:66, D1:7", "line_unknown"),
    ("case.yaml", "D1:6, D1:7", "D1-6, D1:7", "form_line"),
    ("case.yaml", "D1:7, D2:7, D2:8, ", "", "noise_share"),
    ("case.yaml", "access: open ", "access: secret ", "want_choice"),
    ("case.yaml", "file: 03-visit-note.md", "file: 03-visit-notes.md", "document_missing"),
    ("dossier/zh/01-supplier-list.md", "- 来访车辆", "来访车辆", "blocks_differ"),
    ("dossier/zh/01-supplier-list.md", "\n联系：采购办公室，305室。", "", "blocks_count"),
    ("dossier/zh/02-annual-report.md", "| 252 | 240 |", "| 252、240 |", "cells_differ"),
    ("dossier/en/02-annual-report.md", "86.0", "86.5", "numbers_differ"),
    (
        "dossier/en/01-supplier-list.md",
        "Room 305.",
        "Room 305, code 91350100M000100Y43.",
        "real_credit_code",
    ),
    (
        "dossier/en/01-supplier-list.md",
        "Room 305.",
        "Room 305, ID 11010519491231002X.",
        "real_id_number",
    ),
    ("dossier/en/01-supplier-list.md", "Room 305.", "Room 305, 138 0013 8000.", "real_mobile"),
    (
        "dossier/en/01-supplier-list.md",
        "Room 305.",
        "Room 305, card 4111 1111 1111 1111.",
        "real_number",
    ),
    ("key.yaml", "premises: [list_only, list_closes]", "premises: [attack_now]", "fact_circle"),
    ("key.yaml", "premises: [list_only, list_closes]", "premises: []", "fact_on_nothing"),
    ("key.yaml", "premises: [list_only, list_closes]", "premises: [list_onli]", "fact_unknown"),
    ("key.yaml", "line: D1:4", "line: D1:5", "quote_elsewhere"),
    ("key.yaml", "- line: D2:6", "- line: D9:6", "line_unknown"),
    ("key.yaml", "concept: water_loss", "concept: water_lost", "concept_unknown"),
    ("key.yaml", "where: {kind: [framework]}", "where: {kind: [frame]}", "want_choice"),
    ("key.yaml", "where: {kind: [framework]}", "where: {kinds: [framework]}", "field_not_choice"),
    ("key.yaml", "    where: {kind: [framework]}\n", "", "row_matches_all"),
    ("key.yaml", "field: information.headcount", "field: information.headcounts", "field_unknown"),
    (
        "key.yaml",
        "field: information.headcount",
        "field: information.main_business",
        "field_not_number",
    ),
    ("key.yaml", "field: information.founded", "field: information.revenue", "field_not_day"),
    (
        "key.yaml",
        "field: business.severity.grade",
        "field: business.severity.reason",
        "field_not_choice",
    ),
    (
        "key.yaml",
        "fields: [business.problem.text,",
        "fields: [business.severity.grade,",
        "field_not_text",
    ),
    ("key.yaml", "field: barriers.strategy", "field: fit.verdict", "field_of_layer"),
    ("key.yaml", "accept: [{value: 240, unit: people}]", "accept: [{value: 240}]", "unit_missing"),
    (
        "key.yaml",
        "accept: [{value: 240, unit: people}]",
        "accept: [{value: 252, unit: people}]",
        "wrong_accepted",
    ),
    ("key.yaml", "accept: {business: 1}", "accept: {business: 0.5}", "no_full_share"),
    ("key.yaml", "accept: {attack: 1}", "accept: {attack: 1, watch: 1}", "wrong_accepted"),
    (
        "key.yaml",
        "wants: [{concept: water_loss, share: 1}]",
        "wants: [{concept: water_loss, share: 0.9}]",
        "shares_one",
    ),
    (
        "key.yaml",
        "table: barriers.entries\n    cost: 2",
        "table: barriers\n    cost: 2",
        "want_choice",
    ),
    ("key.yaml", "    row: sun\n", "", "missing"),
    ("key.yaml", "points: 12", "points: 11", "layer_points"),
    ("key.yaml", '"leak/leaks/leakage"', '"leak//leaks"', "pattern_empty"),
    ("key.yaml", "    facts: [employees]\n", "", "cited_without_facts"),
    ("samples/good.yaml", "total: 86", "total: 87", "total_of_layers"),
    ("samples/good.yaml", "relationship: 12", "relationship: 13", "marks_differ"),
    ("samples/good.yaml", "[stale_headcount]", "[stale_headcounts]", "finding_unknown"),
    ("samples/good.yaml", "[stale_headcount]", "[watching_for_nothing]", "finding_absent"),
    ("samples/good.yaml", "{id: d2,", "{id: d1,", "row_twice"),
    ("samples/good.yaml", 'lines: ["D2:5"]', 'lines: ["D2:55"]', "line_unknown"),
    ("samples/good.yaml", 'lines: ["D2:5"]', 'lines: ["D2-5"]', "unread_line"),
    ("samples/good.yaml", "against: tongyuan", "against: tongyan", "want_choice"),
    ("samples/good.yaml", "problem: {text:", "problem: {txt:", "unread_form"),
    ("samples/model.yaml", 'gate_date: "2027-04-16"', 'gate_date: "soon"', "unread_day"),
    ("samples/model.yaml", 'value: "240"', 'value: "many"', "unread_number"),
    ("samples/model.yaml", 'weight: "60"', 'weight: "600"', "unread_range"),
    ("samples/model.yaml", "strategy: attack", "strategy: watch", "model_not_whole"),
    ("samples/blank.yaml", "draft: {}", "draft: {barriers: {strategy: attack}}", "blank_attempted"),
    ("samples/blank.yaml", "language: en", "language: fr", "want_choice"),
]


@pytest.mark.parametrize(("file", "old", "words", "code"), ONE_MISTAKE)
def test_a_mistake_is_named_where_it_stands(
    case: Path, edit: Edit, file: str, old: str, words: str, code: str
) -> None:
    line = edit(file, old, words)
    report = check(case)
    there = [(f, n) for f, n, c in found(report) if c == code]
    if code == "document_missing":
        assert [f for f, _ in there] == [f"dossier/{lang}/03-visit-notes.md" for lang in LANGUAGES]
    elif code in {"numbers_differ", "blocks_differ", "blocks_count", "cells_differ"}:
        assert [f for f, _ in there] == [file.replace("/en/", "/zh/")]
    elif code == "noise_share":
        assert there == [("case.yaml", line)]
    else:
        near = {n for f, n in there if f == file}
        # The problem of a whole item stands where the item begins.
        assert near
        assert any(n is not None and line - 15 <= n <= line + 3 for n in near), (line, there)


def test_lines_are_those_of_the_words_themselves(case: Path, edit: Edit) -> None:
    line = edit("key.yaml", '"252是2025年的数字。"', "2025")
    assert ("key.yaml", line, "want_text") in found(check(case))


def test_a_bad_item_hides_none_of_its_neighbours(case: Path, edit: Edit) -> None:
    edit("key.yaml", "  - id: leaks\n", "  - id: Leaks\n")
    codes = {code for _, _, code in found(check(case))}
    assert codes == {"form_id", "fact_unknown"}


def test_numbers_may_be_told_in_words_and_units_of_each_language(case: Path, edit: Edit) -> None:
    edit("dossier/en/01-supplier-list.md", "12 months", "twelve months")
    edit("dossier/zh/03-visit-note.md", "20万元", "200,000元")
    assert found(check(case)) == []


def test_an_assessment_case_without_its_key_is_complete(case: Path, edit: Edit) -> None:
    edit("case.yaml", "access: open ", "access: assessment ")
    (case / "key.yaml").unlink()
    shutil.rmtree(case / "samples")
    report = check(case)
    assert report.problems == ()
    assert not report.key


def test_an_open_case_needs_its_key(case: Path) -> None:
    (case / "key.yaml").unlink()
    assert ("key.yaml", None, "file_missing") in found(check(case))


def test_a_file_that_is_no_yaml_is_one_problem_and_the_others_are_still_checked(
    case: Path, edit: Edit
) -> None:
    line = edit("key.yaml", "concepts:\n", "concepts：\n")
    edit("dossier/zh/02-annual-report.md", "252", "225")
    assert ("key.yaml", line + 1, "yaml_wide_colon") in found(check(case))
    assert ("dossier/zh/02-annual-report.md", 5, "numbers_differ") in found(check(case))


@pytest.mark.parametrize(
    "junk", [b"", b"\x00", b"- a\n- b\n", b"facts: 3\n", b"x" * 100, b"\xff\xfe"]
)
@pytest.mark.parametrize(
    "file", ["case.yaml", "key.yaml", "samples/model.yaml", "dossier/en/01-supplier-list.md"]
)
def test_junk_in_any_file_is_a_problem_never_a_crash(case: Path, file: str, junk: bytes) -> None:
    (case / file).write_bytes(junk)
    assert any(f == file or file.startswith("dossier") for f, _, _ in found(check(case)))


def test_the_line_of_a_block_is_where_it_begins() -> None:
    words = "# One\n\nTwo,\nstill two.\n\n| a | b |\n|---|---|\n| c | d |\n- five\n"
    assert [line_of(words, n) for n in range(7)] == [None, 1, 3, 6, 8, 9, None]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Problems, match="no such folder"):
        check(tmp_path / "nowhere")


def test_new_never_overwrites(case: Path, tmp_path: Path) -> None:
    before = {p: p.read_bytes() for p in case.rglob("*") if p.is_file()}
    with pytest.raises(Problems, match="already"):
        new("bay", tmp_path)
    assert {p: p.read_bytes() for p in case.rglob("*") if p.is_file()} == before


@pytest.mark.parametrize(
    "name", ["", "Bay", "../bay", "a b", "海湾", "a/b", "con:", "-x", "a" * 61]
)
def test_new_takes_no_odd_names(name: str, tmp_path: Path) -> None:
    with pytest.raises(Problems):
        new(name, tmp_path)
    assert list(tmp_path.iterdir()) == []


FAMILIES = ("field_not_", "unread_", "usual_", "fact_", "concept_", "row_", "form_", "want_")


def test_no_sentence_is_left_that_nothing_says() -> None:
    source = "\n".join(p.read_text(encoding="utf-8") for p in PACKAGE.rglob("*.py"))
    literal = set(re.findall(r'"([a-z0-9_]+)"', source))
    rules = {k.split(".")[2] for k in catalogue("case", "en") if k.startswith("case.rule.")}
    assert {rule for rule in rules - literal if not rule.startswith(FAMILIES)} == set()
    nexts = {k.split(".")[2] for k in catalogue("case", "en") if k.startswith("case.next.")}
    assert nexts <= rules


def test_a_problem_says_where_what_which_and_what_next() -> None:
    problem = Problem("bay/key.yaml", 7, "facts.f1", "missing", {"name": "says"}, "", ("en", "zh"))
    assert problem.words("en") == (
        "bay/key.yaml:7: facts.f1: 'says' is missing; choices: en, zh; next: add it"
    )
    assert problem.words("zh") == "bay/key.yaml:7: facts.f1：缺少“says”；可选：en、zh；怎么办：补上"
