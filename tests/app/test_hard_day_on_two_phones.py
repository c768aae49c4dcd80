"""A hard day noted on one phone is asked about on the other, until someone was reached on either."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.app.consulting import open_consult
from tests.app.flows import arrive, go_back
from tests.app.noticing import raise_danger, title_of
from tests.app.phones import PIXEL, Chromium, tap, wait_for
from tests.app.places import Place
from tests.app.said import say
from tests.app.syncing import PASSPHRASE, lock_journal, sign_in, sync_now, turn_sync_on


@pytest.fixture
def other(browser: Any) -> Iterator[Chromium]:
    """A second phone, which shares nothing with the first."""
    with closing(Chromium(browser.new_context(**PIXEL).new_page())) as one:
        yield one


@pytest.mark.promise(3)
def test_who_was_not_reached_is_asked_on_both(phone: Chromium, other: Chromium, sync_place: Place) -> None:
    arrive(phone, sync_place.origin)
    lock_journal(phone)
    handle = turn_sync_on(phone)
    tap(phone, say("tabs.today"))
    raise_danger(phone)
    go_back(phone)
    sync_now(phone)
    arrive(other, sync_place.origin)
    sign_in(other, handle)

    open_consult(other, PASSPHRASE)
    wait_for(other, say("act-now.asked"))
    phone.page.reload()
    open_consult(phone, PASSPHRASE)
    wait_for(phone, say("act-now.asked"))
    tap(other, say("act-now.reached"))
    wait_for(other, say("act-now.said.reached"))
    sync_now(other)
    sync_now(phone)

    open_consult(phone, PASSPHRASE)
    expect(phone.page.get_by_role("heading", name=say("act-now.asked"))).to_have_count(0)
    tap(phone, say("signal.list.past"))
    tap(phone, title_of("danger-now"))
    wait_for(phone, say("signal.answer.reached", day="today"))
