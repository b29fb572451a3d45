"""One person's data: all of it exported, all of it erased, nobody else's touched."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fivelayer.activity import Activity, Who
from fivelayer.cases import Case
from fivelayer.choices import LAYERS
from fivelayer.record import personal

Opener = Callable[..., Activity]


def work(case: Case, workspace: Path, who: Who) -> Activity:
    activity = Activity.open(case, "course", LAYERS, "en", workspace, who)
    activity.change("fit.tier", "key")
    activity.start_over()
    activity.change("fit.tier", "top")
    activity.hand_in()
    lesson: dict[str, Any] = {
        "cells": [], "nbformat": 4, "nbformat_minor": 5,
        "metadata": {"fivelayer": {"language": "en", "record": activity.copy()}},
    }  # fmt: skip
    place = workspace / "notebooks" / f"{who.folder}.ipynb"
    place.parent.mkdir(exist_ok=True)
    place.write_text(json.dumps(lesson), encoding="utf-8")
    return activity


def everything(workspace: Path) -> str:
    return "\n".join(
        f"{path}\n{path.read_text(encoding='utf-8')}"
        for path in sorted(workspace.rglob("*"))
        if path.is_file()
    )


LI = Who(team="alpha", trainee="李雷", workshop="spring")
HAN = Who(team="beta", trainee="韩梅梅")


def test_an_export_holds_records_copies_hand_ins_and_notebooks(
    small_case: Case, tmp_path: Path
) -> None:
    work(small_case, tmp_path, HAN)
    work(small_case, tmp_path, LI)
    found = personal.export(tmp_path, "李雷")
    json.dumps(found)
    assert [file["kind"] for file in found["files"]].count("record") == 3  # record, last, kept
    assert {file["kind"] for file in found["files"]} == {"me", "record", "notebook", "hand-in"}
    assert "韩梅梅" not in json.dumps(found, ensure_ascii=False)


def test_erasing_leaves_no_trace_of_the_person_and_all_of_everybody_else(
    small_case: Case, tmp_path: Path
) -> None:
    other = work(small_case, tmp_path, HAN)
    others = other.record
    mine = work(small_case, tmp_path, LI)
    mine.where().write_bytes(b"{half \xe6\x9d\x8e")  # unreadable, in the person's folder
    gone = personal.erase(tmp_path, " 李雷 ")
    assert gone
    left = everything(tmp_path)
    assert "李雷" not in left
    assert not mine.where().parent.exists()
    assert json.loads(other.where().read_text(encoding="utf-8")) == others.json_form()
    assert len(personal.export(tmp_path, "韩梅梅")["files"]) == 5
    notebook = tmp_path / "notebooks" / f"{LI.folder}.ipynb"
    assert json.loads(notebook.read_text())["metadata"]["fivelayer"] == {"language": "en"}
    assert personal.erase(tmp_path, "李雷") == []


def test_who_works_alone_under_a_teams_name_is_found_by_it(opened: Opener, tmp_path: Path) -> None:
    opened("gamma").change("fit.tier", "key")
    assert personal.erase(tmp_path, "gamma")
    assert "gamma" not in everything(tmp_path)


def test_nobody_of_that_name_is_nothing(opened: Opener, tmp_path: Path) -> None:
    opened("gamma").change("fit.tier", "key")
    before = everything(tmp_path)
    assert personal.export(tmp_path, "../gamma")["files"] == []
    assert personal.erase(tmp_path, "") == []
    assert everything(tmp_path) == before


RUBBISH = (
    *("", "[]", "{", '{"metadata": 1}', '{"metadata": {"fivelayer": []}}'),
    '{"metadata": {"fivelayer": {"record": {"identity": [1]}}}}',
)


def test_rubbish_in_the_workspace_is_passed_over(opened: Opener, tmp_path: Path) -> None:
    opened("gamma").change("fit.tier", "key")
    for number, content in enumerate(RUBBISH):
        (tmp_path / f"{number}.ipynb").write_text(content)
        (tmp_path / "records" / "gamma" / f"{number}--x.json").write_text(content)
    assert len(personal.export(tmp_path, "gamma")["files"]) == 3
