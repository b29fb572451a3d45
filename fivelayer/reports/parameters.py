"""The parameters of the report's notebook, checked by the notebook itself.

papermill puts parameters in as one more cell and only warns of a name that the notebook does not
know, so a slip of the pen would give a report of the wrong thing. The notebook's first cell
therefore looks at what names there are before the parameters, and the cell after them compares.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from fivelayer.messages import LANGUAGES, Language, text
from fivelayer.reports.wording import said

NAMES: Final = ("result_file", "language")
"""The team report's parameters, both required."""
DEBRIEF: Final = ("game_file", "language")
"""The debrief's."""
# IPython's own record of inputs and outputs grows with every cell.
_HISTORY: Final = re.compile(r"_|__|___|_i{1,3}|_i\d+|_\d+|_[iod]h|In|Out")
_MISSING: Final = object()


class ParameterError(ValueError):
    """A parameter that is unknown, missing, or not what it must be; shown without a traceback."""

    def _render_traceback_(self) -> list[str]:
        return [f"{type(self).__name__}: {self}"]


class Parameters:
    """The names of a namespace before the parameters, and what came to them since.

    >>> notebook = {"x": 1}
    >>> given = Parameters(notebook)
    >>> notebook |= {"result_file": "a.json", "language": "en", "langauge": "zh"}
    >>> given.checked()
    Traceback (most recent call last):
    ...
    fivelayer.reports.parameters.ParameterError: The report has no parameter 'langauge'; did you mean \
'language'? It takes: result_file, language.
    """

    def __init__(self, namespace: dict[str, Any], names: tuple[str, str] = NAMES) -> None:
        self._namespace = namespace
        self._before = dict(namespace)
        self._names = names

    def checked(self) -> tuple[Path, Language]:
        """The file and the language.

        Raises:
            ParameterError: a parameter is unknown, missing, or not what it must be.
        """
        for name in self._new_names():
            raise unknown(name, self._names)
        file, language = (self._namespace.get(name) for name in self._names)
        check_values(file, language, names=self._names)
        return Path(file), language  # type: ignore[arg-type, return-value]  # checked just now

    def report(self) -> Any:
        """The team report that the parameters ask for.

        Raises:
            ParameterError: as in `checked`, or the file is no result of the marking.
        """
        from fivelayer.reports.team import TeamReport

        return TeamReport.of(*self.checked())

    def debrief(self) -> Any:
        """The debrief that the parameters ask for.

        Raises:
            ParameterError: as in `checked`, or there is no game in the file that can be played.
        """
        from fivelayer.reports.debrief import Debrief

        return Debrief.of(*self.checked())

    def _new_names(self) -> list[str]:
        """Names set or changed since, but for the parameters, this object and IPython's history."""
        return [
            name
            for name, value in self._namespace.items()
            if name not in self._names
            and value is not self
            and self._before.get(name, _MISSING) is not value
            and not _HISTORY.fullmatch(name)
        ]


def unknown(name: str, names: tuple[str, str] = NAMES) -> ParameterError:
    """What to say of a parameter that the report does not have."""
    near = get_close_matches(name, names, n=1)
    words = {"name": repr(name), "names": ", ".join(names)}
    if near:
        return ParameterError(said("fault.near", "en", **words, near=repr(near[0])))
    return ParameterError(said("fault.unknown", "en", **words))


def check_values(file: object, language: object, *, names: tuple[str, str] = NAMES) -> None:
    """Raise what is wrong with the parameters' values.

    Raises:
        ParameterError: one is missing, or not what it must be.
    """
    for name, value in zip(names, (file, language), strict=True):
        if value is None or value == "":
            raise ParameterError(said("fault.missing", "en", name=repr(name)))
    if language not in LANGUAGES:
        words = {"given": repr(language), "choices": ", ".join(LANGUAGES)}
        raise ParameterError(said("fault.language", "en", **words))
    if not isinstance(file, (str, Path)) or not Path(file).is_file():
        given = repr(str(file))
        if names == DEBRIEF:
            raise ParameterError(text("debrief.fault.file", "en", given=given))
        raise ParameterError(said("fault.file", "en", given=given))
