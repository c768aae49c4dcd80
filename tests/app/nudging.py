"""What a person does with nudges, each in one call, and a worker beside the server that sends them."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import create_engine, text

from tests.app.flows import CALM, choose, save
from tests.app.phones import Chromium, Phone, ask_until, tap, wait_for
from tests.app.places import ROOT, Place
from tests.app.said import say
from tests.server.push_service import Browser

SHOWN = """
const registration = await navigator.serviceWorker.ready
return (await registration.getNotifications()).map(({ title, body }) => [title, body])
"""
EVENING = 19
NEUTRAL = [say("nudge.neutral.title"), say("nudge.neutral.body")]

# Chromium subscribes only at its vendor's service: what that would have given is given here.
SUBSCRIBES = """
const given = GIVEN
const HELD = 'what the browser holds'
const plain = (text) => atob(text.replaceAll('-', '+').replaceAll('_', '/'))
const bytes = (text) => Uint8Array.from(plain(text), (it) => it.charCodeAt(0))
const subscription = () => {
  const { endpoint, key } = JSON.parse(localStorage.getItem(HELD))
  return {
    endpoint,
    options: { applicationServerKey: new Uint8Array(key).buffer, userVisibleOnly: true },
    getKey: (name) => bytes(given[name]).buffer,
    unsubscribe: async () => { localStorage.removeItem(HELD); return true },
  }
}
PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
  const endpoint = given.endpoint + '/' + crypto.randomUUID()
  localStorage.setItem(HELD, JSON.stringify({ endpoint, key: [...applicationServerKey] }))
  return subscription()
}
PushManager.prototype.getSubscription = async () => (localStorage.getItem(HELD) ? subscription() : null)
"""
LET_GO = "localStorage.removeItem('what the browser holds')"


@contextmanager
def sending(place: Place, push_service: str) -> Iterator[None]:
    """The place sends to this push service, by a worker of its own."""
    with_settings(place, PUSH_SERVICES=push_service)
    worker = subprocess.Popen(
        [sys.executable, "-m", "server.worker"],
        cwd=ROOT, env=place.environment, stdout=place.log.open("ab"), stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        yield
    finally:
        worker.kill()
        worker.wait()


def with_settings(place: Place, **settings: str) -> None:
    """The same place, started again with these."""
    place.stop()
    place.environment.update(settings)
    place.start()


def deny(phone: Chromium) -> None:
    """The person says no to notifications: what is not granted here is refused."""
    phone.page.context.grant_permissions([])


def can_subscribe(phone: Chromium, place: Place, browser: Browser) -> None:
    """Pages that are opened from now on may show notifications, and subscribe as this browser."""
    given = json.dumps(browser.subscription())
    phone.page.context.grant_permissions(["notifications"], origin=place.origin)
    phone.page.context.add_init_script(SUBSCRIBES.replace("GIVEN", given))


def a_zone_where_it_is_evening(now: datetime) -> str:
    """One in which the first hour of nudges has just passed: 19 h and some minutes on the wall."""
    ahead = (EVENING - now.hour + 11) % 24 - 11
    return f"Etc/GMT{-ahead:+d}"


def check_of_yesterday(phone: Phone) -> None:
    """From Today: a calm check, so that there is a journal, and none of today."""
    tap(phone, say("today.yesterday"))
    for link_id, code in CALM["daily"].items():
        choose(phone, link_id, code)
    save(phone, CALM["daily"])


def open_nudges(phone: Phone) -> None:
    """From any room to Settings, Nudges."""
    tap(phone, say("tabs.settings"))
    wait_for(phone, say("about.title"))
    tap(phone, say("nudges.title"))


def turn_on_nudges(phone: Phone) -> None:
    """From any room of a phone that syncs, past what is explained, to the list of what comes."""
    open_nudges(phone)
    wait_for(phone, say("nudges.explain.who"))
    tap(phone, say("nudges.turn-on"))
    wait_for(phone, say("nudges.coming"))


def choose_explicit(phone: Phone) -> None:
    """On the screen of nudges, with the journal open."""
    tap(phone, say("nudges.texts.explicit"))
    wait_for(phone, say("nudge.text.talk"))


def send_one_now(phone: Phone) -> None:
    """On the screen of nudges: it is on its way when this is done."""
    tap(phone, say("nudges.test"))
    wait_for(phone, say("nudges.test.sent"))


def shown(phone: Phone) -> list[list[str]]:
    """Title and body of each notification that stands."""
    found: list[list[str]] = phone.script(SHOWN)
    return found


def wait_shown(phone: Phone, *wanted: list[str]) -> None:
    """Wait until these stand and no others, in whatever order."""
    ask_until(
        lambda: sorted(shown(phone)) == sorted(wanted), "no such notifications", lambda: str(shown(phone))
    )


def minutes_waiting(place: Place) -> list[datetime]:
    """Of all slots that the server has yet to send, in UTC, earliest first."""
    rows = asked_of(place, "SELECT due_at FROM slot WHERE payload IS NOT NULL ORDER BY due_at")
    return [datetime.fromtimestamp(row["due_at"] / 1000, UTC) for row in rows]


def keys_in_use(place: Place) -> list[bytes]:
    """Ids of the application server keys that phones have subscribed with."""
    return [bytes(row["key_id"]) for row in asked_of(place, "SELECT key_id FROM subscription")]


def asked_of(place: Place, question: str) -> list[Mapping[str, Any]]:
    engine = create_engine(place.database_url)
    with engine.connect() as connection:
        rows = [dict(row._mapping) for row in connection.execute(text(question))]
    engine.dispose()
    return rows
