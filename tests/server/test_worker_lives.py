"""A worker says that it lives, leaves nothing half done when it stops, and logs nobody."""

import asyncio
import json
import logging
import os
import shutil
import signal
from dataclasses import replace
from datetime import datetime, timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from sqlalchemy import select

from server import create_app, worker
from server.clock import utc_now
from server.config import Settings
from server.db import db
from server.models import Beat, Slot, Subscription
from server.push import TIME_LIMIT_S, Sender
from server.worker import IN_FLIGHT, Worker
from tests.builders import some_settings
from tests.server.nudged import (
    a_nudged_phone,
    a_place,
    a_slot,
    due_at_noon,
    goes_round,
    slots_of,
)
from tests.server.people import NOON, HeldClock, b64
from tests.server.phones import changed, count_of, held
from tests.server.push_service import PushService, breaks_off, hangs, is_huge, says
from tests.server.test_racing import PROCESSES

SECOND = timedelta(seconds=1)


def test_a_living_worker_shows_in_the_health(settings: Settings) -> None:
    with PushService() as service:
        app, clock = a_place(settings, service)
        client = app.test_client()
        never = client.get("/api/health/worker")
        one = goes_round(app)
        with app.app_context():
            one.keep_house()

        alive = client.get("/api/health/worker")
        clock.now += timedelta(minutes=2) - timedelta(milliseconds=1)
        still = client.get("/api/health/worker")
        clock.now += timedelta(milliseconds=1)
        late = client.get("/api/health/worker")

    assert never.status_code == late.status_code == 503
    assert late.json is not None
    assert late.json["type"] == "worker-late"
    assert alive.json == still.json == {"beat_at": "2026-11-23T12:00:00.000Z", "is_late": False}


def test_a_late_worker_shows_on_the_phone(settings: Settings) -> None:
    with PushService() as service:
        app, clock = a_place(settings, service)
        alma = a_nudged_phone(app, service)
        one = goes_round(app)
        with app.app_context():
            one.keep_house()

        alive = alma.sees()["worker"]
        clock.moves(minutes=2)

        assert (alive["is_late"], alma.sees()["worker"]["is_late"]) == (False, True)


def test_a_worker_says_every_ten_seconds_that_it_lives(settings: Settings) -> None:
    with PushService() as service:
        app, clock = a_place(settings, service)
        one = goes_round(app)
        beats = []

        with app.app_context():
            for seconds in (0, 9, 1, 86_400):
                clock.moves(seconds=seconds)
                one.keep_house()
                beats.append((held(app, Beat, True).beat_at - NOON).total_seconds())

    assert beats == [0, 0, 10, 86_410]


def test_workers_that_ended_are_forgotten_after_a_day(settings: Settings) -> None:
    with PushService() as service:
        app, clock = a_place(settings, service)
        for hours in (0, 23, 1):
            clock.moves(hours=hours)
            one = goes_round(app)
            with app.app_context():
                one.keep_house()

    assert count_of(app, Beat) == 2


