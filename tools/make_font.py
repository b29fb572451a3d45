"""Cut the charts' fonts out of Noto Sans CJK: Chinese, Latin and a chart's symbols.

Run by `make font`; needs Debian's package fonts-noto-cjk and the development environment. What it
makes is committed, so nobody needs to run it to use or to test the kit. The fonts keep their own
licence (fivelayer/fonts/OFL.txt). They carry a name of their own, because a subset is a modified
version, and because a complete Noto installed beside it must never be taken for it.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

FAMILY = "Fivelayer Sans SC"
FACE = "Noto Sans CJK SC"
WEIGHTS = ("Regular", "Bold")
SOURCE = Path("/usr/share/fonts/opentype/noto")
TARGET = Path(__file__).parents[1] / "fivelayer" / "fonts"

# First and last code point of each block that is taken whole, as far as the source has it.
BLOCKS = (
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x017F),  # Latin-1 and Latin Extended-A
    (0x01CD, 0x01DC),  # pinyin vowels
    (0x0391, 0x03C9),  # Greek
    (0x2010, 0x2027),  # dashes, quotation marks, bullets, ellipsis
    (0x2030, 0x203B),  # per mille, primes, reference mark
    (0x20AC, 0x20AC),  # euro
    (0x2103, 0x2122),  # degrees, numero, trade mark
    (0x2150, 0x217F),  # fractions, Roman numerals
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # mathematics; minus and comparison above all
    (0x2460, 0x249B),  # numbers in circles
    (0x2500, 0x25FF),  # lines, blocks, geometric shapes
    (0x2605, 0x2606),  # stars
    (0x2713, 0x2713),  # tick; the source has no cross to go with it: draw U+00D7
    (0x3000, 0x3017),  # Chinese punctuation
    (0xFE30, 0xFE4F),  # vertical punctuation
    (0xFF01, 0xFF5E),  # full-width forms
    (0xFFE0, 0xFFE6),  # full-width currency
)


def characters() -> set[int]:
    """Code points of GB 2312, of Big5's everyday characters and of the blocks above.

    Simplified Chinese is what the kit writes; Traditional is what some people type.
    """
    wanted = {code for first, last in BLOCKS for code in range(first, last + 1)}
    for charset, rows in (("gb2312", range(0xA1, 0xF8)), ("big5", range(0xA4, 0xC7))):
        for row in rows:
            for column in range(0x40, 0xFF):
                wanted.update(map(ord, bytes((row, column)).decode(charset, errors="ignore")))
    return wanted


def face(weight: str, source: Path = SOURCE) -> TTFont:
    """The Simplified Chinese face out of the collection that holds all five regions."""
    collection = TTCollection(source / f"NotoSansCJK-{weight}.ttc", lazy=True)
    for font in collection.fonts:
        if font["name"].getDebugName(1).startswith(FACE):
            return font
    raise LookupError(f"NotoSansCJK-{weight}.ttc in {source} holds no face called {FACE!r}")


def cut(font: TTFont) -> None:
    """Leave only the wanted glyphs, without the hinting and layout tables charts never use."""
    options = subset.Options()
    options.hinting = False
    options.layout_features = []
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.drop_tables += ["BASE", "GDEF", "GPOS", "GSUB", "VORG", "vhea", "vmtx"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters())
    cutter.subset(font)


def rename(font: TTFont, weight: str) -> None:
    """Give the font the family name that the charts ask for."""
    names = {
        1: FAMILY,
        2: weight,
        3: f"{FAMILY} {weight}",
        4: f"{FAMILY} {weight}",
        6: f"{FAMILY} {weight}".replace(" ", ""),
    }
    for record in list(font["name"].names):
        if record.nameID in names and record.langID != 0x409:
            font["name"].removeNames(
                record.nameID, record.platformID, record.platEncID, record.langID
            )
    for number, text in names.items():
        font["name"].setName(text, number, 3, 1, 0x409)
    compact = font["CFF "].cff
    compact.fontNames = [names[6]]
    compact.topDictIndex[0].FamilyName = FAMILY
    compact.topDictIndex[0].FullName = names[4]


def main() -> None:
    """Write both weights and say how large each became."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--source", type=Path, default=SOURCE, help="folder of the .ttc files")
    source = arguments.parse_args().source
    TARGET.mkdir(parents=True, exist_ok=True)
    for weight in WEIGHTS:
        font = face(weight, source)
        cut(font)
        rename(font, weight)
        font.recalcTimestamp = False  # the same input gives the same bytes
        target = TARGET / f"FivelayerSansSC-{weight}.otf"
        font.save(target)
        print(f"{target.name}: {len(font.getGlyphOrder())} glyphs, {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
