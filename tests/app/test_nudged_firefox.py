"""Firefox subscribes to a push service, the real worker sends to it, and the app opens what was sealed."""

from contextlib import closing

import pytest

from tests.app.flows import arrive, lock, unlock_by_passphrase
from tests.app.nudging import (
    choose_explicit,
    send_one_now,
    sending,
    turn_on_nudges,
    wait_shown,
)
from tests.app.phones import Firefox
from tests.app.places import Place
from tests.app.push_relay import PushRelay
from tests.app.said import say
from tests.app.syncing import PASSPHRASE, lock_journal, save_check_with, turn_sync_on

SAID = [say("nudge.neutral.title"), say("nudge.text.reminder")]


@pytest.mark.promise(2)
def test_a_nudge_goes_all_the_way_to_firefox(place: Place) -> None:
    with PushRelay() as relay, closing(Firefox(**relay.preferences)) as phone, sending(place, relay.origin):
        arrive(phone, place.origin)
        save_check_with(phone, "Slow today.")
        lock_journal(phone)
        turn_sync_on(phone)
        unlock_by_passphrase(phone, PASSPHRASE)
        turn_on_nudges(phone)
        choose_explicit(phone)
        send_one_now(phone)
        lock(phone)
        relay.until(1)

        wait_shown(phone, SAID)
        assert relay.acknowledged == [100], "a message that the browser's worker did not take"
        assert relay.sizes == [1127], "a message of another size than all others"
