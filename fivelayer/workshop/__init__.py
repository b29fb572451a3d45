"""A workshop: its settings, the kit that trainees receive, and the proof that no answer is in it."""

from __future__ import annotations

from fivelayer.workshop.kit import Released, release
from fivelayer.workshop.settings import Workshop, begin, read

__all__ = ["Released", "Workshop", "begin", "read", "release"]
