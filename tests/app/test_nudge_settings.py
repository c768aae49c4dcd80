"""What a person chooses about nudges is what the server has: hours, days of rest, a good subscription."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from server.vapid import key_id
from tests.app.flows import arrive, daily_check, type_into, unlock_by_passphrase
from tests.app.nudging import (
    LET_GO,
    asked_of,
    can_subscribe,
    keys_in_use,
    minutes_waiting,
    open_nudges,
    turn_on_nudges,
    with_settings,
)
from tests.app.phones import PIXEL, Chromium, ask_until, tap, wait_for
from tests.app.places import Place
from tests.app.said import say
from tests.app.syncing import PASSPHRASE, lock_journal, turn_sync_on
from tests.builders import a_pair, as_environment
from tests.server.push_service import Browser

ZONE = "Europe/Berlin"
PUSH_SERVICE = "http://127.0.0.1:9"
SUNDAY = 6
# Whoever asks for permission without a tap on the button is seen, in each page that is opened.
SPY = """
window.asked = 0
const ask = Notification.requestPermission
Notification.requestPermission = () => { window.asked += 1; return ask.call(Notification) }
"""


@pytest.fixture
def nudged(browser: Any, place: Place) -> Iterator[Chromium]:
    """A phone in Berlin with its journal open and nudges on; no worker sends them."""
    with_settings(place, PUSH_SERVICES=PUSH_SERVICE)
    one = Chromium(browser.new_context(**PIXEL, timezone_id=ZONE).new_page())
    one.page.add_init_script(SPY)
    can_subscribe(one, place, Browser(f"{PUSH_SERVICE}/push/one"))
    arrive(one, place.origin)
    daily_check(one)
    lock_journal(one)
    turn_sync_on(one)
    unlock_by_passphrase(one, PASSPHRASE)
    open_nudges(one)
    wait_for(one, say("nudges.explain.who"))
    assert one.page.evaluate("window.asked") == 0, "asked before anything was explained"
    turn_on_nudges(one)
    assert one.page.evaluate("window.asked") == 1
    yield one
    one.close()


def on_the_wall(place: Place) -> list[datetime]:
    return [instant.astimezone(ZoneInfo(ZONE)) for instant in minutes_waiting(place)]


def test_hours_that_are_changed_replace_the_schedule(nudged: Chromium, place: Place) -> None:
    wait_for(nudged, say("nudges.late"))
    before = on_the_wall(place)

    type_into(nudged, "#nudge-first", "07:10")
    type_into(nudged, "#nudge-second", "20:50")
    tap(nudged, say("nudges.hours.keep"))
    wait_for(nudged, say("nudges.fault.hour-quiet"))
    type_into(nudged, "#nudge-second", "19:00")
    nudged.page.get_by_label("Sunday").check()
    tap(nudged, say("nudges.hours.keep"))
    wait_for(nudged, say("nudges.hours.kept"))

    ask_until(lambda: {when.hour for when in on_the_wall(place)} == {7, 19}, "the same schedule as before")
    after = on_the_wall(place)
    assert {when.hour for when in before} == {18}
    assert SUNDAY not in {when.weekday() for when in after}
    assert len({when.minute % 10 for when in after}) == 1, "the minutes that a phone draws are drawn once"


def test_a_subscription_is_looked_at_at_every_launch(nudged: Chromium, place: Place) -> None:
    newer = a_pair(bytes(range(33, 65)))
    older = {
        f"VAPID_OLD_{half}_KEY": place.environment[f"VAPID_{half}_KEY"] for half in ("PRIVATE", "PUBLIC")
    }
    confirmed = "SELECT mac FROM subscription"
    first = asked_of(place, confirmed)

    nudged.page.evaluate(LET_GO)
    nudged.page.reload()
    ask_until(
        lambda: nudged.page.title() and asked_of(place, confirmed) not in ([], first),
        "it stayed unsubscribed",
    )
    with_settings(place, **as_environment(newer.lines()), **older)
    nudged.page.reload()

    ask_until(
        lambda: nudged.page.title() and keys_in_use(place) == [key_id(newer.public)], "still the old key"
    )
    ask_until(lambda: nudged.page.title() and len(minutes_waiting(place)) >= 13, "no schedule came after it")
