"""Slots: a schedule replaced whole, of one shape, and nothing sent twice whatever comes in between."""

from datetime import timedelta
from typing import Any

import pytest
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
    a_payload,
    a_place,
    a_slot,
    fourteen_days,
    goes_round,
    slots_of,
)
from tests.server.people import NOON, HeldClock, a_server, b64, problem
from tests.server.phones import a_phone, changed, count_of
from tests.server.push_service import Browser, PushService, says

MINUTE = timedelta(minutes=1)


def a_phone_that_is_due(app: Flask, *due: Any, window_minutes: int = 240) -> Nudged:
    """A subscribed phone with slots at these instants."""
    alma = Nudged(a_phone(app), Browser(f"https://fcm.googleapis.com/{b64(a_payload()[:12])}"))
    assert alma.subscribes().status_code == 200
    assert alma.puts([a_slot(one) for one in due], window_minutes).status_code == 200
    return alma


def claimed(app: Flask, limit: int = 100) -> Claimed:
    with app.app_context():
        return slots.claim_due(app.extensions["clock"](), limit)


def test_a_schedule_is_kept_as_it_was_put(settings: Settings) -> None:
    app = a_server(settings)
    alma = a_phone_that_is_due(app)
    payloads = [a_payload() for _ in range(3)]
    put = [a_slot(NOON + HOUR * number, payload) for number, payload in enumerate(payloads, 1)]

    answer = alma.puts(put, 30)

    assert answer.status_code == 200
    assert answer.json == alma.sees()
    assert alma.sees()["slots"] == {
        "waiting": 3,
        "next_at": "2026-11-23T13:00:00.000Z",
        "last_at": "2026-11-23T15:00:00.000Z",
    }
    rows = slots_of(app, alma)
    assert [(row.due_at, row.payload) for row in rows] == [
        (NOON + HOUR * number, payload) for number, payload in enumerate(payloads, 1)
    ]
    assert {row.until - row.due_at for row in rows} == {timedelta(minutes=30)}


def test_a_schedule_takes_the_place_of_the_one_before(settings: Settings) -> None:
    app = a_server(settings)
    alma = a_phone_that_is_due(app, *(NOON + HOUR * number for number in range(1, 15)))
    payload = a_payload()

    alma.puts([a_slot(NOON + 2 * HOUR, payload), a_slot(NOON + 20 * HOUR)])

    rows = slots_of(app, alma)
    assert [row.due_at for row in rows] == [NOON + 2 * HOUR, NOON + 20 * HOUR]
    assert rows[0].payload == payload
    alma.puts([])
    assert slots_of(app, alma) == []


def test_one_phones_schedule_leaves_anothers_alone(settings: Settings) -> None:
    app = a_server(settings)
    alma, ben = (a_phone_that_is_due(app, NOON + HOUR) for _ in range(2))

    alma.puts([])

    assert (len(slots_of(app, alma)), len(slots_of(app, ben))) == (0, 1)


def test_the_same_schedule_again_is_as_good_as_once(settings: Settings) -> None:
    app = a_server(settings)
    alma = a_phone_that_is_due(app)
    put = fourteen_days()
    alma.puts(put)
    before = [(row.due_at, row.payload, row.until, row.next_at) for row in slots_of(app, alma)]

    alma.puts(put)

    assert [(row.due_at, row.payload, row.until, row.next_at) for row in slots_of(app, alma)] == before


@pytest.mark.promise(2)
def test_two_schedules_of_one_shape_leave_equal_rows(settings: Settings) -> None:
    app = a_server(settings)
    calm, alarmed = a_phone_that_is_due(app), a_phone_that_is_due(app)

    calm.puts(fourteen_days())
    alarmed.puts(fourteen_days())

    def shape(nudged: Nudged) -> list[Any]:
        rows = slots_of(app, nudged)
        return [(row.due_at, row.until, row.next_at, row.tries, len(row.payload or b"")) for row in rows]

    assert shape(calm) == shape(alarmed)
    assert len(shape(calm)) == 14


def test_without_a_subscription_there_are_no_slots(app: Flask) -> None:
    alma = Nudged(a_phone(app), Browser("https://fcm.googleapis.com/a"))

    assert problem(alma.puts([])) == (409, "not-subscribed")


