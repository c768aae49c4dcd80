"""Slots: a schedule replaced whole, and of one shape."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from server.config import Settings
from tests.server.nudged import (
    HOUR,
    Nudged,
    a_payload,
    a_phone_that_is_due,
    a_slot,
    fourteen_days,
    slots_of,
)
from tests.server.people import NOON, a_server, b64, problem
from tests.server.phones import a_phone
from tests.server.push_service import Browser

MINUTE = timedelta(minutes=1)


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


def test_a_window_lasts_a_quarter_to_four_hours(settings: Settings) -> None:
    alma = a_phone_that_is_due(a_server(settings))

    statuses = [alma.puts([a_slot(NOON + HOUR)], minutes).status_code for minutes in (14, 15, 240, 241)]

    assert statuses == [422, 200, 200, 422]


def test_a_payload_of_another_size_is_refused(settings: Settings) -> None:
    alma = a_phone_that_is_due(a_server(settings))

    for size_bytes in (0, 1, 1_023, 1_025, 2_048):
        slot = a_slot(NOON + HOUR) | {"payload": b64(bytes(size_bytes))}
        assert problem(alma.puts([slot])) == (422, "malformed-body"), size_bytes


NO_MINUTES: list[Any] = [
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
]


def test_a_minute_of_another_form_is_refused(settings: Settings) -> None:
    alma = a_phone_that_is_due(a_server(settings))

    for due_at in NO_MINUTES:
        assert problem(alma.puts([a_slot() | {"due_at": due_at}])) == (422, "malformed-body"), due_at


NO_SCHEDULES: list[Any] = [
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
]


def test_a_schedule_of_another_form_changes_nothing(settings: Settings) -> None:
    alma = a_phone_that_is_due(a_server(settings), NOON + HOUR)

    for body in NO_SCHEDULES:
        answer = alma.phone.asks("PUT", "/api/nudges/slots", json=body)
        assert problem(answer) == (422, "malformed-body"), body

    assert alma.sees()["slots"]["waiting"] == 1


def test_a_slot_whose_window_is_over_is_passed_over(settings: Settings) -> None:
    alma = a_phone_that_is_due(a_server(settings))

    alma.puts([a_slot(NOON - HOUR), a_slot(NOON - HOUR + MINUTE), a_slot(NOON)], 60)

    assert alma.sees()["slots"]["waiting"] == 2
