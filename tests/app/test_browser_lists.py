"""What the browser keeps by itself, its tabs and its history: rooms, and never what was read in them."""

from playwright.sync_api import expect

from tests.app.consulting import at_consult
from tests.app.flows import arrive, daily_check, go_back, type_into
from tests.app.noticing import SLIP, open_rule, raise_danger, raise_slip, title_of, unlock_to_today
from tests.app.phones import Chromium, tap, wait_for
from tests.app.said import say

TELLING = "Whether to go on with this work"


def test_no_title_tells_what_was_noticed(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    daily_check(phone)
    unlock_to_today(phone)
    titles = []

    raise_slip(phone)
    titles.append(phone.page.title())
    go_back(phone)
    tap(phone, say("tabs.consult"))
    tap(phone, title_of(SLIP))
    wait_for(phone, say("signal.rule"))
    titles.append(phone.page.title())
    open_rule(phone, SLIP)
    titles.append(phone.page.title())
    tap(phone, say("tabs.today"))
    raise_danger(phone)
    titles.append(phone.page.title())

    assert titles == [
        f"{said} · {say('app.name')}"
        for said in (say("tabs.today"), say("consult.title"), say("rules.title"), say("consult.title"))
    ]


def test_no_title_tells_what_was_written(phone: Chromium, origin: str) -> None:
    at_consult(phone, origin)
    tap(phone, say("worksheet.title"))
    tap(phone, say("worksheet.begin"))
    type_into(phone, "#consult-title", TELLING)

    tap(phone, say("worksheet.overview"))

    expect(phone.page.get_by_role("heading", level=1)).to_have_text(TELLING)
    assert TELLING not in phone.page.title()


def test_back_stays_in_the_app_after_the_gesture(phone: Chromium, origin: str) -> None:
    phone.open("about:blank")
    phone.open(origin + "/settings/people")
    wait_for(phone, say("people.sub"))
    tap(phone, say("tabs.consult"))
    wait_for(phone, say("consult.sub"))

    phone.page.go_back()
    wait_for(phone, say("people.sub"))
    go_back(phone)

    wait_for(phone, say("today.daily"))


def test_back_leads_back_after_a_reload(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    tap(phone, say("tabs.consult"))
    tap(phone, say("people.title"))
    wait_for(phone, say("people.sub"))

    phone.page.reload()
    wait_for(phone, say("people.sub"))
    go_back(phone)

    wait_for(phone, say("consult.sub"))
