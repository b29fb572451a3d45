"""The verbs with their arguments; what each says of itself stands in the catalogue `cli`."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Any, Final, NoReturn

from fivelayer import __version__, demo, lab
from fivelayer.cli import terminal
from fivelayer.messages import LANGUAGES, Language, text

EXAMPLES: Final = {
    "lab": "fivelayer lab --folder my-fivelayer",
    "demo": "fivelayer demo --out out/demo",
    "mark": "fivelayer mark handed-in --out marks",
    "report": "fivelayer report marks/results --out reports",
    "submit": "fivelayer submit my-fivelayer --out handed-in",
    "case": "fivelayer case check qinglan",
    "case check": "fivelayer case check cases/qinglan --lang zh",
    "case new": "fivelayer case new my-customer --folder cases",
    "case show": "fivelayer case show qinglan --html qinglan.html",
}


class UsageFault(Exception):  # noqa: N818 - a slip of the typist's
    """A command line that cannot be understood."""

    def __init__(self, words: str, verb: str) -> None:
        super().__init__(words)
        self.verb = verb


def parser(language: Language) -> argparse.ArgumentParser:
    """The whole command line, in a language."""
    top = _Parser(prog="fivelayer", language=language, description=text("cli.about", language))
    version = text("cli.help.version", language)
    top.add_argument(
        "--version", action="version", version=f"fivelayer {__version__}", help=version
    )
    verbs = top.verbs("verb")
    _lab(verbs)
    _demo(verbs)
    _mark(verbs)
    _report(verbs)
    _submit(verbs)
    case = verbs.add_verb("case").verbs("what")
    _case(case)
    return top


def _lab(verbs: _Verbs) -> None:
    verb = verbs.add_verb("lab", "course:lab")
    verb.add("--folder", type=Path, default=lab.FOLDER, metavar="DIR")
    verb.add("--no-browser", action="store_true")


def _demo(verbs: _Verbs) -> None:
    verb = verbs.add_verb("demo", "course:demo", json=True)
    verb.add("--out", type=Path, default=demo.OUT, metavar="DIR")


def _mark(verbs: _Verbs) -> None:
    verb = verbs.add_verb("mark", "marking:mark", json=True)
    verb.add("folder", type=Path, metavar="FOLDER")
    verb.add("--out", type=Path, required=True, metavar="DIR")
    verb.add("--exercise", metavar="ID", default="")
    verb.add("--cases", type=Path, action="extend", nargs="+", default=[], metavar="DIR")


def _report(verbs: _Verbs) -> None:
    verb = verbs.add_verb("report", "marking:report", json=True)
    verb.add("results", type=Path, metavar="RESULTS")
    verb.add("--out", type=Path, required=True, metavar="DIR")
    verb.add("--cases", type=Path, action="extend", nargs="+", default=[], metavar="DIR")


def _submit(verbs: _Verbs) -> None:
    verb = verbs.add_verb("submit", "marking:submit", json=True)
    verb.add("folder", type=Path, nargs="?", default=None, metavar="FOLDER")
    verb.add("--out", type=Path, default=None, metavar="DIR")
    verb.add("--activity", default="", metavar="ID")
    verb.add("--case", default="", metavar="NAME")
    verb.add("--team", default="", metavar="NAME")


def _case(verbs: _Verbs) -> None:
    check = verbs.add_verb("case check", "case:check", json=True)
    check.add("case", metavar="NAME_OR_FOLDER")
    check.add("--cases", type=Path, action="extend", nargs="+", default=[], metavar="DIR")
    new = verbs.add_verb("case new", "case:new")
    new.add("name", metavar="NAME")
    new.add("--folder", type=Path, default=Path(), metavar="DIR")
    show = verbs.add_verb("case show", "case:show")
    show.add("case", metavar="NAME_OR_FOLDER")
    show.add("--html", type=Path, default=None, metavar="FILE")
    show.add("--cases", type=Path, action="extend", nargs="+", default=[], metavar="DIR")


class _Parser(argparse.ArgumentParser):
    """An argument parser that speaks the catalogue's words instead of argparse's."""

    def __init__(self, *, language: Language, key: str = "", **more: Any) -> None:
        self.language = language
        self.key = key
        super().__init__(
            add_help=False,
            allow_abbrev=False,
            formatter_class=lambda prog: _Help(prog, language),
            **more,
        )
        self._positionals.title = text("cli.help.arguments", language)
        self._optionals.title = text("cli.help.options", language)
        self.add_argument("-h", "--help", action="help", help=text("cli.help.help", language))
        choices = f"{{{','.join(LANGUAGES)}}}"
        lang = text("cli.help.lang", language)
        self.add_argument(
            "--lang", choices=LANGUAGES, metavar=choices, help=lang, default=argparse.SUPPRESS
        )

    def add(self, name: str, **more: Any) -> None:
        """An argument whose help is `cli.<verb>.<argument>`."""
        plain = name.lstrip("-").replace("-", "_")
        said = text(f"cli.{self.key}.{plain}", self.language)
        default = more.get("default")
        if default not in (None, "", []) and default != Path():
            said = text("cli.help.default", self.language, said=said, default=str(default))
        self.add_argument(name, help=said, **more)

    def verbs(self, name: str) -> _Verbs:
        """What may stand behind this."""
        title = text("cli.help.verbs", self.language)
        found = self.add_subparsers(title=title, metavar=name.upper(), required=True, dest=name)
        return _Verbs(found, self.language)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the command line; where only the verb is missing, show the verbs."""
        if message.endswith(("required: VERB", "required: WHAT")):
            self.print_help()
            self.exit()
        raise UsageFault(_slip(message, self.language), self.prog)


