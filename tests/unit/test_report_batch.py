"""Reports in bulk: pages are whole, faults are named and stop nobody, nothing leaks."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest

from fivelayer import reports
from fivelayer.findings import Said
from fivelayer.html import asset
from fivelayer.marking.result import Result
from fivelayer.reports import bulk as engine_room
from fivelayer.reports import export
from fivelayer.reports.parameters import ParameterError
from fivelayer.reports.running import CASE_FOLDERS, with_cases_in
from fivelayer.reports.team import TeamReport

DATA = Path(__file__).parents[1] / "report_data"
SVG = "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


def run_here(template: Path, output: Path, parameters: dict[str, str]) -> Any:
    """An engine for tests: the template's own cells, run in this process, their outputs kept."""
    del output
    book = nbformat.read(template, as_version=4)
    names: dict[str, Any] = {}
    for cell in book.cells:
        *lines, last = cell.source.splitlines()
        exec("\n".join(lines), names)  # noqa: S102 - our own template
        try:
            value = eval(last, names)  # noqa: S307 - our own template
        except SyntaxError:
            exec(last, names)  # noqa: S102 - our own template
            value = None
        if cell.id == "parameters":
            names |= parameters
        if hasattr(value, "_repr_mimebundle_"):
            data = value._repr_mimebundle_()
            cell.outputs = [nbformat.v4.new_output("execute_result", data=data)]
    return book


@pytest.fixture
def results(tmp_path: Path) -> Path:
    folder = tmp_path / "results"
    folder.mkdir()
    for name in ("en", "zh"):
        shutil.copy(DATA / f"{name}.json", folder)
    return folder


def test_one_page_a_team_whole_and_without_leftovers(results: Path, tmp_path: Path) -> None:
    made = reports.batch(results, tmp_path / "out", progress=False, engine=run_here)
    assert [(one.page.name, one.fault) for one in made] == [("en.html", ""), ("zh.html", "")]
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["en.html", "zh.html"]
    english, chinese = (one.page.read_text("utf-8") for one in made)
    assert '<html lang="en">' in english
    assert '<html lang="zh-Hans">' in chinese
    assert "Team North" in english
    assert "北区一队" in chinese


def test_the_language_can_be_chosen(results: Path, tmp_path: Path) -> None:
    page = reports.team_report(results / "en.json", tmp_path / "x.html", "zh", engine=run_here)
    assert page == tmp_path / "x.html"
    assert "三句话总结" in page.read_text("utf-8")


def test_a_replaced_revision_gets_no_page_a_refused_file_does(
    results: Path, tmp_path: Path
) -> None:
    old = json.loads((results / "en.json").read_text("utf-8")) | {"counts": False}
    (results / "old.json").write_text(json.dumps(old), encoding="utf-8")
    reason = Said(key="marking.refused.truncated.reason")
    refused = Result(file="bad.ipynb", status="refused", reason=reason)
    (results / "bad.json").write_text(refused.model_dump_json(), encoding="utf-8")
    made = reports.batch(results, tmp_path / "out", progress=False, engine=run_here)
    assert [one.page.stem for one in made] == ["bad", "en", "zh"]
    assert "The file breaks off before its end." in made[0].page.read_text("utf-8")


def test_a_failing_report_names_its_fault_and_stops_nobody(results: Path, tmp_path: Path) -> None:
    (results / "a<b.json").write_text("{}", encoding="utf-8")

    def sometimes(template: Path, output: Path, parameters: dict[str, str]) -> Any:
        if "zh.json" in parameters["result_file"]:
            raise RuntimeError("many words\n<b>the chart broke</b>")
        return run_here(template, output, parameters)

    made = reports.batch(results, tmp_path / "out", progress=False, engine=sometimes)
    assert [bool(one.fault) for one in made] == [True, False, True]
    assert made[0].fault.startswith("ParameterError: ")
    assert made[2].fault == "RuntimeError: <b>the chart broke</b>"
    page = made[2].page.read_text("utf-8")
    assert "没有报告：zh.json" in page
    assert "&lt;b&gt;the chart broke&lt;/b&gt;" in page
    assert "<b>" not in page
    assert "No report: a&lt;b.json" in made[0].page.read_text("utf-8")


def test_an_unwritable_folder_is_the_callers_business(results: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file stands here", encoding="utf-8")
    with pytest.raises(OSError, match="out"):
        reports.batch(results, tmp_path / "out", progress=False, engine=run_here)


def test_more_case_folders_are_there_for_the_run_only(
    results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CASE_FOLDERS, "before")
    seen = []

    def looks(template: Path, output: Path, parameters: dict[str, str]) -> Any:
        seen.append(os.environ[CASE_FOLDERS].split(os.pathsep))
        return run_here(template, output, parameters)

    folders = [DATA / "cases"]
    page = reports.team_report(
        results / "en.json", tmp_path / "o", case_folders=folders, engine=looks
    )
    assert seen == [[str(DATA / "cases"), "before"]]
    assert os.environ[CASE_FOLDERS] == "before"
    assert "Yunhe Water Board" in page.read_text("utf-8")
    monkeypatch.delenv(CASE_FOLDERS)
    with with_cases_in(folders):
        assert CASE_FOLDERS in os.environ
    assert CASE_FOLDERS not in os.environ


def test_parameters_are_compared_with_the_templates() -> None:
    known = {"result_file": {}, "language": {}}
    file = str(DATA / "en.json")
    engine_room.check_parameters(known, {"result_file": file, "language": "en"})
    with pytest.raises(ParameterError, match="did you mean 'language'"):
        engine_room.check_parameters(
            known, {"result_file": file, "language": "en", "langauge": "en"}
        )
    with pytest.raises(ParameterError, match="'language' is missing"):
        engine_room.check_parameters(known, {"result_file": file})
    with pytest.raises(ParameterError, match="no parameter 'result_file'"):
        engine_room.check_parameters({"language": {}}, {"result_file": file, "language": "en"})


def test_a_page_lets_nothing_in() -> None:
    cell = nbformat.v4.new_code_cell("secret = 1", id="x")
    cell.outputs = [
        nbformat.v4.new_output("stream", name="stderr", text="a warning"),
        nbformat.v4.new_output("display_data", data={"image/svg+xml": SVG, "text/plain": '"<t>'}),
    ]
    page = export.page(nbformat.v4.new_notebook(cells=[cell]), "</title><script>", "en")
    assert "secret" not in page
    assert "a warning" not in page
    assert "<script" not in page
    assert 'alt="&#34;&lt;t&gt;"' in page
    assert "<title>&lt;/title&gt;&lt;script&gt;</title>" in page
    assert "Content-Security-Policy" in page
    assert "default-src 'none'" in page


def test_the_pages_style_asks_for_nothing_outside() -> None:
    assert not re.search(r"url\(|@import|https?:", asset("reports/page/page.css"))


def test_reports_import_nothing_heavy_before_they_are_asked(root: Path) -> None:
    import subprocess
    import sys

    code = "import sys, fivelayer.reports; print([m for m in sys.modules if m.split('.')[0] in "
    code += "('matplotlib', 'papermill', 'nbconvert', 'nbformat', 'jinja2', 'tqdm')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_title_is_the_teams(results: Path) -> None:
    assert TeamReport.of(results / "zh.json", "zh").title == "北区一队：团队报告"
