"""Certificates: a sheet for each who finished, in their language; who gets none is told why."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from pathlib import Path

import pytest

from fivelayer import cases, places
from fivelayer.gradebook import Work
from fivelayer.gradebook.publishing import Trainee
from fivelayer.messages import LANGUAGES, Language
from fivelayer.reports import certificates
from fivelayer.reports.certificates import Certificate
from fivelayer.workshop import closing, settings
from fivelayer.workshop.settings import Opened, Team

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


def opened(tmp_path: Path, *names: str) -> Opened:
    crew = [Team(name=n, language="zh" if not n.isascii() else "en") for n in names]
    made = settings.draft("spring", "en", "2027-03-08", ["qinglan"], crew, seed=1)
    return Opened(tmp_path, made, (cases.find("qinglan", [places.cases()]),), ())


def work(
    team: str,
    points: int = 80,
    *,
    published: bool = True,
    passed: bool | None = None,
    trainee: str = "",
) -> Work:
    return Work(
        id=1, workshop="spring", team=team, trainee=trainee, case="qinglan", exercise="course",
        revision=1, sha256="", key_version="1.0.0", language="en", published=published,
        passed=passed, points=Decimal(points), of=Decimal(100), parts={},
    )  # fmt: skip


def test_who_finished_gets_one_and_who_did_not_is_told_why(tmp_path: Path) -> None:
    workshop = opened(tmp_path, "Cedar", "松岭队", "Harbour", "Lantern", "Granite")
    works = [
        work("cedar"),
        work("松岭队", passed=True, points=10),
        work("Harbour", published=False),
        work("Lantern", points=59),
    ]
    given, without = closing.certify(workshop, works)
    assert [(one.name, one.language) for one in given] == [("Cedar", "en"), ("松岭队", "zh")]
    why = {one.name: one.reason.key.rpartition(".")[2] for one in without}
    assert why == {"Harbour": "unpublished", "Lantern": "below", "Granite": "nothing"}
    for one in without:
        for language in LANGUAGES:
            assert one.reason.words(language)


def test_the_gradebooks_own_pass_mark_goes_first(tmp_path: Path) -> None:
    workshop = opened(tmp_path, "Cedar")
    assert not closing.certify(workshop, [work("Cedar", 90, passed=False)])[0]
    assert closing.certify(workshop, [work("Cedar", 10, passed=True)])[0]


def test_a_roster_makes_one_for_each_person(tmp_path: Path) -> None:
    workshop = opened(tmp_path, "Cedar", "松岭队")
    roster = [
        Trainee("Wang Fang", "松岭队"),
        Trainee("Ann", "Cedar"),
        Trainee("Ben", "Nowhere"),
        Trainee("Solo", ""),
    ]
    works = [work("Cedar"), work("松岭队"), work("", trainee="Solo")]
    given, without = closing.certify(workshop, works, roster)
    assert [(one.name, one.team, one.language) for one in given] == [
        ("Wang Fang", "松岭队", "zh"), ("Ann", "Cedar", "en"), ("Solo", "", "en")
    ]  # fmt: skip
    assert [(one.name, one.reason.key) for one in without] == [("Ben", "certificate.none.no_team")]


def of(name: str, language: Language = "en") -> Certificate:
    return Certificate(name, "", language, "Spring", "2027-03-08", ("Qinglan",))


def test_pages_are_whole_and_harmless(tmp_path: Path) -> None:
    names = [HOSTILE, "松岭队", "=1+1", "x" * 60, "CON", "../up"]
    made = certificates.write([of(name, "zh") for name in names], tmp_path, HOSTILE)
    assert len(set(made)) == len(names)
    assert all(page.parent == tmp_path for page in made)
    whole = (tmp_path / "all.html").read_text("utf-8")
    assert whole.count("<article") == len(names)
    assert "<script" not in whole
    assert "<img" not in whole
    assert not re.findall(r"<[a-z][^>]*\s(?:src|href)=|url\(|https?:", whole)
    assert 'class="name small"' in whole


def test_a_second_run_takes_away_what_is_due_no_more(tmp_path: Path) -> None:
    certificates.write([of("Cedar"), of("Harbour")], tmp_path, "x")
    (tmp_path / "mine.html").write_text("kept")
    (made,) = certificates.write([of("Cedar")], tmp_path, "x")
    assert {path.name for path in tmp_path.iterdir()} == {made.name, "all.html", "mine.html"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_names_everybody(tmp_path: Path, language: Language) -> None:
    workshop = opened(tmp_path, "Cedar", "=cmd()")
    given, without = closing.certify(workshop, [work("Cedar")])
    closing.write(given, without, tmp_path / "out", "Spring", language)
    with (tmp_path / "out" / "certificates.csv").open(encoding="utf-8-sig", newline="") as table:
        rows = list(csv.reader(table))
    assert len(rows) == 3
    assert rows[1][0] == "Cedar"
    assert rows[2][0].endswith("=cmd()")
    assert not rows[2][0].startswith("=")


def test_nobody_to_certify_writes_an_empty_page(tmp_path: Path) -> None:
    assert certificates.write([], tmp_path, "x") == []
    assert "<article" not in (tmp_path / "all.html").read_text("utf-8")
