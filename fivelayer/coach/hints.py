"""Hints in three levels: the question, the case's own hint and where to look, the worked answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fivelayer.cases import Case, CaseFile
from fivelayer.fields import place
from fivelayer.findings import Finding, Outcome, Said
from fivelayer.key import Criterion, Fact, Key, RowMatch, Words
from fivelayer.messages import Language, text

WORKED_FROM: Final = 2
"""The worked answer is shown from this attempt on."""
_MAIN: Final = ("text", "value", "grade")
MOST: Final = 3
"""So many facts at most make a worked answer: it answers one remark, not the exercise."""


def hint(finding: Finding, level: int, case: Case, attempts: int, language: Language) -> str:
    """Put a hint on a finding into words, or say why there is none yet.

    Level 1 is the remark's question; level 2 the case's answer-free hint and, in an open case, the
    documents to look into; level 3 the worked answer, for open cases from the second attempt on.
    """
    nothing = text("coach.hint.no_closer", language)
    if level <= 1:
        return finding.question.words(language) if finding.question else nothing
    if level == 2:
        return _closer(finding, case, language) or nothing
    if case.file.access != "open" or case.key is None:
        return text("coach.hint.assessment", language)
    if attempts < WORKED_FROM:
        return text("coach.hint.later", language, attempt=WORKED_FROM)
    return _worked(finding, case.key, language) or text("coach.hint.yours", language)


def case_hint(case: CaseFile, rule: str, path: str, outcome: Outcome) -> Said | None:
    """The case's own question where its author wrote one: for the rule, else for a field left blank."""
    words = case.hints.get(rule)
    if words is None and outcome is Outcome.NOT_ATTEMPTED:
        words = _hint_at(case, path)
    return None if words is None else _authored(words)


def _authored(words: Words) -> Said:
    return Said(key="coach.case_hint", authored={"hint": {"en": words.en, "zh": words.zh}})


def _hint_at(case: CaseFile, path: str) -> Words | None:
    """The hint for a field, or for the group that the field gives its name; rows' ids dropped."""
    table, inner = _row(path)
    name = f"{table}.{inner}".strip(".") if table else path
    group, _, last = name.rpartition(".")
    return case.hints.get(name) or (case.hints.get(group) if last in _MAIN else None)


def _row(path: str) -> tuple[str, str]:
    """The table a path lies in and what comes after the row's id; twice nothing outside a table."""
    try:
        row = place(path).row
    except KeyError:
        return "", ""
    return (row[0], path.removeprefix(f"{row[0]}.{row[1]}").lstrip(".")) if row else ("", "")


def _closer(finding: Finding, case: Case, language: Language) -> str:
    """The case's hint, unless the question was it, and the documents that hold the facts."""
    told: list[str] = []
    words = case.file.hints.get(finding.rule) or _hint_at(case.file, finding.field)
    if words is not None and _authored(words) != finding.question:
        told.append(words[language])
    facts = _facts(finding, case.key) if case.file.access == "open" and case.key else []
    wanted = {e.line.partition(":")[0] for fact in facts for e in fact.evidence}
    titles = [d.title[language] for d in case.file.documents if d.id in wanted]
    if titles:
        documents = text("coach.hint.between", language).join(titles[:MOST])
        told.append(text("coach.hint.look_in", language, documents=documents))
    return "\n".join(told)


def _worked(finding: Finding, key: Key, language: Language) -> str:
    told = []
    for fact in _facts(finding, key):
        lines = ", ".join(key.lines_of((fact.id,)))
        told.append(text("coach.hint.worked", language, fact=fact.says[language], lines=lines))
    return "\n".join(told)


def _facts(finding: Finding, key: Key) -> list[Fact]:
    """The facts behind a field, those of a row that the quoted words name first, few at most."""
    rows = {row.id: row for row in key.rows}
    chosen = [c for c in key.criteria if c.facts and _answers(c, finding.field, rows)]
    quoted = finding.quote.casefold()
    names = {row.id: [name.casefold() for name in row.names] for row in key.rows}
    named = [c for c in chosen if any(name in quoted for name in names.get(c.row or "", ()))]
    ids = dict.fromkeys(fact for c in (named or chosen) for fact in c.facts)
    return [key.fact(fact) for fact in ids][:MOST]


def _answers(criterion: Criterion, path: str, rows: Mapping[str, RowMatch]) -> bool:
    """Whether a criterion judges the field, or the row that `path` names."""
    own = [getattr(criterion, "field", ""), *getattr(criterion, "fields", ())]
    if criterion.row is None:
        return any(f and f"{path}.".startswith(f"{f}.") for f in own)
    table, inner = _row(path)
    inside = not inner or any(f and f"{inner}.".startswith(f"{f}.") for f in own)
    return inside and criterion.row in rows and rows[criterion.row].table == table
