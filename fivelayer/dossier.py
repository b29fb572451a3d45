"""The dossier of a case: documents of numbered, citable blocks, read from a small part of Markdown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

BlockKind = Literal["heading", "subheading", "paragraph", "item", "row"]


@dataclass(frozen=True)
class Block:
    """One numbered block: heading, paragraph, list item or table row."""

    number: int
    kind: BlockKind
    text: str
    """The words; a table row's cells are parted by tabs. `**bold**` is left as it is."""

    @property
    def cells(self) -> tuple[str, ...]:
        """A row's cells."""
        return tuple(self.text.split("\t"))


@dataclass(frozen=True)
class Document:
    """One document of a dossier in one language."""

    id: str
    title: str
    kind: str
    date: str
    blocks: tuple[Block, ...]

    def line(self, number: int) -> str:
        """How block `number` is cited: `D3:12`."""
        return f"{self.id}:{number}"


_SEPARATOR: Final = re.compile(r"\|?[\s:|-]*-[\s:|-]*")
_HEADING: Final = re.compile(r"(#{1,3})\s+(.*)")
_ITEM: Final = re.compile(r"(?:[-*]|\d{1,2}[.)])\s+(.*)")


def blocks(markdown: str) -> tuple[Block, ...]:
    r"""Read the blocks of a document; lines of one paragraph are joined.

    >>> [(b.number, b.kind, b.text) for b in blocks("# Notice\n\nOne\ntwo.\n\n| a | b |\n|---|---|\n| 1 | 2 |")]
    [(1, 'heading', 'Notice'), (2, 'paragraph', 'One two.'), (3, 'row', 'a\tb'), (4, 'row', '1\t2')]
    """
    found: list[tuple[BlockKind, str]] = []
    before: BlockKind | None = None
    head = False
    for raw in markdown.splitlines():
        line = raw.strip()
        if head and _SEPARATOR.fullmatch(line):
            head = False
            continue
        block = _block(line)
        kind = block[0] if block else None
        if block and kind == before == "paragraph":
            found[-1] = ("paragraph", _joined(found[-1][1], line))
        elif block:
            found.append(block)
        head = kind == "row" != before
        before = kind
    return tuple(Block(n, kind, words) for n, (kind, words) in enumerate(found, start=1))


def _block(line: str) -> tuple[BlockKind, str] | None:
    if not line:
        return None
    if match := _HEADING.fullmatch(line):
        return ("heading" if len(match[1]) == 1 else "subheading"), match[2].strip()
    if match := _ITEM.fullmatch(line):
        return "item", match[1].strip()
    if line.startswith("|"):
        return "row", "\t".join(cell.strip() for cell in line.strip("|").split("|"))
    return "paragraph", line


def _joined(first: str, second: str) -> str:
    # Chinese has no space between the lines of a paragraph.
    between = "" if ord(first[-1]) > 0x2E7F or ord(second[0]) > 0x2E7F else " "
    return f"{first}{between}{second}"
