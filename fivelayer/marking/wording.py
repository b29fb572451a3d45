"""From awards to findings and marks: what was judged, put into the form that every renderer reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from fivelayer.cases import Case, Exercise
from fivelayer.choices import Part
from fivelayer.draft import Draft
from fivelayer.findings import Finding, Outcome, Said
from fivelayer.key import Known, Words
from fivelayer.labels import field_key
from fivelayer.marking.judge import Award, Judge, judge_of
from fivelayer.marking.points import ZERO
from fivelayer.marking.result import Marks, Score
from fivelayer.messages import Language

LONGEST_QUOTE: Final = 600
"""Characters of an answer that a finding quotes."""
_MOST_LINES: Final = 8
_OUT_OF_TOTAL: Final = (Outcome.MARKER_FAULT, Outcome.NEEDS_PERSON)


def mark(draft: Draft, case: Case, exercise: Exercise | None = None) -> Marks:
    """Mark a plan as typed against its case's key; `exercise=None` is the lessons' activity.

    Raises:
        NoKey: the case has no key.
        Problems: the key has problems.
    """
    judge = judge_of(case, exercise)
    return marks_of(judge.judge(draft), judge)


def marks_of(awards: Sequence[Award], judge: Judge) -> Marks:
    """Sum awards into marks; what needs a person or met a fault of ours counts in neither sum."""
    parts: dict[Part, Score] = {}
    for part in judge.parts:
        inside = [award for award in awards if award.compiled.criterion.layer == part]
        if inside:
            parts[part] = _score(inside)
    return Marks(
        case=judge.case_id,
        key_version=judge.key.version,
        exercise=judge.exercise,
        findings=tuple(finding for award in awards for finding in _said(award, judge)),
        parts=parts,
        points=sum((score.points for score in parts.values()), ZERO),
        of=sum((score.of for score in parts.values()), ZERO),
    )


def named(findings: Iterable[Finding]) -> tuple[str, ...]:
    """The names of the known wrong answers that findings name.

    >>> wrong = Said(key="marking.known_wrong", params={"wrong": "stale_revenue"})
    >>> named([Finding(rule="r", statement="S2", layer="information", outcome="not_met", effect=wrong)])
    ('stale_revenue',)
    """
    effects = (finding.effect for finding in findings)
    return tuple(str(said.params["wrong"]) for said in effects if said and "wrong" in said.params)


def _score(awards: Sequence[Award]) -> Score:
    counted = [award for award in awards if award.outcome not in _OUT_OF_TOTAL]
    points = sum((award.points for award in counted), ZERO)
    return Score(points=max(ZERO, points), of=sum((_of(award) for award in counted), ZERO))


def _of(award: Award) -> Decimal:
    return ZERO if award.verdict.costs else award.compiled.of


def _said(award: Award, judge: Judge) -> tuple[Finding, ...]:
    """The findings of an award, put together once."""
    if award.findings is None:
        award.findings = tuple(_findings(award, judge))
    return award.findings


def _findings(award: Award, judge: Judge) -> list[Finding]:
    """The finding of an award; further known wrong answers in it get one each, without points."""
    compiled, verdict = award.compiled, award.verdict
    criterion = compiled.criterion
    lines = compiled.evidence
    first, *further = verdict.wrong or (None,)
    whole = Finding(
        rule=criterion.id,
        statement=criterion.statement,
        layer=criterion.layer,
        outcome=award.outcome,
        field=verdict.field,
        quote=_cut(verdict.quote),
        lines=lines[:_MOST_LINES],
        aim=_aim(award),
        effect=_wrong(first) if first else _effect(award, judge),
        question=_question(award, lines),
        next_step=_next_step(award),
        matched=tuple(word[:80] for word in verdict.matched[:20]),
        points=award.points,
        of=_of(award),
        skipped_for=verdict.skipped_for,
    )
    more = {"points": None, "of": None, "question": None, "next_step": None}
    return [whole, *(whole.model_copy(update={**more, "effect": _wrong(w)}) for w in further)]


def _aim(award: Award) -> Said | None:
    """What a good answer shows: said of what was met, and to the person who is to judge.

    Whoever missed it is sent to the dossier instead: the answer is theirs to find.
    """
    if award.outcome not in (Outcome.MET, *_OUT_OF_TOTAL):
        return None
    return Said(key="marking.aim", authored={"says": _both(award.compiled.criterion.says)})


def _wrong(known: Known) -> Said:
    return Said(
        key="marking.known_wrong",
        params={"wrong": known.name},
        authored={"because": _both(known.because)},
    )


def _effect(award: Award, judge: Judge) -> Said:
    verdict = award.verdict
    authored = {}
    if verdict.party in judge.names:
        authored["party"] = _both(judge.names[verdict.party])
    terms = dict(verdict.terms)
    if verdict.effect in _NAME_THE_FIELD and (label := _label(verdict.field)):
        terms["field"] = label
    return Said(
        key=f"marking.{verdict.effect}",
        params=dict(verdict.params),
        terms=terms,
        authored=authored,
    )


_NAME_THE_FIELD: Final = ("blank", "skipped")


def _label(path: str) -> str:
    try:
        return field_key(path)
    except KeyError:
        return "marking.this_field"


def _question(award: Award, lines: tuple[str, ...]) -> Said | None:
    """What sends the reader back to the dossier; nothing where all is well or nothing was written."""
    if award.outcome not in (Outcome.PARTLY, Outcome.NOT_MET) or not lines:
        return None
    if award.verdict.effect == "uncited":
        return Said(key="marking.which_line")
    shown = lines[:_MOST_LINES]
    return Said(key="marking.question", params={"lines": ", ".join(shown), "n": len(shown)})


def _next_step(award: Award) -> Said | None:
    verdict = award.verdict
    if verdict.effect in _NEXT_STEPS:
        return Said(key=f"marking.next.{_NEXT_STEPS[verdict.effect]}")
    open_ended = award.outcome in (Outcome.PARTLY, Outcome.NOT_MET)
    if open_ended and not award.compiled.evidence:  # with evidence, the question says where to look
        return Said(key="marking.next.compare")
    return None


_NEXT_STEPS: Final = {
    "uncited": "cite",
    "blank": "fill_in",
    "number.unit_missing": "unit",
    "number.unit_differs": "unit",
    "number.unreadable": "write_number",
    "day.unreadable": "write_day",
    "day.vague": "exact_day",
    "row.not_met": "add_row",
    "false_rows.unknown": "prove_or_remove",
    "leader.not_met": "weights",
    "leader.tie": "weights",
    "covered.few": "second_person",
    "covered.nobody": "second_person",
    "covered.not_met": "second_person",
    "covered.role": "right_role",
    "order.partly": "weights",
    "order.not_met": "weights",
}


def _both(words: Words) -> dict[Language, str]:
    return {"en": words.en, "zh": words.zh}


def _cut(quote: str) -> str:
    return quote if len(quote) <= LONGEST_QUOTE else f"{quote[: LONGEST_QUOTE - 1]}…"
