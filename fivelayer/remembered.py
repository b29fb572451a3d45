"""What was worked out for a short text is kept in mind; so many answers, none for long texts."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Final, TypeVar

LONGEST: Final = 100
"""Characters of a text that is kept; what is longer was hardly met before."""
MOST: Final = 4096

Found = TypeVar("Found")


def remembered(work_out: Callable[..., Found]) -> Callable[..., Found]:
    """Remember the answers of a pure function of texts.

    >>> shout = remembered(str.upper)
    >>> shout("a"), shout("b" * 200) == "B" * 200
    ('A', True)
    """
    kept = lru_cache(maxsize=MOST)(work_out)

    @wraps(work_out)
    def ask(*texts: str) -> Found:
        for text in texts:
            if len(text) > LONGEST:
                return work_out(*texts)
        return kept(*texts)

    return ask
