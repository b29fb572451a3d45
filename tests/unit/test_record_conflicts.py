"""Two windows, two computers, somebody else's notebook: what goes together does, the rest is kept and shown."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fivelayer.activity import Activity, Who
from fivelayer.cases import Case
from fivelayer.choices import LAYERS
from fivelayer.record import RECORD_SCHEMA, differences, parse_bytes
from fivelayer.record.outcomes import Saved, Trouble

Opener = Callable[..., Activity]


def kept(activity: Activity) -> list[dict[str, Any]]:
    copies = activity.where().parent.glob("kept/*.json")
    return [parse_bytes(path.read_bytes()).draft for path in copies if "--last" not in path.name]


def stored(activity: Activity) -> dict[str, Any]:
    return parse_bytes(activity.where().read_bytes()).draft


@pytest.fixture
def two(opened: Opener) -> tuple[Activity, Activity]:
    """One record open twice, both up to date."""
    one = opened()
    one.change("barriers.reason", "shared")
    return one, opened()


# --- two windows on one computer -----------------------------------------------------------------


def test_edits_of_different_fields_go_together(two: tuple[Activity, Activity]) -> None:
    one, other = two
    one.change("fit.tier", "key")
    outcome = other.change("fit.market", "b2b")
    assert isinstance(outcome, Saved)
    assert outcome.elsewhere
    expected = {"barriers": {"reason": "shared"}, "fit": {"tier": "key", "market": "b2b"}}
    assert stored(one) == other.draft == expected
    assert one.refresh()
    assert one.draft == expected
    assert not one.refresh()


def test_rows_added_in_two_windows_get_two_ids(two: tuple[Activity, Activity]) -> None:
    one, other = two
    first = one.add_row("barriers.entries")
    second = other.add_row("barriers.entries")
    assert first != second
    assert [row["id"] for row in stored(one)["barriers"]["entries"]] == [first, second]


def test_lines_cited_in_two_windows_go_together(two: tuple[Activity, Activity]) -> None:
    one, other = two
    one.cite("fit.tier", "D1:1")
    assert isinstance(other.cite("fit.tier", "D1:2"), Saved)
    assert stored(one) == {"barriers": {"reason": "shared"}, "fit": {"lines": ["D1:1", "D1:2"]}}


def test_the_same_edit_twice_is_no_conflict(two: tuple[Activity, Activity]) -> None:
    one, other = two
    one.change("fit.tier", "key")
    assert isinstance(other.change("fit.tier", "key"), Saved)
    assert other.trouble is None


@pytest.mark.parametrize("side", ["mine", "other"])
def test_the_same_field_with_two_texts_is_shown_and_both_are_kept(
    two: tuple[Activity, Activity], side: Any
) -> None:
    one, other = two
    one.change("barriers.reason", "one")
    outcome = other.change("barriers.reason", "other")
    assert isinstance(outcome, Trouble)
    assert outcome.kind == "conflict"
    assert other.draft["barriers"]["reason"] == "other"
    assert other.other is not None
    assert differences(other.draft, other.other.draft) == [("barriers.reason", "other", "one")]
    other.change("fit.tier", "key")  # goes on meanwhile
    assert stored(one) == {"barriers": {"reason": "one"}}
    assert other.draft in kept(other)
    mine = other.draft
    chosen = other.choose(side)
    assert isinstance(chosen, Saved)
    assert other.trouble is None
    assert other.other is None
    assert (
        stored(one) == other.draft == (mine if side == "mine" else {"barriers": {"reason": "one"}})
    )
    assert mine in [*kept(other), stored(other)]
    assert {"barriers": {"reason": "one"}} in [*kept(other), stored(other)]
    # the first window, unaware, goes on from whatever was chosen
    assert isinstance(one.change("fit.market", "b2b"), Saved)


def test_a_row_removed_in_one_window_and_edited_in_the_other_is_a_conflict(
    opened: Opener,
) -> None:
    one = opened()
    row = one.add_row("barriers.entries")
    other = opened()
    one.remove_row("barriers.entries", row)
    outcome = other.change(f"barriers.entries.{row}.what", "typed for nothing?")
    assert isinstance(outcome, Trouble)
    assert outcome.kind == "conflict"
    assert other.draft in kept(other)
    assert isinstance(other.choose("mine"), Saved)
    assert stored(other)["barriers"]["entries"][0]["what"] == "typed for nothing?"


def test_undo_does_not_undo_what_somebody_else_typed(two: tuple[Activity, Activity]) -> None:
    one, other = two
    one.change("fit.tier", "key")
    other.refresh()
    other.change("fit.tier", "top")
    assert not one.undo()
    assert stored(one)["fit"]["tier"] == "top"


def test_both_choose_at_once_and_still_nothing_is_lost(two: tuple[Activity, Activity]) -> None:
    one, other = two
    one.change("barriers.reason", "one")
    other.change("barriers.reason", "other")
    one.change("barriers.reason", "one goes on")
    outcome = other.choose("mine")
    assert isinstance(outcome, Trouble)  # what was chosen against has changed since
    assert outcome.kind == "conflict"
    assert isinstance(other.choose("mine"), Saved)
    assert stored(other) == {"barriers": {"reason": "other"}}
    assert {"barriers": {"reason": "one goes on"}} in kept(other)


def test_a_third_state_that_turns_up_in_a_conflict_costs_none_of_the_three(
    opened: Opener, tmp_path: Path
) -> None:
    one = opened()
    one.change("fit.reason", "shared")
    other, third = opened(), opened()
    one.change("fit.reason", "one")
    other.change("fit.reason", "other")
    third.change("fit.reason", "third")
    assert third.adopt(json.loads(json.dumps(other.copy()))).kind == "diverged"
    assert isinstance(third.choose("other"), Saved)
    states = [draft["fit"]["reason"] for draft in (*kept(third), stored(third))]
    assert {"one", "other", "third"} <= set(states)


# --- two computers, and the notebook's copy ------------------------------------------------------


@pytest.fixture
def second(opened: Opener, tmp_path: Path) -> Callable[[], Activity]:
    """The team's folder, copied to another computer."""

    def open_copy() -> Activity:
        elsewhere = tmp_path / "second"
        if not elsewhere.exists():
            shutil.copytree(tmp_path / "records", elsewhere / "records")
        return opened(folder=elsewhere)

    return open_copy


