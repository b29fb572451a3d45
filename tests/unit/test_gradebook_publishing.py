"""Publishing: only published marks are for trainees; a person's mark and comment stand beside the reasons."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from gradebook_case import marked, refused

from fivelayer.cli import main
from fivelayer.gradebook import Gradebook, publishing
from fivelayer.problems import Cannot

SCRIPT = "<script>alert(1)</script>"


def opened(folder: Path) -> Gradebook:
    return Gradebook.open(str(folder / "gradebook.db"))


def pages(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "published").glob("*.html"))


def rows(folder: Path, name: str) -> list[list[str]]:
    with (folder / "published" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_only_published_works_have_a_page_and_a_row(tmp_path: Path) -> None:
    book = opened(tmp_path)
    book.take([marked(), marked("Swan"), refused()])
    assert book.write_published(tmp_path) == []
    book.publish([2], "Li Na")
    (page,) = book.write_published(tmp_path)
    assert page.name.startswith("swan-baisha-course-")
    assert [row[0] for row in rows(tmp_path, "canvas.csv")] == [
        "Student",
        "    Points Possible",
        "Swan",
    ]
    book.publish("all", "Li Na")
    assert len(book.write_published(tmp_path)) == 2
    book.withhold([2], "Li Na")
    (tmp_path / "published" / "mine.html").write_text("kept")
    book.write_published(tmp_path)
    assert [name for name in pages(tmp_path) if "swan" in name] == []
    assert "mine.html" in pages(tmp_path)


def test_a_page_shows_the_persons_mark_and_comment_beside_the_machines_reasons(
    tmp_path: Path,
) -> None:
    book = opened(tmp_path)
    book.take([marked(points={"gate": "0"})])
    book.decide(1, "gate", Decimal(3), "Li Na", "internal reason", f"Well seen. {SCRIPT}")
    book.decide(1, "tone", Decimal("1.5"), "Li Na")
    book.publish("all", "Li Na")
    (page,) = book.write_published(tmp_path)
    html = page.read_text("utf-8")
    assert "A person marked this: 3 of 3 points. The rules alone gave 0" in html
    assert "A person marked this: 1.5 of 2 points." in html
    assert "Well seen. &lt;script&gt;" in html
    assert SCRIPT not in html
    assert "6.5 of 8 points" in html
    for inside in ("internal reason", "Li Na"):  # who marked, and why, stays with those who mark
        assert inside not in html


@pytest.mark.parametrize("team", [SCRIPT, "../../x", "CON", "队" * 90, "=1+1", "a/b\\c", "\u202e"])
def test_hostile_names_make_safe_files_and_safe_pages(tmp_path: Path, team: str) -> None:
    folder = tmp_path / "marks"
    book = opened(folder)
    book.take([marked(team, trainee=SCRIPT, answers={"gate": SCRIPT}, file=f"{SCRIPT[:20]}.ipynb")])
    book.publish("all", "Li Na")
    (page,) = book.write_published(folder)
    assert page.parent == folder / "published"
    assert page.name.isascii()
    assert SCRIPT not in page.read_text("utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["marks"]


def test_learning_platforms_get_their_columns_from_a_roster(tmp_path: Path) -> None:
    book = opened(tmp_path)
    book.take([marked(), marked("", trainee="Wang Fang", activity="barriers")])
    book.publish("all", "Li Na")
    listed = tmp_path / "roster.csv"
    listed.write_text(
        "Name,team,id,login,email\nWang Fang,Heron,7,wf,wf@example.org\nLi Lei,Heron,8,ll,=1+1\nAn,,9,,\n"
    )
    book.write_published(tmp_path, (), publishing.roster(listed))
    head, possible, wang, li, an = rows(tmp_path, "canvas.csv")
    assert head[:5] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    assert head[5:] == ["baisha barriers", "baisha course"]
    assert possible[5:] == ["6", "6"]
    assert wang == ["Wang Fang", "7", "", "wf", "", "3", "3"]
    assert li == ["Li Lei", "8", "", "ll", "", "", "3"]
    assert an[5:] == ["", ""]
    moodle = rows(tmp_path, "moodle.csv")
    assert moodle[0][:4] == ["Full name", "Username", "ID number", "Email address"]
    assert moodle[1] == ["Wang Fang", "wf", "7", "wf@example.org", "3", "3"]
    assert moodle[2][3] == "'=1+1"
    for content in ("first,last\nA,B\n", "", "\0\0", 'name\n"unclosed'):
        listed.write_text(content)
        if content.startswith("name"):
            publishing.roster(listed)  # read as far as it goes
        else:
            with pytest.raises(Cannot, match="is no roster"):
                publishing.roster(listed)


def test_the_verbs_say_what_they_did(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = opened(tmp_path)
    book.take([marked(), marked("Swan")])
    assert main(["publish", str(tmp_path), "--team", "Swan", "--by", "Li Na", "--lang", "en"]) == 0
    assert "One work is now published." in capsys.readouterr().out
    assert [work.published for work in book.works()] == [False, True]
    assert (
        main(["gradebook", str(tmp_path), "--pass-mark", "60", "--by", "Li", "--lang", "en"]) == 0
    )
    assert "Published: 1" in capsys.readouterr().out
    assert book.pass_mark("baisha", "course") == 60
    assert (
        main(["withhold", f"sqlite:///{tmp_path}/gradebook.db", "--by", "Li", "--lang", "zh"]) == 0
    )
    assert "收回了 1 份作业。" in capsys.readouterr().out
    assert pages(tmp_path) == []
    for wrong, said in (
        (["publish", str(tmp_path), "--team", "Nobody"], "There are: Heron, Swan"),
        (["publish", str(tmp_path / "no")], "There is no gradebook"),
        (["publish", str(tmp_path), "--exercise", "none"], "no works of the exercise none"),
        (["publish", str(tmp_path), "--by", "machine"], "a name is needed"),
        (["gradebook", str(tmp_path), "--pass-mark", "101"], "101"),
    ):
        assert main([*wrong, "--lang", "en"]) == 2
        assert said in capsys.readouterr().err
    assert not (tmp_path / "no").exists()
