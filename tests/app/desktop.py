"""A desktop that shows notifications (specifications.freedesktop.org), and on which a person taps them."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import Thread
from typing import Any

from jeepney import (
    DBusAddress,
    HeaderFields,
    Message,
    MessageType,
    message_bus,
    new_method_call,
    new_method_return,
    new_signal,
)
from jeepney.io.threading import ReceiveStopped, open_dbus_connection

from tests.app.phones import ask_until

NAME = "org.freedesktop.Notifications"
HERE = DBusAddress("/org/freedesktop/Notifications", bus_name=NAME, interface=NAME)
BY_THE_APP = 3
# Of the two the second is answered once what came before the first is done.
PINGS = 2


@dataclass(frozen=True)
class Shown:
    """A notification as it lies there; actions: what is on its buttons, by key."""

    title: str
    body: str
    actions: dict[str, str]


@dataclass(frozen=True)
class Coming:
    """What the browser asked for; pings: how many it has yet to answer."""

    browser: str
    number: int
    shown: Shown
    pings: int = PINGS


class Desktop:
    """What lies there, by number; shows: how many came or took the place of another.

    What came lies there once the browser knows its number: what is tapped before comes to nothing, and what
    should take its place would stand beside it.
    """

    def __init__(self, address: str) -> None:
        self.environment = os.environ | {"DBUS_SESSION_BUS_ADDRESS": address}
        self.shown: dict[int, Shown] = {}
        self.shows = 0
        self._last = 0
        # By the serial of the ping that is on its way.
        self._pings: dict[int, Coming] = {}
        self._bus = open_dbus_connection(address)
        self._bus.send(message_bus.RequestName(NAME))
        self._thread = Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._bus.interrupt()
        self._thread.join(10)
        self._bus.close()

    def tap(self, body: str, button: str = "") -> None:
        """As soon as such a notification lies there: the button with these words, or all of it."""
        ask_until(lambda: self._find(body, button), f"nothing to tap: {body!r} {button!r}", self._told)
        [(number, key)] = self._find(body, button)
        self._signal("ActionInvoked", "us", number, key)

    def wait_shown(self, *wanted: list[str]) -> None:
        """Wait until title and words of these lie there and no others, in whatever order.

        No page may ask in between: at getNotifications Chromium forgets what it has not put there yet.
        """
        ask_until(lambda: self._said() == sorted(wanted), f"not what was wanted: {wanted}", self._told)

    def wait_gone(self, body: str) -> None:
        """Wait until what was tapped lies there no more: a tap on it now would come to nothing."""
        ask_until(lambda: not self._find(body, ""), f"it still lies there: {body!r}", self._told)

    def _said(self) -> list[list[str]]:
        # Chromium puts the address of the app before the words.
        return sorted([one.title, one.body.rpartition("\n")[2]] for one in self.shown.copy().values())

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
        while True:
            try:
                asked = self._bus.receive()
            except ReceiveStopped:
                return
            if asked.header.message_type is MessageType.method_return:
                self._answered(asked.header.fields[HeaderFields.reply_serial])
                continue
            match asked.header.fields.get(HeaderFields.member):
                case "GetCapabilities":
                    self._reply(asked, "as", ["actions", "body", "persistence"])
                case "GetServerInformation":
                    self._reply(asked, "ssss", "desk", "tests", "1", "1.2")
                case "Notify":
                    self._show(asked)
                case "CloseNotification":
                    self._take_away(asked)

    def _show(self, asked: Message) -> None:
        _, replaces, _, title, body, actions, *_ = asked.body
        self._last += 1
        number = replaces or self._last
        self._reply(asked, "u", number)
        shown = Shown(title, body, dict(zip(actions[::2], actions[1::2], strict=True)))
        self._ping(Coming(str(asked.header.fields[HeaderFields.sender]), number, shown))

    def _ping(self, coming: Coming) -> None:
        serial = next(self._bus.outgoing_serial)
        self._pings[serial] = coming
        peer = DBusAddress("/", bus_name=coming.browser, interface="org.freedesktop.DBus.Peer")
        self._bus.send(new_method_call(peer, "Ping"), serial=serial)

    def _answered(self, serial: int) -> None:
        coming = self._pings.pop(serial, None)
        if coming is None:
            return
        if coming.pings > 1:
            self._ping(replace(coming, pings=coming.pings - 1))
            return
        self.shown[coming.number] = coming.shown
        self.shows += 1

    def _take_away(self, asked: Message) -> None:
        [number] = asked.body
        self.shown.pop(number, None)
        self._reply(asked)
        self._signal("NotificationClosed", "uu", number, BY_THE_APP)

    def _reply(self, to: Message, signature: str | None = None, *body: Any) -> None:
        self._bus.send(new_method_return(to, signature, body))

    def _signal(self, name: str, signature: str, *body: Any) -> None:
        self._bus.send(new_signal(HERE, name, signature, body))


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
