"""The worker: claim, send, settle; at its minute, once, and never after its window."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from server.config import Settings
from server.db import db
from server.models import Slot, Subscription
from server.subscriptions import Target, seal
from server.vapid import Vapid, make_pair, to_b64
from server.worker import BATCH
from sync.nudges import seal_slot
from tests.builders import VAPID
from tests.server.nudged import HOUR, Nudged, a_nudged_phone, a_place, a_slot, due_at_noon, goes_round
from tests.server.people import NOON
from tests.server.phones import changed, count_of, held
from tests.server.push_service import PushService
from tests.sync.test_nudges import CALM, NEUTRAL, PHONE, ROOT

SECOND = timedelta(seconds=1)


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


def test_nothing_is_sent_after_its_window(settings: Settings) -> None:
    with PushService() as service:
        app, clock = a_place(settings, service)
        for seconds in (0, 60, 86_400):
            clock.now = NOON
            due_at_noon(app, service, 15)
            clock.now += timedelta(minutes=15) + seconds * SECOND

            goes_round(app)

            assert count_of(app, Slot) == 0

    assert service.received == []


def test_a_slot_in_its_last_second_is_let_go(settings: Settings) -> None:
    with PushService() as service:
        app, clock = a_place(settings, service)
        due_at_noon(app, service, 15)
        clock.now += timedelta(minutes=15) - timedelta(milliseconds=1)

        goes_round(app)

    assert service.received == []


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
