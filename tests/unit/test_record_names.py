"""Folders and files named after teams: any text in, a safe name out, different for different teams."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fivelayer.record import Identity, Record, Store, Who, names

NASTY = [
    "../../x", "..", ".", "/etc/passwd", "C:\\Windows\\x", "CON", "con", "nul.txt", "Com1", "team.",
    "team ", "a" * 300, "队" * 300, "😀", "👩‍👩‍👧", "\u202etxt.exe", "a\0b", "a\nb", "\ud83d", "",
    "  ", "-", "no-name", "kept", "me.json", "=HYPERLINK(1)", "<script>", "~root", "%2e%2e", "a:b",
]  # fmt: skip
anything = st.text(alphabet=st.characters(codec=None)) | st.sampled_from(NASTY)
SAFE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
RESERVED = re.compile(r"con|prn|aux|nul|com\d|lpt\d")


def identity(team: str, workshop: str = "", case: str = "small") -> Identity:
    return Identity(team=team, workshop=workshop, case=case, case_version="1", activity="course")


@given(anything)
def test_a_folder_is_a_plain_short_name_that_no_system_reserves(team: str) -> None:
    folder = names.folder(team)
    assert SAFE.fullmatch(folder), folder
    assert len(folder) <= 60
    assert not RESERVED.fullmatch(folder)


@given(anything, anything, st.sampled_from(["", "spring", "Spring"]))
def test_two_teams_never_share_a_folder(one: str, two: str, workshop: str) -> None:
    same = names.name(one) == names.name(two)
    assert (names.folder(one, workshop) == names.folder(two, workshop)) == same


@given(anything)
def test_typing_the_name_of_somebodys_folder_does_not_lead_into_it(team: str) -> None:
    folder = names.folder(team)
    assert names.folder(folder) != folder or names.name(team) == folder


def test_names_equal_but_for_case_are_apart_on_every_file_system() -> None:
    assert names.folder("Alpha").casefold() != names.folder("alpha").casefold()


def test_one_name_composed_in_two_ways_is_one_team() -> None:
    assert names.folder("Zoe\u0301") == names.folder("Zo\u00e9")


@given(anything)
def test_a_name_is_one_line_that_can_be_stored(team: str) -> None:
    name = names.name(team)
    name.encode()
    assert len(name) <= names.LONGEST_NAME
    assert not re.search(r"[\x00-\x1f\x7f]", name)
    assert names.name(name) == name


@given(anything)
def test_a_file_name_is_readable_and_cannot_leave_its_folder(team: str) -> None:
    name = names.file(team)
    assert 0 < len(name) <= 60
    assert not set(name) & set('/\\:*?"<>|\0. ')
    assert not RESERVED.fullmatch(name.casefold())


def test_a_chinese_name_stays_readable_in_a_file_name() -> None:
    assert names.file("青岚一队") == "青岚一队"


def test_two_teams_that_read_the_same_hand_in_two_files() -> None:
    assert len({names.file(team) for team in ("A b", "A-b", "A/b", "A b?")}) == 4


@given(anything, st.text() | st.sampled_from([n for n in NASTY if n != "\ud83d"]))
def test_nothing_is_ever_written_outside_the_records(team: str, case: str) -> None:
    with tempfile.TemporaryDirectory() as outside:
        records = Path(outside) / "a" / "b" / "records"
        store = Store(records)
        record = Record(
            identity=identity(team, case=case[:60]), revision=1, seen={"d": 1}, device="d",
            time="2026-03-02T08:00:00Z", language="en",
        )  # fmt: skip
        store.join(record.identity.who)
        store.save(record, "")
        store.keep(record, "copy")
        loaded = store.load(record.identity)
        assert loaded.record == record
        written = [path for path in Path(outside).rglob("*") if path.is_file()]
        assert written
        assert all(path.resolve().is_relative_to(records.resolve()) for path in written)


@pytest.mark.parametrize("team", NASTY)
def test_the_real_name_stands_in_the_record(team: str) -> None:
    assert identity(team).team == names.name(team)
    assert Who(team=team).owner == names.name(team)
