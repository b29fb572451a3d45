"""Team reports in bulk: papermill runs the template, one page a team, and a fault stops nobody."""

from __future__ import annotations

import hashlib
import html
import logging
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any, Final

from fivelayer import __version__, places
from fivelayer.messages import LANGUAGES, Language
from fivelayer.record.files import replace
from fivelayer.reports.forked import BOUNDS, Bounds, Died, Overtime, Run, can_fork
from fivelayer.reports.parameters import NAMES, ParameterError, check_values, unknown
from fivelayer.reports.running import executed, with_cases_in
from fivelayer.reports.team import TeamReport, read_result
from fivelayer.reports.wording import said

TEMPLATE: Final = Path("reports") / "team_report.ipynb"
"""The template, below the folder of notebooks."""
SECONDS: Final = 120
"""A cell that runs longer is stopped."""
_HEAD: Final = 2048
"""Bytes from a page's beginning within which it says what it is made of."""

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
    template: Path | None = None,
) -> Path:
    """Make the report of one result: one self-contained HTML file; its path.

    `out` is the file to write (`.html`) or a folder; `language` None is the team's own, `template`
    None the kit's.

    Raises:
        ParameterError: the file is no result, or the language none of the kit's.
        papermill.PapermillExecutionError: the template failed.
    """
    from fivelayer.reports import export

    result = read_result(Path(result_file))
    template = template or places.notebooks() / TEMPLATE
    asked, language = language, language or result.language
    file, given = Path(result_file).resolve(), language
    target = out if out.suffix == ".html" else out / f"{result_file.stem}.html"
    with with_cases_in(case_folders), tempfile.TemporaryDirectory(prefix="fivelayer-") as folder:
        executed = (engine or papermill_engine)(
            template,
            Path(folder) / "report.ipynb",
            {"result_file": str(file), "language": given},
        )
        title = TeamReport.of(file, language).title
    digest = made_of(file, template, asked)
    _write(target, export.page(executed, title, language, digest))
    return target


def batch(
    results_folder: Path,
    out: Path,
    *,
    language: Language | None = None,
    progress: bool = True,
    case_folders: Sequence[Path] = (),
    engine: Engine | None = None,
    bounds: Bounds = BOUNDS,
) -> list[Made]:
    """Make a report for each team in a folder of results, and for each refused file.

    A result that another of the same team replaces gets none; one whose page stands already, made
    of the same result by the same version, is left as it is, so that a run which was cut off goes
    on. Where a report fails, takes too long or too much memory, its page names the fault. The
    progress bar shows on a terminal only.
    """
    from tqdm import tqdm

    files = [file for file in sorted(results_folder.glob("*.json")) if not _replaced(file)]
    template = places.notebooks() / TEMPLATE
    tasks = [Task(file, out / f"{file.stem}.html", language, template) for file in files]
    made = {task: Made(task.file, task.target, 0.0) for task in tasks if task.done()}
    words = said("batch.progress", language or "en")
    bar = tqdm(
        total=len(tasks),
        initial=len(made),
        desc=words,
        disable=None if progress else True,
        leave=False,
    )
    waiting = [task for task in tasks if task not in made]
    with bar, with_cases_in(case_folders):
        for task, fault, seconds in _run(waiting, engine, bounds):
            if fault:
                page = _fault_page(task.file, fault, language or _language_of(task.file))
                _write(task.target, page)
            made[task] = Made(task.file, task.target, seconds, fault)
            bar.update()
    return [made[task] for task in tasks]


@dataclass(frozen=True)
class Task:
    """One report to be made."""

    file: Path
    target: Path
    language: Language | None
    template: Path

    def make(self, engine: Engine | None = None) -> str:
        """Make it; the fault in one line, nothing where it went well."""
        try:
            team_report(
                self.file, self.target, self.language, engine=engine, template=self.template
            )
        except Exception as problem:
            logging.getLogger(__name__).debug("report of %s failed", self.file, exc_info=True)
            return _one_line(problem)
        return ""

    def done(self) -> bool:
        """Whether its page stands already, made of the same."""
        try:
            with self.target.open("rb") as page:
                return _mark(made_of(self.file, self.template, self.language)) in page.read(_HEAD)
        except OSError:
            return False


def _run(
    tasks: Sequence[Task], engine: Engine | None, bounds: Bounds
) -> Iterator[tuple[Task, str, float]]:
    """Make reports; each with its fault and the seconds it took, as they are finished."""
    if engine is None and len(tasks) > 1 and can_fork():
        yield from _forked(tasks, bounds)
        return
    for task in tasks:
        began = time.perf_counter()
        fault = task.make(engine)
        yield task, fault, time.perf_counter() - began


def _forked(tasks: Sequence[Task], bounds: Bounds) -> Iterator[tuple[Task, str, float]]:
    """Each report in a child of its own, a few at once."""
    waiting, running = list(reversed(tasks)), dict[Any, tuple[Task, Run]]()
    try:
        while waiting or running:
            while waiting and len(running) < bounds.jobs:
                task = waiting.pop()
                run = Run(_make, task, bounds=bounds)
                running[run.waits_on] = task, run
            soonest = min(run.left for _, run in running.values())
            ready = set(wait(list(running), timeout=max(0.0, soonest)))
            ready |= {link for link, (_, run) in running.items() if run.left <= 0}
            for link in ready:
                task, run = running.pop(link)
                words = task.language or _language_of(task.file)
                try:
                    fault = run.answer()
                except Overtime:
                    fault = said("batch.overtime", words, n=f"{bounds.seconds:g}")
                except Died:
                    fault = said("batch.died", words, n=bounds.megabytes)
                yield task, fault, time.monotonic() - run.began
                run.end()
    finally:
        for _, run in running.values():
            run.end()


def _make(tell: Callable[[str], None], task: Task) -> None:
    """In a child: make one report, its cells run right here."""
    tell(task.make(_here))


def _here(template: Path, output: Path, parameters: dict[str, str]) -> Any:
    from fivelayer.reports.engine import NAME

    return papermill_engine(template, output, parameters, engine=NAME)


def made_of(file: Path, template: Path, language: Language | None) -> str:
    """What a page is made of, in short: the result, the template, this version and the language.

    Raises:
        OSError: a file cannot be read.
    """
    parts = (file.read_bytes(), template.read_bytes())
    words = f"{__version__} {language}".encode()
    return hashlib.sha256(b"\0".join((*parts, words))).hexdigest()[:32]


def _mark(digest: str) -> bytes:
    return f'<meta name="made-of" content="{digest}">'.encode()


def papermill_engine(
    template: Path, output: Path, parameters: dict[str, str], engine: str | None = None
) -> Any:
    """Run a template with papermill, after comparing the parameters with those it has.

    Raises:
        ParameterError: a parameter the template does not have, or one missing.
        papermill.PapermillExecutionError: a cell failed.
    """
    import papermill

    check_parameters(papermill.inspect_notebook(str(template)), parameters)
    return executed(template, parameters, SECONDS, output=output, engine=engine)


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
