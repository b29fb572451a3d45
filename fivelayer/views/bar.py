"""The bar above a lesson: who, how far, what next; hand in, start over, where is my file."""

from __future__ import annotations

from typing import Any

from fivelayer import draft as drafts
from fivelayer.draft import Draft
from fivelayer.messages import Language, text
from fivelayer.views.scripts import script, style
from fivelayer.views.spec import Spec, words
from fivelayer.views.widget import Message, Widget

_MAIN = ("value", "text", "grade")
_ASIDE = ("lines", "confidence", "breakthrough", "met_step")
"""Fields that may stay empty in a good plan, or that go without saying."""


class Bar(Widget):
    """The bar; `static/bar.js` lists its messages."""

    _esm = script("dom", "notebook", "bar")
    _css = style("bar")


def spec(title: str, about: str, language: Language) -> Message:
    """The bar's words."""
    return {"language": language, "title": title, "about": about, "words": words("bar", language)}


def open_fields(form: Spec, draft: Draft) -> tuple[int, int, str]:
    """How much of a form is answered: fields done, of how many, and the path of the first open one.

    A table without rows counts as one open question; a ladder as one answer for each step reached.
    """
    done, first = 0, ""
    wanted = [path for section in form["sections"] for path in _wanted(section, draft)]
    for path in wanted:
        if drafts.get(draft, path) in ("", [], None):
            first = first or path
        else:
            done += 1
    return done, len(wanted), first


def _wanted(section: Spec, draft: Draft) -> list[str]:
    kind = section["kind"]
    if kind == "table":
        rows = drafts.rows(draft, section["path"])
        inside = [
            f"{section['path']}.{row.get('id')}.{name}"
            for row in rows
            for name in _names(section["fields"])
        ]
        return inside or [section["path"]]
    if kind == "ladder":
        return [f"{section['path']}.{section['steps'][0][0]}.reached"]
    return _names(section["fields"])


def _names(fields: list[dict[str, Any]]) -> list[str]:
    names = []
    for one in fields:
        name = one["name"]
        if name.rpartition(".")[2] in _ASIDE:
            continue
        names += [f"{name}.{p}" for p, _ in one["parties"]] if one["kind"] == "support" else [name]
    return names


def progress(done: int, of: int, language: Language) -> str:
    """How far a layer is, in words."""
    if not done:
        return text("views.bar.layer_none", language)
    if done >= of:
        return text("views.bar.layer_full", language, of=of)
    return text("views.bar.layer_part", language, done=done, of=of)
