"""The cohort's page: what is hard and for whom, out of results; hostile names harm nobody."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from marking_case import CASES, EXERCISES, GOOD, changed, handed_in
from test_marking_batch import FORMULA, HOSTILE, Page, put

from fivelayer.choices import Part
from fivelayer.cli.main import main
from fivelayer.marking import mark_folder
from fivelayer.marking.batch import Results
from fivelayer.messages import LANGUAGES, Language
from fivelayer.reports import cohort_page
from fivelayer.reports.canvas import title
from fivelayer.reports.cohort import Growth, questions, works
from fivelayer.reports.figures import cohort as figures

STALE = changed(information__purchasing_budget={"value": "9.8", "unit": "million_yuan"})
BLANK_LAYER = {name: part for name, part in GOOD.items() if name != "interest"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Five teams: one good, two with a stale figure, two that left a layer blank; one of them twice."""
    return put(
        tmp_path / "in",
        a=handed_in(team="Heron"),
        b=handed_in(STALE, team="Ibis"),
        c=handed_in(STALE, team="Crane"),
        d=handed_in(BLANK_LAYER, team="Egret", revision="9"),
        d_first=handed_in({}, team="Egret", revision="2"),
        e=handed_in(BLANK_LAYER, team=HOSTILE),
        broken=b"{",
    )


def marked(folder: Path, tmp_path: Path) -> Results:
    return mark_folder(folder, tmp_path / "out", [CASES], exercise_folders=[EXERCISES])


def test_what_is_hard_is_told_by_criterion_layer_and_team(folder: Path, tmp_path: Path) -> None:
    (work,) = works(marked(folder, tmp_path))
    assert work.teams[0].name == "Heron"
    assert len(work.teams) == 5
    hard = {each.rule: each for each in work.hardest()}
    assert next(iter(hard.values())).part in (Part.INFORMATION, Part.INTEREST)
    assert hard["budget"].share == pytest.approx(3 / 5)
    assert work.share(Part.INTEREST) == pytest.approx(3 / 5)
    assert work.share(Part.BARRIERS) == 1
    assert [each.teams for each in work.wrong.values()] == [2]
    assert work.criteria["budget"].points <= work.criteria["budget"].of


def test_earlier_revisions_show_growth_and_count_for_nothing(folder: Path, tmp_path: Path) -> None:
    (work,) = works(marked(folder, tmp_path))
    ((team, first, last),) = work.again()
    assert (team, first) == ("Egret", 0)
    assert last > 0.7
    assert sum(each.name == "Egret" for each in work.teams) == 1


def test_missing_are_those_that_handed_nothing_in_however_they_are_written(
    folder: Path, tmp_path: Path
) -> None:
    (work,) = works(marked(folder, tmp_path))
    assert work.missing(["HERON", " ibis ", "云雀", "Lark", "云雀"]) == ["云雀", "Lark"]


def test_questions_name_what_went_wrong_and_never_more_than_seven(
    folder: Path, tmp_path: Path
) -> None:
    (work,) = works(marked(folder, tmp_path))
    work.growth[Part.BARRIERS] = Growth(teams=4, first=6, last=6)
    asked = questions(work)
    assert 2 < len(asked) <= 7
    assert {"wrong", "blank", "stuck"} <= {question.key for question in asked}


def test_what_was_left_blank_is_not_called_wrong(tmp_path: Path) -> None:
    teams = {name: handed_in(BLANK_LAYER, team=name) for name in ("Heron", "Ibis")}
    (work,) = works(marked(put(tmp_path / "in", **teams), tmp_path))
    assert not work.tried(Part.INTEREST)
    assert work.tried(Part.BARRIERS)
    assert all(each.part is not Part.INTEREST for each in work.hardest())
    assert [q.params for q in questions(work)] == [{"part": "interest"}]
    says = {rule: rule for rule in work.criteria}
    assert "interest" not in title(figures.hardest(work, says, "en")).casefold()
    assert "interest" not in title(figures.layers(work, "en")).casefold()
    page = cohort_page.page([work], "en", [CASES])
    assert "On Interest nobody wrote anything" in page


