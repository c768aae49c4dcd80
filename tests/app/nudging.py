"""What a person does with nudges, each in one call, and a worker beside the server that sends them."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.app.phones import Phone, ask_until, tap, wait_for
from tests.app.places import ROOT, Place
from tests.app.said import say

SHOWN = """
const registration = await navigator.serviceWorker.ready
return (await registration.getNotifications()).map(({ title, body }) => [title, body])
"""
NEUTRAL = [say("nudge.neutral.title"), say("nudge.neutral.body")]


@contextmanager
def sending(place: Place, push_service: str) -> Iterator[None]:
    """The place sends to this push service, by a worker of its own."""
    place.stop()
    place.environment["PUSH_SERVICES"] = push_service
    place.start()
    worker = subprocess.Popen(
        [sys.executable, "-m", "server.worker"],
        cwd=ROOT, env=place.environment, stdout=place.log.open("ab"), stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        yield
    finally:
        worker.kill()
        worker.wait()


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


def shown(phone: Phone) -> list[list[str]]:
    """Title and body of each notification that stands."""
    found: list[list[str]] = phone.script(SHOWN)
    return found


def wait_shown(phone: Phone, *wanted: list[str]) -> None:
    ask_until(lambda: shown(phone) == list(wanted), "no such notifications", lambda: str(shown(phone)))