def through_notebook(activity: Activity) -> Any:
    return json.loads(json.dumps(activity.copy()))


def test_the_later_state_is_taken_whichever_side_has_it(
    opened: Opener, second: Callable[[], Activity]
) -> None:
    home = opened()
    home.change("fit.tier", "key")
    away = second()
    away.change("fit.tier", "top")
    assert home.adopt(through_notebook(away)).kind == "newer"
    assert home.draft == stored(home) == {"fit": {"tier": "top"}}
    assert away.adopt(through_notebook(home)).kind == "same"
    home.change("fit.tier", "ordinary")
    assert home.adopt(through_notebook(away)).kind == "older"
    assert away.adopt(through_notebook(home)).kind == "newer"


@pytest.mark.parametrize("side", ["mine", "other"])
def test_two_that_diverged_are_both_kept_and_shown(
    opened: Opener, second: Callable[[], Activity], side: Any
) -> None:
    home = opened()
    home.change("fit.tier", "key")
    away = second()
    home.change("fit.tier", "top")
    away.change("fit.tier", "ordinary")
    away.change("fit.market", "b2b")
    copy = through_notebook(away)
    assert home.adopt(copy).kind == "diverged"
    assert home.other is not None
    assert home.other.draft == away.draft
    assert isinstance(home.choose(side), Saved)
    states = [*kept(home), stored(home)]
    assert away.draft in states
    assert {"fit": {"tier": "top"}} in states
    # settled for good: neither computer's state comes up again as a conflict
    assert home.adopt(copy).kind == "older"
    assert away.adopt(through_notebook(home)).kind == "newer"


def test_a_notebook_alone_on_another_computer_brings_its_owner_along(
    opened: Opener, small_case: Case, tmp_path: Path
) -> None:
    home = opened("青岚一队")
    home.change("fit.tier", "key")
    away = Activity.open(small_case, "course", LAYERS, "en", tmp_path / "new computer")
    assert away.adopt(through_notebook(home)).kind == "newer"
    assert away.who == Who(team="青岚一队")
    assert away.draft == {"fit": {"tier": "key"}}
    again = Activity.open(small_case, "course", LAYERS, "en", tmp_path / "new computer")
    assert (again.who, again.draft) == (away.who, away.draft)


