"""Full disks and read-only folders: nothing is half written, the draft stays, it is plainly said.

Where the tests run as root on Linux a small file system is mounted for them. Elsewhere the same
tests run with the system's refusals put in at the calls that would meet them.
"""

from __future__ import annotations

import contextlib
import errno
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from fivelayer.activity import Activity, Who
from fivelayer.record import parse_bytes
from fivelayer.record.outcomes import Saved, Trouble

Opener = Callable[..., Activity]
CAN_MOUNT = sys.platform == "linux" and hasattr(os, "geteuid") and os.geteuid() == 0


def stored(activity: Activity) -> dict[str, Any]:
    return parse_bytes(activity.where().read_bytes()).draft


def leftovers(activity: Activity) -> list[Path]:
    return list(activity.where().parent.glob(".*.tmp"))


@contextlib.contextmanager
def mounted(folder: Path, *options: str) -> Iterator[bool]:
    """Whether a file system could be mounted there; it is gone afterwards."""
    folder.mkdir(exist_ok=True)
    mount = ["mount", *options, str(folder)]
    done = CAN_MOUNT and shutil.which("mount") is not None
    done = done and subprocess.run(mount, check=False, capture_output=True).returncode == 0
    try:
        yield done
    finally:
        if done:
            subprocess.run(["umount", str(folder)], check=True)


class Disk:
    """A disk that can be filled and emptied: a small mounted one, or refusals at the right calls."""

    def __init__(self, folder: Path, real: bool, patch: pytest.MonkeyPatch) -> None:
        self.folder, self.real, self._patch = folder, real, patch
        self._ballast = folder / "ballast"

    def fill(self) -> None:
        if not self.real:
            self._patch.setattr(os, "fsync", refuse(errno.ENOSPC))
            return
        with self._ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(b"\0" * 4096)

    def empty(self) -> None:
        if self.real:
            self._ballast.unlink()
        else:
            self._patch.undo()


def refuse(number: int) -> Callable[..., Any]:
    def refused(*_: Any, **__: Any) -> Any:
        raise OSError(number, os.strerror(number))

    return refused


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    folder = tmp_path / "disk"
    small = ("-t", "tmpfs", "-o", "size=256k", "none")
    with mounted(folder, *small) as real, pytest.MonkeyPatch.context() as patch:
        yield Disk(folder, real, patch)


def test_a_full_disk_keeps_the_last_file_whole_and_the_draft_in_memory(
    opened: Opener, disk: Disk
) -> None:
    activity = opened(folder=disk.folder)
    activity.change("barriers.reason", "safe")
    disk.fill()
    for n in range(5):
        outcome = activity.change("fit.reason", f"typed {n} " + "x" * 9000)
        assert isinstance(outcome, Trouble)
        assert outcome.kind == "disk_full"
    assert activity.unsaved
    assert activity.saved.revision == 1
    assert activity.draft["fit"]["reason"].startswith("typed 4")
    assert activity.copy()["draft"] == activity.draft  # the notebook still gets it
    assert stored(activity) == {"barriers": {"reason": "safe"}}
    assert not leftovers(activity)
    handed = activity.hand_in()
    assert isinstance(handed, Trouble)
    assert handed.kind == "disk_full"
    disk.empty()
    saved = activity.change("fit.tier", "key")  # the next change saves it all
    assert isinstance(saved, Saved)
    assert (activity.trouble, activity.unsaved) == (None, False)
    assert stored(activity) == activity.draft
    assert set(activity.draft["fit"]) == {"reason", "tier"}
    assert isinstance(activity.hand_in(), Path)


def test_two_windows_on_a_full_disk_still_go_together(opened: Opener, disk: Disk) -> None:
    one, other = opened(folder=disk.folder), opened(folder=disk.folder)
    one.change("barriers.reason", "safe")
    disk.fill()
    unsaved = one.change("fit.reason", "x" * 20_000)
    assert isinstance(unsaved, Trouble)
    disk.empty()
    assert isinstance(other.change("fit.tier", "key"), Saved)
    row = one.add_row("barriers.entries")
    assert row == "b1"
    assert stored(one) == one.draft
    assert set(stored(one)["fit"]) == {"reason", "tier"}


def test_a_copy_in_the_notebook_made_on_a_full_disk_is_not_mistaken_for_what_was_saved(
    opened: Opener, disk: Disk
) -> None:
    one, other = opened(folder=disk.folder), opened(folder=disk.folder)
    one.change("barriers.reason", "safe")
    disk.fill()
    one.change("fit.reason", "only in the notebook " + "x" * 20_000)
    carried = one.copy()
    disk.empty()  # and one's kernel died
    for n in range(4):
        other.change("fit.tier", ["key", "top"][n % 2])
    assert other.adopt(carried).kind == "diverged"
    assert other.other is not None
    assert other.other.draft == carried["draft"]


def test_the_first_change_ever_on_a_full_disk(opened: Opener, disk: Disk) -> None:
    disk.fill()
    activity = opened(folder=disk.folder)
    outcome = activity.change("fit.reason", "x" * 9000)
    assert isinstance(outcome, Trouble)
    assert activity.unsaved
    disk.empty()
    assert isinstance(activity.save(), Saved)
    assert stored(activity) == activity.draft
    assert activity.who == Who(team="alpha")


