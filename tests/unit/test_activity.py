"""An activity: whatever is typed is on disk when it answers, can be taken back, and comes back on opening."""

from __future__ import annotations

import contextlib
import copy
import json
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fivelayer import draft as drafts
from fivelayer.activity import Activity, Who
from fivelayer.cases import Case
from fivelayer.choices import LAYERS, Part
from fivelayer.findings import Finding, Outcome
from fivelayer.record import Record, parse, parse_bytes
from fivelayer.record.outcomes import Saved, Trouble

Opener = Callable[..., Activity]
TABLES = ("barriers.entries", "interest.benefits")
TEXTS = ("barriers.reason", "information.headcount.value", "business.ladder.need.joined")
typed = st.text(alphabet=st.characters(codec=None), max_size=6) | st.just("")
operations = st.lists(
    st.one_of(
        st.tuples(st.just("change"), st.sampled_from(TEXTS), typed),
        st.tuples(st.just("add"), st.sampled_from(TABLES), st.none() | st.integers(-1, 4)),
        st.tuples(st.just("row"), st.integers(0, 9), typed),
        st.tuples(st.just("remove"), st.integers(0, 9)),
        st.tuples(st.just("move"), st.integers(0, 9), st.integers(-3, 3)),
        st.tuples(st.just("cite"), st.sampled_from(TEXTS), st.sampled_from(["D1:1", "D2:7"])),
        st.tuples(st.just("uncite"), st.sampled_from(TEXTS), st.just("D1:1")),
        st.tuples(st.just("over")),
    ),
    max_size=14,
)


def rows_of(activity: Activity) -> list[tuple[str, str]]:
    return [(t, str(r["id"])) for t in TABLES for r in drafts.rows(activity.draft, t)]


def do(activity: Activity, operation: Any) -> None:
    name, *rest = operation
    rows = rows_of(activity)
    if name == "change":
        activity.change(*rest)
    elif name == "add":
        activity.add_row(rest[0], rest[1])
    elif name in ("cite", "uncite"):
        getattr(activity, name)(*rest)
    elif name == "over":
        activity.start_over()
    elif rows:
        table, row = rows[rest[0] % len(rows)]
        if name == "row":
            activity.change(f"{table}.{row}.what", rest[1])
        elif name == "remove":
            activity.remove_row(table, row)
        else:
            activity.move_row(table, row, rest[1])


@contextlib.contextmanager
def fresh(case: Case) -> Iterator[Activity]:
    with tempfile.TemporaryDirectory() as folder:
        activity = Activity.open(case, "course", LAYERS, "en", Path(folder), Who(team="alpha"))
        ticks = iter(range(0, 10**9, 60))
        activity._editor.clock = lambda: float(next(ticks))  # a person who thinks between keys
        yield activity


def on_disk(activity: Activity) -> Record:
    return parse_bytes(activity.where().read_bytes())


def reopened(activity: Activity) -> Activity:
    workspace = activity.where().parents[2]
    return Activity.open(activity.case, activity.activity, activity.parts, "en", workspace)


@settings(max_examples=60)
@given(operations)
def test_each_edit_is_one_revision_on_disk_that_builds_on_the_last(
    small_case: Case, todo: list[Any]
) -> None:
    with fresh(small_case) as activity:
        before = activity.record
        for operation in todo:
            do(activity, operation)
            now = activity.record
            if now is before:
                continue  # it changed nothing
            assert now == on_disk(activity)
            assert now.revision == before.revision + 1 == activity.saved.revision
            assert now.previous == (before.digest if before.revision else "")
            assert now.seen == {now.device: now.revision}
            before = now
        assert not activity.unsaved
        assert activity.trouble is None


@settings(max_examples=60)
@given(operations)
def test_opening_again_gives_what_was_typed(small_case: Case, todo: list[Any]) -> None:
    with fresh(small_case) as activity:
        for operation in todo:
            do(activity, operation)
        again = reopened(activity)
        assert again.draft == activity.draft
        assert again.who == activity.who
        assert again.adopt(json.loads(json.dumps(activity.copy()))).kind in ("same", "fresh")