def test_a_schedule_of_32_slots_is_the_largest(settings: Settings) -> None:
    alma = a_phone_that_is_due(a_server(settings))
    put = [a_slot(NOON + HOUR * number) for number in range(1, 34)]

    assert alma.puts(put[:32]).status_code == 200
    assert problem(alma.puts(put)) == (422, "malformed-body")
    assert alma.sees()["slots"]["waiting"] == 32


def test_a_slot_is_15_days_ahead_at_most(settings: Settings) -> None:
    alma = a_phone_that_is_due(a_server(settings))

    assert alma.puts([a_slot(NOON + timedelta(days=15))]).status_code == 200
    answer = alma.puts([a_slot(NOON + timedelta(days=15) + MINUTE)])
    assert problem(answer) == (422, "malformed-body")
    assert answer.json is not None
    assert list(answer.json["errors"]) == ["slots"]


@pytest.mark.parametrize(("minutes", "status"), [(14, 422), (15, 200), (240, 200), (241, 422)])
def test_a_window_lasts_a_quarter_to_four_hours(settings: Settings, minutes: int, status: int) -> None:
    alma = a_phone_that_is_due(a_server(settings))

    assert alma.puts([a_slot(NOON + HOUR)], minutes).status_code == status


@pytest.mark.parametrize("size_bytes", [0, 1, 1_023, 1_025, 2_048])
def test_a_payload_of_another_size_is_refused(settings: Settings, size_bytes: int) -> None:
    alma = a_phone_that_is_due(a_server(settings))
    slot = a_slot(NOON + HOUR) | {"payload": b64(bytes(size_bytes))}

    assert problem(alma.puts([slot])) == (422, "malformed-body")


@pytest.mark.parametrize(
    "due_at",
    [
        "2026-11-23T19:00:01.000Z",
        "2026-11-23T19:00:00.001Z",
        "2026-11-23T19:00:00Z",
        "2026-11-23T19:00:00.000+00:00",
        "2026-11-23T19:00:00.000",
        "2026-11-23 19:00:00.000Z",
        "2026-13-23T19:00:00.000Z",
        "2026-02-30T19:00:00.000Z",
        "2026-11-23T24:00:00.000Z",
        "2026-11-23T19:00:00.000Z\n",
        "٢026-11-23T19:00:00.000Z",
        "",
        None,
        1_795_460_400_000,
    ],
)
def test_a_minute_of_another_form_is_refused(settings: Settings, due_at: object) -> None:
    alma = a_phone_that_is_due(a_server(settings))

    assert problem(alma.puts([a_slot() | {"due_at": due_at}])) == (422, "malformed-body")  # type: ignore[dict-item]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"window_minutes": 60},
        {"slots": []},
        {"window_minutes": "60", "slots": []},
        {"window_minutes": 60.5, "slots": []},
        {"window_minutes": True, "slots": []},
        {"window_minutes": 60, "slots": {}},
        {"window_minutes": 60, "slots": [None]},
        {"window_minutes": 60, "slots": [{"due_at": "2026-11-23T19:00:00.000Z"}]},
        {"window_minutes": 60, "slots": [a_slot() | {"why": "act-now"}]},
        {"window_minutes": 60, "slots": [], "more": 1},
        {"window_minutes": 60, "slots": [a_slot(), a_slot()]},
    ],
    ids=range(12),
)
def test_a_schedule_of_another_form_changes_nothing(settings: Settings, body: dict[str, Any]) -> None:
    alma = a_phone_that_is_due(a_server(settings), NOON + HOUR)

    answer = alma.phone.asks("PUT", "/api/nudges/slots", json=body)

    assert problem(answer) == (422, "malformed-body")
    assert alma.sees()["slots"]["waiting"] == 1


def test_a_slot_whose_window_is_over_is_passed_over(settings: Settings) -> None:
    alma = a_phone_that_is_due(a_server(settings))

    alma.puts([a_slot(NOON - HOUR), a_slot(NOON - HOUR + MINUTE), a_slot(NOON)], 60)

    assert alma.sees()["slots"]["waiting"] == 2


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
