"""A desktop that shows notifications, on which a person taps them (specifications.freedesktop.org)."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread

from tests.app.dbus import MEMBER, Connection, Message, Reading, Writing
from tests.app.phones import ask_until

NAME = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"
BY_THE_APP = 3


@dataclass(frozen=True)
class Shown:
    """A notification as it lies there; actions: what is on its buttons, by key."""

    title: str
    body: str
    actions: dict[str, str]


class Desktop:
    """What lies there, by number."""

    def __init__(self, address: str) -> None:
        self.environment = os.environ | {"DBUS_SESSION_BUS_ADDRESS": address}
        self.shown: dict[int, Shown] = {}
        self._last = 0
        self._bus = Connection(address, NAME)
        self._thread = Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._bus.close()
        self._thread.join(10)

    def tap(self, body: str, button: str = "") -> None:
        """As soon as such a notification lies there: the button with these words, or all of it."""
        ask_until(lambda: self._find(body, button), f"nothing to tap: {body!r} {button!r}", self._told)
        [(number, key)] = self._find(body, button)
        self._signal("ActionInvoked", Writing().number(number).text(key), "us")

    def _find(self, body: str, button: str) -> list[tuple[int, str]]:
        return [
            (number, key)
            for number, shown in self.shown.copy().items()
            if body in shown.body
            for key, said in shown.actions.items()
            if (said == button if button else key == "default")
        ]

    def _told(self) -> str:
        return str(self.shown)

    def _serve(self) -> None:
        while asked := self._bus.next():
            if asked.fields.get(MEMBER) == "GetCapabilities":
                self._bus.reply(asked, Writing().texts(["actions", "body", "persistence"]), "as")
            elif asked.fields.get(MEMBER) == "GetServerInformation":
                self._bus.reply(asked, Writing().text("desk").text("tests").text("1").text("1.2"), "ssss")
            elif asked.fields.get(MEMBER) == "Notify":
                self._show(asked)
            elif asked.fields.get(MEMBER) == "CloseNotification":
                self._take_away(asked)

    def _show(self, asked: Message) -> None:
        reading = Reading(asked.body)
        reading.text()
        replaces = reading.number()
        reading.text()
        title, body, actions = reading.text(), reading.text(), reading.texts()
        self._last += 1
        number = replaces or self._last
        self.shown[number] = Shown(title, body, dict(zip(actions[::2], actions[1::2], strict=True)))
        self._bus.reply(asked, Writing().number(number), "u")

    def _take_away(self, asked: Message) -> None:
        number = Reading(asked.body).number()
        self.shown.pop(number, None)
        self._bus.reply(asked)
        self._signal("NotificationClosed", Writing().number(number).number(BY_THE_APP), "uu")

    def _signal(self, member: str, body: Writing, signature: str) -> None:
        self._bus.signal(PATH, NAME, member, body, signature)


@contextmanager
def desktop() -> Iterator[Desktop]:
    """On a bus of its own, which browsers find by `environment`."""
    with tempfile.TemporaryDirectory() as folder:
        daemon = subprocess.Popen(
            ["dbus-daemon", "--session", "--nofork", "--print-address", f"--address=unix:dir={folder}"],
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert daemon.stdout
        one = Desktop(daemon.stdout.readline().strip())
        try:
            yield one
        finally:
            one.close()
            daemon.kill()
            daemon.wait()
