"""What was typed and not yet said or saved: it outlives the lock, a reload and a tap on Not now."""

import pytest
from playwright.sync_api import expect

from tests.app.consulting import forms_rested, open_people, unlock_here
from tests.app.flows import arrive, daily_check, displayed, lock, type_into
from tests.app.noticing import SLIP, lock_and_stay, raise_slip, title_of, unlock_to_today
from tests.app.phones import Chromium, tap, wait_for
from tests.app.said import say
from tests.app.stored import rested, stored

REASON = "It was a drill, and everyone knew."
NUMBER = "+49 30 123456"


@pytest.mark.promise(3)
def test_a_reason_outlives_the_lock(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    daily_check(phone)
    unlock_to_today(phone)
    raise_slip(phone)
    tap(phone, say("signal.does-not-apply"))
    type_into(phone, "#reason", REASON)
    forms_rested(phone)

    lock_and_stay(phone)
    kept = stored(phone)
    phone.page.reload()
    unlock_to_today(phone)
    open_slip(phone)
    tap(phone, say("signal.does-not-apply"))
    expect(phone.page.locator("#reason")).to_have_value(REASON)
    tap(phone, say("signal.reason.say"))
    wait_for(phone, say("signal.said.does-not-apply"))
    tap(phone, say("journal.undo"))
    tap(phone, say("signal.does-not-apply"))
    rested(phone)  # what was kept of it would come in after the field stands

    assert REASON not in str(kept), "it lies there for all to read"
    expect(phone.page.locator("#reason")).to_have_value("")


def test_a_reason_left_gives_the_keyboard_back(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    raise_slip(phone)
    tap(phone, say("signal.does-not-apply"))
    type_into(phone, "#reason", REASON)

    tap(phone, say("entry.cancel"))

    expect(phone.page.get_by_role("button", name=say("signal.does-not-apply"))).to_be_focused()


@pytest.mark.promise(3)
def test_a_rule_of_ones_own_outlives_the_lock(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    daily_check(phone)
    unlock_to_today(phone)
    open_own_rule(phone)
    phone.page.get_by_label(say("rules.make.item")).select_option("daily-steady")
    phone.page.get_by_label(displayed("daily-steady", "wobbly"), exact=True).check()
    phone.page.get_by_label(say("rules.make.name")).fill("Wobbly again")
    forms_rested(phone)

    lock(phone)
    expect(phone.page.get_by_label(say("rules.make.name"))).to_have_count(0)
    unlock_to_today(phone)
    open_own_rule(phone)

    wait_for(phone, say("consult.resumed"))
    expect(phone.page.get_by_label(say("rules.make.name"))).to_have_value("Wobbly again")
    expect(phone.page.get_by_label(displayed("daily-steady", "wobbly"), exact=True)).to_be_checked()
    tap(phone, say("consult.afresh"))
    expect(phone.page.get_by_label(say("rules.make.name"))).to_have_value("")


@pytest.mark.promise(3)
def test_a_number_put_off_stands_there_again(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    daily_check(phone)
    open_people(phone)
    unlock_here(phone)
    add = say("people.add.which", slot=say("contact.slot.supervisor"))
    phone.page.get_by_label(add).click()
    type_into(phone, "#consult-phone", NUMBER)
    forms_rested(phone)

    tap(phone, say("consult.later"))
    phone.page.get_by_label(add).click()
    wait_for(phone, say("consult.resumed"))
    expect(phone.page.locator("#consult-phone")).to_have_value(NUMBER)
    tap(phone, say("consult.afresh"))
    expect(phone.page.locator("#consult-phone")).to_have_value("")
    tap(phone, say("consult.later"))
    phone.page.get_by_label(add).click()

    expect(phone.page.locator("#consult-name")).to_be_focused()
    expect(phone.page.get_by_text(say("consult.resumed"))).to_have_count(0)


def open_slip(phone: Chromium) -> None:
    tap(phone, say("tabs.consult"))
    tap(phone, title_of(SLIP))
    wait_for(phone, say("signal.rule"))


def open_own_rule(phone: Chromium) -> None:
    """From any room, the journal open."""
    tap(phone, say("tabs.settings"))
    wait_for(phone, say("about.title"))
    tap(phone, say("rules.title"))
    tap(phone, say("rules.add.make"))
    wait_for(phone, say("rules.make.title"))
