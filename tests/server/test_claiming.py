"""A slot is claimed once, given back by the dead, and sent once whatever comes in between."""

from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from server import slots
from server.config import Settings
from server.db import db
from server.models import Slot
from server.slots import CLAIMED_FOR, Claimed
from tests.server.nudged import (
    HOUR,
    Nudged,
    a_phone_that_is_due,
    a_place,
    a_slot,
    goes_round,
    slots_of,
)
from tests.server.people import NOON, HeldClock, a_server
from tests.server.phones import a_phone, changed, count_of
from tests.server.push_service import PushService, says

MINUTE = timedelta(minutes=1)


def claimed(app: Flask, limit: int = 100) -> Claimed:
    with app.app_context():
        return slots.claim_due(app.extensions["clock"](), limit)


def test_due_slots_are_claimed_once_oldest_first(settings: Settings) -> None:
    app = a_server(settings)
    phones = [a_phone_that_is_due(app, NOON - MINUTE * number, NOON + HOUR) for number in range(5)]

    first, second, third = claimed(app, 3), claimed(app, 3), claimed(app, 3)

    assert [one.due_at for one in (*first.due, *second.due)] == [NOON - MINUTE * n for n in (4, 3, 2, 1, 0)]
    assert {one.device for one in (*first.due, *second.due)} == {alma.phone.phone.id for alma in phones}
    assert third == Claimed([], 0, 0)


def test_what_a_dead_worker_claimed_is_claimed_again(settings: Settings) -> None:
    clock = HeldClock()
    app = a_server(settings, clock)
    a_phone_that_is_due(app, NOON)
    before = claimed(app).due

    clock.now += CLAIMED_FOR - timedelta(milliseconds=1)
    meanwhile = claimed(app).due
    clock.now += timedelta(milliseconds=1)
    after = claimed(app).due

    assert meanwhile == []
    assert [one.key for one in after] == [one.key for one in before]
    assert [one.tries for one in (*before, *after)] == [0, 1]


def test_nothing_is_claimed_after_its_window(settings: Settings) -> None:
    clock = HeldClock()
    app = a_server(settings, clock)
    a_phone_that_is_due(app, NOON, NOON + MINUTE, window_minutes=15)

    clock.moves(minutes=15)
    found = claimed(app)

    assert [one.due_at for one in found.due] == [NOON + MINUTE]
    assert (found.looked_at, found.missed) == (2, 1)
    assert count_of(app, Slot) == 1, "what is over is not kept"


def test_a_slot_that_was_sent_is_forgotten_after_its_window(settings: Settings) -> None:
    with PushService() as service:
        app, clock = a_place(settings, service)
        alma = sent_to(app, service, a_slot(NOON))
        after = slots_of(app, alma)
        clock.moves(hours=4)

        found = claimed(app)

    assert [(row.payload, row.next_at) for row in after] == [(None, NOON + 4 * HOUR)]
    assert (found.due, found.missed) == ([], 0)
    assert count_of(app, Slot) == 0


def sent_to(app: Flask, service: PushService, *put: dict[str, str]) -> Nudged:
    alma = Nudged(a_phone(app), service.browser())
    alma.subscribes()
    alma.puts(put)
    goes_round(app)
    return alma


def test_what_was_sent_is_not_sent_again_by_a_new_schedule(settings: Settings) -> None:
    with PushService() as service:
        app, _ = a_place(settings, service)
        alma = sent_to(app, service, a_slot(NOON))

        alma.puts([a_slot(NOON), a_slot(NOON + HOUR)])
        goes_round(app)

        assert len(service.received) == 1
        assert alma.sees()["slots"]["waiting"] == 1


def test_a_schedule_without_what_was_sent_does_not_bring_it_back(settings: Settings) -> None:
    with PushService() as service:
        app, _ = a_place(settings, service)
        alma = sent_to(app, service, a_slot(NOON))

        alma.puts([])
        alma.puts([a_slot(NOON)])
        goes_round(app)

        assert len(service.received) == 1


def test_a_schedule_that_comes_while_a_slot_is_sent_waits_its_answer(settings: Settings) -> None:
    app = a_server(settings)
    alma = a_phone_that_is_due(app, NOON)
    [due] = claimed(app).due

    alma.puts([a_slot(NOON), a_slot(NOON + HOUR)])

    [row, _] = slots_of(app, alma)
    assert row.next_at == NOON + CLAIMED_FOR, "the worker that has it still has it"
    assert row.payload != due.payload
    assert claimed(app).due == []


def test_a_slot_that_left_the_schedule_while_it_was_sent_stays_away(settings: Settings) -> None:
    with PushService() as service:
        app, _ = a_place(settings, service)
        alma = Nudged(a_phone(app), service.browser())
        alma.subscribes()
        alma.puts([a_slot(NOON)])

        async def replaced(request: Any) -> Any:
            alma.puts([])
            return await says(503)(request)

        service.answers(alma.browser, replaced)
        goes_round(app)

        assert len(service.received) == 1
        assert slots_of(app, alma) == []


def test_only_a_good_subscription_is_sent_to(settings: Settings) -> None:
    app = a_server(settings)
    a_phone_that_is_due(app, NOON)
    refused = a_phone_that_is_due(app, NOON)
    changed_subscription(app, refused, is_refused=True)
    silent = a_phone_that_is_due(app, NOON)
    changed_subscription(app, silent, confirmed_at=NOON - timedelta(days=60))
    almost = a_phone_that_is_due(app, NOON)
    changed_subscription(app, almost, confirmed_at=NOON - timedelta(days=60) + MINUTE)

    found = claimed(app)

    assert len(found.due) == 2
    assert almost.phone.phone.id in {one.device for one in found.due}
    assert found.missed == 2
    assert slots_of(app, refused) == slots_of(app, silent) == []


def changed_subscription(app: Flask, nudged: Nudged, **values: Any) -> None:
    changed(app, slots.Subscription, slots.Subscription.device == nudged.phone.phone.id, **values)


def test_looking_whether_anything_is_due_writes_nothing(settings: Settings) -> None:
    clock = HeldClock()
    app = a_server(settings, clock)
    a_phone_that_is_due(app, NOON + MINUTE)

    with app.app_context():
        before = slots.is_any_due(clock())
        clock.moves(minutes=1)
        after = slots.is_any_due(clock())
        untouched = db.session.scalars(select(Slot.tries)).all()

    assert (before, after) == (False, True)
    assert list(untouched) == [0]
