"""What all widgets have in common: a spec that draws them, messages out, messages in, nothing sent twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import anywidget
import traitlets

from fivelayer.choices import Part

Message = dict[str, Any]
Listener = Callable[["Widget", Message], None]


class Widget(anywidget.AnyWidget):
    """A widget that draws `spec` and then lives on messages; it decides nothing itself.

    Messages go in at `receive` (from the browser, or from a test) and out through `tell`.
    """

    spec = traitlets.Dict().tag(sync=True)
    part: Part | None = None
    """The layer it belongs to, if it belongs to one."""

    def __init__(self, spec: Message, listener: Listener) -> None:
        super().__init__(spec=spec)
        self._listener = listener
        self._shown: Message = {}
        self.on_msg(lambda _widget, content, _buffers: self.receive(content))

    def receive(self, content: object) -> None:
        """Take a message from the browser; what is no message is dropped."""
        if isinstance(content, dict) and isinstance(content.get("kind"), str):
            self._listener(self, content)

    def tell(self, kind: str, **data: Any) -> None:
        """Send a message to the browser."""
        self.send({"kind": kind, **data})

    def show(self, kind: str, **data: Any) -> None:
        """Send what differs from what this widget shows already; nothing if nothing does."""
        news = self.fresh(kind, data)
        if news:
            self.tell(kind, **news)

    def fresh(self, kind: str, data: Message) -> Message:
        """What differs from what is shown already; from now on it counts as shown."""
        news = {name: value for name, value in data.items() if self._differs(kind, name, value)}
        self._shown.update({f"{kind}.{name}": value for name, value in news.items()})
        return news

    def forget(self) -> None:
        """Take it that the browser shows nothing: it has just begun."""
        self._shown.clear()

    def _differs(self, kind: str, name: str, value: Any) -> bool:
        key = f"{kind}.{name}"
        return key not in self._shown or self._shown[key] != value
