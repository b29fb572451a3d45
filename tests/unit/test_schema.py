"""The committed JSON schemas say what the code says."""

from __future__ import annotations

import json

from fivelayer import schema


def test_the_files_are_in_step_with_the_types() -> None:
    for name, content in schema.schemas().items():
        committed = (schema.FOLDER / name).read_text(encoding="utf-8")
        assert committed == content, f"{name}: run `python -m fivelayer.schema` and read the change"


def test_all_eight_parts_and_the_version_are_in_the_plans_schema() -> None:
    plan = json.loads((schema.FOLDER / "plan.schema.json").read_text(encoding="utf-8"))
    assert list(plan["properties"]) == [
        "schema_version", "information", "barriers", "business", "relationship", "interest",
        "management", "team", "fit",
    ]  # fmt: skip
    assert plan["additionalProperties"] is False


def test_the_records_schema_forbids_what_it_does_not_know() -> None:
    record = json.loads((schema.FOLDER / "record.schema.json").read_text(encoding="utf-8"))
    assert record["additionalProperties"] is False
    assert {"identity", "time", "device", "language"} <= set(record["required"])
