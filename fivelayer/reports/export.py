"""An executed report as one HTML page that asks for nothing outside itself."""

from __future__ import annotations

from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from nbconvert.exporters import TemplateExporter

from fivelayer.html import LANG, asset, picture
from fivelayer.messages import Language


def page(notebook: Any, title: str, language: Language, made_of: str = "") -> str:
    """The page of an executed notebook; code, streams and errors are left out.

    `title` is escaped here; the sections were escaped when they were made. `made_of` stands in the
    head, so that a later run knows the page.
    """
    css = asset("reports/page/page.css")
    about = {"title": title, "lang": LANG[language], "css": css, "made_of": made_of}
    html, _ = _exporter().from_notebook_node(notebook, resources={"page": about})
    return str(html)


def warm() -> None:
    """Make now what all pages share."""
    _exporter()
    asset("reports/page/page.css")


@cache
def _exporter() -> TemplateExporter:
    """One exporter for all pages: making it takes longer than using it."""
    with as_file(files("fivelayer.reports") / "page") as folder:
        exporter = TemplateExporter(
            template_name="page",
            template_file="index.html.j2",
            extra_template_basedirs=[str(Path(folder).parent)],
            filters={"picture": picture},
        )
        exporter.template  # noqa: B018 - read while the folder is there for certain
    return exporter
