"""Lessons open by themselves in JupyterLab and Notebook 7, and nothing else ever runs by itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import App, Lab, Steps
    from playwright.sync_api import Page

# Stands in for the kit: each verb notes that it ran and shows a text field that the kernel answers.
STAND_IN = """
from pathlib import Path
import ipywidgets
from IPython.display import display

def _verb(verb):
    def run(*words):
        with Path("ran.txt").open("a") as file:
            print(verb, *words, file=file)
        field = ipywidgets.Text(description=" ".join((verb, *words)), continuous_update=True)
        echo = ipywidgets.Label("alive")
        field.observe(lambda change: setattr(echo, "value", "heard " + change.new), "value")
        display(ipywidgets.VBox([field, echo, ipywidgets.Button(description="more")]))
    return run

for _name in ("start", "lesson", "exercise", "form", "dossier", "release"):
    globals()[_name] = _verb(_name)
"""
FORM = 'import fivelayer as fl; fl.form("barrier")'
LESSON = 'import fivelayer as fl; fl.lesson("information", "qinglan")\n'
TOUCH = "open('harm.txt', 'w')"
# Every one of these would run, or be taken for a form's cell, if the rule were a little laxer.
HOSTILE = {
    "a second statement": f"{FORM}; {TOUCH}",
    "a second line": f"{FORM}\n{TOUCH}",
    "a first line": f"{TOUCH}\n{FORM}",
    "the form in the middle": f"{TOUCH}\n{FORM}\n{TOUCH}",
    "a first line that is empty": f"\n{FORM}",
    "two empty lines": f"{FORM}\n\n",
    "a carriage return": f"{FORM}\r{TOUCH}",
    "a form feed": f"{FORM}\f{TOUCH}",
    "a line separator": f"{FORM}\u2028{TOUCH}",
    "a comment": f"{FORM}  # {TOUCH}",
    "another module": f"import json as fl; fl.form({TOUCH})",
    "a module named alike": 'import fivelayer_ as fl; fl.form("barrier")',
    "a module inside": 'import fivelayer.form as fl; fl.form("barrier")',
    "another alias": f'import fivelayer as fl, sys; fl.form("{TOUCH}")',
    "a verb that is not for lessons": 'import fivelayer as fl; fl.release("kit")',
    "a private verb": 'import fivelayer as fl; fl._verb("form")',
    "an f-string": f'import fivelayer as fl; fl.form(f"{{{TOUCH}}}")',
    "an expression": f"import fivelayer as fl; fl.form({TOUCH})",
    "an unpacking": f"import fivelayer as fl; fl.form(*[{TOUCH}])",
    "a keyword": 'import fivelayer as fl; fl.form(layer="barrier")',
    "single quotes": "import fivelayer as fl; fl.form('barrier')",
    "a quote that closes early": f'import fivelayer as fl; fl.form("a"+str({TOUCH})+"b")',
    "a path": 'import fivelayer as fl; fl.form("../../etc")',
    "an escape": 'import fivelayer as fl; fl.form("\\x61")',
    "capital letters": 'import fivelayer as fl; fl.form("BARRIER")',
    "a long word": f'import fivelayer as fl; fl.form("{"a" * 41}")',
    "many words": 'import fivelayer as fl; fl.form("a"' + ', "aaaaaaaaaa"' * 40 + ")",
    "full-width letters, which Python reads as plain ones": (
        'import fivelayer as fl; fl.\uff46\uff4f\uff52\uff4d("barrier")'
    ),
    "a Cyrillic letter": 'import fivelayer as fl; fl.f\u043erm("barrier")',
    "a dotless i": 'import f\u0131velayer as fl; fl.form("barrier")',
    "a Kelvin sign, which lower case makes a k": 'import fivelayer as fl; fl.des\u212a("a")',
    "a word of other digits": 'import fivelayer as fl; fl.form("\u0661")',
    "a no-break space": 'import\u00a0fivelayer as fl; fl.form("barrier")',
    "a zero-width space": f"\u200b{FORM}",
    "a byte order mark": f"\ufeff{FORM}",
    "an indentation": f" {FORM}",
    "a shell escape": f"!touch harm.txt; {FORM}",
    "a magic": f"%time {FORM}",
    "a cell magic": f"%%python\n{FORM}",
    "a question mark": f"{FORM}?",
    "an assignment": 'import fivelayer as fl; x = fl.form("barrier")',
    "a chain": 'import fivelayer as fl; fl.form("barrier").show()',
    "a call without the import": 'fl.form("barrier")',
}
# What a hostile file might write beside a cell to have it taken for a form's.
CLAIMS: dict[str, Any] = {
    "tags": ["fivelayer", "fivelayer-form", "form", "init_cell", "parameters"],
    "fivelayer": {"form": True, "run": True, "source": FORM},
    "init_cell": True,
    "trusted": True,
    "jupyter": {"source_hidden": True},
}
SCRIPT = "<img src=x onerror=\"document.body.dataset.harm='yes'\"><b>an old output</b>"
OLD_OUTPUT = {"output_type": "display_data", "metadata": {}, "data": {"text/html": SCRIPT}}


def code(source: str | list[str], **parts: Any) -> dict[str, Any]:
    """A code cell that claims everything, with or without old outputs."""
    cell = {"cell_type": "code", "execution_count": None, "metadata": CLAIMS, "outputs": []}
    return {**cell, "source": source, **parts}


def write(lab: Lab, name: str, cells: list[dict[str, Any]], **metadata: Any) -> str:
    """Write a notebook into a folder of its own, so that what it does is seen there alone."""
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    cells = [{"id": f"cell-{number}", **cell} for number, cell in enumerate(cells)]
    notebook = {
        "cells": cells,
        "metadata": {"kernelspec": kernel, "fivelayer": {"language": "en"}, **metadata},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    path = lab.folder / name / "lesson.ipynb"
    path.parent.mkdir()
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return f"{name}/lesson.ipynb"


def ran(lab: Lab, notebook: str) -> list[str]:
    """What the stand-in's verbs noted, in order."""
    note = (lab.folder / notebook).parent / "ran.txt"
    return note.read_text("utf-8").splitlines() if note.exists() else []


