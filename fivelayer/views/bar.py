"""The bar above a page: who, how far, what next; hand in, start over, where is my file."""

from __future__ import annotations

from fivelayer.messages import Language
from fivelayer.views.scripts import script, style
from fivelayer.views.spec import words
from fivelayer.views.widget import Message, Widget


class Bar(Widget):
    """The bar; `static/bar.js` lists its messages."""

    _esm = script("dom", "widget", "notebook", "bar")
    _css = style("bar")


def spec(title: str, language: Language, domain: str = "views") -> Message:
    """The bar's words; those of another domain go before its own."""
    said = {**words("bar", language), **words("bar", language, domain)}
    return {"language": language, "title": title, "words": said}
