"""The whole way, as a trainee and a manager go it: lesson, form, citation, remark, reload, hand in, marks."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from fivelayer.lab import prepare
from fivelayer.messages import text

LESSON = "notebooks/{}/2-barriers.ipynb"
WORDS = {
    "en": {
        "what": "Only shortlisted products are sold; the window closes on 27 August",
        "reason": "The pilot users like us and the window is still open, so we attack",
    },
    "zh": {
        "what": "没有入围就不能卖，窗口期到8月27日为止",
        "reason": "试点用户认可我们，窗口期还没到，可以进攻",
    },
}


@pytest.fixture
def folder(lab: Any, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A trainee's own folder, as `fivelayer lab` makes it."""
    made = prepare(lab.folder / f"way-{request.node.name[-3:-1]}").folder
    yield made
    shutil.rmtree(made, ignore_errors=True)


def records(folder: Path) -> list[dict[str, Any]]:
    found = sorted((folder / "records").glob("*/*.json"))
    return [json.loads(path.read_text("utf-8")) for path in found]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_from_the_lesson_to_the_marks(
    page: Page, lab: Any, steps: Any, folder: Path, tmp_path: Path, language: str
) -> None:
    words = WORDS[language]

    def button(key: str) -> str:
        return f"button:has-text('{text(key, language)}')"  # type: ignore[arg-type]

    notebook = f"{folder.name}/{LESSON.format(language)}"

    # Opening the lesson is all it takes.
    page.goto(lab.address(notebook))
    page.wait_for_selector(".fl-join-form input")
    expect(page.locator(".jp-Notebook")).to_have_attribute(
        "lang", {"en": "en", "zh": "zh-CN"}[language]
    )
    page.fill(".fl-join-form input >> nth=0", "石桥队")
    page.fill(".fl-join-form input >> nth=1", "Li Na")
    page.keyboard.press("Enter")

    # Fill in a barrier, cite a line of the dossier, see a remark at once.
    page.click(button("views.add.barriers.entries"))
    page.fill("[data-path$='.what'] textarea", words["what"])
    page.fill("[data-path$='.gate_date'] input", "soon")
    page.wait_for_selector("[data-path$='.gate_date'] [data-rule='field.day']")
    page.fill("[data-path$='.gate_date'] input", "2027-08-27")
    page.wait_for_selector("[data-path$='.gate_date'] .fl-remark", state="detached")
    page.check("[data-path$='.hardness'] input[value=hard]", force=True)
    page.select_option("[data-path$='.kind'] select", "framework")
    page.select_option("[data-path$='.means'] select", "get_shortlisted")
    page.check("[data-path='barriers.strategy'] input[value=attack]", force=True)
    page.fill("[data-path='barriers.reason'] textarea", words["reason"])
    page.click("[data-path$='.gate_date'] input")
    page.click(".fl-tab >> nth=2")  # the correction notice, D2
    page.click(".fl-dossier-line[data-line='D2:7']")
    page.wait_for_selector(".fl-chips :text('D2:7')")
    steps.shot(page, f"whole-way-{language}")

    # Ask for the layer's remarks.
    page.click(button("views.coach.ask"))
    page.wait_for_selector(".fl-coach-remark")

    # The next morning everything is there again.
    steps.wait_until(lambda: "D2:7" in str(records(folder)), "the citation is on disk")
    before = records(folder)[0]["draft"]
    page.goto(lab.address(notebook))
    page.wait_for_selector("[data-path$='.gate_date'] input")
    page.wait_for_function(
        "() => document.querySelector(\"[data-path$='.gate_date'] input\").value === '2027-08-27'"
    )
    assert records(folder)[0]["draft"] == before

    # Hand in; the manager marks the folder by the command.
    page.click(button("views.bar.hand_in"))
    steps.wait_until(lambda: bool(list((folder / "hand-in").glob("*.ipynb"))), "handed in")
    page.wait_for_selector(".fl-said:not([hidden])")
    marks = tmp_path / "marks"
    marking = subprocess.run(
        [
            sys.executable,
            "-m",
            "fivelayer.cli",
            "mark",
            str(folder / "hand-in"),
            "--out",
            str(marks),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert marking.returncode == 0, marking.stdout + marking.stderr
    (row,) = csv.DictReader((marks / "gradebook.csv").read_text("utf-8-sig").splitlines())
    assert row["Team"] == "石桥队"
    assert row["framework_gate"] == "1" or float(row["framework_gate"]) > 0
    assert 0 < float(row["Points"]) < 20
    (feedback,) = (marks / "feedback").glob("*.html")
    assert words["what"] in feedback.read_text("utf-8").replace("<mark>", "").replace("</mark>", "")
    lab.shut_down_kernel(notebook)
