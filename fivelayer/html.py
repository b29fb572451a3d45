"""Pages of HTML: templates in which everything is escaped, and the files that go into them."""

from __future__ import annotations

import base64
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from fivelayer.messages import Language

if TYPE_CHECKING:
    from jinja2 import Environment, Template

LANG: Final[dict[Language, str]] = {"en": "en", "zh": "zh-Hans"}
"""What a page says its language is."""


def template(name: str) -> Template:
    """A page's template by its place in the package; it fails where a name in it is unknown.

    Raises:
        jinja2.TemplateNotFound: there is none.

    >>> template("workshop/page.html.j2").name
    'workshop/page.html.j2'
    """
    return _environment().get_template(name)


@cache
def asset(name: str) -> str:
    """The text of a file of the package, say a style sheet, by its place in it.

    >>> asset("marking/page/feedback.css").count("{") > 10
    True
    """
    return files("fivelayer").joinpath(*name.split("/")).read_text(encoding="utf-8")


def picture(svg: str) -> str:
    """An SVG as a picture inside the page: nothing in it can run, and no names collide.

    >>> picture("<svg/>")
    'data:image/svg+xml;base64,PHN2Zy8+'
    """
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode("ascii")


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("fivelayer", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
