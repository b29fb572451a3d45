"""The report's sections: everything escaped, nothing claimed that was not judged."""

from __future__ import annotations

import json
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from fivelayer import cases
from fivelayer.findings import Outcome, Said
from fivelayer.marking.result import HandedInBy, Result
from fivelayer.messages import LANGUAGES, Language
from fivelayer.reports import wording
from fivelayer.reports.account import Account
from fivelayer.reports.parameters import ParameterError
from fivelayer.reports.running import CASE_FOLDERS, case_of
from fivelayer.reports.team import TeamReport, read_result

DATA = Path(__file__).parents[1] / "report_data"
CASE = cases.load(DATA / "cases" / "yunhe")
SECTIONS = (
    "heading",
    "summary",
    "next_steps",
    "marks",
    "attempts",
    "for_a_person",
    "sources",
    "notes",
)
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>'\"&{{ 7*7 }}{% raw %}"


def result(language: Language = "en", **changed: Any) -> Result:
    found = Result.model_validate_json((DATA / f"{language}.json").read_bytes())
    return found.model_copy(update=changed)


def report(of: Result | None = None, language: Language = "en") -> TeamReport:
    return TeamReport(Account(of or result(language), CASE, language))


def html(of: TeamReport, *names: str) -> str:
    shown = [getattr(of, name)().shown.get("text/html", "") for name in names or SECTIONS]
    return "\n".join(shown)


