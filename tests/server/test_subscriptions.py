"""Where a phone is reached: put at every launch, sealed, and one phone's alone."""

import hashlib
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from server import rates
from server.config import Settings
from server.db import db, write_transaction, writing
from server.models import Device, Session, Slot, Subscription
from server.subscriptions import opened
from server.vapid import Vapid, make_pair, to_b64
from tests.builders import VAPID, a_pair
from tests.server.nudged import FCM, HOUR, Nudged, a_phone_on, a_slot
from tests.server.people import NOON, HeldClock, a_person, a_server, problem
from tests.server.phones import a_phone, count_of, held
from tests.server.push_service import Browser
from tests.sync.cast import Journal
from tests.traffic import dump


def test_a_phone_says_where_it_is_reached(app: Flask) -> None:
    alma = a_phone_on(app)
    before = alma.sees()

    answer = alma.subscribes()

    assert answer.status_code == 200
    assert before["subscription"] is None
    told = alma.sees()
    assert told == answer.json
    assert told["keys"] == [to_b64(VAPID.pairs[0].public)]
    assert told["subscription"] == {
        "endpoint_hash": to_b64(hashlib.sha256(FCM.encode()).digest()),
        "key": told["keys"][0],
        "confirmed_at": told["subscription"]["confirmed_at"],
        "state": "good",
    }
    assert told["slots"] == {"waiting": 0, "next_at": None, "last_at": None}


def test_the_same_put_again_only_says_when(settings: Settings) -> None:
    clock = HeldClock()
    alma = a_phone_on(a_server(settings, clock))
    first = alma.subscribes().json
    topic = held(alma.phone.app, Subscription, True).topic
    clock.moves(days=1)

    again = alma.subscribes().json

    assert first is not None
    assert again is not None
    assert again["subscription"].pop("confirmed_at") > first["subscription"].pop("confirmed_at")
    assert again == first
    assert held(alma.phone.app, Subscription, True).topic == topic


NO_SUBSCRIPTIONS = [
    ({"endpoint": "https://fcm.googleapis.com@evil.tld/a"}, "endpoint"),
    ({"endpoint": ""}, "endpoint"),
    ({"endpoint": "https://fcm.googleapis.com/".ljust(2_049, "a")}, "endpoint"),
    ({"p256dh": to_b64(b"\x04" + bytes(64))}, "p256dh"),
    ({"p256dh": to_b64(a_pair().public[:64])}, "p256dh"),
    ({"p256dh": to_b64(b"\x02" + a_pair().public[1:33])}, "p256dh"),
    ({"p256dh": "=" * 87}, "p256dh"),
    ({"auth": to_b64(bytes(15))}, "auth"),
    ({"auth": to_b64(bytes(17))}, "auth"),
    ({"key": to_b64(bytes(65))}, "key"),
    ({"more": "x"}, "more"),
]
NO_PUSH_SERVICES = [
    "https://fcm.googleapis.com.evil.tld/a",
    "https://169.254.169.254/a",
    "http://127.0.0.1:9101/push/a",
]


def test_a_subscription_of_another_form_is_refused(app: Flask) -> None:
    alma = a_phone_on(app)

    for changes, field in NO_SUBSCRIPTIONS:
        answer = alma.subscribes(**changes)
        assert problem(answer) == (422, "malformed-body"), changes
        assert field in answer.json["errors"], changes  # type: ignore[index]

    assert count_of(app, Subscription) == 0


def test_a_subscription_without_a_part_is_refused(app: Flask) -> None:
    alma = a_phone_on(app)
    whole = alma.browser.subscription()

    for missing in whole:
        body = {name: value for name, value in whole.items() if name != missing}
        answer = alma.phone.asks("PUT", "/api/nudges/subscription", json=body)
        assert problem(answer) == (422, "malformed-body"), missing


def test_a_push_service_that_is_none_is_told_apart(app: Flask) -> None:
    for endpoint in NO_PUSH_SERVICES:
        answer = a_phone_on(app, endpoint).subscribes()
        assert problem(answer) == (422, "push-service-refused"), endpoint

    assert count_of(app, Subscription) == 0


def test_a_subscription_for_another_key_is_refused(app: Flask) -> None:
    answer = a_phone_on(app).subscribes(key=to_b64(make_pair().public))

    assert problem(answer) == (409, "unknown-push-key")


def test_the_older_key_is_taken_while_phones_change_over(settings: Settings) -> None:
    older, newer = VAPID.pairs[0], make_pair()
    alma = a_phone_on(a_server(replace(settings, vapid=Vapid((newer, older), VAPID.subject))))

    told = alma.subscribes().json

    assert told is not None
    assert told["keys"] == [to_b64(newer.public), to_b64(older.public)]
    assert told["subscription"]["key"] == to_b64(older.public)
    assert told["subscription"]["state"] == "good"