def files_of(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*.json")}


def test_somebody_elses_notebook_is_for_reading_and_touches_nobodys_record(
    opened: Opener, tmp_path: Path
) -> None:
    theirs = opened("beta", folder=tmp_path / "beta's")
    theirs.change("fit.tier", "top")
    mine = opened("alpha")
    mine.change("fit.tier", "key")
    before = files_of(tmp_path)
    assert mine.adopt(through_notebook(theirs)).kind == "foreign"
    assert mine.read_only
    assert mine.draft == {"fit": {"tier": "top"}}
    assert mine.copy() == theirs.copy()
    for outcome in (mine.change("fit.tier", "key"), mine.cite("fit.tier", "D1:1"), mine.hand_in(),
                    mine.start_over(), mine.rename(Who(team="x"))):  # fmt: skip
        assert isinstance(outcome, Trouble)
        assert "beta" in outcome.said.words("en")
    assert not mine.undo()
    assert files_of(tmp_path) == before
    mine.choose("mine")
    assert (mine.read_only, mine.draft) == (False, {"fit": {"tier": "key"}})
    assert files_of(tmp_path) == before


def test_a_handed_in_notebook_is_for_reading_even_where_nobody_joined(
    opened: Opener, small_case: Case, tmp_path: Path
) -> None:
    theirs = opened("beta")
    theirs.change("fit.tier", "top")
    handed = theirs.hand_in()
    assert isinstance(handed, Path)
    carried = json.loads(handed.read_text(encoding="utf-8"))["metadata"]["fivelayer"]
    manager = Activity.open(small_case, "course", LAYERS, "en", tmp_path / "manager")
    assert manager.adopt(carried).kind == "submission"
    assert (manager.read_only, manager.draft) == (True, theirs.draft)
    assert not files_of(tmp_path / "manager")


def test_who_lost_all_but_the_handed_in_notebook_can_go_on_from_it(
    opened: Opener, tmp_path: Path
) -> None:
    before = opened("alpha", folder=tmp_path / "lost")
    before.change("fit.tier", "key")
    after = opened("alpha")
    after.adopt({"record": through_notebook(before), "submission": True})
    assert isinstance(after.choose("other"), Saved)
    assert isinstance(after.change("fit.market", "b2b"), Saved)
    assert stored(after) == {"fit": {"tier": "key", "market": "b2b"}}


def test_two_teams_on_one_computer_have_no_history_in_common(opened: Opener) -> None:
    alpha, beta = opened("alpha"), opened("beta")
    for n in range(3):
        alpha.change("barriers.reason", f"a{n}" * 3)
    beta.change("barriers.reason", "b")
    assert beta.adopt(through_notebook(alpha)).kind == "foreign"
    assert stored(beta) == {"barriers": {"reason": "b"}}


def test_another_activitys_answers_are_kept_apart(opened: Opener) -> None:
    activity = opened()
    activity.change("fit.tier", "key")
    other = through_notebook(activity)
    other["identity"]["activity"] = "another"
    assert activity.adopt(other).kind == "other_work"
    assert stored(activity) == {"fit": {"tier": "key"}}
    copies = list(activity.where().parent.glob("kept/small--another--from-notebook-*"))
    assert len(copies) == 1


@pytest.mark.parametrize(
    "rubbish", ["text", 7, [1], {"record": "x"}, {"revision": 1}, {"schema_version": 1}]
)
def test_what_is_no_record_is_kept_and_said(opened: Opener, rubbish: Any) -> None:
    activity = opened()
    activity.change("fit.tier", "key")
    found = activity.adopt(rubbish)
    assert found.kind == "unreadable"
    assert stored(activity) == activity.draft == {"fit": {"tier": "key"}}
    assert isinstance(activity.change("fit.tier", "top"), Saved)


@pytest.mark.parametrize("nothing", [None, {}, {"language": "en"}, {"record": None}])
def test_a_notebook_without_a_record_is_nothing_special(opened: Opener, nothing: Any) -> None:
    activity = opened()
    assert activity.adopt(nothing).kind == "fresh"


def test_a_later_version_in_the_notebook_is_neither_read_nor_overwritten(opened: Opener) -> None:
    activity = opened()
    activity.change("fit.tier", "key")
    later = {**through_notebook(activity), "schema_version": RECORD_SCHEMA + 1, "new": {"a": 1}}
    assert activity.adopt(later).kind == "later"
    assert activity.read_only
    assert activity.copy() == later
    assert isinstance(activity.change("fit.tier", "top"), Trouble)


def test_a_later_version_on_disk_is_neither_read_nor_overwritten(opened: Opener) -> None:
    activity = opened()
    activity.change("fit.tier", "key")
    later = json.dumps({**activity.copy(), "schema_version": RECORD_SCHEMA + 1}).encode()
    activity.where().write_bytes(later)
    outcome = activity.change("fit.tier", "top")  # another window's kit was updated meanwhile
    assert isinstance(outcome, Trouble)
    assert outcome.kind == "later"
    assert {"fit": {"tier": "top"}} in kept(activity)
    assert opened().read_only
    assert activity.where().read_bytes() == later


def test_a_file_damaged_while_it_is_open_is_kept_and_written_again(opened: Opener) -> None:
    activity = opened()
    activity.change("fit.tier", "key")
    activity.where().write_bytes(b"{half")
    assert isinstance(activity.change("fit.market", "b2b"), Saved)
    assert stored(activity) == {"fit": {"tier": "key", "market": "b2b"}}
    assert len(list(activity.where().parent.glob("kept/*unreadable*"))) == 1


def test_a_file_deleted_while_it_is_open_is_written_again(opened: Opener) -> None:
    activity = opened()
    activity.change("fit.tier", "key")
    shutil.rmtree(activity.where().parent)
    assert isinstance(activity.change("fit.market", "b2b"), Saved)
    assert stored(activity) == {"fit": {"tier": "key", "market": "b2b"}}


def test_every_outcome_is_worded_in_both_languages() -> None:
    from fivelayer.messages import catalogue
    from fivelayer.record.outcomes import adoption, trouble

    kinds = {key.split(".")[2] for key in catalogue("record", "en") if ".trouble." in key}
    states = {key.split(".")[2] for key in catalogue("record", "en") if ".opened." in key}
    params = {"who": "", "where": "w", "kept": "k", "what": "x", "revision": 3}
    for language in ("en", "zh"):
        for kind in kinds:
            found = trouble(kind, **{**params, "who": "beta"})
            assert found.said.words(language)
            assert found.todo.words(language)
        for state in states:
            assert adoption(state, **{**params, "who": "beta"}).said.words(language)
    assert "somebody" in trouble("foreign", who="").said.words("en")
