"""Mangled submissions: one bounded result each, whatever the file is, and nothing outside the output folder.

A quick run takes seconds. A long one is asked for by the number of files, all of them different:

    FIVELAYER_FUZZ=200000 pytest tests/unit/test_marking_fuzz.py -n 2
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import psutil
import pytest
from gradebook_case import table
from hypothesis import given, settings
from hypothesis import strategies as st
from mangling import chance, file_names, in_json, mangled, seeds
from marking_case import CASES, EXERCISES, edited

from fivelayer import strict_yaml
from fivelayer.marking import Result, mark_folder
from fivelayer.marking.marker import Marker
from fivelayer.marking.pages import feedback_page
from fivelayer.marking.standing import HandedIn, standing
from fivelayer.messages import LANGUAGES

FILES = int(os.environ.get("FIVELAYER_FUZZ", "640"))
SHARDS = 8
FOLDERFUL = 40
SECONDS = 5.0
"""Processor time that no file may take; the slowest seen takes a twentieth."""
MEGABYTES = 150
"""What a shard's memory may grow by after its first files, whatever their number."""
NASTY = Path(__file__).parents[1] / "nasty"
MARKER = Marker([CASES], [EXERCISES])
SEEDS = seeds()
WHO = json.loads(edited())["metadata"]["fivelayer"]["record"]["identity"]

texts = st.text(max_size=40) | st.sampled_from(["b1", "d1", "us", "+2", "12 万元", "not", "不"])
leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts
)
_NAMES = """information barriers entries business relationship decision_makers interest benefits
ladder id value unit text weight support lines"""
names = texts | st.sampled_from(_NAMES.split())
anything = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4)
)


