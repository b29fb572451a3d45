"""Team reports in bulk: papermill runs the template, one page a team, and a fault stops nobody."""

from __future__ import annotations

import html
import logging
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from fivelayer import places
from fivelayer.messages import LANGUAGES, Language
from fivelayer.record.files import replace
from fivelayer.reports.parameters import NAMES, ParameterError, check_values, unknown
from fivelayer.reports.team import CASE_FOLDERS, TeamReport, read_result
from fivelayer.reports.wording import said

TEMPLATE: Final = Path("reports") / "team_report.ipynb"
"""The template, below the folder of notebooks."""
KERNEL: Final = "python3"
SECONDS: Final = 120
"""A cell that runs longer is stopped."""

Engine = Callable[[Path, Path, dict[str, str]], Any]
"""Runs a template (first path) with parameters, writes and returns the executed notebook."""


@dataclass(frozen=True)
class Made:
    """One page: the result it is of, where it is, and the fault where it only names one."""

    result_file: Path
    page: Path
    seconds: float
    fault: str = ""


def team_report(
    result_file: Path,
    out: Path,
    language: Language | None = None,
    *,
    case_folders: Sequence[Path] = (),
    engine: Engine | None = None,
) -> Path:
    """Make the report of one result: one self-contained HTML file; its path.

    `out` is the file to write (`.html`) or a folder; `language` None is the team's own.

    Raises:
        ParameterError: the file is no result, or the language none of the kit's.
        papermill.PapermillExecutionError: the template failed.
    """
    from fivelayer.reports import export

    result = read_result(Path(result_file))
    language = language or result.language
    file, given = Path(result_file).resolve(), language
    target = out if out.suffix == ".html" else out / f"{result_file.stem}.html"
    with _cases(case_folders), tempfile.TemporaryDirectory(prefix="fivelayer-") as folder:
        executed = (engine or papermill_engine)(
            places.notebooks() / TEMPLATE,
            Path(folder) / "report.ipynb",
            {"result_file": str(file), "language": given},
        )
        title = TeamReport.of(file, language).title
    _write(target, export.page(executed, title, language))
    return target


def batch(
    results_folder: Path,
    out: Path,
    *,
    language: Language | None = None,
    progress: bool = True,
    case_folders: Sequence[Path] = (),
    engine: Engine | None = None,
) -> list[Made]:
    """Make a report for each team in a folder of results, and for each refused file, one by one.

    A result that another of the same team replaces gets none. Where a report fails, its page names
    the fault. The progress bar shows on a terminal only.
    """
    from tqdm import tqdm

    made = []
    files = [file for file in sorted(results_folder.glob("*.json")) if not _replaced(file)]
    words = said("batch.progress", language or "en")
    for file in tqdm(files, desc=words, disable=None if progress else True, leave=False):
        started = time.perf_counter()
        target = out / f"{file.stem}.html"
        fault = ""
        try:
            team_report(file, target, language, case_folders=case_folders, engine=engine)
        except Exception as problem:
            logging.getLogger(__name__).debug("report of %s failed", file, exc_info=True)
            fault = _one_line(problem)
            _write(target, _fault_page(file, fault, language or _language_of(file)))
        made.append(Made(file, target, time.perf_counter() - started, fault))
    return made


def papermill_engine(template: Path, output: Path, parameters: dict[str, str]) -> Any:
    """Run a template with papermill, after comparing the parameters with those it has.

    Raises:
        ParameterError: a parameter the template does not have, or one missing.
        papermill.PapermillExecutionError: a cell failed.
    """
    import papermill

    check_parameters(papermill.inspect_notebook(str(template)), parameters)
    return papermill.execute_notebook(
        str(template),
        str(output),
        parameters=parameters,
        kernel_name=KERNEL,
        progress_bar=False,
        execution_timeout=SECONDS,
        request_save_on_cell_execute=False,
        extra_arguments=["--log-level=CRITICAL"],
    )


def check_parameters(known: dict[str, Any], parameters: dict[str, str]) -> None:
    """Compare parameters with those a template declares.

    Raises:
        ParameterError: one is unknown or missing, or not what it must be.
    """
    for name in parameters:
        if name not in known:
            raise unknown(name)
    check_values(*(parameters.get(name) for name in NAMES))


def _replaced(file: Path) -> bool:
    """A later revision of the same team's work counts instead."""
    try:
        result = read_result(file)
    except ParameterError:
        return False  # its page will say what is wrong
    return result.status == "marked" and not result.counts


def _language_of(file: Path) -> Language:
    """The team's language; English where the file does not tell."""
    try:
        return read_result(file).language
    except ParameterError:
        return "en"


@contextmanager
def _cases(folders: Sequence[Path]) -> Iterator[None]:
    """Let the template's kernel, which inherits the environment, find cases in more folders."""
    before = os.environ.get(CASE_FOLDERS)
    if folders:
        named = [str(folder.resolve()) for folder in folders] + ([before] if before else [])
        os.environ[CASE_FOLDERS] = os.pathsep.join(named)
    try:
        yield
    finally:
        if folders and before is None:
            del os.environ[CASE_FOLDERS]
        elif before is not None:
            os.environ[CASE_FOLDERS] = before


def _write(target: Path, page: str) -> None:
    """Write a page whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    replace(target, page.encode("utf-8", "replace"), durable=False)


def _fault_page(file: Path, fault: str, language: Language) -> str:
    assert language in LANGUAGES  # noqa: S101 - callers are typed
    title = html.escape(said("batch.fault_title", language, file=file.name))
    note = html.escape(said("batch.fault_note", language))
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head><meta charset="utf-8"><title>{title}</title>'
        "</head>\n"
        f"<body><h1>{title}</h1>\n<p>{html.escape(fault)}</p>\n<p>{note}</p></body>\n</html>\n"
    )


def _one_line(problem: Exception) -> str:
    """What went wrong in one line: the cell's own fault where papermill reports one."""
    kind = getattr(problem, "ename", type(problem).__name__)
    words = str(getattr(problem, "evalue", problem)).strip() or kind
    return f"{kind}: {words.splitlines()[-1]}"[:500]
