"""Marking: handed-in plans judged against a case's key; read as data, never executed."""

from fivelayer.marking.batch import Results, mark_folder
from fivelayer.marking.crew import processors
from fivelayer.marking.judge import Judge, NoKey, judge_of
from fivelayer.marking.result import HandedInBy, Marks, Result, Score
from fivelayer.marking.submissions import Refusal, Submission, read_submission
from fivelayer.marking.wording import mark, marks_of, named

__all__ = [
    "HandedInBy",
    "Judge",
    "Marks",
    "NoKey",
    "Refusal",
    "Result",
    "Results",
    "Score",
    "Submission",
    "judge_of",
    "mark",
    "mark_folder",
    "marks_of",
    "named",
    "processors",
    "read_submission",
]
