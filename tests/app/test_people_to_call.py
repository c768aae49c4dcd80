"""A person's own people: reached from a plan, and shown on a locked phone only if that was allowed."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from playwright.sync_api import expect

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
    expect(phone.page.locator("a[href='tel:+4930123456']")).to_have_count(1)
    unlock_here(phone)
    wait_for(phone, say("people.none-shipped"))
    tap(phone, say("people.while-locked"))
    wait_for(phone, say("people.while-locked.off"))
    lock(phone)
    open_people(phone)
    wait_for(phone, say("people.locked"))

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
    expect(phone.page.locator("a[href='tel:+4930123456']")).to_have_count(1)


def test_a_number_nobody_can_call_is_told_at_once(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    daily_check(phone)
    open_people(phone)
    unlock_here(phone)
    tap(phone, say("people.add"))

    for field, wrong, told in (
        ("phone", "", "missing"),
        ("phone", "ring twice", "not-possible"),
        ("phone", "1", "not-possible"),
        ("email", "kim at home", "not-possible"),
    ):
        type_into(phone, f"#consult-{field}", wrong)
        tap(phone, say("people.save"))
        wait_for(phone, say(f"consult.unfit.{field}.{told}"))
        ask_until(
            lambda field=field: phone.script(FOCUSED) == f"consult-{field}", f"{field} never had the keyboard"
        )
        type_into(phone, "#consult-phone", NUMBER)

    assert phone.page.locator("a[href^='tel:']").count() == 0


def test_whoever_was_removed_comes_back_on_the_spot(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    daily_check(phone)
    open_people(phone)
    unlock_here(phone)
    add_person(phone, "assistance-line", "Kim", NUMBER)

    tap(phone, say("entry.remove"))
    undo = phone.page.get_by_role("button", name=say("journal.undo"))
    expect(undo).to_be_focused()
    expect(undo).to_be_in_viewport()
    tap(phone, say("journal.undo"))

    wait_for(phone, NUMBER)


def test_an_address_is_tried_as_an_address(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    daily_check(phone)
    open_people(phone)
    unlock_here(phone)
    tap(phone, say("people.add"))
    type_into(phone, "#consult-email", "kim@practice.example")
    tap(phone, say("people.save"))
    wait_for(phone, say("people.untried"))

    expect(phone.page.locator("a[href='mailto:kim@practice.example']")).to_have_count(1)
    tap(phone, say("people.mark-address"))
    expect(phone.page.get_by_text(say("people.untried"))).to_have_count(0)


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
