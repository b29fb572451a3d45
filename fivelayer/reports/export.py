"""An executed report as one HTML page that asks for nothing outside itself."""

from __future__ import annotations

import base64
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, Final

from nbconvert.exporters import TemplateExporter

from fivelayer.messages import Language

LANG: Final[dict[Language, str]] = {"en": "en", "zh": "zh-Hans"}


def page(notebook: Any, title: str, language: Language, made_of: str = "") -> str:
    """The page of an executed notebook; code, streams and errors are left out.

    `title` is escaped here; the sections were escaped when they were made. `made_of` stands in the
    head, so that a later run knows the page.
    """
    about = {"title": title, "lang": LANG[language], "css": _css(), "made_of": made_of}
    html, _ = _exporter().from_notebook_node(notebook, resources={"page": about})
    return str(html)


def warm() -> None:
    """Make now what all pages share."""
    _exporter()
    _css()


@cache
def _exporter() -> TemplateExporter:
    """One exporter for all pages: making it takes longer than using it."""
    with as_file(files("fivelayer.reports") / "page") as folder:
        exporter = TemplateExporter(
            template_name="page",
            template_file="index.html.j2",
            extra_template_basedirs=[str(Path(folder).parent)],
            filters={"picture": _picture},
        )
        exporter.template  # noqa: B018 - read while the folder is there for certain
    return exporter


@cache
def _css() -> str:
    return (files("fivelayer.reports") / "page" / "page.css").read_text(encoding="utf-8")


def _picture(svg: str) -> str:
    """An SVG as a picture inside the page: nothing in it can run, and no names collide."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode("ascii")
