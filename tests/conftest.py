"""What every group of tests shares: the checkout, and pictures' and notebooks' small needs."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# Tests meet faults as faults: no friendly sentence may hide one.
os.environ.setdefault("FIVELAYER_STRICT", "1")
os.environ.setdefault("MPLBACKEND", "agg")


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def runs_by_itself() -> Callable[[str], bool]:
    """Tells whether the lab extension would run a cell of this source: its own rule, read off."""
    script = (ROOT / "labextension" / "static" / "allowed.js").read_text(encoding="utf-8")
    found = re.search(r"^  /\^(?P<rule>.+)\\n\?\$/;$", script, re.MULTILINE)
    assert found, "allowed.js no longer states its rule as one regular expression on one line"
    rule = re.compile(found["rule"] + r"\n?")
    return lambda source: rule.fullmatch(source) is not None
