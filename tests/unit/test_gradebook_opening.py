"""Opening: made where there is none, migrated with a copy kept, refused untouched; two writers; a full disk."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import subprocess
import sys
import zlib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from gradebook_case import marked, refused
from sqlalchemy import create_engine, inspect

from fivelayer.gradebook import Gradebook, opening, stored
from fivelayer.gradebook.tables import VERSIONS, Base
from fivelayer.marking.result import Result
from fivelayer.messages import LANGUAGES
from fivelayer.problems import Cannot

SQL = (Path(__file__).parent / "data" / "gradebook_v1.sql").read_text(encoding="utf-8")


def version_1(place: Path, *results: Result) -> None:
    """A gradebook as version 1 made it, with results and a person's mark in it."""
    with contextlib.closing(sqlite3.connect(place)) as old, old:
        old.executescript(SQL)
        old.execute("INSERT INTO take VALUES (1, '2031-01-01T00:00:00Z', 'week 1')")
        for number, result in enumerate(results, start=1):
            own = stored.Incoming.of(result).columns()
            del own["said"]
            own |= {"id": number, "take_id": 1, "work_id": number}
            owner = (number, "spring", own["team"], "", "baisha", "course", "")
            old.execute("INSERT INTO work VALUES (?, ?, ?, ?, ?, ?, ?)", owner)
            names = ", ".join(f'"{name}"' for name in own)
            marks = ", ".join("?" * len(own))
            old.execute(f"INSERT INTO marking ({names}) VALUES ({marks})", [*own.values()])  # noqa: S608 - our own names
            old.execute("INSERT INTO sighting VALUES (1, ?)", (number,))
        decision = (1, 1, 1, "gate", 5, False, "Li Na", "2031-01-02T00:00:00Z", "", "Good.", "x")
        old.execute("INSERT INTO decision VALUES (?,?,?,?,?,?,?,?,?,?,?)", decision)


def shape(place: Path) -> dict[str, object]:
    """Tables with columns, keys and indexes."""
    engine = create_engine(f"sqlite:///{place}")
    there = inspect(engine)
    found: dict[str, object] = {}
    for table in there.get_table_names():
        columns = {c["name"]: (str(c["type"]), c["nullable"]) for c in there.get_columns(table)}
        indexes = sorted(str(index["name"]) for index in there.get_indexes(table))
        keys = sorted(str(key["referred_table"]) for key in there.get_foreign_keys(table))
        found[table] = (columns, indexes, keys)
    engine.dispose()
    return found


def test_an_older_gradebook_is_migrated_and_a_copy_stays_beside_it(tmp_path: Path) -> None:
    place = tmp_path / "gradebook.db"
    flagged = marked(flags=(refused().reason,))
    version_1(place, flagged, marked("Swan"))
    before = place.read_bytes()
    book = Gradebook.open(str(place))
    backup = Path(book.backup)
    assert backup.parent == tmp_path
    assert backup.name == "gradebook.db.v1-1.bak"
    with contextlib.closing(sqlite3.connect(backup)) as old:
        assert old.execute("SELECT version_num FROM fivelayer_gradebook").fetchall() == [("1",)]
        assert old.execute("SELECT halves FROM decision").fetchall() == [(5,)]
    gate = next(mark for mark in book.official(1) if mark.rule == "gate")
    assert (gate.points, gate.by, gate.comment) == (Decimal("2.5"), "Li Na", "Good.")
    with contextlib.closing(sqlite3.connect(place)) as new:
        (said,) = new.execute("SELECT said FROM marking WHERE id = 1").fetchone()
    assert stored.said(said)["flags"] == [refused().reason]
    assert before != place.read_bytes()
    assert Gradebook.open(str(place)).backup == ""  # once
    assert len(list(tmp_path.glob("*.bak"))) == 1


def test_what_is_migrated_has_the_shape_of_what_is_made_new(tmp_path: Path) -> None:
    version_1(tmp_path / "old.db")
    Gradebook.open(str(tmp_path / "old.db"))
    Gradebook.open(str(tmp_path / "new.db"))
    assert shape(tmp_path / "old.db") == shape(tmp_path / "new.db")


def test_a_migration_that_fails_leaves_the_old_gradebook(tmp_path: Path) -> None:
    place = tmp_path / "gradebook.db"
    version_1(place, marked())
    with contextlib.closing(sqlite3.connect(place)) as old, old:
        old.execute("UPDATE marking SET whole = ?", (zlib.compress(b"{}"),))
    with pytest.raises(ValueError, match="validation error"):
        Gradebook.open(str(place))
    with contextlib.closing(sqlite3.connect(place)) as old:
        assert old.execute("SELECT version_num FROM fivelayer_gradebook").fetchall() == [("1",)]
        assert "said" not in [row[1] for row in old.execute("PRAGMA table_info(marking)")]


def test_a_newer_gradebook_is_refused_untouched(tmp_path: Path) -> None:
    place = tmp_path / "gradebook.db"
    Gradebook.open(str(place)).take([marked()])
    with contextlib.closing(sqlite3.connect(place)) as plain, plain:
        plain.execute("UPDATE fivelayer_gradebook SET version_num = '99'")
    before = place.read_bytes()
    with pytest.raises(Cannot) as refusal:
        Gradebook.open(str(place))
    for language in LANGUAGES:
        words = refusal.value.words(language)
        assert str(place) in words
        assert "99" in words
        assert VERSIONS[-1] in words
    assert place.read_bytes() == before
    assert list(tmp_path.glob("*.bak")) == []