@settings(max_examples=60)
@given(operations)
def test_undo_takes_back_every_step_and_redo_makes_each_again(
    small_case: Case, todo: list[Any]
) -> None:
    with fresh(small_case) as activity:
        states = [activity.draft]
        for operation in todo:
            do(activity, operation)
            if activity.draft != states[-1]:
                states.append(activity.draft)
        for state in reversed(states[:-1]):
            assert activity.undo()
            assert activity.draft == state == on_disk(activity).draft
        assert not activity.undo()
        for state in states[1:]:
            assert activity.redo()
            assert activity.draft == state == on_disk(activity).draft
        assert not activity.redo()


@settings(max_examples=60)
@given(operations)
def test_no_row_id_is_ever_used_twice(small_case: Case, todo: list[Any]) -> None:
    with fresh(small_case) as activity:
        given_out: list[str] = []
        for operation in todo:
            before = {row for _, row in rows_of(activity)}
            do(activity, operation)
            if operation[0] == "add":
                given_out += {row for _, row in rows_of(activity)} - before
        assert len(given_out) == len(set(given_out))


@settings(max_examples=40)
@given(operations)
def test_no_blank_is_ever_stored(small_case: Case, todo: list[Any]) -> None:
    def blanks(node: Any) -> bool:
        inside = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        return any(one in ("", [], {}, None) or blanks(one) for one in inside)

    with fresh(small_case) as activity:
        for operation in todo:
            do(activity, operation)
            assert not blanks(activity.draft)


def test_earlier_drafts_are_not_changed_by_later_edits(opened: Opener) -> None:
    activity = opened()
    row = activity.add_row("barriers.entries")
    before, was = activity.draft, copy.deepcopy(activity.draft)
    activity.change(f"barriers.entries.{row}.what", "shortlist")
    activity.cite(f"barriers.entries.{row}.what", "D1:1")
    assert before == was


def test_typing_on_in_a_field_is_one_step_and_a_pause_begins_another(opened: Opener) -> None:
    activity = opened()
    times = iter([0.0, 0.3, 0.6, 5.0, 5.2])
    activity._editor.clock = lambda: next(times)
    for text in ("s", "sh", "sho", "short", "shortl"):
        activity.change("barriers.reason", text)
    assert activity.undo()
    assert activity.draft == {"barriers": {"reason": "sho"}}
    assert activity.undo()
    assert activity.draft == {}


def test_a_new_edit_ends_what_could_be_made_again(opened: Opener) -> None:
    activity = opened()
    activity.change("barriers.strategy", "watch")
    activity.undo()
    activity.change("fit.tier", "key")
    assert not activity.can_redo
    assert activity.draft == {"fit": {"tier": "key"}}


def test_typed_is_kept_as_typed_and_read_beside_it(opened: Opener) -> None:
    activity = opened()
    activity.change("information.headcount.value", " about １２００ ")
    assert activity.draft["information"]["headcount"]["value"] == " about １２００ "
    assert [unread.rule for unread in activity.reading.unread] == ["number"]
    assert activity.reading is activity.reading


def test_half_a_character_is_stored_as_its_replacement(opened: Opener) -> None:
    activity = opened()
    assert isinstance(activity.change("barriers.reason", "ok \ud83d"), Saved)
    assert on_disk(activity).draft == {"barriers": {"reason": "ok \ufffd"}}


@pytest.mark.parametrize(
    ("path", "value"),
    [("barriers.nonsense", "x"), ("../../x", "x"), ("barriers.entries", "x"), ("barriers", "x"),
     ("barriers.strategy", ["x"]), ("barriers.entries.b1.id", "b2"), ("schema_version", "9")],
)  # fmt: skip
def test_a_place_that_the_plan_does_not_have_is_a_fault_of_the_caller(
    opened: Opener, path: str, value: Any
) -> None:
    activity = opened()
    with pytest.raises(KeyError):
        activity.change(path, value)
    assert activity.draft == {}


def test_a_row_that_is_gone_is_said_plainly(opened: Opener) -> None:
    activity = opened()
    outcome = activity.change("barriers.entries.b7.what", "x")
    assert isinstance(outcome, Trouble)
    assert outcome.kind == "row_gone"
    assert activity.draft == {}


