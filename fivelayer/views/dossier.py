"""The dossier as a widget: documents in tabs, numbered lines that can be cited, search."""

from __future__ import annotations

from fivelayer.cases import Case
from fivelayer.messages import Language, has, text
from fivelayer.my_accounts.accounts import OwnCase
from fivelayer.views.scripts import script, style
from fivelayer.views.spec import words
from fivelayer.views.widget import Message, Widget


class Dossier(Widget):
    """A case's documents; `static/dossier.js` lists its messages."""

    _esm = script("dom", "widget", "dossier")
    _css = style("dossier")


def spec(case: Case, language: Language) -> Message:
    """The documents of a case as plain data; a real customer's are the reader's own notes."""
    named = words("dossier", language, "own") if isinstance(case, OwnCase) else {}
    return {
        "language": language,
        "words": {**words("dossier", language), **named},
        "about": [
            case.file.summary[language],
            text("views.dossier.goal", language, goal=case.file.goal[language]),
            text("views.dossier.today", language, today=case.file.today),
        ],
        "documents": [
            {
                "id": document.id,
                "title": document.title,
                "kind": _kind(document.kind, language),
                "date": document.date,
                "blocks": [[block.kind, block.text] for block in document.blocks],
            }
            for document in case.documents(language)
        ],
    }


def lines(case: Case, language: Language) -> dict[str, str]:
    """The words of every line, as `D3:12`."""
    return {
        document.line(block.number): block.text.replace("**", "").replace("\t", " · ")
        for document in case.documents(language)
        for block in document.blocks
    }


def _kind(kind: str, language: Language) -> str:
    keys = (f"views.document.{kind}", f"own.note.kind.{kind}")
    return next((text(key, language) for key in keys if has(key, language)), "")