@pytest.mark.parametrize("content", [b"my thesis", b"SQLite format 3\0 or so", b"\0" * 4096])
def test_a_file_that_is_no_gradebook_is_refused_untouched(tmp_path: Path, content: bytes) -> None:
    place = tmp_path / "gradebook.db"
    place.write_bytes(content)
    with pytest.raises(Cannot, match="is no gradebook"):
        Gradebook.open(str(place))
    assert place.read_bytes() == content
    assert [path.name for path in tmp_path.iterdir()] == ["gradebook.db"]


def test_another_programs_database_is_refused_untouched(tmp_path: Path) -> None:
    place = tmp_path / "photos.db"
    with contextlib.closing(sqlite3.connect(place)) as plain, plain:
        plain.execute("CREATE TABLE photo (id INTEGER)")
    before = place.read_bytes()
    with pytest.raises(Cannot, match="is no gradebook"):
        Gradebook.open(f"sqlite:///{place}")
    assert place.read_bytes() == before


@pytest.mark.parametrize("url", ["nonsense://x", "sqlite://", "sqlite:///:memory:", "://"])
def test_an_address_that_names_no_database_is_said(url: str) -> None:
    with pytest.raises(Cannot, match="no address of a gradebook"):
        Gradebook.open(url)


def test_a_server_without_its_driver_is_said() -> None:
    with pytest.raises(Cannot) as refusal:
        Gradebook.open("postgresql+psycopg://nobody:secret@localhost/marks")
    assert refusal.value.code == "gradebook_driver"
    assert "secret" not in refusal.value.words("en")


def test_the_tables_need_nothing_that_only_sqlite_has() -> None:
    from sqlalchemy import create_mock_engine
    from sqlalchemy.dialects import postgresql

    made: list[str] = []
    engine = create_mock_engine(
        "sqlite://",
        lambda sql, *_, **__: made.append(str(sql.compile(dialect=postgresql.dialect()))),
    )
    Base.metadata.create_all(engine, checkfirst=False)
    assert any("SERIAL" in sql for sql in made)
    assert any("BYTEA" in sql for sql in made)


def test_once_done_one_whole_file_is_left(tmp_path: Path) -> None:
    book = Gradebook.open(str(tmp_path / "gradebook.db"))
    book.take([marked()])
    book.decide(1, "gate", Decimal(1), "Li Na")
    assert [path.name for path in tmp_path.iterdir()] == ["gradebook.db"]


WRITER = """
import sys
from decimal import Decimal
sys.path.insert(0, sys.argv[2])
from gradebook_case import marked
from fivelayer.gradebook import Gradebook
book = Gradebook.open(sys.argv[1])
for n in range(12):
    book.take([marked(f"Team {n}"), marked(f"{sys.argv[3]} {n}")])
    work = next(w.id for w in book.works() if w.owner == f"Team {n}")
    book.decide(work, "gate", Decimal(1), sys.argv[3])
"""


def test_two_programs_write_at_once_and_nothing_is_lost(tmp_path: Path) -> None:
    place = tmp_path / "gradebook.db"
    call = [sys.executable, "-c", WRITER, str(place), str(Path(__file__).parent)]
    writers = [subprocess.Popen([*call, who]) for who in ("Li Na", "Wang")]
    assert [writer.wait() for writer in writers] == [0, 0]
    book = Gradebook.open(str(place))
    works = {work.owner: work.id for work in book.works()}
    assert len(works) == len(book.works()) == 36
    for n in range(12):
        deciders = [d.by for d in book.history(works[f"Team {n}"], "gate") if d.kind == "decision"]
        assert sorted(deciders) == ["Li Na", "Wang"]


def test_a_writer_that_finds_it_locked_for_too_long_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "PATIENCE", 0.05)
    place = tmp_path / "gradebook.db"
    book = Gradebook.open(str(place))
    with contextlib.closing(sqlite3.connect(place, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Cannot, match="Another program"):
            book.take([marked()])
        other.execute("ROLLBACK")
    assert book.take([marked()]).new == 1


@pytest.fixture
def small_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A disk of 1 MB; where none can be mounted, databases of 0.75 MB at most."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(folder)]
    mounted = False
    if sys.platform == "linux" and shutil.which("mount"):
        mounted = not subprocess.run(mount, check=False, capture_output=True).returncode
    if not mounted:
        connected = opening._connected

        def bounded(connection: Any, record: Any) -> None:
            connected(connection, record)
            most = 190 if (folder / "ballast").exists() else 2_000
            connection.execute(f"PRAGMA max_page_count={most}")

        monkeypatch.setattr(opening, "_connected", bounded)
    try:
        yield folder
    finally:
        if mounted:
            subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_midway_keeps_what_is_done_and_the_next_run_goes_on(small_disk: Path) -> None:
    place = small_disk / "gradebook.db"
    book = Gradebook.open(str(place))
    results = [marked(f"Team {n}") for n in range(900)]
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"\0" * 250_000)
    with pytest.raises(Cannot, match="no space left"):
        book.take(results)
    kept = len(Gradebook.open(str(place)).works())
    assert 0 < kept < 900
    assert kept % 200 == 0
    ballast.unlink()
    assert len(book.works()) == kept
    done = book.take(results[: kept + 50])
    assert (done.unchanged, done.new) == (kept, 50)
    assert len(book.works()) == kept + 50
