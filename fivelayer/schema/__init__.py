"""JSON schemas of the plan and of the record, for programs that read them without this package.

The files beside this one are made by `python -m fivelayer.schema` and committed; a test holds them in step.
"""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import BaseModel

from fivelayer.model import AccountPlan
from fivelayer.record import Record

FOLDER = Path(__file__).parent


def schemas() -> dict[str, str]:
    """The schema files by name, as they must be."""
    models: dict[str, type[BaseModel]] = {"plan": AccountPlan, "record": Record}
    return {
        f"{name}.schema.json": json.dumps(model.model_json_schema(), indent=1, ensure_ascii=False)
        + "\n"
        for name, model in models.items()
    }


def write() -> None:
    """Write the schema files again."""
    for name, content in schemas().items():
        (FOLDER / name).write_text(content, encoding="utf-8", newline="\n")
