"""The facilitator's notebook: clean, the same cells in both languages, in nobody's kit."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from fivelayer import lab, places
from fivelayer.messages import LANGUAGES
from fivelayer.workshop import settings

PAGES = {
    language: places.notebooks() / "live" / language / "facilitator.ipynb" for language in LANGUAGES
}


def tree(page: Path) -> dict[str, Any]:
    return dict(json.loads(page.read_text("utf-8")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_clean_and_shows_the_board(language: str) -> None:
    found = tree(PAGES[language])  # type: ignore[index]
    assert found["metadata"]["fivelayer"] == {"language": language}
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in found["cells"])
    code = ["".join(c["source"]) for c in found["cells"] if c["cell_type"] == "code"]
    assert code == ["import fivelayer as fl; fl.live()"]


def test_both_languages_have_the_same_cells() -> None:
    en, zh = ([(c["id"], c["cell_type"]) for c in tree(p)["cells"]] for p in PAGES.values())
    assert en == zh


def test_the_agenda_is_the_one_that_a_new_workshop_has() -> None:
    slots = settings.draft("spring", "en", "2027-07-05", ["qinglan"], seed=7).agenda
    for page in PAGES.values():
        cells = {cell["id"]: "".join(cell["source"]) for cell in tree(page)["cells"]}
        told = re.findall(r"^\| (\d\d:\d\d) \| (\d+) \|", cells["agenda"], re.MULTILINE)
        assert told == [(slot.at, str(slot.minutes)) for slot in slots]


def test_no_trainee_gets_it() -> None:
    assert not any(name.name == "facilitator.ipynb" for _, name in lab.lessons())
