"""What a terminal can show: any console, any language, columns that line up, a progress bar."""

from __future__ import annotations

import getpass
import io
import json
import locale
import os
import re
import sys
import unicodedata
from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import Any, Final

from fivelayer.messages import LANGUAGES, Language

_PIECES: Final = re.compile(
    r"[\u2e80-\uffef][，。；：、！？）》】”’]*|[^\u2e80-\uffef ]* |[^\u2e80-\uffef ]+"
)
"""What a line may be broken between: Chinese characters with the mark behind, words with the space."""


def forgiving() -> None:
    """Let a console that lacks a character show a question mark instead of breaking off."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def language(arguments: Sequence[str]) -> Language:
    """The language to speak: `--lang`, else FIVELAYER_LANGUAGE, else the system's, else English."""
    asked = [b for a, b in pairwise(arguments) if a == "--lang"]
    asked += [a.partition("=")[2] for a in arguments if a.startswith("--lang=")]
    for name in (*asked[-1:], os.environ.get("FIVELAYER_LANGUAGE", ""), _system()):
        for known in LANGUAGES:
            if name.casefold().startswith((known, {"zh": "chinese", "en": "english"}[known])):
                return known
    return "en"


def answer(given: Namespace, data: Any, lines: Iterable[str], problems: bool = False) -> int:
    """Print the answer of a verb, as data where `--json` asks for it; 1 where there are problems, else 0."""
    if given.json:
        say_json(data)
    else:
        print(*lines, sep="\n")
    return int(problems)


def say_json(data: Any) -> None:
    """Print the answer for a program to read."""
    print(json.dumps(data, ensure_ascii=False, indent=2, default=str))


def by(given: Namespace) -> str:
    """Who does it: the name given, else the system's."""
    if given.by:
        return str(given.by)
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a system that knows no users
        return ""


def table(rows: Sequence[Sequence[str]], right: frozenset[int] = frozenset()) -> str:
    """Rows in columns that line up, Chinese being twice as wide; the first row is the heading.

    >>> print(table([["team", "marks"], ["松岭队", "9"]], right=frozenset({1})))
    team    marks
    ------  -----
    松岭队      9
    """
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    ruled = [rows[0], ["-" * wide for wide in widths], *rows[1:]]
    return "\n".join(
        "  ".join(
            _padded(cell, wide, place in right)
            for place, (cell, wide) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in ruled
    )


def width(words: str) -> int:
    """How many columns a text takes.

    >>> width("壁垒 ok")
    7
    """
    return sum(_columns(char) for char in words)


def wrapped(words: str, columns: int) -> list[str]:
    """A text in lines of at most so many columns; Chinese breaks anywhere, English between words."""
    lines = [""]
    for piece in _PIECES.findall(words):
        if width(lines[-1]) + width(piece.rstrip()) > columns and lines[-1].strip():
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return [line.rstrip() for line in lines]


def single_line(words: str) -> str:
    r"""What somebody typed, made safe to print: no line breaks, no escape sequences.

    >>> single_line("a\nb\x1b[2J")
    'a b [2J'
    """
    return " ".join(harmless(words).split())


def harmless(words: str) -> str:
    r"""A message of several lines that may quote a stranger, without escape sequences.

    >>> harmless("There is no team Egret\x1b[2J.\nSee: --help")
    'There is no team Egret [2J.\nSee: --help'
    """
    bad = {"Cc", "Cf", "Zl", "Zp", "Cs"}
    return "".join(" " if c != "\n" and unicodedata.category(c) in bad else c for c in words)


@contextmanager
def progress(words: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on the terminal with the time left, told (done, of); silent where nobody watches."""
    from tqdm import tqdm

    tqdm.monitor_interval = 0  # a thread of its own would keep marking from forking its processes
    with tqdm(desc=words, disable=None, leave=False) as bar:

        def step(done: int, of: int) -> None:
            bar.total = of
            bar.update(done - bar.n)

        yield step


def _system() -> str:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return os.environ[name]
    return locale.getlocale()[0] or ""


def _padded(cell: str, wide: int, right: bool) -> str:
    blank = " " * (wide - width(cell))
    return blank + cell if right else cell + blank


def _columns(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
