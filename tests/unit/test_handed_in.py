"""ZIPs handed in: read where they lie, one row for each thing in them, nothing written, memory bounded."""

from __future__ import annotations

import io
import json
import struct
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marking_case import CASES, EXERCISES, edited

from fivelayer.gradebook import everywhere
from fivelayer.marking import Result, handed_in, mark_folder
from fivelayer.marking.submissions import MAX_BYTES, Refusal
from fivelayer.messages import LANGUAGES

GOOD = edited()
WHO = json.loads(GOOD)["metadata"]["fivelayer"]["record"]["identity"]


def of(team: str) -> bytes:
    return edited(identity={**WHO, "team": team})


def packed(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return out.getvalue()


def gbk(name: str, content: bytes) -> bytes:
    """An archive as Windows in Chinese packs it: the name in GBK, and nothing says so."""
    stand_in = "x" * len(name.encode("gbk"))
    return packed({stand_in: content}).replace(stand_in.encode(), name.encode("gbk"))


def locked(members: dict[str, bytes]) -> bytes:
    """An archive whose members say that they want a password."""
    raw = bytearray(packed(members))
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = raw.find(sign)
        while at >= 0:
            raw[at + place] |= 1
            at = raw.find(sign, at + 1)
    return bytes(raw)


def linked(name: str, target: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo(name)
        info.external_attr = 0o120777 << 16
        archive.writestr(info, target)
    return out.getvalue()


def lying() -> bytes:
    """A thousandfold expansion that says it is a hundred bytes."""
    raw = bytearray(packed({"a.ipynb": b"0" * 40_000_000}))
    small = struct.pack("<L", 100)
    at = raw.find(b"PK\x01\x02")
    raw[at + 24 : at + 28] = small
    raw[22:26] = small
    return bytes(raw)


def overlapping() -> bytes:
    """Many names for one and the same content: small as a file, endless unpacked."""
    once = packed({"a.ipynb": b"0" * 1_000_000})
    start = once.find(b"PK\x01\x02")
    end = once.find(b"PK\x05\x06")
    entry, n = once[start:end], 1_000
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, n, n, n * len(entry), start, 0)
    return once[:start] + entry * n + tail


HOSTILE = {
    "absolute": (packed({"/etc/a.ipynb": GOOD}), "zip_path"),
    "drive": (packed({"C:\\Users\\a.ipynb": GOOD}), "zip_path"),
    "share": (packed({"\\\\server\\a.ipynb": GOOD}), "zip_path"),
    "dots": (packed({"x/../../../a.ipynb": GOOD}), "zip_path"),
    "dots-of-windows": (packed({"..\\..\\a.ipynb": GOOD}), "zip_path"),
    "link": (linked("a.ipynb", "/etc/passwd"), "not_a_file"),
    "thousandfold": (packed({"a.ipynb": b"0" * 15_000_000}), "zip_expands"),
    "thousandfold-beside": (packed({"a.ipynb": GOOD, "b.bin": b"0" * 90_000_000}), "zip_expands"),
    "thousandfold-unsaid": (lying(), "zip_broken"),
    "overlapping": (overlapping(), "zip_expands"),
    "nested": (packed({"more.zip": packed({"a.ipynb": GOOD})}), "zip_nested"),
    "locked": (locked({"a.ipynb": GOOD}), "zip_locked"),
    "many": (packed({f"{n}.txt": b"" for n in range(2_001)} | {"a.ipynb": GOOD}), "zip_many"),
    "endless-index": (packed({f"{n:0200}": b"" for n in range(9_000)}), "zip_many"),
    "bzip2": (packed({"a.ipynb": GOOD}, zipfile.ZIP_BZIP2), "zip_packed"),
    "lzma": (packed({"a.ipynb": GOOD}, zipfile.ZIP_LZMA), "zip_packed"),
    "no-notebook": (packed({"plan.docx": b"x"}), "zip_none"),
    "no-members": (packed({}), "zip_none"),
    "empty": (b"", "empty"),
    "rar": (b"Rar!\x1a\x07\x00" + b"x" * 90, "zip_broken"),
    "cut": (packed({"a.ipynb": GOOD})[:-30], "zip_broken"),
    "checkpoint": (packed({".ipynb_checkpoints/a-checkpoint.ipynb": GOOD}), "checkpoint"),
    "not-notebook": (packed({"a.ipynb": b"hello"}), "not_json"),
}


def mark(folder: Path, out: Path, jobs: int = 1) -> dict[str, Result]:
    made = mark_folder(folder, out, [CASES], exercise_folders=[EXERCISES], jobs=jobs)
    return {result.file: result for result in made}


def code(result: Result) -> str:
    return result.reason.key.split(".")[2] if result.reason else ""


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_wrong_with_an_archive_is_one_row_and_the_rest_is_marked(
    tmp_path: Path, name: str
) -> None:
    raw, why = HOSTILE[name]
    folder = tmp_path / "deep" / "handed-in"
    folder.mkdir(parents=True)
    (folder / "bad.zip").write_bytes(raw)
    (folder / "good.zip").write_bytes(packed({"team/plan.ipynb": GOOD}))
    (folder / "plain.ipynb").write_bytes(of("Another"))
    before = sorted(tmp_path.rglob("*"))
    found = mark(folder, tmp_path / "marks")
    assert [code(one) for file, one in found.items() if file.startswith("bad.zip")] == [why]
    good = [found["good.zip/team/plan.ipynb"], found["plain.ipynb"]]
    assert [one.status for one in good] == ["marked", "marked"]
    assert len(found) == 3
    beside = [p for p in sorted(tmp_path.rglob("*")) if tmp_path / "marks" not in (p, *p.parents)]
    assert beside == before
    refused = next(one for file, one in found.items() if file.startswith("bad.zip"))
    assert refused.next_step is not None
    for language in LANGUAGES:
        assert refused.reason is not None
        assert refused.reason.words(language)
        assert refused.next_step.words(language)


def test_a_member_is_marked_as_the_file_would_be(tmp_path: Path) -> None:
    for name, raw in (("a.ipynb", GOOD), ("a.zip", packed({"a.ipynb": GOOD}))):
        (tmp_path / name[2:]).mkdir()
        (tmp_path / name[2:] / name).write_bytes(raw)
    (plain,) = mark(tmp_path / "ipynb", tmp_path / "1").values()
    (member,) = mark(tmp_path / "zip", tmp_path / "2").values()
    assert member.model_copy(update={"file": plain.file}) == plain


@pytest.mark.parametrize(
    "raw",
    [
        gbk("松岭队.ipynb", GOOD),
        packed({"松岭队.ipynb": GOOD}),
        packed({"x" * 15: GOOD}).replace(b"x" * 15, "松岭队".encode() + b".ipynb"),
    ],
    ids=["gbk", "said to be UTF-8", "UTF-8 unsaid"],
)
def test_a_chinese_name_is_read_however_it_was_packed(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "a.zip").write_bytes(raw)
    assert [place.inside for place in handed_in.places([tmp_path / "a.zip"])] == ["/松岭队.ipynb"]
    assert handed_in.read(str(tmp_path / "a.zip"), 0) == GOOD


def test_members_of_one_name_and_what_a_mac_adds(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("plan.ipynb", of("One"))
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("plan.ipynb", of("Two"))
        archive.writestr("__MACOSX/._plan.ipynb", b"x")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.zip").write_bytes(out.getvalue())
    found = mark(tmp_path / "in", tmp_path / "marks")
    teams = {file: one.identity.team for file, one in found.items()}
    assert teams == {"a.zip/plan.ipynb": "One", "a.zip/plan.ipynb (2)": "Two"}


def test_again_and_by_several_processes_comes_out_alike(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for n in range(9):
        members = {f"{m}.ipynb": of(f"Team {n} {m}") for m in range(3)}
        (folder / f"{n}.zip").write_bytes(packed(members))
    alone = mark(folder, tmp_path / "1")
    assert mark(folder, tmp_path / "2", jobs=2) == alone
    assert {one.status for one in alone.values()} == {"marked"}
    again = mark_folder(folder, tmp_path / "1", [CASES], exercise_folders=[EXERCISES])
    assert (len(again), again.anew) == (27, 0)
    (folder / "0.zip").write_bytes(packed({"0.ipynb": of("Someone else")}))
    changed = mark(folder, tmp_path / "1")
    assert changed["0.zip/0.ipynb"].identity.team == "Someone else"
    assert len(changed) == 25


def test_an_archive_that_is_a_link_or_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "folder.zip").mkdir(parents=True)
    (folder / "folder.zip" / "a.ipynb").write_bytes(GOOD)
    (tmp_path / "elsewhere.zip").write_bytes(packed({"a.ipynb": GOOD}))
    (folder / "link.zip").symlink_to(tmp_path / "elsewhere.zip")
    found = mark(folder, tmp_path / "marks")
    assert {file: code(one) for file, one in found.items()} == {
        "folder.zip/a.ipynb": "", "link.zip": "not_a_file"
    }  # fmt: skip


@pytest.mark.parametrize("name", ["thousandfold-beside", "thousandfold-unsaid", "overlapping"])
def test_memory_stays_bounded(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(HOSTILE[name][0])
    tracemalloc.start()
    for place in handed_in.places([path]):
        handed_in.read(place.path, place.member)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8_000_000


SEEDS = [raw for raw, _ in HOSTILE.values() if len(raw) < 60_000]


@given(st.data())
@settings(max_examples=150)
def test_whatever_an_archive_is_it_is_rows(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    raw = bytearray(data.draw(st.sampled_from(SEEDS) | st.binary(max_size=200)))
    for _ in range(data.draw(st.integers(0, 12))):
        if raw:
            raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(raw)))
    path = tmp_path_factory.mktemp("zip") / "a.zip"
    path.write_bytes(bytes(raw[:cut] if data.draw(st.booleans()) else raw))
    found = list(handed_in.places([path]))
    assert found
    assert len({place.inside for place in found}) == len(found)
    for place in found:
        read = handed_in.read(place.path, place.member)
        assert isinstance(read, bytes | Refusal)
        assert isinstance(read, Refusal) or len(read) <= MAX_BYTES
    assert list(path.parent.iterdir()) == [path]


names = st.lists(
    st.sampled_from(["..", ".", "", "a", "C:", "~", "松岭队", "aux", "x" * 300, "\\", "/"]),
    max_size=6,
).map("/".join)


@given(st.dictionaries(names.map(lambda name: f"{name}/a.ipynb"), st.binary(max_size=30)))
@settings(max_examples=80)
def test_no_name_leads_anywhere(
    tmp_path_factory: pytest.TempPathFactory, members: dict[str, bytes]
) -> None:
    folder = tmp_path_factory.mktemp("zip")
    (folder / "in").mkdir()
    (folder / "in" / "a.zip").write_bytes(packed(members))
    found = mark(folder / "in", folder / "out")
    assert len(found) == max(len(members), 1)
    assert all(one.status == "refused" for one in found.values())
    assert {path.name for path in folder.iterdir()} == {"in", "out"}
    assert [path.name for path in (folder / "in").iterdir()] == ["a.zip"]


def test_the_lying_archive_really_expands() -> None:
    assert zlib.crc32(b"0" * 40_000_000) == zipfile.ZipFile(io.BytesIO(lying())).infolist()[0].CRC


def test_erasing_a_person_names_the_archives_that_hold_their_work(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.zip").write_bytes(packed({"a.ipynb": of("Cedar")}))
    (tmp_path / "in" / "b.zip").write_bytes(packed({"b.ipynb": of("Harbour")}))
    for name, held in (("Cedar", []), (WHO["trainee"], ["a.zip", "b.zip"])):
        gone = everywhere.erase(name, [tmp_path / "in"], "a test")
        assert [path.name for path in gone.copies] == held
