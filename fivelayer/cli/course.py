"""`fivelayer lab` and `fivelayer demo`."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from typing import Any

from fivelayer import demo as demonstration
from fivelayer import lab as own_folder
from fivelayer.cli import terminal
from fivelayer.cli.marking import plain, results_table
from fivelayer.messages import Language, text


def lab(given: Namespace, language: Language) -> int:
    """Make the folder, say what was done, open JupyterLab."""
    made = own_folder.prepare(given.folder)
    print(text("cli.lab.folder_is", language, folder=str(made.folder)))
    if made.added:
        print(text("cli.lab.added", language, n=len(made.added)))
    if made.yours:
        print(text("cli.lab.yours", language, n=len(made.yours)))
    print(text("cli.lab.opening", language, page=own_folder.start_here(language)), flush=True)
    return own_folder.open_lab(made.folder, language, browser=not given.no_browser)


def demo(given: Namespace, language: Language) -> int:
    """Run the demonstration; the mangled file is there on purpose, so that it ends with 0."""
    made = demonstration.run(given.out, language, lambda w: None if given.json else print(w))
    told = [plain(result, language) for result in made.results]
    pages = [str(page) for page in made.reports]
    data = {"out": str(made.out), "results": told, "reports": pages}
    return terminal.answer(given, data, _shown(made, told, language))


def _shown(
    made: demonstration.Demo, told: list[dict[str, Any]], language: Language
) -> Iterator[str]:
    yield f"\n{results_table(told, language)}\n"
    for path in made.kept:
        yield text("cli.demo.kept", language, file=path.name)
    for name in ("gradebook", "feedback", "reports", "submissions"):
        place = made.out / ("gradebook.xlsx" if name == "gradebook" else name)
        yield text(f"cli.demo.see_{name}", language, place=str(place))
