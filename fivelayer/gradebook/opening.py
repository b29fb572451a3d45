"""A gradebook's database: opened by URL, made where there is none, brought up to date, else refused."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from fivelayer.gradebook.tables import VERSION_TABLE, VERSIONS, Base
from fivelayer.problems import Cannot

PATIENCE: Final = 30.0
"""Seconds to wait for another program that is writing."""
_SQLITE: Final = b"SQLite format 3\0"
_WRITES: Final = "fivelayer_writes"


class Database:
    """A database that holds a gradebook of this version."""

    def __init__(self, url: str) -> None:
        """Open, make or bring up to date.

        Raises:
            Cannot: the URL names none, it is no gradebook, of a newer version, or cannot be written.
        """
        self._url = _url(url)
        self.name = self._url.database or "" if self.is_file else self._url.render_as_string()
        if self.is_file:
            _must_be_ours(Path(self.name))
        with self._speaking():
            self._engine = _engine(self._url)
            self.backup = self._bring_up()

    @property
    def is_file(self) -> bool:
        """Whether it is a file of its own, and no server."""
        return self._url.get_backend_name() == "sqlite"

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the gradebook.

        Raises:
            Cannot: the database refuses.
        """
        with self._speaking(), self._engine.connect() as connection:
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection whose changes are kept together or not at all; a second writer waits.

        Raises:
            Cannot: the database refuses.
        """
        with self._speaking(), self._engine.connect() as connection:
            writer = connection.execution_options(**{_WRITES: True})
            with writer.begin():
                yield writer

    def forget(self) -> None:
        """Take what was erased out of the file too, not only out of the tables."""
        if self.is_file:
            with self._speaking(), contextlib.closing(sqlite3.connect(self.name)) as plain:
                plain.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                plain.execute("VACUUM")

    def _bring_up(self) -> Path | None:
        """Make the tables or migrate them; the backup, where one was made."""
        with self.reading() as connection:
            found = _version(connection, self.name)
        if found == VERSIONS[-1]:
            return None
        backup = self._backed_up(found) if found and self.is_file else None
        with self.writing() as connection:
            if (now := _version(connection, self.name)) != VERSIONS[-1]:
                _make(connection) if not now else _migrate(connection)
        return backup

    def _backed_up(self, version: str) -> Path:
        """A copy beside it, under a name that nothing has."""
        place = Path(self.name)
        names = (place.with_name(f"{place.name}.v{version}-{n}.bak") for n in range(1, 10_000))
        copy = next(name for name in names if not name.exists())
        with (
            contextlib.closing(sqlite3.connect(place)) as old,
            contextlib.closing(sqlite3.connect(copy)) as new,
        ):
            old.backup(new)
        return copy

    @contextlib.contextmanager
    def _speaking(self) -> Iterator[None]:
        """Turn what a database says into a sentence."""
        try:
            yield
        except (SQLAlchemyError, sqlite3.Error) as fault:
            why = fault.orig if isinstance(fault, DBAPIError) else fault
            said = str(why).casefold()
            codes = (c for words, c in _REFUSALS.items() if words in said)
            code = next(codes, "gradebook_fault")
            raise Cannot(code, place=self.name, why=str(why)[:300]) from fault


_REFUSALS: Final = {
    "is full": "gradebook_full",
    "disk i/o": "gradebook_full",
    "locked": "gradebook_busy",
    "readonly": "gradebook_readonly",
    "read-only": "gradebook_readonly",
    "unable to open": "gradebook_readonly",
    "malformed": "gradebook_damaged",
    "not a database": "not_gradebook",
}
"""What a database says, and the code of our words."""


def _url(given: str) -> URL:
    """A URL; what is none is the path of a file."""
    try:
        if "://" not in given:
            return URL.create("sqlite", database=str(Path(given).absolute()))
        url = make_url(given)
        url.get_dialect()
        if url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:"):
            raise Cannot("gradebook_url", url=given)
        return url
    except (ArgumentError, NoSuchModuleError, ValueError):
        raise Cannot("gradebook_url", url=given) from None


def _engine(url: URL) -> Engine:
    try:
        if url.get_backend_name() != "sqlite":
            return create_engine(url, pool_pre_ping=True)
        # No pool: once a verb is done, one whole file is left, without a journal beside it.
        engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": PATIENCE})
    except ImportError as fault:
        raise Cannot("gradebook_driver", driver=fault.name or "?") from None
    event.listen(engine, "connect", _connected)
    event.listen(engine, "begin", _begun)
    return engine


def _connected(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say ourselves when a transaction begins
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA secure_delete=ON")
    with contextlib.suppress(sqlite3.Error):  # a drive that cannot: the plain journal serves
        connection.execute("PRAGMA journal_mode=WAL")


def _begun(connection: Connection) -> None:
    # A writer takes its lock at once: one that reads first could find itself overtaken.
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _must_be_ours(place: Path) -> None:
    """Look, without touching, whether a file is a gradebook or nothing yet."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        if not place.exists() or not place.stat().st_size:
            return
        with place.open("rb") as file:
            known = file.read(len(_SQLITE)) == _SQLITE
    except OSError:
        raise Cannot("gradebook_readonly", place=str(place)) from None
    if known:
        address = f"file:{quote(place.as_posix())}?mode=ro"
        try:
            with contextlib.closing(sqlite3.connect(address, uri=True, timeout=PATIENCE)) as plain:
                tables = {name for (name,) in plain.execute("SELECT name FROM sqlite_master")}
            known = VERSION_TABLE in tables or not tables
        except sqlite3.Error:
            known = False
    if not known:
        raise Cannot("not_gradebook", place=str(place))


def _version(connection: Connection, name: str) -> str:
    """The version of the tables; nothing where there are none.

    Raises:
        Cannot: there are others, or they are of a newer version.
    """
    there = inspect(connection).get_table_names()
    if VERSION_TABLE not in there:
        if Base.metadata.tables.keys() & set(there):
            raise Cannot("not_gradebook", place=name)
        return ""
    found = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608 - a constant
    if found not in VERSIONS:
        raise Cannot("gradebook_newer", place=name, theirs=str(found), ours=VERSIONS[-1])
    return str(found)


def _make(connection: Connection) -> None:
    Base.metadata.create_all(connection)
    create = f"CREATE TABLE {VERSION_TABLE} (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"
    connection.execute(text(create))
    stamp = text(f"INSERT INTO {VERSION_TABLE} VALUES (:version)")  # noqa: S608 - a constant
    connection.execute(stamp, {"version": VERSIONS[-1]})


def _migrate(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "fivelayer.gradebook:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
