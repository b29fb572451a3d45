"""Machine and people: a person's mark outranks and is never lost; history only grows."""

from __future__ import annotations

import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from gradebook_case import RULES, marked, refused
from hypothesis import given, settings
from hypothesis import strategies as st

from fivelayer.gradebook import MACHINE, Gradebook, Mark
from fivelayer.problems import Cannot


@pytest.fixture
def book(tmp_path: Path) -> Gradebook:
    return Gradebook.open(str(tmp_path / "gradebook.db"))


def of(book: Gradebook, rule: str, work: int = 1) -> Mark:
    return next(mark for mark in book.official(work) if mark.rule == rule)


def half(points: str | int) -> Decimal:
    return Decimal(points)


def test_results_are_taken_in_once_and_counted(book: Gradebook) -> None:
    results = [marked("Heron"), marked("Swan"), refused()]
    first = book.take(results)
    assert (first.works, first.new, first.refused, first.unchanged) == (2, 3, 1, 0)
    again = book.take(results)
    assert (again.works, again.new, again.changed, again.unchanged) == (2, 0, 0, 3)
    changed = book.take([marked("Heron", points={"gate": "3"}), marked("Swan")])
    assert (changed.changed, changed.unchanged) == (1, 1)
    assert [work.owner for work in book.works()] == ["Heron", "Swan"]
    assert [work.points for work in book.works()] == [Decimal(5), Decimal(3)]
    kinds = [entry.kind for entry in book.history(1)]
    assert kinds == ["machine", "machine"]


def test_a_persons_mark_outranks_counts_in_the_total_and_survives_marking_anew(
    book: Gradebook,
) -> None:
    book.take([marked(points={"gate": "0"})])
    assert book.works()[0].points == 2
    book.decide(1, "gate", half("2.5"), "Li Na", "the window is named", "Well seen.")
    book.decide(1, "tone", half(1), "Li Na")
    (work,) = book.works()
    assert (work.points, work.of, work.marked_by) == (half("5.5"), half(8), ("Li Na",))
    taken = book.take([marked(points={"gate": "3"}, key_version="1.1.0")])
    assert taken.flagged == 0
    gate = of(book, "gate")
    assert (gate.points, gate.by, gate.machine, gate.flag) == (half("2.5"), "Li Na", 3, None)
    assert (gate.comment, gate.why) == ("Well seen.", "the window is named")
    assert book.works()[0].key_version == "1.1.0"


def test_a_changed_answer_raises_a_flag_and_the_mark_stays(book: Gradebook) -> None:
    book.take([marked(revision=1)])
    book.decide(1, "gate", half(3), "Li Na")
    book.decide(1, "founded", half(2), "Li Na")
    taken = book.take([marked(revision=1), marked(revision=2, answers={"gate": "other words"})])
    assert taken.flagged == 1
    gate, founded = of(book, "gate"), of(book, "founded")
    assert (gate.points, gate.by) == (half(3), "Li Na")
    assert gate.flag is not None
    assert gate.flag.words("en") == "The answer has changed since Li Na marked it: look again."
    assert founded.flag is None
    (criterion,) = (each for each in book.criteria() if each.flagged)
    assert (criterion.rule, criterion.answers, criterion.decided) == ("gate", 1, 1)
    book.decide(1, "gate", half(1), "Li Na")  # looked at again
    assert of(book, "gate").flag is None


def test_a_criterion_that_is_worth_less_or_gone_keeps_the_persons_mark_and_says_so(
    book: Gradebook,
) -> None:
    book.take([marked()])
    book.decide(1, "gate", half(3), "Li Na")
    book.take([marked(rules={**RULES, "gate": 2})])
    gate = of(book, "gate")
    assert (gate.points, gate.flag and gate.flag.key) == (3, "gradebook.flag.worth_changed")
    book.take([marked(rules={"founded": 2})])
    gate = of(book, "gate")
    assert (gate.points, gate.flag and gate.flag.key) == (3, "gradebook.flag.gone")
    assert book.works()[0].of == 2


