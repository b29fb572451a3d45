"""The gradebook: machine marks and people's marks of a whole course, by URL, nothing overwritten."""

from fivelayer.gradebook.book import Gradebook
from fivelayer.gradebook.marks import (
    MACHINE,
    Answer,
    Criterion,
    Decision,
    Disagreement,
    Entry,
    Mark,
    Work,
)
from fivelayer.gradebook.people import Erased
from fivelayer.gradebook.taking import Taken

__all__ = [
    "MACHINE",
    "Answer",
    "Criterion",
    "Decision",
    "Disagreement",
    "Entry",
    "Erased",
    "Gradebook",
    "Mark",
    "Taken",
    "Work",
]
