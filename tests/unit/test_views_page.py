"""Pages: what stands where, what is said when there is no such page, and the kit's other promises."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from fivelayer.messages import LANGUAGES, catalogue
from fivelayer.model import DecisionMaker
from fivelayer.views import lesson, notebook, relationship_map, start
from fivelayer.views.message import Plain
from fivelayer.views.notebook import Here

STATIC = Path(str(files("fivelayer.views"))) / "static"


@pytest.fixture
def here(tmp_path: Path) -> Here:
    return Here(tmp_path, "en")


def test_a_lesson_has_bar_dossier_form_and_coach(here: Here) -> None:
    page = lesson.lesson("barriers", "qinglan", here)
    bar, desk = page.children
    reading, work = desk.children
    assert [type(w).__name__ for w in (bar, *reading.children, *work.children)] == [
        "Bar", "Dossier", "Form", "CoachPanel",
    ]  # fmt: skip


def test_the_relationship_lesson_has_the_map_below(here: Here) -> None:
    page = lesson.lesson("relationship", "qinglan", here)
    assert type(page.children[-1]).__name__ == "RelationshipMap"


def test_an_exercise_has_a_plan_of_its_own(here: Here) -> None:
    page = lesson.exercise("barriers-register", here)
    assert type(page.children[0]).__name__ == "Bar"


def test_the_first_page_counts_all_layers(here: Here) -> None:
    page = start.page("qinglan", here)
    assert [type(w).__name__ for w in page.children] == ["Bar"]


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (lambda h: lesson.lesson("barrier", "qinglan", h), "no lesson called “barrier”"),
        (lambda h: lesson.lesson("barriers", "nowhere", h), "There are: "),
        (lambda h: lesson.exercise("../../etc", h), "no exercise called “../../etc”"),
        (lambda h: lesson.lesson("barriers", "<b>", h), "no case called “<b>”"),
    ],
)
def test_what_is_not_there_is_said_plainly(here: Here, page: object, said: str) -> None:
    shown = page(here)  # type: ignore[operator]
    assert isinstance(shown, Plain)
    assert said in shown.spec["text"]


def test_a_faulty_case_is_said_plainly(tmp_path: Path) -> None:
    folder = tmp_path / "cases" / "mine"
    folder.mkdir(parents=True)
    (folder / "case.yaml").write_text("schema_version: 1\n", encoding="utf-8")
    for language in LANGUAGES:
        shown = lesson.lesson("barriers", "mine", Here(tmp_path, language))
        assert isinstance(shown, Plain)
        assert "mine" in shown.spec["text"]


def notebook_of(folder: Path, metadata: object) -> Path:
    path = folder / "lesson.ipynb"
    path.write_text(json.dumps({"metadata": metadata}), encoding="utf-8")
    return path


def test_the_notebook_says_language_and_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = notebook_of(tmp_path, {"fivelayer": {"language": "zh"}})
    monkeypatch.setenv("JPY_SESSION_NAME", str(path))
    assert notebook.here() == Here(tmp_path, "zh")


@pytest.mark.parametrize("metadata", [None, {}, {"fivelayer": []}, {"fivelayer": {"language": 7}}])
def test_without_a_language_there_the_environment_decides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, metadata: object
) -> None:
    monkeypatch.setenv("JPY_SESSION_NAME", str(notebook_of(tmp_path, metadata)))
    monkeypatch.delenv("FIVELAYER_LANGUAGE", raising=False)
    assert notebook.here().language == "en"
    monkeypatch.setenv("FIVELAYER_LANGUAGE", "zh")
    assert notebook.here().language == "zh"


def test_totals_are_the_trainees_own_in_words() -> None:
    from fivelayer import cases, places

    case = cases.load(places.cases() / "qinglan").file
    makers = [
        DecisionMaker(id="d1", weight="30", support={"us": "2", "junheng": "-1"}),  # type: ignore[arg-type]
        DecisionMaker(id="d2", weight="70", support={"us": "0", "junheng": "2"}),  # type: ignore[arg-type]
        DecisionMaker(id="d3"),
    ]
    said = relationship_map.in_words(makers, case, "en")
    assert said == [
        "By your entries (weight times support, added up): Us 60, Junheng Information 110. "
        "Junheng Information leads in total supporting weight."
    ]
    assert relationship_map.in_words(makers[:1], case, "zh") == [
        "按你填的内容（权重×支持度之和）：我方 60，钧衡信息 −30。我方的总权重领先。",
        "你填的权重合计 30%，不是 100%；合计只算已填的部分。",
    ]
    assert len(relationship_map.in_words([], case, "en")) == 1


def test_no_script_makes_html_of_text() -> None:
    for file in STATIC.glob("*.js"):
        script = file.read_text("utf-8")
        for danger in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
            assert danger not in script, file.name


def test_no_script_or_style_reaches_the_network() -> None:
    for file in STATIC.iterdir():
        addresses = re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}", file.read_text("utf-8"))
        assert addresses in ([], ["http://www.w3.org"]), file.name


def test_the_words_that_scripts_ask_for_are_there() -> None:
    widgets = {
        "bar": ("bar",), "coach": ("coach",), "dossier": ("dossier",), "map": ("map",),
        "form": ("form", "fields", "tables"),
    }  # fmt: skip
    there = catalogue("views", "en")
    for widget, scripts in widgets.items():
        for script in scripts:
            text = (STATIC / f"{script}.js").read_text("utf-8")
            for name in re.findall(r"\bthis\.words\.(\w+)|\bform\.words\.(\w+)", text):
                key = f"views.{widget}.{name[0] or name[1]}"
                assert key in there, f"{script}.js"


def test_importing_the_kit_loads_no_widget() -> None:
    code = "import fivelayer, sys; sys.exit('ipywidgets' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
