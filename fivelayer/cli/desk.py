"""`fivelayer desk`: the marking desk, in JupyterLab or as a page without code."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from argparse import Namespace
from pathlib import Path
from typing import Final

from fivelayer import lab, places
from fivelayer.messages import Language, text
from fivelayer.problems import writing

PAGE: Final = "desk.ipynb"
_ONLY_OURS: Final = (
    "default-src 'self' data: blob: ws: wss:; "
    "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'"
)
"""What the page may load: nothing from elsewhere, so that it opens without a network and tells nobody."""


def desk(given: Namespace, language: Language) -> int:
    """Put the desk's notebook beside the marks and open it; the gradebook's address goes to it alone."""
    from fivelayer.gradebook import Gradebook
    from fivelayer.gradebook.settings import SETTINGS, Settings

    settings = Settings.of(given.marks, tuple(given.cases), given.by)
    book = Gradebook.open(settings.url)  # what is wrong with it is said here, not in the browser
    folder = settings.marks / "desk" if settings.marks else Path(tempfile.mkdtemp(prefix="desk-"))
    with writing(folder):
        folder.mkdir(exist_ok=True)
        (folder / PAGE).write_text(notebook(language), encoding="utf-8")
    os.environ[SETTINGS] = settings.model_dump_json()
    print(text("cli.desk.opening", language, book=book.name), flush=True)
    if not given.voila:
        return lab.open_lab(folder, language, browser=not given.no_browser, page=PAGE)
    headers = {"headers": {"Content-Security-Policy": _ONLY_OURS}}
    with writing(folder):  # Voilà reads it where it is started
        settled = json.dumps({"Voila": {"tornado_settings": headers}})
        (folder / "voila.json").write_text(settled, encoding="utf-8")
    return lab.serve(_voila(folder / PAGE, given), folder, language)


def notebook(language: Language) -> str:
    """The desk's notebook in a language: the same cell in both."""
    tree = json.loads((places.notebooks() / "desk" / PAGE).read_text(encoding="utf-8"))
    tree["metadata"]["fivelayer"]["language"] = language
    return json.dumps(tree, ensure_ascii=False, indent=1) + "\n"


def _voila(page: Path, given: Namespace) -> list[str]:
    return [
        *(sys.executable, "-m", "voila", str(page)),
        *("--Voila.ip=127.0.0.1", "--Voila.auto_token=True", "--show_tracebacks=False"),
        # A desk left open stays; one whose page is gone gives its kernel back.
        *(
            "--MappingKernelManager.cull_interval=60",
            "--MappingKernelManager.cull_idle_timeout=300",
        ),
        *([f"--port={given.port}"] if given.port else []),
        *(["--no-browser"] if given.no_browser else []),
    ]
