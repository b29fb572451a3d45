"""A folder marked: one row for every file, nothing outside `out`, hostile names harmless."""

from __future__ import annotations

import json
import os
from html.parser import HTMLParser
from pathlib import Path

import pytest
from gradebook_case import table
from hypothesis import given, settings
from hypothesis import strategies as st
from marking_case import CASES, EXERCISES, GOOD, edited, handed_in

from fivelayer.marking import Result, mark_folder
from fivelayer.marking.cells import harmless
from fivelayer.marking.clerk import safe_name
from fivelayer.marking.pages import feedback_page

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}"
FORMULA = '=HYPERLINK("http://example.org/?"&A1,"click")'


def put(folder: Path, **files: bytes) -> Path:
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / f"{name}.ipynb").write_bytes(content)
    return folder


def mark(folder: Path, out: Path, **options: str) -> list[Result]:
    return mark_folder(folder, out, [CASES], exercise_folders=[EXERCISES], **options)


def reasons(results: list[Result]) -> dict[str, str]:
    return {r.file: r.reason.key.split(".")[2] if r.reason else "" for r in results}


class Page(HTMLParser):
    """What stands in a page: elements, attributes, text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


def assert_harmless(html: str) -> Page:
    page = Page(html)
    assert not {"script", "img", "iframe", "object", "embed", "link", "form", "base"} & {
        *page.elements
    }
    for name, value in page.attributes:
        assert not name.startswith("on")
        assert name not in ("src", "srcset", "action")
        if name == "href":
            assert value.startswith("#")
    assert "url(" not in html
    assert "@import" not in html
    return page


def test_every_file_gives_one_row_whatever_it_is(tmp_path: Path) -> None:
    folder = put(
        tmp_path / "in",
        a_good=handed_in(),
        b_empty=b"",
        c_cut=handed_in(team="Ibis")[:1500],
        d_not_json=b"hello",
        e_other_case=handed_in(case="atlantis"),
        f_unknown_activity=handed_in(activity="baisha-nothing"),
        g_later=edited(schema_version=9),
        h_edited=edited(identity={"team": "Crane", "case": "baisha", "activity": "course"}),
        i_no_record=b'{"cells": [], "metadata": {}}',
        j_mangled=edited(draft=3),
        k_escape=handed_in(case="../../cases/baisha"),
        l_keyless=handed_in(case="keyless"),
        m_broken=handed_in(case="broken"),
        n_nobody=handed_in(team="", trainee=""),
    )
    with (folder / "o_huge.IPYNB").open("wb") as file:
        file.truncate(200_000_000)
    (folder / "p_folder.ipynb").mkdir()
    (folder / "p_folder.ipynb" / "inner.ipynb").write_bytes(handed_in(team="Inner"))
    (folder / "q_link.ipynb").symlink_to(folder / "a_good.ipynb")
    os.mkfifo(folder / "r_pipe.ipynb")
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints" / "a-checkpoint.ipynb").write_bytes(handed_in())
    (folder / "notes.txt").write_text("not a notebook", encoding="utf-8")
    (folder / "linked").symlink_to(tmp_path / "in", target_is_directory=True)
    extra = tmp_path / "cases"
    for name, content in (("keyless", None), ("broken", "schema_version: one\n")):
        (extra / name).mkdir(parents=True)
        public = (CASES / "baisha" / "case.yaml").read_text(encoding="utf-8")
        case = public.replace("id: baisha", f"id: {name}")
        (extra / name / "case.yaml").write_text(case, encoding="utf-8")
        if content:
            (extra / name / "key.yaml").write_text(content, encoding="utf-8")
    results = mark_folder(folder, tmp_path / "out", [CASES, extra], exercise_folders=[EXERCISES])
    assert reasons(results) == {
        ".ipynb_checkpoints/a-checkpoint.ipynb": "checkpoint",
        "a_good.ipynb": "",
        "b_empty.ipynb": "empty",
        "c_cut.ipynb": "truncated",
        "d_not_json.ipynb": "not_json",
        "e_other_case.ipynb": "unknown_case",
        "f_unknown_activity.ipynb": "unknown_activity",
        "g_later.ipynb": "later_version",
        "h_edited.ipynb": "",
        "i_no_record.ipynb": "no_record",
        "j_mangled.ipynb": "mangled",
        "k_escape.ipynb": "unknown_case",
        "l_keyless.ipynb": "no_key",
        "m_broken.ipynb": "broken_case",
        "n_nobody.ipynb": "",
        "o_huge.IPYNB": "too_large",
        "p_folder.ipynb": "not_a_file",
        "p_folder.ipynb/inner.ipynb": "",
        "q_link.ipynb": "not_a_file",
        "r_pipe.ipynb": "not_a_file",
    }
    book = table(results, tmp_path / "out")
    assert [row["File"] for row in book] == sorted(result.file for result in results)
    for row, result in zip(book, sorted(results, key=lambda r: r.file), strict=True):
        assert bool(row["Reason"]) == bool(row["What to do"]) == (result.status == "refused")
        assert row["Points"] == ("" if result.points is None else "100")
    by_file = {row["File"]: row for row in book}
    assert "outside the forms" in by_file["h_edited.ipynb"]["To note"]
    assert "Nobody is named" in by_file["n_nobody.ipynb"]["To note"]


def test_results_are_whole_and_lead_back_to_themselves(tmp_path: Path) -> None:
    folder = put(tmp_path / "in", a=handed_in(), b=b"")
    results = mark(folder, tmp_path / "out")
    written = {
        Result.model_validate_json(path.read_bytes()).file: path
        for path in (tmp_path / "out" / "results").glob("*.json")
    }
    assert set(written) == {"a.ipynb", "b.ipynb"}
    for result in results:
        assert Result.model_validate_json(written[result.file].read_bytes()) == result
    assert results[0].draft == GOOD


def test_the_higher_revision_counts_and_both_are_kept(tmp_path: Path) -> None:
    folder = put(
        tmp_path / "in",
        a_new=handed_in(revision="12"),
        b_old=handed_in(revision="11", time="2031-03-05T10:00:00Z"),
        c_copy=handed_in(revision="12"),
        d_other=handed_in(team="Ibis"),
    )
    marked = mark(folder, tmp_path / "out")
    results = {r.file: r for r in marked}
    assert {file for file, r in results.items() if r.counts} == {"a_new.ipynb", "d_other.ipynb"}
    flags = {file: [f.key.split(".")[2] for f in r.flags] for file, r in results.items()}
    assert "superseded" in flags["b_old.ipynb"]
    assert "duplicate" in flags["c_copy.ipynb"]
    assert all(result.points == 100 for result in results.values())
    assert len(table(marked, tmp_path / "out")) == 4


def test_two_that_diverged_are_both_flagged(tmp_path: Path) -> None:
    folder = put(tmp_path / "in", a=handed_in(), b=handed_in({}, time="2031-03-04T11:00:00Z"))
    results = mark(folder, tmp_path / "out")
    assert [result.counts for result in results] == [False, True]
    assert all(any(f.key.endswith("diverged") for f in r.flags) for r in results)


@pytest.mark.parametrize("deep", [24, 150, 183, 184, 190, 197, 230])
def test_what_is_read_can_be_written_and_read_again(tmp_path: Path, deep: int) -> None:
    """However deep an answer is nested: two of one team are compared, so that one is written anew."""
    nested: object = "x"
    for _ in range(deep):
        nested = [nested]
    both = {name: edited(draft={"notes": nested}, revision=n) for n, name in enumerate("ab", 4)}
    results = mark(put(tmp_path / "in", **both), tmp_path / "out")
    assert [r.counts for r in results] == ([False, True] if deep < 188 else [False, False])
    assert set(reasons(results).values()) == {"" if deep < 188 else "too_deep"}


NAMES = [
    "../../x",
    "CON",
    "nul.html",
    "🦆🦆",
    "a" * 400,
    "Heron",
    "heron",
    "HERON",
    "..",
    "/etc/passwd",
]
NAMES += ["C:\\Windows\\x", "苍鹭", " ", "\u202etxt.exe", HOSTILE, FORMULA, "\ud83d", "a\0b", "-rf"]


def test_no_name_leads_out_of_the_folder_or_collides(tmp_path: Path) -> None:
    folder = put(tmp_path / "in")
    for number, name in enumerate(NAMES):
        clean = name.encode("utf-8", "replace").decode()
        (folder / f"{number:02}.ipynb").write_bytes(handed_in(team=clean, trainee=clean))
    before = {path for path in tmp_path.rglob("*") if (tmp_path / "out") not in path.parents}
    results = mark(folder, tmp_path / "out")
    after = {path for path in tmp_path.rglob("*") if (tmp_path / "out") not in path.parents}
    assert after - before <= {tmp_path / "out"}
    made = [path.name.casefold() for path in (tmp_path / "out" / "results").iterdir()]
    assert len(made) == len({*made}) == len(NAMES) == len(results)
    assert len(list((tmp_path / "out" / "feedback").iterdir())) == len(NAMES)
    assert all(len(name) < 80 and name.isascii() for name in made)


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_safe_name_is_safe_for_any_team_and_file(team: str, file: str) -> None:
    result = Result(file=file or "a.ipynb", status="refused")
    result = result.model_copy(
        update={"identity": result.identity.model_copy(update={"team": team})}
    )
    name = safe_name(result)
    assert name.replace("-", "").isalnum()
    assert name.isascii()
    assert len(name) < 60
    assert name == name.casefold()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_hostile_names_and_answers_harm_no_page(tmp_path: Path, language: str) -> None:
    draft = json.loads(
        json.dumps(GOOD).replace("They want fewer", HOSTILE.replace('"', "") + " fewer")
    )
    whole = json.loads(
        handed_in(draft, team=HOSTILE, trainee=FORMULA, workshop=HOSTILE, case_version="<b>9</b>")
    )
    whole["metadata"]["fivelayer"]["record"]["language"] = language
    folder = put(tmp_path / "in", a=json.dumps(whole).encode())
    (folder / "<script>alert(3)<b>.ipynb").write_bytes(b"")
    mark(folder, tmp_path / "out")
    for path in (tmp_path / "out" / "feedback").glob("*.html"):
        page = assert_harmless(path.read_text(encoding="utf-8"))
        assert "<script>alert(" in page.text
        assert path.name.startswith("script-alert-3") or "{{7*7}}" in page.text


def test_hostile_names_harm_no_spreadsheet(tmp_path: Path) -> None:
    folder = put(
        tmp_path / "in",
        a=handed_in(team=FORMULA, trainee="＝1+1", workshop="@SUM(A1)"),
        b=handed_in(team="-2+3", trainee='x";=1+1', workshop="+49"),
    )
    (folder / "=1+1.ipynb").write_bytes(b"")
    rows = table(mark(folder, tmp_path / "out"), tmp_path / "out")
    for row in rows:
        for cell in row.values():
            assert cell[:1] not in ("=", "@", "＝", "\t")
            assert not cell.startswith(("-", "+")) or cell[1:].replace(".", "").isdigit()
    first, second = rows[1:]
    assert (first["Team"], first["Trainee"], first["Workshop"]) == (
        f"'{FORMULA}",
        "'＝1+1",
        "'@SUM(A1)",
    )
    assert (second["Team"], second["Trainee"], second["Workshop"]) == ("'-2+3", "x\";'=1+1", "'+49")


@given(st.text(max_size=40))
@settings(max_examples=200)
def test_no_text_begins_a_formula(typed: str) -> None:
    cell = harmless(typed)
    assert cell.lstrip()[:1] not in tuple("=+-@＝＋－＠")
    assert not any(control in cell for control in "\r\n\t\0")
    assert typed.strip("\0") == "" or cell


def test_a_file_that_breaks_the_marker_does_not_stop_the_batch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FIVELAYER_STRICT", raising=False)
    real = json.loads(handed_in(team="Ibis"))
    folder = put(tmp_path / "in", a=handed_in(), b=json.dumps(real).encode())

    def broken(self: object, draft: object) -> None:
        raise MemoryError("no more") from None

    monkeypatch.setattr("fivelayer.marking.judge.Judge.judge", broken)
    results = mark(folder, tmp_path / "out")
    assert reasons(results) == {"a.ipynb": "fault", "b.ipynb": "fault"}
    assert results[0].reason is not None
    assert "MemoryError" in results[0].reason.words("en")


def test_an_exercise_is_marked_by_its_own_points_and_can_be_asked_for(tmp_path: Path) -> None:
    folder = put(
        tmp_path / "in",
        a=handed_in(activity="baisha-gates"),
        b=handed_in(),
        c=handed_in(activity="../x"),
    )
    results = mark(folder, tmp_path / "out")
    assert [(r.exercise, r.points) for r in results] == [
        ("baisha-gates", 100),
        ("course", 100),
        ("", None),
    ]
    only = mark(folder, tmp_path / "out", exercise="baisha-gates")
    assert reasons(only) == {
        "a.ipynb": "",
        "b.ipynb": "other_activity",
        "c.ipynb": "other_activity",
    }


def test_a_second_run_leaves_only_its_own_results(tmp_path: Path) -> None:
    out = tmp_path / "out"
    folder = put(tmp_path / "in", a=handed_in(), b=handed_in(team="Ibis"))
    mark(folder, out)
    (out / "results" / "mine.json").write_text("{}", encoding="utf-8")
    (folder / "b.ipynb").unlink()
    mark(folder, out)
    assert len(list((out / "results").iterdir())) == 2
    assert (out / "results" / "mine.json").exists()
    assert len(list((out / "feedback").iterdir())) == 1


def test_marking_into_a_folder_inside_the_marked_one_is_fine(tmp_path: Path) -> None:
    folder = put(tmp_path / "in", a=handed_in())
    out = folder / "marks"
    mark(folder, out)
    (out / "kept.ipynb").write_bytes(handed_in())
    assert [result.file for result in mark(folder, out)] == ["a.ipynb"]


def test_the_marks_do_not_depend_on_the_language(tmp_path: Path) -> None:
    whole = json.loads(handed_in())
    whole["metadata"]["fivelayer"]["record"]["language"] = "zh"
    folder = put(tmp_path / "in", a=handed_in(), b=json.dumps(whole).encode())
    english, chinese = results = mark(folder, tmp_path / "out")
    assert english.findings == chinese.findings
    assert table(results, tmp_path / "out", "zh")[0]["团队"] == "Heron"
    pages = [feedback_page(result) for result in (english, chinese)]
    assert '<html lang="en">' in pages[0]
    assert '<html lang="zh-Hans">' in pages[1]


def test_progress_is_told_after_each_file(tmp_path: Path) -> None:
    folder = put(tmp_path / "in", a=b"", b=b"")
    told: list[tuple[int, int]] = []
    mark_folder(folder, tmp_path / "out", progress=lambda done, of: told.append((done, of)))
    assert told == [(1, 2), (2, 2)]


def test_a_folder_that_is_not_there_is_the_callers_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        mark(tmp_path / "nowhere", tmp_path / "out")
