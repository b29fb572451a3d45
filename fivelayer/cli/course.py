"""`fivelayer lab` and `fivelayer demo`."""

from __future__ import annotations

from argparse import Namespace

from fivelayer import demo as demonstration
from fivelayer import lab as own_folder
from fivelayer.cli import terminal
from fivelayer.cli.marking import plain, results_table
from fivelayer.messages import Language, text


def lab(given: Namespace, language: Language) -> int:
    """Make the folder, say what was done, open JupyterLab."""
    made = own_folder.prepare(given.folder)
    terminal.say(text("cli.lab.folder_is", language, folder=str(made.folder)))
    if made.added:
        terminal.say(text("cli.lab.added", language, n=len(made.added)))
    if made.yours:
        terminal.say(text("cli.lab.yours", language, n=len(made.yours)))
    terminal.say(text("cli.lab.opening", language, page=own_folder.start_here(language)))
    return own_folder.open_lab(made.folder, language, browser=not given.no_browser)


def demo(given: Namespace, language: Language) -> int:
    """Run the demonstration; the mangled file is there on purpose, so that it ends with 0."""
    quiet = given.json
    made = demonstration.run(given.out, language, lambda w: None if quiet else terminal.say(w))
    told = [plain(result, language) for result in made.results]
    if given.json:
        pages = [str(page) for page in made.reports]
        terminal.say_json({"out": str(made.out), "results": told, "reports": pages})
        return 0
    terminal.say()
    terminal.say(results_table(told, language))
    terminal.say()
    for path in made.kept:
        terminal.say(text("cli.demo.kept", language, file=path.name))
    for name in ("gradebook", "feedback", "reports", "submissions"):
        place = made.out / ("gradebook.csv" if name == "gradebook" else name)
        terminal.say(text(f"cli.demo.see_{name}", language, place=str(place)))
    return 0
