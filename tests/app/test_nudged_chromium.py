"""Chromium is nudged by the real worker, and an answer to a notification is a sealed change that syncs."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sync.merge import resolve
from sync.phone import Phone as PythonPhone
from tests.app.consulting import save_strong_pull
from tests.app.desktop import Desktop, desktop
from tests.app.flows import arrive, lock, unlock_by_passphrase
from tests.app.nudging import (
    NEUTRAL,
    asked_of,
    can_subscribe,
    choose_explicit,
    minutes_waiting,
    send_one_now,
    sending,
    turn_on_nudges,
)
from tests.app.phones import Chromium, ask_until, tap, wait_until
from tests.app.places import Place
from tests.app.profiles import Profile
from tests.app.said import say
from tests.app.syncing import PASSPHRASE, lock_journal, turn_sync_on
from tests.app.test_sync import a_python_phone
from tests.server.push_service import Browser, PushService
from tests.traffic import dump, found_in

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
TALK = say("nudge.text.talk")
Deliver = Callable[[str], None]


@pytest.fixture
def desk() -> Iterator[Desktop]:
    with desktop() as one:
        yield one


@pytest.fixture
def tapped(browser: Any, desk: Desktop, tmp_path: Path) -> Iterator[Chromium]:
    """A phone whose notifications can be tapped: Chromium hears of taps in the profile it started with."""
    profile = Profile(tmp_path / "profile", browser, desk.environment)
    yield profile.start()
    profile.kill()


def subscribe(phone: Chromium, place: Place, browser: Browser) -> str:
    """A phone that syncs, and is nudged in explicit words at this browser's push service; its handle."""
    can_subscribe(phone, place, browser)
    arrive(phone, place.origin)
    save_strong_pull(phone)
    lock_journal(phone)
    handle = turn_sync_on(phone)
    unlock_by_passphrase(phone, PASSPHRASE)
    turn_on_nudges(phone)
    choose_explicit(phone)
    return handle


def deliverer(phone: Chromium, place: Place) -> Deliver:
    """Hands a payload to the service worker, as the push service would after decryption."""
    # A page of its own: the app's may be closed meanwhile.
    cdp = phone.page.context.new_cdp_session(phone.page.context.new_page())
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
    send_one_now(phone)
    service.until(before + 1)
    return browser.opens(service.received[-1].body).decode()


def payloads_to_come(place: Place) -> list[str]:
    """What the server is to send at a later time than this, earliest first."""
    now_ms = int(time.time() * 1000)
    coming = f"SELECT payload FROM slot WHERE payload IS NOT NULL AND due_at > {now_ms} ORDER BY due_at"
    rows = asked_of(place, coming)
    return [bytes(row["payload"]).decode() for row in rows]


def answers(python: PythonPhone) -> list[dict[str, Any]]:
    """What was answered to nudges, as another phone of the journal reads it."""
    python.sync()
    found = [resolve(writes).fields for writes in python.state().objects.get("nudge", {}).values()]
    return [{name: one.value for name, one in fields.items()} for fields in found]


@pytest.mark.promise(2)
def test_a_nudge_is_answered_and_the_answer_syncs(
    tapped: Chromium, desk: Desktop, place: Place, tmp_path: Path
) -> None:
    with PushService() as service, sending(place, service.origin):
        browser = service.browser()
        handle = subscribe(tapped, place, browser)
        python = a_python_phone(place, tmp_path, handle)
        deliver = deliverer(tapped, place)
        payload = a_sent_payload(tapped, service, browser)
        lock(tapped)
        before = set(minutes_waiting(place))

        for action in ("done", "later"):
            deliver(payload)
            desk.wait_shown(SAID)
            desk.tap(SAID[1], say(f"nudge.action.{action}"))
            desk.wait_shown()

        ask_until(lambda: tapped.page.title() and len(answers(python)) == 2, "an answer that never came")
        ask_until(
            lambda: set(minutes_waiting(place)) - before, "later is a minute of its own, and never came"
        )
        done, later = sorted(answers(python), key=lambda one: str(one["at"]))
        assert (done["answer"], later["answer"]) == ("done", "later")
        assert done["text"] == later["text"] == "reminder"
        assert done["due"] == later["due"]
        # Searched for on the server: kinds of change, ids of questions, what is said of a nudge.
        assert found_in(dump(place.database_url)) == []


def test_a_tap_opens_the_room_it_speaks_of(tapped: Chromium, desk: Desktop, place: Place) -> None:
    with PushService() as service, sending(place, service.origin):
        subscribe(tapped, place, service.browser())
        deliver = deliverer(tapped, place)
        # Before it says that this was sent, the server has the whole schedule in explicit words.
        send_one_now(tapped)
        tap(tapped, say("tabs.settings"))

        # A pull asks for a talk from the next day on: one of the next two slots says so.
        for payload in payloads_to_come(place)[:2]:
            deliver(payload)
        desk.tap(TALK)
        wait_until(tapped, "return location.pathname === '/consult'", wanted="the room of talks")
        desk.wait_gone(TALK)

        context = tapped.page.context
        tapped.page.close()
        for payload in payloads_to_come(place)[:2]:
            deliver(payload)
        with context.expect_page() as opened:
            desk.tap(TALK)
        opened.value.wait_for_url(place.origin + "/consult")


@pytest.mark.promise(2)
def test_a_notification_stands_in_every_branch(tapped: Chromium, desk: Desktop, place: Place) -> None:
    with PushService() as service, sending(place, service.origin):
        browser = service.browser()
        subscribe(tapped, place, browser)
        payload = a_sent_payload(tapped, service, browser)
        deliver = deliverer(tapped, place)

        def shows(message: str, *wanted: list[str]) -> None:
            """By the message, and not by the one before it."""
            before = desk.shows
            deliver(message)
            ask_until(lambda: desk.shows > before, f"nothing for {message[:30]!r}")
            desk.wait_shown(*wanted)

        shows(payload, SAID)
        shows(payload, SAID)
        for broken in ("", "Time to look in", "null", payload[:-200]):
            shows(broken, NEUTRAL, SAID)
        shows(payload.replace('"sealed":"', '"sealed":"A'), NEUTRAL, NEUTRAL)
        lock(tapped)
        shows(payload, NEUTRAL, SAID)
        tapped.script(FORGET)
        shows(payload, NEUTRAL, NEUTRAL)
