"""A plain message where a page would stand."""

from __future__ import annotations

from fivelayer.messages import Language
from fivelayer.views.scripts import script, style
from fivelayer.views.widget import Widget


class Plain(Widget):
    """A sentence in place of a page; text stays text."""

    _esm = script("dom", "message")
    _css = style()

    def __init__(self, said: str, language: Language) -> None:
        super().__init__({"language": language, "text": said}, lambda _widget, _message: None)
