"""Chromium is nudged by the real worker, and what is answered to a notification is a sealed change that syncs."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.app.flows import arrive, lock
from tests.app.nudging import NEUTRAL, choose_explicit, sending, shown, turn_on_nudges, wait_shown
from tests.app.phones import Chromium, ask_until, tap, wait_for
from tests.app.places import Place
from tests.app.said import say
from tests.app.syncing import lock_journal, turn_sync_on
from tests.app.test_sync import a_python_phone
from tests.server.push_service import Browser, PushService

# Chromium subscribes only at its vendor's service. What it would have given is given here; all else is its own.
SUBSCRIBED = """
const given = GIVEN
const bytes = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (it) => it.charCodeAt(0))
const subscription = {
  endpoint: given.endpoint,
  options: { applicationServerKey: bytes(given.key).buffer, userVisibleOnly: true },
  getKey: (name) => bytes(given[name]).buffer,
  unsubscribe: async () => { subscribed = false; return true },
}
let subscribed = false
PushManager.prototype.subscribe = async () => { subscribed = true; return subscription }
PushManager.prototype.getSubscription = async () => (subscribed ? subscription : null)
"""
CLICKED = """async ([action, at]) => {
  const shown = await self.registration.getNotifications()
  self.dispatchEvent(new NotificationEvent('notificationclick', { action, notification: shown[at] }))
}"""
FORGET = """
await new Promise((done) => {
  const opening = indexedDB.open('plumbline')
  opening.onsuccess = () => {
    const kept = opening.result.transaction('kept', 'readwrite').objectStore('kept')
    kept.delete('nudges-agenda').onsuccess = () => { opening.result.close(); done() }
  }
})
"""
SAID = [say("nudge.neutral.title"), say("nudge.text.reminder")]
Deliver = Callable[[str], None]


def subscribe(phone: Chromium, place: Place, browser: Browser) -> None:
    """A phone that syncs, and is nudged in explicit words, at the push service of this browser."""
    given = json.dumps(browser.subscription())
    phone.page.context.grant_permissions(["notifications"], origin=place.origin)
    phone.page.context.add_init_script(SUBSCRIBED.replace("GIVEN", given))
    arrive(phone, place.origin)
    lock_journal(phone)
    handle = turn_sync_on(phone)
    turn_on_nudges(phone)
    choose_explicit(phone)
    phone.page.evaluate("handle => (window.handle = handle)", handle)


def deliverer(phone: Chromium, place: Place) -> Deliver:
    """Hands a payload to the service worker, as the push service would after decryption."""
    cdp = phone.page.context.new_cdp_session(phone.page)
    seen: list[dict[str, Any]] = []
    cdp.on("ServiceWorker.workerRegistrationUpdated", lambda event: seen.extend(event["registrations"]))
    cdp.send("ServiceWorker.enable")
    ask_until(lambda: phone.page.title() and seen, "no registration of a service worker")
    registration = seen[-1]["registrationId"]

    def deliver(payload: str) -> None:
        message = {"origin": place.origin + "/", "registrationId": registration, "data": payload}
        cdp.send("ServiceWorker.deliverPushMessage", message)

    return deliver


def a_sent_payload(phone: Chromium, service: PushService, browser: Browser) -> str:
    """What the real worker sent after a tap on the test, as the browser decrypts it."""
    before = len(service.received)
    tap(phone, say("nudges.test"))
    wait_for(phone, say("nudges.test.sent"))
    service.until(before + 1)
    return browser.opens(service.received[-1].body).decode()


@pytest.mark.promise(2)
def test_a_nudge_is_answered_and_the_answer_syncs(phone: Chromium, place: Place, tmp_path: Path) -> None:
    with PushService() as service, sending(place, service.origin):
        browser = service.browser()
        subscribe(phone, place, browser)
        python = a_python_phone(place, tmp_path, phone.page.evaluate("window.handle"))
        payload = a_sent_payload(phone, service, browser)
        lock(phone)
        deliverer(phone, place)(payload)
        wait_shown(phone, SAID)

        [worker] = phone.page.context.service_workers
        worker.evaluate(CLICKED, ["done", 0])

        ask_until(lambda: phone.page.title() and python.sync() > 0, "the answer never came to another phone")
        wait_shown(phone)


@pytest.mark.promise(2)
def test_a_notification_stands_in_every_branch(phone: Chromium, place: Place) -> None:
    with PushService() as service, sending(place, service.origin):
        browser = service.browser()
        subscribe(phone, place, browser)
        payload = a_sent_payload(phone, service, browser)
        deliver = deliverer(phone, place)

        deliver(payload)
        wait_shown(phone, SAID)
        deliver(payload)
        wait_shown(phone, SAID)
        for broken in ["", "Time to look in", "null", payload[:-200], payload.replace('"sealed":"', '"sealed":"A')]:
            close_all(phone)
            deliver(broken)
            wait_shown(phone, NEUTRAL)
        lock(phone)
        close_all(phone)
        deliver(payload)
        wait_shown(phone, SAID)
        phone.script(FORGET)
        close_all(phone)
        deliver(payload)
        wait_shown(phone, NEUTRAL)


def close_all(phone: Chromium) -> None:
    phone.script(
        "for (const one of await (await navigator.serviceWorker.ready).getNotifications()) one.close()"
    )
    ask_until(lambda: shown(phone) == [], "a notification that does not close")
