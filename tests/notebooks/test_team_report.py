"""The team report run for real: by our command and by plain papermill, in both languages."""

from __future__ import annotations

import json
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from fivelayer import cases, places, reports
from fivelayer.cases import Sample
from fivelayer.marking.result import HandedInBy, Result
from fivelayer.marking.wording import mark
from fivelayer.messages import LANGUAGES, Language
from fivelayer.reports.bulk import papermill_engine

TEMPLATE = places.notebooks() / "reports" / "team_report.ipynb"
CASE = cases.load(places.cases() / "qinglan")
HOSTILE = "<script>alert(1)</script> $\\alpha$ & 'Söhne' 🦄"


def sample(language: Language) -> Sample:
    return CASE.sample("middling" if language == "en" else "weak-zh")


def written(folder: Path, language: Language, team: str) -> Path:
    """A result as the marking writes it: a sample plan of the practice case, really marked."""
    draft = sample(language).draft
    marks = mark(draft, CASE)
    result = Result(
        file=f"{language}/team.ipynb",
        status="marked",
        counts=True,
        receipt="matches",
        identity=HandedInBy(team=team, case=CASE.id, case_version=CASE.file.version),
        language=language,
        revision=7,
        time="2027-07-08T09:00:00Z",
        draft=draft,
        exercise=marks.exercise,
        key_version=marks.key_version,
        findings=marks.findings,
        parts=marks.parts,
        points=marks.points,
        of=marks.of,
    )
    path = folder / f"{language}.json"
    path.write_text(result.model_dump_json(), encoding="utf-8")
    return path


class Outside(HTMLParser):
    """Collects everything on a page that a browser would fetch, run, or show as words."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.tags: dict[str, int] = {}
        self.lang = ""
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] = self.tags.get(tag, 0) + 1
        given = dict(attrs)
        self.lang = given.get("lang") or self.lang if tag == "html" else self.lang
        for name in ("src", "href", "srcset", "data", "poster", "action"):
            value = given.get(name) or ""
            if value and not value.startswith(("data:image/svg+xml;base64,", "#")):
                self.asked.append(value)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.mark.parametrize("language", LANGUAGES)
def test_our_command_makes_one_page_that_asks_for_nothing(
    language: Language, tmp_path: Path
) -> None:
    result = written(tmp_path, language, HOSTILE)
    page = reports.team_report(result, tmp_path / "out").read_text("utf-8")
    seen = Outside(page)
    assert seen.asked == []
    assert not {"script", "link", "iframe", "object", "embed"} & set(seen.tags)
    assert seen.tags["img"] == 6
    assert seen.lang == {"en": "en", "zh": "zh-Hans"}[language]
    words = "".join(seen.words)
    assert HOSTILE in words, "the team's name is shown as it was typed"
    assert "<script" not in page
    assert CASE.file.name[language] in words
    expected = sample(language).expected.total
    assert f"{expected.normalize():f}" in words
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [f"{language}.html"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_cells_run_without_a_warning_and_every_section_shows(
    language: Language, tmp_path: Path
) -> None:
    result = written(tmp_path, language, "🦄 𠮷")
    parameters = {"result_file": str(result), "language": language}
    book = papermill_engine(TEMPLATE, tmp_path / "ran.ipynb", parameters)
    shown = {cell.id: cell.outputs for cell in book.cells}
    streams = [o for outputs in shown.values() for o in outputs if o.output_type == "stream"]
    assert streams == [], "a missing glyph would warn on stderr"
    quiet = {"look-before", "parameters", "check-parameters"}
    injected = [cell.id for cell in book.cells if "injected-parameters" in cell.metadata.tags]
    assert all(shown[cell] for cell in set(shown) - quiet - set(injected)), shown.keys()


def papermill(tmp_path: Path, *parameters: str) -> tuple[int, str, list[Any]]:
    """Plain papermill, as anybody may call it: exit status, what it says, outputs' kinds."""
    out = tmp_path / "out.ipynb"
    command = [sys.executable, "-m", "papermill", str(TEMPLATE), str(out), "--no-progress-bar"]
    for parameter in parameters:
        command += ["-p", *parameter.split("=", 1)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    cells = json.loads(out.read_text("utf-8"))["cells"] if out.exists() else []
    shown = [kind for c in cells for o in c.get("outputs", []) for kind in o.get("data", {})]
    return done.returncode, done.stderr + done.stdout, shown


def test_plain_papermill_makes_the_report_too(tmp_path: Path) -> None:
    result = written(tmp_path, "en", "North")
    status, said, shown = papermill(tmp_path, f"result_file={result}", "language=en")
    assert status == 0, said
    assert shown.count("image/svg+xml") == 6
    assert shown.count("text/html") >= 7


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        (("result_file={}", "langauge=zh"), "no parameter 'langauge'; did you mean 'language'"),
        (("result_file={}", "language=en", "lang=zh"), "no parameter 'lang'"),
        (("result_file={}",), "parameter 'language' is missing"),
        (("result_file=absent.json", "language=en"), "must be a file that the marking wrote"),
    ],
)
def test_plain_papermill_fails_on_a_wrong_parameter(
    parameters: tuple[str, ...], expected: str, tmp_path: Path
) -> None:
    result = written(tmp_path, "en", "North")
    given = [parameter.replace("{}", str(result)) for parameter in parameters]
    status, said, shown = papermill(tmp_path, *given)
    assert status != 0
    assert expected in said
    assert shown == [], "no report of the wrong thing"


def test_a_refused_file_gets_a_page_that_names_the_reason(tmp_path: Path) -> None:
    from fivelayer.findings import Said

    said = "marking.refused.truncated"
    reason, following = Said(key=f"{said}.reason"), Said(key=f"{said}.next")
    result = Result(file="c/bad.ipynb", status="refused", reason=reason, next_step=following)
    (tmp_path / "bad.json").write_text(result.model_dump_json(), encoding="utf-8")
    page = reports.team_report(tmp_path / "bad.json", tmp_path / "bad.html").read_text("utf-8")
    seen = Outside(page)
    assert "img" not in seen.tags
    assert "The file breaks off before its end." in "".join(seen.words)
