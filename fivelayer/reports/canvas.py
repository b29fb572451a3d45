"""The canvas of a chart: a sheet measured in points, the kit's colours and type, SVG out."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, Literal, NamedTuple

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from fivelayer.reports import lettering

Align = Literal["left", "center", "right"]
Fill = Literal["full", "half", "none"]
Point = tuple[float, float]

WIDTH: Final = 510.0
"""Points: the width between the margins of an A4 page."""
MARGIN: Final = 2.0
LEADING: Final = 1.35
"""From one baseline to the next, in sizes of the letters."""

# Okabe and Ito's colours, told apart by people with any colour vision, and by lightness in print.
BLUE: Final = "#0072B2"
ORANGE: Final = "#E69F00"
GREEN: Final = "#009E73"
VERMILION: Final = "#D55E00"
SKY: Final = "#56B4E9"
PURPLE: Final = "#B0558A"
INK: Final = "#1B2430"
GREY: Final = "#5A6472"
RULE: Final = "#D3D8DF"
PAPER: Final = "#F4F6F8"
PALE_RED: Final = "#F8D9C6"

PARTY_STYLES: Final = ((BLUE, "o"), (VERMILION, "s"), (GREEN, "^"), (PURPLE, "D"), (ORANGE, "v"))
"""Colour and marker of each party: we first, then the rivals; further ones share the last."""


class Type(NamedTuple):
    """A size in points, a weight and a colour of letters."""

    size: float
    colour: str = INK
    bold: bool = False

    def in_(self, colour: str) -> Type:
        """The same in another colour."""
        return self._replace(colour=colour)


TITLE: Final = Type(12.0, bold=True)
BODY: Final = Type(9.0)
STRONG: Final = Type(9.0, bold=True)
NOTE: Final = Type(8.0, GREY)
LABEL: Final = Type(8.0, bold=True)


_STYLE: Final = {
    "font.family": list(lettering.FAMILIES),
    "text.parse_math": False,
    "text.usetex": False,
    "svg.fonttype": "path",
    "svg.hashsalt": "fivelayer",
    "axes.unicode_minus": True,
    "figure.facecolor": "white",
    "path.simplify": False,
    "path.sketch": None,
}


def drawn(chart: Callable[..., Figure]) -> Callable[..., Figure]:
    """Draw a chart in the kit's style, whatever the reader's own matplotlib settings are."""
    lettering.register()
    styled: Callable[..., Figure] = mpl.rc_context(_STYLE)(chart)
    return styled


def party_style(position: int) -> tuple[str, str]:
    """Colour and marker of a party by its place in `Case.parties()`."""
    return PARTY_STYLES[min(position, len(PARTY_STYLES) - 1)]


@dataclass
class Sheet:
    """A sheet of `WIDTH` points; x runs right and y runs down from the top left corner.

    `title` says what the chart shows to be the case, `note` what is drawn and in which unit.
    """

    title: str
    note: str = ""
    y: float = field(init=False, default=0.0)
    """Where the next thing may be drawn."""

    def __post_init__(self) -> None:
        self.figure = Figure()
        self._axes = self.figure.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()
        self.figure.set_label(lettering.drawable(self.title))
        room = WIDTH - 2 * MARGIN
        self.y = 14.0
        self.y += self.paragraph((MARGIN, self.y), self.title, room, TITLE)
        if self.note:
            self.y += 1.0 + self.paragraph((MARGIN, self.y + 1), self.note, room, NOTE)
        self.y += 6.0

    def text(
        self,
        at: Point,
        words: str,
        type_: Type = BODY,
        *,
        align: Align = "left",
        halo: bool = False,
    ) -> None:
        """One line of text on its baseline; a halo keeps it readable across lines."""
        style: dict[str, Any] = {"color": type_.colour, "fontsize": type_.size}
        style["fontweight"] = "bold" if type_.bold else "normal"
        shown = lettering.drawable(words)
        if halo:
            self._blank(at, lettering.width(shown, type_.size, bold=type_.bold), type_.size, align)
        self._axes.text(*at, shown, ha=align, va="baseline", **style)

    def _blank(self, at: Point, long: float, size: float, align: Align) -> None:
        """White paper under a line of text; drawn above the lines there."""
        left = at[0] - long * {"left": 0.0, "center": 0.5, "right": 1.0}[align]
        ground = Rectangle((left - 2, at[1] - size), long + 4, size * 1.3, facecolor="white")
        ground.set_zorder(2.5)
        self._axes.add_patch(ground)

    def paragraph(
        self,
        at: Point,
        words: str,
        room: float,
        type_: Type = BODY,
        *,
        align: Align = "left",
        most: int = 4,
    ) -> float:
        """Text broken into lines of `room` points, the first on the baseline given; its height."""
        broken = lettering.lines(words, room, type_.size, bold=type_.bold, most=most)
        for number, line in enumerate(broken):
            self.text((at[0], at[1] + number * type_.size * LEADING), line, type_, align=align)
        return len(broken) * type_.size * LEADING

    def line(
        self,
        start: Point,
        end: Point,
        *,
        colour: str = RULE,
        thick: float = 0.8,
        dashed: bool = False,
    ) -> None:
        """A straight line."""
        style: dict[str, Any] = {"color": colour, "linewidth": thick, "solid_capstyle": "butt"}
        if dashed:
            style["dashes"] = (3, 2.2)
        self._axes.plot((start[0], end[0]), (start[1], end[1]), **style)

    def box(
        self,
        at: Point,
        size: Point,
        *,
        fill: str = "none",
        edge: str = "none",
        dashed: bool = False,
    ) -> None:
        """A rectangle by its top left corner, width and height."""
        style: dict[str, Any] = {"facecolor": fill, "edgecolor": edge, "linewidth": 0.8}
        if dashed:
            style["linestyle"] = (0, (2.5, 2))
        self._axes.add_patch(Rectangle(at, *size, **style))

    def mark(
        self, at: Point, shape: str, colour: str, *, size: float = 7.0, fill: Fill = "full"
    ) -> None:
        """A marker of `size` points; where it is not filled it is white."""
        style: dict[str, Any] = {"markeredgecolor": colour, "markeredgewidth": 1.3}
        style["markerfacecolor"], style["markerfacecoloralt"] = colour, "white"
        if fill == "none":
            style["markerfacecolor"] = "white"
        style["fillstyle"] = "bottom" if fill == "half" else "full"
        self._axes.plot([at[0]], [at[1]], shape, markersize=size, linestyle="none", **style)

    def empty(self, words: str) -> Figure:
        """A sheet that says why there is nothing to draw."""
        top = self.y - 4
        self.box((MARGIN, top), (WIDTH - 2 * MARGIN, 34), fill=PAPER)
        self.text((MARGIN + 12, top + 20.5), words, BODY.in_(GREY))
        self.y = top + 34
        return self.done()

    def done(self) -> Figure:
        """The figure, as high as what was drawn."""
        height = self.y + 6.0
        self.figure.set_size_inches(WIDTH / 72, height / 72)
        self._axes.set_xlim(0, WIDTH)
        self._axes.set_ylim(height, 0)
        return self.figure


def title(figure: Figure) -> str:
    """The finding that a chart's title states."""
    return str(figure.get_label())


def svg(figure: Figure) -> str:
    """A chart as SVG text, the same for the same data: no date, letters as outlines."""
    written = io.StringIO()
    with mpl.rc_context(_STYLE):
        figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None})
    return written.getvalue()


def warm() -> None:
    """Draw something once, so that fonts and styles are read before the charts that count."""
    svg(drawn(lambda: Sheet("Warm 青岚 12 %", "note 说明").empty("0123456789 壁垒"))())