@pytest.mark.parametrize(
    ("path", "where"),
    [("information.headcount.value", "information.headcount.lines"),
     ("business.ladder.need.reached", "business.ladder.need.lines"),
     ("management.evidence", "management.lines"), ("fit.cost.value", "fit.lines")],
)  # fmt: skip
def test_a_line_goes_to_the_nearest_lines(opened: Opener, path: str, where: str) -> None:
    activity = opened()
    activity.cite(path, "D1:2")
    activity.cite(path, "D1:3")
    activity.cite(path, "D1:2")
    assert drafts.get(activity.draft, where) == ["D1:2", "D1:3"]
    activity.uncite(path, "D1:2")
    assert drafts.get(activity.draft, where) == ["D1:3"]


def test_a_rows_field_cites_for_its_row(opened: Opener) -> None:
    activity = opened()
    row = activity.add_row("relationship.decision_makers")
    activity.cite(f"relationship.decision_makers.{row}.support.rival", "D1:1")
    assert drafts.get(activity.draft, f"relationship.decision_makers.{row}.lines") == ["D1:1"]


def test_a_field_without_lines_says_so(opened: Opener) -> None:
    outcome = opened().cite("barriers.strategy", "D1:1")
    assert isinstance(outcome, Trouble)
    assert outcome.kind == "cannot_cite"


# --- the coach -----------------------------------------------------------------------------------


def finding(rule: str, quote: str = "") -> Finding:
    return Finding(
        rule=rule, statement="S9", layer=Part.BARRIERS, outcome=Outcome.NOT_MET,
        field="barriers.reason", quote=quote,
    )  # fmt: skip


@pytest.fixture
def strict_coach(monkeypatch: pytest.MonkeyPatch) -> None:
    from fivelayer import coach

    def review(*_: Any, **__: Any) -> list[Finding]:
        return [finding(f"barriers.r{n}", "x" * 400) for n in range(5)]

    def hint(_: Finding, level: int, __: Any, attempts: int, language: str) -> str:
        return f"{level} {attempts} {language}"

    monkeypatch.setattr(coach, "review", review, raising=False)
    monkeypatch.setattr(coach, "hint", hint, raising=False)


@pytest.mark.usefixtures("strict_coach")
def test_asking_shows_three_remarks_and_is_an_attempt_in_the_record(opened: Opener) -> None:
    activity = opened()
    activity.change("barriers.reason", "because")
    activity.change("fit.tier", "key")
    found = activity.ask(Part.BARRIERS)
    assert [f.rule for f in found] == ["barriers.r0", "barriers.r1", "barriers.r2"]
    (attempt,) = on_disk(activity).attempts
    assert (attempt.asked, attempt.part, attempt.revision) == ("remarks", Part.BARRIERS, 2)
    assert attempt.changed == ("barriers.reason",)
    assert [len(f.quote) for f in attempt.found] == [200] * 3


@pytest.mark.usefixtures("strict_coach")
def test_only_other_answers_make_another_attempt(opened: Opener) -> None:
    activity = opened()
    activity.change("barriers.reason", "one")
    (found, *_) = activity.ask(Part.BARRIERS)
    activity.ask(Part.BARRIERS)
    assert activity.attempts(found) == 1
    activity.change("barriers.reason", "two")
    activity.ask(Part.BARRIERS)
    assert reopened(activity).attempts(found) == 2
    assert activity.hint(found, 3) == "3 2 en"
    assert on_disk(activity).attempts[-1].level == 3
    activity.hint(found, 3)  # looked at again
    assert [a.asked for a in on_disk(activity).attempts].count("hint") == 1


def test_a_rule_that_is_switched_off_is_silent(small_case: Case, tmp_path: Path) -> None:
    def told(*off: str) -> set[str]:
        activity = Activity.open(small_case, "course", LAYERS, "en", tmp_path, off=off)
        activity.change("information.headcount.value", "about 90")
        return {f.rule for f in (*activity.remarks(), *activity.ask(Part.INFORMATION))}

    rules = {"field.number", "information.outline_blank"}
    assert rules <= told()
    assert not rules & told(*rules)


# --- handing in, names, starting over ------------------------------------------------------------


