"""Pydantic's complaints about a file as problems that an author understands."""

from __future__ import annotations

import difflib
import json
import types
from collections.abc import Iterator
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

Loc = tuple[int | str, ...]

CODES: Final = {
    "missing": "missing",
    "extra_forbidden": "unknown_key",
    "string_type": "want_text",
    "string_pattern_mismatch": "want_form",
    "string_too_short": "want_filled",
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
    r"^\d+\.\d+\.\d+$": "form_version",
    r"^\d{4}(-\d{2}(-\d{2})?)?$": "form_day",
    r"^(S([1-9]|[12][0-9]|3[0-9])|K[123])$": "form_statement",
}
"""Patterns of the schemas, each with the code of the sentence that says what is wanted."""


def explain(fault: ValidationError, data: Any, schema: Any) -> Iterator[tuple[Loc, dict[str, Any]]]:
    """Each complaint as its place in the data and the rest of a Problem."""
    for error in fault.errors(include_url=False):
        if error["type"] == "too_short" and len(error["input"]) >= error["ctx"]["min_length"]:
            continue  # pydantic counts the good items only, and each bad one has its own complaint
        loc = _place(error["loc"], data, error["type"])
        yield loc, _rest(error, _fields(schema, error["loc"][:-1]))


def shown(given: Any) -> str:
    """A value as an author sees it in the file, cut to 80 characters."""
    words = given if isinstance(given, str) else json.dumps(given, ensure_ascii=False, default=str)
    words = " ".join(words.split())
    return words if len(words) <= 80 else f"{words[:77]}..."


def _rest(error: Any, fields: tuple[str, ...]) -> dict[str, Any]:
    kind, context, name = (
        error["type"],
        error.get("ctx", {}),
        str(error["loc"][-1]) if error["loc"] else "",
    )
    code = CODES.get(kind, "want_other")
    rest: dict[str, Any] = {"code": code, "given": shown(error["input"])}
    if code == "missing":
        rest |= {"params": {"name": name}, "given": ""}
    elif code == "unknown_key":
        rest |= {"params": {"name": name}, "given": "", "choices": fields}
        if close := difflib.get_close_matches(name, fields, n=1):
            rest |= {"code": "misspelt_key", "params": {"name": name, "close": close[0]}}
    elif code == "want_form":
        rest["code"] = FORMS.get(context["pattern"], "want_other")
    elif code in {"want_choice", "want_kind"}:
        rest["choices"] = _choices(context)
        rest["given"] = (
            rest["given"]
            if code == "want_choice" and kind != "union_tag_invalid"
            else str(context.get("tag", ""))
        )
    elif code in {"want_least", "want_above", "want_most", "want_multiple"}:
        rest["params"] = {"limit": str(next(iter(context.values())))}
    elif code == "want_items":
        rest["params"] = {"n": context["min_length"]}
    return rest


def _choices(context: Any) -> tuple[str, ...]:
    listed = str(context.get("expected") or context.get("expected_tags") or "")
    return tuple(
        choice.strip(" '")
        for choice in listed.replace(" or ", ", ").split(",")
        if choice.strip(" '")
    )


def _place(loc: Loc, data: Any, kind: str) -> Loc:
    """The steps of an error that are in the data: a union's tags and validators' names are not.

    The last step of a missing key is left out: the problem stands where the key should be.
    """
    steps = loc[:-1] if kind == "missing" else loc
    found: list[int | str] = []
    node = data
    for step in steps:
        if _holds(node, step):
            node = node[step]
            found.append(step)
    return tuple(found)


def _holds(node: Any, step: int | str) -> bool:
    if isinstance(node, dict):
        return step in node
    return isinstance(node, list) and isinstance(step, int) and step < len(node)


def _fields(schema: Any, loc: Loc) -> tuple[str, ...]:
    """The keys that the schema has at a place."""
    node: Any = schema
    for step in loc:
        node = _step(node, step)
    node = _bare(node)
    return (
        tuple(node.model_fields) if isinstance(node, type) and issubclass(node, BaseModel) else ()
    )


def _step(node: Any, step: int | str) -> Any:
    node = _bare(node)
    if isinstance(node, type) and issubclass(node, BaseModel):
        field = node.model_fields.get(str(step))
        return field.annotation if field else None
    arguments = get_args(node)
    if get_origin(node) in {Union, types.UnionType}:
        return next((member for member in arguments if _tagged(member, step)), None)
    if get_origin(node) is dict:
        return arguments[1]
    return arguments[0] if arguments else None


def _bare(node: Any) -> Any:
    """An annotation without its metadata, and without the None of an optional one."""
    while True:
        if get_origin(node) is Annotated:
            node = get_args(node)[0]
        elif get_origin(node) in {Union, types.UnionType} and type(None) in get_args(node):
            others = [member for member in get_args(node) if member is not type(None)]
            if len(others) > 1:
                return node
            node = others[0]
        else:
            return node


def _tagged(member: Any, tag: int | str) -> bool:
    if not (isinstance(member, type) and issubclass(member, BaseModel)):
        return False
    kinds = (field.annotation for field in member.model_fields.values())
    return any(get_origin(kind) is Literal and tag in get_args(kind) for kind in kinds)
