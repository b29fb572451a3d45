"""The catalogues: both languages say the same things, each in its own words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fivelayer.messages import LANGUAGES, catalogue, placeholders

LOCALE = Path(__file__).parents[2] / "fivelayer" / "locale"
DOMAINS = sorted({path.stem for path in LOCALE.glob("*/*.toml")})
CHINESE = re.compile(r"[㐀-鿿]")
# Words that both languages write alike: brands, codes, signs.
ALIKE = re.compile(
    r"[\W\d_]*(?:\{\w+\}[\W\d_]*)*(?:[A-Z]{1,4}[0-9]*|CSV|HTML|JSON|YAML|fivelayer)?[\W\d_]*"
)


@pytest.mark.parametrize("domain", DOMAINS)
def test_both_languages_have_the_same_keys(domain: str) -> None:
    assert catalogue(domain, "en").keys() == catalogue(domain, "zh").keys()


@pytest.mark.parametrize("domain", DOMAINS)
def test_both_languages_take_the_same_parameters(domain: str) -> None:
    english, chinese = catalogue(domain, "en"), catalogue(domain, "zh")
    differing = {
        key: (english[key], chinese[key])
        for key in english
        # English may write "a line" where Chinese counts: the singular form may leave n out.
        if (placeholders(english[key]) ^ placeholders(chinese[key])) - optional(key)
    }
    assert not differing


def optional(key: str) -> set[str]:
    return {"n"} if key.endswith(".one") else set()


@pytest.mark.parametrize("domain", DOMAINS)
def test_chinese_is_chinese_and_english_is_english(domain: str) -> None:
    chinese = {
        key: words
        for key, words in catalogue(domain, "zh").items()
        if not CHINESE.search(words) and not ALIKE.fullmatch(words)
    }
    assert not chinese
    english = {
        key: words
        for key, words in catalogue(domain, "en").items()
        if len(CHINESE.findall(words)) > 8
    }
    assert not english


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_entry_is_empty_or_unfinished(domain: str, language: str) -> None:
    entries = catalogue(domain, language)  # type: ignore[arg-type]
    assert not {
        k for k, words in entries.items() if not words or re.search(r"TODO|FIXME|XXX", words)
    }
