"""The report's notebook checks its own parameters: no slip goes unseen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from fivelayer.reports.parameters import ParameterError, Parameters

FILE = str(Path(__file__).parents[1] / "report_data" / "en.json")


def notebook(**given: Any) -> Parameters:
    """A kernel's names as they are when the cell after the parameters runs."""
    names: dict[str, Any] = {"__name__": "__main__", "In": [""], "Out": {}, "_": "", "exit": exit}
    names["given"] = parameters = Parameters(names)
    names |= {"result_file": None, "language": None}
    names |= {"_i": "x", "_ii": "", "_iii": "", "_i1": "x", "_i22": "y", "_5": 3, "In": ["", "x"]}
    names |= given
    return parameters


def test_both_parameters_are_enough() -> None:
    assert notebook(result_file=FILE, language="zh").checked() == (Path(FILE), "zh")


@pytest.mark.parametrize("name", ["langauge", "Language", "result_fle", "resultfile"])
def test_a_misspelt_parameter_is_named_with_the_one_meant(name: str) -> None:
    right = "language" if "l" in name[:1].lower() else "result_file"
    with pytest.raises(ParameterError, match=f"no parameter '{name}'; did you mean '{right}'"):
        notebook(result_file=FILE, language="en", **{name: "zh"}).checked()


@pytest.mark.parametrize("name", ["seed", "_language", "exit", "__name__", "x"])
def test_any_other_name_is_unknown(name: str) -> None:
    with pytest.raises(ParameterError, match=f"no parameter '{name}'"):
        notebook(result_file=FILE, language="en", **{name: "zh"}).checked()


@pytest.mark.parametrize("name", ["result_file", "language"])
@pytest.mark.parametrize("nothing", [None, ""])
def test_no_parameter_has_a_default(name: str, nothing: str | None) -> None:
    given = {"result_file": FILE, "language": "en", name: nothing}
    with pytest.raises(ParameterError, match=f"parameter '{name}' is missing"):
        notebook(**given).checked()


@pytest.mark.parametrize("language", ["EN", "de", 1, ["en"]])
def test_the_language_must_be_one_of_ours(language: object) -> None:
    with pytest.raises(ParameterError, match="must be one of en, zh"):
        notebook(result_file=FILE, language=language).checked()


@pytest.mark.parametrize("file", ["absent.json", 7, 1.5, [FILE], str(Path(FILE).parent)])
def test_the_file_must_be_there(file: object) -> None:
    with pytest.raises(ParameterError, match="must be a file that the marking wrote"):
        notebook(result_file=file, language="en").checked()


def test_the_fault_is_shown_without_a_traceback() -> None:
    with pytest.raises(ParameterError) as caught:
        notebook(language="en").checked()
    shown = caught.value._render_traceback_()
    assert shown == [
        "ParameterError: The parameter 'result_file' is missing: the report has no default for it."
    ]