def test_the_highest_revision_counts_and_both_are_kept(book: Gradebook) -> None:
    book.take([marked(revision=9, file="b.ipynb", points={"gate": "3"})])
    book.take([marked(revision=4, file="z.ipynb")], source="another folder")
    (work,) = book.works()
    assert (work.revision, work.file, work.points) == (9, "b.ipynb", 5)
    assert [entry.why for entry in book.history(1)] == ["b.ipynb", "z.ipynb"]


def test_an_exercise_that_no_longer_exists_leaves_marks_and_says_why(book: Gradebook) -> None:
    result = marked()
    book.take([result])
    book.decide(1, "gate", half(2), "Li Na")
    book.take([refused(result.file, sha256=result.sha256, identity=result.identity)])
    (work,) = book.works()
    assert (work.points, work.marked_by) == (4, ("Li Na",))
    assert work.refused is not None
    assert [entry.kind for entry in book.history(1)].count("refused") == 1


@pytest.mark.parametrize("points", ["-0.5", "3.5", "0.3", "1E+9", "NaN", "Infinity"])
def test_impossible_points_are_refused(book: Gradebook, points: str) -> None:
    book.take([marked()])
    with pytest.raises(Cannot, match="half points"):
        book.decide(1, "gate", Decimal(points), "Li Na")
    assert of(book, "gate").by == MACHINE


def test_who_decides_must_have_a_name_and_not_the_machines(book: Gradebook) -> None:
    book.take([marked()])
    for name in ("", "  ", "\x00", "machine", " Machine "):
        with pytest.raises(Cannot, match="name"):
            book.decide(1, "gate", half(1), name)
    for work, rule in ((7, "gate"), (1, "nothing")):
        with pytest.raises(Cannot, match="There is no"):
            book.decide(work, rule, half(1), "Li Na")


def test_taking_back_goes_one_step_back_and_is_kept_in_the_history(book: Gradebook) -> None:
    book.take([marked()])
    book.decide(1, "gate", half(1), "Li Na")
    book.decide(1, "gate", half(2), "Wang")
    book.decide(1, "gate", half(3), "Li Na")
    book.decide(1, "gate", None, "Li Na")
    assert (of(book, "gate").points, of(book, "gate").by) == (2, "Wang")
    book.decide(1, "gate", None, "Wang")
    assert (of(book, "gate").points, of(book, "gate").by) == (1, "Li Na")
    book.decide(1, "gate", None, "Li Na")
    assert of(book, "gate").by == MACHINE
    with pytest.raises(Cannot, match="to take back"):
        book.decide(1, "gate", None, "Li Na")
    kinds = [entry.kind for entry in book.history(1, "gate")]
    assert kinds == ["machine", *["decision"] * 3, *["withdrawn"] * 3]


def test_a_second_markers_points_are_compared_and_never_official(book: Gradebook) -> None:
    book.take([marked(), marked("Swan")])
    book.decide(1, "gate", half(1), "Wang", second=True)
    assert of(book, "gate").by == MACHINE
    book.decide(1, "gate", half(2), "Li Na")
    book.decide(2, "gate", half(2), "Li Na")
    book.decide(2, "gate", half(2), "Wang", second=True)
    (pair,) = book.disagreements("baisha", "course")
    assert (pair.work.owner, pair.first.points, pair.second.points) == ("Heron", 2, 1)
    assert len(book.pairs("baisha", "course", "gate")) == 2
    answer = book.answers("baisha", "course", "gate", by="Wang")[0]
    assert [d.by for d in answer.mine] == ["Wang"]
    assert [d.by for d in answer.others] == ["Li Na"]