@pytest.mark.promise(2)
def test_the_log_of_a_worker_names_nobody(
    settings: Settings, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with PushService() as service, PushService("localhost") as other:
        at_home, _ = a_place(settings, service, other)
        phones = [due_at_noon(at_home, service) for _ in range(14)]
        for alma, status in zip(phones, [201, 302, 400, 401, 404, 410, 413, 429, 500, 503], strict=False):
            service.answers(alma.browser, says(status))
        for alma, reply in zip(phones[10:], [breaks_off, hangs, is_huge], strict=False):
            service.answers(alma.browser, reply)
        unreachable, broken = due_at_noon(at_home, other), due_at_noon(at_home, service)
        changed(at_home, Subscription, Subscription.device == broken.phone.phone.id, sealed=b"nonsense")
        app, clock = a_place(replace(settings, production=True), service, other)

        def private(_host: str, _port: int) -> list[str]:
            return ["10.0.0.1"]

        goes_round(app, lambda: None, lambda: clock.moves(minutes=2), lookup=private, limit_s=1)

    logged = capsys.readouterr().err
    tokens = {received.headers["Authorization"] for received in service.received}
    topics = {received.headers["Topic"] for received in service.received}
    secret = {*tokens, *topics, *(token.split(",")[0] for token in tokens)}
    payloads = {alma.browser.opens(one.body) for alma in phones for one in service.of(alma.browser)}
    secret |= {form for one in payloads for form in (one[:24].hex(), b64(one[:24]), repr(one[:24])[2:-1])}
    for alma in (*phones, unreachable, broken):
        of_phone = (alma.phone.account, alma.phone.phone.id, alma.browser.p256dh, alma.browser.auth)
        secret |= {alma.browser.endpoint, alma.browser.endpoint.rsplit("/", 1)[1]}
        secret |= {form for one in of_phone for form in (one.hex(), b64(one), repr(one))}
    by_others = "\n".join(
        one.getMessage() for one in caplog.records if one.name.split(".")[0] != "sqlalchemy"
    )
    for text in (logged, by_others):
        assert [one for one in secret if one in text] == []
        assert "/push/" not in text
        assert "10.0.0.1" not in text
    events = [line for line in map(json.loads, logged.splitlines()) if line["event"] == "nudges"]
    assert (events[0]["taken"], events[0]["gone"], events[0]["unreachable"]) == (3, 2, 3)


def test_a_fault_is_logged_and_the_loop_goes_on(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    with PushService() as service:
        app, clock = a_place(settings, service)
        alma = due_at_noon(app, service)
        stop, faults = asyncio.Event(), [ValueError("Alma-and-her-secret")]

        def falling_clock() -> datetime:
            if faults:
                raise faults.pop()
            if service.received:
                stop.set()
            return clock()

        async def work() -> None:
            app.extensions["clock"] = falling_clock
            async with Sender(app.config["VAPID"], app.config["PUSH_SERVICES"], clock) as sender:
                await Worker(app, sender, poll_s=0.05).work(stop)

        asyncio.run(work())

    assert len(service.of(alma.browser)) == 1
    logged = capsys.readouterr().err
    assert '"kind": "ValueError"' in logged
    assert "Alma" not in logged


def at_work(settings: Settings, origin: str, limit_s: float = TIME_LIMIT_S) -> BaseProcess:
    """A worker in a process of its own, with the time as it is."""
    started = PROCESSES.Event()

    def work() -> None:
        app = create_app(replace(settings, push_services=frozenset({origin})), clock=utc_now)
        started.set()
        worker.run(app, limit_s)

    process = PROCESSES.Process(target=work)
    process.start()
    assert started.wait(30)
    return process


@pytest.mark.promise(3)
def test_told_to_stop_it_does_not_wait_for_the_silent(sqlite: Path, tmp_path: Path) -> None:
    settings = some_settings(database_url=f"sqlite:///{shutil.copy(sqlite, tmp_path)}")
    with PushService() as service:
        service.always = hangs
        clock = HeldClock(utc_now().replace(second=0, microsecond=0))
        app, _ = a_place(settings, service)
        app.extensions["clock"] = clock
        alma = a_nudged_phone(app, service)
        alma.puts([a_slot(clock.now)])
        process = at_work(settings, service.origin, limit_s=1)
        service.until(1)

        assert process.pid is not None
        os.kill(process.pid, signal.SIGTERM)
        process.join(25)

    assert process.exitcode == 0
    [row] = slots_of(app, alma)
    assert row.payload is not None
    assert row.next_at <= utc_now() + timedelta(seconds=5), "the next worker tries again"


def test_told_to_stop_it_settles_what_is_under_way(settings: Settings) -> None:
    with PushService() as service:
        clock = HeldClock(utc_now().replace(second=0, microsecond=0))
        app, _ = a_place(settings, service)
        app.extensions["clock"] = clock
        phones = [a_nudged_phone(app, service) for _ in range(5)]
        for alma in phones:
            alma.puts([a_slot(clock.now - timedelta(minutes=number)) for number in range(30)])
        let_go = service.holds_all()
        process = at_work(settings, service.origin)
        service.until(IN_FLIGHT)

        assert process.pid is not None
        os.kill(process.pid, signal.SIGTERM)
        let_go()
        process.join(25)

    assert process.exitcode == 0
    with app.app_context():
        left = list(db.session.scalars(select(Slot.next_at).where(Slot.payload.is_not(None))))
    assert len(left) == 150 - IN_FLIGHT
    assert len(service.received) == IN_FLIGHT
    assert max(left) <= utc_now(), "what was claimed and not begun is free for the next worker"
