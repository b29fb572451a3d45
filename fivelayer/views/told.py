"""What the facilitator tells a team, above its board; results are taken in on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from fivelayer import bulletin
from fivelayer.activity import Activity
from fivelayer.bulletin import Bulletin, Taken
from fivelayer.messages import Language, text
from fivelayer.views.scripts import script, style
from fivelayer.views.widget import Message, Widget


class ToldView(Widget):
    """The strip above a board; every few seconds it asks for news."""

    _esm = script("dom", "told")
    _css = style("told")


class Told:
    """What is told, and the look for it."""

    def __init__(
        self, activity: Callable[[], Activity], language: Language, news: Callable[[], None]
    ) -> None:
        self._activity, self._news = activity, news
        self.language = language
        self._stamp: tuple[object, ...] = ()
        self._taken: Taken | None = None
        self.view = ToldView(self._spec(), self.take)

    def speak(self, language: Language) -> None:
        """Go on in another language."""
        self.language = language
        self.view.spec = self._spec()
        self._show()

    def take(self, widget: Widget, message: Message) -> None:
        """Look for news, when the browser asks."""
        if message["kind"] == "hello":
            widget.forget()
            self._stamp = ()
        if message["kind"] in ("hello", "look"):
            self.look()

    def look(self) -> None:
        """Take in what was told since the last look; nothing is read while nothing was written."""
        activity = self._activity()
        stamp = _stamp(activity)
        if stamp != self._stamp:
            taken = bulletin.take_up(activity)
            if taken is not None:
                late = taken.late or (self._taken.late if self._taken else ())
                taken = replace(taken, late=late)
            self._taken = taken
            self._stamp = _stamp(activity) if taken is None or taken.trouble is None else ()
            if taken is not None and taken.news:
                self._news()
        self._show()

    def _spec(self) -> Message:
        return {"language": self.language, "label": text("live.told.label", self.language)}

    def _show(self) -> None:
        self.view.show("state", **worded(self._taken, self.language))


def worded(taken: Taken | None, language: Language) -> dict[str, Any]:
    """What was told, in words: the newest message first."""

    def say(key: str, **about: object) -> str:
        return text(f"live.told.{key}", language, **about)

    if taken is None:
        return {"now": [], "notices": []}
    told, now = taken.bulletin, []
    if told.into:
        now.append(say("into", team=told.into))
    if told.name:
        now.append(say("name", team=told.name))
    now += [say("late", n=number) for number in taken.late[-1:]]
    if taken.trouble is not None:
        now.append(taken.trouble.said.words(language))
    now += _clock(told, say)
    notices = [
        {"kind": say(one.kind), "at": at(one.time), "text": one.text, "event": one.kind == "event"}
        for one in reversed(told.notices)
    ]
    return {"now": now, "notices": notices}


def _clock(told: Bulletin, say: Callable[..., str]) -> list[str]:
    if told.over:
        return [say("over")]
    if not told.round:
        return []
    if told.closes:
        return [say("until", n=told.round, at=at(told.closes))]
    return [say("open", n=told.round)]


def at(moment: str) -> str:
    """A moment on this machine's clock: 13:42."""
    return f"{datetime.fromisoformat(moment).astimezone():%H:%M}"


def _stamp(activity: Activity) -> tuple[object, ...]:
    """When the bulletin was written, and for whom: another team may have joined here meanwhile."""
    place = bulletin.place(activity.where())
    try:
        about = place.stat()
    except OSError:
        return (place,)
    return place, about.st_mtime_ns, about.st_size
