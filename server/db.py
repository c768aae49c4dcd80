"""Engine and session, and the two ways to write, alike on SQLite and PostgreSQL: each alone in its turn.

SQLite runs in WAL mode. A deferred SQLite transaction that reads first and writes later can fail at once with
"database is locked" whatever the timeout, so a writing one takes the lock when it begins. It waits for it in
a queue of ours: SQLite's own way is to try again after a while, and under load the unlucky never succeed.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from fcntl import LOCK_EX, flock
from pathlib import Path
from sqlite3 import Connection as SQLiteConnection
from typing import Any

import psycopg
from flask_sqlalchemy import SQLAlchemy
from psycopg.pq import Format
from sqlalchemy import URL, BigInteger, Connection, Dialect, Engine, TypeDecorator, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, registry

from server.clock import START, milliseconds

BUSY_TIMEOUT_MS = 5_000
OUTSIDE = "a write stands outside of its one write_transaction"
_is_writing = ContextVar("is_writing", default=False)


class Instant(TypeDecorator[datetime]):
    """An aware datetime in UTC, kept as milliseconds since 1970: alike on every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> int | None:
        return None if value is None else milliseconds(value)

    def process_result_value(self, value: int | None, _dialect: Dialect) -> datetime | None:
        return None if value is None else START + timedelta(milliseconds=value)


class Table(DeclarativeBase):
    """What every table is made from. Tables come from migrations only."""

    registry = registry(type_annotation_map={datetime: Instant, int: BigInteger})


# Parameters hold what people sent: they are kept out of error messages and so out of logs.
db = SQLAlchemy(model_class=Table, engine_options={"hide_parameters": True, "pool_pre_ping": True})


@contextmanager
def write_transaction() -> Iterator[None]:
    """All that is written inside, or nothing of it. Ends a read that came before in the same request.

    Raises RuntimeError when it stands inside another one, or when something was written outside of it.
    """
    session = db.session
    if session.new or session.dirty or session.deleted:
        raise RuntimeError(OUTSIDE)
    session.rollback()
    with its_turn(db.engine.url):
        try:
            session.connection(execution_options={"writes": True})
            yield
            session.commit()
        except BaseException:
            session.rollback()
            raise


@contextmanager
def reading() -> Iterator[Connection]:
    """One read of statements that are made once: the session takes twice as long to run them."""
    with db.engine.connect() as connection:
        yield connection


@contextmanager
def writing() -> Iterator[Connection]:
    """As write_transaction, for statements that are made once; inside it the session sees nothing of it."""
    engine = db.engine
    with its_turn(engine.url), engine.connect() as connection:
        connection.execution_options(writes=True)
        with connection.begin():
            yield connection


@contextmanager
def its_turn(url: URL) -> Iterator[None]:
    """Writers of one SQLite file one after the other, whatever thread or process they are in.

    Each opens the file beside it anew, so that the lock is its own; the lock of a process that dies is gone.
    Raises RuntimeError for a write inside another one: it would wait for itself.
    """
    if _is_writing.get():
        raise RuntimeError(OUTSIDE)
    before = _is_writing.set(True)
    try:
        if url.get_backend_name() != "sqlite":
            yield
            return
        with Path(f"{url.database}-turn").open("ab") as file:
            flock(file, LOCK_EX)
            yield
    finally:
        _is_writing.reset(before)


def leave_no_trace() -> None:
    """Call it after a transaction that deleted what must be gone: on SQLite no file holds it any more.

    Pages that are free were overwritten (secure_delete); here the log of writes gives up what it still holds,
    once nobody reads in it. PostgreSQL has only `scrub`.
    """
    if db.engine.dialect.name == "sqlite":
        outside_transactions("PRAGMA wal_checkpoint(TRUNCATE)")


def scrub() -> None:
    """Write every table anew, so that what was deleted is in no file of any; nobody else reads one meanwhile.

    PostgreSQL's plain VACUUM leaves it in the pages, where nothing points to it.
    """
    if db.engine.dialect.name == "sqlite":
        outside_transactions("VACUUM")
        leave_no_trace()
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM (FULL)")


def outside_transactions(statement: str) -> None:
    """On SQLite, what may stand in no transaction."""
    with its_turn(db.engine.url), closing(db.engine.raw_connection()) as connection:
        connection.cursor().execute(statement).fetchall()


def insert_into(table: type[Table]) -> Any:
    """An INSERT that may say `on_conflict…`, which both databases know and spell alike."""
    dialect = {"sqlite": sqlite, "postgresql": postgresql}[db.engine.dialect.name]
    return dialect.insert(table)


class BinaryCursor(psycopg.Cursor[Any]):
    """Has PostgreSQL answer in binary: as text, ciphertext is hexadecimal, and takes four times as long."""

    def __init__(self, connection: psycopg.Connection[Any], **more: Any) -> None:
        super().__init__(connection, **more)
        self.format = Format.BINARY


@event.listens_for(Engine, "connect")
def prepare(connection: Any, _record: object) -> None:
    """Give every connection its habits; on SQLite the driver's own idea of transactions is switched off."""
    if not isinstance(connection, SQLiteConnection):
        connection.cursor_factory = BinaryCursor
        return
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")  # what was purged is overwritten
    connection.execute("PRAGMA synchronous = FULL")  # what was acknowledged survives a power cut


@event.listens_for(Engine, "begin")
def begin(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        writes = connection.get_execution_options().get("writes", False)
        connection.connection.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
