"""What several unit tests share: a small case, without a dossier's text or a key."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from fivelayer.activity import Activity, Who
from fivelayer.cases import Case, CaseFile
from fivelayer.choices import LAYERS

# A slow or busy machine is no failure: time is measured by benchmarks, not by unit tests.
settings.register_profile("unit", deadline=None)
settings.load_profile("unit")

BOTH = {"en": "Any", "zh": "任意"}


@pytest.fixture(scope="session")
def small_case() -> Case:
    """A case with one document listed, enough to open an activity."""
    file = CaseFile.model_validate(
        {
            "schema_version": 1,
            "id": "small",
            "version": "1.0.0",
            "access": "open",
            "name": BOTH,
            "summary": BOTH,
            "goal": BOTH,
            "lesson": ["S5"],
            "today": "2026-03-02",
            "us": {"id": "us", "name": BOTH},
            "rivals": [{"id": "rival", "name": BOTH}],
            "documents": [
                {"id": "D1", "file": "01-a.md", "title": BOTH, "kind": "note", "date": "2026-01-01"}
            ],
        }
    )
    return Case(Path("small"), file)


@pytest.fixture
def opened(small_case: Case, tmp_path: Path) -> Callable[..., Activity]:
    """Opens the small case's course in a folder of this test."""

    def open_one(team: str = "alpha", folder: Path = tmp_path, language: str = "en") -> Activity:
        who = Who(team=team)
        return Activity.open(small_case, "course", LAYERS, language, folder, who)  # type: ignore[arg-type]

    return open_one


@pytest.fixture(scope="session")
def lab() -> Any:
    """What tests of the simulation share: `tests/simulation/lab.py`."""
    path = Path(__file__).parents[1] / "simulation" / "lab.py"
    spec = importlib.util.spec_from_file_location("simulation_lab", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