def test_a_handed_in_notebook_carries_the_record_and_its_receipt(opened: Opener) -> None:
    activity = opened("../../青岚 <b>一队</b>", language="zh")
    activity.change("barriers.reason", "<script>alert(1)</script>\n\n![x](http://x) $\\href{x}{y}$")
    handed = activity.hand_in()
    assert isinstance(handed, Path)
    assert handed.parent == activity.where().parents[2] / "hand-in"
    notebook = json.loads(handed.read_text(encoding="utf-8"))
    ours = notebook["metadata"]["fivelayer"]
    assert (ours["language"], ours["submission"]) == ("zh", True)
    assert parse(ours["record"]) == activity.record
    assert ours["receipt"] == activity.record.digest
    assert [cell["cell_type"] for cell in notebook["cells"]] == ["markdown"]
    page = "".join(notebook["cells"][0]["source"])
    for hostile in ("<script", "<b>", "![", "](", "http:", "$", "\\", "\n\n"):
        assert hostile not in page
    assert "alert" in page


def test_a_handed_in_notebook_is_a_valid_notebook(opened: Opener) -> None:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library's own, about itself
        import nbformat

    activity = opened()
    activity.change("fit.tier", "key")
    handed = activity.hand_in()
    assert isinstance(handed, Path)
    nbformat.validate(nbformat.read(handed, as_version=4))  # type: ignore[no-untyped-call]


def test_choices_are_handed_in_as_people_call_them(opened: Opener) -> None:
    activity = opened()
    activity.change("barriers.strategy", "watch")
    handed = activity.hand_in()
    assert isinstance(handed, Path)
    assert "Watch" in handed.read_text(encoding="utf-8")


def test_starting_over_keeps_a_copy_can_be_undone_and_does_not_come_back(opened: Opener) -> None:
    activity = opened()
    activity.change("fit.tier", "key")
    in_the_notebook = activity.copy()
    kept = activity.start_over()
    assert isinstance(kept, Path)
    assert parse_bytes(kept.read_bytes()).draft == {"fit": {"tier": "key"}}
    assert activity.draft == {}
    again = reopened(activity)
    assert again.adopt(in_the_notebook).kind == "older"
    assert again.draft == {}
    assert activity.undo()
    assert activity.draft == {"fit": {"tier": "key"}}


def test_going_on_under_another_name_takes_every_record_along(
    small_case: Case, opened: Opener
) -> None:
    activity = opened("alhpa")
    activity.change("fit.tier", "key")
    workspace = activity.where().parents[2]
    exercise = Activity.open(small_case, "exercise", LAYERS, "en", workspace)
    exercise.change("fit.tier", "top")
    in_the_notebook = activity.copy()
    assert isinstance(activity.rename(Who(team="alpha")), Saved)
    assert activity.draft == {"fit": {"tier": "key"}}
    assert on_disk(activity).identity.team == "alpha"
    other = Activity.open(small_case, "exercise", LAYERS, "en", workspace)
    assert (other.who.team, other.draft) == ("alpha", {"fit": {"tier": "top"}})
    # the notebook still carries the old name: it is nobody else's
    again = reopened(activity)
    assert again.adopt(in_the_notebook).kind == "older"
    assert not again.read_only
    old = activity.where().parents[1] / "alhpa"
    assert not list(old.glob("*.json"))
    assert len(list(old.glob("kept/*before-renaming*.json"))) == 2


def test_taking_the_name_of_a_team_that_is_there_overwrites_nobody(opened: Opener) -> None:
    theirs = opened("beta")
    theirs.change("fit.tier", "top")
    mine = opened("alpha")
    mine.change("fit.tier", "key")
    outcome = mine.rename(Who(team="beta"))
    assert isinstance(outcome, Trouble)
    assert outcome.kind == "conflict"
    assert on_disk(theirs).draft == {"fit": {"tier": "top"}}
    assert mine.draft == {"fit": {"tier": "key"}}
    assert mine.other is not None
    assert isinstance(mine.choose("other"), Saved)
    assert mine.draft == {"fit": {"tier": "top"}}


def test_a_language_is_of_the_one_who_works_and_the_record_says_which(opened: Opener) -> None:
    activity = opened(language="zh")
    activity.change("fit.tier", "key")
    assert on_disk(activity).language == "zh"
    assert reopened(activity).language == "en"
