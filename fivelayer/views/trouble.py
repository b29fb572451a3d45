"""When something breaks: a plain sentence for the trainee, the details in a file beside the records."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from fivelayer import places
from fivelayer.messages import Language, text

LOG: Final = "trouble.log"
_LARGEST: Final = 1_000_000


@contextmanager
def excused(say: Callable[[str], object], language: Language, workspace: Path) -> Iterator[None]:
    """Let no fault through: note it in the log, and say what to do; FIVELAYER_STRICT=1 lets it through."""
    try:
        yield
    except Exception as fault:
        file = note(fault, workspace)
        say(sentence(fault, file, language))
        if os.environ.get("FIVELAYER_STRICT") == "1":
            raise


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
