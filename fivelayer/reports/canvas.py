"""The canvas of a chart: a sheet measured in points, the kit's colours and type, SVG out."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import matplotlib
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from fivelayer.reports import lettering

Align = Literal["left", "center", "right"]

WIDTH: Final = 510.0
"""Points: the width between the margins of an A4 page."""
MARGIN: Final = 2.0

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

TITLE_SIZE: Final = 12.0
SIZE: Final = 9.0
SMALL: Final = 8.0

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
    styled: Callable[..., Figure] = matplotlib.rc_context(_STYLE)(chart)
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
    note: str
    y: float = field(init=False, default=0.0)
    """Where the next thing may be drawn."""

    def __post_init__(self) -> None:
        self.figure = Figure()
        self._axes = self.figure.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()
        self.figure.set_label(lettering.drawable(self.title))
        room = WIDTH - 2 * MARGIN
        self.y = 14.0
        self.y += self.paragraph(MARGIN, self.y, self.title, room, TITLE_SIZE, bold=True)
        self.y += 1.0
        self.y += self.paragraph(MARGIN, self.y, self.note, room, SMALL, colour=GREY)
        self.y += 6.0

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float = SIZE,
        *,
        colour: str = INK,
        bold: bool = False,
        align: Align = "left",
    ) -> None:
        """One line of text on the baseline `y`."""
        weight = "bold" if bold else "normal"
        style: dict[str, Any] = {"color": colour, "fontsize": size, "fontweight": weight}
        self._axes.text(x, y, lettering.drawable(words), ha=align, va="baseline", **style)

    def paragraph(
        self,
        x: float,
        y: float,
        words: str,
        room: float,
        size: float = SIZE,
        *,
        colour: str = INK,
        bold: bool = False,
        align: Align = "left",
        most: int = 4,
    ) -> float:
        """Text broken into lines of `room` points, the first on the baseline `y`; its height."""
        broken = lettering.lines(words, room, size, bold=bold, most=most)
        for number, line in enumerate(broken):
            at = y + number * size * 1.35
            self.text(x, at, line, size, colour=colour, bold=bold, align=align)
        return len(broken) * size * 1.35

    def line(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
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
        x: float,
        y: float,
        size: tuple[float, float],
        *,
        fill: str = "none",
        edge: str = "none",
        dashed: bool = False,
    ) -> None:
        """A rectangle with its top left corner at `x`, `y`."""
        style: dict[str, Any] = {"facecolor": fill, "edgecolor": edge, "linewidth": 0.8}
        if dashed:
            style["linestyle"] = (0, (2.5, 2))
        self._axes.add_patch(Rectangle((x, y), *size, **style))

    def mark(
        self, x: float, y: float, shape: str, colour: str, *, size: float = 7.0, open_: bool = False
    ) -> None:
        """A marker of `size` points; an open one has a white inside."""
        style: dict[str, Any] = {"markeredgecolor": colour, "markeredgewidth": 1.3}
        style["markerfacecolor"] = "white" if open_ else colour
        self._axes.plot([x], [y], shape, markersize=size, linestyle="none", **style)

    def empty(self, words: str) -> Figure:
        """A sheet that says why there is nothing to draw."""
        top = self.y
        self.box(MARGIN, top, (WIDTH - 2 * MARGIN, 44), fill=PAPER)
        self.text(WIDTH / 2, top + 25, words, colour=GREY, align="center")
        self.y = top + 44
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
    with matplotlib.rc_context(_STYLE):
        figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None})
    return written.getvalue()
