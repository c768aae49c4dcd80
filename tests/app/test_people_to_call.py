"""A person's own people: reached from a plan, and shown on a locked phone only if that was allowed."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from tests.app.consulting import (
    add_person,
    choose_in,
    open_consult,
    open_people,
    save_strong_pull,
    unlock_here,
)
from tests.app.flows import arrive, daily_check, lock, type_into
from tests.app.phones import PIXEL, Chromium, ask_until, tap, wait_for
from tests.app.said import say

NUMBER = "+49 30 123456"
FOCUSED = "return document.activeElement?.id"


@pytest.fixture
def other(browser: Any) -> Iterator[Chromium]:
    """A second phone, which shares nothing with the first."""
    with closing(Chromium(browser.new_context(**PIXEL).new_page())) as one:
        yield one


def test_a_locked_phone_shows_people_only_if_allowed(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    daily_check(phone)
    open_people(phone)
    unlock_here(phone)
    add_person(phone, "supervisor", "Kim", NUMBER)

    lock(phone)
    open_people(phone)
    wait_for(phone, say("people.locked"))
    hidden = phone.page.locator("body").inner_text()
    unlock_here(phone)
    tap(phone, say("people.while-locked"))
    wait_for(phone, say("people.while-locked.on"))
    phone.open(origin + "/settings/people")
    wait_for(phone, say("people.locked"))
    wait_for(phone, NUMBER)
    links = phone.page.locator("a[href='tel:+4930123456']").count()
    unlock_here(phone)
    wait_for(phone, say("people.none-shipped"))
    tap(phone, say("people.while-locked"))
    wait_for(phone, say("people.while-locked.off"))
    lock(phone)
    open_people(phone)
    wait_for(phone, say("people.locked"))

    assert links == 1
    assert NUMBER not in hidden
    assert NUMBER not in phone.page.locator("body").inner_text()


def test_a_person_of_ones_own_is_reached_from_a_plan(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    daily_check(phone)
    open_people(phone)
    unlock_here(phone)
    add_person(phone, "supervisor", "Kim", NUMBER)
    wait_for(phone, say("people.untried"))
    tap(phone, say("people.mark"))
    ask_until(lambda: say("people.untried") not in phone.page.locator("main").inner_text(), "not marked")

    open_consult(phone)
    tap(phone, say("consult.plan"))
    wait_for(phone, say("consult.plan.contact"))
    contact = phone.page.locator("#consult-contact option").nth(1).get_attribute("value") or ""
    choose_in(phone, "#consult-contact", contact)
    tap(phone, say("consult.plan.save"))

    wait_for(phone, say("consult.calendar.put"))
    assert phone.page.locator("a[href='tel:+4930123456']").count() == 1


def test_a_number_nobody_can_call_is_told_at_once(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    daily_check(phone)
    open_people(phone)
    unlock_here(phone)
    tap(phone, say("people.add"))

    for wrong, told in (("", "consult.unfit.missing"), ("ring twice", "consult.unfit.not-possible")):
        type_into(phone, "#consult-phone", wrong)
        tap(phone, say("people.save"))
        wait_for(phone, say(told))
        ask_until(lambda: phone.script(FOCUSED) == "consult-phone", "the number never had the keyboard")

    assert phone.page.locator("a[href^='tel:']").count() == 0


def test_before_unlocking_consult_is_alike_everywhere(phone: Chromium, other: Chromium, origin: str) -> None:
    arrive(phone, origin)
    save_strong_pull(phone)
    arrive(other, origin)
    daily_check(other)

    shown = []
    for one in (phone, other):
        one.open(origin + "/consult")
        wait_for(one, say("consult.locked"))
        wait_for(one, say("state.saved"))
        shown.append(one.page.locator("body").inner_text())

    assert shown[0] == shown[1]
