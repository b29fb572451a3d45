"""What the tests of cases share: every case folder that came with the checkout."""

from __future__ import annotations

from pathlib import Path

import pytest

from fivelayer import cases
from fivelayer.cases import Case

FOLDERS = sorted(path.parent for path in (Path(__file__).parents[2] / "cases").glob("*/case.yaml"))


@pytest.fixture(scope="session", params=FOLDERS, ids=lambda folder: folder.name)
def case(request: pytest.FixtureRequest) -> Case:
    """Each case in turn, loaded once."""
    return cases.load(request.param)