def test_answers_carry_everything_a_marker_sees(book: Gradebook) -> None:
    book.take([marked("Heron", answers={"gate": "mine"}), marked("Swan")])
    answers = book.answers("baisha", "course", "gate")
    assert [(a.work.owner, a.finding.quote) for a in answers] == [
        ("Heron", "mine"),
        ("Swan", "as first typed"),
    ]
    assert answers[0].draft["information"]["gate"] == "mine"
    needing = {each.rule: each.needs_person for each in book.criteria()}
    assert needing == {"founded": 0, "headcount": 0, "gate": 0, "tone": 2}


def test_nameless_work_is_a_work_of_its_own(book: Gradebook) -> None:
    book.take([marked("", file="a.ipynb"), marked("", revision=2, file="b.ipynb")])
    assert [work.file for work in book.works()] == ["a.ipynb", "b.ipynb"]


def test_pass_mark_publishing_and_comments(book: Gradebook) -> None:
    book.take([marked(), marked("Swan", points={"gate": "0", "founded": "0"})])
    assert [work.passed for work in book.works()] == [None, None]
    book.set_pass_mark("baisha", "course", 50, "Li Na")
    assert [work.passed for work in book.works()] == [True, False]
    assert book.pass_mark("baisha", "course") == 50
    assert (book.publish([1], "Li Na"), book.publish("all", "Li Na")) == (1, 1)
    assert book.withhold([1], "Li Na") == 1
    assert [work.published for work in book.works()] == [False, True]
    with pytest.raises(Cannot, match="no work 99"):
        book.publish([99], "Li Na")
    for words in ("Which line?", "Which line?", "A number, please."):
        book.keep_comment(words, "baisha", "course", "gate", "Li Na")
    assert book.comments("baisha", "course", "gate") == ["A number, please.", "Which line?"]


STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("take"), st.integers(1, 3), st.sampled_from(["0", "1", "2"]), st.booleans()
        ),
        st.tuples(
            st.just("decide"),
            st.sampled_from(["gate", "founded", "tone"]),
            st.one_of(st.none(), st.integers(0, 4).map(lambda n: Decimal(n) / 2)),
            st.sampled_from(["Li Na", "Wang"]),
            st.booleans(),
        ),
        st.tuples(st.just("refuse"), st.integers(1, 3)),
        st.tuples(st.just("publish"), st.booleans()),
    ),
    max_size=14,
)


@settings(max_examples=25, deadline=None)
@given(STEPS)
def test_whatever_happens_no_persons_mark_is_lost_and_history_only_grows(steps: list[Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        book = Gradebook.open(str(Path(folder) / "gradebook.db"))
        book.take([marked()])
        stacks: dict[str, list[tuple[str, Decimal]]] = {}
        history = book.history(1)
        for step in steps:
            _step(book, step, stacks)
            now = book.history(1)
            before = iter(now)
            assert all(entry in before for entry in history)  # in the same order, none gone
            history = now
            for mark in book.official(1):
                standing = stacks.get(mark.rule)
                if standing:
                    assert (mark.by, mark.points) == standing[-1]
                else:
                    assert mark.by == MACHINE


def _step(book: Gradebook, step: Any, stacks: dict[str, list[tuple[str, Decimal]]]) -> None:
    kind, *what = step
    if kind == "take":
        revision, points, other = what
        answers = {"gate": "other words"} if other else {}
        book.take([marked(revision=revision, points={"gate": points}, answers=answers)])
    elif kind == "refuse":
        book.take([refused(f"Heron-r{what[0]}.ipynb", sha256=marked(revision=what[0]).sha256)])
    elif kind == "publish":
        (book.publish if what[0] else book.withhold)("all", "Li Na")
    else:
        rule, points, by, second = what
        stack = stacks.setdefault(f"second {rule}" if second else rule, [])
        own = [n for n, (who, _) in enumerate(stack) if who == by]
        if points is None and not own:
            with pytest.raises(Cannot, match="to take back"):
                book.decide(1, rule, None, by, second=second)
            return
        book.decide(1, rule, points, by, second=second)
        if points is None:
            del stack[own[-1]]
        else:
            stack.append((by, points))
