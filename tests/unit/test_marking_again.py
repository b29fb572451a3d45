"""Marking again, by several processes, after a kill, on a full disk: the same outcome, nothing twice."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from gradebook_case import table
from marking_case import CASES, EXERCISES, handed_in
from test_marking_batch import mark, put, reasons

from fivelayer.marking import crew, mark_folder
from fivelayer.marking.batch import Results
from fivelayer.record import files

TEAMS = 60


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Sixty teams' work, two of them twice, and a file that is none."""
    made = {f"t{n:02}": handed_in(team=f"Team {n}") for n in range(TEAMS)}
    made["t07_older"] = handed_in(team="Team 7", revision="3")
    made["t08_copy"] = handed_in(team="Team 8")
    return put(tmp_path / "in", **made, broken=b"{")


def again(folder: Path, out: Path, *cases: Path, jobs: int = 1, **more: Any) -> Results:
    where = {"exercise_folders": [EXERCISES], "jobs": jobs, **more}
    return mark_folder(folder, out, [*cases, CASES], **where)


def contents(out: Path) -> dict[str, bytes]:
    found = (path for path in out.rglob("*") if path.is_file())
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in found}


def times(out: Path) -> dict[str, int]:
    found = (path for inside in ("results", "feedback") for path in (out / inside).iterdir())
    return {path.relative_to(out).as_posix(): path.stat().st_mtime_ns for path in found}


def cases_of_ones_own(tmp_path: Path) -> Path:
    shutil.copytree(CASES / "baisha", tmp_path / "cases" / "baisha")
    return tmp_path / "cases"


@pytest.mark.parametrize("way", ["fork", "spawn"])
def test_the_outcome_is_the_same_however_many_mark(
    folder: Path, tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "_way", lambda: way)
    again(folder, tmp_path / "one")
    told: list[tuple[int, int]] = []
    by_many = again(
        folder, tmp_path / "many", jobs=3, progress=lambda done, of: told.append((done, of))
    )
    assert by_many.anew == len(by_many) == TEAMS + 3
    assert contents(tmp_path / "one") == contents(tmp_path / "many")
    assert told == [(n + 1, TEAMS + 3) for n in range(TEAMS + 3)]


def test_where_no_process_can_be_started_all_is_marked_here(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_: object, **__: object) -> None:
        raise OSError(errno.EAGAIN, "no more processes")

    monkeypatch.setattr(crew, "ProcessPoolExecutor", refuses)
    assert again(folder, tmp_path / "out", jobs=4).anew == TEAMS + 3


def dies_of_13(done: list[int], lot: list[int]) -> list[int]:
    if 13 in lot:
        os.kill(os.getpid(), signal.SIGKILL)
    return [*done, *lot]


@pytest.mark.skipif(os.name == "nt", reason="processes are not killed by signals there")
def test_a_task_that_ends_its_process_costs_nothing_else() -> None:
    made = crew.Crew(dies_of_13, [], lambda task: [-task], 2)
    lots = ([at, at + 1, at + 2] for at in range(0, 60, 3))
    assert [n for done in made.done(lots) for n in done] == [
        -n if n == 13 else n for n in range(60)
    ]