class Tags(HTMLParser):
    """Collects tags and attributes, and checks that what opens closes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(page)
        self.close()
        assert not self.open, self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in ("br", "img", "meta"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.mark.parametrize("language", LANGUAGES)
def test_sections_are_well_formed_and_in_the_language(language: Language) -> None:
    page = Tags(html(report(language=language)))
    words = " ".join(page.words)
    assert "69" in words
    assert ("Team North" if language == "en" else "北区一队") in words
    assert ("Barriers" in words) == (language == "en")
    assert ("壁垒层" in words) == (language == "zh")


def hostile(of: Result) -> Result:
    """The same result with hostile words wherever a trainee can put words."""
    identity = HandedInBy(**dict.fromkeys(HandedInBy.model_fields, HOSTILE))
    findings = tuple(
        finding.model_copy(update={"quote": HOSTILE, "matched": ("alert", HOSTILE)})
        for finding in of.findings
    )
    draft = json.loads(json.dumps(of.draft))
    for row in draft["barriers"]["entries"] + draft["relationship"]["decision_makers"]:
        row["what" if "what" in row else "person"] = HOSTILE
    flags = (Said(key="marking.flag.superseded", params={"revision": 2, "file": HOSTILE}),)
    changed = {"identity": identity, "findings": findings, "draft": draft, "flags": flags}
    return of.model_copy(
        update={**changed, "file": HOSTILE, "time": HOSTILE, "key_version": HOSTILE}
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_a_trainee_typed_becomes_markup(language: Language) -> None:
    page = html(report(hostile(result(language)), language))
    found = Tags(page)
    assert "script" not in found.tags
    assert "img" not in found.tags
    assert not [name for name, _ in found.attributes if name.startswith("on")]
    assert "{{ 7*7 }}" in "".join(found.words), "shown as it was typed, not evaluated"
    assert all(v and v.startswith("#") for n, v in found.attributes if n == "href")


def test_the_summary_is_three_sentences_from_the_data() -> None:
    assert report().sentences() == (
        "Team North earned 69 of 100 points, with Relationship (18 of 20) at the top "
        "and Barriers (11 of 20) at the bottom.",
        "Of 20 criteria: 10 met, 4 partly met, 2 not met, 3 not attempted and 1 left to a person.",
        "Most can be gained, up to 6 points, in Business: The benefit carries a number and "
        "a unit. Give the benefit a number the customer would recognise.",
    )


def test_what_was_not_attempted_is_not_called_wrong() -> None:
    of = result()
    blank = tuple(
        f.model_copy(update={"outcome": Outcome.NOT_ATTEMPTED, "points": Decimal(0), "quote": ""})
        for f in of.findings
        if f.of
    )
    of = of.model_copy(update={"findings": blank, "points": Decimal(0), "draft": {}})
    page = html(report(of))
    assert page.count("Not attempted. That is no judgement") == 5
    assert "Not met" not in page
    assert "Nothing has been attempted yet, so nothing has been judged." in page


def test_what_waits_for_a_missing_row_stands_under_it() -> None:
    of = result()
    head = next(f for f in of.findings if f.rule == "bar.framework")
    missing = head.model_copy(update={"outcome": Outcome.NOT_MET, "points": Decimal(0)})
    others = tuple(
        f.model_copy(update={"skipped_for": head.rule, "points": Decimal(0)})
        for f in of.findings
        if f.rule in ("bar.date", "bar.lead")
    )
    found = report(of.model_copy(update={"findings": (missing, *others)})).reasons.all
    assert [reason.finding.rule for reason in found] == ["bar.framework"]
    assert [reason.finding.rule for reason in found[0].waiting] == ["bar.date", "bar.lead"]
    assert found[0].open == 6 + 4 + 4


def test_dossier_lines_and_statements_come_with_their_words() -> None:
    page = html(report(), "sources")
    assert "Applications are taken until 20 March 2026." in page
    assert "Test report | 15 working days" in page
    assert "Find the break-through point and concentrate on it" in page
    lines = [line for line, _ in report().reasons.lines()]
    assert lines == ["D1:1", "D1:3", "D1:5", "D2:2", "D2:3"]


def test_what_was_chosen_is_quoted_by_its_label() -> None:
    page = html(report(), "marks")
    assert "Under way" in page
    assert "under_way" not in page


def test_what_needs_a_person_is_listed_with_room_to_rule() -> None:
    page = html(report(), "for_a_person")
    assert "Would the offer persuade this customer?" in page
    assert "Ruling and reason" in page


def test_attempts_are_counted_by_layer() -> None:
    words = " ".join(" ".join(Tags(html(report(), "attempts")).words).split())
    assert "Barriers 2 times 3 → 1 one, level 2 Relationship once 0 –" in words


def test_a_refused_file_names_the_reason_and_claims_nothing() -> None:
    refused = Result(
        file="<b>x</b>.ipynb",
        status="refused",
        reason=Said(key="marking.refused.truncated.reason"),
        next_step=Said(key="marking.refused.truncated.next"),
    )
    of = report(refused)
    page = html(of)
    assert "The file breaks off before its end." in page
    assert "&lt;b&gt;x&lt;/b&gt;.ipynb" in page
    assert "points</p>" not in page
    assert of.chart("coverage").shown == {}
    assert of.marks().shown == {}
    assert of.marks()._repr_mimebundle_() == {"text/plain": ""}


def test_only_findings_speak_of_the_key() -> None:
    """The report never opens a key: a case without one gives the same report."""
    with_key = html(report())
    assert not (CASE.folder / "key.yaml").exists()
    assert "Mr Shen" in with_key


def test_cases_are_found_in_named_folders_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(CASE_FOLDERS, raising=False)
    assert case_of(result().identity.case) is None
    monkeypatch.setenv(CASE_FOLDERS, str(DATA / "cases"))
    found = case_of(result().identity.case)
    assert found is not None
    assert found.id == "yunhe"
    outside = result(identity=HandedInBy(case="../cases/yunhe"))
    assert case_of(outside.identity.case) is None


def test_a_file_that_is_no_result_is_refused_plainly(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"file": 3}', encoding="utf-8")
    with pytest.raises(ParameterError, match="is not a result of the marking"):
        read_result(tmp_path / "a.json")
    with pytest.raises(ParameterError, match="is not a result of the marking"):
        read_result(tmp_path / "absent.json")


@pytest.mark.parametrize(
    ("iso", "en", "zh"),
    [
        ("2026-03-02", "2 Mar 2026", "2026年3月2日"),
        ("2026-12", "Dec 2026", "2026年12月"),
        ("2026", "2026", "2026年"),
        ("2026-13-01", "2026-13-01", "2026-13-01"),
        ("", "", ""),
        ("１２", "１２", "１２"),
    ],
)
def test_dates_are_written_as_the_language_writes_them(iso: str, en: str, zh: str) -> None:
    assert (wording.day(iso, "en"), wording.day(iso, "zh")) == (en, zh)
