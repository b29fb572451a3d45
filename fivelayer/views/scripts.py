"""Puts a widget's script and style together from the files beside: no build, no network."""

from __future__ import annotations

from functools import cache

from fivelayer.html import asset


@cache
def script(*names: str) -> str:
    """The ES module of a widget: shared pieces first, the widget itself, with its export, last."""
    return "\n".join(asset(f"views/static/{name}.js") for name in names)


@cache
def style(*names: str) -> str:
    """The style sheet of a widget: what all share, then its own."""
    return "\n".join(asset(f"views/static/{name}.css") for name in ("base", *names))
