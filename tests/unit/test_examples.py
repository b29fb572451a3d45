"""The examples in docstrings run, and give what they say."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import fivelayer

MODULES = [
    name
    for _, name, _ in pkgutil.walk_packages(fivelayer.__path__, "fivelayer.")
    if not name.endswith(".__main__") and ".migrations." not in name  # alembic alone can run those
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module(name: str) -> None:
    results = doctest.testmod(importlib.import_module(name))
    assert results.failed == 0
