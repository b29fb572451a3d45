"""Lessons and exercises as files: clean, readable for people who do not program, the same in both languages."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

import fivelayer
from fivelayer import cases, places
from fivelayer.choices import Part
from fivelayer.views import lesson, own, playing, start
from fivelayer.views.board import Board
from fivelayer.views.form import Form

ROOT = Path(__file__).parents[2]
LESSONS = sorted((ROOT / "notebooks").glob("??/*.ipynb"))
EXERCISES = sorted((ROOT / "exercises").glob("*/??.ipynb"))
REPORTS = sorted((ROOT / "notebooks" / "reports").glob("*.ipynb"))
GUIDES = sorted((ROOT / "notebooks" / "live").glob("??/*.ipynb"))
FOR_TRAINEES = [*LESSONS, *EXERCISES]
ONE_LINER = re.compile(
    r'import fivelayer as fl; fl\.(start|lesson|exercise|game|own)\(("[a-z0-9_-]+"(?:, "[a-z0-9_-]+")?)?\)'
)


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def notebook(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def code(path: Path) -> list[tuple[str, str]]:
    cells = notebook(path)["cells"]
    return [(c["id"], "".join(c["source"])) for c in cells if c["cell_type"] == "code"]


def test_every_lesson_and_exercise_is_there_in_both_languages() -> None:
    lessons = {
        "start-here",
        "1-information",
        "2-barriers",
        "3-business",
        "4-relationship",
        "5-interest",
        "6-account",
        "7-team",
        "8-fit",
        "9-simulation",
        "10-your-own-account",
    }
    for language in ("en", "zh"):
        assert {p.stem for p in LESSONS if p.parent.name == language} >= lessons
    folders = {p.parent for p in EXERCISES}
    assert len(folders) >= 5
    assert all((f / "en.ipynb").exists() and (f / "zh.ipynb").exists() for f in folders)


@pytest.mark.parametrize("path", [*FOR_TRAINEES, *REPORTS], ids=name)
def test_no_outputs_no_counts_and_readable_ids(path: Path) -> None:
    cells = notebook(path)["cells"]
    assert not any(c.get("outputs") or c.get("execution_count") for c in cells)
    ids = [c["id"] for c in cells]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z][a-z-]{2,30}", i) for i in ids), ids


@pytest.mark.parametrize("path", [*FOR_TRAINEES, *REPORTS], ids=name)
def test_code_cells_are_one_or_two_lines_and_define_nothing(path: Path) -> None:
    for cell, source in code(path):
        assert len(source.splitlines()) <= 2 or "parameters" in cell, (cell, source)
        assert not re.search(r"\b(def|class|lambda)\b", source), (cell, source)


@pytest.mark.parametrize("path", FOR_TRAINEES, ids=name)
def test_code_is_a_folded_one_liner_that_the_lab_extension_runs(path: Path) -> None:
    cells = [c for c in notebook(path)["cells"] if c["cell_type"] == "code"]
    assert cells
    for cell in cells:
        assert ONE_LINER.fullmatch("".join(cell["source"]))
        assert cell["metadata"]["jupyter"]["source_hidden"] is True
        # A stray key must not take a form away.
        assert cell["metadata"]["deletable"] is cell["metadata"]["editable"] is False


@pytest.mark.parametrize("path", FOR_TRAINEES, ids=name)
def test_the_language_stands_in_the_metadata(path: Path) -> None:
    expected = path.parent.name if path in LESSONS else path.stem
    assert notebook(path)["metadata"]["fivelayer"]["language"] == expected


@pytest.mark.parametrize("path", [*FOR_TRAINEES, *GUIDES], ids=name)
def test_what_is_quoted_stands_in_the_quotation_marks_of_print(path: Path) -> None:
    for cell in notebook(path)["cells"]:
        if cell["cell_type"] == "markdown":
            prose = re.sub(
                r"`[^`]*`|```.*?```|<[^>]*>", "", "".join(cell["source"]), flags=re.DOTALL
            )
            assert '"' not in prose, cell["id"]
            assert prose.count("“") == prose.count("”"), cell["id"]


@pytest.mark.parametrize(
    "path", [p for p in FOR_TRAINEES if "en" in (p.parent.name, p.stem)], ids=name
)
def test_both_languages_have_the_same_cells_and_code(path: Path) -> None:
    other = path.with_name("zh.ipynb") if path.stem == "en" else path.parents[1] / "zh" / path.name
    assert code(path) == code(other)
    english, chinese = notebook(path)["cells"], notebook(other)["cells"]
    assert [c["id"] for c in english] == [c["id"] for c in chinese]
    for e, c in zip(english, chinese, strict=True):
        assert statements(e) == statements(c), e["id"]


def statements(cell: dict[str, Any]) -> list[str]:
    return sorted(re.findall(r"\b[SK]\d{1,2}\b", "".join(cell["source"])))


@pytest.mark.parametrize("path", FOR_TRAINEES, ids=name)
def test_links_lead_somewhere(path: Path) -> None:
    for cell in notebook(path)["cells"]:
        for target in re.findall(r"\]\(([^)#]+)\)", "".join(cell["source"])):
            assert (path.parent / target).resolve().is_file(), target


@pytest.mark.parametrize("path", LESSONS, ids=name)
def test_every_lesson_opens_with_minutes_questions_objectives_and_key_points(path: Path) -> None:
    rows = "".join(notebook(path)["cells"][1]["source"])
    words = {
        "en": ("Time", "Questions", "You will be able to", "Key point"),
        "zh": ("时间", "问题", "学完你能", "要点"),
    }[path.parent.name]
    assert all(f"**{word}**" in rows for word in words)


# No friendly message passes for a form that opened.


def forms(widget: Any) -> list[Form]:
    """The forms inside a widget."""
    inside = [form for child in getattr(widget, "children", ()) for form in forms(child)]
    return [widget, *inside] if isinstance(widget, Form) else inside


def promised(verb: str, argument: str = "") -> list[Part]:
    """The layers whose forms a verb shows."""
    if verb in ("start", "game", "own"):
        return []
    if verb == "lesson":
        return [Part(argument)]
    asked = cases.load_exercise(places.exercises() / argument).parts
    return [part for part in Part if part in asked]


@pytest.mark.parametrize("path", FOR_TRAINEES, ids=name)
def test_the_form_opens(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[Any] = []
    language = notebook(path)["metadata"]["fivelayer"]["language"]
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FIVELAYER_LANGUAGE", language)
    monkeypatch.setattr(lesson, "display", shown.append)
    monkeypatch.setattr(start, "display", shown.append)
    monkeypatch.setattr(playing, "display", shown.append)
    monkeypatch.setattr(own, "display", shown.append)
    for _, line in code(path):
        call = ONE_LINER.fullmatch(line)
        assert call is not None
        arguments = re.findall(r'"([^"]+)"', call[2] or "")
        getattr(fivelayer, call[1])(*arguments)
        page = shown.pop()
        assert (call[1] == "game") == any(isinstance(child, Board) for child in page.children)
        opened = forms(page)
        assert [form.part for form in opened] == promised(call[1], *arguments[:1])
        assert all(form.spec["language"] == language for form in opened)


@pytest.mark.parametrize("path", [*FOR_TRAINEES, *GUIDES], ids=name)
def test_emphasis_is_closed(path: Path) -> None:
    """Beside Chinese characters, an asterisk behind a full stop does not close: it would be shown."""
    for cell in notebook(path)["cells"]:
        if cell["cell_type"] == "markdown":
            shown = re.sub("<[^>]+>", "", MarkdownIt().render("".join(cell["source"])))
            assert "*" not in shown, (cell["id"], shown)
