"""Every sentence a person reads, by key and language; the words stand in `locale/<language>/<domain>.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any, Final, Literal, get_args

Language = Literal["en", "zh"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)


class MessageError(LookupError):
    """A key, language or parameter that the catalogues do not have: a fault of the kit, not of its user."""


def text(key: str, language: Language, /, **params: object) -> str:
    """Put the message `key` into words.

    The part of the key before its first dot names the catalogue. An entry with the forms `one` and
    `other` is chosen by the parameter `n`. Parameters are put in as they are: escaping is the
    business of whoever shows the text.

    Raises:
        MessageError: no such key, or a parameter is missing.

    >>> text("plan.part.barriers", "en")
    'Barriers'
    """
    entries = catalogue(key.partition(".")[0], language)
    template = entries.get(key)
    if template is None:
        template = entries.get(f"{key}.one" if params.get("n") == 1 else f"{key}.other")
    if template is None:
        raise MessageError(f"no message {key!r} in {language!r}")
    return _PLAIN.vformat(template, (), params)


def has(key: str, language: Language) -> bool:
    """Say whether `text` would find `key` in `language`."""
    try:
        entries = catalogue(key.partition(".")[0], language)
    except MessageError:
        return False
    return key in entries or f"{key}.other" in entries


def placeholders(template: str) -> frozenset[str]:
    """The parameter names of a template, so that a test can compare the languages.

    >>> sorted(placeholders("{n} of {total}"))
    ['n', 'total']
    """
    return frozenset(name for _, name, _, _ in Formatter().parse(template) if name)


@cache
def catalogue(domain: str, language: Language) -> dict[str, str]:
    """All entries of one catalogue, flat, each under its full key (`plan.part.barriers`)."""
    if language not in LANGUAGES:
        raise MessageError(f"language={language!r} must be one of {', '.join(LANGUAGES)}")
    source = files("fivelayer") / "locale" / language / f"{domain}.toml"
    try:
        tree = tomllib.loads(source.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise MessageError(f"no catalogue {domain!r} in {language!r}") from None
    return dict(_flat(tree, domain))


def _flat(tree: dict[str, Any], prefix: str) -> list[tuple[str, str]]:
    entries: list[tuple[str, str]] = []
    for name, value in tree.items():
        key = f"{prefix}.{name}"
        entries += _flat(value, key) if isinstance(value, dict) else [(key, str(value).strip())]
    return entries


class _Plain(Formatter):
    """`str.format` without attributes, items or conversions, and with a clear word for what is missing."""

    def get_field(self, field_name: str, args: Any, kwargs: Any) -> tuple[Any, str]:  # noqa: ARG002 - str.format's own signature
        if field_name not in kwargs:
            raise MessageError(f"parameter {field_name!r} is missing; given: {sorted(kwargs)}")
        return kwargs[field_name], field_name


_PLAIN = _Plain()
