"""The worker: claim, send, settle; what each answer changes, and what it never writes into the log."""

import asyncio
import json
import os
import signal
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from multiprocessing.process import BaseProcess

import pytest
from flask import Flask
from sqlalchemy import select

from server import create_app, worker
from server.clock import utc_now
from server.config import Settings
from server.db import db
from server.models import Beat, Slot, Subscription
from server.push import Sender
from server.subscriptions import Target, seal
from server.vapid import Vapid, make_pair, to_b64
from server.worker import BATCH, IN_FLIGHT, UNANSWERED_MAX, Worker
from sync.nudges import seal_slot
from tests.builders import VAPID
from tests.server.nudged import HOUR, Nudged, a_nudged_phone, a_place, a_slot, goes_round, slots_of
from tests.server.people import NOON, HeldClock, b64
from tests.server.phones import changed, count_of, held
from tests.server.push_service import PushService, breaks_off, says
from tests.server.test_racing import PROCESSES
from tests.sync.test_nudges import CALM, NEUTRAL, PHONE, ROOT

SECOND = timedelta(seconds=1)


def due_at_noon(app: Flask, service: PushService, window_minutes: int = 240) -> Nudged:
    alma = a_nudged_phone(app, service)
    assert alma.puts([a_slot(NOON)], window_minutes).status_code == 200
    return alma


@pytest.mark.promise(2)
def test_what_was_sealed_arrives_as_it_was_sealed(settings: Settings) -> None:
    from_a_phone = seal_slot(NOON, CALM, NEUTRAL, ROOT, PHONE)
    with PushService() as service:
        app, _ = a_place(settings, service)
        alma = a_nudged_phone(app, service)
        alma.puts([a_slot(NOON, from_a_phone)])

        goes_round(app)

    [received] = service.of(alma.browser)
    opened = alma.browser.opens(received.body)
    assert opened == from_a_phone
    assert json.loads(opened)["web_push"] == 8030


def test_a_slot_is_sent_at_its_minute_and_once(settings: Settings) -> None:
    with PushService() as service:
        app, clock = a_place(settings, service)
        alma = a_nudged_phone(app, service)
        alma.puts([a_slot(NOON + HOUR)])

        clock.now = NOON + HOUR - timedelta(milliseconds=1)
        goes_round(app)
        before = len(service.received)
        clock.now = NOON + HOUR
        goes_round(app, *[lambda: clock.moves(minutes=2)] * 5)

    assert (before, len(service.received)) == (0, 1)
    assert alma.sees()["slots"]["waiting"] == 0


def test_the_time_to_live_is_what_is_left_of_the_window(settings: Settings) -> None:
    with PushService() as service:
        app, clock = a_place(settings, service)
        due_at_noon(app, service, 30)
        clock.moves(minutes=29, seconds=30)

        goes_round(app)

    assert [received.headers["TTL"] for received in service.received] == ["30"]


@pytest.mark.parametrize("seconds", [0, 60, 86_400])
def test_nothing_is_sent_after_its_window(settings: Settings, seconds: int) -> None:
    with PushService() as service:
        app, clock = a_place(settings, service)
        due_at_noon(app, service, 15)
        clock.now += timedelta(minutes=15) + seconds * SECOND

        goes_round(app)

    assert service.received == []
    assert count_of(app, Slot) == 0


def test_a_slot_in_its_last_second_is_let_go(settings: Settings) -> None:
    with PushService() as service:
        app, clock = a_place(settings, service)
        due_at_noon(app, service, 15)
        clock.now += timedelta(minutes=15) - timedelta(milliseconds=1)

        goes_round(app)

    assert service.received == []


@pytest.mark.parametrize("status", [404, 410])
def test_a_subscription_that_is_gone_is_deleted(settings: Settings, status: int) -> None:
    with PushService() as service:
        app, _ = a_place(settings, service)
        alma, ben = due_at_noon(app, service), due_at_noon(app, service)
        service.answers(alma.browser, says(status))

        goes_round(app)

    assert alma.sees()["subscription"] is None
    assert slots_of(app, alma) == []
    assert ben.sees()["subscription"]["state"] == "good"


def test_a_newer_subscription_outlives_the_older_ones_end(settings: Settings) -> None:
    with PushService() as service:
        app, _ = a_place(settings, service)
        alma = due_at_noon(app, service)
        newer = replace(alma, browser=service.browser())

        async def gone_meanwhile(request: object) -> object:
            assert newer.subscribes().status_code == 200
            return await says(410)(request)  # type: ignore[arg-type]

        service.answers(alma.browser, gone_meanwhile)  # type: ignore[arg-type]
        goes_round(app)

    assert newer.sees()["subscription"]["state"] == "good"