def test_what_has_not_changed_is_not_marked_again(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = again(folder, out)
    before, written = times(out), contents(out)
    second = again(folder, out)
    assert (first.anew, second.anew) == (TEAMS + 3, 0)
    assert second.refused == 1
    assert list(second) == list(first)
    assert (times(out), contents(out)) == (before, written)


def test_only_a_changed_file_is_marked_again(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    again(folder, out)
    before = times(out)
    put(folder, t05=handed_in({}, team="Team 5", revision="40"), new=handed_in(team="New"))
    assert again(folder, out).anew == 2
    after = times(out)
    touched = {name for name, at in after.items() if before.get(name) != at}
    assert {name.partition("-")[0] for name in touched} == {
        "results/team",
        "feedback/team",
        "results/new",
        "feedback/new",
    }
    assert len(touched) == 4


@pytest.mark.parametrize("part", ["key.yaml", "dossier/en/01-notice.md", "rulings.yaml"])
def test_after_a_change_of_a_case_only_its_submissions_are_marked_again(
    part: str, folder: Path, tmp_path: Path
) -> None:
    out, own = tmp_path / "out", cases_of_ones_own(tmp_path)
    put(folder, other=handed_in(case="qinglan", activity="course"))
    again(folder, out, own)
    before = times(out)
    place = own / "baisha" / part
    found = place if part.endswith(".yaml") else own / "baisha" / "dossier" / "en" / "01-notice.md"
    with found.open("a", encoding="utf-8") as file:
        file.write("\n# a remark\n" if part.endswith(".yaml") else "\n\nOne more line.\n")
    second = again(folder, out, own)
    assert second.anew == TEAMS + 2
    assert (times(out) == before) == (
        part != "rulings.yaml"
    )  # a remark changes no mark, so no file


def test_a_changed_pattern_changes_the_marks_that_it_touches(folder: Path, tmp_path: Path) -> None:
    out, own = tmp_path / "out", cases_of_ones_own(tmp_path)
    put(folder, zz=handed_in({"business": {"problem": {"text": "Meters are old"}}}, team="Old"))
    first = {r.file: r.points for r in again(folder, out, own)}
    before = times(out)
    key = own / "baisha" / "key.yaml"
    words = key.read_text(encoding="utf-8")
    known = '"few/fewer/less + complaint"'
    changed = words.replace(known, f'{known}, "meters + old"')
    assert changed != words
    key.write_text(changed, encoding="utf-8")
    second = again(folder, out, own)
    assert second.anew == TEAMS + 3
    points = {r.file: r.points for r in second}
    assert {file for file in points if points[file] != first[file]} == {"zz.ipynb"}
    touched = {name for name, at in times(out).items() if before[name] != at}
    assert {name.partition("-")[0] for name in touched} == {"results/old", "feedback/old"}


def test_a_marker_of_another_version_marks_everything_again(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    again(folder, tmp_path / "out")
    monkeypatch.setattr("fivelayer.marking.marker.marker_stamp", lambda: "another")
    assert again(folder, tmp_path / "out").anew == TEAMS + 3


def test_an_exercise_that_is_gone_refuses_what_was_handed_in_for_it(tmp_path: Path) -> None:
    folder, out = put(tmp_path / "in", a=handed_in(activity="baisha-gates")), tmp_path / "out"
    own = tmp_path / "exercises"
    shutil.copytree(EXERCISES / "baisha-gates", own / "baisha-gates")
    assert reasons(again(folder, out, exercise_folders=[own])) == {"a.ipynb": ""}
    shutil.rmtree(own)
    gone = again(folder, out, exercise_folders=[own])
    assert reasons(gone) == {"a.ipynb": "unknown_activity"}
    assert gone.anew == 1
    assert gone[0].reason is not None
    assert "baisha-gates" in gone[0].reason.words("en")


def test_when_the_later_of_two_is_taken_away_the_earlier_one_counts_again(tmp_path: Path) -> None:
    folder = put(tmp_path / "in", a=handed_in(revision="3"), b=handed_in(revision="4"))
    out = tmp_path / "out"
    assert [r.counts for r in again(folder, out)] == [False, True]
    assert [r.counts for r in again(folder, out)] == [False, True]
    (folder / "b.ipynb").unlink()
    left = again(folder, out)
    assert (left.anew, left[0].counts) == (0, True)
    assert not any("superseded" in flag.key for flag in left[0].flags)
    assert [row["Counts"] for row in table(left, out)] == ["yes"]


class Disk:
    """A disk with room for so many writes."""

    def __init__(self, room: int) -> None:
        self.room, self._replace = room, files.replace

    def replace(self, path: Path, content: bytes, *, durable: bool = True) -> None:
        if self.room <= 0:
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        self.room -= 1
        self._replace(path, content, durable=durable)


@pytest.mark.parametrize("room", [0, 1, 30, 61])
def test_a_full_disk_keeps_what_is_done_and_the_next_run_does_the_rest(
    room: int, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    with monkeypatch.context() as patched:
        patched.setattr(files, "replace", Disk(room).replace)
        with pytest.raises(OSError, match="No space left"):
            again(folder, out)
    done = len(list((out / "results").glob("*.json")))
    assert done == room // 2  # a page and a result each
    assert again(folder, out).anew == TEAMS + 3 - done
    again(folder, tmp_path / "whole")
    assert contents(out) == contents(tmp_path / "whole")


@pytest.mark.skipif(os.name == "nt", reason="processes are forked elsewhere only")
def test_a_full_disk_in_another_process_is_told_here(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "_way", lambda: "fork")
    with monkeypatch.context() as patched:
        patched.setattr(files, "replace", Disk(50).replace)
        with pytest.raises(OSError, match="No space left") as fault:
            again(folder, tmp_path / "out", jobs=2)
    assert fault.value.errno == errno.ENOSPC
    done = len(list((tmp_path / "out" / "results").glob("*.json")))
    assert done >= 25
    assert again(folder, tmp_path / "out", jobs=2).anew == TEAMS + 3 - done


RUN = """
    import sys, time
    from pathlib import Path
    from fivelayer.marking import mark_folder

    def slowly(done, of):
        print(done, flush=True)
        time.sleep(0.02)

    folder, out, cases, exercises = map(Path, sys.argv[1:5])
    mark_folder(folder, out, [cases], progress=slowly, exercise_folders=[exercises],
                jobs=int(sys.argv[5]))
"""


@pytest.mark.skipif(os.name == "nt", reason="processes are not killed by signals there")
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_run_that_was_killed_is_taken_up_where_it_stood(
    jobs: int, folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    script = tmp_path / "run.py"
    script.write_text(textwrap.dedent(RUN), encoding="utf-8")
    command = [sys.executable, script, folder, out, CASES, EXERCISES, str(jobs)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as run:
        for line in until(run, 40):
            assert int(line) <= 40
        run.kill()
    left = again(folder, out)
    assert len(left) == TEAMS + 3
    assert 0 < left.anew <= TEAMS + 3 - 39
    (out / "marked.jsonl").write_bytes((out / "marked.jsonl").read_bytes()[:-20] + b"\xff[[[")
    assert again(folder, out).anew == 1  # a line cut short is a file marked again
    again(folder, tmp_path / "whole")
    assert contents(out) == contents(tmp_path / "whole")


def until(run: subprocess.Popen[str], count: int) -> Iterator[str]:
    assert run.stdout is not None
    for _ in range(count):
        yield run.stdout.readline()


def test_a_result_that_is_lost_is_marked_again(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    again(folder, out)
    whole = contents(out)
    next((out / "results").glob("team-5-*.json")).unlink()
    next((out / "feedback").glob("team-6-*.html")).write_bytes(b"")
    assert again(folder, out).anew == 2
    assert contents(out) == whole


def test_nothing_is_left_running_when_the_one_who_started_it_is_killed(
    folder: Path, tmp_path: Path
) -> None:
    if os.name == "nt" or not Path("/proc").is_dir():
        pytest.skip("processes are looked up in /proc")
    script = tmp_path / "run.py"
    script.write_text(textwrap.dedent(RUN), encoding="utf-8")
    command = [sys.executable, script, folder, tmp_path / "out", CASES, EXERCISES, "2"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as run:
        list(until(run, 25))
        children = Path(f"/proc/{run.pid}/task/{run.pid}/children").read_text().split()
        run.kill()
    assert children
    until_then = time.monotonic() + 60
    while any(alive(int(child)) for child in children):
        assert time.monotonic() < until_then
        time.sleep(0.05)


def alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_marking_by_the_command_line_takes_a_number_of_processes(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from fivelayer.cli.main import main

    mark(folder, tmp_path / "out")
    own = ["--cases", str(CASES), "--out", str(tmp_path / "out"), "--lang", "en"]
    assert main(["mark", str(folder), *own, "--jobs", "2"]) == 1
    said = capsys.readouterr().out
    assert f"{TEAMS + 2} files were marked." in said
    assert f"For {TEAMS + 3} of these nothing had changed" in said
    assert main(["mark", str(folder), *own, "--jobs", "0"]) == 2
    assert "--jobs" in capsys.readouterr().err
