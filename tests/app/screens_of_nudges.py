"""The screens of nudges, one after the other, on a phone that syncs and whose journal is locked."""

import json
from collections.abc import Iterator

from playwright.sync_api import Page, Route

from tests.app.flows import lock, type_into, unlock_by_passphrase
from tests.app.nudging import LET_GO, SUBSCRIBES, choose_explicit, deny, open_nudges
from tests.app.phones import Chromium, tap, wait_for
from tests.app.said import say
from tests.app.syncing import PASSPHRASE
from tests.server.push_service import Browser

Screens = Iterator[tuple[str, Page]]
REFUSED = "https://push.example/one"
TAKEN = "https://fcm.googleapis.com/fcm/send/one"
WANTS_A_TAP = """() => {
  PushManager.prototype.subscribe = async () => { throw new DOMException('a tap', 'NotAllowedError') }
}"""
NO_PUSH = "window.kept = [Notification]; delete window.Notification"
WITH_PUSH = "() => { window.Notification = window.kept[0] }"
IN_A_TAB_OF_IOS = "Object.defineProperty(navigator, 'standalone', { value: false, configurable: true })"
NO_TAB_OF_IOS = "delete navigator.standalone"


def nudging(phone: Chromium) -> Screens:
    """From any room; when it ends the journal is open and nudges are off again."""
    page = phone.page
    lock(phone)
    deny(phone)
    open_nudges(phone)
    wait_for(phone, say("nudges.why.denied"))
    yield "nudges, not allowed", page
    page.context.grant_permissions(["notifications"])
    unlock_by_passphrase(phone, PASSPHRASE)
    open_nudges(phone)
    wait_for(phone, say("nudges.explain.who"))
    yield "nudges, explained", page
    yield from unreached(phone)
    subscribes_at(page, TAKEN)
    open_nudges(phone)
    tap(phone, say("nudges.turn-on"))
    yield from turned_on(phone)
    page.context.clear_permissions()


def unreached(phone: Chromium) -> Screens:
    page = phone.page
    page.evaluate(IN_A_TAB_OF_IOS)
    open_nudges(phone)
    wait_for(phone, say("nudges.why.install"))
    yield "nudges, to be put on the home screen first", page
    page.evaluate(NO_TAB_OF_IOS)
    page.evaluate(NO_PUSH)
    open_nudges(phone)
    wait_for(phone, say("nudges.why.unsupported"))
    yield "nudges, not known to the browser", page
    page.evaluate(WITH_PUSH)
    subscribes_at(page, REFUSED)
    open_nudges(phone)
    tap(phone, say("nudges.turn-on"))
    wait_for(phone, say("nudges.why.refused"))
    yield "nudges, by a push service that is not sent to", page


def turned_on(phone: Chromium) -> Screens:
    page = phone.page
    wait_for(phone, say("nudges.late"))
    yield "nudges, on, with a late server", page
    page.route("**/api/nudges**", in_time)
    choose_explicit(phone)
    open_nudges(phone)
    tap(phone, say("nudges.test"))
    wait_for(phone, say("nudges.test.sent"))
    yield "nudges, on", page
    type_into(phone, "#nudge-first", "20:50")
    tap(phone, say("nudges.hours.keep"))
    wait_for(phone, say("nudges.fault.hour-quiet"))
    yield "nudges, hours with a fault", page
    page.evaluate(LET_GO)
    page.evaluate(WANTS_A_TAP)
    open_nudges(phone)
    wait_for(phone, say("nudges.why.gone"))
    yield "nudges, gone", page
    page.unroute("**/api/nudges**")
    tap(phone, say("nudges.turn-off"))
    wait_for(phone, say("nudges.explain.who"))


def subscribes_at(page: Page, endpoint: str) -> None:
    given = json.dumps(Browser(endpoint).subscription())
    page.evaluate(f"() => {{ {SUBSCRIBES.replace('GIVEN', given)} }}")


def in_time(route: Route) -> None:
    """As a server answers whose worker is well: none runs here."""
    answer = route.fetch()
    told = answer.json() if answer.status == 200 else None
    if told:
        told["worker"]["is_late"] = False
    route.fulfill(response=answer, **({"json": told} if told else {}))
