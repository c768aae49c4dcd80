"""The same main job in Chromium, Firefox and WebKitGTK: save offline and locked, lock by passphrase, read."""

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest

from tests.app.flows import (
    CALM,
    after_session_check,
    arrive,
    daily_check,
    displayed,
    lock,
    make_recovery_code,
    open_journal,
    read_entry,
    set_passphrase,
    unlock_by_passphrase,
)
from tests.app.phones import PIXEL, Chromium, Firefox, Phone, WebKit, wait_for
from tests.app.places import Place
from tests.app.said import CHECKLISTS, say
from tests.app.stored import envelopes, stored

PASSPHRASE = "seven herons over still water"
AFTER_SESSION = {
    item["linkId"]: item["answerOption"][0]["code"] for item in CHECKLISTS["after-session"]["item"][:3]
}


@pytest.fixture(params=["chromium", "firefox", "webkit"])
def any_phone(request: pytest.FixtureRequest) -> Iterator[Phone]:
    """A fresh phone of each engine in turn."""
    with closing(MAKERS[request.param](request)) as phone:
        yield phone


MAKERS: dict[str, Callable[[Any], Phone]] = {
    "chromium": lambda request: Chromium(request.getfixturevalue("browser").new_context(**PIXEL).new_page()),
    "firefox": lambda _: Firefox(),
    "webkit": lambda _: WebKit(),
}


@pytest.mark.promise(1)
def test_saved_offline_and_locked_then_read_everywhere(any_phone: Phone, place: Place) -> None:
    phone = any_phone
    arrive(phone, place.origin)
    daily_check(phone, CALM["daily"] | {"daily-energy": "little"})
    place.stop()
    phone.open(place.origin + "/")
    wait_for(phone, say("today.locked"))
    assert phone.script("return innerWidth") < 500, "not the width of a phone"
    after_session_check(phone, AFTER_SESSION)
    assert len(envelopes(stored(phone))) == 2

    open_journal(phone)
    read_entry(phone, say("journal.checklist.daily"))
    wait_for(phone, displayed("daily-energy", "little"))
    set_passphrase(phone, PASSPHRASE)
    make_recovery_code(phone)
    lock(phone)
    unlock_by_passphrase(phone, PASSPHRASE)

    read_entry(phone, say("check.title.after-session"))
    for link_id, code in AFTER_SESSION.items():
        wait_for(phone, displayed(link_id, code))