def test_whatever_is_mangled_there_is_one_bounded_result(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    for n in range(150):
        path.write_bytes(mangled(SEEDS[n % len(SEEDS)], chance(f"first {n}")))
        whole(MARKER.result(path, path.name)[0], pages=n % 5 == 0)


@given(st.binary(max_size=400))
@settings(max_examples=60)
def test_any_bytes_are_refused(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    result = marked(tmp_path_factory, raw)
    assert result.status == "refused"
    whole(result)


@given(anything)
@settings(max_examples=80)
def test_any_draft_is_judged(tmp_path_factory: pytest.TempPathFactory, draft: Any) -> None:
    result = marked(tmp_path_factory, edited(draft=draft))
    if isinstance(draft, dict):
        assert result.status == "marked"
        assert result.points is not None
        assert result.of is not None
        assert 0 <= result.points <= result.of <= 100
    whole(result)


@given(st.sampled_from(["identity", "attempts", "game", "revision", "time", "language"]), anything)
@settings(max_examples=60)
def test_anything_may_stand_elsewhere_in_the_record(
    tmp_path_factory: pytest.TempPathFactory, name: str, held: Any
) -> None:
    whole(marked(tmp_path_factory, edited(**{name: held if held is not None else 0})))


def test_the_same_state_of_chance_mangles_alike() -> None:
    once, again = (mangled(SEEDS[0], chance("same")) for _ in range(2))
    assert once == again != SEEDS[0]


def test_some_of_the_mangled_are_still_marked(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    statuses = []
    for n in range(60):
        path.write_bytes(in_json(SEEDS[0], chance(f"still {n}")))
        statuses.append(MARKER.result(path, path.name)[0].status)
    assert 20 < statuses.count("marked") < 60


@pytest.mark.parametrize("shard", range(SHARDS))
def test_folders_of_mangled_submissions(shard: int, tmp_path: Path) -> None:
    memory: list[float] = []
    for number in range(-(-FILES // (SHARDS * FOLDERFUL))):
        random = chance(f"shard {shard} folder {number}")
        folder, out = tmp_path / f"in {number}", tmp_path / f"out {number}"
        put = fill(folder, random)
        before = everything(tmp_path)
        with watched() as (touched, slowest):
            results = mark_folder(
                folder,
                out,
                [CASES],
                exercise_folders=[EXERCISES],
                progress=slowest,
            )
        assert slowest.seconds < SECONDS
        outside = [path for path in touched if not inside(path, out)]
        assert not outside
        assert everything(tmp_path) - before <= {out, *out.rglob("*")}
        assert len(results) == len(put)
        assert len(table(results, out, random.choice(LANGUAGES))) == len(put)
        assert len({result.file for result in results}) == len(put)
        for result in results[::10]:
            whole(result)
        empty(folder)
        empty(out)
        memory.append(resident())
    if len(memory) > 25:
        assert max(memory) - max(memory[:25]) < MEGABYTES


def test_what_was_typed_does_not_stay_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    for n in range(40):
        long = f"{n} " + "9" * 300_000
        draft: Any = {
            "information": {"founded": {"value": long}, "purchasing_budget": {"value": long}},
            "barriers": {"entries": [{"id": long, "what": long, "kind": long, "means": [long]}]},
        }
        path.write_bytes(
            edited(draft=draft, identity={**WHO, "case": f"made-up-{n}"} if n % 2 else WHO)
        )
        result = MARKER.result(path, path.name)[0]
        feedback_page(result)
        if n == 10:
            before = resident()
    assert resident() - before < 20


@pytest.mark.parametrize("path", sorted(NASTY.glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_nasty_case_ends_as_it_should(path: Path) -> None:
    begun = time.process_time()
    result = MARKER.result(path, path.name)[0]
    assert time.process_time() - begun < SECONDS
    code = result.reason.key.split(".")[2] if result.reason else "marked"
    assert code == EXPECTED[path.stem]["ends"]
    whole(result)


def test_the_nasty_cases_go_into_a_gradebook_together(tmp_path: Path) -> None:
    results = mark_folder(NASTY, tmp_path, [CASES], exercise_folders=[EXERCISES])
    assert len(table(results, tmp_path)) == len(EXPECTED)


def test_every_nasty_case_is_explained() -> None:
    assert sorted(path.stem for path in NASTY.glob("*.ipynb")) == sorted(EXPECTED)
    assert all(path.stat().st_size < 100_000 for path in NASTY.iterdir())


EXPECTED: dict[str, dict[str, str]] = strict_yaml.read(NASTY / "expected.yaml").data


def marked(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> Result:
    path = tmp_path_factory.getbasetemp() / f"fuzz-{os.getpid()}.ipynb"
    path.write_bytes(raw)
    return MARKER.result(path, path.name)[0]


def whole(result: Result, *, pages: bool = True) -> None:
    """A result that can be stored, read again, said in both languages and shown."""
    stored = result.model_dump_json()
    assert Result.model_validate_json(stored).model_dump_json() == stored
    assert len(stored) < 30_000_000
    assert (result.status == "refused") == (result.reason is not None)
    for said in filter(None, (result.reason, result.next_step, *result.flags)):
        assert all(said.words(language).strip() for language in LANGUAGES)
    for finding in result.findings:
        assert finding.outcome.value != "marker_fault"
        assert len(finding.quote) <= 600
    for language in LANGUAGES if pages else ():
        page = feedback_page(result.model_copy(update={"language": language}))
        assert "<script" not in page
        assert "<img" not in page
    handed_in = HandedIn.of(result, "a", "", "")
    changes = standing([handed_in, handed_in])
    assert len(changes) == bool(handed_in.owner)
    assert HandedIn.read(handed_in.line()) == handed_in


class Slowest:
    """The most processor time that passed between two calls."""

    def __init__(self) -> None:
        self.seconds, self._last = 0.0, time.process_time()

    def __call__(self, _done: int, _of: int) -> None:
        now = time.process_time()
        self.seconds, self._last = max(self.seconds, now - self._last), now


_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_watching: list[str] | None = None


def _note(event: str, args: tuple[Any, ...]) -> None:
    """Audit hook: what the program writes, moves, starts and connects to while it is watched."""
    if _watching is None or event not in _NOTED:
        return
    if event == "open":
        path, _mode, flags = args
        if isinstance(path, str | bytes | os.PathLike) and flags & _WRITES:
            _watching.append(os.fsdecode(path))
    elif event.startswith("os."):
        _watching.extend(os.fsdecode(a) for a in args if isinstance(a, str | bytes | os.PathLike))
    else:
        _watching.append(event)


_EVENTS = """open os.mkdir os.rename os.remove os.rmdir os.link os.symlink os.chmod os.truncate os.utime
os.system os.exec os.posix_spawn os.startfile subprocess.Popen pickle.find_class socket.connect
socket.getaddrinfo"""
_NOTED = frozenset(_EVENTS.split())
sys.addaudithook(_note)


@contextmanager
def watched() -> Iterator[tuple[list[str], Slowest]]:
    """What is touched within, and the time that each file takes."""
    global _watching  # noqa: PLW0603  an audit hook cannot be taken away, only told to rest
    _watching = touched = []
    try:
        yield touched, Slowest()
    finally:
        _watching = None


def inside(path: str, folder: Path) -> bool:
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def fill(folder: Path, random: Random) -> list[Path]:
    """A folder of mangled submissions under odd names, some of them further down."""
    put = []
    for _ in range(FOLDERFUL):
        place = folder / random.choice(("", "", "a", "a/b", "team 🦆", ".hidden"))
        place.mkdir(parents=True, exist_ok=True)
        path = place / file_names(random)
        if path.exists():
            continue
        path.write_bytes(mangled(random.choice(SEEDS), random))
        put.append(path)
    return put


def everything(folder: Path) -> set[Path]:
    return set(folder.rglob("*"))


def empty(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()


def resident() -> float:
    """Megabytes that this process holds."""
    held: int = psutil.Process().memory_info().rss
    return held / 1e6
