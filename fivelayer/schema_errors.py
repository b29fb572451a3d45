"""Pydantic's complaints about a file as problems that an author understands."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator
from typing import Any, Final, Literal, get_args, get_origin

from pydantic import BaseModel, ValidationError

Loc = tuple[int | str, ...]

CODES: Final = {
    "missing": "missing",
    "extra_forbidden": "unknown_key",
    "string_type": "want_text",
    "string_pattern_mismatch": "want_form",
    "string_too_short": "want_filled",
    "string_too_long": "want_shorter",
    "too_long": "want_fewer",
    "too_short": "want_items",
    "literal_error": "want_choice",
    "enum": "want_choice",
    "union_tag_invalid": "want_choice",
    "union_tag_not_found": "want_kind",
    "greater_than_equal": "want_least",
    "greater_than": "want_above",
    "less_than_equal": "want_most",
    "multiple_of": "want_multiple",
    "int_type": "want_whole",
    "int_parsing": "want_whole",
    "int_from_float": "want_whole",
    "float_type": "want_number",
    "float_parsing": "want_number",
    "decimal_type": "want_number",
    "decimal_parsing": "want_number",
    "finite_number": "want_number",
    "bool_type": "want_bool",
    "bool_parsing": "want_bool",
    "model_type": "want_keys",
    "model_attributes_type": "want_keys",
    "dict_type": "want_keys",
    "tuple_type": "want_list",
    "list_type": "want_list",
}
"""Each kind of complaint with the code of its words; others are `want_other`."""

FORMS: Final = {
    r"^[a-z][a-z0-9_.-]{0,59}$": "form_id",
    r"^[a-z][a-z0-9_.]{0,99}$": "form_path",
    r"^D[1-9][0-9]?:[1-9][0-9]{0,2}$": "form_line",
    r"^D[1-9][0-9]?$": "form_document",
    r"^[0-9]{2}-[a-z0-9-]+\.md$": "form_file",
    r"^([a-z0-9-]+\.csv)?$": "form_accounts",
    r"^\d+\.\d+\.\d+$": "form_version",
    r"^\d{4}(-\d{2}(-\d{2})?)?$": "form_day",
    r"^r[1-9][0-9]{0,3}$": "form_ruling",
    r"^[0-9a-f]{0,64}$": "form_digest",
    r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$": "form_moment",
    r"^(S([1-9]|[12][0-9]|3[0-9])|K[123])$": "form_statement",
}
"""Patterns of the schemas, each with the code of the sentence that says what is wanted."""


def explain(
    fault: ValidationError, data: Any, schema: type[BaseModel]
) -> Iterator[tuple[Loc, str, dict[str, Any]]]:
    """Each complaint: its place in the data, its code, and what else a Problem takes."""
    for error in fault.errors(include_url=False):
        if error["type"] == "too_short" and len(error["input"]) >= error["ctx"]["min_length"]:
            continue  # pydantic counts the good items only, and each bad one has its own complaint
        code, more = _explained(error, schema)
        # A missing key's problem stands where the key should be.
        steps = error["loc"][:-1] if code == "missing" else error["loc"]
        yield _place(steps, data), code, more


def shown(given: Any, most: int = 80) -> str:
    """A value as an author sees it in the file, in one line of at most so many characters."""
    words = given if isinstance(given, str) else json.dumps(given, ensure_ascii=False, default=str)
    words = " ".join(words.split())
    return words if len(words) <= most else f"{words[: most - 3]}..."


def children(node: Any) -> dict[Any, Any]:
    """What lies in a map by key, in a list by position; nothing lies in anything else."""
    if isinstance(node, dict):
        return node
    return dict(enumerate(node)) if isinstance(node, list) else {}


def models(annotation: Any) -> list[type[BaseModel]]:
    """Every model inside an annotation."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for inside in get_args(annotation) for model in models(inside)]


def _explained(error: Any, schema: type[BaseModel]) -> tuple[str, dict[str, Any]]:
    """The code of a complaint, and its parameters, the value given and the choices."""
    own = error["type"] if error["type"].startswith(("ruling_", "number_")) else "want_other"
    code = CODES.get(error["type"], own)
    name = str(error["loc"][-1]) if error["loc"] else ""
    limits = {str(n): str(limit) for n, limit in error.get("ctx", {}).items()}
    given = shown(error["input"])
    match code:
        case "missing":
            return code, {"params": {"name": name}}
        case "unknown_key":
            fields = _fields(schema, error["loc"][:-1])
            close = difflib.get_close_matches(name, fields, n=1)
            code = "misspelt_key" if close else code
            return code, {"params": {"name": name, "close": "".join(close)}, "choices": fields}
        case "want_form":
            return FORMS.get(limits["pattern"], "want_other"), {"given": given}
        case "want_choice" | "want_kind":
            given = limits.get("tag", given if code == "want_choice" else "")
            listed = limits.get("expected") or limits.get("expected_tags") or ""
            choices = (choice.strip(" '") for choice in listed.replace(" or ", ",").split(","))
            return code, {"given": given, "choices": tuple(filter(None, choices))}
        case "want_items":
            return code, {"given": given, "params": {"n": error["ctx"]["min_length"]}}
        case _:
            limit = next(iter(limits.values()), "")
            return code, {"given": given, "params": {"limit": limit}}


def _place(steps: Loc, data: Any) -> Loc:
    """The steps of an error that are in the data: a union's tags and validators' names are not."""
    found: Loc = ()
    for step in steps:
        if step in children(data):
            data = children(data)[step]
            found = (*found, step)
    return found


def _fields(schema: type[BaseModel], loc: Loc) -> tuple[str, ...]:
    """The keys that the schema has at a place."""
    here = [schema]
    for step in loc:
        fields = [model.model_fields.get(str(step)) for model in here]
        inner = [model for field in fields if field for model in models(field.annotation)]
        here = inner or [model for model in here if _tagged(model, step)] or here
    return tuple(dict.fromkeys(name for model in here for name in model.model_fields))


def _tagged(model: type[BaseModel], tag: int | str) -> bool:
    """Whether a tag of a union says that it is this one."""
    kinds = (field.annotation for field in model.model_fields.values())
    return any(get_origin(kind) is Literal and tag in get_args(kind) for kind in kinds)
