"""The guide's table of fields, written from the plan itself: `python -m fivelayer.authoring.reference`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from fivelayer import labels
from fivelayer.authoring.sorts import Field, all_fields
from fivelayer.choices import Step
from fivelayer.messages import Language, text
from fivelayer.units import Unit

GUIDES: Final[dict[Language, str]] = {
    "en": "docs/writing-a-case.md",
    "zh": "docs/zh/writing-a-case.md",
}
BEGIN: Final = "<!-- fields: begin -->"
END: Final = "<!-- fields: end -->"


def table(language: Language) -> str:
    """Every field that a criterion may ask about: its path, its name in the form, what it takes."""
    heading = [text(f"case.fields.{column}", language) for column in ("path", "name", "takes")]
    rows = [heading, ["---"] * 3, *_rows(language)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def written(guide: str, language: Language) -> str:
    """A guide's text with its table as it should be.

    Raises:
        ValueError: the marks around the table are missing.
    """
    before, rest = guide.split(BEGIN)
    after = rest.split(END)[1]
    return f"{before}{BEGIN}\n\n{table(language)}\n\n{END}{after}"


def _rows(language: Language) -> Iterator[list[str]]:
    first = f"business.ladder.{Step.PRESENT_STATE.value}."
    fields = all_fields()
    for path, field in fields.items():
        group, _, name = path.rpartition(".")
        another_step = path.startswith("business.ladder.") and not path.startswith(first)
        of_quantity = name in {"value", "unit"} and fields[group].sort == "quantity"
        if (
            another_step
            or of_quantity
            or (field.sort in {"group", "lines"} and name not in {"support", "contacts"})
        ):
            continue
        shown = path.replace(first, "business.ladder.<step>.")
        label = text(labels.field_key(_labelled(path)), language)
        yield [f"`{shown}`", label, _takes(path, field, language)]


def _labelled(path: str) -> str:
    """A path as labels are looked up: with a row's id inside a table."""
    table = next((table for table in labels.tables() if path.startswith(f"{table}.")), "")
    return f"{table}.x{path.removeprefix(table)}" if table else path


def _takes(path: str, field: Field, language: Language) -> str:
    name = path.rpartition(".")[2]
    if name in {"support", "for_whom", "against", "contacts"}:
        return text(f"case.fields.{name}", language)
    if field.sort == "choice":
        return ", ".join(f"`{choice}`" for choice in field.choices)
    return text(f"case.fields.{field.sort}", language)


def units() -> str:
    """All units, as the guide lists them."""
    return ", ".join(f"`{unit.value}`" for unit in Unit)


if __name__ == "__main__":
    for spoken, name in GUIDES.items():
        guide = Path(name)
        guide.write_text(written(guide.read_text(encoding="utf-8"), spoken), encoding="utf-8")
