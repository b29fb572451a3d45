"""Marking: handed-in plans judged against a case's key; read as data, never executed."""

from fivelayer.marking.judge import Judge, NoKey, judge_of
from fivelayer.marking.result import HandedInBy, Marks, Result, Score
from fivelayer.marking.wording import mark, marks_of, named

__all__ = [
    "HandedInBy",
    "Judge",
    "Marks",
    "NoKey",
    "Result",
    "Score",
    "judge_of",
    "mark",
    "marks_of",
    "named",
]
