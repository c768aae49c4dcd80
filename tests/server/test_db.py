"""One way to write: all of it or nothing, alike on both databases."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, text
from sqlalchemy.exc import DatabaseError

from server.db import db, write_transaction


@contextmanager
def a_tally(app: Flask) -> Iterator[None]:
    """A table with one number in it, which starts at 0."""
    with app.app_context():
        with write_transaction():
            db.session.execute(text("CREATE TABLE tally (number INTEGER NOT NULL)"))
            db.session.execute(text("INSERT INTO tally VALUES (0)"))
        yield


def tally() -> int:
    number: int = db.session.execute(text("SELECT number FROM tally")).scalar_one()
    return number


def break_off(how: Callable[[], object]) -> None:
    """Write, and then do what may break off before the transaction ends."""
    with write_transaction():
        db.session.execute(text("UPDATE tally SET number = 1"))
        how()


def test_what_breaks_off_is_not_written(app: Flask) -> None:
    with a_tally(app):
        with pytest.raises(ZeroDivisionError):
            break_off(lambda: 1 // 0)

        assert tally() == 0


def test_a_read_before_does_not_hold_back_a_write(app: Flask) -> None:
    with a_tally(app):
        assert tally() == 0

        with write_transaction():
            db.session.execute(text("UPDATE tally SET number = number + 1"))

        assert tally() == 1


def test_one_write_inside_another_is_refused(app: Flask) -> None:
    with a_tally(app):
        with pytest.raises(RuntimeError, match="outside of its one write_transaction"):
            break_off(lambda: break_off(tally))

        assert tally() == 0


def failures_of(app: Flask, *, writers: int, turns: int) -> list[DatabaseError]:
    """What stopped writers that all begin at once, each with so many turns at the tally."""
    start = Barrier(writers)
    failures: list[DatabaseError] = []

    def write() -> None:
        start.wait()
        try:
            with app.app_context():
                for _ in range(turns):
                    with write_transaction():
                        tally()
                        db.session.execute(text("UPDATE tally SET number = number + 1"))
        except DatabaseError as failure:
            failures.append(failure)

    threads = [Thread(target=write) for _ in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


def test_writers_that_read_first_wait_for_each_other(app: Flask) -> None:
    with a_tally(app):
        assert failures_of(app, writers=4, turns=25) == []

        assert tally() == 100


def test_writers_wait_in_a_queue_without_trying_again(app: Flask) -> None:
    def has_no_patience(connection: Any, _record: object) -> None:
        if db.engine.dialect.name == "sqlite":
            connection.execute("PRAGMA busy_timeout = 0")

    with a_tally(app):
        db.engine.dispose()
        event.listen(db.engine, "connect", has_no_patience)

        assert failures_of(app, writers=8, turns=10) == []

        assert tally() == 80


def test_sqlite_keeps_what_it_acknowledged(app: Flask) -> None:
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            habits = [
                db.session.execute(text(f"PRAGMA {name}")).scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys")
            ]
            assert habits == ["wal", 2, 1]
        else:
            assert db.session.execute(text("SHOW server_encoding")).scalar() == "UTF8"
