"""The real server with a liar in front: one lie at a time is switched on, and rewrites what goes out.

Nothing is simulated behind it: the app, its migrations and a SQLite file are what anybody runs.
"""

import itertools
import socket
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self, TypeAlias

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.test import run_wsgi_app

from server import create_app
from server.config import Settings
from tests.adversary.asked import Answer, Asked, HungUp, Silent
from tests.builders import a_built_app, migrated, some_settings
from tests.recorded import recorded

Honest: TypeAlias = Callable[[Asked], Answer]
Lie: TypeAlias = Callable[[Asked, Honest], Answer]
SILENCE_S_MAX = 60


def the_truth(asked: Asked, honest: Honest) -> Answer:
    """No lie at all."""
    return honest(asked)


class HostileServer:
    """Listens on a port of its own until it is stopped. heard: what was asked since the last lie began.

    is_silent: somebody waits for an answer that does not come.
    """

    def __init__(self, settings: Settings) -> None:
        self.database = Path(settings.database_url.removeprefix("sqlite:///"))
        self.app: Flask = recorded(create_app(settings))
        self.lie: Lie = the_truth
        self.heard: list[Asked] = []
        self.is_silent = threading.Event()
        self._silence = threading.Event()
        self._addresses = (f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}" for n in itertools.count(1))
        self._server = make_server("127.0.0.1", 0, self, threaded=True, request_handler=Quiet)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        self.origin = f"http://127.0.0.1:{self._server.port}"

    @classmethod
    def at(cls, folder: Path) -> Self:
        """A server with a SQLite file of its own."""
        url = f"sqlite:///{folder / 'plumbline.sqlite'}"
        settings = some_settings(database_url=url, built_app=a_built_app(folder / "dist"))
        migrated(settings)
        return cls(settings)

    @contextmanager
    def lying(self, lie: Lie) -> Iterator[None]:
        """Everybody is lied to in this way, until the end of the block."""
        self.heard.clear()
        self._silence.clear()
        self.is_silent.clear()
        self.lie = lie
        try:
            yield
        finally:
            self.lie = the_truth
            self._silence.set()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        # Each request comes from elsewhere: limits by address are tested in tests/server.
        environ["REMOTE_ADDR"] = next(self._addresses)
        asked = Asked.of(environ)
        self.heard.append(asked)
        try:
            answer = self.lie(asked, self.honest)
        except (HungUp, Silent) as ending:
            if isinstance(ending, Silent):
                self.is_silent.set()
                self._silence.wait(SILENCE_S_MAX)
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
            start_response("500 Cut", [])
            return []
        start_response(answer.status, answer.headers)
        return [answer.body] if answer.endless is None else answer.endless

    def honest(self, asked: Asked) -> Answer:
        """What the real server says."""
        pieces, status, headers = run_wsgi_app(self.app.wsgi_app, asked.for_the_server(), buffered=True)
        return Answer(status, list(headers), b"".join(pieces))

    def copy_to(self, path: Path) -> None:
        """All that the server holds now, as a backup has it. Of SQLite alone."""
        copied(self.database, path)

    def put_back(self, path: Path) -> None:
        """All that the server held when this copy was made; nothing of what came after."""
        copied(path, self.database)

    def stop(self) -> None:
        self._silence.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class Quiet(WSGIRequestHandler):
    """Writes no line for each request, and no traceback for a connection that was cut."""

    def log(self, type: str, message: str, *args: Any) -> None:
        """Nothing: pytest shows what fails."""

    def connection_dropped(self, error: BaseException, environ: Any = None) -> None:
        """Nothing: cutting is among the lies."""


def copied(source: Path, target: Path) -> None:
    reader, writer = sqlite3.connect(source), sqlite3.connect(target, timeout=10)
    try:
        reader.backup(writer)
    finally:
        reader.close()
        writer.close()
