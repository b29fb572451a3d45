"""The games of two states of one record, brought together: no committed round is lost by it."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def furthest(taken: Json | None, left: Json | None) -> Json | None:
    """The game of the state taken, or the other's where that is the same game played further.

    >>> furthest({"log": {"rounds": [1]}}, {"log": {"rounds": [1, 2]}})
    {'log': {'rounds': [1, 2]}}
    """
    if taken is None or left is None:
        return left if taken is None else taken
    mine, theirs = committed(taken), committed(left)
    same = _head(taken) == _head(left) and theirs[: len(mine)] == mine
    told = len(_list(left.get("results"))) > len(_list(taken.get("results")))
    return left if same and (len(theirs) > len(mine) or (theirs == mine and told)) else taken


def committed(game: Json | None) -> list[Any]:
    """The rounds of a game that were committed."""
    log = game.get("log") if game else None
    return _list(log.get("rounds")) if isinstance(log, dict) else []


def _head(game: Json) -> Any:
    log = game.get("log")
    return {k: v for k, v in log.items() if k != "rounds"} if isinstance(log, dict) else log


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
