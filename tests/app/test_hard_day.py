"""A hard day: the person's own people first, or none, and asked about again until someone was reached."""

import pytest
from playwright.sync_api import expect

from tests.app.consulting import add_person, open_people, unlock_here
from tests.app.flows import arrive, daily_check, go_back
from tests.app.noticing import lock_and_stay, raise_danger, standing_still, unlock_to_today
from tests.app.phones import Chromium, tap, wait_for
from tests.app.said import say

NUMBER = "+49 30 123456"


@pytest.mark.promise(1)
@pytest.mark.parametrize("is_open", [False, True], ids=["locked", "open"])
def test_act_now_names_people_first_offline(phone: Chromium, origin: str, is_open: bool) -> None:
    arrive(phone, origin)
    daily_check(phone)
    phone.page.context.set_offline(True)
    phone.page.reload()
    if is_open:
        unlock_to_today(phone)

    raise_danger(phone)

    for words in ("text", "title"):
        wait_for(phone, say(f"act-now.danger-to-someone.{words}"))
    wait_for(phone, say("act-now.no-number"))
    wait_for(phone, say("act-now.private"))
    assert phone.page.locator("a[href^='tel:']").count() == 0, "a number that nobody saved"
    unlock = phone.page.get_by_role("button", name=say("act-now.unlock"))
    expect(unlock).to_have_count(0 if is_open else 1)
    tap(phone, say("act-now.duty"))
    wait_for(phone, say("act-now.abuse-or-duty.text"))
    go_back(phone)
    wait_for(phone, say("act-now.asked"))


@pytest.mark.promise(1)
def test_people_are_one_tap_away_if_allowed(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    daily_check(phone)
    open_people(phone)
    unlock_here(phone)
    add_person(phone, "emergency", "Emergency desk", NUMBER)
    tap(phone, say("people.while-locked"))
    wait_for(phone, say("people.while-locked.on"))
    lock_and_stay(phone)
    phone.page.context.set_offline(True)

    for _ in range(2):
        raise_danger(phone)
        call = phone.page.get_by_role("link", name=say("act-now.call", whom="Emergency desk"))
        expect(call).to_have_attribute("href", "tel:+4930123456")
        wait_for(phone, say("act-now.never-checked"))
        expect(phone.page.get_by_text(say("act-now.no-number"))).to_have_count(0)
        expect(phone.page.get_by_role("button", name=say("act-now.unlock"))).to_have_count(0)
        phone.page.reload()

    open_people(phone)
    unlock_here(phone)
    tap(phone, say("people.while-locked"))
    wait_for(phone, say("people.while-locked.off"))
    lock_and_stay(phone)
    raise_danger(phone)
    expect(phone.page.locator("a[href^='tel:']")).to_have_count(0)
    tap(phone, say("act-now.unlock"))
    expect(phone.page.locator("a[href='tel:+4930123456']")).to_be_visible()


def test_who_was_not_reached_is_asked_in_an_hour(phone: Chromium, origin: str) -> None:
    page = standing_still(phone, origin)
    daily_check(phone)
    raise_danger(phone)

    tap(phone, say("act-now.not-yet"))
    wait_for(phone, say("today.saved.sub"))
    expect(page.get_by_text(say("act-now.again"))).to_have_count(0)
    page.clock.run_for("01:00:40")
    wait_for(phone, say("act-now.again"))
    expect(page.get_by_text(say("act-now.asked"))).to_have_count(0)
    tap(phone, say("act-now.again.open"))

    wait_for(phone, say("act-now.danger-to-someone.title"))
    tap(phone, say("act-now.reached"))
    wait_for(phone, say("act-now.said.reached"))


def test_an_act_now_left_alone_is_asked_when_opened(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    daily_check(phone)
    raise_danger(phone)
    go_back(phone)
    wait_for(phone, say("today.saved.sub"))
    phone.page.reload()

    unlock_to_today(phone)
    wait_for(phone, say("act-now.asked"))
    tap(phone, say("act-now.take-over"))
    wait_for(phone, say("act-now.said.taken-over"))

    expect(phone.page.get_by_role("heading", name=say("act-now.asked"))).to_have_count(0)
    tap(phone, say("tabs.consult"))
    wait_for(phone, say("signal.state.quiet"))
