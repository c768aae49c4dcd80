"""Two workers, 10,000 due slots, and one of them is killed on the way: each slot comes, and none too late."""

import os
import signal
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from multiprocessing.process import BaseProcess
from multiprocessing.sharedctypes import Synchronized

import pytest
from flask import Flask
from sqlalchemy import func, make_url, select

from server import create_app, worker
from server.config import Settings
from server.db import db
from server.models import Slot
from server.slots import CLAIMED_FOR
from server.worker import BATCH
from tests.app.phones import ask_until
from tests.server.many_slots import MINUTE, many_slots, told_of
from tests.server.nudged import a_place
from tests.server.people import NOON
from tests.server.push_service import PushService
from tests.server.test_racing import PROCESSES

MINUTES, WINDOW = 20, timedelta(hours=4)
# On PostgreSQL both send at once; on SQLite the second waits for the first to end, and takes over.
PHONES = {"postgresql": 500, "sqlite": 50}


def at_work(settings: Settings, moved_s: "Synchronized[int]") -> BaseProcess:
    """A worker in a process of its own, whose time is noon and so many seconds."""

    def now() -> datetime:
        return NOON + timedelta(seconds=moved_s.value)

    process = PROCESSES.Process(target=lambda: worker.run(create_app(settings, clock=now)))
    process.start()
    return process


def unsent(app: Flask) -> int:
    with app.app_context():
        waiting = select(func.count()).select_from(Slot).where(Slot.payload.is_not(None))
        return db.session.scalar(waiting) or 0


@pytest.mark.promise(3)
def test_each_slot_comes_though_a_worker_is_killed(settings: Settings) -> None:
    moved_s = PROCESSES.Value("q", 0)
    phones = PHONES[make_url(settings.database_url).get_backend_name()]
    with PushService() as service:
        app, _ = a_place(settings, service)
        over = [NOON - WINDOW, NOON - WINDOW - MINUTE]
        many = many_slots(app, service, phones, [NOON - MINUTE * one for one in range(MINUTES)], WINDOW)
        too_late = many_slots(app, service, phones, over, WINDOW)
        told = replace(settings, push_services=frozenset({service.origin}))

        workers = [at_work(told, moved_s) for _ in range(2)]
        service.until(phones * MINUTES // 5)
        assert workers[0].pid is not None
        os.kill(workers[0].pid, signal.SIGKILL)
        workers[0].join()
        service.until(phones * MINUTES - BATCH, within_s=200)
        moved_s.value = CLAIMED_FOR // timedelta(seconds=1)
        service.until(phones * MINUTES)
        ask_until(lambda: unsent(app) == 0, "some slots were never sent")
        workers[1].terminate()
        workers[1].join(25)

    came = told_of(many, service)
    times = Counter(key for key, _ in came)
    assert workers[1].exitcode == 0
    assert times.keys() == many.payloads.keys()
    assert len(times) == phones * MINUTES
    assert not {one.path for one in service.received} & too_late.browsers.keys()
    assert sum(times.values()) - len(times) <= BATCH, "only what the dead one had in hand comes twice"
    assert all(many.payloads[key] == payload for key, payload in came)
