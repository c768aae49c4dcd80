"""What one phone plans and writes down, another knows; and what two say of one signal both stands."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.app.consulting import asks_to_talk, log_talk, open_consult, save_strong_pull, talks_listed
from tests.app.flows import arrive
from tests.app.phones import PIXEL, Chromium, ask_until, tap
from tests.app.places import Place
from tests.app.said import say
from tests.app.syncing import PASSPHRASE, lock_journal, sign_in, sync_now, turn_sync_on


@pytest.fixture
def other(browser: Any) -> Iterator[Chromium]:
    """A second phone, which shares nothing with the first."""
    with closing(Chromium(browser.new_context(**PIXEL).new_page())) as one:
        yield one


@pytest.mark.promise(3)
def test_a_log_closes_the_signal_on_another_phone(
    phone: Chromium, other: Chromium, sync_place: Place
) -> None:
    with_signal_on_both(phone, other, sync_place)
    open_consult(phone, PASSPHRASE)
    open_consult(other, PASSPHRASE)
    asked = asks_to_talk(other)

    log_talk(phone)
    sync_now(phone)
    sync_now(other)

    open_consult(other, PASSPHRASE)
    ask_until(lambda: talks_listed(other) == 1, "the log never came")
    assert (asked, asks_to_talk(other)) == (True, False)


@pytest.mark.promise(3)
def test_a_signal_closed_offline_on_both_keeps_both_logs(
    phone: Chromium, other: Chromium, sync_place: Place
) -> None:
    with_signal_on_both(phone, other, sync_place)
    for one, learned in ((phone, "As the first phone heard it."), (other, "As the second heard it.")):
        open_consult(one, PASSPHRASE)
        one.page.context.set_offline(True)
        log_talk(one, learned=learned)

    for one in (phone, other):
        one.page.context.set_offline(False)
        sync_now(one)
    sync_now(phone)

    for one in (phone, other):
        open_consult(one, PASSPHRASE)
        ask_until(lambda one=one: talks_listed(one) == 2, "both logs never stood there")
        assert not asks_to_talk(one)
        expect(closed_signals(one)).to_have_count(1)


def with_signal_on_both(phone: Chromium, other: Chromium, place: Place) -> None:
    """One account, its one check worth talking over, read on both."""
    arrive(phone, place.origin)
    lock_journal(phone)
    handle = turn_sync_on(phone)
    save_strong_pull(phone)
    sync_now(phone)
    arrive(other, place.origin)
    sign_in(other, handle)


def closed_signals(phone: Chromium) -> Locator:
    """On Consult: those that are over."""
    tap(phone, say("signal.list.past"))
    return phone.page.locator("details", has_text=say("signal.list.past")).locator("li")