def harm(lab: Lab, notebook: str) -> bool:
    """Whether a hostile cell left its mark."""
    return (lab.folder / notebook).with_name("harm.txt").exists()


def counts(page: Page) -> list[int | None]:
    """Each cell's execution count, None for one that never ran."""
    script = """() => [...window.jupyterapp.shell.currentWidget.content.model.cells].map(
      (cell) => cell.type === "code" ? cell.executionCount : null)"""
    found: list[int | None] = page.evaluate(script)
    return found


@pytest.fixture(scope="module")
def lab(browser: object, steps: Steps, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A server whose kernels have the stand-in instead of the kit."""
    packages = tmp_path_factory.mktemp("packages")
    (packages / "fivelayer.py").write_text(STAND_IN, encoding="utf-8")
    folder, state = tmp_path_factory.mktemp("lessons"), tmp_path_factory.mktemp("state")
    with steps.running_lab(folder, state, {"PYTHONPATH": str(packages)}) as server:
        yield server


@pytest.mark.parametrize("app", ["lab", "notebook"])
def test_forms_open_by_themselves_and_their_code_is_folded(
    page: Page, lab: Lab, steps: Steps, app: App
) -> None:
    cells = [code("1 + 1"), code(LESSON), code(FORM)]
    notebook = write(lab, f"opens-{app}", cells)
    steps.open_notebook(page, lab, notebook, app)
    steps.wait_forms(page, 2)
    steps.shot(page, f"labextension-{app}")

    assert ran(lab, notebook) == ["lesson information qinglan", "form barrier"]
    assert page.locator(".jp-Dialog").count() == 0
    assert page.locator(".jp-toast, .Toastify__toast").count() == 0
    assert len(lab.kernels(notebook)) == 1
    form = page.locator(".fivelayer-form").nth(1)
    form.locator("input").fill("shortlist")
    form.get_by_text("heard shortlist").wait_for()

    assert not form.locator(".jp-Cell-inputWrapper").is_visible()
    assert not form.locator(".jp-OutputPrompt").first.is_visible()
    plain = page.locator(".jp-CodeCell:not(.fivelayer-form)").first
    assert plain.locator(".jp-Cell-inputWrapper").is_visible()
    whole = page.locator(".jp-Notebook .fivelayer-form").first.bounding_box()
    output = form.locator(".jp-OutputArea-output").first.bounding_box()
    assert whole
    assert output
    assert output["width"] >= whole["width"] - 40


def test_the_code_is_a_key_press_away(page: Page, lab: Lab, steps: Steps) -> None:
    notebook = write(lab, "toggle", [code(FORM)], fivelayer={"language": "zh"})
    steps.open_notebook(page, lab, notebook)
    steps.wait_forms(page)
    editor = page.locator(".fivelayer-form .jp-InputArea-editor")
    show = page.get_by_role("button", name="显示这张表单背后的代码")
    show.focus()
    page.keyboard.press("Enter")
    editor.wait_for(state="visible")
    hide = page.get_by_role("button", name="隐藏这张表单背后的代码")
    assert hide.get_attribute("aria-expanded") == "true"
    page.keyboard.press("Space")
    editor.wait_for(state="hidden")


def test_keys_pressed_in_a_form_do_nothing_to_the_notebook(
    page: Page, lab: Lab, steps: Steps
) -> None:
    notebook = write(lab, "keys", [code(FORM), code("1 + 1")])
    steps.open_notebook(page, lab, notebook)
    steps.wait_forms(page)
    page.locator(".fivelayer-form .widget-button").focus()
    for key in ("d", "d", "x", "a", "Shift+Enter"):
        page.keyboard.press(key)
    assert page.locator(".jp-CodeCell").count() == 2
    assert ran(lab, notebook) == ["form barrier"]
    before = (lab.folder / notebook).read_text("utf-8")
    page.locator(".fivelayer-form input").focus()
    page.keyboard.press("Control+s")
    steps.wait_until(
        lambda: (lab.folder / notebook).read_text("utf-8") != before, "Ctrl+S saves from a form"
    )


@pytest.mark.parametrize("app", ["lab", "notebook"])
def test_no_other_cell_ever_runs_by_itself(page: Page, lab: Lab, steps: Steps, app: App) -> None:
    cells = [code(source) for source in HOSTILE.values()]
    cells += [
        code([f"{FORM}\n", TOUCH]),
        code([FORM, f"; {TOUCH}"]),
        {"cell_type": "raw", "metadata": CLAIMS, "source": FORM},
        {"cell_type": "markdown", "metadata": CLAIMS, "source": FORM},
        code(FORM),
    ]
    notebook = write(lab, f"hostile-{app}", cells)
    steps.open_notebook(page, lab, notebook, app)
    steps.wait_forms(page)
    page.wait_for_timeout(1000)  # whatever else might be on its way
    steps.wait_idle(page)

    assert ran(lab, notebook) == ["form barrier"]
    assert not harm(lab, notebook)
    assert page.locator(".fivelayer-form").count() == 1
    *others, form = counts(page)
    assert form == 1
    assert [name for name, count in zip(HOSTILE, others, strict=False) if count is not None] == []
    assert not any(others)


def test_the_rule_refuses_each_hostile_source(runs_by_itself: Any) -> None:
    assert runs_by_itself(FORM)
    assert runs_by_itself(LESSON)
    assert [
        name for name, source in HOSTILE.items() if len(source) <= 400 and runs_by_itself(source)
    ] == []


@pytest.mark.parametrize("claim", [None, "en", ["en"]])
def test_nothing_runs_in_a_notebook_that_is_no_lesson(
    page: Page, lab: Lab, steps: Steps, claim: object
) -> None:
    notebook = write(lab, f"stranger-{claim}".replace("'", ""), [code(FORM)], fivelayer=claim)
    steps.open_notebook(page, lab, notebook)
    page.wait_for_timeout(1000)
    assert ran(lab, notebook) == []
    assert page.locator(".fivelayer-form").count() == 0


def test_a_module_beside_the_notebook_is_not_imported(page: Page, lab: Lab, steps: Steps) -> None:
    notebook = write(lab, "planted", [code(FORM)])
    beside = (lab.folder / notebook).parent
    for module in ("fivelayer", "ipywidgets", "pydantic"):
        (beside / f"{module}.py").write_text(f"{TOUCH}\nform = print\n", encoding="utf-8")
    steps.open_notebook(page, lab, notebook)
    steps.wait_forms(page)
    assert ran(lab, notebook) == ["form barrier"]
    assert not harm(lab, notebook)


def test_old_outputs_gain_no_trust(page: Page, lab: Lab, steps: Steps) -> None:
    old = {"outputs": [OLD_OUTPUT], "execution_count": 1}
    notebook = write(lab, "outputs", [code("1 + 1", **old), code(FORM, **old)])
    for _visit in ("first", "after saving"):
        steps.open_notebook(page, lab, notebook)
        steps.wait_forms(page)
        page.wait_for_timeout(500)
        assert page.locator("body").get_attribute("data-harm") is None
        assert page.get_by_text("an old output").count() == 1
        assert page.locator(".fivelayer-form").get_by_text("alive").is_visible()
        steps.save(page)


def test_forms_come_back_after_the_kernel_was_killed(page: Page, lab: Lab, steps: Steps) -> None:
    notebook = write(lab, "killed", [code(FORM), code(TOUCH)])
    steps.open_notebook(page, lab, notebook)
    steps.wait_forms(page)
    lab.kill_kernel(notebook)
    page.get_by_role("button", name="Ok", exact=True).click()  # Jupyter's word on the restart
    page.evaluate("() => document.dispatchEvent(new CustomEvent('fivelayer:revive'))")
    steps.wait_until(lambda: ran(lab, notebook) == ["form barrier"] * 2, "the form ran again")
    assert_answers(page)
    assert not harm(lab, notebook)


def test_forms_come_back_after_the_kernel_was_shut_down(page: Page, lab: Lab, steps: Steps) -> None:
    notebook = write(lab, "shut-down", [code(FORM)])
    steps.open_notebook(page, lab, notebook)
    steps.wait_forms(page)
    lab.shut_down_kernel(notebook)
    steps.wait_until(lambda: not lab.kernels(notebook), "the kernel ended")
    page.evaluate("""() => {
      for (const _twice of [1, 2]) document.dispatchEvent(new CustomEvent("fivelayer:revive"));
    }""")
    steps.wait_until(lambda: ran(lab, notebook) == ["form barrier"] * 2, "the form ran again")
    assert_answers(page)
    assert len(lab.kernels(notebook)) == 1


def assert_answers(page: Page) -> None:
    """The form in front is connected to a living kernel."""
    page.wait_for_function("() => !document.querySelector('.fivelayer-waiting')")
    field = page.locator(".fivelayer-form input")
    field.wait_for()
    field.fill("again")
    page.get_by_text("heard again").wait_for()


def test_a_kernel_of_another_name_opens_without_a_question(
    page: Page, lab: Lab, steps: Steps
) -> None:
    elsewhere = {"display_name": "Python (sales)", "language": "python", "name": "conda-env-sales"}
    python = {"name": "python"}
    notebook = write(lab, "elsewhere", [code(FORM)], kernelspec=elsewhere, language_info=python)
    steps.open_notebook(page, lab, notebook)
    steps.wait_forms(page)
    assert page.locator(".jp-Dialog").count() == 0
    assert ran(lab, notebook) == ["form barrier"]


def test_the_words_are_the_catalogues(lab: Lab) -> None:
    words = lab.ask("lab/extensions/fivelayer/static/words.json")
    assert set(words) == {"en", "zh"}
    assert set(words["en"]) == set(words["zh"]) == {"opening", "show_code", "hide_code"}


def test_no_news_is_asked_for(lab: Lab) -> None:
    settings = lab.ask("lab/api/settings/@jupyterlab/apputils-extension:notification")
    asked = {name: rule.get("default") for name, rule in settings["schema"]["properties"].items()}
    assert asked["fetchNews"] == "false"
    assert asked["checkForUpdates"] is False