class _Verbs:
    """The verbs of a level."""

    def __init__(self, parsers: Any, language: Language) -> None:
        self._parsers = parsers
        self._language = language

    def add_verb(self, name: str, run: str = "", json: bool = False) -> _Parser:
        """A verb and what it runs, as `module:function` of this package."""
        key = name.replace(" ", "_")
        example = text("cli.help.example", self._language, example=EXAMPLES[name])
        made: _Parser = self._parsers.add_parser(
            name.rpartition(" ")[2],
            language=self._language,
            key=key,
            help=text(f"cli.{key}.short", self._language),
            description=text(f"cli.{key}.about", self._language),
            epilog=example,
        )
        if run:
            made.set_defaults(run=run)
        if json:
            said = text("cli.help.json", self._language)
            made.add_argument("--json", action="store_true", help=said)
        return made


class _Help(argparse.HelpFormatter):
    """Help that wraps Chinese and keeps examples on lines of their own."""

    def __init__(self, prog: str, language: Language) -> None:
        super().__init__(prog, max_help_position=28, width=96)
        self._language = language

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        """The usage line, with our word in front of it."""
        if prefix is None:
            ours = text("cli.help.usage", self._language)
            prefix = ours if ours.endswith("：") else f"{ours} "
        super().add_usage(usage, actions, groups, prefix)

    def _split_lines(self, text: str, width: int) -> list[str]:
        return terminal.wrapped(" ".join(text.split()), width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        lines = []
        for line in text.splitlines():
            own = indent + line[: len(line) - len(line.lstrip())]
            lines += [own + piece for piece in terminal.wrapped(line.strip(), width - len(own))]
        return "\n".join(lines)


_SLIPS: Final = (
    (r"the following arguments are required: (?P<what>.+)", "required"),
    (r"unrecognized arguments: (?P<what>.+)", "unknown"),
    (
        r"argument (?P<what>.+?): invalid choice: (?P<given>.+?) \(choose from (?P<choices>.+)\)",
        "choice",
    ),
    (r"argument (?P<what>.+?): expected .+", "value"),
)


def _slip(message: str, language: Language) -> str:
    """What argparse says in English, in our words."""
    for pattern, code in _SLIPS:
        if match := re.fullmatch(pattern, message):
            found = {name: value.replace("'", "") for name, value in match.groupdict().items()}
            return text(f"cli.slip.{code}", language, **found)
    return text("cli.slip.other", language)
