"""When something breaks: a plain sentence for the trainee, the details in a file beside the records."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from fivelayer import places
from fivelayer.messages import Language, text

LOG: Final = "trouble.log"
_LARGEST: Final = 1_000_000


class Excused:
    """Lets no fault through: notes it in the log and says what to do.

    With FIVELAYER_STRICT=1, as in tests, a fault goes through all the same.
    """

    def __init__(self, say: Callable[[str], object], language: Language, workspace: Path) -> None:
        self.say, self.language, self.workspace = say, language, workspace

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if not isinstance(fault, Exception):
            return False
        self.say(sentence(fault, note(fault, self.workspace), self.language))
        return os.environ.get("FIVELAYER_STRICT") != "1"


def sentence(fault: Exception, file: Path | None, language: Language) -> str:
    """What a trainee reads of a fault."""
    title = text("views.trouble.title", language)
    if file is None:
        body = text("views.trouble.no_file", language, fault=type(fault).__name__)
    else:
        body = text("views.trouble.body", language, file=str(file))
    return f"{title} {body}"


def note(fault: Exception, workspace: Path) -> Path | None:
    """Write a fault to the log beside the records; None where that cannot be."""
    file = workspace / places.RECORDS / LOG
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        if file.exists() and file.stat().st_size > _LARGEST:
            file.replace(file.with_suffix(".old.log"))
        details = "".join(traceback.format_exception(fault))
        with file.open("a", encoding="utf-8") as log:
            log.write(f"{datetime.now(UTC).isoformat(timespec='seconds')}\n{details}\n")
        return file
    return None
