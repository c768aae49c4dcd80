"""Python phones and a real server of their own: what the tests of sync drive."""

import os
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import requests
from werkzeug.serving import WSGIRequestHandler, make_server

from server import create_app
from server.wire import read_items, write_item
from sync.client import Server
from sync.core import Parts
from sync.phone import Phone
from sync.unlocking import Passphrase, RecoveryCode, Secret
from tests.builders import a_built_app, migrated, some_settings
from tests.recorded import recorded
from tests.sync.cast import NOON_MS

PASSPHRASE = Passphrase("garden lantern river seven")


class Killed(BaseException):
    """The phone's process ends here."""


@dataclass
class Clock:
    """A phone's own clock, which may be wrong; it goes on by a second at each look."""

    ms: int = NOON_MS

    def __call__(self) -> int:
        self.ms += 1000
        return self.ms


@dataclass
class Steps:
    """Hears every durable step; ends the process after the one of this number, counted from now."""

    names: list[str] = field(default_factory=list)
    left: int | None = None

    def __call__(self, name: str) -> None:
        self.names.append(name)
        if self.left is not None:
            self.left -= 1
            if self.left == 0:
                raise Killed(name)


class Wire(requests.Session):
    """The network: may be down, may lose the reply to what arrived.

    meanwhile: what happens elsewhere once a request was answered, by the request; it happens once.
    """

    is_down = False
    loses_replies = False
    reply_to_lose = 0

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False
        self.asked: list[str] = []
        self.meanwhile: dict[str, Callable[[], object]] = {}

    def request(self, method: Any, url: Any, *rest: Any, **options: Any) -> requests.Response:
        self.asked.append(f"{method} {url.partition('/api/')[2].partition('?')[0]}")
        if self.is_down:
            raise requests.ConnectionError("down")
        answer = super().request(method, url, *rest, **options)
        self.reply_to_lose -= 1
        if self.loses_replies or self.reply_to_lose == 0:
            answer.close()
            raise requests.ConnectionError("lost")
        self.meanwhile.pop(self.asked[-1], lambda: None)()
        return answer


class Quiet(WSGIRequestHandler):
    """Says nothing of each request."""

    def log_request(self, *_: object) -> None:
        pass


@dataclass(frozen=True)
class Place:
    """A real server in a thread, and its database, which a test may alter behind its back."""

    origin: str
    database: Path

    def forget_last_change(self, account: bytes) -> None:
        """As after a backup was put back: the log is one change shorter."""
        with sqlite3.connect(self.database, timeout=10) as database:
            last = "SELECT rowid, content FROM batch WHERE account = ? ORDER BY seq DESC LIMIT 1"
            [(batch, content)] = database.execute(last, (account,))
            *left, _ = read_items(content)
            shorter = "seq = seq - 1, counter = counter - 1, changes = changes - 1, content = ?"
            shortened = f"UPDATE batch SET {shorter} WHERE rowid = ? AND changes > 1"
            database.execute("DELETE FROM batch WHERE rowid = ? AND changes = 1", (batch,))
            database.execute(shortened, (b"".join(write_item(*item) for item in left), batch))
            database.execute("UPDATE account SET seq = seq - 1 WHERE account = ?", (account,))


@contextmanager
def listening(app: Any) -> Iterator[str]:
    """The origin at which this app answers, from a thread, until the block ends."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def a_place(folder: Path) -> Iterator[Place]:
    """A server with an empty database of its own."""
    database = folder / "plumbline.sqlite"
    settings = some_settings(database_url=f"sqlite:///{database}", built_app=a_built_app(folder / "dist"))
    migrated(settings)
    with listening(recorded(create_app(settings))) as origin:
        yield Place(origin, database)


def a_server(origin: str) -> Server:
    return Server(origin, session=Wire())


def wire(phone: Phone) -> Wire:
    """The network as this phone has it."""
    assert phone.server is not None
    assert isinstance(phone.server.session, Wire)
    return phone.server.session


def some_parts(**changes: Any) -> Parts:
    return replace(Parts(now_ms=Clock(), after=Steps()), **changes)


def a_code() -> RecoveryCode:
    return RecoveryCode.of(os.urandom(20))


@dataclass
class Cast:
    """Alma's account at a server, and the phones in one folder that are hers."""

    folder: Path
    place: Place
    code: Secret = field(default_factory=a_code)
    handle: str = ""
    phones: list[Phone] = field(default_factory=list)

    @property
    def origin(self) -> str:
        return self.place.origin

    def first(self, name: str = "", **parts: Any) -> Phone:
        """Her first phone, with sync turned on."""
        phone = Phone.begin(self._path(), [PASSPHRASE, self.code], name, some_parts(**parts))
        self.handle = phone.turn_on(a_server(self.origin), "alma")
        self.phones.append(phone)
        return phone

    def another(self, name: str = "", **parts: Any) -> Phone:
        """One more, signed in with the recovery code, which costs no stretching."""
        phone = Phone.sign_in(
            self._path(), a_server(self.origin), self.handle, self.code, name, some_parts(**parts)
        )
        self.phones.append(phone)
        return phone

    def reopened(self, phone: Phone) -> Phone:
        """The same phone after its process has ended; locked."""
        path = self.folder / f"{self.phones.index(phone)}.sqlite"
        again = Phone.at(path, some_parts())
        if again.server is not None:
            again.server.session = Wire()
        self.phones[self.phones.index(phone)] = again
        return again

    def twin(self, phone: Phone) -> Phone:
        """A second phone from a copy of the first one's file; both are in use. Locked."""
        path = self._path()
        shutil.copy(self.folder / f"{self.phones.index(phone)}.sqlite", path)
        self.phones.append(Phone.at(path, some_parts()))
        return self.reopened(self.phones[-1])

    def copy(self, phone: Phone) -> Path:
        """What a backup of the phone holds now."""
        path = self.folder / f"{self.phones.index(phone)}.sqlite"
        return Path(shutil.copy(path, path.with_suffix(".backup")))

    def restored(self, phone: Phone, backup: Path) -> Phone:
        """The phone as it was when the backup was made; locked."""
        phone.close()
        shutil.copy(backup, self.folder / f"{self.phones.index(phone)}.sqlite")
        return self.reopened(phone)

    def close(self) -> None:
        for phone in self.phones:
            phone.close()

    def _path(self) -> Path:
        return self.folder / f"{len(self.phones)}.sqlite"


def everyone_syncs(*phones: Phone) -> None:
    """Twice around: what the last one sends reaches the first."""
    for phone in (*phones, *phones):
        phone.sync()


def notes(phone: Phone) -> list[str]:
    """The notes of its entries, as they read now."""
    return sorted(entry.note for entry in phone.entries() if not entry.is_deleted)
