"""The form of one layer: a widget that shows a part of the draft and sends what is typed."""

from __future__ import annotations

from fivelayer.choices import Part
from fivelayer.draft import put
from fivelayer.views.scripts import script, style
from fivelayer.views.widget import Listener, Message, Widget


class Form(Widget):
    """A layer's form; `static/form.js` lists its messages.

    What the browser typed is known there already: it is not sent back unless Python made it
    something else, so no field changes under anybody's hands.
    """

    _esm = script("dom", "widget", "wire", "notebook", "kept", "fields", "tables", "form")
    _css = style("form")

    def __init__(self, part: Part, spec: Message, listener: Listener) -> None:
        super().__init__(spec, listener)
        self.part: Part = part

    def typed(self, path: str, value: str | list[str]) -> None:
        """Note what the browser itself has put into a field."""
        shown = {self.spec["part"]: self._shown.get("state.values", {})}
        try:
            self._shown["state.values"] = put(shown, path, value)[self.spec["part"]]
        except KeyError:  # a row that is gone: the next state says so
            self._shown.pop("state.values", None)

    def answer(self, seq: object, state: Message, news: Message) -> None:
        """Acknowledge message `seq`, with what is new of `state` and all of `news`."""
        self.tell("state", seq=seq, **self.fresh("state", state), **news)
