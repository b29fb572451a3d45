"""The folder of records: whole files, a safety copy, and nothing that was somebody's ever deleted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fivelayer.record import Changed, Identity, Record, Relation, Store, Who, joined, relation
from fivelayer.record import form as forms

MINE = Identity(team="alpha", case="small", case_version="1.0.0", activity="course")


def at(revision: int, text: str = "", who: Identity = MINE, **seen: int) -> Record:
    return Record(
        identity=who, revision=revision, seen=seen or {"d": revision}, device="d", language="en",
        time="2026-03-02T08:00:00Z", draft={"fit": {"reason": text or f"r{revision}"}},
    )  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "records")


def kept(store: Store, reason: str) -> list[Path]:
    return sorted(store.path(MINE).parent.glob(f"kept/*--{reason}-*"))


def test_what_was_saved_is_loaded(store: Store) -> None:
    assert store.load(MINE).state == "fresh"
    on_disk = store.save(at(1), "")
    loaded = store.load(MINE)
    assert (loaded.state, loaded.record, loaded.on_disk) == ("open", at(1), on_disk)
    store.save(at(2), on_disk)
    assert store.load(MINE).record == at(2)


@pytest.mark.parametrize("believed", ["", "0" * 64])
def test_a_file_that_is_another_by_now_is_not_overwritten(store: Store, believed: str) -> None:
    store.save(at(1), "")
    with pytest.raises(Changed):
        store.save(at(2, "mine"), believed)
    assert store.load(MINE).record == at(1)


def test_a_file_that_went_away_is_noticed(store: Store) -> None:
    on_disk = store.save(at(1), "")
    store.path(MINE).unlink()
    with pytest.raises(Changed):
        store.save(at(2), on_disk)


@pytest.mark.parametrize("damage", [b"", b"\0" * 400, b'{"schema_version":1,"iden', b"[]", b"\xff"])
def test_a_damaged_file_is_set_aside_and_the_last_good_one_taken(
    store: Store, damage: bytes
) -> None:
    store.save(at(2), store.save(at(1), ""))
    store.path(MINE).write_bytes(damage)
    loaded = store.load(MINE)
    assert (loaded.state, loaded.record) == ("recovered", at(2))
    assert loaded.kept is not None
    assert loaded.kept.read_bytes() == damage


def test_a_damaged_file_without_a_safety_copy_is_kept_too(store: Store) -> None:
    store.path(MINE).parent.mkdir(parents=True)
    store.path(MINE).write_bytes(b"{half")
    for _ in range(3):  # opening again and again keeps it once
        assert store.load(MINE).state == "lost"
    assert [path.read_bytes() for path in kept(store, "unreadable")] == [b"{half"]


def test_damage_to_both_loses_neither_file(store: Store) -> None:
    store.save(at(1), "")
    store.path(MINE).write_bytes(b"{half")
    store.safety(MINE).write_bytes(b"{half")
    assert store.load(MINE).state == "lost"
    assert kept(store, "unreadable")


def test_a_file_replaced_by_an_older_state_gives_way_to_the_safety_copy(store: Store) -> None:
    store.save(at(5), "")
    store.path(MINE).write_bytes(at(3).written())
    loaded = store.load(MINE)
    assert (loaded.state, loaded.record) == ("restored", at(5))
    assert [path.read_bytes() for path in kept(store, "older")] == [at(3).written()]


def test_a_file_that_was_deleted_comes_back_from_the_safety_copy(store: Store) -> None:
    store.save(at(5), "")
    store.path(MINE).unlink()
    assert (store.load(MINE).state, store.load(MINE).record) == ("restored", at(5))


def test_a_file_of_a_later_version_is_left_alone(store: Store) -> None:
    store.path(MINE).parent.mkdir(parents=True)
    later = json.dumps({**at(1).json_form(), "schema_version": forms.RECORD_SCHEMA + 1}).encode()
    store.path(MINE).write_bytes(later)
    assert (store.load(MINE).state, store.load(MINE).record) == ("later", None)
    assert store.path(MINE).read_bytes() == later


def test_a_file_of_an_older_version_is_kept_as_found(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.save(at(1), "")
    as_found = store.path(MINE).read_bytes()
    monkeypatch.setattr(forms, "RECORD_SCHEMA", 2)
    monkeypatch.setattr(forms, "MIGRATIONS", {1: lambda old: {**old, "draft": {"fit": {}}}})
    loaded = store.load(MINE)
    assert loaded.state == "migrated"
    assert loaded.record is not None
    assert loaded.record.draft == {"fit": {}}
    store.save(loaded.record, loaded.on_disk)
    assert [path.read_bytes() for path in kept(store, "as-found")] == [as_found]
    assert store.load(MINE).state == "open"


def test_somebody_elses_file_at_my_place_is_only_shown(store: Store) -> None:
    theirs = at(9, who=MINE.model_copy(update={"team": "beta"}))
    store.path(MINE).parent.mkdir(parents=True)
    store.path(MINE).write_bytes(theirs.written())
    assert (store.load(MINE).state, store.load(MINE).record) == ("foreign", theirs)


def test_setting_aside_keeps_a_copy_and_leaves_nothing_that_comes_back(store: Store) -> None:
    store.save(at(4), "")
    copy = store.set_aside(MINE, "gone")
    assert copy is not None
    assert copy.read_bytes() == at(4).written()
    assert store.load(MINE).state == "fresh"
    assert store.set_aside(MINE, "gone") is None


def test_who_joined_is_remembered_whatever_the_name(store: Store) -> None:
    assert store.who() is None
    who = Who(team="../../青岚", trainee="=1+1", workshop="春")
    store.join(who)
    assert store.who() == who
    (store.folder / "me.json").write_text("{broken")
    assert store.who() is None


def test_the_device_is_stable_and_says_nothing(store: Store, tmp_path: Path) -> None:
    device = store.device(MINE)
    assert device == Store(store.folder).device(MINE)
    assert device != store.device(MINE.model_copy(update={"activity": "other"}))
    elsewhere = Store(tmp_path / "copy")
    elsewhere.folder.mkdir()
    (elsewhere.folder / ".device").write_bytes((store.folder / ".device").read_bytes())
    assert elsewhere.device(MINE) != device
    assert "alpha" not in device


# --- which descends from which -------------------------------------------------------------------

seen = st.dictionaries(st.sampled_from("abc"), st.integers(1, 4), min_size=1)
states = st.builds(
    lambda seen, text: at(max(seen.values()), text, **seen), seen, st.sampled_from(["x", "y"])
)
OPPOSITE = {
    Relation.SAME: Relation.SAME,
    Relation.NEWER: Relation.OLDER,
    Relation.OLDER: Relation.NEWER,
    Relation.DIVERGED: Relation.DIVERGED,
}


@given(states, states)
def test_the_decision_is_the_same_from_both_sides(one: Record, other: Record) -> None:
    assert relation(one, other) is OPPOSITE[relation(other, one)]


@given(states, states)
def test_the_clock_decides_nothing(one: Record, other: Record) -> None:
    clocks = {"time": "1999-01-01T00:00:00Z"}
    if one.digest != other.digest:
        late = one.model_copy(update=clocks)
        assert late.digest == other.digest or relation(late, other) is relation(one, other)


@given(states, st.text(min_size=1))
def test_a_descendant_is_newer_and_stays_so(ancestor: Record, text: str) -> None:
    revision = ancestor.revision + 1
    child = at(revision, text, **{**ancestor.seen, "new": revision})
    assert relation(child, ancestor) is Relation.NEWER


@given(states, states)
def test_what_builds_on_both_is_newer_than_both(one: Record, other: Record) -> None:
    both = {**joined(one.seen, other.seen), "chooser": 9}
    merged = at(9, "chosen", **both)
    assert relation(merged, one) is Relation.NEWER
    assert relation(merged, other) is Relation.NEWER


@given(st.sampled_from("xy"), seen)
def test_the_same_history_with_other_words_has_diverged(text: str, history: Any) -> None:
    top = max(history.values())
    edited = at(top, text + "edited by hand", **history)
    assert relation(at(top, text, **history), edited) is Relation.DIVERGED
