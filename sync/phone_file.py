"""The file of a phone: begun whole or not at all, and opened only when it is one."""

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

WAIT_SECONDS = 30
# place is never given twice: another program of this phone misses no change that came after others went.
# seq is null until the change is seen in the server's log, and below zero once it is to be shown there again;
# `aside` holds what a copied device has not sent.
_TABLES = (
    "CREATE TABLE standing (one INTEGER PRIMARY KEY CHECK (one = 1), content TEXT NOT NULL)",
    """CREATE TABLE change (place INTEGER PRIMARY KEY AUTOINCREMENT, device BLOB NOT NULL,
                            counter INTEGER NOT NULL, id BLOB NOT NULL, seq INTEGER UNIQUE,
                            content BLOB NOT NULL, UNIQUE (device, counter))""",
    "CREATE TABLE aside (counter INTEGER PRIMARY KEY, id BLOB NOT NULL, content BLOB NOT NULL)",
    "CREATE TABLE snapshot (one INTEGER PRIMARY KEY CHECK (one = 1), sealed BLOB NOT NULL)",
)


class NotAPhone(Exception):
    """This file is something else than a phone, or was left empty."""


def begin_file(path: Path, standing: Callable[[], str]) -> None:
    """A new file with this standing. standing: asked for once there is room; if it raises, nothing is left.

    Raises FileExistsError: what is there is never written over.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if path.exists():
        raise FileExistsError(path)
    with _beside(path) as whole:
        _write_first(whole, standing)
        os.link(whole, path)  # half a phone is never found under its name
    _sync_folder(path.parent)


def open_file(path: Path) -> sqlite3.Connection:
    """A connection with our habits. Raises FileNotFoundError, NotAPhone."""
    database = _connected(path)
    try:
        _must_be_a_phone(database)
        _with_habits(database)
    except BaseException:
        database.close()
        raise
    return database


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """An empty file of its owner's in the same folder, which is gone again afterwards."""
    opened, name = tempfile.mkstemp(prefix=f"{path.name}-", suffix="-begun", dir=path.parent)
    os.close(opened)
    try:
        yield Path(name)
    finally:
        Path(name).unlink()


def _write_first(path: Path, standing: Callable[[], str]) -> None:
    with closing(_connected(path)) as database:
        _with_habits(database)
        database.execute("BEGIN")
        for statement in _TABLES:
            database.execute(statement)
        database.execute("INSERT INTO standing VALUES (1, ?)", (standing(),))
        database.execute("COMMIT")


def _sync_folder(folder: Path) -> None:
    """The name is on disk too."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _connected(path: Path) -> sqlite3.Connection:
    if not path.exists():
        raise FileNotFoundError(path)
    return sqlite3.connect(path, timeout=WAIT_SECONDS, isolation_level=None, check_same_thread=False)


def _must_be_a_phone(database: sqlite3.Connection) -> None:
    try:
        if database.execute("SELECT place FROM standing LEFT JOIN change").fetchone() is not None:
            return
    except sqlite3.DatabaseError as failure:
        if failure.sqlite_errorcode not in (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_NOTADB):
            raise
    raise NotAPhone


def _with_habits(database: sqlite3.Connection) -> None:
    database.execute("PRAGMA journal_mode = DELETE")  # one file, so that a copy of it is a copy of the phone
    database.execute("PRAGMA synchronous = FULL")
    database.execute("PRAGMA secure_delete = ON")  # what was purged is overwritten
