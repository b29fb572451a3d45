"""Text on charts: which characters the fonts have, how wide a text is, and where its lines break."""

from __future__ import annotations

import os
import unicodedata
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Final

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.ft2font import FT2Font, LoadFlags

FAMILIES: Final = ("Fivelayer Sans SC", "DejaVu Sans")
"""The kit's font, then the one that comes with matplotlib, for scripts that the kit's lacks."""
NO_GLYPH: Final = "□"
# Punctuation that may not open a line, and punctuation that may not end one.
_NOT_FIRST: Final = frozenset("，。、；：！？）》」』〉】”’…,.;:!?)]}%％·")
_NOT_LAST: Final = frozenset("（《「『〈【“‘([{¥￥")


def font_files() -> tuple[Path, ...]:
    """The files of all fonts used, regular and bold of the kit's family first."""
    folder = files("fivelayer") / "fonts"
    own = [folder / f"FivelayerSansSC-{weight}.otf" for weight in ("Regular", "Bold")]
    with as_file(own[0]) as regular, as_file(own[1]) as bold:
        kit = (Path(regular), Path(bold))
    came_along = Path(mpl.get_data_path()) / "fonts" / "ttf"
    return (*kit, came_along / "DejaVuSans.ttf", came_along / "DejaVuSans-Bold.ttf")


@cache
def register() -> None:
    """Make the kit's fonts known to matplotlib, once."""
    for path in font_files()[:2]:
        font_manager.fontManager.addfont(path)


@cache
def _glyphs() -> frozenset[int]:
    regular, bold, other, other_bold = (frozenset(FT2Font(f).get_charmap()) for f in font_files())
    return (regular & bold) | (other & other_bold)


def drawable(words: str) -> str:
    r"""One line of text that the fonts can draw: what they cannot shows as □, never as nothing.

    >>> drawable("Team 🦄️ \u202eeman\n two"), drawable("青岚 & Söhne")
    ('Team □ eman two', '青岚 & Söhne')
    """
    shown = "".join(_drawable(char) for char in unicodedata.normalize("NFC", words))
    return " ".join(shown.split())


def _drawable(char: str) -> str:
    kind = unicodedata.category(char)
    if char.isspace() or kind == "Cc":
        return " "
    if kind in ("Cf", "Mn", "Me") or ord(char) in _JOINED:
        return ""
    return char if ord(char) in _glyphs() else NO_GLYPH


# Variation selectors and skin tones belong to the character before them.
_JOINED: Final = frozenset((*range(0xFE00, 0xFE10), *range(0x1F3FB, 0x1F400)))


@cache
def _face(bold: bool) -> FT2Font:
    face = FT2Font(font_files()[1 if bold else 0])
    face.set_size(100, 72)
    return face


# An open font reads its file as it goes; two processes must not read at one another's place.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_face.cache_clear)


@cache
def _advance(char: str, bold: bool) -> float:
    """Width of one character as a share of the font's size."""
    face = _face(bold)
    if not face.get_char_index(ord(char)):
        return 1.0
    return float(face.load_char(ord(char), LoadFlags.NO_HINTING).linearHoriAdvance) / 6_553_600


def width(words: str, size: float, *, bold: bool = False) -> float:
    """Width in points of one line of drawable text."""
    return size * sum(_advance(char, bold) for char in words)


def lines(words: str, room: float, size: float, *, bold: bool = False, most: int = 3) -> list[str]:
    """Break a text into at most `most` lines of `room` points; what is left out ends in dots.

    >>> lines("one two", 1000, 9)
    ['one two']
    """
    rest = drawable(words)
    broken: list[str] = []
    while rest and len(broken) < most:
        end = _fits(rest, room, size, bold)
        broken.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    if rest:
        broken[-1] = _shortened(broken[-1], room, size, bold)
    return broken


def _fits(words: str, room: float, size: float, bold: bool) -> int:
    """How many characters stand on the first line: up to the last place where it may break."""
    used, last = 0.0, 0
    for at, char in enumerate(words):
        used += _advance(char, bold) * size
        if used > room and not char.isspace():
            return last or max(at, 1)
        if _may_break(words, at + 1):
            last = at + 1
    return len(words)


def _may_break(words: str, at: int) -> bool:
    before, after = words[at - 1], words[at : at + 1]
    if before == " ":
        return True
    if after in _NOT_FIRST or before in _NOT_LAST:
        return False
    return _ideograph(before) or (bool(after) and _ideograph(after))


def _ideograph(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF"


def _shortened(line: str, room: float, size: float, bold: bool) -> str:
    # The Chinese font sets `…` at half height, which is right behind Chinese words only.
    left_out = "…" if line and _ideograph(line[-1]) else "..."
    while line and width(line + left_out, size, bold=bold) > room:
        line = line[:-1]
    return line.rstrip() + left_out
