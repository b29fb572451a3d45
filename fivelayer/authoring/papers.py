"""The dossier's checks: every document in both languages, block by block, number by number."""

from __future__ import annotations

import bisect
from pathlib import Path
from typing import Any

from fivelayer import dossier
from fivelayer.authoring import figures, identifiers
from fivelayer.authoring.partial import TODO, Partial
from fivelayer.cases import CaseFile, DocumentEntry
from fivelayer.dossier import Block
from fivelayer.messages import LANGUAGES, Language
from fivelayer.problems import Problem, Problems, read_text
from fivelayer.schema_errors import shown
from fivelayer.strict_yaml import Loc


class Papers:
    """The documents of a case that can be read, in both languages, and what is wrong with them."""

    def __init__(self, folder: Path, case: Partial[CaseFile]) -> None:
        self.folder = folder
        self.case = case
        self.problems: list[Problem] = []
        self.blocks: dict[tuple[str, Language], tuple[Block, ...]] = {}
        self.entries: dict[str, DocumentEntry] = {}
        self._words: dict[tuple[str, Language], str] = {}
        for loc, entry in case.items("documents"):
            self.entries[entry.id] = entry
            for language in LANGUAGES:
                self._read(loc, entry, language)

    def check(self) -> None:
        """Note every problem of the dossier."""
        for document in self.entries:
            self._same_shape(document)
            for language in LANGUAGES:
                self._each_block(document, language)
        self._unlisted()

    def block(self, line: str, language: Language) -> Block | None:
        """The block that a line such as `D3:12` names, if it is there."""
        document, _, number = line.partition(":")
        blocks = self.blocks.get((document, language), ())
        return next((block for block in blocks if str(block.number) == number), None)

    def unknown(self, line: str) -> bool:
        """Whether the dossier has no such line; of a document that cannot be read nothing is said."""
        document = line.partition(":")[0]
        if document not in self.case.names("documents.*.id"):
            return True
        there = [language for language in LANGUAGES if (document, language) in self.blocks]
        return any(self.block(line, language) is None for language in there)

    def length(self, document: str) -> int:
        """The number of blocks of a document."""
        return max(len(self.blocks.get((document, language), ())) for language in LANGUAGES)

    def total(self) -> int:
        """The number of blocks of the whole dossier."""
        return sum(map(self.length, self.entries))

    def _read(self, loc: Loc, entry: DocumentEntry, language: Language) -> None:
        path = self.folder / "dossier" / language / entry.file
        file = f"{self.folder.name}/dossier/{language}/{entry.file}"
        try:
            words = read_text(path, file)
        except Problems as fault:
            found = fault.problems[0]
            listed = f"{self.case.name}:{self.case.source.line_of((*loc, 'file'))}"
            code = "document_missing" if found.code == "file_missing" else found.code
            params = {**found.params, "listed": listed}
            self.problems.append(Problem(file, None, entry.id, code, params))
            return
        self._words[entry.id, language] = words
        self.blocks[entry.id, language] = dossier.blocks(words)
        if not self.blocks[entry.id, language]:
            self._say(entry.id, language, 0, "document_empty")

    def _same_shape(self, document: str) -> None:
        """Equal kinds and numbers, up to the first block where the two tellings part."""
        if any((document, language) not in self.blocks for language in LANGUAGES):
            return
        en, zh = self.blocks[document, "en"], self.blocks[document, "zh"]
        for one, other in zip(en, zh, strict=False):
            if one.kind != other.kind:
                terms = {"en": f"case.block.{one.kind}", "zh": f"case.block.{other.kind}"}
                counts = {"count_en": len(en), "count_zh": len(zh)}
                self._say(document, "zh", one.number, "blocks_differ", params=counts, terms=terms)
                return
            self._same_content(document, one, other)
        if len(en) != len(zh):
            params = {"en": len(en), "zh": len(zh)}
            self._say(document, "zh", min(len(en), len(zh)), "blocks_count", params=params)

    def _same_content(self, document: str, one: Block, other: Block) -> None:
        row = one.kind == "row"
        if row and len(one.cells) != len(other.cells):
            cells = {"en": len(one.cells), "zh": len(other.cells)}
            self._say(document, "zh", one.number, "cells_differ", params=cells)
        only_en, only_zh = figures.differing(one.text, other.text, row)
        if only_en or only_zh:
            listed = {"en": ", ".join(only_en) or "–", "zh": ", ".join(only_zh) or "–"}
            given = shown(other.text)
            self._say(document, "zh", one.number, "numbers_differ", params=listed, given=given)

    def _each_block(self, document: str, language: Language) -> None:
        for block in self.blocks.get((document, language), ()):
            for given, code in identifiers.real_looking(block.text):
                self._say(document, language, block.number, code, given=given)
            if any(mark in block.text for mark in TODO):
                todo = {"given": shown(block.text), "remark": True}
                self._say(document, language, block.number, "todo", **todo)

    def _unlisted(self) -> None:
        listed = {entry.file for entry in self.entries.values()}
        if len(listed) < len(self.case.at("documents.*.id")):
            return  # an entry that cannot be read may name the file
        for language in LANGUAGES:
            for path in sorted((self.folder / "dossier" / language).glob("*.md")):
                if path.name not in listed:
                    name = f"{self.folder.name}/dossier/{language}/{path.name}"
                    self.problems.append(Problem(name, None, "", "document_unlisted"))

    def _say(self, document: str, language: Language, block: int, code: str, **more: Any) -> None:
        file = f"{self.folder.name}/dossier/{language}/{self.entries[document].file}"
        line = line_of(self._words[document, language], block)
        path = f"{document}:{block}" if block else document
        self.problems.append(Problem(file, line, path, code, **more))


def line_of(words: str, block: int) -> int | None:
    """The line of a document's text on which a block begins; found by halves, as documents may be long."""

    def begun(line: int) -> int:
        return len(dossier.blocks("\n".join(lines[:line])))

    lines = words.splitlines()
    if not 0 < block <= begun(len(lines)):
        return None
    return bisect.bisect_left(range(len(lines)), block, key=begun)
