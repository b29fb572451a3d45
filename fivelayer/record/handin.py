"""The notebook that is handed in: the record as metadata, and one page for people, everything escaped."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

from fivelayer import fields, labels, places
from fivelayer.choices import Part
from fivelayer.draft import Draft, leaves
from fivelayer.messages import Language, text
from fivelayer.problems import Cannot
from fivelayer.record import games, names
from fivelayer.record.form import Record, receipt

_MARKDOWN: Final = frozenset("\\`*_{}[]()<>#+-.!|~$&\"'=:/@^%")


def notebook(record: Record, parts: Iterable[Part]) -> bytes:
    """A notebook (format 4.5) that carries the record as data; it holds no code.

    Raises:
        Cannot: it is a plan for a real customer, which never leaves the reader's machine this way.
    """
    if record.identity.activity == places.OWN_ACTIVITY:
        raise Cannot("own_account")
    form = record.json_form()
    language = record.language
    page = {
        "cell_type": "markdown",
        "id": "hand-in",
        "metadata": {"editable": False, "deletable": False},
        "source": summary(record, parts, language).splitlines(keepends=True),
    }
    metadata = {
        "fivelayer": {
            "language": language,
            "submission": True,
            "receipt": receipt(form),
            "record": form,
        },
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    whole = {"cells": [page], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def filename(record: Record) -> str:
    """A name that says whose it is and which revision; safe on every file system."""
    who = record.identity
    plain = [names.file(who.owner), names.file(who.case), names.file(who.activity)]
    return "--".join([*plain, f"r{record.revision:04d}.ipynb"])


def summary(record: Record, parts: Iterable[Part], language: Language) -> str:
    """The page: whose, which case, when, the receipt, and every filled-in field under its label."""
    who = record.identity
    rows = [
        ("team", who.team),
        ("trainee", who.trainee),
        ("workshop", who.workshop),
        ("case", f"{who.case} {who.case_version}"),
        ("activity", who.activity),
        ("revision", str(record.revision)),
        ("game", str(len(games.committed(record.game))) if record.game else ""),
        ("time", record.time[:16].replace("T", " ") + " UTC"),
        ("receipt", record.digest),
    ]
    head = [(text(f"record.hand_in.{key}", language), value) for key, value in rows if value]
    title = safe(text("record.hand_in.title", language, who=who.owner or "–"))
    lines = [f"<h1>{title}</h1>", *_table(head)]
    for part in parts:
        lines.append(f"<h2>{safe(text(labels.part_key(part), language))}</h2>")
        filled = answers(record.draft, part, language)
        blank = safe(text("record.hand_in.blank", language))
        lines += _table(filled) if filled else [f"<p>{blank}</p>"]
    return "\n".join(lines) + "\n"


def answers(draft: Draft, part: Part, language: Language) -> list[tuple[str, str]]:
    """Every filled-in field of a part under its label; hostile until escaped."""
    return [
        (_label(path, language, draft), _shown(path, value, language))
        for path, value in leaves(draft.get(part.value), part.value)
    ]


def safe(words: str) -> str:
    """Text that neither HTML nor Markdown nor mathematics can take for anything else.

    >>> safe("<b>*x*")
    '&#60;b&#62;&#42;x&#42;'
    """
    shown = "".join(_entity(c) for c in words.replace("\r\n", "\n"))
    return shown.replace("\n", "<br>")


def _entity(char: str) -> str:
    if char in "$\\":  # alone in its own element, so that no formula begins here
        return f"<span>&#{ord(char)};</span>"
    control = char < " " and char != "\n"
    return " " if control else f"&#{ord(char)};" if char in _MARKDOWN else char


def _table(rows: list[tuple[str, str]]) -> list[str]:
    cells = (f"<tr><th align='left'>{safe(k)}</th><td>{safe(v)}</td></tr>" for k, v in rows)
    return ["<table>", *cells, "</table>"]


def _label(path: str, language: Language, draft: dict[str, Any]) -> str:
    try:
        return labels.label(path, language, draft)
    except LookupError:  # a field the plan does not have: shown under its own name
        return path


def _shown(path: str, value: Any, language: Language) -> str:
    if isinstance(value, list):
        return ", ".join(_choice(path, str(one), language) for one in value)
    return _choice(path, str(value), language)


def _choice(path: str, value: str, language: Language) -> str:
    choices = fields.choices(path)
    found = next((c for c in choices or () if c.value == value), None)
    return value if found is None else text(labels.choice_key(found), language)
