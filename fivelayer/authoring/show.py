"""Shows a case's dossier: numbered lines for a terminal, or one HTML page."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Final

from fivelayer.cases import Case
from fivelayer.dossier import Block
from fivelayer.html import template
from fivelayer.messages import Language, text

_SIGNS: Final = {"heading": "# ", "subheading": "## ", "item": "- "}


def lines(case: Case, language: Language) -> Iterator[str]:
    """The case as lines of text: what it is, then each document with its blocks as they are cited.

    Raises:
        Problems: a document is missing or not UTF-8.
    """
    file = case.file
    yield f"{file.name[language]} ({file.id} {file.version})"
    yield ""
    yield file.summary[language]
    yield text("cli.show.goal", language, goal=file.goal[language])
    yield text("cli.show.today", language, today=file.today)
    for document in case.documents(language):
        yield from ("", f"{document.id}  {document.title}  ({document.date})", "")
        for block in document.blocks:
            line = document.line(block.number)
            yield f"{line:>7} {'~' if line in file.noise else ' '} {_plain(block)}"
    yield ""
    yield text("cli.show.noise", language)


def page(case: Case, language: Language) -> str:
    """The case as one HTML page that needs nothing else; everything authored is escaped.

    Raises:
        Problems: a document is missing or not UTF-8.
    """
    return template("authoring/page/case.html.j2").render(
        file=case.file,
        language=language,
        goal=text("cli.show.goal", language, goal=case.file.goal[language]),
        today=text("cli.show.today", language, today=case.file.today),
        documents=case.documents(language),
        noise=case.file.noise,
        escaped=_escaped,
    )


def _escaped(words: str) -> str:
    """Words as HTML, with `**bold**` in bold."""
    return re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", html.escape(words))


def _plain(block: Block) -> str:
    words = block.text.replace("**", "").replace("\t", " | ")
    return _SIGNS.get(block.kind, "") + words