def test_a_subscription_for_a_key_that_is_gone_is_none(settings: Settings) -> None:
    alma = a_phone_on(a_server(settings))
    alma.subscribes()

    after = Nudged(
        replace(alma.phone, app=a_server(replace(settings, vapid=Vapid((make_pair(),), VAPID.subject)))),
        alma.browser,
    )

    assert after.sees()["subscription"] is None


def test_another_secret_has_the_phone_subscribe_anew(settings: Settings) -> None:
    alma = a_phone_on(a_server(settings))
    alma.subscribes()

    after = replace(
        alma, phone=replace(alma.phone, app=a_server(replace(settings, session_secret=b"x" * 32)))
    )

    assert after.sees()["subscription"] is None
    assert after.subscribes().json["subscription"]["state"] == "good"  # type: ignore[index]
    assert count_of(alma.phone.app, Subscription) == 1


@pytest.mark.promise(2)
def test_no_endpoint_lies_open_in_the_database(settings: Settings) -> None:
    app = a_server(settings)
    alma = a_phone_on(app)
    alma.subscribes()

    kept = dump(settings.database_url)

    row = held(app, Subscription, True)
    secrets = [FCM.encode(), b"dQw4w9WgXcQ", alma.browser.p256dh, alma.browser.auth]
    assert [one for one in secrets if one in kept] == []
    assert row.mac in kept
    with app.app_context():
        target = opened(row.account, row.device, row.sealed)
    assert target is not None
    assert (target.endpoint, target.p256dh, target.auth) == (FCM, alma.browser.p256dh, alma.browser.auth)


def test_a_row_moved_to_another_phone_does_not_open(app: Flask) -> None:
    alma = a_phone_on(app)
    alma.subscribes()
    row = held(app, Subscription, True)

    with app.app_context():
        assert opened(row.account, bytes(16), row.sealed) is None
        assert opened(bytes(16), row.device, row.sealed) is None
        assert opened(row.account, row.device, row.sealed[:-1] + bytes([row.sealed[-1] ^ 1])) is None
        assert opened(row.account, row.device, b"") is None


def test_an_endpoint_belongs_to_the_phone_that_put_it_last(app: Flask) -> None:
    alma, ben = a_phone_on(app), a_phone_on(app)
    alma.subscribes()
    alma.puts([a_slot(alma.phone.app.extensions["clock"]().replace(second=0, microsecond=0) + HOUR)])

    ben.subscribes()

    assert alma.sees()["subscription"] is None
    assert ben.sees()["subscription"]["state"] == "good"
    assert count_of(app, Slot) == 0, "what waited for the one is not sent to the other"


def test_another_endpoint_takes_the_place_and_slots_stay(settings: Settings) -> None:
    alma = a_phone_on(a_server(settings))
    alma.subscribes()
    alma.puts([a_slot(NOON + HOUR)])

    told = alma.subscribes(endpoint=f"{FCM}-another").json

    assert told is not None
    assert told["slots"]["waiting"] == 1
    assert told["subscription"]["endpoint_hash"] == to_b64(hashlib.sha256(f"{FCM}-another".encode()).digest())
    assert count_of(alma.phone.app, Subscription) == 1


def test_three_hundred_puts_are_the_most(settings: Settings) -> None:
    clock = HeldClock()
    app = a_server(settings, clock)
    alma = a_phone_on(app)
    with app.app_context(), writing() as connection:
        rates.add(connection, rates.NUDGES, alma.phone.account, clock(), amount=299)

    last, answer = alma.subscribes(), alma.subscribes()

    assert last.status_code == 200
    assert problem(answer) == (429, "too-many-requests")
    assert 0 < int(answer.headers["Retry-After"]) <= 900
    assert problem(alma.puts([])) == (429, "too-many-requests")
    clock.moves(minutes=15)
    assert alma.subscribes().status_code == 200


def test_nobody_sees_or_moves_another_phones_nudges(settings: Settings) -> None:
    app = a_server(settings)
    journal = Journal()
    alma, second, cleo = (
        Nudged(phone, Browser(f"{FCM}-{number}"))
        for number, phone in enumerate([a_phone(app, journal), a_phone(app, journal), a_phone(app)])
    )
    alma.subscribes()
    alma.puts([a_slot(NOON + HOUR)])

    for other in (second, cleo):
        assert other.sees()["subscription"] is None
        assert other.sees()["slots"]["waiting"] == 0
        assert problem(other.puts([])) == (409, "not-subscribed")
        assert other.phone.asks("DELETE", "/api/nudges/subscription").status_code == 204
    assert alma.sees()["slots"]["waiting"] == 1


def test_a_session_without_a_phone_has_no_nudges(app: Flask) -> None:
    alma = a_person(app)
    with app.app_context(), write_transaction():
        for session in db.session.scalars(select(Session)):
            session.device = None

    body = Browser(FCM).subscription()

    assert problem(alma.phone.asks("GET", "/nudges")) == (403, "no-device")
    assert problem(alma.phone.asks("PUT", "/nudges/subscription", json=body)) == (403, "no-device")
    assert count_of(app, Device) == 1
