"""A process that ends between any two statements of a write: all of it is there afterwards, or nothing."""

import os
import traceback
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from server import account_log, create_app, snapshots
from server.clock import utc_now
from server.config import Settings
from server.db import db
from server.models import Account, Snapshot
from sync import chain
from sync.sizes import HEADER_BYTES
from tests.server.phones import a_phone, a_snapshot, count_of, held, log_of

DIED, ENDED = 7, 0


def died(settings: Settings, step: int, deed: Callable[[], Any]) -> bool:
    """Do it in a process that ends, as if killed, before or after some statement, or at the commit."""
    pid = os.fork()
    if pid == 0:
        do_and_die(settings, step, deed)
    _, status = os.waitpid(pid, 0)
    assert os.waitstatus_to_exitcode(status) in (DIED, ENDED)
    return os.waitstatus_to_exitcode(status) == DIED


def do_and_die(settings: Settings, step: int, deed: Callable[[], Any]) -> None:
    code = 1
    try:
        app = create_app(settings)
        steps = iter(range(1, step))

        def count(*_statement: Any) -> None:
            if next(steps, None) is None:
                os._exit(DIED)

        with app.app_context():
            for moment in ("before_cursor_execute", "after_cursor_execute", "commit"):
                event.listen(db.engine, moment, count)
            deed()
            code = ENDED
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        os._exit(code)


def the_account(app: Flask, account: bytes) -> tuple[int, int]:
    row = held(app, Account, Account.account == account)
    return row.seq, row.bytes


@pytest.mark.promise(3)
def test_a_push_that_dies_anywhere_is_whole_or_nothing(settings: Settings) -> None:
    app = create_app(settings)
    step, seen = 0, set()

    while True:
        step += 1
        alma = a_phone(app)
        changes = alma.writes(4)
        alma.pushes(changes[:2])
        batch = changes[1:]
        push = (alma.phone.journal.account, alma.phone.id, batch, 10**9, utc_now())
        if not died(settings, step, lambda push=push: account_log.append(*push)):  # type: ignore[misc]
            break

        log = log_of(app, alma.account)
        assert log in (list(enumerate(changes[:2], 1)), list(enumerate(changes, 1))), step
        assert the_account(app, alma.account) == (len(log), sum(len(envelope) for _, envelope in log)), step
        assert alma.pushes(batch).status_code == 200
        assert log_of(app, alma.account) == list(enumerate(changes, 1)), step
        seen.add(len(log))

    assert step > 10
    assert seen == {2}, "only a commit makes it whole, and after that there is no statement"


@pytest.mark.promise(3)
def test_a_purge_that_dies_anywhere_is_whole_or_nothing(settings: Settings) -> None:
    app = create_app(settings)
    step = 0

    while True:
        step += 1
        alma = a_phone(app)
        changes = alma.writes(3)
        alma.pushes(changes)
        alma.puts_snapshot(3)
        before = log_of(app, alma.account)
        ids = [chain.change_id(one) for one in changes[:2]]
        purge = (alma.phone.journal.account, ids)
        if not died(settings, step, lambda purge=purge: account_log.purge(*purge)):  # type: ignore[misc]
            break

        assert log_of(app, alma.account) == before, step
        assert count_of(app, Snapshot) == step, step

    whole = [(1, changes[0][:HEADER_BYTES]), (2, changes[1][:HEADER_BYTES]), (3, changes[2])]
    assert log_of(app, alma.account) == whole
    assert step > 10


@pytest.mark.promise(3)
def test_a_snapshot_that_dies_anywhere_is_whole_or_nothing(settings: Settings) -> None:
    app = create_app(settings)
    alma = a_phone(app)
    alma.pushes(alma.writes(3))
    alma.puts_snapshot(1)
    second, third = a_snapshot(2), a_snapshot(3)
    alma.puts_snapshot(2, second)
    step = 0

    while True:
        step += 1
        if not died(settings, step, lambda: snapshots.put(alma.phone.journal.account, 3, third)):
            break
        assert alma.asks("GET", "/api/snapshots/newest").data == second, step
        assert count_of(app, Snapshot) == 2, step

    assert alma.asks("GET", "/api/snapshots/newest").data == third
    assert count_of(app, Snapshot) == 2
    assert step > 10
