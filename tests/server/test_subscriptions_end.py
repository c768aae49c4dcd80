"""A phone that is signed out, removed, erased, or did not come for 60 days is sent nothing any more."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from server.config import Settings
from server.db import db, write_transaction
from server.models import Session, Slot, Subscription
from server.sessions import Asker, end_all_but
from sync.chain import AccountId, DeviceId
from tests.server.nudged import FCM, HOUR, a_nudged_phone, a_phone_on, a_place, a_slot, goes_round
from tests.server.people import NOON, Person, a_person, a_server, problem
from tests.server.phones import count_of, held
from tests.server.push_service import Browser, PushService


def test_a_phone_may_be_sent_nothing_any_more(settings: Settings) -> None:
    alma = a_phone_on(a_server(settings))
    alma.subscribes()
    alma.puts([a_slot(NOON + HOUR)])

    answers = [alma.phone.asks("DELETE", "/api/nudges/subscription").status_code for _ in range(2)]

    assert answers == [204, 204]
    assert (count_of(alma.phone.app, Subscription), count_of(alma.phone.app, Slot)) == (0, 0)


def somebody_nudged(app: Flask) -> Person:
    """Somebody who registered over HTTP, with a subscription and a slot of the first phone."""
    alma = a_person(app)
    body = Browser(FCM).subscription()
    assert alma.phone.asks("PUT", "/nudges/subscription", json=body).status_code == 200
    due_at = app.extensions["clock"]().replace(second=0, microsecond=0) + HOUR
    schedule = {"window_minutes": 60, "slots": [a_slot(due_at)]}
    assert alma.phone.asks("PUT", "/nudges/slots", json=schedule).status_code == 200
    return alma


def kept(app: Flask) -> tuple[int, int]:
    return count_of(app, Subscription), count_of(app, Slot)


@pytest.mark.promise(7)
def test_erasing_the_account_takes_nudges_along(app: Flask) -> None:
    alma = somebody_nudged(app)

    assert alma.phone.asks("DELETE", "/accounts/current").status_code == 204

    assert kept(app) == (0, 0)


def test_signing_out_takes_nudges_along(app: Flask) -> None:
    alma = somebody_nudged(app)

    assert alma.phone.asks("DELETE", "/sessions/current").status_code == 204

    assert kept(app) == (0, 0)


def test_being_signed_out_from_elsewhere_does_too(app: Flask) -> None:
    alma = somebody_nudged(app)
    other = alma.another_phone()
    [first] = [one for one in other.gets("/sessions")["sessions"] if not one["current"]]

    assert other.asks("DELETE", f"/sessions/{first['id']}").status_code == 204

    assert kept(app) == (0, 0)


def test_a_removed_phone_is_sent_nothing_any_more(app: Flask) -> None:
    alma = somebody_nudged(app)
    other = alma.another_phone()
    other.signs_in(alma.passphrase, alma.handle)

    body = alma.begins_epoch(stays=[other], goes=[alma.phone])
    assert other.asks("POST", "/epochs", json=body).status_code == 200

    assert kept(app) == (0, 0)


def test_a_phone_that_stays_keeps_its_nudges(app: Flask) -> None:
    alma = somebody_nudged(app)
    other = alma.another_phone()

    body = alma.begins_epoch(stays=[alma.phone], goes=[other])
    assert alma.phone.asks("POST", "/epochs", json=body).status_code == 200

    assert kept(app) == (1, 1)


def test_signing_in_again_keeps_the_phones_nudges(app: Flask) -> None:
    alma = somebody_nudged(app)

    alma.proves()
    alma.phone.signs_in_by_key()

    assert kept(app) == (1, 1)
    assert alma.phone.gets("/nudges")["subscription"]["state"] == "good"


def test_a_copied_phone_leaves_the_old_ones_nudges_behind(app: Flask) -> None:
    alma = somebody_nudged(app)
    alma.phone.id = bytes(reversed(alma.phone.id))

    assert alma.phone.asks("POST", "/devices", json=alma.phone.as_device()).status_code == 201

    assert kept(app) == (0, 0)


def test_a_session_that_ended_meanwhile_puts_nothing(settings: Settings) -> None:
    app = a_server(settings)
    alma = a_phone_on(app)
    session = held(app, Session, Session.device == alma.phone.phone.id)
    asker = Asker(AccountId(session.account), session.id, DeviceId(session.device), NOON, None)
    with app.app_context(), write_transaction():
        end_all_but(asker, [])

    assert problem(alma.subscribes()) == (401, "not-signed-in")
    assert problem(alma.puts([])) == (401, "not-signed-in")


def tidied(app: Flask) -> None:
    worker = goes_round(app)
    with app.app_context():
        worker.keep_house()


def test_phones_that_did_not_come_for_60_days_are_forgotten(settings: Settings) -> None:
    with PushService() as service:
        app, clock = a_place(settings, service)
        alma, ben = a_nudged_phone(app, service), a_nudged_phone(app, service)
        clock.moves(days=59)
        ben.subscribes()
        clock.moves(days=1)

        tidied(app)

        with app.app_context():
            left = list(db.session.scalars(select(Subscription.device)))
        assert left == [ben.phone.phone.id]
        assert alma.phone.phone.id not in left


def test_phones_that_come_within_60_days_are_kept(settings: Settings) -> None:
    with PushService() as service:
        app, clock = a_place(settings, service)
        a_nudged_phone(app, service)
        clock.now += timedelta(days=60) - timedelta(milliseconds=1)

        tidied(app)

        assert count_of(app, Subscription) == 1