def test_a_damaged_file_on_a_full_disk_is_not_overwritten_before_it_is_kept(
    opened: Opener, disk: Disk
) -> None:
    activity = opened(folder=disk.folder)
    damage = b"{half" + b"x" * 9000
    activity.change("fit.tier", "key")
    activity.where().write_bytes(damage)
    disk.fill()
    again = opened(folder=disk.folder)
    assert again.draft == {"fit": {"tier": "key"}}
    again.change("fit.reason", "x" * 9000)
    assert activity.where().read_bytes() == damage
    disk.empty()
    assert isinstance(again.change("fit.market", "b2b"), Saved)
    kept = list(activity.where().parent.glob("kept/*--unreadable-*"))
    assert [path.read_bytes() for path in kept] == [damage]


def test_a_read_only_folder_is_said_and_the_draft_stays(opened: Opener, tmp_path: Path) -> None:
    folder = tmp_path / "share"
    folder.mkdir()
    opened(folder=folder).change("fit.tier", "key")
    with read_only(folder):
        activity = opened(folder=folder)
        assert (activity.draft, activity.read_only) == ({"fit": {"tier": "key"}}, False)
        outcome = activity.change("fit.market", "b2b")
        assert isinstance(outcome, Trouble)
        assert outcome.kind == "read_only_folder"
        assert str(folder) in outcome.said.words("en")
        assert activity.copy()["draft"] == {"fit": {"tier": "key", "market": "b2b"}}
        for other in (activity.hand_in(), activity.start_over(), activity.rename(Who(team="x"))):
            assert isinstance(other, Trouble)
            assert other.kind == "read_only_folder"
    assert stored(activity) == {"fit": {"tier": "key"}}
    assert isinstance(activity.save(), Saved)
    assert stored(activity) == {"fit": {"tier": "key", "market": "b2b"}}


def test_a_notebook_opened_from_a_read_only_folder_nobody_worked_in(
    opened: Opener, tmp_path: Path
) -> None:
    folder = tmp_path / "share"
    folder.mkdir()
    with read_only(folder):
        activity = opened(folder=folder)
        assert activity.opened.kind == "fresh"
        assert isinstance(activity.change("fit.tier", "key"), Trouble)
        assert activity.draft == {"fit": {"tier": "key"}}
    assert isinstance(activity.save(), Saved)


@contextlib.contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """A folder that refuses to be written to: root is above permissions, so a read-only mount for root."""
    if CAN_MOUNT:
        with mounted(folder, "--bind", str(folder)) as done:
            again = ["mount", "-o", "remount,bind,ro", str(folder)]
            if done and subprocess.run(again, check=False, capture_output=True).returncode == 0:
                yield
                return
    with pytest.MonkeyPatch.context() as patch:
        real = Path.open

        def refusing(self: Path, mode: str = "r", *rest: Any, **named: Any) -> Any:
            if set(mode) & set("wax+"):
                raise OSError(errno.EROFS, os.strerror(errno.EROFS))
            return real(self, mode, *rest, **named)

        patch.setattr(Path, "open", refusing)
        patch.setattr(Path, "mkdir", lambda self, **_: self.is_dir() or refuse(errno.EROFS)())
        yield


# --- any call may fail at any time ---------------------------------------------------------------

FAULTS = (errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EIO, errno.EDQUOT)


@pytest.mark.parametrize("seed", range(15))
def test_whatever_call_fails_whenever_the_file_is_whole_and_nothing_typed_is_lost(
    opened: Opener, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    from fivelayer.record import files

    chance = random.Random(seed)  # noqa: S311  where to fail, no secret
    real_fsync, real_replace = os.fsync, files._moved

    def perhaps(call: Callable[..., Any], share: float) -> Callable[..., Any]:
        def called(*given: Any, **named: Any) -> Any:
            if chance.random() < share:
                number = chance.choice(FAULTS)
                raise OSError(number, os.strerror(number))
            return call(*given, **named)

        return called

    activity = opened()
    monkeypatch.setattr(os, "fsync", perhaps(real_fsync, 0.2))
    monkeypatch.setattr(files, "_moved", perhaps(real_replace, 0.2))
    on_disk: dict[str, Any] = {}
    for n in range(40):
        outcome = activity.change("barriers.reason", f"typed {n}")
        assert activity.draft == {"barriers": {"reason": f"typed {n}"}}
        if isinstance(outcome, Saved):
            on_disk = activity.draft
            assert outcome.revision == n + 1
        else:
            assert activity.trouble == outcome
        # a replacement may have been made and its fault come after: then it is the newer draft
        there = stored(activity) if activity.where().exists() else {}
        assert there in (on_disk, activity.draft)
        assert not leftovers(activity)
    monkeypatch.undo()
    assert isinstance(activity.save(), Saved)
    assert stored(activity) == activity.draft
    assert activity.record.revision >= 40
