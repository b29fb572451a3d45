"""The dossiers: both languages say the same in the same blocks, and nothing in them can be real."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from pathlib import Path

import pytest
from dossier_facts import starts_of

from fivelayer import cases
from fivelayer.authoring.figures import differing
from fivelayer.cases import Case
from fivelayer.dossier import Document
from fivelayer.messages import Language
from fivelayer.reading import read_day

LANGUAGES: tuple[Language, ...] = ("en", "zh")
_PHONE = re.compile(r"(?<![\w-])0\d{2,3}-\d{7,8}(?![\w-])")
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_CREDIT_CODE = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{18}(?![0-9A-Z])")
_UNASSIGNED = "0300"
"""An area code that no place has."""
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ON_ANY_DAY = {"jianglin": {"D2", "D3", "D4"}}
"""Documents that a system writes, whatever the day."""
FOLDERS = sorted(p.parent for p in (Path(__file__).parents[2] / "cases").glob("*/case.yaml"))
_FAMILIAR = "[\u4e00-\u9fff]"


def _texts(case: Case) -> list[tuple[Language, Document, int, str]]:
    return [
        (language, document, block.number, block.text)
        for language in LANGUAGES
        for document in case.documents(language)
        for block in document.blocks
    ]


def test_the_same_files_lie_in_both_languages_and_no_others(case: Case) -> None:
    lists = [case.file.accounts] if case.file.accounts else []
    listed = sorted([*(entry.file for entry in case.file.documents), *lists])
    for language in LANGUAGES:
        there = sorted(path.name for path in (case.folder / "dossier" / language).iterdir())
        assert there == listed, language


def test_blocks_are_the_same_in_number_and_kind(case: Case) -> None:
    for english, chinese in zip(case.documents("en"), case.documents("zh"), strict=True):
        kinds = [[b.kind for b in d.blocks] for d in (english, chinese)]
        assert kinds[0] == kinds[1], english.id
        cells = [[len(b.cells) for b in d.blocks] for d in (english, chinese)]
        assert cells[0] == cells[1], english.id


def test_blocks_hold_the_same_numbers_in_both_languages(case: Case) -> None:
    different = {}
    for english, chinese in zip(case.documents("en"), case.documents("zh"), strict=True):
        for one, other in zip(english.blocks, chinese.blocks, strict=True):
            found = differing(one.text, other.text)
            if found != ([], []):
                different[english.line(one.number)] = found
    assert different == {}


def test_documents_are_of_a_readable_length(case: Case) -> None:
    lengths = {d.id: len(d.blocks) for d in case.documents("en")}
    assert 8 <= len(lengths) <= 12
    assert {name: n for name, n in lengths.items() if not 14 <= n <= 30} == {}


def test_english_holds_no_chinese_and_chinese_no_halfwidth_punctuation(case: Case) -> None:
    for language, document, number, words in _texts(case):
        where = f"{language} {document.id}:{number}: {words}"
        if language == "en":
            assert not re.search(_FAMILIAR, words), where
        else:
            assert re.search(_FAMILIAR, words), where
            assert not re.search(rf"{_FAMILIAR}[,;:?!()]|[,;?!()]{_FAMILIAR}", words), where


def test_phone_numbers_and_registration_codes_cannot_be_real(case: Case) -> None:
    seen = 0
    for language, document, number, words in _texts(case):
        where = f"{language} {document.id}:{number}"
        assert not _MOBILE.search(words), where
        for phone in _PHONE.findall(words):
            seen += 1
            assert phone.startswith(f"{_UNASSIGNED}-"), f"{where}: {phone}"
            assert not _passes_luhn(re.sub(r"\D", "", phone)), f"{where}: {phone}"
        for code in _CREDIT_CODE.findall(words):
            seen += 1
            assert not _passes_gb32100(code), f"{where}: {code}"
    assert seen, "a dossier without a telephone number or a registration code is not like real life"


def _passes_luhn(digits: str) -> bool:
    values = [int(d) * (1 + n % 2) for n, d in enumerate(reversed(digits))]
    return sum(v // 10 + v % 10 for v in values) % 10 == 0


def _passes_gb32100(code: str) -> bool:
    if any(letter not in _ALPHABET for letter in code):
        return False
    total = sum(_ALPHABET.index(c) * pow(3, n, 31) for n, c in enumerate(code[:17]))
    return _ALPHABET[-total % 31] == code[17]


def test_the_check_digits_themselves_are_right() -> None:
    assert _passes_luhn("79927398713")
    assert _passes_gb32100("91350100M000100Y43")


def test_noise_is_a_quarter_to_two_fifths_and_no_evidence(case: Case) -> None:
    lines = {d.line(b.number) for d in case.documents("en") for b in d.blocks}
    noise = set(case.file.noise)
    assert len(noise) == len(case.file.noise)
    assert noise <= lines
    assert 0.25 <= len(noise) / len(lines) <= 0.40
    assert case.key is not None
    evidence = {e.line for fact in case.key.facts for e in fact.evidence}
    assert not noise & evidence


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_quote_stands_verbatim_in_its_line(case: Case, language: Language) -> None:
    lines = {d.line(b.number): b.text for d in case.documents(language) for b in d.blocks}
    assert case.key is not None
    absent = [
        (fact.id, found.line, found.quote[language])
        for fact in case.key.facts
        for found in fact.evidence
        if found.quote[language] not in lines.get(found.line, "")
    ]
    assert absent == []


def test_no_document_is_dated_after_the_storys_today(case: Case) -> None:
    assert [d.id for d in case.file.documents if d.date > case.file.today] == []


def test_every_date_exists_and_documents_are_of_working_days(case: Case) -> None:
    found = 0
    for _, document, number, words in _texts(case):
        for typed in re.findall(r"\d{1,2} [A-Z][a-z]+ 20\d\d", words):
            assert read_day(typed), f"{document.line(number)}: {typed}"
            found += 1
    assert found > 15
    days = {entry.id: entry.date for entry in case.file.documents if len(entry.date) == 10}
    for name in days.keys() - _ON_ANY_DAY.get(case.id, set()):
        assert dt.date.fromisoformat(days[name]).weekday() < 5, name


def test_a_case_begins_on_a_monday_and_its_rounds_two_weeks_apart(case: Case) -> None:
    begins = starts_of(case)
    today = dt.date.fromisoformat(case.file.today)
    assert today.weekday() == 0
    assert begins[:1] == [today][: len(begins)]
    assert {b - a for a, b in itertools.pairwise(begins)} <= {dt.timedelta(days=14)}


def test_no_name_of_another_case_turns_up_again(case: Case) -> None:
    for other in (cases.load(folder) for folder in FOLDERS if folder.name != case.id):
        file = other.file
        names = [person.name for person in (*file.people, *file.colleagues)]
        names += [party.name for party in (file.us, *file.rivals)]
        for language in LANGUAGES:
            words = "\n".join(text for own, _, _, text in _texts(case) if own == language)
            assert not [name[language] for name in names if name[language] in words], other.id
