"""The charts' fonts draw every character that the kit itself writes, without a missing glyph."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import matplotlib.pyplot as plt
import pytest
from fontTools.ttLib import TTFont
from matplotlib import font_manager

WEIGHTS = ("Regular", "Bold")


def font(root: Path, weight: str) -> Path:
    """Path of one of the two fonts."""
    return root / "fivelayer" / "fonts" / f"FivelayerSansSC-{weight}.otf"


def written(root: Path) -> dict[str, Path]:
    """Each visible character of the catalogues and open cases, and a file where it stands."""
    files = [*root.glob("fivelayer/locale/*/*.toml"), *root.glob("cases/*/*.yaml")]
    return {
        character: file
        for file in files
        for character in file.read_text("utf-8")
        if unicodedata.category(character)[0] != "C" and character not in "\n\t"
    }


@pytest.mark.parametrize("weight", WEIGHTS)
def test_every_character_of_the_texts_has_a_glyph(root: Path, weight: str) -> None:
    drawn = TTFont(font(root, weight)).getBestCmap()
    missing = {
        f"{character} U+{ord(character):04X} in {file.name}"
        for character, file in written(root).items()
        if ord(character) not in drawn
    }
    assert missing == set()


@pytest.mark.parametrize("weight", WEIGHTS)
def test_matplotlib_finds_each_weight_and_draws_chinese(
    root: Path, weight: str, tmp_path: Path
) -> None:
    font_manager.fontManager.addfont(font(root, weight))
    figure, axes = plt.subplots()
    axes.set_title(
        "客户五层结构模型:壁垒层 − −2 → ● ✓", family="Fivelayer Sans SC", weight=weight.lower()
    )
    figure.savefig(tmp_path / "chart.png")  # a missing glyph warns, and a warning fails the test
    plt.close(figure)
    found = font_manager.findfont(
        font_manager.FontProperties(family="Fivelayer Sans SC", weight=weight.lower())
    )
    assert Path(found).stem.endswith(weight)


def test_the_fonts_are_small(root: Path) -> None:
    assert sum(font(root, weight).stat().st_size for weight in WEIGHTS) < 5_000_000
