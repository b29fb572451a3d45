"""Papermill's engine of our own: the same outputs as a kernel's, bounded, and a fault stops nobody."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from fivelayer import places, reports
from fivelayer.reports import bulk, forked
from fivelayer.reports.engine import NAME
from fivelayer.reports.forked import Bounds

pytestmark = pytest.mark.skipif(not forked.can_fork(), reason="needs a system that forks")

DATA = Path(__file__).parents[1] / "report_data"
TEMPLATE = places.notebooks() / "reports" / "team_report.ipynb"
OF_EVERY_KIND = (
    "import sys\nprint('one')\nprint('two')\nprint('three', file=sys.stderr)",
    "",
    "from IPython.display import HTML, SVG, display\ndisplay(HTML('<b>b</b>'))\n'last'",
    "x = 3",
    "x * 2;",
    "_, x",
    "[name for name in ('In', 'Out') if name in globals()]",
    "import pandas\npandas.DataFrame({'a': [1, 2]})",
    "display('shown'); print('printed'); display('again')",
    "class A:\n    def _repr_mimebundle_(self, **_):\n        return {'text/html': 'h', 'text/plain': ''}\nA()",
    "from IPython.display import clear_output\nprint('gone')\nclear_output()\nprint('there')",
)


def run(folder: Path, engine: str | None, *sources: str, **options: Any) -> Any:
    cells = [new_code_cell(source, id=f"c{n}") for n, source in enumerate(sources)]
    book = new_notebook(cells=[new_markdown_cell("# words", id="m"), *cells])
    nbformat.write(book, folder / "in.ipynb")
    return papermill.execute_notebook(
        folder / "in.ipynb",
        folder / "out.ipynb",
        engine_name=engine,
        kernel_name="python3",
        progress_bar=False,
        **options,
    )


def seen(book: Any) -> list[Any]:
    """Every cell with its outputs and number; not when it ran."""
    return [(c.id, c.source, c.get("execution_count"), c.get("outputs")) for c in book.cells]


def same(first: Any, second: Any) -> None:
    for one, other in zip(seen(first), seen(second), strict=True):
        assert one == other


def test_cells_of_every_kind_give_what_a_kernel_gives(tmp_path: Path) -> None:
    same(run(tmp_path, NAME, *OF_EVERY_KIND), run(tmp_path, None, *OF_EVERY_KIND))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_team_report_comes_out_cell_by_cell_as_plain_papermill_makes_it(
    tmp_path: Path, language: str
) -> None:
    given = {"result_file": str(DATA / f"{language}.json"), "language": language}
    books = [
        papermill.execute_notebook(
            TEMPLATE, tmp_path / "o.ipynb", given, engine, kernel_name="python3", progress_bar=False
        )
        for engine in (NAME, None)
    ]
    injected = [
        [(c.source, c.get("execution_count"), c.get("outputs")) for c in b.cells] for b in books
    ]
    assert len(injected[0]) > 15
    for one, other in zip(*injected, strict=True):
        assert one == other


def test_a_failing_cell_ends_the_run_and_is_named(tmp_path: Path) -> None:
    for engine in (NAME, None):
        with pytest.raises(papermill.PapermillExecutionError, match="ZeroDivisionError"):
            run(tmp_path, engine, "1", "1 / 0", "2")
        book = nbformat.read(tmp_path / "out.ipynb", as_version=4)
        counts = [c.execution_count for c in book.cells if c.cell_type == "code"]
        assert counts == [1, 2, None]
        assert book.metadata.papermill.exception is True


def test_runs_know_nothing_of_each_other(tmp_path: Path) -> None:
    run(tmp_path, NAME, "import os, pandas\npandas.mark = 1\nos.environ['MARK'] = '1'\nx = 1")
    book = run(
        tmp_path,
        NAME,
        "import os, pandas\n'x' in globals(), hasattr(pandas, 'mark'), 'MARK' in os.environ",
    )
    assert book.cells[1].outputs[0].data["text/plain"] == "(False, False, False)"
    assert "MARK" not in os.environ


def test_a_run_has_the_askers_folder_and_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASKED_WITH", "this")
    book = run(tmp_path, NAME, "import os\nos.getcwd(), os.environ['ASKED_WITH']", cwd=tmp_path)
    assert book.cells[1].outputs[0].data["text/plain"] == f"('{tmp_path.resolve()}', 'this')"


def test_a_cell_that_never_ends_is_ended(tmp_path: Path) -> None:
    with pytest.raises(CellTimeoutError):
        run(tmp_path, NAME, "1", "while True: pass", execution_timeout=2)


def test_a_process_that_dies_is_a_fault_like_another(tmp_path: Path) -> None:
    with pytest.raises(DeadKernelError):
        run(tmp_path, NAME, "import os\nos._exit(3)")


def test_a_run_that_eats_memory_gets_no_more_than_its_bound(tmp_path: Path) -> None:
    with pytest.raises(papermill.PapermillExecutionError, match="MemoryError"):
        run(tmp_path, NAME, f"bytearray({forked.MEGABYTES} * 2**20 + 2**28)")


@pytest.fixture
def results(tmp_path: Path) -> Path:
    folder = tmp_path / "results"
    folder.mkdir()
    for name in ("en", "zh"):
        shutil.copy(DATA / f"{name}.json", folder)
    return folder


def test_a_runaway_and_a_broken_team_get_a_page_that_says_so_and_stop_nobody(
    results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = nbformat.read(TEMPLATE, as_version=4)
    runs_away = (
        "if 'zh.json' in result_file:\n    while True: pass\n"
        "if 'dies' in result_file:\n    import os; os._exit(1)"
    )
    template.cells.insert(3, new_code_cell(runs_away, id="runs-away"))
    nbformat.write(template, tmp_path / "template.ipynb")
    monkeypatch.setattr(bulk, "TEMPLATE", tmp_path / "template.ipynb")
    shutil.copy(results / "en.json", results / "dies.json")
    (results / "broken.json").write_text("{}", encoding="utf-8")
    began = time.monotonic()
    made = reports.batch(results, tmp_path / "out", progress=False, bounds=Bounds(seconds=20))
    faults = {one.page.stem: one.fault for one in made}
    assert faults["en"] == ""
    assert faults["zh"] == "运行超过20秒仍没有结果，已停止。"
    assert faults["dies"].startswith("Ended by itself without a page")
    assert "not a result" in faults["broken"]
    assert time.monotonic() - began < 90
    assert "Team North" in (tmp_path / "out" / "en.html").read_text("utf-8")
    assert faults["zh"] in (tmp_path / "out" / "zh.html").read_text("utf-8")


def test_a_run_that_was_cut_off_goes_on_and_a_change_is_made_anew(
    results: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    reports.batch(results, out, progress=False)
    before = {path.name: path.stat().st_mtime_ns for path in out.iterdir()}
    (out / "zh.html").unlink()
    changed = (results / "en.json").read_text("utf-8").replace("Team North", "Team South")
    shutil.copy(results / "en.json", results / "same.json")
    reports.batch(results, out, progress=False)
    kept = out / "en.html"
    assert kept.stat().st_mtime_ns == before["en.html"]
    assert (out / "zh.html").exists()
    (results / "en.json").write_text(changed, encoding="utf-8")
    reports.batch(results, out, progress=False)
    assert "Team South" in kept.read_text("utf-8")
    reports.batch(results, out, language="zh", progress=False)
    assert '<html lang="zh-Hans">' in kept.read_text("utf-8")


def test_pages_made_at_once_are_those_made_alone(results: Path, tmp_path: Path) -> None:
    # Children share what was open before the fork: a font read by two at once gives broken charts.
    alone = {name: reports.team_report(results / f"{name}.json", tmp_path) for name in ("en", "zh")}
    for name in alone:
        for number in range(4):
            shutil.copy(results / f"{name}.json", results / f"{name}-{number}.json")
    made = reports.batch(results, tmp_path / "out", progress=False, bounds=Bounds(jobs=4))
    assert [one.fault for one in made] == [""] * 10
    for one in made:
        assert one.page.read_bytes() == alone[one.page.stem[:2]].read_bytes()


def test_papermills_command_knows_the_engine(tmp_path: Path) -> None:
    nbformat.write(new_notebook(cells=[new_code_cell("6 * 7", id="c")]), tmp_path / "in.ipynb")
    command = [
        sys.executable,
        "-m",
        "papermill",
        "--engine",
        NAME,
        "-k",
        "python3",
        "--no-progress-bar",
    ]
    subprocess.run(
        [*command, "in.ipynb", "out.ipynb"], cwd=tmp_path, check=True, capture_output=True
    )
    book = nbformat.read(tmp_path / "out.ipynb", as_version=4)
    assert book.cells[0].outputs[0].data["text/plain"] == "42"


@pytest.mark.parametrize("first", ["fivelayer.reports.engine", "papermill"])
def test_the_engine_is_there_whoever_is_imported_first(first: str) -> None:
    code = f"import {first}\nfrom papermill.engines import papermill_engines as all\n"
    code += f"print(all.nb_language({NAME!r}, None, 'python'))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout == "python\n"
