"""A template notebook run by papermill, and where reports find the cases they tell of."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from fivelayer import cases, places
from fivelayer.cases import Case
from fivelayer.problems import Problems

CASE_FOLDERS: Final = "FIVELAYER_CASES"
"""Environment variable: more folders of cases, parted as in PATH."""
KERNEL: Final = "python3"
_CASE_ID: Final = re.compile(r"[a-z][a-z0-9_-]{0,59}")


def executed(
    template: Path,
    parameters: Mapping[str, str],
    seconds: int,
    *,
    output: Path | None = None,
    engine: str | None = None,
    progress: bool | dict[str, Any] = False,
) -> Any:
    """The executed notebook, written to `output` where that is given; a cell may take `seconds`.

    Raises:
        papermill.PapermillExecutionError: a cell failed.
    """
    import papermill

    with tempfile.TemporaryDirectory(prefix="fivelayer-") as folder:
        return papermill.execute_notebook(
            str(template),
            str(output or Path(folder) / template.name),
            parameters=dict(parameters),
            kernel_name=KERNEL,
            engine_name=engine,
            progress_bar=progress,
            execution_timeout=seconds,
            request_save_on_cell_execute=False,
            extra_arguments=["--log-level=CRITICAL"],
        )


def case_folders() -> list[Path]:
    """The folders of cases that the environment names, then the kit's own."""
    named = os.environ.get(CASE_FOLDERS, "").split(os.pathsep)
    return [*(Path(folder) for folder in named if folder), places.cases()]


def case_of(name: str) -> Case | None:
    """A case by its id, where it is installed or lies in a folder that the environment names."""
    try:
        found: Case | None = cases.find(name, case_folders()) if _CASE_ID.fullmatch(name) else None
    except Problems:
        return None
    return found


@contextmanager
def with_cases_in(folders: Sequence[Path]) -> Iterator[None]:
    """Let the template's kernel, which inherits the environment, find cases in more folders."""
    before = os.environ.get(CASE_FOLDERS)
    if folders:
        named = [str(folder.resolve()) for folder in folders] + ([before] if before else [])
        os.environ[CASE_FOLDERS] = os.pathsep.join(named)
    try:
        yield
    finally:
        if before is not None:
            os.environ[CASE_FOLDERS] = before
        else:
            os.environ.pop(CASE_FOLDERS, None)