@pytest.mark.parametrize("status", [400, 413, 422])
def test_our_own_mistake_is_told_and_not_repeated(
    settings: Settings, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    with PushService() as service:
        app, clock = a_place(settings, service)
        alma = due_at_noon(app, service)
        service.always = says(status)

        goes_round(app, *[lambda: clock.moves(minutes=20)] * 3)

    assert len(service.received) == 1
    assert alma.sees()["subscription"]["state"] == "good"
    told = json.loads(capsys.readouterr().err.splitlines()[-1])
    assert (told["event"], told["level"], told["service"]) == ("push refused", "error", service.origin)


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_refused_everywhere_is_our_mistake(
    settings: Settings, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    with PushService() as service:
        app, _ = a_place(settings, service)
        phones = [due_at_noon(app, service) for _ in range(3)]
        service.always = says(status)

        goes_round(app)

    assert [alma.sees()["subscription"]["state"] for alma in phones] == ["good"] * 3
    assert '"answer": "denied", "count": 3' in capsys.readouterr().err


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_refused_for_one_has_that_one_renewed(settings: Settings, status: int) -> None:
    with PushService() as service:
        app, _ = a_place(settings, service)
        alma, ben = due_at_noon(app, service), due_at_noon(app, service)
        service.answers(alma.browser, says(status))

        goes_round(app)

    assert alma.sees()["subscription"]["state"] == "renew"
    assert ben.sees()["subscription"]["state"] == "good"
    assert alma.subscribes().json["subscription"]["state"] == "good"  # type: ignore[index]


def test_the_third_redirect_has_the_subscription_renewed(settings: Settings) -> None:
    with PushService() as service:
        app, clock = a_place(settings, service)
        alma = a_nudged_phone(app, service)
        service.answers(alma.browser, *[says(307, Location="/elsewhere")] * 3)
        states = []

        for hour in range(3):
            clock.now = NOON + HOUR * hour
            alma.puts([a_slot(clock.now)])
            goes_round(app)
            states.append(alma.sees()["subscription"]["state"])

    assert states == ["good", "good", "renew"]
    assert len(service.received) == 3


def test_a_message_that_is_taken_forgives_redirects(settings: Settings) -> None:
    with PushService() as service:
        app, clock = a_place(settings, service)
        alma = a_nudged_phone(app, service)
        service.answers(alma.browser, *[says(302)] * 2, says(201), *[says(302)] * 2)

        for hour in range(5):
            clock.now = NOON + HOUR * hour
            alma.puts([a_slot(clock.now)])
            goes_round(app)

    assert alma.sees()["subscription"]["state"] == "good"
    assert held(app, Subscription, True).redirects == 2


def test_a_throttled_service_is_left_alone_as_a_whole(settings: Settings) -> None:
    with PushService() as service, PushService() as other:
        app, clock = a_place(settings, service, other)
        alma = due_at_noon(app, service)
        service.answers(alma.browser, says(429, Retry_After="120"))
        seen = []

        def later(seconds: float) -> Callable[[], None]:
            def deed() -> None:
                seen.append((len(service.received), len(other.received)))
                clock.moves(seconds=seconds)

            return deed

        def two_more() -> None:
            due_at_noon(app, service)
            due_at_noon(app, other)
            later(60)()

        goes_round(app, later(0), two_more, later(59), later(1), later(0))

    assert seen == [(0, 0), (1, 0), (1, 1), (1, 1), (3, 1)]


def test_after_a_fault_of_theirs_the_waits_grow(settings: Settings) -> None:
    with PushService() as service:
        app, clock = a_place(settings, service)
        alma = due_at_noon(app, service)
        service.always = says(500)
        waits = []

        for _ in range(10):
            goes_round(app, chance=1)
            [row] = slots_of(app, alma)
            waits.append((row.next_at - clock.now).total_seconds())
            clock.now = row.next_at

    assert waits == [5, 10, 20, 40, 80, 160, 320, 640, 900, 900]


def test_chance_spreads_the_waits(settings: Settings) -> None:
    with PushService() as service:
        app, clock = a_place(settings, service)
        alma = due_at_noon(app, service)
        service.always = breaks_off

        goes_round(app, chance=0.25)

    [row] = slots_of(app, alma)
    assert row.next_at - clock.now == timedelta(seconds=1.25)


def test_tries_end_with_the_window(settings: Settings) -> None:
    with PushService() as service:
        app, clock = a_place(settings, service)
        alma = due_at_noon(app, service, 15)
        service.always = says(503, Retry_After="3600")

        goes_round(app)
        [row] = slots_of(app, alma)
        clock.now = NOON + timedelta(minutes=15)
        goes_round(app)

    assert row.next_at == row.until
    assert len(service.received) == 1
    assert slots_of(app, alma) == []


def test_a_service_that_is_silent_is_left_alone(settings: Settings) -> None:
    with PushService() as service:
        app, clock = a_place(settings, service)
        for _ in range(UNANSWERED_MAX):
            due_at_noon(app, service)
        service.always = breaks_off

        quiet = goes_round(app, lambda: None, lambda: clock.moves(seconds=6), chance=1)

    assert quiet.closed_until == {service.origin: NOON + timedelta(seconds=30)}
    assert len(service.received) == UNANSWERED_MAX


def test_a_row_that_was_altered_is_not_sent(settings: Settings) -> None:
    with PushService() as service:
        app, _ = a_place(settings, service)
        alma, ben = due_at_noon(app, service), due_at_noon(app, service)
        inside = Target("http://169.254.169.254/latest", alma.browser.p256dh, alma.browser.auth)
        where = Subscription.device == alma.phone.phone.id
        with app.app_context():
            changed_to = seal(alma.phone.account, alma.phone.phone.id, inside)
        changed(app, Subscription, where, sealed=changed_to)
        changed(app, Subscription, Subscription.device == ben.phone.phone.id, sealed=changed_to)

        goes_round(app)

    assert service.received == []
    with app.app_context():
        assert set(db.session.scalars(select(Subscription.is_refused))) == {True}


def test_slots_of_two_keys_are_signed_each_with_its_own(settings: Settings) -> None:
    older, newer = VAPID.pairs[0], make_pair()
    both = replace(settings, vapid=Vapid((newer, older), VAPID.subject))
    with PushService() as service:
        app, _ = a_place(both, service)
        alma = due_at_noon(app, service)
        ben = Nudged(a_nudged_phone(app, service).phone, service.browser(pair=newer))
        ben.subscribes()
        ben.puts([a_slot(NOON)])

        goes_round(app)

    signed = [service.of(one.browser)[0].key for one in (alma, ben)]
    assert signed == [to_b64(older.public), to_b64(newer.public)]


def test_a_key_that_is_gone_has_the_phone_subscribe_anew(settings: Settings) -> None:
    with PushService() as service:
        app, _ = a_place(settings, service)
        due_at_noon(app, service)
        after, _ = a_place(replace(settings, vapid=Vapid((make_pair(),), VAPID.subject)), service)

        goes_round(after)

    assert service.received == []
    assert held(app, Subscription, True).is_refused


def test_more_than_a_batch_is_sent_in_several(settings: Settings) -> None:
    with PushService() as service:
        app, _ = a_place(settings, service)
        phones = [a_nudged_phone(app, service) for _ in range(7)]
        for alma in phones:
            alma.puts([a_slot(NOON - timedelta(minutes=number)) for number in range(32)])

        goes_round(app)
        first = len(service.received)
        goes_round(app)

    assert BATCH < 7 * 32
    assert (first, len(service.received)) == (BATCH, 7 * 32)


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
def test_the_log_of_a_worker_names_nobody(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    told = replace(settings, production=True)
    with PushService() as service, PushService("localhost") as other:
        app, clock = a_place(told, service, other)
        phones = [a_phone_in_production(app, service) for _ in range(12)]
        for alma, status in zip(phones, [201, 302, 400, 401, 404, 410, 413, 429, 500, 503], strict=False):
            service.answers(alma.browser, says(status))
        service.answers(phones[10].browser, breaks_off)
        unreachable = a_phone_in_production(app, other)
        broken = changed_to_nonsense(app, a_phone_in_production(app, service))

        goes_round(
            app, lambda: None, lambda: clock.moves(minutes=2), lookup=lambda _host, _port: ["10.0.0.1"]
        )

    logged = capsys.readouterr().err + capsys.readouterr().out
    tokens = {received.headers["Authorization"] for received in service.received}
    topics = {received.headers["Topic"] for received in service.received}
    secret = {*tokens, *topics, *(token.split(",")[0] for token in tokens)}
    for alma in (*phones, unreachable, broken):
        of_phone = (alma.phone.account, alma.phone.phone.id, alma.browser.p256dh, alma.browser.auth)
        secret |= {alma.browser.endpoint, alma.browser.endpoint.rsplit("/", 1)[1]}
        secret |= {form for one in of_phone for form in (one.hex(), b64(one), repr(one))}
    assert [one for one in secret if one in logged] == []
    assert "/push/" not in logged
    assert "10.0.0.1" not in logged
    events = [line for line in map(json.loads, logged.splitlines()) if line["event"] == "nudges"]
    assert events[0]["taken"] == 2
    assert events[0]["gone"] == 2
    assert events[0]["unreachable"] == 2


def a_phone_in_production(app: Flask, service: PushService) -> Nudged:
    """A phone that keeps its cookie as over https, with a slot at noon."""
    alma = a_nudged_phone(app, service)
    assert alma.puts([a_slot(NOON)]).status_code == 200
    return alma


def changed_to_nonsense(app: Flask, nudged: Nudged) -> Nudged:
    changed(app, Subscription, Subscription.device == nudged.phone.phone.id, sealed=b"nonsense")
    return nudged


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
                await Worker(app, sender).work(stop)

        asyncio.run(work())

    assert len(service.of(alma.browser)) == 1
    logged = capsys.readouterr().err
    assert '"kind": "ValueError"' in logged
    assert "Alma" not in logged


def at_work(settings: Settings, origin: str) -> BaseProcess:
    """A worker in a process of its own, with the time as it is."""
    started = PROCESSES.Event()

    def work() -> None:
        app = create_app(replace(settings, push_services=frozenset({origin})), clock=utc_now)
        started.set()
        worker.run(app)

    process = PROCESSES.Process(target=work)
    process.start()
    assert started.wait(30)
    return process


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
