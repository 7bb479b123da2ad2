"""The database: engine, declarative base, types, and the session of a request or command.

One commit per request, after success. A session opened for reading cannot write: PostgreSQL is
told `READ ONLY`, SQLite `query_only`. On SQLite a writer takes the write lock when it begins
(`BEGIN IMMEDIATE`) and queues on a file lock before it, because SQLite's own busy polling is
unfair under load (docs/decisions.md).
"""

from __future__ import annotations

import enum
import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from sqlalchemy import JSON, DateTime, Dialect, Engine, MetaData, create_engine, event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Connection
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

#: With recursive triggers even INSERT OR REPLACE meets the triggers that refuse deletion.
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "recursive_triggers=ON")

#: JSON on SQLite, JSONB on PostgreSQL.
Json = JSON().with_variant(JSONB(), "postgresql")


class Base(DeclarativeBase):
    """Base of all models; constraint names follow one convention from the first migration."""

    metadata = MetaData(naming_convention=NAMING)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored in UTC; a naive one is refused (P17)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 -- SQLAlchemy's signature
    ) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Purpose(enum.Enum):
    """What the connections of an engine are for."""

    READ = "read"
    WRITE = "write"
    #: One writing statement at a time, committed by itself.
    SINGLE = "single"


def make_engine(url: str, purpose: Purpose = Purpose.WRITE) -> Engine:
    """Open an engine for `url` (SQLite or PostgreSQL) with durable commits.

    Errors never quote the values of a statement: they are answers and names of people.
    """
    if not url.startswith("sqlite"):
        return _make_postgresql(url, purpose)
    reset = None if purpose is Purpose.SINGLE else "rollback"
    engine = create_engine(
        url, connect_args={"timeout": 30}, hide_parameters=True, pool_reset_on_return=reset
    )
    event.listen(engine, "connect", _prepare_sqlite)
    if purpose is Purpose.READ:
        event.listen(engine, "connect", _forbid_writing)
        event.listen(engine, "begin", _begin_reading)
    elif purpose is Purpose.WRITE:
        event.listen(engine, "begin", _begin_writing)
    return engine


def _make_postgresql(url: str, purpose: Purpose) -> Engine:
    """Connections are asked whether they are still there, but for single statements: those cost
    one round trip, and who sends them must be ready to send them twice."""
    pool = {"pool_size": 5, "max_overflow": 10, "hide_parameters": True}
    if purpose is Purpose.SINGLE:
        # Nothing is open between statements, so there is nothing to roll back on return.
        return create_engine(url, isolation_level="AUTOCOMMIT", pool_reset_on_return=None, **pool)
    engine = create_engine(url, pool_pre_ping=True, **pool)
    if purpose is Purpose.READ:
        return engine.execution_options(postgresql_readonly=True)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    """WAL with full synchronisation: a commit is on disk when it returns."""
    setattr(connection, "isolation_level", None)  # noqa: B010 -- sqlite3 only; BEGIN is ours
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _forbid_writing(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA query_only=ON")
    cursor.close()


def _begin_writing(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_reading(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN DEFERRED")


class Database:
    """The engines of one database, and the sessions made from them."""

    def __init__(self, url: str) -> None:
        self.engine = make_engine(url)
        self._single = make_engine(url, Purpose.SINGLE)
        self._reading = make_engine(url, Purpose.READ)
        self._readers = sessionmaker(self._reading, expire_on_commit=False)
        self._writers = sessionmaker(self.engine, expire_on_commit=False)

    @property
    def is_sqlite(self) -> bool:
        """Whether the embedded database is used."""
        return self.engine.dialect.name == "sqlite"

    def open_session(self, *, writes: bool) -> Session:
        """A new session; the caller commits and closes it. With `writes=False` it cannot write."""
        return self._writers() if writes else self._readers()

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """One transaction of a command or the worker: commit on success, roll back otherwise."""
        with (
            self.queue_for_writing(),
            self.open_session(writes=True) as session,
            session.begin(),
        ):
            yield session

    @contextmanager
    def single_statement(self) -> Iterator[Connection]:
        """A connection for one writing statement, which is committed by itself.

        It is sent alone (autocommit): one round trip to PostgreSQL instead of three. Where the
        connection had died at rest (`connection_invalidated`), the caller sends it again.
        """
        with self.queue_for_writing(), self._single.connect() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only reads."""
        with self.open_session(writes=False) as session:
            yield session

    @contextmanager
    def queue_for_writing(self) -> Iterator[None]:
        """On SQLite, wait in line for the one write lock across threads and processes."""
        path = self.engine.url.database
        if not self.is_sqlite or not path or path == ":memory:":
            yield
            return
        with _open_queue(Path(path + ".queue")) as queue:
            _lock(queue)
            yield

    def dispose(self) -> None:
        """Close every pooled connection."""
        for engine in (self.engine, self._single, self._reading):
            engine.dispose()


def _open_queue(path: Path) -> IO[bytes]:
    """The file that writers queue on. Where it cannot be opened, the database cannot be written."""
    try:
        return path.open("ab")
    except OSError as error:
        raise OperationalError("open the queue of writers", None, error) from error


def _lock(file: IO[bytes]) -> None:
    """Take the exclusive lock on an open file; closing the file gives it back."""
    fcntl.flock(file, fcntl.LOCK_EX)
