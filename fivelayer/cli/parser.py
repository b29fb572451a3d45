"""The command line read: every verb with its arguments, help and slips in the reader's language."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Any, Final, NoReturn

from fivelayer import __version__
from fivelayer.cli import terminal
from fivelayer.cli.verbs import VERBS
from fivelayer.messages import LANGUAGES, Language, has, text


class UsageFault(Exception):  # noqa: N818 - a slip of the typist's
    """A command line that cannot be understood, in words."""


def parser(language: Language) -> argparse.ArgumentParser:
    """The whole command line, in a language."""
    top = _Parser(language=language, prog="fivelayer", description=text("cli.about", language))
    top.add("--version", action="version", version=f"fivelayer {__version__}")
    levels = {"": top.verbs("verb")}
    for name, verb in VERBS.items():
        group, _, last = name.rpartition(" ")
        key = name.replace(" ", "_")
        made: _Parser = levels[group].add_parser(
            last,
            language=language,
            key=key,
            help=text(f"cli.{key}.short", language),
            description=text(f"cli.{key}.about", language),
            epilog=text("cli.help.example", language, example=verb.example),
        )
        for argument, more in verb.takes.items():
            made.add(argument, **more)
        if verb.run:
            made.set_defaults(run=verb.run)
        else:
            levels[name] = made.verbs("what")
    return top


class _Parser(argparse.ArgumentParser):
    """An argument parser that speaks the catalogue's words instead of argparse's."""

    def __init__(self, *, language: Language, key: str = "help", **more: Any) -> None:
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
        self.add("-h", "--help", action="help")
        choices = f"{{{','.join(LANGUAGES)}}}"
        self.add("--lang", choices=LANGUAGES, metavar=choices, default=argparse.SUPPRESS)

    def add(self, *names: str, **more: Any) -> None:
        """An argument whose help is `cli.<verb>.<argument>`, else `cli.help.<argument>`."""
        plain = names[-1].lstrip("-").replace("-", "_")
        own = f"cli.{self.key}.{plain}"
        said = text(own if has(own, self.language) else f"cli.help.{plain}", self.language)
        default = more.get("default")
        if default not in (None, "", [], Path(), argparse.SUPPRESS):
            said = text("cli.help.default", self.language, said=said, default=str(default))
        self.add_argument(*names, help=said, **more)

    def verbs(self, name: str) -> Any:
        """What may stand behind this."""
        title = text("cli.help.verbs", self.language)
        return self.add_subparsers(title=title, metavar=name.upper(), required=True, dest=name)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the command line; where only the verb is missing, show the verbs."""
        if message.endswith(("required: VERB", "required: WHAT")):
            self.print_help()
            self.exit()
        see = text("cli.see_help", self.language, verb=self.prog)
        raise UsageFault(f"{_slip(message, self.language)}\n{see}")


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


_CHOICE: Final = r"(?P<what>.+?): invalid choice: (?P<given>.+?) \(choose from (?P<choices>.+)\)"
_SLIPS: Final = {
    "required": r"the following arguments are required: (?P<what>.+)",
    "unknown": r"unrecognized arguments: (?P<what>.+)",
    "choice": rf"argument {_CHOICE}",
    "number": r"argument (?P<what>.+?): invalid (?P<choices>\S+) value: (?P<given>.+)",
    "value": r"argument (?P<what>.+?): expected .+",
}
"""What argparse says in English, by the code of our words."""


def _slip(message: str, language: Language) -> str:
    for code, pattern in _SLIPS.items():
        if match := re.fullmatch(pattern, message):
            found = {name: value.replace("'", "") for name, value in match.groupdict().items()}
            return text(f"cli.slip.{code}", language, **found)
    return text("cli.slip.other", language)
