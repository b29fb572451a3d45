"""Rulings: wordings that a manager accepted while marking; data beside the key, added to it when loaded."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from fivelayer import strict_yaml
from fivelayer.key import Concept, Id, Key, RowMatch, Strict
from fivelayer.messages import Language

FILE: Final = "rulings.yaml"
"""Its name in a case's folder."""
BESIDE: Final = "rulings"
"""The folder beside the marks for rulings on cases whose own folder cannot be written."""
MOST: Final = 500
"""Rulings of a case; whoever needs more should write a better key."""
LONGEST: Final = 120
"""Characters of a wording."""
_PARTS, _ALTERNATIVES = 4, 6
_CJK: Final = re.compile(r"[\u3400-\u9fff]")
_HEAD: Final = """\
# Wordings that managers accepted while marking. Each adds to the key and counts in its version.
schema_version: 1
case: {case}
rulings:
"""


def fault(wording: str, language: Language) -> str:
    """Why a wording cannot be accepted, as a code; nothing where it can.

    Part by part as in a key: ` + ` joins what must stand together, `/` parts alternatives. A single
    Chinese character or two letters would be found everywhere.

    >>> fault("hand the papers in + list closes", "en"), fault("窗", "zh"), fault("the", "en")
    ('', 'ruling_short', 'ruling_short')
    """
    if len(wording) > LONGEST:
        return "ruling_long"
    if plain(wording, LONGEST) != wording:
        return "ruling_characters"
    parts = [part.split("/") for part in wording.split(" + ")]
    if len(parts) > _PARTS or any(len(part) > _ALTERNATIVES for part in parts):
        return "ruling_many"
    pieces = [piece for part in parts for piece in part]
    if is_chinese(wording) != (language == "zh"):
        return "ruling_language"
    return "" if all(_says_enough(piece) for piece in pieces) else "ruling_short"


def is_chinese(words: str) -> bool:
    """Whether there are Chinese characters in a text."""
    return bool(_CJK.search(words))


def _says_enough(piece: str) -> bool:
    """Two Chinese characters, a figure, or four letters."""
    letters = sum(char.isalpha() for char in piece)
    return len(_CJK.findall(piece)) >= 2 or letters >= 4 or bool(re.search(r"\d", piece))


def _one_line(words: str) -> str:
    if plain(words, len(words)) != words:
        raise PydanticCustomError("ruling_characters", "plain text on one line")
    return words


Plain = Annotated[str, Field(min_length=1), AfterValidator(_one_line)]


class Ruling(Strict):
    """One accepted wording: of an idea (`concept`), or one more name of a row (`row`)."""

    id: Annotated[str, Field(pattern=r"^r[1-9][0-9]{0,3}$")]
    concept: Id | None = None
    row: Id | None = None
    language: Language
    wording: Plain
    criterion: Id
    """The criterion that was being marked."""
    answer: Annotated[Plain, Field(max_length=300)]
    """The trainee's words, without their name."""
    submission: str = Field(default="", pattern=r"^[0-9a-f]{0,64}$")
    """Digest of the file it came from, as far as it is needed to find it."""
    by: Annotated[Plain, Field(max_length=80)]
    at: str = Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
    why: Annotated[Plain, Field(max_length=300)]

    @model_validator(mode="after")
    def _one_target(self) -> Self:
        if (self.concept is None) == (self.row is None):
            raise PydanticCustomError("ruling_target", "either an idea or a row")
        if code := fault(self.wording, self.language):
            raise PydanticCustomError(code, "no wording that can be accepted")
        return self


class Rulings(Strict):
    """A case's `rulings.yaml`."""

    schema_version: Literal[1]
    case: Id
    rulings: tuple[Ruling, ...] = Field(max_length=MOST)


def read(path: Path, name: str = "") -> Rulings | None:
    """The rulings in a file; None where there is none.

    Raises:
        Problems: every problem of the file.
    """
    if not path.exists():
        return None
    return strict_yaml.typed(strict_yaml.read(path, name or path.name), Rulings)


def applied(key: Key, rulings: Iterable[Ruling]) -> Key:
    """A key with the rulings' wordings; they count in its version: `1.2.0+3.5f0c71a2`.

    A ruling on what the key no longer has does nothing; `case check` tells of it.
    """
    concepts = {each.id: each for each in key.concepts}
    rows = {each.id: each for each in key.rows}
    used = []
    for each in rulings:
        if each.concept in concepts:
            concepts[each.concept] = _worded(concepts[each.concept], each)
        elif each.row in rows and rows[each.row].names:
            rows[each.row] = _named(rows[each.row], each)
        else:
            continue
        used.append((each.concept, each.row, each.language, each.wording))
    if not used:
        return key
    digest = hashlib.sha256(json.dumps(sorted(map(str, used))).encode()).hexdigest()[:8]
    return key.model_copy(
        update={
            "concepts": tuple(concepts.values()),
            "rows": tuple(rows.values()),
            "version": f"{key.version}+{len(used)}.{digest}",
        }
    )


def text(ruling: Ruling) -> str:
    """A ruling as it stands in the file: every text quoted, so that nothing in it is YAML."""
    given = ruling.model_dump(exclude_none=True, exclude_defaults=True)
    bare = ("id", "concept", "row", "language", "criterion")
    lines = [
        f"{name}: {value if name in bare else json.dumps(value, ensure_ascii=False)}"
        for name, value in given.items()
    ]
    return "".join(f"  {'- ' if not n else '  '}{line}\n" for n, line in enumerate(lines))


def appended(before: str, case: str, ruling: Ruling) -> str:
    """A file's text with one more ruling at its end; what stood there stays as it is.

    Raises:
        Problems: what stood there, or what would stand there then, is no file of rulings.
    """
    start = before or _HEAD.format(case=case)
    start = re.sub(r"(?m)^rulings:[ \t]*\[\][ \t]*$", "rulings:", start)
    after = f"{start}{'' if start.endswith(chr(10)) else chr(10)}{text(ruling)}"
    strict_yaml.typed(strict_yaml.parse(after, FILE), Rulings)
    return after


def next_id(rulings: Sequence[Ruling]) -> str:
    """The id that the next ruling gets; ids are never used again."""
    return f"r{max((int(each.id[1:]) for each in rulings), default=0) + 1}"


def plain(words: str, longest: int = 300) -> str:
    r"""Any text on one line, without control or invisible characters, not longer than asked for.

    >>> plain("in the\n window\u202e ")
    'in the window'
    """
    kept = (" " if unicodedata.category(c)[0] in "CZ" else c for c in words)
    return " ".join("".join(kept).split())[:longest].strip()


def _worded(concept: Concept, ruling: Ruling) -> Concept:
    there: tuple[str, ...] = getattr(concept, ruling.language)
    return concept.model_copy(update={ruling.language: _with(there, ruling.wording)})


def _named(row: RowMatch, ruling: Ruling) -> RowMatch:
    return row.model_copy(update={"names": _with(row.names, ruling.wording)})


def _with(there: tuple[str, ...], wording: str) -> tuple[Any, ...]:
    return tuple(dict.fromkeys((*there, wording)))
