"""Firefox subscribes to a push service, the real worker sends to it, and the app's own worker opens what was sealed."""

from contextlib import closing

import pytest

from tests.app.flows import arrive, lock
from tests.app.nudging import NEUTRAL, choose_explicit, sending, shown, turn_on_nudges, wait_shown
from tests.app.phones import Firefox, tap, wait_for
from tests.app.places import Place
from tests.app.push_relay import PushRelay
from tests.app.said import say
from tests.app.syncing import lock_journal, turn_sync_on

SAID = [say("nudge.neutral.title"), say("nudge.text.reminder")]


@pytest.mark.promise(2)
def test_a_nudge_goes_all_the_way_to_firefox(place: Place) -> None:
    with PushRelay() as relay, closing(Firefox(**relay.preferences)) as phone, sending(place, relay.origin):
        arrive(phone, place.origin)
        lock_journal(phone)
        turn_sync_on(phone)
        turn_on_nudges(phone)

        tap(phone, say("nudges.test"))
        wait_for(phone, say("nudges.test.sent"))
        relay.until(1)

        wait_shown(phone, NEUTRAL)
        assert relay.acknowledged == [100]
        assert relay.sizes == [1127], "a message of another size than all others"


@pytest.mark.promise(2)
def test_firefox_shows_what_was_sealed_while_locked(place: Place) -> None:
    with PushRelay() as relay, closing(Firefox(**relay.preferences)) as phone, sending(place, relay.origin):
        arrive(phone, place.origin)
        lock_journal(phone)
        turn_sync_on(phone)
        turn_on_nudges(phone)
        choose_explicit(phone)

        tap(phone, say("nudges.test"))
        wait_for(phone, say("nudges.test.sent"))
        lock(phone)
        relay.until(1)

        wait_shown(phone, SAID)
        assert shown(phone) == [SAID]