def test_of_those_that_answered_it_is_told_how_many_missed_it(tmp_path: Path) -> None:
    teams = {
        "Heron": handed_in(STALE, team="Heron"),
        "Ibis": handed_in(STALE, team="Ibis"),
        "Crane": handed_in(changed(information__purchasing_budget={}), team="Crane"),
    }
    (work,) = works(marked(put(tmp_path / "in", **teams), tmp_path))
    budget = work.criteria["budget"]
    assert (budget.tried, budget.share) == (2, 0)
    page = cohort_page.page([work], "en", [CASES])
    assert "None of the 2 teams that answered got this right" in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_figures_titles_say_what_they_show(
    folder: Path, tmp_path: Path, language: Language
) -> None:
    (work,) = works(marked(folder, tmp_path))
    says = {rule: f"«{rule}»" for rule in work.criteria}
    first = work.hardest()[0]
    assert f"«{first.rule}»" in title(figures.hardest(work, says, language))
    assert "60" in title(figures.layers(work, language))
    work.growth[Part.BARRIERS] = Growth(teams=4, first=8, last=2)
    assert "75" in title(figures.growth(work, language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_whole_and_hostile_names_harm_nobody(
    folder: Path, tmp_path: Path, language: Language
) -> None:
    results = marked(folder, tmp_path)
    place = cohort_page.write(results, tmp_path, language, [CASES], ["Lark", FORMULA, HOSTILE])
    assert place == tmp_path / "cohort.html"
    html = place.read_text(encoding="utf-8")
    page = Page(html)
    assert not {"script", "iframe", "object", "embed", "link", "form", "base"} & {*page.elements}
    for name, value in page.attributes:
        assert not name.startswith("on")
        assert name != "href"
        assert name != "src" or value.startswith("data:image/svg+xml;base64,")
    assert "url(" not in html
    assert page.elements.count("img") == 2
    assert HOSTILE.split("{{", maxsplit=1)[0] in page.text
    assert "Lark" in page.text
    assert ("全班情况" in page.text) == (language == "zh")


def test_pieces_of_work_are_kept_apart(tmp_path: Path) -> None:
    folder = put(tmp_path / "in", a=handed_in(), b=handed_in(activity="baisha-gates"))
    found = works(marked(folder, tmp_path))
    assert [(work.case, work.exercise) for work in found] == [
        ("baisha", "baisha-gates"),
        ("baisha", "course"),
    ]
    assert all(work.teams[0].points == Decimal(100) for work in found)
    assert cohort_page.page(found, "en").count("<section>") == 2  # the case's words may be missing


def test_where_nothing_could_be_marked_there_is_no_page(tmp_path: Path) -> None:
    results = marked(put(tmp_path / "in", a=b"{"), tmp_path)
    assert cohort_page.write(results, tmp_path, "en") is None
    assert not (tmp_path / "cohort.html").exists()


def test_work_of_nobody_is_shown_without_a_name(tmp_path: Path) -> None:
    folder = put(tmp_path / "in", a=handed_in(team="", trainee=""))
    (work,) = works(marked(folder, tmp_path))
    assert work.teams[0].name == ""
    assert not work.again()


def test_marking_writes_the_page_and_names_who_is_missing(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "teams.txt").write_text("Heron\n\nLark\n", encoding="utf-8")
    out = tmp_path / "marks"
    given = ["mark", str(folder), "--out", str(out), "--cases", str(CASES), "--lang", "en"]
    assert main([*given, "--teams", str(tmp_path / "teams.txt")]) == 1
    assert str(out / "cohort.html") in capsys.readouterr().out
    text = Page((out / "cohort.html").read_text(encoding="utf-8")).text
    assert "One team has handed nothing in" in text
    assert main([*given, "--teams", str(tmp_path / "none.txt")]) == 2
    with (out / "gradebook.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.reader(file))) == 8
